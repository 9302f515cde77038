"""The constant terms of a query: IRIs and prefixed names, where they may be terms or things."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from saite.sparql.tokens import Token, tokenize

# What names a graph or a server, not a term.
_NAMING: Final = frozenset({"FROM", "NAMED", "GRAPH", "SERVICE", "SILENT", "BASE", "INTO", "WITH"})


@dataclass(frozen=True)
class Constant:
    """An IRI of a query.

    :param iri: in full
    :param written: as the query has it
    :param prefix: with its colon; empty if it is written in full
    :param space: what the prefix stands for
    """

    iri: str
    written: str
    prefix: str = ""
    space: str = ""


def constants(text: str) -> Iterator[Constant]:
    """Find the IRIs of a query that are in its pattern or its template, in order.

    Names of graphs and servers, datatypes and functions are left out, and so are relative IRIs and
    prefixes that are not declared.

    >>> text = "PREFIX x: <urn:x:> ASK { ?s x:p 'a'^^x:q FILTER x:f(?s) }"
    >>> [each.iri for each in constants(text)]
    ['urn:x:p']
    """
    tokens = list(tokenize(text))
    spaces = _prefixes(tokens)
    ends = [*tokens[1:], Token("mark", "", len(text))]
    before = ["", *(token.text for token in tokens)]
    for place, (token, after) in enumerate(zip(tokens, ends, strict=True)):
        previous, earlier = before[place].upper(), before[max(place - 1, 0)].upper()
        is_datatype = previous == earlier == "^"
        if previous in _NAMING or is_datatype or after.text == "(" or earlier == "PREFIX":
            continue
        if token.kind == "iri" and ":" in token.text:
            yield Constant(token.text[1:-1], token.text)
        elif token.kind == "word" and ":" in token.text and previous != "PREFIX":
            prefix, _, name = token.text.rstrip(".").partition(":")
            if prefix in spaces and name:
                written = f"{prefix}:{name}"
                yield Constant(spaces[prefix] + name, written, f"{prefix}:", spaces[prefix])


def _prefixes(tokens: Sequence[Token]) -> dict[str, str]:
    """Read what prefixes stand for."""
    threes = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return {
        name.text.removesuffix(":"): iri.text[1:-1]
        for word, name, iri in threes
        if word.text.upper() == "PREFIX" and name.text.endswith(":") and iri.kind == "iri"
    }
