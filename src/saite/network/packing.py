"""Boxes without overlaps: labels beside labels, components beside components.

A box is a row of four numbers: how far it reaches from its point to the left, to the top, to the
right and to the bottom (y grows downwards).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, next_fast_len, rfft2
from scipy.spatial import cKDTree

Points = NDArray[np.float64]
Boxes = NDArray[np.float64]

ROUNDS: Final = 400
ASPECT: Final = 1.15
# Shapes are packed on a board about this many squares wide.
SQUARES: Final = 90.0


def spread(points: Points, boxes: Boxes, *, crowding: float) -> Points:
    """Scale points by one factor until few of their boxes overlap.

    :param crowding: how many pairs may still overlap, for each box
    :returns: the points scaled; never smaller than they came
    """
    if len(points) < 2:
        return points
    one, other = np.triu_indices(len(points), k=1)
    needed = _needed_scale(points, boxes, one, other)
    allowed = int(crowding * len(points))
    factor = np.partition(needed, -allowed - 1)[-allowed - 1] if allowed < len(needed) else 1.0
    scaled: Points = points * max(float(factor), 1.0)
    return scaled


def _needed_scale(
    points: Points, boxes: Boxes, one: NDArray[np.intp], other: NDArray[np.intp]
) -> Points:
    size = boxes[:, 2:] + boxes[:, :2]
    apart = np.abs(points[one] - points[other])
    together = (size[one] + size[other]) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(apart > 1e-9, together / apart, np.inf)
    needed: Points = ratio.min(axis=1)
    return np.where(np.isfinite(needed), needed, 1.0)


def push_apart(points: Points, boxes: Boxes) -> Points:
    """Move points until no two boxes overlap, each pair along the shorter way.

    :returns: moved points; overlaps are left only if 400 rounds did not undo them
    """
    points = points.copy()
    size = boxes[:, 2:] + boxes[:, :2]
    reach = float(np.hypot(*size.T).max(initial=0.0))
    for _ in range(ROUNDS):
        centres = points + (boxes[:, 2:] - boxes[:, :2]) / 2
        pairs = cKDTree(centres).query_pairs(reach, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        one, other = pairs.T
        gap = centres[other] - centres[one]
        overlap = (size[one] + size[other]) / 2 - np.abs(gap)
        hit = (overlap > 0.01).all(axis=1)
        if not hit.any():
            break
        _push(points, one[hit], other[hit], gap=gap[hit], overlap=overlap[hit])
    return points


def _push(
    points: Points,
    one: NDArray[np.intp],
    other: NDArray[np.intp],
    *,
    gap: Points,
    overlap: Points,
) -> None:
    axis = overlap.argmin(axis=1)
    along = np.arange(len(axis))
    # Of two on one spot, the later goes right or down.
    sign = np.where(gap[along, axis] < 0, -1.0, 1.0)
    step = 0.5 * overlap[along, axis] * sign + 0.1 * sign
    np.add.at(points, (one, axis), -step)
    np.add.at(points, (other, axis), step)


def extent(points: Points, boxes: Boxes) -> Boxes:
    """Return the box around boxes at their points: left, top, right, bottom.

    >>> extent(np.array([[0.0, 0.0], [10.0, 0.0]]), np.full((2, 4), 2.0)).tolist()
    [-2.0, -2.0, 12.0, 2.0]
    """
    low = (points - boxes[:, :2]).min(axis=0)
    high = (points + boxes[:, 2:]).max(axis=0)
    return np.concatenate([low, high])


def pack(shapes: list[Boxes], *, gap: float) -> list[tuple[float, float]]:
    """Move shapes so that together they fill a screen well, each as it is.

    A shape may stand in a bay of another: they are compared square by square, not as rectangles.

    :param shapes: each a list of rectangles (left, top, right, bottom); the largest shape first
    :param gap: about how much stays empty between any two
    :returns: how far each is moved, to the right and down; the first stays
    :source: Freivalds, Dogrusoz and Kikusts 2002, doi:10.1007/3-540-45848-4_30

    >>> pack([np.array([[0.0, 0.0, 100.0, 60.0]]), np.array([[0.0, 0.0, 20.0, 20.0]])], gap=10.0)
    [(0.0, 0.0), (34.0, -34.0)]
    """
    area = sum(
        float(np.prod(shape[:, 2:].max(axis=0) - shape[:, :2].min(axis=0))) for shape in shapes
    )
    square = max(34.0, np.sqrt(area) / SQUARES)
    moves: list[tuple[float, float]] = []
    taken = np.zeros((1, 1))
    origin = np.zeros(2)
    for shape in shapes:
        mask, corner = _squares(shape, square, gap=gap)
        if not moves:
            taken, origin = mask, corner
            moves.append((0.0, 0.0))
            continue
        row, column = _best_place(taken, mask)
        place = np.array([column, row]) * square + origin
        moves.append((float(place[0] - corner[0]), float(place[1] - corner[1])))
        taken, shift = _join(taken, mask, row, column)
        origin = origin - shift * square
    return moves


def _squares(shape: Boxes, square: float, *, gap: float) -> tuple[Points, Points]:
    """Tell which squares a shape takes, from its left upper corner on."""
    wide = shape + gap / 2 * np.array([-1.0, -1.0, 1.0, 1.0])
    corner: Points = wide[:, :2].min(axis=0)
    low = np.floor((wide[:, :2] - corner) / square).astype(int)
    high = np.ceil((wide[:, 2:] - corner) / square).astype(int)
    mask = np.zeros((int(high[:, 1].max()), int(high[:, 0].max())))
    for (left, top), (right, bottom) in zip(low, high, strict=True):
        mask[top:bottom, left:right] = 1.0
    return mask, corner


def _best_place(taken: Points, mask: Points) -> tuple[int, int]:
    """Find where a mask fits so that all together stay small and of a screen's proportion."""
    # Each value is how many taken squares the mask would cover, with its corner in that square.
    covered = _convolve(taken, mask[::-1, ::-1])
    rows = np.arange(covered.shape[0])[:, None] - (mask.shape[0] - 1)
    columns = np.arange(covered.shape[1])[None, :] - (mask.shape[1] - 1)
    # One ring more on every side, where nothing is taken.
    covered = np.pad(covered, 1)
    rows = np.arange(rows[0, 0] - 1, rows[-1, 0] + 2)[:, None]
    columns = np.arange(columns[0, 0] - 1, columns[0, -1] + 2)[None, :]
    height = np.maximum(rows + mask.shape[0], taken.shape[0]) - np.minimum(rows, 0)
    width = np.maximum(columns + mask.shape[1], taken.shape[1]) - np.minimum(columns, 0)
    middle = np.hypot(
        rows + mask.shape[0] / 2 - taken.shape[0] / 2,
        columns + mask.shape[1] / 2 - taken.shape[1] / 2,
    )
    cost = np.maximum(width, height * ASPECT) + 1e-3 * middle
    cost = np.where(covered > 0.5, np.inf, cost)
    row, column = np.unravel_index(int(np.round(cost, 9).argmin()), cost.shape)
    return int(rows[row, 0]), int(columns[0, column])


def _convolve(one: Points, other: Points) -> Points:
    """Convolve two boards, as ``scipy.signal`` would, which takes a second to load.

    :returns: a board as large as both together, less one row and one column
    """
    rows, columns = (one.shape[axis] + other.shape[axis] - 1 for axis in (0, 1))
    room = next_fast_len(rows, real=True), next_fast_len(columns, real=True)
    whole: Points = irfft2(rfft2(one, s=room) * rfft2(other, s=room), s=room)
    return whole[:rows, :columns]


def _join(taken: Points, mask: Points, row: int, column: int) -> tuple[Points, Points]:
    """Add a mask to the taken squares; tell how far their corner moved, in squares."""
    above, left = max(0, -row), max(0, -column)
    below = max(0, row + mask.shape[0] - taken.shape[0])
    right = max(0, column + mask.shape[1] - taken.shape[1])
    joined = np.pad(taken, ((above, below), (left, right)))
    top, side = row + above, column + left
    joined[top : top + mask.shape[0], side : side + mask.shape[1]] += mask
    return joined, np.array([left, above], dtype=float)
