"""Answers as files, by the name of a format.

Files for people show labels, and the IRIs that these stand for in columns of their own at the
right end; cells that a spreadsheet would run are guarded. ``is_raw`` asks for CSV and TSV as the
W3C defines them, for other programs.
"""

import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from rich.console import Console

from saite.controls import show_controls
from saite.errors import UsageError, nearest
from saite.results.cells import guard, is_number, to_text
from saite.results.interchange import (
    RDF_FORMATS,
    write_json,
    write_standard_csv,
    write_standard_tsv,
    write_statements,
)
from saite.results.model import Answer, Results, Row, Statements
from saite.results.tables import to_table
from saite.results.terms import Iri, Value
from saite.results.workbook import MAX_COLUMNS, MAX_ROWS, write_workbook

FORMATS: Final = ("table", "csv", "tsv", "xlsx", "json", *RDF_FORMATS)
_SYNONYMS: Final = {"txt": "table", "srj": "json", "turtle": "ttl"}
_COLUMN: Final = 24  # characters a column, in a table that no terminal limits
_NARROWEST: Final = 80


def format_of(name: str) -> str:
    """Find the format that a name or the ending of a file asks for.

    :raises UsageError: if there is no such format

    >>> format_of("answers.XLSX"), format_of("json")
    ('xlsx', 'json')
    """
    ending = name.rpartition(".")[2].lower()
    found = _SYNONYMS.get(ending, ending)
    if found not in FORMATS:
        near = nearest(ending, FORMATS)
        hint = f"; did you mean {near!r}?" if near else ""
        raise UsageError(f"{name!r} names no format of answers: {', '.join(FORMATS)}{hint}")
    return found


def write_answer(answer: Answer, stream: BinaryIO, *, form: str, is_raw: bool = False) -> None:
    """Write an answer to a stream, the same bytes each time.

    Statements written as CSV, TSV or XLSX have the columns subject, predicate and object, and as
    JSON they are JSON-LD; an answer of yes or no has the one column answer.

    :param form: one of ``FORMATS``
    :param is_raw: CSV and TSV as the W3C defines them, without labels and guards
    :raises UsageError: if the kind of answer does not exist in that format, or does not fit it
    """
    if isinstance(answer, Statements) and form in {"table", "json", *RDF_FORMATS}:
        form = {"table": "ttl", "json": "jsonld"}.get(form, form)
        write_statements(answer, stream, form=form)
    elif form in RDF_FORMATS:
        raise UsageError(
            f"{form} holds statements, which CONSTRUCT and DESCRIBE give; this query gives"
            " another kind of answer: take table, csv, tsv, xlsx or json"
        )
    elif form == "json" and not isinstance(answer, Statements):
        write_json(answer, stream)
    else:
        results = answer if isinstance(answer, Results) else answer.to_results()
        _WRITERS[form, is_raw](results, stream)


def _write_table(results: Results, stream: BinaryIO) -> None:
    text = io.StringIO()
    width = max(_NARROWEST, _COLUMN * len(results.variables))
    console = Console(file=text, width=width, color_system=None, legacy_windows=False)
    console.print(to_table(results))
    stream.write(text.getvalue().encode("utf-8"))


def _sheet(results: Results) -> Iterator[list[Value]]:
    """Yield the header and the rows as people get them: labels first, IRIs at the right end."""
    hidden = [
        variable
        for variable in results.variables
        if any(isinstance(cell, Iri) and cell.label != cell for cell in results.column(variable))
    ]
    yield [*results.variables, *(f"{name}_iri" for name in hidden)]
    for row in results:
        yield [*(_labelled(cell) for cell in row.values()), *(_bare(row, name) for name in hidden)]


def _labelled(cell: Value) -> Value:
    return cell.label if isinstance(cell, Iri) else cell


def _bare(row: Row, name: str) -> Value:
    cell = row[name]
    return str(cell) if isinstance(cell, Iri) else None


def _guarded(cell: Value) -> str:
    text = to_text(cell)
    return text if is_number(cell) else guard(show_controls(text, keep="\t\r\n"))


def _write_separated(results: Results, stream: BinaryIO, dialect: type[csv.Dialect]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, dialect=dialect)
    writer.writerows([_guarded(cell) for cell in cells] for cells in _sheet(results))
    stream.write(text.getvalue().encode("utf-8"))


def _write_csv(results: Results, stream: BinaryIO) -> None:
    _write_separated(results, stream, csv.excel)


def _write_tsv(results: Results, stream: BinaryIO) -> None:
    _write_separated(results, stream, csv.excel_tab)


def _write_xlsx(results: Results, stream: BinaryIO) -> None:
    if len(results) >= MAX_ROWS or 2 * len(results.variables) > MAX_COLUMNS:
        raise UsageError(
            f"{len(results):,} rows of {len(results.variables):,} columns do not fit a worksheet"
            f" of {MAX_ROWS:,} by {MAX_COLUMNS:,}: write CSV instead"
        )
    write_workbook(_sheet(results), stream)


_WRITERS: Final[dict[tuple[str, bool], Callable[[Results, BinaryIO], None]]] = {
    ("table", False): _write_table,
    ("table", True): _write_table,
    ("csv", False): _write_csv,
    ("csv", True): write_standard_csv,
    ("tsv", False): _write_tsv,
    ("tsv", True): write_standard_tsv,
    ("xlsx", False): _write_xlsx,
    ("xlsx", True): _write_xlsx,
}
