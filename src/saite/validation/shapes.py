"""Shapes as files have them: read whole, checked whole, before any data is looked at."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph
import rdflib
from pyshacl.errors import ReportableRuntimeError
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import RDF, SH

from saite.errors import Problem, ShapesError
from saite.resources import resource
from saite.validation.queries import check_queries, share_prefixes
from saite.validation.syntax import check_syntax
from saite.validation.terms import OxTerm, copy_triples, quiet_libraries

TURTLE: Final = "https://www.w3.org/TR/turtle/"
SPEC: Final = "https://www.w3.org/TR/shacl/"
# The standard switches these on by true alone: "1" is a boolean too, and is passed over.
SWITCHES: Final = (SH.uniqueLang, SH.closed, SH.deactivated, SH.qualifiedValueShapesDisjoint)


@dataclass(frozen=True)
class Shapes:
    """The shapes of some files, together.

    :param graph: what the files say; blank nodes are named by file and order
    :param files: the files, in the order in which they were read
    """

    graph: rdflib.Graph
    files: tuple[Path, ...] = ()

    def __len__(self) -> int:
        """Count the shapes that have a type of SHACL or a target."""
        return len(set(_declared(self.graph)))


def read_shapes(paths: Iterable[Path]) -> Shapes:
    """Read shapes from Turtle files.

    :param paths: files; ``owl:imports`` in them are not followed
    :returns: all shapes together; none for no file
    :raises ShapesError: with every fault of every file: unreadable, not Turtle, no shape in it,
        or against a syntax rule of SHACL: a term that it does not have, a wrong value of a
        parameter, a reference to a shape that is nowhere, a pattern that is no regular expression
    :source: https://www.w3.org/TR/shacl/#syntax-rules

    >>> from saite.resources import resource
    >>> len(read_shapes([resource("ontology/shapes.ttl")])) > 100
    True
    """
    problems: list[Problem] = []
    whole = rdflib.Graph()
    texts: dict[str, str] = {}
    files = tuple(paths)
    with quiet_libraries():
        for number, path in enumerate(files):
            texts[str(path)] = _read_file(path, number, graph=whole, problems=problems)
        # A shape may refer to one of another file, so what it refers to is looked up at the end,
        # and only if every file could be read.
        if not problems:
            share_prefixes(whole)
            faults = (*check_syntax(whole), *check_queries(whole))
            # Saite's own file is known to be right: what is wrong stands in another one.
            own = str(resource("ontology/shapes.ttl"))
            others = {name: text for name, text in texts.items() if name != own}
            problems += [_locate(*fault, others or texts) for fault in faults]
        if not problems:
            problems += _try_to_build(whole, texts)
    if problems:
        raise ShapesError(problems)
    return Shapes(whole, files)


def _read_file(path: Path, number: int, *, graph: rdflib.Graph, problems: list[Problem]) -> str:
    name = str(path)
    try:
        data = path.read_bytes()
        # A relative IRI is read against the file's name alone, the same wherever the file stands.
        base = f"file:///{quote(path.name)}"
        syntax = pyoxigraph.RdfFormat.TURTLE
        quads = list(pyoxigraph.parse(data, format=syntax, base_iri=base))
    except OSError as error:
        problems.append(Problem(name, message=f"cannot be read: {error.strerror or error}"))
        return ""
    except SyntaxError as error:
        message = f"is not valid Turtle: {error.msg} (see {TURTLE})"
        problems.append(Problem(name, line=error.lineno or 0, message=message))
        return ""
    alone = rdflib.Graph()
    copy_triples(_name_blank_nodes(quads, number), alone)
    if not any(_declared(alone)):
        problems.append(Problem(name, message=f"has no shape in it (see {SPEC}#shapes)"))
    for subject, predicate, value in alone:
        if predicate not in SWITCHES or str(value) != "1":
            graph.add((subject, predicate, value))
    return data.decode("utf-8", errors="replace")


def _name_blank_nodes(
    quads: Iterable[pyoxigraph.Quad | pyoxigraph.Triple], number: int
) -> Iterator[pyoxigraph.Triple]:
    """Name blank nodes by file and order, so that the same files make the same report."""
    names: dict[str, pyoxigraph.BlankNode] = {}

    def rename(node: OxTerm) -> OxTerm:
        if not isinstance(node, pyoxigraph.BlankNode):
            return node
        return names.setdefault(node.value, pyoxigraph.BlankNode(f"f{number}b{len(names)}"))

    for quad in quads:
        subject = rename(quad.subject)
        if not isinstance(subject, pyoxigraph.Literal):
            yield pyoxigraph.Triple(subject, quad.predicate, rename(quad.object))


def _declared(graph: rdflib.Graph) -> Iterator[rdflib.term.Node]:
    for kind in (SH.NodeShape, SH.PropertyShape):
        yield from graph.subjects(RDF.type, kind)
    for target in (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf):
        yield from graph.subjects(target)


def _try_to_build(graph: rdflib.Graph, texts: dict[str, str]) -> Iterator[Problem]:
    """Let the engine build the shapes: it has the last word on what it can run."""
    try:
        _ = ShapesGraph(graph + rdflib.Graph()).shapes
    except ReportableRuntimeError as error:
        yield Problem(next(iter(texts), ""), message=str(error))


def _locate(message: str, pattern: str, texts: dict[str, str]) -> Problem:
    """Find the line that a fault is about: the parser keeps no lines of triples.

    A line that begins with it, where a shape is defined, is better than one that mentions it.
    """
    for start in (r"^<?[\w./#:-]*?", ""):
        for name, text in texts.items():
            found = re.search(start + pattern, text, re.MULTILINE)
            if found:
                line = text.count("\n", 0, found.start()) + 1
                return Problem(name, line=line, message=message)
    return Problem(next(iter(texts), ""), message=message)
