"""Property paths of SHACL, as a value that can be written as SPARQL and as Turtle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath

from saite.errors import SaiteError
from saite.namespaces import shorten

# Each of these takes one path; SPARQL writes it before or after.
UNARY: Final = {
    SH.inversePath: ("^{}", "inversePath"),
    SH.zeroOrMorePath: ("{}*", "zeroOrMorePath"),
    SH.oneOrMorePath: ("{}+", "oneOrMorePath"),
    SH.zeroOrOnePath: ("{}?", "zeroOrOnePath"),
}
REPEATED: Final[Mapping[str, Literal["*", "+", "?"]]] = {
    "zeroOrMorePath": "*",
    "oneOrMorePath": "+",
    "zeroOrOnePath": "?",
}


@dataclass(frozen=True)
class PropertyPath:
    """A path from a focus node to values.

    :param kind: ``predicate``, ``sequence``, ``alternative`` or the local name of a term of SHACL
        that takes one path, such as ``inversePath``
    :param iri: the predicate's IRI, else empty
    :param parts: the paths that this one is made of, in order
    """

    kind: str
    iri: str = ""
    parts: tuple["PropertyPath", ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "PropertyPath":
        """Make a path of what ``dataclasses.asdict`` made of one."""
        return cls(**{**data, "parts": tuple(cls.from_data(part) for part in data["parts"])})

    def __str__(self) -> str:
        """Write the path as SPARQL does, with known prefixes.

        >>> predicate = PropertyPath("predicate", "https://w3id.org/saite/ns#ofAgreement")
        >>> str(PropertyPath("inversePath", parts=(predicate,)))
        '^saite:ofAgreement'
        """
        if self.kind == "predicate":
            short = shorten(self.iri)
            return short if short != self.iri else f"<{self.iri}>"
        texts = [f"({part})" if len(part.parts) > 1 else str(part) for part in self.parts]
        if self.kind in ("sequence", "alternative"):
            return ("/" if self.kind == "sequence" else "|").join(texts)
        pattern = next(pattern for pattern, name in UNARY.values() if name == self.kind)
        return pattern.format(texts[0])

    def values(self, focus: rdflib.term.Node, graph: rdflib.Graph) -> Iterator[rdflib.term.Node]:
        """Give the values that the path leads to from a node of a graph, each once."""
        yield from dict.fromkeys(graph.objects(focus, self._for_rdflib()))

    def _for_rdflib(self) -> rdflib.URIRef | Path:
        if self.kind == "predicate":
            return rdflib.URIRef(self.iri)
        parts = [part._for_rdflib() for part in self.parts]  # noqa: SLF001 - of this class
        if self.kind == "sequence":
            return SequencePath(*parts)
        if self.kind == "alternative":
            return AlternativePath(*parts)
        if self.kind == "inversePath":
            return InvPath(parts[0])
        return MulPath(parts[0], REPEATED[self.kind])

    def turtle(self) -> str:
        """Write the path as Turtle, as the object of ``sh:path``; IRIs in full."""
        if self.kind == "predicate":
            return f"<{self.iri}>"
        texts = [part.turtle() for part in self.parts]
        if self.kind == "sequence":
            return f"( {' '.join(texts)} )"
        if self.kind == "alternative":
            return f"[ sh:alternativePath ( {' '.join(texts)} ) ]"
        return f"[ sh:{self.kind} {texts[0]} ]"


def read_path(node: rdflib.term.Node, graph: rdflib.Graph, *, depth: int = 0) -> PropertyPath:
    """Read the property path that a node of a graph stands for.

    :raises SaiteError: if the node is no property path, or one without end
    :source: https://www.w3.org/TR/shacl/#property-paths
    """
    if isinstance(node, rdflib.URIRef):
        return PropertyPath("predicate", str(node))
    if depth < 20:
        if (node, RDF.first, None) in graph:
            return PropertyPath("sequence", parts=_read_list(node, graph, depth))
        for alternatives in graph.objects(node, SH.alternativePath):
            return PropertyPath("alternative", parts=_read_list(alternatives, graph, depth))
        for term, (_, kind) in UNARY.items():
            for inner in graph.objects(node, term):
                return PropertyPath(kind, parts=(read_path(inner, graph, depth=depth + 1),))
    raise SaiteError(
        f"{node!r} is not a property path (see https://www.w3.org/TR/shacl/#property-paths)"
    )


def _read_list(node: rdflib.term.Node, graph: rdflib.Graph, depth: int) -> tuple[PropertyPath, ...]:
    return tuple(read_path(part, graph, depth=depth + 1) for part in Collection(graph, node))
