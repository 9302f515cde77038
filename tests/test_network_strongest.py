"""The strongest part of a network, and what is said of the rest."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saite.network.strongest import keep_strongest


def complete(size: int) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph(title="kept")
    for a in range(size):
        graph.add_node(f"o{a}", short=f"O{a}")
    for a in range(size):
        for b in range(a):
            graph.add_edge(f"o{b}", f"o{a}", weight=float(a + b + 1))
    return graph


def test_a_network_that_fits_stays_whole() -> None:
    graph = complete(5)
    small = keep_strongest(graph)
    assert nx.utils.graphs_equal(nx.Graph(small.edges(data=True)), nx.Graph(graph.edges(data=True)))
    assert small.graph["shown"] == {"organisations": (5, 5), "ties": (10, 10), "strongest": 0}
    assert small.graph["title"] == "kept"
    assert "shown" not in graph.graph


def test_each_organisation_keeps_its_strongest_ties() -> None:
    small = keep_strongest(complete(10), max_ties=20)
    each = small.graph["shown"]["strongest"]
    assert small.number_of_edges() <= 20
    assert each > 0
    for node in small:
        strongest = sorted(complete(10)[node].items(), key=lambda pair: -pair[1]["weight"])[:each]
        assert {other for other, _ in strongest} <= set(small[node])


def test_the_most_strongly_tied_organisations_are_kept() -> None:
    small = keep_strongest(complete(10), max_organisations=4)
    assert list(small) == ["o6", "o7", "o8", "o9"]
    assert small.graph["shown"]["organisations"] == (4, 10)
    assert small.graph["shown"]["ties"] == (6, 45)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 30), st.integers(1, 40), st.integers(1, 60), st.integers(0, 5))
def test_no_more_is_kept_than_there_is_room_for(n: int, most: int, ties: int, seed: int) -> None:
    graph = nx.relabel_nodes(nx.gnm_random_graph(n, n * 2, seed=seed), str)
    nx.set_edge_attributes(graph, {edge: 1.0 + n for n, edge in enumerate(graph.edges)}, "weight")
    small = keep_strongest(graph, max_organisations=most, max_ties=ties)
    assert len(small) == min(n, most)
    assert small.number_of_edges() <= ties
    assert set(map(frozenset, small.edges)) <= set(map(frozenset, graph.edges))


def test_attributes_stay_with_what_is_kept() -> None:
    small = keep_strongest(complete(6), max_organisations=3)
    assert small.nodes["o5"]["short"] == "O5"
    assert small.edges["o5", "o4"]["weight"] == pytest.approx(10.0)
