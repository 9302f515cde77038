"""One query on the store, from its text to its answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeVar

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from saite.concepts import Concepts
from saite.errors import UsageError
from saite.index import NameIndex
from saite.query.calling import Calling
from saite.query.dataset import Readable, dataset_options
from saite.query.federation import check_federated, join_service
from saite.query.gate import check_query
from saite.query.hints import hidden_graphs, is_empty, term_hints
from saite.query.labels import find_labels
from saite.query.paths import answer_path, is_path
from saite.results import Answer, Ask, Results, Statements, Truth
from saite.sparql import SavedQuery, asks_other_servers, counting, spell_out
from saite.store import ReadOnlyStore

Item = TypeVar("Item")


@dataclass(frozen=True)
class Limits:
    """How much one query may answer.

    There is no limit of time: the engine cannot be stopped from Python while it computes.

    :param rows: rows or statements that are kept; the answer says if there were more
    """

    rows: int = 100_000


@dataclass(frozen=True)
class Beside:
    """What is asked beside the store, before it is.

    :param index: of the names of the same graph, for parameters that name a thing
    :param services: servers that one SERVICE block may name
    """

    index: NameIndex | None = None
    services: Mapping[str, Ask] = field(default_factory=dict)


Askable = Readable | Ask
"""A store, or anything else that answers queries."""


def as_ask(source: Askable) -> Ask:
    """Make anything that answers queries answer them in the same way."""
    return store_ask(source) if isinstance(source, Store | ReadOnlyStore) else source


def store_ask(store: Readable, *, limits: Limits | None = None) -> Ask:
    """Make a store answer queries: all its graphs together are the default graph."""
    most = (limits or Limits(rows=10_000_000)).rows
    return lambda text: _answer(store, text, most=most)


def count_rows(source: Askable, text: str, *, most: int) -> tuple[Results, int]:
    """Answer a SELECT with its first rows, and tell how many there are.

    Of a store, rows beyond these are counted by the store and not read.

    :raises UsageError: if it is another form of query, or the store cannot answer it
    """
    if isinstance(source, Store | ReadOnlyStore):
        answer, number = _answer_counted(source, text, most)
    else:
        answer = source(text)
        number = len(answer) if isinstance(answer, Results) else 0
    if not isinstance(answer, Results):
        raise UsageError("only the rows of a SELECT are counted")
    return answer[:most], number


def _answer_counted(store: Readable, text: str, most: int) -> tuple[Answer, int]:
    try:
        found = store.query(spell_out(text), **dataset_options(store, text))
        if not isinstance(found, QuerySolutions):
            return Truth(value=False), 0
        variables = tuple(variable.value for variable in found.variables)
        rows = tuple(tuple(solution) for solution in islice(found, most))
        answer = Results(variables, rows)
        if next(found, None) is None:
            return answer, len(rows)
        if not (query := counting(text)):
            return answer, len(rows) + 1 + sum(1 for _ in found)
        counted = store.query(query, **dataset_options(store, text))
        assert isinstance(counted, QuerySolutions)
        return answer, int(next(counted)["n"].value)
    except (OSError, RuntimeError) as error:
        raise UsageError(f"the store could not answer the query: {error}") from error


def run_query(
    store: Store,
    query: SavedQuery | str,
    parameters: Mapping[str, object] | None = None,
    *,
    language: str = "en",
    limits: Limits | None = None,
    concepts: Concepts | None = None,
    beside: Beside | None = None,
) -> Answer:
    """Run a query on a store and label the IRIs of its answer.

    :param query: a saved query, or the text of one
    :param parameters: name -> text as a person writes it, a Python value, or an RDF term
    :param language: of the labels, BCP 47
    :param concepts: controlled values, for their labels and for parameters of such types; those
        that travel with Saite if None
    :param beside: index of names and servers that may be asked; none if None
    :returns: rows, statements, or yes or no, by the form of the query; empty rows if nothing fits,
        with notes that say why, as far as that can be seen cheaply
    :raises UsageError: if it is an update, asks other servers, or got wrong parameters
    :raises SavedQueryError: if it does not parse
    :raises EndpointError: if a server of ``beside`` did not answer
    """
    beside = beside or Beside()
    calling = Calling(store_ask(store), language, concepts, beside.index)
    file = str(query.path) if isinstance(query, SavedQuery) else "query"
    is_federated = _check(query, beside.services, file=file)
    if isinstance(query, SavedQuery) and is_path(query):
        return _labelled(answer_path(query, parameters or {}, calling), calling)
    text = calling.bind(query, parameters or {})
    if is_federated:
        text = join_service(text, beside.services, file=file)
    answer = _answer(store, text, most=(limits or Limits()).rows)
    if is_empty(answer):
        return replace(answer, notes=_hints(query, calling))
    return _labelled(answer, calling)


def _hints(query: SavedQuery | str, calling: Calling) -> tuple[str, ...]:
    """Tell which terms of a query the graph does not hold; not what its parameters are."""
    is_typed = isinstance(query, str)
    return term_hints(
        query if isinstance(query, str) else query.text,
        ask=calling.ask,
        language=calling.language,
        concepts=calling.concepts,
        is_typed=is_typed,
    )


def _labelled(answer: Answer, calling: Calling) -> Answer:
    return label_answer(
        answer, ask=calling.ask, language=calling.language, concepts=calling.concepts
    )


def _check(query: SavedQuery | str, services: Mapping[str, Ask], *, file: str) -> bool:
    """Refuse what is no query of this graph; tell whether it asks another server too."""
    written = query.text if isinstance(query, SavedQuery) else query
    if services and asks_other_servers(written):
        check_federated(written, services, file=file)
        return True
    check_query(written, file=file)
    return False


def answer_query(
    ask: Ask,
    query: SavedQuery | str,
    parameters: Mapping[str, object] | None = None,
    *,
    language: str = "en",
    concepts: Concepts | None = None,
    itself: Ask | None = None,
) -> Answer:
    """Put a query to anything that answers queries, such as an endpoint of others.

    Names of parameters are looked up there. The answer to a saved query is labelled from there
    too; that to a text stays as it came, as nothing is known of what it is about. An empty one has
    a note if the endpoint hides its named graphs.

    :param itself: what answers the query itself, where that is to give less than what is looked up
        for it; ``ask`` if None
    :raises UsageError: if it got wrong parameters, or has a SERVICE in it
    """
    if asks_other_servers(query.text if isinstance(query, SavedQuery) else query):
        raise UsageError(
            "SERVICE would make that server ask another one: ask that one itself, or bring what you"
            " need in with saite pull"
        )
    calling = Calling(ask, language, concepts)
    try:
        if isinstance(query, SavedQuery) and is_path(query):
            return _labelled(answer_path(query, parameters or {}, calling), calling)
        answer = (itself or ask)(calling.bind(query, parameters or {}))
    except UsageError as error:
        note = hidden_graphs(ask, language)
        if not note:
            raise
        raise UsageError(f"{error}; {note}") from None
    if is_empty(answer) and (note := hidden_graphs(ask, language)):
        return replace(answer, notes=(note,))
    return _labelled(answer, calling) if isinstance(query, SavedQuery) else answer


def label_answer(
    answer: Answer, *, ask: Ask, language: str = "en", concepts: Concepts | None = None
) -> Answer:
    """Give the IRIs of rows their labels; other answers have none and stay as they are.

    :param ask: what answers the look-up, the store or endpoint that the answer came from
    """
    if not isinstance(answer, Results):
        return answer
    labels = find_labels(ask, answer.iris(), language=language, concepts=concepts)
    return replace(answer, labels=labels)


def _answer(store: Readable, text: str, *, most: int) -> Answer:
    try:
        found = store.query(spell_out(text), **dataset_options(store, text))
        if isinstance(found, QueryBoolean):
            return Truth(bool(found))
        if isinstance(found, QuerySolutions):
            variables = tuple(variable.value for variable in found.variables)
            rows, is_cut = _take((tuple(solution) for solution in found), most)
            return Results(variables, tuple(rows), is_cut=is_cut)
        triples, is_cut = _take(iter(found), most)
        return Statements(tuple(sorted(set(triples), key=str)), is_cut)
    except (OSError, RuntimeError) as error:
        raise UsageError(f"the store could not answer the query: {error}") from error


def _take(items: Iterator[Item], most: int) -> tuple[list[Item], bool]:
    taken = list(islice(items, most + 1))
    return taken[:most], len(taken) > most
