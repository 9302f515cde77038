"""Groups: those of networkx's Louvain, numbered by size, named after their members."""

import subprocess
import sys
from itertools import pairwise

import networkx as nx
import pytest

from saite.network import communities
from saite.network.communities import SEED, add_communities, find_communities
from synthetic import named


def cliques(*sizes: int) -> "nx.Graph[str]":
    """Make groups in which all are tied, joined in a row by weak ties."""
    graph: nx.Graph[str] = nx.Graph()
    firsts = []
    for number, size in enumerate(sizes):
        names = [f"{'abcdef'[number]}{member}" for member in range(size)]
        firsts.append(names[0])
        graph.add_nodes_from(names)
        graph.add_weighted_edges_from(
            (one, other, 1.0) for one in names for other in names if one < other
        )
    graph.add_weighted_edges_from((a, b, 0.1) for a, b in pairwise(firsts))
    return graph


def test_groups_are_those_of_louvain_the_largest_first() -> None:
    graph = cliques(4, 6, 5)
    found = find_communities(graph)
    assert [len(group) for group in found] == [6, 5, 4]
    names = sorted(graph)
    ordered: nx.Graph[int] = nx.Graph()
    ordered.add_nodes_from(range(len(names)))
    for a, b, data in graph.edges(data=True):
        ordered.add_edge(names.index(a), names.index(b), weight=data["weight"])
    expected = nx.community.louvain_communities(ordered, weight="weight", seed=SEED)
    assert sorted(found) == sorted(sorted(names[n] for n in group) for group in expected)


def test_a_large_network_has_groups_as_good_in_less_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("networkit", reason="NetworKit is not installed (saite[large])")
    graph = named(nx.random_partition_graph([60] * 30, 0.3, 0.004, seed=4), "o{:05}")
    ours = find_communities(graph)
    monkeypatch.setattr(communities, "LARGE", 1_000)
    theirs = find_communities(graph)
    assert theirs == find_communities(graph)
    quality = [nx.community.modularity(graph, map(set, each)) for each in (ours, theirs)]
    assert quality[1] > quality[0] - 0.005
    assert sorted(node for group in theirs for node in group) == sorted(graph)
    assert [len(group) for group in theirs] == sorted((len(g) for g in theirs), reverse=True)


def test_a_group_is_named_after_its_strongest_members() -> None:
    graph = cliques(3)
    for node in graph:
        graph.nodes[node]["short"] = node.upper()
    add_communities(graph)
    assert graph.graph["communities"] == [
        {"number": 0, "size": 3, "leads": ["a0", "a1"], "name": "A0, A1 +1"}
    ]


def test_one_that_is_far_stronger_speaks_for_its_group() -> None:
    graph = named(nx.star_graph(4))
    add_communities(graph)
    assert graph.graph["communities"][0]["leads"] == ["0"]
    assert graph.graph["communities"][0]["name"] == "0 +4"


def test_who_has_no_ties_is_in_no_group() -> None:
    graph = cliques(3)
    graph.add_node("alone")
    add_communities(graph)
    assert graph.nodes["alone"]["community"] == graph.nodes["alone"]["component"] == -1
    assert {graph.nodes[node]["component"] for node in ("a0", "a1", "a2")} == {0}


def test_components_are_those_of_networkx() -> None:
    graph = cliques(3)
    graph.add_edge("x", "y", weight=1.0)
    add_communities(graph)
    for number, component in enumerate(
        sorted(nx.connected_components(graph), key=len, reverse=True)
    ):
        assert {graph.nodes[node]["component"] for node in component} == {number}


def test_a_network_of_nobody_has_no_groups() -> None:
    graph: nx.Graph[str] = nx.Graph()
    add_communities(graph)
    assert graph.graph["communities"] == []


def test_groups_do_not_depend_on_how_python_hashes_text() -> None:
    program = (
        "import networkx as nx\n"
        "from saite.network.communities import find_communities\n"
        "graph = nx.relabel_nodes(nx.karate_club_graph(), lambda n: f'organisation {n}')\n"
        "print(find_communities(graph))\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(found) == 1
