"""The mapping of the records: every column used, every term declared, the graph as modelled."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pyoxigraph as ox
import pytest

from mapping_support import Row, Table, connect, make_table, quads, run_over
from saite.mapping.check import check_mapping, references
from saite.mapping.engine_duckdb import DuckDbEngine
from saite.mapping.model import Mapping
from saite.mapping.parser import parse_mapping
from saite.mapping.plan import Block
from saite.mapping.planner import make_plan
from saite.mapping.questions import ask
from saite.namespaces import CONCEPTS, SAITE
from support import ROOT

CASE = ROOT / "tests" / "cases" / "mapping" / "records"
MAPPING = ROOT / "ontology" / "mapping.rml.ttl"
BASE = "https://example.org/id/"
MADE_BY_THE_READER = {"_source", "_table", "_row", "_at"}


@pytest.fixture(scope="module")
def mapping() -> Mapping:
    return parse_mapping(MAPPING, base=BASE)


@pytest.fixture(scope="module")
def columns() -> dict[str, dict[str, str]]:
    """Give the declared columns of each table, with the types that relations have."""
    text = (ROOT / "ontology" / "records.csvw.json").read_text(encoding="utf-8")
    declared: dict[str, Any] = json.loads(text)
    return {
        table["url"]: {
            column["name"]: "VARCHAR[]" if "separator" in column else "VARCHAR"
            for column in table["tableSchema"]["columns"]
        }
        for table in declared["tables"]
    }


def tables(
    connection: duckdb.DuckDBPyConnection, columns: dict[str, dict[str, str]]
) -> dict[str, list[Table]]:
    rows: dict[str, list[Row]] = json.loads((CASE / "rows.json").read_text(encoding="utf-8"))
    found = {}
    for path, declared in columns.items():
        name = path.removesuffix(".csv")
        given = [
            {**row, "_source": "made-up", "_table": name, "_row": str(number),
             "_at": f"source/made-up/{path}#row={number}"}
            for number, row in enumerate(rows[name], start=2)
        ]  # fmt: skip
        kinds = {**declared, **dict.fromkeys(sorted(MADE_BY_THE_READER), "VARCHAR")}
        found[path] = [make_table(connection, f"made-up {name}", given, kinds)]
    return found


def test_the_mapping_and_the_declaration_have_the_same_columns(
    mapping: Mapping, columns: dict[str, dict[str, str]]
) -> None:
    used: dict[str, set[str]] = {}
    for triples_map in mapping.triples_maps:
        found = {column for column, _ in references(mapping, triples_map)}
        used.setdefault(triples_map.source.path, set()).update(found)
    assert set(used) == set(columns)
    for path, declared in columns.items():
        assert used[path] - MADE_BY_THE_READER == set(declared), path


def test_every_row_says_where_it_comes_from_and_stands_in_the_graph_of_its_table(
    columns: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    with connect() as connection:
        made = quads(
            run_over(connection, MAPPING, tables(connection, columns), tmp_path, base=BASE)
        )
    rows = json.loads((CASE / "rows.json").read_text(encoding="utf-8"))
    derived = ox.NamedNode("http://purl.org/dc/terms/source")
    found = {
        (quad.object.value, quad.graph_name.value)
        for quad in made
        if quad.predicate == derived and isinstance(quad.object, ox.NamedNode)
        if isinstance(quad.graph_name, ox.NamedNode)
    }
    assert found == {
        (f"{BASE}source/made-up/{name}.csv#row={number}", f"{BASE}graph/made-up/{name}")
        for name in rows
        for number in range(2, len(rows[name]) + 2)
    }


def test_the_graph_is_the_one_that_the_model_asks_for(
    columns: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    """The expected graph was read against the model, column by column, by hand."""
    with connect() as connection:
        made = run_over(connection, MAPPING, tables(connection, columns), tmp_path, base=BASE)
    expected = ox.parse(path=CASE / "expected.trig", format=ox.RdfFormat.TRIG)
    wanted = {quad for quad in expected if isinstance(quad, ox.Quad)}
    found = quads(made)
    assert sorted(map(str, found - wanted)) == [], "too much"
    assert sorted(map(str, wanted - found)) == [], "missing"


def test_every_term_and_concept_of_the_graph_is_declared() -> None:
    ontology = (ROOT / "ontology" / "saite.ttl").read_bytes()
    declared = {str(quad.subject) for quad in ox.parse(ontology, ox.RdfFormat.TURTLE)}
    expected = ox.parse(path=CASE / "expected.trig", format=ox.RdfFormat.TRIG)
    terms = {term for quad in expected for term in (quad.predicate, quad.object)}
    used = {str(term) for term in terms if str(term).startswith(f"<{SAITE}")}
    assert used <= declared
    concepts = (ROOT / "ontology" / "concepts.ttl").read_bytes()
    known = {str(quad.subject) for quad in ox.parse(concepts, ox.RdfFormat.TURTLE)}
    assert {str(term) for term in terms if str(term).startswith(f"<{CONCEPTS}")} <= known


def test_tables_that_are_absent_make_nothing(
    columns: dict[str, dict[str, str]], mapping: Mapping, tmp_path: Path
) -> None:
    none: dict[str, list[Table]] = {path: [] for path in columns}
    assert check_mapping(mapping, none) == []
    with connect() as connection:
        assert run_over(connection, MAPPING, none, tmp_path, base=BASE) == ""


def test_the_records_are_written_row_by_row(
    columns: dict[str, dict[str, str]], mapping: Mapping
) -> None:
    """Every table has a key, so that no row is compared with another and no quad with the rest."""
    with connect() as connection:
        relations = tables(connection, columns)
        questions = ask(mapping, relations)
        found = DuckDbEngine(connection).facts(questions)
        facts = {q.relation: each for q, each in zip(questions, found, strict=True)}
        plan = make_plan(mapping, relations, facts, base=BASE)
    assert all(isinstance(each, Block) and each.distinct is None for each in plan.outputs)
    lists = sum(kind.endswith("[]") for kinds in columns.values() for kind in kinds.values())
    assert len(plan.outputs) <= len(columns) + lists
