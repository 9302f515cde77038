"""Where organisations stand in the picture: computed here, so that pages open without waiting.

Up to 1,000 organisations, each component is laid out by stress, spread until its labels have room,
and put beside the others, as are the organisations without ties, in rows; a component of more than
250 is laid out group by group. Larger networks (``saite.network.grouped``) have room for nodes, not
for labels. The unit is the pixel at a zoom of 1, y grows downwards, the origin is the middle.
"""

from collections.abc import Mapping
from math import ceil, sqrt
from typing import Final

import networkx as nx
import numpy as np

from saite.network.discs import Ties
from saite.network.grouped import Members, place_groups
from saite.network.packing import ASPECT, Boxes, Points, extent, pack, push_apart, spread
from saite.network.stress import place_by_stress, target_distances

SEED: Final = 2001
# Above this labels get no room of their own.
LABELLED: Final = 1_000
NODE_GAP: Final = 6.0
# Positions from before are a start if at least this share of the organisations has one.
KNOWN: Final = 0.5
# Above this a component is laid out group by group; a group above that, as a spiral.
COMPONENT_LIMIT: Final = 250
GROUP_LIMIT: Final = 600

# Of a label below its node: characters a line, lines, and the size of a character.
LINE_LENGTH: Final = 20
LINES: Final = 3
LETTER: Final = (6.6, 15.0)
MARGIN: Final = 7.0
COMPONENT_GAP: Final = 56.0
STRETCH: Final = 1.25
# How many boxes may still overlap, for each box, before boxes are pushed instead of spread.
CROWDING: Final = 0.15
GROUP_CROWDING: Final = 1.5
# Of a tie, as many spots are kept free of other components.
SPOTS: Final = 24
ROWS_ASPECT: Final = 2.0


Positions = Mapping[str, tuple[float, float]]


def add_layout(
    graph: "nx.Graph[str]",
    *,
    seed: int = SEED,
    start: Positions | None = None,
    as_is: bool = False,
) -> None:
    """Add ``size`` (radius), ``x`` and ``y`` to every node.

    Communities (``saite.network.communities``) are kept together where nodes have them. The same
    network and start give the same positions.

    :param seed: of the little shake that keeps like organisations apart at the start
    :param start: positions from before, by organisation: what stood somewhere stays near, as far
        as what is new lets it. If fewer than half of the organisations have one, or None, the
        layout is made afresh
    :param as_is: take the positions of ``start`` as they are; every organisation must have one
    """
    for node, strength in graph.degree(weight="weight"):
        graph.nodes[node]["size"] = round(min(34.0, 9.0 + 4.5 * sqrt(strength)), 1)
    if start is not None and as_is:
        _write(graph, {node: start[node] for node in graph}, is_centred=False)
        return
    known = sum(node in start for node in graph) if start else 0
    earlier = start if start and known >= KNOWN * len(graph) else None
    if len(graph) > LABELLED:
        _write(graph, _place_large(graph, seed=seed, start=earlier), is_centred=earlier is None)
        return
    components = sorted(
        (sorted(group) for group in nx.connected_components(graph) if len(group) > 1),
        key=lambda group: (-len(group), group),
    )
    alone = sorted(nx.isolates(graph))
    placed = [
        (nodes, _place_component(graph, nodes, seed=seed, start=earlier)) for nodes in components
    ]
    if alone:
        placed.append((alone, _place_rows(graph, alone)))
    _write(graph, _arrange(graph, placed))


def _place_large(
    graph: "nx.Graph[str]", *, seed: int, start: Positions | None
) -> dict[str, tuple[float, float]]:
    """Place all at once, group by group; those without ties and without a group are one."""
    nodes = sorted(graph)
    row = {node: number for number, node in enumerate(nodes)}
    found = np.array([graph.nodes[node].get("community", -1) for node in nodes])
    _, groups = np.unique(np.where(found < 0, found.max() + 1, found), return_inverse=True)
    room = np.array([graph.nodes[node]["size"] for node in nodes]) + NODE_GAP
    unit = float(np.sqrt((room**2).mean()))
    edges = sorted(
        (*sorted((row[a], row[b])), float(data["weight"])) for a, b, data in graph.edges(data=True)
    )
    table = np.array(edges, dtype=float).reshape(-1, 3)
    ends = table[:, :2].astype(np.intp)
    members = Members(
        groups=groups.astype(np.intp),
        room=room / unit,
        ties=Ties(ends[:, 0], ends[:, 1], table[:, 2]),
        alone=int(groups.max()) if found.min() < 0 else -1,
    )
    before = None
    if start is not None:
        before = _earlier(nodes, start) / unit
    points = place_groups(members, seed=seed, start=before) * unit
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points, strict=True)}


