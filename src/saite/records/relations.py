"""Tables as relations of a database in memory: columns checked, rows that know where they stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from saite.concepts import Concepts
from saite.records.cells import Fault, Value, read_column
from saite.records.declaration import Column, Table
from saite.records.sheet import Chunk, Finding, Sheet

# Where a row comes from; every relation has these columns after its own.
LOCATION: Final = ("_source", "_table", "_row", "_at")


@dataclass(frozen=True)
class Relation:
    """One table of one source, in the database.

    :param source: name of the source
    :param table: name of the table
    :param sql_name: name of the relation in the database, to be quoted as an identifier
    :param columns: column -> ``VARCHAR``, or ``VARCHAR[]`` for a list; every column of the
        declaration, then ``_source``, ``_table``, ``_row`` (the header being 1) and ``_at`` (a
        relative IRI reference of the row)
    """

    source: str
    table: str
    sql_name: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Records:
    """All records of a workspace, in one database in memory."""

    connection: duckdb.DuckDBPyConnection
    relations: tuple[Relation, ...]

    def close(self) -> None:
        """Close the database."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class Rows:
    """The rows of one sheet, understood; cells in fault hold their text.

    :param cells: the columns of the declaration; an empty cell is NULL
    :param numbers: number of each row
    :param lines: physical line where each row begins, or 0
    """

    sheet: Sheet
    cells: pa.Table
    numbers: pa.ChunkedArray
    lines: pa.ChunkedArray

    @property
    def table(self) -> Table:
        """Give the declaration of the table."""
        return self.sheet.table

    def tell(
        self, place: int, message: str, *, column: str = "", value: str = "", near: str = ""
    ) -> None:
        """Tell a problem of the row at a place, counting from 0."""
        number: int = self.numbers[place].as_py()
        labels = [self.sheet.label(name, number) for name in column.split(", ") if name]
        self.sheet.problems.append(
            self.sheet.place.problem(
                message,
                row=number,
                line=self.lines[place].as_py(),
                column=", ".join(labels),
                value=value,
                near=near,
            )
        )

    def find(self, place: int, finding: Finding) -> None:
        """Note a value in fault in the row at a place, counting from 0."""
        self.sheet.find(finding, self.numbers[place].as_py(), self.lines[place].as_py())


def read_rows(sheet: Sheet, concepts: Concepts, language: str) -> Rows:
    """Run through a sheet, and understand each cell by its column.

    :param language: of the source, for rows that name none
    """
    schema = pa.schema([(column.name, _arrow_type(column)) for column in sheet.table.columns])
    batches: list[pa.RecordBatch] = []
    numbers: list[pa.Array] = []
    lines: list[pa.Array] = []
    for chunk in sheet.chunks:
        columns = _read_chunk(sheet, chunk, concepts, language)
        arrays = [pa.array(columns[field.name], field.type) for field in schema]
        batches.append(pa.record_batch(arrays, schema=schema))
        numbers.append(pa.array(chunk.numbers, pa.int64()))
        lines.append(pa.array(chunk.lines or [0] * len(chunk.numbers), pa.int64()))
    return Rows(
        sheet,
        pa.Table.from_batches(batches, schema),
        pa.chunked_array(numbers, pa.int64()),
        pa.chunked_array(lines, pa.int64()),
    )


def _read_chunk(
    sheet: Sheet, chunk: Chunk, concepts: Concepts, language: str
) -> dict[str, Sequence[Value]]:
    positions = {header.column.name: header.position for header in sheet.headers}
    values: dict[str, Sequence[Value]] = {}
    # Languages first: dates are read by them.
    ordered = sorted(sheet.table.columns, key=lambda column: not column.is_source_language)
    spoken: Sequence[str | None] = [language] * len(chunk.rows)
    for column in ordered:
        default = column.default or (language if column.is_source_language else "") or None
        position = positions.get(column.name)
        if position is None:
            values[column.name] = [default] * len(chunk.rows)
            if column.is_source_language and column.name in sheet.suspects:
                spoken = [None] * len(chunk.rows)
            continue
        cells = [row[position] for row in chunk.rows]
        read, faults = read_column(column, cells, concepts, spoken, header_language=sheet.language)
        if default:
            read = [default if value is None else value for value in read]
        values[column.name] = read
        _tell_faults(sheet, chunk, column, cells, faults)
        if column.is_source_language:
            spoken = _spoken(read, faults)
    return values


def _spoken(read: Iterable[Value], faults: Mapping[int, Fault]) -> list[str | None]:
    """Give the language of each row; None where it is in fault, so that dates are let be."""
    return [
        value if isinstance(value, str) and place not in faults else None
        for place, value in enumerate(read)
    ]


def _tell_faults(
    sheet: Sheet, chunk: Chunk, column: Column, cells: Sequence[str], faults: Mapping[int, Fault]
) -> None:
    position = next(each.position for each in sheet.headers if each.column is column)
    for place, fault in faults.items():
        if (place, position) in chunk.faulty:
            continue
        number, line = chunk.numbers[place], chunk.lines[place] if chunk.lines else 0
        value = cells[place].strip()
        if value:
            finding = Finding(column.name, value, fault.message, fault.nearest)
            sheet.find(finding, number, line)
        else:
            label = sheet.label(column.name, number)
            sheet.problems.append(
                sheet.place.problem(fault.message, row=number, line=line, column=label)
            )


def _arrow_type(column: Column) -> pa.DataType:
    return pa.list_(pa.string()) if column.separator else pa.string()


def load_relations(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[Rows]
) -> Iterator[Relation]:
    """Hand rows over to a database, one relation for each table of each source."""
    for rows in tables:
        place = rows.sheet.place
        count = len(rows.cells)
        number = pc.cast(rows.numbers, pa.string())
        located = {
            "_source": pa.repeat(pa.scalar(place.source), count),
            "_table": pa.repeat(pa.scalar(rows.table.name), count),
            "_row": number,
            "_at": pc.binary_join_element_wise(pa.scalar(place.address), number, ""),
        }
        filled = rows.cells
        for name, array in located.items():
            filled = filled.append_column(name, array)
        sql_name = f"{place.source.replace('-', '_')}__{rows.table.name}"
        connection.from_arrow(filled).create(sql_name)
        types = {column.name: _sql_type(column) for column in rows.table.columns}
        columns = {**types, **dict.fromkeys(LOCATION, "VARCHAR")}
        yield Relation(place.source, rows.table.name, sql_name, columns)


def _sql_type(column: Column) -> str:
    return "VARCHAR[]" if column.separator else "VARCHAR"
