"""Rows that a library hands over in batches, as a relation: never more than a batch in between."""

from collections.abc import Iterator, Mapping
from typing import Final

import duckdb
import pyarrow as pa

from saite.sources.natural import Natural, make_relation
from saite.sources.relation import FileRelation, SourceError

BATCH: Final = 20_000
"""Rows that are asked for at once."""


def make_streamed(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    values: Mapping[str, Natural],
    schema: pa.Schema,
    batches: Iterator[list[pa.Array]],
) -> FileRelation:
    """Make a relation of batches.

    :param values: reference -> how its literals are made of the columns of the schema
    :param batches: the columns of each batch, read when they are needed
    :raises SourceError: what reading a batch raised
    """
    faults: list[SourceError] = []

    def read() -> Iterator[pa.RecordBatch]:
        try:
            for arrays in batches:
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)
        except SourceError as fault:
            # DuckDB would give it back as an error of its own.
            faults.append(fault)
            raise

    reader = pa.RecordBatchReader.from_batches(schema, read())
    connection.register("saite_arrow", reader)
    try:
        return make_relation(connection, name, values, "FROM saite_arrow")
    except duckdb.Error:
        if faults:
            raise faults[0] from None
        raise
    finally:
        connection.unregister("saite_arrow")
