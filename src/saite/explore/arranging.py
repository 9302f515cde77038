"""Groups, positions and measures of a numbered network, the same that a file of it has."""

import itertools
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from saite.explore.tables import Numbers, Tables
from saite.network.communities import add_communities
from saite.network.layout import Positions, add_layout
from saite.network.measures import add_measures

MEASURES = ("degree", "strength", "betweenness", "pagerank")


@dataclass(frozen=True)
class Group:
    """A group of organisations, as a bubble.

    :param leads: numbers of the members that it is named after
    :param x: middle of the bubble, in the unit of the layout
    :param radius: within which its members stand
    """

    size: int
    leads: tuple[int, ...]
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Arrangement:
    """Where organisations stand, which group each is in, how central it is.

    :param arrays: one value an organisation: ``group`` (-1 without ties), ``x``, ``y``, measures
    :param measured: how betweenness was computed, as ``saite.network.measures`` tells it
    """

    groups: list[Group]
    arrays: dict[str, NDArray[Any]]
    measured: dict[str, Any]


def arrange(
    tables: Tables, weight: NDArray[np.float64], positions: Positions | None = None
) -> Arrangement:
    """Find groups, positions and measures.

    :param weight: of each tie
    :param positions: x and y by IRI, as the build keeps them: taken as they are if they are those
        of the same organisations, else where the layout starts; None if it keeps none
    """
    graph = _plain_graph(tables, weight)
    add_measures(graph)
    add_communities(graph)
    # A file that is made of the build stands by the same ones. Its fingerprint is of no use here:
    # weights that were summed up as 32-bit numbers are not those of the store to the last digit.
    is_whole = positions is not None and set(graph) == positions.keys()
    add_layout(graph, start=positions, as_is=is_whole)
    number = {each.iri: place for place, each in enumerate(tables.texts)}
    arrays: dict[str, NDArray[Any]] = {"group": _column(graph, number, "community", np.int32)}
    for name in ("x", "y", *MEASURES):
        arrays[name] = _column(graph, number, name, np.float32)
    leads = [tuple(number[lead] for lead in each["leads"]) for each in graph.graph["communities"]]
    measured = {name: graph.graph["measures"][name] for name in ("betweenness", "sample")}
    return Arrangement(_groups(leads, arrays), arrays, measured)


def _plain_graph(tables: Tables, weight: NDArray[np.float64]) -> "nx.Graph[str]":
    """Make a graph with no more than groups, positions and measures are computed from."""
    graph: nx.Graph[str] = nx.Graph()
    for each in sorted(tables.texts, key=lambda text: text.iri):
        graph.add_node(each.iri, short=each.short)
    iris = [each.iri for each in tables.texts]
    pairs = zip(tables.arrays["a"].tolist(), tables.arrays["b"].tolist(), strict=True)
    ties = (
        (*sorted((iris[a], iris[b])), w) for (a, b), w in zip(pairs, weight.tolist(), strict=True)
    )
    graph.add_weighted_edges_from(sorted(ties))
    return graph


def _column(
    graph: "nx.Graph[str]", number: dict[str, int], name: str, dtype: type[Any]
) -> NDArray[Any]:
    column = np.zeros(len(number), dtype=dtype)
    for iri, value in graph.nodes(data=name):
        column[number[iri]] = value
    return column


def _groups(leads: list[tuple[int, ...]], arrays: dict[str, NDArray[Any]]) -> list[Group]:
    """Draw a circle around each group, which leaves out the one member in ten that is far away."""
    member: Numbers = arrays["group"]
    order = np.argsort(member, kind="stable")
    starts = np.searchsorted(member[order], np.arange(len(leads) + 1))
    groups = []
    for each, (first, last) in zip(leads, itertools.pairwise(starts), strict=True):
        rows = order[first:last]
        x, y = arrays["x"][rows].astype(float), arrays["y"][rows].astype(float)
        middle = float(np.median(x)), float(np.median(y))
        away = np.hypot(x - middle[0], y - middle[1])
        radius = float(np.quantile(away, 0.9))
        groups.append(Group(len(rows), each, round(middle[0]), round(middle[1]), round(radius)))
    return groups
