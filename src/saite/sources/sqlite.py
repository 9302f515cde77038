"""SQLite files, by the standard library: opened to read, nothing is ever written to them.

A column has a type that is declared, and each value has its own: the datatype of a literal is that
of the declared type if the value is one of it, else that of the value.

Source: R2RML, section 10.2; "Datatypes In SQLite", for what declared types mean.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import quote

import duckdb
import pyarrow as pa

from saite.sources.addresses import Address
from saite.sources.identifiers import Table
from saite.sources.natural import Kind, Natural, natural
from saite.sources.relation import FileRelation, SourceError, clipped
from saite.sources.streams import BATCH, make_streamed

_Value: TypeAlias = str | bytes | int | float | None

_READING: Final = (
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
)  # fmt: skip

# The first that the name of a declared type has decides.
_DECLARED: Final = (
    (r"^BOOL", Kind.BOOLEAN),
    (r"TIMESTAMP|DATETIME", Kind.DATETIME),
    (r"^DATE", Kind.DATE),
    (r"^TIME", Kind.TIME),
    (r"INT", Kind.INTEGER),
    (r"CHAR|CLOB|TEXT", Kind.STRING),
    (r"BLOB|BINARY", Kind.BINARY),
    (r"REAL|FLOA|DOUB", Kind.DOUBLE),
    (r"NUM|DEC", Kind.DECIMAL),
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TIME: Final = re.compile(r"(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?")


def declared_kind(declared: str) -> Kind | None:
    """Give the datatype of a declared type; None if it says nothing.

    >>> declared_kind("varchar(50)").name, declared_kind("")
    ('STRING', None)
    """
    return next((kind for word, kind in _DECLARED if re.search(word, declared.upper())), None)


def literal(value: str | bytes | float, kind: Kind | None) -> tuple[Kind, str]:
    """Give the datatype and the text of the literal of a value; of a double, Python's own text.

    :param kind: datatype of the declared type of its column

    >>> literal(1, Kind.BOOLEAN)[1], literal(30, Kind.DOUBLE)[1], literal(1.5, Kind.DECIMAL)[1]
    ('true', '30.0', '1.5')
    """
    if isinstance(value, bytes):
        return Kind.BINARY, value.hex().upper()
    if isinstance(value, str):
        return _of_text(value, kind)
    if kind is Kind.BOOLEAN and value in (0, 1):
        return kind, "true" if value else "false"
    if kind is Kind.DECIMAL and isfinite(value):
        return kind, _decimal(value)
    if kind is Kind.DOUBLE or isinstance(value, float):
        return Kind.DOUBLE, repr(float(value))
    return Kind.INTEGER, str(value)


def _decimal(value: float) -> str:
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _of_text(value: str, kind: Kind | None) -> tuple[Kind, str]:
    if kind is Kind.BOOLEAN and value.lower() in ("t", "true", "f", "false"):
        return kind, "true" if value.lower().startswith("t") else "false"
    made = None
    if kind is Kind.DATE:
        made = _date(value)
    elif kind is Kind.TIME:
        made = _time(value)
    elif kind is Kind.DATETIME:
        day, clock = _date(value[:10]), _time(value[11:])
        made = f"{day}T{clock}" if day and clock and value[10] in " T" else None
    return (kind, made) if kind is not None and made else (Kind.STRING, value)


def _date(text: str) -> str | None:
    if _DATE.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text).isoformat()
    return None


def _time(text: str) -> str | None:
    match = _TIME.fullmatch(text)
    if match:
        clock = match[1] + (match[2] or ":00")
        zone = (match[3] or "").replace("+00:00", "Z").replace("-00:00", "Z")
        with suppress(ValueError):
            time.fromisoformat(clock[:8])
            return clock + zone
    return None


class SqliteDatabase:
    """An open SQLite file, in one read transaction.

    :raises SourceError: if there is no such file
    """

    is_exact: Final = False

    def __init__(self, address: Address, _connection: duckdb.DuckDBPyConnection) -> None:
        path = Path(address.location)
        if not path.is_file():
            raise SourceError(f"the database {address.shown} does not exist, expected a file")
        self._database = _connect(path)
        # A view that is made or dropped ends the queries of its connection that look up tables
        # as they go on, such as those with a correlated subquery.
        self._views = _connect(path)
        self._shown = address.shown
        self._started = ("", self._database.cursor())
        try:
            self._database.execute("BEGIN")
            self._database.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.Error as error:
            self.close()
            raise SourceError(f"{self._shown} cannot be read as SQLite: {error}") from None

    def close(self) -> None:
        """Let the file go."""
        self._started[1].close()
        self._database.close()
        self._views.close()

    def tables(self) -> list[Table]:
        """Give its tables and views."""
        rows = self._database.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
        )
        return [Table("main", name, is_visible=True) for (name,) in rows]

    def columns(self, query: str) -> list[str]:
        """Give the columns of a query.

        :raises SourceError: if SQLite refuses it
        """
        description = self._cursor(query).description
        return [] if description is None else [column[0] for column in description]

    def read(
        self,
        connection: duckdb.DuckDBPyConnection,
        query: str,
        *,
        name: str,
        chosen: Mapping[str, int],
    ) -> FileRelation:
        """Read the rows of a query into a relation, a batch at a time."""
        kinds = [declared_kind(each) for each in self._declared(query)]
        cursor = self._cursor(query)
        self._started = ("", self._database.cursor())
        picked = sorted(set(chosen.values())) or [0]
        values = {reference: _literal(picked.index(number)) for reference, number in chosen.items()}
        fields = [pa.field(f"c{n}", pa.string()) for n in range(len(picked))]
        fields += [pa.field(f"k{n}", pa.int8()) for n in range(len(picked))]
        batches = _batches(cursor, [(number, kinds[number]) for number in picked])
        try:
            return make_streamed(connection, name, values, pa.schema(fields), batches)
        finally:
            cursor.close()

    def _cursor(self, query: str) -> sqlite3.Cursor:
        """Start a query, or give the cursor of the one that was started last."""
        if self._started[0] != query:
            self._database.set_authorizer(_only_reads)
            try:
                self._started = (query, self._database.execute(query))
            except (sqlite3.Error, sqlite3.Warning) as error:
                raise SourceError(f"is refused by SQLite: {error}", value=clipped(query)) from None
            finally:
                self._database.set_authorizer(None)
        return self._started[1]

    def _declared(self, query: str) -> list[str]:
        """Give the declared type of each column of a query, empty where it has none."""
        # A view of it knows; it lives in memory, beside the file.
        try:
            self._views.execute(f"CREATE TEMP VIEW saite_view AS {query}")
        except sqlite3.Error as error:  # of EXPLAIN there is none
            raise SourceError(f"is refused by SQLite: {error}", value=clipped(query)) from None
        try:
            rows = self._views.execute("PRAGMA temp.table_xinfo(saite_view)").fetchall()
            return [row[2] or "" for row in rows]
        finally:
            self._views.execute("DROP VIEW temp.saite_view")


def _connect(path: Path) -> sqlite3.Connection:
    """Open a file to read it."""
    # Arrow's reader asks for rows from a thread of its own.
    return sqlite3.connect(
        f"file:{quote(str(path))}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
    )


def _only_reads(action: int, *_: str | None) -> int:
    """Let a statement do nothing but read: not even attach another file."""
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _literal(number: int) -> Natural:
    text, kind = f"c{number}", f"k{number}"
    double = natural(Kind.DOUBLE, text).text
    return Natural(f"CASE WHEN {kind} = {Kind.DOUBLE.value} THEN {double} ELSE {text} END", kind)


def _batches(
    cursor: sqlite3.Cursor, picked: Sequence[tuple[int, Kind | None]]
) -> Iterator[list[pa.Array]]:
    number = 0
    while True:
        try:
            rows = cursor.fetchmany(BATCH)
        except sqlite3.Error as error:
            raise SourceError(f"cannot be read: {error}", row=number + 1) from None
        if not rows:
            return
        number += len(rows)
        columns = list(zip(*rows, strict=True))
        pairs = [_arrays(columns[index], kind) for index, kind in picked]
        yield [text for text, _ in pairs] + [kind for _, kind in pairs]


def _arrays(values: Sequence[_Value], kind: Kind | None) -> tuple[pa.Array, pa.Array]:
    """Give the texts of the literals of a column, and the numbers of their datatypes."""
    types = set(map(type, values)) - {type(None)}
    if types <= {str} and kind in (None, Kind.STRING):
        return pa.array(values, pa.string()), _same(Kind.STRING, len(values))
    if types <= {int} and kind in (None, Kind.INTEGER):
        return pa.array(values, pa.int64()).cast(pa.string()), _same(Kind.INTEGER, len(values))
    if types <= {float} and kind in (None, Kind.DOUBLE):
        return pa.array(values, pa.float64()).cast(pa.string()), _same(Kind.DOUBLE, len(values))
    # Dates and truths recur; but 1 and 1.0 would be one.
    each_once = set(values) if len(types) == 1 else ()
    known = {value: literal(value, kind) for value in each_once if value is not None}
    made = [
        None if value is None else known.get(value) if known else literal(value, kind)
        for value in values
    ]
    return (
        pa.array([None if each is None else each[1] for each in made], pa.string()),
        pa.array([None if each is None else each[0].value for each in made], pa.int8()),
    )


def _same(kind: Kind, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(kind.value, pa.int8()), count)
