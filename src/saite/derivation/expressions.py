"""Expressions of SPARQL in SQL: those that the rules use.

An error in SPARQL is NULL in SQL: both leave a variable unbound and a row out of a filter, and the
two logics of three values are the same.

Source: SPARQL 1.1 Query Language, section 17 (https://www.w3.org/TR/sparql11-query/#expressions).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from rdflib import term as rdf

from saite.derivation.terms import (
    ONE,
    UNBOUND,
    Untranslated,
    Value,
    alike,
    as_decimal,
    as_string,
    as_term,
    constant,
)

Columns = Mapping[str, Value]
OPERATORS: Final = {"=": "=", "!=": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


def expression(node: Any, columns: Columns) -> Value:
    """Translate an expression over the columns of a pattern.

    :raises Untranslated: if it is of a kind that the rules don't use
    """
    if isinstance(node, rdf.Variable):
        return columns.get(str(node), UNBOUND)
    if isinstance(node, rdf.URIRef | rdf.Literal):
        return constant(node)
    translate = _FORMS.get(getattr(node, "name", ""))
    if translate is None:
        raise Untranslated(f"{getattr(node, 'name', node)!r} is not translated")
    return translate(node, columns)


def _logical(word: str) -> Callable[[Any, Columns], Value]:
    def translate(node: Any, columns: Columns) -> Value:
        parts = [_truth(each, columns) for each in (node.expr, *node.other)]
        sql = f" {word} ".join(f"({part.sql})" for part in parts)
        return Value(sql, "boolean", any(part.may_be_null for part in parts))

    return translate


def _truth(node: Any, columns: Columns) -> Value:
    value = expression(node, columns)
    if value.kind != "boolean":
        raise Untranslated("only what is true or false is a condition")
    return value


def _relation(node: Any, columns: Columns) -> Value:
    left = expression(node.expr, columns)
    others = node.other if isinstance(node.other, list) else [node.other]
    if node.op not in (*OPERATORS, "IN"):
        raise Untranslated(f"the operator {node.op} is not translated")
    parts = []
    for each in others:
        one, other = alike(left, expression(each, columns))
        if one.kind == "term" and node.op not in ("=", "!=", "IN"):
            raise Untranslated("terms have no order here")
        parts.append(f"{one.sql} {OPERATORS.get(node.op, '=')} {other.sql}")
    may_be_null = left.may_be_null or any(expression(e, columns).may_be_null for e in others)
    return Value(f"({' OR '.join(parts)})", "boolean", may_be_null)


def _additive(node: Any, columns: Columns) -> Value:
    values = [expression(each, columns) for each in (node.expr, *node.other)]
    if any(value.kind != "integer" for value in values):
        raise Untranslated("only whole numbers are added")
    signs = "".join(f" {op} {v.sql}" for op, v in zip(node.op, values[1:], strict=True))
    return Value(f"({values[0].sql}{signs})", "integer", any(v.may_be_null for v in values))


def _multiplicative(node: Any, columns: Columns) -> Value:
    value = as_decimal(expression(node.expr, columns))
    for operator, each in zip(node.op, node.other, strict=True):
        by = expression(each, columns)
        if operator != "/" or by.kind != "integer":
            raise Untranslated("only divisions by whole numbers are translated")
        value = Value(f"({value.sql} // nullif({by.sql}, 0))", "decimal", may_be_null=True)
    return value


def _round(node: Any, columns: Columns) -> Value:
    value = as_decimal(expression(node.arg, columns))
    sql = f"(({value.sql} + {ONE // 2}) // {ONE} * {ONE})"
    return Value(sql, "decimal", value.may_be_null)


def _bound(node: Any, columns: Columns) -> Value:
    return Value(f"({expression(node.arg, columns).sql} IS NOT NULL)", "boolean")


def _not(node: Any, columns: Columns) -> Value:
    value = _truth(node.expr, columns)
    return Value(f"(NOT {value.sql})", "boolean", value.may_be_null)


def _if(node: Any, columns: Columns) -> Value:
    condition = _truth(node.arg1, columns)
    one, other = alike(expression(node.arg2, columns), expression(node.arg3, columns))
    sql = f"CASE WHEN {condition.sql} THEN {one.sql} WHEN NOT {condition.sql} THEN {other.sql} END"
    may_be_null = condition.may_be_null or one.may_be_null or other.may_be_null
    return Value(f"({sql})", one.kind, may_be_null)


def _coalesce(node: Any, columns: Columns) -> Value:
    values = alike(*(expression(each, columns) for each in node.arg))
    sql = f"coalesce({', '.join(value.sql for value in values)})"
    return Value(sql, values[0].kind, all(value.may_be_null for value in values))


def _concat(node: Any, columns: Columns) -> Value:
    values = [_string(each, columns) for each in node.arg]
    sql = " || ".join(value.sql for value in values)
    return Value(f"({sql})", "string", any(value.may_be_null for value in values))


def _string(node: Any, columns: Columns) -> Value:
    value = expression(node, columns)
    if value.kind != "string":
        raise Untranslated("only texts without a language are put together")
    return value


def _encode(node: Any, columns: Columns) -> Value:
    value = _string(node.arg, columns)
    return Value(f"url_encode({value.sql})", "string", value.may_be_null)


def _iri(node: Any, columns: Columns) -> Value:
    value = _string(node.arg, columns)
    return Value(f"('<' || {value.sql} || '>')", "term", value.may_be_null)


def _after(node: Any, columns: Columns) -> Value:
    text, mark = _string(node.arg1, columns), _string(node.arg2, columns)
    found = f"substr({text.sql}, strpos({text.sql}, {mark.sql}) + length({mark.sql}))"
    sql = f"CASE WHEN contains({text.sql}, {mark.sql}) THEN {found} ELSE '' END"
    return Value(f"({sql})", "string", text.may_be_null or mark.may_be_null)


def _str(node: Any, columns: Columns) -> Value:
    return as_string(expression(node.arg, columns))


_FORMS: Final[dict[str, Callable[[Any, Columns], Value]]] = {
    "ConditionalAndExpression": _logical("AND"),
    "ConditionalOrExpression": _logical("OR"),
    "RelationalExpression": _relation,
    "AdditiveExpression": _additive,
    "MultiplicativeExpression": _multiplicative,
    "UnaryNot": _not,
    "Builtin_ROUND": _round,
    "Builtin_BOUND": _bound,
    "Builtin_IF": _if,
    "Builtin_COALESCE": _coalesce,
    "Builtin_CONCAT": _concat,
    "Builtin_ENCODE_FOR_URI": _encode,
    "Builtin_IRI": _iri,
    "Builtin_STRAFTER": _after,
    "Builtin_STR": _str,
}


def aggregate(node: Any, columns: Columns) -> Value:
    """Translate an aggregate over the rows of a group.

    :raises Untranslated: if it is of a kind that the rules don't use
    """
    name = node.name.removeprefix("Aggregate_")
    distinct = "DISTINCT " if node.distinct else ""
    if str(node.vars) == "*":
        if name != "Count" or distinct:
            raise Untranslated("only COUNT takes *")
        return Value("count(*)", "integer")
    value = expression(node.vars, columns)
    if name == "Count":
        return Value(f"count({distinct}{as_term(value).sql})", "integer")
    if name == "Sample":
        return Value(f"any_value({value.sql})", value.kind, value.may_be_null)
    if name == "Sum" and not distinct:
        value = value if value.kind == "integer" else as_decimal(value)
        sql = f"CASE WHEN count(*) = count({value.sql}) THEN sum({value.sql}) END"
        return Value(f"({sql})", value.kind, value.may_be_null)
    if name in ("Min", "Max") and value.kind in ("term", "integer", "decimal"):
        # Days of four digits are in order as texts; other terms are left to the store.
        sql = f"saite_date({value.sql})" if value.kind == "term" else value.sql
        return Value(f"{name.lower()}({sql})", value.kind, value.may_be_null)
    raise Untranslated(f"{name} of {value.kind} is not translated")
