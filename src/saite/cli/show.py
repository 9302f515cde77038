"""Commands that show: ``network``, ``diff``, ``validate``."""

import shlex
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from saite.cli import console
from saite.cli.console import ReportFormat
from saite.cli.options import (
    FILE_NAME,
    HERE,
    Lang,
    Workspace,
    WorkspaceToo,
    choose_workspace,
    find_workspace,
    refuse_own_files,
)
from saite.errors import UsageError

PANEL = "Show"
Report = Annotated[ReportFormat, typer.Option("--format", "-f", help="For people or for programs.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (network, diff, validate):
        app.command(rich_help_panel=PANEL)(command)


def network(
    *,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="File to write: .html .graphml .gexf .csv .xlsx .json"),
    ],
    workspace: Workspace = HERE,
    lang: Lang = None,
    without_people: Annotated[
        bool, typer.Option("--without-people", help="Leave people's names out.")
    ] = False,
    with_email: Annotated[
        bool, typer.Option("--with-email", help="Put e-mail addresses in.")
    ] = False,
    backbone: Annotated[
        float | None,
        typer.Option(
            metavar="ALPHA",
            help="Keep only ties too strong to be chance, at a significance such as 0.05.",
            show_default="all ties",
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            metavar="K",
            help="Keep only the K strongest ties of each organisation.",
            show_default="all ties",
        ),
    ] = None,
    explorer: Annotated[
        bool,
        typer.Option(
            "--explorer", help="Make the page of the explorer, also below 1,000 organisations."
        ),
    ] = False,
) -> None:
    """Draw the partnership network, or write it for networkx, Gephi or a spreadsheet.

    The page (.html) is one file that works offline: search, filters, and the evidence of every tie.
    """
    from saite.cli.freshness import note_age
    from saite.graph import open_graph
    from saite.network import Reduction
    from saite.network.export import check_ending, write_network

    ending = check_ending(output)
    Reduction(backbone, top)  # a wrong number is told before the graph is read
    if explorer and ending != ".html":
        raise UsageError("--explorer makes a page: give --output a name that ends in .html")
    folder = find_workspace(workspace)
    refuse_own_files(output, folder)
    output.parent.mkdir(parents=True, exist_ok=True)
    people, email = not without_people, with_email
    with (
        open_graph(folder, language=lang, memory=False) as graph,
        console.progress() as tell,
    ):
        note_age(graph.workspace, graph.folder)
        tell("Laying out the network")
        if ending == ".html":
            page = graph.page(
                with_people=people,
                with_email=email,
                backbone=backbone,
                top=top,
                explorer=True if explorer else None,
            )
            console.write(page, output)
            return
        found = graph.network(with_people=people, with_email=email, backbone=backbone, top=top)
        write_network(found, output)
    console.note(f"Written: {console.shown(output)}")
    for cut in found.graph.get("cut", []):
        console.note(
            f"{cut['ties'][0]} of {cut['ties'][1]} ties kept ({cut['rule']} {cut['value']:g})"
        )


def diff(
    old: Annotated[
        str | None,
        typer.Argument(help="An earlier build: its id or folder.", show_default="the previous"),
    ] = None,
    new: Annotated[
        str | None,
        typer.Argument(help="A later build: its id or folder.", show_default="the current"),
    ] = None,
    *,
    workspace: Workspace = HERE,
    lang: Lang = None,
    form: Report = ReportFormat.TEXT,
) -> None:
    """Tell in words what two builds differ in: organisations, ties, statements."""
    from saite.concepts import load_concepts
    from saite.diff import diff_builds
    from saite.store import find_build
    from saite.workspace import load_workspace

    for name in (old, new):
        refuse_workspace(name)
    settings = load_workspace(find_workspace(workspace))
    difference = diff_builds(
        find_build(settings.output, old or "previous"),
        find_build(settings.output, new or "current"),
        concepts=load_concepts(settings.concepts),
    )
    if form is ReportFormat.JSON:
        console.write(difference.to_json(), None)
        return
    for line in difference.lines(lang or settings.language):
        console.answer(line)


def refuse_workspace(name: str | None) -> None:
    """Refuse a workspace where a build is meant.

    :raises UsageError: with the command that compares the builds of that workspace
    """
    folder = Path(name or "")
    if name and (folder / FILE_NAME).is_file() and not (folder / "graph.nq").is_file():
        meant = f"{console.command()} diff -w {shlex.quote(name)}"
        raise UsageError(f"{name!r} is a workspace, not a build: {meant}")


def validate(
    path: Annotated[
        Path | None, typer.Argument(help="Workspace to check.", show_default="this folder")
    ] = None,
    *,
    workspace: WorkspaceToo = None,
    lang: Lang = None,
    form: Report = ReportFormat.TEXT,
) -> None:
    """Check the records as they stand against their declaration and the shapes.

    What was built stays as it is. Exits with 1 if a shape is violated; warnings are told and pass.
    """
    from saite.build import build_loaded
    from saite.cli.summary import tell_report
    from saite.workspace import load_workspace

    # Whatever a build does with violations: here they are all told, in the format asked for.
    settings = replace(load_workspace(choose_workspace(path, workspace)), on_violation="report")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        with console.progress() as tell:
            summary = build_loaded(settings, output=Path(scratch), progress=tell)
        report = summary.report
    tell_report(report, language=lang or settings.language, form=form)
    if report.violations:
        raise typer.Exit(1)
