"""The folder of builds: a new one, the current one, and which are kept.

``output/builds/<id>/`` is a build, ``output/current`` one line with the id of the one to read. An
id is the moment of the build in UTC and the beginning of the checksum of its graph.
"""

import hashlib
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from saite.errors import BuildError, nearest
from saite.store.durable import replace_text, sync_file, sync_tree
from saite.store.locks import FileLock

BUILD_ID: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z-([0-9a-f]{8})(-[0-9]+)?")
# How many mistakes ended the last build; it is not there if that one succeeded.
FAILED: Final = "failed"
# Held by every reader of a build; a build is removed by who holds it alone.
IN_USE: Final = ".in-use"
# Folders of these names are being written, or being removed; they are nobody's build.
HALF: Final = ".half"
GONE: Final = ".gone-"


@dataclass(frozen=True)
class NewBuild:
    """A build that is being made.

    :param output: folder of all builds
    :param folder: where its files are written
    :param started: when it began
    """

    output: Path
    folder: Path
    started: datetime

    def make_id(self) -> str:
        """Make the id of the build from its start and its ``graph.nq``, which must be complete."""
        with (self.folder / "graph.nq").open("rb") as stream:
            checksum = hashlib.file_digest(stream, "sha256").hexdigest()
        name = f"{self.started:%Y%m%dT%H%M%SZ}-{checksum[:8]}"
        taken = {path.name for path in self.folder.parent.iterdir()}
        others = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return name if name not in taken else next(each for each in others if each not in taken)


@contextmanager
def new_build(output: Path) -> Iterator[NewBuild]:
    """Begin a build: take the lock, clear away what broken builds left, give an empty folder.

    The folder is removed at the end unless ``publish`` has made it a build, and the current build
    is as it was.

    :raises BuildError: if another build of the same output is running, or it cannot be written
    """
    builds = output / "builds"
    lock_file = builds / ".lock"
    try:
        builds.mkdir(parents=True, exist_ok=True)
        lock_file.touch()
        lock = FileLock(lock_file, alone=True)
    except BlockingIOError as error:
        raise BuildError(
            f"another build is writing to {output}: wait until it has ended"
        ) from error
    except OSError as error:
        raise BuildError(f"cannot write to {output}: {error.strerror or error}") from error
    folder = builds / HALF
    try:
        _clear_leftovers(builds)
        folder.mkdir()
        (folder / IN_USE).touch()
        yield NewBuild(output, folder, datetime.now(UTC).replace(microsecond=0))
    except OSError as error:
        raise BuildError(f"the build in {output} failed: {error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def publish(build: NewBuild, build_id: str) -> Path:
    """Make a complete build the current one, and remove those before the previous one.

    The latest build of another graph is kept too: building again what did not change would push
    out what it can be compared with. Everything is on the disk before ``current`` names it. A build
    that somebody still reads is kept until a later build finds it free.

    :returns: the folder of the build
    :raises OSError: if the disk refuses; the current build is then as it was
    """
    builds = build.folder.parent
    previous = ""
    with suppress(BuildError):
        previous = _read_current(build.output)
    sync_tree(build.folder)
    folder = build.folder.rename(builds / build_id)
    try:
        sync_file(builds)
        replace_text(build.output / "current", f"{build_id}\n")
    except OSError:
        folder.rename(build.folder)
        raise
    with suppress(OSError):
        (build.output / FAILED).unlink(missing_ok=True)
    ids = build_ids(build.output)
    # The one that was current is the latest, whatever the clock said.
    others = _of_another_graph(sorted(ids, key=lambda each: each == previous), build_id)
    kept = {build_id, previous, *others[-1:]}
    for name in ids:
        if name not in kept:
            _remove_if_free(builds / name)
    return folder


def mark_failed(output: Path, problems: int) -> None:
    """Note that a build failed; where nothing was built yet, there is nothing to mistake for it.

    :param problems: how many mistakes were told
    """
    if build_ids(output):
        with suppress(OSError):
            replace_text(output / FAILED, f"{problems}\n")


def count_failures(output: Path) -> int:
    """Tell how many mistakes ended the last build; 0 if it succeeded, or nobody noted them."""
    try:
        return int((output / FAILED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0


def build_ids(output: Path) -> list[str]:
    """List the builds that are there, the oldest first; empty if there is none."""
    builds = output / "builds"
    names = [path.name for path in builds.iterdir()] if builds.is_dir() else []
    return sorted(name for name in names if BUILD_ID.fullmatch(name))


def latest_build(output: Path) -> Path:
    """Find the folder of the current build.

    :raises BuildError: if nothing was built yet, or ``current`` does not name a build
    """
    name = _read_current(output)
    if not name:
        raise BuildError(f"nothing is built in {output} yet: run `saite build` first")
    folder = output / "builds" / name
    if not folder.is_dir():
        raise BuildError(f"{output / 'current'} names {name}, which is not there: build again")
    return folder


def find_build(output: Path, name: str) -> Path:
    """Find a build by what a person calls it.

    :param name: ``current``; ``previous``, the latest of another graph, if there is any; the id of
        a build of ``output`` or the beginning of one; or the path of the folder of any build
    :raises BuildError: if there is none of that name; the nearest is named
    """
    if name == "current":
        return latest_build(output)
    ids = build_ids(output)
    if name == "previous":
        current = latest_build(output).name
        older = [each for each in ids if each != current]
        if not older:
            raise BuildError(f"there is no build before the current one in {output}")
        return output / "builds" / (_of_another_graph(older, current) or older)[-1]
    found = [each for each in ids if each == name] or [
        each for each in ids if each.startswith(name)
    ]
    if len(found) == 1:
        return output / "builds" / found[0]
    if found:
        raise BuildError(f"{name!r} begins the ids of several builds: {', '.join(found)}")
    if (Path(name) / "graph.nq").is_file():
        return Path(name)
    near = nearest(name, ids)
    hint = f"; did you mean {near!r}?" if near else ""
    known = ", ".join(ids) or "none"
    raise BuildError(f"{name!r} is no build in {output}, there is: {known}{hint}")


def _of_another_graph(names: Iterable[str], build_id: str) -> list[str]:
    """Choose the builds whose graph is not that of a build: their ids have another checksum."""
    found = [(BUILD_ID.fullmatch(name), name) for name in names]
    own = BUILD_ID.fullmatch(build_id)
    return [name for match, name in found if match and own and match[1] != own[1]]


def _read_current(output: Path) -> str:
    path = output / "current"
    try:
        name = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"{path} cannot be read ({error}): build again") from error
    if not BUILD_ID.fullmatch(name):
        raise BuildError(f"{path} does not name a build, it says {name[:60]!r}: build again")
    return name


def _clear_leftovers(builds: Path) -> None:
    """Remove what builds that were broken off left; who holds the lock knows that none runs."""
    for path in builds.iterdir():
        if path.name == HALF:
            shutil.rmtree(path)
        elif path.name.startswith(GONE):
            shutil.rmtree(path, ignore_errors=True)


def _remove_if_free(folder: Path) -> None:
    """Remove a build unless somebody reads it.

    A store whose files vanish while it is open does not fail: its queries never end and take all
    the memory there is. So a build goes only when its lock says that it has no reader.
    """
    with suppress(OSError):
        lock = FileLock(folder / IN_USE, alone=True)
        try:
            if sys.platform == "win32":
                # Our own open file would hold the folder; an open file of a reader still does.
                lock.release()
            gone = folder.rename(folder.with_name(GONE + folder.name))
            shutil.rmtree(gone, ignore_errors=True)
        finally:
            lock.release()
