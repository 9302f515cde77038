"""Databases as sources: each is opened once, its tables and queries are read into relations."""
# ruff: noqa: S608 - every name is quoted.

from collections.abc import Collection, Mapping
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

import duckdb

from saite.mapping.duckdb_functions import quote_name
from saite.mapping.model import Formulation, LogicalSource
from saite.sources.addresses import DUCKDB, POSTGRESQL, SQLITE, Address, parse_address
from saite.sources.identifiers import Table, find_name, find_table
from saite.sources.relation import ROW, AddressError, FileRelation, SourceError

# Their libraries are loaded when a mapping has a source of theirs: start-up counts.
_KINDS: Final = {
    SQLITE: ("saite.sources.sqlite", "SqliteDatabase"),
    DUCKDB: ("saite.sources.duckdb_file", "DuckdbFile"),
    POSTGRESQL: ("saite.sources.postgresql", "PostgresqlDatabase"),
}


class Database(Protocol):
    """An open database that nothing is written to."""

    @property
    def is_exact(self) -> bool:
        """Tell whether names that differ in small and capital letters are different names."""
        ...

    def tables(self) -> list[Table]:
        """Give its tables and views."""
        ...

    def columns(self, query: str) -> list[str]:
        """Give the columns of a query.

        :raises SourceError: if the query is refused
        """
        ...

    def read(
        self,
        connection: duckdb.DuckDBPyConnection,
        query: str,
        *,
        name: str,
        chosen: Mapping[str, int],
    ) -> FileRelation:
        """Read the rows of a query into a relation, a batch at a time.

        :param chosen: reference -> number of its column
        """
        ...

    def close(self) -> None:
        """Let the database go."""
        ...


def find_address(source: LogicalSource, folder: Path, *, default: str) -> Address:
    """Give the address of a source's database.

    :param folder: folder of the mapping, which a file that it names is relative to
    :param default: address of the database of mappings that name none, relative to the working
        directory; empty if there is none
    :raises AddressError: if it has none, or one that is not understood
    """
    if not source.path and not default:
        raise AddressError(
            "the mapping names no database, expected one: --database URL, in Python database="
        )
    text, base = (source.path, folder) if source.path else (default, Path.cwd())
    root = Path(source.root) if source.root else base
    return parse_address(text, user=source.user, password=source.password, folder=root)


class Databases:
    """The databases of a run.

    :param connection: where the relations are made
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._open: dict[Address, Database | AddressError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for database in self._open.values():
            if not isinstance(database, AddressError):
                database.close()

    def read(
        self, source: LogicalSource, address: Address, *, name: str, used: Collection[str]
    ) -> FileRelation:
        """Read a table or a query into a relation that has its used columns.

        A column may be referred to in quotes or not, and in other letters; see ``find_name``.

        :param name: name of the relation
        :param used: references of the mapping
        :raises SourceError: if the database, the table or the query is at fault
        """
        database = self._database(address)
        query, table = source.iterator, ""
        if source.formulation is Formulation.SQL_TABLE:
            tables, exact = database.tables(), database.is_exact
            found = find_table(source.iterator, tables, is_exact=exact, shown=address.shown)
            table = found.sql_name
            query = f"SELECT * FROM {table}"
        columns = database.columns(query)
        _check_columns(columns)
        chosen = _chosen(used, columns, is_exact=database.is_exact)
        made = _apart(chosen)
        if table:
            # Only what is used is asked for; a row is a row even if nothing of it is.
            needed = sorted(set(made.values())) or [0]
            query = f"SELECT {', '.join(quote_name(columns[n]) for n in needed)} FROM {table}"
            made = {each: needed.index(number) for each, number in made.items()}
        relation = database.read(self._connection, query, name=name, chosen=made)
        return _with_names(relation, columns, chosen)

    def _database(self, address: Address) -> Database:
        if address not in self._open:
            module, name = _KINDS[address.kind]
            try:
                self._open[address] = getattr(import_module(module), name)(
                    address, self._connection
                )
            except SourceError as fault:
                self._open[address] = AddressError(str(fault))
        database = self._open[address]
        if isinstance(database, AddressError):
            raise AddressError(str(database))
        return database


def _chosen(used: Collection[str], columns: list[str], *, is_exact: bool) -> dict[str, int]:
    """Give the number of the column of each reference that has one."""
    found = {each: find_name(each, columns, is_exact=is_exact) for each in sorted(used)}
    return {each: columns.index(column) for each, column in found.items() if column}


def _with_names(
    relation: FileRelation, columns: Collection[str], chosen: Collection[str]
) -> FileRelation:
    """Give a relation that knows all columns, and each reference to those that it has."""
    known = {**dict.fromkeys([*columns, *chosen, ROW], "VARCHAR"), **relation.columns}
    typed = {reference.lower(): kinds for reference, kinds in relation.datatypes.items()}
    datatypes = {each: typed[each.lower()] for each in chosen if each.lower() in typed}
    return FileRelation(relation.sql_name, known, datatypes)


def _apart(chosen: Mapping[str, int]) -> dict[str, int]:
    """Give one of the references that differ only in letters: to DuckDB they are one name.

    :raises SourceError: if they mean different columns
    """
    made: dict[str, tuple[str, int]] = {}
    for reference, number in chosen.items():
        other, known = made.setdefault(reference.lower(), (reference, number))
        if known != number:
            raise SourceError(
                f"and {other!r} are different columns, expected names that differ in more than "
                "small and capital letters: a query can rename them (AS)",
                value=reference,
            )
    return dict(made.values())


def _check_columns(columns: Collection[str]) -> None:
    if not columns:
        raise SourceError("gives no columns, expected a query that does, or a table with some")
    twice = sorted({name for name in columns if list(columns).count(name) > 1})
    if twice:
        raise SourceError(
            "is the name of two columns of the query, expected a name of its own for each (AS)",
            value=twice[0],
        )
