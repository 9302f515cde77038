"""Parts of a network for a page: organisations, ties between them, supports, as columns.

``frontend/src/explorer/served/part.ts`` reads them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saite.explore.filters import Left
from saite.explore.index import NetworkIndex

# Measures that are no whole numbers: four digits of them say enough.
REAL = ("strength", "betweenness", "pagerank")


def ties_among(index: NetworkIndex, left: Left, numbers: Sequence[int]) -> NDArray[np.int32]:
    """List the ties that are left between some organisations, by their numbers."""
    arrays = index.arrays
    chosen = np.zeros(index.organisations, dtype=np.bool_)
    chosen[list(numbers)] = True
    first, along, neighbour = arrays["first"], arrays["along"], arrays["neighbour"]
    rows = [np.arange(first[n], first[n + 1]) for n in numbers]
    places = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    ties = np.unique(along[places[chosen[neighbour[places]]]])
    return np.asarray(ties[left.tie[ties]], dtype=np.int32)


def write_part(
    index: NetworkIndex, left: Left, numbers: Sequence[int], ties: NDArray[np.int32] | None = None
) -> dict[str, Any]:
    """Write organisations with the ties that are left between them.

    :param ties: those to write, if not all; each between two of ``numbers``
    """
    wanted = ties_among(index, left, numbers) if ties is None else np.sort(ties)
    arrays = index.arrays
    place = np.full(index.organisations, -1, dtype=np.int32)
    place[list(numbers)] = np.arange(len(numbers), dtype=np.int32)
    ends = np.sort(np.stack([place[arrays["a"][wanted]], place[arrays["b"][wanted]]]), axis=0)
    return {
        "organisations": _organisations(index, numbers),
        "ties": {
            "length": len(wanted),
            "a": ends[0].tolist(),
            "b": ends[1].tolist(),
            "chance": [float(f"{each:.6g}") for each in arrays["chance"][wanted].tolist()],
        },
        "supports": _supports(index, wanted),
    }


def _organisations(index: NetworkIndex, numbers: Sequence[int]) -> dict[str, Any]:
    texts = index.texts(numbers)
    rows = np.array(numbers, dtype=np.int64)
    arrays = index.arrays
    tags = sorted({tag for text in texts for tag in text["labels"]})
    spot = {name: arrays[name][rows] for name in ("latitude", "longitude")}
    known = ~(np.isnan(spot["latitude"]) | np.isnan(spot["longitude"]))
    return {
        "length": len(texts),
        "iri": [index.shorten(text["iri"]) for text in texts],
        "label": [text["label"] for text in texts],
        "short": [text["short"] if text["short"] != text["label"] else "" for text in texts],
        "kind": arrays["kind"][rows].tolist(),
        "place": arrays["place"][rows].tolist(),
        "group": arrays["group"][rows].tolist(),
        "x": np.round(arrays["x"][rows]).astype(int).tolist(),
        "y": np.round(arrays["y"][rows]).astype(int).tolist(),
        **{name: _known(values, known) for name, values in spot.items()},
        "unnamed": [text["unnamed"] for text in texts],
        "ties": (arrays["first"][rows + 1] - arrays["first"][rows]).tolist(),
        "degree": arrays["degree"][rows].astype(int).tolist(),
        **{name: [float(f"{v:.4g}") for v in arrays[name][rows].tolist()] for name in REAL},
        "names": {
            "counts": [len(text["names"]) for text in texts],
            "of": [name for text in texts for name in text["names"]],
        },
        "labels": {
            "own": [_own(text) for text in texts],
            "other": {tag: [_other(text, tag) for text in texts] for tag in tags},
        },
    }


def _known(values: NDArray[Any], known: NDArray[np.bool_]) -> list[float | None]:
    rows = zip(values.astype(float).tolist(), known.tolist(), strict=True)
    return [round(value, 4) if is_known else None for value, is_known in rows]


def _own(text: dict[str, Any]) -> str:
    return next((tag for tag, label in text["labels"].items() if label == text["label"]), "")


def _other(text: dict[str, Any], tag: str) -> str:
    label = text["labels"].get(tag, "")
    return label if label != text["label"] else ""


def _supports(index: NetworkIndex, ties: NDArray[np.int32]) -> dict[str, Any]:
    """Write all supports of ties: the page has the filters too, and can open them again."""
    arrays = index.arrays
    starts = np.searchsorted(arrays["tie"], ties)
    ends = np.searchsorted(arrays["tie"], ties, side="right")
    counts = ends - starts
    rows = (
        np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        + np.arange(counts.sum())
        if len(ties)
        else np.zeros(0, dtype=np.int64)
    )
    return {
        "length": len(rows),
        "kind": arrays["tie_kind"][rows].tolist(),
        "status": arrays["status"][rows].tolist(),
        "weight": [float(f"{value:.6g}") for value in arrays["weight"][rows].tolist()],
        "earliest": arrays["earliest"][rows].tolist(),
        "latest": arrays["latest"][rows].tolist(),
        "counts": counts.tolist(),
    }
