"""The command ``saite``: one command a stage; it parses, calls and prints."""

import sys
from typing import Annotated

import typer

from saite import __version__
from saite.cli import ask, console, map_command, show, workspace_commands
from saite.errors import ProblemsError, SaiteError, UsageError

app = typer.Typer(
    name="saite",
    help=(
        "Records of who works with whom, as a knowledge graph in which every link shows its "
        "evidence.\n\nStart with `saite demo`, or with `saite new FOLDER` for records of your own."
    ),
    epilog="Exit codes: 0 fine, 1 the data or input is at fault, 2 wrong usage.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (workspace_commands, map_command, ask, show):
    module.register(app)


def show_version(*, wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        console.answer(f"saite {__version__}")
        raise typer.Exit


@app.callback()
def options(
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
    try:
        app(prog_name="saite")
    except UsageError as error:
        console.ERR.print(console.printable(f"Wrong usage: {error}"))
        sys.exit(2)
    except ProblemsError as error:
        console.tell_problems(error.problems)
        sys.exit(1)
    except KeyboardInterrupt:
        console.ERR.print("Stopped. What was built before is as it was.")
        sys.exit(130)
    except (SaiteError, OSError) as error:
        console.ERR.print(console.printable(f"Error: {error}"))
        sys.exit(1)
