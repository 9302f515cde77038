"""References of a mapping by the names that the columns have in the database."""

from collections.abc import Mapping
from dataclasses import replace

from saite.mapping.model import (
    Execution,
    Expression,
    FunctionValue,
    ParentMap,
    PredicateObjectMap,
    Reference,
    Template,
    TermMap,
    TriplesMap,
)
from saite.mapping.model import Mapping as RmlMapping

Aliases = Mapping[str, str]
"""What a mapping writes -> the column."""


def with_columns(mapping: RmlMapping, aliases: Mapping[str, Aliases]) -> RmlMapping:
    """Give a mapping that refers to columns by their names in the database.

    :param aliases: path of a logical source -> what is to be renamed in its triples maps
    """
    if not any(aliases.values()):
        return mapping
    by_key = {each.key: aliases.get(each.source.path, {}) for each in mapping.triples_maps}

    def renamed(triples_map: TriplesMap) -> TriplesMap:
        own = _Renaming(by_key[triples_map.key])
        return replace(
            triples_map,
            subject=own.term_map(triples_map.subject),
            graphs=own.term_maps(triples_map.graphs),
            predicate_object_maps=tuple(
                own.pair(each, by_key) for each in triples_map.predicate_object_maps
            ),
        )

    return replace(mapping, triples_maps=tuple(renamed(each) for each in mapping.triples_maps))


class _Renaming:
    def __init__(self, aliases: Aliases) -> None:
        self._aliases = aliases

    def pair(self, pair: PredicateObjectMap, by_key: Mapping[str, Aliases]) -> PredicateObjectMap:
        objects = tuple(
            self.term_map(each) if isinstance(each, TermMap) else self._parent(each, by_key)
            for each in pair.objects
        )
        return replace(
            pair,
            predicates=self.term_maps(pair.predicates),
            objects=objects,
            graphs=self.term_maps(pair.graphs),
        )

    def _parent(self, parent: ParentMap, by_key: Mapping[str, Aliases]) -> ParentMap:
        theirs = _Renaming(by_key.get(parent.triples_map, {}))
        joins = tuple((self.term_map(a), theirs.term_map(b)) for a, b in parent.joins)
        return replace(parent, joins=joins)

    def term_maps(self, term_maps: tuple[TermMap, ...]) -> tuple[TermMap, ...]:
        return tuple(self.term_map(each) for each in term_maps)

    def term_map(self, term_map: TermMap) -> TermMap:
        language, datatype, condition = term_map.language, term_map.datatype, term_map.condition
        return replace(
            term_map,
            expression=self._expression(term_map.expression),
            language=self.term_map(language) if language else None,
            datatype=self.term_map(datatype) if datatype else None,
            condition=self._function(condition) if condition else None,
        )

    def _expression(self, expression: Expression) -> Expression:
        if isinstance(expression, Reference):
            return self._reference(expression)
        if isinstance(expression, Template):
            parts = expression.parts
            return Template(tuple(p if isinstance(p, str) else self._reference(p) for p in parts))
        if isinstance(expression, FunctionValue):
            return self._function(expression)
        return expression

    def _reference(self, reference: Reference) -> Reference:
        return Reference(self._aliases.get(reference.column, reference.column))

    def _function(self, value: FunctionValue) -> FunctionValue:
        execution = value.execution
        inputs = tuple((name, self.term_map(each)) for name, each in execution.inputs)
        return replace(value, execution=Execution(execution.function, inputs))
