"""Networks as files for other programs: GraphML, GEXF, CSV, XLSX, JSON.

networkx writes the formats; here stand what each can hold, and how it is made to fit: GraphML and
GEXF know only single values, XML cannot hold control characters, a spreadsheet runs formulas. The
same network always gives the same bytes: no file holds the day on which it was written.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from saite.errors import UsageError, nearest
from saite.network.attributes import Statement, Support
from saite.network.projection import choose_label
from saite.results.cells import guard
from saite.results.terms import Value
from saite.results.workbook import MAX_ROWS, write_workbook

# Everything outside the production Char of XML 1.0.
NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

NODE_COLUMNS: Final[tuple[str, ...]] = (
    "identifier", "label", "short", "kind", "unnamed", "status", "latitude", "longitude", "note",
    "address", "website", "email", "row", "degree", "strength", "betweenness", "pagerank",
    "community", "component", "size", "x", "y",
)  # fmt: skip
EDGE_COLUMNS: Final[tuple[str, ...]] = ("iri", "weight", "status", "earliest", "latest")
TABLE_COLUMNS: Final = (
    "organisation_a", "label_a", "organisation_b", "label_b", "weight", "supports", "kinds",
    "status", "earliest", "latest", "through", "documents", "tie",
)  # fmt: skip


def write_network(
    graph: "nx.Graph[str]",
    path: str | Path,
    *,
    page: Callable[["nx.Graph[str]"], str] | None = None,
) -> None:
    """Write a network in the format that the file's ending names.

    :param graph: as ``saite.network.read_network`` makes it
    :param path: ``.graphml``, ``.gexf`` (single values, lists joined), ``.csv`` and ``.xlsx`` (one
        row a tie), ``.json`` (node-link, everything), or ``.html``
    :param page: makes the page for ``.html``; ``saite.view.write_network`` brings its own
    :raises UsageError: if no format has that ending; the endings are listed; or if there are more
        ties than a worksheet has rows
    """
    ending = check_ending(path)
    if ending == ".xlsx":
        Path(path).write_bytes(to_xlsx(graph))
        return
    if ending == ".html":
        if page is None:
            raise UsageError("a page is written by saite.view.write_network")
        text = page(graph)
    else:
        text = WRITERS[ending](graph)
    Path(path).write_text(text, encoding="utf-8", newline="")


def check_ending(path: str | Path) -> str:
    """Return the ending that names the format of a file.

    :raises UsageError: if no format has that ending; the endings are listed

    >>> check_ending("Network.HTM")
    '.html'
    """
    ending = Path(path).suffix.lower()
    ending = ".html" if ending == ".htm" else ending
    if ending not in ENDINGS:
        hint = f"; did you mean {near}?" if (near := nearest(ending, ENDINGS)) else ""
        raise UsageError(
            f"{str(path)!r}: a network is written as {' '.join(ENDINGS)}, by the ending{hint}"
        )
    return ending


def to_graphml(graph: "nx.Graph[str]") -> str:
    """Write GraphML; ``networkx.read_graphml`` reads it back with the values of ``flatten``."""
    stream = io.BytesIO()
    nx.write_graphml_xml(flatten(graph), stream, named_key_ids=True)
    return stream.getvalue().decode("utf-8") + "\n"


def to_gexf(graph: "nx.Graph[str]") -> str:
    """Write GEXF 1.2 with positions and sizes, for Gephi; it does not tell the day."""
    flat = flatten(graph)
    for _, data in flat.nodes(data=True):
        if "x" in data and "y" in data:
            # Gephi's y grows upwards.
            position = {"x": data.pop("x"), "y": -data.pop("y"), "z": 0.0}
            data["viz"] = {"position": position, "size": data.pop("size", 10.0)}
    writer = GEXFWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph(flat)
    for element in writer.xml.iter():
        element.attrib.pop("lastmodifieddate", None)
    ET.indent(writer.xml)
    body = ET.tostring(writer.xml, encoding="unicode")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{body}\n"


def to_json(graph: "nx.Graph[str]") -> str:
    """Write node-link JSON; ``networkx.node_link_graph`` reads back all of it."""
    data = nx.node_link_data(graph, edges="edges")
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    return re.sub(r"[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def to_csv(graph: "nx.Graph[str]") -> str:
    """Write one row a tie, safe to open in a spreadsheet; lines end in CR LF."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(TABLE_COLUMNS)
    for row in _rows(graph):
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])
    return stream.getvalue()


