"""Typed columns as text: what each type of DuckDB becomes, and the datatype that goes with it.

Source: R2RML 10.2, the natural mapping of values.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from saite.mapping.duckdb_functions import quote_name, quote_text
from saite.sources.values import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DECIMAL,
    DOUBLE,
    HEX_BINARY,
    INTEGER,
    STRING,
    TIME,
)

_INTEGERS: Final = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
    "UBIGINT", "UHUGEINT", "BIGNUM",
)  # fmt: skip
_TIMESTAMPS: Final = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_KINDS: Final[dict[str, tuple[str, str]]] = {
    **dict.fromkeys(_INTEGERS, (INTEGER, "{x}::VARCHAR")),
    "VARCHAR": (STRING, "{x}"),
    "ENUM": (STRING, "{x}::VARCHAR"),
    "UUID": (STRING, "{x}::VARCHAR"),
    "JSON": (STRING, "{x}::VARCHAR"),
    '"NULL"': (STRING, "{x}::VARCHAR"),
    "BOOLEAN": (BOOLEAN, "{x}::VARCHAR"),
    "DECIMAL": (DECIMAL, "saite_decimal({x}::VARCHAR)"),
    "FLOAT": (DOUBLE, "saite_double({x}::VARCHAR)"),
    "DOUBLE": (DOUBLE, "saite_double({x}::VARCHAR)"),
    "DATE": (DATE, "saite_year({x}::VARCHAR)"),
    "TIME": (TIME, "{x}::VARCHAR"),
    "TIME_NS": (TIME, "{x}::VARCHAR"),
    "TIME WITH TIME ZONE": (TIME, "saite_zone({x}::VARCHAR)"),
    "TIMESTAMP WITH TIME ZONE": (
        DATE_TIME,
        "saite_zone(saite_clock(saite_utc(({x} AT TIME ZONE 'UTC')::VARCHAR)))",
    ),
    **dict.fromkeys(
        ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"),
        (DATE_TIME, "saite_clock({x}::VARCHAR)"),
    ),
    "BLOB": (HEX_BINARY, "hex({x})"),
}

MACROS: Final[dict[str, str]] = {
    # 1.500 -> 1.5, 2.00 -> 2
    "saite_decimal(t)": "CASE WHEN contains(t, '.') THEN rtrim(rtrim(t, '0'), '.') ELSE t END",
    # The digits of a number, and the exponent of the first of them.
    "saite_digits(d, e)": "CASE WHEN trim(d, '0') = '' THEN '0.0E0' ELSE concat("
    "left(trim(d, '0'), 1), '.', coalesce(nullif(substr(trim(d, '0'), 2), ''), '0'), 'E', "
    "e - length(d) + length(ltrim(d, '0'))) END",
    "saite_scientific(m, e)": "saite_digits(replace(m, '.', ''), "
    "coalesce(try_cast(e AS INTEGER), 0) + length(split_part(m, '.', 1)) - 1)",
    "saite_double(t)": "CASE t WHEN 'nan' THEN 'NaN' WHEN 'inf' THEN 'INF' WHEN '-inf' "
    "THEN '-INF' ELSE concat(CASE WHEN starts_with(t, '-') THEN '-' ELSE '' END, "
    "saite_scientific(ltrim(split_part(t, 'e', 1), '-'), split_part(t, 'e', 2))) END",
    # The year 1 before Christ is 0, the one before it -1.
    "saite_bc(t)": "concat(CASE WHEN split_part(t, '-', 1)::INTEGER = 1 THEN '' ELSE '-' END, "
    "lpad((split_part(t, '-', 1)::INTEGER - 1)::VARCHAR, 4, '0'), "
    "substr(t, length(split_part(t, '-', 1)) + 1))",
    # Of a moment the clock stands behind it.
    "saite_year(t)": "CASE WHEN contains(t, ' (BC)') THEN saite_bc(replace(t, ' (BC)', '')) "
    "ELSE t END",
    "saite_clock(t)": "replace(saite_year(t), ' ', 'T')",
    # As the session writes it, it would be told in the zone of this machine.
    "saite_utc(t)": "CASE WHEN ends_with(t, 'infinity') THEN t ELSE t || '+00' END",
    "saite_zone(t)": "regexp_replace(t, '([+-][0-9]{2})$', '\\1:00')",
}
"""Signature -> body of the SQL functions that the expressions call; simple ones come first."""


def macros() -> list[str]:
    """Give the statements to run before a relation is read."""
    return [f"CREATE OR REPLACE TEMP MACRO {name} AS {body}" for name, body in MACROS.items()]


@dataclass(frozen=True)
class TypedColumn:
    """A column of a relation, as text.

    :param datatype: IRI of the natural datatype of its values
    :param expression: of SQL, over the relation that it comes from
    """

    datatype: str
    expression: str
    is_list: bool

    @property
    def sql_type(self) -> str:
        """Type of the text: several in a list."""
        return "VARCHAR[]" if self.is_list else "VARCHAR"


def typed_column(
    name: str, sql_type: str, *, nulls: Collection[str], no_nan: bool = False
) -> TypedColumn | None:
    """Give a column as text; None if its type has none: a structure, an interval.

    :param name: of the column, as DuckDB calls it
    :param sql_type: its type, as DuckDB writes it
    :param nulls: texts that stand for no value
    :param no_nan: whether what is not a number is no value
    """
    element, is_list = _element(sql_type)
    kind = _KINDS.get(element.partition("(")[0] if element[-1:] == ")" else element)
    if kind is None:
        return None
    datatype, template = kind
    column = quote_name(name)

    def text(value: str) -> str:
        written = template.format(x=value)
        if no_nan and datatype == DOUBLE:
            written = f"CASE WHEN NOT isnan({value}) THEN {written} END"
        if nulls:
            listed = ", ".join(quote_text(each) for each in nulls)
            written = f"CASE WHEN ({written}) NOT IN ({listed}) THEN {written} END"
        return written

    if not is_list:
        return TypedColumn(datatype, text(column), is_list=False)
    return TypedColumn(datatype, f"list_transform({column}, lambda x: {text('x')})", is_list=True)


def _element(sql_type: str) -> tuple[str, bool]:
    """Give the type of the elements of a list or array, or the type itself."""
    if not sql_type.endswith("]"):
        return sql_type, False
    return sql_type.rpartition("[")[0], True
