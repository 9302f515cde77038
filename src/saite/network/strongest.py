"""The strongest part of a network that is too large to be drawn whole.

What is left out is counted, so that a page can say it.
"""

from typing import Final, TypedDict

import networkx as nx

from saite.network.backbone import cuts_of

MAX_ORGANISATIONS: Final = 1_000
MAX_TIES: Final = 4_000


class Shown(TypedDict):
    """How much of a network is there: first what is, then of how much.

    ``strongest`` is how many of its strongest ties each organisation keeps; 0 if it keeps all. Ties
    that ``saite.network.backbone`` left out before count too.
    """

    organisations: tuple[int, int]
    ties: tuple[int, int]
    strongest: int


def keep_strongest(
    graph: "nx.Graph[str]",
    *,
    max_organisations: int = MAX_ORGANISATIONS,
    max_ties: int = MAX_TIES,
) -> "nx.Graph[str]":
    """Keep as much of a network as can be drawn.

    First the organisations with the greatest sum of weights are kept, then of each organisation as
    many of its strongest ties as there is room for: a tie stays if it is among the strongest of
    either of its two.

    :returns: a copy, with ``graph.graph["shown"]`` (see ``Shown``); nodes and edges keep their
        attributes and their order
    """
    strength = dict(graph.degree(weight="weight"))
    ranked = sorted(graph, key=lambda node: (-strength[node], node))
    kept = set(ranked[:max_organisations])
    small: nx.Graph[str] = nx.Graph()
    small.graph.update(graph.graph)
    small.add_nodes_from((node, data) for node, data in graph.nodes(data=True) if node in kept)
    edges = [(a, b, data) for a, b, data in graph.edges(data=True) if a in kept and b in kept]
    strongest = 0
    if len(edges) > max_ties:
        ranks = _ranks(edges)
        strongest = _most_each(ranks, max_ties)
        edges = [edge for edge, rank in zip(edges, ranks, strict=True) if rank < strongest]
    small.add_edges_from(edges)
    cuts = cuts_of(graph)
    shown: Shown = {
        "organisations": (small.number_of_nodes(), graph.number_of_nodes()),
        "ties": (small.number_of_edges(), cuts[0]["ties"][1] if cuts else graph.number_of_edges()),
        "strongest": strongest,
    }
    small.graph |= {"shown": shown, "cut": cuts}
    return small


def _ranks(edges: list[tuple[str, str, dict[str, float]]]) -> list[int]:
    """Rank each tie among those of either end, from 0, and keep the better rank."""
    order = sorted(range(len(edges)), key=lambda n: (-edges[n][2]["weight"], edges[n][:2]))
    seen: dict[str, int] = {}
    ranks = [0] * len(edges)
    for n in order:
        a, b, _ = edges[n]
        ranks[n] = min(seen.get(a, 0), seen.get(b, 0))
        seen[a] = seen.get(a, 0) + 1
        seen[b] = seen.get(b, 0) + 1
    return ranks


def _most_each(ranks: list[int], limit: int) -> int:
    """Find how many ties each can keep so that no more than ``limit`` are kept in all.

    >>> _most_each([0, 0, 1, 1, 2], 3)
    1
    """
    kept, each = 0, 0
    while each <= max(ranks) and kept + ranks.count(each) <= limit:
        kept += ranks.count(each)
        each += 1
    return each
