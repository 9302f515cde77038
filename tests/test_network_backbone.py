"""Which ties are left out of a dense network, and what is said of them."""

from math import comb
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages import data_of
from saite.errors import UsageError
from saite.network import Reduction, keep_backbone, keep_top, read_network
from saite.network.strongest import keep_strongest
from saite.view import network_page
from synthetic import made_up_case, named


def weighted(seed: int, size: int = 14, ties: int = 40) -> "nx.Graph[str]":
    graph = named(nx.gnm_random_graph(size, ties, seed=seed))
    choose = Random(seed)
    for _, _, data in graph.edges(data=True):
        data["weight"] = round(choose.paretovariate(1), 3)
    return graph


def chance_of_share(share: float, ties: int) -> float:
    """Add up the chance by the paper's integral, term by term: 1 - (k-1) ∫ (1-x)^(k-2) dx."""
    terms: list[float] = [
        (-1) ** n * comb(ties - 2, n) * share ** (n + 1) / (n + 1) for n in range(ties - 1)
    ]
    return 1.0 - (ties - 1) * sum(terms)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.01, 0.05, 0.2, 0.5, 0.9]))
def test_the_backbone_is_what_the_paper_defines(seed: int, alpha: float) -> None:
    graph = weighted(seed)
    kept = keep_backbone(graph, alpha)
    for one, other, data in graph.edges(data=True):
        weight = data["weight"]
        chances = [
            chance_of_share(weight / graph.degree(end, weight="weight"), graph.degree(end))
            for end in (one, other)
            if graph.degree(end) > 1
        ]
        if min((abs(chance - alpha) for chance in chances), default=1.0) > 1e-9:
            assert kept.has_edge(one, other) == any(chance < alpha for chance in chances)


def test_chance_has_the_distribution_that_the_backbone_supposes() -> None:
    # Cutting a stick at random into five: how often is a piece at least so long?
    cuts = np.sort(np.random.default_rng(1).random((100_000, 4)), axis=1)
    first = cuts[:, 0]
    for share in (0.1, 0.3, 0.6):
        assert (first > share).mean() == pytest.approx((1 - share) ** 4, abs=0.005)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_each_keeps_its_strongest_ties(seed: int, count: int) -> None:
    graph = weighted(seed)
    kept = keep_top(graph, count)
    wanted = {
        frozenset((node, other))
        for node in graph
        for other, _ in sorted(graph[node].items(), key=lambda item: (-item[1]["weight"], item[0]))[
            :count
        ]
    }
    assert set(map(frozenset, kept.edges)) == wanted
    assert all(kept.degree(node) >= min(count, graph.degree(node)) for node in graph)


def test_organisations_stay_and_what_was_left_out_is_counted() -> None:
    graph = weighted(3)
    kept = Reduction(backbone=0.4, top=1).apply(graph)
    assert list(kept) == list(graph)
    first, second = kept.graph["cut"]
    assert (first["rule"], first["value"], first["ties"][1]) == ("backbone", 0.4, 40)
    assert (second["rule"], second["value"]) == ("top", 1)
    assert second["ties"] == (kept.number_of_edges(), first["ties"][0])
    assert "cut" not in graph.graph
    assert keep_strongest(kept).graph["shown"]["ties"] == (kept.number_of_edges(), 40)
    part = kept.subgraph(sorted(kept)[:5])
    assert keep_strongest(part).graph["shown"]["ties"][1] == part.number_of_edges()


def test_nothing_is_left_out_unless_asked_for() -> None:
    graph = weighted(3)
    assert Reduction().apply(graph) is graph


@pytest.mark.parametrize("alpha", [0.0, 1.0, -1.0, 5.0, float("nan"), float("inf")])
def test_what_is_no_significance_is_refused(alpha: float) -> None:
    with pytest.raises(UsageError, match="above 0 and below 1"):
        keep_backbone(weighted(1), alpha)
    with pytest.raises(UsageError, match="above 0 and below 1"):
        Reduction(backbone=alpha)


def test_no_tie_each_is_refused() -> None:
    with pytest.raises(UsageError, match="at least 1"):
        keep_top(weighted(1), 0)


def test_measures_and_page_are_of_what_is_left() -> None:
    store = made_up_case().derive()
    whole, part = read_network(store), read_network(store, reduction=Reduction(top=1))
    assert part.number_of_edges() < whole.number_of_edges()
    assert all(data["degree"] == part.degree(node) for node, data in part.nodes(data=True))
    data = data_of(network_page(part))
    assert data["cuts"] == [{"rule": "top", "value": 1, "ties": [part.number_of_edges(), 5]}]
    assert data["shown"]["ties"] == [part.number_of_edges(), 5]
    assert data_of(network_page(whole))["cuts"] == []
