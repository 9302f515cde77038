"""Expressions of DuckDB over the columns of a frame: texts, terms, guards and rules.

``concat()`` passes over NULL: who puts a text together guards the columns that may be NULL.
"""

from collections.abc import Iterable, Sequence

from saite.mapping.datatypes import LEXICAL_SPACES
from saite.mapping.duckdb_functions import matches, quote_name, quote_text
from saite.mapping.guards import Guard, Rule, Test, Uses
from saite.mapping.lexical import IRI, LANGUAGE_TAG
from saite.mapping.parts import merged
from saite.mapping.plan import Encoding, Part, Parts, Term, Value
from saite.mapping.spec import XSD_STRING


def columns_of(parts: Parts) -> list[str]:
    """Give the columns whose values are in a text, in order."""
    return [part.column for part in parts if isinstance(part, Value)]


def filled_sql(columns: Iterable[str]) -> str:
    """Give the condition that no column is NULL; empty for no column."""
    return " AND ".join(f"{quote_name(each)} IS NOT NULL" for each in dict.fromkeys(columns))


def guarded_sql(sql: str, condition: str, otherwise: str) -> str:
    """Give an expression where a condition holds, and another where it does not.

    :param condition: empty if it always holds
    """
    return f"CASE WHEN {condition} THEN {sql} ELSE {otherwise} END" if condition else sql


def term_sql(term: Term) -> str:
    """Give the text of a term as an expression; NULL where the value of a column is."""
    return guarded_sql(concat_sql(term.parts), filled_sql(term.columns), "NULL")


def test_sql(guard: Guard) -> str:
    """Give the condition of a guard, which is never NULL."""
    column, other = quote_name(guard.column), quote_name(guard.other)
    return {
        Test.FILLED: f"{column} IS NOT NULL",
        Test.EMPTY: f"{column} IS NULL",
        Test.TRUE: f"coalesce({column} = 'true', false)",
        Test.EQUAL: f"coalesce({column} = {other}, false)",
        Test.DIFFERENT: f"coalesce({column} <> {other}, false)",
        Test.KEEPS: f"coalesce({rule_sql(guard.rule, guard.column, guard.base)}, false)",
    }[guard.test]


def uses_sql(uses: Uses) -> str:
    """Give the condition that something is used, which is never NULL."""
    tests = [" AND ".join(test_sql(guard) for guard in guards) or "true" for guards in uses]
    return f"({' OR '.join(f'({each})' for each in tests)})"


def rule_sql(rule: Rule | None, column: str, iri: str) -> str:
    """Give the condition that a column keeps a rule, which is NULL where the column is.

    :param iri: base that is put before a relative IRI; of ``Rule.DATATYPE`` the datatype
    """
    value = quote_name(column)
    if rule is Rule.LANGUAGE:
        return matches(value, LANGUAGE_TAG, whole=True)
    if rule is Rule.DATATYPE:
        return matches(value, LEXICAL_SPACES[iri], whole=True)
    whole = f"saite_whole({value}, {quote_text(iri)})"
    ascii_only = f" AND {matches(whole, '[!-~]*', whole=True)}" if rule is Rule.URI else ""
    return f"({matches(whole, IRI, whole=True)}{ascii_only})"


def concat_sql(parts: Sequence[Part]) -> str:
    """Put a text together; what is NULL is passed over."""
    whole = merged(tuple(parts))
    texts = [quote_text(part) if isinstance(part, str) else _value(part) for part in whole]
    if not texts:  # an empty constant
        return "''"
    return texts[0] if len(texts) == 1 else f"concat({', '.join(texts)})"


def _value(value: Value) -> str:
    column = quote_name(value.column)
    if value.is_plain:
        return column
    base = quote_text(value.base)
    if value.encoding is Encoding.DATATYPE:
        iri = f"saite_whole({column}, {base})"
        return f"CASE WHEN {iri} = '{XSD_STRING}' THEN '' ELSE concat('^^<', {iri}, '>') END"
    return {
        Encoding.PLAIN: column,
        Encoding.IRI: f"saite_iri({column})",
        Encoding.URI: f"url_encode({column})",
        Encoding.WHOLE_IRI: f"saite_whole({column}, {base})",
        Encoding.UNSAFE_IRI: f"saite_unsafe(saite_whole({column}, {base}))",
        Encoding.LITERAL: f"saite_text({column})",
        Encoding.BLANK: f"saite_blank({column})",
    }[value.encoding]
