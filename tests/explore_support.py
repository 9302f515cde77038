"""A made-up network with everything that filters look at, and what networkx says of it."""

import random
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox

from saite.explore import Filters
from saite.network import keep_backbone
from saite.resources import resource
from saite.workspace import Workspace
from serve_support import publish_store
from synthetic import BASE, Synthetic, crowded_case

CONCEPTS = resource("ontology/concepts.ttl")


def workspace_of(folder: Path, store: ox.Store) -> Workspace:
    workspace = Workspace(
        file=folder / "saite.toml",
        base=BASE,
        sources=(),
        output=folder / "out",
        mapping=resource("ontology/mapping.rml.ttl"),
        shapes=(),
        concepts=(CONCEPTS,),
    )
    publish_store(workspace, store)
    return workspace


def mixed_case() -> Synthetic:
    """Make a network with kinds, places, statuses, dates of every form, and several components."""
    made = crowded_case(160, 420)
    nodes = [ox.NamedNode(f"{BASE}organisation/o{number:05}") for number in range(160)]
    choose = random.Random(7)
    town = made.record("place", "town", "schema:Place", label="Made-up Town")
    for node in nodes[:60]:
        made.add(node, "schema:location", town)
    for number in range(80):
        some = choose.sample(nodes, choose.randint(2, 5))
        first = choose.choice(["", f"{choose.randint(1990, 2015)}-03-01"])
        last = choose.choice(["", f"{choose.randint(2015, 2024)}-10-31"])
        made.event(
            f"e{number}",
            f"Made-up event {number}",
            dict.fromkeys(some, "participant"),
            status=choose.choice(["stated", "implied", "derived", "disputed"]),
            earliest=first,
            latest=last,
        )
    return made


ORDER = ("status/stated", "status/derived", "status/implied", "status/disputed")


def in_years(support: Any, filters: Filters) -> bool:
    """Tell it from the dates as they are written, in another way than the code."""
    if filters.since is None and filters.until is None:
        return True
    first, last = support["earliest"], support["latest"]
    if not first and not last:
        return filters.with_undated
    start = f"{filters.since}-01-01" if filters.since else "0000-00-00"
    end = f"{filters.until}-12-31" if filters.until else "9999-99-99"
    if filters.certainty == "certainly":
        begins = not filters.since or (first != "" and first >= start)
        return begins and (not filters.until or (last != "" and last <= end))
    return (first or "0000-00-00") <= end and (last or "9999-99-99") >= start


def filtered(network: "nx.Graph[str]", filters: Filters) -> "nx.Graph[str]":
    """Filter a graph of networkx by the words of ``Filters``."""
    left: nx.Graph[str] = nx.Graph()
    backbone = keep_backbone(network, filters.backbone) if filters.backbone < 1 else network
    for node, data in network.nodes(data=True):
        place = data["places"][0]["iri"] if data["places"] else ""
        if data["kind"] not in filters.organisation_kinds and place not in filters.places:
            left.add_node(node)
    for a, b, data in backbone.edges(data=True):
        passing = [
            support
            for support in data["supports"]
            if support["kind"] not in filters.tie_kinds and in_years(support, filters)
        ]
        weight = sum(support["weight"] for support in passing)
        best = min((support["status"] for support in passing), key=ORDER.index, default="")
        is_open = best and best not in filters.statuses and weight >= filters.min_weight - 1e-6
        if is_open and a in left and b in left:
            left.add_edge(a, b, weight=weight)
    return left


def iris(base: str, part: dict[str, Any]) -> list[str]:
    return [base + iri for iri in part["organisations"]["iri"]]


def pairs(base: str, part: dict[str, Any]) -> set[frozenset[str]]:
    names = iris(base, part)
    ends = zip(part["ties"]["a"], part["ties"]["b"], strict=True)
    return {frozenset((names[a], names[b])) for a, b in ends}
