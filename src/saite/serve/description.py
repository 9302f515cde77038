"""What the service says of itself: what it can do, and how much of what it holds.

Sources: SPARQL 1.1 Service Description; VoID (https://www.w3.org/TR/void/).
"""

from collections.abc import Iterator
from typing import Any, Final

import pyoxigraph as ox

from saite.namespaces import PREFIXES
from saite.serve.formats import GRAPH_FORMATS, ROW_FORMATS
from saite.serve.service import Service

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
FORMATS: Final = "http://www.w3.org/ns/formats/"
NAMES: Final = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}
Object = ox.NamedNode | ox.BlankNode | ox.Literal


def describe_service(
    address: str, counts: dict[str, Any], service: Service, form: ox.RdfFormat
) -> bytes:
    """Describe the service in RDF.

    :param address: of the endpoint
    :param counts: what the graph holds
    """
    triples = list(_service(address, service))
    dataset = ox.NamedNode(f"{address}#dataset")
    triples += list(_dataset(dataset, counts, service))
    prefixes = {"sd": SD, "void": VOID, **PREFIXES}
    if form in (ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG):
        quads = [ox.Quad(*triple) for triple in triples]
        return ox.serialize(quads, format=form) or b""
    return ox.serialize(triples, format=form, prefixes=prefixes) or b""


def _iri(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode({"sd": SD, "void": VOID, **PREFIXES}[prefix] + local)


def _service(address: str, service: Service) -> Iterator[ox.Triple]:
    node, a = ox.NamedNode(f"{address}#service"), _iri("rdf:type")
    plan = service.hub.plan
    languages = ["SPARQL11Query", *(["SPARQL11Update"] if service.is_writable else [])]
    features = ["UnionDefaultGraph"] if plan.is_union else []
    said: list[tuple[str, Object]] = [
        ("rdf:type", _iri("sd:Service")),
        ("sd:endpoint", ox.NamedNode(address)),
        *(("sd:supportedLanguage", _iri(f"sd:{name}")) for name in languages),
        *(("sd:feature", _iri(f"sd:{name}")) for name in features),
        *(
            ("sd:resultFormat", ox.NamedNode(FORMATS + NAMES[each]))
            for each in (*ROW_FORMATS, *GRAPH_FORMATS)
        ),
        ("sd:defaultDataset", ox.NamedNode(f"{address}#dataset")),
    ]
    for name, value in said:
        yield ox.Triple(node, a if name == "rdf:type" else _iri(name), value)


def _dataset(node: ox.NamedNode, counts: dict[str, Any], service: Service) -> Iterator[ox.Triple]:
    a, base = _iri("rdf:type"), node.value.removesuffix("dataset")
    graph = ox.NamedNode(f"{base}default-graph")
    yield ox.Triple(node, a, _iri("sd:Dataset"))
    yield ox.Triple(node, _iri("sd:defaultGraph"), graph)
    if service.hub.workspace is not None and service.hub.workspace.title:
        yield ox.Triple(node, _iri("dcterms:title"), ox.Literal(service.hub.workspace.title))
    yield ox.Triple(graph, a, _iri("sd:Graph"))
    yield ox.Triple(graph, a, _iri("void:Dataset"))
    triples = sum(counts["properties"].values())
    numbers = {
        "void:triples": triples,
        "void:distinctSubjects": counts["subjects"].get("", 0),
        "void:distinctObjects": counts["objects"].get("", 0),
        "void:classes": len(counts["classes"]),
        "void:properties": len(counts["properties"]),
    }
    for name, number in numbers.items():
        yield ox.Triple(graph, _iri(name), ox.Literal(number))
    if service.hub.plan.graph:
        space = ox.Literal(service.hub.plan.base)
        yield ox.Triple(graph, _iri("void:uriSpace"), space)
    yield from _partitions(graph, base, counts)
    yield from _named_graphs(node, base, counts)


def _partitions(graph: ox.NamedNode, base: str, counts: dict[str, Any]) -> Iterator[ox.Triple]:
    kinds = (
        ("classes", "void:classPartition", "void:class", "void:entities"),
        ("properties", "void:propertyPartition", "void:property", "void:triples"),
    )
    for kind, partition, of, many in kinds:
        for number, (iri, count) in enumerate(sorted(counts[kind].items()), 1):
            if not iri:
                continue
            part = ox.NamedNode(f"{base}{kind}-{number}")
            yield ox.Triple(graph, _iri(partition), part)
            yield ox.Triple(part, _iri(of), ox.NamedNode(iri))
            yield ox.Triple(part, _iri(many), ox.Literal(count))


def _named_graphs(dataset: ox.NamedNode, base: str, counts: dict[str, Any]) -> Iterator[ox.Triple]:
    for number, (iri, count) in enumerate(sorted(counts["graphs"].items()), 1):
        node, content = (
            ox.NamedNode(f"{base}graph-{number}"),
            ox.NamedNode(f"{base}content-{number}"),
        )
        yield ox.Triple(dataset, _iri("sd:namedGraph"), node)
        yield ox.Triple(node, _iri("rdf:type"), _iri("sd:NamedGraph"))
        yield ox.Triple(node, _iri("sd:name"), ox.NamedNode(iri))
        yield ox.Triple(node, _iri("sd:graph"), content)
        yield ox.Triple(content, _iri("rdf:type"), _iri("sd:Graph"))
        yield ox.Triple(content, _iri("void:triples"), ox.Literal(count))
