from saite.view.assets import LANGUAGES as LANGUAGES
from saite.view.explorer import explorer_page as explorer_page
from saite.view.explorer import fitting_page as fitting_page
from saite.view.explorer import has_explorer as has_explorer
from saite.view.facts import About as About
from saite.view.facts import Gap as Gap
from saite.view.facts import GapList as GapList
from saite.view.files import NETWORK_ENDINGS as NETWORK_ENDINGS
from saite.view.files import write_network as write_network
from saite.view.missing import collect_gaps as collect_gaps
from saite.view.notebook import NotebookGraph as NotebookGraph
from saite.view.page import draw_network as draw_network
from saite.view.page import network_page as network_page
from saite.view.pyvis_network import PartnershipNetwork as PartnershipNetwork

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
