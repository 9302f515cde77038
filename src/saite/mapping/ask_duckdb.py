"""Questions to DuckDB: the facts that a plan needs, functions' arguments, the rows at fault."""
# ruff: noqa: S608 - writing SQL is what this module is for; every name and text in it is quoted.

from collections.abc import Sequence
from typing import Final

from saite.mapping.duckdb_functions import ESCAPED, matches, quote_name, quote_text
from saite.mapping.emit_duckdb import frame_sql, rule_sql, test_sql
from saite.mapping.lexical import PLAIN_IRI
from saite.mapping.plan import Check, Frame, Lookup, Question, Rule

_FIRST_ROWS: Final = 10_000


def likely_keys(question: Question) -> str:
    """Ask which of the keys no two of the first rows share: of the others no more need be asked."""
    keys = ", ".join(_is_key(key) for key in question.keys)
    columns = sorted({name for key in question.keys for name in key})
    names = ", ".join(quote_name(name) for name in columns)
    source = f"SELECT {names} FROM {quote_name(question.relation)} LIMIT {_FIRST_ROWS}"
    return f"SELECT {keys} FROM ({source})"


def facts(question: Question, keys: Sequence[tuple[str, ...]]) -> list[str]:
    """Ask a relation what the plan must know, in the order of the fields of the question.

    :param keys: those of the question's that are asked about
    :returns: queries of one row each: the number of rows and of the values of each column; then
        a truth, or a constant, for each of the other fields' columns
    """
    lists = question.lists
    counts = ["count(*)"]
    counts += [
        f"count({f'nullif({quote_name(n)}, [])' if n in lists else quote_name(n)})"
        for n in question.columns
    ]
    joined = {name: _joined(name, lists) for name in question.columns}
    asked = [_is_set(name) for name in lists]
    asked += [f"bool_and(url_encode({joined[n]}) = {joined[n]})" for n in question.encoded]
    asked += [f"NOT bool_or({matches(joined[n], ESCAPED)})" for n in question.escaped]
    for name in question.constants:
        column = quote_name(name)
        # A column with NULL in it is not the same in every row.
        same = f"count(*) = count({column}) AND min({column}) = max({column})"
        asked.append(f"CASE WHEN {same} THEN min({column}) END")
    asked += [_is_key(key) for key in keys]
    source = quote_name(question.relation)
    return [f"SELECT {', '.join(each)} FROM {source}" for each in (counts, asked) if each]


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


def arguments(frame: Frame, lookup: Lookup) -> str:
    """Ask for the distinct arguments of a lookup, those that a column gives, in order."""
    columns = ", ".join(quote_name(each) for each in lookup.arguments if each is not None)
    return f"SELECT DISTINCT {columns or '1'} FROM ({frame_sql(frame)}) ORDER BY ALL"


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


def failed_rows(frame: Frame, columns: Sequence[str], *, limit: int) -> str:
    """Ask for the rows of which the columns have the values that are bound to the query."""
    where = " AND ".join(f"{quote_name(each)} IS NOT DISTINCT FROM ?" for each in columns)
    return (
        f"SELECT {_places(frame)} FROM ({frame_sql(frame)}) WHERE {where or 'true'} LIMIT {limit}"
    )


def suspects(check: Check) -> str:
    """Ask how many rows may break a rule, by a quick look at them."""
    whole = f"saite_whole({quote_name(check.column)}, {quote_text(check.base)})"
    plain = "[A-Za-z]{2,3}" if check.rule is Rule.LANGUAGE else PLAIN_IRI
    value = quote_name(check.column) if check.rule is Rule.LANGUAGE else whole
    source = frame_sql(check.frame)
    return f"SELECT count(*) FROM ({source}) WHERE NOT {matches(value, plain, whole=True)}"


def count_broken(check: Check) -> str:
    """Ask how many rows break a rule."""
    return f"SELECT count(*) FROM ({frame_sql(check.frame)}) WHERE {_is_broken(check)}"


def broken_rows(check: Check, *, limit: int) -> str:
    """Ask for the rows that break a rule: the value, and where it stands."""
    value = quote_name(check.column)
    places = _places(check.frame)
    source = frame_sql(check.frame)
    return f"SELECT {value}, {places} FROM ({source}) WHERE {_is_broken(check)} LIMIT {limit}"


def _places(frame: Frame) -> str:
    given = [f"{quote_name(f'r.{n}')}::VARCHAR" if n in frame.columns else "NULL" for n in _PLACES]
    return ", ".join(given)


_PLACES: Final = ("_at", "_row")


def _is_broken(check: Check) -> str:
    asked = "".join(f" AND {test_sql(guard)}" for guard in check.guards)
    return f"NOT {rule_sql(check.rule, check.column, check.base)}{asked}"
