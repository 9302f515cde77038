"""Answers in the formats of the W3C, for other programs: bare terms, no labels, no guards.

Sources: SPARQL 1.1 Query Results JSON Format (https://www.w3.org/TR/sparql11-results-json/), with
the triple terms of SPARQL 1.2; Query Results CSV and TSV Formats
(https://www.w3.org/TR/sparql11-results-csv-tsv/); RDF 1.2 N-Quads, Turtle, JSON-LD by pyoxigraph.
"""

import csv
import io
import json
from typing import BinaryIO, Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)

from saite.namespaces import PREFIXES
from saite.results.model import Results, Statements, Truth
from saite.results.terms import Term

RDF_FORMATS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
}
_XSD_STRING: Final = PREFIXES["xsd"] + "string"
# Naming blank nodes by their place takes time that grows without bound with their number.
_MAX_BLANK_NODES: Final = 100


def write_standard_csv(results: Results, stream: BinaryIO) -> None:
    """Write SPARQL CSV: values without their types, lines that end in CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(results.variables)
    for row in results.terms:
        writer.writerow([_csv_value(term) for term in row])
    stream.write(text.getvalue().encode("utf-8"))


def _csv_value(term: Term | None) -> str:
    match term:
        case None:
            return ""
        case NamedNode() | Literal():
            return term.value
        case _:
            return str(term)


def write_standard_tsv(results: Results, stream: BinaryIO) -> None:
    """Write SPARQL TSV: each term as in Turtle, lossless."""
    lines = ["\t".join(f"?{variable}" for variable in results.variables)]
    # N-Triples, which str gives, lets a tab stand in a text as it is; TSV does not.
    lines += [
        "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row)
        for row in results.terms
    ]
    stream.write(("\n".join(lines) + "\n").encode("utf-8"))


def write_json(answer: Results | Truth, stream: BinaryIO) -> None:
    """Write SPARQL results as JSON, one binding a row, unbound variables left out."""
    if isinstance(answer, Truth):
        document: dict[str, object] = {"head": {}, "boolean": answer.value}
    else:
        bindings = [
            {
                variable: _json_term(term)
                for variable, term in zip(answer.variables, row, strict=True)
                if term is not None
            }
            for row in answer.terms
        ]
        document = {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}
    stream.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _json_term(term: Term) -> dict[str, object]:
    match term:
        case NamedNode(value=value):
            return {"type": "uri", "value": value}
        case BlankNode(value=value):
            return {"type": "bnode", "value": value}
        case Literal():
            return _json_literal(term)
        case Triple():
            parts = (("subject", term.subject), ("predicate", term.predicate))
            written = {name: _json_term(part) for name, part in (*parts, ("object", term.object))}
            return {"type": "triple", "value": written}


def _json_literal(literal: Literal) -> dict[str, object]:
    written: dict[str, object] = {"type": "literal", "value": literal.value}
    if literal.language:
        written["xml:lang"] = literal.language
        if literal.direction is not None:
            written["its:dir"] = literal.direction.value
    elif literal.datatype.value != _XSD_STRING:
        written["datatype"] = literal.datatype.value
    return written


def write_statements(statements: Statements, stream: BinaryIO, *, form: str) -> None:
    """Write statements as RDF, sorted.

    Blank nodes are named by their place among the statements, not by chance, as long as there
    are at most a hundred of them.

    :param form: one of ``RDF_FORMATS``
    """
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in statements)
    nodes = {t for quad in dataset for t in (quad.subject, quad.object) if isinstance(t, BlankNode)}
    if len(nodes) <= _MAX_BLANK_NODES:
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    quads = sorted(dataset, key=str)
    triples = [quad.triple for quad in quads]
    if form == "ttl":
        text = "\n".join(map(str, triples))
        used = {prefix: name for prefix, name in PREFIXES.items() if name in text}
        serialize(triples, stream, format=RDF_FORMATS[form], prefixes=used)
    else:
        serialize(quads if form == "nq" else triples, stream, format=RDF_FORMATS[form])
