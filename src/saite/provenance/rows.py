"""Rows of records as this stage takes them: a mapping of columns, and the place of the row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, Self, TypeAlias
from urllib.parse import parse_qs, unquote

from saite.errors import Problem

Row: TypeAlias = Mapping[str, object]
Tables: TypeAlias = Mapping[str, Iterable[Row]]


class Connection(Protocol):
    """What is needed of a connection to a DuckDB database."""

    def cursor(self) -> Self:
        """Open a second connection to the same database."""

    def execute(self, query: str, /) -> Self:
        """Run a query."""

    def fetchmany(self, size: int, /) -> Sequence[Any]:
        """Give the next rows of the query."""


class Relation(Protocol):
    """What is needed of a relation of records: one table of one source."""

    @property
    def table(self) -> str:
        """Name of the table."""

    @property
    def sql_name(self) -> str:
        """Name of the relation in the database."""

    @property
    def columns(self) -> Mapping[str, str]:
        """Columns of the relation, with their types."""


def read_tables(connection: Connection, relations: Iterable[Relation]) -> Tables:
    """Give the rows of relations, table by table, each read when it is first asked for.

    Only rows that cite evidence are given, and all rows of documents and of evidence.
    """
    found: defaultdict[str, list[Iterator[Row]]] = defaultdict(list)
    for relation in relations:
        found[relation.table].append(_read_rows(connection, relation))
    return {table: chain.from_iterable(rows) for table, rows in found.items()}


def _read_rows(connection: Connection, relation: Relation) -> Iterator[Row]:
    columns = list(relation.columns)
    names = ", ".join(map(_quoted, columns))
    query = f"SELECT {names} FROM {_quoted(relation.sql_name)}"  # noqa: S608 - quoted identifiers
    if relation.table not in ("documents", "evidence"):
        query += " WHERE len(evidence) > 0" if "evidence" in columns else " WHERE false"
    cursor = connection.cursor().execute(query)
    while batch := cursor.fetchmany(10_000):
        for row in batch:
            yield dict(zip(columns, row, strict=True))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(row: Row, column: str) -> str:
    """Give a cell as text, empty where it is NULL or the column is missing.

    >>> text({"start": 12, "end": None}, "start"), text({"start": 12, "end": None}, "end")
    ('12', '')
    """
    value = row.get(column)
    return "" if value is None else str(value)


def items(row: Row, column: str) -> tuple[str, ...]:
    """Give the values of a list column; a text is cut at its semicolons.

    >>> items({"evidence": ["ev1", "ev2"]}, "evidence"), items({"evidence": "ev1; ev2"}, "evidence")
    (('ev1', 'ev2'), ('ev1', 'ev2'))
    """
    value = row.get(column)
    parts = value.split(";") if isinstance(value, str) else value
    if not isinstance(parts, Iterable):
        return ()
    return tuple(part for part in (str(each).strip() for each in parts) if part)


def problem(row: Row, table: str, column: str, message: str, *, nearest: str = "") -> Problem:
    """Make a problem located at a cell of a row.

    The place is read from the row's own address, ``_at``, such as
    ``source/reports/names.csv#row=12``; a row without one is known by its table and ``_row``.
    """
    path, _, fragment = text(row, "_at").partition("#")
    place = {key: values[0] for key, values in parse_qs(fragment).items()}
    number = place.get("row", "") or text(row, "_row")
    return Problem(
        unquote(path.removeprefix("source/")) or f"{table}.csv",
        sheet=place.get("sheet", ""),
        row=int(number) if number.isdecimal() else 0,
        column=column,
        value=text(row, column),
        message=message,
        nearest=nearest,
    )


def relocate(problem: Problem, sources: Mapping[str, Path]) -> Problem:
    """Name the file of a problem as the user knows it, not by the name of its source.

    >>> relocate(Problem("demo/book.xlsx", sheet="names"), {"demo": Path("our.xlsx")}).file
    'our.xlsx'
    """
    source, _, name = problem.file.partition("/")
    path = sources.get(source)
    if path is None:
        return problem
    return replace(problem, file=str(path if problem.sheet else path / name))
