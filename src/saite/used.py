"""The files that a build is made of: which they are, and whether they are still what they were.

Each build has a file ``inputs.json``: of every such file its path, size, time of change and
checksum. Where size and time are the same nothing is read; where the time alone is another one,
the checksum decides, so that a copied or touched file is no other.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from saite.edits import edits_file
from saite.provenance import UsedFile, file_sha256
from saite.workspace import Workspace

FILE: Final = "inputs.json"
# Of these roles only the build itself can tell which files it used: texts are chosen by what the
# records say; and the rules are a part of Saite.
TEXT: Final = "text/"
RULE: Final = "query/"


class Look(NamedTuple):
    """What is seen of a file without reading it.

    :param size: bytes; -1 if there is none, or it changed while it was read
    :param changed: nanoseconds, by the clock of the file system
    """

    size: int
    changed: int


def files_used(
    workspace: Workspace, rules: Iterable[Path] = (), texts: Iterable[Path] = ()
) -> tuple[UsedFile, ...]:
    """List every file that decides what the graph becomes; sorted.

    A file of a source has the address that the rows of the graph point at.

    :param rules: files of the rules that derive
    :param texts: files of the documents' texts that quotes were cut from
    """
    others = [
        ("workspace", [workspace.file]),
        ("mapping", [workspace.mapping]),
        ("functions", workspace.functions),
        ("shapes", workspace.shapes),
        ("concepts", workspace.concepts),
        ("query", rules),
        ("text", texts),
        ("edits", [path for path in [edits_file(workspace)] if path.is_file()]),
    ]
    used = {
        UsedFile(role, f"{role}/{_name(path, workspace.root)}", path)
        for role, paths in others
        for path in paths
    }
    return tuple(sorted(used | set(_source_files(workspace))))


def look_at(workspace: Workspace) -> dict[str, Look]:
    """Look at the files before they are read: name -> what is seen of it.

    What cannot be looked at is told by whoever reads it.
    """
    try:
        return {each.name: _look(each.path) for each in files_used(workspace)}
    except OSError:
        return {}


def write_used(
    folder: Path, used: Iterable[UsedFile], before: Mapping[str, Look], *, root: Path
) -> None:
    """Write what a build was made of into its folder.

    :param before: what was seen of the files before they were read; one that has changed since is
        another one from then on
    :param root: folder of the workspace
    """
    told = {}
    for each in used:
        look = _look(each.path)
        is_same = before.get(each.name, look) == look
        told[each.name] = {
            "path": _shorten(each.path, root),
            "size": look.size if is_same else -1,
            "changed": look.changed,
            "sha256": file_sha256(each.path) if is_same else "",
        }
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    (folder / FILE).write_text(text, encoding="utf-8", newline="\n")


def changed_files(workspace: Workspace, build: Path) -> list[Path]:
    """List the files that are not what a build was made of: other, new, or gone; sorted.

    :param build: its folder; of one that does not tell what it was made of, nothing is known
    """
    try:
        told = json.loads((build / FILE).read_text(encoding="utf-8"))
        then = {str(name): dict(each) for name, each in told.items()}
        now = {each.name: each.path for each in files_used(workspace)}
        now |= {n: workspace.root / e["path"] for n, e in then.items() if n.startswith(TEXT)}
        found = [path for name, path in now.items() if not _is_same(path, then.get(name))]
        gone = then.keys() - now.keys()
        found += [workspace.root / then[n]["path"] for n in gone if not n.startswith(RULE)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
    return sorted(found)


def _is_same(path: Path, then: Mapping[str, object] | None) -> bool:
    if then is None:
        return False
    look = _look(path)
    if look.size != then["size"] or look.size < 0:
        return False
    return look.changed == then["changed"] or file_sha256(path) == then["sha256"]


def _look(path: Path) -> Look:
    try:
        found = path.stat()
    except OSError:
        return Look(-1, 0)
    return Look(found.st_size, found.st_mtime_ns)


def _source_files(workspace: Workspace) -> Iterator[UsedFile]:
    for source in workspace.sources:
        for path in _tables(source.path):
            yield UsedFile("source", f"source/{source.name}/{path.name}", path)
    for each in workspace.quads:
        yield UsedFile("source", f"source/{each.name}/{each.path.name}", each.path)


def _tables(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    files = [each for each in path.iterdir() if each.suffix.lower() == ".csv" and each.is_file()]
    return [each for each in files if not each.name.startswith(("_", ".", "~"))]


def _name(path: Path, root: Path) -> str:
    """Name a file by its path in the workspace, or by its own name if it travels with Saite."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _shorten(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
