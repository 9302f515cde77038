"""Formats of answers: media types, endings, and what a client accepts of them.

Source: RFC 9110, section 12.5.1 (Accept).
"""

from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox

from saite.serve.problems import RefusedError

JSON: Final = "application/json"
HTML: Final = "text/html"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GEOJSON: Final = "application/geo+json"
ROW_FORMATS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
# What a query in SPARQL can be had in; the workbook is for people, with labels.
TABLE_FORMATS: Final = (*ROW_FORMATS, XLSX)
GRAPH_FORMATS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
QUAD_FORMATS: Final = ("application/n-quads", "application/trig", "application/ld+json")
# What clients say besides the registered name, by the kind of answer.
ROW_ALIASES: Final = {
    JSON: "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
GRAPH_ALIASES: Final = {
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
    "text/x-nquads": "application/n-quads",
    "application/x-trig": "application/trig",
    JSON: "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
}
ENDINGS: Final = {
    "json": "application/sparql-results+json",
    "srj": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "srx": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": XLSX,
    "geojson": GEOJSON,
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "html": HTML,
}


def choose(accept: str, offers: Sequence[str], aliases: dict[str, str] | None = None) -> str:
    """Choose the format that a client likes best; the first on offer where it likes several.

    :param accept: value of the header; empty is as good as ``*/*``
    :param offers: media types, the one to prefer first
    :param aliases: other name -> name on offer
    :raises RefusedError: if nothing on offer is accepted

    >>> choose("text/csv;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    """
    ranges = _ranges(accept or "*/*")
    names = [(offer, offer) for offer in offers]
    names += [(name, offer) for name, offer in (aliases or {}).items() if offer in offers]
    best, found = (0.0, 0, 0), ""
    for place, (name, offer) in enumerate(names):
        quality, precision = _quality(name, ranges)
        # An alias counts only where it is named: a wildcard is answered by what is on offer.
        if place >= len(offers) and precision < 2:
            continue
        rank = (quality, precision, -place)
        if quality > 0 and (not found or rank > best):
            best, found = rank, offer
    if not found:
        raise RefusedError("format", f"this can be had as: {', '.join(offers)}")
    return found


def _ranges(accept: str) -> dict[str, float]:
    ranges: dict[str, float] = {}
    for part in accept.split(",")[:100]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = _number(value.strip())
        if name:
            ranges[name] = max(quality, ranges.get(name, 0.0))
    return ranges


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _quality(name: str, ranges: dict[str, float]) -> tuple[float, int]:
    kind = name.partition("/")[0]
    for precision, pattern in ((2, name), (1, f"{kind}/*"), (0, "*/*")):
        if pattern in ranges:
            return ranges[pattern], precision
    return 0.0, 0


def media_type_of(header: str) -> str:
    """Give the media type of a Content-Type header, without its parameters."""
    return header.partition(";")[0].strip().lower()
