"""Questions to a network: who is around whom, what a group is made of, what all of it looks like.

Every answer says how much of how much it shows, under the filters that it was asked with.
"""

import itertools
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saite.explore.columns import NEVER_BEGAN, NEVER_ENDS
from saite.explore.filters import Left
from saite.explore.index import NetworkIndex
from saite.explore.parts import ties_among, write_part

GROUPS: Final = 120  # bubbles of an overview
PAIRS: Final = 300  # ties between groups
TIES: Final = 1_000  # between the organisations of one answer
# So many organisations and ties are an overview themselves.
WHOLE: Final = (300, 1_000)


def neighbourhood(index: NetworkIndex, left: Left, number: int, limit: int) -> dict[str, Any]:
    """Give an organisation with those that it is tied to most strongly, and the ties among them.

    :param limit: most neighbours
    :returns: columns, and ``shown``: ties of it that are given, that the filters leave, and in all
    """
    around, total = strongest(index, left, number, limit)
    arrays = index.arrays
    in_all = int(arrays["first"][number + 1] - arrays["first"][number])
    shown = {"ties": len(around), "of": total, "inAll": in_all}
    return {**_part(index, left, [number, *around]), "shown": shown}


def strongest(index: NetworkIndex, left: Left, number: int, limit: int) -> tuple[list[int], int]:
    """List the neighbours of an organisation, the strongest tied first, and count them all."""
    neighbour, along = _around(index, left, number)
    order = np.lexsort((neighbour, -left.weight[along]))[:limit]
    return [int(each) for each in neighbour[order]], len(neighbour)


def common(index: NetworkIndex, left: Left, a: int, b: int, limit: int) -> dict[str, Any]:
    """Give the partners that two organisations have in common, the best tied to both first."""
    one, along_one = _around(index, left, a)
    other, along_other = _around(index, left, b)
    shared, first, second = np.intersect1d(one, other, return_indices=True)
    weight = left.weight[along_one[first]] + left.weight[along_other[second]]
    order = np.lexsort((shared, -weight))[:limit]
    chosen = [int(each) for each in shared[order]]
    shown = {"organisations": len(chosen), "of": len(shared)}
    return {**_part(index, left, [a, b, *chosen]), "shown": shown}


def among(index: NetworkIndex, left: Left, numbers: list[int]) -> dict[str, Any]:
    """Give some organisations with the ties between them."""
    chosen = list(dict.fromkeys(numbers))
    shown = {"organisations": len(chosen), "of": len(chosen)}
    return {**_part(index, left, chosen), "shown": shown}


def group(index: NetworkIndex, left: Left, number: int, limit: int) -> dict[str, Any]:
    """Give the best tied members of a group, and the ties among them."""
    members = np.flatnonzero((index.arrays["group"] == number) & left.organisation)
    tied = members[_degrees(index, left)[members] > 0]
    chosen = [int(each) for each in tied[:limit]]  # numbers are in the order of strength
    size = int((index.arrays["group"] == number).sum())
    shown = {"organisations": len(chosen), "of": len(tied), "inAll": size}
    return {**_part(index, left, chosen), "shown": shown}


def overview(index: NetworkIndex, left: Left) -> dict[str, Any]:
    """Give the groups with what they are named after, the ties between them, and all kinds.

    The largest groups are given; ``shown`` tells of how many. Of a small network it has everything.
    """
    head, arrays = index.head, index.arrays
    groups = head["groups"][:GROUPS]
    degrees = _degrees(index, left)
    tied = degrees > 0
    sizes = np.bincount(
        arrays["group"][tied & (arrays["group"] >= 0)], minlength=len(head["groups"])
    )
    leads_of = [_leads(index, left, number) for number in range(len(groups))]
    leads = list(dict.fromkeys(itertools.chain.from_iterable(leads_of)))
    is_whole = index.organisations <= WHOLE[0] and index.ties <= WHOLE[1]
    numbers = list(range(index.organisations)) if is_whole else leads
    place = {number: row for row, number in enumerate(numbers)}
    drawn = [
        {**each, "leads": [place[lead] for lead in leads], "left": int(size)}
        for each, leads, size in zip(groups, leads_of, sizes.tolist(), strict=False)
    ]
    return {
        "language": head["language"],
        "base": index.base,
        "kinds": _counted(index, left),
        **_part(index, left, numbers),
        "isWhole": is_whole,
        "groups": drawn,
        "between": _between(index, left, len(groups)),
        "years": years(index, left),
        "largeEvents": head["large_events"],
        "measured": head["measured"],
        "withPeople": True,
        "shown": {
            "groups": len(groups),
            "ofGroups": len(head["groups"]),
            "organisations": int(left.organisation.sum()),
            "ofOrganisations": index.organisations,
            "ties": int(left.tie.sum()),
            "ofTies": index.ties,
        },
    }


