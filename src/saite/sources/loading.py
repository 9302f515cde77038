"""Rows put into a table of the database by batches, whatever kinds of value they turn out to have.

A column begins as texts. It becomes one of lists at the first cell with several values, and gets
a column for each natural datatype at the first value that is of another than those before.
"""
# ruff: noqa: S608 - the names in the statements are quoted.

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import duckdb
import pyarrow as pa

from saite.mapping.duckdb_functions import quote_name
from saite.sources.relation import ROW, FileRelation, aliases, sql_names
from saite.sources.values import STRING, Typed

_BATCH: Final = 20_000

Cell = Sequence[Typed]
"""The values of one reference in one row; none is NULL."""


@dataclass
class _Column:
    name: str
    cells: list[Cell] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    is_list: bool = False

    @property
    def sql_type(self) -> str:
        return "VARCHAR[]" if self.is_list else "VARCHAR"

    def names(self) -> dict[str, str]:
        """Give the column with the values of each natural datatype."""
        if len(self.kinds) < 2:
            return dict.fromkeys(self.kinds, self.name)
        return {kind: f"{self.name}^^{kind}" for kind in self.kinds}


class Loader:
    """Fills a table: a column for each reference, and the number of the row.

    :param name: name of the table, which must not be there
    :param references: what the cells of a row are the values of, in order
    :param used: what the mapping refers to, the number of the row perhaps
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        references: Collection[str],
        *,
        used: Collection[str],
    ) -> None:
        self._connection = connection
        self._name = name
        self._names = sql_names(dict.fromkeys([ROW, *references]))
        self._columns = [_Column(self._names[each]) for each in references if each != ROW]
        self._rows: list[int] = []
        declared = "".join(f", {quote_name(each.name)} VARCHAR" for each in self._columns)
        number = "VARCHAR" if ROW in used else "BIGINT"
        self._execute(f"CREATE TABLE {quote_name(name)} ({quote_name(ROW)} {number}{declared})")

    def add(self, number: int, cells: Sequence[Cell]) -> None:
        """Add a row.

        :param number: of the row, different from those of all others
        """
        self._rows.append(number)
        for column, cell in zip(self._columns, cells, strict=True):
            column.cells.append(cell)
        if len(self._rows) == _BATCH:
            self._flush()

    def finish(self, known: Collection[str] = ()) -> FileRelation:
        """Give the relation, when all rows are there.

        :param known: all columns of the source; the table does without those that are not used
        """
        self._flush()
        columns = {ROW: "VARCHAR", **dict.fromkeys(known, "VARCHAR")}
        datatypes: dict[str, Mapping[str, str]] = {}
        for column in self._columns:
            columns[column.name] = column.sql_type
            typed = column.names()
            if any(kind != STRING for kind in typed):
                datatypes[column.name] = dict(sorted(typed.items()))
            if len(typed) > 1:
                columns.update(dict.fromkeys(typed.values(), column.sql_type))
        return FileRelation(self._name, columns, datatypes, aliases(self._names))

    def _flush(self) -> None:
        if not self._rows:
            return
        arrays = {ROW: pa.array(self._rows, pa.int64())}
        for column in self._columns:
            self._widen(column)
            arrays[column.name] = _array(column, None)
            for kind, name in column.names().items():
                if name != column.name:
                    arrays[name] = _array(column, kind)
            column.cells = []
        self._rows = []
        self._connection.register("saite_arrow", pa.table(arrays))
        try:
            self._execute(f"INSERT INTO {quote_name(self._name)} BY NAME FROM saite_arrow")
        finally:
            self._connection.unregister("saite_arrow")

    def _widen(self, column: _Column) -> None:
        """Make room for what the cells of a batch have and none before them had."""
        if not column.is_list and any(len(cell) > 1 for cell in column.cells):
            for name in dict.fromkeys([column.name, *column.names().values()]):
                quoted = quote_name(name)
                self._alter(
                    f"ALTER {quoted} SET DATA TYPE VARCHAR[] "
                    f"USING CASE WHEN {quoted} IS NOT NULL THEN [{quoted}] END"
                )
            column.is_list = True
        found = {kind for cell in column.cells for kind, _ in cell}
        for kind in sorted(found.difference(column.kinds)):
            before = dict(column.names())
            column.kinds.append(kind)
            for known, name in column.names().items():
                if name in before.values() or name == column.name:
                    continue
                self._alter(f"ADD COLUMN {quote_name(name)} {column.sql_type}")
                if known in before:
                    # Until now all values were of one datatype.
                    table, old = quote_name(self._name), quote_name(before[known])
                    self._execute(f"UPDATE {table} SET {quote_name(name)} = {old}")

    def _alter(self, change: str) -> None:
        self._execute(f"ALTER TABLE {quote_name(self._name)} {change}")

    def _execute(self, statement: str) -> None:
        self._connection.execute(statement)


def _array(column: _Column, kind: str | None) -> pa.Array:
    """Give the values of one natural datatype, or of all."""
    if not column.is_list:
        texts = [cell[0][1] if cell and kind in (None, cell[0][0]) else None
                 for cell in column.cells]  # fmt: skip
        return pa.array(texts, pa.string())
    lists = [[text for its, text in cell if kind in (None, its)] for cell in column.cells]
    return pa.array(lists, pa.list_(pa.string()))
