"""From the values that a call gives to the terms that a query gets."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode

from saite.concepts import Concepts
from saite.errors import ProblemsError, UsageError, nearest
from saite.index import NameIndex
from saite.namespaces import PREFIXES
from saite.query.labels import package_concepts
from saite.query.names import resolve_name
from saite.results import Ask, Iri, Text
from saite.sparql import (
    THINGS,
    Parameter,
    SavedQuery,
    bind,
    declared_parameters,
    parameter_term,
)

XSD: Final = PREFIXES["xsd"]
UNDECLARED: Final = "undeclared"  # type of a parameter that no head tells of
ADDRESS: Final = re.compile(
    r"<(?P<bare>[^<>\"{}|^`\\\x00-\x20]+)>|https?://[^<>\"{}|^`\\\x00-\x20]+"
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one parameter.

    :param nearest: the nearest right name or value; empty if none is near
    """

    name: str
    message: str
    nearest: str = ""


class ParameterError(UsageError):
    """Parameters are unknown, or have values that they cannot have."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.message for fault in self.faults))


def bind_parameters(
    query: SavedQuery | str,
    values: Mapping[str, object],
    *,
    ask: Ask,
    language: str = "en",
    concepts: Concepts | None = None,
    index: NameIndex | None = None,
) -> str:
    """Put the given values, and the defaults of the others, into a query.

    Text for a parameter of a thing's type is resolved as a name, for one of a scheme as a label of
    a concept; an IRI, a literal and other Python values are taken as they are. A parameter of a
    typed-in query is of the type it is named after, else what its value is by itself.

    :param values: name -> value; None is as good as not given
    :param ask: what answers the look-ups of names
    :param concepts: controlled values; those that travel with Saite if None
    :param index: of the names of the same graph, if there is one
    :returns: the text of the query; parameters without value and default stay open
    :raises ParameterError: with everything that is wrong: unknown parameters, values of a wrong
        type, names that nothing or several things bear
    """
    declared = _declared(query)
    terms: dict[str, NamedNode | Literal] = {}
    faults = []
    for name in sorted(values.keys() - declared.keys()):
        near = nearest(name, declared)
        known = ", ".join(declared) or "none"
        hint = f"; did you mean {near!r}?" if near else f"; it has: {known}"
        faults.append(Fault(name, f"the query has no parameter {name!r}{hint}", near))
    for name, parameter in declared.items():
        value = values.get(name)
        value = parameter.default if value is None else value
        try:
            if value is not None:
                terms[name] = _term(
                    parameter, value, ask=ask, language=language, concepts=concepts, index=index
                )
        except (UsageError, ProblemsError) as error:
            faults.append(Fault(name, str(error), _nearest_value(error)))
    if faults:
        raise ParameterError(faults)
    return bind(query.text if isinstance(query, SavedQuery) else query, terms)


def _nearest_value(error: UsageError | ProblemsError) -> str:
    if isinstance(error, ProblemsError):
        return next((problem.nearest for problem in error.problems if problem.nearest), "")
    return error.nearest


def _declared(query: SavedQuery | str) -> dict[str, Parameter]:
    if isinstance(query, SavedQuery):
        return {parameter.name: parameter for parameter in query.parameters}
    return {
        name: Parameter(name, name if name in THINGS else UNDECLARED)
        for name in declared_parameters(query)
    }


def _term(
    parameter: Parameter,
    value: object,
    *,
    ask: Ask,
    language: str,
    concepts: Concepts | None,
    index: NameIndex | None,
) -> NamedNode | Literal:
    try:
        term = _rdf_term(value)
        if term is None and parameter.type == UNDECLARED:
            term = _plain_term(value)
    except UsageError as error:
        raise UsageError(f"parameter {parameter.name}: {error}") from None
    if term is not None:
        return term
    if isinstance(value, datetime) and parameter.type == "date":
        value = value.date()
    text = str(value)
    if parameter.type in THINGS:
        try:
            return resolve_name(
                ask, parameter.type, text, language=language, concepts=concepts, index=index
            )
        except UsageError as error:
            message = f"parameter {parameter.name}: {error}"
            raise UsageError(message, nearest=error.nearest) from None
    return parameter_term(parameter, text, concepts=concepts or package_concepts())


def _rdf_term(value: object) -> NamedNode | Literal | None:
    """Take a value that is an RDF term already: pyoxigraph's, of an answer, or rdflib's.

    :raises UsageError: if one of rdflib's is no IRI
    """
    match value:
        case NamedNode() | Literal():
            return value
        case Iri():
            return NamedNode(value)
        case Text():
            return Literal(str(value), language=value.language)
    # Known by the name of its class: rdflib itself takes half a second to load.
    kind = f"{type(value).__module__}.{type(value).__name__}"
    if kind == "rdflib.term.URIRef":
        return _node(str(value))
    if kind == "rdflib.term.Literal":
        language, datatype = getattr(value, "language", None), getattr(value, "datatype", None)
        if language:
            return Literal(str(value), language=language)
        return Literal(str(value), datatype=NamedNode(datatype or XSD + "string"))
    return None


def _plain_term(value: object) -> NamedNode | Literal:
    """Make the term of a value that no head declares a type for.

    A text in angle brackets, or one that begins as a web address, is an IRI.

    :raises UsageError: if it is none after all
    """
    match value:
        case bool() | int() | float():
            return Literal(value)
        case Decimal():
            return Literal(f"{value.normalize():f}", datatype=NamedNode(XSD + "decimal"))
        case datetime():
            return Literal(value.isoformat(), datatype=NamedNode(XSD + "dateTime"))
        case date():
            return Literal(value.isoformat(), datatype=NamedNode(XSD + "date"))
    text = str(value)
    address = ADDRESS.fullmatch(text)
    return _node(address["bare"] or text) if address else Literal(text)


def _node(iri: str) -> NamedNode:
    """Make the node of an IRI that somebody writes.

    :raises UsageError: if it is none
    """
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise UsageError(f"{iri!r} is no absolute IRI: {error}") from None
