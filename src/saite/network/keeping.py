"""Positions kept from one time to the next, so that a map that people know stays as it is.

The same network has the same fingerprint, and its positions are taken as they are; those of another
one are where its layout starts from.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Final

import networkx as nx

from saite.network.communities import add_communities
from saite.network.layout import LABELLED, add_layout
from saite.network.projection import project_ties
from saite.query import Askable

FILE: Final = "layout.json"
VERSION: Final = 1


@dataclass(frozen=True)
class KeptLayout:
    """Positions of the organisations of a network.

    :param fingerprint: of the network that they were computed for
    :param positions: x and y of each organisation, by IRI
    """

    fingerprint: str
    positions: Mapping[str, tuple[float, float]]

    def to_json(self) -> str:
        """Write it as JSON, one organisation a line, in the order of the IRIs."""
        lines = ",\n".join(
            f"{json.dumps(iri)}: [{x}, {y}]" for iri, (x, y) in sorted(self.positions.items())
        )
        return (
            f'{{"version": {VERSION}, "fingerprint": "{self.fingerprint}", "positions": {{\n'
            f"{lines}\n}}}}\n"
        )


def place_network(graph: "nx.Graph[str]", kept: KeptLayout | None = None) -> KeptLayout:
    """Add positions to every node: those that are kept, if they are of this network.

    :param kept: of another network they are the start of the layout
    :returns: what to keep
    """
    mark = fingerprint(graph)
    is_same = kept is not None and kept.fingerprint == mark and graph.nodes <= kept.positions.keys()
    add_layout(graph, start=kept.positions if kept else None, as_is=is_same)
    positions = {node: (data["x"], data["y"]) for node, data in graph.nodes(data=True)}
    return KeptLayout(mark, positions)


def lay_out(store: Askable, *, language: str = "en", start: KeptLayout | None = None) -> KeptLayout:
    """Compute the positions of a store's network, to be kept.

    :param language: of the labels that get room
    :param start: positions of an earlier network
    :raises NetworkError: if the ties cannot be read as a network
    """
    graph = project_ties(store, language=language)
    add_communities(graph)
    return place_network(graph, start)


def read_layout(folder: Path) -> KeptLayout | None:
    """Read the positions that a build keeps; None if it keeps none that can be read."""
    try:
        data = json.loads((folder / FILE).read_bytes())
        if data["version"] != VERSION:
            return None
        positions = {str(iri): (float(x), float(y)) for iri, (x, y) in data["positions"].items()}
        mark = str(data["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    is_sound = all(isfinite(x) and isfinite(y) for x, y in positions.values())
    return KeptLayout(mark, positions) if is_sound else None


def fingerprint(graph: "nx.Graph[str]") -> str:
    """Give a checksum of what the positions depend on: organisations, ties, weights, labels.

    Labels count where they are given room.
    """
    is_labelled = len(graph) <= LABELLED
    nodes = (
        [node, str(graph.nodes[node].get("short", "")) if is_labelled else ""]
        for node in sorted(graph)
    )
    ties = sorted(
        (min(a, b), max(a, b), round(float(data["weight"]), 6))
        for a, b, data in graph.edges(data=True)
    )
    return _checksum([*nodes, *ties])


def _checksum(values: Iterable[object]) -> str:
    found = hashlib.sha256(f"{VERSION}\n".encode())
    for value in values:
        found.update(json.dumps(value).encode() + b"\n")
    return found.hexdigest()
