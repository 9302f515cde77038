"""The network of a build, indexed to be explored piece by piece, however large it is."""

from saite.explore.asking import among, common, group, neighbourhood, overview
from saite.explore.filters import Filters, Left, sift
from saite.explore.index import NetworkIndex
from saite.explore.location import half_path, index_path
from saite.explore.paths import STEPS, path

__all__ = [
    "STEPS",
    "Filters",
    "Left",
    "NetworkIndex",
    "among",
    "common",
    "group",
    "half_path",
    "index_path",
    "neighbourhood",
    "overview",
    "path",
    "sift",
]
