"""The functions of GREL and IDLab: what they give, and what they refuse."""

import re
from pathlib import Path

import pytest

from mapping_support import Row, quads, run, simple
from saite.errors import MappingError
from saite.mapping.grel import ALIASES, GREL, GREL_FUNCTIONS, IDLAB


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("toUpperCase", ["žuvis"], "ŽUVIS"),
        ("toLowerCase", ["ŽUVIS"], "žuvis"),
        ("toTitleCase", ["ona ir eva"], "Ona Ir Eva"),
        ("string_trim", [" a b "], "a b"),
        ("string_length", ["Žąsis"], "5"),
        ("string_substring", ["Venus", "1", "3"], "en"),
        ("string_substring", ["Venus", "5", None], ""),
        ("string_substring", ["Venus", "6", None], None),
        ("string_substring", ["Venus", "-2", None], "us"),
        ("string_replace", ["a.b.c", ".", "-"], "a-b-c"),
        ("string_replaceRegex", ["a1b22", "[0-9]+", "\\1"], "a\\1b\\1"),
        ("escape", ["A&B <\"'>", "html"], "A&amp;B &lt;&quot;&#x27;&gt;"),
        ("escape", ["A&B <\"'>", "xml"], "A&amp;B &lt;&quot;&apos;&gt;"),
        ("escape", ['a,"b"', "csv"], '"a,""b"""'),
        ("escape", ["a b/ž", "url"], "a%20b%2F%C5%BE"),
        ("escape", ['a"\n', "javascript"], 'a\\"\\n'),
        ("string_md5", ["a"], "0cc175b9c0f1b6a831c399e269772661"),
        ("string_sha1", ["a"], "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
        ("string_contains", ["abc", "b"], "true"),
        ("string_startsWith", ["abc", "b"], "false"),
        ("string_endsWith", ["abc", "c"], "true"),
    ],
)
def test_a_function_of_grel_gives_a_text(
    name: str, given: list[str | None], expected: str | None
) -> None:
    assert GREL_FUNCTIONS[GREL + name].call(*given) == (expected,)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("alwaysReturnsABC", [], "ABC"),
        ("toUpperCaseURL", ["www.example.com"], "http://WWW.EXAMPLE.COM"),
        ("toUpperCaseURL", ["http://example.com/a"], "HTTP://EXAMPLE.COM/A"),
        ("equal", ["a", "a"], "true"),
        ("equal", ["a", "A"], "false"),
        ("notEqual", ["a", "A"], "true"),
    ],
)
def test_a_function_of_idlab_gives_a_text(name: str, given: list[str], expected: str) -> None:
    assert GREL_FUNCTIONS[IDLAB + name].call(*given) == (expected,)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("string_substring", ["a", "one", None], "the start of a substring is 'one'"),
        ("string_substring", ["a", "0", "1.5"], "the end of a substring is '1.5'"),
        ("string_replaceRegex", ["a", "(", ""], "'(' is not a regular expression"),
        ("escape", ["a", "sql"], "'sql' is not a way to escape, expected one of html"),
    ],
)
def test_a_function_says_what_it_cannot_take(
    name: str, given: list[str | None], message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        GREL_FUNCTIONS[GREL + name].call(*given)


def test_every_alias_means_a_name_that_is_known() -> None:
    known = {name for each in GREL_FUNCTIONS.values() for name in each.parameters + each.outputs}
    assert set(ALIASES.values()) - known == set()
    assert not set(ALIASES) & known


PREFIX = "@prefix grel: <http://users.ugent.be/~bjdmeest/function/grel.ttl#> .\n"


def called(function: str, inputs: dict[str, str], more: str = "") -> str:
    given = " , ".join(
        f"[ rml:parameter grel:{name} ; rml:inputValueMap [ {value} ] ]"
        for name, value in inputs.items()
    )
    execution = f"rml:functionExecution [ rml:function grel:{function} ; rml:input {given} ]"
    return f"rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ {execution} {more} ] ]"


def test_an_output_has_its_natural_datatype_unless_another_is_declared(tmp_path: Path) -> None:
    name = {"valueParameter": 'rml:reference "name"'}
    body = ";\n".join(
        [
            called("string_length", name),
            called("string_length", name, '; rml:language "lt"'),
            called("string_contains", {"valueParam": 'rml:reference "name"',
                                       "string_sub": 'rml:constant "n"'}),
        ]
    )  # fmt: skip
    made = run(PREFIX + simple(body), {"t.csv": [[{"id": "1", "name": "Ona"}]]}, tmp_path)
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert {str(quad.object) for quad in quads(made)} == {
        f'"3"^^<{xsd}integer>',
        '"3"@lt',
        f'"true"^^<{xsd}boolean>',
    }


def test_what_a_function_cannot_take_is_a_problem_of_the_row(tmp_path: Path) -> None:
    body = called(
        "string_substring",
        {"valueParam": 'rml:reference "name"', "p_int_i_from": 'rml:reference "id"'},
    )
    rows: list[Row] = [{"id": "1", "name": "Ona"}, {"id": "x", "name": "Eva"}]
    with pytest.raises(MappingError, match="the start of a substring is 'x'"):
        run(PREFIX + simple(body), {"t.csv": [rows]}, tmp_path)
