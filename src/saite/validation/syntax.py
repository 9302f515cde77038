"""The syntax rules of SHACL Core, checked over the triples of shapes.

Each fault is a message and a regular expression that finds its place in the file.

Source: Summary of SHACL syntax rules (https://www.w3.org/TR/shacl/#syntax-rules).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final, TypeAlias

import rdflib
from rdflib.namespace import RDF, SH, XSD

from saite.errors import SaiteError, nearest
from saite.validation.paths import read_path

SPEC: Final = "https://www.w3.org/TR/shacl/#"
# Terms of SHACL that rdflib's list lacks, Python's own words among them.
MORE_TERMS: Final = frozenset(
    {"and", "class", "in", "not", "or"}
    | {"count", "else", "expression", "if", "intersection", "max", "min", "nodes", "sum", "then"}
    | {"union", "values"}
)
NODE_KINDS: Final = frozenset(
    {SH.IRI, SH.BlankNode, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral}
)

Fault: TypeAlias = tuple[str, str]


def is_shape(node: rdflib.term.Node, graph: rdflib.Graph) -> bool:
    """Tell whether a node of a graph is the subject of anything."""
    return (node, None, None) in graph


def _is_iri(value: rdflib.term.Node, graph: rdflib.Graph) -> bool:  # noqa: ARG001
    return isinstance(value, rdflib.URIRef)


def _is_count(value: rdflib.term.Node, graph: rdflib.Graph) -> bool:  # noqa: ARG001
    return (
        isinstance(value, rdflib.Literal)
        and value.datatype == XSD.integer
        and re.fullmatch(r"\+?\d+", str(value)) is not None
    )


def _is_boolean(value: rdflib.term.Node, graph: rdflib.Graph) -> bool:  # noqa: ARG001
    return (
        isinstance(value, rdflib.Literal)
        and value.datatype == XSD.boolean
        and value.ill_typed is not True
    )


def _is_literal(value: rdflib.term.Node, graph: rdflib.Graph) -> bool:  # noqa: ARG001
    return isinstance(value, rdflib.Literal) and value.ill_typed is not True


def _is_string(value: rdflib.term.Node, graph: rdflib.Graph) -> bool:  # noqa: ARG001
    return isinstance(value, rdflib.Literal) and value.datatype in (None, XSD.string)


def _is_node_kind(value: rdflib.term.Node, graph: rdflib.Graph) -> bool:  # noqa: ARG001
    return value in NODE_KINDS


def _is_list(value: rdflib.term.Node, graph: rdflib.Graph) -> bool:
    seen = set()
    while value != RDF.nil:
        rest = list(graph.objects(value, RDF.rest))
        if value in seen or len(rest) != 1 or len(list(graph.objects(value, RDF.first))) != 1:
            return False
        seen.add(value)
        value = rest[0]
    return True


Check: TypeAlias = Callable[[rdflib.term.Node, rdflib.Graph], bool]

# Parameters by what their values must be; the first group of names may be given once a shape.
RULES: Final[tuple[tuple[str, Check, tuple[str, ...], tuple[str, ...]], ...]] = (
    ("an IRI", _is_iri, ("datatype", "severity"), ("class", "targetClass")),
    ("an IRI", _is_iri, (), ("equals", "disjoint", "lessThan", "lessThanOrEquals")),
    ("an IRI", _is_iri, (), ("targetObjectsOf", "targetSubjectsOf")),
    ("a whole number from 0", _is_count, ("minCount", "maxCount", "minLength", "maxLength"), ()),
    ("a whole number from 0", _is_count, ("qualifiedMinCount", "qualifiedMaxCount"), ()),
    ("true or false", _is_boolean, ("uniqueLang", "closed", "deactivated"), ()),
    ("true or false", _is_boolean, ("qualifiedValueShapesDisjoint",), ()),
    ("a literal", _is_literal, ("minInclusive", "minExclusive"), ()),
    ("a literal", _is_literal, ("maxInclusive", "maxExclusive"), ()),
    ("a string", _is_string, ("pattern", "flags"), ()),
    ("a text", _is_literal, (), ("message",)),
    ("a list", _is_list, ("in", "languageIn", "ignoredProperties"), ("and", "or", "xone")),
    ("one of the six kinds of node", _is_node_kind, ("nodeKind",), ()),
    ("a shape of these files", is_shape, (), ("node", "property", "not", "qualifiedValueShape")),
)
# Parameters that need values reached by a path.
NEEDS_PATH: Final = (
    "minCount",
    "maxCount",
    "uniqueLang",
    "lessThan",
    "lessThanOrEquals",
    "qualifiedValueShape",
)


def check_syntax(graph: rdflib.Graph) -> Iterator[Fault]:
    """Check everything that can be known of shapes without data.

    :returns: faults, each a message and the pattern to look for in the file; in a stable order
    """
    yield from _check_terms(graph)
    for expected, is_right, once, often in RULES:
        for name in (*once, *often):
            yield from _check_values(name, graph, expected=expected, is_right=is_right)
        for name in once:
            yield from _check_once(name, graph)
    yield from _check_patterns(graph)
    yield from _check_paths(graph)


@cache
def shacl_terms() -> frozenset[str]:
    """Name the terms that SHACL has."""
    return frozenset(str(term).removeprefix(str(SH)) for term in dir(SH)) | MORE_TERMS


def _check_terms(graph: rdflib.Graph) -> Iterator[Fault]:
    for subject, predicate, value in _sorted_triples(graph):
        # Data may stand in the same file, so what is no shape may say what it likes.
        is_about_shapes = isinstance(subject, rdflib.BNode) or any(
            _term_name(term) in shacl_terms() for term in graph.predicates(subject)
        )
        names = [_term_name(predicate)] if is_about_shapes else []
        if predicate == RDF.type or _term_name(predicate):
            names.append(_term_name(value))
        for name in names:
            if name and name not in shacl_terms():
                near = nearest(name, shacl_terms())
                hint = f", did you mean sh:{near}?" if near else ""
                yield f"SHACL has no term sh:{name}{hint}", term_pattern(f"sh:{name}")


def _term_name(node: rdflib.term.Node) -> str:
    """Give the local name of a term of SHACL; empty for any other term."""
    is_shacl = isinstance(node, rdflib.URIRef) and node.startswith(str(SH))
    return str(node).removeprefix(str(SH)) if is_shacl else ""


def _check_values(
    name: str, graph: rdflib.Graph, *, expected: str, is_right: Check
) -> Iterator[Fault]:
    for shape, value in _sorted(graph.subject_objects(SH[name])):
        if is_right(value, graph):
            continue
        known = {str(node) for node in graph.subjects() if isinstance(node, rdflib.URIRef)}
        near = nearest(str(value), known) if is_right is is_shape else ""
        hint = f", did you mean <{near}>?" if near else ""
        message = f"{_name(shape)} has {_name(value)} for sh:{name}, expected {expected}{hint}"
        yield f"{message} (see {SPEC}syntax-rules)", _needle(value, name)


def _check_once(name: str, graph: rdflib.Graph) -> Iterator[Fault]:
    for shape in sorted(set(graph.subjects(SH[name])), key=str):
        count = len(list(graph.objects(shape, SH[name])))
        if count > 1:
            yield f"{_name(shape)} has sh:{name} {count} times, expected once", _needle(shape, name)


def _check_patterns(graph: rdflib.Graph) -> Iterator[Fault]:
    for _, pattern in _sorted(graph.subject_objects(SH.pattern)):
        try:
            re.compile(str(pattern))
        except re.error as error:
            text = f"sh:pattern {str(pattern)!r} is no regular expression: {error}"
            yield f"{text} (see {SPEC}PatternConstraintComponent)", re.escape(str(pattern))


def _check_paths(graph: rdflib.Graph) -> Iterator[Fault]:
    with_path = set(graph.subjects(SH.path))
    for shape in sorted(with_path, key=str):
        paths = list(graph.objects(shape, SH.path))
        try:
            read_path(paths[0], graph)
        except SaiteError as error:
            yield f"{_name(shape)}: {error}", _needle(shape, "path")
        if len(paths) > 1:
            yield f"{_name(shape)} has {len(paths)} paths, expected one", _needle(shape, "path")
        if (shape, RDF.type, SH.NodeShape) in graph:
            yield f"{_name(shape)} is a node shape and has a path", _needle(shape, "path")
    needing = set(graph.subjects(RDF.type, SH.PropertyShape)) | set(
        graph.objects(None, SH.property)
    )
    for shape in sorted(needing - with_path, key=str):
        if is_shape(shape, graph):
            message = f"{_name(shape)} is a property shape and has no sh:path"
            yield f"{message} (see {SPEC}property-shapes)", _needle(shape, "PropertyShape")
    for name in NEEDS_PATH:
        for shape in sorted(set(graph.subjects(SH[name])) - with_path - needing, key=str):
            yield f"{_name(shape)} has sh:{name} but no sh:path", _needle(shape, name)


def _sorted_triples(
    graph: rdflib.Graph,
) -> list[tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]]:
    return sorted(graph, key=lambda triple: tuple(map(str, triple)))


def _sorted(
    pairs: Iterable[tuple[rdflib.term.Node, rdflib.term.Node]],
) -> list[tuple[rdflib.term.Node, rdflib.term.Node]]:
    return sorted(pairs, key=lambda pair: (str(pair[0]), str(pair[1])))


def _name(node: rdflib.term.Node) -> str:
    if isinstance(node, rdflib.BNode):
        return "a shape without IRI"
    return f"<{node}>" if isinstance(node, rdflib.URIRef) else repr(str(node))


def _needle(node: rdflib.term.Node, name: str) -> str:
    """Choose what to look for in the file: the value itself, or the parameter if it has no text."""
    if isinstance(node, rdflib.BNode):
        return term_pattern(f"sh:{name}")
    if isinstance(node, rdflib.URIRef):
        return term_pattern(str(node))
    return re.escape(str(node))


def term_pattern(iri: str) -> str:
    """Make the regular expression that finds an IRI in Turtle, in full or with a prefix.

    >>> bool(re.search(term_pattern("https://example.org/Shape"), "ex:Shape a sh:NodeShape"))
    True
    >>> bool(re.search(term_pattern("https://example.org/Shape"), "ex:Shapes a sh:NodeShape"))
    False
    """
    return rf"[:/#]{re.escape(re.split(r'[/#:]', iri)[-1])}(?![\w-])"