def _earlier(nodes: list[str], start: Positions) -> Points:
    """Give earlier positions in the order of some nodes, NaN where there was none."""
    return np.array([start.get(node, (np.nan, np.nan)) for node in nodes], dtype=float)


def label_box(label: str, size: float) -> tuple[float, float, float, float]:
    """Estimate the room of a node and its label: how far to the left, top, right and bottom.

    >>> label_box("LUMA", 10.0)
    (20.2, 17.0, 20.2, 36.0)
    """
    length, lines = _measure(label)
    side = max(size, length * LETTER[0] / 2) + MARGIN
    return side, size + MARGIN, side, size + lines * LETTER[1] + MARGIN + 4.0


def _measure(label: str) -> tuple[int, int]:
    length, lines, line = 0, 1, 0
    for word in label.split() or [""]:
        if line and line + 1 + len(word) > LINE_LENGTH:
            lines, line = lines + 1, 0
        line += len(word) + (1 if line else 0)
        length = max(length, min(line, LINE_LENGTH + 4))
    return length, min(lines, LINES)


def _boxes(graph: "nx.Graph[str]", nodes: list[str]) -> Boxes:
    data = graph.nodes
    return np.array(
        [label_box(str(data[node].get("short", node)), data[node]["size"]) for node in nodes]
    )


def _place_component(
    graph: "nx.Graph[str]", nodes: list[str], *, seed: int, start: Positions | None
) -> Points:
    boxes = _boxes(graph, nodes)
    earlier = None if start is None else _earlier(nodes, start)
    if len(nodes) > COMPONENT_LIMIT:
        if earlier is not None and np.count_nonzero(~np.isnan(earlier[:, 0])) >= KNOWN * len(nodes):
            return push_apart(_fill_in(graph, nodes, earlier), boxes)
        return _place_by_groups(graph, nodes, boxes, seed=seed)
    before = None
    if earlier is not None:
        before = earlier / np.array([STRETCH, 1.0])
    distances = target_distances(graph, nodes)
    points = place_by_stress(distances, seed=seed, aspect=ASPECT / STRETCH, start=before)
    return _make_room(points, boxes)


def _fill_in(graph: "nx.Graph[str]", nodes: list[str], earlier: Points) -> Points:
    """Put those who had no position beside those they are tied to, one after the other."""
    row = {node: number for number, node in enumerate(nodes)}
    points = earlier.copy()
    left = [node for node in nodes if np.isnan(points[row[node], 0])]
    while left:
        near = {node: [row[other] for other in graph.adj[node]] for node in left}
        known = {
            node: [n for n in rows if not np.isnan(points[n, 0])] for node, rows in near.items()
        }
        beside = {node: points[rows].mean(axis=0) for node, rows in known.items() if rows}
        for number, (node, point) in enumerate(beside.items()):
            # Not on one spot: two that join the same one go to different sides of it.
            turn = number * np.pi * (3.0 - sqrt(5.0))
            points[row[node]] = point + NODE_GAP * np.array([np.cos(turn), np.sin(turn)])
        left = [node for node in left if node not in beside]
    return points


def _make_room(points: Points, boxes: Boxes, *, crowding: float = CROWDING) -> Points:
    """Let boxes have their room: stretched a little, for screens and labels are wide."""
    unit = float(np.sqrt((boxes[:, 2:] + boxes[:, :2]).prod(axis=1).mean()))
    return push_apart(
        spread(points * unit / 2 * np.array([STRETCH, 1.0]), boxes, crowding=crowding), boxes
    )


