"""The partnership network: ties as a ``networkx`` graph, measured, grouped, laid out."""

from saite.lazily import names_of

# Public name -> module that defines it, loaded when asked for (PEP 562): who reads ties alone, as
# each process behind a server does, needs no mathematics of positions.
_HOMES = {
    "KeptLayout": "keeping",
    "Reduction": "backbone",
    "add_communities": "communities",
    "add_layout": "layout",
    "add_measures": "measures",
    "check_ending": "export",
    "concept_labels": "projection",
    "keep_backbone": "backbone",
    "keep_top": "backbone",
    "lay_out": "keeping",
    "place_network": "keeping",
    "project_network": "projection",
    "read_layout": "keeping",
    "read_network": "whole",
    "write_network": "export",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = names_of(__name__, _HOMES)
