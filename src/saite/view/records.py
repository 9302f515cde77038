"""What a page of the explorer reads when somebody asks: names, statements, evidence, as columns.

Things, statements, evidence and documents stand once and are referred to by their place.
``frontend/src/explorer/details.ts`` tells what becomes of it, ``records.ts`` reads it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import networkx as nx

from saite.network.attributes import Evidence, Labels
from saite.view.columns import write_table
from saite.view.facts import GapList
from saite.view.gap_lists import found_gaps, write_gaps
from saite.view.overview import shorten
from saite.view.support_rule import SupportRule, exceptions

DIGITS: Final = re.compile(r"([0-9]+)")


@dataclass(frozen=True)
class Places:
    """Where in the page's tables something stands, by IRI; values that repeat, by what they are."""

    base: str
    organisations: Mapping[str, int]
    things: Mapping[str, int] = field(default_factory=dict)
    statements: Mapping[str, int] = field(default_factory=dict)
    evidence: Mapping[str, int] = field(default_factory=dict)
    documents: Mapping[str, int] = field(default_factory=dict)

    def short(self, iri: str) -> str:
        """Leave the base out of an IRI."""
        return shorten(iri, self.base)


def collect_records(
    graph: "nx.Graph[str]", *, base: str, gaps: Sequence[GapList] | None = None
) -> dict[str, Any]:
    """Collect what is recorded of the organisations and ties of a network.

    :param base: what IRIs are cut by; see ``overview.find_base``
    :param gaps: what is missing; if not given, what the network itself tells: organisations without
        ties, ties that no source states, names that are not resolved, events too large for pairs
    :returns: plain values only, ready for ``columns.pack``
    """
    shared = graph.graph
    places = _place_all(graph, base)
    rule = SupportRule(graph, places.things, places.statements)
    return {
        "organisations": _organisations(graph, places),
        "ties": _tie_iris(graph, places),
        "supports": _supports(graph, places, rule),
        "things": write_table(
            [_thing(iri, shared["things"].get(iri, {}), places) for iri in places.things],
            lists=("places", "evidence"),
        ),
        "statements": write_table(
            [
                {
                    **_statement(iri, shared["statements"][iri], places),
                    "thing": rule.thing_of.get(iri),
                }
                for iri in places.statements
            ],
            lists=("evidence",),
        ),
        "parts": _parts([shared["statements"][iri]["parts"] for iri in places.statements], places),
        "evidence": write_table(
            [_evidence(iri, shared["evidence"][iri], places) for iri in places.evidence]
        ),
        "documents": write_table(
            [_document(iri, shared["documents"].get(iri, {}), places) for iri in places.documents]
        ),
        "concepts": _concepts(graph, places),
        "people": {places.short(iri): labels for iri, labels in shared["people"].items()},
        "gaps": write_gaps(graph, found_gaps(graph) if gaps is None else gaps),
    }


def _place_all(graph: "nx.Graph[str]", base: str) -> Places:
    """Give a place to what ties refer to and what names organisations; nothing else is told."""
    shared = graph.graph
    supports = [each for _, _, data in graph.edges(data=True) for each in data["supports"]]
    naming = {
        iri: statement
        for iri, statement in shared["statements"].items()
        if any(part["iri"] in graph for part in statement["parts"])
    }
    through = [support["through"] for support in supports]
    things = _number([*through, *(statement.get("about", "") for statement in naming.values())])
    stated = (iri for support in supports for iri in support["statements"])
    statements = _number([*stated, *naming])
    evidence = _number(
        iri
        for facts, found in ((shared["statements"], statements), (shared["things"], things))
        for key in found
        for iri in facts.get(key, {}).get("evidence", [])
    )
    documents = _number(shared["evidence"][iri]["document"] for iri in evidence)
    organisations = {node: number for number, node in enumerate(graph)}
    return Places(base, organisations, things, statements, evidence, documents)


def _number(iris: Iterable[str]) -> dict[str, int]:
    found = sorted({iri for iri in iris if iri}, key=lambda iri: (natural(iri), iri))
    return {iri: number for number, iri in enumerate(found)}


def natural(text: str) -> list[tuple[int, str]]:
    """Order texts as people count: 2 stands before 10.

    What is numbered in the order of its records stands in that order then, and its rows compress.

    >>> sorted(["e10", "e2", "e1"], key=natural)
    ['e1', 'e2', 'e10']
    """
    parts = DIGITS.split(text)
    # Texts and numbers take turns; of two numbers the longer one is the greater.
    parts[1::2] = [digits.lstrip("0") for digits in parts[1::2]]
    return [(len(part) if place % 2 else 0, part) for place, part in enumerate(parts)]


def _organisations(graph: "nx.Graph[str]", places: Places) -> dict[str, Any]:
    nodes = [data for _, data in graph.nodes(data=True)]
    names = [name for data in nodes for name in data["names"]]
    return {
        **write_table(
            [
                {
                    **{
                        key: data.get(key)
                        for key in ("status", "note", "address", "website", "email")
                    },
                    "row": places.short(data["row"]),
                    "places": [_place(place) for place in data["places"]],
                }
                for data in nodes
            ],
            lists=("places",),
        ),
        # In the order of the names in the overview, which holds their text.
        "names": write_table(
            [
                {key: name.get(key) for key in ("language", "kind", "unresolved", "when")}
                for name in names
            ]
        ),
    }


