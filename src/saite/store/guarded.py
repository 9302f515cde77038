"""A store that others may ask and nobody may change: pyoxigraph's own has that only on disk.

What is changed in a store in memory is in no build and on no disk, and every later answer would
have it.
"""

from collections.abc import Iterator
from typing import Any, Final, NoReturn

import pyoxigraph as ox
from oxrdflib.store import OxigraphStore
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID, Graph
from rdflib.term import URIRef

from saite.errors import UsageError

UNCHANGED: Final = (
    "the graph of a build is only read: change the records and build again, or make a store of"
    " your own of it: pyoxigraph.Store(); store.extend(graph.store)"
)


def refuse_change(*_: object, **__: object) -> NoReturn:
    """Refuse to change the graph of a build.

    :raises UsageError: always
    """
    raise UsageError(UNCHANGED)


class ReadOnlyStore:
    """What of a ``pyoxigraph.Store`` reads, with the same names; what changes it is an error.

    >>> store = ReadOnlyStore(ox.Store())
    >>> len(store), list(store.named_graphs())
    (0, [])
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def __len__(self) -> int:
        return len(self._store)

    def __bool__(self) -> bool:
        return bool(self._store)

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(self._store)

    def __contains__(self, quad: ox.Quad) -> bool:
        return quad in self._store

    def __repr__(self) -> str:
        return f"<ReadOnlyStore of {len(self):,} statements>"

    def query(
        self,
        query: str,
        **options: Any,  # noqa: ANN401 - pyoxigraph's own
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Answer a query; options are those of ``pyoxigraph.Store.query``."""
        return self._store.query(query, **options)

    def quads_for_pattern(
        self,
        subject: Any,  # noqa: ANN401 - any term, or None
        predicate: Any,  # noqa: ANN401
        object: Any,  # noqa: A002, ANN401 - as pyoxigraph calls it
        graph_name: Any = None,  # noqa: ANN401
    ) -> Iterator[ox.Quad]:
        """Give the statements that fit; None fits all."""
        return self._store.quads_for_pattern(subject, predicate, object, graph_name)

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """Give the names of all graphs."""
        return self._store.named_graphs()

    def contains_named_graph(self, graph_name: Any) -> bool:  # noqa: ANN401 - any name
        """Tell whether there is a graph of that name."""
        return self._store.contains_named_graph(graph_name)

    def dump(self, output: Any = None, format: Any = None, **options: Any) -> bytes | None:  # noqa: A002, ANN401
        """Write the statements; options are those of ``pyoxigraph.Store.dump``."""
        return self._store.dump(output, format, **options)

    add = extend = bulk_extend = load = bulk_load = remove = update = refuse_change
    add_graph = remove_graph = clear_graph = clear = optimize = flush = backup = refuse_change


class ReadOnlyOxigraph(OxigraphStore):
    """rdflib's store over the graph of a build, which cannot be changed through it."""

    add = addN = remove = update = remove_graph = destroy = refuse_change  # noqa: N815

    def add_graph(self, graph: Graph) -> None:
        """Let a graph be named that is there, to be read: rdflib adds each one that it opens.

        :raises UsageError: if there is no such graph
        """
        name = graph.identifier
        is_there = isinstance(name, URIRef) and self._inner.contains_named_graph(
            ox.NamedNode(str(name))
        )
        if name != DATASET_DEFAULT_GRAPH_ID and not is_there:
            refuse_change()
