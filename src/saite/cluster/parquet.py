"""Parquet as Spark reads it itself: texts, whole numbers, truths, dates, and lists of texts.

What has another type is read by our own reader.
"""

from collections.abc import Collection, Sequence
from typing import Final

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    ByteType,
    DataType,
    DateType,
    IntegerType,
    LongType,
    ShortType,
    StringType,
)

from saite.cluster.names import column
from saite.cluster.numbering import PLACES, numbered, placed
from saite.cluster.tables import ReadTable
from saite.mapping.check import ROW
from saite.mapping.model import LogicalSource
from saite.sources.relation import FileRelation

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_DATATYPES: Final[dict[type[DataType], str]] = {
    **dict.fromkeys((ByteType, ShortType, IntegerType, LongType), f"{_XSD}integer"),
    BooleanType: f"{_XSD}boolean",
    DateType: f"{_XSD}date",
}


def read_parquet(
    session: SparkSession,
    address: str,
    source: LogicalSource,
    *,
    name: str,
    used: Collection[str],
) -> ReadTable | None:
    """Read Parquet in Spark, rows numbered from 1; None if our own reader has to.

    :param used: columns that the mapping refers to
    """
    read = session.read.option("recursiveFileLookup", "true").parquet(address)
    types = {field.name: field.dataType for field in read.schema.fields}
    kept = [each for each in types if each in used]
    if not all(_is_known(types[each]) for each in kept) or _twice(read):
        return None
    columns = {n: "VARCHAR[]" if isinstance(t, ArrayType) else "VARCHAR" for n, t in types.items()}
    datatypes = {
        each: {_DATATYPES[type(types[each])]: each}
        for each in kept
        if type(types[each]) in _DATATYPES
    }
    cells = [_cell(each, types[each], source.nulls) for each in kept]
    rows = read.select(*cells) if cells else read.select(f.lit(1).alias("saite.one"))
    if ROW in types:
        return ReadTable(FileRelation(name, columns, datatypes), rows, rows)
    given = placed(read).select(*cells, *(column(each) for each in PLACES))
    relation = FileRelation(name, {**columns, ROW: "VARCHAR"}, datatypes)
    return ReadTable(relation, rows, numbered(given, f"r.{ROW}", first=1))


def _is_known(kind: DataType) -> bool:
    if isinstance(kind, ArrayType):
        return isinstance(kind.elementType, StringType)
    return isinstance(kind, StringType) or type(kind) in _DATATYPES


def _twice(read: DataFrame) -> bool:
    return len(read.columns) != len(set(read.columns))


def _cell(name: str, kind: DataType, nulls: Sequence[str]) -> Column:
    value = column(name)
    if isinstance(kind, ArrayType):
        made = f.filter(value, lambda each: ~each.isin(*nulls)) if nulls else value
        return made.alias(f"r.{name}")
    text = value.cast("string")
    if isinstance(kind, DateType):
        text = f.ltrim(text, f.lit("+"))  # Spark writes it before a year of five digits
    kept = f.when(~text.isin(*nulls), text) if nulls else text
    return kept.alias(f"r.{name}")
