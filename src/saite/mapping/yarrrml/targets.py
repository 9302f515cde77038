"""Targets of YARRRML: where else the statements of a term are written.

Source: https://w3id.org/yarrrml/spec/#targets
"""

from collections.abc import Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from saite.errors import nearest
from saite.mapping.spec import RDF_TYPE, RML
from saite.mapping.yarrrml.context import Context
from saite.mapping.yarrrml.keys import SPEC, TARGET, keys_of, open_keys, text_of
from saite.mapping.yarrrml.nodes import Items, Keys, Place, Text, Yaml
from saite.mapping.yarrrml.values import split_suffix

_FORMATS: Final = "http://www.w3.org/ns/formats/"
_SERIALIZATIONS: Final = {
    "jsonld": "JSON-LD", "n3": "N3", "ntriples": "N-Triples", "nquads": "N-Quads",
    "rdfjson": "RDF_JSON", "rdfxml": "RDF_XML", "turtle": "Turtle", "trig": "TriG",
}  # fmt: skip
_COMPRESSIONS: Final = {"gzip": "gzip", "zip": "zip", "targzip": "targz", "tarxz": "tarxz"}
_FILES: Final = ("localfile", "void", "dcat")
_ELSEWHERE: Final = ("sparql", "sd", "directhttprequest", "linkedhttprequest")
_SEE: Final = "targets"


class Targets:
    """Reads the targets of a document and puts them into its graph.

    :param node: the value of the document's key ``targets``
    """

    def __init__(self, context: Context, node: Yaml | None) -> None:
        self._context = context
        self._made: dict[str, BlankNode | None] = {}
        keys = keys_of(node, context.tell, "targets by name", see=_SEE)
        for name, value in keys.entries if keys else ():
            self._made[name.value] = self._target(value)

    def add(self, node: BlankNode, targets: Sequence[Yaml]) -> None:
        """Add the targets of a term to it."""
        for each in targets:
            found = self._named(each) if isinstance(each, Text) else self._target(each)
            if found is not None:
                self._context.graph.add(node, "logicalTarget", found)

    def _named(self, text: Text) -> BlankNode | None:
        if text.value not in self._made:
            known = ", ".join(self._made) or "none"
            self._context.tell(
                text.place, f"is not a target, expected one of targets: {known}",
                value=text.value, near=nearest(text.value, self._made), see=SPEC + _SEE,
            )  # fmt: skip
        return self._made.get(text.value)

    def _target(self, node: Yaml) -> BlankNode | None:
        tell = self._context.tell
        if isinstance(node, Text):
            return self._file(node, "", None, None, node.place)
        if isinstance(node, Items):
            texts = [text_of(each, tell, "a text", see=_SEE) for each in node.items]
            if not 0 < len(texts) <= 3 or texts[0] is None:
                message = f"expected [path~type, serialization, compression], found {len(texts)}"
                tell(node.place, f"{message} items", see=SPEC + _SEE)
                return None
            path, kind = split_suffix(texts[0].value)
            access = Text(path, is_null=False, place=texts[0].place)
            form, packed, *_ = (*texts[1:], None, None)
            return self._file(access, kind, form, packed, node.place)
        keys = keys_of(node, tell, "a target", see=_SEE)
        return self._from_keys(keys) if keys else None

    def _from_keys(self, keys: Keys) -> BlankNode | None:
        tell = self._context.tell
        opened = open_keys(keys, TARGET, tell, see=_SEE)
        given = text_of(opened.get("access"), tell, "a path", see=_SEE)
        named = text_of(opened.get("type"), tell, "a kind of target", see=_SEE)
        if given is None:
            if opened.lacks("access"):
                tell(keys.place, "expected the key access, found none", see=SPEC + _SEE)
            return None
        return self._file(
            given,
            named.value.lower() if named else "",
            text_of(opened.get("serialization"), tell, "a format", see=_SEE),
            text_of(opened.get("compression"), tell, "a compression", see=_SEE),
            keys.place,
        )

    def _file(
        self,
        access: Text,
        kind: str,
        serialization: Text | None,
        compression: Text | None,
        place: Place,
    ) -> BlankNode | None:
        graph = self._context.graph
        if kind and kind not in _FILES:
            word = "a target that is not written to here" if kind in _ELSEWHERE else "no target"
            self._context.tell(
                place, f"is {word}, expected one of {', '.join(_FILES)}", value=kind,
                near=nearest(kind, _FILES), see=SPEC + _SEE,
            )  # fmt: skip
            return None
        form = self._one_of(serialization, _SERIALIZATIONS, "a serialization")
        packed = self._one_of(compression, _COMPRESSIONS, "a compression")
        node, file = graph.blank(place), graph.blank(access.place)
        graph.add(node, "target", file)
        graph.add(node, "serialization", NamedNode(_FORMATS + (form or "N-Quads")))
        if packed:
            graph.add(node, "compression", NamedNode(RML + packed))
        graph.add_foreign(file, RDF_TYPE, NamedNode(RML + "FilePath"))
        graph.add(file, "path", Literal(access.value))
        return node

    def _one_of(self, text: Text | None, known: dict[str, str], what: str) -> str:
        if text is None:
            return ""
        name = text.value.lower()
        if name not in known:
            self._context.tell(
                text.place, f"is not {what} known here, expected one of {', '.join(known)}",
                value=text.value, near=nearest(name, known), see=SPEC + _SEE,
            )  # fmt: skip
        return known.get(name, "")
