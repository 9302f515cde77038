"""The shortest path between two organisations, step by step from both ends.

Source: bidirectional breadth-first search (Pohl 1971, Machine Intelligence 6, 127-140).
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saite.explore.asking import among
from saite.explore.filters import Left
from saite.explore.index import NetworkIndex
from saite.explore.parts import write_part

STEPS: Final = 12
Places = NDArray[np.int32]


def path(
    index: NetworkIndex, left: Left, start: int, end: int, steps: int = STEPS
) -> dict[str, Any]:
    """Give a shortest path along the ties that are left.

    Of several, the one with the greatest sum of weights; of those alike, the one whose
    organisations are tied best.

    :param steps: most ties of a path that is looked for
    :returns: columns of the organisations and ties on it, in ``path`` their places in order; only
        the two ends and no ``path`` if there is none within so many steps
    """
    if start == end:
        return {**among(index, left, [start]), "path": [0], "steps": steps}
    from_start, from_end = _meet(index, left, start, end, steps)
    if from_start is None or from_end is None:
        return {**among(index, left, [start, end]), "path": None, "steps": steps}
    organisations, ties = _heaviest(index, left, start, end, from_start + from_end)
    part = write_part(index, left, organisations, np.array(ties, dtype=np.int32))
    shown = {"organisations": len(organisations), "of": len(organisations)}
    return {**part, "path": list(range(len(organisations))), "steps": steps, "shown": shown}


Levels = list[Places]


def _meet(
    index: NetworkIndex, left: Left, start: int, end: int, steps: int
) -> tuple[Levels | None, Levels | None]:
    """Go from both ends, the smaller border first, until the borders meet.

    :returns: the levels from the start, and those towards the end, in the order of a path; None
        and None if they do not meet within the steps
    """
    seen = [np.zeros(index.organisations, dtype=np.bool_) for _ in range(2)]
    levels: list[Levels] = []
    for side, first in enumerate((start, end)):
        seen[side][first] = True
        levels.append([np.array([first], dtype=np.int32)])
    for _ in range(steps):
        side = 0 if len(levels[0][-1]) <= len(levels[1][-1]) else 1
        border = _next(index, left, levels[side][-1])
        border = border[~seen[side][border]]
        if not len(border):
            return None, None
        seen[side][border] = True
        met = border[seen[1 - side][border]]
        if len(met):
            # Borders meet on the last level of the other side: what it has besides leads nowhere.
            levels[side].append(met)
            levels[1 - side].pop()
            return levels[0], levels[1][::-1]
        levels[side].append(border)
    return None, None


def _next(index: NetworkIndex, left: Left, border: Places) -> Places:
    return np.asarray(np.unique(_steps(index, left, border)[1]), dtype=np.int32)


def _steps(
    index: NetworkIndex, left: Left, border: Places
) -> tuple[Places, Places, NDArray[np.int32]]:
    """List the steps that lead on from some organisations: from, to, along which tie."""
    arrays = index.arrays
    first, last = arrays["first"][border], arrays["first"][border + 1]
    counts = last - first
    rows = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    kept = left.tie[arrays["along"][rows]]
    sources = np.repeat(border, counts)[kept]
    return sources, arrays["neighbour"][rows][kept], arrays["along"][rows][kept]


def _heaviest(
    index: NetworkIndex, left: Left, start: int, end: int, levels: Levels
) -> tuple[list[int], list[int]]:
    """Choose the path through the levels with the greatest sum of weights."""
    best = np.full(index.organisations, -np.inf)
    best[start] = 0.0
    came: list[tuple[Places, Places, NDArray[np.int32]]] = []
    at = levels[0]
    for level in levels[1:]:
        sources, targets, ties = _steps(index, left, at)
        inside = np.isin(targets, level)
        sources, targets, ties = sources[inside], targets[inside], ties[inside]
        total = best[sources] + left.weight[ties]
        order = np.lexsort((sources, -total, targets))
        at, chosen = np.unique(targets[order], return_index=True)
        rows = order[chosen]
        best[at] = total[rows]
        came.append((at, sources[rows], ties[rows]))
    organisations, walked = [end], []
    for reached, sources, ties in reversed(came):
        row = int(np.searchsorted(reached, organisations[-1]))
        organisations.append(int(sources[row]))
        walked.append(int(ties[row]))
    return organisations[::-1], walked[::-1]
