"""Paths into documents: what they find, in which order, and what is wrong with them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saite.sources.jsonpath import Json, JsonPathError, parse_jsonpath

BOOK = {
    "people": [
        {"id": 1, "first name": "Ona", "tags": ["a", "b"]},
        {"id": 2, "first name": "Jānis", "tags": []},
        {"id": 3, "more": {"id": 4}},
    ],
    "{odd}": "x",
    "it's": "y",
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", [BOOK]),
        ("$.people[*].id", [1, 2, 3]),
        ("$.people[0]['first name']", ["Ona"]),
        ('$["people"][-1].id', [3]),
        ("$.people[1:].id", [2, 3]),
        ("$.people[::2].id", [1, 3]),
        ("$.people[::-1].id", [3, 2, 1]),
        ("$.people[::0].id", []),
        ("$.people[0,2].id", [1, 3]),
        ("$..id", [1, 2, 3, 4]),
        ("$..tags[*]", ["a", "b"]),
        ("$.people[*].*", [1, "Ona", ["a", "b"], 2, "Jānis", [], 3, {"id": 4}]),
        ("$['{odd}']", ["x"]),
        (r"$['it\'s']", ["y"]),
        (r"$['\u007bodd}']", ["x"]),
        ("people[0].first name", ["Ona"]),
        ("['people'][0].id", [1]),
        ("$.missing.deeper", []),
        ("$.people[9]", []),
        ("$.people.id", []),
        ("$ .people [ 0 ] .id ", [1]),
        ("$.people[?@.id > 1].id", [2, 3]),
        ("people[?(@.tags[0] == 'a')]['first name']", ["Ona"]),
        ("$.people[?search(@['first name'], '^J')].id", [2]),
        ("$..[?@.id == 4].id", [4]),
        ("$['?'].a", []),
    ],
)
def test_a_path_finds_values_in_the_order_of_the_document(path: str, found: list[Json]) -> None:
    assert parse_jsonpath(path).find(BOOK) == found


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("$.a[*]]", "expected . or [ at character 7"),
        ("$.", "expected a name at character 3"),
        ("$.a[", "expected a name in quotes, a number, a slice or * at character 5"),
        ("$.a[0", "expected , or ] at character 6"),
        ("$.a[?@.b > ]", "unexpected end of expression at character 12"),
        ("a[?@.b > ]", "unexpected end of expression at character 10"),
        ("$.a[?near(@.b)]", "function 'near' is not defined at character 6"),
        ("", "expected a name at character 1"),
        ("$a", "expected . or [ at character 2"),
    ],
)
def test_a_path_that_is_not_well_formed_tells_where(path: str, message: str) -> None:
    with pytest.raises(JsonPathError) as caught:
        parse_jsonpath(path)
    assert message in str(caught.value)


@given(st.text())
def test_any_name_in_quotes_is_found(name: str) -> None:
    written = name.replace("\\", "\\\\").replace("'", "\\'")
    if "\n" not in name and all(ord(c) < 0xD800 or ord(c) > 0xDFFF for c in name):
        assert parse_jsonpath(f"$['{written}']").find({name: 1}) == [1]


@given(st.text(alphabet="$.[]*'\"ab01:,?@ ()\\-", max_size=12))
def test_any_text_is_a_path_or_a_mistake(text: str) -> None:
    with contextlib.suppress(JsonPathError):
        assert isinstance(parse_jsonpath(text).find(BOOK), list)
