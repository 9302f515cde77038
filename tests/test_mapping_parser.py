"""Reading a mapping: what it becomes, and that every kind of mistake is told, all at once."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from mapping_support import BASE, PREFIXES, says, simple
from saite.errors import MappingError, Problem
from saite.mapping.model import Constant, Mapping, ParentMap, TermMap, TermType
from saite.mapping.parser import parse_mapping, read_mapping
from support import ROOT

CASES = ROOT / "tests" / "cases" / "mapping"
CORE = "https://kg-construct.github.io/rml-core/spec/docs/#"
GOOD = 'rml:reference "name"'


def parse(text: str, folder: Path) -> Mapping:
    path = folder / "mapping.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    return parse_mapping(path, base=BASE)


def problems(text: str, folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(MappingError) as caught:
        parse(text, folder)
    return caught.value.problems


def object_of(text: str, folder: Path) -> TermMap | ParentMap:
    return parse(simple(says(text)), folder).triples_maps[0].predicate_object_maps[0].objects[0]


def test_shortcuts_are_constants(tmp_path: Path) -> None:
    body = """rml:predicateObjectMap [
        rml:predicate ex:p ; rml:object "text"@lt , 1 , ex:o ; rml:graph ex:g ]"""
    (triples_map,) = parse(simple(body), tmp_path).triples_maps
    (pair,) = triples_map.predicate_object_maps
    assert [each.expression for each in pair.predicates] == [
        Constant(NamedNode("http://example.org/p"))
    ]
    assert [each.expression for each in pair.objects if isinstance(each, TermMap)] == [
        Constant(Literal("text", language="lt")),
        Constant(Literal(1)),
        Constant(NamedNode("http://example.org/o")),
    ]
    assert [each.expression for each in pair.graphs] == [
        Constant(NamedNode("http://example.org/g"))
    ]


@pytest.mark.parametrize(
    ("text", "term_type"),
    [
        ('rml:reference "a"', TermType.LITERAL),
        ('rml:template "a"', TermType.IRI),
        ('rml:template "a" ; rml:language "lt"', TermType.LITERAL),
        ('rml:template "a" ; rml:datatype xsd:date', TermType.LITERAL),
        ("rml:constant 1", TermType.LITERAL),
        ("rml:constant ex:a", TermType.IRI),
        ('rml:reference "a" ; rml:termType rml:IRI', TermType.IRI),
        ('rml:reference "a" ; rml:termType rml:URI', TermType.URI),
        ('rml:reference "a" ; rml:termType rml:UnsafeIRI', TermType.UNSAFE_IRI),
        ('rml:reference "a" ; rml:termType rml:BlankNode', TermType.BLANK_NODE),
        ('rml:template "a" ; rml:termType rml:Literal', TermType.LITERAL),
    ],
)
def test_term_types_of_objects(text: str, term_type: TermType, tmp_path: Path) -> None:
    found = object_of(text, tmp_path)
    assert isinstance(found, TermMap)
    assert found.term_type is term_type


def test_a_source_is_a_name_or_a_node_with_a_path(tmp_path: Path) -> None:
    for source in ('"a.csv"', '[ rml:path "a.csv" ]', "[ a rml:FilePath ; rml:path 'a.csv' ]"):
        text = simple(says(GOOD)).replace('[ rml:path "t.csv" ]', source)
        assert parse(text, tmp_path).triples_maps[0].source.path == "a.csv"


def test_equal_functions_are_one_wherever_they_stand(tmp_path: Path) -> None:
    one = """rml:functionExecution [ rml:function fn:date ;
        rml:input [ rml:parameter fn:text ; rml:inputValueMap [ rml:reference "when" ] ] ]"""
    body = f"{says(one)} ; {says(one, 'ex:q')}"
    first, second = parse(simple(body), tmp_path).triples_maps[0].predicate_object_maps
    assert first.objects == second.objects
    assert len({*first.objects, *second.objects}) == 1


def test_what_is_not_of_rml_is_let_be(tmp_path: Path) -> None:
    body = says(f'{GOOD} ; <http://www.w3.org/2000/01/rdf-schema#comment> "why"')
    assert parse(simple(f'{body} ; ex:author "me"'), tmp_path).triples_maps


MISTAKES = tomllib.loads((CASES / "mistakes.toml").read_text(encoding="utf-8"))


def mistakes(kind: str) -> list[Any]:
    return [pytest.param(case, id=case["message"]) for case in MISTAKES[kind]]


def says_once(found: tuple[Problem, ...], message: str, section: str, path: Path) -> None:
    told = "\n".join(map(str, found))
    assert message in told
    matching = [problem for problem in found if message in str(problem)]
    assert matching, told
    assert section in str(matching[0])
    assert ":t" in matching[0].message, "the triples map is named"
    assert matching[0].file == str(path / "mapping.ttl")
    assert matching[0].line > 0


@pytest.mark.parametrize("case", mistakes("subject"))
def test_a_wrong_subject_map_is_told(case: dict[str, str], tmp_path: Path) -> None:
    found = problems(simple(says(GOOD), subject=case["text"]), tmp_path)
    says_once(found, case["message"], CORE + case["section"], tmp_path)
    assert len(found) == 1


@pytest.mark.parametrize("case", mistakes("object"))
def test_a_wrong_object_map_is_told(case: dict[str, str], tmp_path: Path) -> None:
    found = problems(simple(says(case["text"])), tmp_path)
    says_once(found, case["message"], CORE + case["section"], tmp_path)
    assert len(found) == 1


@pytest.mark.parametrize("case", mistakes("function"))
def test_a_wrong_function_is_told(case: dict[str, str], tmp_path: Path) -> None:
    body = simple(says("rml:functionExecution :date"), more=f":date {case['text']} .")
    says_once(problems(body, tmp_path), case["message"], "see https://", tmp_path)


def test_an_unknown_output_is_told(tmp_path: Path) -> None:
    execution = """rml:functionExecution [ rml:function fn:date ; rml:input [
        rml:parameter fn:text ; rml:inputValueMap [ rml:reference "when" ] ] ]"""
    found = problems(simple(says(f"{execution} ; rml:return fn:earlyest")), tmp_path)
    says_once(found, "did you mean 'fn:earliest'?", "fnml", tmp_path)


@pytest.mark.parametrize("case", mistakes("triples_map"))
def test_a_wrong_triples_map_is_told(case: dict[str, str], tmp_path: Path) -> None:
    text = simple(says(GOOD))
    assert case["old"] in text
    found = problems(text.replace(case["old"], case["new"], 1), tmp_path)
    says_once(found, case["message"], case["section"], tmp_path)


def test_another_source_without_a_join_is_told(tmp_path: Path) -> None:
    other = """:u rml:logicalSource [ rml:source "u.csv" ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:template "u/{id}" ] ."""
    found = problems(simple(says("rml:parentTriplesMap :u"), more=other), tmp_path)
    says_once(found, "expected rml:joinCondition, or the same logical source", "#joins", tmp_path)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    body = " ; ".join(
        [
            says('rml:template "{"'),
            says(f'{GOOD} ; rml:language "lithuanian"'),
            says("rml:functionExecution [ rml:function fn:dat ]"),
            says("rml:constant 1 , 2"),
        ]
    )
    more = ":u a rml:TriplesMap . :v rml:subjectMap [ ] ."
    found = problems(simple(body, more=more), tmp_path)
    told = "\n".join(map(str, found))
    assert len(found) == 8, told
    for name in (":t", ":u", ":v"):
        assert f"triples map {name}," in told


def test_what_is_whole_is_read_beside_what_is_not(tmp_path: Path) -> None:
    path = tmp_path / "mapping.ttl"
    path.write_text(PREFIXES + simple(says(GOOD), more=":u a rml:TriplesMap ."), encoding="utf-8")
    mapping, found = read_mapping(path, base=BASE)
    assert [each.where.triples_map for each in mapping.triples_maps] == [":t"]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert {lines[problem.line - 1].strip() for problem in found} == {":u a rml:TriplesMap ."}


def test_the_line_of_a_value_is_told(tmp_path: Path) -> None:
    body = says('\n\n rml:template "a/{b"')
    (problem,) = problems(simple(body), tmp_path)
    lines = (tmp_path / "mapping.ttl").read_text(encoding="utf-8").splitlines()
    assert "a/{b" in lines[problem.line - 1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"@prefix : <http://e/> .\n:a :b \n :c :d .", "not valid Turtle"),
        (b"", "no triples map found"),
        (b"<a> <b> <c> .", "no triples map found"),
        ("\ufeff<a> <b> <c> .".encode(), "no triples map found"),
        (b"\xff\xfe", "the mapping is not UTF-8: byte 0 is 0xff"),
        (b"<a b> <c> <d> .", "not valid Turtle"),
    ],
)
def test_a_file_that_is_no_mapping_is_told(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mapping.ttl"
    path.write_bytes(content)
    with pytest.raises(MappingError, match=message) as caught:
        parse_mapping(path, base=BASE)
    assert caught.value.problems[0].file == str(path)


def test_a_syntax_error_has_its_line(tmp_path: Path) -> None:
    (problem,) = problems("\n\n:a :b .\n", tmp_path)
    assert problem.line == PREFIXES.count("\n") + 3


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="the mapping cannot be read: No such file"):
        parse_mapping(tmp_path / "none.ttl", base=BASE)


NAMES = """a rml:subjectMap rml:template rml:reference rml:predicateObjectMap rml:objectMap
    rml:input
    rml:functionExecution rml:constant rml:logicalSource rml:source rml:class rml:condition
    rml:languageMap rml:termType rml:parentTriplesMap rml:joinCondition"""
VALUES = ("_:x", "_:y", '"{a}"', '"{"', "ex:a", "1", "[ ]", '"t"@lt', "rml:IRI", "rml:TriplesMap")
PAIR = st.tuples(st.sampled_from(NAMES.split()), st.sampled_from(VALUES)).map(" ".join)
BODY = st.lists(PAIR, min_size=1, max_size=8).map(" ; ".join)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(one=BODY, other=BODY)
def test_no_mapping_however_odd_ends_in_a_traceback(one: str, other: str, tmp_path: Path) -> None:
    path = tmp_path / "mapping.ttl"
    path.write_text(f"{PREFIXES} _:x {one} .\n_:y {other} .", encoding="utf-8")
    _, found = read_mapping(path, base=BASE)
    assert all(problem.message and problem.file for problem in found)
