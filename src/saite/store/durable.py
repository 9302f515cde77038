"""Files that are on the disk when we say so, whatever happens to the machine afterwards."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

PATIENCE: Final = 5.0


def sync_file(path: Path) -> None:
    """Wait until a file, or the list of files of a folder, is on the disk.

    Windows cannot be asked this for a folder: there it does nothing.
    """
    if path.is_dir() and sys.platform == "win32":
        return
    flags = os.O_RDONLY if path.is_dir() or sys.platform != "win32" else os.O_RDWR
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Wait until a folder and everything below it is on the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        sync_file(path)
    sync_file(folder)


def replace_text(path: Path, text: str) -> None:
    """Replace a small file at once: a reader sees the old text or the new one.

    :raises OSError: if it cannot be written; the old text is then still there
    """
    scratch = path.with_name(path.name + ".new")
    try:
        scratch.write_text(text, encoding="utf-8", newline="\n")
        sync_file(scratch)
        _replace(scratch, path)
    except OSError:
        # A part of the new text would take room that a full disk does not have.
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
        raise
    sync_file(path.parent)


def _replace(scratch: Path, path: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            scratch.replace(path)
        except PermissionError:
            # Windows refuses while a reader has the file open, which is for a moment only.
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return
