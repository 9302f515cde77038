"""Functions in a mapping: dates, addresses, tests; nested; once for each distinct argument."""

from pathlib import Path

import pytest

from mapping_support import Row, quads, run, says, simple
from saite.errors import MappingError
from saite.mapping import functions
from saite.mapping.functions import FUNCTIONS
from saite.mapping.signature import Function

DATE = """:date rml:function fn:date ;
    rml:input [ rml:parameter fn:text ; rml:inputValueMap [ rml:reference "when" ] ] ,
              [ rml:parameter fn:language ; rml:inputValueMap [ rml:reference "language" ] ] ."""


def output(name: str) -> str:
    return says(f"rml:functionExecution :date ; rml:return fn:{name}", f"ex:{name}")


def values(text: str) -> dict[str, str]:
    return {
        quad.predicate.value.removeprefix("http://example.org/"): getattr(quad.object, "value", "")
        for quad in quads(text)
    }


@pytest.mark.parametrize(
    ("text", "language", "edtf", "earliest", "latest", "precision"),
    [
        ("2018 m. rugsėjis", "lt", "2018-09", "2018-09-01", "2018-09-30", "month"),
        ("01.07.2017.", "lv", "2017-07-01", "2017-07-01", "2017-07-01", "day"),
        ("nuo 2021 05", "lt", "2021-05/..", "2021-05-01", None, "month"),
        ("2017/2021", None, "2017/2021", "2017-01-01", "2021-12-31", "year"),
    ],
)
def test_a_date_gives_all_that_it_can_mean(
    text: str,
    language: str | None,
    edtf: str,
    earliest: str,
    latest: str | None,
    precision: str,
    tmp_path: Path,
) -> None:
    body = " ; ".join(map(output, ("edtf", "earliest", "latest", "precision", "asWritten")))
    rows: list[Row] = [{"id": "1", "when": text, "language": language}]
    made = values(run(simple(body, more=DATE), {"t.csv": [rows]}, tmp_path))
    expected = {
        "edtf": edtf, "earliest": earliest, "latest": latest, "precision": precision,
        "asWritten": text,
    }  # fmt: skip
    assert made == {name: value for name, value in expected.items() if value is not None}


def test_no_date_makes_no_term(tmp_path: Path) -> None:
    rows: list[Row] = [{"id": "1", "when": None, "language": "lt"}]
    assert run(simple(output("edtf"), more=DATE), {"t.csv": [rows]}, tmp_path) == ""


def test_the_first_output_is_meant_where_none_is_named(tmp_path: Path) -> None:
    rows: list[Row] = [{"id": "1", "when": "2018 m. rugsėjis", "language": "lt"}]
    body = says("rml:functionExecution :date")
    assert values(run(simple(body, more=DATE), {"t.csv": [rows]}, tmp_path)) == {"p": "2018-09"}


def test_every_row_with_a_date_that_is_none_is_told(tmp_path: Path) -> None:
    at = "source/reports/t.csv#row="
    rows: list[Row] = [
        {"id": str(n), "when": when, "language": "lt", "_at": f"{at}{n + 2}"}
        for n, when in enumerate(["2018", "someday", "2019", "someday", "2018-13"])
    ]
    body = f"{output('edtf')} ; {output('earliest')}"
    with pytest.raises(MappingError) as caught:
        run(simple(body, more=DATE), {"t.csv": [rows]}, tmp_path)
    found = [(p.file, p.row, p.column, p.value) for p in caught.value.problems]
    assert sorted(found) == [
        ("reports/t.csv", 3, "when", "someday"),
        ("reports/t.csv", 5, "when", "someday"),
        ("reports/t.csv", 6, "when", "2018-13"),
    ]
    assert all(":t" in p.message and "rml-fnml" in p.message for p in caught.value.problems)
    assert not (tmp_path / "output.nq").exists()


