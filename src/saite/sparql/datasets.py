"""The graphs that a query takes its answer from: what follows FROM and FROM NAMED.

Source: SPARQL 1.1 Query Language, section 13.2.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from saite.sparql.tokens import Token, tokenize


def dataset_iris(text: str, *, base: str = "") -> list[str]:
    """List the IRIs of FROM and FROM NAMED in the order of the query, each once.

    :param base: what relative IRIs are relative to, where the query does not say

    >>> dataset_iris("PREFIX x: <urn:x:> ASK FROM <urn:a> FROM NAMED x:b { ?from ?p 'FROM x:c' }")
    ['urn:a', 'urn:x:b']
    """
    if "from" not in text.lower():
        return []
    tokens = list(tokenize(text))
    spaces, own = _prologue(tokens)
    found = (_iri(token, spaces, urljoin(base, own)) for token in _names(tokens))
    return list(dict.fromkeys(found))


def _names(tokens: Sequence[Token]) -> Iterator[Token]:
    """Give what follows FROM or FROM NAMED, which stand in no braces."""
    depth, before = 0, ["", ""]
    for token in tokens:
        if token.kind == "mark":
            depth += (token.text == "{") - (token.text == "}")
        follows = before[-1] == "FROM" or before == ["FROM", "NAMED"]
        if depth == 0 and follows and token.text.upper() != "NAMED":
            yield token
        before = [before[-1], token.text.upper() if token.kind == "word" else ""]


def _prologue(tokens: Sequence[Token]) -> tuple[dict[str, str], str]:
    """Read what prefixes stand for, and the base."""
    spaces, base, before = {}, "", ["", ""]
    for token in tokens:
        if token.kind == "iri" and before[-1].upper() == "BASE":
            base = token.text[1:-1]
        elif token.kind == "iri" and before[0].upper() == "PREFIX":
            spaces[before[-1].removesuffix(":")] = token.text[1:-1]
        before = [before[-1], token.text]
    return spaces, base


def _iri(token: Token, spaces: dict[str, str], base: str) -> str:
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1]) if base else token.text[1:-1]
    prefix, _, name = token.text.partition(":")
    return spaces.get(prefix, f"{prefix}:") + name.replace("\\", "")
