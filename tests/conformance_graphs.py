"""The files of a case as graphs: unpacked, decoded, parsed, with canonical blank nodes."""

import codecs
import gzip
import json
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from saite.targets.packing import unpacked_name

Graph = set[ox.Quad]

XSD_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
FORMATS = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".n3": ox.RdfFormat.N3,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdfxml": ox.RdfFormat.RDF_XML,
}


def is_utf16(data: bytes) -> bool:
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def unpacked(path: Path) -> bytes:
    """Give the bytes of a file, or of the only one in the archive that its ending tells of."""
    name = path.name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            (entry,) = archive.namelist()
            return archive.read(entry)
    if name.endswith((".tar.gz", ".tar.xz")):
        with tarfile.open(path, "r:gz" if name.endswith(".gz") else "r:xz") as archive:
            (member,) = archive.getmembers()
            file = archive.extractfile(member)
            assert file is not None
            return file.read()
    return gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()


UNPACKING_ERRORS = (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError)


def read_graph(path: Path) -> Graph:
    """Read a file in the format that its name tells, whatever archive it is in."""
    data = unpacked(path)
    ending = Path(unpacked_name(path.name)).suffix
    text = data.decode("utf-16" if is_utf16(data) else "utf-8")
    if ending == ".rdfjson":
        return canonical(_rdf_json(json.loads(text)))
    source = text.replace('encoding="UTF-16"', "", 1) if ending == ".rdfxml" else text
    parsed = ox.parse(source, FORMATS[ending], lenient=True)
    return canonical(quad for quad in parsed if isinstance(quad, ox.Quad))


def canonical(quads: Iterator[ox.Quad]) -> Graph:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def _rdf_json(tree: dict[str, Any]) -> Iterator[ox.Quad]:
    for subject, pairs in tree.items():
        for predicate, values in pairs.items():
            for value in values:
                yield ox.Quad(_node(subject), ox.NamedNode(predicate), _term(value))


def _node(text: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text)


def _term(value: dict[str, Any]) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    text = str(value["value"])
    if value["type"] != "literal":
        return _node(text)
    if "lang" in value:
        return ox.Literal(text, language=value["lang"])
    return ox.Literal(text, datatype=ox.NamedNode(value["datatype"])) if "datatype" in value else (
        ox.Literal(text)
    )  # fmt: skip


def without_integers(graph: Graph) -> Graph:
    """Give a graph whose integers are plain texts."""

    def plain(quad: ox.Quad) -> ox.Quad:
        value = quad.object
        if isinstance(value, ox.Literal) and value.datatype.value == XSD_INTEGER:
            return ox.Quad(quad.subject, quad.predicate, ox.Literal(value.value), quad.graph_name)
        return quad

    return {plain(quad) for quad in graph}
