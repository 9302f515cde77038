"""A graph behind a SPARQL endpoint, with the methods of the one that was built here."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NoReturn, Self

import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

from saite.concepts import Concepts, load_concepts
from saite.errors import EndpointError, UsageError
from saite.gaps import find_gaps
from saite.index import NameIndex
from saite.namespaces import PREFIXES
from saite.network import Reduction, read_network
from saite.query import (
    Limits,
    answer_query,
    find_query,
    index_names,
    label_answer,
    saved_queries,
    search_names,
)
from saite.remote import Bounds, Cache, Credentials, Deadline, Endpoint
from saite.remote.answers import GRAPH_FORMATS, ROW_FORMATS
from saite.resources import resource
from saite.results import Answer, Ask, Results, Statements
from saite.sparql import SavedQuery
from saite.store import ReadOnlyStore
from saite.view import LANGUAGES, About, NotebookGraph, collect_gaps, fitting_page

# A network is made of all rows of its queries; a name is looked up among all there are.
_ALL: int = 10_000_000
_PARSED = frozenset({*ROW_FORMATS, *GRAPH_FORMATS})


def connect(
    url: str,
    *,
    language: str | None = None,
    credentials: tuple[str, str] | None = None,
    deadline: float = 60.0,
    cache: float | None = None,
    queries: Iterable[str | Path] = (),
    is_virtuoso: bool = False,
) -> "RemoteGraph":
    """Connect to a SPARQL 1.1 endpoint, whose default graph should be the union of all graphs.

    Nothing is sent before something is asked.

    :param url: http or https
    :param language: of labels and of pages, BCP 47; None is English, and pages open in the language
        of whoever opens them
    :param credentials: a name and a password; only over https, or to this machine itself
    :param deadline: seconds that each answer may take in all
    :param cache: days for which an answer is kept on disk and taken again; None keeps none
    :param queries: folders of saved queries, besides those that travel with Saite
    :param is_virtuoso: whether it is a Virtuoso, which is told to end a query at the deadline;
        else that is found out from its first answer
    :raises UsageError: if the address is none, or a password would travel in the clear
    """
    return RemoteGraph(
        Endpoint(
            url,
            credentials=Credentials.of(credentials),
            bounds=Bounds(deadline),
            cache=Cache(cache) if cache is not None else None,
            is_virtuoso=is_virtuoso,
        ),
        language=language,
        queries=tuple(map(Path, queries)),
    )


class RemoteGraph:
    """The graph of an endpoint: answers questions, becomes a network, opens as rdflib.

    Use it in a ``with`` block, or call :meth:`close`, to hang up early.

    :param endpoint: what answers
    :param language: as for ``connect``
    :param queries: folders of saved queries
    """

    def __init__(
        self, endpoint: Endpoint, *, language: str | None = None, queries: tuple[Path, ...] = ()
    ) -> None:
        self.endpoint = endpoint
        self.language = language or "en"
        self._asked_language = language
        self.concepts: Concepts = load_concepts([resource("ontology/concepts.ttl")])
        self._folders = queries
        self._names: NameIndex | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<RemoteGraph {self.endpoint.url}>"

    def close(self) -> None:
        """Hang up; asking afterwards dials again."""
        self.endpoint.close()

    @property
    def queries(self) -> Mapping[str, SavedQuery]:
        """The saved queries by name: those that travel with Saite, and your own."""
        return saved_queries(self._folders)

    @property
    def store(self) -> ReadOnlyStore:
        """There is none here.

        :raises UsageError: always
        """
        raise UsageError("the store is not here but behind the endpoint: use answer() or rdflib()")

    def answer(
        self,
        query: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limits: Limits | None = None,
    ) -> Answer:
        """Answer any query: rows, statements, or yes or no, by its form.

        :param query: name of a saved query, path of an ``.rq`` file, or SPARQL
        :param parameters: name -> text as a person writes it, a Python value, or an RDF term
        :raises UsageError: if there is no such query, or a parameter is wrong
        :raises EndpointError: if there was no answer, not in time, or not one that can be read
        """
        until = Deadline(self.endpoint.bounds.deadline)
        return answer_query(
            self._ask(_ALL, until),
            find_query(query, self._folders),
            parameters,
            language=self.language,
            concepts=self.concepts,
            itself=self._ask((limits or Limits()).rows, until),
        )

    def select(self, query: str, /, **parameters: object) -> Results:
        """Answer a SELECT query: typed rows, with ``.to_frame()`` for pandas.

        :raises UsageError: if it is another form of query; ``answer`` takes all forms
        """
        found = self.answer(query, parameters)
        if not isinstance(found, Results):
            raise UsageError("select() is for SELECT queries: use answer() for this one")
        return found

    def search(self, text: str, *, kind: str = "", limit: int = 20) -> Results:
        """Find things by a part of a name, the best first; case and accents do not count.

        The first call asks for all names, and an index of them is kept as long as this graph.

        :param kind: ``organisation``, ``person``, ``place``, ``event``, ``project``, ``agreement``
            or ``document``; any if empty
        :param limit: most things to give
        :returns: the thing, its class, the name that fits, its language and its id
        :raises UsageError: if there is no such kind
        :raises EndpointError: as ``answer``
        """
        ask = self._ask_all()
        if self._names is None:
            self._names = index_names(ask)
        found = search_names(self._names, text, kind=kind, limit=limit)
        named = label_answer(found, ask=ask, language=self.language, concepts=self.concepts)
        assert isinstance(named, Results)
        return named

    def why(self, *_: object, **__: object) -> NoReturn:
        """Refuse to tell why a statement is there: that takes the records.

        :raises UsageError: always
        """
        raise UsageError("why a statement is there is told where the records are: saite.open()")

    def gaps(self) -> Results:
        """List what is missing: ties, dates, evidence, resolved names; and what to do next."""
        gaps = find_gaps(self._ask_all(), language=self.language, concepts=self.concepts)
        return gaps.to_results()

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
                self._ask_all(),
                language=self.language,
                with_people=with_people,
                with_email=with_email,
                concepts=self.concepts,
                reduction=Reduction(backbone, top),
            )
        )

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

        :param with_people: whether people may appear by name in what supports a tie
        :param with_email: whether e-mail addresses may appear
        :param backbone: as for :meth:`network`; the page says how many ties are left
        :param top: likewise
        :param explorer: whether it is that of the explorer; None: if the network is large
        """
        network = self.network(
            with_people=with_people, with_email=with_email, backbone=backbone, top=top
        )
        gaps = collect_gaps(self._ask_all(), concepts=self.concepts, with_people=with_people)
        about = About(
            title=self.endpoint.name,
            date=f"{datetime.now(UTC):%Y-%m-%d}",
            sources=(self.endpoint.name,),
        )
        # Nobody asked for one: it is up to the reader.
        spoken = self.language if self.language in LANGUAGES else "en"
        language = spoken if self._asked_language else ""
        return fitting_page(network, explorer=explorer, language=language, about=about, gaps=gaps)

    def rdflib(self) -> rdflib.Dataset:
        """Open the endpoint as a read-only ``rdflib.Dataset``, over the same line.

        Queries given as text are answered there; each triple pattern of rdflib's own is a request.
        """
        dataset = rdflib.Dataset(store=_EndpointStore(self.endpoint), default_union=True)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace, replace=True)
        return dataset

    def _ask(self, rows: int, until: Deadline) -> Ask:
        """Answer several queries before one deadline."""
        return lambda text: self.endpoint.answer(text, deadline=until, rows=rows)

    def _ask_all(self) -> Ask:
        """Answer queries wholly or not at all, each before a deadline of its own."""

        def ask(text: str) -> Answer:
            found = self.endpoint.answer(text, rows=_ALL)
            if isinstance(found, Results | Statements) and found.is_cut:
                raise EndpointError(
                    f"{self.endpoint.name} gives {len(found):,} rows of an answer at most, which"
                    " is too few here"
                )
            return found

        return ask


class _EndpointStore(SPARQLStore):
    """rdflib's store over an endpoint, its requests sent by our line."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint.url)
        self._endpoint = endpoint

    def _query(
        self, query: str, default_graph: object = None, named_graph: object = None
    ) -> Result:
        del named_graph
        self._queries += 1
        graphs = (str(default_graph),) if isinstance(default_graph, rdflib.URIRef) else ()
        arrived = self._endpoint.open(
            query, Deadline(self._endpoint.bounds.deadline), default_graphs=graphs
        )
        if arrived.kind not in _PARSED:
            expected = "the results of a query, or RDF"
            raise arrived.error(f"{arrived.kind or 'without a content type'}, expected {expected}")
        with closing(arrived.body):
            content = arrived.body.read(-1)
        found = Result.parse(BytesIO(content), content_type=arrived.kind)
        if found.type == "SELECT" and 0 < arrived.server_rows <= len(found):
            raise EndpointError(
                f"{self._endpoint.name} gives {len(found):,} rows of an answer at most, and has"
                " given as many: there may be more"
            )
        return found
