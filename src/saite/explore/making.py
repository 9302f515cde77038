"""Making the index of a build: once, beside the builds, whole or not at all.

Readers never write into a build. An index stands in a folder of its own, named after the build, and
is put there by one rename; what a making that was broken off left is removed by the next.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saite.concepts import load_concepts
from saite.errors import BuildError
from saite.explore.arranging import Arrangement, arrange
from saite.explore.columns import read_columns
from saite.explore.location import HALF, half_path, index_path
from saite.explore.store import write_index
from saite.explore.tables import Kind, Tables, make_tables
from saite.network import concept_labels, read_layout
from saite.store import build_ids
from saite.store.durable import sync_file


def make_index(build: Path, *, language: str = "en", concepts: Sequence[Path] = ()) -> Path:
    """Make the index of a build, unless it is there.

    The same build, the same bytes; organisations stand where the build keeps them. Indexes of
    builds that are gone, and of older forms, are removed.

    :param language: of labels
    :param concepts: files of controlled values
    :returns: the file
    :raises BuildError: if the graph cannot be read, or the index not be written
    :raises NetworkError: if its ties cannot be read as a network
    """
    path = index_path(build)
    if path.is_file():
        return path
    half = half_path(build, os.getpid())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear(path)
        _write(half, build, language=language, concepts=concepts)
        sync_file(half)
        half.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise BuildError(f"the index {path} cannot be written: {error}") from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    return path


def _write(half: Path, build: Path, *, language: str, concepts: Sequence[Path]) -> None:
    known = concept_labels(load_concepts(concepts)) if concepts else {}
    columns = read_columns(build / "graph.nq")
    tables = make_tables(
        columns, language=language, concepts={k: dict(v) for k, v in known.items()}
    )
    del columns
    arrays = tables.arrays
    weight = np.bincount(
        arrays["tie"], weights=arrays["weight"], minlength=len(arrays["a"])
    ).astype(np.float64)
    kept = read_layout(build)
    arrangement = arrange(tables, weight, kept.positions if kept else None)
    head = make_head(tables, arrangement, weight, language=language)
    adjacency = _adjacency(arrays["a"], arrays["b"], weight, len(tables.texts))
    chance = {"chance": _chances(arrays["a"], arrays["b"], weight, len(tables.texts))}
    write_index(half, head, tables.texts, {**arrays, **arrangement.arrays, **adjacency, **chance})


def make_head(
    tables: Tables, arrangement: Arrangement, weight: NDArray[np.float64], *, language: str
) -> dict[str, Any]:
    """Collect what there is one of."""
    return {
        "language": language,
        "kinds": {name: [_kind(each) for each in found] for name, found in tables.kinds.items()},
        "groups": [
            {"size": g.size, "leads": list(g.leads), "x": g.x, "y": g.y, "radius": g.radius}
            for g in arrangement.groups
        ],
        "measured": arrangement.measured,
        "large_events": [
            {"labels": labels, "organisations": size} for labels, size in tables.large_events
        ],
        "organisations": len(tables.texts),
        "ties": len(weight),
        "supports": len(tables.arrays["tie"]),
    }


def _kind(kind: Kind) -> dict[str, Any]:
    return {"key": kind.key, "labels": kind.labels}


def _adjacency(
    a: NDArray[np.int32], b: NDArray[np.int32], weight: NDArray[np.float64], count: int
) -> dict[str, NDArray[Any]]:
    """List the ties of each organisation: i has first[i] to first[i + 1], the strongest first."""
    ends = np.concatenate([a, b])
    others = np.concatenate([b, a])
    tie = np.concatenate([np.arange(len(a), dtype=np.int32)] * 2)
    order = np.lexsort((others, -weight[tie], ends))
    first = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(ends, minlength=count), out=first[1:])
    return {
        "first": first,
        "neighbour": others[order].astype(np.int32),
        "along": tie[order].astype(np.int32),
    }


def _chances(
    a: NDArray[np.int32], b: NDArray[np.int32], weight: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Tell how probable it is that chance makes each tie so strong, at the end where it is less.

    The same as ``saite.network.keep_backbone`` compares with a significance; 1 where both ends have
    no other tie.

    :source: Serrano, Boguñá and Vespignani 2009, doi:10.1073/pnas.0808904106
    """
    ends, twice = np.concatenate([a, b]), np.concatenate([weight, weight])
    degree = np.bincount(ends, minlength=count)
    strength = np.bincount(ends, weights=twice, minlength=count)
    found = np.ones(len(a))
    for end in (a, b):
        has_others = (degree[end] > 1) & (strength[end] > 0)
        rest = 1 - weight / np.where(has_others, strength[end], 1)
        chance = np.clip(rest, 0, 1) ** np.maximum(degree[end] - 1, 0)
        found = np.where(has_others, np.minimum(found, chance), found)
    return found


def _clear(path: Path) -> None:
    """Remove what broken makings left, and indexes of builds that are gone or of other forms."""
    builds = path.parent.parent / "builds"
    current = {index_path(builds / name).name for name in build_ids(path.parent.parent)}
    for each in path.parent.iterdir():
        is_half = HALF in each.name
        process = each.name.rpartition("-")[2]
        if is_half and process.isdigit() and _runs(int(process)):
            continue
        if is_half or each.name not in current:
            with suppress(OSError):
                each.unlink()


def _runs(process: int) -> bool:
    """Tell whether a process runs; where that cannot be asked, its file is left alone."""
    if not hasattr(os, "fork"):
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
