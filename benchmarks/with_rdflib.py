"""A loop by hand into an rdflib graph: ``python with_rdflib.py FOLDER OUTPUT [RECORDS]``."""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from shape import Constant, Object, Template, TriplesMap, encoded, load


def fill(template: Template, row: dict[str, str]) -> URIRef | None:
    """Make an IRI of a row; None where a cell is empty."""
    iri = template.text
    for column in template.columns:
        if not row[column]:
            return None
        iri = iri.replace(f"{{{column}}}", encoded(row[column]))
    return URIRef(iri)


def term(value: Object, row: dict[str, str]) -> Node | None:
    """Make an object of a row; None where a cell is empty."""
    if isinstance(value, Constant):
        return URIRef(value.iri)
    if isinstance(value, Template):
        return fill(value, row)
    cell = row[value.column]
    if not cell:
        return None
    if value.is_iri:
        return URIRef(cell)
    return Literal(cell, lang=value.language or None, datatype=value.datatype or None)


def run(folder: Path, output: Path, maps: Sequence[TriplesMap]) -> None:
    """Write the graph of the tables of a folder."""
    graph = Graph()
    for each in maps:
        with (folder / f"{each.table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                subject = fill(each.subject, row)
                if subject is None:
                    continue
                for predicate, value in each.pairs:
                    made = term(value, row)
                    if made is not None:
                        graph.add((subject, URIRef(predicate), made))
    graph.serialize(output, format="nt", encoding="utf-8")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), load(sys.argv[3] if len(sys.argv) > 3 else ""))
