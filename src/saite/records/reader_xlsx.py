"""Tables in the sheets of a workbook: every cell as the text that a person meant to type.

A number that stands for a date is one only where its cell shows year, month and day. A sheet that
is no table, an error, a formula without a value: each is told, none is skipped.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeAlias

import python_calamine as calamine

from saite.errors import Problem, nearest
from saite.records.declaration import Column, Declaration
from saite.records.sheet import CHUNK_ROWS, Chunk, Place, Sheet, cell_address, column_letters
from saite.records.workbook import (
    Oddity,
    SheetScan,
    WorkbookError,
    check_parts,
    find_sheets,
    open_parts,
    read_formats,
    scan_sheet,
    shown_parts,
)

Cell: TypeAlias = str | int | float | bool | dt.time | dt.date | dt.datetime | dt.timedelta

# Sheets that explain a workbook, and so are no tables.
READ_ME: Final = {"en": "Read me", "lt": "Skaityk", "lv": "Lasi"}
_READ_ME: Final = frozenset(name.casefold() for name in (*READ_ME.values(), "readme"))
_RANGE: Final = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")
_MAX_MERGED: Final = 10_000


def read_workbook(
    path: Path, place: Place, declaration: Declaration, refused: set[str]
) -> tuple[list[Sheet], list[Problem]]:
    """Open a workbook as tables.

    :param place: of the workbook, without a sheet
    :param refused: grows by the names of tables that a refused sheet is probably meant as
    :returns: a sheet for each table of the declaration that the workbook has, none if it cannot
        be read at all; and what is wrong with the workbook as a whole
    """
    problems: list[Problem] = []
    sheets: list[Sheet] = []
    try:
        with open_parts(path) as parts:
            check_parts(parts)
            parts_of, formats = find_sheets(parts), read_formats(parts)
            with calamine.load_workbook(path) as book:
                for sheet in _find_tables(
                    parts_of, place, declaration, problems=problems, refused=refused
                ):
                    sheets.append(sheet)
                    scan = scan_sheet(parts, parts_of[sheet.place.sheet], formats)
                    _read_sheet(book, sheet, scan)
    except OSError as error:
        problems.append(place.problem(f"cannot be read: {error.strerror or error}"))
    except WorkbookError as error:
        problems.append(place.problem(str(error)))
    except calamine.CalamineError as error:
        problems.append(place.problem(f"is damaged: {error}"))
    return sheets, problems


def _find_tables(
    names: Iterable[str],
    place: Place,
    declaration: Declaration,
    *,
    problems: list[Problem],
    refused: set[str],
) -> Iterator[Sheet]:
    """Tell which sheet is which table, and of every sheet that is none."""
    seen: dict[str, str] = {}
    for name in names:
        here = Place(place.source, place.file, place.file_name, name)
        table = declaration.find_table(name)
        if table is None:
            if not name.startswith("_") and name.casefold() not in _READ_ME:
                near = nearest(name, declaration.table_names)
                refused |= declaration.find_names(near)
                message = "is no table; a sheet that is not meant as one begins with '_'"
                problems.append(here.problem(message, value=name, near=near))
        elif table.name in seen:
            refused.add(table.name)
            message = (
                f"is the table {table.name}, as the sheet {seen[table.name]!r} is; expected one"
            )
            problems.append(here.problem(message, value=name))
        else:
            seen[table.name] = name
            yield Sheet(here, table)


def _read_sheet(book: calamine.CalamineWorkbook, sheet: Sheet, scan: SheetScan) -> None:
    name = sheet.place.sheet
    if scan.is_sprawling:
        last = cell_address(name, scan.rows, scan.columns - 1)
        message = f"reaches to {last} with {scan.filled} filled cells; delete what stands far away"
        sheet.problems.append(sheet.place.problem(message))
        sheet.is_complete = False
        return
    grid: list[list[Cell]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    header = [_as_text(cell) for cell in grid[0]] if grid else []
    if not any(cell.strip() for cell in header):
        what = "its first row has no header" if grid else "it is empty"
        sheet.problems.append(sheet.place.problem(f"is not a table: {what}"))
        sheet.is_complete = False
        return
    sheet.read_header(header)
    rows = _Rows(sheet, header, scan)
    sheet.chunks = list(rows.chunks(grid[1:]))


class _Rows:
    """The rows of a sheet while they become text."""

    def __init__(self, sheet: Sheet, header: Sequence[str], scan: SheetScan) -> None:
        self.sheet = sheet
        self.columns: list[Column | None] = [None] * len(header)
        for each in sheet.headers:
            self.columns[each.position] = each.column
        self.nameless = {place for place, text in enumerate(header) if not text.strip()}
        self.oddities: dict[int, dict[int, Oddity]] = defaultdict(dict)
        for (row, position), oddity in scan.oddities.items():
            if position < len(header) and (row > 1 or oddity.kind != "format"):
                self.oddities[row][position] = oddity
        self.merged = self.read_merged(scan.merged)

    def chunks(self, grid: Sequence[Sequence[Cell]]) -> Iterator[Chunk]:
        """Give the rows that are not blank, as text."""
        for start in range(0, len(grid), CHUNK_ROWS):
            rows: list[list[str]] = []
            numbers: list[int] = []
            faulty: set[tuple[int, int]] = set()
            for number, cells in enumerate(grid[start : start + CHUNK_ROWS], start + 2):
                if any(cell != "" for cell in cells) or number in self.oddities:
                    texts, faults = self.read_row(cells, number)
                    faulty |= {(len(rows), position) for position in faults}
                    rows.append(texts)
                    numbers.append(number)
            yield Chunk(rows, numbers, [], frozenset(faulty))

    def read_row(self, cells: Sequence[Cell], number: int) -> tuple[list[str], set[int]]:
        """Give the texts of a row, and the positions of the cells that have none to give."""
        texts: list[str] = []
        faults = set(self.merged.get(number, ()))
        oddities = self.oddities.get(number, {})
        for position, (cell, column) in enumerate(zip(cells, self.columns, strict=True)):
            if isinstance(cell, str) and position not in oddities:
                texts.append(cell)
                continue
            text, message = _read_cell(cell, column, oddities.get(position))
            texts.append(text)
            if message and column:
                faults.add(position)
                self.tell(message, number, position, text)
        for position in [place for place in self.nameless if texts[place].strip()]:
            self.nameless.remove(position)
            self.tell("stands in a column without a header", number, position, texts[position])
        return texts, faults

    def tell(self, message: str, row: int, position: int, value: str) -> None:
        column = self.columns[position]
        place = self.sheet.place
        label = (
            self.sheet.label(column.name, row)
            if column
            else cell_address(place.sheet, row, position)
        )
        self.sheet.problems.append(place.problem(message, row=row, column=label, value=value))

    def read_merged(self, ranges: Sequence[str]) -> dict[int, set[int]]:
        """Tell of merged cells; give those that are empty because of it."""
        covered: dict[int, set[int]] = defaultdict(set)
        letters = {column_letters(place): place for place in range(len(self.columns))}
        for text in ranges:
            found = _RANGE.fullmatch(text)
            if not found or found[1] not in letters:
                continue
            first, last = int(found[2]), min(int(found[4]), int(found[2]) + _MAX_MERGED)
            self.tell(
                "is the first of merged cells; unmerge them and fill in each",
                first,
                letters[found[1]],
                text,
            )
            right = letters.get(found[3], len(self.columns) - 1)
            for row in range(first, last + 1):
                covered[row].update(range(letters[found[1]], right + 1))
        return covered


def _read_cell(cell: Cell, column: Column | None, oddity: Oddity | None) -> tuple[str, str]:
    """Give the text of a cell, and what is wrong with it, or nothing."""
    text = _as_text(cell)
    if oddity and oddity.kind == "error":
        return oddity.detail, "is an error of the spreadsheet; type the value"
    if oddity and oddity.kind == "uncalculated":
        message = "is a formula without a value; open the workbook in a spreadsheet and save it"
        return text, message
    if isinstance(cell, dt.date | dt.time | dt.timedelta) or oddity:
        return _read_date(cell, column, oddity.detail if oddity else "")
    if isinstance(cell, bool):
        is_truth = column is not None and column.datatype == "boolean"
        return (text if is_truth else str(cell).upper()), ""
    if isinstance(cell, int | float) and column and column.is_date:
        is_year = float(cell).is_integer() and 1000 <= cell <= 9999
        return text, "" if is_year else "is a number, no date; type it as text, such as 2021-05"
    return text, ""


def _read_date(cell: Cell, column: Column | None, code: str) -> tuple[str, str]:
    """Read a cell that the spreadsheet holds as a date: what it shows is what was written."""
    text = _as_text(cell)
    if column and not column.is_date:
        message = "was made a date by the spreadsheet; format the cell as text and type it again"
        return text, message
    if code and not shown_parts(code) >= {"y", "m", "d"}:
        message = f"is a day that nobody wrote: the cell shows only {code!r} of it"
        return text, f"{message}; format the cell as text and type what is known, such as 2021-05"
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat(), ""
    if isinstance(cell, dt.datetime) or not isinstance(cell, dt.date):
        return text, "is no day: it has a time; format the cell as text and type the date"
    return text, ""


def _as_text(cell: Cell) -> str:
    """Give the text of a cell: 12 for 12.0, yes for TRUE.

    >>> _as_text(2021.0), _as_text(54.68), _as_text(True), _as_text(1e20)
    ('2021', '54.68', 'yes', '100000000000000000000')
    """
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return f"{Decimal(repr(cell)):f}".removesuffix(".0")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
