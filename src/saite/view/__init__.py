"""Pages of networks: one offline HTML file with the evidence of every tie."""

from saite.view.assets import LANGUAGES
from saite.view.explorer import explorer_page, fitting_page, has_explorer
from saite.view.facts import About, Gap, GapList
from saite.view.files import NETWORK_ENDINGS, write_network
from saite.view.missing import collect_gaps
from saite.view.notebook import NotebookGraph
from saite.view.page import draw_network, network_page
from saite.view.pyvis_network import PartnershipNetwork

__all__ = [
    "LANGUAGES",
    "NETWORK_ENDINGS",
    "About",
    "Gap",
    "GapList",
    "NotebookGraph",
    "PartnershipNetwork",
    "collect_gaps",
    "draw_network",
    "explorer_page",
    "fitting_page",
    "has_explorer",
    "network_page",
    "write_network",
]
