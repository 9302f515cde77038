"""Tables with typed columns as relations: Parquet, Arrow and Feather files, tables in memory.

Columns are made text by DuckDB; no value passes through Python.
"""
# ruff: noqa: S608 - names and texts in the statements are quoted.

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import duckdb
import pyarrow as pa

from saite.mapping.duckdb_functions import plain_path, quote_name, quote_text
from saite.mapping.model import LogicalSource
from saite.sources.columns import TypedColumn, macros, typed_column
from saite.sources.relation import ROW, FileRelation, SourceError, aliases, row_number, sql_names
from saite.sources.values import STRING

_NUMBER: Final = "file_row_number"
_STREAM: Final = "saite_arrow"
_FILE_START: Final = b"ARROW1"
_STREAM_START: Final = b"\xff\xff\xff\xff"
# What DuckDB puts before its messages.
_KIND: Final = re.compile(r"^(?:[A-Z]\w+ )+Error: ")


class ArrowStream(Protocol):
    """A table that gives its rows as Arrow: of pyarrow, pandas, polars, DuckDB and others."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give a capsule with the stream."""
        ...


@dataclass(frozen=True)
class _Origin:
    """What a relation is made of.

    :param sql: what stands behind FROM
    :param columns: its columns by the names that the mapping uses
    :param number: expression for the number of a row
    """

    sql: str
    columns: Sequence[str]
    number: str = "row_number() OVER ()"
    nulls: tuple[str, ...] = ()
    no_nan: bool = False


def read_parquet(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    source: LogicalSource,
    *,
    name: str,
    used: Collection[str],
) -> FileRelation:
    """Read a Parquet file into a relation that has its used columns and knows the names of all.

    Rows are numbered from 1. Nothing of the file is held but the used columns, as text.

    :param file: the file
    :param name: name of the relation
    :param used: columns that the mapping refers to
    :raises SourceError: if the file is not Parquet, or a used column holds what is no text,
        number, truth, date, or list of these
    """
    path = quote_text(plain_path(file))
    try:
        columns = _parquet_columns(connection, file)
        options = "hive_partitioning = false"
        number = "row_number() OVER ()"
        if _NUMBER not in (each.lower() for each in columns):
            options += f", {_NUMBER} = true"
            number = f"{_NUMBER} + 1"
        sql = f"read_parquet({path}, {options})"
        origin = _Origin(sql, columns, number=number, nulls=source.nulls)
        return _relation(connection, origin, name=name, used=used)
    except duckdb.OutOfMemoryException:
        raise  # is no fault of the file
    except duckdb.Error as error:
        raise SourceError(f"cannot be read as Parquet: {_first_line(error)}") from None


def _parquet_columns(connection: duckdb.DuckDBPyConnection, file: Path) -> list[str]:
    """Give the names of the columns as the file has them, capital letters and all."""
    query = "SELECT name, coalesce(num_children, 0) FROM parquet_schema(?)"
    nodes = iter(connection.execute(query, [plain_path(file)]).fetchall())
    _, count = next(nodes)
    names = []
    for _ in range(count):
        name, below = next(nodes)
        names.append(name)
        while below:
            below += next(nodes)[1] - 1
    return names


def read_arrow(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    source: LogicalSource,
    *,
    name: str,
    used: Collection[str],
) -> FileRelation:
    """Read an Arrow or Feather file (version 2) batch by batch; rows are numbered from 1.

    :param file: the file, in the file format or the stream format of Arrow
    :param name: name of the relation
    :param used: columns that the mapping refers to
    :raises SourceError: if the file is not Arrow, or a used column holds what is no text, number,
        truth, date, or list of these
    """
    try:
        with pa.OSFile(str(file)) as opened:
            reader = _arrow_reader(opened)
            return read_stream(connection, reader, source, name=name, used=used)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(f"cannot be read as Arrow: {_first_line(error)}") from None


