"""What runs the steps of a plan: an engine that holds the relations."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from saite.mapping.facts import Facts, Question
from saite.mapping.guards import ALWAYS, Uses
from saite.mapping.plan import Block, Check, Frame, Lookup, Union


class Place(NamedTuple):
    """Where a row comes from, as far as its relation says.

    :param at: relative IRI reference of the row
    :param row: its number
    """

    at: str | None
    row: str | None


class Broken(NamedTuple):
    """What breaks a rule.

    :param rows: number of rows that do
    :param shown: value and place of the first of them
    """

    rows: int
    shown: list[tuple[str, Place]]


class Engine(Protocol):
    """Answers questions about relations, runs functions' lookups, and writes what a plan makes."""

    def facts(self, questions: Sequence[Question]) -> list[Facts]:
        """Find out what a plan must know of relations."""
        ...

    def arguments(
        self, frame: Frame, lookup: Lookup, uses: Uses = ALWAYS
    ) -> list[tuple[str | None, ...]]:
        """Give the distinct arguments of a lookup, those that a column gives, in order.

        :param uses: the rows to take them from
        """
        ...

    def add_lookup(self, lookup: Lookup, rows: Sequence[tuple[str | None, ...]]) -> None:
        """Keep the outputs of a function behind its arguments, a column for each."""
        ...

    def places(
        self, frame: Frame, values: Sequence[tuple[str, str | None]], uses: Uses, *, limit: int
    ) -> list[Place]:
        """Give the first rows whose columns have some values, of those where they are used."""
        ...

    def broken(self, check: Check, *, limit: int) -> Broken:
        """Give what breaks a rule; of the rows the first few."""
        ...

    def first_row(self, frame: Frame, columns: Sequence[str]) -> tuple[str, ...] | None:
        """Give the values of columns in the first row that has them all; None if none has."""
        ...

    @property
    def fruitless(self) -> Sequence[Block | Union]:
        """Give what was written and made no statement; of unions those of which it is not known.

        What it would cost too much to find out is left out.
        """
        ...

    def write(self, outputs: Sequence[Block | Union], path: Path, *, in_order: bool) -> int:
        """Write all lines to a file, and give their number.

        :param in_order: so that two runs write the same bytes
        :raises SaiteError: if the file cannot be written
        """
        ...

    def clean(self) -> None:
        """Forget the lookups and all else that a run left behind."""
        ...
