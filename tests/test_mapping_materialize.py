"""The engine against the oracle: hostile rows, lists, functions, graphs, several sources."""

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping_oracle import Oracle
from mapping_support import (
    BASE,
    PREFIXES,
    Cell,
    Row,
    Table,
    connect,
    make_table,
    quads,
    run,
    run_over,
    says,
    simple,
)
from saite.errors import MappingError, Problem, SaiteError
from saite.mapping.engine_duckdb import DuckDbEngine
from saite.mapping.materialize import materialize
from saite.mapping.parser import parse_mapping

HOSTILE = [
    'a "quoted" name',
    "ends with a backslash\\",
    "\\u0041 is no escape",
    "two\nlines",
    "carriage\rreturn",
    "both\r\n",
    "tab\there",
    "👩‍👩‍👧 emoji",
    "e\u0301 combining",
    "<> {} | ^ `",
    "100 % sure + more",
    "no\u00a0break",
    "\u0001\u007f\u0085\u2028",
    "\b\f\v\u001c",
    "NULL",
    "NA",
    "  leading blanks",
    "trailing ",
    "'single' ''doubled''",
    '> . <http://evil.example/s> <http://evil.example/p> "o" .',
    '" . <http://evil.example/s> <http://evil.example/p> "o',
    "\ue000 private \U000f0000",
    "\ufdd0\ufffe\U0001ffff no characters",
    "$1 \\1 {id} #row=2",
    "Krāslava, Ķīšķalns",
    "x" * 5000,
]

RICH = """
@prefix : <http://example.org/map#> .
:t a rml:TriplesMap ; rml:logicalSource :source ;
    rml:subjectMap [ rml:template "thing/{id}" ; rml:class ex:Thing , ex:Other ;
        rml:graphMap [ rml:template "graph/{origin}" ] ; rml:graph rml:defaultGraph ] ;
    rml:predicateObjectMap [ rml:predicate ex:name , ex:label ;
        rml:objectMap [ rml:reference "name" ] , [ rml:reference "name" ; rml:language "lt" ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:tagged ;
        rml:objectMap [ rml:reference "name" ; rml:languageMap [ rml:reference "language" ] ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:typed ; rml:objectMap [ rml:reference "name" ;
        rml:datatypeMap [ rml:template "http://example.org/type/{kind}" ] ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:place ;
        rml:objectMap [ rml:template "place/{places}" ] , [ rml:reference "places" ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:pair ;
        rml:objectMap [ rml:template "{id} in {places}" ; rml:termType rml:Literal ] ] ;
    rml:predicateObjectMap [ rml:predicateMap [ rml:template "http://example.org/p/{kind}" ] ;
        rml:objectMap [ rml:template "thing/{other}" ] ; rml:graph ex:extra ] ;
    rml:predicateObjectMap [ rml:predicate ex:blank ;
        rml:objectMap [ rml:template "{name}-{kind}" ; rml:termType rml:BlankNode ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:true ;
        rml:objectMap [ rml:constant true ; rml:condition [ rml:functionExecution [
            rml:function fn:equal ;
            rml:input [ rml:parameter fn:value ; rml:inputValueMap [ rml:reference "kind" ] ] ,
                      [ rml:parameter fn:other ; rml:inputValue "a" ] ] ] ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:when ; rml:objectMap [
        rml:functionExecution :date ; rml:return fn:earliest ; rml:datatype xsd:date ] ] .
:other a rml:TriplesMap ; rml:logicalSource :source ;
    rml:subjectMap [ rml:template "thing/{other}" ; rml:class ex:Thing ; rml:condition [
        rml:functionExecution [ rml:function fn:isNotNull ; rml:input [
            rml:parameter fn:value ; rml:inputValueMap [ rml:reference "when" ] ] ] ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:of ; rml:objectMap [ rml:reference "kind" ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:edtf ; rml:objectMap [
        rml:functionExecution :date ; rml:return fn:edtf ] ] .
:places a rml:TriplesMap ; rml:logicalSource :source ;
    rml:subjectMap [ rml:template "place/{places}" ; rml:class ex:Place ] ;
    rml:predicateObjectMap [ rml:predicate ex:has ; rml:objectMap [ rml:reference "places" ] ] .
:source rml:source "t.csv" ; rml:referenceFormulation rml:CSV .
:date rml:function fn:date ;
    rml:input [ rml:parameter fn:text ; rml:inputValueMap [ rml:reference "when" ] ] ,
              [ rml:parameter fn:language ; rml:inputValueMap [ rml:reference "language" ] ] .
"""


