"""Reading a mapping: a graph in the vocabulary of RML to the dataclasses of ``model``.

The graph is written in Turtle, or in YARRRML.

The whole mapping is read and every mistake in it is told at once.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from saite.errors import MappingError, Problem, UsageError, nearest
from saite.mapping import spec
from saite.mapping.document import Document, Node, Value
from saite.mapping.lexical import is_iri
from saite.mapping.model import (
    Mapping,
    ParentMap,
    PredicateObjectMap,
    Reference,
    TermMap,
    TermType,
    TriplesMap,
    Where,
)
from saite.mapping.r2rml import reworded
from saite.mapping.registry import KnownFunctions
from saite.mapping.source_maps import read_source
from saite.mapping.term_maps import GRAPH, INPUT, OBJECT, PREDICATE, SUBJECT, TermMapReader

_TRIPLES_MAP: Final = (
    "logicalSource", "subjectMap", "subject", "predicateObjectMap", "baseIRI",
)  # fmt: skip
_PREDICATE_OBJECT_MAP: Final = (
    "predicate", "predicateMap", "object", "objectMap", "graph", "graphMap",
)  # fmt: skip
_TURTLE: Final = ("saite.mapping.document", "Document")
_YARRRML: Final = ("saite.mapping.yarrrml.document", "YarrrmlDocument")
# The reader of YAML is loaded when there is a mapping in it: start-up counts.
_DOCUMENTS: Final = {".yml": _YARRRML, ".yaml": _YARRRML, ".yarrrml": _YARRRML}
_JOIN: Final = ("child", "childMap", "parent", "parentMap")


def parse_mapping(path: Path, *, base: str, functions: KnownFunctions | None = None) -> Mapping:
    """Read a mapping, all of it.

    :param path: a Turtle file in the vocabulary of RML (``http://w3id.org/rml/``), or YARRRML in
        a file that ends in ``.yml``, ``.yaml`` or ``.yarrrml``
    :param base: absolute IRI that relative IRIs in the file are resolved against, unless it
        declares its own
    :param functions: those that it may call; if None, without any of the user's own
    :raises MappingError: with every mistake of the file
    """
    mapping, problems = read_mapping(path, base=base, functions=functions)
    if problems:
        raise MappingError(problems)
    return mapping


def read_mapping(
    path: Path, *, base: str, functions: KnownFunctions | None = None
) -> tuple[Mapping, list[Problem]]:
    """Read what can be read of a mapping, and tell what is wrong with the rest.

    For a caller that goes on to look for other mistakes and tells them all together.

    :returns: the triples maps that are whole, and the problems
    :raises MappingError: if the file cannot be read or is not Turtle or YAML
    """
    document = _document(path, base, functions)
    nodes = [node for node in document.nodes() if _is_triples_map(document, node)]
    if not nodes:
        where = Where("(none)")
        document.problem(where, "no triples map found, expected one", see=spec.TRIPLES_MAP)
    names = {node: _name(document, node, number) for number, node in enumerate(nodes, start=1)}
    read = [
        _triples_map(document, node, document.at(Where(names[node]), node), number)
        for number, node in enumerate(nodes, start=1)
    ]
    triples_maps = tuple(each for each in read if each is not None)
    _check_parents(document, triples_maps, {str(node): name for node, name in names.items()})
    lines = {names[node]: document.line(names[node]) for node in nodes}
    mapping = Mapping(
        path,
        triples_maps,
        document.base,
        document.is_older,
        lines,
        document.is_r2rml,
        document.prefixes,
        document.text,
    )
    found = [*document.problems, *document.functions.take_problems()]
    return mapping, reworded(found) if document.is_r2rml else found


def check_base(base: str) -> None:
    """Refuse a base that is given and no absolute IRI.

    :raises UsageError: if it is none
    """
    if base and not is_iri(base):
        expected = "expected one such as https://example.org/"
        raise UsageError(f"the base {base!r} is not an absolute IRI, {expected}")


def read_prefixes(path: Path) -> dict[str, str]:
    """Give the prefixes of a mapping: those that it declares, and of YARRRML the known ones.

    :raises MappingError: if the file cannot be read or is not Turtle or YAML
    """
    return _document(path, spec.RELATIVE_BASE, None).known_prefixes


def _document(path: Path, base: str, functions: KnownFunctions | None) -> Document:
    module, name = _DOCUMENTS.get(path.suffix.lower(), _TURTLE)
    open_document: type[Document] = getattr(import_module(module), name)
    return open_document(path, base=base, functions=functions)


def _is_triples_map(document: Document, node: Node) -> bool:
    properties = ("logicalSource", "subjectMap", "predicateObjectMap")
    return document.is_a(node, "TriplesMap") or any(document.has(node, p) for p in properties)


def _name(document: Document, node: Node, number: int) -> str:
    return document.name(node) if isinstance(node, NamedNode) else f"number {number}"


def _triples_map(document: Document, node: Node, where: Where, number: int) -> TriplesMap | None:
    document.check_properties(node, _TRIPLES_MAP, where)
    reader = TermMapReader(document, base=_base(document, node, where), number=number)
    source = read_source(document, node, where)
    subject = _subject(document, reader, node, where)
    subject_node = _subject_node(document, node)
    classes = _classes(document, subject_node, where)
    here = where / "rml:subjectMap"
    graphs = reader.read_all(subject_node, "graphMap", GRAPH, here) if subject_node else []
    pairs = [
        _predicate_object_map(document, reader, value, where)
        for value in document.values(node, "predicateObjectMap")
    ]
    whole = tuple(pair for pair in pairs if pair is not None)
    if source is None or subject is None:
        return None
    return TriplesMap(str(node), source, subject, classes, tuple(graphs), whole, where)


def _base(document: Document, node: Node, where: Where) -> str:
    value = document.optional(node, "baseIRI", where)
    if value is None:
        return ""
    if not isinstance(value, NamedNode) or not is_iri(value.value):
        document.problem(
            where / "rml:baseIRI", f"expected an absolute IRI, found {document.show(value)}"
        )
        return ""
    return value.value


def _subject(document: Document, reader: TermMapReader, node: Node, where: Where) -> TermMap | None:
    given = document.values(node, "subjectMap") + document.values(node, "subject")
    if len(given) != 1:
        document.problem(
            where / "rml:subjectMap",
            f"expected exactly one rml:subjectMap or rml:subject, found {len(given)}",
        )
        return None
    found = reader.read_all(node, "subjectMap", SUBJECT, where)
    return found[0] if found else None


def _subject_node(document: Document, node: Node) -> Node | None:
    values = [*document.values(node, "subjectMap"), None]
    return values[0] if isinstance(values[0], NamedNode | BlankNode) else None


def _classes(document: Document, node: Node | None, where: Where) -> tuple[str, ...]:
    values = document.values(node, "class") if node is not None else []
    for value in values:
        if not isinstance(value, NamedNode):
            document.problem(
                where / "rml:subjectMap" / "rml:class",
                f"expected an IRI, found {document.show(value)}",
            )
        else:
            document.check_absolute(value, where / "rml:subjectMap" / "rml:class")
    return tuple(value.value for value in values if isinstance(value, NamedNode))


def _predicate_object_map(
    document: Document, reader: TermMapReader, value: Value, where: Where
) -> PredicateObjectMap | None:
    step = "rml:predicateObjectMap"
    node = document.node(value, where / step)
    if node is None:
        return None
    shown = ", ".join(document.show(each) for each in document.values(node, "predicate"))
    here = document.at(where / (f"{step} ({shown})" if shown else step), node)
    document.check_properties(node, _PREDICATE_OBJECT_MAP, here)
    for kind in ("predicate", "object"):
        if not document.has(node, kind) and not document.has(node, f"{kind}Map"):
            document.problem(here, f"expected at least one rml:{kind} or rml:{kind}Map, found none")
    predicates = reader.read_all(node, "predicateMap", PREDICATE, here)
    constants = [
        reader.constant(each, OBJECT, here / "rml:object")
        for each in document.values(node, "object")
    ]
    maps = [
        _object_map(document, reader, each, here / "rml:objectMap")
        for each in document.values(node, "objectMap")
    ]
    graphs = reader.read_all(node, "graphMap", GRAPH, here)
    whole = tuple(each for each in (*constants, *maps) if each is not None)
    line = here.line or _line(document, node, shown, where)
    return PredicateObjectMap(tuple(predicates), whole, tuple(graphs), line)


def _line(document: Document, node: Node, shown: str, where: Where) -> int:
    """Find the line of a predicate-object map: of its own name, or of its first predicate."""
    if isinstance(node, NamedNode):
        return document.line(document.name(node))
    return document.line(where.triples_map, shown.partition(", ")[0], within=True)


def _object_map(
    document: Document, reader: TermMapReader, value: Value, where: Where
) -> TermMap | ParentMap | None:
    if isinstance(value, NamedNode | BlankNode) and document.has(value, "parentTriplesMap"):
        return _parent_map(document, reader, value, document.at(where, value))
    return reader.read(value, OBJECT, where)


def _parent_map(
    document: Document, reader: TermMapReader, node: Node, where: Where
) -> ParentMap | None:
    document.check_properties(node, ("parentTriplesMap", "joinCondition"), where)
    parent = document.node(document.one(node, "parentTriplesMap", where), where)
    joins = [
        _join(document, reader, value, where / "rml:joinCondition")
        for value in document.values(node, "joinCondition")
    ]
    if parent is None or not all(joins):
        return None
    whole = tuple(join for join in joins if join is not None)
    return ParentMap(str(parent), whole, document.name(parent), where)


def _join(
    document: Document, reader: TermMapReader, value: Value, where: Where
) -> tuple[TermMap, TermMap] | None:
    node = document.node(value, where)
    if node is None:
        return None
    where = document.at(where, node)
    document.check_properties(node, _JOIN, where)
    sides = [_side(document, reader, node, name, where) for name in ("child", "parent")]
    child, parent = sides
    return (child, parent) if child and parent else None


def _side(
    document: Document, reader: TermMapReader, node: Node, name: str, where: Where
) -> TermMap | None:
    if document.has(node, name):
        text = document.one_text(node, name, where)
        here = where / f"rml:{name}"
        return TermMap(Reference(text), TermType.LITERAL, where=here) if text else None
    maps = reader.read_all(node, f"{name}Map", INPUT, where)
    if len(maps) != 1:
        document.problem(where, f"expected exactly one rml:{name} or rml:{name}Map")
    return maps[0] if len(maps) == 1 else None


def _check_parents(
    document: Document, triples_maps: Sequence[TriplesMap], names: dict[str, str]
) -> None:
    by_key = {each.key: each for each in triples_maps}
    for child in triples_maps:
        for each in (o for pair in child.predicate_object_maps for o in pair.objects):
            if not isinstance(each, ParentMap):
                continue
            parent = by_key.get(each.triples_map)
            if each.triples_map not in names:
                document.problem(
                    each.where / "rml:parentTriplesMap",
                    f"is not a triples map, expected one of {', '.join(sorted(names.values()))}",
                    value=each.name,
                    near=nearest(each.name, names.values()),
                )
            elif parent and not each.joins and parent.source != child.source:
                document.problem(
                    each.where,
                    f"{parent.where} reads {parent.source.path!r}, not {child.source.path!r}: "
                    "expected rml:joinCondition, or the same logical source",
                    see=spec.JOIN,
                )
