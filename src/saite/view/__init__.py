"""Pages of networks: one offline HTML file with the evidence of every tie."""

from importlib import import_module

# Public name -> module that defines it, loaded when asked for (PEP 562): few need every kind of
# page.
_HOMES = {
    "LANGUAGES": "assets",
    "NETWORK_ENDINGS": "files",
    "About": "facts",
    "Gap": "facts",
    "GapList": "facts",
    "NotebookGraph": "notebook",
    "PartnershipNetwork": "pyvis_network",
    "collect_gaps": "missing",
    "draw_network": "page",
    "explorer_page": "explorer",
    "fitting_page": "explorer",
    "has_explorer": "explorer",
    "network_page": "page",
    "write_network": "files",
}

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


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
