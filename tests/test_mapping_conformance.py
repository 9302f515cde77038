"""The official cases of RML that the engine claims: those that need tables and texts.

The current RML-Core has its cases in JSON. Their references are JSONPath, which a table knows
nothing of: here each reference becomes a column of that name, filled by a few lines that walk the
document. Cases whose values are numbers need natural datatypes and are not among them, nor are
those about JSONPath itself. The older cases are rewritten in the current vocabulary.
"""

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mapping_support import Cell, Row, Table, connect, make_table, quads, read_csv, run_over
from saite.errors import MappingError
from saite.mapping.check import references
from saite.mapping.model import Mapping
from saite.mapping.parser import read_mapping
from support import SHARED

TESTS = SHARED / "rml-tests"
BASE = "http://example.com/"
OLDER_BASE = "http://example.com/base/"
RML = "http://w3id.org/rml/"
OLDER_NAMESPACES = (
    "http://www.w3.org/ns/r2rml#",
    "http://semweb.mmlab.be/ns/rml#",
    "http://semweb.mmlab.be/ns/ql#",
)

# What the message of a negative case must say: it has to fail for its own reason.
REASONS = {
    "RMLTC0002c-CSV": "'IDs' is not a column of its source",
    "RMLTC0002e-CSV": "'student2.csv' is not a table known here",
    "RMLTC0004b-CSV": "rml:Literal cannot be the type of a subject",
    "RMLTC0007h-CSV": "a blank node cannot be a constant",
    "RMLTC0012c-CSV": "expected exactly one rml:subjectMap or rml:subject, found 0",
    "RMLTC0012d-CSV": "expected exactly one rml:subjectMap or rml:subject, found 2",
    "RMLTC0015b-CSV": "'spanish' is not a language tag",
    # The older suite wants the rows without fault, RML-Core wants an error for any: so do we.
    "RMLTC0019b-CSV": "'Juan Daniel' is not a valid IRI",
    "RMLTC0020b-CSV": "'Emily Smith' is not a valid IRI",
    "RMLTC0002e-JSON": "is not a table known here",
    "RMLTC0004b-JSON": "rml:Literal cannot be the type of a subject",
    "RMLTC0007h-JSON": "rml:Literal cannot be the type of a graph",
    "RMLTC0012c-JSON": "expected exactly one rml:subjectMap or rml:subject, found 0",
    "RMLTC0012d-JSON": "expected exactly one rml:subjectMap or rml:subject, found 2",
    "RMLTC0015b-JSON": "'a-english' is not a language tag",
    "RMLTC0019b-JSON": "'Juan Daniel' is not a valid IRI",
    "RMLTC0023a-JSON": "the brace '{' at 20 has no partner",
    "RMLTC0023b-JSON": "not valid Turtle",
    "RMLTC0023c-JSON": "not valid Turtle",
    "RMLTC0023d-JSON": "the brace '{' at 22 has no partner",
    "RMLTC0023e-JSON": "not valid Turtle",
    "RMLTC0024a-JSON": '"School" cannot be a subject, expected an IRI',
}
# Natural datatypes of JSON numbers, JSONPath itself, and a map without an expression.
NOT_CLAIMED = {
    f"RMLTC{name}-JSON"
    for name in (
        "0002g", "0012e", "0025b",
    )
}  # fmt: skip


def folders(suite: str) -> list[Path]:
    return sorted(path for path in (TESTS / suite).glob("RML*") if path.is_dir())


def params(found: list[Path]) -> list[Any]:
    reason = "the official cases of RML are not beside this repository"
    skipped = pytest.param(Path(), marks=pytest.mark.skip(reason=reason), id="none")
    return [pytest.param(path, id=path.name) for path in found] or [skipped]


def values(document: Any, path: str) -> list[Any]:
    """Walk a document by the JSONPath of the cases: $, .name, ['name'] and [*]."""
    found = [document]
    for step in re.findall(r"\.\w+|\['[^']*'\]|\[\*\]", path):
        if step == "[*]":
            found = [each for value in found for each in value]
        else:
            name = step[1:] if step[0] == "." else step[2:-2]
            found = [value[name] for value in found if value.get(name) is not None]
    return found


