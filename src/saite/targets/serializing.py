"""N-Quads into the other formats of a graph.

All formats but RDF/JSON are written as the statements come; that one names each subject once, so
the whole graph is in memory while it is written.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Final, TypeAlias, cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

from saite.errors import SaiteError
from saite.mapping.model import LogicalTarget, Serialization
from saite.mapping.spec import XSD_STRING

_FORMATS: Final = {
    Serialization.TURTLE: RdfFormat.TURTLE,
    Serialization.TRIG: RdfFormat.TRIG,
    Serialization.N3: RdfFormat.N3,
    Serialization.JSON_LD: RdfFormat.JSON_LD,
    Serialization.RDF_XML: RdfFormat.RDF_XML,
}
# Of XML 1.0: what a name may begin with, what it may go on with, and what no text may hold.
_START: Final = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_END: Final = re.compile(f"[{_START}][{_START}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*$")
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# What the syntax of RDF/XML itself says with elements, and no statement can
# (https://www.w3.org/TR/rdf-syntax-grammar/#section-Namespace).
_NO_PREDICATES: Final = frozenset(
    _RDF + name
    for name in (
        "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li", "Description",
        "aboutEach", "aboutEachPrefix", "bagID",
    )
)  # fmt: skip
# Names of prefixes that XML and the writer keep for themselves are left out.
_PREFIX: Final = re.compile(r"(?!xml|its$|oxprefix)[A-Za-z][A-Za-z0-9-]*", re.IGNORECASE)

_Object: TypeAlias = NamedNode | BlankNode | Literal | Triple


def serialize(nquads: Path, made: Path, target: LogicalTarget, prefixes: Mapping[str, str]) -> None:
    """Write the quads of a file in the format of a target, as UTF-8.

    :param prefixes: what formats with prefixes may shorten IRIs with
    :raises SaiteError: if the format has no way to say what a statement says
    """
    quads = _read(nquads, target)
    with made.open("wb") as file:
        if target.serialization is Serialization.RDF_JSON:
            _write_rdf_json(quads, file)
            return
        is_xml = target.serialization is Serialization.RDF_XML
        ox.serialize(
            _for_xml(quads, target) if is_xml else quads,
            cast("IO[bytes]", _XmlFile(file)) if is_xml else file,
            _FORMATS[target.serialization],
            prefixes=_valid(prefixes),
        )


class _XmlFile:
    """Writes what an XML parser would take for a line break as the character that it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        self._file.write(data.replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        self._file.flush()


def _valid(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Give the prefixes that every format takes, none of which has another meaning in XML."""
    return {
        prefix: iri
        for prefix, iri in sorted(prefixes.items())
        if _PREFIX.fullmatch(prefix) and (prefix != "rdf" or iri == _RDF)
    }


def _read(nquads: Path, target: LogicalTarget) -> Iterator[Quad]:
    """Give the quads of a file.

    Not every format could hold an IRI that is none apart from what follows it.
    """
    try:
        for each in ox.parse(path=nquads, format=RdfFormat.N_QUADS):
            assert isinstance(each, Quad)
            yield each
    except SyntaxError as error:
        raise _refusal(target, f"a term that is no valid one ({error.msg})") from None


def _for_xml(quads: Iterable[Quad], target: LogicalTarget) -> Iterator[Quad]:
    for quad in quads:
        predicate = quad.predicate
        if not _NAME_END.search(predicate.value) or predicate.value in _NO_PREDICATES:
            raise _refusal(
                target, f"the predicate {predicate}, which is no name of XML or not free"
            )
        if isinstance(quad.object, Literal) and _NO_XML.search(quad.object.value):
            raise _refusal(target, f"a control character, as in {quad.object}")
        yield quad


def _refusal(target: LogicalTarget, what: str) -> SaiteError:
    return SaiteError(
        f"{target.file} cannot be written as {target.serialization.value}: it has no way to write "
        f"{what}; expected formats:N-Quads ({target.where})"
    )


def _write_rdf_json(quads: Iterable[Quad], file: IO[bytes]) -> None:
    """Write a graph as RDF/JSON, subjects and predicates in the order of their first statement.

    Source: RDF 1.1 JSON Alternate Serialization (https://www.w3.org/TR/rdf-json/)
    """
    tree: dict[str, dict[str, list[dict[str, str]]]] = {}
    for quad in quads:
        subject = tree.setdefault(_name(quad.subject), {})
        subject.setdefault(quad.predicate.value, []).append(_value(quad.object))
    for text in json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(tree):
        file.write(text.encode())
    file.write(b"\n")


def _name(term: _Object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _value(term: _Object) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"type": "uri" if isinstance(term, NamedNode) else "bnode", "value": _name(term)}
    value = {"type": "literal", "value": term.value}
    if term.language:
        value["lang"] = term.language
    elif term.datatype.value != XSD_STRING:
        value["datatype"] = term.datatype.value
    return value
