"""Lays out one network by one library: ``layouts.py NAME TIES OUTPUT``, in that library's Python.

``TIES`` has a line for each tie, two numbers and a weight; its first line is the number of
organisations. ``OUTPUT`` gets JSON: the seconds of the layout alone, and a pair for each
organisation.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

with suppress(ImportError):  # not every library's Python has it
    import networkx as nx

Ties = list[tuple[int, int, float]]
# Makes what is timed: a function without arguments that gives the positions.
Prepare = Callable[[int, Ties], Callable[[], Any]]

SEED: Final = 2001


def prepare_saite(count: int, ties: Ties) -> Callable[[], Any]:
    """Prepare groups and layout of ours."""
    from saite.network import add_communities, add_layout

    graph = _named(count, ties)

    def run() -> list[tuple[float, float]]:
        add_communities(graph)
        add_layout(graph)
        return _points(graph)

    return run


def prepare_layout_alone(count: int, ties: Ties) -> Callable[[], Any]:
    """Prepare the layout of ours with the groups found before."""
    from saite.network import add_communities, add_layout

    graph = _named(count, ties)
    add_communities(graph)

    def run() -> list[tuple[float, float]]:
        add_layout(graph)
        return _points(graph)

    return run


def prepare_sgtsnepi(count: int, ties: Ties) -> Callable[[], Any]:
    """Prepare SG-t-SNE-Π on the weights."""
    import numpy as np
    import sgtsnepi
    from scipy.sparse import csc_matrix

    one, other, weight = (np.array(each) for each in zip(*ties, strict=True))
    ends = (np.concatenate([one, other]), np.concatenate([other, one]))
    matrix = csc_matrix((np.tile(weight, 2), ends), shape=(count, count))
    return lambda: np.asarray(sgtsnepi.sgtsnepi(matrix)).T.tolist()


def prepare_drl(count: int, ties: Ties) -> Callable[[], Any]:
    """Prepare igraph's DrL."""
    return _prepare_igraph(count, ties, "drl")


def prepare_fr(count: int, ties: Ties) -> Callable[[], Any]:
    """Prepare igraph's Fruchterman-Reingold, on its grid."""
    return _prepare_igraph(count, ties, "fruchterman_reingold", grid="grid")


def prepare_spring(count: int, ties: Ties) -> Callable[[], Any]:
    """Prepare the spring layout of networkx."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from(ties)
    return lambda: [spot.tolist() for spot in nx.spring_layout(graph, seed=SEED).values()]


def _points(graph: "nx.Graph[str]") -> list[tuple[float, float]]:
    return [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in sorted(graph)]


def _named(count: int, ties: Ties) -> "nx.Graph[str]":

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(f"o{number:07}" for number in range(count))
    graph.add_weighted_edges_from((f"o{a:07}", f"o{b:07}", weight) for a, b, weight in ties)
    return graph


def _prepare_igraph(count: int, ties: Ties, layout: str, **options: object) -> Callable[[], Any]:
    import igraph

    random.seed(SEED)
    graph = igraph.Graph(count, [(a, b) for a, b, _ in ties])
    graph.es["weight"] = [weight for *_, weight in ties]
    return lambda: graph.layout(layout, weights="weight", **options).coords


PREPARE: Final[dict[str, Prepare]] = {
    "saite": prepare_saite,
    "layout": prepare_layout_alone,
    "sgtsnepi": prepare_sgtsnepi,
    "drl": prepare_drl,
    "fr": prepare_fr,
    "networkx": prepare_spring,
}


def main(name: str, source: str, target: str) -> None:
    """Read, lay out, write."""
    first, *lines = Path(source).read_text(encoding="utf-8").splitlines()
    ties = [(int(a), int(b), float(w)) for a, b, w in (line.split() for line in lines)]
    run = PREPARE[name](int(first), ties)
    start = time.perf_counter()
    points = run()
    seconds = time.perf_counter() - start
    text = json.dumps({"seconds": seconds, "points": [list(point) for point in points]})
    Path(target).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
