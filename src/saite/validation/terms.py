"""Terms of pyoxigraph as terms of rdflib, and back: the one place that knows both."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from math import isnan
from typing import TypeAlias

import pyoxigraph
import rdflib

OxTerm: TypeAlias = (
    pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
)
RdfTerm: TypeAlias = rdflib.URIRef | rdflib.BNode | rdflib.Literal


class IncomparableLiteral(rdflib.Literal):
    """A literal that is neither less nor more than any other: it has no value, or not a number.

    rdflib raises, or answers by the order of datatypes, where such a literal is compared; SHACL
    asks for a result.
    """

    __slots__ = ()

    def __lt__(self, other: object) -> bool:
        return False

    def __le__(self, other: object) -> bool:
        return False

    def __gt__(self, other: object) -> bool:
        return False

    def __ge__(self, other: object) -> bool:
        return False


def copy_triples(quads: Iterable[pyoxigraph.Quad | pyoxigraph.Triple], graph: rdflib.Graph) -> None:
    """Add quads to a graph of rdflib; the names of their graphs are dropped.

    Literals keep their lexical form, ill-typed ones too, so that a shape can find them. Triple
    terms of RDF 1.2 are left out, as rdflib has none.
    """
    for quad in quads:
        if not isinstance(quad.subject, pyoxigraph.Triple) and not isinstance(
            quad.object, pyoxigraph.Triple
        ):
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))


def to_rdflib(term: OxTerm) -> RdfTerm:
    """Make the rdflib term of a pyoxigraph term, its lexical form unchanged.

    >>> to_rdflib(pyoxigraph.Literal("07", datatype=pyoxigraph.NamedNode(str(rdflib.XSD.integer))))
    rdflib.term.Literal('07', datatype=rdflib.term.URIRef('http://www.w3.org/2001/XMLSchema#integer'))
    """
    match term:
        case pyoxigraph.NamedNode():
            return _iri(term.value)
        case pyoxigraph.BlankNode():
            return rdflib.BNode(term.value)
        case pyoxigraph.Literal():
            if term.language:
                return rdflib.Literal(term.value, lang=term.language)
            if term.datatype.value == str(rdflib.XSD.string):
                return rdflib.Literal(term.value)
            return _typed_literal(term.value, _iri(term.datatype.value))
        case _:
            raise TypeError(f"{term!r} has no counterpart in rdflib")


def _typed_literal(text: str, datatype: rdflib.URIRef) -> rdflib.Literal:
    literal = rdflib.Literal(text, datatype=datatype, normalize=False)
    is_number = isinstance(literal.value, float | Decimal)
    if literal.ill_typed or literal.value is None or (is_number and isnan(literal.value)):
        return IncomparableLiteral(text, datatype=datatype, normalize=False)
    return literal


def to_text(term: rdflib.term.Node) -> str:
    """Write an rdflib term as N-Triples and Turtle have it, escaped by pyoxigraph.

    >>> to_text(rdflib.Literal("taip", lang="lt"))
    '"taip"@lt'
    """
    match term:
        case rdflib.URIRef():
            # Not every text that rdflib takes for an IRI is one, so it is not written blindly.
            return f"<{''.join(map(_escape_in_iri, term))}>"
        case rdflib.BNode():
            return f"_:{term}"
        case rdflib.Literal(language=str(language)):
            return str(pyoxigraph.Literal(str(term), language=language))
        case rdflib.Literal(datatype=rdflib.URIRef() as datatype):
            return str(pyoxigraph.Literal(str(term), datatype=pyoxigraph.NamedNode(str(datatype))))
        case _:
            return str(pyoxigraph.Literal(str(term)))


def _escape_in_iri(letter: str) -> str:
    return f"\\u{ord(letter):04X}" if letter <= " " or letter in '<>"{}|^`\\' else letter


@lru_cache(maxsize=100_000)
def _iri(value: str) -> rdflib.URIRef:
    return rdflib.URIRef(value)


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Keep two libraries from printing beside the report.

    rdflib tells a traceback for each ill-typed literal, which a shape reports anyway; pySHACL tells
    of constraints that it ignores, as the standard asks.
    """
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    states = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, was_disabled in zip(loggers, states, strict=True):
            logger.disabled = was_disabled
