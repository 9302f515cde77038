"""PostgreSQL, by psycopg: one read-only transaction, rows in batches by a cursor of the server.

Values are asked for as texts in forms that do not depend on the server's settings, and become
literals in DuckDB.

Source: R2RML, section 10.2; PostgreSQL, chapter 8.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from os import environ
from typing import Any, Final

import duckdb
import pyarrow as pa

from saite.sources.addresses import Address
from saite.sources.identifiers import Table
from saite.sources.natural import Kind, Natural, natural
from saite.sources.relation import FileRelation, SourceError, clipped
from saite.sources.streams import BATCH, make_streamed

try:
    import psycopg
    from psycopg.types.string import TextLoader
except ImportError as error:
    raise SourceError(
        "PostgreSQL needs the library psycopg, which is missing: pip install 'saite[postgres]' "
        f"({error})"
    ) from None

_SETTINGS: Final = {
    "datestyle": "ISO",
    "intervalstyle": "iso_8601",
    "timezone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    # A table's rows come in the same order each time.
    "synchronize_seqscans": "off",
}
_KINDS: Final = {
    "bool": Kind.BOOLEAN,
    "int2": Kind.INTEGER,
    "int4": Kind.INTEGER,
    "int8": Kind.INTEGER,
    "oid": Kind.INTEGER,
    "numeric": Kind.DECIMAL,
    "float4": Kind.DOUBLE,
    "float8": Kind.DOUBLE,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "timetz": Kind.TIME,
    "timestamp": Kind.DATETIME,
    "timestamptz": Kind.DATETIME,
    "bytea": Kind.BINARY,
}
_TABLES: Final = """
    SELECT n.nspname, c.relname, pg_catalog.pg_table_is_visible(c.oid)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname <> 'information_schema'
        AND n.nspname !~ '^pg_' ORDER BY 1, 2
"""
_TIMEOUT: Final = 15


class PostgresqlDatabase:
    """A connection to a server.

    What the address does not say, libpq finds as it always does: in ``PGUSER``, ``PGPASSWORD``,
    ``PGPASSFILE``, ``~/.pgpass``, ``PGSERVICE``.

    :raises SourceError: if the server cannot be reached or lets nobody in; without the password
    """

    is_exact: Final = True

    def __init__(self, address: Address, _connection: duckdb.DuckDBPyConnection) -> None:
        self._address = address
        self._query = ""
        self._cursor: psycopg.ServerCursor[Any] | None = None
        try:
            self._database = psycopg.connect(address.location, **_options(address))
        except psycopg.Error as error:
            message = self._safe(error)
            raise SourceError(f"{address.shown} cannot be connected to: {message}") from None
        self._database.read_only = True
        self._database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # Every value as the text that the server writes for it.
        for each in self._database.adapters.types:
            self._database.adapters.register_loader(each.oid, TextLoader)
            self._database.adapters.register_loader(each.array_oid, TextLoader)
        for name, value in _SETTINGS.items():
            self._database.execute(f"SET {name} = '{value}'".encode())
        self._database.commit()

    def close(self) -> None:
        """Let the server go."""
        self._end()
        self._database.close()

    def tables(self) -> list[Table]:
        """Give the tables and views that are not the server's own."""
        try:
            rows = self._database.execute(_TABLES.encode()).fetchall()
        except psycopg.Error as error:
            message = self._safe(error)
            raise SourceError(f"the tables cannot be listed: {message}") from None
        return [Table(schema, name, is_visible == "t") for schema, name, is_visible in rows]

    def columns(self, query: str) -> list[str]:
        """Give the columns of a query.

        :raises SourceError: if the server refuses it
        """
        return [each.name for each in self._start(query).description or ()]

    def read(
        self,
        connection: duckdb.DuckDBPyConnection,
        query: str,
        *,
        name: str,
        chosen: Mapping[str, int],
    ) -> FileRelation:
        """Read the rows of a query into a relation, a batch at a time."""
        cursor = self._start(query)
        picked = sorted(set(chosen.values())) or [0]
        kinds = [self._kind(each.type_code) for each in cursor.description or ()]
        values = {
            reference: _literal(kinds[number], f"c{picked.index(number)}")
            for reference, number in chosen.items()
        }
        schema = pa.schema([pa.field(f"c{n}", pa.string()) for n in range(len(picked))])
        try:
            return make_streamed(connection, name, values, schema, self._batches(cursor, picked))
        finally:
            self._end()

    def _batches(
        self, cursor: "psycopg.ServerCursor[Any]", picked: Sequence[int]
    ) -> Iterator[list[pa.Array]]:
        number = 0
        while True:
            try:
                rows = cursor.fetchmany(BATCH)
            except psycopg.Error as error:
                raise SourceError(f"cannot be read: {self._safe(error)}", row=number + 1) from None
            if not rows:
                return
            number += len(rows)
            columns = list(zip(*rows, strict=True))
            yield [pa.array(columns[index], pa.string()) for index in picked]

    def _start(self, query: str) -> "psycopg.ServerCursor[Any]":
        """Start a query, or give the cursor of the one that was started last."""
        if self._cursor is None or self._query != query:
            self._end()
            cursor = self._database.cursor(name="saite")
            try:
                cursor.execute(query.encode())
            except psycopg.Error as error:
                message = self._safe(error)
                self._database.rollback()
                cursor.close()
                raise SourceError(
                    f"is refused by PostgreSQL: {message}", value=clipped(query)
                ) from None
            self._query, self._cursor = query, cursor
        return self._cursor

    def _end(self) -> None:
        if self._cursor is not None:
            with suppress(psycopg.Error):
                self._cursor.close()
        self._query, self._cursor = "", None

    def _kind(self, oid: int) -> Kind:
        info = self._database.adapters.types.get(oid)
        is_array = info is not None and info.array_oid == oid
        return Kind.STRING if info is None or is_array else _KINDS.get(info.name, Kind.STRING)

    def _safe(self, error: "psycopg.Error") -> str:
        """Give the message of an error without the password, whatever it holds."""
        lines = (error.diag.message_primary or str(error)).strip().splitlines() or ["no reason"]
        hint = f" ({error.diag.message_hint})" if error.diag.message_hint else ""
        text = lines[0] + hint
        return text.replace(self._address.password, "…") if self._address.password else text


def _options(address: Address) -> dict[str, Any]:
    given: dict[str, Any] = {"client_encoding": "utf8", "application_name": "saite"}
    given |= {"user": address.user} if address.user else {}
    given |= {"password": address.password} if address.password else {}
    # What the address or the environment says of it comes first.
    if "connect_timeout" not in address.location and "PGCONNECT_TIMEOUT" not in environ:
        given["connect_timeout"] = _TIMEOUT
    return given


def _literal(kind: Kind, column: str) -> Natural:
    if kind is Kind.BINARY:
        return Natural(f"upper(substr({column}, 3))", kind)  # after \x
    return natural(kind, column)
