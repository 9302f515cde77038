"""Values with their natural datatypes, as readers of documents and workbooks find them.

Source: R2RML 10.2, the natural mapping of values; XML Schema Datatypes, canonical forms.
"""

import datetime as dt
from decimal import Decimal
from typing import Final, TypeAlias

from saite.mapping.lexical import canonical_double

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
STRING: Final = XSD + "string"
BOOLEAN: Final = XSD + "boolean"
INTEGER: Final = XSD + "integer"
DECIMAL: Final = XSD + "decimal"
DOUBLE: Final = XSD + "double"
DATE: Final = XSD + "date"
TIME: Final = XSD + "time"
DATE_TIME: Final = XSD + "dateTime"
DURATION: Final = XSD + "dayTimeDuration"
HEX_BINARY: Final = XSD + "hexBinary"

Typed: TypeAlias = tuple[str, str]
"""IRI of a natural datatype, and the text of the value."""


def natural(value: str | float) -> Typed:
    """Give the natural datatype of a value of JSON, and its canonical text.

    >>> natural(True)[1], natural(12)[1], natural(0.5)[1], natural("a")[1]
    ('true', '12', '5.0E-1', 'a')
    """
    if isinstance(value, str):
        return STRING, value
    if isinstance(value, bool):
        return BOOLEAN, "true" if value else "false"
    if isinstance(value, int):
        return INTEGER, str(value)
    return DOUBLE, canonical_double(value)


def natural_number(value: float) -> Typed:
    """Give the natural datatype of a number that was written as a decimal, and its plain text.

    >>> natural_number(12.0)[1], natural_number(54.68)[1], natural_number(1e20)[1]
    ('12', '54.68', '100000000000000000000')
    """
    if float(value).is_integer():
        return INTEGER, str(int(value))
    return DECIMAL, f"{Decimal(repr(value)):f}"


def natural_duration(value: dt.timedelta) -> Typed:
    """Give a span of time as xsd:dayTimeDuration.

    >>> natural_duration(dt.timedelta(hours=30, seconds=1.5))[1]
    'P1DT6H1.5S'
    """
    sign, value = ("-", -value) if value < dt.timedelta() else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    exact = f"{seconds}.{value.microseconds:06d}".rstrip("0").rstrip(".")
    parts = ((str(hours), "H"), (str(minutes), "M"), (exact, "S"))
    clock = "".join(f"{number}{unit}" for number, unit in parts if number != "0")
    days = f"{value.days}D" if value.days else ""
    if not days and not clock:
        return DURATION, "PT0S"
    return DURATION, f"{sign}P{days}{'T' if clock else ''}{clock}"
