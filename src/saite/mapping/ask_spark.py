"""Questions to Spark: the facts that a plan needs, functions' arguments, the rows at fault."""
# ruff: noqa: S608 - writing SQL is what this module is for; every name and text in it is quoted.

from collections.abc import Iterable, Sequence
from typing import Final

from saite.mapping.emit_spark import (
    filled_sql,
    frame_sql,
    lean,
    rule_sql,
    uses_sql,
    view_name,
)
from saite.mapping.facts import Question
from saite.mapping.guards import ALWAYS, Rule, Uses
from saite.mapping.lexical import PLAIN_IRI
from saite.mapping.plan import Check, Frame, Lookup, Unnest
from saite.mapping.spark_functions import (
    ESCAPED,
    RESERVED,
    has,
    is_whole,
    quote_name,
    quote_text,
    whole_iri,
)

FIRST_ROWS: Final = 10_000
"""Rows in which a key is looked for before all are."""


def likely_keys(question: Question) -> str:
    """Ask which of the keys no two of the first rows share: of the others no more need be asked."""
    keys = _named(_is_key(key) for key in question.keys)
    columns = sorted({name for key in question.keys for name in key})
    names = ", ".join(_column(name) for name in columns)
    view = _view(question, columns)
    return f"SELECT {keys} FROM (SELECT {names} FROM {view} LIMIT {FIRST_ROWS})"


def is_key(question: Question, key: tuple[str, ...]) -> str:
    """Ask whether no two rows share a key.

    Of a large relation keys are asked about one by one: several counts of distinct values in one
    query would make a copy of each row for each of them.
    """
    return f"SELECT {_is_key(key)} FROM {_view(question, key)}"


def facts(question: Question, keys: Sequence[tuple[str, ...]]) -> str:
    """Ask a relation what the plan must know, in one pass and one row.

    :param keys: those of the question's that are asked about
    :returns: a query for the number of rows and of the values of each column; then a truth, or a
        constant, for each column of the other fields of the question, in their order
    """
    lists = question.lists
    asked = ["count(*)"]
    for name in question.columns:
        column = _column(name)
        filled = f"CASE WHEN size({column}) > 0 THEN 1 END" if name in lists else column
        asked.append(f"count({filled})")
    joined = {n: f"array_join({_column(n)}, '')" if n in lists else _column(n)
              for n in question.columns}  # fmt: skip
    asked += [_is_set(name) for name in lists]
    asked += [f"NOT bool_or({has(joined[n], RESERVED)})" for n in question.encoded]
    asked += [f"NOT bool_or({has(joined[n], ESCAPED)})" for n in question.escaped]
    for name in question.constants:
        column = _column(name)
        # A column with NULL in it is not the same in every row.
        same = f"count(*) = count({column}) AND min({column}) = max({column})"
        asked.append(f"CASE WHEN {same} THEN min({column}) END")
    asked += [_is_key(key) for key in keys]
    columns = [*question.columns, *(name for key in keys for name in key)]
    return f"SELECT {_named(asked)} FROM {_view(question, columns)}"


def _view(question: Question, columns: Sequence[str]) -> str:
    return view_name(question.relation, is_numbered="_row" in columns)


def _named(asked: Iterable[str]) -> str:
    return ", ".join(f"{each} AS q{number}" for number, each in enumerate(asked))


def _column(name: str) -> str:
    return quote_name(f"r.{name}")


def _is_set(name: str) -> str:
    column = _column(name)
    kept = f"size(array_distinct(array_compact({column})))"
    return f"bool_and(size({column}) > 0 AND size({column}) = {kept})"


def _is_key(key: tuple[str, ...]) -> str:
    columns = [_column(name) for name in key]
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    # Spark counts a tuple only if nothing in it is NULL.
    return f"count(DISTINCT {', '.join(columns)}) = count(CASE WHEN {filled} THEN 1 END)"


