"""The engine on one machine: DuckDB, whose relations it runs plans over."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from os import cpu_count
from pathlib import Path
from typing import Any, TypeVar

from duckdb import DuckDBPyConnection

from saite.mapping import ask_duckdb
from saite.mapping.duckdb_functions import macro_names, macros
from saite.mapping.engine import Broken, Place
from saite.mapping.plan import Block, Check, Facts, Frame, Lookup, Question, Union
from saite.mapping.write_duckdb import write

_Name = TypeVar("_Name")


class DuckDbEngine:
    """Runs plans over the relations of a connection.

    Several statements run at a time, each in one thread: an order is then kept at no cost, and
    takes no memory.

    :param connection: nothing else is run on its database meanwhile
    """

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self._workers = cpu_count() or 1
        self._tables: list[str] = []
        row = connection.execute("SELECT current_setting('threads')").fetchone()
        self._threads = row[0] if row else self._workers
        connection.execute("SET threads = 1")
        for statement in macros():
            connection.execute(statement)

    def clean(self) -> None:
        """Leave the database as it was."""
        for table in self._tables:
            self._connection.execute(f"DROP TABLE IF EXISTS {table}")
        for name in macro_names():
            self._connection.execute(f"DROP MACRO IF EXISTS {name}")
        self._connection.execute(f"SET threads = {self._threads}")

    def facts(self, questions: Sequence[Question]) -> list[Facts]:
        """Find out what a plan must know of relations."""
        with ThreadPoolExecutor(self._workers) as pool:
            return list(pool.map(self._facts, questions))

    def _facts(self, question: Question) -> Facts:
        connection = self._connection.cursor()
        likely = _one(connection, ask_duckdb.likely_keys(question)) if question.keys else ()
        keys = [key for key, is_likely in zip(question.keys, likely, strict=True) if is_likely]
        counts, *rest = [_one(connection, sql) for sql in ask_duckdb.facts(question, keys)]
        found = iter(rest[0] if rest else ())

        def those(names: Sequence[str]) -> frozenset[str]:
            return frozenset(name for name, truth in _paired(names, found) if truth)

        return Facts(
            counts[0],
            dict(zip(question.columns, counts[1:], strict=True)),
            sets=those(question.lists),
            unreserved=those(question.encoded),
            unescaped=those(question.escaped),
            constants={n: v for n, v in _paired(question.constants, found) if v is not None},
            keys=tuple(frozenset(key) for key, is_key in _paired(keys, found) if is_key),
        )

    def arguments(self, frame: Frame, lookup: Lookup) -> list[tuple[str | None, ...]]:
        """Give the distinct arguments of a lookup, those that a column gives, in order."""
        return self._connection.execute(ask_duckdb.arguments(frame, lookup)).fetchall()

    def add_lookup(self, lookup: Lookup, rows: Sequence[tuple[str | None, ...]]) -> None:
        """Keep the outputs of a function behind its arguments, a column for each."""
        create, insert = ask_duckdb.lookup_table(lookup)
        self._tables.append(lookup.table)
        self._connection.execute(create)
        if rows:
            self._connection.execute(insert, [list(column) for column in zip(*rows, strict=True)])

    def places(
        self, frame: Frame, values: Sequence[tuple[str, str | None]], *, limit: int
    ) -> list[Place]:
        """Give the first rows whose columns have some values."""
        query = ask_duckdb.failed_rows(frame, [column for column, _ in values], limit=limit)
        found = self._connection.execute(query, [value for _, value in values]).fetchall()
        return [Place(*row) for row in found]

    def broken(self, check: Check, *, limit: int) -> Broken:
        """Give what breaks a rule; of the rows the first few."""
        # Nearly every value is seen to be right by a pattern much simpler than the rule.
        if not _one(self._connection, ask_duckdb.suspects(check))[0]:
            return Broken(0, [])
        (count,) = _one(self._connection, ask_duckdb.count_broken(check))
        if not count:
            return Broken(0, [])
        rows = self._connection.execute(ask_duckdb.broken_rows(check, limit=limit)).fetchall()
        return Broken(count, [(value, Place(at, row)) for value, at, row in rows])

    def write(self, outputs: Sequence[Block | Union], path: Path, *, in_order: bool) -> int:
        """Write all lines to a file, and give their number."""
        return write(self._connection, outputs, path, in_order=in_order, workers=self._workers)


def _one(connection: DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(query).fetchone()
    assert row is not None
    return row


def _paired(names: Iterable[_Name], found: Iterator[Any]) -> list[tuple[_Name, Any]]:
    listed = list(names)
    return list(zip(listed, islice(found, len(listed)), strict=True))
