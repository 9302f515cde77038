"""Functions in a mapping: dates, addresses, tests; nested; once for each distinct argument."""

from pathlib import Path

import pytest

from mapping_support import (
    BASE,
    ENGINE,
    PREFIXES,
    Row,
    connect,
    make_table,
    quads,
    run,
    says,
    simple,
)
from saite.errors import MappingError
from saite.mapping import functions
from saite.mapping.functions import FUNCTIONS
from saite.mapping.materialize import materialize_each
from saite.mapping.parser import parse_mapping
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


def test_an_iri_is_given_to_a_function_as_it_is(tmp_path: Path) -> None:
    more = """:same rml:function fn:equal ; rml:input
        [ rml:parameter fn:value ; rml:inputValueMap [ rml:reference "link" ] ] ,
        [ rml:parameter fn:other ; rml:inputValue <http://example.org/a?b=c> ] ."""
    rows: list[Row] = [{"id": "1", "link": "http://example.org/a?b=c"}, {"id": "2", "link": "x"}]
    body = says("rml:functionExecution :same")
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


def when(test: str, column: str, other: str = "") -> str:
    """Give a condition on a column."""
    more = f', [ rml:parameter fn:other ; rml:inputValue "{other}" ]' if other else ""
    return f"""rml:condition [ rml:functionExecution [ rml:function fn:{test} ; rml:input
        [ rml:parameter fn:value ; rml:inputValueMap [ rml:reference "{column}" ] ] {more} ] ]"""


def dated(condition: str = "", predicate: str = "ex:p") -> str:
    return says(f"rml:functionExecution :date ; {condition}", predicate)


def rows_of(*cells: tuple[str | None, ...], names: str = "when kind") -> list[Row]:
    """Give rows with addresses, the first being row 2."""
    made = []
    for number, row in enumerate(cells, start=2):
        values = dict(zip(names.split(), row, strict=True))
        at = f"source/t.csv#row={number}"
        made.append(Row(id=str(number), language="lt", _at=at, **values))
    return made


def told(mapping: str, tables: dict[str, list[list[Row]]], folder: Path) -> list[tuple[int, str]]:
    """Give row and value of each problem."""
    with pytest.raises(MappingError) as caught:
        run(mapping, tables, folder)
    return [(problem.row, problem.value) for problem in caught.value.problems]


def test_a_condition_keeps_a_function_from_what_it_does_not_take(tmp_path: Path) -> None:
    rows = rows_of(("", "text"), ("someday", "text"), ("2018", "date"), ("2019", "text"))
    mapping = simple(dated(when("equal", "kind", "date")), more=DATE)
    made = run(mapping, {"t.csv": [rows]}, tmp_path)
    assert [line.split('"')[1] for line in made.splitlines()] == ["2018"]
    mapping = simple(dated(when("notEqual", "when", "someday")), more=DATE)
    made = run(mapping, {"t.csv": [rows[1:]]}, tmp_path)
    assert [line.split('"')[1] for line in made.splitlines()] == ["2018", "2019"]


def test_only_rows_for_which_the_condition_holds_are_told(tmp_path: Path) -> None:
    rows = rows_of(
        ("someday", "text"), ("someday", "date"), ("never", "text"), ("2018", "date"),
        ("soon", "date"), ("someday", None), ("someday", "date"),
    )  # fmt: skip
    mapping = simple(dated(when("equal", "kind", "date")), more=DATE)
    found = told(mapping, {"t.csv": [rows]}, tmp_path)
    assert sorted(found) == [(3, "someday"), (6, "soon"), (8, "someday")]


def test_a_row_is_told_where_any_use_of_a_function_holds(tmp_path: Path) -> None:
    rows = rows_of(("a", "x"), ("b", "y"), ("c", "z"), ("d", None))
    first, second = (dated(when("equal", "kind", each), f"ex:{each}") for each in "xy")
    tables = {"t.csv": [rows]}
    assert sorted(told(simple(f"{first} ; {second}", more=DATE), tables, tmp_path)) == [
        (2, "a"),
        (3, "b"),
    ]
    always = simple(f"{first} ; {dated(predicate='ex:q')} ; {second}", more=DATE)
    assert sorted(told(always, tables, tmp_path)) == [(2, "a"), (3, "b"), (4, "c"), (5, "d")]


NESTED = """
:outer rml:function fn:date ; rml:input [ rml:parameter fn:text ;
    rml:inputValueMap [ rml:functionExecution :date ; rml:return fn:latest ] ] ."""


def test_an_inner_function_is_used_where_the_outer_one_is(tmp_path: Path) -> None:
    condition = when("equal", "kind", "date")
    mapping = simple(says(f"rml:functionExecution :outer ; {condition}"), more=DATE + NESTED)
    rows = rows_of(("2018", "date"), ("someday", "text"), ("", None))
    made = run(mapping, {"t.csv": [rows]}, tmp_path)
    assert [line.split('"')[1] for line in made.splitlines()] == ["2018-12-31"]
    rows += rows_of(*[("2018", "x")] * 3, ("someday", "date"))[3:]
    assert told(mapping, {"t.csv": [rows]}, tmp_path) == [(5, "someday")]


