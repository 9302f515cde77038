"""The functions of GREL over dates; names of months and days are English.

What would be another date in each run (``date_now``) is left out: the same input makes the same
graph. ``fn:date`` of Saite reads dates as people write them, in several languages.

Source: the General Refine Expression Language, described as functions of FnO at
http://users.ugent.be/~bjdmeest/function/grel.ttl; patterns are those of Java's SimpleDateFormat.
"""

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from saite.mapping.grel_numbers import whole
from saite.mapping.signature import GREL, Function, one_output

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PATTERN: Final = re.compile(
    r"'(?P<quoted>(?:[^']|'')*)'|(?P<letters>([A-Za-z])\3*)|(?P<other>.)", re.DOTALL
)
_UNITS: Final = {
    "years": "years", "year": "years", "months": "months", "month": "months", "weeks": "weeks",
    "week": "weeks", "w": "weeks", "days": "days", "day": "days", "d": "days", "hours": "hours",
    "hour": "hours", "h": "hours", "minutes": "minutes", "minute": "minutes", "min": "minutes",
    "seconds": "seconds", "sec": "seconds", "s": "seconds", "milliseconds": "milliseconds",
    "ms": "milliseconds", "S": "milliseconds", "weekday": "weekday", "time": "time",
}  # fmt: skip
_SECONDS: Final = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


def to_date(text: str, pattern: str) -> str:
    """Read a date by a pattern, and write it as ISO 8601 does.

    :raises ValueError: if the text does not follow the pattern, or the pattern names no day

    >>> to_date("3 March 2019", "d MMMM yyyy"), to_date("31/12/99", "dd/MM/yy")
    ('2019-03-03', '1999-12-31')
    """
    found = re.fullmatch(_compiled(pattern), text.strip(), re.IGNORECASE)
    if found is None:
        raise ValueError(f"{text!r} is not a date of the pattern {pattern!r}")
    given = {name: value for name, value in found.groupdict().items() if value is not None}
    if not {"y", "M", "d"} <= set(given):
        raise ValueError(f"the pattern {pattern!r} does not tell year, month and day")
    year = int(given["y"])
    if len(given["y"]) == 2:  # within 80 years before and 20 after 2000, as it is read mostly
        year += 2000 if year < 70 else 1900
    month = given["M"]
    names = [name[:3].lower() for name in _MONTHS]
    number = int(month) if month.isdecimal() else names.index(month[:3].lower()) + 1
    try:
        return date(year, number, int(given["d"])).isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is a day that no calendar has") from None


def _compiled(pattern: str) -> str:
    parts, seen = [], set()
    for token in _PATTERN.finditer(pattern):
        letters = token["letters"]
        if not letters:
            fixed = token["other"] or token["quoted"].replace("''", "'") or "'"
            parts.append(re.escape(fixed))
            continue
        letter = {"u": "y", "L": "M"}.get(letters[0], letters[0])
        expression = _expression(letter, len(letters))
        if expression is None or letter in seen:
            raise ValueError(f"{letters!r} in the pattern {pattern!r} is not understood")
        seen.add(letter)
        parts.append(f"(?P<{letter}>{expression})")
    return "".join(parts)


def _expression(letter: str, length: int) -> str | None:
    if letter == "M" and length > 2:
        names = _MONTHS if length > 3 else [name[:3] for name in _MONTHS]
        return "|".join(names)
    if letter == "E":
        return "|".join([*_DAYS, *(name[:3] for name in _DAYS)])
    if letter == "y":
        return r"\d\d" if length == 2 else r"\d{4}"
    return {
        "M": r"\d{1,2}", "d": r"\d{1,2}", "H": r"\d{1,2}", "h": r"\d{1,2}", "m": r"\d{1,2}",
        "s": r"\d{1,2}", "S": r"\d{1,9}", "a": "AM|PM", "Z": r"[+-]\d{4}",
        "X": r"Z|[+-]\d\d(?::?\d\d)?",
    }.get(letter)  # fmt: skip


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        message = f"{text!r} is not a date of ISO 8601, such as 2019-03-23 or 2019-03-23T10:00:00"
        raise ValueError(message) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _unit(name: str) -> str:
    if name not in _UNITS:
        known = ", ".join(dict.fromkeys(_UNITS.values()))
        raise ValueError(f"{name!r} is not a unit of time, expected one of {known}")
    return _UNITS[name]


def _part(text: str, unit: str) -> str:
    moment, chosen = _moment(text), _unit(unit)
    if chosen == "weekday":
        return _DAYS[moment.weekday()]
    return str(
        {
            "years": moment.year, "months": moment.month, "days": moment.day,
            "weeks": (moment.day - 1) // 7 + 1, "hours": moment.hour, "minutes": moment.minute,
            "seconds": moment.second, "milliseconds": moment.microsecond // 1000,
            "time": int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)),
        }[chosen]
    )  # fmt: skip


def _later(text: str, count: str, unit: str) -> str:
    moment, steps, chosen = _moment(text), whole(count), _unit(unit)
    try:
        if chosen in ("years", "months"):
            return _months_later(moment, steps * (12 if chosen == "years" else 1))
        if chosen in _SECONDS:
            return (moment + timedelta(seconds=steps * _SECONDS[chosen])).date().isoformat()
    except (OverflowError, ValueError):
        raise ValueError(f"{steps} {chosen} after {text} is no date") from None
    raise ValueError(f"{unit!r} cannot be added to a date")


def _months_later(moment: datetime, months: int) -> str:
    years, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    # A month that is shorter ends earlier: a month after 31 January is 28 February.
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(moment.day, last)).isoformat()


def _difference(one: str, other: str, unit: str) -> str:
    first, second, chosen = _moment(one), _moment(other), _unit(unit)
    if chosen in _SECONDS:
        return str(int((first - second) / timedelta(seconds=_SECONDS[chosen])))
    if chosen not in ("years", "months"):
        raise ValueError(f"{unit!r} is not a unit that two dates differ in")
    earlier, later = sorted((first, second))
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    months -= (later.day, later.time()) < (earlier.day, earlier.time())
    count = months // (12 if chosen == "years" else 1)
    return str(count if first >= second else -count)


def _functions() -> Iterator[Function]:
    yield one_output(GREL, "date_toDate", "valueParam p_string_pattern", "output_date", to_date,
                     datatype="date")  # fmt: skip
    yield one_output(GREL, "date_datePart", "p_date_d p_string_unit", "output_any", _part)
    yield one_output(GREL, "date_inc", "p_date_d p_dec_n p_string_unit", "output_date", _later,
                     datatype="date")  # fmt: skip
    yield one_output(GREL, "date_diff", "p_datetime_d p_datetime_d2 p_string_timeunit",
                     "stringOut", _difference)  # fmt: skip


DATE_FUNCTIONS: Final[dict[str, Function]] = {each.iri: each for each in _functions()}
"""IRI -> function."""
