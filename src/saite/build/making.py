"""The stages of a build, called in order."""

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from saite import __version__
from saite.build.files import files_made, files_used
from saite.build.inputs import Inputs, read_inputs
from saite.build.summary import BuildSummary, GraphCounts, count_graph
from saite.derivation import derive, derived_graph, read_rules
from saite.errors import Problem, RecordsError
from saite.mapping.engine_duckdb import DuckDbEngine, enough_memory
from saite.mapping.materialize import materialize
from saite.provenance import Run, quote_quads, run_provenance
from saite.sparql import SavedQuery
from saite.store import NewBuild, new_build, publish, write_sorted, write_store
from saite.validation import Report, validate_quads
from saite.workspace import Workspace, load_workspace

# Above this size of what the mapping makes, the rules run on a store on disk, which is slower; in
# memory a store takes about three times the size.
LARGEST_IN_MEMORY: Final = 1 << 30


def build_workspace(
    path: Path | str,
    *,
    output: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> BuildSummary:
    """Build the graph of a workspace and make it the current one.

    :param path: folder of the workspace, or its ``saite.toml``
    :param output: folder of the builds; that of the workspace if None
    :param progress: called with what is being done, whenever that changes
    :raises ProblemsError: with everything that is wrong in the user's files; the build that was
        current before is current still
    :raises BuildError: if another build is running, or the disk refuses
    """
    workspace = load_workspace(path)
    clock = Clock(progress or (lambda _: None))
    rules = read_rules()
    with (
        read_inputs(workspace, clock.start) as inputs,
        new_build(output or workspace.output) as new,
    ):
        counts = make_graph(workspace, inputs, rules, new=new, clock=clock)
        clock.start("Loading the store")
        write_store(new.folder / "store", new.folder / "graph.nq")
        clock.start("Holding the graph against the shapes")
        report = validate(workspace, inputs, new.folder)
        clock.start("Publishing")
        build_id = new.make_id()
        write_provenance(workspace, rules, inputs.texts.files, new=new, build_id=build_id)
        summary = BuildSummary(
            id=build_id,
            folder=new.output / "builds" / build_id,
            tables=inputs.tables,
            counts=counts,
            validated=report.conforms is not None,
            skipped=report.skipped,
            results=report.counts(),
            texts=inputs.texts.texts,
            checked=inputs.texts.values,
            quotes=len(inputs.texts.quotes),
            missing_texts=inputs.texts.findings,
            max_event_size=workspace.max_event_size,
            seconds=dict(clock.seconds),
            report=report,
        )
        write_text(new.folder / "summary.json", summary.to_json())
        publish(new, build_id)
    return summary


@dataclass
class Clock:
    """Tells what is being done, and keeps how long each stage took."""

    progress: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)
    _stage: str = ""
    _began: float = 0.0

    def start(self, stage: str) -> None:
        """End the stage before and begin one."""
        now = time.monotonic()
        if self._stage:
            self.seconds[self._stage] = round(now - self._began, 3)
        self._stage, self._began = stage, now
        self.progress(stage)


def make_graph(
    workspace: Workspace,
    inputs: Inputs,
    rules: Mapping[str, SavedQuery],
    *,
    new: NewBuild,
    clock: Clock,
) -> GraphCounts:
    """Make the quads of the mapping, of the quotes and of the rules, sorted in ``graph.nq``.

    :raises MappingError: if a value of the records makes no term
    """
    base = workspace.base
    made, quotes, derived = (new.folder / f"{name}.nq" for name in ("mapping", "quotes", "rules"))
    clock.start("Running the mapping")
    # The quads are sorted once all of them are there.
    engine = DuckDbEngine(inputs.records.connection)
    with enough_memory():
        materialize(inputs.mapping, inputs.relations, engine, made, base=base, in_order=False)
    ox.serialize(quote_quads(inputs.texts.quotes, base), quotes, ox.RdfFormat.N_QUADS)
    clock.start("Deriving ties")
    with scratch_store(made) as store:
        for file in (made, quotes):
            store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
        derive(store, rules, base=base, max_event_size=workspace.max_event_size)
        quads = store.quads_for_pattern(None, None, None, derived_graph(base))
        ox.serialize(quads, derived, ox.RdfFormat.N_QUADS)
        counts = count_graph(store)
        del quads
    clock.start("Writing the graph")
    write_sorted([made, quotes, derived], new.folder / "graph.nq")
    for file in (made, quotes, derived):
        file.unlink()
    return counts


@contextmanager
def scratch_store(nquads: Path) -> Iterator[ox.Store]:
    """Give an empty store for the rules: in memory, or on disk if the file is very large."""
    if nquads.stat().st_size <= LARGEST_IN_MEMORY:
        yield ox.Store()
        return
    folder = nquads.with_name("scratch")
    try:
        yield ox.Store(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def validate(workspace: Workspace, inputs: Inputs, folder: Path) -> Report:
    """Hold the graph against the shapes and write the report.

    :raises RecordsError: if a shape is violated and the workspace says that a build then fails
    """
    report = validate_quads(
        folder / "graph.nq",
        inputs.shapes,
        concepts=workspace.concepts,
        limit=workspace.validate_triples,
    )
    if workspace.on_violation == "fail" and report.violations:
        raise RecordsError(
            Problem(str(workspace.file), message=result.line(workspace.language))
            for result in report.violations
        )
    write_text(folder / "report.json", report.to_json())
    write_text(folder / "report.ttl", report.to_turtle())
    return report


def write_provenance(
    workspace: Workspace,
    rules: Mapping[str, SavedQuery],
    texts: Iterable[Path],
    *,
    new: NewBuild,
    build_id: str,
) -> None:
    """Write where the build comes from, with its clock, beside the graph."""
    run = Run(
        build=build_id,
        base=workspace.base,
        version=__version__,
        started=new.started,
        ended=datetime.now(UTC),
    )
    used = files_used(workspace, rules, texts)
    quads = run_provenance(run, used, files_made(new.folder, build_id))
    ox.serialize(quads, new.folder / "run.nq", ox.RdfFormat.N_QUADS)


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8 with the same line ends everywhere."""
    path.write_text(text, encoding="utf-8", newline="\n")
