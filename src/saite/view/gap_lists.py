"""What is missing in a network, as a page of the explorer tells it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import networkx as nx

from saite.network.attributes import Labels
from saite.view.assets import LANGUAGES, load_strings
from saite.view.facts import Gap, GapList


def write_gaps(
    graph: "nx.Graph[str]", lists: Sequence[GapList], shorten: Callable[[str], str]
) -> list[dict[str, Any]]:
    """Write lists of gaps with what can be opened: an organisation, or the two of a tie.

    :param shorten: leaves the base out of an IRI
    """
    ties = {data["iri"]: (a, b) for a, b, data in graph.edges(data=True)}
    return [
        {
            "kind": each["kind"],
            "title": each["title"],
            "advice": each["advice"],
            "gaps": [_write_gap(gap, graph, ties, shorten) for gap in each["gaps"]],
        }
        for each in lists
    ]


def _write_gap(
    gap: Gap,
    graph: "nx.Graph[str]",
    ties: Mapping[str, tuple[str, str]],
    shorten: Callable[[str], str],
) -> dict[str, Any]:
    found: dict[str, Any] = {"labels": gap["labels"]}
    found |= {name: value for name in ("detail", "file", "row") if (value := gap[name])}
    if gap["thing"] in graph:
        found["organisation"] = shorten(gap["thing"])
    pair = ties.get(gap["thing"])
    if pair is None and gap["other"] and graph.has_edge(gap["thing"], gap["other"]):
        pair = (gap["thing"], gap["other"])
    if pair is not None:
        found["tie"] = [shorten(iri) for iri in pair]
    return found


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
