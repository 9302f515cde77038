"""The graph of RML that a YARRRML document stands for, and where its nodes are written."""

from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from saite.mapping.spec import RDF_TYPE, RML
from saite.mapping.yarrrml.nodes import Place

Node: TypeAlias = NamedNode | BlankNode
Value: TypeAlias = NamedNode | BlankNode | Literal | Triple


class Graph:
    """Triples by subject and property, in the order in which they were made."""

    def __init__(self) -> None:
        self.nodes: dict[Node, dict[str, list[Value]]] = {}
        self.places: dict[Node, Place] = {}

    def blank(self, place: Place) -> BlankNode:
        """Make a node for what is written in a place; numbered, so that two runs are the same."""
        node = BlankNode(f"y{len(self.places)}")
        self.places[node] = place
        return node

    def triples_map(self, iri: str, place: Place) -> NamedNode:
        """Make a triples map."""
        node = NamedNode(iri)
        self.places[node] = place
        self.nodes.setdefault(node, {}).setdefault(RDF_TYPE, []).append(
            NamedNode(RML + "TriplesMap")
        )
        return node

    def add(self, subject: Node, name: str, value: Value) -> None:
        """Add a triple with a property of RML."""
        self.add_foreign(subject, RML + name, value)

    def add_foreign(self, subject: Node, iri: str, value: Value) -> None:
        """Add a triple with a property of any vocabulary."""
        values = self.nodes.setdefault(subject, {}).setdefault(iri, [])
        if value not in values:
            values.append(value)
