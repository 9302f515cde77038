"""XML read element by element gives what the whole document gives; what is not read is refused."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from saite.sources.relation import SourceError
from saite.sources.xml import _found, _streamed
from saite.sources.xpath import Expression, child_tags, rooted

INSIDE = [
    ".",
    "a",
    "a/b",
    "*",
    "@k",
    "../@k",
    "../../@k",
    "a/../@k",
    "text()",
    ".//b",
    "a[@k='..']/text()",
    "b[1]",
    "a[last()]",
    "count(a) + 1",
    "concat(@k, '/', a)",
    "normalize-space(a)",
    "a | b",
    "descendant::b/@k",
    "not(a)",
]
BEYOND = [
    "../a",
    "..",
    "/r/a",
    "//b",
    "a | //b",
    "a[/r/b]",
    "count(//b)",
    "following-sibling::a",
    "preceding-sibling::a/@k",
    "ancestor::r/@k",
    "parent::r/@k",
    "a[../../b]",
    "id('x')",
]


@pytest.mark.parametrize("text", INSIDE)
def test_what_stays_inside_an_element_is_read_from_it_alone(text: str) -> None:
    assert Expression(text, {}).stays_inside


@pytest.mark.parametrize("text", BEYOND)
def test_what_looks_around_an_element_needs_the_document(text: str) -> None:
    assert not Expression(text, {}).stays_inside


NAMES = st.sampled_from(["a", "b", "r"])


def elements() -> st.SearchStrategy[str]:
    attributes = st.sampled_from(["", " k='1'", " k='&lt;x'"])
    texts = st.sampled_from(["", "t", "é &amp;", "<!-- no -->", "<![CDATA[<c>]]>"])
    leaves = st.builds(lambda n, k, t: f"<{n}{k}>{t}</{n}>", NAMES, attributes, texts)

    def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        parts = st.lists(st.one_of(inner, texts), max_size=4).map("".join)
        return st.builds(lambda n, k, c: f"<{n}{k}>{c}</{n}>", NAMES, attributes, parts)

    return st.recursive(leaves, around, max_leaves=12)


@given(
    inside=st.lists(elements(), max_size=4).map("".join),
    iterator=st.sampled_from(["/r", "/r/a", "/r/a/b", "/r/r", "/r/r/r", "/a"]),
    text=st.sampled_from(INSIDE),
)
def test_streaming_finds_what_the_whole_document_has(
    inside: str, iterator: str, text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.xml"
    file.write_text(f"<r k='0'>{inside}</r>", encoding="utf-8")
    expression = Expression(text, {})
    streamed = [expression.values(each) for each in _streamed(file, child_tags(iterator, {}), None)]
    whole = [expression.values(each) for each in _found(file, Expression(iterator, {}), None)]
    assert streamed == whole


def test_an_element_that_was_read_is_let_go(tmp_path: Path) -> None:
    file = tmp_path / "long.xml"
    person = "<person id='{}'><name>n</name></person>\n<other/>"
    file.write_text(f"<r>{''.join(person.format(number) for number in range(3000))}</r>")
    widths = [len(each.getparent()) for each in _streamed(file, ["r", "person"], None)]
    # libxml2 parses ahead by blocks of 32 KB.
    assert len(widths) == 3000
    assert max(widths[2000:]) < 2500


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("people/person", "/people/person"),
        (" person ", "/person"),
        ("p:people[1]", "/p:people[1]"),
        ("*", "/*"),
        ("/people", "/people"),
        ("//people", "//people"),
        ("count(a)", "count(a)"),
        ("child::a", "child::a"),
        (".", "."),
    ],
)
def test_an_iterator_begins_at_the_document(written: str, path: str) -> None:
    assert rooted(written) == path


@pytest.mark.parametrize("iterator", ["/a/b", "/a//b", "/a/b[1]", "/a/@b", "/a/*", "a/b", "/"])
def test_only_plain_paths_of_children_are_streamed(iterator: str) -> None:
    assert child_tags(iterator, {}) == (["a", "b"] if iterator == "/a/b" else [])


@given(st.text(alphabet="ab:/.*@[]()'\"=| 1$,", max_size=15))
def test_any_text_is_an_expression_or_a_mistake(text: str) -> None:
    node = etree.fromstring("<r><a k='1'>x</a></r>")
    with contextlib.suppress(SourceError):
        found = Expression(text, {"a": "http://example.org/"}).values(node)
        assert all(isinstance(value, str) for _, value in found)