def test_a_function_runs_once_for_each_distinct_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[tuple[str | None, ...]] = []
    date = FUNCTIONS[functions.SAITE_FUNCTIONS + "date"]

    def counted(*given: str | None) -> tuple[str | None, ...]:
        called.append(given)
        return date.call(*given)

    spy = Function(date.iri, date.parameters, date.outputs, counted, date.optional)
    monkeypatch.setitem(FUNCTIONS, date.iri, spy)
    rows: list[Row] = [
        {"id": str(n), "when": ["2018", "2019", None][n % 3], "language": "lt"} for n in range(30)
    ]
    body = " ; ".join(map(output, ("edtf", "earliest", "latest")))
    made = run(simple(body, more=DATE), {"t.csv": [rows]}, tmp_path)
    assert made.count("\n") == 60
    assert sorted(map(str, called)) == ["('2018', 'lt')", "('2019', 'lt')"]


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("http://example.org/a?b#c", True), ("https://example.org", True), ("urn:isbn:1", True),
        ("mailto:a@example.org", True), ("www.luma.lt", False), ("Note: see below", False),
        ("a:b", False), ("/path", False),
    ],
)  # fmt: skip
def test_an_address_is_an_iri_or_a_text(text: str, iri: bool, tmp_path: Path) -> None:
    body = (
        says("rml:functionExecution :address ; rml:return fn:iri ; rml:termType rml:IRI", "ex:iri")
        + " ; "
        + says("rml:functionExecution :address ; rml:return fn:other", "ex:text")
    )
    more = """:address rml:function fn:address ;
        rml:input [ rml:parameter fn:text ; rml:inputValueMap [ rml:reference "url" ] ] ."""
    rows: list[Row] = [{"id": "1", "url": text}]
    made = values(run(simple(body, more=more), {"t.csv": [rows]}, tmp_path))
    assert made == {"iri" if iri else "text": text}


def test_a_function_takes_templates_constants_and_functions(tmp_path: Path) -> None:
    body = says("rml:functionExecution :outer")
    more = """
    :outer rml:function fn:equal ;
        rml:input [ rml:parameter fn:value ; rml:inputValueMap [
                      rml:functionExecution :inner ; rml:return fn:latest ] ] ,
                  [ rml:parameter fn:other ; rml:inputValueMap [ rml:template "{y}-12-31" ] ] .
    :inner rml:function fn:date ; rml:input
        [ rml:parameter fn:text ; rml:inputValueMap [ rml:reference "when" ] ] ,
        [ rml:parameter fn:language ; rml:inputValue "lt" ] ."""
    rows: list[Row] = [
        {"id": "1", "when": "2018", "y": "2018"},
        {"id": "2", "when": "2018 05", "y": "2018"},
        {"id": "3", "when": None, "y": "2018"},
    ]
    made = run(simple(body, more=more), {"t.csv": [rows]}, tmp_path)
    assert [line.split('"')[1] for line in made.splitlines()] == ["true", "false"]


def test_a_function_of_a_list_is_run_for_each_element(tmp_path: Path) -> None:
    rows: list[Row] = [{"id": "1", "when": ["2018", "2019"], "language": "lt"}]
    made = run(simple(output("latest"), more=DATE), {"t.csv": [rows]}, tmp_path)
    assert sorted(quad.object.value for quad in quads(made)) == ["2018-12-31", "2019-12-31"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("test", "value", "ids"),
    [
        ("isNull", None, "2"),
        ("isNotNull", None, "134"),
        ("equal", "a", "1"),
        ("notEqual", "a", "34"),
    ],
)
def test_a_condition_keeps_the_rows_for_which_it_is_true(
    test: str, value: str | None, ids: str, tmp_path: Path
) -> None:
    other = ', [ rml:parameter fn:other ; rml:inputValue "a" ]' if value else ""
    condition = f"""rml:condition [ rml:functionExecution [ rml:function fn:{test} ; rml:input
        [ rml:parameter fn:value ; rml:inputValueMap [ rml:reference "x" ] ] {other} ] ]"""
    rows: list[Row] = [{"id": str(n), "x": x} for n, x in enumerate(["a", None, "b", "A"], start=1)]
    made = run(simple(says(f"rml:constant ex:yes ; {condition}")), {"t.csv": [rows]}, tmp_path)
    assert "".join(line[26] for line in made.splitlines()) == ids
    subject = f'rml:template "thing/{{id}}" ; rml:class ex:Thing ; {condition}'
    body = "rml:predicateObjectMap [ rml:predicate ex:p ; rml:object ex:o ]"
    made = run(simple(body, subject=subject), {"t.csv": [rows]}, tmp_path)
    assert sorted({line[26] for line in made.splitlines()}) == list(ids)
    assert made.count("\n") == 2 * len(ids)


def test_a_condition_may_be_any_function_of_truth(tmp_path: Path) -> None:
    condition = """rml:condition [ rml:functionExecution [ rml:function fn:equal ; rml:input
        [ rml:parameter fn:value ; rml:inputValueMap [ rml:functionExecution :date ] ] ,
        [ rml:parameter fn:other ; rml:inputValue "2018" ] ] ]"""
    rows: list[Row] = [
        {"id": str(n), "when": when, "language": "lt"}
        for n, when in enumerate(["2018 m.", "2019 m.", None])
    ]
    made = run(
        simple(says(f"rml:constant 1 ; {condition}"), more=DATE), {"t.csv": [rows]}, tmp_path
    )
    assert made == (
        "<http://example.com/thing/0> <http://example.org/p> "
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    )
