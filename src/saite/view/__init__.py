"""Pages of networks: one offline HTML file with the evidence of every tie."""

from saite.lazily import names_of

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

__all__ = list(_HOMES)

__getattr__, __dir__ = names_of(__name__, _HOMES)
