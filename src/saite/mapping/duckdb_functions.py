"""The encodings of a plan as functions of DuckDB, and how SQL quotes names and texts."""

from pathlib import Path
from typing import Final

from saite.mapping.lexical import ESCAPES, IUNRESERVED, SCHEME


def quote_text(text: str) -> str:
    """Write a text as a SQL literal.

    >>> quote_text("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def quote_name(name: str) -> str:
    """Write the name of a table or column.

    >>> print(quote_name('an "id" of'))
    "an ""id"" of"
    """
    return '"' + name.replace('"', '""') + '"'


def plain_path(file: Path) -> str:
    """Write the path of a file so that DuckDB, which reads it, finds no pattern in it.

    >>> plain_path(Path("people[1].csv"))
    'people[[]1].csv'
    """
    return "".join(f"[{character}]" if character in "*?[" else character for character in str(file))


ESCAPED: Final = '["\\\\\\x00-\\x1f\\x7f]'
_RARE: Final = "\\x00-\\x07\\x0b\\x0e-\\x1f\\x7f"
_UNSAFE: Final = '\\x00-\\x20<>"{}|\\\\^`\\x7f'
_CODE: Final = "concat('\\u', upper(lpad(to_hex(ord(p)), 4, '0')))"


def matches(value: str, pattern: str, *, whole: bool = False) -> str:
    """Ask whether a value, an expression, has a match of a pattern, or is one as a whole."""
    function = "regexp_full_match" if whole else "regexp_matches"
    return f"{function}({value}, {quote_text(pattern)})"


def _by_pieces(kept: str, other: str, changed: str) -> str:
    # x is cut into pieces of both kinds; those of the second, called p, are changed.
    pieces = f"regexp_extract_all(x, {quote_text(f'{kept}+|{other}')})"
    each = f"CASE WHEN {matches('p', f'{kept}+', whole=True)} THEN p ELSE {changed} END"
    return f"array_to_string(list_transform({pieces}, lambda p: {each}), '')"


def _escape_common() -> str:
    escaped = "x"
    for character, escape in ESCAPES.items():
        written = f"chr({ord(character)})" if character < " " else quote_text(character)
        escaped = f"replace({escaped}, {written}, {quote_text(escape)})"
    return escaped


def _encode_blank() -> str:
    encoded = "url_encode(x)"
    for character in "_.~-":
        encoded = f"replace({encoded}, '{character}', '%{ord(character):02X}')"
    return f"replace({encoded}, '%', '_')"


MACROS: Final[dict[str, str]] = {
    # Nearly every value is ASCII and unreserved: url_encode leaves it as it is.
    "saite_iri_rest(x)": _by_pieces(IUNRESERVED, f"[^{IUNRESERVED[1:]}+", "url_encode(p)"),
    "saite_iri(x)": "CASE WHEN url_encode(x) = x THEN x ELSE saite_iri_rest(x) END",
    "saite_unsafe(x)": f"CASE WHEN {matches('x', f'[{_UNSAFE}]')} "
    f"THEN {_by_pieces(f'[^{_UNSAFE}]', f'[{_UNSAFE}]', _CODE)} ELSE x END",
    "saite_text_rest(x)": f"CASE WHEN {matches('x', f'[{_RARE}]')} "
    f"THEN {_by_pieces(f'[^{_RARE}]', f'[{_RARE}]', _CODE)} ELSE x END",
    "saite_text_common(x)": _escape_common(),
    "saite_text(x)": f"CASE WHEN {matches('x', ESCAPED)} "
    "THEN saite_text_rest(saite_text_common(x)) ELSE x END",
    "saite_blank(x)": _encode_blank(),
    "saite_whole(x, base)": f"CASE WHEN {matches('x', f'^{SCHEME}:')} THEN x ELSE base || x END",
    # A list as a set: without NULL and repetition, in its order; NULL if nothing is left.
    "saite_set(x)": "nullif(list_filter(x, lambda e, i: e IS NOT NULL "
    "AND list_position(x, e) = i), [])",
}
"""Signature -> body of the SQL functions that the statements below call."""


def macros() -> list[str]:
    """Give the statements to run before any other."""
    return [f"CREATE OR REPLACE MACRO {name} AS {body}" for name, body in MACROS.items()]


def macro_names() -> list[str]:
    """Give the names of the functions."""
    return [signature.partition("(")[0] for signature in MACROS]
