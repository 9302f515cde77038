"""Sheets of workbooks as relations: XLSX, XLS and ODS, read by calamine.

The first row that is not blank is the header; rows are numbered as in the sheet.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final, TypeAlias

import duckdb
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from saite.errors import nearest
from saite.mapping.model import LogicalSource
from saite.sources.files import sheet_of
from saite.sources.loading import Loader
from saite.sources.relation import ROW, FileRelation, SourceError
from saite.sources.values import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    STRING,
    TIME,
    Typed,
    natural_duration,
    natural_number,
)

_Cell: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_MIDNIGHT: Final = dt.time()


def read_workbook(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    source: LogicalSource,
    *,
    name: str,
    used: Collection[str],
) -> FileRelation:
    """Read a sheet into a relation that has its used columns and knows the names of all.

    An empty cell is NULL, and a blank row is none. Numbers, truths and dates have their natural
    datatypes.

    :param file: the workbook
    :param name: name of the relation
    :param used: columns that the mapping refers to
    :raises SourceError: if the file is no workbook, it has several sheets and none is named, the
        sheet is not there, or a column stands twice in its header
    """
    try:
        with CalamineWorkbook.from_path(file) as workbook:
            sheet = workbook.get_sheet_by_name(_sheet_name(workbook, sheet_of(source)))
            return _read(connection, sheet, frozenset(source.nulls), name=name, used=used)
    except (CalamineError, OSError) as error:
        raise SourceError(f"cannot be read as a workbook: {error}") from None


def _sheet_name(workbook: CalamineWorkbook, wanted: str) -> str:
    names = workbook.sheet_names
    listed = ", ".join(repr(each) for each in names)
    if not wanted and len(names) == 1:
        return names[0]
    if not wanted:
        message = f"has {len(names)} sheets, expected one of them behind the path: {listed}"
        raise SourceError(f"{message}, such as 'book.xlsx#{names[0] if names else 'Sheet1'}'")
    if wanted not in names:
        message = f"is not a sheet of the workbook, expected one of {listed}"
        raise SourceError(message, value=wanted, near=nearest(wanted, names))
    return wanted


def _read(
    connection: duckdb.DuckDBPyConnection,
    sheet: CalamineSheet,
    nulls: frozenset[str],
    *,
    name: str,
    used: Collection[str],
) -> FileRelation:
    rows = _rows(sheet)
    number, header = next(rows, (0, []))
    places = _header(number, header)
    kept = {column: place for column, place in places.items() if column in used}
    loader = Loader(connection, name, kept, used=used)
    for number, cells in rows:
        # A column that is called as the number of the row is taken for it.
        loader.add(
            number,
            [_typed(cells[place], nulls) for column, place in kept.items() if column != ROW],
        )
    return loader.finish(places)


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[_Cell]]]:
    """Give the rows that are not blank, with their numbers."""
    # A sheet whose first rows are empty may begin below them.
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if any(cell != "" for cell in cells):
            yield number, cells


def _header(number: int, cells: Collection[_Cell]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        text = "".join(text for _, text in _typed(cell, frozenset())).strip()
        if text in places:
            message = "stands twice in the header, expected columns of different names"
            raise SourceError(message, row=number, value=text)
        if text:
            places[text] = place
    return places


def _typed(cell: _Cell, nulls: frozenset[str]) -> list[Typed]:
    if isinstance(cell, str):
        typed = STRING, cell
    elif isinstance(cell, bool):
        typed = BOOLEAN, "true" if cell else "false"
    elif isinstance(cell, int | float):
        typed = natural_number(cell)
    elif isinstance(cell, dt.datetime):
        typed = (DATE, cell.date().isoformat()) if cell.time() == _MIDNIGHT else (
            DATE_TIME, cell.isoformat()
        )  # fmt: skip
    elif isinstance(cell, dt.date):
        typed = DATE, cell.isoformat()
    elif isinstance(cell, dt.time):
        typed = TIME, cell.isoformat()
    else:
        typed = natural_duration(cell)
    return [] if typed[1] == "" or typed[1] in nulls else [typed]