def _place_by_groups(
    graph: "nx.Graph[str]", nodes: list[str], boxes: Boxes, *, seed: int
) -> Points:
    """Place a large component: each group by itself, then the groups like single nodes."""
    row = {node: number for number, node in enumerate(nodes)}
    groups: dict[int, list[str]] = {}
    for node in nodes:
        groups.setdefault(graph.nodes[node].get("community", -1), []).append(node)
    points = np.zeros((len(nodes), 2))
    reach = []
    for _, members in sorted(groups.items()):
        rows = [row[node] for node in members]
        inside = _place_group(graph, members, boxes[rows], seed=seed)
        box = extent(inside, boxes[rows])
        points[rows] = inside - (box[:2] + box[2:]) / 2
        half = (box[2:] - box[:2]) / 2 + COMPONENT_GAP / 4
        reach.append([*half, *half])
    quotient: nx.Graph[str] = nx.Graph()
    number = {group: str(place).zfill(9) for place, group in enumerate(sorted(groups))}
    quotient.add_nodes_from(number.values())
    for a, b in graph.subgraph(nodes).edges:
        ends = (graph.nodes[a].get("community", -1), graph.nodes[b].get("community", -1))
        quotient.add_edge(number[ends[0]], number[ends[1]])
    quotient.remove_edges_from(list(nx.selfloop_edges(quotient)))
    centres = place_by_stress(target_distances(quotient, sorted(quotient)), seed=seed)
    centres = _make_room(centres, np.array(reach), crowding=GROUP_CROWDING)
    for centre, (_, members) in zip(centres, sorted(groups.items()), strict=True):
        points[[row[node] for node in members]] += centre
    return points


def _place_group(graph: "nx.Graph[str]", members: list[str], boxes: Boxes, *, seed: int) -> Points:
    inside = graph.subgraph(members)
    if len(members) <= GROUP_LIMIT and nx.is_connected(inside):
        return _make_room(place_by_stress(target_distances(graph, members), seed=seed), boxes)
    return _make_room(_sunflower(inside, members), boxes)


def _sunflower(graph: "nx.Graph[str]", members: list[str]) -> Points:
    """Place nodes on a spiral, the best tied in the middle."""
    ranked = sorted(members, key=lambda node: (-graph.degree(node), node))
    turn = np.pi * (3.0 - sqrt(5.0))
    place = {node: number for number, node in enumerate(ranked)}
    order = np.array([place[node] for node in members])
    radius = np.sqrt(order + 0.5)
    return np.stack([radius * np.cos(order * turn), radius * np.sin(order * turn)], axis=1)


def _arrange(
    graph: "nx.Graph[str]", placed: list[tuple[list[str], Points]]
) -> dict[str, tuple[float, float]]:
    """Put components beside each other, the largest in the middle."""
    moves = pack([_shape(graph, nodes, points) for nodes, points in placed], gap=COMPONENT_GAP)
    return {
        node: (float(x), float(y))
        for (nodes, points), move in zip(placed, moves, strict=True)
        for node, (x, y) in zip(nodes, points + np.array(move), strict=True)
    }


def _shape(graph: "nx.Graph[str]", nodes: list[str], points: Points) -> Boxes:
    """List the rectangles that a component takes: those of its labels, and spots along its ties."""
    boxes = _boxes(graph, nodes)
    row = {node: number for number, node in enumerate(nodes)}
    taken = [np.hstack([points - boxes[:, :2], points + boxes[:, 2:]])]
    edges = [(row[a], row[b]) for a, b in graph.subgraph(nodes).edges]
    if edges:
        one, other = np.array(edges).T
        share = np.linspace(0.0, 1.0, SPOTS)[:, None, None]
        spots = (points[one] * (1 - share) + points[other] * share).reshape(-1, 2)
        taken.append(np.hstack([spots, spots]))
    return np.vstack(taken)


def _place_rows(graph: "nx.Graph[str]", nodes: list[str]) -> Points:
    """Place organisations without ties in rows, about as wide as high."""
    boxes = _boxes(graph, nodes)
    width, height = (boxes[:, 2:] + boxes[:, :2]).max(axis=0)
    columns = ceil(sqrt(len(nodes) * height / width * ROWS_ASPECT))
    number = np.arange(len(nodes))
    return np.stack([number % columns * width, number // columns * height], axis=1)


def _write(
    graph: "nx.Graph[str]",
    positions: Mapping[str, tuple[float, float]],
    *,
    is_centred: bool = True,
) -> None:
    if not positions:
        return
    points = np.array(list(positions.values()))
    middle = (points.min(axis=0) + points.max(axis=0)) / 2 if is_centred else np.zeros(2)
    for node, (x, y) in positions.items():
        graph.nodes[node]["x"] = round(x - float(middle[0]), 1)
        graph.nodes[node]["y"] = round(y - float(middle[1]), 1)
