"""SPARQL inside shapes: read before it is run, so that a slip is told with its place.

Source: SPARQL-based constraints (https://www.w3.org/TR/shacl/#sparql-constraints).
"""

import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph
import rdflib
from rdflib.namespace import OWL, SH

SPEC: Final = "https://www.w3.org/TR/shacl/#sparql-constraints"
SERVICE: Final = re.compile(r"\bSERVICE\b", re.IGNORECASE)


def share_prefixes(graph: rdflib.Graph) -> None:
    """Let prefixes reach along ``owl:imports`` inside a graph, as the standard asks.

    The engine looks at the prefixes of the node alone that ``sh:prefixes`` names.
    """
    for node in sorted(set(graph.subjects(OWL.imports)), key=str):
        for imported in list(graph.transitive_objects(node, OWL.imports)):
            for declaration in list(graph.objects(imported, SH.declare)):
                graph.add((node, SH.declare, declaration))


def check_queries(graph: rdflib.Graph) -> Iterator[tuple[str, str]]:
    """Check that each query of a shape parses with the prefixes that it declares.

    :returns: faults, each a message and the pattern to look for in the file
    """
    for term in (SH.select, SH.ask):
        pairs = sorted(graph.subject_objects(term), key=lambda pair: str(pair[1]))
        for node, query in pairs:
            fault = _check_query(str(query), _prefixes(node, graph))
            if fault:
                # A query stands over several lines; its first words are enough to find it.
                lines = [line.strip() for line in str(query).splitlines() if line.strip()]
                yield f"{fault} (see {SPEC})", re.escape(lines[0] if lines else "sh:sparql")


def _check_query(text: str, prefixes: dict[str, str]) -> str:
    if SERVICE.search(text):
        return "a query of a shape must not ask another server (SERVICE)"
    try:
        pyoxigraph.Store().query(text, prefixes=prefixes)
    except (SyntaxError, ValueError) as error:
        return f"a query of a shape does not parse: {error}"
    return ""


def _prefixes(node: rdflib.term.Node, graph: rdflib.Graph) -> dict[str, str]:
    holders = set(graph.objects(node, SH.prefixes))
    # The engine adds what the ontologies of the file declare.
    declarations = {
        declaration
        for holder in holders | set(graph.subjects(predicate=SH.declare))
        for declaration in graph.objects(holder, SH.declare)
    }
    return {
        str(graph.value(declaration, SH.prefix)): str(graph.value(declaration, SH.namespace))
        for declaration in declarations
    }
