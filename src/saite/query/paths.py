"""The shortest path between two organisations: what SPARQL can find to exist, and not give.

A saved query whose head says ``method: shortest-path`` selects ``?start``, ``?end``, ``?one`` and
``?other``: where the path begins and ends, and the ties to go by. The saved query that ``steps``
names is then asked for each step, as ``one`` and ``other``.

Source: SPARQL 1.1 Query Language, section 9 (https://www.w3.org/TR/sparql11-query/#propertypaths).
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Final

import networkx as nx
from pyoxigraph import Literal, NamedNode

from saite.errors import UsageError
from saite.query.calling import Calling
from saite.query.catalogue import find_query
from saite.query.labels import find_labels
from saite.query.notes import say
from saite.query.parameters import Fault, ParameterError
from saite.results import Answer, Ask, Results, Term
from saite.sparql import SavedQuery, bind

METHOD: Final = "shortest-path"
ENDS: Final = ("start", "end")
COLUMNS: Final = ("start", "end", "one", "other")


def is_path(query: SavedQuery | str) -> bool:
    """Tell whether a query asks for a path."""
    return isinstance(query, SavedQuery) and query.extra.get("method") == METHOD


def answer_path(query: SavedQuery, parameters: Mapping[str, object], calling: Calling) -> Results:
    """Find the shortest path that a query asks for; if there is none, say why in the notes.

    :param parameters: as they are given; all but the ends narrow the ties to go by
    :raises ParameterError: if no start is given, or a parameter is wrong
    :raises UsageError: if the query selects something else, there are no ties at all, or not all of
        them are given
    """
    ties = calling.ask(calling.bind(query, parameters))
    filters = {n: v for n, v in parameters.items() if n not in ENDS and v is not None}
    if filters and isinstance(ties, Results) and not ties.terms:
        found = Results(("step",), ())
    else:
        found = find_path(query, ties, ask=calling.ask)
    if found.terms:
        return found
    whole = ties
    if filters:
        ends = {name: value for name, value in parameters.items() if name in ENDS}
        whole = calling.ask(calling.bind(query, ends))
    return replace(found, notes=_explain_none(query, ties, whole, filters, calling))


def find_path(query: SavedQuery, ties: Answer, *, ask: Ask) -> Results:
    """Find the shortest path, of several the first by the IRIs of what it goes through.

    :param ties: the answer to the query itself
    :param ask: what answers the query for each step
    :returns: the rows of the steps, numbered; without an end, each organisation that is reached,
        in how many steps; no row if there is no path
    :raises ParameterError: if no start is given
    :raises UsageError: if the query selects something else, or not all ties are given
    """
    start, end, network = _network(_checked(query, ties))
    if end is None:
        return _reached(network, start)
    path = _shortest(network, start, end)
    # Beside the query itself, as one of a workspace has its steps there.
    beside = [query.path.parent] if query.path.is_file() else []
    steps = find_query(str(query.extra.get("steps", "tie-evidence")), beside)
    text = steps.text if isinstance(steps, SavedQuery) else steps
    rows: list[tuple[Term | None, ...]] = []
    variables: tuple[str, ...] = ("one", "other")
    for number, (one, other) in enumerate(pairwise(path), start=1):
        told = ask(bind(text, {"one": NamedNode(one), "other": NamedNode(other)}))
        if not isinstance(told, Results):
            raise UsageError(f"{query.name} tells its steps by a query that gives no rows")
        variables = told.variables
        rows += [(Literal(number), *row) for row in told.terms]
    return Results(("step", *variables), tuple(rows))


def _checked(query: SavedQuery, ties: Answer) -> Results:
    if not isinstance(ties, Results) or not set(COLUMNS) <= set(ties.variables):
        names = " ".join(f"?{name}" for name in COLUMNS)
        raise UsageError(f"{query.name} asks for a path: expected SELECT {names}")
    if ties.is_cut:
        raise UsageError(
            f"{query.name} takes all ties, and only the first {len(ties):,} are to be had: no chain"
            " can be told from these"
        )
    return ties


def _explain_none(
    query: SavedQuery, ties: Answer, whole: Answer, filters: Mapping[str, object], calling: Calling
) -> tuple[str, ...]:
    """Tell why there is no path: an end without ties, the filters, or two networks.

    :param ties: the answer to the query itself, in which there is no path
    :param whole: the answer to it without the filters
    """
    start, end, network = _network(_checked(query, whole))
    ends = [start] if end is None else [start, end]
    names = find_labels(calling.ask, ends, language=calling.language, concepts=calling.concepts)
    named = [names.get(each, each) for each in ends]
    told = partial(
        say,
        calling.language,
        filters=", ".join(f"{name}={value}" for name, value in sorted(filters.items())),
        other=named[-1],
    )
    if start == end:
        return (told("path.same", one=named[0]),)
    pairs = list(zip(ends, named, strict=True))
    if alone := [name for each, name in pairs if each not in network]:
        return tuple(told("path.alone", one=name) for name in alone)
    if end is not None and not nx.has_path(network, start, end):
        reached = len(nx.node_connected_component(network, start)) - 1
        return (told("path.none", one=named[0], n=reached),)
    if not filters:
        return ()
    kept: nx.Graph[str] = nx.Graph()
    if isinstance(ties, Results) and ties.terms:
        kept = _network(ties)[2]
    left = tuple(told("path.left", one=name) for each, name in pairs if each not in kept)
    if end is None:
        return left
    steps = nx.shortest_path_length(network, start, end)
    return (*left, told("path.narrow", one=named[0], n=steps))


def _network(ties: Results) -> tuple[str, str | None, "nx.Graph[str]"]:
    if not ties.terms:
        raise UsageError("there are no ties")
    first, last, left, right = (ties.variables.index(name) for name in COLUMNS)
    # Start and end are the same in every row.
    start, end = ties.terms[0][first], ties.terms[0][last]
    edges = {
        (one.value, other.value)
        for one, other in ((row[left], row[right]) for row in ties.terms)
        if isinstance(one, NamedNode) and isinstance(other, NamedNode)
    }
    if not isinstance(start, NamedNode):
        raise ParameterError([Fault("start", "a path has a start: name the first organisation")])
    network: nx.Graph[str] = nx.Graph()
    network.add_edges_from(sorted(edges))
    return start.value, end.value if isinstance(end, NamedNode) else None, network


def _shortest(network: "nx.Graph[str]", start: str, end: str) -> list[str]:
    """Give the nodes of the shortest path, of several the first in order; none if there is none."""
    left, steps = {end: 0}, 0  # node -> how many ties it is from the end
    fringe = {end} if end in network else set()
    while fringe and start not in left:
        steps += 1
        fringe = {each for node in fringe for each in network[node]} - left.keys()
        left |= dict.fromkeys(fringe, steps)
    if not fringe:
        return []
    path = [start]
    while path[-1] != end:
        nearer = left[path[-1]] - 1
        path.append(min(each for each in network[path[-1]] if left.get(each) == nearer))
    return path


def _reached(network: "nx.Graph[str]", start: str) -> Results:
    reached = nx.single_source_shortest_path_length(network, start) if start in network else {}
    far = sorted((steps, iri) for iri, steps in reached.items() if iri != start)
    rows = tuple((Literal(steps), NamedNode(start), NamedNode(iri)) for steps, iri in far)
    return Results(("steps", "organisation", "reached"), rows)
