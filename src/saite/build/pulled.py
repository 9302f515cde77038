"""Sources of statements that are there already: each becomes one graph, with where it is from.

The names that graphs have in the file are left out: the graph of a source is ``{base}graph/NAME``.
A blank node becomes an IRI below ``{base}.well-known/genid/``, because builds have none.

Sources: RDF 1.1 Concepts, section 3.5 (https://www.w3.org/TR/rdf11-concepts/#section-skolemization),
PROV-O (https://www.w3.org/TR/prov-o/).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from saite.errors import Problem
from saite.namespaces import expand
from saite.provenance import Pulled, file_sha256, provenance_file, read_provenance
from saite.workspace import QuadSource, Workspace

_Statement = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]
_FORMATS: Final = {".nq": ox.RdfFormat.N_QUADS, ".nt": ox.RdfFormat.N_TRIPLES}


def check_pulled(workspace: Workspace) -> list[Problem]:
    """Find everything that is wrong with the files of statements: at most one thing in each."""
    return [problem for source in workspace.quads for problem in _problems(source)]


def write_pulled(workspace: Workspace, folder: Path) -> tuple[Path, ...]:
    """Write the graph of each source as N-Quads, and one more that tells where they are from.

    :returns: the files; none if the workspace has no such source
    """
    if not workspace.quads:
        return ()
    files = []
    for source in workspace.quads:
        files.append(folder / f"pulled-{source.name}.nq")
        ox.serialize(_quads(source, workspace.base), files[-1], ox.RdfFormat.N_QUADS)
    files.append(folder / "pulled.nq")
    told = (quad for source in workspace.quads for quad in _provenance(source, workspace.base))
    ox.serialize(told, files[-1], ox.RdfFormat.N_QUADS)
    return tuple(files)


def _problems(source: QuadSource) -> Iterator[Problem]:
    name = str(source.path)
    try:
        for quad in _read(source):
            if isinstance(quad.object, ox.Triple):
                yield Problem(name, value=str(quad.object), message="is a triple, expected a term")
                return
    except SyntaxError as error:
        yield Problem(name, line=error.lineno or 0, message=f"is not valid: {error.msg}")
    except OSError as error:
        yield Problem(name, message=f"cannot be read: {error.strerror or error}")
    try:
        told = read_provenance(source.path)
    except ValueError as error:
        message = f"does not say where statements are from: {error}; pull again, or remove it"
        yield Problem(str(provenance_file(source.path)), message=message)
        return
    if told and told.sha256 != file_sha256(source.path):
        message = (
            f"is not what was pulled from {told.endpoint} any more; pull again, or remove"
            f" {provenance_file(source.path).name}"
        )
        yield Problem(name, message=message)


def _read(source: QuadSource) -> Iterator[ox.Quad]:
    return ox.parse(path=source.path, format=_FORMATS[source.path.suffix.lower()])


def _quads(source: QuadSource, base: str) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(f"{base}graph/{source.name}")
    genid = f"{base}.well-known/genid/{source.name}/"

    def named(term: ox.NamedNode | ox.BlankNode) -> ox.NamedNode:
        if isinstance(term, ox.BlankNode):
            return ox.NamedNode(genid + quote(term.value, safe=""))
        return term

    for quad in _read(source):
        subject, value = quad.subject, quad.object
        if isinstance(value, ox.Triple) or isinstance(subject, ox.Triple):
            continue  # a problem that was told
        node = named(value) if isinstance(value, ox.BlankNode) else value
        yield ox.Quad(named(subject), quad.predicate, node, graph)


def _provenance(source: QuadSource, base: str) -> Iterator[ox.Quad]:
    """Tell which file a graph is, and of which server, when and by what query it was pulled."""
    graph = ox.NamedNode(f"{base}graph/pulled")
    place = quote(f"source/{source.name}/{source.path.name}", safe="/")
    file = ox.NamedNode(base + place)
    told = read_provenance(source.path)
    itself = ox.NamedNode(f"{base}graph/{source.name}")
    statements: list[_Statement] = [
        (itself, _iri("rdf:type"), _iri("prov:Entity")),
        (itself, _iri("prov:wasDerivedFrom"), file),
        (file, _iri("rdf:type"), _iri("prov:Entity")),
        (file, _iri("saite:fileName"), ox.Literal(source.path.name)),
        (file, _iri("saite:sha256"), ox.Literal(file_sha256(source.path))),
    ]
    if told:
        statements += _pull(told, file, ox.NamedNode(f"{base}pull/{source.name}"))
    return (ox.Quad(*statement, graph) for statement in statements)


def _pull(told: Pulled, file: ox.NamedNode, activity: ox.NamedNode) -> Iterator[_Statement]:
    endpoint = ox.NamedNode(told.endpoint)
    moment = ox.Literal(told.fetched, datatype=_iri("xsd:dateTime"))
    yield file, _iri("prov:wasGeneratedBy"), activity
    yield file, _iri("prov:generatedAtTime"), moment
    yield file, _iri("prov:wasDerivedFrom"), endpoint
    yield activity, _iri("rdf:type"), _iri("prov:Activity")
    yield activity, _iri("prov:endedAtTime"), moment
    yield activity, _iri("prov:used"), endpoint
    for name in told.graphs:
        yield activity, _iri("prov:used"), ox.NamedNode(name)
    if told.query:
        plan = ox.NamedNode(f"{activity.value}/query")
        yield activity, _iri("prov:used"), plan
        yield plan, _iri("rdf:type"), _iri("prov:Plan")
        yield plan, _iri("prov:value"), ox.Literal(told.query)


def _iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))
