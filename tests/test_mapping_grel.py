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
        ("string_toTitlecase", ["ona ir eva"], "Ona Ir Eva"),
        ("string_toString", ["a"], "a"),
        ("string_chomp", ["hardly", "ly"], "hard"),
        ("string_chomp", ["hard", "ly"], "hard"),
        ("string_indexOf", ["banana", "an"], "1"),
        ("string_indexOf", ["banana", "x"], "-1"),
        ("string_lastIndexOf", ["banana", "an"], "3"),
        ("string_replaceChars", ["Žąsis", "Žą", "Za"], "Zasis"),
        ("string_diff", ["abcde", "abxyz"], "xyz"),
        ("string_diff", ["ab", "abc"], "c"),
        ("string_diff", ["ab", "ab"], ""),
        ("string_unescape", ["A&amp;B &lt;&quot;&#x27;&gt;", "html"], "A&B <\"'>"),
        ("string_unescape", ["A&amp;B &lt;&quot;&apos;&gt;", "xml"], "A&B <\"'>"),
        ("string_unescape", ['"a,""b"""', "csv"], 'a,"b"'),
        ("string_unescape", ["a%20b%2F%C5%BE", "url"], "a b/ž"),
        ("string_unescape", ['a\\"\\n', "javascript"], 'a"\n'),
        ("string_toNumber", [" 1.50 "], "1.5"),
        ("string_toNumber", ["1e3"], "1000"),
        ("boolean_not", ["true"], "false"),
        ("boolean_and", ["true", "True", "false"], "false"),
        ("boolean_or", ["false", "true"], "true"),
        ("boolean_xor", ["true", "true", "true"], "true"),
        ("controls_if", ["true", "a", "b"], "a"),
        ("controls_if", ["false", "a", None], None),
        ("other_coalesce", [None, "b", "c"], "b"),
        ("other_coalesce", [None], None),
        ("math_abs", ["-3.50"], "3.5"),
        ("math_floor", ["-2.5"], "-3"),
        ("math_ceil", ["2.1"], "3"),
        ("math_round", ["2.5"], "3"),
        ("math_round", ["-2.5"], "-2"),
        ("math_round", ["12345678901234567890.5"], "12345678901234567891"),
        ("math_min", ["2", "10"], "2"),
        ("math_max", ["2", "10.0"], "10"),
        ("math_quotient", ["7", "2"], "3"),
        ("math_quotient", ["-7", "2"], "-4"),
        ("math_mod", ["-7", "3"], "-1"),
        ("math_pow", ["2", "0.5"], "1.4142135623730951"),
        ("math_exp", ["0"], "1"),
        ("math_ln", ["1"], "0"),
        ("math_log", ["1000"], "3"),
        ("math_even", ["2.5"], "4"),
        ("math_odd", ["4"], "5"),
        ("math_fact", ["5"], "120"),
        (
            "math_abs",
            ["-1234567890123456789012345678901234.5"],
            "1234567890123456789012345678901234.5",
        ),
        ("math_floor", ["1e5000"], "1" + "0" * 5_000),
        ("string_replaceRegex", ["[a]", "[[a]", "b"], "bb]"),
        ("math_factn", ["8", "3"], "80"),
        ("math_combin", ["5", "2"], "10"),
        ("math_gcd", ["12", "18"], "6"),
        ("math_lcm", ["4", "6"], "12"),
        ("math_degrees", ["0"], "0"),
        ("date_toDate", ["3 March 2019", "d MMMM yyyy"], "2019-03-03"),
        ("date_toDate", ["Sun, 03 mar 19", "EEE, dd MMM yy"], "2019-03-03"),
        ("date_toDate", ["2019-03-03T10:11:12", "yyyy-MM-dd'T'HH:mm:ss"], "2019-03-03"),
        ("date_datePart", ["2019-03-23", "year"], "2019"),
        ("date_datePart", ["2019-03-23T10:11:12.5", "ms"], "500"),
        ("date_datePart", ["2019-03-23", "weekday"], "Saturday"),
        ("date_datePart", ["2019-03-23", "week"], "4"),
        ("date_datePart", ["1970-01-02", "time"], "86400000"),
        ("date_inc", ["2019-01-31", "1", "months"], "2019-02-28"),
        ("date_inc", ["2020-02-29", "-1", "years"], "2019-02-28"),
        ("date_inc", ["2019-12-31", "1", "d"], "2020-01-01"),
        ("date_diff", ["2011-02-03", "2011-01-01", "days"], "33"),
        ("date_diff", ["2011-01-01", "2011-02-03", "weeks"], "-4"),
        ("date_diff", ["2020-02-28", "2019-02-28", "years"], "1"),
        ("date_diff", ["2019-01-31", "2019-02-28", "months"], "0"),
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
        ("isNull", [None], "true"),
        ("isNull", ["a"], "false"),
        ("trueCondition", ["true", "a"], "a"),
        ("trueCondition", ["false", "a"], None),
        ("trueCondition", [None, "a"], None),
        ("decide", ["a", "a", "yes"], "yes"),
        ("decide", ["a", "b", "yes"], None),
        ("stringContainsOtherString", ["a;b", "b", ";"], "true"),
        ("stringContainsOtherString", ["a;bc", "b", ";"], "false"),
        ("concat", ["a", "b", None], "ab"),
        ("concat", ["a", "b", "-"], "a-b"),
        ("inRange", ["5", "1", "5"], "false"),
        ("inRange", ["1", "1", None], "true"),
        ("slugify", [" Žąsis, Ona & Eva! "], "zasis-ona-eva"),
        ("getMIMEType", ["a.b.ttl"], "text/turtle"),
        ("getMIMEType", ["ttl"], None),
        ("normalizeDate", ["01 April 22", "dd LLLL uu"], "2022-04-01"),
        ("normalizeDate", ["someday", "dd LLLL uu"], None),
    ],
)
def test_a_function_of_idlab_gives_a_text(
    name: str, given: list[str | None], expected: str | None
) -> None:
    assert GREL_FUNCTIONS[IDLAB + name].call(*given) == (expected,)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("string_substring", ["a", "one", None], "the start of a substring is 'one'"),
        ("string_substring", ["a", "0", "1.5"], "the end of a substring is '1.5'"),
        ("string_replaceRegex", ["a", "(", ""], "'(' is not a regular expression"),
        ("string_replaceRegex", ["a", "a{99999999999}", ""], "is not a regular expression: the re"),
        (
            "string_replaceRegex",
            ["a", "(" * 5_000 + ")" * 5_000, ""],
            "is not a regular expression",
        ),
        ("string_unescape", ["\\ud83d", "javascript"], "is not a text that was escaped as javasc"),
        ("escape", ["a", "sql"], "'sql' is not a way to escape, expected one of html"),
        ("string_unescape", ["a", "sql"], "'sql' is not a way to unescape, expected one of html"),
        ("string_unescape", ["%ff", "url"], "'%ff' is not a text that was escaped as url"),
        ("string_replaceChars", ["a", "ab", "c"], "'ab' and 'c' differ in length"),
        ("string_toNumber", ["one"], "'one' is not a number"),
        ("string_toNumber", ["NaN"], "'NaN' is not a number that can be reckoned with"),
        ("string_toNumber", ["1e999999999"], "'1e999999999' is not a number that"),
        ("boolean_not", ["maybe"], "'maybe' is neither true nor false"),
        ("math_fact", ["99999999"], "no number comes of 99999999: 99999999 has no factorial here"),
        ("math_fact", ["1.5"], "'1.5' is not a whole number"),
        ("math_quotient", ["1", "0"], "no number comes of 1, 0"),
        ("math_mod", ["1", "0"], "no number comes of 1, 0"),
        ("math_ln", ["-1"], "no number comes of -1"),
        ("math_exp", ["10000"], "no number comes of 10000"),
        ("math_pow", ["-1", "0.5"], "no number comes of -1, 0.5"),
        ("date_toDate", ["2019", "yyyy"], "the pattern 'yyyy' does not tell year, month and day"),
        ("date_toDate", ["31/02/2019", "dd/MM/yyyy"], "'31/02/2019' is a day that no calendar"),
        ("date_toDate", ["a", "qq"], "'qq' in the pattern 'qq' is not understood"),
        ("date_toDate", ["a", "dd/MM/yyyy"], "'a' is not a date of the pattern 'dd/MM/yyyy'"),
        ("date_datePart", ["someday", "year"], "'someday' is not a date of ISO 8601"),
        ("date_datePart", ["2019-01-01", "era"], "'era' is not a unit of time, expected one of"),
        ("date_inc", ["9999-12-31", "1", "day"], "1 days after 9999-12-31 is no date"),
        ("date_inc", ["2019-01-01", "1", "weekday"], "'weekday' cannot be added to a date"),
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


