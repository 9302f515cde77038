"""Positions: labels beside labels, groups beside groups, the same every time."""

from itertools import combinations
from math import dist

import networkx as nx
import numpy as np
import pytest

from saite.network import add_communities, add_layout, read_network
from saite.network.layout import label_box
from saite.network.packing import extent, pack, push_apart, spread
from saite.network.stress import place_by_stress, target_distances
from synthetic import made_up_case, named


def with_layout(graph: "nx.Graph[str]") -> "nx.Graph[str]":
    add_communities(graph)
    add_layout(graph)
    return graph


def planted(groups: int, size: int) -> "nx.Graph[str]":
    return named(nx.planted_partition_graph(groups, size, 0.5, 0.01, seed=3), "o{:04}")


def overlaps(graph: "nx.Graph[str]") -> list[tuple[str, str]]:
    boxes = {}
    for node, data in graph.nodes(data=True):
        left, top, right, bottom = label_box(data.get("short", node), data["size"])
        x, y = data["x"], data["y"]
        boxes[node] = (x - left, y - top, x + right, y + bottom)
    return [
        (one, other)
        for one, other in combinations(boxes, 2)
        if min(boxes[one][2], boxes[other][2]) - max(boxes[one][0], boxes[other][0]) > 1
        and min(boxes[one][3], boxes[other][3]) - max(boxes[one][1], boxes[other][1]) > 1
    ]


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(nx.star_graph(30), id="one with thirty partners"),
        pytest.param(nx.complete_graph(12), id="all with all"),
        pytest.param(
            nx.disjoint_union_all([nx.path_graph(n) for n in (9, 5, 2, 2, 2)]), id="parts"
        ),
        pytest.param(nx.empty_graph(7), id="nobody with anybody"),
        pytest.param(nx.path_graph(1), id="one"),
        pytest.param(nx.path_graph(2), id="two"),
    ],
)
def test_no_label_covers_another(graph: "nx.Graph[int]") -> None:
    assert not overlaps(with_layout(named(graph, "Made-up organisation with a name {}")))


def test_no_label_covers_another_in_a_network_of_groups() -> None:
    assert not overlaps(with_layout(planted(5, 9)))


@pytest.mark.parametrize(("groups", "size"), [(5, 9), (12, 25)])
def test_members_of_a_group_stand_together(groups: int, size: int) -> None:
    graph = with_layout(planted(groups, size))
    spots = {node: (data["x"], data["y"]) for node, data in graph.nodes(data=True)}
    community = nx.get_node_attributes(graph, "community")
    shares = []
    for node, spot in spots.items():
        others = sorted(
            (each for each in spots if each != node), key=lambda o: dist(spot, spots[o])
        )
        near = others[:5]
        shares.append(sum(community[each] == community[node] for each in near) / len(near))
    assert sum(shares) / len(shares) > 0.75


def test_the_same_network_gives_the_same_positions() -> None:
    first, second = (read_network(made_up_case().derive()) for _ in range(2))
    for name in ("x", "y", "size"):
        assert nx.get_node_attributes(first, name) == nx.get_node_attributes(second, name)


def test_positions_lie_around_the_origin() -> None:
    graph = with_layout(planted(3, 8))
    for name in ("x", "y"):
        values = nx.get_node_attributes(graph, name).values()
        assert min(values) + max(values) == pytest.approx(0, abs=0.3)


def test_a_network_of_nobody_needs_no_room() -> None:
    graph: nx.Graph[str] = nx.Graph()
    add_layout(graph)
    assert not graph


def test_a_large_component_is_laid_out_group_by_group() -> None:
    graph = with_layout(planted(20, 30))
    assert len(overlaps(graph)) == 0


def test_a_group_that_is_no_component_by_itself_becomes_a_spiral() -> None:
    graph = named(nx.star_graph(300), "o{:04}")
    nx.set_node_attributes(graph, {node: int(node == "o0000") for node in graph}, "community")
    add_layout(graph)
    assert len({(data["x"], data["y"]) for _, data in graph.nodes(data=True)}) == 301


def test_a_stronger_organisation_is_larger_up_to_a_limit() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edge("a", "b", weight=1.0)
    graph.add_edge("b", "c", weight=900.0)
    add_layout(graph)
    assert graph.nodes["a"]["size"] < graph.nodes["b"]["size"] == graph.nodes["c"]["size"] == 34.0


def test_stress_draws_a_path_as_a_line() -> None:
    graph = named(nx.path_graph(6))
    distances = target_distances(graph, sorted(graph))
    points = place_by_stress(distances, seed=1)
    drawn = np.linalg.norm(points[:, None] - points[None], axis=2)
    assert drawn == pytest.approx(distances, abs=0.02)


def test_ties_between_groups_are_longer() -> None:
    graph = named(nx.path_graph(3))
    nx.set_node_attributes(graph, {"0": 0, "1": 0, "2": 1}, "community")
    distances = target_distances(graph, ["0", "1", "2"])
    assert distances[0, 1] == 1.0
    assert distances[1, 2] > 1.0


def test_boxes_on_one_spot_are_pushed_apart() -> None:
    boxes = np.full((4, 4), 10.0)
    points = push_apart(np.zeros((4, 2)), boxes)
    for one, other in combinations(points, 2):
        assert np.abs(one - other).max() >= 19.9


def test_spreading_never_shrinks() -> None:
    points = np.array([[0.0, 0.0], [500.0, 0.0], [0.0, 500.0]])
    assert spread(points, np.full((3, 4), 1.0), crowding=0.0) == pytest.approx(points)


def test_packed_shapes_do_not_meet() -> None:
    shapes = [np.array([[0.0, 0.0, size, size / 2]]) for size in (400.0, 300.0, 200.0, 90.0, 80.0)]
    moves = pack(shapes, gap=20.0)
    placed = [shape + np.tile(move, 2) for shape, move in zip(shapes, moves, strict=True)]
    for one, other in combinations(placed, 2):
        overlap = np.minimum(one[0, 2:], other[0, 2:]) - np.maximum(one[0, :2], other[0, :2])
        assert overlap.min() <= 0


def test_a_small_shape_fits_into_the_bay_of_a_large_one() -> None:
    bay = np.array([[0.0, 0.0, 600.0, 100.0], [0.0, 0.0, 100.0, 600.0], [0.0, 500.0, 600.0, 600.0]])
    (_, move) = pack([bay, np.array([[0.0, 0.0, 150.0, 150.0]])], gap=20.0)
    assert 100 <= move[0] <= 450
    assert 100 <= move[1] <= 350


def test_extent_is_the_box_around_all_boxes() -> None:
    assert extent(np.array([[5.0, 5.0]]), np.array([[1.0, 2.0, 3.0, 4.0]])).tolist() == [4, 3, 8, 9]
