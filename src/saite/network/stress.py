"""Positions by stress majorization: distances in the picture follow distances in the network.

Source: Gansner, Koren and North 2005, doi:10.1007/978-3-540-31843-9_25.
"""

from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse.csgraph import shortest_path

Points = NDArray[np.float64]

ITERATIONS: Final = 200
TOLERANCE: Final = 1e-4
# A tie between two groups is drawn longer than one inside a group, so that groups show.
BETWEEN_GROUPS: Final = 1.7
JITTER: Final = 0.05


def target_distances(graph: "nx.Graph[str]", nodes: list[str]) -> Points:
    """Compute how far apart each two organisations should be drawn, in lengths of a tie.

    :param nodes: nodes of one component, in the order of the rows
    :returns: a symmetric matrix, zero on the diagonal
    """
    position = {node: number for number, node in enumerate(nodes)}
    lengths = np.zeros((len(nodes), len(nodes)))
    for a, b in graph.subgraph(nodes).edges:
        groups = {graph.nodes[a].get("community"), graph.nodes[b].get("community")}
        length = 1.0 if len(groups) == 1 else BETWEEN_GROUPS
        lengths[position[a], position[b]] = lengths[position[b], position[a]] = length
    distances: Points = shortest_path(lengths, directed=False)
    return distances


def place_by_stress(
    distances: Points, *, seed: int, aspect: float = 1.0, start: Points | None = None
) -> Points:
    """Find points whose distances come as near as can be to the given ones.

    Far pairs count less than near ones (the weight is the distance to the power of -2).

    :param distances: a symmetric matrix of finite distances, zero on the diagonal only
    :param aspect: how much wider than high the picture should be
    :param start: points from before, in any unit; NaN where there was none
    :returns: one row of x and y for each row of the matrix, around the origin, turned so that they
        fill that picture well; from a start, they are left as they lie
    """
    size = len(distances)
    if size < 3:
        return np.array([[0.0, 0.0], [distances.max(initial=0.0), 0.0]])[:size]
    known = 0 if start is None else np.count_nonzero(~np.isnan(start[:, 0]))
    points = _scale_classically(distances, seed=seed)
    if start is not None and known >= 3:
        points = _resume(start, distances, shake=points)
    weights = np.divide(1.0, distances**2, where=distances > 0, out=np.zeros_like(distances))
    # The system is the same in every step: it is factored once, with one point held.
    system = np.diag(weights.sum(axis=1)) - weights
    factor = cho_factor(system[1:, 1:])
    before = np.inf
    for _ in range(ITERATIONS):
        points = _majorize(points, distances, weights, factor)
        now = _stress(points, distances, weights)
        if before - now <= TOLERANCE * now:
            break
        before = now
    if known >= 3:
        return points
    return _turn(_level(points), aspect)


def _scale_classically(distances: Points, *, seed: int) -> Points:
    """Start from classical scaling, a little shaken: like points must not start as one."""
    squares = distances**2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    values, vectors = np.linalg.eigh(-centred / 2)
    points: Points = vectors[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0.0))
    jitter = np.random.default_rng(seed).normal(scale=JITTER, size=points.shape)
    return _fix_signs(points) + jitter


def _resume(start: Points, distances: Points, *, shake: Points) -> Points:
    """Go on from earlier points, scaled to the distances; who had none joins the nearest."""
    known = np.flatnonzero(~np.isnan(start[:, 0]))
    beside = known[distances[:, known].argmin(axis=1)]
    points = start[beside] - start[known].mean(axis=0)
    apart = _pairwise(points[known])
    wanted = distances[np.ix_(known, known)]
    scale = (apart * wanted).sum() / max(float((apart**2).sum()), 1e-9)
    lacking = (beside != np.arange(len(start)))[:, None]
    resumed: Points = points * scale + np.where(lacking, JITTER * shake, 0.0)
    return resumed


def _majorize(
    points: Points, distances: Points, weights: Points, factor: tuple[Points, bool]
) -> Points:
    apart = _pairwise(points)
    ratio = np.divide(weights * distances, apart, where=apart > 1e-9, out=np.zeros_like(apart))
    pulled = ratio.sum(axis=1)[:, None] * points - ratio @ points
    moved = np.zeros_like(points)
    moved[1:] = cho_solve(factor, pulled[1:])
    centred: Points = moved - moved.mean(axis=0)
    return centred


def _stress(points: Points, distances: Points, weights: Points) -> float:
    return float((weights * (_pairwise(points) - distances) ** 2).sum())


def _pairwise(points: Points) -> Points:
    x, y = points.T
    distances: Points = np.hypot(x[:, None] - x, y[:, None] - y)
    return distances


def _level(points: Points) -> Points:
    """Turn the points so that they extend most from left to right, always the same way."""
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    return _fix_signs(centred @ axes.T)


def _turn(points: Points, aspect: float) -> Points:
    """Turn the points so that they need the least room in a picture of that proportion."""
    turned = []
    for angle in np.deg2rad(np.arange(0.0, 180.0, 5.0)):
        cosine, sine = np.cos(angle), np.sin(angle)
        each = points @ np.array([[cosine, sine], [-sine, cosine]])
        width, height = np.ptp(each, axis=0)
        turned.append((round(max(float(width), float(height) * aspect), 6), each))
    best: Points = min(turned, key=lambda pair: pair[0])[1]
    return best


def _fix_signs(points: Points) -> Points:
    """Mirror so that in each direction the farthest point lies on the positive side."""
    farthest = points[np.abs(points).argmax(axis=0), range(points.shape[1])]
    fixed: Points = points * np.where(farthest < 0, -1.0, 1.0)
    return fixed
