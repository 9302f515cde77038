"""The natural mapping of SQL values: to which literals the values of a column correspond.

Every value travels as the text of its literal. A column whose values are of several datatypes, or
may be, has another beside it that tells the datatype of each.

Source: R2RML, section 10.2; the canonical forms are those of XSD 1.1.
"""
# ruff: noqa: S608 - names are quoted, everything else is written here.

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import duckdb

from saite.mapping.duckdb_functions import matches, quote_name
from saite.sources.relation import ROW, FileRelation

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


class Kind(IntEnum):
    """The datatypes of the natural mapping, by their number in columns that tell them."""

    STRING = 0
    BINARY = 1
    DECIMAL = 2
    INTEGER = 3
    DOUBLE = 4
    BOOLEAN = 5
    DATE = 6
    TIME = 7
    DATETIME = 8

    @property
    def iri(self) -> str:
        """Give the IRI of the datatype."""
        return _XSD + _LOCAL[self]


_LOCAL: Final = {
    Kind.STRING: "string",
    Kind.BINARY: "hexBinary",
    Kind.DECIMAL: "decimal",
    Kind.INTEGER: "integer",
    Kind.DOUBLE: "double",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.DATETIME: "dateTime",
}


@dataclass(frozen=True)
class Natural:
    """How DuckDB makes the text of a literal, and finds its datatype.

    :param text: expression of the text
    :param kind: the datatype of all values, or an expression of its number for each
    """

    text: str
    kind: Kind | str


_DATE: Final = r"\d{4,}-\d\d-\d\d"
_TIME: Final = r"\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"

MACROS: Final[dict[str, str]] = {
    # A time's zone is +02 or +05:30; a moment has a blank between its date and its time.
    "saite_time(x)": r"regexp_replace(regexp_replace(replace(x, ' ', 'T'), "
    r"'([+-]\d\d)$', '\1:00'), '[+-]00:00$', 'Z')",
    "saite_decimal(x)": "CASE lower(x) WHEN 'nan' THEN 'NaN' WHEN 'infinity' THEN 'INF' "
    "WHEN '-infinity' THEN '-INF' ELSE CASE WHEN contains(x, '.') "
    "THEN rtrim(rtrim(x, '0'), '.') ELSE x END END",
    # Of 0.00125: 125, its digits without the zeros before, and -3, the place of the first of them.
    "saite_mantissa(x)": "split_part(ltrim(x, '-'), 'e', 1)",
    "saite_digits(x)": "ltrim(replace(saite_mantissa(x), '.', ''), '0')",
    "saite_power(x)": "coalesce(TRY_CAST(split_part(x, 'e', 2) AS INTEGER), 0) - 1 "
    "+ length(split_part(saite_mantissa(x), '.', 1)) "
    "- (length(replace(saite_mantissa(x), '.', '')) - length(saite_digits(x)))",
    "saite_double_of(x, digits)": "CASE WHEN digits = '' THEN '0.0E0' ELSE "
    "concat(digits[1], '.', coalesce(nullif(substr(digits, 2), ''), '0'), 'E', saite_power(x)) END",
    "saite_double(x)": "CASE WHEN x IS NULL THEN NULL WHEN lower(x) = 'nan' THEN 'NaN' "
    "WHEN lower(x) IN ('inf', 'infinity') THEN 'INF' "
    "WHEN lower(x) IN ('-inf', '-infinity') THEN '-INF' "
    "ELSE concat(CASE WHEN x[1] = '-' THEN '-' ELSE '' END, "
    "saite_double_of(x, rtrim(saite_digits(x), '0'))) END",
}
"""Signature -> body of the SQL functions that ``natural`` calls."""