def json_rows(case: Path, source: str, iterator: str, columns: list[str]) -> list[Row]:
    document = json.loads((case / source).read_text(encoding="utf-8"))
    rows: list[Row] = []
    for item in values(document, iterator):
        row: dict[str, Cell] = {}
        for column in columns:
            found = [str(value) for value in values(item, column)]
            row[column] = found if "[*]" in column else found[0] if found else None
        rows.append(row)
    return rows


def needs_datatypes(case: Path) -> bool:
    """Tell whether an expected literal has the datatype that JSON gave it."""
    output = case / "output.nq"
    mapping = (case / "mapping.ttl").read_text(encoding="utf-8")
    declared = "datatype" in mapping or "rml:object true" in mapping
    return output.exists() and "^^" in output.read_text(encoding="utf-8") and not declared


def claimed_core() -> list[Path]:
    return [
        case
        for case in folders("rml-core")
        if case.name not in NOT_CLAIMED and not needs_datatypes(case)
    ]


def as_tables(text: str) -> str:
    """Rewrite a mapping of JSON so that its items are the rows of a table."""
    return re.sub(r'rml:iterator "[^"]*"\s*;?', "", text.replace("rml:JSONPath", "rml:CSV"))


def judge(case: Path, path: Path, relations: dict[str, list[Table]], **options: Any) -> None:
    reason = REASONS.get(case.name)
    if reason is None:
        made = run_over(path=path, relations=relations, **options)
        expected = (case / "output.nq").read_text(encoding="utf-8")
        assert quads(made, lenient=True) == quads(expected, lenient=True)
        return
    with pytest.raises(MappingError) as caught:
        run_over(path=path, relations=relations, **options)
    assert reason in str(caught.value)


def json_tables(
    connection: duckdb.DuckDBPyConnection, case: Path, mapping: Mapping, text: str
) -> dict[str, list[Table]]:
    """Make a table of each document of a case, with a column for each reference to it."""
    paths, iterators = (re.findall(rf'rml:{name} "([^"]*)"', text) for name in ("path", "iterator"))
    tables = {}
    for source, iterator in zip(paths, iterators, strict=True):
        maps = [each for each in mapping.triples_maps if each.source.path == source]
        columns = sorted({column for each in maps for column, _ in references(mapping, each)})
        if (case / source).exists() and source not in tables:
            rows = json_rows(case, source, iterator, columns)
            kinds = {c: "VARCHAR[]" if "[*]" in c else "VARCHAR" for c in columns}
            kinds = kinds or {"no reference": "VARCHAR"}
            tables[source] = [make_table(connection, source, rows, kinds)]
    return tables


@pytest.mark.parametrize("case", params(claimed_core()))
def test_core_case_over_tables(case: Path, tmp_path: Path) -> None:
    text = (case / "mapping.ttl").read_text(encoding="utf-8")
    path = tmp_path / "mapping.ttl"
    path.write_text(as_tables(text), encoding="utf-8")
    with connect() as connection:
        tables: dict[str, list[Table]] = {}
        with contextlib.suppress(MappingError):  # not Turtle: to be told below
            mapping, _ = read_mapping(path, base=BASE)
            tables = json_tables(connection, case, mapping, text)
        judge(case, path, tables, connection=connection, folder=tmp_path, allow_unsafe=True)


@pytest.mark.parametrize("case", params(folders("legacy-rml")))
def test_older_case_in_the_current_vocabulary(case: Path, tmp_path: Path) -> None:
    text = (case / "mapping.ttl").read_text(encoding="utf-8")
    for namespace in OLDER_NAMESPACES:
        text = text.replace(namespace, RML)
    path = tmp_path / "mapping.ttl"
    path.write_text(text, encoding="utf-8")
    with connect() as connection:
        relations = {
            file.name: [read_csv(connection, file, file.name)] for file in case.glob("*.csv")
        }
        judge(case, path, relations, connection=connection, folder=tmp_path, base=OLDER_BASE)
