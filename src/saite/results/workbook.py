"""Answers as an XLSX workbook that no spreadsheet can be made to run anything by.

Every text is written as a string, never as a formula or a link; numbers and days that a
spreadsheet holds to the last digit are numbers and days, others are text.
"""

import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO, Final, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from saite.controls import show_controls
from saite.results.cells import fit_cell, to_text
from saite.results.terms import Value

MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384
_EXACT: Final = 2**53  # above it, a spreadsheet's numbers lose digits
_DIGITS: Final = 15
_FIRST_DAY: Final = date(1900, 3, 1)  # before it, a spreadsheet's calendar is a day off
_NARROWEST: Final = 8
_WIDEST: Final = 60


class _Formats(NamedTuple):
    header: Format
    text: Format
    day: Format


def write_workbook(rows: Iterable[list[Value]], stream: BinaryIO) -> None:
    """Write rows, the first of them the header, as a workbook of one sheet.

    The same rows give the same bytes. The caller sees to it that they fit ``MAX_ROWS`` and
    ``MAX_COLUMNS``.
    """
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    # A fixed moment, because the clock's would make every file differ.
    workbook.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - Excel has no zones
    worksheet = workbook.add_worksheet("answers")
    formats = _Formats(
        workbook.add_format({"bold": True}),
        workbook.add_format({}),
        workbook.add_format({"num_format": "yyyy-mm-dd"}),
    )
    widths: dict[int, int] = {}
    for number, cells in enumerate(rows):
        for index, cell in enumerate(cells):
            if number:
                _write_cell(worksheet, (number, index), cell, formats=formats)
            else:
                _write_text(worksheet, (number, index), to_text(cell), formats.header)
            widths[index] = max(widths.get(index, _NARROWEST), _width(cell))
    for index, width in widths.items():
        worksheet.set_column(index, index, width)
    worksheet.freeze_panes(1, 0)
    workbook.close()
    stream.write(content.getvalue())


def _width(cell: Value) -> int:
    return min(_WIDEST, 1 + max(len(line) for line in to_text(cell).split("\n")))


def _write_cell(
    worksheet: Worksheet, place: tuple[int, int], cell: Value, *, formats: _Formats
) -> None:
    match cell:
        case None:
            return
        case bool():
            worksheet.write_boolean(*place, cell)
        case date() if not isinstance(cell, datetime) and cell >= _FIRST_DAY:
            worksheet.write_datetime(*place, cell, formats.day)
        case int() | Decimal() | float() if _is_exact(cell):
            worksheet.write_number(*place, cell)
        case _:
            _write_text(worksheet, place, to_text(cell), formats.text)


def _is_exact(number: float | Decimal) -> bool:
    """Tell whether a spreadsheet's number, a double, holds this one to its last digit."""
    match number:
        case int():
            return abs(number) <= _EXACT
        case Decimal():
            return len(number.as_tuple().digits) <= _DIGITS
        case _:
            return abs(number) < float("inf")


def _write_text(worksheet: Worksheet, place: tuple[int, int], text: str, style: Format) -> None:
    shown = fit_cell(show_controls(text, keep="\t\n"))
    if shown.startswith("<r>") and shown.endswith("</r>"):
        # xlsxwriter takes such a text for markup of its own and would not escape it.
        worksheet.write_rich_string(*place, "<", style, shown[1:])
    else:
        worksheet.write_string(*place, shown, style)
