"""A store on disk, written once from N-Quads, and the list of its files that tells if it is whole.

The list is needed: the store looks at the first few of its files when it is opened, and a query
that meets a missing or broken one later does not fail, but takes all the memory there is.
"""

import re
import shutil
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from saite.errors import BuildError

STORE: Final = "store"
# Beside the store, not in it: its folder is Oxigraph's.
LISTED: Final = ".files"
# RocksDB's log for people and its own lock say nothing about the data.
UNLISTED: Final = ("LOG", "LOCK")
# Up to this size the contents are checked too, which takes about a second.
CHECKED_BYTES: Final = 1 << 30
LINE: Final = re.compile(r"([0-9a-f]{8}) ([0-9]+) ([A-Za-z0-9._-]+)")


def write_store(folder: Path, nquads: Path) -> int:
    """Load N-Quads into a new store, arrange it for reading, and list its files beside it.

    :param folder: must not exist yet, or be empty
    :returns: how many quads the store holds
    :raises BuildError: if the file is no N-Quads, with the line, or the disk refuses
    """
    if folder.exists() and any(folder.iterdir()):
        raise BuildError(f"{folder} is not empty: a store is written into a folder of its own")
    try:
        store = ox.Store(folder)
        store.bulk_load(path=nquads, format=ox.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()
    except SyntaxError as error:
        raise BuildError(f"{nquads}, line {error.lineno}: {error.msg}") from error
    except OSError as error:
        raise BuildError(f"cannot write the store in {folder}: {error}") from error
    count = len(store)
    # Closes it: the list is of files that do not change any more.
    del store
    lines = [f"{crc:08x} {size} {name}\n" for name, size, crc in _files(folder)]
    _listed(folder).write_text("".join(lines), encoding="utf-8", newline="\n")
    return count


def copy_store(source: Path, target: Path) -> bool:
    """Copy a store that nobody writes, with the list of its files.

    :param target: must not exist yet
    :returns: whether the copy is, by the checksum of each file, what was written once; if it is
        not, nothing is left of it
    """
    try:
        # Files that are not listed are none of the store, and may be being written.
        shutil.copytree(
            source, target, ignore=shutil.ignore_patterns(*(f"{name}*" for name in UNLISTED))
        )
        shutil.copyfile(_listed(source), _listed(target))
        is_whole = not damage(target, up_to=sys.maxsize)
    except (OSError, shutil.Error):
        is_whole = False
    if not is_whole:
        shutil.rmtree(target, ignore_errors=True)
        _listed(target).unlink(missing_ok=True)
    return is_whole


def damage(folder: Path, *, up_to: int = CHECKED_BYTES) -> str:
    """Tell what is wrong with the files of a store; empty if they are as they were written.

    :param up_to: size of all files above which their contents are not looked at
    """
    listed = _listed(folder)
    try:
        text = listed.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return f"the list of its files, {listed.name}, cannot be read"
    lines = [LINE.fullmatch(line) for line in text.splitlines()]
    entries = [match.groups() for match in lines if match]
    if not entries or len(entries) < len(lines):
        return f"the list of its files, {listed.name}, is broken"
    for _, size, name in entries:
        path = folder / name
        if not path.is_file():
            return f"{name} is missing"
        if path.stat().st_size != int(size):
            return f"{name} has {path.stat().st_size} bytes and not {size}"
    if sum(int(size) for _, size, _ in entries) > up_to:
        return ""
    found = {name: crc for name, _, crc in _files(folder)}
    broken = [name for crc, _, name in entries if found[name] != int(crc, 16)]
    return f"{broken[0]} has another checksum" if broken else ""


def _listed(folder: Path) -> Path:
    return folder.with_name(folder.name + LISTED)


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Give the files of a store: name, size, CRC-32; sorted by name."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith(UNLISTED):
            crc = 0
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    crc = zlib.crc32(block, crc)
            yield path.name, path.stat().st_size, crc
