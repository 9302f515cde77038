"""Characters that a terminal obeys instead of showing them."""

import unicodedata
from typing import Final

_DIRECTION: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def show_controls(text: str, *, keep: str = "") -> str:
    r"""Replace control characters and lone surrogates by visible signs.

    :param keep: control characters that the caller's format can hold

    >>> show_controls("a\x1b[31mb")
    'a␛[31mb'
    """
    if text.isprintable():
        return text
    return "".join(
        _picture(character)
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in keep
        else "\ufffd"
        if character in "\ufffe\uffff"
        else character
        for character in text
    )


def show_for_terminal(text: str) -> str:
    r"""Replace all that a terminal would obey: controls, and marks that turn the direction.

    >>> show_for_terminal("a\u202eb\tc")
    'a\\u202eb␉c'
    """
    shown = show_controls(text)
    return "".join(f"\\u{ord(c):04x}" if c in _DIRECTION else c for c in shown)
