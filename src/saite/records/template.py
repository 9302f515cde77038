"""Empty tables to fill in: a workbook with drop-downs and notes, or CSV files.

The same declaration and language give the same bytes.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from saite.concepts import Concepts
from saite.records.cells import NO, YES
from saite.records.declaration import Column, Declaration, Table
from saite.records.description import check_language, describe_rules, describe_value
from saite.records.reader_xlsx import READ_ME

LISTS: Final = "_lists"
LAST_ROW: Final = 1_048_575
# Rows that a drop-down of ids offers.
OFFERED_IDS: Final = 5_000
# A date that never changes, so that two templates are the same file.
MADE: Final = datetime(2026, 1, 1)  # noqa: DTZ001  (a workbook's own clock has no zone)


def write_csv_tables(folder: Path, declaration: Declaration, language: str | None = None) -> None:
    """Write every table as an empty CSV file, UTF-8 with a mark so that spreadsheets see it.

    :param folder: made if it does not exist; files of the same names are replaced
    :param language: of the headers; by default they are the columns' names
    :raises UsageError: if the tables have no titles in that language
    """
    if language is not None:
        check_language(language)
    folder.mkdir(parents=True, exist_ok=True)
    for table in declaration.tables.values():
        header = [column.titles[language] if language else column.name for column in table.columns]
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerow(header)


def write_template(path: Path, language: str, declaration: Declaration, concepts: Concepts) -> None:
    """Write an empty workbook: a sheet for each table, with titles and choices in a language.

    Required columns have a darker header. All columns but numbers are text, so that a spreadsheet
    turns nothing into a date.

    :param language: en, lt or lv
    :raises UsageError: if the tables have no titles in that language
    :raises OSError: if it cannot be written, as where a spreadsheet has it open; the old file is
        then as it was
    """
    check_language(language)
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": MADE, "title": declaration.titles[language]})
        _write_read_me(book, language, declaration)
        sheets = {
            table.name: book.add_worksheet(table.titles[language])
            for table in declaration.tables.values()
        }
        ranges = _write_lists(book, language, declaration, concepts)
        writer = _SheetWriter(book, language, declaration, ranges)
        for table in declaration.tables.values():
            writer.write(sheets[table.name], table)
    path.write_bytes(content.getvalue())


def _write_read_me(book: Workbook, language: str, declaration: Declaration) -> None:
    sheet = book.add_worksheet(READ_ME[language])
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 100, wrapped)
    sheet.write_string(0, 0, declaration.titles[language], bold)
    sheet.write_string(1, 1, declaration.descriptions[language])
    row = 3
    for table in declaration.tables.values():
        title = table.titles[language]
        sheet.write_url(row, 0, f"internal:'{title}'!A1", string=title)
        rules = " ".join(describe_rules(table, language))
        sheet.write_string(row, 1, f"{table.descriptions[language]} {rules}".strip())
        row += 1


def _write_lists(
    book: Workbook, language: str, declaration: Declaration, concepts: Concepts
) -> dict[str, str]:
    """Write what the drop-downs offer into a hidden sheet; give the range of each list."""
    columns = [column for table in declaration.tables.values() for column in table.columns]
    schemes = dict.fromkeys(column.scheme for column in columns if column.scheme)
    lists = {
        scheme: [concept.label(language) for concept in concepts.schemes.get(scheme, {}).values()]
        for scheme in schemes
    }
    lists["boolean"] = [YES[language], NO[language]]
    sheet = book.add_worksheet(LISTS)
    sheet.hide()
    ranges: dict[str, str] = {}
    for position, (name, labels) in enumerate(lists.items()):
        # As text: a label of the user's own that begins with a sign is no formula.
        for row, text in enumerate((name, *labels)):
            sheet.write_string(row, position, text)
        if labels:
            first, last = (
                xl_rowcol_to_cell(row, position, row_abs=True, col_abs=True)
                for row in (1, len(labels))
            )
            ranges[name] = f"='{LISTS}'!{first}:{last}"
    return ranges


class _SheetWriter:
    """Writes the sheets of one workbook, which share their formats and lists."""

    def __init__(
        self, book: Workbook, language: str, declaration: Declaration, ranges: dict[str, str]
    ) -> None:
        self.language = language
        self.declaration = declaration
        self.ranges = ranges
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.number = book.add_format({"valign": "top"})
        look = {"bold": True, "border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
        self.header = book.add_format({**look, "bg_color": "#E8EEF4"})
        self.required = book.add_format({**look, "bg_color": "#1F4E79", "font_color": "#FFFFFF"})

    def write(self, sheet: Worksheet, table: Table) -> None:
        """Write the header of a table, and make its columns ready to fill in."""
        sheet.freeze_panes(1, 1)
        for position, column in enumerate(table.columns):
            is_number = column.datatype in ("integer", "decimal")
            title = column.titles[self.language]
            sheet.set_column(
                position, position, _width(column, title), self.number if is_number else self.text
            )
            sheet.write_string(
                0, position, title, self.required if column.is_required else self.header
            )
            sheet.write_comment(0, position, self._note(column, table), _NOTE_LOOK)
            self._offer(sheet, position, column)
        last = xl_col_to_name(len(table.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{last}{LAST_ROW + 1}"})

    def _note(self, column: Column, table: Table) -> str:
        value = describe_value(column, table, self.declaration, self.language)
        return f"{column.descriptions[self.language]}\n[{value.replace('`', '')}]"

    def _offer(self, sheet: Worksheet, position: int, column: Column) -> None:
        """Offer the values of a column as a drop-down; a list of several cannot have one."""
        if column.separator:
            return
        choice = self.ranges.get(column.scheme or column.datatype)
        if choice:
            sheet.data_validation(
                1, position, LAST_ROW, position, {"validate": "list", "source": choice}
            )
        elif column.references:
            title = self.declaration.tables[column.references].titles[self.language]
            rule = {
                "validate": "list",
                "source": f"='{title}'!$A$2:$A${OFFERED_IDS}",
                # Only offered: the row that it refers to may be written later.
                "error_type": "information",
                "show_error": False,
            }
            sheet.data_validation(1, position, LAST_ROW, position, rule)


_NOTE_LOOK: Final = {"x_scale": 2.2, "y_scale": 1.4, "author": "Saite", "font_size": 9}


def _width(column: Column, title: str) -> int:
    widths: Sequence[tuple[bool, int]] = (
        (column.name in ("title", "text", "note"), 48),
        (column.name == "name" or column.is_date, 30),
        (bool(column.separator or column.scheme), 22),
    )
    return max(len(title) + 2, next((width for is_so, width in widths if is_so), 14))
