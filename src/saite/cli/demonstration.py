"""What ``saite demo`` does: a workspace, its graph, three questions, the page."""

import shlex
from pathlib import Path

from rich.text import Text

from saite.build import build_workspace
from saite.cli import console
from saite.cli.console import ReportFormat
from saite.cli.display import display
from saite.cli.options import HERE
from saite.cli.summary import tell_summary
from saite.graph import Graph, open_graph
from saite.results import to_table
from saite.scaffold import make_demo
from saite.view import has_explorer

# Three sides of the demo's graph: units, agreements, partners.
QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("chapters", {"organisation": "LUMA"}),
    ("signatories", {}),
    ("organisation-projects", {"organisation": "LUMA"}),
)


def run_demo(folder: Path) -> None:
    """Make the demo's workspace, build it, answer three questions, draw the network."""
    made = make_demo(folder)
    for name in made.kept:
        console.note(f"Kept, because it was changed: {folder / name}")
    with console.progress() as tell:
        summary = build_workspace(folder, progress=tell)
    tell_summary(summary, form=ReportFormat.TEXT, workspace=folder)
    page = summary.folder.parent.parent / "network.html"
    with open_graph(folder, memory=False) as graph:
        for name, parameters in QUESTIONS:
            answer_question(graph, name, parameters, folder=folder)
        page.write_text(graph.page(), encoding="utf-8", newline="\n")
        explorer = page.with_name("map.html")
        if has_explorer():
            explorer.write_text(graph.page(explorer=True), encoding="utf-8", newline="\n")
    tell_next(page, explorer, folder)


def answer_question(graph: Graph, name: str, parameters: dict[str, str], *, folder: Path) -> None:
    """Print a question, the command that asks it, and its answer."""
    options = "".join(f" --{key} {shlex.quote(value)}" for key, value in parameters.items())
    console.answer("")
    display(Text(f"$ {console.command()} query {name}{options}{at(folder)}", style="bold"))
    console.answer(graph.queries[name].summary["en"])
    display(to_table(graph.select(name, **parameters)))


def at(folder: Path) -> str:
    """Name the workspace in a command, unless it is this folder."""
    return "" if folder == HERE else f" --workspace {shlex.quote(str(folder))}"


def tell_next(page: Path, explorer: Path, folder: Path) -> None:
    """Tell where the pages are and what to try next."""
    program = console.command()
    console.answer("")
    console.answer(f"The network, with the evidence of every tie: {console.shown(page)}")
    if explorer.is_file():
        console.answer(
            f"The same in the explorer, with a map and timelines: {console.shown(explorer)}"
        )
    console.answer("Open them in a browser; they need no internet connection. Then try:")
    for command in ("query --list", "gaps", "network -o network.gexf"):
        console.answer(f"  {program} {command}{at(folder)}")