def to_xlsx(graph: "nx.Graph[str]") -> bytes:
    """Write the rows of ``to_csv`` as a workbook, every text a text.

    :raises UsageError: if there are more ties than a worksheet has rows
    """
    if graph.number_of_edges() >= MAX_ROWS:
        raise UsageError(
            f"{graph.number_of_edges():,} ties do not fit a worksheet of {MAX_ROWS:,} rows: write"
            " CSV instead"
        )
    rows: list[list[Value]] = [[*TABLE_COLUMNS]]
    rows.extend([*row] for row in _rows(graph))
    stream = io.BytesIO()
    write_workbook(rows, stream)
    return stream.getvalue()


def flatten(graph: "nx.Graph[str]") -> "nx.Graph[str]":
    """Make a network of single values: lists joined by "; ", labels one attribute a language.

    :returns: a new graph with text that XML can hold; what is not known is left out
    """
    flat: nx.Graph[str] = nx.Graph()
    flat.graph["name"] = "Saite"
    for node, data in graph.nodes(data=True):
        values: dict[str, Any] = {name: data[name] for name in NODE_COLUMNS if name in data}
        values |= {f"label_{tag or 'und'}": text for tag, text in data.get("labels", {}).items()}
        values["aliases"] = "; ".join(name["text"] for name in data.get("names", []))
        values["places"] = "; ".join(
            choose_label(place["labels"], "en") for place in data.get("places", [])
        )
        flat.add_node(_legal(node), **_plain(values))
    for a, b, data in graph.edges(data=True):
        values = {name: data[name] for name in EDGE_COLUMNS if name in data}
        values |= {
            f"weight_{_tail(kind)}": weight for kind, weight in data.get("kinds", {}).items()
        }
        values["supports"] = len(data.get("supports", []))
        values["kinds"] = "; ".join(_tail(kind) for kind in data.get("kinds", {}))
        values["through"] = "; ".join(_through(graph, data.get("supports", [])))
        values["documents"] = "; ".join(_documents(graph, data.get("supports", [])))
        flat.add_edge(_legal(a), _legal(b), **_plain(values))
    return flat


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Keep what says something; concepts by their notation, text as XML can hold it."""
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("kind", "status"):
            plain[name] = _legal(_tail(value))
        elif isinstance(value, str):
            plain[name] = _legal(value)
        elif value is not None:
            plain[name] = value
    return {name: value for name, value in plain.items() if value != ""}


def _legal(text: str) -> str:
    """Replace what XML cannot hold; an end of line is one newline, as XML reads it anyway."""
    return NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _rows(graph: "nx.Graph[str]") -> Iterator[list[str | float | int]]:
    for a, b, data in graph.edges(data=True):
        supports = data.get("supports", [])
        yield [
            graph.nodes[a].get("identifier", a),
            graph.nodes[a].get("label", a),
            graph.nodes[b].get("identifier", b),
            graph.nodes[b].get("label", b),
            data.get("weight", 1.0),
            len(supports),
            "; ".join(_tail(kind) for kind in data.get("kinds", {})),
            _tail(data.get("status", "")),
            data.get("earliest", ""),
            data.get("latest", ""),
            "; ".join(_through(graph, supports)),
            "; ".join(_documents(graph, supports)),
            data.get("iri", ""),
        ]


def _through(graph: "nx.Graph[str]", supports: list[Support]) -> list[str]:
    """Name what a tie goes through: by label, else by id."""
    things = [graph.graph.get("things", {}).get(support["through"]) for support in supports]
    language = graph.graph.get("language", "en")
    named = (
        choose_label(thing["labels"], language) or thing["identifier"] for thing in things if thing
    )
    return list(dict.fromkeys(name for name in named if name))


def _documents(graph: "nx.Graph[str]", supports: list[Support]) -> list[str]:
    """Name the documents that a tie's statements stand in, by id, sorted."""
    shared = graph.graph
    statements: list[Statement] = [
        shared["statements"][iri] for support in supports for iri in support["statements"]
    ]
    evidence = {key for statement in statements for key in statement["evidence"]}
    documents = {shared["evidence"][key]["document"] for key in evidence}
    return sorted(
        shared["documents"].get(iri, {}).get("identifier") or iri for iri in documents if iri
    )


def _tail(key: str) -> str:
    return key.rsplit("/", 1)[-1]


WRITERS: Final[dict[str, Callable[["nx.Graph[str]"], str]]] = {
    ".csv": to_csv,
    ".gexf": to_gexf,
    ".graphml": to_graphml,
    ".json": to_json,
}
ENDINGS: Final = (*sorted(WRITERS), ".html", ".xlsx")
