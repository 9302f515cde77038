"""Commands that make: ``demo``, ``new``, ``template``, ``build``."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from saite.cli import console
from saite.cli.console import Language, ReportFormat
from saite.cli.options import WorkspaceToo, choose_workspace
from saite.errors import UsageError

PANEL = "Make"
HeaderLanguage = Annotated[
    Language, typer.Option("--lang", "-l", help="Language of the headers and lists.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (demo, new, template, build):
        app.command(rich_help_panel=PANEL)(command)


def demo(
    folder: Annotated[Path, typer.Argument(help="Where to make the demo's workspace.")] = Path(
        "saite-demo"
    ),
) -> None:
    """Make a workspace of two real reports, build its graph, ask it, draw its network.

    Files of the folder that you have changed are kept as they are.
    """
    from saite.cli.demonstration import run_demo

    run_demo(folder)


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make the workspace in.")],
    *,
    lang: HeaderLanguage = Language.EN,
) -> None:
    """Make an empty workspace: settings, a table for each kind of record, instructions."""
    from saite.scaffold import make_workspace

    made = make_workspace(folder, language=lang)
    for name in made.kept:
        console.note(f"Kept as it was: {folder / name}")
    for name in made.written:
        console.answer(str(folder / name))
    named = shlex.quote(str(folder))
    console.note(f"Fill in the tables, then: {console.command()} build {named}")


def template(
    output: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="Workbook to write.")],
    *,
    lang: HeaderLanguage = Language.EN,
    force: Annotated[bool, typer.Option(help="Overwrite the file if it exists.")] = False,
) -> None:
    """Write an empty workbook: a sheet for each table, drop-down lists, notes on the columns.

    Fill it in and name it in saite.toml: path = "OUT.xlsx".
    """
    from saite.concepts import load_concepts
    from saite.records import load_declaration, write_template
    from saite.resources import resource

    if output.suffix.lower() != ".xlsx":
        raise UsageError(f"{output} must end in .xlsx")
    if output.exists() and not force:
        raise UsageError(f"{output} exists already: name another file, or overwrite with --force")
    concepts = load_concepts([resource("ontology/concepts.ttl")])
    output.parent.mkdir(parents=True, exist_ok=True)
    write_template(output, lang, load_declaration(), concepts)
    console.note(f"Written: {output}")


def build(
    path: Annotated[
        Path | None, typer.Argument(help="Workspace to build.", show_default="this folder")
    ] = None,
    *,
    workspace: WorkspaceToo = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder of builds.", show_default="as saite.toml says"),
    ] = None,
    form: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="For people or for programs.")
    ] = ReportFormat.TEXT,
    full: Annotated[
        bool, typer.Option("--full", help="Make everything anew, take nothing from earlier builds.")
    ] = False,
) -> None:
    """Build the graph of a workspace: records, mapping, store, ties, validation.

    Only tables that changed since an earlier build are mapped. Every mistake in the records is told
    at once; the graph built before stays until a new one is complete. Shapes that are violated are
    reported, see `saite validate`.
    """
    from saite.build import build_loaded
    from saite.cli.summary import note_base, tell_summary
    from saite.workspace import load_workspace

    settings = load_workspace(choose_workspace(path, workspace))
    with console.progress() as tell:
        summary = build_loaded(settings, output=output, progress=tell, full=full)
    tell_summary(summary, form=form, workspace=settings.file)
    note_base(settings)
