"""From a mapping and the facts about its relations to a plan.

Statements over the same rows are written together, one text a row. Whether a row can repeat a
quad is decided here: by a key, by the distinct values of columns, or, where statements of
different maps may meet, by the distinct quads.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode

from saite.mapping.check import ROW, Relation, datatypes, own_maps, parent_paths, references
from saite.mapping.model import (
    Constant,
    EachRow,
    ParentMap,
    PredicateObjectMap,
    Reference,
    Template,
    TermMap,
    TermType,
    TriplesMap,
)
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.overlap import may_overlap, told_columns
from saite.mapping.plan import (
    Block,
    Facts,
    Part,
    Plan,
    Question,
    Statement,
    Term,
    Union,
    Value,
)
from saite.mapping.rows import Rows
from saite.mapping.scope import Scope
from saite.mapping.spec import DEFAULT_GRAPH, RDF_TYPE


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


@dataclass(frozen=True)
class Made:
    """A statement, the scope whose rows make it, and what of the mapping says so.

    :param pair: None if the subject map says it, with a class
    """

    statement: Statement
    scope: Scope
    triples_map: TriplesMap = field(compare=False)
    pair: PredicateObjectMap | None = field(compare=False)


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

    A lookup that several plans have is one and bears one name.

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

    def plan(self) -> Plan:
        made = list(dict.fromkeys(self.made()))
        outputs: list[Block | Union] = []
        alone: list[Made] = []
        for group in _groups(made):
            if len(group) == 1:
                alone += group
            else:
                outputs.append(Union(tuple(_told_apart(each) for each in group)))
        outputs = [*_blocks(alone), *outputs]
        columns: dict[int, set[str]] = {}
        scopes = [scope for found in self._scopes.values() for scope in found]
        for each in made:
            columns.setdefault(each.scope.rows.number, set()).update(each.statement.columns)
        lookups = [pair for s in scopes for pair in s.rows.lookups(columns.get(s.rows.number, ()))]
        checks = [check for s in scopes for check in s.checks(columns.get(s.rows.number, ()))]
        return Plan(tuple(lookups), tuple(checks), tuple(outputs))

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
        subject = scope.term(triples_map.subject, "subject")
        own = triples_map.graphs
        for graph in _graph_terms(own, scope):
            for iri in triples_map.classes:
                kind = Term((f"<{iri}>",))
                yield None, Statement(subject, Term((f"<{RDF_TYPE}>",)), kind, graph)
        for pair in triples_map.predicate_object_maps:
            predicates = [scope.term(each, "predicate") for each in pair.predicates]
            objects = [term for each in pair.objects for term in self._objects(each, scope)]
            for graph in _graph_terms((*own, *pair.graphs), scope):
                for predicate in predicates:
                    for term in objects:
                        yield pair, Statement(subject, predicate, term, graph)

    def _objects(self, given: TermMap | ParentMap, scope: Scope) -> Iterator[Term]:
        if isinstance(given, TermMap):
            yield from scope.objects(given)
            return
        parent = self._by_key[given.triples_map]
        if not given.joins:
            yield scope.term(parent.subject, "object")
            return
        for other in self._scopes[parent.source.path]:
            term = other.term(parent.subject, "parent")
            on = [(scope.column(a, "child"), other.column(b, "parent")) for a, b in given.joins]
            asked = [column for guard in term.guards for column in guard.columns]
            places = other.rows.located if self._located else ()
            prefix = scope.rows.join(other.rows, on, [*term.columns, *asked, *places])
            yield _renamed(term, prefix)


def _graph_terms(graphs: Sequence[TermMap], scope: Scope) -> Iterator[Term | None]:
    if not graphs:
        yield None
    for graph in dict.fromkeys(graphs):
        is_default = graph.expression == Constant(NamedNode(DEFAULT_GRAPH))
        yield None if is_default else scope.term(graph, "graph")


def _renamed(term: Term, prefix: str) -> Term:
    parts: tuple[Part, ...] = tuple(
        replace(part, column=f"{prefix}.{part.column}") if isinstance(part, Value) else part
        for part in term.parts
    )
    guards = tuple(
        replace(
            each,
            column=f"{prefix}.{each.column}",
            other=f"{prefix}.{each.other}" if each.other else "",
        )
        for each in term.guards
    )
    return Term(parts, guards)


def _groups(made: Sequence[Made]) -> list[list[Made]]:
    """Put together the statements that may make the same quad, directly or by way of others."""
    leader = list(range(len(made)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    seen: dict[str, list[int]] = {}
    for index, one in enumerate(made):
        predicate = _fixed_text(one.statement.predicate)
        others = [*seen.get(predicate, ()), *seen.get("", ())] if predicate else range(index)
        for other in others:
            if find(other) != find(index) and may_overlap(made[other].statement, one.statement):
                leader[find(index)] = find(other)
        seen.setdefault(predicate, []).append(index)
    groups: dict[int, list[Made]] = {}
    for index, one in enumerate(made):
        groups.setdefault(find(index), []).append(one)
    return list(groups.values())


def _fixed_text(term: Term) -> str:
    """Give the text of a term that is the same for every row; empty if it is not."""
    return "" if term.columns else "".join(part for part in term.parts if isinstance(part, str))


def _blocks(made: Sequence[Made]) -> list[Block | Union]:
    """Write together what comes from the same rows."""
    together: dict[tuple[int, tuple[str, ...], tuple[str, ...] | None], list[Made]] = {}
    apart: list[Block | Union] = []
    for each in made:
        scope, statement = each.scope, each.statement
        told = told_columns(statement)
        keys = scope.rows.keys(statement.columns)
        if any(key <= told for key in keys):
            steps = scope.rows.multiplying(statement.columns)
            together.setdefault((scope.rows.number, steps, None), []).append(each)
        elif statement.columns <= told:
            distinct = tuple(sorted(statement.columns))
            together.setdefault((scope.rows.number, (), distinct), []).append(each)
        else:
            apart.append(Union((_block(scope, [statement]),)))
    blocks: list[Block | Union] = []
    for (_, _, chosen), group in together.items():
        block = _block(group[0].scope, [each.statement for each in group])
        blocks.append(replace(block, distinct=chosen))
    return blocks + apart


def _told_apart(made: Made) -> Block:
    """Write a statement of the distinct values that tell it, if they do: texts are dearer."""
    block = _block(made.scope, [made.statement])
    columns = made.statement.columns
    is_told = columns <= told_columns(made.statement)
    return replace(block, distinct=tuple(sorted(columns))) if is_told else block


def _block(scope: Scope, statements: Sequence[Statement]) -> Block:
    columns = sorted({column for each in statements for column in each.columns})
    nullable = frozenset(column for column in columns if scope.rows.is_nullable(column))
    return Block(scope.rows.frame(columns), tuple(statements), None, nullable)
