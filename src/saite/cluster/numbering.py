"""Numbers of rows that Spark reads itself, as if it read them one after the other.

A part of a file is read by one task, in order. So the number of a row is that of the rows in all
parts before its own, and of those before it there.
"""

from typing import Final

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as f

from saite.cluster.names import column

_FILE: Final = "saite_file"
_START: Final = "saite_start"
_ID: Final = "saite_id"
PLACES: Final = (_FILE, _START, _ID)
"""Columns that a number is made of."""
_FIRST: Final = "saite_first"
_BEFORE: Final = "saite_before"


def placed(frame: DataFrame) -> DataFrame:
    """Add to rows, as they are read, what their numbers are made of."""
    return frame.withColumns(
        {
            _FILE: f.col("_metadata.file_path"),
            _START: f.col("_metadata.file_block_start"),
            _ID: f.monotonically_increasing_id(),
        }
    )


def numbered(frame: DataFrame, name: str, *, first: int) -> DataFrame:
    """Give rows that are ``placed`` their numbers, in the order of the paths of their files.

    :param name: of the column with the numbers, which are texts
    :param first: number of the first row
    """
    place = [column(_FILE), column(_START)]
    earlier = Window.orderBy(*place).rowsBetween(Window.unboundedPreceding, -1)
    counted = frame.groupBy(*place).agg(f.min(column(_ID)).alias(_FIRST), f.count("*").alias("n"))
    before = f.coalesce(f.sum("n").over(earlier), f.lit(0))
    parts = counted.select(*place, column(_FIRST), before.alias(_BEFORE))
    number = column(_ID) - column(_FIRST) + column(_BEFORE) + first
    joined = frame.join(f.broadcast(parts), [_FILE, _START])
    kept = [column(each) for each in frame.columns if each not in PLACES]
    return joined.select(*kept, number.cast("string").alias(name))
