"""Graph patterns of SPARQL in SQL, over a table for each predicate.

rdflib parses a query into the algebra of the standard; here each node of that becomes a SELECT.
The part of SPARQL that the rules use is translated, with the meaning that it has for the store; all
else is refused, and then left to the store.

Source: SPARQL 1.1 Query Language, section 18 (https://www.w3.org/TR/sparql11-query/#sparqlAlgebra).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from rdflib import RDF
from rdflib import term as rdf
from rdflib.paths import AlternativePath
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern, translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from saite.derivation.expressions import aggregate, expression
from saite.derivation.joins import Joins, Pattern, select_terms
from saite.derivation.terms import Untranslated, Value, alike, as_term, constant

# Predicate -> the SELECT of its subjects and objects, as terms.
Source = Callable[[str], str]


@dataclass(frozen=True)
class Construction:
    """A CONSTRUCT query: its pattern, and for each predicate the subjects and objects to make."""

    pattern: Pattern
    template: tuple[tuple[str, Value, Value], ...]


@dataclass
class Translation:
    """Translates queries over one source of statements."""

    source: Source
    joins: Joins = field(default_factory=Joins)

    def construct(self, text: str) -> Construction:
        """Translate a CONSTRUCT query.

        :raises Untranslated: if it is beyond what is translated
        """
        query = _parsed(text)
        if query.name != "ConstructQuery" or query.datasetClause:
            raise Untranslated("is no CONSTRUCT over the whole graph")
        pattern = self._pattern(query.p)
        template = []
        for subject, predicate, value in query.template:
            if not isinstance(predicate, rdf.URIRef):
                raise Untranslated("only fixed predicates are made")
            ends = [as_term(expression(each, pattern.columns)) for each in (subject, value)]
            template.append((str(predicate), ends[0], ends[1]))
        return Construction(pattern, tuple(template))

    def select(self, text: str) -> Pattern:
        """Translate a SELECT query; its columns are in the order of its variables.

        :raises Untranslated: if it is beyond what is translated
        """
        query = _parsed(text)
        if query.name != "SelectQuery" or query.datasetClause:
            raise Untranslated("is no SELECT over the whole graph")
        found = self._pattern(query.p)
        return select_terms(found, {str(name): found.columns[str(name)] for name in query.PV})

    def _pattern(self, node: Any) -> Pattern:
        if node.name not in _NODES:
            raise Untranslated(f"{node.name} is not translated")
        pattern: Pattern = getattr(self, _NODES[node.name])(node)
        return pattern

    # -- nodes of the algebra ----------------------------------------------------------------------

    def _triples(self, node: Any) -> Pattern:
        return self.joins.join_all([self._triple(*triple) for triple in node.triples])

    def _join(self, node: Any) -> Pattern:
        return self.joins.join_all(list(self._leaves(node)))

    def _leaves(self, node: Any) -> Iterator[Pattern]:
        """Take joins within joins apart: their order is chosen for all at once."""
        if node.name == "Join":
            yield from self._leaves(node.p1)
            yield from self._leaves(node.p2)
        elif node.name == "BGP":
            yield from (self._triple(*triple) for triple in node.triples)
        else:
            yield self._pattern(node)

    def _triple(self, subject: Any, predicate: Any, value: Any) -> Pattern:
        if isinstance(predicate, AlternativePath):
            parts = [self.source(str(each)) for each in predicate.args if _is_iri(each)]
            if len(parts) != len(predicate.args):
                raise Untranslated("only alternatives of predicates are translated")
        elif _is_iri(predicate):
            parts = [self.source(str(predicate))]
        else:
            raise Untranslated("only fixed predicates are looked for")
        columns: dict[str, Value] = {}
        conditions = []
        name = self.joins.name()
        for end, column in ((subject, f"{name}.s"), (value, f"{name}.o")):
            if not isinstance(end, rdf.Variable):
                conditions.append(f"{column} = {as_term(constant(end)).sql}")
            elif str(end) in columns:
                conditions.append(f"{column} = {columns[str(end)].sql}")
            else:
                columns[str(end)] = Value(column, "term")
        return self.joins.select(f"({' UNION ALL '.join(parts)}) {name}", columns, conditions)

    def _optional(self, node: Any) -> Pattern:
        if node.expr.name != "TrueFilter":
            raise Untranslated("no filter in OPTIONAL is translated")
        return self.joins.join_optional(self._pattern(node.p1), self._pattern(node.p2))

    def _minus(self, node: Any) -> Pattern:
        left, right = self._pattern(node.p1), self._pattern(node.p2)
        if not left.columns.keys() & right.columns.keys():
            return left
        return self.joins.within(left, left.columns, [self.joins.lacks(left, right)])

    def _union(self, node: Any) -> Pattern:
        return self.joins.unite(self._pattern(node.p1), self._pattern(node.p2))

    def _filter(self, node: Any) -> Pattern:
        found = self._pattern(node.p)
        conditions = []
        for part in _conjuncts(node.expr):
            if part.name in ("Builtin_NOTEXISTS", "Builtin_EXISTS"):
                group = part.graph
                if group.name == "GroupGraphPatternSub":
                    group = translateGroupGraphPattern(group)
                lacks = self.joins.lacks(found, self._pattern(group))
                is_lack = part.name == "Builtin_NOTEXISTS"
                conditions.append(lacks if is_lack else lacks.removeprefix("NOT "))
            else:
                condition = expression(part, found.columns)
                if condition.kind != "boolean":
                    raise Untranslated("only what is true or false is a condition")
                conditions.append(condition.sql)
        return self.joins.within(found, found.columns, conditions)

    def _extend(self, node: Any) -> Pattern:
        found = self._pattern(node.p)
        columns = {**found.columns, str(node.var): expression(node.expr, found.columns)}
        return self.joins.within(found, columns)

    def _project(self, node: Any) -> Pattern:
        found = self._pattern(node.p)
        names = [str(name) for name in node.PV if str(name) in found.columns]
        return self.joins.within(found, {name: found.columns[name] for name in names})

    def _set(self, node: Any) -> Pattern:
        found = self._pattern(node.p)
        return Pattern(found.sql, found.columns, is_grouped=node.p.name == "Project")

    def _values(self, node: Any) -> Pattern:
        names = list(dict.fromkeys(str(name) for row in node.res for name in row))
        rows = [{str(name): constant(term) for name, term in row.items()} for row in node.res]
        if not rows or any(row.keys() != set(names) for row in rows):
            raise Untranslated("UNDEF is not translated")
        told = [alike(*(row[name] for row in rows)) for name in names]
        aliases = [self.joins.column() for _ in names]
        texts = ", ".join(f"({', '.join(v.sql for v in row)})" for row in zip(*told, strict=True))
        columns = {
            name: Value(alias, values[0].kind)
            for name, alias, values in zip(names, aliases, told, strict=True)
        }
        # Parameters are cast: a text that nothing is compared with would have no type.
        return Pattern(
            f"SELECT * FROM (VALUES {texts}) {self.joins.name()}({', '.join(aliases)})", columns
        )

    def _aggregates(self, node: Any) -> Pattern:
        group = node.p
        found = self._pattern(group.p)
        keys = [expression(each, found.columns).sql for each in group.expr or ()]
        columns = {str(each.res): aggregate(each, found.columns) for each in node.A}
        made = self.joins.within(found, columns)
        by = f" GROUP BY {', '.join(keys)}" if keys else ""
        return Pattern(made.sql + by, made.columns)


@lru_cache(maxsize=128)
def _parsed(text: str) -> Any:
    """Parse a query, which takes rdflib longer than all that is done with it here."""
    try:
        return translateQuery(parseQuery(text)).algebra
    except Exception as error:  # a parser of others
        raise Untranslated(f"rdflib does not parse it: {error}") from error


def _is_iri(node: Any) -> bool:
    return isinstance(node, rdf.URIRef)


def _conjuncts(node: Any) -> list[Any]:
    if node.name != "ConditionalAndExpression":
        return [node]
    return [part for each in (node.expr, *node.other) for part in _conjuncts(each)]


# Node of the algebra -> the method that translates it.
_NODES: Final = {
    "BGP": "_triples",
    "Join": "_join",
    "LeftJoin": "_optional",
    "Minus": "_minus",
    "Union": "_union",
    "Filter": "_filter",
    "Extend": "_extend",
    "Project": "_project",
    "ToMultiSet": "_set",
    "values": "_values",
    "AggregateJoin": "_aggregates",
}


def predicates(text: str) -> set[str]:
    """Tell which predicates a query reads or makes; those that a variable stands for are refused.

    :raises Untranslated: if it is beyond what is translated
    """
    found = {str(RDF.type)}

    def source(predicate: str) -> str:
        found.add(predicate)
        return "SELECT NULL AS s, NULL AS o"

    translation = Translation(source)
    if _parsed(text).name == "ConstructQuery":
        made = translation.construct(text)
        return found | {predicate for predicate, _, _ in made.template}
    translation.select(text)
    return found
