"""What the tests of the mapping engine share: relations in DuckDB, runs, graphs to compare."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyoxigraph as ox

from saite.mapping.engine import Engine
from saite.mapping.engine_duckdb import DuckDbEngine
from saite.mapping.materialize import materialize
from saite.mapping.parser import parse_mapping

BASE = "http://example.com/"
Cell = str | list[str] | None
Row = dict[str, Cell]

PREFIXES = """
@prefix rml: <http://w3id.org/rml/> .
@prefix fn: <https://w3id.org/saite/functions#> .
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@dataclass(frozen=True)
class Table:
    """A relation as the engine takes it."""

    sql_name: str
    columns: Mapping[str, str]


Relations = Mapping[str, Sequence[Table]]


@dataclass
class Choice:
    """The engine that the tests run, given relations in DuckDB."""

    make: Callable[[duckdb.DuckDBPyConnection, Relations], Engine]


ENGINE = Choice(lambda connection, _: DuckDbEngine(connection))


def connect() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def make_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: Sequence[Row],
    columns: Mapping[str, str] | None = None,
) -> Table:
    """Put rows into a table; columns that hold a list anywhere are lists."""
    kinds = dict(columns or {})
    for column in (column for row in rows for column in row):
        is_list = any(isinstance(row.get(column), list) for row in rows)
        kinds.setdefault(column, "VARCHAR[]" if is_list else "VARCHAR")
    declared = ", ".join(f"{quoted(column)} {kind}" for column, kind in kinds.items())
    connection.execute(f"CREATE TABLE {quoted(name)} ({declared})")
    if rows:
        marks = ", ".join("?" for _ in kinds)
        values = [[row.get(column) for column in kinds] for row in rows]
        connection.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", values)
    return Table(name, kinds)


def read_csv(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Table:
    """Read a CSV file as the reader of records does: all text, an empty cell is NULL."""
    connection.execute(
        f"CREATE TABLE {quoted(name)} AS SELECT * FROM read_csv(?, header = true, "
        "all_varchar = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
        "strict_mode = false)",
        [str(path)],
    )
    described = connection.execute(f"DESCRIBE {quoted(name)}").fetchall()
    return Table(name, {column: kind for column, kind, *_ in described})


def run(
    mapping: Path | str,
    tables: Mapping[str, Sequence[Sequence[Row]]],
    folder: Path,
    *,
    base: str = BASE,
    allow_unsafe: bool = False,
) -> str:
    """Run a mapping over tables given by rows; give the text of the output."""
    path = mapping if isinstance(mapping, Path) else folder / "mapping.ttl"
    if isinstance(mapping, str):
        path.write_text(PREFIXES + mapping, encoding="utf-8")
    with connect() as connection:
        relations = {
            source: [
                make_table(connection, f"{source} {number}", rows)
                for number, rows in enumerate(found)
            ]
            for source, found in tables.items()
        }
        return run_over(connection, path, relations, folder, base=base, allow_unsafe=allow_unsafe)


def run_over(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    relations: Mapping[str, Sequence[Table]],
    folder: Path,
    *,
    base: str = BASE,
    allow_unsafe: bool = False,
) -> str:
    output = folder / "output.nq"
    mapping = parse_mapping(path, base=base)
    engine = ENGINE.make(connection, relations)
    count = materialize(mapping, relations, engine, output, base=base, allow_unsafe=allow_unsafe)
    text = output.read_bytes().decode("utf-8")
    lines = text.split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(set(lines)) == count, "no line stands there twice"
    return text


def quads(text: str, *, lenient: bool = False) -> set[ox.Quad]:
    """Parse N-Quads; blank nodes are named canonically (RDFC-1.0), so that graphs compare."""
    parsed = ox.parse(text, ox.RdfFormat.N_QUADS, lenient=lenient)
    dataset = ox.Dataset(quad for quad in parsed if isinstance(quad, ox.Quad))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def simple(body: str, *, subject: str = 'rml:template "thing/{id}"', more: str = "") -> str:
    """Give a mapping of t.csv with one triples map, :t, and what its body says."""
    return f"""
    @prefix : <http://example.org/map#> .
    :t a rml:TriplesMap ;
        rml:logicalSource [ rml:source [ rml:path "t.csv" ] ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ {subject} ] ;
        {body} .
    {more}
    """


def says(object_map: str, predicate: str = "ex:p") -> str:
    return f"rml:predicateObjectMap [ rml:predicate {predicate} ; rml:objectMap [ {object_map} ] ]"
