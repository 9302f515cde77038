"""What a worker does for queries: free ones, saved ones, things, graphs, the search, statistics."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import IO, Any, Final, cast
from urllib.parse import unquote

import pyoxigraph as ox

from saite.errors import ProblemsError, SaiteError, UsageError, nearest
from saite.gaps import find_first_gaps
from saite.namespaces import PREFIXES
from saite.query import (
    Beside,
    Limits,
    ParameterError,
    check_graphs,
    check_query,
    dataset_options,
    find_labels,
    find_query,
    run_query,
    saved_queries,
    store_ask,
)
from saite.results import Results, write_answer
from saite.serve.counting import counter_of
from saite.serve.formats import GEOJSON, GRAPH_FORMATS, QUAD_FORMATS, ROW_FORMATS, XLSX
from saite.serve.geography import write_features
from saite.serve.output import Output
from saite.serve.problems import RefusedError
from saite.serve.searching import search
from saite.serve.snapshot import GAPS, Snapshot
from saite.serve.workbook import write_sheet
from saite.sparql import SavedQuery, dataset_iris, is_update, query_form, spell_out

FORMS: Final = {
    "application/sparql-results+json": "json",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    XLSX: "xlsx",
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/n-quads": "nq",
    "application/ld+json": "jsonld",
}
# Statements of a graph whose gaps are looked for before anybody asks; it takes seconds.
SOUGHT: Final = 10_000_000
# Escapes of bytes that are parts of letters beyond ASCII.
ESCAPES: Final = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")


def answer_query(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Answer a query in SPARQL, with the dataset of the protocol where it names one.

    :source: SPARQL 1.1 Protocol, section 2.1.4
    """
    text = task["text"]
    try:
        check_query(text, base=task["base"])
    except (UsageError, ProblemsError) as error:
        raise RefusedError("query", str(error)) from None
    options = dataset(snapshot, task)
    text = spell_out(text, base=task["base"])
    try:
        found = snapshot.store.query(text, base_iri=task["base"], **options)
        if task["form"] == XLSX and not isinstance(found, ox.QueryTriples):
            write_sheet(found, snapshot, output)
        else:
            write_found(found, task["form"], output)
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        raise RefusedError("query", f"the store could not answer it: {error}") from None


def dataset(snapshot: Snapshot, task: dict[str, Any]) -> dict[str, Any]:
    """Give the arguments of the store for the dataset that a query is put to.

    :raises RefusedError: if a build has no graph of a name; in a scratch store that one is empty
    """
    store, is_build = snapshot.store, snapshot.plan.build is not None
    default, named = task.get("default") or [], task.get("named") or []
    try:
        if default or named:
            found = {"default_graph": _graphs(default), "named_graphs": _graphs(named)}
            check_graphs(store, [*default, *named] if is_build else ())
            return found
        if is_build:
            return dataset_options(store, task["text"], base=task["base"])
    except UsageError as error:
        raise RefusedError("query", str(error)) from None
    is_union = snapshot.plan.is_union and not dataset_iris(task["text"], base=task["base"])
    return {"use_default_graph_as_union": is_union}


def _graphs(iris: Iterable[str]) -> list[ox.NamedNode]:
    return [iri_of(iri) for iri in iris]


def iri_of(text: str) -> ox.NamedNode:
    """Read an IRI.

    :raises RefusedError: if it is none, or not an absolute one
    """
    try:
        return ox.NamedNode(text)
    except ValueError as error:
        raise RefusedError("request", f"{text[:200]!r} is no absolute IRI: {error}") from None


def known_iri(store: ox.Store, text: str) -> ox.NamedNode:
    """Read an IRI of the graph: as it is, or with letters in the place of their escapes.

    Clients write each letter beyond ASCII of an address as the escapes of its bytes, and mappings
    leave such letters in IRIs.

    :raises RefusedError: if it is no absolute IRI
    :source: RFC 3987, section 3.2
    """
    iri = iri_of(text)
    try:
        other = ox.NamedNode(ESCAPES.sub(lambda found: unquote(found[0], errors="strict"), text))
    except ValueError:  # no UTF-8, or nothing that an IRI may have
        return iri
    return iri if other == iri or _is_there(store, iri) or not _is_there(store, other) else other


