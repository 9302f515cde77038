"""A mapping held against its sources: what it refers to and they lack."""

from pathlib import Path

from mapping_support import BASE, PREFIXES, Table, says, simple
from saite.errors import Problem
from saite.mapping.check import check_mapping
from saite.mapping.parser import parse_mapping

COLUMNS = dict.fromkeys(("id", "organisation", "when", "_at"), "VARCHAR")


def check(mapping: str, relations: dict[str, list[Table]], folder: Path) -> list[Problem]:
    path = folder / "mapping.ttl"
    path.write_text(PREFIXES + mapping, encoding="utf-8")
    return check_mapping(parse_mapping(path, base=BASE), relations)


def test_a_mapping_that_fits_has_no_problem(tmp_path: Path) -> None:
    assert (
        check(simple(says('rml:reference "when"')), {"t.csv": [Table("t", COLUMNS)]}, tmp_path)
        == []
    )


def test_an_unknown_column_is_told_with_the_nearest(tmp_path: Path) -> None:
    tables = {"t.csv": [Table("t", COLUMNS)]}
    body = says('rml:template "organisation/{organisaton}"', "ex:of")
    (problem,) = check(simple(body), tables, tmp_path)
    assert problem.file == str(tmp_path / "mapping.ttl")
    assert problem.line > 0
    assert problem.value == "organisaton"
    assert problem.nearest == "organisation"
    assert "expected one of id, organisation, when (" in problem.message
    assert "triples map :t, rml:predicateObjectMap (ex:of), rml:objectMap" in problem.message
    assert "#dfn-reference-expression" in problem.message


def test_columns_are_told_apart_by_case(tmp_path: Path) -> None:
    (problem,) = check(
        simple(says('rml:reference "When"')), {"t.csv": [Table("t", COLUMNS)]}, tmp_path
    )
    assert problem.nearest == "when"


def test_an_unknown_source_is_told_with_the_nearest(tmp_path: Path) -> None:
    tables: dict[str, list[Table]] = {"tt.csv": [Table("t", COLUMNS)], "people.csv": []}
    (problem,) = check(simple(says('rml:reference "x"')), tables, tmp_path)
    assert (problem.value, problem.nearest) == ("t.csv", "tt.csv")


def test_an_absent_table_is_not_asked_for_columns(tmp_path: Path) -> None:
    assert check(simple(says('rml:reference "x"')), {"t.csv": []}, tmp_path) == []


def test_every_place_is_looked_at_and_each_is_told_once(tmp_path: Path) -> None:
    function = """rml:functionExecution [ rml:function fn:date ; rml:input [
        rml:parameter fn:text ; rml:inputValueMap [ rml:reference "{}" ] ] ]"""
    body = " ; ".join(
        [
            says('rml:reference "c1"'),
            says('rml:reference "id" ; rml:languageMap [ rml:reference "c2" ]'),
            says('rml:reference "id" ; rml:datatypeMap [ rml:template "{c3}" ]'),
            says(function.format("c4")),
            says(f'rml:reference "id" ; rml:condition [ {function.format("c5")} ]'),
            """rml:predicateObjectMap [ rml:predicateMap [ rml:template "{c6}" ] ;
                rml:object 1 ; rml:graphMap [ rml:reference "c7" ] ]""",
            says("""rml:parentTriplesMap :u ; rml:joinCondition [
                rml:child "c8" ; rml:parent "d1" ]"""),
        ]
    )
    other = """:u rml:logicalSource [ rml:source "u.csv" ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:template "u/{d2}" ] ."""
    subject = 'rml:template "{c9}" ; rml:graphMap [ rml:template "{c10}" ]'
    tables = {"t.csv": [Table("t", COLUMNS), Table("t2", COLUMNS)], "u.csv": [Table("u", COLUMNS)]}
    found = check(simple(body, subject=subject, more=other), tables, tmp_path)
    assert sorted(problem.value for problem in found) == sorted(
        [*(f"c{number}" for number in range(1, 11)), "d1", "d2"]
    )


def test_a_column_that_one_source_lacks_is_told(tmp_path: Path) -> None:
    tables = {"t.csv": [Table("t", COLUMNS), Table("t2", {"id": "VARCHAR"})]}
    (problem,) = check(simple(says('rml:reference "when"')), tables, tmp_path)
    assert problem.value == "when"


LINES = """
@prefix : <http://example.org/map#> .
:t a rml:TriplesMap ; # "nmae" is not here
    rml:logicalSource [ rml:source "t.csv" ; rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "http://e/{id}" ] ;
    rml:predicateObjectMap [
        rml:predicate ex:nmae, ex:other ;
        rml:objectMap [ rml:reference "nmae" ]
    ] ;
    rml:predicateObjectMap [
        rml:predicate ex:of ;
        rml:objectMap [ rml:template "{id}/{nmae}" ]
    ] ;
    rml:predicateObjectMap [ rml:predicate ex:named ;
        rml:objectMap :named ] .
:named rml:reference "namd" .
:u a rml:TriplesMap ;
    rml:logicalSource [ rml:source "t.csv" ; rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [
        rml:template "http://e/{idd}" ] ;
    rml:predicateObjectMap [ rml:predicate ex:name ;
        rml:objectMap [ rml:reference
            "nmae" ] ] .
"""


def test_a_column_is_told_with_the_line_it_stands_on(tmp_path: Path) -> None:
    found = check(LINES, {"t.csv": [Table("t", COLUMNS)]}, tmp_path)
    head = PREFIXES.count("\n") + 1
    lines = LINES.split("\n")
    told = [(problem.value, lines[problem.line - head].strip()) for problem in found]
    assert told == [
        ("nmae", 'rml:objectMap [ rml:reference "nmae" ]'),
        ("nmae", 'rml:objectMap [ rml:template "{id}/{nmae}" ]'),
        ("namd", ':named rml:reference "namd" .'),
        ("idd", 'rml:template "http://e/{idd}" ] ;'),
        ("nmae", '"nmae" ] ] .'),
    ]
