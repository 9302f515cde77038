"""Positions of a build's network, kept in ``layout.json`` so that a known map stays as it is.

The same graph has the same positions; another one starts from those of the build before. The graph
and the reports do not depend on them.
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from saite.build.earlier import Earlier
from saite.errors import NetworkError
from saite.store import NewBuild, build_ids

FILE: Final = "layout.json"
# Above this a build would wait for its picture: whoever draws the network lays it out.
MOST_TIES: Final = 50_000


def keep_positions(
    new: NewBuild, *, ties: int, language: str, same: Sequence[Earlier], full: bool
) -> None:
    """Write the positions of a new build, unless it has too many ties, or none.

    :param ties: how many the graph has
    :param language: of labels
    :param same: builds of the same graph: their positions are taken over
    :param full: start from no build before
    """
    target = new.folder / FILE
    if not 0 < ties <= MOST_TIES:
        return
    for each in () if full else same:
        with suppress(OSError):
            shutil.copyfile(each.folder / FILE, target)
            return
    # Imported only where the graph is another one: networkx and scipy take longer than a build in
    # which nothing changed.
    from saite.network import lay_out, read_layout

    before = (read_layout(folder) for folder in ([] if full else _builds(new.output)))
    start = next((each for each in before if each is not None), None)
    # A tie that joins no organisations is told by whoever reads the network.
    with suppress(NetworkError):
        store = ox.Store.read_only(str(new.folder / "store"))
        kept = lay_out(store, language=language, start=start)
        target.write_text(kept.to_json(), encoding="utf-8", newline="\n")


def _builds(output: Path) -> list[Path]:
    return [output / "builds" / name for name in reversed(build_ids(output))]
