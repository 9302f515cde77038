"""Which statements of a mapping go to which logical targets.

A statement goes to every target of every term map that takes part in it, each once, and to the
default output if there is none.

Source: RML-IO, logical targets in RML
(https://kg-construct.github.io/rml-io/spec/docs/#logical-target-in-rml)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from pyoxigraph import NamedNode

from saite.errors import Problem
from saite.mapping.check import own_maps
from saite.mapping.model import Constant, LogicalTarget, Mapping, ParentMap, TermMap, TriplesMap
from saite.mapping.spec import DEFAULT_GRAPH, LOGICAL_TARGET


@dataclass(frozen=True)
class Route:
    """Where some statements of a triples map go.

    :param targets: none for the default output
    :param is_named: whether they are in a named graph
    """

    triples_map: TriplesMap
    targets: tuple[LogicalTarget, ...]
    is_named: bool


def targets_of(maps: Iterable[TermMap | None]) -> tuple[LogicalTarget, ...]:
    """Give the targets of term maps, and of the language and datatype maps in them, each once."""
    found: dict[LogicalTarget, None] = {}
    for each in maps:
        if each is not None:
            found |= dict.fromkeys((*each.targets, *targets_of((each.language, each.datatype))))
    return tuple(found)


def logical_targets(mapping: Mapping) -> tuple[LogicalTarget, ...]:
    """Give the targets that a mapping uses, each once, in its order."""
    return targets_of(each for one in mapping.triples_maps for each in own_maps(one))


def routes(mapping: Mapping) -> Iterator[Route]:
    """Give where the statements of a mapping go, in its order; each route may come repeatedly."""
    by_key = {each.key: each for each in mapping.triples_maps}
    for one in mapping.triples_maps:
        if one.classes:
            for graph in one.graphs or (None,):
                yield _route(one, (one.subject, graph), graph)
        for pair in one.predicate_object_maps:
            graphs = (*one.graphs, *pair.graphs) or (None,)
            objects = [_object_map(each, by_key) for each in pair.objects]
            for graph, predicate, value in product(graphs, pair.predicates, objects):
                yield _route(one, (one.subject, graph, predicate, value), graph)


def refused_targets(mapping: Mapping) -> list[Problem]:
    """Tell of every target of a mapping that runs where all statements make one graph."""
    return [
        Problem(
            str(mapping.path),
            line=mapping.line(target.where),
            message="all statements go into the one graph of the workspace, expected no "
            f"rml:logicalTarget; `saite map` writes to targets ({target.where}; see "
            f"{LOGICAL_TARGET})",
        )
        for target in logical_targets(mapping)
    ]


def _object_map(given: TermMap | ParentMap, by_key: dict[str, TriplesMap]) -> TermMap | None:
    """Give the term map that makes an object: of a parent, its subject map."""
    if isinstance(given, TermMap):
        return given
    parent = by_key.get(given.triples_map)
    return parent.subject if parent else None


def _route(
    triples_map: TriplesMap, maps: tuple[TermMap | None, ...], graph: TermMap | None
) -> Route:
    is_named = graph is not None and graph.expression != Constant(NamedNode(DEFAULT_GRAPH))
    return Route(triples_map, targets_of(maps), is_named)
