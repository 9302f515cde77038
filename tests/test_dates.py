"""Dates as people write them: what is read, what is refused, held against EDTF's own library."""

from calendar import monthrange
from datetime import date
from math import inf
from typing import Any

import edtf
import pytest
from babel.dates import get_month_names
from hypothesis import example, given, settings
from hypothesis import strategies as st

from saite.dates import DateError, LanguageError, PartialDate, parse_date, read_language
from saite.dates.vocabulary import MEANING_OF, MONTHS, SEASONS, plain

WRITTEN = [
    # as written, language, EDTF, earliest, latest, precision
    ("2017 – 2021", "lt", "2017/2021", "2017-01-01", "2021-12-31", "year"),
    ("2017 09 29 – 10.02", "lt", "2017-09-29/2017-10-02", "2017-09-29", "2017-10-02", "day"),
    ("2018", "lt", "2018", "2018-01-01", "2018-12-31", "year"),
    ("2018 m. rugsėjis", "lt", "2018-09", "2018-09-01", "2018-09-30", "month"),
    ("2019 m. kovo 23,", "lt", "2019-03-23", "2019-03-23", "2019-03-23", "day"),
    ("2019 m. liepa", "lt", "2019-07", "2019-07-01", "2019-07-31", "month"),
    ("2019 m. spalio 11 – 13 d", "lt", "2019-10-11/2019-10-13", "2019-10-11", "2019-10-13", "day"),
    ("2020. 01 – 2021 06", "lt", "2020-01/2021-06", "2020-01-01", "2021-06-30", "month"),
    ("2021 m.", "lt", "2021", "2021-01-01", "2021-12-31", "year"),
    ("2021m.", "lt", "2021", "2021-01-01", "2021-12-31", "year"),
    ("nuo 2021 05", "lt", "2021-05/..", "2021-05-01", None, "month"),
    ("1928 metais", "lt", "1928", "1928-01-01", "1928-12-31", "year"),
    (
        "2017. gada 30. jūnijā – 1. jūlijā",
        "lv",
        "2017-06-30/2017-07-01",
        "2017-06-30",
        "2017-07-01",
        "day",
    ),
    ("01.07.2017.", "lv", "2017-07-01", "2017-07-01", "2017-07-01", "day"),
    ("03/07/2017", "lv", "2017-07-03", "2017-07-03", "2017-07-03", "day"),
    ("../1997-07-02", "lv", "../1997-07-02", None, "1997-07-02", "day"),
    ("2021-05/..", "en", "2021-05/..", "2021-05-01", None, "month"),
    (
        "[2017-06-30..2017-07-01]",
        "lv",
        "[2017-06-30..2017-07-01]",
        "2017-06-30",
        "2017-07-01",
        "day",
    ),
    ("[..2017-06]", "lv", "[..2017-06]", None, "2017-06-30", "month"),
    ("[1991,1993-04]", "lt", "[1991,1993-04]", "1991-01-01", "1993-04-30", "year"),
    ("1928?", "lt", "1928?", "1928-01-01", "1928-12-31", "year"),
    ("1928~/2001-02%", "en", "1928~/2001-02%", "1928-01-01", "2001-02-28", "year"),
    ("apie 1928 m.", "lt", "1928~", "1928-01-01", "1928-12-31", "year"),
    ("2017-2021", "lt", "2017/2021", "2017-01-01", "2021-12-31", "year"),
    ("2017–2021 m.", "lt", "2017/2021", "2017-01-01", "2021-12-31", "year"),
    ("nuo 2017 m. sausio iki 2018 m. kovo", "lt", "2017-01/2018-03", None, None, "month"),
    ("iki 2021 06", "lt", "../2021-06", None, "2021-06-30", "month"),
    ("gruodžio mėn. 2021", "lt", "2021-12", "2021-12-01", "2021-12-31", "month"),
    ("2021 m. 12 mėn. 5 d.", "lt", "2021-12-05", None, None, "day"),
    ("2019 m. 10 – 12 mėn.", "lt", "2019-10/2019-12", None, None, "month"),
    ("2019-10-11–13", "lt", "2019-10-11/2019-10-13", None, None, "day"),
    ("29.09 – 02.10.2017", "lt", "2017-09-29/2017-10-02", None, None, "day"),
    ("2017 rugsejo 29", "lt", "2017-09-29", None, None, "day"),
    ("2017\u00a0m.\u2009rugsėjo\u00a029\u00a0d.", "lt", "2017-09-29", None, None, "day"),
    ("no 2017. līdz 2021. gadam", "lv", "2017/2021", None, None, "year"),
    ("kopš 1997. gada", "lv", "1997/..", "1997-01-01", None, "year"),
    ("30.06. – 01.07.2017.", "lv", "2017-06-30/2017-07-01", None, None, "day"),
    ("2017. gads", "lv-LV", "2017", None, None, "year"),
    ("30 June – 1 July 2017", "en", "2017-06-30/2017-07-01", None, None, "day"),
    ("1–3 July 2017", "en", "2017-07-01/2017-07-03", None, None, "day"),
    ("June-July 2017", "en", "2017-06/2017-07", None, None, "month"),
    ("the 30th of June, 2017", "en", "2017-06-30", None, None, "day"),
    ("March 2019", "en", "2019-03", None, None, "month"),
    ("Sept. 5, 2019", "en", "2019-09-05", None, None, "day"),
    ("30/06/2017", "en", "2017-06-30", None, None, "day"),
    ("06/30/2017", "en", "2017-06-30", None, None, "day"),
    ("05.05.2017", "en", "2017-05-05", None, None, "day"),
    ("06/2017", "en", "2017-06", None, None, "month"),
    ("30-06-2017", "lt", "2017-06-30", None, None, "day"),
    ("2017-09-29 – 2017-10-02", "et", "2017-09-29/2017-10-02", None, None, "day"),
    ("2016-02-29", "lt", "2016-02-29", None, None, "day"),
    ("prieš 2019", "lt", "../2018", None, "2018-12-31", "year"),
    ("prieš 2019 m. kovą", "lt", "../2019-02", None, "2019-02-28", "month"),
    ("pirms 2019. gada", "lv", "../2018", None, "2018-12-31", "year"),
    ("before January 2019", "en", "../2018-12", None, "2018-12-31", "month"),
    ("before 1 March 2020", "en", "../2020-02-29", None, "2020-02-29", "day"),
    ("po 2019", "lt", "2020/..", "2020-01-01", None, "year"),
    ("pēc 31.12.2019.", "lv", "2020-01-01/..", "2020-01-01", None, "day"),
    ("after 2019", "en", "2020/..", "2020-01-01", None, "year"),
]

