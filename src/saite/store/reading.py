"""The store of a build, opened for reading only: by pyoxigraph, and through it by rdflib."""

import json
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import rdflib

from saite.errors import BuildError
from saite.namespaces import PREFIXES
from saite.store.builds import IN_USE
from saite.store.guarded import ReadOnlyOxigraph
from saite.store.locks import FileLock
from saite.store.writing import STORE, damage

GRAPH: Final = "graph.nq"
# Fewer than a line of it has as a rule.
LINE_BYTES: Final = 100
# Folder of a build -> the lock that this process holds on it. A store cannot tell when it is
# dropped, so that a lock ends with `release_stores` or with the process.
_HELD: Final[dict[Path, FileLock]] = {}


def open_store(build: Path, *, in_memory: bool = False) -> ox.Store:
    """Open the store of a build, to be read only; any number of processes may at once.

    The build is not removed while this process runs, or until ``release_stores``.

    :param build: folder of the build
    :param in_memory: read the whole graph first: it takes seconds for a million statements, and
        about 400 bytes each; queries are several times faster then
    :raises BuildError: if there is no such build, or its store is damaged
    """
    build = build.resolve()
    folder = build / STORE
    if not folder.is_dir():
        raise BuildError(f"{build} is no build: it has no {STORE} folder; build again")
    _hold(build)
    if in_memory:
        return _read_all(build)
    found = damage(folder)
    if found:
        raise BuildError(f"the store of {build} is damaged, {found}: build again")
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:
        raise BuildError(f"the store of {build} cannot be opened ({error}): build again") from error


def count_triples(build: Path) -> int:
    """Tell how many statements a build has; as its summary says, else by the size of its file."""
    try:
        return int(json.loads((build / "summary.json").read_bytes())["triples"])
    except (OSError, ValueError, KeyError, TypeError):
        size = (build / GRAPH).stat().st_size if (build / GRAPH).is_file() else 0
        return size // LINE_BYTES


def _read_all(build: Path) -> ox.Store:
    store = ox.Store()
    try:
        store.bulk_load(path=build / GRAPH, format=ox.RdfFormat.N_QUADS)
    except (OSError, SyntaxError) as error:
        raise BuildError(f"the graph of {build} cannot be read ({error}): build again") from error
    return store


def release_stores() -> None:
    """Let later builds remove the builds that this process has opened.

    Only for who has dropped every store opened so far: a store whose files are removed answers
    nothing more, and may take all the memory there is.
    """
    while _HELD:
        _, lock = _HELD.popitem()
        lock.release()


def as_rdflib(store: ox.Store) -> rdflib.Dataset:
    """Give rdflib the same store; its default graph is all graphs together.

    Queries given as text are answered by the store. Prepared ones are answered by rdflib's own
    evaluator over the store, which is far slower, and rdflib does not say so.

    :returns: a dataset that cannot be changed, whatever the store is
    """
    dataset = rdflib.Dataset(store=ReadOnlyOxigraph(store=store), default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset


def _hold(build: Path) -> None:
    """Keep a build from being removed; where files cannot be locked, it is not kept."""
    if build in _HELD:
        return
    gone = f"{build} was removed a moment ago, because newer builds exist: open the current one"
    try:
        lock = FileLock(build / IN_USE, alone=False)
    except BlockingIOError as error:
        raise BuildError(gone) from error
    except OSError:
        return
    # The file may have been opened just before the build went, and locked just after.
    if not (build / IN_USE).exists():
        lock.release()
        raise BuildError(gone)
    _HELD[build] = lock
