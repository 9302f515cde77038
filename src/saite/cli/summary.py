"""What a build and a validation came to, told for people or for programs."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from saite.build import BuildSummary
from saite.cli import console
from saite.cli.console import ReportFormat
from saite.cli.options import at
from saite.validation import Report
from saite.workspace import Workspace

NOBODYS: Final = frozenset(
    {"example", "invalid", "localhost", "test", "example.com", "example.net", "example.org"}
)


def tell_summary(summary: BuildSummary, *, form: ReportFormat, workspace: Path) -> None:
    """Print what a build made.

    :param workspace: what was built: its folder or its ``saite.toml``
    """
    if form is ReportFormat.JSON:
        console.write(summary.to_json(), None)
        return
    for line in summary_lines(summary, workspace):
        console.answer(line)


def summary_lines(summary: BuildSummary, workspace: Path) -> Iterator[str]:
    """Tell a build in a few lines: what was read, made, tied, violated, left out."""
    counts = summary.counts
    yield f"Built: {console.shown(summary.folder)}"
    yield f"  records     {summary.rows} rows in {len(summary.tables)} tables"
    if not summary.rows:
        yield "              no records yet: fill in the tables of the sources, then build again"
    yield f"  mapped      {mapped(summary)}"
    if summary.same_as:
        yield f"  unchanged   the graph is that of build {summary.same_as}"
    yield f"  triples     {summary.triples} in {len(counts.graphs)} graphs"
    yield f"  ties        {counts.ties} between {counts.organisations} organisations"
    if counts.ties:
        yield f"              by status: {listed(counts.ties_by_status)}"
        yield f"              by kind: {listed(counts.ties_by_kind)}"
    for event in counts.large_events:
        yield (
            f"  left out    {event.title}: {event.organisations} organisations took part, more than"
            f" {summary.max_event_size}, so it ties no pairs"
        )
    yield f"  violations  {violations(summary, workspace)}"
    if summary.texts:
        found = f"{summary.checked} names and dates found in them"
        yield f"  quotes      {summary.quotes}, with {found}"
    for finding in summary.missing_texts:
        yield f"  no quotes   of document {finding.document}: {finding.reason}"


def mapped(summary: BuildSummary) -> str:
    """Tell over how many tables the mapping was run."""
    anew, kept = len(summary.mapped), len(summary.kept)
    return f"{anew} of {anew + kept} tables, the others are as before" if kept else f"{anew} tables"


def violations(summary: BuildSummary, workspace: Path) -> str:
    """Tell what the validation found."""
    if not summary.validated:
        return summary.skipped
    others = {name: count for name, count in summary.results.items() if name != "violation"}
    met = listed({name: count for name, count in others.items() if count})
    told = f"{console.command()} validate{at(workspace)}"
    more = f" (see `{told}`)" if summary.violations or met else ""
    return f"{summary.violations}{f', {met}' if met else ''}{more}"


def note_base(workspace: Workspace) -> None:
    """Tell beside the answer if the IRIs of a graph begin with an address that is nobody's.

    :source: RFC 2606 and RFC 6761, names that are kept for examples and tests
    """
    host = urlsplit(workspace.base).hostname or ""
    if host.split(".")[-1] in NOBODYS or ".".join(host.split(".")[-2:]) in NOBODYS:
        console.note(
            f"Note: IRIs begin with {workspace.base}, an address that is nobody's; before you"
            f" publish, choose one of your own: base in {console.shown(workspace.file)}"
        )


def listed(counts: Mapping[str, int]) -> str:
    """List counts in words.

    >>> listed({"stated": 3, "implied": 1})
    'stated 3, implied 1'
    """
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def tell_report(report: Report, *, language: str, form: ReportFormat) -> None:
    """Print a validation, result by result."""
    if form is ReportFormat.JSON:
        console.write(report.to_json(), None)
        return
    for line in report.lines(language):
        console.answer(line)
    if report.conforms is not None:
        found = listed(report.counts())
        console.answer(f"{report.triples} triples, {report.shapes} shapes: {found}")
