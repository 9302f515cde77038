"""A date as a person writes it, read into EDTF and the first and last day that it can mean.

Understood are ISO 8601 and the parts of EDTF that records need (intervals, open ends, one of a
set, ``?`` ``~`` ``%``), and what people write in Lithuanian, Latvian and English. The order of
numeric dates is fixed by the language; what is not understood is refused, never guessed.

Source: Extended Date/Time Format, https://www.loc.gov/standards/datetime/
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from saite.errors import nearest

Precision = Literal["day", "month", "year"]

# A line a month: nominative, genitive, dative, accusative, instrumental, locative, abbreviations.
_MONTHS: Final = {
    "lt": """sausis sausio sausiui sausį sausiu sausyje saus
        vasaris vasario vasariui vasarį vasariu vasaryje vas
        kovas kovo kovui kovą kovu kove kov
        balandis balandžio balandžiui balandį balandžiu balandyje bal
        gegužė gegužės gegužei gegužę geguže gegužėje geg
        birželis birželio birželiui birželį birželiu birželyje birž
        liepa liepos liepai liepą liepoje liep
        rugpjūtis rugpjūčio rugpjūčiui rugpjūtį rugpjūčiu rugpjūtyje rugp rugpj
        rugsėjis rugsėjo rugsėjui rugsėjį rugsėju rugsėjyje rugs
        spalis spalio spaliui spalį spaliu spalyje spal
        lapkritis lapkričio lapkričiui lapkritį lapkričiu lapkrityje lapkr
        gruodis gruodžio gruodžiui gruodį gruodžiu gruodyje gruod""",
    "lv": """janvāris janvāra janvārim janvāri janvārī janv
        februāris februāra februārim februāri februārī febr
        marts marta martam martu martā
        aprīlis aprīļa aprīlim aprīli aprīlī apr
        maijs maija maijam maiju maijā
        jūnijs jūnija jūnijam jūniju jūnijā jūn
        jūlijs jūlija jūlijam jūliju jūlijā jūl
        augusts augusta augustam augustu augustā aug
        septembris septembra septembrim septembri septembrī sept
        oktobris oktobra oktobrim oktobri oktobrī okt
        novembris novembra novembrim novembri novembrī nov
        decembris decembra decembrim decembri decembrī dec""",
    "en": """January Jan
        February Feb
        March Mar
        April Apr
        May
        June Jun
        July Jul
        August Aug
        September Sep Sept
        October Oct
        November Nov
        December Dec""",
}

# What the other words of a date say, by the language of the record.
_WORDS: Final[dict[str, dict[str, str]]] = {
    "lt": {
        "year": "m metai metų metams metus metais",
        "month": "mėn mėnuo mėnesio mėnesį mėnesiu",
        "day": "d diena dienos dieną dienai",
        "about": "apie apytiksliai maždaug",
        "since": "nuo",
        "until": "iki",
    },
    "lv": {
        "year": "g gads gada gadam gadu gadā",
        "about": "ap aptuveni apmēram",
        "since": "no kopš",
        "until": "līdz",
    },
    "en": {
        "day": "st nd rd th",
        "about": "about around circa ca",
        "since": "since from",
        "until": "until till to",
        "nothing": "the of in on",
    },
}


class DateError(ValueError):
    """A text is not a date that can be read without guessing; the message says why."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date, or span of days, as far as it is known.

    :param as_written: the text that was read, unchanged
    :param edtf: the same in EDTF
    :param earliest: first day that it can mean; None where the start is open
    :param latest: last day that it can mean; None where the end is open
    :param precision: what the text names; of a span the coarser of its ends
    """

    as_written: str
    edtf: str
    earliest: date | None
    latest: date | None
    precision: Precision


@lru_cache(maxsize=65_536)
def parse_date(text: str, language: str) -> PartialDate:
    """Read a date as a person writes it.

    :param text: the date alone, with the words and marks that belong to it
    :param language: BCP 47 tag of the text. It fixes the order of numeric dates: day first where
        the year is last (lt, lv), month first where a year went before (lt); in other languages a
        day and month that could be swapped are refused. ISO, EDTF and names of months are read
        in every language.
    :raises DateError: if the text is no date, or could be two

    >>> parse_date("2018 m. rugsėjis", "lt").edtf
    '2018-09'
    >>> parse_date("2017. gada 30. jūnijā – 1. jūlijā", "lv").edtf
    '2017-06-30/2017-07-01'
    """
    tidy = " ".join(unicodedata.normalize("NFC", text).split()).strip(" ,;")
    if not tidy:
        raise DateError("is not a date: it is empty")
    edtf, points = _read_edtf(tidy) or _read_words(tidy, language.partition("-")[0].lower())
    start, end = points
    precisions = [point.precision for point in points if point]
    if start and end and start.first > end.last:
        raise DateError("ends before it starts; write the year of both ends if they differ")
    return PartialDate(
        as_written=text,
        edtf=edtf,
        earliest=start.first if start else None,
        latest=end.last if end else None,
        precision=max(precisions, key=("day", "month", "year").index),
    )


@dataclass(frozen=True, slots=True)
class _Point:
    """One end of a date; a part that is missing is 0."""

    year: int
    month: int = 0
    day: int = 0
    mark: str = ""

    def __post_init__(self) -> None:
        if not self.year:
            raise DateError("is not a date: it has no year of four digits")
        if self.month > 12 or (self.day and not self.month):
            raise DateError(f"is not a date: there is no month {self.month:02d}")
        if self.day > (days := monthrange(self.year, self.month or 1)[1]):
            raise DateError(
                f"is not a date: {self.year}-{self.month:02d} has {days} days, not {self.day}"
            )

    @property
    def precision(self) -> Precision:
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)]
        return "-".join(parts) + self.mark


_Points = tuple[_Point | None, _Point | None]

_EDTF_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%]?)")


def _read_edtf(text: str) -> tuple[str, _Points] | None:
    """Read ISO and EDTF; None if the text is written in neither."""
    if text.startswith("[") and text.endswith("]"):
        return text, _read_set(text[1:-1])
    if point := _edtf_point(text):
        return str(point), (point, point)
    ends = text.split("/")
    start, end = _edtf_point(ends[0]), _edtf_point(ends[-1])
    open_ends = {"..", ""}
    if len(ends) != 2 or not ((start or ends[0] in open_ends) and (end or ends[1] in open_ends)):
        return None
    if "" in ends:
        raise DateError("leaves one end unknown; write '..' for an end that is open")
    if not (start or end):
        raise DateError("is not a date: both ends are open")
    return f"{start or '..'}/{end or '..'}", (start, end)


def _edtf_point(text: str) -> _Point | None:
    found = _EDTF_DATE.fullmatch(text)
    if not found:
        return None
    year, month, day, mark = found.groups()
    if "00" in (month, day):
        raise DateError("is not a date: there is no month or day 00")
    return _Point(int(year), int(month or 0), int(day or 0), mark)


def _read_set(text: str) -> _Points:
    """Read what stands in the brackets of an EDTF set: one of these days, months or years."""
    firsts: list[_Point | None] = []
    lasts: list[_Point | None] = []
    for element in text.split(","):
        ends = element.split("..")
        points = [_edtf_point(end) for end in ends]
        if len(ends) > 2 or not any(points) or any(e and not p for e, p in zip(ends, points)):
            raise DateError(f"is not a set of dates: cannot read {element!r}")
        firsts.append(points[0])
        lasts.append(points[-1])
    known_firsts = [point for point in firsts if point]
    known_lasts = [point for point in lasts if point]
    return (
        min(known_firsts, key=lambda point: point.first) if all(firsts) else None,
        max(known_lasts, key=lambda point: point.last) if all(lasts) else None,
    )


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


# Without diacritics, as people also type them; no two months share such a form.
_MONTH_OF: Final = {
    _plain(word): number
    for lines in _MONTHS.values()
    for number, line in enumerate(lines.splitlines(), 1)
    for word in line.split()
}
_MEANING_OF: Final = {
    language: {word: meaning for meaning, words in by_meaning.items() for word in words.split()}
    for language, by_meaning in _WORDS.items()
}

# Hyphens inside a date become dots, so that every dash left over joins two ends.
_HYPHENATED: Final = re.compile(
    r"(?<![0-9-])(?:([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?|([0-9]{2})-([0-9]{2})-([0-9]{4}))"
    r"(?![0-9]|-[0-9])"
)
_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+|\S")
_DASHES: Final = frozenset("-–—‒―−")


class _Wording(NamedTuple):
    """The words of one end: its numbers, what each is said to be, and the month it names."""

    numbers: list[str]
    roles: dict[int, str]
    month: int
    is_about: bool
    separators: list[str]


def _read_words(text: str, language: str) -> tuple[str, _Points]:
    """Read a date in words and numbers of a language."""
    joined = _HYPHENATED.sub(lambda m: ".".join(filter(None, m.groups())), text)
    tokens = _TOKEN.findall(joined)
    meanings = _MEANING_OF.get(language, {})
    said = [meanings.get(token.casefold(), "") for token in tokens]
    dashes = [place for place, token in enumerate(tokens) if token in _DASHES]
    untils = [place for place, meaning in enumerate(said) if meaning == "until"]
    sinces = [place for place, meaning in enumerate(said) if meaning == "since"]
    joints = dashes + untils
    if len(joints) > 1 or sinces not in ([], [0]) or (sinces and dashes):
        raise DateError("is not one date or one span: write it in ISO, as in 2017-06-30/2017-07-01")
    cut = joints[0] if joints else len(tokens)
    left = _wording(tokens[len(sinces) : cut], meanings)
    right = _wording(tokens[cut + 1 :], meanings)
    if not joints:
        point = _point(left, language)
        return (f"{point}/..", (point, None)) if sinces else (str(point), (point, point))
    if untils == [0]:
        end = _point(right, language)
        return f"../{end}", (None, end)
    ends = _two_points(left, right, language)
    return "/".join(map(str, ends)), ends


def _wording(tokens: Sequence[str], meanings: Mapping[str, str]) -> _Wording:
    numbers: list[str] = []
    roles: dict[int, str] = {}
    separators: list[str] = []
    month, is_about, before = 0, False, ""
    for token in tokens:
        meaning = meanings.get(token.casefold(), "")
        named = _MONTH_OF.get(_plain(token), 0)
        if token.isdecimal():
            numbers.append(token)
        elif token in ".,/" and before not in ".,/":
            separators.append(token)
        elif named and not month:
            month = named
        elif meaning in ("year", "month", "day") and numbers and before:
            if not (meaning == "month" and month):
                roles[len(numbers) - 1] = meaning
        elif meaning == "about" and not before:
            is_about = True
        elif meaning != "nothing":
            raise DateError(_not_understood(token, bool(named)))
        before = token
    return _Wording(numbers, roles, month, is_about, separators)


def _not_understood(token: str, is_second_month: bool) -> str:
    if is_second_month:
        return f"is not a date: it names a second month, {token!r}"
    known = nearest(token, [word for lines in _MONTHS.values() for word in lines.split()])
    hint = f", did you mean {known!r}?" if known and len(token) > 3 else ""
    return f"is not a date: cannot read {token!r} in it{hint}"


class _Parts(NamedTuple):
    year: int = 0
    month: int = 0
    day: int = 0


def _point(wording: _Wording, language: str) -> _Point:
    return _Point(*_place(wording, language, ""), "~" if wording.is_about else "")


def _two_points(left: _Wording, right: _Wording, language: str) -> tuple[_Point, _Point]:
    """Read both ends of a span; each takes from the other what it leaves out."""
    order = _order(left, language) or _order(right, language)
    start, end = _place(left, language, order), _place(right, language, order)
    start, end = _borrow(start, end), _borrow(end, start)
    return (
        _Point(*start, "~" if left.is_about else ""),
        _Point(*end, "~" if right.is_about else ""),
    )


def _borrow(parts: _Parts, lender: _Parts) -> _Parts:
    """Complete one end of a span from the other: 29 September – 2 October 2017."""
    if parts.year or not any(parts):
        return parts
    if not lender.month or (not parts.month and not lender.day):
        raise DateError("is not a span of dates: write both ends in full")
    return parts._replace(year=lender.year, month=parts.month or lender.month)


def _order(wording: _Wording, language: str) -> str:
    """Tell in which order an end with a year has day and month, for one without a year."""
    numbers = wording.numbers
    if wording.month or len(numbers) < 2:
        return ""
    if len(numbers[0]) == 4:
        return "month first"
    return "day first" if len(numbers) == 3 and language in ("lt", "lv") else ""


def _place(wording: _Wording, language: str, order: str) -> _Parts:
    """Tell which number is the year, the month, the day."""
    numbers = wording.numbers
    _check_numbers(wording)
    years = [place for place, number in enumerate(numbers) if len(number) == 4]
    small = [int(number) for number in numbers if len(number) < 4]
    year = int(numbers[years[0]]) if years else 0
    if wording.month:
        parts = _Parts(year, wording.month, *small[:1])
    elif len(small) == 2 and years != [0]:
        if not years:
            order = order or {"lt": "month first", "lv": "day first"}.get(language, "")
        elif language in ("lt", "lv"):
            order = "day first"
        parts = _Parts(year, *_month_and_day(small, order))
    elif years or "month" in wording.roles.values():
        parts = _Parts(year, *small)
    else:
        parts = _Parts(0, 0, *small)
    for place, role in wording.roles.items():
        if int(numbers[place]) != getattr(parts, role) or (role == "year") != (place in years):
            raise DateError(f"is not a date: {numbers[place]!r} cannot be its {role}")
    return parts


def _check_numbers(wording: _Wording) -> None:
    numbers, separators = wording.numbers, wording.separators
    sizes = [len(number) for number in numbers]
    for number, size in zip(numbers, sizes, strict=True):
        if size not in (1, 2, 4) or not int(number):
            raise DateError(f"is not a date: {number!r} is no year of four digits, month or day")
    if sizes.count(4) > 1 or len(numbers) > (2 if wording.month else 3) or sizes[1:-1] == [4]:
        raise DateError("is not one date: it has too many numbers, or the year in the middle")
    if "/" in separators:
        is_day = sizes in ([4, 2, 2], [2, 2, 4], [1, 1, 4], [1, 2, 4], [2, 1, 4], [2, 4])
        if wording.month or set(separators) != {"/"} or not (is_day or 4 not in sizes):
            raise DateError("is not a date: the slash can be read in several ways, write it in ISO")
    if "," in separators and not wording.month:
        raise DateError("is not a date: a comma stands between its numbers")


def _month_and_day(pair: Sequence[int], order: str) -> tuple[int, int]:
    """Tell month and day apart by the order of the language, or because only one can be."""
    one, other = pair
    if order == "day first":
        return other, one
    if order == "month first" or one == other or other > 12:
        return one, other
    if one > 12:
        return other, one
    raise DateError(
        f"can be day {one} of month {other} or day {other} of month {one}: "
        "write it in ISO, year first, as in 2017-07-03"
    )
