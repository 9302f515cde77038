"""Where the index of a build stands."""

from pathlib import Path
from typing import Final

from saite.explore.store import FORMAT

FOLDER: Final = "explore"
# Files of this mark are being written; they are nobody's index.
HALF: Final = ".half-"


def index_path(build: Path) -> Path:
    """Tell where the index of a build stands: beside the builds, under the build's id.

    >>> index_path(Path("out/builds/20260131T094500Z-2f8f534c")).as_posix()
    'out/explore/20260131T094500Z-2f8f534c-2.sqlite'
    """
    return build.parent.parent / FOLDER / f"{build.name}-{FORMAT}.sqlite"


def half_path(build: Path, process: int) -> Path:
    """Tell where a process writes the index of a build until it is whole."""
    path = index_path(build)
    return path.with_name(f"{path.name}{HALF}{process}")
