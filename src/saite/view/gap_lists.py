"""What is missing in a network, as a page of the explorer tells it."""

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx

from saite.network.attributes import Labels
from saite.view.assets import LANGUAGES, load_strings
from saite.view.columns import write_table
from saite.view.facts import Gap, GapList


def write_gaps(graph: "nx.Graph[str]", lists: Sequence[GapList]) -> list[dict[str, Any]]:
    """Write lists of gaps as tables; what can be opened, an organisation or a tie, by its place."""
    ties = {data["iri"]: place for place, (_, _, data) in enumerate(graph.edges(data=True))}
    pairs = {frozenset(edge): place for place, edge in enumerate(graph.edges)}
    organisations = {node: place for place, node in enumerate(graph)}

    def write(gap: Gap) -> dict[str, Any]:
        organisation = organisations.get(gap["thing"])
        tie = ties.get(gap["thing"], pairs.get(frozenset((gap["thing"], gap["other"]))))
        return {
            "organisation": organisation,
            "tie": tie,
            # What can be opened has its names elsewhere in the page.
            "labels": gap["labels"] if organisation is None and tie is None else None,
            **{name: gap[name] or None for name in ("detail", "file", "row")},
        }

    return [
        {
            "kind": each["kind"],
            "title": each["title"],
            "advice": each["advice"],
            "gaps": write_table([write(gap) for gap in each["gaps"]]),
        }
        for each in lists
    ]


def found_gaps(graph: "nx.Graph[str]") -> list[GapList]:
    """Find what a network itself tells to be missing.

    :returns: organisations without ties, ties that no source states, names that are not resolved,
        events too large for pairs
    """
    strings = load_strings()
    found = {
        "untied": [
            _gap(node, _labels(data))
            for node, data in graph.nodes(data=True)
            if not graph.degree(node)
        ],
        "unstated": [
            _gap(data["iri"], {})
            for _, _, data in graph.edges(data=True)
            if data["status"] != "status/stated"
        ],
        "unresolved": [
            _gap(node, _labels(data), {name["language"]: name["text"]})
            for node, data in graph.nodes(data=True)
            for name in data["names"]
            if name["unresolved"]
        ],
        "large": [_gap(each["iri"], each["labels"]) for each in graph.graph["large_events"]],
    }
    return [
        {
            "kind": kind,
            "title": {tag: strings[tag][f"gaps.{kind}"] for tag in LANGUAGES},
            "advice": {},
            "gaps": gaps,
        }
        for kind, gaps in found.items()
    ]


def _labels(data: Mapping[str, Any]) -> Labels:
    labels: Labels = data["labels"]
    return labels or {"": data["label"]}


def _gap(thing: str, labels: Labels, detail: Labels | None = None) -> Gap:
    return {
        "thing": thing,
        "labels": labels,
        "other": "",
        "detail": detail or {},
        "file": "",
        "row": 0,
    }