def _is_there(store: ox.Store, iri: ox.NamedNode) -> bool:
    said = store.quads_for_pattern(iri, None, None), store.quads_for_pattern(None, None, iri)
    return any(any(True for _ in found) for found in said)


def write_found(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, form: str, output: Output
) -> None:
    """Write what the store found, while it finds it."""
    if isinstance(found, ox.QueryTriples):
        write_statements(output.counted(found), form, output)
        return
    if isinstance(found, ox.QuerySolutions):
        output.counter = counter_of(form)
    found.serialize(cast("IO[bytes]", output), format=ROW_FORMATS[form])


def write_statements(found: Iterable[ox.Triple | ox.Quad], form: str, output: Output) -> None:
    """Write triples or quads; a format of triples leaves out the graphs."""
    items: Iterator[ox.Triple | ox.Quad]
    if form in QUAD_FORMATS:
        items = (each if isinstance(each, ox.Quad) else ox.Quad(*each) for each in found)
    else:
        items = (each.triple if isinstance(each, ox.Quad) else each for each in found)
    has_prefixes = form in ("text/turtle", "application/trig")
    prefixes = PREFIXES if has_prefixes else None
    ox.serialize(items, output, format=GRAPH_FORMATS[form], prefixes=prefixes)  # type: ignore[arg-type]


