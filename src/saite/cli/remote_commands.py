"""Commands for servers of others: ``push``, ``pull``."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from saite.cli import console
from saite.cli.options import HERE, User, Workspace, find_workspace, read_password
from saite.errors import UsageError

PANEL = "Exchange"
PATIENCE = 600.0
Query = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Where the server answers queries, so that it counts what its graph store has.",
    ),
]
Deadline = Annotated[
    float, typer.Option(help="Seconds that each request may take in all.", min=0.1)
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (push, pull):
        app.command(rich_help_panel=PANEL)(command)


def push(
    *,
    endpoint: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="The server's graph store (SPARQL 1.1 Graph Store Protocol); "
            "with --update, where it answers queries.",
        ),
    ],
    update: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where a server that has no graph store takes updates."),
    ] = None,
    graph: Annotated[
        list[str] | None,
        typer.Option(
            metavar="IRI", help="Push this graph only, by its IRI or by what follows …graph/."
        ),
    ] = None,
    query: Query = None,
    workspace: Workspace = HERE,
    without_concepts: Annotated[
        bool,
        typer.Option(
            "--without-concepts", help="Leave the labels of controlled values and classes out."
        ),
    ] = False,
    is_dry: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be done, and change nothing.")
    ] = False,
    user: User = None,
    deadline: Deadline = PATIENCE,
) -> None:
    """Put the graphs of the last build on a server, each in the place of what it had there.

    What is there already is skipped, so that a push that broke off goes on where it was. Graphs
    that are not the build's are left alone.
    """
    from saite.cli.freshness import note_age
    from saite.remote import Credentials
    from saite.remote.graphs import open_graphs
    from saite.remote.push import Push, PushState, choose_graphs, push_graphs, vocabulary
    from saite.store import latest_build, open_store
    from saite.workspace import load_workspace

    settings = load_workspace(find_workspace(workspace))
    extra = vocabulary(settings.base, settings.concepts)
    build = latest_build(settings.output)
    note_age(settings, build)
    pushed = Push(open_store(build), {} if without_concepts else extra)
    known = pushed.graphs()
    chosen = choose_graphs(known, graph or (), base=settings.base)
    state = PushState(settings.output, update or endpoint)
    credentials = Credentials.of(read_password(user))
    with (
        closing(
            open_graphs(endpoint, update, query=query, credentials=credentials, deadline=deadline)
        ) as there,
        console.progress() as tell,
    ):
        done = []
        for each in push_graphs(pushed, chosen, there, state, is_dry=is_dry, tell=tell):
            console.answer(each.line(is_dry=is_dry))
            done.append(each)
    count = sum(not each.is_same for each in done)
    what = "would be replaced" if is_dry else "replaced and counted"
    console.note(f"{count} of {len(done)} graphs {what} on {there.name}")
    for other in () if graph else state.others({*known, *extra}):
        console.note(f"Left alone: {other} was pushed earlier and is not in the build any more")


def pull(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help="The server's graph store for --graph, its SPARQL endpoint for --construct.",
        ),
    ],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File to write: .nq, or .nt for one graph.")
    ],
    graph: Annotated[
        list[str] | None, typer.Option(metavar="IRI", help="Bring this graph; several are fine.")
    ] = None,
    construct: Annotated[
        Path | None,
        typer.Option(metavar="FILE.rq", help="Bring what this CONSTRUCT or DESCRIBE answers."),
    ] = None,
    query: Query = None,
    user: User = None,
    deadline: Deadline = PATIENCE,
) -> None:
    """Bring graphs of a server, or what a query makes of them, into a file.

    Beside it another one, FILE.provenance.json, says where it is from. A workspace takes such a
    file as a source: name = "x", quads = "FILE".
    """
    from saite.remote import Bounds, Credentials, Endpoint
    from saite.remote.graphs import StoredGraphs
    from saite.remote.pull import pull_construct, pull_graphs

    if bool(graph) == bool(construct):
        raise UsageError("what to bring? Give --graph IRI (one or more), or --construct FILE.rq")
    credentials = Credentials.of(read_password(user))
    with console.progress() as tell:
        tell("Pulling")
        if construct is None:
            source = StoredGraphs(url, query_url=query, credentials=credentials, deadline=deadline)
            with closing(source):
                pulled = pull_graphs(source, graph or (), output)
        else:
            text = read_query(construct)
            with Endpoint(url, credentials=credentials, bounds=Bounds(deadline)) as endpoint:
                pulled = pull_construct(endpoint, text, output, deadline=deadline)
    console.note(
        f"Written: {console.shown(output)} ({pulled.statements:,} statements, fetched"
        f" {pulled.fetched} from {pulled.endpoint})"
    )


def read_query(path: Path) -> str:
    """Read the query of a file.

    :raises UsageError: if it cannot be read, is no query, or would make the server ask others
    """
    from saite.query import check_query

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    check_query(text, file=str(path))
    return text
