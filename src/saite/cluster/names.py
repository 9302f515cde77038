"""Frames of Spark from Arrow, and columns by their names, whatever is in those."""

import warnings

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f

from saite.mapping.spark_functions import quote_name


def column(name: str) -> Column:
    """Give the column of a name, in which a dot is only a dot."""
    return f.col(quote_name(name))


def frame_of(session: SparkSession, table: pa.Table) -> DataFrame:
    """Hand a table to Spark."""
    with warnings.catch_warnings():
        # It warns of new versions of pandas, which have no part in this.
        warnings.simplefilter("ignore", FutureWarning)
        return session.createDataFrame(table)
