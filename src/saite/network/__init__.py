"""The partnership network: ties as a ``networkx`` graph, measured, grouped, laid out."""

from importlib import import_module

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


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
