"""Tables in memory as sources: of pandas, polars, pyarrow, or anything that gives Arrow.

Source: the PyCapsule interface of the Arrow C stream.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from importlib import import_module

import duckdb

from saite.errors import UsageError, nearest
from saite.mapping.model import Formulation, LogicalSource
from saite.mapping.model import Mapping as RmlMapping
from saite.sources.relation import FileRelation


class Tables:
    """Tables by the paths that logical sources call them.

    :raises UsageError: if one is no table, or no logical source in ``rml:CSV`` has its path
    """

    def __init__(self, tables: Mapping[str, object], mappings: Sequence[RmlMapping]) -> None:
        self._tables = dict(tables)
        sources = {each.source for mapping in mappings for each in mapping.triples_maps}
        self._uses = Counter(each.path for each in sources if each.formulation is Formulation.CSV)
        for name, table in tables.items():
            if name not in self._uses:
                near = nearest(name, self._uses)
                known = ", ".join(repr(each) for each in sorted(self._uses)) or "none"
                hint = f"; did you mean {near!r}?" if near else ""
                raise UsageError(
                    f"no logical source in rml:CSV has the path {name!r} of a table, expected one "
                    f"of {known}{hint}"
                )
            if not hasattr(table, "__arrow_c_stream__"):
                kind = type(table).__name__
                raise UsageError(
                    f"the table {name!r} is of the type {kind}, expected one of pandas, polars or "
                    "pyarrow, or with __arrow_c_stream__"
                )

    def has(self, source: LogicalSource) -> bool:
        """Tell whether a logical source is a table in memory."""
        return source.formulation is Formulation.CSV and source.path in self._tables

    def read(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: LogicalSource,
        *,
        name: str,
        used: Collection[str],
    ) -> FileRelation:
        """Read the table of a logical source: NULL and what is not a number are no value.

        :param name: name of the relation
        :param used: columns that the mapping refers to
        :raises SourceError: if it cannot be read, or a used column holds what is no text, number,
            truth, date, or list of these
        """
        # Arrow is loaded when there is a table: start-up counts.
        columnar = import_module("saite.sources.columnar")
        table = self._tables[source.path]
        if self._uses[source.path] > 1:
            # Some tables can be read only once, and two sources that differ read it twice.
            table = self._tables[source.path] = columnar.whole_table(table)
        read: FileRelation = columnar.read_stream(
            connection, table, source, name=name, used=used, no_nan=True
        )
        return read
