"""A year, month or day: what the ends of every date are made of."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, Self

Precision = Literal["day", "month", "year"]


SEASON: Final = (
    "names a season or another part of a year: write the months instead, e.g. 2021-03/2021-05, "
    "and keep the words in a note"
)


class DateError(ValueError):
    """A text is not a date that can be read without guessing; the message says why."""


@dataclass(frozen=True, slots=True)
class Point:
    """A year, a month of a year, or a day; a part that is not named is 0.

    :param mark: EDTF's mark of what is uncertain ``?``, approximate ``~`` or both ``%``
    :raises DateError: if the calendar has no such day
    """

    year: int
    month: int = 0
    day: int = 0
    mark: str = ""

    def __post_init__(self) -> None:
        if not self.year:
            raise DateError("is not a date: it has no year of four digits")
        if self.month > 12:
            raise DateError(f"is not a date: there is no month {self.month}")
        days = monthrange(self.year, self.month or 1)[1]
        if self.day and (not self.month or self.day > days):
            raise DateError(
                f"is not a date: {self.year:04d}-{self.month:02d} has no day {self.day}"
            )

    @property
    def precision(self) -> Precision:
        """Name the smallest part that is known."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first(self) -> date:
        """Return the first day in it."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """Return the last day in it."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def beside(self, step: int) -> Self:
        """Give the year, month or day after it for 1, before it for -1.

        :raises DateError: if the calendar ends there
        """
        try:
            edge = (self.last if step > 0 else self.first) + timedelta(days=step)
        except OverflowError:
            raise DateError("is not a date: its year has more than four digits, or none") from None
        month = edge.month if self.month else 0
        return type(self)(edge.year, month, edge.day if self.day else 0, self.mark)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)]
        return "-".join(parts) + self.mark


# The first and the last of a date; None where it is open.
Ends = tuple[Point | None, Point | None]
