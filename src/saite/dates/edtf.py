"""The part of ISO 8601 and EDTF that records need.

Years, months and days, each with a mark of doubt; intervals with open ends; one of a set.

Source: Extended Date/Time Format, https://www.loc.gov/standards/datetime/
"""

import re
from typing import Final

from saite.dates.point import SEASON, DateError, Ends, Point

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%]?)")
_DURATION: Final = re.compile(r"P[0-9][0-9YMWDTHS.,]*")


def read_edtf(text: str) -> tuple[str, Ends] | None:
    """Read a date in ISO or EDTF.

    :returns: the text, and its ends; None if it is written in neither
    :raises DateError: if it is, and yet no date

    >>> read_edtf("2021-05/..")[0], read_edtf("2021 05")
    ('2021-05/..', None)
    """
    if _DURATION.fullmatch(text):
        raise DateError("is a duration, not a date")
    if text.startswith("[") and text.endswith("]"):
        return text, _read_set(text[1:-1])
    if point := _read_point(text):
        return str(point), (point, point)
    first, *rest = text.split("/")
    if len(rest) != 1:
        return None
    start, end = _read_point(first), _read_point(rest[0])
    if not ((start or first in ("", "..")) and (end or rest[0] in ("", ".."))):
        return None
    if "" in (first, rest[0]):
        raise DateError("leaves an end unknown; write '..' for an end that is open")
    if not (start or end):
        raise DateError("is not a date: both ends are open")
    return text, (start, end)


def _read_point(text: str) -> Point | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day, mark = found.groups()
    if "00" in (month, day):
        raise DateError("is not a date: there is no month or day 00")
    # Seasons, quarters and halves of a year have numbers as months have.
    if not day and 21 <= int(month or 0) <= 41:
        years = f"{year}/{int(year) + 1:04d}"
        both = f"; two years are {years}" if years.endswith(month) else ""
        raise DateError(SEASON + both)
    return Point(int(year), int(month or 0), int(day or 0), mark)


def _read_set(text: str) -> Ends:
    """Read what stands in the brackets of a set: one of these days, months or years."""
    firsts: list[Point] = []
    lasts: list[Point] = []
    elements = text.split(",")
    for element in elements:
        first, dots, last = element.partition("..")
        start, end = _read_point(first), _read_point(last if dots else first)
        is_read = (start or not first) and (end or not last) and (start or end)
        if not is_read or (start and end and not _is_range(start, end)):
            raise DateError(f"is not a set of dates: cannot read {element!r}")
        firsts += [start] if start else []
        lasts += [end] if end else []
    if len(elements) > max(len(firsts), len(lasts)):
        raise DateError("is not a date: both ends are open")
    return (
        min(firsts, key=lambda point: point.first) if len(firsts) == len(elements) else None,
        max(lasts, key=lambda point: point.last) if len(lasts) == len(elements) else None,
    )


def _is_range(start: Point, end: Point) -> bool:
    """Tell if all values from one to the other are meant: both years, both months, both days."""
    return start.precision == end.precision and start.first <= end.first
