"""Commands that tell what a graph holds: ``search``, ``gaps``, ``info``."""

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from saite import __version__
from saite.cli import console
from saite.cli.ask import PANEL, own_workspace, print_answer
from saite.cli.options import (
    HERE,
    Format,
    Lang,
    Output,
    Workspace,
    find_workspace,
    is_workspace,
    refuse_own_files,
)
from saite.errors import BuildError
from saite.results import Results
from saite.results.cells import to_text

# What `info` tells to people; programs get everything.
INFO = (
    "version", "workspace", "title", "base", "sources", "build", "rows", "triples",
    "organisations", "ties", "opened",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (search, gaps, info):
        app.command(rich_help_panel=PANEL)(command)


def search(
    text: Annotated[str, typer.Argument(help="A name or a part of one; words in any order.")],
    *,
    kind: Annotated[
        str,
        typer.Option(
            help="organisation, person, place, event, project, agreement or document.",
            show_default="any",
        ),
    ] = "",
    limit: Annotated[int, typer.Option(help="Most things to tell.", min=1, max=1000)] = 20,
    workspace: Workspace = HERE,
    lang: Lang = None,
    output: Output = None,
    form: Format = None,
) -> None:
    """Find things by a part of a name; case and accents do not count."""
    from saite.cli.freshness import note_age
    from saite.graph import open_graph

    folder = find_workspace(workspace)
    refuse_own_files(output, folder)
    with open_graph(folder, language=lang, memory=False) as graph:
        found = graph.search(text, kind=kind, limit=limit)
        note_age(graph.workspace, graph.folder)
    print_answer(found, output=output, form=form)


def gaps(
    *,
    workspace: Workspace = HERE,
    lang: Lang = None,
    output: Output = None,
    form: Format = None,
) -> None:
    """Tell what is missing, and what to do next.

    Organisations without ties, ties that are only implied, statements without a date or evidence,
    names that nobody resolved.
    """
    from saite.cli.freshness import note_age
    from saite.graph import open_graph

    folder = find_workspace(workspace)
    refuse_own_files(output, folder)
    with open_graph(folder, language=lang, memory=False) as graph:
        found = graph.gaps()
        note_age(graph.workspace, graph.folder)
    if output is None and form is None:
        for line in gap_lines(found):
            console.answer(line)
        return
    print_answer(found, output=output, form=form)


def gap_lines(gaps: Results) -> Iterator[str]:
    """Tell gaps by kind: how many, what to do about them, and each with its row."""
    for (title, advice), rows in groupby(gaps, lambda row: (row["gap"], row["next"])):
        same = list(rows)
        yield f"{title} ({len(same)})"
        yield f"  Next: {advice}"
        for row in same:
            things = [to_text(cell) for cell in (row["thing"], row["detail"]) if cell is not None]
            place = f"  [{row['file']}, row {row['row']}]" if row["file"] else ""
            yield f"  - {' – '.join(things)}{place}"
        yield ""


def info(
    *,
    workspace: Workspace = HERE,
    form: Annotated[
        console.ReportFormat, typer.Option("--format", "-f", help="For people or for programs.")
    ] = console.ReportFormat.TEXT,
) -> None:
    """Tell the version, the workspace and what was built last in it."""
    facts: dict[str, object] = {"version": __version__}
    folder = own_workspace(workspace)
    if is_workspace(folder):
        facts |= workspace_facts(folder)
    if form is console.ReportFormat.JSON:
        console.write(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", None)
        return
    for name in INFO:
        if name in facts:
            value = facts[name]
            console.answer(f"{name:<14} {', '.join(value) if isinstance(value, list) else value}")


def workspace_facts(folder: Path) -> dict[str, object]:
    """Collect what there is to tell of a workspace and its last build."""
    from saite.cli.freshness import note_age
    from saite.store import latest_build
    from saite.workspace import load_workspace

    workspace = load_workspace(folder)
    facts: dict[str, object] = {
        "workspace": str(workspace.root),
        "title": workspace.title,
        "base": workspace.base,
        "sources": [
            f"{name} ({console.shown(path)})" for name, path in workspace.source_paths.items()
        ],
    }
    try:
        build = latest_build(workspace.output)
    except BuildError as error:
        return facts | {"build": f"none ({error})"}
    note_age(workspace, build)
    file = build / "summary.json"
    try:
        summary: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
        count = int(str(summary["triples"]))
    except (OSError, ValueError, KeyError, TypeError):
        return facts | {"build": f"{console.shown(build)} ({file.name} is damaged: build again)"}
    facts |= {"build": console.shown(build)} | summary
    return facts | {"opened": opened(count, workspace.memory_triples)}


def opened(triples: int, limit: int) -> str:
    """Tell how the graph is opened where nothing is said."""
    if triples <= limit:
        return f"from Python in memory (up to memory_triples = {limit}), by commands on disk"
    return (
        f"on disk ({triples} triples are more than memory_triples = {limit});"
        " memory=True or --in-memory reads them all"
    )
