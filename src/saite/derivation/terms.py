"""RDF terms in SQL: as the text that N-Triples has for them, or as plain values.

A column of a pattern is of one kind: a ``term`` of any sort, in the canonical text of N-Triples, or
a ``string``, ``integer``, ``boolean`` or ``decimal`` that was computed. A decimal is a whole number
of 10^-18, as the store computes with these.
"""

from dataclasses import dataclass
from typing import Final, Literal

from rdflib import term as rdf

from saite.namespaces import expand

Kind = Literal["term", "string", "integer", "decimal", "boolean", "unbound"]
ONE: Final = 10**18
XSD: Final = {name: expand(f"xsd:{name}") for name in ("string", "integer", "decimal", "boolean")}
# No line of a graph has this character in it: the reader of lines refuses it.
SEPARATOR: Final = "\x1f"


class Untranslated(Exception):  # noqa: N818 - no error of a user's: the store does it then
    """A query, or the data, is beyond what is translated into SQL."""


@dataclass(frozen=True)
class Value:
    """An expression of SQL that computes a term; NULL is what is not bound."""

    sql: str
    kind: Kind
    may_be_null: bool = False


UNBOUND: Final = Value("NULL", "unbound", may_be_null=True)


def quoted(text: str) -> str:
    """Write a text as one of SQL."""
    return "'" + text.replace("'", "''") + "'"


def macros() -> list[str]:
    """Write what the expressions call.

    ``error`` ends the statement: what is behind it is left to the store.
    """
    back, mark = quoted("\\"), quoted(SEPARATOR)
    unescape = f"replace(text, {quoted(chr(92) * 2)}, {mark})"
    escape = f"replace(text, {back}, {quoted(chr(92) * 2)})"
    for letter, plain in _ESCAPES.items():
        unescape = f"replace({unescape}, {quoted(chr(92) + letter)}, {quoted(plain)})"
        escape = f"replace({escape}, {quoted(plain)}, {quoted(chr(92) + letter)})"
    whole = f"CAST(value // {ONE} AS VARCHAR)"
    rest = f"rtrim(lpad(CAST(value % {ONE} AS VARCHAR), 18, '0'), '0')"
    bodies = {
        "saite_unescape(text)": f"CASE WHEN contains(text, {back}) "
        f"THEN replace({unescape}, {mark}, {back}) ELSE text END",
        "saite_escape(text)": f"CASE WHEN regexp_matches(text, {quoted(_SPECIAL)}) "
        f"THEN {escape} ELSE text END",
        "saite_text(term)": "CASE WHEN term[1] = '<' THEN substr(term, 2, length(term) - 2) "
        "WHEN term[1] = '\"' AND term[-1] = '\"' "
        "THEN saite_unescape(substr(term, 2, length(term) - 2)) "
        "WHEN term[1] = '\"' THEN saite_unescape(regexp_extract(term, '^\"(.*)\"', 1, 's')) END",
        "saite_scaled(text)": "CAST(split_part(text, '.', 1) "
        "|| rpad(split_part(text, '.', 2), 18, '0') AS HUGEINT)",
        "saite_decimal(term)": "CASE WHEN term IS NULL THEN NULL "
        f"WHEN ends_with(term, {quoted(_suffix('decimal'))}) "
        "THEN saite_scaled(regexp_extract(term, '^\"([0-9.]+)\"', 1)) "
        "ELSE error('no decimal') END",
        "saite_date(term)": "CASE WHEN term IS NULL "
        f"OR regexp_full_match(term, {quoted(_DAY)}) THEN term ELSE error('no plain day') END",
        "saite_decimal_text(value)": "CASE WHEN value < 0 THEN error('below zero') "
        f"WHEN value % {ONE} = 0 THEN {whole} ELSE {whole} || '.' || {rest} END",
    }
    return [f"CREATE MACRO {name} AS {body}" for name, body in bodies.items()]


_ESCAPES: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"'}
_SPECIAL: Final = r'[\\"\t\x08\n\r\f]'
_DAY: Final = rf'"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"\^\^<{expand("xsd:date")}>'


def _suffix(datatype: str) -> str:
    return f'"^^<{XSD[datatype]}>'


def constant(term: rdf.Node) -> Value:
    """Write a term of a query."""
    if isinstance(term, rdf.URIRef):
        return Value(quoted(f"<{term}>"), "term")
    if not isinstance(term, rdf.Literal):
        raise Untranslated(f"{term!r} is neither an IRI nor a literal")
    datatype = str(term.datatype or XSD["string"])
    if term.language:
        raise Untranslated("texts with a language are not written")
    match datatype.rpartition("#")[2]:
        case "string":
            return Value(quoted(str(term)), "string")
        case "integer":
            return Value(str(int(str(term))), "integer")
        case "decimal":
            return Value(f"saite_scaled({quoted(str(term).lstrip('+'))})", "decimal")
        case "boolean":
            return Value("true" if str(term) in ("true", "1") else "false", "boolean")
    raise Untranslated(f"no constant of {datatype}")


def as_term(value: Value) -> Value:
    """Write a value as a term."""
    match value.kind:
        case "term" | "unbound":
            return value
        case "string":
            sql = f"'\"' || saite_escape({value.sql}) || '\"'"
        case "decimal":
            sql = f"'\"' || saite_decimal_text({value.sql}) || {quoted(_suffix('decimal'))}"
        case kind:
            sql = f"'\"' || CAST({value.sql} AS VARCHAR) || {quoted(_suffix(kind))}"
    return Value(f"({sql})", "term", value.may_be_null)


def as_string(value: Value) -> Value:
    """Write the text of a value, as STR gives it."""
    match value.kind:
        case "string" | "unbound":
            return value
        case "term":
            return Value(f"saite_text({value.sql})", "string", value.may_be_null)
        case "decimal":
            return Value(f"saite_decimal_text({value.sql})", "string", value.may_be_null)
    return Value(f"CAST({value.sql} AS VARCHAR)", "string", value.may_be_null)


def as_decimal(value: Value) -> Value:
    """Write a number as a decimal."""
    match value.kind:
        case "decimal" | "unbound":
            return value
        case "integer":
            return Value(f"(CAST({value.sql} AS HUGEINT) * {ONE})", "decimal", value.may_be_null)
        case "term":
            return Value(f"saite_decimal({value.sql})", "decimal", value.may_be_null)
    raise Untranslated(f"{value.kind} is no number")


def alike(*values: Value) -> list[Value]:
    """Give values one kind: the one they have, or that of terms."""
    kinds = {value.kind for value in values} - {"unbound"}
    if len(kinds) > 1:
        return [as_term(value) for value in values]
    kind: Kind = next(iter(kinds), "unbound")
    return [Value(value.sql, kind, value.may_be_null) for value in values]
