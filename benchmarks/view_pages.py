"""Pages of one network at the same positions: ours, pyvis as it is, pyvis hardened, sigma."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import networkx as nx
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from saite.view.explorer import explorer_page
from saite.view.page import draw_network, tie_width

HERE: Final = Path(__file__).resolve().parent
WORK: Final = HERE / ".work"
FRONTEND: Final = HERE.parent / "src" / "saite" / "view" / "frontend"
SIGMA: Final = ("sigma@3.0.3", "graphology@0.26.0")
COLOURS: Final = ("#4477aa", "#cc6677", "#2f9e8f", "#c99a2e", "#8f5aa8", "#6fb3d9", "#8a8a2e")
KIND: Final = "tie-kind/event"
"""Of the ties that are hidden when a filter is measured."""


@dataclass(frozen=True)
class Rival:
    """Something that draws a network in a browser.

    :param write: makes the page
    :param narrow: script that hides the ties of one kind, as its user or its program would
    :param stage: selector of the element that takes the pointer
    """

    name: str
    write: Callable[["nx.Graph[str]"], str]
    narrow: str
    stage: str


def write_ours(graph: "nx.Graph[str]") -> str:
    """Write the explorer, with the evidence of every tie."""
    return explorer_page(graph)


def write_hardened(graph: "nx.Graph[str]") -> str:
    """Write our page made with pyvis, evidence and all, without its limit on the number."""
    page: str = draw_network(graph, max_organisations=10**9, max_ties=10**9).generate_html()
    return page


def write_stock(graph: "nx.Graph[str]") -> str:
    """Write a page of pyvis as it comes, with positions, no physics and nothing but names.

    Nodes and edges are put into its lists, as its own calls need quadratic time.
    """
    network = Network(height="800px", width="100%", cdn_resources="in_line")
    number = {node: place for place, node in enumerate(graph)}
    for node, data in graph.nodes(data=True):
        place = number[node]
        made = Node(
            place, "dot", label=data["short"], title=data["label"], size=data["size"],
            x=data["x"], y=data["y"], color=_colour(data),
        )  # fmt: skip
        network.nodes.append(made.options)
        network.node_ids.append(place)
        network.node_map[place] = made.options
    for a, b, data in graph.edges(data=True):
        edge = Edge(
            number[a], number[b], directed=False, width=tie_width(data["weight"]), kind=_kind(data)
        )  # fmt: skip
        network.edges.append(edge.options)
    network.toggle_physics(status=False)
    page: str = network.generate_html()
    return page


def write_sigma(graph: "nx.Graph[str]") -> str:
    """Write a page with sigma and graphology inside."""
    number = {node: place for place, node in enumerate(graph)}
    nodes = [
        {
            "id": number[node], "label": data["short"], "x": data["x"], "y": -data["y"],
            "size": data["size"] / 4, "color": _colour(data),
        }
        for node, data in graph.nodes(data=True)
    ]  # fmt: skip
    edges = [
        [number[a], number[b], tie_width(data["weight"]) / 2, _kind(data)]
        for a, b, data in graph.edges(data=True)
    ]
    data = json.dumps({"nodes": nodes, "edges": edges}, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
    script = bundle_sigma().read_text(encoding="utf-8").replace("</script", "<\\/script")
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>sigma</title>'
        "<style>html,body{margin:0;height:100%}#picture{height:100vh}</style>"
        f'<body><div id="picture"></div><script type="application/json" id="data">{data}</script>'
        f"<script>{script}</script></body></html>"
    )


def bundle_sigma() -> Path:
    """Bundle sigma once, in a folder of its own: it is no part of this project."""
    folder = WORK / "sigma"
    made = folder / "bundle.js"
    if made.is_file():
        return made
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="ascii")
    script = (HERE / "view_sigma.mjs").read_text(encoding="utf-8")
    (folder / "page.mjs").write_text(script, encoding="utf-8")
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact"]
    subprocess.run([*install, *SIGMA], cwd=folder, check=True, timeout=300)
    esbuild = FRONTEND / "node_modules" / ".bin" / "esbuild"
    subprocess.run(
        [str(esbuild), "page.mjs", "--bundle", "--minify", "--format=iife", "--charset=utf8",
         f"--outfile={made}", "--log-level=warning"],
        cwd=folder, check=True, timeout=300,
    )  # fmt: skip
    return made


def _colour(data: dict[str, Any]) -> str:
    return COLOURS[int(data.get("community", 0) or 0) % len(COLOURS)]


def _kind(data: dict[str, Any]) -> str:
    """Give the kind of a tie that has one alone: hiding a kind hides those ties."""
    kinds = sorted(data["kinds"])
    return str(kinds[0]) if len(kinds) == 1 else ""


# Of ours a box is unticked, as a user would; the others have no filters, so a program hides ties.
BOX: Final = (
    f"""() => document.querySelector('#filters input[type=checkbox][name$="{KIND}"]').click()"""
)
VIS: Final = f"""() => {{
  const kept = network.body.data.edges;
  const found = kept.get({{ filter: ({{ kind }}) => kind === "{KIND}" }});
  kept.update(found.map(({{ id }}) => ({{ id, hidden: true }})));
}}"""
SIGMA_NARROW: Final = f"() => window.narrow('{KIND}')"
RIVALS: Final = (
    Rival("Saite", write_ours, BOX, "#picture"),
    Rival("pyvis", write_stock, VIS, "#mynetwork"),
    Rival("pyvis, hardened", write_hardened, BOX, "#mynetwork"),
    Rival("sigma", write_sigma, SIGMA_NARROW, "#picture"),
)
