"""The one SERVICE of a query that may be asked beforehand, and the query without it.

A block ``SERVICE <IRI> { … }`` stands for the solutions that the server has for its pattern. These
are the same as ``VALUES`` with the solutions in the place of the block, so that the store never
asks anybody.

Source: SPARQL 1.1 Federated Query, section 2 (https://www.w3.org/TR/sparql11-federated-query/).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from saite.errors import Problem, SavedQueryError, nearest
from saite.sparql.binding import term_text
from saite.sparql.tokens import Token, asks_other_servers, line_of, tokenize

_BRACKETS: Final = {"{": 1, "}": -1}
_PROLOGUE: Final = ("PREFIX", "BASE")


@dataclass(frozen=True)
class ServiceBlock:
    """The block of a query that another server answers, and where it stands.

    :param url: the server
    :param query: what it is asked, with the prefixes of the whole query
    """

    url: str
    query: str
    _before: str
    _after: str
    _lines: int

    def join(self, variables: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
        """Give the whole query with solutions in the place of the block.

        Every line keeps its number.

        :raises SavedQueryError: if a solution has a blank node in it, which has no name here
        """
        names = " ".join(f"?{name}" for name in variables)
        values = " ".join(f"({' '.join(self._cell(term) for term in row)})" for row in rows)
        lines = "\n" * self._lines
        return f"{self._before}VALUES ({names}) {{ {values}{lines} }}{self._after}"

    def _cell(self, term: object) -> str:
        match term:
            case None:
                return "UNDEF"
            case ox.NamedNode() | ox.Literal():
                return term_text(term)
            case _:
                message = (
                    "answered a blank node, which stands for nothing outside it: select its"
                    " properties, or filter with isIRI()"
                )
                raise SavedQueryError([Problem("query", value=self.url, message=message)])


def split_service(text: str, allowed: Collection[str], *, file: str = "query") -> ServiceBlock:
    """Find the block ``SERVICE <IRI> { … }`` of a query and take it out.

    :param allowed: servers that may be asked
    :param file: name of the query for the messages
    :raises SavedQueryError: if there is none, or it is not the one form that is asked: once, in
        the outermost pattern, with the address of an allowed server written out
    """
    tokens = list(tokenize(text))
    place, depth = _find(tokens)

    def refuse(message: str, *, value: str = "SERVICE", near: str = "") -> SavedQueryError:
        line = line_of(text, tokens[place].start) if place >= 0 else 0
        return SavedQueryError(
            [Problem(file, line=line, value=value, message=message, nearest=near)]
        )

    if place < 0 or "\\u" in text.lower():
        raise refuse("is not to be told from the rest of this text: write it without \\u escapes")
    name, opening = (*tokens[place + 1 : place + 3], *[Token("mark", "", 0)] * 2)[:2]
    if name.text.upper() == "SILENT":
        raise refuse("SILENT would take a failure for an empty answer: write it without")
    if depth != 1:
        raise refuse("is only asked at the top level of the pattern, not inside another group")
    if name.kind != "iri" or opening.text != "{":
        raise refuse("is only asked with the address written out: SERVICE <https://…> { … }")
    url = name.text[1:-1]
    if url not in allowed:
        message = "is no server listed under [services] of saite.toml"
        listed = f"; listed: {', '.join(sorted(allowed))}" if allowed else ""
        hint = "; or bring what you need in with saite pull"
        near = nearest(url, allowed)
        raise refuse(f"{message}{listed}{hint}", value=url, near=near)
    last = _closing(tokens, place + 2)
    if last < 0:
        raise refuse("lacks the } of its pattern")
    inner = text[opening.end : tokens[last].start]
    before, after = text[: tokens[place].start], text[tokens[last].end :]
    block = text[tokens[place].start : tokens[last].end]
    if any(map(asks_other_servers, (inner, f"{before} {after}"))):
        raise refuse("is only asked once in a query")
    query = f"{_prologue(text, tokens)}SELECT * WHERE {{{inner}}}"
    return ServiceBlock(url, query, before, after, block.count("\n"))


def _find(tokens: Sequence[Token]) -> tuple[int, int]:
    """Find the keyword: its place among the tokens, and how many braces it is inside of."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += _BRACKETS.get(token.text, 0) if token.kind == "mark" else 0
        if token.kind == "word" and token.text.upper() == "SERVICE":
            return place, depth
    return -1, 0


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for place in range(opening, len(tokens)):
        token = tokens[place]
        depth += _BRACKETS.get(token.text, 0) if token.kind == "mark" else 0
        if depth == 0:
            return place
    return -1


def _prologue(text: str, tokens: Sequence[Token]) -> str:
    """Give the prefixes and the base of a query, as they are written."""
    parts: list[str] = []
    place = 0
    while place < len(tokens) and tokens[place].text.upper() in _PROLOGUE:
        last = place + (2 if tokens[place].text.upper() == "PREFIX" else 1)
        if last >= len(tokens):
            break
        parts.append(f"{text[tokens[place].start : tokens[last].end]}\n")
        place = last + 1
    return "".join(parts)
