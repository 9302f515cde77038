"""What to call the things that a difference names, in all languages that there are labels in."""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode

from saite.concepts import Concept, Concepts
from saite.diff.model import Change, Thing
from saite.diff.quads import Node, SortedQuads, Term
from saite.diff.records import class_of
from saite.diff.terms import (
    AS_WRITTEN,
    BETWEEN,
    CONFLICT,
    EVIDENCE,
    IDENTIFIER,
    LABEL,
    ROW,
    SECTION,
    SOURCE,
    TIE,
    TYPE,
    WHEN,
)
from saite.namespaces import CONCEPTS

ASIDE: Final = frozenset({TYPE, ROW, WHEN, EVIDENCE, CONFLICT})


class Namer:
    """Looks up names in the new build, and in the old one for what is gone."""

    def __init__(self, old: SortedQuads, new: SortedQuads, concepts: Concepts) -> None:
        self._graphs = (new, old)
        self._concepts = {
            concept.iri: concept
            for members in concepts.schemes.values()
            for concept in members.values()
        }

    def things(self, iris: Iterable[str]) -> dict[str, Thing]:
        """Describe things and what they are about; what nothing is known of is left out."""
        found: dict[str, Thing] = {}
        wanted = sorted(set(iris))
        while wanted:
            found.update({iri: self._thing(iri) for iri in wanted})
            wanted = sorted({each for iri in wanted for each in found[iri].about} - set(found))
        return {iri: thing for iri, thing in sorted(found.items()) if thing != Thing()}

    def _thing(self, iri: str) -> Thing:
        if iri.startswith(CONCEPTS):
            return _concept(iri, self._concepts.get(iri))
        node = self._node(iri)
        labels = _labels(node, LABEL) or _labels(node, AS_WRITTEN)
        of = class_of(node)
        return Thing(
            labels,
            of,
            _text(node.all(IDENTIFIER)),
            () if labels else self._about(node, of),
            _text(node.all(SECTION)),
        )

    def _node(self, iri: str) -> Node:
        token = (iri if iri.startswith("_:") else f"<{iri}>").encode()
        found = [graph.node(token) for graph in self._graphs]
        return found[0] or found[1]

    def _about(self, node: Node, of: str) -> tuple[str, ...]:
        """Name the labelled things that a node without a label connects."""
        values = node.all(BETWEEN) if of == TIE else frozenset[Term]()
        if not values:
            values = node.all(SOURCE)
        if values:
            return tuple(sorted(term.value for term in values if isinstance(term, NamedNode)))
        found = {}
        for iri in sorted(set(node.said) - ASIDE):
            for term in sorted(node.said[iri], key=str):
                if isinstance(term, NamedNode) and not term.value.startswith(CONCEPTS):
                    found[term.value] = self._node(term.value)
        return tuple(iri for iri, target in found.items() if _labels(target, LABEL))


def named_iris(changes: Iterable[Change]) -> set[str]:
    """Collect every IRI that the words about some changes must name, properties left out."""
    found = set()
    for change in changes:
        found.add(change.iri)
        for fact in change.facts:
            found |= {fact.part} - {""}
            found |= {term.value for term in (*fact.old, *fact.new) if isinstance(term, NamedNode)}
    return found


def _concept(iri: str, concept: Concept | None) -> Thing:
    if concept is None:
        return Thing(identifier=iri.rpartition("/")[2])
    return Thing(tuple(sorted(concept.labels.items())), identifier=concept.notation)


def _labels(node: Node, iri: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted(
            (term.language or "", term.value) for term in node.all(iri) if isinstance(term, Literal)
        )
    )


def _text(terms: frozenset[Term]) -> str:
    return min((term.value for term in terms if isinstance(term, Literal)), default="")
