"""``pyvis.network.Network``, made safe to open and to hand on.

The same calls as pyvis, and a genuine subclass of it. What differs:

* a page asks nothing of the network in any mode, and carries a strict Content-Security-Policy
* every text is escaped; titles are shown as text, whatever they hold
* files are UTF-8, and nothing is written beside them
* adding n nodes and m edges takes n + m steps
* positions are computed here, so that a page opens at once: physics runs only where it is asked for
  (``toggle_physics(True)``, ``barnes_hut()`` and its like, ``set_options``, ``layout``)
"""

import copy
import html
import json
import os
import webbrowser
from pathlib import Path
from typing import Any, Final

import networkx as nx
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from saite.errors import UsageError
from saite.network.layout import add_layout
from saite.view.assets import explorer_assets, json_text, plain_assets, templates

Key = str | int

SOLVERS: Final = {"barnesHut", "forceAtlas2Based", "hierarchicalRepulsion", "repulsion"}


class PartnershipNetwork(Network):  # type: ignore[misc]
    """A network for a page or a notebook.

    :param facts: what the page with evidence shows beside the picture, as ``saite.view.facts``
        makes it; without them the page shows the picture, as pyvis does
    :param options: everything that ``pyvis.network.Network`` takes, with its defaults

    >>> network = PartnershipNetwork(heading="<b>")
    >>> network.add_node(1, label="<img src=x onerror=alert(1)>")
    >>> "<img" in network.generate_html()
    False
    """

    def __init__(
        self, *args: object, facts: dict[str, Any] | None = None, **options: object
    ) -> None:
        options.setdefault("cdn_resources", "in_line")
        super().__init__(*args, **options)
        self.facts = facts
        self._pairs: set[frozenset[Key]] = set()
        self._paired = 0
        self._moves = False

    def add_node(
        self,
        n_id: Key,
        label: str | None = None,
        shape: str = "dot",
        color: str = "#97c2fc",
        **options: object,
    ) -> None:
        """Add a node, unless there is one with this id; see pyvis."""
        if not isinstance(n_id, str | int):
            raise UsageError(f"the id of a node is text or a whole number, not {n_id!r}")
        if n_id in self.node_map:
            return
        if "group" not in options:
            options["color"] = color
        node = Node(n_id, shape, label=label or n_id, font_color=self.font_color, **options)
        self.nodes.append(node.options)
        self.node_ids.append(n_id)
        self.node_map[n_id] = node.options

    def add_edge(self, source: Key, to: Key, **options: object) -> None:
        """Add an edge between two nodes, unless an undirected one is there already; see pyvis."""
        for end in (source, to):
            if end not in self.node_map:
                raise UsageError(f"there is no node {end!r}: add it before its edges")
        if not self.directed:
            # Someone may have filled ``edges`` directly, as pyvis allows.
            if self._paired != len(self.edges):
                self._pairs = {frozenset((edge["from"], edge["to"])) for edge in self.edges}
            if frozenset((source, to)) in self._pairs:
                return
            self._pairs.add(frozenset((source, to)))
        self.edges.append(Edge(source, to, self.directed, **options).options)
        self._paired = len(self.edges)

    def from_nx(self, nx_graph: "nx.Graph[Any]", *args: object, **options: object) -> None:
        """Add the nodes and edges of a networkx graph, which stays as it was; see pyvis."""
        super().from_nx(copy.deepcopy(nx_graph), *args, **options)

    def from_DOT(self, dot: str | os.PathLike[str]) -> None:  # noqa: N802
        """Show a file in the language of Graphviz; see pyvis."""
        self.use_DOT = True
        self.dot_lang = Path(dot).read_text(encoding="utf-8")

    def neighbors(self, node: Key) -> set[Key]:
        """Return the nodes that a node has an edge to."""
        if node not in self.node_map:
            raise UsageError(f"there is no node {node!r}")
        found: set[Key] = self.get_adj_list()[node]
        return found

    def toggle_physics(self, status: bool) -> None:  # noqa: FBT001
        """Let nodes move by physics in the browser, or not; see pyvis."""
        self._moves = bool(status)
        super().toggle_physics(status)

    def prep_notebook(self, *args: object, **options: object) -> None:
        """Do nothing: a page for a notebook is like any other; see pyvis."""

    def generate_html(
        self,
        name: str = "index.html",
        local: bool = True,  # noqa: ARG002, FBT001, FBT002
        notebook: bool = False,  # noqa: ARG002, FBT001, FBT002
    ) -> str:
        """Make the page: one text with everything in it.

        :param name: name of the file that it is for
        :raises UsageError: if that name does not end in ``.html``
        """
        if Path(name).suffix.lower() not in (".html", ".htm"):
            raise UsageError(f"{name!r} is not the name of a page: it should end in .html")
        self.html = self._plain() if self.facts is None else self._explorer(self.facts)
        return self.html

    def write_html(
        self,
        name: str | os.PathLike[str],
        local: bool = True,  # noqa: ARG002, FBT001, FBT002
        notebook: bool = False,  # noqa: FBT001, FBT002
        open_browser: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Write the page into one file, in UTF-8, and nothing beside it; see pyvis."""
        text = self.generate_html(str(name), notebook=notebook)
        Path(name).write_text(text, encoding="utf-8", newline="\n")
        if open_browser:
            webbrowser.open(Path(name).resolve().as_uri())

    def save_graph(self, name: str | os.PathLike[str]) -> None:
        """Write the page into one file; see pyvis."""
        self.write_html(name)

    def _repr_html_(self) -> str:
        """Show the network in a notebook: a frame of its own that can reach nothing outside it."""
        page, width, height = (
            html.escape(str(text), quote=True)
            for text in (self.generate_html(), self.width, self.height)
        )
        return (
            f'<iframe srcdoc="{page}" sandbox="allow-scripts allow-popups" width="{width}" '
            f'height="{height}" frameborder="0" title="Network"></iframe>'
        )

    def _explorer(self, facts: dict[str, Any]) -> str:
        assets = explorer_assets()
        nodes, edges, heading, *_ = self.get_network_data()
        template = templates().get_template("explorer.html")
        return template.render(
            assets=assets,
            title=heading,
            language=facts["language"],
            strings=facts["strings"][facts["language"]],
            data=json_text({**facts, "title": heading, "nodes": nodes, "edges": edges}),
        )

    def _plain(self) -> str:
        nodes, edges, heading, height, width, options = self.get_network_data()
        options = json.loads(options)
        if not self._asks_for_physics(options):
            nodes = self._place(nodes, edges)
            options["physics"] = {"enabled": False}
        data = {
            "nodes": nodes,
            "edges": edges,
            "options": options,
            "dot": self.dot_lang if self.use_DOT else "",
            "height": str(height),
            "width": str(width),
            "background": self.bgcolor,
            "highlight": bool(self.neighborhood_highlight),
            "select": bool(self.select_menu),
            "filter": bool(self.filter_menu),
            "configure": bool(self.conf),
        }
        template = templates().get_template("plain.html")
        return template.render(assets=plain_assets(), title=heading, data=json_text(data))

    def _asks_for_physics(self, options: dict[str, Any]) -> bool:
        physics = options.get("physics", {})
        chosen = isinstance(self.options, dict) and physics.get("enabled", bool(physics))
        is_layered = bool(options.get("layout", {}).get("hierarchical", {}).get("enabled"))
        return bool(self._moves or self.use_DOT or is_layered or chosen or SOLVERS & physics.keys())

    def _place(self, nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> list[Any]:
        """Give positions to nodes that have none, unless every node has one."""
        if all("x" in node and "y" in node for node in nodes):
            return nodes
        graph: nx.Graph[str] = nx.Graph()
        names = {node["id"]: str(number).zfill(9) for number, node in enumerate(nodes)}
        for node in nodes:
            graph.add_node(names[node["id"]], short=str(node.get("label", node["id"])))
        for edge in edges:
            if edge["from"] != edge["to"]:
                graph.add_edge(names[edge["from"]], names[edge["to"]])
        add_layout(graph)
        return [
            {
                "x": graph.nodes[names[node["id"]]]["x"],
                "y": graph.nodes[names[node["id"]]]["y"],
                **{key: value for key, value in node.items() if key not in ("x", "y")},
            }
            for node in nodes
        ]
