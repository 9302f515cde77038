"""The command ``why``: where statements come from."""

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated

import typer

from saite.cli import console
from saite.cli.console import ReportFormat
from saite.cli.options import HERE, Workspace, find_workspace

PANEL = "Ask"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    app.command(name="why", rich_help_panel=PANEL)(why)


def why(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="IRI",
            help="A thing: its IRI, in full or with a prefix, or what stands behind the base.",
        ),
    ],
    predicate: Annotated[
        str | None, typer.Argument(help="Of one statement: the property.", show_default=False)
    ] = None,
    value: Annotated[
        str | None,
        typer.Argument(
            metavar="[OBJECT]",
            help="Of one statement: an IRI, a literal, or the bare text of one.",
            show_default=False,
        ),
    ] = None,
    *,
    workspace: Workspace = HERE,
    mapping: Annotated[
        list[Path] | None,
        typer.Option(
            "--mapping",
            "-m",
            help="Ask mappings that are run on their own, instead of a workspace; repeatable.",
        ),
    ] = None,
    base: Annotated[
        str, typer.Option(metavar="IRI", help="With --mapping: as `saite map` had it.")
    ] = "",
    database: Annotated[
        str, typer.Option(metavar="URL", help="With --mapping: as `saite map` had it.")
    ] = "",
    functions: Annotated[
        list[Path] | None,
        typer.Option(
            "--functions",
            metavar="FILE.py",
            help="With --mapping: own functions, as `saite map` had them; their code is run.",
        ),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--all", help="Show all columns of the rows, not only those used.")
    ] = False,
    limit: Annotated[
        int, typer.Option(min=1, help="Most reasons to show; of the others only the number is.")
    ] = 20,
    form: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="For people or for programs.")
    ] = ReportFormat.TEXT,
) -> None:
    """Tell where statements come from: rows and the mapping, rules, texts.

    Of a thing all statements about it are told, then those that point at it; of a statement
    (IRI PREDICATE OBJECT) that one alone.
    """
    from saite.cli.reasons import tell
    from saite.errors import UsageError

    if mapping:
        from saite.tracing import why as why_mapped

        # What own functions print must not get into the answer.
        with redirect_stdout(sys.stderr):
            reasons = why_mapped(
                mapping, subject, predicate, value, base=base, database=database,
                functions=functions or [], limit=limit, whole=whole,
            )  # fmt: skip
    else:
        if base or functions or database:
            raise UsageError(
                "--base, --database and --functions go with --mapping: a workspace has its own"
            )
        from saite.graph import open_graph

        with open_graph(find_workspace(workspace)) as graph, redirect_stdout(sys.stderr):
            reasons = graph.why(subject, predicate, value, limit=limit, whole=whole)
    for note in reasons.notes:
        console.note(f"Note: {note}")
    if form is ReportFormat.JSON:
        console.write(reasons.to_json(), None)
        return
    for line in tell(reasons):
        console.answer(line)
