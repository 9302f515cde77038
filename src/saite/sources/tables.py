"""CSV and TSV as relations: every cell a text, nothing about the file is guessed.

Source: RFC 4180; rows are numbered as RFC 7111 does, the header being 1.
"""

import codecs
import csv
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

import duckdb

from saite.mapping.cursors import end_if_stopped
from saite.mapping.duckdb_functions import plain_path, quote_name
from saite.mapping.model import LogicalSource
from saite.sources.relation import (
    ROW,
    FileRelation,
    SourceError,
    aliases,
    gathered,
    row_number,
    sql_names,
)

# No cell of a table holds it: DuckDB takes an empty cell for NULL if it is told of no text at all.
_NO_NULL: Final = "\x00saite: no value\x00"


def read_table(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    source: LogicalSource,
    *,
    name: str,
    used: Collection[str],
) -> FileRelation:
    """Read a table into a relation that has its used columns and knows the names of all.

    :param file: text of the source, UTF-8
    :param name: name of the relation
    :param used: columns that the mapping refers to
    :raises SourceError: if the file is no table, or rows have more or fewer cells than its header
    """
    header = _header(file, source)
    if not header:
        connection.execute(f'CREATE TABLE {quote_name(name)} ("{ROW}" VARCHAR)')
        return FileRelation(name, {ROW: "VARCHAR"})
    names = sql_names([*([] if ROW in header else [ROW]), *header])
    kept = [names[column] for column in header if column in used]
    columns = {names[column]: "VARCHAR" for column in header}
    number = "" if ROW in columns else f", {row_number(used, 'row_number() OVER () + 1')}"
    chosen = ", ".join(quote_name(each) for each in kept) + number
    create = f"CREATE TABLE {quote_name(name)} AS SELECT {chosen.removeprefix(', ')} FROM"
    if not _is_read(connection, file, source, create=create, columns=columns):
        _read_slowly(connection, file, source, name=name, kept=kept, header=list(columns))
    return FileRelation(name, {**columns, ROW: "VARCHAR"}, aliases=aliases(names))


def _is_read(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    source: LogicalSource,
    *,
    create: str,
    columns: Mapping[str, str],
) -> bool:
    """Have DuckDB read a table; tell whether it did.

    If not, the slow reader takes blank lines before the header and line breaks of several kinds,
    and tells what is wrong and where.
    """
    if _begins_blank(file):  # DuckDB would take the first line for the header
        return False
    try:
        connection.execute(
            f"{create} read_csv(?, header = true, auto_detect = false, columns = ?, delim = ?, "
            "quote = ?, escape = ?, nullstr = ?, hive_partitioning = false)",
            [
                plain_path(file), columns, _delimiter(source), source.quote, source.quote,
                list(source.nulls) or [_NO_NULL],
            ],
        )  # fmt: skip
    except (duckdb.OutOfMemoryException, duckdb.InterruptException):
        raise  # the slow reader takes more; and who interrupts wants no reader at all
    except duckdb.Error:
        return False
    return True


def _begins_blank(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(4).removeprefix(codecs.BOM_UTF8)[:1] in (b"\r", b"\n")


def _delimiter(source: LogicalSource) -> str:
    by_ending = "\t" if Path(source.path).suffix.lower() in (".tsv", ".tab") else ","
    return source.delimiter or by_ending


def _records(file: Path, source: LogicalSource) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(1 << 30)
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(
                text, delimiter=_delimiter(source), quotechar=source.quote, strict=True
            )
            try:
                for cells in reader:
                    if cells:
                        yield reader.line_num, cells
            except csv.Error as error:
                raise SourceError(f"is not CSV: {error}", line=reader.line_num) from None
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise SourceError(f"is not UTF-8: it has the byte {byte:#04x}") from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}") from None
    except TypeError as error:
        # The reader of CSV takes single characters only.
        raise SourceError(f"cannot be read: {error}") from None


def _rows(file: Path, source: LogicalSource, width: int) -> Iterator[tuple[int, list[str]]]:
    """Give the number and the cells of each row; at the end tell of all that are at fault."""
    records = _records(file, source)
    next(records)
    with gathered() as faults:
        for number, (line, record) in enumerate(records, start=2):
            end_if_stopped()
            if len(record) == width:
                yield number, record
                continue
            found = f"{len(record)} cell{'s' * (len(record) != 1)}"
            message = f"the row has {found}, expected {width} as in the header"
            faults.add(SourceError(message, row=number, line=line))


def _header(file: Path, source: LogicalSource) -> list[str]:
    _, header = next(_records(file, source), (0, []))
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise SourceError("stands twice in the header, expected columns of different names",
                          row=1, value=twice[0])  # fmt: skip
    return header


def _read_slowly(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    source: LogicalSource,
    *,
    name: str,
    kept: list[str],
    header: list[str],
) -> None:
    cells: dict[str, list[str | None]] = {column: [] for column in kept}
    places = [(header.index(column), values) for column, values in cells.items()]
    nulls = frozenset(source.nulls)
    numbers = []
    for number, record in _rows(file, source, len(header)):
        for place, values in places:
            values.append(None if record[place] in nulls else record[place])
        numbers.append(number)
    names = [*cells] if ROW in header else [*cells, ROW]
    lists: list[list[str | None]] = [*cells.values(), [str(number) for number in numbers]]
    columns = ", ".join(f"unnest(?::VARCHAR[]) AS {quote_name(each)}" for each in names)
    connection.execute(f"CREATE TABLE {quote_name(name)} AS SELECT {columns}", lists[: len(names)])