def test_a_parameter_that_may_be_repeated_takes_each_of_its_inputs(tmp_path: Path) -> None:
    given = " , ".join(
        f'[ rml:parameter grel:param_rep_b ; rml:inputValueMap [ rml:reference "{name}" ] ]'
        for name in ("a", "b")
    )
    first = " , ".join(
        f'[ rml:parameter grel:p_any_rep_e ; rml:inputValueMap [ rml:reference "{name}" ] ]'
        for name in ("a", "b")
    )
    body = " ; ".join(
        f"rml:predicateObjectMap [ rml:predicate ex:{name} ; rml:objectMap [ "
        f"rml:functionExecution [ rml:function grel:{name} ; rml:input {inputs} ] ] ]"
        for name, inputs in (("boolean_or", given), ("other_coalesce", first))
    )
    rows: list[Row] = [
        {"id": "1", "a": "false", "b": "true"},
        {"id": "2", "a": None, "b": "true"},
        {"id": "3", "a": None, "b": None},
    ]
    made = run(PREFIX + simple(body), {"t.csv": [rows]}, tmp_path)
    assert [
        (str(quad.subject)[-2], str(quad.predicate)[20:-1], getattr(quad.object, "value", ""))
        for quad in sorted(quads(made), key=str)
    ] == [
        ("1", "boolean_or", "true"),
        ("1", "other_coalesce", "false"),
        ("2", "other_coalesce", "true"),
    ]


def test_what_a_function_cannot_take_is_a_problem_of_the_row(tmp_path: Path) -> None:
    body = called(
        "string_substring",
        {"valueParam": 'rml:reference "name"', "p_int_i_from": 'rml:reference "id"'},
    )
    rows: list[Row] = [{"id": "1", "name": "Ona"}, {"id": "x", "name": "Eva"}]
    with pytest.raises(MappingError, match="the start of a substring is 'x'"):
        run(PREFIX + simple(body), {"t.csv": [rows]}, tmp_path)
