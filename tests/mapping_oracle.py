"""RML run row by row: slow, plain, and apart from the engine, whose answers it judges.

It reads the mapping by rdflib, knows no plan and no SQL, and builds terms by pyoxigraph. It takes
well-formed mappings only, without joins.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from mapping_support import Row
from saite.dates import parse_date

RML = rdflib.Namespace("http://w3id.org/rml/")
FN = "https://w3id.org/saite/functions#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
# RFC 3987, ucschar, written down once more and in another way than in the engine.
UCSCHAR = [(0xA0, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFEF), (0xE1000, 0xEFFFD)] + [
    (plane * 0x10000, plane * 0x10000 + 0xFFFD) for plane in range(1, 14)
]
Rdf = ox.NamedNode | ox.Literal | ox.BlankNode


def encoded(text: str) -> str:
    def one(character: str) -> str:
        kept = character.isascii() and (character.isalnum() or character in "-._~")
        kept = kept or any(low <= ord(character) <= high for low, high in UCSCHAR)
        return character if kept else quote(character, safe="")

    return "".join(one(character) for character in text)


def dates(given: dict[str, str]) -> dict[str, str | None]:
    if "text" not in given:
        return {}
    date = parse_date(given["text"], given.get("language", ""))
    return {
        "edtf": date.edtf,
        "earliest": str(date.earliest) if date.earliest else None,
        "latest": str(date.latest) if date.latest else None,
        "precision": date.precision,
        "asWritten": date.as_written,
    }


FUNCTIONS: dict[str, Callable[[dict[str, str]], Mapping[str, str | None]]] = {
    "date": dates,
    "isNotNull": lambda given: {"truth": "true" if "value" in given else "false"},
    "isNull": lambda given: {"truth": "false" if "value" in given else "true"},
    "equal": lambda given: (
        {"truth": str(given["value"] == given["other"]).lower()} if len(given) > 1 else {}
    ),
    "notEqual": lambda given: (
        {"truth": str(given["value"] != given["other"]).lower()} if len(given) > 1 else {}
    ),
}


class Oracle:
    def __init__(
        self, path: Path, tables: Mapping[str, Sequence[Sequence[Row]]], base: str
    ) -> None:
        self.graph = rdflib.Graph().parse(path, format="turtle", publicID=base)
        self.tables = tables
        self.base = base

    def quads(self) -> set[ox.Quad]:
        dataset = ox.Dataset(quad for node in self.maps() for quad in self.triples_map(node))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return set(dataset)

    def maps(self) -> list[Node]:
        return sorted(self.graph.subjects(RML.logicalSource, None), key=str)

    def one(self, node: Node | None, name: str) -> Node | None:
        return self.graph.value(node, RML[name])

    def each(self, node: Node, name: str) -> Iterator[Node | rdflib.Literal]:
        """Give the nodes of a property; those of its shortcut stand as constants."""
        yield from self.graph.objects(node, RML[f"{name}Map"])
        for constant in self.graph.objects(node, RML[name]):
            made = rdflib.BNode()
            self.graph.add((made, RML.constant, constant))
            yield made

    def triples_map(self, node: Node) -> Iterator[ox.Quad]:
        source = self.one(self.one(node, "logicalSource"), "source")
        path = source if isinstance(source, rdflib.Literal) else self.one(source, "path")
        (subject,) = list(self.each(node, "subject"))
        for row in (row for rows in self.tables[str(path)] for row in rows):
            own = list(self.each(subject, "graph"))
            for term in self.terms(subject, row, "IRI"):
                for iri in self.graph.objects(subject, RML["class"]):
                    made = ox.NamedNode(str(iri))
                    yield from self.placed(term, TYPE, made, own, row)
                for pair in self.graph.objects(node, RML.predicateObjectMap):
                    graphs = own + list(self.each(pair, "graph"))
                    for predicate, value in product(
                        [
                            t
                            for p in self.each(pair, "predicate")
                            for t in self.terms(p, row, "IRI")
                        ],
                        [t for o in self.each(pair, "object") for t in self.terms(o, row, "")],
                    ):
                        yield from self.placed(term, predicate, value, graphs, row)

    def placed(self, s: Rdf, p: Rdf, o: Rdf, graphs: Sequence[Node], row: Row) -> Iterator[ox.Quad]:
        assert isinstance(s, ox.NamedNode | ox.BlankNode)
        assert isinstance(p, ox.NamedNode)
        if not graphs:
            yield ox.Quad(s, p, o)
        for graph in graphs:
            for name in self.terms(graph, row, "IRI"):
                assert isinstance(name, ox.NamedNode)
                default = name.value == str(RML.defaultGraph)
                yield ox.Quad(s, p, o, ox.DefaultGraph() if default else name)

    def terms(self, node: Node, row: Row, kind: str) -> list[Rdf]:
        condition = self.one(node, "condition")
        if condition is not None and "true" not in self.outputs(condition, row):
            return []
        constant = self.one(node, "constant")
        if isinstance(constant, rdflib.URIRef):
            return [ox.NamedNode(str(constant))]
        declared = self.one(node, "termType")
        kind = str(declared).removeprefix(str(RML)) if declared else kind
        languages = [t for m in self.each(node, "language") for t in self.texts(m, row, str)]
        datatypes = [t for m in self.each(node, "datatype") for t in self.terms(m, row, "IRI")]
        has_language, has_datatype = (
            any(True for _ in self.each(node, name)) for name in ("language", "datatype")
        )
        if not kind:
            is_iri = self.one(node, "template") is not None and not (has_language or has_datatype)
            kind = "IRI" if is_iri else "Literal"
        if kind == "IRI":
            return [self.iri(text) for text in self.texts(node, row, encoded)]
        if kind == "UnsafeIRI":
            return [self.iri(text) for text in self.texts(node, row, str)]
        if kind == "BlankNode":
            return [ox.BlankNode("b" + text.encode().hex()) for text in self.texts(node, row, str)]
        texts = self.texts(node, row, str)
        if has_language:
            return [tagged(a, b) for a, b in product(texts, languages)]
        if has_datatype:
            return [
                ox.Literal(a, datatype=b)
                for a, b in product(texts, datatypes)
                if isinstance(b, ox.NamedNode)
            ]
        if isinstance(constant, rdflib.Literal) and constant.datatype:
            return [ox.Literal(str(constant), datatype=ox.NamedNode(str(constant.datatype)))]
        return [ox.Literal(text) for text in texts]

    def iri(self, text: str) -> ox.NamedNode:
        try:
            return ox.NamedNode(text)
        except ValueError:
            return ox.NamedNode(self.base + text)

    def texts(self, node: Node, row: Row, encode: Callable[[str], str]) -> list[str]:
        constant, reference, template = (
            self.one(node, name) for name in ("constant", "reference", "template")
        )
        if constant is not None:
            return [str(constant)]
        if reference is not None:
            return self.cells(row, str(reference))
        if template is None:
            return self.outputs(node, row)
        pieces = list(split(str(template)))
        names = sorted({name for is_name, name in pieces if is_name})
        combinations = product(*(self.cells(row, name) for name in names))
        return [
            "".join(
                encode(dict(zip(names, values, strict=True))[piece]) if is_name else piece
                for is_name, piece in pieces
            )
            for values in combinations
        ]

    @staticmethod
    def cells(row: Row, name: str) -> list[str]:
        value = row[name]
        if isinstance(value, list):
            return list(dict.fromkeys(value))
        return [] if value is None else [value]

    def outputs(self, node: Node, row: Row) -> list[str]:
        execution = self.one(node, "functionExecution")
        name = str(self.one(execution, "function")).removeprefix(FN)
        given: dict[str, list[str]] = {}
        for item in self.graph.objects(execution, RML.input):
            (value,) = list(self.each(item, "inputValue"))
            found = self.texts(value, row, str)
            given[str(self.one(item, "parameter")).removeprefix(FN)] = found
        present = {key: found for key, found in given.items() if found}
        wanted = str(self.one(node, "return") or "").removeprefix(FN)
        results = []
        for values in product(*present.values()):
            made = FUNCTIONS[name](dict(zip(present, values, strict=True)))
            results.append(made.get(wanted) if wanted else next(iter(made.values()), None))
        return [each for each in results if each is not None]


def tagged(text: str, tag: str) -> ox.Literal:
    """Make a text with a language; pyoxigraph takes the long ones, of which there is none."""
    if len(tag.partition("-")[0]) > 3:
        raise ValueError(tag)
    return ox.Literal(text, language=tag)


def split(template: str) -> Iterator[tuple[bool, str]]:
    """Cut a well-formed template: whether a piece is a name, and the piece."""
    piece, is_name, escaped = "", False, False
    for character in template:
        if escaped:
            piece, escaped = piece + character, False
        elif character == "\\":
            escaped = True
        elif character in "{}":
            yield is_name, piece
            piece, is_name = "", character == "{"
        else:
            piece += character
    yield False, piece
