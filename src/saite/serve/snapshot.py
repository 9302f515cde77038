"""The graph that a worker reads: a build in memory or on disk, and the edits since."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox

from saite.concepts import Concepts, load_concepts
from saite.errors import BuildError
from saite.gaps import FirstGaps
from saite.index import FILE, EditedIndex, NameIndex, index_store, open_index, renamed
from saite.store import open_store
from saite.workspace import Serving

GAPS: Final = "first gaps"  # where these are kept
# A store in memory takes about so many times its N-Quads.
FACTOR: Final = 4
# Without fork each worker has a store of its own.
LARGEST_WITHOUT_FORK: Final = 64 << 20


@dataclass(frozen=True)
class Plan:
    """What to open, as values that travel to another process.

    :param build: folder of a build; None for a store that starts empty
    :param edits: file of edits, if the graph may be written
    :param graph: IRI of the graph of edits; empty if all graphs may be written
    :param in_memory: whether the whole graph is read into memory
    :param is_union: whether the default graph is the union of all graphs
    :param language: of labels, where none is asked for
    :param concepts: files of controlled values
    :param queries: folders of saved queries besides ours
    """

    build: Path | None
    edits: Path | None
    graph: str
    base: str
    serving: Serving
    in_memory: bool = True
    is_union: bool = True
    language: str = "en"
    concepts: tuple[Path, ...] = ()
    queries: tuple[Path, ...] = ()


@dataclass
class Snapshot:
    """The graph, opened, and what is kept beside it from one task to the next.

    :param renamed: things of which edits may have said other names since the build
    """

    plan: Plan
    store: ox.Store
    concepts: Concepts
    kept: dict[str, object] = field(default_factory=dict)
    renamed: set[str] = field(default_factory=set)

    @property
    def index(self) -> NameIndex:
        """What things are called: the index of the build, and above it what was edited.

        It is opened by the worker that asks first; a graph without an index gets one then.
        """
        found = self.kept.get("index")
        if found is None:
            found = self.kept["index"] = self._open_index()
        return cast("NameIndex", found)

    @property
    def gaps(self) -> FirstGaps | None:
        """The first gaps of each kind, if they were looked for since the graph is as it is."""
        return cast("FirstGaps | None", self.kept.get(GAPS))

    def _open_index(self) -> NameIndex:
        file = self.plan.build / FILE if self.plan.build else None
        if file is None or not file.is_file():
            return index_store(self.store)
        below = open_index(file)
        return EditedIndex(below, self.store, self.renamed) if self.renamed else below


def fits_in_memory(build: Path, serving: Serving) -> bool:
    """Tell whether a build is to be read into memory."""
    if serving.store != "auto":
        return serving.store == "memory"
    size = (build / "graph.nq").stat().st_size
    if not hasattr(os, "fork"):
        return size <= LARGEST_WITHOUT_FORK
    return size * FACTOR <= _physical_memory() // 2


def _physical_memory() -> int:
    if sys.platform == "win32":
        return 8 << 30
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def open_snapshot(plan: Plan) -> Snapshot:
    """Open what a plan says.

    :raises BuildError: if there is no such build, or it is damaged
    """
    concepts = load_concepts(plan.concepts)
    if plan.build is not None and not plan.in_memory:
        return Snapshot(plan, open_store(plan.build), concepts)
    store = ox.Store() if plan.build is None else open_store(plan.build, in_memory=True)
    snapshot = Snapshot(plan, store, concepts)
    renew_edits(snapshot)
    return snapshot


def renew_edits(snapshot: Snapshot) -> None:
    """Put the edits as they are now in the place of those that the graph has.

    :raises BuildError: if their file cannot be read, or has statements of another graph; the graph
        is then as it was
    """
    plan, store = snapshot.plan, snapshot.store
    if plan.edits is None or not plan.in_memory:
        return
    graph = ox.NamedNode(plan.graph) if plan.graph else None
    found = _read_edits(plan.edits, graph)
    if graph:
        snapshot.renamed |= renamed(store, graph)
        had = dict.fromkeys(store.quads_for_pattern(None, None, None, graph))
        for quad in had:
            if quad not in found:
                store.remove(quad)
        store.extend(quad for quad in found if quad not in had)
        store.add_graph(graph)  # it is there also while it is empty
        snapshot.renamed |= renamed(store, graph)
    else:
        store.clear()
        store.extend(found)
    snapshot.kept.clear()


def check_edits(plan: Plan) -> None:
    """Check that the edits can be read, for who will read them later.

    :raises BuildError: if they cannot be
    """
    if plan.edits is not None and plan.in_memory:
        _read_edits(plan.edits, ox.NamedNode(plan.graph) if plan.graph else None)


def _read_edits(file: Path, graph: ox.NamedNode | None) -> dict[ox.Quad, None]:
    """Read the edits whole, each once, in the order of the file; none if there is no file."""
    if not file.is_file():
        return {}
    try:
        found = dict.fromkeys(ox.parse(path=file, format=ox.RdfFormat.N_QUADS))
    except (OSError, SyntaxError, ValueError) as error:
        raise BuildError(f"the edits in {file} cannot be read: {error}") from error
    strange = next((quad for quad in found if graph and quad.graph_name != graph), None)
    if strange is not None:
        told = str(strange)[:200]
        raise BuildError(f"the edits in {file}: {told!r} is not in the graph {graph}")
    return found
