"""Graph patterns of SPARQL in SQL, over a table for each predicate.

rdflib parses a query into the algebra of the standard; here each node of that becomes a SELECT.
The part of SPARQL that the rules use is translated, with the meaning that it has for the store; all
else is refused, and then left to the store.

Source: SPARQL 1.1 Query Language, section 18 (https://www.w3.org/TR/sparql11-query/#sparqlAlgebra).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import Any, Final

from rdflib import RDF
from rdflib import term as rdf
from rdflib.paths import AlternativePath
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern, translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from saite.derivation.expressions import aggregate, expression
from saite.derivation.terms import Untranslated, Value, alike, as_term, constant

# Predicate -> the SELECT of its subjects and objects, as terms.
Source = Callable[[str], str]


@dataclass(frozen=True)
class Pattern:
    """A SELECT and its columns: the variables that it may bind.

    :param is_grouped: whether it has a row for each group of others
    """

    sql: str
    columns: Mapping[str, Value]
    is_grouped: bool = False


@dataclass(frozen=True)
class Construction:
    """A CONSTRUCT query: its pattern, and for each predicate the subjects and objects to make."""

    pattern: Pattern
    template: tuple[tuple[str, Value, Value], ...]


@dataclass
class Translation:
    """Translates queries over one source of statements."""

    source: Source
    _number: Iterator[int] = field(default_factory=count)

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
        return _selected(found, {str(name): found.columns[str(name)] for name in query.PV})

    def _pattern(self, node: Any) -> Pattern:
        if node.name not in _NODES:
            raise Untranslated(f"{node.name} is not translated")
        pattern: Pattern = getattr(self, _NODES[node.name])(node)
        return pattern

    def _name(self) -> str:
        return f"q{next(self._number)}"

    # -- nodes of the algebra ----------------------------------------------------------------------

    def _triples(self, node: Any) -> Pattern:
        return self._joined_all([self._triple(*triple) for triple in node.triples])

    def _join(self, node: Any) -> Pattern:
        return self._joined_all(list(self._leaves(node)))

    def _leaves(self, node: Any) -> Iterator[Pattern]:
        """Take joins within joins apart: their order is chosen for all at once."""
        if node.name == "Join":
            yield from self._leaves(node.p1)
            yield from self._leaves(node.p2)
        elif node.name == "BGP":
            yield from (self._triple(*triple) for triple in node.triples)
        else:
            yield self._pattern(node)

    def _joined_all(self, leaves: list[Pattern]) -> Pattern:
        """Join patterns, each to what it shares variables with, and those that add least first."""
        if not leaves:
            return Pattern("SELECT 1 AS one", {})
        # What was grouped is the smallest, and says what the rest is about.
        found = next((each for each in leaves if each.is_grouped), leaves[0])
        leaves.remove(found)
        while leaves:
            known = found.columns.keys()
            after = min(
                leaves,
                key=lambda each: (
                    not each.columns.keys() & known,
                    len(each.columns.keys() - known),
                ),
            )
            leaves.remove(after)
            found = self._joined(found, after)
        return found

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
        name = self._name()
        for end, column in ((subject, f"{name}.s"), (value, f"{name}.o")):
            if not isinstance(end, rdf.Variable):
                conditions.append(f"{column} = {as_term(constant(end)).sql}")
            elif str(end) in columns:
                conditions.append(f"{column} = {columns[str(end)].sql}")
            else:
                columns[str(end)] = Value(column, "term")
        return self._from(f"({' UNION ALL '.join(parts)}) {name}", columns, conditions)

    def _from(
        self, tables: str, columns: Mapping[str, Value], conditions: Iterable[str] = ()
    ) -> Pattern:
        """Select columns from tables, under names of this pattern's own."""
        where = " AND ".join(conditions)
        named = {name: f"c{next(self._number)}" for name in columns}
        shown = ", ".join(f"{columns[name].sql} AS {alias}" for name, alias in named.items())
        sql = f"SELECT {shown or '1 AS one'} FROM {tables}{f' WHERE {where}' if where else ''}"
        own = {n: Value(named[n], v.kind, v.may_be_null) for n, v in columns.items()}
        return Pattern(sql, own)

    def _joined(self, left: Pattern, right: Pattern, *, kind: str = "JOIN") -> Pattern:
        shared = _same(left, right)
        columns = {**right.columns, **left.columns}
        if kind == "LEFT JOIN":
            more = {n: Value(v.sql, v.kind, True) for n, v in right.columns.items()}  # noqa: FBT003
            columns = {**more, **left.columns}
        tables = f"({left.sql}) {self._name()} {kind} ({right.sql}) {self._name()} ON {shared}"
        return self._from(tables, columns)

    def _optional(self, node: Any) -> Pattern:
        if node.expr.name != "TrueFilter":
            raise Untranslated("no filter in OPTIONAL is translated")
        return self._joined(self._pattern(node.p1), self._pattern(node.p2), kind="LEFT JOIN")

    def _minus(self, node: Any) -> Pattern:
        left, right = self._pattern(node.p1), self._pattern(node.p2)
        if not left.columns.keys() & right.columns.keys():
            return left
        return self._from(f"({left.sql}) {self._name()}", left.columns, [self._lacks(left, right)])

    def _lacks(self, left: Pattern, right: Pattern) -> str:
        return f"NOT EXISTS (SELECT 1 FROM ({right.sql}) {self._name()} WHERE {_same(left, right)})"

    def _union(self, node: Any) -> Pattern:
        sides = [self._pattern(node.p1), self._pattern(node.p2)]
        names = list(dict.fromkeys(name for side in sides for name in side.columns))
        unbound = Value("NULL", "unbound", may_be_null=True)
        pairs = {n: alike(*(side.columns.get(n, unbound) for side in sides)) for n in names}
        aliases = {name: f"c{next(self._number)}" for name in names}
        parts = [
            "SELECT "
            + (", ".join(f"{pairs[n][place].sql} AS {aliases[n]}" for n in names) or "1 AS one")
            + f" FROM ({side.sql}) {self._name()}"
            for place, side in enumerate(sides)
        ]
        columns = {
            name: Value(aliases[name], one.kind, one.may_be_null or other.may_be_null)
            for name, (one, other) in pairs.items()
        }
        return Pattern(" UNION ALL ".join(parts), columns)

    def _filter(self, node: Any) -> Pattern:
        found = self._pattern(node.p)
        conditions = []
        for part in _conjuncts(node.expr):
            if part.name in ("Builtin_NOTEXISTS", "Builtin_EXISTS"):
                group = part.graph
                if group.name == "GroupGraphPatternSub":
                    group = translateGroupGraphPattern(group)
                lacks = self._lacks(found, self._pattern(group))
                is_lack = part.name == "Builtin_NOTEXISTS"
                conditions.append(lacks if is_lack else lacks.removeprefix("NOT "))
            else:
                condition = expression(part, found.columns)
                if condition.kind != "boolean":
                    raise Untranslated("only what is true or false is a condition")
                conditions.append(condition.sql)
        return self._from(f"({found.sql}) {self._name()}", found.columns, conditions)

    def _extend(self, node: Any) -> Pattern:
        found = self._pattern(node.p)
        columns = {**found.columns, str(node.var): expression(node.expr, found.columns)}
        return self._from(f"({found.sql}) {self._name()}", columns)

    def _project(self, node: Any) -> Pattern:
        found = self._pattern(node.p)
        names = [str(name) for name in node.PV if str(name) in found.columns]
        return self._from(
            f"({found.sql}) {self._name()}", {name: found.columns[name] for name in names}
        )

    def _set(self, node: Any) -> Pattern:
        found = self._pattern(node.p)
        return Pattern(found.sql, found.columns, is_grouped=node.p.name == "Project")

    def _values(self, node: Any) -> Pattern:
        names = list(dict.fromkeys(str(name) for row in node.res for name in row))
        rows = [{str(name): constant(term) for name, term in row.items()} for row in node.res]
        if not rows or any(row.keys() != set(names) for row in rows):
            raise Untranslated("UNDEF is not translated")
        told = [alike(*(row[name] for row in rows)) for name in names]
        aliases = [f"c{next(self._number)}" for _ in names]
        texts = ", ".join(f"({', '.join(v.sql for v in row)})" for row in zip(*told, strict=True))
        columns = {
            name: Value(alias, values[0].kind)
            for name, alias, values in zip(names, aliases, told, strict=True)
        }
        # Parameters are cast: a text that nothing is compared with would have no type.
        return Pattern(
            f"SELECT * FROM (VALUES {texts}) {self._name()}({', '.join(aliases)})", columns
        )

    def _aggregates(self, node: Any) -> Pattern:
        group = node.p
        found = self._pattern(group.p)
        keys = [expression(each, found.columns).sql for each in group.expr or ()]
        columns = {str(each.res): aggregate(each, found.columns) for each in node.A}
        made = self._from(f"({found.sql}) {self._name()}", columns)
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


def _same(left: Pattern, right: Pattern) -> str:
    """Write that two patterns agree in what both bind."""
    conditions = []
    for name in left.columns:
        if name in right.columns:
            one, other = alike(left.columns[name], right.columns[name])
            if one.may_be_null or other.may_be_null:
                raise Untranslated(f"?{name} may be unbound where it is joined")
            conditions.append(f"{one.sql} = {other.sql}")
    return " AND ".join(conditions) or "true"


def _selected(pattern: Pattern, columns: Mapping[str, Value]) -> Pattern:
    shown = ", ".join(f'{as_term(value).sql} AS "{name}"' for name, value in columns.items())
    return Pattern(f"SELECT {shown} FROM ({pattern.sql}) answer", columns)


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