REFUSED = [
    ("30 -metį", "lt", "cannot read 'metį'"),
    ("vairāk kā 20 gadu", "lv", "cannot read 'vairāk'"),
    ("nākamajiem 3 gadiem", "lv", "cannot read 'nākamajiem'"),
    ("20 gadu", "lv", "'20' cannot be its year"),
    ("P3Y", "lv", "is a duration"),
    ("2017-13", "lt", "no month 13"),
    ("2017-02-30", "lt", "2017-02 has no day 30"),
    ("2017-00", "lt", "no month or day 00"),
    ("2017 00", "lt", "'00' is no year"),
    ("0000", "lt", "no year of four digits"),
    ("2017-18", "lt", "no month 18"),
    ("2017/18", "lt", "several ways"),
    ("2017/06", "lt", "several ways"),
    ("2017, 09", "lt", "comma"),
    ("03/07/2017", "en", "day 3 of month 7 or day 7 of month 3"),
    ("01.07.2017", "de", "year first"),
    ("2019 m. 10 – 12", "lt", "both ends in full"),
    ("2017 – 10.02", "lt", "both ends in full"),
    ("2017 12 30 – 01.02", "lt", "ends before it starts"),
    ("2021/2017", "lt", "ends before it starts"),
    ("[2021..2017]", "lt", "cannot read '2021..2017'"),
    ("[]", "lt", "not a set of dates"),
    ("[2017, 2018]", "lt", "cannot read ' 2018'"),
    ("2021-05/", "lt", "write '..'"),
    ("../..", "lt", "both ends are open"),
    ("[..2020,2022..]", "lt", "both ends are open"),
    ("", "lt", "it is empty"),
    (" ,\u00a0", "lt", "it is empty"),
    ("kovo 23", "lt", "no year"),
    ("30.06.17", "lv", "too many numbers"),
    ("30 June 17 – 1 July 2017", "en", "too many numbers"),
    ("17 2017 06", "lt", "year stands in the middle"),
    ("rugsėjo 2018 kovo", "lt", "cannot read 'kovo'"),
    ("2018 rugsėjys", "lt", "did you mean 'rugsėjis'?"),
    ("2019 gegužio 5", "lt", "cannot read 'gegužio' in it, did you mean 'gegužės'?"),
    ("2019 m. rugpiutis 30 d.", "lt", "did you mean 'rugpjūčio'?"),
    ("2019. gada 5. maijsā", "lv", "did you mean 'maijā'?"),
    ("2017 – 2018 – 2019", "lt", "not one date or one span"),
    ("nuo 2017 – 2018", "lt", "not one date or one span"),
    ("2017 –", "lt", "no year"),
    ("2017 nuo", "lt", "cannot read 'nuo'"),
    ("5 m. 2017", "lt", "'5' cannot be its year"),
    ("2017-06-30T10:00", "en", "cannot read"),
    ("٢٠١٧", "lt", "cannot read"),
    ("201X", "en", "cannot read"),
    ("before 2017 – 2018", "en", "cannot read '–'"),
    ("before", "en", "no year"),
    ("before 0001", "en", "has more than four digits, or none"),
    ("after 9999-12-31", "en", "has more than four digits, or none"),
    ("prieš 2 metus", "lt", "can count years back"),
    ("prieš 2000 metų", "lt", "can count years back"),
    ("pirms 20 gadiem", "lv", "cannot read 'gadiem'"),
    ("2021 m. pavasaris", "lt", "write the months instead, e.g. 2021-03/2021-05"),
    ("2021 m. II ketv.", "lt", "write the months instead"),
    ("2020. gada vasara", "lv", "write the months instead"),
    ("2020. gada 2. ceturksnis", "lv", "write the months instead"),
    ("spring 2021", "en", "and keep the words in a note"),
    ("Q2 2021", "en", "write the months instead"),
    ("2021-21", "en", "e.g. 2021-03/2021-05, and keep the words in a note"),
    ("2021-21/2021-23", "en", "write the months instead"),
    ("2021-22", "lt", "in a note; two years are 2021/2022"),
]


