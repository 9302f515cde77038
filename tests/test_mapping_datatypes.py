"""The lexical spaces of XML Schema, held against Python's dates and numbers, and read by DuckDB."""

import datetime as dt
import re
from itertools import product

import duckdb
import pytest

from mapping_support import connect
from saite.mapping.datatypes import LEXICAL_SPACES, XSD
from saite.mapping.duckdb_functions import matches, quote_text

RIGHT = {
    "integer": ["0", "-5", "+007", "9" * 40],
    "nonNegativeInteger": ["0", "-0", "+12"],
    "positiveInteger": ["1", "010", "+12"],
    "nonPositiveInteger": ["0", "-12", "+0"],
    "negativeInteger": ["-1", "-012"],
    "decimal": ["1.5", ".5", "5.", "-0.0", "+12"],
    "double": ["1e5", "-1.5E-3", "INF", "-INF", "NaN", "12"],
    "float": ["1e5", ".5"],
    "boolean": ["true", "false", "1", "0"],
    "date": ["2019-02-28", "2020-02-29", "2000-02-29", "-0004-02-29", "12020-02-29", "2019-12-31Z",
             "2019-01-01+14:00", "0000-02-29"],
    "dateTime": ["2019-02-28T24:00:00", "2019-02-28T23:59:59.125+02:00"],
    "dateTimeStamp": ["2019-02-28T10:00:00Z"],
    "time": ["10:00:00", "24:00:00.0", "23:59:59.9-13:59"],
    "gYear": ["2019", "-0044", "12019", "2019Z"],
    "gYearMonth": ["2019-12", "2019-01+02:00"],
}  # fmt: skip
WRONG = {
    "integer": ["", "abc", "1.0", " 5", "5 ", "1,000", "--1", "٣"],
    "nonNegativeInteger": ["-1"],
    "positiveInteger": ["0", "-1", "000"],
    "nonPositiveInteger": ["1"],
    "negativeInteger": ["0", "-0", "1"],
    "decimal": [".", "1e5", "1,5", "INF", ""],
    "double": ["1e", "inf", "nan", "e5", "1,5"],
    "float": ["", "Infinity"],
    "boolean": ["ja", "TRUE", "yes", "2", ""],
    "date": ["2019-13-45", "2019-02-29", "1900-02-29", "2100-02-29", "19-01-01", "2019-1-1",
             "02019-01-01", "2019-01-01+15:00", "2019", "2019-01-01T10:00:00"],
    "dateTime": ["2019-02-28", "2019-02-28 10:00:00", "2019-02-28T24:00:01", "2019-02-30T10:00:00"],
    "dateTimeStamp": ["2019-02-28T10:00:00"],
    "time": ["24:00:01", "10:60:00", "10:00", "1:00:00"],
    "gYear": ["219", "02019", "2019-01"],
    "gYearMonth": ["2019-13", "2019-00", "2019-1"],
}  # fmt: skip
BOUNDED = {
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}


def cases() -> list[tuple[str, str, bool]]:
    """Give texts with their datatype, and whether they are literals of it."""
    found = [(name, text, True) for name, texts in RIGHT.items() for text in texts]
    found += [(name, text, False) for name, texts in WRONG.items() for text in texts]
    for name, (low, high) in BOUNDED.items():
        near = {limit + step for limit in (low, high, 0) for step in (-100, -9, -1, 0, 1, 9, 100)}
        tens = {sign * 10**power for power in range(21) for sign in (1, -1)}
        found += [(name, str(n), low <= n <= high) for n in sorted(near | tens)]
        found += [(name, f"000{high}", True), (name, f"+{high}", True), (name, f"{high}0", False)]
    return found


CASES = cases()


def is_literal(name: str, text: str) -> bool:
    return re.fullmatch(LEXICAL_SPACES[XSD + name], text) is not None


def test_every_datatype_is_covered() -> None:
    assert LEXICAL_SPACES.keys() == {XSD + name for name in {*RIGHT, *BOUNDED}}
    assert RIGHT.keys() == WRONG.keys()


@pytest.mark.parametrize("name", sorted({*RIGHT, *BOUNDED}))
def test_a_text_is_a_literal_of_its_datatype_or_not(name: str) -> None:
    told = {text: is_literal(name, text) for its, text, _ in CASES if its == name}
    assert told == {text: truth for its, text, truth in CASES if its == name}


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    return connect()


def test_duckdb_reads_the_patterns_alike(database: duckdb.DuckDBPyConnection) -> None:
    asked = ", ".join(
        matches(quote_text(text), LEXICAL_SPACES[XSD + name], whole=True) for name, text, _ in CASES
    )
    assert database.execute(f"SELECT {asked}").fetchone() == tuple(truth for *_, truth in CASES)


def is_day(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def test_days_are_those_of_the_calendar() -> None:
    years = (1, 4, 99, 100, 400, 1896, 1900, 1904, 1996, 1999, 2000, 2019, 2020, 2100, 2400, 9999)
    for year, month, day in product(years, range(14), range(33)):
        text = f"{year:04}-{month:02}-{day:02}"
        assert is_literal("date", text) == is_day(year, month, day), text
        assert is_literal("dateTime", f"{text}T00:00:00Z") == is_day(year, month, day), text
