"""Questions to DuckDB: the facts that a plan needs, functions' arguments, the rows at fault."""
# ruff: noqa: S608 - writing SQL is what this module is for; every name and text in it is quoted.

from collections.abc import Iterable, Sequence
from typing import Final

from saite.mapping.duckdb_functions import ESCAPED, matches, quote_name, quote_text
from saite.mapping.emit_duckdb import frame_sql
from saite.mapping.expressions_duckdb import filled_sql, rule_sql, uses_sql
from saite.mapping.facts import Question
from saite.mapping.guards import ALWAYS, Rule, Uses
from saite.mapping.lexical import PLAIN_IRI
from saite.mapping.plan import Check, Frame, Lookup, Unnest

FIRST_ROWS: Final = 2_000


def counts(question: Question) -> str:
    """Ask a relation for the number of its rows, and of the values of each column."""
    counted = ["count(*)"]
    counted += [
        f"count({f'nullif({quote_name(n)}, [])' if n in question.lists else quote_name(n)})"
        for n in question.columns
    ]
    return f"SELECT {', '.join(counted)} FROM {quote_name(question.relation)}"


def are_sets(question: Question) -> list[str]:
    """Ask of each list whether it has neither NULL nor repetition, and is never empty."""
    return [_is_set(name) for name in question.lists]


def are_unreserved(question: Question, names: Iterable[str]) -> list[str]:
    """Ask of columns whether an IRI takes their values as they are."""
    joined = [_joined(name, question.lists) for name in names]
    return [f"bool_and(url_encode({each}) = {each})" for each in joined]


def are_unescaped(question: Question, names: Iterable[str]) -> list[str]:
    """Ask of columns whether a literal takes their values as they are."""
    return [f"NOT bool_or({matches(_joined(name, question.lists), ESCAPED)})" for name in names]


def constants(question: Question) -> list[str]:
    """Ask of each column for the value that every row has; NULL if they differ."""
    # A column with NULL in it is not the same in every row.
    same = "CASE WHEN count(*) = count({0}) AND min({0}) = max({0}) THEN min({0}) END"
    return [same.format(quote_name(name)) for name in question.constants]


def are_keys(keys: Iterable[tuple[str, ...]]) -> list[str]:
    """Ask whether columns have no values twice."""
    return [_is_key(key) for key in keys]


def select(asked: Iterable[str], question: Question, *, first: bool = False) -> str:
    """Ask a relation several things at once.

    :param first: ask its first rows only
    """
    limit = f" LIMIT {FIRST_ROWS}" if first else ""
    source = f"SELECT * FROM {quote_name(question.relation)}{limit}"
    return f"SELECT {', '.join(asked)} FROM ({source})"


def is_ascending(name: str, question: Question, *, first: bool = False) -> str:
    """Ask whether each value of a column is longer than the one before it, or follows it.

    Such a column is a key, and this is seen at a fraction of the cost of counting its values.
    """
    column = quote_name(name)
    limit = f" LIMIT {FIRST_ROWS}" if first else ""
    rows = f"SELECT {column}::VARCHAR AS x FROM {quote_name(question.relation)}{limit}"
    pairs = f"SELECT x, strlen(x) AS n, lag(x) OVER () AS y, strlen(y) AS m FROM ({rows})"
    truth = "count(*) = count(x) AND coalesce(bool_and(n > m OR (n = m AND x > y)), true)"
    return f"SELECT {truth} FROM ({pairs})"


def _joined(name: str, lists: Sequence[str]) -> str:
    # What is true of each element is true of all of them in a row, and the other way round.
    column = quote_name(name)
    return f"array_to_string({column}, '')" if name in lists else column


def _is_set(name: str) -> str:
    column = quote_name(name)
    return f"bool_and(len({column}) > 0 AND len({column}) = len(list_distinct({column})))"


def _is_key(key: tuple[str, ...]) -> str:
    columns = [quote_name(name) for name in key]
    if len(columns) == 1:
        return f"count(DISTINCT {columns[0]}) = count({columns[0]})"
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    tuples = f"DISTINCT ({', '.join(columns)})"
    return f"count({tuples}) FILTER ({filled}) = count(*) FILTER ({filled})"


