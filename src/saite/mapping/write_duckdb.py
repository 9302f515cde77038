"""Writing what a plan makes with DuckDB: several statements at a time, one file in the end.

DuckDB keeps an order without holding anything back if a statement runs in one thread. So the
rows are cut into as many parts of about the same size as there are threads.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from shutil import copyfileobj
from typing import Final, NamedTuple

from duckdb import DuckDBPyConnection, IOException, OutOfMemoryException

from saite.errors import SaiteError
from saite.mapping import emit_duckdb
from saite.mapping.cursors import run_at_once
from saite.mapping.disk_errors import disk_reason
from saite.mapping.emit_duckdb import Part
from saite.mapping.plan import Block, Union

_CHUNK: Final = 1 << 22
_LARGE: Final = 1 << 30
# Below this number of statements a second thread is not worth its while.
_SMALL: Final = 100_000
_NO_END: Final = 1 << 62


@dataclass(frozen=True)
class _Counted:
    """A block that is ready to be written.

    :param table: name of the table with its distinct rows, if it wants them
    :param rows: number of the rows of the table that it is written from; 0 if it cannot be cut
    :param count: number of statements
    """

    block: Block
    table: str
    rows: int
    count: int


class Written(NamedTuple):
    """What was written.

    :param lines: their number
    :param fruitless: blocks that made none of them, and unions, of whose blocks it is not known
    """

    lines: int
    fruitless: tuple[Block | Union, ...]


def write(
    connection: DuckDBPyConnection,
    outputs: Sequence[Block | Union],
    path: Path,
    *,
    in_order: bool,
    workers: int,
    sizes: Mapping[str, int],
) -> Written:
    """Write all lines to a file: blocks first, then unions.

    :param workers: number of statements that run at a time
    :param sizes: table -> number of its rows; only those can be cut into parts
    :raises SaiteError: if the file cannot be written
    :raises OutOfMemoryException: if the memory of the connection does not suffice
    """
    writer = _Writer(connection, path, in_order=in_order, workers=workers, sizes=sizes)
    try:
        return writer.write(outputs)
    except OutOfMemoryException:
        path.unlink(missing_ok=True)
        raise
    except (IOException, OSError) as error:
        path.unlink(missing_ok=True)
        raise SaiteError(f"{path} cannot be written: {disk_reason(error)}") from None
    finally:
        writer.clean()


class _Writer:
    def __init__(
        self,
        connection: DuckDBPyConnection,
        path: Path,
        *,
        in_order: bool,
        workers: int,
        sizes: Mapping[str, int],
    ) -> None:
        self._connection = connection
        self._path = path
        self._in_order = in_order
        self._workers = workers
        self._sizes = sizes
        self._tables: list[str] = []
        self._parts: list[Path] = []

    def clean(self) -> None:
        for table in self._tables:
            self._connection.execute(f"DROP TABLE IF EXISTS {table}")
        for part in self._parts:
            part.unlink(missing_ok=True)

    def write(self, outputs: Sequence[Block | Union]) -> Written:
        blocks = [each for each in outputs if isinstance(each, Block)]
        unions = [each for each in outputs if isinstance(each, Union)]
        counted = run_at_once(
            self._connection, self._counted, list(enumerate(blocks)), workers=self._workers
        )
        count = sum(each.count for each in counted)
        statements = [list(each) for each in _parts(counted, self._workers) if each]
        # Every row of a union is one line: what is written tells their number.
        lines = [emit_duckdb.union_lines(each, in_order=self._in_order) for each in unions]
        files = [self._part(number) for number in range(len(statements) + bool(lines))]
        jobs = list(zip([*statements, *([lines] if lines else [])], files, strict=True))
        written = run_at_once(self._connection, self._copy, jobs, workers=self._workers)
        self._join(files)
        fruitless = [each.block for each in counted if not each.count]
        return Written(count + (written[-1] if lines else 0), (*fruitless, *unions))

    def _part(self, number: int) -> Path:
        """Name the file of a part: the first is the one that the others are joined to."""
        if not number:
            return self._path
        part = self._path.with_name(f"{self._path.name}.{number}")
        self._parts.append(part)
        return part

    def _join(self, files: Sequence[Path]) -> None:
        if not files:
            self._path.write_bytes(b"")
        for part in files[1:]:
            _append(part, self._path)
            part.unlink()

    def _copy(self, cursor: DuckDBPyConnection, job: tuple[Sequence[str], Path]) -> int:
        queries, path = job
        return _number(cursor, emit_duckdb.copy(queries, str(path)))

    def _counted(self, cursor: DuckDBPyConnection, numbered: tuple[int, Block]) -> _Counted:
        number, block = numbered
        table = ""
        size = self._sizes.get(block.frame.relation, 0)
        if block.distinct is not None:
            table = f"saite_rows_{number}"
            self._tables.append(table)
            rows = emit_duckdb.distinct_rows(block, in_order=self._in_order, is_table=size > 0)
            size = _number(cursor, f"CREATE TABLE {table} AS {rows}")
        return _Counted(
            block, table, size, _number(cursor, emit_duckdb.statement_count(block, table))
        )


def _parts(counted: Sequence[_Counted], number: int) -> Iterator[list[str]]:
    """Cut blocks into a number of lists of queries that make about as many statements each."""
    total = sum(each.count for each in counted)
    size = -(-total // (number if total > _SMALL else 1))
    part: list[str] = []
    free = size
    for each in (each for each in counted if each.count):
        start, left = 0, each.count
        while left > free and each.rows:
            stop = start + max(1, (each.rows - start) * free // left)
            part.append(emit_duckdb.block_lines(each.block, each.table, Part(start, stop)))
            yield part
            left -= free
            start, part, free = stop, [], size
        rows = Part(start, _NO_END) if start else None
        part.append(emit_duckdb.block_lines(each.block, each.table, rows))
        free -= left
    yield part


def _append(part: Path, whole: Path) -> None:
    with whole.open("r+b") as target, part.open("rb") as file:
        target.seek(0, SEEK_END)
        if sys.platform == "linux":
            # The kernel copies at half the cost; some file systems refuse.
            with suppress(OSError):
                while os.copy_file_range(file.fileno(), target.fileno(), _LARGE):
                    pass
        copyfileobj(file, target, _CHUNK)


def table_sizes(connection: DuckDBPyConnection) -> dict[str, int]:
    """Give the number of rows of every table; 0 if its rows cannot be numbered."""
    found: list[tuple[str, int]] = connection.execute(
        "SELECT table_name, CASE WHEN table_name IN (SELECT table_name FROM duckdb_columns() "
        "WHERE lower(column_name) = 'rowid') THEN 0 ELSE estimated_size END FROM duckdb_tables()"
    ).fetchall()
    return dict(found)


def _number(cursor: DuckDBPyConnection, query: str) -> int:
    row = cursor.execute(query).fetchone()
    assert row is not None
    number: int = row[0]
    return number
