"""A network as the value of a notebook's cell: it draws itself."""

from html import escape
from typing import Final

import networkx as nx

from saite.network.strongest import MAX_ORGANISATIONS
from saite.view.assets import LANGUAGES, load_strings
from saite.view.page import draw_network

# What a network carries that can be drawn.
DRAWN: Final = ("measures", "communities", "statements")


class NotebookGraph(nx.Graph):  # type: ignore[type-arg]
    """A ``networkx.Graph`` that a notebook shows as a picture with the evidence of every tie.

    It is a graph like any other: copies, subgraphs and pickles are of this class too.

    >>> NotebookGraph([("a", "b")])._repr_html_() is None
    True
    """

    def _repr_html_(self) -> str | None:
        """Draw up to 1,000 organisations in a frame that can reach nothing outside it.

        :returns: above that a text that tells how to see them; None for a graph that has no
            positions or nothing to show, which a notebook then writes as it writes any graph
        """
        if not self or not all(name in self.graph for name in DRAWN):
            return None
        if not all("x" in data and "y" in data for _, data in self.nodes(data=True)):
            return None
        if len(self) > MAX_ORGANISATIONS:
            return f"<p>{escape(self._tell_size())}</p>"
        return draw_network(self)._repr_html_()

    def _tell_size(self) -> str:
        language = self.graph.get("language", "en")
        strings = load_strings()[language if language in LANGUAGES else "en"]
        text: str = strings["notebook.large"]
        return text.format(n=len(self), m=self.number_of_edges(), most=MAX_ORGANISATIONS)
