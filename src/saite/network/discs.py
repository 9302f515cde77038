"""Groups as discs: tied ones beside each other, none over another, no gap in between."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Points = NDArray[np.float64]
Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

ROUNDS: Final = 300
# With positions from before, discs are only pushed apart.
FEW_ROUNDS: Final = 30
# In the last rounds nothing pulls any more.
SETTLING: Final = 20
GRAVITY: Final = 0.1
PULL: Final = 0.5
PUSH: Final = 0.6
ENOUGH: Final = 1e-3
# Up to so many, all pairs of discs are looked at; beyond, neighbours are searched size by size.
ALL_PAIRS: Final = 500
TURN: Final = np.pi * (3.0 - 5.0**0.5)


@dataclass(frozen=True)
class Ties:
    """Ties between things that are numbered.

    :param one: number of the first of each tie
    :param other: number of the second
    :param weights: how much they pull, at least 0
    """

    one: Places
    other: Places
    weights: Numbers

    def pull(self, points: Points, factor: Numbers) -> Points:
        """Sum for each point the ways to those that it is tied to, each by a factor."""
        way = (points[self.other] - points[self.one]) * factor[:, None]
        return add_up(self.other, -way, len(points)) + add_up(self.one, way, len(points))

    def strengths(self, size: int) -> Numbers:
        """Sum the weights of each point's ties."""
        ends = np.concatenate([self.one, self.other])
        found: Numbers = np.bincount(ends, np.tile(self.weights, 2), size).astype(np.float64)
        return found


def add_up(places: Places, ways: Points, size: int) -> Points:
    """Sum ways by place: one row for each place from 0 to ``size - 1``."""
    return np.stack([np.bincount(places, ways[:, axis], size) for axis in (0, 1)], axis=1)


def sunflower(count: int) -> Points:
    """Fill a disc evenly with points, about one for each square unit of pi, from the middle on."""
    number = np.arange(count)
    radius = np.sqrt(number + 0.5)
    return np.stack([radius * np.cos(number * TURN), radius * np.sin(number * TURN)], axis=1)


def pack_discs(radii: Numbers, ties: Ties, *, start: Points | None = None) -> Points:
    """Find places for discs of given radii so that none overlaps another, or hardly.

    Tied discs pull each other, all are pulled to the middle, those that overlap are pushed apart,
    the smaller one farther.

    :param radii: one for each disc, above 0
    :param ties: between discs, no disc with itself
    :param start: where the discs are already: they are moved only as far as they overlap
    :returns: the middle of each disc
    """
    rounds = ROUNDS if start is None else FEW_ROUNDS
    points = _spiral(radii) if start is None else start.copy()
    strengths = np.maximum(ties.strengths(len(radii)), 1e-9)
    for number in range(rounds):
        is_pulled = start is None and number < rounds - SETTLING
        if is_pulled:
            way = points[ties.other] - points[ties.one]
            apart = np.maximum(np.hypot(*way.T), 1e-9)
            gap = np.maximum(apart - radii[ties.one] - radii[ties.other], 0.0) / apart
            cool = PULL * (1.0 - number / rounds)
            points += cool * ties.pull(points, ties.weights * gap) / strengths[:, None]
            points -= GRAVITY * points
        for _ in range(3 if is_pulled else 6):
            if not push_discs(points, radii, share=PUSH):
                break
    return points


def push_discs(points: Points, radii: Numbers, *, share: float) -> bool:
    """Push discs apart that overlap, by a share of the overlap; in place.

    :returns: whether any did
    """
    one, other = _near(points, radii)
    way = points[other] - points[one]
    apart = np.hypot(*way.T)
    overlap = radii[one] + radii[other] - apart
    hit = overlap > ENOUGH
    if not hit.any():
        return False
    one, other, way, apart = one[hit], other[hit], way[hit], apart[hit]
    # Of two on one spot, the later goes to the right.
    unit = np.where(
        apart[:, None] > 1e-9, way / np.maximum(apart, 1e-9)[:, None], np.array([1.0, 0.0])
    )
    step = share * overlap[hit][:, None] * unit
    weight = radii**2
    lighter = (weight[other] / (weight[one] + weight[other]))[:, None]
    points += add_up(other, step * (1.0 - lighter), len(points))
    points -= add_up(one, step * lighter, len(points))
    return True


def _near(points: Points, radii: Numbers) -> tuple[Places, Places]:
    """List the pairs that may overlap, each once, in a fixed order."""
    if len(points) <= ALL_PAIRS:
        return np.triu_indices(len(points), k=1)
    # Discs of like size together, so that a few large ones do not make all pairs look near.
    order = np.argsort(radii, kind="stable")
    bounds = np.searchsorted(radii[order], radii.max() / np.array([np.inf, 27.0, 9.0, 3.0, 0.9]))
    classes = [order[low:high] for low, high in pairwise(bounds.tolist()) if low < high]
    trees = [cKDTree(points[each]) for each in classes]
    found = []
    for number, (larger, tree) in enumerate(zip(classes, trees, strict=True)):
        reach = radii[larger].max()
        found.append(larger[tree.query_pairs(2 * reach, output_type="ndarray")])
        for smaller, below in zip(classes[:number], trees, strict=False):
            near = tree.sparse_distance_matrix(
                below, reach + radii[smaller].max(), output_type="ndarray"
            )
            found.append(np.stack([larger[near["i"]], smaller[near["j"]]], axis=1))
    pairs = np.vstack(found)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return pairs[:, 0], pairs[:, 1]


def _spiral(radii: Numbers) -> Points:
    """Put discs on a spiral, the largest in the middle, with about the room that they need."""
    order = np.lexsort((np.arange(len(radii)), -radii))
    area = np.concatenate([[0.0], np.cumsum(radii[order] ** 2)[:-1]])
    turned = np.arange(len(radii)) * TURN
    points = np.zeros((len(radii), 2))
    points[order] = 1.3 * (np.sqrt(area) * np.stack([np.cos(turned), np.sin(turned)])).T
    return points