def arguments(frame: Frame, lookup: Lookup, uses: Uses = ALWAYS) -> str:
    """Ask for the distinct arguments of a lookup, those that a column gives, in order."""
    columns = ", ".join(quote_name(each) for each in lookup.arguments if each is not None)
    rows = f"FROM ({frame_sql(frame)}) WHERE {uses_sql(uses)}"
    return f"SELECT DISTINCT {columns or '1'} {rows} ORDER BY ALL"


def lookup_table(lookup: Lookup) -> tuple[str, str]:
    """Give the statements that make and fill the table of a lookup.

    The second takes a list for each parameter and each output.
    """
    names = [f"a{number}" for number in range(len(lookup.arguments))]
    names += [f"o{number}" for number in range(lookup.outputs)]
    columns = ", ".join(f"{name} VARCHAR" for name in names)
    lists = ", ".join("unnest(?::VARCHAR[])" for _ in names)
    table = lookup.table
    return f"CREATE TABLE {table} ({columns})", f"INSERT INTO {table} SELECT {lists}"


def failed_rows(frame: Frame, columns: Sequence[str], uses: Uses, *, limit: int) -> str:
    """Ask for the rows of which the columns have the values that are bound to the query."""
    where = "".join(f" AND {quote_name(each)} IS NOT DISTINCT FROM ?" for each in columns)
    source = f"SELECT {_places(frame)} FROM ({frame_sql(frame)}) WHERE {uses_sql(uses)}{where}"
    return f"{_each_once(frame, source)} LIMIT {limit}"


def first_row(frame: Frame, columns: Sequence[str]) -> str:
    """Ask for the values of columns in the first row that has them all."""
    names = ", ".join(map(quote_name, columns))
    return f"SELECT {names} FROM ({frame_sql(frame)}) WHERE {filled_sql(columns)} LIMIT 1"


def suspects(check: Check) -> str:
    """Ask how many rows may break a rule, by a quick look at them."""
    return f"SELECT count(*) FROM ({frame_sql(check.frame)}) WHERE NOT {_is_plain(check)}"


def _is_plain(check: Check) -> str:
    if check.rule is Rule.DATATYPE:  # no simpler pattern clears nearly all values
        return rule_sql(check.rule, check.column, check.iri)
    value = quote_name(check.column)
    if check.rule is Rule.LANGUAGE:
        return matches(value, "[A-Za-z]{2,3}", whole=True)
    return matches(f"saite_whole({value}, {quote_text(check.iri)})", PLAIN_IRI, whole=True)


def count_broken(check: Check) -> str:
    """Ask how many rows break a rule."""
    return f"SELECT count(*) FROM ({_broken(check)})"


def broken_rows(check: Check, *, limit: int) -> str:
    """Ask for the rows that break a rule: the value, and where it stands."""
    return f"{_broken(check)} LIMIT {limit}"


def _places(frame: Frame) -> str:
    given = [f"{quote_name(f'r.{n}')}::VARCHAR" if n in frame.columns else "NULL" for n in _PLACES]
    return ", ".join(
        f"{each} AS {quote_name(name[1:])}" for each, name in zip(given, _PLACES, strict=True)
    )


_PLACES: Final = ("_at", "_row")


def _each_once(frame: Frame, sql: str, *further: str) -> str:
    # Of a row with a list there are several, and all may be alike where a guard asks of elements.
    is_list = any(isinstance(step, Unnest) for step in frame.steps)
    if not is_list or not set(_PLACES).intersection(frame.columns):
        return sql
    order = ", ".join(('try_cast("row" AS BIGINT)', '"at"', *further))
    return f"SELECT DISTINCT * FROM ({sql}) ORDER BY {order}"


def _broken(check: Check) -> str:
    is_broken = f"NOT {rule_sql(check.rule, check.column, check.iri)}"
    columns = f"{quote_name(check.column)} AS value, {_places(check.frame)}"
    source = f"FROM ({frame_sql(check.frame)}) WHERE {is_broken} AND {uses_sql(check.uses)}"
    return _each_once(check.frame, f"SELECT {columns} {source}", "value")
