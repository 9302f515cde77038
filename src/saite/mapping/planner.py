"""From a mapping and the facts about its relations to a plan."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from saite.mapping.check import Relation, datatypes
from saite.mapping.facts import Facts
from saite.mapping.grouping import Made, outputs, sent_to
from saite.mapping.guards import Guard, Test
from saite.mapping.model import (
    Constant,
    ParentMap,
    PredicateObjectMap,
    TermMap,
    TriplesMap,
)
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.plan import Joined, Part, Plan, Statement, Term, Value
from saite.mapping.routes import logical_targets, targets_of
from saite.mapping.rows import Rows
from saite.mapping.scope import Scope
from saite.mapping.spec import DEFAULT_GRAPH, RDF_TYPE


def make_plan(
    mapping: RmlMapping,
    relations: Mapping[str, Sequence[Relation]],
    facts: Mapping[str, Facts],
    *,
    base: str,
    allow_unsafe: bool = False,
    is_lenient: bool = False,
) -> Plan:
    """Make the plan of a mapping.

    :param facts: name of a relation -> what ``ask`` wanted to know of it
    :param base: absolute IRI that is put before relative ones
    :param allow_unsafe: let ``rml:UnsafeIRI`` make what is no IRI
    :param is_lenient: leave out what breaks a rule; nothing is checked then
    """
    scopes = _scopes(
        mapping, relations, facts, base=base, allow_unsafe=allow_unsafe, is_lenient=is_lenient
    )
    return _Planner(mapping, scopes).plan()


def make_plans(
    mapping: RmlMapping,
    relations: Mapping[str, Sequence[Relation]],
    facts: Mapping[str, Facts],
    names: Iterable[str],
    *,
    base: str,
) -> dict[str, Plan]:
    """Make a plan for the statements of each of some relations alone.

    A lookup that several plans have is one and bears one name; a later plan has its uses in the
    earlier ones too.

    :param facts: name of a relation -> what ``ask`` wanted to know of it and of those joined
    :param names: names of the relations
    """
    scopes = _scopes(mapping, relations, facts, base=base, allow_unsafe=False, is_lenient=False)
    return {name: _Planner(mapping, scopes, name).plan() for name in names}


def made_statements(
    mapping: RmlMapping,
    relations: Mapping[str, Sequence[Relation]],
    facts: Mapping[str, Facts],
    *,
    base: str,
) -> list[Made]:
    """Give every statement that may be made, in the order of the mapping, for tracing.

    What is joined brings the columns that tell where its rows come from.
    """
    scopes = _scopes(mapping, relations, facts, base=base, allow_unsafe=True, is_lenient=True)
    return list(_Planner(mapping, scopes, located=True).made())


def _scopes(
    mapping: RmlMapping,
    relations: Mapping[str, Sequence[Relation]],
    facts: Mapping[str, Facts],
    *,
    base: str,
    allow_unsafe: bool,
    is_lenient: bool,
) -> dict[str, list[Scope]]:
    paths = dict.fromkeys(each.source.path for each in mapping.triples_maps)
    named = [(path, relation) for path in paths for relation in relations[path]]
    scopes: dict[str, list[Scope]] = {path: [] for path in paths}
    for number, (path, relation) in enumerate(named):
        # What is not asked about plays no part, but keeps its number: nodes are named by it.
        found = facts.get(relation.sql_name)
        if found and found.rows:
            rows = Rows(number, relation.sql_name, relation.columns, found)
            made = Scope(
                rows,
                base=base,
                allow_unsafe=allow_unsafe,
                is_lenient=is_lenient,
                datatypes=datatypes(relation),
            )
            scopes[path].append(made)
    return scopes


class _Planner:
    def __init__(
        self,
        mapping: RmlMapping,
        scopes: Mapping[str, Sequence[Scope]],
        only: str = "",
        *,
        located: bool = False,
    ) -> None:
        self._located = located
        self._mapping = mapping
        self._only = only
        self._scopes = scopes
        self._by_key = {each.key: each for each in mapping.triples_maps}
        # Number of a scope and name of the step -> what is joined.
        self._joined: dict[tuple[int, str], Joined] = {}

    def plan(self) -> Plan:
        made = list(dict.fromkeys(self.made()))
        targets = logical_targets(self._mapping)
        plain = [each for each in made if not each.statement.targets] if targets else made
        sent = tuple((target, outputs(sent_to(made, target))) for target in targets)
        columns: dict[int, set[str]] = {}
        scopes = [scope for found in self._scopes.values() for scope in found]
        for each in made:
            rows, used = each.scope.rows, each.statement.columns
            columns.setdefault(rows.number, set()).update(used)
            # What is joined is held to the rules of its own relation.
            for number, column in rows.joined_columns(used):
                columns.setdefault(number, set()).add(column)
            for term in each.statement.terms:
                each.scope.rows.use_term(term)
        asked = [(scope, columns.get(scope.rows.number, set())) for scope in scopes]
        return Plan(
            tuple(call for scope in scopes for call in scope.rows.calls()),
            tuple(check for scope, names in asked for check in scope.checks(names)),
            outputs(plain),
            sent,
            tuple(check for scope, names in asked for check in scope.doubts(names)),
            tuple(self._joins(columns)),
        )

    def _joins(self, columns: Mapping[int, set[str]]) -> Iterator[Joined]:
        """Give what is joined, where statements have columns of both sides."""
        for (number, name), joined in self._joined.items():
            if any(column.startswith(f"{name}.") for column in columns.get(number, ())):
                yield joined

    def made(self) -> Iterator[Made]:
        """Give every statement that may be made, in the order of the mapping."""
        for triples_map in self._mapping.triples_maps:
            for scope in self._scopes[triples_map.source.path]:
                if self._only and scope.rows.relation != self._only:
                    continue
                for pair, statement in self._statements(triples_map, scope):
                    if not any(
                        scope.rows.is_empty(column)
                        for term in statement.terms
                        for column in term.columns
                    ):
                        yield Made(statement, scope, triples_map, pair)

    def _statements(
        self, triples_map: TriplesMap, scope: Scope
    ) -> Iterator[tuple[PredicateObjectMap | None, Statement]]:
        subject_map = triples_map.subject
        subject = scope.term(subject_map, "subject")
        own = triples_map.graphs
        for graph, graph_map in _graph_terms(own, scope):
            for iri in triples_map.classes:
                targets = targets_of((subject_map, graph_map))
                terms = (subject, Term((f"<{RDF_TYPE}>",)), Term((f"<{iri}>",)), graph)
                yield None, Statement(*terms, targets)
        for pair in triples_map.predicate_object_maps:
            predicates = [(scope.term(each, "predicate"), each) for each in pair.predicates]
            objects = [found for each in pair.objects for found in self._objects(each, scope)]
            for graph, graph_map in _graph_terms((*own, *pair.graphs), scope):
                for predicate, predicate_map in predicates:
                    for term, object_map in objects:
                        maps = (subject_map, graph_map, predicate_map, object_map)
                        yield pair, Statement(subject, predicate, term, graph, targets_of(maps))

    def _objects(self, given: TermMap | ParentMap, scope: Scope) -> Iterator[tuple[Term, TermMap]]:
        """Give the terms of an object map, each with the term map that makes it."""
        if isinstance(given, TermMap):
            yield from ((term, given) for term in scope.objects(given))
            return
        parent = self._by_key[given.triples_map]
        if not given.joins:
            yield scope.term(parent.subject, "object"), parent.subject
            return
        for other in self._scopes[parent.source.path]:
            term = other.term(parent.subject, "parent")
            # A row that one element of a list agrees with gives the terms of all of them, and
            # another element may agree with the next condition.
            on = [
                (scope.column(a, f"child{number}"), other.column(b, f"met{number}"))
                for number, (a, b) in enumerate(given.joins)
            ]
            asked = [column for guard in term.guards for column in guard.columns]
            places = other.rows.located if self._located else ()
            prefix = scope.rows.join(other.rows, on, [*term.columns, *asked, *places])
            joined = scope.rows.joined(prefix, given)
            if joined is not None:
                self._joined.setdefault((scope.rows.number, prefix), joined)
            if not term.columns:
                # No column of a constant would ask for the join.
                met = Guard(Test.FILLED, on[0][1])
                term = replace(term, guards=(*term.guards, met))
            yield _renamed(term, prefix), parent.subject


def _graph_terms(
    graphs: Sequence[TermMap], scope: Scope
) -> Iterator[tuple[Term | None, TermMap | None]]:
    if not graphs:
        yield None, None
    for graph in dict.fromkeys(graphs):
        is_default = graph.expression == Constant(NamedNode(DEFAULT_GRAPH))
        yield None if is_default else scope.term(graph, "graph"), graph


def _renamed(term: Term, prefix: str) -> Term:
    parts: tuple[Part, ...] = tuple(
        replace(part, column=f"{prefix}.{part.column}") if isinstance(part, Value) else part
        for part in term.parts
    )
    guards = tuple(each.renamed(lambda name: f"{prefix}.{name}") for each in term.guards)
    return Term(parts, guards)
