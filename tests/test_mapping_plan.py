"""What may meet and what tells its row; and that a plan compares no more than it has to."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping_support import BASE, PREFIXES, Row, connect, make_table, says, simple
from saite.mapping.engine_duckdb import DuckDbEngine
from saite.mapping.lexical import encode_iri
from saite.mapping.overlap import may_overlap, told_columns
from saite.mapping.parser import parse_mapping
from saite.mapping.plan import Block, Encoding, Parts, Plan, Statement, Term, Union, Value
from saite.mapping.planner import make_plan
from saite.mapping.questions import ask


def iri(column: str) -> Value:
    return Value(column, Encoding.IRI)


def text(column: str) -> Value:
    return Value(column, Encoding.LITERAL)


def statement(*parts: str | Value, graph: Parts | None = None) -> Statement:
    subject, predicate = Term(("<s>",)), Term(("<p>",))
    return Statement(subject, predicate, Term(parts), None if graph is None else Term(graph))


@pytest.mark.parametrize(
    ("one", "other", "may_meet"),
    [
        (("<a>",), ("<a>",), True),
        (("<a>",), ("<b>",), False),
        (("<a/", iri("x"), ">"), ("<a/", iri("y"), ">"), True),
        (("<a/", iri("x"), ">"), ("<b/", iri("y"), ">"), False),
        (("<a/", iri("x"), ">"), ("<a/", iri("y"), "/b>"), False),
        (("<a/", iri("x"), "/", iri("y"), ">"), ("<a/", iri("y"), ">"), False),
        (("<a/", iri("x"), "/", iri("y"), ">"), ("<a/", iri("y"), "/", iri("x"), ">"), True),
        (("<a/b-", iri("x"), ">"), ("<a/c-", iri("x"), ">"), False),
        (("<a/b-", iri("x"), ">"), ("<a/b-c-", iri("x"), ">"), True),
        (("<a/", iri("x"), ">"), ("<a/b>",), True),
        (("<a/", iri("x"), ">"), ("<a/b/c>",), False),
        (("<", Value("x", Encoding.WHOLE_IRI), ">"), ("<a/b/c>",), True),
        (("<", Value("x", Encoding.WHOLE_IRI), ">"), ('"', text("x"), '"'), False),
        (('"', text("x"), '"'), ('"', text("x"), '"@lt'), False),
        (('"', text("x"), '"@lv'), ('"', text("x"), '"@lt'), False),
        (('"', text("x"), '"'), ('"', text("y"), '"'), True),
        (("_:b", Value("x", Encoding.BLANK)), ("<a/", iri("x"), ">"), False),
    ],
)
def test_terms_meet_only_where_values_can_make_them_equal(
    one: Parts, other: Parts, may_meet: bool
) -> None:
    assert may_overlap(statement(*one), statement(*other)) == may_meet
    assert may_overlap(statement(*other), statement(*one)) == may_meet


def test_statements_of_different_graphs_do_not_meet() -> None:
    assert not may_overlap(statement("<o>"), statement("<o>", graph=("<g>",)))
    assert not may_overlap(statement("<o>", graph=("<h>",)), statement("<o>", graph=("<g>",)))
    assert may_overlap(statement("<o>", graph=("<g>",)), statement("<o>", graph=("<g>",)))


SHAPE = st.lists(st.sampled_from(["a", "b", "/", "-", "ab/", None]), max_size=4)


@given(one=SHAPE, other=SHAPE, values=st.lists(st.text("ab/-", max_size=3), min_size=8, max_size=8))
def test_what_does_meet_is_never_said_to_be_apart(
    one: list[str | None], other: list[str | None], values: list[str]
) -> None:
    """Whatever values stand in two shapes: if the texts are equal, the shapes may overlap."""
    fill = iter(values)
    texts = ["".join(encode_iri(next(fill)) if p is None else p for p in s) for s in (one, other)]
    shapes = [
        statement("<", *(iri("x") if part is None else part for part in shape), ">")
        for shape in (one, other)
    ]
    if texts[0] == texts[1]:
        assert may_overlap(*shapes)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("<a>",), ""),
        (("<a/", iri("x"), ">"), "x"),
        (("<a/", iri("x"), "/", iri("y"), ">"), "xy"),
        (("<a/", iri("x"), iri("y"), ">"), ""),
        (("<a/", iri("x"), "-", iri("y"), ">"), ""),
        (("<a/", iri("x"), "%", iri("y"), ">"), ""),
        (("<a/", iri("x"), "-/", iri("y"), ">"), "xy"),
        (('"', text("x"), '"'), "x"),
        (('"', text("x"), '"@', Value("y", Encoding.PLAIN)), "xy"),
        (('"', text("x"), " ", text("y"), '"'), ""),
        (("<", Value("x", Encoding.WHOLE_IRI, "http://b/"), ">"), ""),
        (("<", Value("x", Encoding.WHOLE_IRI), ">"), "x"),
        (("_:b", Value("x", Encoding.BLANK), Value("y", Encoding.BLANK)), ""),
    ],
)
def test_a_quad_tells_the_columns_that_can_be_read_off_it(parts: Parts, told: str) -> None:
    assert told_columns(statement(*parts)) == set(told)


def plan(mapping: str, rows: list[Row], folder: Path) -> Plan:
    path = folder / "mapping.ttl"
    path.write_text(PREFIXES + mapping, encoding="utf-8")
    read = parse_mapping(path, base=BASE)
    with connect() as connection:
        relations = {"t.csv": [make_table(connection, "t", rows)]}
        questions = ask(read, relations)
        found = DuckDbEngine(connection).facts(questions)
        facts = {q.relation: each for q, each in zip(questions, found, strict=True)}
        return make_plan(read, relations, facts, base=BASE)


ROWS: list[Row] = [
    {"id": "1", "a": "x", "b": "ā", "c": None, "list": ["p", "q"]},
    {"id": "2", "a": "x", "b": "y z", "c": None, "list": None},
]


def test_rows_with_a_key_are_written_at_one_go(tmp_path: Path) -> None:
    body = " ; ".join(says(f'rml:reference "{name}"', f"ex:{name}") for name in "ab")
    (block,) = plan(simple(body), ROWS, tmp_path).outputs
    assert isinstance(block, Block)
    assert block.distinct is None
    assert len(block.statements) == 2


def test_rows_without_a_key_are_distinct_by_the_columns_of_each_statement(tmp_path: Path) -> None:
    body = " ; ".join(says(f'rml:reference "{name}"', f"ex:{name}") for name in ("b", "id"))
    outputs = plan(simple(body, subject='rml:template "{a}"'), ROWS, tmp_path).outputs
    assert [each.distinct for each in outputs if isinstance(each, Block)] == [
        ("r.a", "r.b"),
        ("r.a", "r.id"),
    ]


def test_a_column_that_is_never_filled_is_not_written(tmp_path: Path) -> None:
    assert plan(simple(says('rml:reference "c"')), ROWS, tmp_path).outputs == ()


def test_lists_have_rows_of_their_own(tmp_path: Path) -> None:
    body = " ; ".join([says('rml:reference "a"'), says('rml:template "{list}"', "ex:q")])
    outputs = plan(simple(body), ROWS, tmp_path).outputs
    assert [each.distinct for each in outputs if isinstance(each, Block)] == [None, None]


def test_statements_of_two_maps_that_may_meet_are_compared(tmp_path: Path) -> None:
    other = """:u a rml:TriplesMap ; rml:subjectMap [ rml:template "thing/{a}" ] ;
        rml:logicalSource [ rml:source "t.csv" ; rml:referenceFormulation rml:CSV ] ;
        rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "b" ] ] ."""
    (union,) = plan(simple(says('rml:reference "b"'), more=other), ROWS, tmp_path).outputs
    assert isinstance(union, Union)
    assert len(union.blocks) == 2


def test_what_needs_no_encoding_is_known_to(tmp_path: Path) -> None:
    body = " ; ".join([says('rml:template "{a}"'), says('rml:template "{b}"', "ex:q")])
    (block,) = plan(simple(body), ROWS, tmp_path).outputs
    assert isinstance(block, Block)
    values = [v for each in block.statements for v in each.object.parts if isinstance(v, Value)]
    assert [(value.column, value.is_plain) for value in values] == [("r.a", True), ("r.b", False)]


def test_the_same_function_is_one_lookup_for_all_maps(tmp_path: Path) -> None:
    one = """rml:functionExecution [ rml:function fn:equal ; rml:input
        [ rml:parameter fn:value ; rml:inputValueMap [ rml:reference "a" ] ] ,
        [ rml:parameter fn:other ; rml:inputValue "x" ] ]"""
    other = f""":u a rml:TriplesMap ; rml:subjectMap [ rml:template "other/{{id}}" ] ;
        rml:logicalSource [ rml:source "t.csv" ; rml:referenceFormulation rml:CSV ] ;
        {says(one)} ."""
    made = plan(simple(f"{says(one)} ; {says(one, 'ex:q')}", more=other), ROWS, tmp_path)
    assert len(made.calls) == 1
