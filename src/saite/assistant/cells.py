"""Terms as an assistant reads them: bounded texts, IRIs with their labels."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import pyoxigraph as ox

from saite.results import Iri, Text, Value, to_value

LONGEST: Final = 1_500  # characters of one text


def cut(text: str) -> str:
    """Shorten a text, saying so.

    >>> cut("short")
    'short'
    """
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}… [cut: {len(text):,} characters]"


def cell(value: Value) -> Any:  # noqa: ANN401 - what JSON has
    """Write a value: an IRI with its label, a text with its language, else what JSON has.

    >>> cell(Iri("https://example.org/a", "A"))
    {'iri': 'https://example.org/a', 'label': 'A'}
    """
    match value:
        case Iri():
            iris = str(value).split(" ")
            name = {"iri": str(value)} if len(iris) == 1 else {"iris": iris}
            return {**name, "label": cut(value.label)} if value.label != str(value) else name
        case Text():
            return {"text": cut(str(value)), "language": value.language}
        case None | bool() | int() | float():
            return value
        case Decimal():
            return float(value)
        case date() | datetime():
            return value.isoformat()
        case _:
            return cut(str(value))


def term_cell(term: Any, labels: dict[str, str]) -> Any:  # noqa: ANN401 - a term of an answer
    """Write a term of an answer; see ``cell``."""
    return cell(to_value(term, labels))


def value_of(term: object) -> str:
    """Give the text of a term, without what kind of term it is; empty for none."""
    return str(getattr(term, "value", "") or "")


def is_iri(term: object) -> bool:
    """Tell whether a term is an IRI."""
    return isinstance(term, ox.NamedNode)