def row(number: int, **cells: Cell) -> Row:
    empty: Row = {
        "id": str(number), "name": None, "language": None, "kind": None, "other": None,
        "when": None, "origin": "one", "places": None,
    }  # fmt: skip
    return empty | cells


def judge(mapping: str, tables: dict[str, list[list[Row]]], folder: Path) -> str:
    made = run(mapping, tables, folder)
    oracle = Oracle(folder / "mapping.ttl", tables, BASE)
    assert quads(made) == oracle.quads()
    return made


def test_hostile_rows_agree_with_the_oracle(tmp_path: Path) -> None:
    rows = [
        row(
            number, name=text, kind=text, other=text, language="lt", origin=text,
            places=[text, "x", text], when=[None, "2018 m. rugsėjis", "2017"][number % 3],
        )
        for number, text in enumerate(HOSTILE)
    ]  # fmt: skip
    made = judge(RICH, {"t.csv": [rows]}, tmp_path)
    evil = ox.NamedNode("http://evil.example/s"), ox.NamedNode("http://evil.example/p")
    assert not [quad for quad in quads(made) if quad.subject in evil or quad.predicate in evil]


texts = st.none() | st.sampled_from(["a", "b", "a b", "ā", ""]) | st.text(max_size=6)
tags = st.sampled_from([None, "lt", "en-GB"])
rows_of_any_kind = st.lists(
    st.builds(
        lambda number, name, kind, other, language, places, origin, when: row(
            number, name=name, kind=kind, other=other, language=language, places=places,
            origin=origin, when=when,
        ),
        st.integers(0, 5), texts, texts, texts, tags,
        st.none() | st.lists(st.sampled_from(["a", "b", "c d"]), max_size=3),
        st.sampled_from(["one", "two"]),
        st.sampled_from([None, "2018", "2019-07"]),
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=rows_of_any_kind, second=rows_of_any_kind)
def test_any_rows_of_two_sources_agree_with_the_oracle(
    first: list[Row], second: list[Row], tmp_path: Path
) -> None:
    """Ids may repeat within a source and between them: no quad is written twice all the same."""
    shape = row(99, name="x", places=["p"])  # so that both tables have a column of lists
    judge(RICH, {"t.csv": [[*first, shape], [*second, shape]]}, tmp_path)


BIG = """
@prefix : <http://example.org/map#> .
:t a rml:TriplesMap ; rml:logicalSource :source ;
    rml:subjectMap [ rml:template "thing/{id}" ; rml:class ex:Thing ] ;
    rml:predicateObjectMap [ rml:predicate ex:place ; rml:objectMap [ rml:reference "places" ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:year ; rml:objectMap [
        rml:functionExecution [ rml:function fn:date ; rml:input [
            rml:parameter fn:text ; rml:inputValueMap [ rml:reference "year" ] ] ] ] ] .
:u a rml:TriplesMap ; rml:logicalSource :source ;
    rml:subjectMap [ rml:template "thing/{other}" ; rml:class ex:Thing ] ;
    rml:predicateObjectMap [ rml:predicate ex:year ; rml:objectMap [ rml:reference "year" ] ] .
:source rml:source "t.csv" ; rml:referenceFormulation rml:CSV .
"""


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    """Enough rows for several threads; keys that repeat, lists, lookups, statements that meet."""
    (tmp_path / "mapping.ttl").write_text(PREFIXES + BIG, encoding="utf-8")
    mapping = parse_mapping(tmp_path / "mapping.ttl", base=BASE)
    columns = {"id": "VARCHAR", "other": "VARCHAR", "year": "VARCHAR", "places": "VARCHAR[]"}
    digests, counts = set(), set()
    with connect() as connection:
        connection.execute("SET threads = 4")
        connection.execute("""CREATE TABLE t AS SELECT (i % 200000)::VARCHAR AS id,
            (i % 900)::VARCHAR AS other, (1900 + i % 120)::VARCHAR AS year,
            ['p' || i % 50, 'q' || i % 30] AS places FROM range(260000) r(i)""")
        for name in ("one.nq", "two.nq"):
            counts.add(
                materialize(
                    mapping, {"t.csv": [Table("t", columns)]}, DuckDbEngine(connection),
                    tmp_path / name,
                    base=BASE,
                )
            )  # fmt: skip
            digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(digests) == 1
    # 200,000 things; the 60,000 repeated rows give other years and places to the first ones.
    years = {(i % 200_000, i % 120) for i in range(260_000)}
    years |= {(i % 900, i % 120) for i in range(260_000)}
    places = {(i % 200_000, n, i % m) for i in range(260_000) for n, m in ((0, 50), (1, 30))}
    assert counts == {200_000 + len(years) + len(places)}


def test_any_order_has_the_same_lines(tmp_path: Path) -> None:
    (tmp_path / "mapping.ttl").write_text(PREFIXES + BIG, encoding="utf-8")
    mapping = parse_mapping(tmp_path / "mapping.ttl", base=BASE)
    columns = {"id": "VARCHAR", "other": "VARCHAR", "year": "VARCHAR", "places": "VARCHAR[]"}
    with connect() as connection:
        threads = connection.execute("SELECT current_setting('threads')").fetchone()
        connection.execute("""CREATE TABLE t AS SELECT (i % 900)::VARCHAR AS id,
            (i % 90)::VARCHAR AS other, (1900 + i % 12)::VARCHAR AS year,
            ['p' || i % 5, 'q' || i % 3] AS places FROM range(2000) r(i)""")
        made = []
        for in_order in (True, False):
            path = tmp_path / f"{in_order}.nq"
            tables = {"t.csv": [Table("t", columns)]}
            materialize(
                mapping, tables, DuckDbEngine(connection), path, base=BASE, in_order=in_order
            )
            made.append(path.read_bytes().splitlines())
        assert made[0] != sorted(made[0])
        assert sorted(made[0]) == sorted(made[1])
        kept = connection.execute("SELECT current_setting('threads')").fetchone()
        assert kept == threads


LABEL = says('rml:reference "label" ; rml:languageMap [ rml:reference "language" ]', "ex:label")
LANGUAGE = 'rml:reference "language"'
ADDRESS = """[ rml:function fn:address ; rml:input
    [ rml:parameter fn:text ; rml:inputValueMap [ rml:reference "link" ] ] ] ;
    rml:return fn:other"""
LINK = says('rml:reference "link" ; rml:termType rml:IRI', "ex:link")


def problems(mapping: str, tables: dict[str, list[list[Row]]], folder: Path) -> list[Problem]:
    with pytest.raises(MappingError) as caught:
        run(mapping, tables, folder)
    assert not (folder / "output.nq").exists(), "a run that fails writes nothing"
    return list(caught.value.problems)


@pytest.mark.parametrize(
    "value",
    [
        "http://e/a b", "http://e/<", "http://e/>", 'http://e/"', "http://e/{x}", "http://e/|",
        "http://e/\\", "http://e/^", "http://e/`", "http://e/\x00", "http://e/\x7f", "a b",
        "http://e/> . <http://evil/s> <http://evil/p> <http://evil/o", "http://e:port/",
        "http://e/\n<http://evil/s> <http://evil/p> <http://evil/o> .", "http://e/%zz", "x#y#z",
    ],
)  # fmt: skip
def test_a_value_that_makes_no_iri_is_told_and_writes_nothing(value: str, tmp_path: Path) -> None:
    rows: list[Row] = [
        {"id": "1", "link": "http://example.org/ā", "_at": "source/s/my%20t.csv#row=2"},
        {"id": "2", "link": value, "_at": "source/s/my%20t.csv#row=3"},
        {"id": "3", "link": None, "_at": "source/s/my%20t.csv#row=4"},
    ]
    (found,) = problems(simple(LINK), {"t.csv": [rows]}, tmp_path)
    assert (found.file, found.row, found.column, found.value) == ("s/my t.csv", 3, "link", value)
    assert "is not a valid IRI" in found.message
    assert "triples map :t, rml:predicateObjectMap (ex:link), rml:objectMap" in found.message
    assert "dfn-term-generation-rules" in found.message


def test_a_row_of_a_workbook_is_told_by_its_sheet(tmp_path: Path) -> None:
    at = "source/s/book.xlsx#sheet=Renginiai%20%26%20kita&row=12"
    rows: list[Row] = [{"id": "1", "link": "a b", "_at": at}]
    (found,) = problems(simple(LINK), {"t.csv": [rows]}, tmp_path)
    assert (found.file, found.sheet, found.row) == ("s/book.xlsx", "Renginiai & kita", 12)


def test_a_row_without_an_address_is_told_by_its_number(tmp_path: Path) -> None:
    rows: list[Row] = [{"id": "1", "link": "a b", "_row": "7"}]
    (found,) = problems(simple(LINK), {"t.csv": [rows]}, tmp_path)
    assert found.row == 7


def test_every_rule_that_is_broken_is_told_in_one_run(tmp_path: Path) -> None:
    body = " ; ".join(
        [
            LINK,
            LABEL,
            says('rml:reference "label" ; rml:datatypeMap [ rml:reference "kind" ]'),
            says('rml:reference "link" ; rml:termType rml:URI', "ex:uri"),
            says('rml:template "http://e:{kind}/" ', "ex:port"),
        ]
    )
    rows: list[Row] = [
        {"id": "1", "link": "http://e/ā", "label": "x", "language": "lithuanian", "kind": "k l"},
        {"id": "2", "link": "http://e/", "label": "x", "language": 'lt"@x', "kind": "80"},
    ]
    found = problems(simple(body), {"t.csv": [rows]}, tmp_path)
    told = {(each.column, each.value) for each in found}
    assert told == {
        ("language", "lithuanian"),
        ("language", 'lt"@x'),
        ("kind", "k l"),
        ("link", "http://e/ā"),
        ("http://e:{kind}/", "http://e:k%20l/"),
    }


def test_of_many_rows_that_break_a_rule_twenty_are_told_and_the_rest_counted(
    tmp_path: Path,
) -> None:
    rows: list[Row] = [{"id": str(number), "link": "a b"} for number in range(50)]
    found = problems(simple(LINK), {"t.csv": [rows]}, tmp_path)
    assert len(found) == 21
    assert "30 more rows have a value that is not a valid IRI" in found[-1].message


def test_a_value_of_which_no_term_is_made_breaks_no_rule(tmp_path: Path) -> None:
    condition = """rml:condition [ rml:functionExecution [ rml:function fn:equal ; rml:input
        [ rml:parameter fn:value ; rml:inputValueMap [ rml:reference "kind" ] ] ,
        [ rml:parameter fn:other ; rml:inputValue "web" ] ] ]"""
    body = says(f'rml:reference "link" ; rml:termType rml:IRI ; {condition}')
    rows: list[Row] = [
        {"id": "1", "link": "not an IRI", "kind": "text"},
        {"id": "2", "link": "http://e/", "kind": "web"},
    ]
    assert run(simple(body), {"t.csv": [rows]}, tmp_path).count("\n") == 1


def test_a_tag_or_datatype_is_checked_only_where_there_is_a_text(tmp_path: Path) -> None:
    label = LABEL.replace("label", "names")
    other = says(f"rml:functionExecution {ADDRESS} ; rml:languageMap [ {LANGUAGE} ]", "ex:other")
    typed = says('rml:reference "label" ; rml:datatypeMap [ rml:reference "kind" ]')
    at = "source/t.csv#row="
    rows: list[Row] = [
        # What makes the text is in one column only, and the tag or the datatype is wrong.
        {"id": "1", "_at": f"{at}2", "language": "lithuanian", "kind": "a b"},
        {"id": "2", "_at": f"{at}3", "language": "lithuanian", "label": "x"},
        {"id": "3", "_at": f"{at}4", "language": "lithuanian", "names": ["x", "y"]},
        {"id": "4", "_at": f"{at}5", "language": "lithuanian", "names": []},
        {"id": "5", "_at": f"{at}6", "language": "lithuanian", "link": "x"},
        {"id": "6", "_at": f"{at}7", "language": "lithuanian", "link": "urn:x"},
        {"id": "7", "_at": f"{at}8", "kind": "a b", "label": "x"},
    ]
    for body, wrong in (
        (LABEL, [3]), (label, [4]), (other, [6]), (typed, [8]),
        (f"{LABEL} ; {label} ; {other} ; {typed}", [3, 4, 6, 8]),
    ):  # fmt: skip
        found = problems(simple(body), {"t.csv": [rows]}, tmp_path)
        assert sorted(each.row for each in found) == wrong
        right = [row for row in rows if int(str(row["id"])) + 1 not in wrong]
        columns = dict.fromkeys(("label", "names", "link"))
        filled: list[Row] = [{**columns, **row} for row in right]
        filled.append({"id": "8", "names": ["n"], "label": "l", "language": "lt", "kind": "urn:t"})
        run(simple(body), {"t.csv": [filled]}, tmp_path)
        (tmp_path / "output.nq").unlink()


@pytest.mark.parametrize(
    ("value", "iri"),
    [
        ("x", "http://example.com/x"),
        ("path/../y", "http://example.com/path/../y"),
        ("http://e/x", "http://e/x"),
        ("urn:x", "urn:x"),
        ("#x", "http://example.com/#x"),
        ("1a:b", "http://example.com/1a:b"),
    ],
)
def test_a_relative_iri_stands_behind_the_base(value: str, iri: str, tmp_path: Path) -> None:
    made = run(simple(LINK), {"t.csv": [[{"id": "1", "link": value}]]}, tmp_path)
    assert [quad.object for quad in quads(made)] == [ox.NamedNode(iri)]


@pytest.mark.parametrize(
    ("template", "iri"),
    [
        ("{id}", "http://example.com/a%3Ab"),
        ("x/{id}", "http://example.com/x/a%3Ab"),
        ("http://e/{id}", "http://e/a%3Ab"),
        ("{kind}:{id}", "urn:a%3Ab"),
        ("1{kind}:x", "http://example.com/1urn:x"),
        ("x{kind}:x", "xurn:x"),
        ("/{id}:x", "http://example.com//a%3Ab:x"),
        ("http://e:{port}/", "http://e:80/"),
        ("{port}", "http://example.com/80"),
    ],
)
def test_a_template_stands_behind_the_base_unless_it_has_a_scheme(
    template: str, iri: str, tmp_path: Path
) -> None:
    rows: list[Row] = [{"id": "a:b", "kind": "urn", "port": "80"}]
    made = run(simple(says(f'rml:template "{template}"')), {"t.csv": [rows]}, tmp_path)
    assert [quad.object for quad in quads(made)] == [ox.NamedNode(iri)]


def test_a_triples_map_may_have_a_base_of_its_own(tmp_path: Path) -> None:
    mapping = simple(LINK).replace("rml:subjectMap", "rml:baseIRI <http://own/> ; rml:subjectMap")
    made = run(mapping, {"t.csv": [[{"id": "1", "link": "x"}]]}, tmp_path)
    assert made == "<http://own/thing/1> <http://example.org/link> <http://own/x> .\n"


def test_the_three_kinds_of_iri_are_kept_apart(tmp_path: Path) -> None:
    kinds = ("IRI", "URI", "UnsafeIRI")
    body = " ; ".join(
        says(f'rml:template "http://e/{{id}}" ; rml:termType rml:{kind}', f"ex:{kind}")
        for kind in kinds
    )
    rows: list[Row] = [{"id": "ā/b"}]
    made = run(simple(body, subject="rml:constant ex:s"), {"t.csv": [rows]}, tmp_path)
    assert {quad.predicate.value[19:]: str(quad.object) for quad in quads(made)} == {
        "IRI": "<http://e/ā%2Fb>",
        "URI": "<http://e/%C4%81%2Fb>",
        "UnsafeIRI": "<http://e/ā/b>",
    }


def test_an_unsafe_iri_is_checked_unless_it_is_let_be(tmp_path: Path) -> None:
    body = says('rml:template "http://e/{id}" ; rml:termType rml:UnsafeIRI')
    mapping = simple(body, subject="rml:constant ex:s")
    tables: dict[str, list[list[Row]]] = {"t.csv": [[{"id": "a b> <x"}]]}
    (found,) = problems(mapping, tables, tmp_path)
    assert found.value == "http://e/a b> <x"
    made = run(mapping, tables, tmp_path, allow_unsafe=True)
    assert made.endswith("<http://e/a\\u0020b\\u003E\\u0020\\u003Cx> .\n")
    assert len(quads(made, lenient=True)) == 1


def test_a_datatype_of_text_is_none(tmp_path: Path) -> None:
    body = says('rml:reference "id" ; rml:datatypeMap [ rml:reference "type" ]')
    xsd = "http://www.w3.org/2001/XMLSchema#"
    rows: list[Row] = [{"id": "1", "type": f"{xsd}string"}, {"id": "2", "type": f"{xsd}integer"}]
    made = run(simple(body), {"t.csv": [rows]}, tmp_path)
    assert '"1" .' in made
    assert f'"2"^^<{xsd}integer> .' in made


def test_absent_and_empty_tables_make_nothing(tmp_path: Path) -> None:
    assert run(simple(LINK), {"t.csv": []}, tmp_path) == ""
    assert run(simple(LINK), {"t.csv": [[{"id": None, "link": None}]]}, tmp_path) == ""


def test_a_column_that_one_source_never_fills_is_no_trouble(tmp_path: Path) -> None:
    tables: dict[str, list[list[Row]]] = {
        "t.csv": [[{"id": "1", "link": None}], [{"id": "2", "link": "x"}]]
    }
    assert run(simple(LINK), tables, tmp_path).count("\n") == 1


def test_the_same_quad_from_several_sources_is_written_once(tmp_path: Path) -> None:
    one: list[Row] = [{"id": "1", "link": "x"}, {"id": "1", "link": "x"}]
    assert run(simple(LINK), {"t.csv": [one, one]}, tmp_path).count("\n") == 1


def test_rows_are_joined_where_all_conditions_hold(tmp_path: Path) -> None:
    join = """rml:parentTriplesMap :u ;
        rml:joinCondition [ rml:child "a" ; rml:parent "x" ] ,
            [ rml:childMap [ rml:template "{b}!" ] ; rml:parentMap [ rml:reference "y" ] ]"""
    more = """:u rml:logicalSource [ rml:source "u.csv" ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:template "u/{id}" ] ."""
    tables: dict[str, list[list[Row]]] = {
        "t.csv": [[{"id": "1", "a": "k", "b": "m"}, {"id": "2", "a": "k", "b": None}]],
        "u.csv": [
            [{"id": "1", "x": "k", "y": "m!"}, {"id": "2", "x": "k", "y": "n!"}],
            [{"id": "3", "x": "k", "y": "m!"}, {"id": "4", "x": None, "y": None}],
        ],
    }
    made = run(simple(says(join), more=more), tables, tmp_path)
    subject = ox.NamedNode("http://example.com/thing/1")
    assert {(quad.subject, str(quad.object)) for quad in quads(made)} == {
        (subject, "<http://example.com/u/1>"),
        (subject, "<http://example.com/u/3>"),
    }


def test_a_parent_that_is_the_same_for_every_row_is_joined_too(tmp_path: Path) -> None:
    join = 'rml:parentTriplesMap :u ; rml:joinCondition [ rml:child "a" ; rml:parent "x" ]'
    more = """:u rml:logicalSource [ rml:source "u.csv" ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:constant ex:all ] ."""
    own: list[Row] = [{"id": "1", "a": "k"}, {"id": "2", "a": "l"}, {"id": "3", "a": None}]
    theirs: list[Row] = [{"x": "k"}, {"x": "k"}, {"x": None}]
    made = run(simple(says(join), more=more), {"t.csv": [own], "u.csv": [theirs]}, tmp_path)
    assert [str(quad.subject) for quad in quads(made)] == ["<http://example.com/thing/1>"]


def test_a_joined_subject_is_held_to_the_rules_of_its_own_rows(tmp_path: Path) -> None:
    join = 'rml:parentTriplesMap :u ; rml:joinCondition [ rml:child "a" ; rml:parent "x" ]'
    more = """:u rml:logicalSource [ rml:source "u.csv" ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:reference "url" ] ."""
    own: list[Row] = [{"id": "1", "a": "k"}]
    for url in ("x> .\n<http://e/s> <http://e/p> <http://e/o", "two words"):
        theirs: list[Row] = [{"x": "k", "url": url, "_row": "7"}]
        with pytest.raises(MappingError, match="is not a valid IRI") as caught:
            run(simple(says(join), more=more), {"t.csv": [own], "u.csv": [theirs]}, tmp_path)
        (problem,) = caught.value.problems
        assert (problem.file, problem.row, problem.column) == ("u.csv 0", 7, "url")


def test_a_row_that_numbers_itself_makes_a_label_all_the_same(tmp_path: Path) -> None:
    rows: list[Row] = [{"id": "1", "_row": "a b .\n"}]
    body = says('rml:reference "id"')
    made = run(simple(body, subject="rml:termType rml:BlankNode"), {"t.csv": [rows]}, tmp_path)
    assert made == '_:r1x0xa_20b_20_2E_0A <http://example.org/p> "1" .\n'


def test_a_uri_has_no_other_letters_than_those_of_ascii(tmp_path: Path) -> None:
    rows: list[Row] = [{"id": "ē"}]
    made = run(
        simple(says('rml:template "u/{id}" ; rml:termType rml:URI')), {"t.csv": [rows]}, tmp_path
    )
    assert "<http://example.com/u/%C4%93>" in made
    body = says('rml:template "http://e/ē/{id}" ; rml:termType rml:URI')
    with pytest.raises(MappingError, match="is not a valid URI"):
        run(simple(body), {"t.csv": [rows]}, tmp_path)


def test_a_parent_gives_all_its_terms_where_one_element_agrees(tmp_path: Path) -> None:
    join = 'rml:parentTriplesMap :u ; rml:joinCondition [ rml:child "a" ; rml:parent "names" ]'
    more = """:u rml:logicalSource [ rml:source "u.csv" ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:template "u/{names}" ] ."""
    own: list[Row] = [{"id": "1", "a": "k"}, {"id": "2", "a": "m"}]
    theirs: list[Row] = [{"names": ["k", "l"]}, {"names": ["l", "k"]}]
    made = run(simple(says(join), more=more), {"t.csv": [own], "u.csv": [theirs]}, tmp_path)
    assert {(str(quad.subject)[-2], str(quad.object)) for quad in quads(made)} == {
        ("1", "<http://example.com/u/k>"),
        ("1", "<http://example.com/u/l>"),
    }


def test_each_condition_of_a_join_may_have_an_element_of_its_own(tmp_path: Path) -> None:
    join = """rml:parentTriplesMap :u ; rml:joinCondition
        [ rml:child "a" ; rml:parent "x" ] , [ rml:child "b" ; rml:parent "x" ]"""
    more = """:u rml:logicalSource [ rml:source "u.csv" ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:template "u/{id}" ] ."""
    own: list[Row] = [{"id": "1", "a": "k", "b": "l"}]
    theirs: list[Row] = [{"id": "2", "x": ["k", "l"]}, {"id": "3", "x": ["k"]}]
    made = run(simple(says(join), more=more), {"t.csv": [own], "u.csv": [theirs]}, tmp_path)
    assert [str(quad.object) for quad in quads(made)] == ["<http://example.com/u/2>"]


def test_a_reference_may_be_called_as_a_part_of_another_term(tmp_path: Path) -> None:
    body = says('rml:reference "x" ; rml:languageMap [ rml:reference "y" ]') + " ; "
    body += says('rml:reference "language.y"', "ex:q")
    rows: list[Row] = [{"id": "1", "x": "a", "y": ["lt", "lv"], "language.y": ["b"]}]
    made = run(simple(body), {"t.csv": [rows]}, tmp_path)
    assert {str(quad.object) for quad in quads(made)} == {'"a"@lt', '"a"@lv', '"b"'}


def test_a_parent_over_the_same_rows_needs_no_join(tmp_path: Path) -> None:
    more = """:u rml:logicalSource [ rml:source "t.csv" ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:template "u/{other}" ] ."""
    rows: list[Row] = [{"id": "1", "other": "x"}, {"id": "2", "other": None}]
    made = run(simple(says("rml:parentTriplesMap :u"), more=more), {"t.csv": [rows]}, tmp_path)
    assert [str(quad.object) for quad in quads(made)] == ["<http://example.com/u/x>"]


def test_names_of_tables_and_columns_are_only_names(tmp_path: Path) -> None:
    name = 'a "b"\'; DROP TABLE x; --{é}'
    body = says(f'rml:reference """{name}"""')
    rows: list[Row] = [{"id": "1", name: "value"}]
    assert '"value"' in run(simple(body), {"t.csv": [rows]}, tmp_path)


def test_text_of_the_mapping_is_only_text(tmp_path: Path) -> None:
    text = r"it's \\\\ 100% $1 \" \t é"  # Turtle halves the backslashes, the template again
    body = says(f'rml:template """{text}{{id}}""" ; rml:termType rml:Literal')
    made = run(simple(body), {"t.csv": [[{"id": "1"}]]}, tmp_path)
    (quad,) = quads(made)
    assert quad.object == ox.Literal("it's \\ 100% $1 \" \t é1")


def test_the_connection_is_left_as_it_was(tmp_path: Path) -> None:
    more = """:date rml:function fn:date ;
        rml:input [ rml:parameter fn:text ; rml:inputValueMap [ rml:reference "link" ] ] ."""
    body = says("rml:functionExecution :date")
    (tmp_path / "mapping.ttl").write_text(PREFIXES + simple(body, more=more), encoding="utf-8")
    with connect() as connection:
        relations = {"t.csv": [make_table(connection, "t", [{"id": "1", "link": "2018"}])]}
        before = connection.execute("SHOW ALL TABLES").fetchall()
        for _ in range(2):
            run_over(connection, tmp_path / "mapping.ttl", relations, tmp_path)
        assert connection.execute("SHOW ALL TABLES").fetchall() == before


def test_an_unwritable_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "mapping.ttl").write_text(PREFIXES + simple(LINK), encoding="utf-8")
    with connect() as connection:
        relations = {"t.csv": [make_table(connection, "t", [{"id": "1", "link": "x"}])]}
        with pytest.raises(SaiteError, match=r"output\.nq cannot be written"):
            run_over(connection, tmp_path / "mapping.ttl", relations, tmp_path / "no such folder")
