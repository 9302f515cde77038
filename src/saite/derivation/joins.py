"""SELECTs over tables, each with the variables that it may bind, and how they are joined.

Every table and column has a name of its own, so that what is put together stays apart.

Source: SPARQL 1.1 Query Language, section 18.5 (https://www.w3.org/TR/sparql11-query/#sparqlAlgebra).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from saite.derivation.terms import Untranslated, Value, alike, as_term


@dataclass(frozen=True)
class Pattern:
    """A SELECT and its columns: the variables that it may bind.

    :param is_grouped: whether it has a row for each group of others
    """

    sql: str
    columns: Mapping[str, Value]
    is_grouped: bool = False


@dataclass
class Joins:
    """Puts patterns together, and names what it makes."""

    _number: Iterator[int] = field(default_factory=count)

    def name(self) -> str:
        """Give a name for a table."""
        return f"q{next(self._number)}"

    def column(self) -> str:
        """Give a name for a column."""
        return f"c{next(self._number)}"

    def select(
        self, tables: str, columns: Mapping[str, Value], conditions: Iterable[str] = ()
    ) -> Pattern:
        """Select columns from tables, under names of the pattern's own."""
        where = " AND ".join(conditions)
        named = {name: self.column() for name in columns}
        shown = ", ".join(f"{columns[name].sql} AS {alias}" for name, alias in named.items())
        sql = f"SELECT {shown or '1 AS one'} FROM {tables}{f' WHERE {where}' if where else ''}"
        own = {n: Value(named[n], v.kind, v.may_be_null) for n, v in columns.items()}
        return Pattern(sql, own)

    def within(
        self, pattern: Pattern, columns: Mapping[str, Value], conditions: Iterable[str] = ()
    ) -> Pattern:
        """Select columns of a pattern."""
        return self.select(f"({pattern.sql}) {self.name()}", columns, conditions)

    def join_all(self, leaves: Sequence[Pattern]) -> Pattern:
        """Join patterns, each to what it shares variables with, and those that add least first."""
        left = list(leaves)
        if not left:
            return Pattern("SELECT 1 AS one", {})
        # What was grouped is the smallest, and says what the rest is about.
        found = next((each for each in left if each.is_grouped), left[0])
        left.remove(found)
        while left:
            known = found.columns.keys()
            after = min(
                left,
                key=lambda each: (
                    not each.columns.keys() & known,
                    len(each.columns.keys() - known),
                ),
            )
            left.remove(after)
            found = self.join(found, after)
        return found

    def join(self, left: Pattern, right: Pattern) -> Pattern:
        """Join two patterns by the variables that both bind.

        :raises Untranslated: if one of these may be unbound
        """
        return self._joined(left, right, {**right.columns, **left.columns}, "JOIN")

    def join_optional(self, left: Pattern, right: Pattern) -> Pattern:
        """Join a pattern to one that may bind nothing.

        :raises Untranslated: as ``join``
        """
        more = {n: Value(v.sql, v.kind, True) for n, v in right.columns.items()}  # noqa: FBT003
        return self._joined(left, right, {**more, **left.columns}, "LEFT JOIN")

    def _joined(
        self, left: Pattern, right: Pattern, columns: Mapping[str, Value], kind: str
    ) -> Pattern:
        shared = _same(left, right)
        tables = f"({left.sql}) {self.name()} {kind} ({right.sql}) {self.name()} ON {shared}"
        return self.select(tables, columns)

    def lacks(self, left: Pattern, right: Pattern) -> str:
        """Write the condition that a row of a pattern has no match in another.

        :raises Untranslated: as ``join``
        """
        return f"NOT EXISTS (SELECT 1 FROM ({right.sql}) {self.name()} WHERE {_same(left, right)})"

    def unite(self, one: Pattern, other: Pattern) -> Pattern:
        """Put the rows of two patterns below each other."""
        sides = [one, other]
        names = list(dict.fromkeys(name for side in sides for name in side.columns))
        unbound = Value("NULL", "unbound", may_be_null=True)
        pairs = {n: alike(*(side.columns.get(n, unbound) for side in sides)) for n in names}
        aliases = {name: self.column() for name in names}
        parts = [
            "SELECT "
            + (", ".join(f"{pairs[n][place].sql} AS {aliases[n]}" for n in names) or "1 AS one")
            + f" FROM ({side.sql}) {self.name()}"
            for place, side in enumerate(sides)
        ]
        columns = {
            name: Value(aliases[name], left.kind, left.may_be_null or right.may_be_null)
            for name, (left, right) in pairs.items()
        }
        return Pattern(" UNION ALL ".join(parts), columns)


def select_terms(pattern: Pattern, columns: Mapping[str, Value]) -> Pattern:
    """Select columns of a pattern as terms, by the names of their variables."""
    shown = ", ".join(f'{as_term(value).sql} AS "{name}"' for name, value in columns.items())
    return Pattern(f"SELECT {shown} FROM ({pattern.sql}) answer", columns)


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
