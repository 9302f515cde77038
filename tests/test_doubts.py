"""What a run tells of its literals and joins though nothing is wrong with them."""

import subprocess
import sys
from pathlib import Path

import pytest

from saite import ProblemsError, materialize
from saite.errors import Problem

PREFIXES = """@prefix rml: <http://w3id.org/rml/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <http://example.org/> .
@prefix fn: <https://w3id.org/saite/functions#> .
"""
PERSON = """<#P> rml:logicalSource [ rml:source [ a rml:RelativePathSource ; rml:path "{path}" ] ;
        rml:referenceFormulation rml:{kind} {iterator} ] ;
    rml:subjectMap [ rml:template "http://example.org/p/{{id}}" ] ;
"""
TOWN = """<#T> rml:logicalSource [ rml:source [ a rml:RelativePathSource ; rml:path "towns.csv" ] ;
        rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "http://example.org/t/{code}" ] .
"""
TOWNS = "code,name,land\n1,Vilnius,LT\n2,Liepāja,LV\n"
ONE = '[ rml:child "town" ; rml:parent "name" ]'
TWO = f'{ONE} , [ rml:child "land" ; rml:parent "land" ]'


def person(path: str = "people.csv", kind: str = "CSV", iterator: str = "") -> str:
    return PERSON.format(path=path, kind=kind, iterator=iterator)


def typed(reference: str, datatype: str, *, more: str = "") -> str:
    return f"""    rml:predicateObjectMap [ rml:predicate ex:{reference} ;
        rml:objectMap [ rml:reference "{reference}" ; rml:datatype xsd:{datatype} {more} ] ] ;
"""


def joined(conditions: str) -> str:
    return f"""    rml:predicateObjectMap [ rml:predicate ex:town ;
        rml:objectMap [ rml:parentTriplesMap <#T> ;
            rml:joinCondition {conditions} ] ] ;
"""


