r"""CSV and TSV as Spark reads it itself, where that is certain to give what our reader gives.

Every line is looked at before: each must be a whole row with as many cells as the header, quoted
as RFC 4180 says, in UTF-8. A file with a line break in a cell, or with any fault, is not taken:
our own reader reads it, or tells what is wrong and where.
"""

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import StringType, StructField, StructType

from saite.cluster.names import column
from saite.cluster.numbering import PLACES, numbered, placed
from saite.mapping.check import ROW
from saite.mapping.model import LogicalSource
from saite.mapping.spark_functions import has
from saite.sources.relation import FileRelation

# Spark gives it for a cell with nothing in it, not even quotation marks.
_NOTHING: Final = "\x00saite: no value\x00"
_MOST_COLUMNS: Final = 5_000


@dataclass(frozen=True)
class _Shape:
    delimiter: str
    quote: str
    header: tuple[str, ...]


@dataclass(frozen=True)
class ReadTable:
    """A table as Spark reads it.

    :param rows: its used columns, called ``r.`` and their names
    :param with_numbers: the same with the numbers of rows, which take one more pass
    """

    relation: FileRelation
    rows: DataFrame
    with_numbers: DataFrame


def read_table(
    session: SparkSession,
    address: str,
    source: LogicalSource,
    *,
    name: str,
    used: Collection[str],
) -> ReadTable | None:
    """Read a table in Spark; None if our own reader has to.

    :param address: path that Spark reads, with ``*`` and the like for several files of one header
    :param used: columns that the mapping refers to
    """
    shape = _shape(session, address, source)
    if shape is None or not _is_plain(session, address, shape):
        return None
    schema = StructType([StructField(f"r.{each}", StringType()) for each in shape.header])
    options = {
        "header": "true", "sep": shape.delimiter, "quote": shape.quote, "escape": shape.quote,
        "nullValue": _NOTHING, "emptyValue": "", "mode": "FAILFAST", "encoding": "UTF-8",
    }  # fmt: skip
    read = session.read.schema(schema).options(**options).csv(address)
    columns = dict.fromkeys(shape.header, "VARCHAR")
    kept = [each for each in shape.header if each in used]
    rows = read.select(*(_cell(each, source.nulls) for each in kept), *([] if kept else [_one()]))
    if ROW in shape.header:
        return ReadTable(FileRelation(name, columns), rows, rows)
    places = [column(each) for each in PLACES]
    given = placed(read).select(*(_cell(n, source.nulls) for n in kept), *places)
    return ReadTable(
        FileRelation(name, {**columns, ROW: "VARCHAR"}),
        rows,
        numbered(given, f"r.{ROW}", first=2),
    )


def _shape(session: SparkSession, address: str, source: LogicalSource) -> _Shape | None:
    is_tabbed = PurePosixPath(source.path).suffix.lower() in (".tsv", ".tab")
    delimiter = source.delimiter or ("\t" if is_tabbed else ",")
    quote = source.quote
    if not all(len(each) == 1 and each.isascii() for each in (delimiter, quote)):
        return None
    if delimiter == quote or not {delimiter, quote}.isdisjoint("\r\n\0"):
        return None
    first = session.read.text(address).head(1)
    line = str(first[0][0]).removeprefix("\ufeff") if first else ""
    try:
        header = next(csv.reader([line], delimiter=delimiter, quotechar=quote, strict=True), [])
    except csv.Error:
        return None
    if not 0 < len(header) <= _MOST_COLUMNS or len(header) != len(set(header)):
        return None
    return _Shape(delimiter, quote, tuple(header))


def _is_plain(session: SparkSession, address: str, shape: _Shape) -> bool:
    """Tell whether every line of all files is a row, and all have the same header."""
    text = placed(session.read.text(address))
    place = f.struct(*(column(each) for each in PLACES[1:]))
    files = text.groupBy(column(PLACES[0])).agg(
        f.count_if(f.expr(_wrong(shape))).alias("wrong"), f.min_by("value", place).alias("first")
    )
    found = files.agg(f.sum("wrong"), f.count_distinct(f.ltrim("first", f.lit("\ufeff")))).head()
    return found is not None and tuple(found) == (0, 1)


def _wrong(shape: _Shape) -> str:
    """Give the condition that a line is no row, or that Spark and we may read it differently."""
    quote, delimiter = (f"\\x{ord(each):02x}" for each in (shape.quote, shape.delimiter))
    quoted = f"{quote}[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+{quote}"
    cell = f"(?:{quoted}|[^{quote}{delimiter}]*+)"
    rest = f"(?:{delimiter}{cell}){{{len(shape.header) - 1}}}+" if len(shape.header) > 1 else ""
    no_row = f"NOT {has('value', f'^{cell}{rest}' + chr(92) + 'z')}"
    if len(shape.header) > 1:
        no_row += " AND value <> ''"  # an empty line is no row for any of us
    else:
        no_row += " OR value = ''"
    blank = has("value", "^[\\x00-\\x20]++\\z")
    return f"({no_row}) OR {blank} OR {has('value', chr(92) + 'x00')} OR NOT is_valid_utf8(value)"


def _cell(name: str, nulls: Sequence[str]) -> Column:
    text = f.coalesce(column(f"r.{name}"), f.lit(""))
    kept = f.when(~text.isin(*nulls), text) if nulls else text
    return kept.alias(f"r.{name}")


def _one() -> Column:
    return f.lit(1).alias("saite.one")
