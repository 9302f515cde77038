"""The command ``query``: a question to a build, or to the endpoint of others."""

from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer

from saite.cli import console
from saite.cli.display import display
from saite.cli.listing import list_queries
from saite.cli.options import (
    HERE,
    Format,
    Lang,
    Output,
    User,
    Workspace,
    find_workspace,
    is_workspace,
    read_parameters,
    read_password,
    refuse_own_files,
)
from saite.errors import UsageError
from saite.results import Answer, Ask, Results, format_of, to_table, write_answer
from saite.sparql import SavedQuery

PANEL = "Ask"
OPTIONS = {
    "in_memory", "on_disk", "list", "workspace", "lang", "endpoint", "deadline", "virtuoso", "user",
    "cache",
    "cache_folder", "output", "format", "raw", "help",
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    extra = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command(context_settings=extra, rich_help_panel=PANEL)(query)


def query(
    context: typer.Context,
    question: Annotated[
        str | None,
        typer.Argument(metavar="[QUERY]", help="A saved query, a file (.rq), or SPARQL in quotes."),
    ] = None,
    *,
    is_list: Annotated[
        bool,
        typer.Option(
            "--list", help="List the saved queries by subject; with a name, explain that one."
        ),
    ] = False,
    workspace: Workspace = HERE,
    lang: Lang = None,
    endpoint: Annotated[
        str | None, typer.Option(help="Ask this SPARQL 1.1 endpoint instead of the built graph.")
    ] = None,
    deadline: Annotated[
        float, typer.Option(help="Seconds that the endpoint may take in all.", min=0.1)
    ] = 60.0,
    is_virtuoso: Annotated[
        bool,
        typer.Option(
            "--virtuoso", help="The endpoint is a Virtuoso: have it end the query at the deadline."
        ),
    ] = False,
    user: User = None,
    cache: Annotated[
        float | None,
        typer.Option(
            metavar="DAYS",
            help="Take an answer of the endpoint that was kept at most so long ago, and keep new "
            "ones.",
            min=0.0,
        ),
    ] = None,
    cache_folder: Annotated[
        Path | None,
        typer.Option(help="Where answers are kept.", show_default="your folder of caches"),
    ] = None,
    in_memory: Annotated[
        bool,
        typer.Option(
            "--in-memory/--on-disk",
            help="Read the whole graph first: slower to begin, faster for a heavy question.",
        ),
    ] = False,
    output: Output = None,
    form: Format = None,
    is_raw: Annotated[
        bool,
        typer.Option("--raw", help="CSV and TSV as the W3C defines them: no labels, no guards."),
    ] = False,
) -> None:
    """Ask the graph: a saved query with its parameters, a file, or SPARQL.

    - `saite query --list` lists the saved queries by what they are about,
    - `saite query chapters --list` explains one and its parameters,
    - `saite query chapters --organisation LUMA` asks it: a label, an alias or an id will do,
    - `saite query 'SELECT * WHERE { ?s ?p ?o } LIMIT 5' -f csv` asks in SPARQL.
    """
    if is_list:
        list_queries(question, own_queries(own_workspace(workspace)), lang=lang, form=form)
        return
    if question is None:
        raise UsageError("what to ask? Give the name of a saved query (saite query --list)")
    parameters = read_parameters(context.args)
    refuse_own_files(output, own_workspace(workspace))
    with console.progress() as tell:
        tell("Asking")
        if endpoint is None:
            answer = ask_build(
                question, parameters, workspace=workspace, lang=lang, in_memory=in_memory
            )
        else:
            kept = None if cache is None else (cache, cache_folder)
            ask = remote_ask(endpoint, deadline, read_password(user), kept, is_virtuoso=is_virtuoso)
            answer = ask_endpoint(ask, question, parameters, workspace=workspace, lang=lang)
    print_answer(answer, output=output, form=form, is_raw=is_raw)


def ask_build(
    question: str,
    parameters: dict[str, str],
    *,
    workspace: Path,
    lang: str | None,
    in_memory: bool = False,
) -> Answer:
    """Ask the graph that was built last, on disk: one question is seldom worth reading it all."""
    from saite.cli.freshness import note_age
    from saite.graph import open_graph
    from saite.query import find_query

    with open_graph(find_workspace(workspace), language=lang, memory=in_memory) as graph:
        refuse_swallowed(find_query(question, graph.workspace.queries))
        answer = graph.answer(question, parameters)
        note_age(graph.workspace, graph.folder)
    return answer


def remote_ask(
    url: str,
    deadline: float,
    password: tuple[str, str] | None,
    kept: tuple[float, Path | None] | None,
    *,
    is_virtuoso: bool = False,
) -> Ask:
    """Make an endpoint answer, with a cache of so many days in a folder, or with none."""
    from saite.remote import Cache, Credentials, endpoint_ask

    cache = Cache(*kept) if kept else None
    return endpoint_ask(
        url,
        deadline=deadline,
        credentials=Credentials.of(password),
        cache=cache,
        is_virtuoso=is_virtuoso,
    )


def ask_endpoint(
    ask: Ask, question: str, parameters: dict[str, str], *, workspace: Path, lang: str | None
) -> Answer:
    """Ask a remote endpoint; a workspace is needed only for queries of its own."""
    from saite.query import answer_query, find_query

    query = find_query(question, own_queries(own_workspace(workspace)))
    refuse_swallowed(query)
    answer = answer_query(ask, query, parameters, language=lang or "en")
    if answer.fetched:
        # Last, where it is beside the answer: what is old must not pass for what is now.
        console.note(f"The answer was {answer.fetched}")
    return answer


def refuse_swallowed(query: SavedQuery | str) -> None:
    """Refuse a query with a parameter that the command line takes as an option of its own.

    :raises UsageError: naming the parameter
    """
    if isinstance(query, SavedQuery):
        for parameter in query.parameters:
            if parameter.name in OPTIONS:
                raise UsageError(
                    f"parameter {parameter.name!r} of {query.name} has the name of an option of"
                    " this command: give it another name, or ask from Python"
                )


def own_workspace(folder: Path) -> Path:
    """Find the workspace, or give the folder as it is: some questions need none."""
    try:
        return find_workspace(folder)
    except UsageError:
        return folder


def own_queries(folder: Path) -> tuple[Path, ...]:
    """List the folders of the workspace's own queries; none outside a workspace."""
    from saite.workspace import load_workspace

    return load_workspace(folder).queries if is_workspace(folder) else ()


def print_answer(
    answer: Answer, *, output: Path | None, form: str | None, is_raw: bool = False
) -> None:
    """Print an answer as a table on a terminal, or write it in a format."""
    chosen = format_of(form or (output.name if output else "table"))
    if chosen == "table" and output is None and isinstance(answer, Results):
        display(to_table(answer))
        note_rows(answer)
        tell_why(answer)
        return
    if chosen == "xlsx":
        console.refuse_binary_on_terminal(output, "A workbook")
    stream = BytesIO()
    write_answer(answer, stream, form=chosen, is_raw=is_raw)
    console.write(stream.getvalue(), output)
    if getattr(answer, "is_cut", False):
        console.note("The answer was cut: there are more rows than are shown.")
    tell_why(answer)


def tell_why(answer: Answer) -> None:
    """Tell what is known of why an answer is empty, beside it."""
    for each in answer.notes:
        console.note(each)


def note_rows(answer: Results) -> None:
    """Tell how many rows there are, and whether there were more."""
    count = len(answer)
    rows = "1 row" if count == 1 else f"{count} rows"
    console.note(f"{rows}, cut: there are more." if answer.is_cut else rows)
