"""DuckDB files: attached to the engine's own connection, to read."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import duckdb

from saite.mapping.duckdb_functions import quote_text
from saite.sources.addresses import Address
from saite.sources.identifiers import Table
from saite.sources.natural import Kind, Natural, make_relation, natural
from saite.sources.relation import FileRelation, SourceError, clipped

_KINDS: Final = {
    "BOOLEAN": Kind.BOOLEAN,
    "DECIMAL": Kind.DECIMAL,
    "FLOAT": Kind.DOUBLE,
    "DOUBLE": Kind.DOUBLE,
    "DATE": Kind.DATE,
    "TIME": Kind.TIME,
    "TIME_NS": Kind.TIME,
    "TIME WITH TIME ZONE": Kind.TIME,
    "TIMESTAMP": Kind.DATETIME,
    "TIMESTAMP_S": Kind.DATETIME,
    "TIMESTAMP_MS": Kind.DATETIME,
    "TIMESTAMP_NS": Kind.DATETIME,
    "TIMESTAMP WITH TIME ZONE": Kind.DATETIME,
    "BLOB": Kind.BINARY,
}
_INTEGER: Final = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?")


class DuckdbFile:
    """A DuckDB file in the engine's connection.

    :raises SourceError: if there is no such file, or it is of another kind
    """

    is_exact: Final = False

    def __init__(self, address: Address, connection: duckdb.DuckDBPyConnection) -> None:
        path = Path(address.location)
        if not path.is_file():
            raise SourceError(f"the database {address.shown} does not exist, expected a file")
        self._connection = connection
        (row,) = connection.execute(
            "SELECT current_catalog(), current_schema(), count(*) FROM duckdb_databases()"
        ).fetchall()
        self._home = f"{row[0]}.{row[1]}"
        self._name = f"saite_database_{row[2]}"
        try:
            connection.execute(
                f"ATTACH {quote_text(str(path))} AS {self._name} (READ_ONLY, TYPE duckdb)"
            )
        except duckdb.Error as error:
            message = _first_line(error)
            raise SourceError(f"{address.shown} cannot be read as DuckDB: {message}") from None

    def close(self) -> None:
        """Let the file go."""
        self._connection.execute(f"DETACH {self._name}")

    def tables(self) -> list[Table]:
        """Give its tables and views."""
        rows = self._connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_catalog = ? ORDER BY ALL",
            [self._name],
        ).fetchall()
        return [Table(schema, name, schema == "main", self._name) for schema, name in rows]

    def columns(self, query: str) -> list[str]:
        """Give the columns of a query.

        :raises SourceError: if DuckDB refuses it
        """
        return [name for name, _ in self._described(query)]

    def read(
        self,
        connection: duckdb.DuckDBPyConnection,
        query: str,
        *,
        name: str,
        chosen: Mapping[str, int],
    ) -> FileRelation:
        """Read the rows of a query into a relation."""
        kinds = self._described(query)
        values = {
            reference: _literal(kinds[number][1], f"c{number}")
            for reference, number in chosen.items()
        }
        columns = ", ".join(f"c{number}" for number in range(len(kinds)))
        self._enter()
        try:
            source = f"FROM (\n{self._single(query)}\n) AS t({columns})"
            return make_relation(connection, name, values, source)
        except duckdb.Error as error:
            raise _refused(error, query) from None
        finally:
            self._leave()

    def _described(self, query: str) -> list[tuple[str, str]]:
        self._enter()
        try:
            rows = self._connection.execute(f"DESCRIBE {self._single(query)}").fetchall()
            return [(row[0], row[1]) for row in rows]
        except duckdb.Error as error:
            raise _refused(error, query) from None
        finally:
            self._leave()

    def _single(self, query: str) -> str:
        """Give the one statement of a query, without the semicolon that may end it."""
        statements = self._connection.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise SourceError("is not one query, expected one SELECT", value=clipped(query))
        text = query.encode()
        for offset, kind in reversed(duckdb.tokenize(query)):
            if text[offset : offset + 1] == b";":
                text = text[:offset]
            elif kind is not duckdb.token_type.comment:
                break
        return text.decode()

    def _enter(self) -> None:
        # Its tables can be named alone; new ones are made where they always are.
        self._connection.execute(f"SET search_path = '{self._home},{self._name}.main'")

    def _leave(self) -> None:
        self._connection.execute(f"SET search_path = '{self._home}'")


def _literal(declared: str, column: str) -> Natural:
    base = declared.partition("(")[0]
    kind = Kind.INTEGER if _INTEGER.fullmatch(base) else _KINDS.get(base, Kind.STRING)
    if kind is Kind.BINARY:
        return Natural(f"hex({column})", kind)
    if base == "TIMESTAMP WITH TIME ZONE":
        return natural(kind, f"(({column} AT TIME ZONE 'UTC')::VARCHAR || '+00')")
    return natural(kind, f"{column}::VARCHAR")


def _refused(error: duckdb.Error, query: str) -> SourceError:
    return SourceError(f"is refused by DuckDB: {_first_line(error)}", value=clipped(query))


def _first_line(error: duckdb.Error) -> str:
    return (str(error).strip().splitlines() or ["no reason"])[0]
