"""The graphs that a query or a request names, held against those that there are."""

from collections.abc import Iterable
from typing import Any

from pyoxigraph import NamedNode, Store

from saite.errors import UsageError, nearest
from saite.sparql import dataset_iris
from saite.store import ReadOnlyStore

Readable = Store | ReadOnlyStore


def dataset_options(store: Readable, text: str, *, base: str = "") -> dict[str, Any]:
    """Give the options of a store for the dataset of a query: all graphs, unless it has FROM.

    :param base: what relative IRIs are relative to, where the query does not say
    :raises UsageError: if it has FROM with a graph that is not there
    """
    named = dataset_iris(text, base=base)
    check_graphs(store, named)
    return {"use_default_graph_as_union": not named}


def check_graphs(store: Readable, iris: Iterable[str]) -> None:
    """Check that graphs are there: an answer from none would be empty, and nothing is fetched.

    :raises UsageError: naming the first that is not, and the nearest that is
    """
    for iri in iris:
        if not _is_there(store, iri):
            known = [graph.value for graph in store.named_graphs()]
            near = nearest(iri, known)
            hint = f"; did you mean <{near}>?" if near else ", which GRAPH ?g { } lists"
            raise UsageError(
                f"there is no graph <{iri}> to answer FROM, and nothing is fetched: expected one of"
                f" the {len(known)} graphs here{hint}"
            )


def _is_there(store: Readable, iri: str) -> bool:
    try:
        return store.contains_named_graph(NamedNode(iri))
    except ValueError:
        return False
