"""The page of the explorer: one file that opens from disk, for networks too large for pyvis.

The data stands in it compressed, as inert text; the script is that of ``frontend/src/explorer``,
bundled when the package is made. Nothing is asked of the network.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import networkx as nx

from saite.errors import SaiteError
from saite.network import strongest
from saite.network.strongest import keep_strongest
from saite.view.assets import HERE, Assets, inert_text, load_strings, read_text, templates
from saite.view.bundle import BUILT
from saite.view.columns import pack, pack_bytes
from saite.view.facts import About, GapList
from saite.view.overview import collect_overview, find_base
from saite.view.page import check_network, choose_language, network_page
from saite.view.records import collect_records

MAX_ORGANISATIONS: Final = 20_000
MAX_TIES: Final = 100_000
SCRIPT: Final = "explorer.js"
STYLE: Final = "explorer.css"


def fitting_page(
    graph: "nx.Graph[str]",
    *,
    explorer: bool | None = None,
    language: str = "",
    about: About | None = None,
    gaps: Sequence[GapList] | None = None,
) -> str:
    """Make the page that fits the size of a network.

    :param explorer: whether it is that of ``explorer_page`` or that of ``network_page``; None
        chooses the explorer above 1,000 organisations or 4,000 ties, if this package has its script
    """
    if explorer is None:
        is_large = (
            len(graph) > strongest.MAX_ORGANISATIONS or graph.number_of_edges() > strongest.MAX_TIES
        )
        explorer = is_large and has_explorer()
    make = explorer_page if explorer else network_page
    return make(graph, language=language, about=about, gaps=gaps)


def has_explorer() -> bool:
    """Tell whether this package has the script of the explorer: without npm none was made."""
    return (BUILT / SCRIPT).is_file()


def explorer_page(
    graph: "nx.Graph[str]",
    *,
    language: str = "",
    about: About | None = None,
    gaps: Sequence[GapList] | None = None,
) -> str:
    """Make the page of the explorer: one file, with the evidence of every tie inside.

    Up to 20,000 organisations and 100,000 ties; of more the strongest are kept, and the page says
    so. Same network, same bytes.

    :param graph: as ``saite.network.read_network`` makes it
    :param language: in which the page opens, one of en, lt, lv; if not given, that of the browser
        that opens it, or else the graph's
    :param about: what the page says of itself
    :param gaps: what is missing, as ``saite.view.collect_gaps`` collects it; if not given, the page
        tells what the network itself shows
    :returns: HTML that asks nothing of the network and runs nothing but its own script
    :raises UsageError: if the page cannot open in that language
    :raises NetworkError: if the network has no positions or no evidence to show
    :raises SaiteError: if this package was made without the script of the explorer
    """
    about = about or About()
    check_network(graph)
    is_asked = bool(language)
    language = choose_language(language, graph)
    assets = map_assets()
    kept = keep_strongest(graph, max_organisations=MAX_ORGANISATIONS, max_ties=MAX_TIES)
    base = find_base(kept)
    overview = collect_overview(kept, language=language, about=about, base=base)
    return (
        templates()
        .get_template("map.html")
        .render(
            assets=assets,
            language=language,
            is_asked=is_asked,
            title=about.title or load_strings()[language]["title"],
            strings=load_strings()[language],
            program=packed_program(),
            overview=pack(overview),
            details=pack(collect_records(kept, base=base, gaps=gaps)),
        )
    )


@cache
def map_assets() -> Assets:
    """Load the scripts and the style of the explorer: first what starts, then what it starts.

    A browser runs the second one, which the page carries compressed, because the policy names it by
    its hash like any other.

    :raises SaiteError: if this package was made without them
    """
    script = BUILT / SCRIPT
    if not script.is_file():
        raise SaiteError(
            "the explorer's script is not in this installation, which was made without npm: "
            "install a published package, or, with Node 20 or newer and a checkout, run "
            "python src/saite/view/frontend/hatch_build.py"
        )
    style = BUILT / STYLE
    styles = (inert_text(style),) if style.is_file() else ()
    return Assets((inert_text(HERE / "static" / "start.js"), read_text(script)), styles)


@cache
def packed_program() -> str:
    """Compress the script of the explorer."""
    return pack_bytes(map_assets().scripts[1].encode())
