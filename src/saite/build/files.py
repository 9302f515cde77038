"""The files that a build used and made, by the names that its provenance gives them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from saite.edits import edits_file
from saite.provenance import UsedFile
from saite.sparql import SavedQuery
from saite.workspace import Workspace

MADE = (("graph", "graph.nq"), ("report", "report.json"), ("report", "report.ttl"))


def files_used(
    workspace: Workspace, rules: Mapping[str, SavedQuery], texts: Iterable[Path] = ()
) -> tuple[UsedFile, ...]:
    """List every file that decides what the graph becomes; sorted.

    A file of a source has the address that the rows of the graph point at.

    :param texts: files of the documents' texts that quotes were cut from
    """
    others = [
        ("workspace", [workspace.file]),
        ("mapping", [workspace.mapping]),
        ("functions", workspace.functions),
        ("shapes", workspace.shapes),
        ("concepts", workspace.concepts),
        ("query", [rule.path for rule in rules.values()]),
        ("text", texts),
        ("edits", [path for path in [edits_file(workspace)] if path.is_file()]),
    ]
    used = {
        UsedFile(role, f"{role}/{_name(path, workspace.root)}", path)
        for role, paths in others
        for path in paths
    }
    return tuple(sorted(used | set(_source_files(workspace))))


def files_made(folder: Path, build_id: str) -> tuple[UsedFile, ...]:
    """List the files of a build that its provenance tells of."""
    return tuple(UsedFile(role, f"build/{build_id}/{name}", folder / name) for role, name in MADE)


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
