"""The page of a network: one file that opens from disk, with the evidence of every tie."""

from collections.abc import Sequence
from math import sqrt
from typing import Final

import networkx as nx

from saite.errors import NetworkError, UsageError, nearest
from saite.network.layout import add_layout
from saite.network.strongest import MAX_ORGANISATIONS, MAX_TIES, keep_strongest
from saite.view.assets import LANGUAGES
from saite.view.facts import About, GapList, collect_facts
from saite.view.pyvis_network import PartnershipNetwork

STATUS_DASHES: Final[dict[str, list[int] | bool]] = {
    "status/implied": [9, 6],
    "status/derived": [2, 5],
}


def draw_network(
    graph: "nx.Graph[str]",
    *,
    language: str = "",
    about: About | None = None,
    gaps: Sequence[GapList] | None = None,
    max_organisations: int = MAX_ORGANISATIONS,
    max_ties: int = MAX_TIES,
) -> PartnershipNetwork:
    """Draw a network as a pyvis network that shows its evidence.

    It is a ``pyvis.network.Network``: ``write_html`` writes the page, a notebook shows it.

    :param graph: as ``saite.network.read_network`` makes it
    :param language: in which the page opens, one of en, lt, lv; the graph's if not given
    :param about: what the page says of itself
    :param gaps: what is missing, as ``saite.view.collect_gaps`` collects it; if not given, the page
        tells what it finds itself
    :param max_organisations: how many to draw; the strongest are kept, and the page says so
    :param max_ties: likewise
    :raises UsageError: if the page cannot open in that language
    :raises NetworkError: if the network has no positions or no evidence to show
    """
    about = about or About()
    check_network(graph)
    language = choose_language(language, graph)
    small = keep_strongest(graph, max_organisations=max_organisations, max_ties=max_ties)
    if len(small) < len(graph):
        # Positions were computed with those who are left out: without them there is room to close.
        small = _copy_of_own(small)
        add_layout(small)
    facts = collect_facts(small, language=language, about=about, gaps=gaps)
    network = PartnershipNetwork(
        height="640px", width="100%", heading=about.title, cdn_resources="in_line", facts=facts
    )
    _fill(network, small)
    network.toggle_physics(status=False)
    return network


def check_network(graph: "nx.Graph[str]") -> None:
    """Refuse a network that lacks what a page shows.

    :raises NetworkError: if it has no positions or no evidence
    """
    missing = [
        name for name in ("measures", "communities", "statements") if name not in graph.graph
    ]
    if missing or not all("x" in data for _, data in graph.nodes(data=True)):
        raise NetworkError(
            f"this network lacks {', '.join(missing) or 'positions'}: "
            "saite.network.read_network reads one that can be drawn"
        )


def _fill(network: PartnershipNetwork, graph: "nx.Graph[str]") -> None:
    """Add organisations and ties, numbered as in the facts of the page."""
    number = {node: place for place, node in enumerate(graph)}
    for node, data in graph.nodes(data=True):
        network.add_node(
            number[node],
            label=data["short"],
            title=data["label"],
            size=data["size"],
            x=data["x"],
            y=data["y"],
        )
    for place, (a, b, data) in enumerate(graph.edges(data=True)):
        network.add_edge(
            number[a],
            number[b],
            id=place,
            width=tie_width(data["weight"]),
            dashes=STATUS_DASHES.get(data["status"], False),
        )


def network_page(
    graph: "nx.Graph[str]",
    *,
    language: str = "",
    about: About | None = None,
    gaps: Sequence[GapList] | None = None,
) -> str:
    """Make the page of a network; see ``draw_network`` for what it takes.

    :returns: HTML that asks nothing of the network and runs nothing but its own scripts
    """
    page: str = draw_network(graph, language=language, about=about, gaps=gaps).generate_html()
    return page


def tie_width(weight: float) -> float:
    """Make a line's width of a tie's weight, in pixels: it grows as the square root.

    >>> [tie_width(weight) for weight in (0.0, 0.25, 1.0, 100.0)]
    [1.0, 2.1, 3.2, 9.0]
    """
    return round(min(9.0, 1.0 + 2.2 * sqrt(weight)), 2)


def choose_language(language: str, graph: "nx.Graph[str]") -> str:
    """Choose in which language a page opens: that asked for, else the network's, else English.

    :raises UsageError: if pages do not speak the language asked for
    """
    if not language:
        asked = str(graph.graph.get("language", "en"))
        return asked if asked in LANGUAGES else "en"
    if language not in LANGUAGES:
        hint = f", did you mean {near!r}?" if (near := nearest(language, LANGUAGES)) else ""
        raise UsageError(f"a page opens in {', '.join(LANGUAGES)}, not in {language!r}{hint}")
    return language


def _copy_of_own(graph: "nx.Graph[str]") -> "nx.Graph[str]":
    """Copy nodes, so that new positions stay out of the network that was given."""
    copy: nx.Graph[str] = nx.Graph()
    copy.graph.update(graph.graph)
    copy.add_nodes_from((node, dict(data)) for node, data in graph.nodes(data=True))
    copy.add_edges_from(graph.edges(data=True))
    return copy
