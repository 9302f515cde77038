"""Groups of organisations that are tied to each other more than to the rest.

Names of groups are derived from their members, never invented.
"""

from collections.abc import Collection, Iterable
from importlib.util import find_spec
from typing import Final, TypedDict

import networkx as nx

SEED: Final = 2001
LEADS: Final = 2
FAR: Final = 1.5
# Above this networkx takes too long.
LARGE: Final = 10_000

# Two organisations by number, the smaller first, and the weight of their tie.
Tie = tuple[int, int, float]


class Community(TypedDict):
    """A group of organisations.

    ``number`` counts from 0, the largest group first. ``leads`` are the IRIs of its most strongly
    tied members, from which it gets its name. ``name`` is in the network's language.
    """

    number: int
    size: int
    leads: list[str]
    name: str


def add_communities(graph: "nx.Graph[str]", *, seed: int = SEED) -> None:
    """Add ``community`` and ``component`` to every node, and the list of groups to the graph.

    Both are numbers, the largest group being 0. An organisation without ties belongs to no group:
    both are -1. The groups are in ``graph.graph["communities"]`` (see ``Community``), in the order
    of their numbers.
    """
    tied = [node for node in graph if graph.degree(node) > 0]
    components = _number(nx.connected_components(graph.subgraph(tied)))
    groups = find_communities(graph, seed=seed)
    for name, found in (("component", components), ("community", groups)):
        membership = _membership(found)
        nx.set_node_attributes(graph, {node: membership.get(node, -1) for node in graph}, name)
    graph.graph["communities"] = [
        _describe(graph, number, members) for number, members in enumerate(groups)
    ]


def find_communities(graph: "nx.Graph[str]", *, seed: int = SEED) -> list[list[str]]:
    """Find groups by the method of Louvain, on the weights of ties.

    Above 10,000 organisations NetworKit does it, if it is installed (``saite[large]``): groups as
    good, not the same ones, in a tenth of the time.

    :returns: members of each group, sorted; the largest group first, of two alike the one that
        comes first by its members; organisations without ties are in none
    :source: Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008; Staudt and Meyerhenke 2016,
        doi:10.1109/TPDS.2015.2390633, for NetworKit's
    """
    nodes = sorted(node for node in graph if graph.degree(node) > 0)
    if not nodes:
        return []
    position = {node: number for number, node in enumerate(nodes)}
    ties = sorted(
        (min(ends), max(ends), float(weight))
        for *ends, weight in (
            (position[a], position[b], data["weight"]) for a, b, data in graph.edges(data=True)
        )
    )
    is_large = len(nodes) > LARGE and find_spec("networkit") is not None
    find = _by_networkit if is_large else _by_networkx
    return _number([{nodes[number] for number in group} for group in find(len(nodes), ties, seed)])


def _by_networkx(count: int, ties: list[Tie], seed: int) -> Iterable[Collection[int]]:
    # Whole numbers, for the order of a set of text differs from one run of Python to the next.
    numbered: nx.Graph[int] = nx.Graph()
    numbered.add_nodes_from(range(count))
    numbered.add_weighted_edges_from(ties)
    found: Iterable[Collection[int]] = nx.community.louvain_communities(
        numbered, weight="weight", seed=seed
    )
    return found


def _by_networkit(count: int, ties: list[Tie], seed: int) -> Iterable[Collection[int]]:
    """Ask NetworKit, in one thread: several find other groups each time."""
    import networkit

    threads = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, useThreadId=False)
    try:
        numbered = networkit.Graph(count, weighted=True)
        for one, other, weight in ties:
            numbered.addEdge(one, other, weight)
        found = networkit.community.PLM(numbered, refine=True).run().getPartition()
    finally:
        networkit.setNumberOfThreads(threads)
    groups: dict[int, list[int]] = {}
    for number, group in enumerate(found.getVector()):
        groups.setdefault(group, []).append(number)
    return groups.values()


def _number(groups: Iterable[Collection[str]]) -> list[list[str]]:
    return sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))


def _membership(groups: list[list[str]]) -> dict[str, int]:
    return {node: number for number, group in enumerate(groups) for node in group}


def _describe(graph: "nx.Graph[str]", number: int, members: list[str]) -> Community:
    inside = graph.subgraph(members)
    strength = dict(inside.degree(weight="weight"))
    ranked = sorted(members, key=lambda node: (-strength[node], node))
    # One that is far stronger than the next speaks for all.
    leads = ranked[: 1 if strength[ranked[0]] >= FAR * strength[ranked[1]] else LEADS]
    names = [str(graph.nodes[node].get("short") or node) for node in leads]
    rest = len(members) - len(leads)
    return {
        "number": number,
        "size": len(members),
        "leads": leads,
        "name": ", ".join(names) + (f" +{rest}" if rest else ""),
    }
