"""The graph of a build: what the mapping, the texts and the rules make, sorted in one file."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from saite.build.earlier import Earlier, Made
from saite.build.inputs import Inputs
from saite.build.keys import engine_key, make_key
from saite.build.parts import Parts
from saite.build.pulled import write_pulled
from saite.build.summary import QUERIES, GraphCounts, count_graph, store_counts
from saite.build.tables import Mapped, map_tables
from saite.derivation import Tables, Untranslated, derive, derived_graph
from saite.errors import BuildError
from saite.mapping.engine_duckdb import enough_memory
from saite.provenance import file_sha256, quote_quads
from saite.sparql import SavedQuery
from saite.store import NewBuild, write_sorted
from saite.workspace import Workspace

# Up to this size of what the mapping makes, the rules run on a store in memory; beyond it as SQL,
# which begins later (the rules are translated first) and is many times faster.
LARGEST_IN_STORE: Final = 1 << 22


@dataclass(frozen=True)
class Rules:
    """What adds to the graph what follows from it, and by what settings."""

    queries: Mapping[str, SavedQuery]
    base: str
    max_event_size: int

    def key(self, files: Sequence[Path]) -> str:
        """Give the key of the graph that the rules make of files of N-Quads."""
        contents = sorted(file_sha256(path) for path in files)
        texts = [text for name, rule in self.queries.items() for text in (name, rule.text)]
        settings = (self.base, str(self.max_event_size), str(len(contents)))
        return make_key(*settings, *contents, *texts)


def make_graph(
    workspace: Workspace,
    inputs: Inputs,
    queries: Mapping[str, SavedQuery],
    *,
    new: NewBuild,
    start: Callable[[str], None],
    earlier: Sequence[Earlier],
    full: bool,
) -> tuple[Made, Mapped]:
    """Make the quads of the mapping, of the quotes and of the rules, sorted in ``graph.nq``.

    :param start: called with the name of each stage
    :param earlier: builds of which the graph is taken if it must be the same
    :param full: take no part of a build before
    :raises MappingError: if a value of the records makes no term
    """
    rules = Rules(queries, workspace.base, workspace.max_event_size)
    scratch, graph = new.folder / "scratch", new.folder / "graph.nq"
    scratch.mkdir()
    start("Running the mapping")
    parts = Parts(new.output / "parts")
    mapped = map_tables(inputs, parts, scratch, base=workspace.base, full=full)
    quotes = scratch / "quotes.nq"
    ox.serialize(quote_quads(inputs.texts.quotes, workspace.base), quotes, ox.RdfFormat.N_QUADS)
    edits = _copy_edits(inputs.edits, scratch)
    files = (*mapped.files, quotes, *edits, *write_pulled(workspace, scratch))
    key = rules.key(files)
    same = [each for each in earlier if each.made.graph == key and each.copy_graph(graph)][:1]
    counts = same[0].made.counts if same else _derive(rules, files, graph, scratch, start)
    shutil.rmtree(scratch)
    names = tuple(path.name for path in mapped.files if path.parent == parts.folder)
    return Made(engine_key(), key, file_sha256(graph), counts, names), mapped


def _copy_edits(files: Sequence[Path], scratch: Path) -> list[Path]:
    """Copy edits, each statement as a line of its own.

    A server may replace the file while the build reads it several times, and whoever writes in it
    by hand may leave comments and blank lines.

    :raises BuildError: if a file was changed since it was checked and is no N-Quads any more
    """
    copies = []
    for number, file in enumerate(files):
        copies.append(scratch / f"edits{number}.nq")
        try:
            quads = ox.parse(path=file, format=ox.RdfFormat.N_QUADS)
            ox.serialize(quads, copies[-1], ox.RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise BuildError(f"{file} was changed while it was read: {error.msg}") from error
    return copies


def _derive(
    rules: Rules, files: Sequence[Path], graph: Path, scratch: Path, start: Callable[[str], None]
) -> GraphCounts:
    """Run the rules over files of N-Quads, write all into the graph, and count it."""
    start("Deriving ties")
    derived = scratch / "derived.nq"
    size = sum(file.stat().st_size for file in files)
    counts = _derive_in_tables(rules, files, derived) if size > LARGEST_IN_STORE else None
    counts = counts or _derive_in_store(rules, files, derived)
    start("Writing the graph")
    write_sorted([*files, derived], graph)
    return counts


def _derive_in_tables(rules: Rules, files: Sequence[Path], derived: Path) -> GraphCounts | None:
    """Run the rules as SQL; None if the store would answer in another way.

    :raises SaiteError: if memory does not suffice
    """
    try:
        with (
            enough_memory(),
            Tables(
                files,
                rules.queries,
                base=rules.base,
                max_event_size=rules.max_event_size,
                queries=QUERIES,
                scratch=derived.parent,
            ) as tables,
        ):
            tables.derive()
            tables.write(derived)
            return count_graph(tables.select, tables.graphs)
    except Untranslated:
        return None


def _derive_in_store(rules: Rules, files: Sequence[Path], derived: Path) -> GraphCounts:
    store = ox.Store()
    for file in files:
        store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    derive(store, rules.queries, base=rules.base, max_event_size=rules.max_event_size)
    quads = store.quads_for_pattern(None, None, None, derived_graph(rules.base))
    ox.serialize(quads, derived, ox.RdfFormat.N_QUADS)
    return store_counts(store)
