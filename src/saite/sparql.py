"""Saved queries: their text, their head, their parameters, and the binding of these.

A saved query is valid SPARQL 1.1 as it stands. Its head is YAML in comment lines, with grlc's keys
where they exist; a parameter is declared in the pattern by ``VALUES ?name { UNDEF }``, and giving
it a value replaces that block by a term. No text from outside ever becomes a part of a query: terms
are serialised by pyoxigraph, and the blocks are found by tokens, so that one inside a string, a
comment or an IRI stays what it is.

Source: SPARQL 1.1 Query Language, section 19 (https://www.w3.org/TR/sparql11-query/#grammar);
grlc (https://github.com/CLARIAH/grlc).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyoxigraph as ox
import yaml

from saite.errors import Problem, SavedQueryError, nearest
from saite.namespaces import CONCEPTS, PREFIXES

XSD: Final = PREFIXES["xsd"]
Term = ox.NamedNode | ox.Literal

# Parameters that name a thing of the graph: a label, an alias or an id, resolved by saite.query.
THINGS: Final = (
    "organisation", "person", "place", "event", "project", "agreement", "document",
)  # fmt: skip
VALUES: Final = ("text", "integer", "decimal", "date", "language", "iri")

GRLC_KEYS: Final = (
    "summary", "description", "tags", "method", "pagination", "endpoint", "endpoint_in_url",
    "defaults", "enumerate", "mime", "transform",
)  # fmt: skip

# More would end the whole process: the parser of the store recurses on the machine's stack.
MAX_DEPTH: Final = 200
MAX_OPERATORS: Final = 2_000
MAX_LENGTH: Final = 1_000_000

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


@dataclass(frozen=True)
class Parameter:
    """What a saved query can be given.

    :param type: one of ``THINGS``, one of ``VALUES``, or ``concept:`` and the name of a scheme
    :param label: a short label by language
    :param default: text that stands where nothing is given; ``None`` leaves the block unbound
    """

    name: str
    type: str = "text"
    label: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None


@dataclass(frozen=True)
class SavedQuery:
    """A query in a file, with the head that describes it.

    :param name: name of the file, without ``.rq``
    :param text: the whole file, head included
    :param summary: one line by language; under ``""`` if the head gives no language
    :param extra: keys of the head that are neither grlc's nor ours, as they stand
    """

    name: str
    text: str
    path: Path
    summary: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def parameter(self, name: str) -> Parameter:
        """Find the parameter of that name.

        :raises SavedQueryError: if the query has none of that name; the nearest one is named
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = [parameter.name for parameter in self.parameters]
        raise SavedQueryError([_unknown_parameter(name, known, file=f"query {self.name}")])


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


def asks_other_servers(text: str) -> bool:
    """Tell whether a query has a SERVICE in it, which would send requests over the network."""
    return any(token.kind == "word" and token.text.upper() == "SERVICE" for token in tokenize(text))


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
    problems = [_unknown_parameter(name, known, file="query") for name in terms if name not in known]
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
    if not isinstance(term, ox.Literal) or term.direction is not None:
        message = "is neither an IRI nor a literal that SPARQL 1.1 can write"
        raise SavedQueryError([Problem("query", value=str(term), message=message)])
    return re.sub(r"\\\\([uU])?|\\u([0-9A-Fa-f]{4})", _escape, str(term))


def parameter_term(parameter: Parameter, text: str) -> Term:
    """Read a value as a person types it, by the type of the parameter.

    Things and concepts are taken by IRI here, a concept also by notation; their labels, aliases
    and ids are resolved by ``saite.query``, which has the graph.

    :returns: integers, decimals and dates in their canonical form, as the store keeps them
    :raises SavedQueryError: if the text is no value of that type; the message shows one that is

    >>> str(parameter_term(Parameter("year", "integer"), " 02019 "))
    '"2019"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    text = text if parameter.type == "text" else text.strip()
    if parameter.type == "text":
        return ox.Literal(text)
    term = _value_term(parameter.type, text)
    if term is None:
        message = f"is not {_expectation(parameter.type)}"
        raise SavedQueryError(
            [Problem(f"parameter {parameter.name}", value=text or "''", message=message)]
        )
    return term


def query_problems(text: str, *, file: str) -> list[Problem]:
    """Check that a text is a SPARQL query, without running any part of it.

    :param file: name of the query for the messages, as the user knows it
    :returns: what is wrong, located by line; empty if the query parses
    """
    tokens = list(tokenize(text))
    problems = _size_problems(text, tokens, file=file)
    problems = problems or _prefix_problems(text, tokens, file=file)
    if problems:
        return problems
    probe = "saite_probe"
    while probe in text:
        probe += "_"
    try:
        # Given a value for a variable that the query lacks, the store parses and then refuses,
        # before it plans or asks anyone anything.
        ox.Store().query(text, substitutions={ox.Variable(probe): ox.Literal("")})
    except SyntaxError as error:
        return [_syntax_problem(text, str(error), file=file)]
    except RuntimeError as error:
        if probe not in str(error):
            return [Problem(file, message=str(error))]
    return []


def read_saved_query(path: Path) -> SavedQuery:
    """Read one saved query and check its head, its parameters and its syntax.

    :raises SavedQueryError: with everything that is wrong in it, located by line
    """
    query, problems = _read(path)
    if query is None or problems:
        raise SavedQueryError(problems)
    return query


def read_saved_queries(*folders: Path) -> dict[str, SavedQuery]:
    """Read every ``.rq`` file of some folders; a later folder's query replaces an earlier one's.

    :returns: queries by name, sorted
    :raises SavedQueryError: with everything that is wrong in any of them
    """
    queries: dict[str, SavedQuery] = {}
    problems: list[Problem] = []
    for folder in folders:
        if not folder.is_dir():
            problems.append(Problem(str(folder), message="is not a folder of saved queries"))
            continue
        for path in sorted(folder.glob("*.rq")):
            query, found = _read(path)
            problems += found
            if query is not None:
                queries[query.name] = query
    if problems:
        raise SavedQueryError(problems)
    return dict(sorted(queries.items()))


def _read(path: Path) -> tuple[SavedQuery | None, list[Problem]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None, [Problem(str(path), message="does not exist; expected a saved query")]
    except OSError as error:
        return None, [Problem(str(path), message=f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return None, [Problem(str(path), line=line, message="is not UTF-8 text")]
    head, problems = _read_head(text, file=str(path))
    parameters, found = _read_parameters(head.pop("parameters", []), text, file=str(path))
    problems += found + query_problems(text, file=str(path))
    query = SavedQuery(
        name=path.stem,
        text=text,
        path=path,
        summary=_by_language(head.pop("summary", {})),
        description=_by_language(head.pop("description", {})),
        tags=tuple(_as_list(head.pop("tags", []))),
        parameters=parameters,
        extra=head,
    )
    return query, problems
