"""The shortest path between two organisations: what SPARQL can find to exist, and not give.

A saved query whose head says ``method: shortest-path`` selects ``?start``, ``?end``, ``?one`` and
``?other``: where the path begins and ends, and the ties to go by. The saved query that ``steps``
names is then asked for each step, as ``one`` and ``other``.

Source: SPARQL 1.1 Query Language, section 9 (https://www.w3.org/TR/sparql11-query/#propertypaths).
"""

from itertools import pairwise
from typing import Final

import networkx as nx
from pyoxigraph import Literal, NamedNode

from saite.errors import UsageError
from saite.query.catalogue import find_query
from saite.query.parameters import Fault, ParameterError
from saite.results import Answer, Ask, Results, Term
from saite.sparql import SavedQuery, bind

METHOD: Final = "shortest-path"
COLUMNS: Final = ("start", "end", "one", "other")


def is_path(query: SavedQuery | str) -> bool:
    """Tell whether a query asks for a path."""
    return isinstance(query, SavedQuery) and query.extra.get("method") == METHOD


def find_path(query: SavedQuery, ties: Answer, *, ask: Ask) -> Results:
    """Find the shortest path, of several the first by the names of what it goes through.

    :param ties: the answer to the query itself
    :param ask: what answers the query for each step
    :returns: the rows of the steps, numbered; without an end, each organisation that is reached,
        in how many steps; no row if there is no path
    :raises ParameterError: if no start is given
    :raises UsageError: if the query selects something else
    """
    if not isinstance(ties, Results) or not set(COLUMNS) <= set(ties.variables):
        names = " ".join(f"?{name}" for name in COLUMNS)
        raise UsageError(f"{query.name} asks for a path: expected SELECT {names}")
    start, end, network = _network(ties)
    if end is None:
        return _reached(network, start)
    try:
        path = nx.bidirectional_shortest_path(network, start, end)
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        path = []
    steps = find_query(str(query.extra.get("steps", "tie-evidence")))
    text = steps.text if isinstance(steps, SavedQuery) else steps
    rows: list[tuple[Term | None, ...]] = []
    variables: tuple[str, ...] = ("one", "other")
    for number, (one, other) in enumerate(pairwise(path), start=1):
        told = ask(bind(text, {"one": NamedNode(one), "other": NamedNode(other)}))
        assert isinstance(told, Results)
        variables = told.variables
        rows += [(Literal(number), *row) for row in told.terms]
    return Results(("step", *variables), tuple(rows))


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


def _reached(network: "nx.Graph[str]", start: str) -> Results:
    reached = nx.single_source_shortest_path_length(network, start) if start in network else {}
    far = sorted((steps, iri) for iri, steps in reached.items() if iri != start)
    rows = tuple((Literal(steps), NamedNode(start), NamedNode(iri)) for steps, iri in far)
    return Results(("steps", "organisation", "reached"), rows)
