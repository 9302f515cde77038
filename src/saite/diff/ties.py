"""Ties of two builds compared: weight, status, dates, kinds of support, and through what."""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode

from saite.diff.model import Change, Facts, Key, Kind, differing_facts
from saite.diff.quads import Node, SortedQuads, Term
from saite.diff.records import iri_of
from saite.diff.terms import (
    EARLIEST,
    KIND,
    LATEST,
    OF_TIE,
    STRENGTH,
    SUPPORT_COUNT,
    SUPPORTS,
    THROUGH,
    TIE,
    TYPE,
    WEIGHT,
)

# What a tie sums up: where it differs of the tie, it need not be told of each part again.
SUMS: Final = frozenset({WEIGHT, SUPPORT_COUNT, EARLIEST, LATEST})
LINKS: Final = frozenset({TYPE, OF_TIE, SUPPORTS, KIND, THROUGH})


def ties_of(node: Node) -> set[bytes]:
    """Name the ties, by token, that a strength or a support belongs to."""
    return {str(term).encode() for term in node.all(OF_TIE) | node.all(SUPPORTS)}


def compare_tie(
    old: SortedQuads, new: SortedQuads, token: bytes, *, parts: Iterable[bytes]
) -> Change | None:
    """Compare a tie of two builds.

    :param parts: tokens of its strengths and supports that differ
    :returns: None if it says the same
    """
    before, after = old.node(token), new.node(token)
    old_facts, new_facts = _facts(before), _facts(after)
    for part in parts:
        left, right = old.node(part), new.node(part)
        for node, facts in ((left, old_facts), (right, new_facts)):
            _add_part(facts, node, inside=bool(left and right))
    found = differing_facts(old_facts, new_facts)
    summed = {fact.path[0] for fact in found if fact.path[0] in SUMS}
    told = tuple(fact for fact in found if len(fact.path) == 1 or fact.path[1] not in summed)
    if not told:
        return None
    kind: Kind = "changed" if before and after else "added" if after else "gone"
    return Change(iri_of(token), kind, TIE, told)


def _facts(node: Node) -> dict[Key, frozenset[Term]]:
    facts: dict[Key, frozenset[Term]] = {}
    for values in (node.said, node.derived):
        for iri, terms in values.items():
            if iri not in LINKS:
                facts[(iri,), ""] = facts.get(((iri,), ""), frozenset()) | terms
    return facts


def _add_part(facts: dict[Key, frozenset[Term]], node: Node, *, inside: bool) -> None:
    """Add that a tie has a part, and what the part says if both builds have it."""
    link = KIND if STRENGTH in node.types() else THROUGH
    names = node.all(link)
    if not names:
        return
    facts[(link,), ""] = facts.get(((link,), ""), frozenset()) | names
    if not inside:
        return
    name = min((term.value for term in names if isinstance(term, NamedNode)), default="")
    inner: Facts = _facts(node)
    for (path, _), terms in inner.items():
        key = ((link, *path), name)
        facts[key] = facts.get(key, frozenset()) | terms
