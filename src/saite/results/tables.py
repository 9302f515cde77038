"""Answers on a terminal: a table where it fits, else one line for each cell."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text as RichText

from saite.controls import show_for_terminal
from saite.results.cells import is_number, to_text
from saite.results.model import Results
from saite.results.terms import Value

_LONG: Final = 24  # what is longer and the same in every row is said once
_WORD: Final = 16  # a longer word may be broken
_BORDER: Final = 3  # characters of a border and its margins, a column


class ResultsTable:
    """Results as Rich prints them: labels instead of IRIs, nothing that a terminal would obey.

    What is long and the same in every row is said once, below the table, where a column with
    nothing in it is named too. A single row stands upright, a line for each variable; so do all
    rows where the terminal is too narrow for the words of a table.
    """

    def __init__(self, results: Results, *, title: str = "") -> None:
        self._title = title
        self._columns = {variable: results.column(variable) for variable in results.variables}
        self._count = len(results)
        self._common: dict[str, str] = {}
        self._empty: list[str] = []
        if self._count > 1:
            texts = {name: [to_text(cell) for cell in c] for name, c in self._columns.items()}
            self._common = {
                n: t[0] for n, t in texts.items() if len(set(t)) == 1 and len(t[0]) > _LONG
            }
            self._empty = [name for name, cells in texts.items() if not any(cells)]

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        if self._title:
            yield RichText(show_for_terminal(self._title), style="bold")
        names = [n for n in self._columns if n not in self._common and n not in self._empty]
        widths = {name: _least_width(name, self._columns[name]) for name in names}
        is_wide = sum(widths.values()) + _BORDER * len(widths) + 1 <= options.max_width
        yield self._grid(widths) if is_wide and self._count != 1 else self._upright(names)
        notes = [f"{name}: {text}" for name, text in self._common.items()]
        notes += [f"nothing in: {', '.join(self._empty)}"] if self._empty else []
        yield from (RichText(show_for_terminal(note)) for note in notes)

    def _grid(self, widths: dict[str, int]) -> Table:
        table = Table()
        for name, width in widths.items():
            justify = _justify(self._columns[name])
            table.add_column(RichText(name), justify=justify, overflow="fold", min_width=width)
        for number in range(self._count):
            table.add_row(*(_shown(self._columns[name][number]) for name in widths))
        return table

    def _upright(self, names: Sequence[str]) -> Table:
        table = Table(show_header=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for number in range(self._count):
            for name in names:
                table.add_row(RichText(name), _shown(self._columns[name][number]))
            table.add_section()
        return table


def to_table(results: Results, *, title: str = "") -> ResultsTable:
    """Lay results out for a terminal, to be printed by Rich."""
    return ResultsTable(results, title=title)


def _least_width(name: str, cells: Sequence[Value]) -> int:
    words = [word for cell in cells for word in to_text(cell).split()]
    return max(len(name), min(_WORD, max(map(len, words), default=0)))


def _justify(cells: Sequence[Value]) -> JustifyMethod:
    bound = [cell for cell in cells if cell is not None]
    return "right" if bound and all(map(is_number, bound)) else "left"


def _shown(cell: Value) -> RichText:
    return RichText(show_for_terminal(to_text(cell)))
