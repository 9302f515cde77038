"""A date as a person writes it, read into EDTF and the first and last day that it can mean.

Understood are ISO 8601 and the part of EDTF that records need, and what people write in
Lithuanian, Latvian and English. The order of numeric dates is fixed by the language. What is not
understood, or can be understood in two ways, is refused, never guessed. So are tags of languages.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from saite.dates.edtf import read_edtf
from saite.dates.languages import LanguageError, read_language
from saite.dates.point import DateError, Precision
from saite.dates.wording import read_words

__all__ = [
    "DateError",
    "LanguageError",
    "PartialDate",
    "Precision",
    "parse_date",
    "read_language",
]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date, or a span of days, as far as it is known.

    :param as_written: the text that was read, unchanged
    :param edtf: the same in EDTF
    :param earliest: first day that it can mean; None where the start is open
    :param latest: last day that it can mean; None where the end is open
    :param precision: what the text names; of a span, the coarser of its ends
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
        the year stands last (lt, lv), month first where the year stands first (all). In other
        languages a day and a month that could be swapped are refused. ISO, EDTF and names of
        months are read in every language.
    :raises DateError: if the text is no date, or could be two

    >>> parse_date("2018 m. rugsėjis", "lt").edtf
    '2018-09'
    >>> parse_date("2017. gada 30. jūnijā – 1. jūlijā", "lv").edtf
    '2017-06-30/2017-07-01'
    >>> parse_date("nuo 2021 05", "lt").latest
    """
    tidy = " ".join(unicodedata.normalize("NFC", text).split()).strip(" ,;")
    if not tidy:
        raise DateError("is not a date: it is empty")
    edtf, (start, end) = read_edtf(tidy) or read_words(tidy, language.partition("-")[0].lower())
    if start and end and start.first > end.last:
        raise DateError("ends before it starts; write the year of both ends if they differ")
    precisions: list[Precision] = [point.precision for point in (start, end) if point]
    return PartialDate(
        as_written=text,
        edtf=edtf,
        earliest=start.first if start else None,
        latest=end.last if end else None,
        precision=max(precisions, key=("day", "month", "year").index),
    )