def _place(place: Mapping[str, Any]) -> dict[str, Any]:
    return {name: place[name] for name in ("labels", "within", "country") if place.get(name)}


def _tie_iris(graph: "nx.Graph[str]", places: Places) -> dict[str, Any]:
    """Write the IRIs of ties, where they do not follow from those of the two organisations."""
    return write_table(
        [
            {"iri": iri if (iri := places.short(data["iri"])) != tie_iri(places, a, b) else ""}
            for a, b, data in graph.edges(data=True)
        ]
    )


def tie_iri(places: Places, a: str, b: str) -> str:
    """Make the IRI that a tie has by rule: ``tie/A~B``."""
    return f"tie/{_id(places.short(a))}~{_id(places.short(b))}"


def _id(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _supports(graph: "nx.Graph[str]", places: Places, rule: SupportRule) -> dict[str, Any]:
    """Write what supports rest on, where that does not follow from the things and statements.

    ``thing`` is the thing's place among those that both organisations of the tie share; as a rule a
    support rests on the statements about it that name either of the two.
    """
    rows = []
    for a, b, data in graph.edges(data=True):
        tie = _id(places.short(data["iri"]))
        shared = rule.shared(a, b)
        for support in data["supports"]:
            thing = places.things.get(support["through"])
            stated = sorted(places.statements[each] for each in support["statements"])
            iri = places.short(support["iri"])
            named = f"support/{tie}~{_id(support['kind'])}~{_id(support['through'])}"
            rows.append(
                {
                    "iri": iri if iri != named else "",
                    "shared": shared.index(thing) if thing in shared else None,
                    "thing": None if thing in shared else thing,
                    "statements": exceptions(stated, rule.naming(thing, a, b)),
                }
            )
    return write_table(rows, lists=("statements",))


def _thing(iri: str, thing: Mapping[str, Any], places: Places) -> dict[str, Any]:
    return {
        "iri": places.short(iri),
        **{
            name: thing.get(name)
            for name in ("type", "kind", "labels", "number", "unnamed", "note")
        },
        "kindAsWritten": thing.get("kind_as_written"),
        "row": places.short(thing.get("row", "")),
        "when": _full(thing.get("when") or {}),
        "places": [_place(place) for place in thing.get("places", [])],
        "evidence": [places.evidence[each] for each in thing.get("evidence", [])],
    }


def _statement(iri: str, statement: Mapping[str, Any], places: Places) -> dict[str, Any]:
    return {
        "iri": places.short(iri),
        **{name: statement[name] for name in ("type", "kind", "status", "note")},
        "openList": statement["open_list"],
        "row": places.short(statement["row"]),
        "when": _full(statement["when"] or {}),
        "evidence": [places.evidence[each] for each in statement["evidence"]],
    }


def _parts(parts: Sequence[Sequence[Mapping[str, Any]]], places: Places) -> dict[str, Any]:
    """Write what statements say, one after the other; ``counts`` tells how much is whose."""
    rows = []
    for part in (part for each in parts for part in each):
        number = places.organisations.get(part["iri"])
        rows.append(
            {
                **{name: part[name] for name in ("property", "concept", "text", "language")},
                "organisation": number,
                "iri": places.short(part["iri"]) if number is None else "",
            }
        )
    return {**write_table(rows), "counts": [len(each) for each in parts]}


def _evidence(iri: str, evidence: Evidence, places: Places) -> dict[str, Any]:
    return {
        "iri": places.short(iri),
        **{
            name: evidence[name]
            for name in ("section", "quote", "language", "note", "url", "start")
        },
        "characters": _characters(evidence),
        "row": places.short(evidence["row"]),
        "document": places.documents.get(evidence["document"]),
    }


def _characters(evidence: Evidence) -> int | None:
    """Count what is quoted, where that is not as long as the quote; -1 if it is not known."""
    start, end = evidence["start"], evidence["end"]
    if start is None:
        return None
    if end is None:
        return -1
    return end - start if end - start != len(evidence["quote"]) else None


def _document(iri: str, document: Mapping[str, Any], places: Places) -> dict[str, Any]:
    return {
        "iri": places.short(iri),
        **{name: document.get(name) for name in ("labels", "language", "kind", "url")},
        "row": places.short(document.get("row", "")),
        "when": _full(document.get("when") or {}),
    }


def _full(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}


def _concepts(graph: "nx.Graph[str]", places: Places) -> dict[str, Labels]:
    """Choose the labels of the concepts that the page names."""
    shared = graph.graph
    statements = [shared["statements"][iri] for iri in places.statements]
    used = {statement["kind"] for statement in statements}
    used |= {shared["things"].get(iri, {}).get("kind", "") for iri in places.things}
    used |= {shared["documents"].get(iri, {}).get("kind", "") for iri in places.documents}
    used |= {name["kind"] for _, data in graph.nodes(data=True) for name in data["names"]}
    used |= {part["concept"] for statement in statements for part in statement["parts"]}
    labels: Mapping[str, Labels] = shared["concepts"]
    return {key: labels[key] for key in sorted(used) if key in labels}
