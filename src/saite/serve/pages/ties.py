"""Ties of organisations: with whom, how strong, why, and where the sources say it."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, Final

import pyoxigraph as ox

from saite.namespaces import expand
from saite.serve.pages.reading import MOST, STATUS, Node, Reader, classes_of, row_of
from saite.sparql import term_text

BETWEEN: Final = expand("saite:between")
WEIGHT: Final = expand("saite:weight")
OF_TIE: Final = expand("saite:ofTie")
KIND: Final = expand("saite:kind")
SUPPORTS: Final = expand("saite:supports")
THROUGH: Final = expand("saite:through")
STATEMENT: Final = expand("saite:statement")


def read_ties(reader: Reader, iri: str) -> tuple[list[dict[str, Any]], int]:
    """Read the ties of an organisation, the strongest first; tell how many are left out."""
    itself, between, weight = (term_text(ox.NamedNode(each)) for each in (iri, BETWEEN, WEIGHT))
    pattern = f"?tie {between} {itself} ; {between} ?other FILTER(?other != {itself})"
    ordered = f"{{ {pattern} OPTIONAL {{ ?tie {weight} ?w }} }} ORDER BY DESC(?w) ?other ?tie"
    found = reader.rows("?tie ?other", f"{ordered} LIMIT {MOST}")
    shown = dict.fromkeys((value_of(tie), value_of(other)) for tie, other in found)
    ties = [_tie(reader, reader.node(tie), other) for tie, other in shown]
    if len(found) < MOST:
        return ties, 0
    ((number,),) = reader.rows("(COUNT(*) AS ?n)", f"{{ {pattern} }}")
    return ties, int(value_of(number)) - len(ties)


def ties_among(
    reader: Reader, iri: str, ties: Sequence[dict[str, Any]]
) -> list[tuple[str, str, float]]:
    """Read the ties of an organisation's partners among themselves: both ends, and how strong.

    The rules name a tie after its ends, so that it is looked up by its name; where the ties of the
    organisation itself are named in another way, all ties of its partners are read.

    :param ties: of the organisation, as ``read_ties`` gives them
    """
    base, partners = reader.site.base, sorted(tie["other"] for tie in ties)
    if all(tie["iri"] in tie_names(base, iri, tie["other"]) for tie in ties):
        return [
            (*pair, tie_weight(reader, tie))
            for pair in combinations(partners, 2)
            for tie in tie_names(base, *pair)
            if reader.values(tie, BETWEEN) == list(pair)
        ]
    ends: dict[str, list[str]] = {}
    for each in partners:
        for tie in reader.pointing(BETWEEN, each):
            ends.setdefault(tie, []).append(each)
    return sorted(
        (min(pair), max(pair), tie_weight(reader, tie))
        for tie, pair in ends.items()
        if len(pair) > 1
    )


def tie_names(base: str, one: str, other: str) -> tuple[str, str]:
    """Name the tie of two organisations as the rules do, which put one of their ids first.

    >>> tie_names("urn:x/", "urn:x/organisation/b", "urn:x/organisation/a")
    ('urn:x/tie/b~a', 'urn:x/tie/a~b')
    """
    ids = [each.rpartition("/")[2] for each in (one, other)]
    return f"{base}tie/{'~'.join(ids)}", f"{base}tie/{'~'.join(reversed(ids))}"


def tie_weight(reader: Reader, tie: str) -> float:
    """Read how strong a tie is; 0 if nothing says it."""
    return max((number_of(each) for each in reader.values(tie, WEIGHT)), default=0.0)


def value_of(term: object) -> str:
    """Give the text of a term; empty for none."""
    return str(getattr(term, "value", "") or "")


def _tie(reader: Reader, node: Node, other: str) -> dict[str, Any]:
    kinds = [
        reader.name(kind)
        for strength in reader.pointing(OF_TIE, node.iri)
        for kind in reader.values(strength, KIND)
    ]
    return {
        "iri": node.iri,
        "other": reader.name(other),
        "weight": number_of(node.text(WEIGHT)),
        "reasons": node.text(expand("saite:supportCount")),
        "kinds": sorted(kinds),
        "status": _status(reader, node),
        "earliest": node.text(expand("saite:earliest")),
        "latest": node.text(expand("saite:latest")),
    }


def read_tie(reader: Reader, node: Node) -> dict[str, Any]:
    """Read one tie with everything that supports it."""
    supports = reader.pointing(SUPPORTS, node.iri)
    return {
        "between": [reader.name(each) for each in node.iris(BETWEEN)],
        "weight": number_of(node.text(WEIGHT)),
        "status": _status(reader, node),
        "supports": [_support(reader, reader.node(each)) for each in supports[:MOST]],
        "more": max(0, len(supports) - MOST),
    }


def read_supports(reader: Reader, iri: str, supports: Iterable[str]) -> list[dict[str, Any]]:
    """Read which ties rest on a thing: an event, an agreement, or a record of them."""
    ties: dict[str, dict[str, Any]] = {}
    for each in supports:
        support = reader.node(each)
        if iri not in (*support.iris(THROUGH), *support.iris(STATEMENT)):
            continue
        for tie in support.iris(SUPPORTS):
            between = [reader.name(one) for one in reader.node(tie).iris(BETWEEN)]
            weight = number_of(support.text(WEIGHT))
            found = {"iri": tie, "between": between, "weight": weight}
            ties[tie] = {**found, "status": _status(reader, support)}
    return sorted(ties.values(), key=lambda tie: tie["iri"])


def _support(reader: Reader, node: Node) -> dict[str, Any]:
    return {
        "iri": node.iri,
        "kind": [reader.name(each) for each in node.iris(expand("saite:kind"))],
        "through": [_statement(reader, each, bare=True) for each in node.iris(THROUGH)],
        "weight": number_of(node.text(WEIGHT)),
        "status": _status(reader, node),
        "statements": [_statement(reader, each) for each in node.iris(STATEMENT)],
    }


def _statement(reader: Reader, iri: str, *, bare: bool = False) -> dict[str, Any]:
    """Read a record that a tie rests on: who takes part in what, as what."""
    node = reader.node(iri)
    parts = [
        {"property": reader.name(name), "values": [reader.shown(term) for term, _ in values[:9]]}
        for name, values in node.values.items()
        if not bare and name in PARTS
    ]
    return {
        "iri": reader.name(iri),
        "class": [reader.name(each) for each in classes_of(node)[:1]],
        "parts": parts,
        "when": reader.when(node),
        "status": _status(reader, node),
        "evidence": reader.evidence(node),
        "row": row_of(node),
    }


def _status(reader: Reader, node: Node) -> str:
    found = node.iris(STATUS)
    return reader.name(found[0]) if found else ""


def number_of(text: str) -> float:
    """Read a number; what is none counts nothing.

    >>> number_of("1.5"), number_of("much")
    (1.5, 0.0)
    """
    try:
        return float(text)
    except ValueError:
        return 0.0


# What a statement says of who did what, as what.
PARTS: Final = frozenset(
    expand(name)
    for name in (
        "org:member", "org:organization", "org:role", "org:heldBy", "org:postIn",
        "org:originalOrganization", "org:resultingOrganization", "saite:participant",
        "saite:onBehalfOf", "saite:group", "saite:role", "saite:participantCount",
        "saite:partyOrganization", "saite:signatory", "saite:capacityAsWritten",
        "saite:inCapacity", "saite:contribution", "saite:funder", "saite:share", "saite:unit",
        "saite:affiliatedWith", "saite:declaredBy", "saite:cooperatesWith", "saite:topic",
    )
)  # fmt: skip
