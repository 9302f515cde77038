"""The tokens of a query: enough of the grammar to tell words from strings, comments and IRIs."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \t\r\n]+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
                |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    | (?P<variable>[?$]\w+)
    | (?P<word>(?:[\w:%]|\\.)(?:[\w:%.\-·]|\\.)*)
    | (?P<mark>&&|\|\||.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One token of a query: its kind, its text and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return the offset behind the last character."""
        return self.start + len(self.text)


def tokenize(text: str) -> Iterator[Token]:
    """Split a query into tokens; spaces and comments are left out, nothing is refused.

    >>> [token.text for token in tokenize("ASK { ?s <a#b> 'x # y' } # end")]
    ['ASK', '{', '?s', '<a#b>', "'x # y'", '}']
    """
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start())


def query_form(text: str) -> str:
    """Tell what a query asks for: ``select``, ``construct``, ``ask``, ``describe``, or nothing.

    >>> query_form("PREFIX select: <urn:x> CONSTRUCT WHERE { ?s ?p ?o }")
    'construct'
    """
    forms = ("select", "construct", "ask", "describe")
    words = (token.text.lower() for token in tokenize(text) if token.kind == "word")
    return next((word for word in words if word in forms), "")


UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
)


def is_update(text: str) -> bool:
    """Tell whether a text begins, behind its prologue, as an update and not as a query does.

    >>> is_update("PREFIX x: <urn:x> DELETE { ?s ?p ?o } WHERE { SELECT * { ?s ?p ?o } }")
    True
    >>> is_update("SELECT ?delete { ?delete ?p ?o }")
    False
    """
    for token in tokenize(text):
        word = token.text.upper()
        if token.kind == "iri" or ":" in word or word in ("PREFIX", "BASE", "VERSION"):
            continue
        if token.kind != "string":
            return token.kind == "word" and word in UPDATES
    return False


def asks_other_servers(text: str) -> bool:
    r"""Tell whether a query could have a SERVICE in it, which would send requests to others.

    Where that is in doubt, it could: the parser of the store lets the keyword touch what stands
    before and after it (``1SERVICE<urn:x>``, ``SERVICEex:name``), and an escape in an IRI can hide
    where a comment begins. So the word is harmless only in texts, IRIs, comments, variables, and
    after the colon of a prefixed name.

    >>> asks_other_servers("ASK { ?s ?p 1SERVICE <urn:x> {} }")
    True
    >>> asks_other_servers("ASK { ?service <urn:service> 'service' }")
    False
    """
    lowered = text.lower()
    if "service" not in lowered:
        return False
    return "\\u" in lowered or any(
        token.kind == "word" and "service" in token.text.lower().partition(":")[0]
        for token in tokenize(text)
    )


def line_of(text: str, offset: int) -> int:
    """Tell the number of the line that an offset is in, the first being 1."""
    return text.count("\n", 0, offset) + 1