def _arrow_reader(file: pa.NativeFile) -> pa.RecordBatchReader:
    start = file.read(6)
    file.seek(0)
    if start.startswith(_STREAM_START):
        stream = pa.ipc.open_stream(file)
        return pa.RecordBatchReader.from_batches(stream.schema, _sound(stream))
    if start != _FILE_START:
        raise SourceError("cannot be read as Arrow: it begins as neither a file nor a stream of it")
    whole = pa.ipc.open_file(file)
    batches = (whole.get_batch(number) for number in range(whole.num_record_batches))
    return pa.RecordBatchReader.from_batches(whole.schema, _sound(batches))


def _sound(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Check batches before their values are read: offsets in a broken file lead anywhere."""
    for batch in batches:
        batch.validate(full=True)
        yield batch


def read_stream(
    connection: duckdb.DuckDBPyConnection,
    table: ArrowStream,
    source: LogicalSource,
    *,
    name: str,
    used: Collection[str],
    no_nan: bool = False,
) -> FileRelation:
    """Read a stream of Arrow; rows are numbered from 1.

    :param no_nan: whether what is not a number is no value
    :raises SourceError: if it cannot be read, or a used column holds what is no text, number,
        truth, date, or list of these
    """
    try:
        reader = _stream_of(table)
        connection.register(_STREAM, reader)
        origin = _Origin(_STREAM, reader.schema.names, nulls=source.nulls, no_nan=no_nan)
        return _relation(connection, origin, name=name, used=used)
    except duckdb.OutOfMemoryException:
        raise  # is no fault of the table
    except (duckdb.Error, pa.ArrowException, UnicodeDecodeError) as error:
        raise SourceError(f"cannot be read as Arrow: {_first_line(error)}") from None
    finally:
        connection.unregister(_STREAM)


def _stream_of(table: ArrowStream) -> pa.RecordBatchReader:
    try:
        return pa.RecordBatchReader.from_stream(table)
    # Pandas says so of columns with one name, and of names that are no texts.
    except (ValueError, TypeError) as error:
        raise SourceError(f"cannot be read as Arrow: {_first_line(error)}") from None


def _relation(
    connection: duckdb.DuckDBPyConnection, origin: _Origin, *, name: str, used: Collection[str]
) -> FileRelation:
    twice = sorted({each for each in origin.columns if origin.columns.count(each) > 1})
    if twice:
        raise SourceError("stands twice in the table, expected different names", value=twice[0])
    for macro in macros():
        connection.execute(macro)
    described = connection.execute(f"DESCRIBE SELECT * FROM {origin.sql}").fetchall()
    own = [] if ROW in origin.columns else [ROW]
    names = sql_names([*own, *origin.columns])
    columns = dict.fromkeys((names[each] for each in [*origin.columns, *own]), "VARCHAR")
    datatypes: dict[str, dict[str, str]] = {}
    chosen = [row_number(used, origin.number)] if own else []
    for column, (known, sql_type, *_) in zip(origin.columns, described, strict=False):
        if column in used:
            made = _typed(column, known, sql_type, origin)
            given = names[column]
            columns[given] = made.sql_type
            chosen.append(f"{made.expression} AS {quote_name(given)}")
            if made.datatype != STRING:
                datatypes[given] = {made.datatype: given}
    connection.execute(
        f"CREATE TABLE {quote_name(name)} AS "
        f"SELECT {', '.join(chosen) or '1 AS one'} FROM {origin.sql}"
    )
    return FileRelation(name, columns, datatypes, aliases(names))


def _typed(column: str, known: str, sql_type: str, origin: _Origin) -> TypedColumn:
    made = typed_column(known, sql_type, nulls=origin.nulls, no_nan=origin.no_nan)
    if made is None:
        raise SourceError(
            f"has the type {sql_type}, expected texts, numbers, truths, dates, times or lists of "
            "these",
            column=column,
        )
    return made


def _first_line(error: Exception) -> str:
    # Some errors of pyarrow tell in several parts.
    message = "; ".join(str(each) for each in error.args) or str(error)
    return _KIND.sub("", message.strip().partition("\n")[0])


def whole_table(table: ArrowStream) -> ArrowStream:
    """Give a table that can be read again and again.

    :raises SourceError: if it cannot be read
    """
    try:
        whole: ArrowStream = _stream_of(table).read_all()
    except pa.ArrowException as error:
        raise SourceError(f"cannot be read as Arrow: {_first_line(error)}") from None
    return whole
