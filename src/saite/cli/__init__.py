"""The command ``saite``: one command a stage; it parses, calls and prints."""

import sys
from importlib import import_module
from typing import Annotated, Final

import typer

from saite import __version__
from saite.cli import console
from saite.errors import ProblemsError, SaiteError, UsageError

# Module -> its commands. Only the module of the command that is run is loaded: start-up counts.
_COMMANDS: Final = {
    "workspace_commands": {"demo", "new", "template", "build"},
    "map_command": {"map"},
    "ask": {"query"},
    "contents": {"search", "gaps", "info"},
    "why_command": {"why"},
    "show": {"network", "diff", "validate"},
    "remote_commands": {"push", "pull"},
    "serve_command": {"serve", "undo"},
    "mcp_command": {"mcp"},
}
INTERRUPTED: Final = 130
STOPPED: Final = "Stopped. What was built before is as it was."


def application(command: str = "") -> typer.Typer:
    """Make the command line.

    :param command: the only one that is needed; all of them if there is none of that name
    """
    app = typer.Typer(
        name="saite",
        help=(
            "Records of who works with whom, as a knowledge graph in which every link shows its "
            "evidence.\n\nStart with `saite demo`, or with `saite new FOLDER` for records of your "
            "own."
        ),
        epilog="Exit codes: 0 fine, 1 the data or input is at fault, 2 wrong usage.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(common_options)
    wanted = [name for name, commands in _COMMANDS.items() if command in commands]
    for name in wanted or _COMMANDS:
        import_module(f"saite.cli.{name}").register(app)
    return app


def show_version(*, wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        console.answer(f"saite {__version__}")
        raise typer.Exit


def common_options(
    *,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print the answer and errors, nothing else.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=show_version, is_eager=True),
    ] = False,
) -> None:
    """Take the options that stand before a command."""
    del version
    console.SETTINGS.quiet = quiet


def main() -> None:
    """Run the command line: no traceback for a mistake of the user's."""
    console.use_utf8()
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    try:
        application(words[0] if words else "")(prog_name="saite")
    except SystemExit as stop:
        # What the library of commands makes of Ctrl-C; it says nothing. Who serves is stopped so.
        if stop.code == INTERRUPTED and words[:1] not in (["serve"], ["mcp"]):
            console.tell(STOPPED)
        raise
    except UsageError as error:
        console.tell(f"Wrong usage: {error}")
        sys.exit(2)
    except ProblemsError as error:
        console.tell_problems(error.problems)
        sys.exit(1)
    except KeyboardInterrupt:
        console.tell(STOPPED)
        sys.exit(INTERRUPTED)
    except (SaiteError, OSError) as error:
        console.tell(f"Error: {error}")
        sys.exit(1)
