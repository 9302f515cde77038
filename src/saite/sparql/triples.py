"""Triples that lack a part: what is expected at which place.

The parser of the store names what could stand where it gave up, which is often behind the mistake
and about something else. This reader follows no more of the grammar than the order of subject,
predicate and object in groups; where it is not sure it says nothing.

Source: SPARQL 1.1 Query Language, section 19.8, rules 52 to 105.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from saite.sparql.tokens import Token

# What opens a bracket ends it.
CLOSING: Final = {"{": "}", "(": ")", "[": "]"}
# Keywords that stand before a group, or before what is not made of triples.
OPENING: Final = frozenset({"OPTIONAL", "UNION", "MINUS", "LATERAL", "WHERE"})
NAMING: Final = frozenset({"GRAPH", "SERVICE"})
COMPUTED: Final = frozenset({"FILTER", "BIND"})
PREDICATE: Final = "a predicate: a prefixed name, an IRI, a or a variable"
OBJECT: Final = "an object: a variable, a prefixed name, an IRI, a literal or a blank node"
BETWEEN: Final = "'.', ';' or ',' between two triples"


# A bracket that opens in a state -> the state behind it, and the one inside.
_BRACKETS: Final = {
    **{("{", state): ("subject", "subject") for state in ("subject", "after", "again", "computed")},
    ("{", "head"): ("tail", "subject"),
    ("{", "tail"): ("tail", "skip"),
    ("{", "data"): ("subject", "skip"),
    ("{", "skip"): ("skip", "skip"),
    ("{", "expression"): ("expression", "subject"),
    **{("(", state): (state, "expression") for state in ("head", "tail", "data", "expression")},
    ("(", "skip"): ("skip", "skip"),
    ("(", "computed"): ("subject", "expression"),
    **{("(", state): ("path", "expression") for state in ("verb", "again", "verb?")},
    ("(", "subject"): ("again", "list"),
    ("[", "subject"): ("again", "verb?"),
    **{("(", state): ("after", "list") for state in ("object", "path")},
    **{("[", state): ("after", "verb?") for state in ("object", "path")},
    ("(", "list"): ("list", "list"),
    ("[", "list"): ("list", "verb?"),
}


class Lack(NamedTuple):
    """What is missing in a query.

    :param place: offset of what stands there instead
    :param expected: what should stand there
    """

    place: int
    expected: str


class _UnsureError(Exception):
    """Something is beyond what is followed here."""


@dataclass
class _Frame:
    """A bracket that is open.

    :param opener: the bracket
    :param state: what is read next inside
    """

    opener: Token
    state: str


@dataclass
class _Reader:
    """Reads the tokens of a query one by one, in the state of the innermost bracket."""

    end: int
    frames: list[_Frame] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.frames[-1].state

    def go(self, state: str) -> None:
        self.frames[-1].state = state

    def read(self, token: Token) -> Lack | None:
        """Read a token; give what is missing before it."""
        if token.kind == "mark" and token.text in "{([":
            return self._open(token)
        if token.kind == "mark" and token.text in "})]":
            return self._close(token)
        return _STATES[self.state](self, token)

    def _open(self, token: Token) -> Lack | None:
        states = _BRACKETS.get((token.text, self.state))
        if states is None:
            return self._lack(token)
        self.go(states[0])
        self.frames.append(_Frame(token, states[1]))
        return None

    def _close(self, token: Token) -> Lack | None:
        frame = self.frames[-1]
        if CLOSING.get(frame.opener.text) != token.text:
            raise _UnsureError
        if frame.state in ("verb", "path", "object"):
            return self._lack(token)
        self.frames.pop()
        return None

    def _lack(self, token: Token) -> Lack:
        expected = {"verb": PREDICATE, "again": PREDICATE, "path": OBJECT, "object": OBJECT}
        if self.state not in expected:
            raise _UnsureError
        return Lack(token.start, expected[self.state])

    # -- states ------------------------------------------------------------------------------------

    def head(self, token: Token) -> Lack | None:
        """Read what stands before a pattern, and what stands behind it."""
        word = token.text.upper() if token.kind == "word" else ""
        if self.state == "tail" and word == "WHERE":
            self.go("head")
        return None

    def subject(self, token: Token) -> Lack | None:
        """Read the beginning of a triple, or a keyword in its place."""
        word = token.text.upper() if token.kind == "word" else ""
        if word in OPENING or token.text == ".":
            self.go("subject")
        elif word in NAMING:
            self.go("named")
        elif word in COMPUTED:
            self.go("computed")
        elif word in ("VALUES", "SELECT"):
            self.go("data" if word == "VALUES" else "head")
        elif _is_term(token):
            self.go("verb")
        else:
            raise _UnsureError
        return None

    def named(self, token: Token) -> Lack | None:
        """Read the name of a graph or of a server."""
        if token.text.upper() != "SILENT":
            self.go("subject")
        return None

    def verb(self, token: Token) -> Lack | None:
        """Read a predicate; behind a semicolon there need not be one."""
        is_open = self.state in ("again", "verb?")
        if token.text in ("^", "!"):
            self.go("verb")
        elif token.text == ";" and is_open:
            self.go("again")
        elif is_open and (token.text == "." or _is_keyword(token)):
            return self.subject(token)
        elif token.text == "a" or (_is_term(token) and token.kind != "string"):
            self.go("path")
        else:
            return Lack(token.start, PREDICATE)
        return None

    def path(self, token: Token) -> Lack | None:
        """Read what goes on with a path, or the object."""
        if token.text in ("/", "|"):
            self.go("verb")
        elif token.text not in ("*", "+", "?"):
            return self.value(token)
        return None

    def value(self, token: Token) -> Lack | None:
        """Read an object."""
        if token.text in ("+", "-"):
            self.go("object")
        elif _is_term(token):
            self.go("after")
        else:
            return Lack(token.start, OBJECT)
        return None

    def after(self, token: Token) -> Lack | None:
        """Read what stands behind an object."""
        match token.text:
            case "@" | "^":
                self.go("typed")
            case ",":
                self.go("object")
            case ";":
                self.go("again")
            case _ if token.text == "." or _is_keyword(token):
                return self.subject(token)
            case _ if _is_term(token):
                return Lack(token.start, BETWEEN)
            case _:
                raise _UnsureError
        return None

    def typed(self, token: Token) -> Lack | None:
        """Read the language or the datatype of a literal."""
        if token.text != "^":
            self.go("after")
        return None

    def skip(self, token: Token) -> Lack | None:
        """Pass over what is not made of triples."""
        del token
        return None


_STATES: Final[dict[str, Callable[[_Reader, Token], Lack | None]]] = {
    "head": _Reader.head,
    "tail": _Reader.head,
    "subject": _Reader.subject,
    "named": _Reader.named,
    "computed": _Reader.skip,
    "data": _Reader.skip,
    "expression": _Reader.skip,
    "skip": _Reader.skip,
    "list": _Reader.skip,
    "verb": _Reader.verb,
    "verb?": _Reader.verb,
    "again": _Reader.verb,
    "path": _Reader.path,
    "object": _Reader.value,
    "after": _Reader.after,
    "typed": _Reader.typed,
}


def find_lack(text: str, tokens: Sequence[Token]) -> Lack | None:
    """Find the first place where a triple lacks a part, or a bracket its end.

    :returns: None if there is none, or the query is beyond what is followed here

    >>> from saite.sparql.tokens import tokenize
    >>> text = "ASK { ?s a . }"
    >>> lack = find_lack(text, list(tokenize(text)))
    >>> lack.place, lack.expected[:9]
    (11, 'an object')
    """
    reader = _Reader(len(text), [_Frame(Token("mark", "", 0), "head")])
    try:
        for token in tokens:
            for part in _parts(token):
                if lack := reader.read(part):
                    return lack
    except _UnsureError:
        return None
    if len(reader.frames) == 1:
        return None
    opener = reader.frames[-1].opener
    line = text.count("\n", 0, opener.start) + 1
    column = opener.start - text.rfind("\n", 0, opener.start)
    closing = CLOSING[opener.text]
    return Lack(len(text), f"'{closing}' for the {opener.text} of line {line}, character {column}")


def _parts(token: Token) -> Sequence[Token]:
    """Part a name from the dot behind it, which is none of its letters."""
    if token.kind == "word" and len(token.text) > 1 and token.text.endswith("."):
        place = token.end - 1
        return (Token("word", token.text[:-1], token.start), Token("mark", ".", place))
    return (token,)


def _is_term(token: Token) -> bool:
    """Tell whether a token is a variable, an IRI, a literal or a name."""
    if token.kind != "word":
        return token.kind in ("variable", "iri", "string")
    text = token.text.lower()
    return ":" in text or text[0].isdigit() or text in ("true", "false", "undef")


def _is_keyword(token: Token) -> bool:
    return token.kind == "word" and token.text.upper() in (
        OPENING | NAMING | COMPUTED | {"VALUES", "SELECT"}
    )
