"""Positions in large networks: groups as discs beside those they are tied to, refined inside.

1. Every group becomes a disc with room for its members; ``saite.network.discs`` packs them.
2. Inside its disc, each member starts where the two slowest ways in which a group can be cut in
   two put it (spectral coordinates: Koren 2005, doi:10.1016/j.camwa.2004.08.015).
3. Ties pull, all push each other away, the rim of the disc holds: parts of groups show too.
4. Those who still cover each other are pushed apart.

Every step works on all organisations at once, in arrays; a unit is the radius of a mean node.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from saite.network.discs import (
    Numbers,
    Places,
    Points,
    Ties,
    add_up,
    pack_discs,
    push_discs,
    sunflower,
)
from saite.network.repulsion import Field

# How full of nodes a disc is.
FILL: Final = 0.6
BORDER: Final = 1.08
POWER_STEPS: Final = 40
STEPS: Final = 60
# With positions from before; and how far a step may then lead, at most.
FEW_STEPS: Final = 20
SHORT_STEP: Final = 0.15
BETWEEN_GROUPS: Final = 0.1
# From here on, in units, a longer tie hardly pulls more.
LONG: Final = 3.0
NEAR: Final = 4.0
FAR: Final = 12.0
REACH_STEPS: Final = 10
PUSH: Final = 0.6
PULL: Final = 0.5
COVER_ROUNDS: Final = 25
COVER: Final = 0.8
JITTER: Final = 0.3


@dataclass(frozen=True)
class Members:
    """Organisations of a network, by number, and the group of each.

    :param groups: number of the group, from 0 on, of each organisation; no group is empty
    :param room: radius that each needs, 1 on average
    :param ties: who is tied to whom
    :param alone: the group of those without ties; -1 if there are none
    """

    groups: Places
    room: Numbers
    ties: Ties
    alone: int = -1

    @property
    def count(self) -> int:
        """Number of groups."""
        return int(self.groups.max()) + 1

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Tell of each tie whether it stays in one group."""
        inside: NDArray[np.bool_] = self.groups[self.ties.one] == self.groups[self.ties.other]
        return inside

    @property
    def radii(self) -> Numbers:
        """Radius of each group's disc."""
        area = np.bincount(self.groups, self.room**2, self.count)
        return np.asarray(np.sqrt(area / FILL))


def place_groups(members: Members, *, seed: int, start: Points | None = None) -> Points:
    """Place a network group by group.

    :param seed: of the first guess of the spectral coordinates
    :param start: positions from before in these units; NaN where there was none. From there on
        everything moves only a little
    :returns: one row of x and y for each organisation, around the origin if there is no start
    """
    if start is None:
        centres = pack_discs(members.radii * BORDER, _between(members))
        points = centres[members.groups] + _inside(members, seed=seed)
        return _uncover(members, _refine(members, points, centres))
    points = _fill_in(members, start, seed=seed)
    counts = np.bincount(members.groups, minlength=members.count)
    centres = add_up(members.groups, points, members.count) / counts[:, None]
    return _uncover(members, _refine(members, points, centres, is_known=True))


def _between(members: Members) -> Ties:
    """Sum the ties between each two groups, beside what their sizes let expect."""
    outer = ~members.inside
    ties, size = members.ties, members.count
    ends = np.stack([members.groups[ties.one[outer]], members.groups[ties.other[outer]]])
    summed = coo_array(
        (ties.weights[outer], (ends.min(axis=0), ends.max(axis=0))), shape=(size, size)
    )
    summed.sum_duplicates()
    strength = np.bincount(members.groups, ties.strengths(len(members.groups)), size)
    one, other = (np.asarray(each, dtype=np.intp) for each in summed.coords)
    return Ties(one, other, summed.data / np.sqrt(strength[one] * strength[other]))


def _inside(members: Members, *, seed: int) -> Points:
    """Place members around the middle of their disc: like ones together, evenly over the disc."""
    groups, size = members.groups, len(members.groups)
    counts = np.bincount(groups, minlength=members.count)
    axes = _spectral(members, seed=seed)
    firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    square = np.empty((size, 2))
    for axis in (0, 1):
        order = np.lexsort((np.arange(size), axes[:, axis], groups))
        rank = np.empty(size)
        rank[order] = np.arange(size) - firsts[groups[order]]
        square[:, axis] = (2 * rank + 1) / counts[groups] - 1
    # A square of ranks becomes a disc: the ring at a side's distance becomes a circle.
    angle = np.arctan2(square[:, 1], square[:, 0])
    radius = members.radii[groups] * np.abs(square).max(axis=1)
    points: Points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    alone = np.flatnonzero(groups == members.alone)
    points[alone] = sunflower(len(alone)) / np.sqrt(FILL)
    return points