def natural(kind: Kind, text: str) -> Natural:
    """Make literals of the texts that a database gives for the values of one of its types.

    What no literal of the datatype can say, such as ``infinity`` for a date, is a plain text.

    :param kind: datatype that the column's type corresponds to
    :param text: expression of the text, as PostgreSQL and DuckDB write it
    """
    if kind is Kind.BOOLEAN:
        return Natural(f"CASE WHEN {text} IN ('t', 'true') THEN 'true' "
                       f"WHEN {text} IS NOT NULL THEN 'false' END", kind)  # fmt: skip
    if kind is Kind.DOUBLE:
        return Natural(f"saite_double({text})", kind)
    if kind is Kind.DECIMAL:
        is_number = matches(text, "[-0-9.]+", whole=True)
        return Natural(f"saite_decimal({text})", _either(is_number, kind, Kind.DOUBLE))
    patterns = {Kind.DATE: _DATE, Kind.TIME: _TIME, Kind.DATETIME: f"{_DATE}T{_TIME}"}
    if kind in patterns:
        moment = text if kind is Kind.DATE else f"saite_time({text})"
        is_moment = matches(moment, patterns[kind], whole=True)
        made = f"CASE WHEN {is_moment} THEN {moment} ELSE {text} END"
        return Natural(made, _either(is_moment, kind, Kind.STRING))
    return Natural(text, kind)


def _either(condition: str, kind: Kind, other: Kind) -> str:
    return f"CASE WHEN {condition} THEN {kind.value} ELSE {other.value} END::TINYINT"


def make_relation(
    connection: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Natural], source: str
) -> FileRelation:
    """Make a relation of what a database gave, and find the datatypes that its values have.

    :param name: name of the relation
    :param values: reference -> how its literals are made
    :param source: what to select from
    """
    for signature, body in MACROS.items():
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {signature} AS {body}")
    mixed = [reference for reference, each in values.items() if isinstance(each.kind, str)]
    chosen = [f"{each.text} AS {quote_name(ref)}" for ref, each in values.items()]
    chosen += [f"{values[ref].kind} AS {quote_name(_kind_column(ref))}" for ref in mixed]
    if ROW not in values:
        chosen.append(f"row_number() OVER () AS {quote_name(ROW)}")
    connection.execute(f"CREATE TABLE {quote_name(name)} AS SELECT {', '.join(chosen)} {source}")
    kinds = _found(connection, name, mixed)
    kinds |= {ref: [each.kind] for ref, each in values.items() if isinstance(each.kind, Kind)}
    several = [ref for ref, found in kinds.items() if len(found) > 1]
    if several:
        _split(connection, name, {ref: kinds[ref] for ref in several})
    datatypes = {
        ref: {kind.iri: _typed_column(ref, kind) if ref in several else ref for kind in kinds[ref]}
        for ref in values
        if kinds[ref] not in ([], [Kind.STRING])
    }
    extra = [column for ref in several for column in datatypes[ref].values()]
    return FileRelation(name, dict.fromkeys([*values, ROW, *extra], "VARCHAR"), datatypes)


def _kind_column(reference: str) -> str:
    return f"{reference}^^"


def _typed_column(reference: str, kind: Kind) -> str:
    return f"{reference}^^{kind.iri}"


def _found(
    connection: duckdb.DuckDBPyConnection, name: str, references: list[str]
) -> dict[str, list[Kind]]:
    if not references:
        return {}
    asked = ", ".join(
        f"list(DISTINCT {quote_name(_kind_column(ref))}) FILTER ({quote_name(ref)} IS NOT NULL)"
        for ref in references
    )
    (row,) = connection.execute(f"SELECT {asked} FROM {quote_name(name)}").fetchall()
    return {ref: sorted(map(Kind, found or ())) for ref, found in zip(references, row, strict=True)}


def _split(
    connection: duckdb.DuckDBPyConnection, name: str, kinds: Mapping[str, list[Kind]]
) -> None:
    """Put a view in the place of a table that has a column for each datatype of a reference."""
    table = f"{name} ^^"
    connection.execute(f"ALTER TABLE {quote_name(name)} RENAME TO {quote_name(table)}")
    columns = ", ".join(
        f"CASE WHEN {quote_name(_kind_column(ref))} = {kind.value} THEN {quote_name(ref)} END "
        f"AS {quote_name(_typed_column(ref, kind))}"
        for ref, found in kinds.items()
        for kind in found
    )
    connection.execute(
        f"CREATE VIEW {quote_name(name)} AS SELECT *, {columns} FROM {quote_name(table)}"
    )