def arguments(frame: Frame, lookup: Lookup, uses: Uses = ALWAYS) -> str:
    """Ask for the distinct arguments of a lookup, those that a column gives."""
    given = [each for each in lookup.arguments if each is not None]
    columns = ", ".join(f"{quote_name(each)} AS a{number}" for number, each in enumerate(given))
    source = frame_sql(lean(frame, [*given, *_asked(uses)]))
    return f"SELECT DISTINCT {columns or '1 AS one'} FROM ({source}) WHERE {uses_sql(uses)}"


def failed_rows(
    frame: Frame, values: Sequence[tuple[str, str | None]], uses: Uses, *, limit: int
) -> str:
    """Ask for the rows of which columns have some values."""
    tests = [
        f"{quote_name(column)} <=> {'NULL' if value is None else quote_text(value)}"
        for column, value in values
    ]
    where = " AND ".join([uses_sql(uses), *tests])
    source = f"SELECT {_places(frame)} FROM ({frame_sql(frame)}) WHERE {where}"
    return f"SELECT {_once(frame)}* FROM ({source}) {_ORDER} LIMIT {limit}"


def first_row(frame: Frame, columns: Sequence[str]) -> str:
    """Ask for the values of columns in a row that has them all."""
    names = ", ".join(f"{quote_name(each)} AS c{n}" for n, each in enumerate(columns))
    source = frame_sql(lean(frame, columns))
    return f"SELECT {names} FROM ({source}) WHERE {filled_sql(columns)} LIMIT 1"


def count_suspects(check: Check) -> str:
    """Ask how many rows may break a rule, by a quick look at them."""
    value = quote_name(check.column)
    if check.rule is Rule.DATATYPE:  # no simpler pattern clears nearly all values
        plain = rule_sql(check.rule, check.column, check.iri)
    elif check.rule is Rule.LANGUAGE:
        plain = is_whole(value, "[A-Za-z]{2,3}")
    else:
        plain = is_whole(f"({whole_iri(value, check.iri)})", PLAIN_IRI)
    return f"SELECT count(*) FROM ({_lean_sql(check)}) WHERE NOT ({plain})"


def count_broken(check: Check) -> str:
    """Ask how many rows break a rule."""
    if not _once(check.frame):
        return f"SELECT count(*) FROM ({_lean_sql(check)}) WHERE {_is_broken(check)}"
    return f"SELECT count(*) FROM (SELECT DISTINCT * FROM ({_broken(check)}))"


def broken_rows(check: Check, *, limit: int) -> str:
    """Ask for the rows that break a rule: where they stand, and the value."""
    once = _once(check.frame)
    return f"SELECT {once}* FROM ({_broken(check)}) {_ORDER} LIMIT {limit}"


_ORDER: Final = "ORDER BY try_cast(row AS BIGINT), at"


def _places(frame: Frame) -> str:
    return ", ".join(
        f"{f'CAST({_column(name)} AS STRING)' if name in frame.columns else 'CAST(NULL AS STRING)'}"
        f" AS {name[1:]}"
        for name in ("_at", "_row")
    )


def _once(frame: Frame) -> str:
    # Of a row with a list there are several, and all may be alike where a guard asks of elements.
    is_list = any(isinstance(step, Unnest) for step in frame.steps)
    return "DISTINCT " if is_list and {"_at", "_row"}.intersection(frame.columns) else ""


def _asked(uses: Uses) -> list[str]:
    return [column for guards in uses for guard in guards for column in guard.columns]


def _lean_sql(check: Check) -> str:
    return frame_sql(lean(check.frame, [check.column, *_asked(check.uses)]))


def _broken(check: Check) -> str:
    columns = f"{_places(check.frame)}, {quote_name(check.column)} AS value"
    return f"SELECT {columns} FROM ({frame_sql(check.frame)}) WHERE {_is_broken(check)}"


def _is_broken(check: Check) -> str:
    rule = rule_sql(check.rule, check.column, check.iri)
    return f"NOT {rule} AND {uses_sql(check.uses)}"