@pytest.mark.parametrize(
    ("text", "language", "expected", "earliest", "latest", "precision"),
    WRITTEN,
    ids=[row[0] for row in WRITTEN],
)
def test_a_date_is_read_as_written(
    text: str,
    language: str,
    expected: str,
    earliest: str | None,
    latest: str | None,
    precision: str,
) -> None:
    read = parse_date(text, language)
    assert (read.as_written, read.edtf, read.precision) == (text, expected, precision)
    assert bounds(read) == edtf_bounds(expected)
    if earliest or latest:
        assert bounds(read) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "language", "reason"), REFUSED, ids=[repr(row[0]) for row in REFUSED]
)
def test_what_is_no_date_or_could_be_two_is_refused(text: str, language: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text, language)
    assert reason in str(caught.value)


def bounds(read: PartialDate) -> tuple[str | None, str | None]:
    return tuple(end and end.isoformat() for end in (read.earliest, read.latest))  # type: ignore[return-value]


def edtf_bounds(text: str) -> tuple[str | None, str | None]:
    """Give the strict bounds as the edtf package has them; None for an open end."""
    parsed = edtf.parse_edtf(text)

    def as_text(bound: Any) -> str | None:
        return None if bound in (inf, -inf) else date(*bound[:3]).isoformat()

    return as_text(parsed.lower_strict()), as_text(parsed.upper_strict())


