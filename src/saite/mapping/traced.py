"""The query for the rows that make a statement of the plan, where its terms may be the wanted ones.

Only what the fixed parts of the terms fit is asked about; where a template can be turned round,
its values are compared with the columns themselves.
"""
# ruff: noqa: S608 - every name and text is quoted or bound.

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote

import duckdb

from saite.mapping.duckdb_functions import quote_name
from saite.mapping.emit_duckdb import frame_sql
from saite.mapping.expressions_duckdb import term_sql, test_sql
from saite.mapping.grouping import Made
from saite.mapping.lexical import IUNRESERVED
from saite.mapping.model import PredicateObjectMap, TriplesMap
from saite.mapping.overlap import told_columns
from saite.mapping.plan import Encoding, Frame, Join, Part, Statement, Term, Value

Cell: TypeAlias = str | tuple[str | None, ...] | None
_ENCODED: Final = (Encoding.IRI, Encoding.URI)


@dataclass(frozen=True)
class Pattern:
    """What a statement must be, term by term as N-Quads writes it; an empty one may be any.

    :param literal: beginning of the object up to its closing quotation mark, whatever its
        language or datatype; another way for the object to be right
    """

    subject: frozenset[str] = frozenset()
    predicate: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    literal: str = ""


@dataclass(frozen=True)
class TracedRow:
    """A row that a statement was made of.

    :param source: name of the relation
    :param at: address of the row (``_at``), if the relation has one
    :param number: number of the row (``_row``), if the relation has one
    :param values: column -> value, of the columns that the statement needs
    """

    source: str
    at: str
    number: str
    values: Mapping[str, Cell]


@dataclass(frozen=True)
class Trace:
    """One way in which a statement is made.

    :param terms: subject, predicate, object and graph, as N-Quads writes them; the graph is empty
        for the default graph
    :param rows: the row of the triples map, and those that it was joined with
    """

    terms: tuple[str, str, str, str]
    triples_map: TriplesMap
    pair: PredicateObjectMap | None
    rows: tuple[TracedRow, ...]


