"""The graph that was built last in a workspace, as a Python object."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyoxigraph as ox
import rdflib

from saite.concepts import Concepts, load_concepts
from saite.errors import UsageError
from saite.gaps import find_gaps
from saite.index import FILE, open_index
from saite.network import Reduction, read_layout, read_network
from saite.query import (
    Beside,
    Limits,
    find_query,
    label_answer,
    name_anything,
    run_query,
    saved_queries,
    search_names,
    store_ask,
)
from saite.remote import endpoint_ask
from saite.results import Answer, Ask, Results
from saite.sparql import SavedQuery
from saite.store import ReadOnlyStore, as_rdflib, count_triples, latest_build, open_store
from saite.tracing import Reasons, is_in_graph, why_built
from saite.view import LANGUAGES, About, NotebookGraph, collect_gaps, fitting_page
from saite.workspace import Workspace, load_workspace

# Solutions of a SERVICE block: they become a part of the query.
SERVICE_ROWS: Final = 10_000
# Things of one name that a message lists.
_LISTED: Final = 10


def open_graph(
    path: str | Path = ".", *, language: str | None = None, memory: bool | None = None
) -> "Graph":
    """Open the graph that was built last in a workspace.

    :param path: folder of the workspace, or its ``saite.toml``
    :param language: of labels; that of the workspace if None
    :param memory: True reads the whole graph first, which takes seconds and about 400 bytes for a
        statement, and answers several times faster then; False leaves it on disk; None reads it if
        it has at most ``memory_triples`` of ``saite.toml``
    :raises WorkspaceError: if ``saite.toml`` cannot be read
    :raises BuildError: if nothing has been built yet
    """
    return Graph(load_workspace(Path(path)), language=language, memory=memory)


def _service(url: str) -> Ask:
    return lambda text: endpoint_ask(url, rows=SERVICE_ROWS)(text)


class Graph:
    """A built graph: answers questions, becomes a network, opens as rdflib.

    It reads the build that was current when it was opened, whatever is built later. Use it in a
    ``with`` block, or call :meth:`close`, where the store must be released early.

    :param workspace: where it was built
    :param language: of labels, BCP 47; that of the workspace if None
    :param memory: as for ``open_graph``
    """

    def __init__(
        self, workspace: Workspace, *, language: str | None = None, memory: bool | None = None
    ) -> None:
        self.workspace = workspace
        self.language = language or workspace.language
        self._asked_language = language
        self.folder = latest_build(workspace.output)
        self.concepts: Concepts = load_concepts(workspace.concepts)
        if memory is None:
            memory = count_triples(self.folder) <= workspace.memory_triples
        self.in_memory = memory
        self._store: ox.Store | None = open_store(self.folder, in_memory=memory)
        names = self.folder / FILE
        self.index = open_index(names) if names.is_file() else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        where = "in memory" if self.in_memory else "on disk"
        return f"<Graph {self.folder.name} of {self.workspace.root}, {where}>"

    def close(self) -> None:
        """Let go of the store; asking afterwards is an error."""
        self._store = None
        if self.index is not None:
            self.index.close()
            self.index = None

    @property
    def store(self) -> ReadOnlyStore:
        """The store: what ``pyoxigraph.Store`` reads with; what would change it is an error.

        :raises UsageError: if the graph was closed
        """
        return ReadOnlyStore(self._opened)

    @property
    def _opened(self) -> ox.Store:
        if self._store is None:
            raise UsageError("this graph was closed: open it again")
        return self._store

    @property
    def queries(self) -> Mapping[str, SavedQuery]:
        """The saved queries by name: those that travel with Saite, and the workspace's own."""
        return saved_queries(self.workspace.queries)

    def answer(
        self,
        query: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limits: Limits | None = None,
    ) -> Answer:
        """Answer any query: rows, statements, or yes or no, by its form.

        :param query: name of a saved query, path of an ``.rq`` file, or SPARQL
        :param parameters: name -> text as a person writes it (a label, an alias, an id), a Python
            value, or an RDF term; None is as good as not given
        :raises UsageError: if there is no such query, or a parameter is wrong
        :raises SavedQueryError: if it does not parse
        """
        return run_query(
            self._opened,
            find_query(query, self.workspace.queries),
            parameters,
            language=self.language,
            limits=limits,
            concepts=self.concepts,
            beside=Beside(self.index, self._services()),
        )

    def _services(self) -> Mapping[str, Ask]:
        """Make the servers of ``[services]`` answer; nothing is made ready before one is asked."""
        return {url: _service(url) for url in self.workspace.services.values()}

    def search(self, text: str, *, kind: str = "", limit: int = 20) -> Results:
        """Find things by a part of a name, the best first; case and accents do not count.

        :param kind: ``organisation``, ``person``, ``place``, ``event``, ``project``, ``agreement``
            or ``document``; any if empty
        :param limit: most things to give
        :returns: the thing, its class, the name that fits, its language and its id
        :raises UsageError: if there is no such kind, or the build was made before there was an
            index
        """
        ask = store_ask(self._opened)
        found = search_names(self.index, text, kind=kind, limit=limit)
        named = label_answer(found, ask=ask, language=self.language, concepts=self.concepts)
        assert isinstance(named, Results)
        return named

    def select(self, query: str, /, **parameters: object) -> Results:
        """Answer a SELECT query: typed rows, with ``.to_frame()`` for pandas.

        :param query: name of a saved query, path of an ``.rq`` file, or SPARQL
        :param parameters: those of the query, e.g. ``organisation="LUMA"``
        :raises UsageError: if it is another form of query; ``answer`` takes all forms
        """
        found = self.answer(query, parameters)
        if not isinstance(found, Results):
            raise UsageError("select() is for SELECT queries: use answer() for this one")
        return found

    def why(
        self,
        subject: str,
        predicate: str | None = None,
        value: str | None = None,
        *,
        limit: int = 20,
        whole: bool = False,
    ) -> Reasons:
        """Tell why statements about a thing, or one statement, are in the graph.

        :param subject: an IRI in full, a prefixed name, what stands behind the base IRI, or what
            one thing alone is called: a label, an alias, an id
        :param value: the object: the same, a literal as Turtle writes it, or the bare text of one
        :param limit: most reasons to give; of the others only the number is
        :param whole: with every column of the rows, not only those that the statement is made of
        :returns: for each statement the row and the place in the mapping, the rule and the records
            behind it, or the text that it was cut from
        :raises UsageError: if there is no such statement, with the nearest there is
        :raises ProblemsError: if the records or the mapping cannot be read any more
        """
        return why_built(
            self.workspace,
            self.folder,
            self._opened,
            asked=(self._iri_of(subject), predicate, value),
            concepts=self.concepts,
            limit=limit,
            whole=whole,
        )

    def _iri_of(self, text: str) -> str:
        """Give the IRI of the thing that a text names, or the text: it may be an IRI itself."""
        if is_in_graph(self._opened, text, base=self.workspace.base):
            return text
        found, near = name_anything(
            store_ask(self._opened),
            text,
            language=self.language,
            concepts=self.concepts,
            index=self.index,
        )
        if len(found) > 1:
            listed = "; ".join([*found.values()][:_LISTED])
            more = f"; and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
            raise UsageError(
                f"{text!r} names {len(found)} things, take the IRI of one: {listed}{more}"
            )
        if near and not {":", "/"} & set(text):
            listed = "; ".join(near.values())
            raise UsageError(f"nothing in the graph is called {text!r}; nearest: {listed}")
        return next(iter(found), text)

    def gaps(self) -> Results:
        """List what is missing: ties, dates, evidence, resolved names; and what to do next."""
        gaps = find_gaps(self._opened, language=self.language, concepts=self.concepts)
        return gaps.to_results()

    def page(
        self,
        *,
        with_people: bool = True,
        with_email: bool = False,
        backbone: float | None = None,
        top: int | None = None,
        explorer: bool | None = None,
    ) -> str:
        """Draw the network as a page: one file of HTML that works offline.

        Up to about 1,000 organisations it is drawn by pyvis, above by the explorer.

        :param with_people: whether people may appear by name in what supports a tie
        :param with_email: whether e-mail addresses may appear
        :param backbone: as for :meth:`network`; the page says how many ties are left
        :param top: likewise
        :param explorer: True or False chooses between the two, whatever the size
        :raises SaiteError: if the explorer is asked for and this installation lacks its script
        """
        network = self.network(
            with_people=with_people, with_email=with_email, backbone=backbone, top=top
        )
        gaps = collect_gaps(self._opened, concepts=self.concepts, with_people=with_people)
        return fitting_page(
            network,
            explorer=explorer,
            language=self._page_language() if self._asked_language else "",
            about=self._about(),
            gaps=gaps,
        )

    def _page_language(self) -> str:
        return self.language if self.language in LANGUAGES else "en"

    def _about(self) -> About:
        build = self.folder.name  # begins with the day: 20260131T…
        return About(
            title=self.workspace.title,
            build=build,
            date=f"{build[:4]}-{build[4:6]}-{build[6:8]}",
            sources=tuple(self.workspace.source_paths),
        )

    def network(
        self,
        *,
        with_people: bool = True,
        with_email: bool = False,
        backbone: float | None = None,
        top: int | None = None,
    ) -> NotebookGraph:
        """Read the partnership network: organisations, ties, measures, communities, positions.

        :param with_people: whether people may appear by name in what supports a tie
        :param with_email: whether e-mail addresses may appear
        :param backbone: keep the ties that are too strong to be chance at this significance, such
            as 0.05; see ``saite.network.keep_backbone``
        :param top: keep so many of the strongest ties of each organisation, after that
        :returns: an undirected ``networkx.Graph`` that draws itself in a notebook;
            ``saite.network.attributes`` tells its attributes. What was left out is counted in
            ``graph.graph["cut"]``
        :raises UsageError: if ``backbone`` or ``top`` is out of its range
        """
        return NotebookGraph(
            read_network(
                self._opened,
                language=self.language,
                with_people=with_people,
                with_email=with_email,
                concepts=self.concepts,
                reduction=Reduction(backbone, top),
                kept=read_layout(self.folder),
            )
        )

    def rdflib(self) -> rdflib.Dataset:
        """Open the same store as a read-only ``rdflib.Dataset``; all graphs are its default graph.

        Prepared queries are answered by rdflib's own evaluator, far slower: pass queries as text.
        What would change it is a ``UsageError``.
        """
        return as_rdflib(self._opened)
