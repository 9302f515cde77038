"""Tables in CSV files: UTF-8, a header, one delimiter, quotes doubled; nothing is sniffed.

Source: RFC 4180; row numbers are RFC 7111's, so that a record with line breaks in it is one row.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from saite.concepts import fold
from saite.records.declaration import Table
from saite.records.sheet import Place, Sheet, in_chunks

# Characters of a cell: of more a quote is likely not to end.
LONGEST: Final = 131_072
# Spreadsheets of countries with a decimal comma put one of the others between the columns.
_DELIMITERS: Final = (",", ";", "\t")
_BALTIC: Final = "cp1257"


def read_csv(path: Path, place: Place, table: Table) -> Sheet:
    """Open a CSV file as a table.

    :returns: a sheet with its header read, its rows still to be run through; what is wrong stands
        in its ``problems``, and it is not complete if it cannot be read at all
    """
    sheet = Sheet(place, table)
    text = _decode(path, sheet)
    if text is None:
        sheet.is_complete = False
        return sheet
    delimiter = _find_delimiter(text, table)
    records = _records(text, delimiter, sheet)
    header, _ = next(records, ([], 0))
    if not any(cell.strip() for cell in header):
        what = "its first row has no header" if text.strip() else "it is empty"
        sheet.problems.append(place.problem(f"is not a table: {what}"))
        sheet.is_complete = False
        return sheet
    sheet.read_header(header)
    sheet.chunks = in_chunks(_rows(records, header, sheet))
    return sheet


def _decode(path: Path, sheet: Sheet) -> str | None:
    try:
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except OSError as error:
        sheet.problems.append(sheet.place.problem(f"cannot be read: {error.strerror or error}"))
        return None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = _say_not_utf8(error.object, error.start)
        sheet.problems.append(sheet.place.problem(message, line=line))
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = "has a NUL character: it is no text, or was cut off while it was written"
        sheet.problems.append(sheet.place.problem(message, line=line))
        return None
    return text


def _say_not_utf8(data: bytes, start: int) -> str:
    """Say where a file stops being UTF-8, and how it reads in the encoding that is most likely."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "is UTF-16; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
    message = (
        f"is not UTF-8: byte {data[start]:#04x} at offset {start}; "
        "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
    )
    before = re.split(rb"[\r\n,;\t\"]", data[max(0, start - 40) : start])[-1]
    after = re.split(rb"[\r\n,;\t\"]", data[start : start + 40])[0]
    try:
        words = (before + after).decode(_BALTIC)
    except UnicodeDecodeError:
        return message
    return f"{message}; it may be Windows-1257, in which this reads {words.strip()!r}"


def _find_delimiter(text: str, table: Table) -> str:
    """Find what divides the header: that by which most of its parts are columns of the table."""
    beginning = text[:65_536]

    def count_columns(delimiter: str) -> int:
        try:
            header = next(csv.reader(io.StringIO(beginning, newline=""), delimiter=delimiter), [])
        except csv.Error:
            return 0
        return sum(fold(cell) in table.headers for cell in header)

    return max(_DELIMITERS, key=count_columns)


def _records(text: str, delimiter: str, sheet: Sheet) -> Iterator[tuple[list[str], int]]:
    """Give each record and the line where it begins; stop at one that is not well formed."""
    csv.field_size_limit(LONGEST)  # one for the process: mappings read longer ones
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = str(error)
            if "unexpected end" in reason:
                reason = "a cell that begins with a quote does not end"
            elif "field limit" in reason:
                reason = (
                    "a cell that begins with a quote does not end, or a cell has more than"
                    f" {LONGEST:,} characters"
                )
            message = f"is not CSV from here on: {reason}"
            sheet.problems.append(sheet.place.problem(message, row=number, line=line))
            sheet.is_complete = False
            return
        yield record, line
        line = reader.line_num + 1


def _rows(
    records: Iterator[tuple[list[str], int]], header: list[str], sheet: Sheet
) -> Iterator[tuple[list[str], int, int]]:
    """Give each row that is not blank, with its number and its line."""
    width = len(header)
    nameless = {position for position, cell in enumerate(header) if not cell.strip()}
    key = next((each.position for each in sheet.headers if each.column.name == sheet.table.key), -1)
    for number, (record, line) in enumerate(records, 2):
        if not any(map(str.strip, record)):
            continue
        if len(record) != width and (len(record) < width or any(map(str.strip, record[width:]))):
            message = (
                f"has {len(record)} cell{'s' * (len(record) != 1)}, expected {width} as in the "
                "header; "
                "a cell with a comma or a line break in it needs quotes"
            )
            sheet.problems.append(sheet.place.problem(message, row=number, line=line))
            sheet.broken_ids.update(cell.strip() for cell in record[key : key + 1])
            continue
        for position in sorted(place for place in nameless if record[place].strip()):
            nameless.remove(position)
            message = f"stands in column {position + 1}, which has no header"
            sheet.problems.append(
                sheet.place.problem(message, row=number, line=line, value=record[position])
            )
        yield record, number, line
