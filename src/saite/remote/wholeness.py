"""Whether statements of a server are all there, where the server cuts answers in silence.

Virtuoso stops at ``ResultSetMaxRows`` solutions. With rows it says so (``X-SPARQL-MaxRows``), with
statements it does not: then what there should be is counted.
"""

from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox

from saite.errors import EndpointError
from saite.remote.answers import Arrived
from saite.remote.body import Deadline
from saite.remote.endpoint import Endpoint
from saite.results import Results
from saite.sparql import Token, query_form, tokenize

_ENDS: Final = ("ORDER", "LIMIT", "OFFSET", "GROUP", "HAVING", "VALUES")
_DIGITS: Final = 18
_PROBE: Final = "SELECT ?s { ?s ?p ?o }"


def count_graph(endpoint: Endpoint, graph: str) -> int:
    """Ask how many statements a graph has; 0 if there is no such graph."""
    return _count(
        endpoint, f"SELECT (COUNT(*) AS ?n) {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }} }}"
    )


def check_construct(endpoint: Endpoint, text: str, arrived: Arrived, deadline: float) -> None:
    """See that a server that cuts in silence has no more solutions than it gives statements of.

    :param arrived: the answer that has begun, which says what the server is
    :raises EndpointError: if it has more, or nobody can tell
    """
    if not arrived.may_be_cut:
        return
    probe = endpoint.open(_PROBE, Deadline(deadline))
    most = probe.server_rows
    probe.body.close()
    if not most:
        return
    question = solutions_query(text)
    if not question:
        arrived.body.close()
        raise EndpointError(
            f"{arrived.where} cuts answers after {most:,} solutions and does not say so, and for"
            " this query nobody can tell: ask for a plain CONSTRUCT { … } WHERE { … }"
        )
    found = min(_count(endpoint, question), _limit(text))
    if found > most:
        arrived.body.close()
        raise EndpointError(
            f"{arrived.where} gives statements of {most:,} solutions at most, and this query has"
            f" {found:,}: ask for less at a time"
        )


def solutions_query(text: str) -> str:
    """Make of a CONSTRUCT the query that counts its solutions; empty of what has no such query.

    >>> solutions_query("PREFIX : <urn:> CONSTRUCT { ?s :is ?o } WHERE { ?s ?p ?o } LIMIT 9")
    'PREFIX : <urn:> SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o } '
    """
    tokens = list(tokenize(text))
    places = [at for at, token in enumerate(tokens) if token.text.upper() == "CONSTRUCT"]
    if query_form(text) != "construct" or not places or len(tokens) < places[0] + 2:
        return ""
    start = places[0] + 1
    if tokens[start].text == "{":
        start = _closing(tokens, start) + 1
    outer = _outer(tokens, start)
    if any(tokens[at].text.upper() in {"GROUP", "HAVING", "VALUES"} for at in outer):
        return ""
    end = next((tokens[at].start for at in outer if tokens[at].text.upper() in _ENDS), len(text))
    if start >= len(tokens):
        return ""
    before = text[: tokens[places[0]].start]
    return f"{before}SELECT (COUNT(*) AS ?n) {text[tokens[start].start : end]}"


def _limit(text: str) -> float:
    tokens = list(tokenize(text))
    for at in _outer(tokens, 0):
        if tokens[at].text.upper() == "LIMIT" and at + 1 < len(tokens):
            number = tokens[at + 1].text
            return int(number) if number.isdecimal() else float("inf")
    return float("inf")


def _outer(tokens: Sequence[Token], start: int) -> list[int]:
    """List the places of the words that stand in no braces."""
    depth, found = 0, []
    for at in range(start, len(tokens)):
        token = tokens[at]
        if token.kind == "mark":
            depth += (token.text == "{") - (token.text == "}")
        elif token.kind == "word" and not depth:
            found.append(at)
    return found


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for at in range(opening, len(tokens)):
        if tokens[at].kind == "mark":
            depth += (tokens[at].text == "{") - (tokens[at].text == "}")
        if not depth:
            return at
    return len(tokens)


def _count(endpoint: Endpoint, text: str) -> int:
    answer = endpoint.answer(text)
    value = answer.terms[0][0] if isinstance(answer, Results) and len(answer) == 1 else None
    number = getattr(value, "value", "")
    if not number.isdecimal() or len(number) > _DIGITS:
        raise EndpointError(f"{endpoint.name} did not count: {text}")
    return int(number)
