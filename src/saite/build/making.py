"""The stages of a build, called in order."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from saite import __version__
from saite.build.earlier import Earlier, Made, earlier_builds, parts_in_use, write_made
from saite.build.files import files_made
from saite.build.inputs import Inputs, read_inputs
from saite.build.keys import files_key, make_key
from saite.build.parts import Parts
from saite.build.positions import keep_positions
from saite.build.quads import make_graph
from saite.build.summary import BuildSummary
from saite.derivation import read_rules
from saite.errors import Problem, ProblemsError, RecordsError
from saite.index import FILE, write_index
from saite.provenance import Run, run_provenance
from saite.sparql import SavedQuery
from saite.store import NewBuild, mark_failed, new_build, publish, write_store
from saite.used import Look, files_used, look_at, write_used
from saite.validation import Report, validate_quads
from saite.workspace import Workspace, load_workspace


def build_workspace(
    path: Path | str,
    *,
    output: Path | None = None,
    progress: Callable[[str], None] | None = None,
    full: bool = False,
) -> BuildSummary:
    """Build the graph of a workspace and make it the current one.

    What an earlier build of the same output made of the same is not made again; the graph and the
    report are the same bytes either way.

    :param path: folder of the workspace, or its ``saite.toml``
    :param output: folder of the builds; that of the workspace if None
    :param progress: called with what is being done, whenever that changes
    :param full: make everything anew
    :raises ProblemsError: with everything that is wrong in the user's files; the build that was
        current before is current still
    :raises BuildError: if another build is running, or the disk refuses
    """
    return build_loaded(load_workspace(path), output=output, progress=progress, full=full)


def build_loaded(
    workspace: Workspace,
    *,
    output: Path | None = None,
    progress: Callable[[str], None] | None = None,
    full: bool = False,
) -> BuildSummary:
    """Build the graph of a workspace that was read already: see ``build_workspace``."""
    clock = Clock(progress or (lambda _: None))
    rules = read_rules()
    judged = judged_by(workspace)
    seen = look_at(workspace)
    with (
        failure_marked(output or workspace.output),
        read_inputs(workspace, clock.start) as inputs,
        new_build(output or workspace.output) as new,
    ):
        earlier = [] if full else earlier_builds(new.output)
        made, mapped = make_graph(
            workspace, inputs, rules, new=new, start=clock.start, earlier=earlier, full=full
        )
        same = [each for each in earlier if each.made.sha256 == made.sha256]
        clock.start("Loading the store")
        if not any(each.copy_store(new.folder / "store") for each in same):
            write_store(new.folder / "store", new.folder / "graph.nq")
        clock.start("Indexing names")
        write_index(new.folder / FILE, ox.Store.read_only(str(new.folder / "store")))
        clock.start("Holding the graph against the shapes")
        made, report = validate(workspace, inputs, new.folder, made, same, judged=judged)
        clock.start("Laying out the network")
        keep_positions(
            new, ties=made.counts.ties, language=workspace.language, same=same, full=full
        )
        clock.start("Publishing")
        build_id = new.make_id()
        texts = inputs.texts.files
        write_provenance(workspace, rules, texts, new=new, build_id=build_id, seen=seen)
        summary = BuildSummary(
            id=build_id,
            folder=new.output / "builds" / build_id,
            tables=inputs.tables,
            mapped=mapped.anew,
            kept=mapped.kept,
            same_as=same[0].folder.name if same else "",
            counts=made.counts,
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
        write_made(new.folder, made)
        publish(new, build_id)
        Parts(new.output / "parts").keep_only(parts_in_use(new.output))
    return summary


@contextmanager
def failure_marked(output: Path) -> Iterator[None]:
    """Note beside the builds that one failed of mistakes: the one before it is asked meanwhile."""
    try:
        yield
    except ProblemsError as error:
        mark_failed(output, len(error.problems))
        raise


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


def judged_by(workspace: Workspace) -> str:
    """Give the key of what graphs are held against."""
    files = (*workspace.shapes, *workspace.concepts)
    return make_key(files_key(files), *map(str, files), str(workspace.validate_triples))


def validate(
    workspace: Workspace,
    inputs: Inputs,
    folder: Path,
    made: Made,
    same: Sequence[Earlier],
    *,
    judged: str,
) -> tuple[Made, Report]:
    """Hold the graph against the shapes, unless an equal one was, and write the report.

    :param same: builds of the same graph
    :param judged: key of what the graph is held against, from before it was read
    :raises RecordsError: if a shape is violated and the workspace says that a build then fails
    """
    key = make_key(made.sha256, judged)
    known = [each.made.report for each in same if each.made.validation == key]
    report = known[0] if known else None
    if report is None:
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
    # Who changes a file meanwhile has a report that nobody can say what from it is.
    is_known = judged == judged_by(workspace)
    return replace(made, validation=key if is_known else "", report=report), report


def write_provenance(
    workspace: Workspace,
    rules: Mapping[str, SavedQuery],
    texts: Iterable[Path],
    *,
    new: NewBuild,
    build_id: str,
    seen: Mapping[str, Look],
) -> None:
    """Write where the build comes from, with its clock, beside the graph.

    :param seen: what was seen of the files before they were read
    """
    run = Run(
        build=build_id,
        base=workspace.base,
        version=__version__,
        started=new.started,
        ended=datetime.now(UTC),
    )
    used = files_used(workspace, [rule.path for rule in rules.values()], texts)
    quads = run_provenance(run, used, files_made(new.folder, build_id))
    ox.serialize(quads, new.folder / "run.nq", ox.RdfFormat.N_QUADS)
    write_used(new.folder, used, seen, root=workspace.root)


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8 with the same line ends everywhere."""
    path.write_text(text, encoding="utf-8", newline="\n")
