"""Parameters in the text of a query, and the terms that take their places.

A parameter is declared in the pattern by ``VALUES ?name { UNDEF }``. Blocks are found by tokens, so
that one inside a string, a comment or an IRI stays what it is; terms are serialised by pyoxigraph,
so that no text from outside ever becomes a part of a query.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox

from saite.errors import Problem, SavedQueryError, nearest
from saite.sparql.tokens import Token, tokenize

Term = ox.NamedNode | ox.Literal


def declared_parameters(text: str) -> tuple[str, ...]:
    """List the names declared in the pattern as ``VALUES ?name { UNDEF }``, sorted.

    >>> declared_parameters("SELECT * { VALUES ?a { UNDEF } ?a ?p 'VALUES ?b { UNDEF }' }")
    ('a',)
    """
    return tuple(sorted({name for name, _, _ in _blocks(text)}))


def bind(text: str, terms: Mapping[str, Term]) -> str:
    """Give values to parameters: each ``VALUES ?name { UNDEF }`` gets its term.

    :param terms: name of the parameter, without ``?``, to an IRI or a literal; a parameter that
        is not named stays unbound, which leaves the query as wide as it was
    :returns: the text of the query; every line keeps its number
    :raises SavedQueryError: if a name is declared nowhere in the pattern, or a term is neither an
        IRI nor a literal

    >>> bind("ASK { VALUES ?o { UNDEF } ?s ?p ?o }", {"o": ox.Literal("x")})
    'ASK { VALUES ?o { "x" } ?s ?p ?o }'
    """
    blocks = list(_blocks(text))
    known = sorted({name for name, _, _ in blocks})
    problems = [unknown_parameter(name, known, file="query") for name in terms if name not in known]
    if problems:
        raise SavedQueryError(problems)
    parts: list[str] = []
    done = 0
    for name, start, end in blocks:
        if name in terms:
            lines = "\n" * len(re.findall(r"\r\n|\r|\n", text[start:end]))
            parts += [text[done:start], f"VALUES ?{name} {{ {term_text(terms[name])}{lines} }}"]
            done = end
    return "".join([*parts, text[done:]])


def term_text(term: Term) -> str:
    r"""Write a term so that every SPARQL parser reads the same term.

    Code points may be escaped anywhere in a query, and a parser that follows the letter of the
    standard (section 19.2) undoes that first: the text backslash, ``u0022`` would become a quote.
    So no ``\u`` of the value's own is left, and escapes have the long form, which does not run
    into digits after it.

    :raises SavedQueryError: if the term is neither an IRI nor a plain, typed or language literal

    >>> term_text(ox.Literal(r"a \u0022"))
    '"a \\\\\\U000000750022"'
    """
    if isinstance(term, ox.NamedNode):
        return str(term)
    if term.direction is not None:
        message = "is neither an IRI nor a literal that SPARQL 1.1 can write"
        raise SavedQueryError([Problem("query", value=str(term), message=message)])
    return re.sub(r"\\\\([uU])?|\\u([0-9A-Fa-f]{4})", _escape, str(term))


def unknown_parameter(name: str, known: Sequence[str], *, file: str) -> Problem:
    """Say that a query has no parameter of that name, which it has, and which is the nearest."""
    has = f"; it has {', '.join(sorted(known))}" if known else "; it has none"
    message = f"is not a parameter of this query{has}"
    return Problem(file, value=name, message=message, nearest=nearest(name, known))


def _blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Find the blocks ``VALUES ?name { UNDEF }``: name, start and end."""
    window: list[Token] = []
    for token in tokenize(text):
        window = [*window[-4:], token]
        if len(window) < 5:
            continue
        first, variable, *rest = window
        if (
            first.kind == "word"
            and first.text.upper() == "VALUES"
            and variable.kind == "variable"
            and [token.text.upper() for token in rest] == ["{", "UNDEF", "}"]
        ):
            yield variable.text[1:], first.start, token.end


def _escape(match: re.Match[str]) -> str:
    letter, digits = match.groups()
    if letter:
        return f"\\\\\\U{ord(letter):08X}"
    return f"\\U0000{digits}" if digits else match.group()