def _spectral(members: Members, *, seed: int) -> Points:
    """Find for each group, all at once, two coordinates in which tied members are near.

    They come near the second and third eigenvector of a random walk that stays in the group, by
    multiplying again and again, and taking out what is constant or the same in both.
    """
    groups, ties = members.groups, members.ties
    size = len(groups)
    inner = Ties(
        ties.one[members.inside], ties.other[members.inside], np.ones(members.inside.sum())
    )
    degree = inner.strengths(size)
    weight = degree + 1e-9
    total = np.bincount(groups, weight, members.count)
    axes = np.random.default_rng(seed).normal(size=(size, 2))

    def mean(values: Numbers) -> Numbers:
        return np.asarray((np.bincount(groups, values * weight, members.count) / total)[groups])

    for _ in range(POWER_STEPS):
        axes += 0.5 * inner.pull(axes, inner.weights) / weight[:, None]
        axes[:, 0] -= mean(axes[:, 0])
        axes[:, 0] /= np.sqrt(mean(axes[:, 0] ** 2) + 1e-12)
        axes[:, 1] -= mean(axes[:, 1])
        axes[:, 1] -= mean(axes[:, 0] * axes[:, 1]) * axes[:, 0]
        axes[:, 1] /= np.sqrt(mean(axes[:, 1] ** 2) + 1e-12)
    return axes


def _refine(members: Members, points: Points, centres: Points, *, is_known: bool = False) -> Points:
    """Let ties pull and nodes push, in steps that become smaller."""
    steps = FEW_STEPS if is_known else STEPS
    ties, middle = members.ties, centres[members.groups]
    weights = np.sqrt(ties.weights) * np.where(members.inside, 1.0, BETWEEN_GROUPS)
    strengths = np.maximum(Ties(ties.one, ties.other, weights).strengths(len(points)), 1e-9)
    rim = members.radii[members.groups] - members.room
    field = Field(points, margin=FAR / 2)
    for number in range(steps):
        cool = 1.0 - number / steps
        if number % REACH_STEPS == 0:
            field.reach(NEAR if is_known else NEAR + (FAR - NEAR) * cool)
        way = points[ties.other] - points[ties.one]
        factor = weights / (1.0 + np.hypot(*way.T) / LONG)
        move = PULL * ties.pull(points, factor) / strengths[:, None]
        move += PUSH * field.push(points, members.room**2)
        out = points - middle
        apart = np.maximum(np.hypot(*out.T), 1e-9)
        move -= out * (np.maximum(apart - rim, 0.0) / apart)[:, None]
        longest = SHORT_STEP * cool if is_known else 0.25 + 2.5 * cool
        length = np.maximum(np.hypot(*move.T), 1e-9)
        move *= np.minimum(1.0, longest / length)[:, None]
        move[members.groups == members.alone] = 0.0
        points = points + (1.0 if is_known else 0.3 + 0.5 * cool) * move
    return points


def _uncover(members: Members, points: Points) -> Points:
    for _ in range(COVER_ROUNDS):
        if not push_discs(points, members.room * COVER, share=COVER):
            break
    return points


def _fill_in(members: Members, start: Points, *, seed: int) -> Points:
    """Put those who had no position beside those they are tied to, else into their group."""
    points = start.copy()
    size, ties = len(points), members.ties
    shake = np.random.default_rng(seed).normal(scale=JITTER, size=points.shape)
    to, of = np.concatenate([ties.one, ties.other]), np.concatenate([ties.other, ties.one])
    whole = np.zeros(size, dtype=np.intp)
    # First by ties, then by the ties to those that were put there; then by group; then anywhere.
    for step in range(4):
        known = ~np.isnan(points[:, 0])
        if step < 2:
            means = _means(to[known[of]], points[of[known[of]]], size)
        else:
            places = members.groups if step == 2 else whole
            means = _means(places[known], points[known], members.count)[places]
        points = np.where(known[:, None], points, means + shake)
    return points


def _means(places: Places, points: Points, size: int) -> Points:
    """Average points by place; NaN where there is none."""
    counts = np.bincount(places, minlength=size)[:, None]
    return np.where(counts > 0, add_up(places, points, size) / np.maximum(counts, 1), np.nan)