class Question:
    """The query for the rows that make the statements of a pattern."""

    def __init__(self, made: Made, pattern: Pattern, others: Sequence[str]) -> None:
        self._made = made
        rows, statement = made.scope.rows, made.statement
        extra = [f"r.{name}" for name in others]
        self._frame = rows.frame({*statement.columns, *extra}, located=True)
        self._values: list[str] = []
        conditions = [test_sql(guard) for guard in statement.guards]
        for name, texts in _asked(pattern):
            term: Term = getattr(statement, name)
            literal = pattern.literal if name == "object" else ""
            conditions.append(self._is_one(term, sorted(texts), literal))
            if len(texts) == 1 and not literal:
                conditions += self._turned(term, next(iter(texts)))
        texts_sql = [f"{term_sql(term)} AS t{n}" for n, term in enumerate(statement.terms)]
        shown = [f"{quote_name(each)} AS s{n}" for n, each in enumerate(self._shown())]
        filled = [f"t{number} IS NOT NULL" for number in range(len(statement.terms))]
        where = " AND ".join(["true", *conditions])
        self._sql = (
            f"SELECT DISTINCT * FROM (SELECT {', '.join([*texts_sql, *shown])} "
            f"FROM ({frame_sql(self._frame)}) WHERE {where}) WHERE {' AND '.join(filled)}"
        )

    def count(self, connection: duckdb.DuckDBPyConnection) -> int:
        """Count the ways in which the statements are made."""
        query = f"SELECT count(*) FROM ({self._sql})"
        return int(connection.execute(query, self._values).fetchall()[0][0])

    def traces(self, connection: duckdb.DuckDBPyConnection, limit: int) -> list[Trace]:
        """Give the first of them, in the order of their rows."""
        shown = self._shown()
        numbers = [f"try_cast(s{n} AS BIGINT)" for n, c in enumerate(shown) if c == "r._row"]
        order = ", ".join([*numbers, "ALL"]) if not numbers else f"{numbers[0]}"
        query = f"SELECT * FROM ({self._sql}) ORDER BY {order}"
        if numbers:
            query += ", " + ", ".join(f"t{n}" for n in range(len(self._made.statement.terms)))
        rows = connection.execute(f"{query} LIMIT {limit}", self._values).fetchall()
        return [self._trace(row) for row in rows]

    def _trace(self, row: Sequence[object]) -> Trace:
        count = len(self._made.statement.terms)
        texts = [str(each) for each in row[:count]]
        subject, predicate, value, graph = [*texts, ""][:4]
        cells = dict(zip(self._shown(), row[count:], strict=True))
        found = [_row(self._frame, "", cells)]
        joins = [step for step in self._frame.steps if isinstance(step, Join)]
        found += [_row(step.frame, f"{step.name}.", cells) for step in joins]
        terms = (subject, predicate, value, graph)
        return Trace(terms, self._made.triples_map, self._made.pair, tuple(found))

    def _shown(self) -> list[str]:
        columns = [f"r.{name}" for name in self._frame.columns]
        for step in self._frame.steps:
            if isinstance(step, Join):
                columns += [f"{step.name}.r.{name}" for name in step.frame.columns]
        return columns

    def _is_one(self, term: Term, texts: Sequence[str], literal: str) -> str:
        sql = term_sql(term)
        options = [f"{sql} = ?" for _ in texts]
        self._values += texts
        if literal:
            options.append(f"starts_with({sql}, ?)")
            self._values.append(literal)
        return f"({' OR '.join(options)})"

    def _turned(self, term: Term, text: str) -> list[str]:
        """Compare the columns with the values that stand in the text, where those are certain."""
        found = re.fullmatch(_expression(term.parts), text, re.DOTALL)
        alone = Statement(term, Term(("",)), Term(("",)), None)
        values = [part for part in term.parts if isinstance(part, Value)]
        told = told_columns(alone)
        conditions = []
        for value, part in zip(values, found.groups() if found else (), strict=False):
            if (
                value.encoding in _ENCODED
                and value.column in told
                and "\ufffd" not in unquote(part)
            ):
                conditions.append(f"{quote_name(value.column)} = ?")
                self._values.append(unquote(part))
        return conditions


def _row(frame: Frame, prefix: str, cells: Mapping[str, object]) -> TracedRow:
    values = {name: _cell(cells[f"{prefix}r.{name}"]) for name in frame.columns}
    at, number = values.pop("_at", ""), values.pop("_row", "")
    used = {name: value for name, value in values.items() if name not in ("_source", "_table")}
    return TracedRow(frame.relation, str(at or ""), str(number or ""), used)


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return tuple(None if each is None else str(each) for each in value)
    return None if value is None else str(value)


def _asked(pattern: Pattern) -> Iterator[tuple[str, frozenset[str]]]:
    if pattern.subject:
        yield "subject", pattern.subject
    if pattern.predicate:
        yield "predicate", pattern.predicate
    if pattern.object or pattern.literal:
        yield "object", pattern.object


def may_make(statement: Statement, pattern: Pattern) -> bool:
    """Tell whether the fixed parts of the terms fit the pattern."""
    for name, texts in _asked(pattern):
        parts = getattr(statement, name).parts
        fits = any(re.fullmatch(_expression(parts), text, re.DOTALL) for text in texts)
        is_literal = bool(pattern.literal) and name == "object" and _may_begin(parts, pattern)
        if not fits and not is_literal:
            return False
    return True


def _may_begin(parts: Sequence[Part], pattern: Pattern) -> bool:
    first = parts[0]
    if not isinstance(first, str) or not first.startswith('"'):
        return False
    start = "".join(part for part in parts if isinstance(part, str))
    return start.startswith(pattern.literal) or any(isinstance(part, Value) for part in parts)


def _expression(parts: Sequence[Part]) -> str:
    encoded = f"((?:{IUNRESERVED}|%[0-9A-Fa-f]{{2}})*)"
    return "".join(
        re.escape(part)
        if isinstance(part, str)
        else encoded
        if part.encoding in _ENCODED
        else "(.*)"
        for part in parts
    )
