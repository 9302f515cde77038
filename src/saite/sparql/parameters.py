"""Parameters of saved queries: their types, and values as a person types them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from saite.concepts import Concepts
from saite.errors import Problem, SavedQueryError
from saite.namespaces import CONCEPTS, PREFIXES
from saite.sparql.binding import Term

XSD: Final = PREFIXES["xsd"]
# Parameters that name a thing of the graph: a label, an alias or an id, resolved by saite.query.
THINGS: Final = (
    "organisation", "person", "place", "event", "project", "agreement", "document",
)  # fmt: skip
VALUES: Final = ("text", "integer", "decimal", "date", "language", "iri")
EXPECTATIONS: Final = {
    "integer": "a whole number of up to 18 digits, such as 2019",
    "decimal": "a decimal number with a point, such as 0.5",
    "date": "a day: write a day, such as 2019-03-23",
    "language": "a language tag, such as lt",
    "iri": "an absolute IRI, such as https://example.org/id/1",
}


@dataclass(frozen=True)
class Parameter:
    """What a saved query can be given.

    :param type: one of ``THINGS``, one of ``VALUES``, or ``concept:`` and the name of a scheme
    :param label: a short label by language
    :param default: text that stands where nothing is given; ``None`` leaves the block unbound
    """

    name: str
    type: str = "text"
    label: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None

    @property
    def scheme(self) -> str:
        """Name the scheme of a controlled value; empty for a parameter of another type."""
        return self.type.partition(":")[2]


def parameter_term(parameter: Parameter, text: str, *, concepts: Concepts | None = None) -> Term:
    """Read a value as a person types it, by the type of the parameter.

    A thing is taken by its IRI here: labels, aliases and ids are resolved by ``saite.query``,
    which has the graph.

    :param concepts: where labels of controlled values are looked up; without them a controlled
        value is taken by notation or IRI, unchecked
    :returns: integers, decimals and dates in their canonical form, as the store keeps them
    :raises SavedQueryError: if the text is no value of that type; the message shows one that is

    >>> str(parameter_term(Parameter("year", "integer"), " 02019 "))
    '"2019"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if parameter.type == "text":
        return ox.Literal(text)
    text = text.strip()
    term = (
        _concept(parameter.scheme, text, concepts)
        if parameter.scheme
        else _value_term(parameter.type, text)
    )
    if term is None:
        raise SavedQueryError([_refusal(parameter, text, concepts)])
    return term


def _value_term(kind: str, text: str) -> Term | None:
    if kind == "integer" and re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        return ox.Literal(str(int(text)), datatype=ox.NamedNode(XSD + "integer"))
    if kind == "decimal" and re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", text):
        return ox.Literal(_canonical(text), datatype=ox.NamedNode(XSD + "decimal"))
    if kind == "date" and _is_date(text):
        return ox.Literal(text, datatype=ox.NamedNode(XSD + "date"))
    if kind == "language" and re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", text):
        return ox.Literal(text.lower())
    return _iri(text) if kind in ("iri", *THINGS) else None


def _concept(scheme: str, text: str, concepts: Concepts | None) -> ox.NamedNode | None:
    namespace = f"{CONCEPTS}{scheme}/"
    if concepts is None:
        is_notation = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text)
        return _iri(namespace + text if is_notation else text)
    found = concepts.find(scheme, text.removeprefix(namespace))
    return ox.NamedNode(found.iri) if found else None


def _canonical(decimal: str) -> str:
    """Write a decimal as the store does: no sign of a zero, no zeros that say nothing."""
    plain = f"{Decimal(decimal):f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _iri(text: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(text)
    except ValueError:
        return None


def _refusal(parameter: Parameter, text: str, concepts: Concepts | None) -> Problem:
    expectation = EXPECTATIONS.get(parameter.type, f"the IRI of a thing of kind {parameter.type}")
    near = ""
    if parameter.scheme:
        expectation = f"a value of the scheme {parameter.scheme}"
        near = concepts.nearest(parameter.scheme, text) if concepts else ""
    file = f"parameter {parameter.name}"
    return Problem(file, value=text or "''", message=f"is not {expectation}", nearest=near)
