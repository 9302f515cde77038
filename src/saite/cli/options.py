"""Options that several commands share, and how free options of queries are read."""

import getpass
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from saite.cli.console import Language, shown
from saite.errors import UsageError

HERE = Path()
FILE_NAME = "saite.toml"

Workspace = Annotated[
    Path,
    typer.Option(
        "--workspace",
        "-w",
        help="Folder with saite.toml; the graph that was built last in it is used.",
        show_default="this folder, or the nearest above it with a saite.toml",
    ),
]
# Of commands that take the workspace as an argument as well.
WorkspaceToo = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="The same as PATH.", show_default=False),
]
Lang = Annotated[
    Language | None,
    typer.Option(
        "--lang", "-l", help="Language of labels and texts.", show_default="the workspace's"
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write to this file; its ending names the format."),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        help="table, csv, tsv, xlsx or json; for statements also ttl, nt, nq, jsonld.",
        show_default="table, or what the ending of --output says",
    ),
]

User = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Name to show to the server; the password is read from SAITE_PASSWORD, or asked for.",
    ),
]


def read_password(user: str | None) -> tuple[str, str] | None:
    """Pair a name with its password: from ``SAITE_PASSWORD``, else from the terminal, unseen.

    :returns: None if there is no name: a server gets a password only if it is told to
    :raises UsageError: if there is no password, and nobody to ask
    """
    if not user:
        return None
    password = os.environ.get("SAITE_PASSWORD", "")
    if not password and sys.stdin.isatty():
        password = getpass.getpass(f"Password of {user}: ")
    if not password:
        raise UsageError(f"there is no password of {user}: put it into SAITE_PASSWORD")
    return user, password


def find_workspace(folder: Path) -> Path:
    """Find the workspace that a folder is in: its own, or the nearest above it.

    A folder given by name is taken as it is: what is wrong with it is told by whoever opens it.

    :raises UsageError: if something inside a workspace, or a folder of workspaces, is named
    """
    if folder == HERE:
        here = Path.cwd()
        found = next((up for up in (here, *here.parents) if (up / FILE_NAME).is_file()), None)
        if found is None:
            refuse_without_workspace(here)
        return found or here
    if folder.exists() and folder.suffix != ".toml" and not (folder / FILE_NAME).is_file():
        refuse_without_workspace(folder)
    return folder


def choose_workspace(path: Path | None, workspace: Path | None) -> Path:
    """Find the workspace that an argument or an option names, or the one around this folder.

    :raises UsageError: if both name one and they differ, or as ``find_workspace``
    """
    if path is not None and workspace is not None and folder_of(path) != folder_of(workspace):
        raise UsageError(f"the workspace is named twice: {path}, and --workspace {workspace}")
    return find_workspace(path or workspace or HERE)


def folder_of(workspace: Path) -> Path:
    """Give the folder of a workspace, which may be named by its ``saite.toml`` too."""
    resolved = workspace.resolve()
    return resolved.parent if resolved.name == FILE_NAME else resolved


def at(workspace: Path) -> str:
    """Name a workspace as an option of a command, unless the command finds it from here."""
    here = Path.cwd().resolve()
    found = next((up for up in (here, *here.parents) if (up / FILE_NAME).is_file()), None)
    folder = folder_of(workspace)
    return "" if folder == found else f" -w {shlex.quote(shown(folder))}"


def refuse_without_workspace(folder: Path) -> None:
    """Name the workspace that was probably meant, if there is one around.

    :raises UsageError: with the nearest workspace above, or those in the folder
    """
    absolute = folder.resolve()
    above = next((up for up in absolute.parents if (up / FILE_NAME).is_file()), None)
    if above is not None:
        meant = shlex.quote(shown(above))
        raise UsageError(f"{folder} is inside a workspace: name the workspace itself, {meant}")
    below = sorted(folder.glob(f"*/{FILE_NAME}")) if folder.is_dir() else []
    if below:
        names = ", ".join(shlex.quote(shown(path.parent)) for path in below[:5])
        raise UsageError(f"{folder} has no {FILE_NAME}; there are workspaces in it: {names}")


def refuse_own_files(output: Path | None, folder: Path) -> None:
    """Refuse to write an answer over what the user keeps: settings and records.

    :param folder: of the workspace, or its ``saite.toml``; another has nothing to keep
    :raises UsageError: if the file is ``saite.toml`` or one that it names, the edits, or a source,
        or lies in one; of the folders of queries and texts, if it is there already
    """
    if output is None or not is_workspace(folder):
        return
    from saite.edits import edits_file
    from saite.workspace import load_workspace

    workspace = load_workspace(folder)
    target = output.resolve()
    kept = [
        workspace.file,
        workspace.mapping,
        *workspace.functions,
        *workspace.shapes,
        *workspace.concepts,
        *workspace.source_paths.values(),
        edits_file(workspace),
    ]
    if target.exists():
        folders = [each.resolve() for each in (*workspace.queries, workspace.texts) if each]
        kept += [each for each in folders if not workspace.root.is_relative_to(each)]
    for path in kept:
        if target.is_relative_to(path.resolve()):
            raise UsageError(
                f"{output} is, or lies among, what the graph is built from ({shown(path)}):"
                " write to another file"
            )


def is_workspace(folder: Path) -> bool:
    """Tell whether a folder has a ``saite.toml``, or is named as such a file itself."""
    return folder.suffix == ".toml" or (folder / FILE_NAME).is_file()


def read_parameters(words: Sequence[str]) -> dict[str, str]:
    """Read ``--name value`` and ``--name=value`` into a mapping.

    A dash inside a name is as good as an underscore.

    :raises UsageError: if a value is missing, or a word belongs to no name

    >>> read_parameters(["--organisation", "LUMA", "--first-day=2018-07-01"])
    {'organisation': 'LUMA', 'first_day': '2018-07-01'}
    """
    values: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise UsageError(
                f"{word!r} belongs to no parameter: write its name before it, such as"
                f" --organisation {shlex.quote(word)} (saite query NAME --list tells the names)"
            )
        if not equals:
            if not rest:
                raise UsageError(f"{word} lacks its value: write {word} VALUE")
            value = rest.pop(0)
        values[name.replace("-", "_")] = value
    return values
