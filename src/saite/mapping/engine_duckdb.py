"""The engine on one machine: DuckDB, whose relations it runs plans over."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from os import cpu_count
from pathlib import Path
from typing import Any, Final, TypeVar

from duckdb import DuckDBPyConnection, IOException, OutOfMemoryException

from saite.errors import SaiteError
from saite.mapping import ask_duckdb
from saite.mapping.cursors import run_at_once
from saite.mapping.disk_errors import disk_reason
from saite.mapping.duckdb_functions import macro_names, macros
from saite.mapping.engine import Broken, Place
from saite.mapping.facts import Facts, Question
from saite.mapping.guards import ALWAYS, Uses
from saite.mapping.plan import Block, Check, Frame, Lookup, Union
from saite.mapping.write_duckdb import table_sizes, write

_Name = TypeVar("_Name")
# Below this number of rows in all relations together, threads wait for each other longer than
# they work.
_FEW: Final = 50_000
# Columns that an IRI takes as they are, columns that a literal takes as they are, and keys.
_Proven = tuple[list[str], list[str], list[tuple[str, ...]]]


@contextmanager
def enough_memory(limit: str = "") -> Iterator[None]:
    """Tell of a lack of memory, or of room for what does not fit into it, as of a mistake.

    :param limit: what DuckDB may take, for the message
    :raises SaiteError: if it does not suffice
    """
    try:
        yield
    except OutOfMemoryException as error:
        reason = str(error).partition("\n")[0]
        amount = f"{limit} of memory do" if limit else "the memory does"
        raise SaiteError(f"{amount} not suffice, give more: {reason}") from None
    except IOException as error:
        reason = disk_reason(error)
        raise SaiteError(f"what does not fit into memory cannot be kept: {reason}") from None


class DuckDbEngine:
    """Runs plans over the relations of a connection.

    Several statements run at a time, each in one thread: an order is then kept at no cost, and
    takes no memory.

    :param connection: nothing else is run on its database meanwhile
    """

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self._workers = cpu_count() or 1
        self._is_small = False
        self._tables: list[str] = []
        self._fruitless: list[Block | Union] = []
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
        counted = [_one(self._connection, ask_duckdb.counts(each)) for each in questions]
        self._is_small = sum(rows for rows, *_ in counted) < _FEW
        return run_at_once(
            self._connection,
            lambda cursor, asked: _Asked(cursor, asked[0]).facts(*asked[1]),
            list(zip(questions, counted, strict=True)),
            workers=1 if self._is_small else self._workers,
        )

    def arguments(
        self, frame: Frame, lookup: Lookup, uses: Uses = ALWAYS
    ) -> list[tuple[str | None, ...]]:
        """Give the distinct arguments of a lookup, those that a column gives, in order."""
        return self._connection.execute(ask_duckdb.arguments(frame, lookup, uses)).fetchall()

    def add_lookup(self, lookup: Lookup, rows: Sequence[tuple[str | None, ...]]) -> None:
        """Keep the outputs of a function behind its arguments, a column for each."""
        create, insert = ask_duckdb.lookup_table(lookup)
        self._tables.append(lookup.table)
        self._connection.execute(create)
        if rows:
            self._connection.execute(insert, [list(column) for column in zip(*rows, strict=True)])

    def places(
        self, frame: Frame, values: Sequence[tuple[str, str | None]], uses: Uses, *, limit: int
    ) -> list[Place]:
        """Give the first rows whose columns have some values, of those where they are used."""
        query = ask_duckdb.failed_rows(frame, [c for c, _ in values], uses, limit=limit)
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

    def first_row(self, frame: Frame, columns: Sequence[str]) -> tuple[str, ...] | None:
        """Give the values of columns in the first row that has them all; None if none has."""
        query = ask_duckdb.first_row(frame, columns)
        found: tuple[str, ...] | None = self._connection.execute(query).fetchone()
        return found

    @property
    def fruitless(self) -> Sequence[Block | Union]:
        """Give the blocks that made no statement, and all unions: of these it is not known."""
        return self._fruitless

    def write(self, outputs: Sequence[Block | Union], path: Path, *, in_order: bool) -> int:
        """Write all lines to a file, and give their number."""
        written = write(
            self._connection,
            outputs,
            path,
            in_order=in_order,
            workers=1 if self._is_small else self._workers,
            sizes={} if self._is_small else table_sizes(self._connection),
        )
        self._fruitless += written.fruitless
        return written.lines


class _Asked:
    """What is asked of one relation."""

    def __init__(self, connection: DuckDBPyConnection, question: Question) -> None:
        self._connection = connection
        self._question = question

    def facts(self, rows: int, *filled: int) -> Facts:
        question = self._question
        unreserved, unescaped, keys = (
            self._at_once() if rows <= ask_duckdb.FIRST_ROWS else self._by_steps()
        )
        same = self.all(ask_duckdb.constants(question))
        return Facts(
            rows,
            dict(zip(question.columns, filled, strict=True)),
            sets=frozenset(self.those(question.lists, ask_duckdb.are_sets(question))),
            unreserved=frozenset(unreserved),
            unescaped=frozenset({*unescaped, *unreserved} & {*question.escaped}),
            constants={
                name: value
                for name, value in zip(question.constants, same, strict=True)
                if value is not None
            },
            keys=tuple(frozenset(key) for key in keys),
        )

    def _at_once(self) -> _Proven:
        """Ask everything in one query: of few rows, each query costs more than what it asks."""
        question = self._question
        found = iter(
            self.all(
                [
                    *ask_duckdb.are_unreserved(question, question.encoded),
                    *ask_duckdb.are_unescaped(question, question.escaped),
                    *ask_duckdb.are_keys(question.keys),
                ]
            )
        )
        unreserved = [name for name in question.encoded if next(found)]
        unescaped = [name for name in question.escaped if next(found)]
        return unreserved, unescaped, [key for key in question.keys if next(found)]

    def _by_steps(self) -> _Proven:
        """Ask first what takes less time and answers more."""
        question = self._question
        unreserved = self.unreserved(question.encoded)
        # What an IRI takes as it is, a literal does too, and this is asked in less time.
        others = [name for name in question.escaped if name not in unreserved]
        plain = self.unreserved(self.unreserved(others, first=True))
        others = [name for name in others if name not in plain]
        unescaped = self.those(others, ask_duckdb.are_unescaped(question, others))
        return unreserved, [*unescaped, *plain], self.proven_keys()

    def one(self, query: str) -> tuple[Any, ...]:
        return _one(self._connection, query)

    def all(self, asked: Sequence[str], *, first: bool = False) -> tuple[Any, ...]:
        return self.one(ask_duckdb.select(asked, self._question, first=first)) if asked else ()

    def those(
        self, names: Sequence[_Name], asked: Sequence[str], *, first: bool = False
    ) -> list[_Name]:
        """Give the names of which it is true."""
        found = self.all(asked, first=first)
        return [name for name, truth in zip(names, found, strict=True) if truth]

    def unreserved(self, names: Sequence[str], *, first: bool = False) -> list[str]:
        asked = ask_duckdb.are_unreserved(self._question, names)
        return self.those(names, asked, first=first)

    def proven_keys(self) -> list[tuple[str, ...]]:
        # The first rows tell of most columns that they are no keys.
        keys = self._question.keys
        likely = self.those(keys, ask_duckdb.are_keys(keys), first=True)
        ascending = [key for key in likely if len(key) == 1 and self._is_ascending(key[0])]
        others = [key for key in likely if key not in ascending]
        return [*ascending, *self.those(others, ask_duckdb.are_keys(others))]

    def _is_ascending(self, name: str) -> bool:
        return all(
            self.one(ask_duckdb.is_ascending(name, self._question, first=first))[0]
            for first in (True, False)
        )


def _one(connection: DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(query).fetchone()
    assert row is not None
    return row
