"""Statements that were written through the server: one file of N-Quads beside the workspace.

All of them stand in one graph, ``{base}graph/edits``. Every build loads the file. Before it is
replaced, what it was becomes a backup (a hard link), so that a change can be taken back.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from saite.errors import BuildError, Problem, RecordsError
from saite.store import FileLock, replace_text
from saite.workspace import Workspace

FILE: Final = "edits.nq"
KEPT: Final = 100  # backups


def edits_file(workspace: Workspace) -> Path:
    """Give the file of the edits; it need not exist."""
    return workspace.root / FILE


def edits_graph(base: str) -> ox.NamedNode:
    """Name the graph that all edits stand in."""
    return ox.NamedNode(f"{base}graph/edits")


def read_edits(workspace: Workspace) -> list[Path]:
    """Check the file of the edits; give it, or nothing where there is none.

    :raises RecordsError: if it is no N-Quads, or a statement stands in another graph
    """
    file = edits_file(workspace)
    if not file.is_file():
        return []
    graph, name = edits_graph(workspace.base), file.name
    try:
        for quad in ox.parse(path=file, format=ox.RdfFormat.N_QUADS):
            if quad.graph_name != graph:
                message = f"is not in the graph {graph}, as every statement of this file must be"
                raise RecordsError([Problem(name, value=str(quad)[:200], message=message)])
    except SyntaxError as error:
        message = f"is not N-Quads: {error.msg}"
        raise RecordsError([Problem(name, line=error.lineno or 0, message=message)]) from error
    return [file]


def write_edits(workspace: Workspace, lines: str, *, after: str) -> None:
    """Replace the edits at once, and keep what they were as a backup.

    :param lines: N-Quads
    :param after: state of the edits that the new ones were made from, as ``edits_state`` tells it
    :raises BuildError: if they are another now, another process is replacing them, or the disk
        refuses
    """
    file = edits_file(workspace)
    with _locked(workspace) as folder:
        if edits_state(file) != after:
            raise BuildError("another process has changed the edits meanwhile: try again")
        numbers = _backups(folder)
        backup = folder / f"{(numbers[-1] if numbers else 0) + 1:08}.nq"
        try:
            if file.exists():
                _link(file, backup)
            else:
                backup.touch()
            replace_text(file, lines)
        except OSError as error:
            with suppress(OSError):
                if edits_state(file) == after:
                    backup.unlink()  # of a change that was not made
            raise BuildError(f"cannot write {file}: {error.strerror or error}") from error
        for number in numbers[: -(KEPT - 1)]:
            (folder / f"{number:08}.nq").unlink(missing_ok=True)


def undo_edits(workspace: Workspace) -> int:
    """Take the last change of the edits back.

    :returns: how many changes before it can be taken back as well
    :raises BuildError: if there is none to take back, or the disk refuses
    """
    file = edits_file(workspace)
    with _locked(workspace) as folder:
        try:
            backups = _to_take_back(folder, file)
            if not backups:
                raise BuildError(f"no change of {file} is left to take back")
            try:
                backups[-1].replace(file)
            except OSError:  # another disk
                replace_text(file, backups[-1].read_text(encoding="utf-8"))
                backups[-1].unlink()
        except OSError as error:
            raise BuildError(f"cannot write {file}: {error.strerror or error}") from error
    return len(backups) - 1


def edits_state(file: Path | None) -> str:
    """Tell two states of the file apart; empty where there is none."""
    if file is None or not file.is_file():
        return ""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]


def _to_take_back(folder: Path, file: Path) -> list[Path]:
    """List the backups, the oldest first, but for those of changes that were never made.

    Such a one is the file itself under another name: it was broken off between the link and the
    change. To rename one over the other does nothing, and leaves both.
    """
    backups = [folder / f"{number:08}.nq" for number in _backups(folder)]
    while backups and _is_same(file, backups[-1]):
        backups.pop().unlink()
    return backups


def _backups(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in folder.glob("*.nq") if path.stem.isdigit())


def _is_same(file: Path, backup: Path) -> bool:
    """Tell whether both are one file; to move one over the other would do nothing."""
    return file.exists() and backup.exists() and file.samefile(backup)


def _link(file: Path, backup: Path) -> None:
    """Keep a file under another name, whole or not at all."""
    try:
        os.link(file, backup)
    except OSError:  # another disk, or one without hard links
        scratch = backup.with_suffix(".new")
        try:
            shutil.copyfile(file, scratch)
            scratch.replace(backup)
        finally:
            scratch.unlink(missing_ok=True)


@contextmanager
def _locked(workspace: Workspace) -> Iterator[Path]:
    folder = workspace.output / "edits"
    lock_file = folder / ".lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock_file.touch()
        lock = FileLock(lock_file, alone=True)
    except BlockingIOError as error:
        raise BuildError("another process is changing the edits: try again") from error
    except OSError as error:
        raise BuildError(f"cannot write to {folder}: {error.strerror or error}") from error
    try:
        yield folder
    finally:
        lock.release()
