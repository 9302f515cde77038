"""A table as it stands in a file: where it is, its header, its cells as text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final, NamedTuple
from urllib.parse import quote

from saite.concepts import fold
from saite.errors import Problem, nearest
from saite.records.declaration import LANGUAGES, Column, Table

# Rows are understood in portions, column by column: a value that recurs is looked at once.
CHUNK_ROWS = 50_000
# How many rows a message lists that have the same fault.
LISTED_ROWS: Final = 10


@dataclass(frozen=True)
class Place:
    """Where a table stands.

    :param source: name of its source
    :param file: path of the file, for messages
    :param file_name: name of the file inside the source
    :param sheet: name of the sheet of a workbook, else empty
    """

    source: str
    file: str
    file_name: str
    sheet: str = ""

    @property
    def address(self) -> str:
        """Give the relative IRI reference of its rows, but for the number.

        >>> Place("reports", "data/book.xlsx", "book.xlsx", "Events").address
        'source/reports/book.xlsx#sheet=Events&row='
        """
        sheet = f"sheet={quote(self.sheet, safe='')}&" if self.sheet else ""
        name = quote(self.file_name, safe="")
        return f"source/{quote(self.source, safe='')}/{name}#{sheet}row="

    def problem(
        self,
        message: str,
        *,
        row: int = 0,
        line: int = 0,
        column: str = "",
        value: str = "",
        near: str = "",
    ) -> Problem:
        """Tell a problem of this table."""
        return Problem(
            self.file, self.sheet, row, line, column, value, message=message, nearest=near
        )


class Header(NamedTuple):
    """The header of one column.

    :param position: place of the column in the file, from 0
    :param text: the header as written
    """

    column: Column
    position: int
    text: str


class Chunk(NamedTuple):
    """Some rows of a table.

    :param rows: cells as text; each row at least as long as the header of the file
    :param numbers: number of each row, the header's being 1
    :param lines: physical line where each row begins; empty for a workbook
    :param faulty: row of this chunk and position of each cell that a problem was told of already
    """

    rows: list[list[str]]
    numbers: list[int]
    lines: list[int]
    faulty: frozenset[tuple[int, int]] = frozenset()


class Finding(NamedTuple):
    """What is wrong with a value of a column, wherever in the column it stands."""

    column: str
    value: str
    message: str
    near: str = ""


@dataclass
class Sheet:
    """A table while it is read.

    :param language: of the headers; empty if they are names of columns
    :param suspects: columns that are absent, but a header that is not known is nearly theirs
    :param chunks: the rows; running through them adds to ``problems``, ``broken_ids`` and
        ``is_complete``
    :param findings: values in fault, each with the rows and lines where it stands
    :param broken_ids: ids of rows that could not be read
    :param is_complete: False if some rows could not even be told apart
    """

    place: Place
    table: Table
    headers: tuple[Header, ...] = ()
    language: str = ""
    suspects: frozenset[str] = frozenset()
    chunks: Iterable[Chunk] = ()
    problems: list[Problem] = field(default_factory=list)
    findings: dict[Finding, list[tuple[int, int]]] = field(default_factory=dict)
    broken_ids: set[str] = field(default_factory=set)
    is_complete: bool = True

    def label(self, name: str, row: int) -> str:
        """Name a cell for a message: its header, and in a workbook its address before that.

        :param name: name of a column, which the file may lack
        """
        header = next((each for each in self.headers if each.column.name == name), None)
        if header is None:
            return self.table.column(name).title(self.language)
        if not self.place.sheet:
            return header.text
        return f"{cell_address(self.place.sheet, row, header.position)} ({header.text})"

    def title(self, name: str) -> str:
        """Name a column as its header does, or would in the language of the others."""
        header = next((each for each in self.headers if each.column.name == name), None)
        return header.text if header else self.table.column(name).title(self.language)

    def find(self, finding: Finding, row: int, line: int) -> None:
        """Note a value in fault; the same one is told once, with all its rows."""
        self.findings.setdefault(finding, []).append((row, line))

    def all_problems(self) -> Iterator[Problem]:
        """Give everything that is wrong in the table."""
        yield from self.problems
        for finding, places in self.findings.items():
            (row, line), *others = sorted(places)
            yield self.place.problem(
                finding.message + _say_others([number for number, _ in others]),
                row=row,
                line=line,
                column=self.label(finding.column, row),
                value=finding.value,
                near=finding.near,
            )

    def read_header(self, cells: Sequence[str]) -> None:
        """Tell which column each header means, and of every one that means none."""
        headers: dict[str, Header] = {}
        unknown: list[str] = []
        for position, cell in enumerate(cells):
            text = cell.strip()
            column = self.table.headers.get(fold(text))
            if column is None:
                unknown += [text] if text else []
            elif column.name in headers:
                earlier = headers[column.name]
                self._tell(
                    f"means the same column as header {earlier.position + 1}, {earlier.text!r}",
                    text,
                )
            else:
                headers[column.name] = Header(column, position, text)
        self.headers = tuple(headers.values())
        self.language = self._find_language()
        self._tell_unknown(unknown, headers)

    def _find_language(self) -> str:
        """Find the language of most headers; empty, for names, if no title fits better.

        Where that leaves several, the name of the file or sheet decides, then letter case.
        """
        name = fold(self.place.sheet or PurePath(self.place.file_name).stem)

        def count(language: str) -> tuple[int, bool, int]:
            titles = [(each.text, each.column.title(language)) for each in self.headers]
            alike = sum(fold(text) == fold(title) for text, title in titles)
            is_named = name == fold(self.table.titles.get(language, self.table.name))
            return alike, is_named, sum(text == title for text, title in titles)

        return max(("", *LANGUAGES), key=count)

    def _tell_unknown(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        absent = [column for column in self.table.columns if column.name not in known]
        titles = {text: column for column in absent for text in column.names}
        unused = ", ".join(column.title(self.language) for column in absent)
        suspects = set()
        for text in unknown:
            near = nearest(text, titles)
            suspects |= {titles[near].name} if near else set()
            message = f"is no column of the table {self.table.name}"
            listed = f", expected one not used yet: {unused}" if unused and not near else ""
            self._tell(message + listed, text, near)
        for column in absent:
            if column.is_required and column.name not in suspects:
                title = column.title(self.language)
                name = f" ({column.name})" if title != column.name else ""
                self._tell(f"lacks {title!r}{name}, a required column")
        self.suspects = frozenset(suspects)

    def _tell(self, message: str, header: str = "", near: str = "") -> None:
        self.problems.append(self.place.problem(message, row=1, value=header, near=near))


def _say_others(rows: Sequence[int]) -> str:
    if not rows:
        return ""
    listed = ", ".join(map(str, rows[:LISTED_ROWS]))
    more = f" and {len(rows) - LISTED_ROWS} more" if len(rows) > LISTED_ROWS else ""
    return f" (also row{'s' if len(rows) > 1 else ''} {listed}{more})"


def cell_address(sheet: str, row: int, position: int) -> str:
    """Name a cell of a workbook.

    >>> cell_address("events", 12, 27)
    'events!AB12'
    """
    return f"{sheet}!{column_letters(position)}{row}"


def column_letters(position: int) -> str:
    """Name a column of a workbook, counting from 0.

    >>> [column_letters(position) for position in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    number = position + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def in_chunks(rows: Iterable[tuple[list[str], int, int]]) -> Iterator[Chunk]:
    """Collect rows, each with its number and its line, into chunks."""
    cells: list[list[str]] = []
    numbers: list[int] = []
    lines: list[int] = []
    for row, number, line in rows:
        cells.append(row)
        numbers.append(number)
        lines.append(line)
        if len(cells) == CHUNK_ROWS:
            yield Chunk(cells, numbers, lines)
            cells, numbers, lines = [], [], []
    if cells:
        yield Chunk(cells, numbers, lines)
