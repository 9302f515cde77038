r"""The encodings of a plan as expressions of Spark SQL, and how it quotes names and texts.

Only functions that Spark has built in are used: executors need no Python. What differs from
DuckDB is settled here: ``url_encode`` writes a blank as ``+``, encodes ``~`` and keeps ``*``;
patterns are Java's, which recurse for every repetition of a group unless it is possessive; a
back-slash in a text is an escape.
"""

from collections.abc import Callable
from typing import Final

from saite.mapping.lexical import ESCAPES, IUNRESERVED, SCHEME


def quote_text(text: str) -> str:
    r"""Write a text as a SQL literal.

    >>> print(quote_text("it's a \\"))
    'it\'s a \\'
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def quote_name(name: str) -> str:
    """Write the name of a column.

    >>> print(quote_name("a `b`"))
    `a ``b```
    """
    return "`" + name.replace("`", "``") + "`"


RESERVED: Final = "[^A-Za-z0-9._~-]"
"""A character that an IRI may not take as it is, or is not ASCII."""
ESCAPED: Final = '["\\\\\\x00-\\x1f\\x7f]'
_RARE: Final = "\\x00-\\x07\\x0b\\x0e-\\x1f\\x7f"
_UNSAFE: Final = '\\x00-\\x20<>"{}|\\\\^`\\x7f'


def has(value: str, pattern: str) -> str:
    """Ask whether a value, an expression, has a match of a pattern."""
    return f"{value} RLIKE {quote_text(pattern)}"


def is_whole(value: str, pattern: str) -> str:
    """Ask whether a value is a match of a pattern as a whole."""
    return has(value, f"^(?:{_possessive(pattern)})\\z")


def _possessive(pattern: str) -> str:
    # Java keeps a place to come back to for each repetition of a group, until its stack is full.
    # None of our groups needs one: what may follow a group cannot begin another repetition.
    return pattern.replace(")*", ")*+").replace(")+", ")++")


def encode_iri(value: str) -> str:
    """Percent-encode all but ``iunreserved``."""
    rest = _by_pieces(value, IUNRESERVED, f"[^{IUNRESERVED[1:]}+", _percent)
    return f"CASE WHEN {has(value, RESERVED)} THEN {rest} ELSE {value} END"


def encode_uri(value: str) -> str:
    """Percent-encode all but ``unreserved``."""
    return f"CASE WHEN {has(value, RESERVED)} THEN {_percent(value)} ELSE {value} END"


def encode_blank(value: str) -> str:
    """Write any text in letters, digits and underscores."""
    encoded = _percent(value)
    for character in "_.~-":
        encoded = f"replace({encoded}, '{character}', '%{ord(character):02X}')"
    return f"replace({encoded}, '%', '_')"


def escape_text(value: str) -> str:
    """Escape the text of a literal."""
    common = value
    for character, escape in ESCAPES.items():
        common = f"replace({common}, {quote_text(character)}, {quote_text(escape)})"
    rare = _by_pieces(common, f"[^{_RARE}]", f"[{_RARE}]", _code)
    return (
        f"CASE WHEN NOT {has(value, ESCAPED)} THEN {value} "
        f"WHEN {has(value, f'[{_RARE}]')} THEN {rare} ELSE {common} END"
    )


def escape_unsafe(value: str) -> str:
    """Write what may not stand in an IRI of N-Quads as an escape."""
    rest = _by_pieces(value, f"[^{_UNSAFE}]", f"[{_UNSAFE}]", _code)
    return f"CASE WHEN {has(value, f'[{_UNSAFE}]')} THEN {rest} ELSE {value} END"


def whole_iri(value: str, base: str) -> str:
    """Put the base before an IRI that has no scheme."""
    absolute = has(value, f"^{SCHEME}:")
    return f"CASE WHEN {absolute} THEN {value} ELSE concat({quote_text(base)}, {value}) END"


def as_set(value: str) -> str:
    """Take NULL and repetition out of a list; NULL if nothing is left."""
    kept = f"array_distinct(array_compact({value}))"
    return f"CASE WHEN size({kept}) > 0 THEN {kept} END"


def _by_pieces(value: str, kept: str, other: str, changed: Callable[[str], str]) -> str:
    pieces = f"regexp_extract_all({value}, {quote_text(f'({kept}+|{other})')}, 1)"
    each = f"CASE WHEN {has('piece', f'^{kept}')} THEN piece ELSE {changed('piece')} END"
    return f"array_join(transform({pieces}, piece -> {each}), '')"


def _percent(value: str) -> str:
    # No value can bring in what is replaced: in it "+", "*" and "%" are encoded or stand alone.
    blank = f"replace(url_encode({value}), '+', '%20')"
    return f"replace(replace({blank}, '*', '%2A'), '%7E', '~')"


def _code(value: str) -> str:
    return f"concat({quote_text(chr(92) + 'u')}, lpad(hex(ascii({value})), 4, '0'))"
