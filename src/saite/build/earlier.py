"""What earlier builds were made from, so that the same need not be made once more.

Each build has a file ``keys``: the keys of its graph and of its validation, what was counted
and found, and the parts that it consists of; a checksum of that stands in the first line. A build
whose file is missing, broken, or written by other code has nothing to take over.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from saite.build.keys import engine_key, make_key
from saite.build.summary import GraphCounts, LargeEvent
from saite.provenance import file_sha256
from saite.store import build_ids, copy_store
from saite.validation import Report

FILE: Final = "keys"


@dataclass(frozen=True)
class Made:
    """What a build was made from, and what is not in its files.

    :param engine: key of what made it
    :param graph: key of the graph; empty for none
    :param sha256: checksum of ``graph.nq``
    :param counts: what is in the graph
    :param parts: names of the parts of the graph
    :param validation: key of the report; empty for none
    :param report: what came of the validation
    """

    engine: str
    graph: str
    sha256: str
    counts: GraphCounts
    parts: tuple[str, ...] = ()
    validation: str = ""
    report: Report | None = None


@dataclass(frozen=True)
class Earlier:
    """A build of before.

    :param folder: where it is
    """

    folder: Path
    made: Made

    def copy_graph(self, target: Path) -> bool:
        """Copy ``graph.nq``; tell whether it is what it was."""
        try:
            shutil.copyfile(self.folder / "graph.nq", target)
        except OSError:
            return False
        return file_sha256(target) == self.made.sha256

    def copy_store(self, target: Path) -> bool:
        """Copy the store; tell whether it is what it was, and leave nothing if it is not."""
        return copy_store(self.folder / "store", target)


def earlier_builds(output: Path) -> list[Earlier]:
    """List the builds that were made by the same code and tell what from, the newest first."""
    found = [Earlier(folder, made) for folder, made in _all(output)]
    return [each for each in reversed(found) if each.made.engine == engine_key()]


def parts_in_use(output: Path) -> set[str]:
    """Give the names of the parts of all builds that are there."""
    return {name for _, made in _all(output) for name in made.parts}


def write_made(folder: Path, made: Made) -> None:
    """Write what a build was made from into its folder."""
    body = json.dumps(asdict(made), ensure_ascii=False, indent=1) + "\n"
    (folder / FILE).write_text(f"{make_key(body)}\n{body}", encoding="utf-8", newline="\n")


def _all(output: Path) -> Iterator[tuple[Path, Made]]:
    for name in build_ids(output):
        folder = output / "builds" / name
        made = _read(folder / FILE)
        if made is not None:
            yield folder, made


def _read(path: Path) -> Made | None:
    """Read what a build was made from; None if it is not told as this code tells it."""
    try:
        checksum, _, body = path.read_bytes().decode("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    if checksum != make_key(body):
        return None
    try:
        return _made(json.loads(body))
    except (KeyError, TypeError, ValueError):
        return None


def _made(data: Mapping[str, Any]) -> Made:
    counts = dict(data["counts"])
    events = tuple(LargeEvent(**each) for each in counts.pop("large_events"))
    report = Report.from_data(data["report"]) if data["report"] else None
    more = {"counts": GraphCounts(**counts, large_events=events), "report": report}
    return Made(**{**data, **more, "parts": tuple(data["parts"])})