def run(
    folder: Path,
    mapping: str,
    files: dict[str, str],
    *,
    strict: bool = False,
    engine: str = "duckdb",
) -> list[Problem]:
    """Write sources and a mapping of them, run it, and give what is told."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "m.rml.ttl"
    path.write_text(PREFIXES + mapping.rstrip().removesuffix(";") + ".\n", encoding="utf-8")
    told: list[Problem] = []
    materialize(
        path,
        output=folder / "out.nq",
        remark=told.append,
        strict_datatypes=strict,
        engine=engine,
    )
    assert (folder / "out.nq").exists()
    return told


PEOPLE = "id,born,age,here\n1,2019-13-45,abc,ja\n2,2001-02-28,30,true\n3,2001-02-29,30,\n"


def check_ill_typed(folder: Path, engine: str) -> None:
    """Run a mapping of ill-typed values, and hold what is told against what has to be."""
    body = person() + typed("born", "date") + typed("age", "integer") + typed("here", "boolean")
    born, age, here = run(folder, body, {"people.csv": PEOPLE}, engine=engine)
    assert Path(born.file).name == "m.rml.ttl"
    assert [(each.line, each.value) for each in (born, age, here)] == [
        (9, "born"),
        (11, "age"),
        (13, "here"),
    ]
    place = (folder / "people.csv").absolute()
    assert born.message == (
        f"gives 2 values that are no xsd:date, the first in {place}, row 2, column born: "
        "'2019-13-45' (triples map <#P>, rml:predicateObjectMap (ex:born), rml:objectMap; see "
        "https://www.w3.org/TR/xmlschema11-2/#date)"
    )
    assert "gives 1 value that is no xsd:integer, in " in age.message
    assert "row 2, column here: 'ja' (" in here.message
    written = (folder / "out.nq").read_text(encoding="utf-8")
    assert '"2019-13-45"^^<http://www.w3.org/2001/XMLSchema#date>' in written, "RML lets them pass"


def test_of_a_long_value_the_beginning_is_told(tmp_path: Path) -> None:
    mapping = TOWN + person() + typed("story", "date") + joined(ONE)
    long = "a long story " * 1_000
    people = f"id,story,town\n1,{long},{long}\n"
    told = "\n".join(map(str, run(tmp_path, mapping, {"people.csv": people, "towns.csv": TOWNS})))
    assert "gives 1 value that is no xsd:date" in told
    assert "so the join makes no statement" in told
    assert told.count(f"'{long[:79]}…'") == 2
    assert len(told) < 2_000


def test_values_that_are_none_of_their_datatype_are_told_and_written(tmp_path: Path) -> None:
    check_ill_typed(tmp_path, "duckdb")


@pytest.mark.parametrize("datatype", ["anyURI", "string", "duration"])
def test_datatypes_that_are_not_judged_are_passed_over(datatype: str, tmp_path: Path) -> None:
    body = person() + typed("born", datatype)
    assert run(tmp_path, body, {"people.csv": PEOPLE}) == []


def test_what_makes_no_literal_is_not_told(tmp_path: Path) -> None:
    """A value that a condition keeps out, one that is missing, and one of a natural datatype."""
    condition = """; rml:condition [ rml:functionExecution [ rml:function fn:equal ; rml:input
            [ rml:parameter fn:value ; rml:inputValueMap [ rml:reference "here" ] ] ,
            [ rml:parameter fn:other ; rml:inputValue "true" ] ] ]"""
    body = person() + typed("age", "integer", more=condition)
    assert run(tmp_path, body, {"people.csv": PEOPLE}) == []
    rows = '[{"id": 1, "age": 5}, {"id": 2, "age": null}]'
    body = person("p.json", "JSONPath", '; rml:iterator "$[*]"') + typed("age", "integer")
    assert run(tmp_path, body, {"p.json": rows}) == []


def test_templates_functions_and_lists_are_judged(tmp_path: Path) -> None:
    made = """    rml:predicateObjectMap [ rml:predicate ex:born ; rml:objectMap [
        rml:template "{year}-{month}" ; rml:termType rml:Literal ; rml:datatype xsd:gYearMonth ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:upper ; rml:objectMap [ rml:datatype xsd:boolean ;
        rml:functionExecution [ rml:function grel:toUpperCase ;
            rml:input [ rml:parameter grel:valueParam ;
                rml:inputValueMap [ rml:reference "year" ] ] ] ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:n ; rml:objectMap [
        rml:reference "n[*]" ; rml:datatype xsd:byte ] ] ;
"""
    grel = "@prefix grel: <http://users.ugent.be/~bjdmeest/function/grel.ttl#> .\n"
    rows = """[{"id": 1, "year": "2001", "month": "02"},
        {"id": 2, "year": "x", "month": "13", "n": ["1", "200", "300"]}]"""
    body = person("p.json", "JSONPath", '; rml:iterator "$[*]"') + made
    template, function, listed = run(tmp_path, grel + body, {"p.json": rows})
    assert template.value == "{year}-{month}"
    assert "gives 1 value that is no xsd:gYearMonth, in " in template.message
    assert "row 2, column year, month: 'x-13' (" in template.message
    assert function.value.endswith("#toUpperCase>")
    assert "gives 2 values that are no xsd:boolean, the first in " in function.message
    assert "row 1, column year: '2001' (" in function.message
    assert "gives 2 values that are no xsd:byte, the first in " in listed.message
    assert "row 2, column n[*]: '200' (" in listed.message


def test_strict_datatypes_are_errors_with_every_row(tmp_path: Path) -> None:
    body = person() + typed("born", "date") + typed("age", "integer")
    with pytest.raises(ProblemsError) as caught:
        run(tmp_path, body, {"people.csv": PEOPLE}, strict=True)
    assert [(each.row, each.column, each.value) for each in caught.value.problems] == [
        (2, "born", "2019-13-45"),
        (4, "born", "2001-02-29"),
        (2, "age", "abc"),
    ]
    assert caught.value.problems[0].message.startswith("is no xsd:date (triples map <#P>, ")
    assert not (tmp_path / "out.nq").exists()
    run(tmp_path, body, {"people.csv": PEOPLE.replace("-13-45", "-01-01").replace("abc", "1")
                         .replace("02-29", "02-28")}, strict=True)  # fmt: skip


def check_unmatched(folder: Path, engine: str) -> None:
    """Run a join without a pair and one with a pair, and hold what is told against it."""
    people = "id,town,land\n1,vilnius,LT\n2,liepaja,LV\n"
    files = {"people.csv": people, "towns.csv": TOWNS}
    (told,) = run(folder, TOWN + person() + joined(ONE), files, engine=engine)
    assert Path(told.file).name == "m.rml.ttl"
    assert (told.line, told.value) == (13, "town")
    here = folder.absolute()
    assert told.message == (
        f"of {here / 'people.csv'} equals 'name' of {here / 'towns.csv'} in no pair of rows, so "
        "the join makes no statement; the first values are 'vilnius' and 'Vilnius' (triples map "
        "<#P>, rml:predicateObjectMap (ex:town), rml:objectMap, rml:joinCondition)"
    )
    files["people.csv"] = people.replace("liepaja", "Liepāja")
    assert run(folder, TOWN + person() + joined(ONE), files, engine=engine) == []


def test_a_join_in_which_no_rows_agree_is_told(tmp_path: Path) -> None:
    check_unmatched(tmp_path, "duckdb")


def test_all_conditions_have_to_hold_in_one_pair_of_rows(tmp_path: Path) -> None:
    files = {"people.csv": "id,town,land\n1,Vilnius,LV\n2,Liepāja,LT\n", "towns.csv": TOWNS}
    (told,) = run(tmp_path, TOWN + person() + joined(TWO), files)
    assert told.value == "town, land"
    assert "'name', 'land' of" in told.message
    assert "the first values are 'Vilnius', 'LV' and 'Vilnius', 'LT' (" in told.message


def test_rows_without_a_key_are_asked_about_too(tmp_path: Path) -> None:
    """Statements that rows may repeat are not counted one by one: then the join is looked at."""
    towns = TOWNS + "1,Vilnius,LT\n2,Riga,LV\n"
    other = """    rml:predicateObjectMap [ rml:predicate ex:town ;
        rml:objectMap [ rml:template "http://example.org/t/{land}" ] ] ;
"""
    people = "id,town,land\n1,vilnius,LT\n1,liepaja,LV\n2,liepaja,LV\n"
    files = {"people.csv": people, "towns.csv": towns}
    body = TOWN + person() + joined(ONE) + other
    (told,) = run(tmp_path, body, files)
    assert told.value == "town"
    files["people.csv"] = people.replace("2,liepaja", "2,Riga")
    assert run(tmp_path, body, files) == []


@pytest.mark.parametrize(
    ("people", "towns"),
    [
        ("id,town\n1,Vilnius\n", "code,name\n"),
        ("id,town\n", TOWNS),
        ("id,town\n1,Vilnius\n", TOWNS),
    ],
)
def test_empty_tables_and_joins_with_a_pair_are_not_told(
    people: str, towns: str, tmp_path: Path
) -> None:
    files = {"people.csv": people, "towns.csv": towns}
    assert run(tmp_path, TOWN + person() + joined(ONE), files) == []


def test_a_join_of_documents_names_their_references(tmp_path: Path) -> None:
    files = {"p.json": '{"all": [{"id": 1, "at": {"town": "vilnius"}}]}', "towns.csv": TOWNS}
    body = person("p.json", "JSONPath", '; rml:iterator "$.all[*]"')
    condition = '[ rml:child "$.at.town" ; rml:parent "name" ]'
    (told,) = run(tmp_path, TOWN + body + joined(condition), files)
    assert told.value == "$.at.town"
    assert "p.json $.all[*] equals 'name' of " in told.message


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("dat", "date"), ("int_eger", "integer"), ("strnig", "string"), ("qqq", "")],
)
def test_a_datatype_that_xsd_does_not_have_is_told_with_the_nearest(
    wrong: str, right: str, tmp_path: Path
) -> None:
    files = {"people.csv": "id,born\n1,2001\n"}
    (told,) = run(tmp_path, person() + typed("born", wrong), files)
    assert (told.line, told.value, told.nearest) == (
        9,
        f"xsd:{wrong}",
        f"xsd:{right}" * bool(right),
    )
    assert told.message.startswith("is no datatype of XML Schema (triples map <#P>, ")
    assert "rml:predicateObjectMap (ex:born), rml:objectMap; see" in told.message
    made = (tmp_path / "out.nq").read_text(encoding="utf-8")
    assert f'"2001"^^<http://www.w3.org/2001/XMLSchema#{wrong}>' in made
    with pytest.raises(ProblemsError) as caught:
        run(tmp_path, person() + typed("born", wrong), files, strict=True)
    assert caught.value.problems == (told,)


def test_a_constant_may_have_a_datatype_that_xsd_does_not_have(tmp_path: Path) -> None:
    body = (
        person() + '    rml:predicateObjectMap [ rml:predicate ex:a ; rml:object "1"^^xsd:itn ] ;'
    )
    (told,) = run(tmp_path, body, {"people.csv": "id\n1\n"})
    assert (told.value, told.nearest) == ("xsd:itn", "xsd:int")
    assert not run(tmp_path, body.replace("xsd:itn", "ex:itn"), {})


def test_the_command_notes_both_and_can_be_strict(tmp_path: Path) -> None:
    files = {"people.csv": "id,town,born\n1,vilnius,x\n", "towns.csv": TOWNS}
    run(tmp_path, TOWN + person() + joined(ONE) + typed("born", "date"), files)
    words = [sys.executable, "-m", "saite", "map", "m.rml.ttl", "-o", "o.nq"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    join, value = (line for line in done.stderr.splitlines() if line.startswith("Note: "))
    assert join.startswith("Note: m.rml.ttl, line 13: 'town' of people.csv equals 'name' of towns")
    assert value.startswith("Note: m.rml.ttl, line 15: 'born' gives 1 value that is no xsd:date, ")
    words.append("--strict-datatypes")
    (tmp_path / "o.nq").unlink()
    failed = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert failed.returncode == 1
    assert "people.csv, row 2, column born: 'x' is no xsd:date (" in failed.stderr
    assert not (tmp_path / "o.nq").exists()
