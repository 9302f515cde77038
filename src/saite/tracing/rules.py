"""Which rule derives a statement, and which records the rule takes it from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from saite.derivation import bound_text, read_rules
from saite.namespaces import expand
from saite.sparql import SavedQuery, term_text

_PARTS: Final = re.compile(
    r"(?P<head>.*?)CONSTRUCT\s*\{(?P<template>[^{}]*)\}\s*WHERE\s*(?P<body>\{.*\})\s*", re.DOTALL
)
# A query within a rule that counts: what it gives, and by what it groups.
_COUNTED: Final = re.compile(r"SELECT\b[^{}]*?(?=\bWHERE\b)")
_GROUPED: Final = re.compile(r"GROUP BY(?:\s+\?\w+)+")
_VARIABLE: Final = re.compile(r"[?$](\w+)")
_MARK: Final = "urn:variable:"


@dataclass(frozen=True)
class Derivation:
    """A rule that derives a statement.

    :param nodes: everything with an IRI that the rule joined to derive it
    """

    rule: SavedQuery
    nodes: tuple[ox.NamedNode, ...]


class Rules:
    """The rules of a build, asked backwards: a rule is run for the terms of one statement.

    They are asked of the finished graph. No rule takes away what another one made, so that what
    a rule made in its turn it makes of the whole graph too.
    """

    def __init__(self, store: ox.Store, *, base: str, max_event_size: int) -> None:
        self._store = store
        self._rules = [
            (rule, _Split(bound_text(rule, base=base, max_event_size=max_event_size)))
            for rule in read_rules().values()
        ]

    def find(self, triple: ox.Triple) -> Iterator[Derivation]:
        """Find the rules that derive a statement, in the order in which they run."""
        for rule, split in self._rules:
            nodes: set[ox.NamedNode] = set()
            is_made = False
            for made, counted in dict.fromkeys(split.queries(triple)):
                found = self._nodes(made)
                if found is not None:
                    is_made = True
                    nodes |= found | (self._nodes(counted) or set() if counted else set())
            if is_made:
                yield Derivation(rule, tuple(sorted(nodes, key=str)))

    def _nodes(self, query: str) -> set[ox.NamedNode] | None:
        """Give everything with an IRI in the rows of an answer; None if there is no row."""
        answer = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        rows = [tuple(solution) for solution in answer]
        nodes = {term for row in rows for term in row if isinstance(term, ox.NamedNode)}
        return nodes if rows else None


class _Split:
    """A rule, cut into what it constructs and what it asks."""

    def __init__(self, text: str) -> None:
        found = _PARTS.fullmatch(text)
        assert found is not None, "a rule is CONSTRUCT { … } WHERE { … }"
        self._head, self._body = found["head"], found["body"]
        template = _VARIABLE.sub(rf"<{_MARK}\1>", found["template"]).strip().removesuffix(".")
        prefixes = "\n".join(re.findall(r"^\s*PREFIX\s.*$", self._head, re.MULTILINE))
        self._template = [
            (quad.subject, quad.predicate, quad.object)
            for quad in ox.parse(f"{prefixes}\n{template} .", ox.RdfFormat.TURTLE)
        ]

    def queries(self, triple: ox.Triple) -> Iterator[tuple[str, str]]:
        """Give, for each triple of the template that may become a statement, a query for it.

        A rule that counts has a second one, for what it counts; of others that is empty.
        """
        wanted = (triple.subject, triple.predicate, triple.object)
        for terms in self._template:
            bound = _unify(terms, wanted)
            if bound is None:
                continue
            names = " ".join(f"?{name}" for name in bound)
            values = " ".join(term_text(term) for term in bound.values())
            bodies = (self._body, _GROUPED.sub("", _COUNTED.sub("SELECT * ", self._body)))
            one, other = (
                f"{self._head}SELECT DISTINCT * WHERE {body} VALUES ({names}) {{ ({values}) }}"
                for body in bodies
            )
            yield one, other if other != one else ""


def _unify(
    terms: tuple[object, object, object], wanted: tuple[object, object, object]
) -> Mapping[str, ox.NamedNode | ox.Literal] | None:
    bound: dict[str, ox.NamedNode | ox.Literal] = {}
    for term, value in zip(terms, wanted, strict=True):
        name = term.value.removeprefix(_MARK) if isinstance(term, ox.NamedNode) else ""
        if isinstance(term, ox.NamedNode) and name != term.value:
            assert isinstance(value, ox.NamedNode | ox.Literal)
            if bound.setdefault(name, value) != value:
                return None
        elif term != value:
            return None
    return bound


def statements_behind(store: ox.Store, node: ox.NamedNode) -> list[ox.NamedNode]:
    """List the records that a support, a tie or the strength of one rests on; nothing of others."""
    statement, supports = _iri("saite:statement"), _iri("saite:supports")
    found = _objects(store, node, statement)
    for support in [quad.subject for quad in store.quads_for_pattern(None, supports, node)]:
        if isinstance(support, ox.NamedNode):
            found += _objects(store, support, statement)
    kinds = set(_objects(store, node, _iri("saite:kind")))
    for tie in _objects(store, node, _iri("saite:ofTie")):
        for quad in store.quads_for_pattern(None, supports, tie):
            if isinstance(quad.subject, ox.NamedNode) and kinds & set(
                _objects(store, quad.subject, _iri("saite:kind"))
            ):
                found += _objects(store, quad.subject, statement)
    return sorted(set(found), key=str)


def _objects(store: ox.Store, node: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(node, predicate, None)
    return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]


def _iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))
