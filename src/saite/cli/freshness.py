"""Whether a build is of the records as they are now: one line beside the answer if it is not."""

from pathlib import Path

from saite.cli import console
from saite.cli.options import at
from saite.store import count_failures
from saite.used import changed_files
from saite.workspace import Workspace

LISTED = 3


def note_age(workspace: Workspace, build: Path) -> None:
    """Tell if files have changed since a build, or a later one failed; silent when quiet.

    :param build: folder of the build that is asked
    """
    if console.SETTINGS.quiet:
        return
    changed = changed_files(workspace, build)
    failed = count_failures(workspace.output)
    told = []
    if changed:
        names = ", ".join(_name(path, workspace.root) for path in changed[:LISTED])
        more = f" and {len(changed) - LISTED} more" if len(changed) > LISTED else ""
        told.append(f"changed since: {names}{more}")
    if failed:
        told.append(f"a later build failed ({failed} problem{'' if failed == 1 else 's'})")
    if told:
        console.note(
            f"Note: this is the build of {_moment(build.name)}; {'; '.join(told)}. Run:"
            f" {console.command()} build{at(workspace.file)}"
        )


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else console.shown(path)


def _moment(name: str) -> str:
    """Read the moment of a build out of its id.

    >>> _moment("20261122T214035Z-3f9c2a1b")
    '2026-11-22 21:40 UTC'
    """
    return f"{name[:4]}-{name[4:6]}-{name[6:8]} {name[9:11]}:{name[11:13]} UTC"
