"""The values of RDF terms: the Python value nearest to each."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Self

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from saite.namespaces import CONCEPTS, PREFIXES

Term = NamedNode | BlankNode | Literal | Triple


_XSD: Final = PREFIXES["xsd"]
_INTEGER = re.compile(r"[+-]?[0-9]{1,1000}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,1000}(\.[0-9]{0,1000})?|\.[0-9]{1,1000})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONCEPT: Final = rf"{re.escape(CONCEPTS)}[\w.-]+/[\w.-]+"
_CONCEPTS: Final = re.compile(rf"{_CONCEPT}( {_CONCEPT})*", re.ASCII)


class Iri(str):
    """An IRI, with the label it is shown by; it compares and sorts as the text of the IRI.

    >>> Iri("https://example.org/id/organisation/a", "A")
    Iri('https://example.org/id/organisation/a', 'A')
    """

    __slots__ = ("_label",)
    _label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make an IRI; without a label it shows itself."""
        made = super().__new__(cls, value)
        made._label = label
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self._label

    @property
    def label(self) -> str:
        """The label in the language asked for, or the IRI itself where it has none."""
        return self._label or str(self)

    def __repr__(self) -> str:
        return f"Iri({str(self)!r}, {self._label!r})"


class Text(str):
    """A text, with the tag of its language; it compares as the text alone.

    >>> Text("skyrius", "lt").language
    'lt'
    """

    __slots__ = ("_language",)
    _language: str

    def __new__(cls, value: str, language: str) -> Self:
        """Make a text of a language."""
        made = super().__new__(cls, value)
        made._language = language
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self._language

    @property
    def language(self) -> str:
        """BCP 47 tag, in lower case as the store keeps it."""
        return self._language

    def __repr__(self) -> str:
        return f"Text({str(self)!r}, {self._language!r})"


Value = Iri | Text | str | bool | int | float | Decimal | date | datetime | None


def _date_value(lexical: str) -> date | str:
    try:
        return date.fromisoformat(lexical) if _DATE.fullmatch(lexical) else lexical
    except ValueError:
        return lexical


def _moment_value(lexical: str) -> datetime | str:
    try:
        return datetime.fromisoformat(lexical)
    except ValueError:
        return lexical


def _float_value(lexical: str) -> float | str:
    try:
        return float(lexical)
    except ValueError:
        return lexical


def _literal_value(literal: Literal) -> Value:
    lexical = literal.value
    if literal.language:
        return Text(lexical, literal.language)
    match literal.datatype.value.removeprefix(_XSD):
        case "boolean" if lexical in {"true", "false", "1", "0"}:
            return lexical in {"true", "1"}
        case "integer" | "int" | "long" | "nonNegativeInteger" if _INTEGER.fullmatch(lexical):
            return int(lexical)
        case "decimal" if _DECIMAL.fullmatch(lexical):
            return Decimal(lexical)
        case "double" | "float":
            return _float_value(lexical)
        case "date":
            return _date_value(lexical)
        case "dateTime":
            return _moment_value(lexical)
        case _:
            return lexical


def listed_concepts(term: Term | None) -> list[str]:
    """List the concepts of a text that is nothing but their IRIs, as GROUP_CONCAT makes it.

    Only concepts are read so: a web address that a record writes stays the text that it is.

    >>> listed_concepts(Literal(f"{CONCEPTS}tie-kind/event {CONCEPTS}tie-kind/project"))[0][-5:]
    'event'
    """
    if isinstance(term, Literal) and not term.language and _CONCEPTS.fullmatch(term.value):
        return term.value.split(" ")
    return []


def to_value(term: Term | None, labels: Mapping[str, str] | None = None) -> Value:
    """Convert an RDF term to the nearest Python value; what has none stays text as written.

    An unbound variable is None. Blank nodes and triple terms become their N-Triples text. A list
    of concepts, their IRIs joined by spaces, is shown by their labels, joined by commas.

    :param labels: IRI -> label, for the IRIs that have one

    >>> to_value(Literal("2019-03-23", datatype=NamedNode(_XSD + "date")))
    datetime.date(2019, 3, 23)
    """
    match term:
        case None:
            return None
        case NamedNode(value=iri):
            return Iri(iri, (labels or {}).get(iri, ""))
        case Literal():
            known = labels or {}
            names = [known.get(iri, iri) for iri in listed_concepts(term)]
            return Iri(term.value, ", ".join(names)) if names else _literal_value(term)
        case _:
            return str(term)
