"""Dates in the words and numbers of a language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from saite.dates.point import SEASON, DateError, Ends, Point
from saite.dates.vocabulary import MEANING_OF, MONTH_OF, MONTHS, SEASONS, plain
from saite.errors import nearest

# Hyphens inside a date become dots, so that every dash left over joins two ends.
_HYPHENATED: Final = re.compile(
    r"(?<![0-9-])(?:([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?|([0-9]{2})-([0-9]{2})-([0-9]{4}))"
    r"(?![0-9]|-[0-9])"
)
_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+|\S")
_DASHES: Final = frozenset("-–—‒―−")
# How many digits the numbers between slashes have, for each form with one reading.
_SLASHED: Final = ((4, 2, 2), (2, 2, 4), (1, 2, 4), (2, 1, 4), (1, 1, 4), (2, 4), (2, 2))
# The order of a day and a month where a year follows them, and where none is written at all.
_DAY_FIRST: Final = frozenset({"lt", "lv"})
_YEARLESS: Final = {"lt": "month first", "lv": "day first"}


def read_words(text: str, language: str) -> tuple[str, Ends]:
    """Read a date in words and numbers.

    :param text: in NFC, with single spaces
    :param language: primary subtag, such as ``lt``
    :returns: the date in EDTF, and its ends
    :raises DateError: if it is no date, or could be two
    """
    dotted = _HYPHENATED.sub(lambda found: ".".join(filter(None, found.groups())), text)
    tokens = _TOKEN.findall(dotted)
    meanings = MEANING_OF.get(language, {})
    if any(plain(word) in SEASONS for word in tokens):
        raise DateError(SEASON)
    kinds = ["join" if word in _DASHES else meanings.get(word.casefold(), "") for word in tokens]
    if kinds[0] in ("before", "after"):
        return _read_beside(tokens[1:], meanings, language, step=-1 if kinds[0] == "before" else 1)
    joints = [place for place, kind in enumerate(kinds) if kind in ("join", "until")]
    is_since = kinds[:1] == ["since"]
    if len(joints) > 1 or (is_since and "join" in kinds):
        raise DateError("is not one date or one span: write it in ISO, as in 2017-06-30/2017-07-01")
    if not joints:
        point = _read_point(_read_end(tokens[is_since:], meanings), language)
        return (f"{point}/..", (point, None)) if is_since else (str(point), (point, point))
    left, right = tokens[is_since : joints[0]], tokens[joints[0] + 1 :]
    if not left and not is_since and kinds[0] == "until":
        point = _read_point(_read_end(right, meanings), language)
        return f"../{point}", (None, point)
    return _read_span(_read_end(left, meanings), _read_end(right, meanings), language)


# After "before" these count years: two thousand years ago.
_YEARS_AGO: Final = frozenset({"metus", "metų", "metu"})


def _read_beside(
    words: Sequence[str], meanings: Mapping[str, str], language: str, *, step: int
) -> tuple[str, Ends]:
    """Read what is all before or all after a year, month or day."""
    if step < 0 and _YEARS_AGO.intersection(word.casefold() for word in words):
        raise DateError("can count years back: write the end in ISO, as in ../2018")
    point = _read_point(_read_end(words, meanings), language).beside(step)
    return (f"../{point}", (None, point)) if step < 0 else (f"{point}/..", (point, None))


class _End(NamedTuple):
    """The words of one end of a date, sorted.

    :param numbers: as written
    :param roles: place of a number to what the word after it says that it is
    :param month: the month that is named, or 0
    :param separators: marks between or after the words
    :param mark: ``~`` if a word says that it is approximate
    """

    numbers: tuple[str, ...]
    roles: Mapping[int, str]
    month: int
    separators: tuple[str, ...]
    mark: str


def _read_end(words: Sequence[str], meanings: Mapping[str, str]) -> _End:
    numbers: list[str] = []
    roles: dict[int, str] = {}
    separators: list[str] = []
    month, mark = 0, ""
    for before, word in zip(["", *words], words, strict=False):
        meaning = meanings.get(word.casefold(), "")
        if word.isascii() and word.isdecimal():
            numbers.append(word)
        elif word in (".", ",", "/") and before not in ("", ".", ",", "/"):
            separators.append(word)
        elif plain(word) in MONTH_OF and not month:
            month = MONTH_OF[plain(word)]
        elif meaning == "month" and MONTH_OF.get(plain(before)):
            continue
        elif meaning in ("year", "month", "day") and numbers and len(numbers) - 1 not in roles:
            roles[len(numbers) - 1] = meaning
        elif meaning == "about" and not before:
            mark = "~"
        elif meaning != "nothing":
            raise DateError(_say_not_understood(word, words))
    return _End(tuple(numbers), roles, month, tuple(separators), mark)


# In Lithuanian the month of a day stands in the genitive: 2019 gegužės 5.
_OF_A_DAY: Final = {
    form: line.split()[1] for line in MONTHS["lt"].splitlines() for form in line.split()
}


def _say_not_understood(word: str, words: Sequence[str]) -> str:
    known = {form for lines in MONTHS.values() for form in lines.split() if len(form) > 3}
    near = nearest(word, sorted(form for form in known if plain(form)[0] == plain(word)[:1]))
    if any(each.isdecimal() and len(each) < 3 for each in words):
        near = _OF_A_DAY.get(near, near)
    hint = f", did you mean {near!r}?" if near and plain(near) != plain(word) else ""
    return f"is not a date: cannot read {word!r} in it{hint}"


class _Parts(NamedTuple):
    """What an end names itself; a part that it leaves out is 0."""

    year: int = 0
    month: int = 0
    day: int = 0


def _read_point(end: _End, language: str) -> Point:
    return Point(*_place(end, language, ""), end.mark)


def _read_span(left: _End, right: _End, language: str) -> tuple[str, Ends]:
    """Read both ends of a span; each takes from the other what it leaves out."""
    order = _find_order(left, language) or _find_order(right, language)
    start, end = _place(left, language, order), _place(right, language, order)
    first = Point(*_borrow(start, end), left.mark)
    last = Point(*_borrow(end, start), right.mark)
    return f"{first}/{last}", (first, last)


def _borrow(parts: _Parts, lender: _Parts) -> _Parts:
    """Complete one end of a span from the other: 29 September – 2 October 2017."""
    if parts.year or not any(parts):
        return parts
    if not lender.month or (not parts.month and not lender.day):
        raise DateError("is not a span of dates: write both ends in full")
    return parts._replace(year=lender.year, month=parts.month or lender.month)


def _find_order(end: _End, language: str) -> str:
    """Find in which order an end with a year has its day and month, for one without a year."""
    if end.month or len(end.numbers) < 2:
        return ""
    if len(end.numbers[0]) == 4:
        return "month first"
    return "day first" if len(end.numbers) == 3 and language in _DAY_FIRST else ""


def _place(end: _End, language: str, order: str) -> _Parts:
    """Tell which number is the year, which the month, which the day."""
    _check_numbers(end)
    years = [place for place, number in enumerate(end.numbers) if len(number) == 4]
    year = int(end.numbers[years[0]]) if years else 0
    small = [int(number) for number in end.numbers if len(number) < 4]
    if end.month:
        parts = _Parts(year, end.month, *small)
    elif len(small) == 2 and years != [0]:
        if years:
            order = "day first" if language in _DAY_FIRST else ""
        else:
            order = order or _YEARLESS.get(language, "")
        parts = _Parts(year, *_tell_month(small, order))
    elif years or "month" in end.roles.values():
        parts = _Parts(year, *small)
    else:
        parts = _Parts(0, 0, *small)
    for place, role in end.roles.items():
        if int(end.numbers[place]) != getattr(parts, role):
            raise DateError(f"is not a date: {end.numbers[place]!r} cannot be its {role}")
    return parts


def _check_numbers(end: _End) -> None:
    sizes = tuple(len(number) for number in end.numbers)
    for number in end.numbers:
        if len(number) not in (1, 2, 4) or not int(number):
            raise DateError(f"is not a date: {number!r} is no year of four digits, month or day")
    if len(sizes) - sizes.count(4) > (1 if end.month else 2) or sizes.count(4) > 1:
        raise DateError("is not one date: it has too many numbers, or no year of four digits")
    if sizes[1:-1] == (4,):
        raise DateError("is not a date: its year stands in the middle")
    if "/" in end.separators and (
        end.month or set(end.separators) != {"/"} or sizes not in _SLASHED
    ):
        raise DateError("is not a date: the slash can be read in several ways, write it in ISO")
    if "," in end.separators and not end.month:
        raise DateError("is not a date: a comma stands between its numbers")


def _tell_month(pair: Sequence[int], order: str) -> Iterator[int]:
    """Tell the month and the day apart, by the order or because only one way can be."""
    one, other = pair
    if not order and one != other and max(pair) <= 12:
        raise DateError(
            f"can be day {one} of month {other} or day {other} of month {one}: "
            "write it in ISO, year first, as in 2017-07-03"
        )
    is_day_first = order == "day first" if order else one > 12
    return reversed(pair) if is_day_first else iter(pair)
