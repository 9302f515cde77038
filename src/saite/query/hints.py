"""Why an answer may be empty: terms of the query that the graph does not hold, and the nearest.

Only an empty answer is looked at, and only its constant terms: each is looked up in the graph, and
the graph's own terms are read from the first statements of each of its graphs.
"""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode

from saite.concepts import Concepts
from saite.errors import EndpointError, nearest
from saite.namespaces import CONCEPTS, PREFIXES, expand, shorten
from saite.query.labels import ontology_terms, package_concepts
from saite.query.notes import say
from saite.results import Answer, Ask, Results, Statements, Truth
from saite.sparql import Constant, constants, term_text

MOST: Final = 30  # terms of a query that are looked up
GRAPHS: Final = 100  # that terms are read from
STATEMENTS: Final = 2_000  # of each of them
HELD: Final = "ASK { { ?s %s ?o } UNION { ?s ?p %s } UNION { %s ?p ?o } }"
# Sorted by subject inside a graph, the first statements are of things of every kind.
TERMS: Final = (
    "SELECT DISTINCT ?term ?class { { SELECT ?term ?o { GRAPH %s { ?s ?term ?o } } LIMIT %d }"
    " BIND(IF(?term = <%s>, ?o, ?none) AS ?class) }"
)


def is_empty(answer: Answer) -> bool:
    """Tell whether an answer says nothing: no row, no statement, or no."""
    match answer:
        case Truth():
            return not answer.value
        case Results() | Statements():
            return not len(answer)


def hidden_graphs(ask: Ask, language: str = "en") -> str:
    """Say so if an endpoint hides its named graphs, which looks like an empty one; else nothing.

    Nothing is said either where it does not answer that: what was asked for is told already.
    """
    try:
        hides = not ask("ASK { ?s ?p ?o }") and ask("ASK { GRAPH ?g { ?s ?p ?o } }")
    except EndpointError:
        return ""
    return say(language, "graphs.hidden") if hides else ""


def term_hints(
    text: str,
    *,
    ask: Ask,
    language: str = "en",
    concepts: Concepts | None = None,
    is_typed: bool = True,
) -> tuple[str, ...]:
    """Tell which terms of a query the graph does not hold, with the nearest right name of each.

    A term stands in a namespace of Saite's or of the graph's own terms, or has the name of such a
    term in another namespace; what else is missing may be a thing, and is not told.

    :param ask: what answered the query
    :param language: of the hints: en, lt or lv
    :param concepts: controlled values; those that travel with Saite if None
    :param is_typed: whether a term of the ontology that this graph has no use for is told as well
    """
    known = ontology_terms() | _concept_iris(concepts)
    missing = {each.iri: each for each in list(constants(text))[:MOST] if not _holds(ask, each.iri)}
    strange = [each for iri, each in missing.items() if iri not in known]
    held = _terms_of(ask) if strange else frozenset()
    hints = [_hint(each, known, held, language) for each in strange]
    if is_typed:
        unused = [each.written for iri, each in missing.items() if iri in known]
        hints += [say(language, "unused", term=written) for written in unused]
    return tuple(filter(None, hints))


def _hint(term: Constant, known: frozenset[str], held: frozenset[str], language: str) -> str:
    """Tell of a term that neither the graph nor the ontology has; empty if it may be a thing."""
    space, spaces = _space(term.iri), {_space(each) for each in known | held}
    is_term = space in spaces or space in PREFIXES.values() or term.iri.startswith(CONCEPTS)
    near = _nearest(term.iri, known | held)
    if near and (is_term or _local(near) == _local(term.iri)):
        return say(language, "near", term=term.written, near=_write(near, term))
    is_ours = space in {_space(each) for each in known}
    return say(language, "unknown", term=term.written) if is_ours else ""


def _concept_iris(concepts: Concepts | None) -> frozenset[str]:
    schemes = (concepts or package_concepts()).schemes.values()
    return frozenset(concept.iri for members in schemes for concept in members.values())


def _holds(ask: Ask, iri: str) -> bool:
    term = term_text(NamedNode(iri))
    return bool(ask(HELD % (term, term, term)))


def _terms_of(ask: Ask) -> frozenset[str]:
    """Read properties and classes from the first statements of each graph."""
    graphs = ask(f"SELECT ?g {{ GRAPH ?g {{ }} }} LIMIT {GRAPHS}")
    if not isinstance(graphs, Results):
        return frozenset()
    return frozenset(term for (graph,) in graphs.terms for term in _terms_in(ask, graph))


def _terms_in(ask: Ask, graph: object) -> Iterator[str]:
    if not isinstance(graph, NamedNode):
        return
    found = ask(TERMS % (term_text(graph), STATEMENTS, expand("rdf:type")))
    for row in found.terms if isinstance(found, Results) else ():
        yield from (each.value for each in row if isinstance(each, NamedNode))


def _nearest(iri: str, known: frozenset[str]) -> str:
    """Find the term that is meant: of the same name elsewhere, else nearest in its namespace.

    A class begins with a capital, a property does not: the same kind comes first.
    """
    name, space = _local(iri), _space(iri)
    beside = {_local(each): each for each in sorted(known) if _space(each) == space}
    is_class = name[:1].isupper()
    alike = {local: each for local, each in beside.items() if local[:1].isupper() == is_class}
    for names in (alike, beside):
        if near := nearest(name, names):
            return names[near]
    everywhere = {_local(each): each for each in sorted(known, reverse=True)}
    return everywhere.get(name, "")


def _write(iri: str, beside: Constant) -> str:
    """Write a term as the query writes the one that it stands for."""
    if beside.prefix and iri.startswith(beside.space):
        return f"{beside.prefix}{iri.removeprefix(beside.space)}"
    short = shorten(iri)
    is_short = short not in (iri, beside.written) and bool(beside.prefix)
    return short if is_short else f"<{iri}>"


def _space(iri: str) -> str:
    """Give the namespace of an IRI: all up to its last ``#`` or ``/``.

    >>> _space("http://www.w3.org/ns/org#member")
    'http://www.w3.org/ns/org#'
    """
    return iri[: len(iri) - len(_local(iri))]


def _local(iri: str) -> str:
    return iri.rpartition("#")[2] if "#" in iri else iri.rpartition("/")[2]
