"""Large networks: groups as discs, refined inside, steady when a few ties are added."""

import sys
from random import Random

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from saite.network import add_communities, add_layout
from saite.network.discs import Ties, pack_discs, push_discs
from saite.network.repulsion import Field
from support import ROOT
from synthetic import named

sys.path.insert(0, str(ROOT / "benchmarks"))

import planted

Points = NDArray[np.float64]


def planted_graph(organisations: int) -> "nx.Graph[str]":
    groups, ties = planted.planted_ties(organisations)
    graph: nx.Graph[str] = nx.Graph()
    for number, group in enumerate(groups.tolist()):
        graph.add_node(f"o{number:06}", planted=group)
    for one, other in ties.tolist():
        graph.add_edge(f"o{one:06}", f"o{other:06}", weight=1.0)
    add_communities(graph)
    return graph


def points(graph: "nx.Graph[str]") -> Points:
    return np.array([(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in sorted(graph)])


@pytest.fixture(scope="module")
def laid_out() -> "nx.Graph[str]":
    graph = planted_graph(2_000)
    add_layout(graph)
    return graph


def test_neighbours_in_the_picture_are_of_one_group(laid_out: "nx.Graph[str]") -> None:
    planted_in = np.array([laid_out.nodes[node]["planted"] for node in sorted(laid_out)])
    spots = points(laid_out)
    _, near = cKDTree(spots).query(spots, k=11)
    share = (planted_in[near[:, 1:]] == planted_in[:, None]).mean()
    assert share > 0.85


def test_ties_are_short(laid_out: "nx.Graph[str]") -> None:
    spots = points(laid_out)
    row = {node: number for number, node in enumerate(sorted(laid_out))}
    ends = np.array([(row[a], row[b]) for a, b in laid_out.edges])
    tied = np.median(np.hypot(*(spots[ends[:, 0]] - spots[ends[:, 1]]).T))
    mixed = np.random.default_rng(1).permutation(len(spots))
    anybody = np.median(np.hypot(*(spots - spots[mixed]).T))
    assert tied < anybody / 5


def test_nobody_covers_another(laid_out: "nx.Graph[str]") -> None:
    spots = points(laid_out)
    size = np.array([laid_out.nodes[node]["size"] for node in sorted(laid_out)])
    pairs = cKDTree(spots).query_pairs(68.0, output_type="ndarray")
    apart = np.hypot(*(spots[pairs[:, 0]] - spots[pairs[:, 1]]).T)
    covered = apart < 0.8 * (size[pairs[:, 0]] + size[pairs[:, 1]])
    assert covered.sum() < 0.01 * len(spots)


def test_no_group_lies_far_off(laid_out: "nx.Graph[str]") -> None:
    spots = points(laid_out)
    assert spots.min(axis=0) + spots.max(axis=0) == pytest.approx([0, 0], abs=0.3)
    far = np.hypot(*spots.T)
    assert far.max() < 1.6 * np.quantile(far, 0.9)
    wide, high = np.ptp(spots, axis=0)
    assert 0.6 < wide / high < 1.7


def test_the_same_network_gives_the_same_positions(laid_out: "nx.Graph[str]") -> None:
    again = planted_graph(2_000)
    add_layout(again)
    assert points(again).tolist() == points(laid_out).tolist()


@pytest.mark.parametrize("organisations", [240, 400, 2_000])
def test_positions_stay_when_a_few_ties_are_added(organisations: int) -> None:
    # Laid out whole, by stress; by groups that have room for labels; by groups.
    graph = planted_graph(max(organisations, 400))
    graph = graph.subgraph(sorted(graph)[:organisations]).copy()
    add_layout(graph)
    start = {node: (data["x"], data["y"]) for node, data in graph.nodes(data=True)}
    choose, nodes = Random(4), sorted(graph)
    for _ in range(graph.number_of_edges() // 100):
        graph.add_edge(*choose.sample(nodes, 2), weight=1.0)
    graph.add_edge(nodes[0], "one more", weight=1.0)
    add_communities(graph)
    before = np.array([start[node] for node in nodes])
    moved = {}
    for name, given in (("fresh", None), ("steady", start)):
        add_layout(graph, start=given)
        now = np.array([(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in nodes])
        moved[name] = float(np.median(np.hypot(*(now - before).T)))
    assert moved["steady"] < moved["fresh"] / 3
    one, new = (
        np.array([graph.nodes[n]["x"], graph.nodes[n]["y"]]) for n in (nodes[0], "one more")
    )
    assert np.hypot(*(one - new)) < 400


def test_positions_of_others_are_no_start() -> None:
    graph, other = planted_graph(1_100), planted_graph(1_100)
    add_layout(graph)
    add_layout(other, start={f"x{number}": (1.0, 1.0) for number in range(2_000)})
    assert points(graph).tolist() == points(other).tolist()


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(nx.empty_graph(1_200), id="nobody with anybody"),
        pytest.param(nx.star_graph(1_200), id="one with all"),
        pytest.param(nx.path_graph(1_001), id="a line"),
        pytest.param(nx.disjoint_union_all([nx.path_graph(2)] * 700), id="pairs"),
    ],
)
@pytest.mark.parametrize("grouped", [True, False])
def test_any_large_network_gets_positions(graph: "nx.Graph[int]", *, grouped: bool) -> None:
    network = named(graph, "o{:05}")
    if grouped:
        add_communities(network)
    add_layout(network)
    spots = points(network)
    assert np.isfinite(spots).all()
    assert len(np.unique(spots, axis=0)) > 0.99 * len(network)


def test_packed_discs_do_not_overlap_and_tied_ones_meet() -> None:
    radii = np.array([50.0, 5.0, 20.0, 5.0, 30.0, 10.0] * 4)
    ties = Ties(np.array([1]), np.array([21]), np.array([1.0]))
    spots = pack_discs(radii, ties)
    apart = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    gap = apart - radii[:, None] - radii
    assert gap[np.triu_indices(24, k=1)].min() > -0.1
    assert gap[1, 21] < np.median(gap[1])


def test_many_discs_are_pushed_apart_as_few_are() -> None:
    draw = np.random.default_rng(2)
    radii = draw.pareto(1.5, size=900) + 1.0
    spots = draw.normal(scale=4 * np.sqrt((radii**2).sum()), size=(900, 2))
    for _ in range(300):
        if not push_discs(spots, radii, share=0.6):
            break
    apart = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    assert (apart - radii[:, None] - radii)[np.triu_indices(900, k=1)].min() > -0.01


def test_the_field_is_the_sum_over_all_pairs() -> None:
    spots = np.random.default_rng(3).uniform(0, 40, size=(60, 2))
    masses = np.linspace(0.5, 2.0, 60)
    found = Field(spots, margin=6.0).reach(12.0).push(spots, masses)
    way = spots[:, None] - spots[None]
    squares = (way**2).sum(axis=2)
    strength = np.exp(-squares / 36.0) / (squares + 0.5) * masses
    expected = (strength[:, :, None] * way).sum(axis=1)
    assert np.abs(found - expected).mean() < 0.1 * np.abs(expected).mean()
