"""Columns put in order: organisations by how strongly they are tied, ties by their ends.

An organisation's number is its place by strength, so that the first of any list are those that
matter most.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saite.errors import NetworkError
from saite.explore.columns import Columns, Labels, Organisation, Place
from saite.explore.lines import iri_of
from saite.network.reading import concept_key, local_name

Numbers = NDArray[np.int32]
Reals = NDArray[np.float32]

# The surest first.
STATUSES: Final = ("status/stated", "status/derived", "status/implied", "status/disputed")
FALLBACKS: Final = ("en", "lt", "lv", "")


@dataclass(frozen=True)
class Kind:
    """A value that organisations or ties are filtered by: key of a concept, or IRI of a place."""

    key: str
    labels: Labels


@dataclass(frozen=True)
class Texts:
    """What one organisation is called.

    :param short: the name to draw: the shortest abbreviation, else the label
    :param names: other written forms
    """

    iri: str
    label: str
    short: str
    labels: Labels
    names: tuple[str, ...]
    is_unnamed: bool


@dataclass(frozen=True)
class Tables:
    """The network, numbered.

    :param texts: of each organisation, by its number
    :param kinds: lists of values by "organisation", "place", "tie", "status"
    :param arrays: columns by name: ``kind``, ``place``, ``latitude``, ``longitude`` (one value an
        organisation; -1 or NaN where it is not recorded), ``a``, ``b`` (one a tie, a < b, sorted),
        ``tie``, ``tie_kind``, ``status``, ``weight``, ``earliest``, ``latest`` (one a support,
        sorted by tie)
    """

    texts: list[Texts]
    kinds: Mapping[str, list[Kind]]
    arrays: dict[str, NDArray[Any]]
    large_events: list[tuple[Labels, int]]


def make_tables(columns: Columns, *, language: str, concepts: Mapping[str, Labels]) -> Tables:
    """Put what was read in order, and number it.

    :param language: of ``label``
    :param concepts: labels of concepts by key, for those that the graph does not label itself
    :raises NetworkError: if a tie joins what is no organisation
    """
    organisations = sorted(columns.organisations, key=lambda each: each.iri)
    place_of = {f"<{each.iri}>".encode(): n for n, each in enumerate(organisations)}
    ends = _ends(columns, place_of)
    tie = _ties_of(columns)
    kept = tie >= 0
    weight = np.frombuffer(columns.weight, dtype=np.float64)[kept] if len(tie) else np.zeros(0)
    strength = _strengths(ends, tie[kept], weight, len(organisations))
    order = np.lexsort((np.arange(len(organisations)), -np.round(strength, 6)))
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    chosen = [organisations[n] for n in order.tolist()]
    known = {**concepts, **{concept_key(iri): each for iri, each in columns.concepts.items()}}
    kinds, arrays = _organisation_columns(chosen, columns.places, known)
    arrays |= _tie_columns(number[ends], tie[kept], weight)
    rank = arrays.pop("order")
    for name, values, first in (
        ("tie", columns.kind, ()),
        ("status", columns.status, STATUSES),
    ):
        kinds[name], codes = _codes(values, known, first)
        arrays["tie_kind" if name == "tie" else name] = codes[kept][rank].astype(np.int16)
    for name, days in (("earliest", columns.earliest), ("latest", columns.latest)):
        found = np.frombuffer(days, dtype=np.int32) if len(days) else np.zeros(0, np.int32)
        arrays[name] = found[kept][rank]
    texts = [_texts(each, columns.names.get(each.iri, []), language) for each in chosen]
    return Tables(texts, kinds, arrays, columns.large_events)


def _ends(columns: Columns, place_of: Mapping[bytes, int]) -> Numbers:
    """Give the two ends of each tie, in the order of the graph."""
    found = np.empty((len(columns.ends), 2), dtype=np.int32)
    for row, (tie, pair) in enumerate(columns.ends.items()):
        for side, end in enumerate(pair):
            place = place_of.get(end, -1)
            if place < 0:
                joined = f"{iri_of(tie)} joins {iri_of(end)}"
                raise NetworkError(f"{joined}, which is not an organisation")
            found[row, side] = place
    return found


def _ties_of(columns: Columns) -> Numbers:
    """Give the tie of each support; -1 for a support of what is no tie."""
    place_of = {tie: row for row, tie in enumerate(columns.ends)}
    found = (place_of.get(tie, -1) for tie in columns.tie_of)
    return np.fromiter(found, dtype=np.int32, count=len(columns.tie_of))


def _strengths(
    ends: Numbers, tie: Numbers, weight: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    of_tie = np.bincount(tie, weights=weight, minlength=len(ends))
    both = np.concatenate([ends[:, 0], ends[:, 1]])
    found = np.bincount(both, weights=np.concatenate([of_tie, of_tie]), minlength=count)
    return found.astype(np.float64)


def _tie_columns(
    ends: Numbers, tie: Numbers, weight: NDArray[np.float64]
) -> dict[str, NDArray[Any]]:
    """Sort ties by their ends, and supports by their ties."""
    one, other = ends.min(axis=1, initial=2**31 - 1), ends.max(axis=1, initial=-1)
    by_ends = np.lexsort((other, one))
    place = np.empty(len(ends), dtype=np.int32)
    place[by_ends] = np.arange(len(ends), dtype=np.int32)
    by_tie = np.argsort(place[tie], kind="stable")
    return {
        "a": one[by_ends].astype(np.int32),
        "b": other[by_ends].astype(np.int32),
        "tie": place[tie][by_tie],
        "weight": weight[by_tie].astype(np.float32),
        "order": by_tie,
    }


def _organisation_columns(
    organisations: Sequence[Organisation],
    places: Mapping[str, Place],
    known: Mapping[str, Labels],
) -> tuple[dict[str, list[Kind]], dict[str, NDArray[Any]]]:
    kinds, kind = _listed([concept_key(each.kind) for each in organisations], known)
    named = {iri: place.labels or {"": place.country} for iri, place in places.items()}
    first = [each.places[0] if each.places else "" for each in organisations]
    located, place = _listed(first, named)
    spots = [_coordinates(each, places) for each in organisations]
    spot = np.array(spots, dtype=np.float32).reshape(-1, 2)
    arrays = {"kind": kind, "place": place, "latitude": spot[:, 0], "longitude": spot[:, 1]}
    return {"organisation": kinds, "place": located}, arrays


def _coordinates(organisation: Organisation, places: Mapping[str, Place]) -> tuple[float, float]:
    for iri in organisation.places:
        place = places.get(iri)
        if place and place.latitude is not None and place.longitude is not None:
            return place.latitude, place.longitude
    return np.nan, np.nan


def _codes(
    values: Sequence[bytes], known: Mapping[str, Labels], first: Sequence[str]
) -> tuple[list[Kind], Numbers]:
    keys = {term: concept_key(iri_of(term)) for term in set(values)}
    return _listed([keys[term] for term in values], known, first, keep_empty=True)


def _listed(
    keys: Sequence[str],
    known: Mapping[str, Labels],
    first: Sequence[str] = (),
    *,
    keep_empty: bool = False,
) -> tuple[list[Kind], Numbers]:
    """List the keys that there are, the most frequent first, and give each value its place."""
    counts = Counter(key for key in keys if key or keep_empty)
    ranked = sorted(counts, key=lambda key: (-counts[key], key))
    if first:
        ranked = [*(key for key in first if key in counts), *sorted(counts.keys() - set(first))]
    place = {key: number for number, key in enumerate(ranked)}
    kinds = [Kind(key, dict(known.get(key, {}))) for key in ranked]
    return kinds, np.fromiter((place.get(key, -1) for key in keys), np.int32, len(keys))


def _texts(organisation: Organisation, names: list[tuple[str, bool]], language: str) -> Texts:
    labels = organisation.labels
    tags = (language, *FALLBACKS)
    label = next((labels[tag] for tag in tags if tag in labels), "") or next(
        iter(labels.values()), organisation.identifier or local_name(organisation.iri)
    )
    short = [text for text, is_short in names if is_short and text]
    return Texts(
        organisation.iri,
        label,
        min([*short, label], key=lambda text: (len(text), text)),
        labels,
        tuple(sorted({text for text, _ in names} - {label})),
        organisation.is_unnamed,
    )
