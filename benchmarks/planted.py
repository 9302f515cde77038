"""Made-up partnership networks whose groups are known beforehand: planted partitions.

How many ties an organisation has and how large a group is
follow power laws, 85 % of the ties stay inside a group, there are four ties for each organisation.
Every tie rests on one to three supports, every support on statements with evidence and its text
(``planted_facts``). The graph is what ``saite.network.project_network`` makes of a store; the group
stands in ``planted``.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from planted_facts import Facts
from saite.network import add_communities, add_layout, add_measures

SEED: Final = 2009
TIES_EACH: Final = 4
INSIDE: Final = 0.85
SMALLEST: Final = 12
ROUNDS: Final = 300
GROUP_POWER: Final = 1.8
DEGREE_POWER: Final = 2.4

Numbers = NDArray[np.int64]


def planted_network(organisations: int, *, seed: int = SEED) -> "nx.Graph[str]":
    """Make a network as it is read from a store, before it is measured and laid out.

    :param organisations: at least 20; there are four times as many ties
    :returns: nodes and edges in the order of their IRIs, ``graph.nodes[iri]["planted"]`` the group
    """
    groups, edges = planted_ties(organisations, seed=seed)
    facts = Facts(Random(seed))
    graph: nx.Graph[str] = nx.Graph()
    with _no_collection():
        for number, group in enumerate(groups.tolist()):
            graph.add_node(facts.iri(number), **facts.organisation(number), planted=group)
        for one, other in edges.tolist():
            data = facts.tie(one, other, int(groups[one]))
            graph.add_edge(facts.iri(one), facts.iri(other), **data)
        graph.graph.update(facts.shared())
    return graph


@contextmanager
def _no_collection() -> Iterator[None]:
    """Let the collector of cycles rest: millions of small dicts have none, and it looks at all."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def read_planted(organisations: int, *, seed: int = SEED) -> "nx.Graph[str]":
    """Make a network with measures, communities and positions, as ``read_network`` does."""
    graph = planted_network(organisations, seed=seed)
    add_measures(graph)
    add_communities(graph)
    add_layout(graph)
    return graph


def planted_ties(organisations: int, *, seed: int = SEED) -> tuple[Numbers, Numbers]:
    """Draw the groups and the ties alone.

    :returns: the group of each organisation, and one row of two organisations for each tie, the
        smaller number first, sorted
    """
    draw = np.random.default_rng(seed)
    groups = _groups(organisations, draw)
    weights = (1.0 - draw.random(organisations)) ** (-1.0 / (DEGREE_POWER - 1.0))
    weights = np.minimum(weights, 2.0 * organisations**0.5)
    wanted = TIES_EACH * organisations
    inside = _draw_some(groups, weights, draw, round(INSIDE * wanted), inside=True)
    outside = _draw_some(groups, weights, draw, wanted - len(inside), inside=False)
    found = np.union1d(inside, outside)
    return groups, np.stack([found // organisations, found % organisations], axis=1)


def _draw_some(
    groups: Numbers,
    weights: NDArray[np.float64],
    draw: np.random.Generator,
    wanted: int,
    *,
    inside: bool,
) -> Numbers:
    """Draw pairs until there are as many as wanted, or nearly all that there can be."""
    found = np.zeros(0, dtype=np.int64)
    for _ in range(ROUNDS):
        if len(found) == wanted:
            break
        lacking = wanted - len(found)
        pairs = _draw_pairs(groups, weights, draw, 2 * lacking, inside=inside)
        found = np.union1d(found, draw.permutation(np.setdiff1d(pairs, found))[:lacking])
    return found


def _groups(organisations: int, draw: np.random.Generator) -> Numbers:
    """Draw sizes of groups until everybody is in one, and shuffle who is in which."""
    largest = max(SMALLEST + 1, organisations // 12)
    sizes: list[int] = []
    while sum(sizes) < organisations:
        low, high = (float(end) ** (1 - GROUP_POWER) for end in (SMALLEST, largest))
        sizes.append(int((low + (high - low) * draw.random()) ** (1 / (1 - GROUP_POWER))))
    members = np.repeat(np.arange(len(sizes)), sizes)[:organisations]
    return np.asarray(draw.permutation(members), dtype=np.int64)


def _draw_pairs(
    groups: Numbers,
    weights: NDArray[np.float64],
    draw: np.random.Generator,
    count: int,
    *,
    inside: bool,
) -> Numbers:
    """Draw pairs by weight, of one group or of two; each as one number, no pair twice."""
    size = len(groups)
    order = np.argsort(groups, kind="stable")
    heights = np.concatenate([[0.0], np.cumsum(weights[order])])
    starts = heights[np.searchsorted(groups[order], np.arange(groups.max() + 2))]
    one = order[np.searchsorted(heights[1:], draw.random(count) * heights[-1])]
    low, high = np.zeros(count), np.full(count, heights[-1])
    if inside:
        low, high = starts[groups[one]], starts[groups[one] + 1]
    spots = np.searchsorted(heights[1:], low + draw.random(count) * (high - low))
    other = order[np.minimum(spots, size - 1)]
    kept = (one != other) & ((groups[one] == groups[other]) == inside)
    return np.unique(np.minimum(one, other)[kept] * size + np.maximum(one, other)[kept])