def _leads(index: NetworkIndex, left: Left, group: int) -> list[int]:
    """List the members that a group is named after.

    If the filters hide them all, it is the strongest of those that are left, if there is one: a
    group of which something is left is seen.
    """
    leads: list[int] = index.head["groups"][group]["leads"]
    if any(left.organisation[lead] for lead in leads):
        return leads
    members = np.flatnonzero((index.arrays["group"] == group) & left.organisation)
    return [int(each) for each in members[:1]] or leads


def years(index: NetworkIndex, left: Left) -> dict[str, Any]:
    """Count the ties of each year, by the supports that the filters leave and that have dates.

    A support counts in every year that it may have been in, from its first to its last; one that is
    open on a side counts in the year that is known.

    :returns: ``first`` year (None if no support has a date) and ``counts`` from it on
    """
    earliest, latest = index.arrays["earliest"], index.arrays["latest"]
    dated = left.support & ~((earliest == NEVER_BEGAN) & (latest == NEVER_ENDS))
    first = np.where(earliest == NEVER_BEGAN, latest, earliest)[dated] // 10_000
    last = np.where(latest == NEVER_ENDS, earliest, latest)[dated] // 10_000
    if not len(first):
        return {"first": None, "counts": []}
    start = int(first.min())
    width = int(last.max()) - start + 2
    rises = (
        np.bincount(first - start, minlength=width)
        - np.bincount(np.maximum(last, first) - start + 1, minlength=width + 1)[:width]
    )
    return {"first": start, "counts": np.cumsum(rises)[:-1].astype(int).tolist()}


def _part(index: NetworkIndex, left: Left, numbers: list[int]) -> dict[str, Any]:
    """Write organisations with the ties between them: all, or the strongest of too many.

    Those of the first organisation are never left out.
    """
    ties = ties_among(index, left, numbers)
    total = len(ties)
    if total > TIES:
        a, b = index.arrays["a"][ties], index.arrays["b"][ties]
        is_own = (a == numbers[0]) | (b == numbers[0])
        order = np.lexsort((ties, -left.weight[ties], ~is_own))
        ties = np.sort(ties[order[:TIES]])
    return {**write_part(index, left, numbers, ties), "among": {"ties": len(ties), "of": total}}


def _around(
    index: NetworkIndex, left: Left, number: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Give the neighbours of an organisation that are left, and the ties to them."""
    arrays = index.arrays
    rows = slice(int(arrays["first"][number]), int(arrays["first"][number + 1]))
    along = arrays["along"][rows]
    kept = left.tie[along]
    return arrays["neighbour"][rows][kept], along[kept]


def _degrees(index: NetworkIndex, left: Left) -> NDArray[np.int64]:
    arrays = index.arrays
    both = np.concatenate([arrays["a"][left.tie], arrays["b"][left.tie]])
    return np.bincount(both, minlength=index.organisations)


def _counted(index: NetworkIndex, left: Left) -> dict[str, Any]:
    """Give the kinds, each with how many organisations or supports of it are left."""
    arrays = index.arrays
    columns = {
        "organisation": arrays["kind"][left.organisation],
        "place": arrays["place"][left.organisation],
        "tie": arrays["tie_kind"][left.support],
        "status": arrays["status"][left.support],
    }
    found = {}
    for name, kinds in index.head["kinds"].items():
        values = columns[name]
        counts = np.bincount(values[values >= 0], minlength=len(kinds)).tolist()
        found[name] = [{**kind, "count": n} for kind, n in zip(kinds, counts, strict=True)]
    return found


def _between(index: NetworkIndex, left: Left, groups: int) -> list[list[float]]:
    """Sum the weights of ties between groups: the strongest pairs, as two groups and a weight."""
    arrays = index.arrays
    kept = np.flatnonzero(left.tie)
    one, other = (arrays["group"][arrays[end][kept]].astype(np.int64) for end in ("a", "b"))
    low, high = np.minimum(one, other), np.maximum(one, other)
    drawn = (low >= 0) & (low != high) & (high < groups)
    pairs, place = np.unique(low[drawn] * groups + high[drawn], return_inverse=True)
    weight = np.bincount(place, weights=left.weight[kept][drawn], minlength=len(pairs))
    order = np.lexsort((pairs, -weight))[:PAIRS]
    return [
        [int(pairs[n] // groups), int(pairs[n] % groups), round(float(weight[n]), 3)] for n in order
    ]
