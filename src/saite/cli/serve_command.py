"""Commands of the server: ``serve`` and ``undo``."""

import os
from pathlib import Path
from typing import Annotated

import typer

from saite.cli import console
from saite.cli.options import WorkspaceToo, choose_workspace
from saite.errors import UsageError

PANEL = "Serve"
VARIABLE = "SAITE_TOKEN"
Place = Annotated[
    Path | None, typer.Argument(help="Workspace whose graph it is.", show_default="this folder")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    app.command(rich_help_panel=PANEL)(serve)
    app.command(rich_help_panel=PANEL)(undo)


def serve(
    path: Place = None,
    *,
    workspace: WorkspaceToo = None,
    port: Annotated[int, typer.Option(help="Port; 0 is any free one.", min=0, max=65535)] = 8642,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    is_writable: Annotated[
        bool, typer.Option("--writable", help="Take updates from who has the token.")
    ] = False,
    token_file: Annotated[
        Path | None,
        typer.Option(help="File with the token.", show_default=f"the variable {VARIABLE}"),
    ] = None,
) -> None:
    """Serve the graph over HTTP: SPARQL, saved queries, things and their statements.

    Every query runs in a process of its own, within the limits of saite.toml, [serve]. A new build
    is served within a few seconds. Ctrl-C ends the server.
    """
    from saite.serve import log_requests
    from saite.serve import serve as run
    from saite.workspace import load_workspace

    token = read_token(token_file) if is_writable else ""
    settings = load_workspace(choose_workspace(path, workspace))
    log_requests(is_quiet=console.SETTINGS.quiet)
    run(settings, host=host, port=port, token=token, tell=console.note)


def read_token(file: Path | None) -> str:
    """Read the token from a file, or from the environment.

    :raises UsageError: if there is none, or the file cannot be read
    """
    try:
        token = file.read_text(encoding="utf-8") if file else os.environ.get(VARIABLE, "")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from None
    if not token.strip():
        raise UsageError(f"--writable needs a token: set {VARIABLE}, or name a --token-file")
    return token.strip()


def undo(path: Place = None, *, workspace: WorkspaceToo = None) -> None:
    """Take the last update back that was sent to a writable server.

    A running server shows the graph of before at once; the next build has it too.
    """
    from saite.edits import edits_file, undo_edits
    from saite.workspace import load_workspace

    settings = load_workspace(choose_workspace(path, workspace))
    left = undo_edits(settings)
    more = f"{left} more can be taken back" if left else "none before it is kept"
    console.note(f"Taken back: {console.shown(edits_file(settings))} is as it was; {more}.")
