"""What a text may look like in a cell: harmless to a spreadsheet, harmless to a terminal.

Names and notes come from anywhere. A spreadsheet runs a cell that begins with ``=``, ``+``,
``-``, ``@`` (full-width forms too), a tab or a line break; a terminal obeys escape sequences and
marks that turn the direction of writing; XML cannot hold most control characters at all.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from saite.results.terms import Iri, Value

_SIGN: Final = r"=+\-@＝＋－＠"
# What a spreadsheet may strip from the front of a cell: blanks, controls, invisible marks, quotes.
_BLANK: Final = (
    r" \x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff"
    "\"'"
)
# A reader that takes another separator than the file's (Excel in Lithuania and Latvia takes the
# semicolon) starts a cell in the middle of a text, quoted or not.
_START: Final = re.compile(rf"(^|[;,|\t\r\n])([{_BLANK}]*)(?=[{_SIGN}])")
_EDGE: Final = re.compile(r"^[\t\r\n]")

_CELL_UNITS: Final = 32_767
_CUT: Final = " [… cut]"


def guard(text: str) -> str:
    """Put an apostrophe where a spreadsheet would begin to read a formula.

    Such places are the beginning of the text and, because spreadsheets differ in the separator
    they expect, right after a separator or a line break inside it. Everything else stays.

    :source: OWASP, CSV Injection

    >>> guard("=1+1"), guard("a;@b"), guard("Kaunas - 2019")
    ("'=1+1", "a;'@b", 'Kaunas - 2019')
    """
    guarded = _START.sub(lambda found: f"{found[1]}'{found[2]}", text)
    return f"'{guarded}" if _EDGE.match(guarded) else guarded


def fit_cell(text: str) -> str:
    """Shorten a text to what a cell of a workbook holds, with a visible mark at the end.

    The measure is 32,767 UTF-16 code units.

    :source: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
    """
    if len(text.encode("utf-16-le")) // 2 <= _CELL_UNITS:
        return text
    cut = text.encode("utf-16-le")[: 2 * (_CELL_UNITS - len(_CUT))]
    return cut.decode("utf-16-le", errors="ignore") + _CUT


def to_text(value: Value) -> str:
    """Write a value as text: IRIs by their labels, dates in ISO 8601, unbound as nothing.

    >>> to_text(Iri("https://example.org/a", "A")), to_text(None), to_text(True)
    ('A', '', 'true')
    """
    match value:
        case None:
            return ""
        case Iri():
            return value.label
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date() | datetime():
            return value.isoformat()
        case float():
            return repr(value)
        case _:
            return str(value)


def is_number(value: Value) -> bool:
    """Tell whether a value is a number, which no spreadsheet takes for a formula."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