def answer_saved(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Answer a saved query with its parameters, labelled in the language asked for."""
    plan = snapshot.plan
    query = _saved(snapshot, task["name"])
    limits = Limits(rows=plan.serving.rows)
    language = task["language"] or plan.language
    try:
        answer = run_query(
            snapshot.store,
            query,
            task["parameters"],
            language=language,
            limits=limits,
            concepts=snapshot.concepts,
            beside=Beside(snapshot.index),
        )
    except ParameterError as error:
        faults = [
            {"name": each.name, "detail": each.message, "nearest": each.nearest}
            for each in error.faults
        ]
        raise RefusedError("parameter", str(error), faults) from None
    except (UsageError, ProblemsError) as error:
        raise RefusedError("query", str(error)) from None
    if getattr(answer, "is_cut", False):
        output.count(limits.rows + 1)
    if task["form"] == GEOJSON and isinstance(answer, Results):
        write_features(answer, snapshot.store, output)
    else:
        stream = BytesIO()
        write_answer(answer, stream, form=FORMS[task["form"]])
        output.write(stream.getvalue())


def _saved(snapshot: Snapshot, name: str) -> SavedQuery:
    """Find a saved query; it was there when the server looked, and may have gone since."""
    try:
        found = find_query(name, snapshot.plan.queries)
    except (UsageError, ProblemsError) as error:
        raise RefusedError("unknown", str(error)) from None
    if isinstance(found, str):
        raise RefusedError("unknown", f"{name!r} is no name of a query")
    return found


def describe_thing(
    snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output
) -> None:
    """Tell all statements with a thing as their subject, and those with it as their object."""
    store, thing = snapshot.store, known_iri(snapshot.store, task["iri"])
    found = sorted(
        {*store.quads_for_pattern(thing, None, None), *store.quads_for_pattern(None, None, thing)},
        key=lambda quad: (quad.subject != thing, str(quad)),
    )
    if not found:
        raise RefusedError("unknown", f"the graph says nothing of {thing}")
    write_statements(_once(found, task["form"], output), task["form"], output)


def _once(quads: list[ox.Quad], form: str, output: Output) -> Iterator[ox.Triple | ox.Quad]:
    """Give quads, or each of their triples once where the format has no graphs."""
    items = quads if form in QUAD_FORMATS else dict.fromkeys(quad.triple for quad in quads)
    return output.counted(items)


def read_graph(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Tell the statements of one graph.

    :source: SPARQL 1.1 Graph Store HTTP Protocol, section 5.2
    """
    store, name = snapshot.store, task["graph"]
    graph = iri_of(name) if name else ox.DefaultGraph()
    if name and not store.contains_named_graph(graph):
        raise RefusedError("unknown", f"there is no graph {graph}")
    everywhere = not name and snapshot.plan.is_union
    found = store.quads_for_pattern(None, None, None, None if everywhere else graph)
    write_statements((quad.triple for quad in output.counted(found)), task["form"], output)


def find_things(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Find things by what they are called, as JSON."""
    hits = search(
        snapshot, task["text"], language=task["language"], kind=task["kind"], most=task["most"]
    )
    output.count(len(hits))
    output.write(json.dumps({"query": task["text"], "hits": hits}, ensure_ascii=False).encode())


def count_graph(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Count what the graph holds, as JSON: graphs and classes; if all is asked, terms too."""
    counts = _overview(snapshot)
    if task["is_all"]:
        counts = counts | {name: _counted(snapshot, query) for name, query in TERMS.items()}
    output.write(json.dumps(counts, sort_keys=True).encode())


OVERVIEW: Final = {
    "graphs": "SELECT ?k (COUNT(*) AS ?n) { GRAPH ?k { ?s ?p ?o } }",
    "classes": "SELECT ?k (COUNT(DISTINCT ?s) AS ?n) { ?s a ?k }",
}
TERMS: Final = {
    "properties": "SELECT ?k (COUNT(*) AS ?n) { ?s ?k ?o }",
    "subjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "objects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
}


def _overview(snapshot: Snapshot) -> dict[str, dict[str, int]]:
    found = snapshot.kept.get("overview")
    if found is None:
        found = {name: _counted(snapshot, query) for name, query in OVERVIEW.items()}
        snapshot.kept["overview"] = found
    return cast("dict[str, dict[str, int]]", found)


def _counted(snapshot: Snapshot, query: str) -> dict[str, int]:
    text = f"{query} GROUP BY ?k" if "?k" in query else query
    union = snapshot.plan.is_union
    rows = snapshot.store.query(text, use_default_graph_as_union=union)
    assert isinstance(rows, ox.QuerySolutions)
    names = [variable.value for variable in rows.variables]
    return {
        getattr(row["k"], "value", "") if "k" in names else "": int(row["n"].value) for row in rows
    }


def warm(snapshot: Snapshot) -> None:
    """Load what the first answers would wait for: it travels to the workers with the graph."""
    find_labels(store_ask(snapshot.store), ["urn:x"], concepts=snapshot.concepts)
    if sum(_overview(snapshot)["graphs"].values()) <= SOUGHT:
        with suppress(SaiteError):  # whoever asks for the gaps is told what is wrong
            snapshot.kept[GAPS] = find_first_gaps(snapshot.store)
    with suppress(ProblemsError):  # whoever asks for the queries is told what is wrong with them
        saved_queries(snapshot.plan.queries)
    write_answer(Results((), ()), BytesIO(), form="xlsx")


def form_of(text: str) -> str:
    """Tell the form of a query, refusing a text that has none or is too deep to look at.

    :raises RefusedError: if it is no query
    """
    if is_update(text):
        raise RefusedError(
            "query",
            "this is an update, and it was sent as a query: send it by POST in the field update=,"
            " or as application/sparql-update, with the token of a writable server; expected"
            " SELECT, ASK, CONSTRUCT or DESCRIBE",
        )
    form = query_form(text)
    if not form:
        words = re.findall(r"[A-Za-z]+", text[:200])
        near = next((found for word in words if (found := nearest(word, FORM_WORDS))), "")
        hint = f"; did you mean {near!r}?" if near else ""
        raise RefusedError("query", f"expected SELECT, ASK, CONSTRUCT or DESCRIBE{hint}")
    return form


FORM_WORDS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
