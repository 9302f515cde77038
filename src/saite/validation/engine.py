"""Holding a graph against shapes: pySHACL over a copy of the graph in rdflib."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph
import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError
from rdflib.namespace import DCTERMS, RDF, SH

from saite.errors import Problem, ShapesError
from saite.namespaces import shorten
from saite.validation.hoist import hoist_targets
from saite.validation.paths import PropertyPath, read_path
from saite.validation.report import SEVERITIES, Report, Result, RowReference
from saite.validation.shapes import Shapes
from saite.validation.terms import copy_triples, quiet_libraries, to_text

LIMIT: Final = 200_000
# Rows of others that a result names.
MOST_OTHERS: Final = 5


def validate_quads(
    source: pyoxigraph.Store | Path,
    shapes: Shapes,
    *,
    concepts: Iterable[Path] = (),
    limit: int = LIMIT,
) -> Report:
    """Hold a graph against shapes.

    All graphs of the source are seen as one. Nothing is inferred, no import is followed.

    :param source: a store, or a file of N-Quads
    :param concepts: Turtle files of controlled values, seen beside the graph where it lacks them
    :param limit: quads above which the graph is not validated and the report says so
    :returns: a report; results of a node say from which rows of the records it comes
    :raises ShapesError: if the engine cannot run the shapes
    :raises OSError: if a file cannot be read
    :raises SyntaxError: if a file is not what it should be
    """
    size = _count(source)
    if size > limit:
        skipped = (
            f"Not validated: the graph has {size} triples, more than the limit of {limit} "
            "(validate_triples in saite.toml)."
        )
        return Report(None, triples=size, shapes=len(shapes), skipped=skipped)
    graph = rdflib.Graph()
    with quiet_libraries():
        copy_triples(_quads(source), graph)
        for path in concepts:
            copy_triples(pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE), graph)
        found = _run(graph, shapes)
        results = {_read_result(node, found, graph=graph, shapes=shapes) for node in _nodes(found)}
    ordered = tuple(sorted(results, key=Result.sort_key))
    return Report(not ordered, ordered, triples=size, shapes=len(shapes))


def _count(source: pyoxigraph.Store | Path) -> int:
    if isinstance(source, pyoxigraph.Store):
        return len(source)
    with source.open("rb") as lines:
        return sum(1 for line in lines if line.strip() and not line.startswith(b"#"))


def _quads(source: pyoxigraph.Store | Path) -> Iterable[pyoxigraph.Quad]:
    if isinstance(source, pyoxigraph.Store):
        return source
    quads = pyoxigraph.parse(path=source, format=pyoxigraph.RdfFormat.N_QUADS)
    return (quad for quad in quads if isinstance(quad, pyoxigraph.Quad))


def _run(graph: rdflib.Graph, shapes: Shapes) -> rdflib.Graph:
    # A copy in any case: the engine adds triples of its own to the shapes.
    copy = hoist_targets(shapes.graph)
    try:
        _, found, _ = pyshacl.validate(graph, shacl_graph=copy, inference="none")
    # NotImplementedError is what pySHACL says of a part of SHACL that it does not have.
    except (ReportableRuntimeError, NotImplementedError) as error:
        raise _cannot_run(shapes, error) from error
    if not isinstance(found, rdflib.Graph):
        raise _cannot_run(shapes, found)
    return found


def _cannot_run(shapes: Shapes, reason: object) -> ShapesError:
    files = ", ".join(map(str, shapes.files))
    return ShapesError([Problem(files, message=f"the shapes cannot be run: {reason}")])


def _nodes(found: rdflib.Graph) -> Iterator[rdflib.term.Node]:
    for report in found.subjects(RDF.type, SH.ValidationReport):
        yield from found.objects(report, SH.result)


def _read_result(
    node: rdflib.term.Node, found: rdflib.Graph, *, graph: rdflib.Graph, shapes: Shapes
) -> Result:
    facts = dict(found.predicate_objects(node))
    focus, shape = facts[SH.focusNode], facts[SH.sourceShape]
    severity = str(facts[SH.resultSeverity])
    name = severity.removeprefix(str(SH)).lower()
    path = _read_result_path(facts.get(SH.resultPath), found)
    component = facts[SH.sourceConstraintComponent]
    others: list[RowReference] = []
    if path is not None and component == SH.QualifiedMaxCountConstraintComponent:
        others = _rows(_qualified(path.values(focus, graph), shape, graph, shapes) - {focus}, graph)
    return Result(
        focus=to_text(focus),
        path=path,
        value=to_text(facts[SH.value]) if SH.value in facts else "",
        severity=name if name in SEVERITIES else severity,
        component=str(component),
        shape=to_text(shape),
        messages=_messages(node, found, shapes),
        rows=tuple(_rows({focus}, graph)),
        others=tuple(others[:MOST_OTHERS]),
    )


def _rows(nodes: Iterable[rdflib.term.Node], graph: rdflib.Graph) -> list[RowReference]:
    """List the rows of the records that made some nodes, sorted."""
    found = (
        RowReference.from_iri(str(row))
        for node in nodes
        for row in graph.objects(node, DCTERMS.source)
    )
    return sorted(row for row in found if row is not None)


def _qualified(
    values: Iterable[rdflib.term.Node],
    shape: rdflib.term.Node,
    graph: rdflib.Graph,
    shapes: Shapes,
) -> set[rdflib.term.Node]:
    """Choose the values that a shape counts, as far as it tells them apart by their class."""
    classes = {
        kind
        for qualifier in shapes.graph.objects(shape, SH.qualifiedValueShape)
        for kind in shapes.graph.objects(qualifier, SH["class"])
    }
    return {value for value in values if all((value, RDF.type, kind) in graph for kind in classes)}


def _read_result_path(node: rdflib.term.Node | None, found: rdflib.Graph) -> PropertyPath | None:
    return None if node is None else read_path(node, found)


def _messages(node: rdflib.term.Node, found: rdflib.Graph, shapes: Shapes) -> dict[str, str]:
    """Take the messages that the shapes have; the engine's own may change from run to run."""
    component = found.value(node, SH.sourceConstraintComponent)
    speakers = (found.value(node, SH.sourceShape), found.value(node, SH.sourceConstraint))
    if not any((speaker, SH.message, None) in shapes.graph for speaker in speakers if speaker):
        return {"": f"does not satisfy {shorten(str(component))}"}
    texts = sorted(
        (getattr(text, "language", None) or "", str(text))
        for text in found.objects(node, SH.resultMessage)
    )
    joined: dict[str, str] = {}
    for language, text in texts:
        joined[language] = f"{joined[language]} {text}" if language in joined else text
    return joined