@st.composite
def points(draw: st.DrawFn) -> tuple[int, int, int]:
    """Draw a year, a month of a year, or a day; what it leaves out is 0."""
    year = draw(st.integers(1, 9999))
    month = draw(st.integers(0, 12))
    day = draw(st.integers(0, monthrange(year, month)[1])) if month else 0
    return year, month, day


def iso(point: tuple[int, int, int]) -> str:
    year, month, day = point
    return "-".join([f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part)])


def last_day(point: tuple[int, int, int]) -> date:
    year, month, day = point
    return date(year, month or 12, day or monthrange(year, month or 12)[1])


def first_day(point: tuple[int, int, int]) -> date:
    return date(point[0], point[1] or 1, point[2] or 1)


@settings(deadline=None, max_examples=30)
@given(points(), points(), st.sampled_from(["", "?", "~", "%"]), st.sampled_from(["lt", "en", "x"]))
def test_edtf_reads_back_as_itself_with_the_bounds_of_the_edtf_package(
    one: tuple[int, int, int], other: tuple[int, int, int], mark: str, language: str
) -> None:
    start, end = sorted([one, other], key=lambda point: (first_day(point), last_day(point)))
    texts = [
        iso(one) + mark,
        f"{iso(start)}/{iso(end)}{mark}",
        f"{iso(start)}/..",
        f"../{iso(end)}",
        f"[{iso(start)}..]",
        f"[{iso(start)},{iso(end)}]",
    ]
    if iso(start).count("-") == iso(end).count("-"):
        texts.append(f"[{iso(start)}..{iso(end)}]")
    for text in texts:
        read = parse_date(text, language)
        assert read.edtf == text
        assert bounds(read) == edtf_bounds(text)


@given(points(), st.integers(0, 10))
def test_forms_of_one_date_agree(point: tuple[int, int, int], form: int) -> None:
    year, month, day = point
    if not month:
        forms = [(f"{year:04d} m.", "lt"), (f"{year:04d}. gadā", "lv"), (f"in {year:04d}", "en")]
    elif not day:
        named = {lang: lines.splitlines()[month - 1].split() for lang, lines in MONTHS.items()}
        forms = [
            *((f"{year:04d} m. {named['lt'][form % len(named['lt'])]}", "lt"), ("", "")),
            (f"{year:04d}. gada {named['lv'][form % len(named['lv'])]}", "lv"),
            (f"{named['en'][form % len(named['en'])]} {year:04d}", "en"),
            (f"{year:04d} {month:02d}", "lt"),
            (f"{month:02d}.{year:04d}.", "lv"),
        ]
    else:
        name = {lang: lines.splitlines()[month - 1].split()[0] for lang, lines in MONTHS.items()}
        forms = [
            (f"{year:04d} m. {name['lt']} {day} d.", "lt"),
            (f"{year:04d} {month:02d} {day:02d}", "lt"),
            (f"{day}. {name['lv']} {year:04d}", "lv"),
            (f"{day:02d}/{month:02d}/{year:04d}", "lv"),
            (f"{name['en']} {day}, {year:04d}", "en"),
            (f"{day} {name['en']} {year:04d}", "en"),
        ]
    assert {parse_date(text, language).edtf for text, language in forms if text} == {iso(point)}


@given(
    st.dates(min_value=date(1000, 1, 1)),
    st.integers(0, 400),
    st.sampled_from([" – ", "–", " - ", " iki "]),
)
def test_ends_of_a_span_complete_each_other(start: date, days: int, joint: str) -> None:
    end = date.fromordinal(min(start.toordinal() + days, date.max.toordinal()))
    expected = f"{start.isoformat()}/{end.isoformat()}"
    texts = [f"{start:%Y %m %d}{joint}{end:%Y %m %d}"]
    if start.year == end.year:
        texts.append(f"{start:%Y %m %d}{joint}{end:%m.%d}")
        texts.append(f"{start:%d.%m}{joint}{end:%d.%m.%Y}")
        if start.month == end.month:
            texts.append(f"{start:%Y %m %d}{joint}{end:%d} d.")
    assert {parse_date(text, "lt").edtf for text in texts} == {expected}


