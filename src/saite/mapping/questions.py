"""What must be known of the relations before a plan is made of a mapping."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from saite.mapping.check import ROW, Relation, datatypes, own_maps, parent_paths, references
from saite.mapping.facts import Question
from saite.mapping.model import EachRow, Reference, Template, TermMap, TermType, TriplesMap
from saite.mapping.model import Mapping as RmlMapping


def ask(
    mapping: RmlMapping,
    relations: Mapping[str, Sequence[Relation]],
    only: Collection[str] | None = None,
) -> list[Question]:
    """Give what must be known of each relation, in the order of the mapping.

    :param only: names of the relations of which statements are to be made; all if None
    """
    needed = None if only is None else {*only, *_joined(mapping, relations, only)}
    by_path: dict[str, list[TriplesMap]] = {}
    for triples_map in mapping.triples_maps:
        by_path.setdefault(triples_map.source.path, []).append(triples_map)
    return [
        _question(mapping, relation, triples_maps)
        for path, triples_maps in by_path.items()
        for relation in relations[path]
        if needed is None or relation.sql_name in needed
    ]


def _joined(
    mapping: RmlMapping, relations: Mapping[str, Sequence[Relation]], only: Collection[str]
) -> Iterator[str]:
    """Give the relations that those named are joined with."""
    for triples_map in mapping.triples_maps:
        if any(each.sql_name in only for each in relations[triples_map.source.path]):
            for path in parent_paths(mapping, triples_map):
                yield from (each.sql_name for each in relations[path])


def _question(mapping: RmlMapping, relation: Relation, triples_maps: list[TriplesMap]) -> Question:
    typed = datatypes(relation)

    def with_types(columns: Iterable[str]) -> set[str]:
        found = set(columns)
        return found | {each for column in found for each in typed.get(column, {}).values()}

    used = with_types(column for each in triples_maps for column, _ in references(mapping, each))
    lists = {name for name in used if relation.columns[name].endswith("[]")}
    maps = [term_map for each in triples_maps for term_map in own_maps(each)]
    literals = [each for each in maps if each.term_type is TermType.LITERAL]
    escaped = with_types(column for each in literals for column in _columns(each))
    encoded = {column for each in maps if each.term_type.is_iri for column in _columns(each)}
    graphs = [graph for each in triples_maps for graph in _graphs(each)]
    constants = {column for graph in graphs for column in _columns(graph)} - lists
    subjects = [frozenset(_columns(each.subject)) - lists for each in triples_maps]
    single = {frozenset({column}) for subject in subjects for column in subject}
    keys = sorted({*single, *subjects} - {frozenset()}, key=lambda key: (len(key), sorted(key)))
    return Question(
        relation.sql_name,
        columns=tuple(sorted(used)),
        lists=tuple(sorted(lists)),
        encoded=tuple(sorted(encoded)),
        escaped=tuple(sorted(escaped)),
        constants=tuple(sorted(constants)),
        keys=tuple(tuple(sorted(key)) for key in keys),
    )


def _graphs(triples_map: TriplesMap) -> Iterator[TermMap]:
    yield from triples_map.graphs
    for pair in triples_map.predicate_object_maps:
        yield from pair.graphs


def _columns(term_map: TermMap) -> list[str]:
    expression = term_map.expression
    if isinstance(expression, Reference):
        return [expression.column]
    if isinstance(expression, EachRow):
        return [ROW]
    parts = expression.parts if isinstance(expression, Template) else ()
    return [part.column for part in parts if isinstance(part, Reference)]
