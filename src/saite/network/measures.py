"""How central organisations are.

Every number is what networkx computes with the same arguments; here stand only which measure, on
which weights, and when it is sampled.
"""

from typing import Final

import networkx as nx

from saite.network.betweenness import sampled_betweenness

# Exact betweenness grows with nodes times edges: above this it is estimated.
EXACT_NODES: Final = 500
SAMPLE: Final = 300
SEED: Final = 2001


def add_measures(graph: "nx.Graph[str]", *, seed: int = SEED) -> None:
    """Add the measures to every node, and to the graph how they were computed.

    * ``degree``: with how many organisations it is tied (int)
    * ``strength``: sum of the weights of its ties (float)
    * ``betweenness``: share of the shortest paths between others that pass through it, from 0 to
      1; a path is as long as it has ties, whatever their weight
    * ``pagerank``: share of the time that a walk along ties, by weight, spends there; sums to 1

    ``graph.graph["measures"]`` holds ``betweenness`` (``"exact"`` or ``"sampled"``), ``sample``
    (how many organisations the paths start from) and ``seed``.
    """
    sample = sample_size(graph)
    nx.set_node_attributes(graph, dict(graph.degree()), "degree")
    strengths = {node: round(value, 6) for node, value in graph.degree(weight="weight")}
    nx.set_node_attributes(graph, strengths, "strength")
    nx.set_node_attributes(graph, betweenness(graph, seed=seed), "betweenness")
    nx.set_node_attributes(graph, pagerank(graph), "pagerank")
    graph.graph["measures"] = {
        "betweenness": "exact" if sample is None else "sampled",
        "sample": graph.number_of_nodes() if sample is None else sample,
        "seed": seed,
    }


def sample_size(graph: "nx.Graph[str]") -> int | None:
    """Tell from how many organisations paths are counted; ``None`` if from all.

    >>> sample_size(nx.path_graph(500)), sample_size(nx.path_graph(501))
    (None, 300)
    """
    return None if graph.number_of_nodes() <= EXACT_NODES else SAMPLE


def betweenness(graph: "nx.Graph[str]", *, seed: int = SEED) -> dict[str, float]:
    """Compute betweenness centrality, exactly up to 500 organisations, else from a sample.

    :source: Brandes 2001, doi:10.1080/0022250X.2001.9990249; Brandes and Pich 2007 for the sample
    """
    sample = sample_size(graph)
    found = (
        dict(nx.betweenness_centrality(graph))
        if sample is None
        else sampled_betweenness(graph, sample, seed=seed)
    )
    return {node: round(value, 9) for node, value in found.items()}


def pagerank(graph: "nx.Graph[str]") -> dict[str, float]:
    """Compute PageRank by the weights of ties.

    :returns: empty for a network without organisations
    """
    if not graph:
        return {}
    return {node: round(value, 9) for node, value in nx.pagerank(graph, weight="weight").items()}
