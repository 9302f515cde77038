"""Measures, against direct calls of networkx."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saite.network.betweenness import sampled_betweenness
from saite.network.measures import SAMPLE, SEED, add_measures
from synthetic import named


def weighted(pairs: list[tuple[int, int, float]]) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    for a, b, weight in pairs:
        if a != b:
            graph.add_edge(str(a), str(b), weight=weight)
    return graph


networks = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from([0.25, 0.5, 1.0, 2.5])),
    max_size=30,
).map(weighted)


@settings(max_examples=30, deadline=None)
@given(networks)
def test_measures_are_those_of_networkx(graph: "nx.Graph[str]") -> None:
    add_measures(graph)
    found = {
        name: nx.get_node_attributes(graph, name)
        for name in ("degree", "strength", "betweenness", "pagerank")
    }
    assert found["degree"] == dict(nx.degree(graph))
    assert found["strength"] == pytest.approx(dict(graph.degree(weight="weight")))
    assert found["betweenness"] == pytest.approx(nx.betweenness_centrality(graph), abs=1e-8)
    expected = nx.pagerank(graph, weight="weight") if graph else {}
    assert found["pagerank"] == pytest.approx(expected, abs=1e-8)
    assert graph.graph["measures"]["betweenness"] == "exact"


def test_betweenness_of_a_large_network_is_sampled_and_says_so() -> None:
    graph = named(nx.barabasi_albert_graph(600, 2, seed=1))
    add_measures(graph)
    assert graph.graph["measures"] == {"betweenness": "sampled", "sample": SAMPLE, "seed": SEED}
    expected = nx.betweenness_centrality(graph, k=SAMPLE, seed=SEED)
    assert nx.get_node_attributes(graph, "betweenness") == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(nx.barabasi_albert_graph(900, 3, seed=2), id="hubs"),
        pytest.param(nx.random_regular_graph(4, 700, seed=3), id="all alike"),
        pytest.param(nx.disjoint_union_all([nx.cycle_graph(n) for n in (400, 99, 3)]), id="parts"),
        pytest.param(nx.disjoint_union(nx.star_graph(500), nx.empty_graph(60)), id="a star"),
        pytest.param(nx.path_graph(800), id="a chain, longer than blocks are good for"),
    ],
)
@pytest.mark.parametrize("sample", [2, 70])
def test_sampled_betweenness_is_that_of_networkx(graph: "nx.Graph[int]", sample: int) -> None:
    network = named(graph, "o{:04}")
    expected = nx.betweenness_centrality(network, k=sample, seed=5)
    assert sampled_betweenness(network, sample, seed=5) == pytest.approx(expected, abs=1e-12)


def test_a_network_of_nobody_has_no_measures() -> None:
    graph: nx.Graph[str] = nx.Graph()
    add_measures(graph)
    assert graph.graph["measures"]["sample"] == 0
