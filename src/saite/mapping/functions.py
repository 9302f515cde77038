"""Functions that a mapping may call: what they take, what they give, and what runs.

A function is run once for each distinct tuple of its arguments, never once a row. It is given
texts, and gives a text for each of its outputs; ``None`` stands for no value, as NULL does.

Source: RML-FNML; the functions of conditions are those that it asks of every engine.
"""

import re
from collections.abc import Callable
from typing import Final

from saite.dates import parse_date
from saite.mapping.grel import GREL_FUNCTIONS
from saite.mapping.lexical import canonical_double, is_absolute
from saite.mapping.signature import Function, Text, in_words

# What xsd:double takes, but for what is none.
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")

SAITE_FUNCTIONS: Final = "https://w3id.org/saite/functions#"


def _date(text: str, language: Text) -> tuple[Text, ...]:
    date = parse_date(text, language or "")
    earliest = date.earliest.isoformat() if date.earliest else None
    latest = date.latest.isoformat() if date.latest else None
    return date.edtf, earliest, latest, date.precision, date.as_written


def _address(text: str) -> tuple[Text, ...]:
    # A scheme alone does not make an address: "Note: see below" has one too.
    whole = is_absolute(text) and ("://" in text or text.partition(":")[0] in ("urn", "mailto"))
    return (text, None) if whole else (None, text)


def _truth(*, value: bool) -> tuple[Text, ...]:
    return (in_words(value=value),)


def _double(text: str) -> tuple[Text, ...]:
    if not _NUMBER.fullmatch(text):
        raise ValueError("is not a number, expected one such as 12 or -0.5")
    return (canonical_double(float(text)),)


def _function(
    name: str, parameters: str, outputs: str, call: Callable[..., tuple[Text, ...]], optional: str
) -> Function:
    parameter_iris = tuple(SAITE_FUNCTIONS + each for each in parameters.split())
    return Function(
        SAITE_FUNCTIONS + name,
        parameter_iris,
        tuple(SAITE_FUNCTIONS + each for each in outputs.split()),
        call,
        frozenset(SAITE_FUNCTIONS + each for each in optional.split()),
    )


IS_NULL: Final = SAITE_FUNCTIONS + "isNull"
IS_NOT_NULL: Final = SAITE_FUNCTIONS + "isNotNull"
EQUAL: Final = SAITE_FUNCTIONS + "equal"
NOT_EQUAL: Final = SAITE_FUNCTIONS + "notEqual"
DOUBLE: Final = SAITE_FUNCTIONS + "double"

FUNCTIONS: Final[dict[str, Function]] = GREL_FUNCTIONS | {
    function.iri: function
    for function in (
        _function(
            "date", "text language", "edtf earliest latest precision asWritten", _date, "language"
        ),
        _function("address", "text", "iri other", _address, ""),
        _function("double", "text", "number", _double, ""),
        _function("isNull", "value", "truth", lambda v: _truth(value=v is None), "value"),
        _function("isNotNull", "value", "truth", lambda v: _truth(value=v is not None), "value"),
        _function("equal", "value other", "truth", lambda v, o: _truth(value=v == o), ""),
        _function("notEqual", "value other", "truth", lambda v, o: _truth(value=v != o), ""),
    )
}
"""IRI -> function."""
