from saite.network.backbone import Reduction as Reduction
from saite.network.backbone import keep_backbone as keep_backbone
from saite.network.backbone import keep_top as keep_top
from saite.network.communities import add_communities as add_communities
from saite.network.export import check_ending as check_ending
from saite.network.export import write_network as write_network
from saite.network.keeping import KeptLayout as KeptLayout
from saite.network.keeping import lay_out as lay_out
from saite.network.keeping import place_network as place_network
from saite.network.keeping import read_layout as read_layout
from saite.network.layout import add_layout as add_layout
from saite.network.measures import add_measures as add_measures
from saite.network.projection import concept_labels as concept_labels
from saite.network.projection import project_network as project_network
from saite.network.whole import read_network as read_network

__all__ = [
    "KeptLayout",
    "Reduction",
    "add_communities",
    "add_layout",
    "add_measures",
    "check_ending",
    "concept_labels",
    "keep_backbone",
    "keep_top",
    "lay_out",
    "place_network",
    "project_network",
    "read_layout",
    "read_network",
    "write_network",
]
