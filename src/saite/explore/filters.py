"""What filters leave of a network, with the same meaning as in the explorer's own script.

Kinds and years work on single supports, so that weights fit what is left. The status asked for is
that of the tie as far as it is left: the best of its supports. Weight is that of the tie.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from saite.explore.columns import NEVER_BEGAN, NEVER_ENDS
from saite.explore.index import NetworkIndex

# Sums of 32-bit numbers: a bound that a weight should reach exactly is not missed by the last bit.
TOLERANCE: Final = 1e-6
NO_STATUS: Final = 32_767
KEPT: Final = 8


@dataclass(frozen=True)
class Filters:
    """What is left out; the default leaves out nothing.

    :param tie_kinds: keys of kinds of ties that are hidden
    :param organisation_kinds: likewise; "" is that none is recorded
    :param places: likewise
    :param backbone: only ties that are less probable by chance than this are kept, in the network
        without filters; 1 keeps all
    :param since: first year; None for no bound
    :param until: last year
    :param certainty: whether a time may or must lie in the years
    :param with_undated: whether supports without any date pass a bound of years
    """

    tie_kinds: frozenset[str] = frozenset()
    organisation_kinds: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    min_weight: float = 0.0
    backbone: float = 1.0
    since: int | None = None
    until: int | None = None
    certainty: Literal["possibly", "certainly"] = "possibly"
    with_undated: bool = True


@dataclass(frozen=True)
class Left:
    """What is left.

    :param organisation: whether each organisation passes
    :param support: whether each support does, and its tie
    :param tie: whether each tie does
    :param weight: of each tie over the supports that pass; 0 if it is left out
    """

    organisation: NDArray[np.bool_]
    support: NDArray[np.bool_]
    tie: NDArray[np.bool_]
    weight: NDArray[np.float32]


def sift(index: NetworkIndex, filters: Filters) -> Left:
    """Tell what filters leave of a network; what was asked lately is remembered."""
    with index.lock:
        found = index.kept.pop(filters, None)
        if isinstance(found, Left):
            index.kept[filters] = found  # it is the one asked for last now
            return found
    found = compute(index, filters)
    with index.lock:
        index.kept[filters] = found
        while len(index.kept) > KEPT:
            del index.kept[next(iter(index.kept))]
    return found


def compute(index: NetworkIndex, filters: Filters) -> Left:
    """Tell what filters leave of a network."""
    arrays, kinds = index.arrays, index.head["kinds"]
    tie, a, b = arrays["tie"], arrays["a"], arrays["b"]
    passes = _open(kinds["tie"], filters.tie_kinds)[arrays["tie_kind"]] & _in_years(arrays, filters)
    weight = np.bincount(tie[passes], weights=arrays["weight"][passes], minlength=len(a))
    best = np.full(len(a), NO_STATUS, dtype=np.int16)
    np.minimum.at(best, tie[passes], arrays["status"][passes])
    statuses = np.append(_open(kinds["status"], filters.statuses), False)
    allowed = _allowed(index, filters)
    kept = statuses[np.minimum(best, len(statuses) - 1)] & (best != NO_STATUS)
    kept &= (weight >= filters.min_weight - TOLERANCE) & allowed[a] & allowed[b]
    if filters.backbone < 1:
        kept &= arrays["chance"] < filters.backbone
    return Left(allowed, passes & kept[tie], kept, np.where(kept, weight, 0).astype(np.float32))


def _open(kinds: list[dict[str, Any]], hidden: frozenset[str]) -> NDArray[np.bool_]:
    return np.array([kind["key"] not in hidden for kind in kinds], dtype=np.bool_)


def _allowed(index: NetworkIndex, filters: Filters) -> NDArray[np.bool_]:
    arrays, kinds = index.arrays, index.head["kinds"]
    allowed = np.ones(index.organisations, dtype=np.bool_)
    for name, key, hidden in (
        ("kind", "organisation", filters.organisation_kinds),
        ("place", "place", filters.places),
    ):
        # The place -1, of what is not recorded, is the last.
        passing = np.append(_open(kinds[key], hidden), "" not in hidden)
        allowed &= passing[arrays[name]]
    return allowed


def _in_years(arrays: dict[str, NDArray[Any]], filters: Filters) -> NDArray[np.bool_]:
    earliest, latest = arrays["earliest"], arrays["latest"]
    since, until = filters.since, filters.until
    if since is None and until is None:
        return np.ones(len(earliest), dtype=np.bool_)
    start = NEVER_BEGAN if since is None else since * 10_000 + 101
    end = NEVER_ENDS if until is None else until * 10_000 + 1231
    undated = (earliest == NEVER_BEGAN) & (latest == NEVER_ENDS)
    if filters.certainty == "certainly":
        begins = (earliest != NEVER_BEGAN) & (earliest >= start) if since is not None else True
        ends = (latest != NEVER_ENDS) & (latest <= end) if until is not None else True
        inside = np.broadcast_to(begins & ends, earliest.shape)
    else:
        inside = (earliest <= end) & (latest >= start)
    return np.where(undated, filters.with_undated, inside).astype(np.bool_)
