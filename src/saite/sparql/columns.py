"""The columns of ``SELECT *``, which stores give in an order of their own."""

from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox

from saite.sparql.tokens import Token, asks_other_servers, tokenize

_MODIFIERS: Final = ("DISTINCT", "REDUCED")


def spell_out(text: str, *, base: str | None = None) -> str:
    """Write the variables of ``SELECT *`` in the place of the star, as they appear in the query.

    Which ones these are says the parser of the store; nothing is run. A query without a star in its
    outermost SELECT, or with at most one variable, and what does not parse, stays as it is.

    :param base: what relative IRIs are relative to, where the query does not say

    >>> spell_out("SELECT * { ?s ?p ?o }")
    'SELECT ?s ?p ?o { ?s ?p ?o }'
    """
    if "*" not in text or asks_other_servers(text):
        return text
    tokens = list(tokenize(text))
    star = _star(tokens)
    if star is None:
        return text
    try:
        found = ox.Store().query(text, base_iri=base)
    except (SyntaxError, ValueError, RuntimeError, OSError):
        return text
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    if len(names) < 2:
        return text
    places: dict[str, int] = {}
    for token in tokens:
        if token.kind == "variable":
            places.setdefault(token.text[1:], token.start)
    names.sort(key=lambda name: (places.get(name, len(text)), name))
    written = " ".join(f"?{name}" for name in names)
    before, after = text[: star.start], text[star.end :]
    return f"{before}{_gap(before[-1:])}{written}{_gap(after[:1])}{after}"


def _gap(beside: str) -> str:
    return "" if beside.isspace() else " "


def _star(tokens: Sequence[Token]) -> Token | None:
    """Find the star of the outermost SELECT; None if it has none."""
    for place, token in enumerate(tokens):
        if token.text == "{" and token.kind == "mark":
            return None
        if token.kind == "word" and token.text.upper() == "SELECT":
            rest = list(tokens[place + 1 : place + 3])
            if rest and rest[0].text.upper() in _MODIFIERS:
                del rest[0]
            return rest[0] if rest and rest[0].text == "*" else None
    return None