def test_a_condition_of_a_function_that_fails_is_told(tmp_path: Path) -> None:
    # The condition of the second term is looked up after the function that it guards.
    condition = """rml:condition [ rml:functionExecution [ rml:function fn:equal ; rml:input
        [ rml:parameter fn:value ; rml:inputValueMap [ rml:functionExecution [
            rml:function fn:double ; rml:input
            [ rml:parameter fn:text ; rml:inputValueMap [ rml:reference "kind" ] ] ] ] ] ,
        [ rml:parameter fn:other ; rml:inputValue "1.0E0" ] ] ]"""
    body = f"{dated(when('isNull', 'kind'))} ; {dated(condition, 'ex:q')}"
    rows = rows_of(("a", "1"), ("b", "2"), ("c", "?"), ("2018", None), ("2019", "1"))
    mapping = simple(body, more=DATE)
    assert sorted(told(mapping, {"t.csv": [rows]}, tmp_path)) == [(2, "a"), (4, "?")]
    made = values(run(mapping, {"t.csv": [[*rows[1:2], *rows[3:]]]}, tmp_path))
    assert made == {"p": "2018", "q": "2019"}


def test_of_many_values_only_those_that_are_used_are_counted(tmp_path: Path) -> None:
    cells = [(f"never {number:02}", "date" if number % 2 else "text") for number in range(60)]
    mapping = simple(dated(when("equal", "kind", "date")), more=DATE)
    with pytest.raises(MappingError) as caught:
        run(mapping, {"t.csv": [rows_of(*cells)]}, tmp_path)
    *rows, rest = caught.value.problems
    assert [problem.row for problem in rows] == list(range(3, 43, 2))
    assert rest.message.startswith("10 more values are refused")


def test_a_row_is_told_once_though_many_elements_meet_its_condition(tmp_path: Path) -> None:
    condition = """rml:condition [ rml:functionExecution [ rml:function fn:notEqual ; rml:input
        [ rml:parameter fn:value ; rml:inputValueMap [ rml:reference "kinds" ] ] ,
        [ rml:parameter fn:other ; rml:inputValue "x" ] ] ]"""
    rows = rows_of(("a", None), ("b", None), ("2018", None), ("c", None), names="when kind")
    for row, kinds in zip(rows, (["y", "z"], ["x"], ["y"], []), strict=True):
        row["kinds"] = kinds
    mapping = simple(dated(condition), more=DATE)
    assert told(mapping, {"t.csv": [rows]}, tmp_path) == [(2, "a")]


def test_the_condition_of_a_joined_subject_is_asked_of_its_own_rows(tmp_path: Path) -> None:
    parent = """
    :u a rml:TriplesMap ;
        rml:logicalSource [ rml:source [ rml:path "u.csv" ] ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:functionExecution :date ; CONDITION ] .
    """.replace("CONDITION", when("equal", "kind", "date"))
    body = """rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [
        rml:parentTriplesMap :u ; rml:joinCondition [ rml:child "id" ; rml:parent "id" ] ] ]"""
    rows = rows_of(("2018", "date"), ("someday", "text"), ("never", "date"), ("soon", None))
    mapping = simple(body, more=DATE + parent)
    made = run(mapping, {"t.csv": [rows], "u.csv": [rows[:2]]}, tmp_path)
    assert [quad.object.value for quad in quads(made)] == ["http://example.com/2018"]  # type: ignore[union-attr]
    assert told(mapping, {"t.csv": [rows], "u.csv": [rows]}, tmp_path) == [(4, "never")]


@pytest.mark.parametrize("names", [("t.csv", "u.csv"), ("u.csv", "t.csv")])
def test_relations_that_are_written_apart_share_their_faults(
    names: tuple[str, str], tmp_path: Path
) -> None:
    parent = f"""
    :u a rml:TriplesMap ;
        rml:logicalSource [ rml:source [ rml:path "u.csv" ] ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:template "u/{{id}}" ] ;
        {dated(when("equal", "kind", "date"))} ."""
    body = """rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [
        rml:parentTriplesMap :u ; rml:joinCondition [ rml:child "id" ;
            rml:parentMap [ rml:functionExecution :date ] ] ] ]"""
    path = tmp_path / "mapping.ttl"
    path.write_text(PREFIXES + simple(body, more=DATE + parent), encoding="utf-8")
    rows = rows_of(("someday", "date"), ("never", "text"), ("2018", None))
    with connect() as connection:
        relations = {name: [make_table(connection, name, rows)] for name in names}
        outputs = {name: tmp_path / f"{name}.nq" for name in names}
        engine = ENGINE.make(connection, relations)
        mapping = parse_mapping(path, base=BASE)
        with pytest.raises(MappingError) as caught:
            materialize_each(mapping, relations, engine, outputs, base=BASE)
    assert sorted(problem.row for problem in caught.value.problems) == [2, 3]
