"""Records of two builds compared: each with its date and, where they differ, its evidence."""

from collections.abc import Collection
from typing import Final

from pyoxigraph import NamedNode

from saite.diff.model import Change, Fact, Facts, Key, Kind, Place, differing_facts, parse_place
from saite.diff.quads import Node, SortedQuads, Term
from saite.diff.terms import (
    EARLIEST,
    EDTF,
    EVIDENCE,
    LABEL,
    LATEST,
    ORGANISATION,
    ORGANISATION_COUNT,
    PRECISION,
    QUOTE,
    ROW,
    SELECTOR,
    TOO_LARGE,
    TYPE,
    WHEN,
)
from saite.namespaces import SAITE, shorten

# What a date means follows from its code, so that it is told only if it differs alone.
FOLLOWS: Final = (EARLIEST, LATEST, PRECISION)

NOTABLE: Final = (TOO_LARGE, ORGANISATION_COUNT)


def _record_facts(graph: SortedQuads, token: bytes) -> Facts:
    """Collect what a record says, its row left out, its date and place in a text taken in."""
    node = graph.node(token)
    facts = _facts_inside(graph, node, (), "")
    for iri in NOTABLE:
        if iri in node.derived:
            facts[(iri,), ""] = node.derived[iri]
    return facts


def says_same(old: SortedQuads, new: SortedQuads, before: Node, after: Node) -> bool:
    """Tell whether a node says the same in both builds, but for its row and for quotes.

    What is said of its parts does not count: they are nodes of their own.
    """
    if any(before.derived.get(iri) != after.derived.get(iri) for iri in NOTABLE):
        return False
    differing = {
        iri
        for iri in before.said.keys() | after.said.keys()
        if iri != ROW and before.said.get(iri) != after.said.get(iri)
    }
    return not differing or (
        differing == {SELECTOR} and _selectors(old, before) == _selectors(new, after)
    )


def compare_record(
    old: SortedQuads, new: SortedQuads, token: bytes, *, evidence: Collection[bytes]
) -> Change | None:
    """Compare a record of two builds.

    :param evidence: tokens of the evidence that differs inside; it is told with who cites it
    :returns: None if it says the same
    """
    before, after = old.node(token), new.node(token)
    old_facts, new_facts = dict(_record_facts(old, token)), dict(_record_facts(new, token))
    for cited in before.all(EVIDENCE) & after.all(EVIDENCE):
        part = str(cited).encode()
        if part in evidence:
            old_facts.update(_evidence_facts(old, part))
            new_facts.update(_evidence_facts(new, part))
    facts = without_followers(differing_facts(old_facts, new_facts), EDTF, FOLLOWS)
    if not facts:
        return None
    kind: Kind = "changed" if before and after else "added" if after else "gone"
    if kind == "changed" and ORGANISATION in before.types() & after.types() and _is_renamed(facts):
        kind = "renamed"
    return Change(iri_of(token), kind, class_of(after or before), facts, _place(after or before))


def without_followers(
    facts: tuple[Fact, ...], leader: str, followers: Collection[str]
) -> tuple[Fact, ...]:
    """Leave out facts that follow from another one that differs beside them."""
    led = {(fact.path[:-1], fact.part) for fact in facts if fact.path[-1] == leader}
    return tuple(
        fact
        for fact in facts
        if fact.path[-1] not in followers or (fact.path[:-1], fact.part) not in led
    )


def class_of(node: Node) -> str:
    """Choose one class: organisation, one of ours, one with a known prefix, any; else nothing."""
    return min(
        node.types(),
        key=lambda iri: (iri != ORGANISATION, not iri.startswith(SAITE), shorten(iri) == iri, iri),
        default="",
    )


def iri_of(token: bytes) -> str:
    """Give the IRI that a token writes; of a blank node its name.

    >>> iri_of(b"<urn:a>"), iri_of(b"_:b")
    ('urn:a', '_:b')
    """
    return token.decode("utf-8", errors="replace").removeprefix("<").removesuffix(">")


def _evidence_facts(graph: SortedQuads, token: bytes) -> dict[Key, frozenset[Term]]:
    return _facts_inside(graph, graph.node(token), (EVIDENCE,), iri_of(token))


def _facts_inside(
    graph: SortedQuads, node: Node, path: tuple[str, ...], part: str
) -> dict[Key, frozenset[Term]]:
    facts: dict[Key, frozenset[Term]] = {}
    for iri, values in node.said.items():
        if iri in (WHEN, SELECTOR):
            for value in values:
                inside = _part_facts(graph, value, (*path, iri), part)
                for key, found in inside.items():
                    facts[key] = facts.get(key, frozenset()) | found
        elif iri != ROW and not (path and iri == TYPE):
            facts[(*path, iri), part] = values
    return facts


def _part_facts(
    graph: SortedQuads, value: Term, path: tuple[str, ...], part: str
) -> dict[Key, frozenset[Term]]:
    """Take in a date or a place in a text; one that nothing is said of stands for itself."""
    node = graph.node(str(value).encode())
    if QUOTE in node.types():
        return {}
    facts = {
        ((*path, iri), part): values for iri, values in node.said.items() if iri not in (TYPE, ROW)
    }
    return facts or {(path, part): frozenset({value})}


def _selectors(graph: SortedQuads, node: Node) -> set[Term]:
    terms = node.said.get(SELECTOR, frozenset())
    return {term for term in terms if QUOTE not in graph.node(str(term).encode()).types()}


def _is_renamed(facts: tuple[Fact, ...]) -> bool:
    return any(fact.path == (LABEL,) and fact.old and fact.new for fact in facts)


def _place(node: Node) -> Place:
    rows = sorted(term.value for term in node.all(ROW) if isinstance(term, NamedNode))
    return parse_place(rows[0]) if rows else Place()