@settings(deadline=None)
@given(st.text(), st.sampled_from(["lt", "lv", "en", "", "de-AT"]))
@example("30 06 17", "lv")
@example("/", "lt")
@example(".", "en")
@example("²", "en")
@example("[..]", "en")
def test_any_text_is_read_or_refused_with_a_reason(text: str, language: str) -> None:
    try:
        read = parse_date(text, language)
    except DateError as error:
        outcome = str(error)
    else:
        outcome = read.edtf
        assert bounds(read) == edtf_bounds(outcome)
    assert outcome


PIECES = ["2017", "7", "31", "0", "99", "m.", "d", "gada", "līdz", "nuo", "apie", "kovo", "th"]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*PIECES, ".", ",", "/", "-", "–", " ", "..", "?", "["]), max_size=9),
    st.sampled_from(["lt", "lv", "en"]),
)
def test_pieces_of_dates_are_read_or_refused_with_a_reason(pieces: list[str], lang: str) -> None:
    test_any_text_is_read_or_refused_with_a_reason.hypothesis.inner_test("".join(pieces), lang)  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["lt", "lv", "en"])
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_months_of_the_unicode_consortium_are_known(
    language: str, context: str, width: str
) -> None:
    names = get_month_names(width, context, language)  # type: ignore[arg-type]
    for number, name in names.items():
        if name.strip(".").isalpha():
            assert parse_date(f"2017 {name}", language).edtf == f"2017-{number:02d}"


def test_no_two_months_share_a_form_and_no_form_means_something_else() -> None:
    seen: dict[str, int] = {}
    for lines in MONTHS.values():
        assert len(lines.splitlines()) == 12
        for number, line in enumerate(lines.splitlines()):
            for form in line.split():
                assert seen.setdefault(plain(form), number) == number
    assert not seen.keys() & {word for words in MEANING_OF.values() for word in words}
    assert not seen.keys() & SEASONS


@pytest.mark.parametrize(
    ("text", "near"),
    [
        *(("lit", "lt"), ("lav", "lv"), ("eng", "en"), ("ENG", "en"), ("lit-LT", "lt-LT")),
        *(("latvių", "lv"), ("lietuvių", "lt"), ("latviešu", "lv"), ("English", "en")),
        *(("lietuviu k.", "lt"), ("Latvian language", "lv"), ("latvisu", "lv"), ("lt_LT", "lt-LT")),
        *(("est", "et"), ("fin", "fi"), ("deu", "de"), ("ger", "de"), ("fra", "fr"), ("fre", "fr")),
        *(("pol", "pl"), ("rus", "ru"), ("ukr", "uk"), ("swe", "sv"), ("dan", "da"), ("nob", "nb")),
        *(
            ("spa", "es"),
            ("ita", "it"),
            ("lt, lv", ""),
            ("l", ""),
            ("a-english", "en"),
            ("latv", "lv"),
        ),
        *(("?", ""), ("", ""), ("lt-", "lt"), ("lt-ąą", "")),
    ],
)
def test_what_is_no_tag_of_a_language_is_refused_with_the_nearest(text: str, near: str) -> None:
    with pytest.raises(LanguageError, match="expected en, lt, lv or another BCP 47") as caught:
        read_language(text)
    assert caught.value.near == near
    assert not near or read_language(near)


@pytest.mark.parametrize("text", ["lt", "LV", "en-GB", "ltg", "sgs", "nb", "zh-Hant-TW", "de-1996"])
def test_a_tag_of_a_language_is_read_in_lower_case(text: str) -> None:
    assert read_language(text) == text.lower()


@given(st.text(max_size=12))
def test_any_tag_is_read_or_refused_with_a_tag_that_is_read(text: str) -> None:
    try:
        read = read_language(text)
    except LanguageError as error:
        read = error.near
    assert not read or read_language(read) == read.lower()
