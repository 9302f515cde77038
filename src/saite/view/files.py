"""Networks as files, pages among them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import networkx as nx

from saite.network import export
from saite.view.explorer import fitting_page
from saite.view.facts import About, GapList

NETWORK_ENDINGS: Final = export.ENDINGS


def write_network(
    graph: "nx.Graph[str]",
    path: str | Path,
    *,
    language: str = "",
    about: About | None = None,
    gaps: Sequence[GapList] | None = None,
    explorer: bool | None = None,
) -> None:
    """Write a network in the format that the file's ending names, pages included.

    :param graph: as ``saite.network.read_network`` makes it
    :param path: ``.html`` for a page; ``.graphml``, ``.gexf``, ``.csv``, ``.xlsx``, ``.json`` for
        programs
    :param language: in which a page opens; see ``saite.view.network_page`` for it and the rest
    :param explorer: whether a page is that of the explorer; None: if the network is large
    :raises UsageError: if no format has that ending; the endings are listed
    """

    def page(network: "nx.Graph[str]") -> str:
        return fitting_page(network, explorer=explorer, language=language, about=about, gaps=gaps)

    export.write_network(graph, path, page=page)
