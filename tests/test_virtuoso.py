"""A server of another make: its ways of answering, limiting and refusing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from saite.errors import EndpointError
from saite.remote import Bounds, Credentials, Deadline, Endpoint
from saite.remote.graphs import StoredGraphs, open_graphs
from saite.remote.pull import pull_construct, pull_graphs
from saite.results import Results, Statements, Text, Truth
from virtuoso_server import MOST_ROWS, PASSWORD

pytestmark = pytest.mark.server
GRAPH = "urn:queried"
LARGE = "urn:larger-than-an-answer"


@pytest.fixture(scope="module")
def endpoint(virtuoso: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    path = tmp_path_factory.mktemp("queried") / "graph.nt"
    graphs = open_graphs(
        f"{virtuoso}/sparql-graph-crud-auth", credentials=Credentials(*PASSWORD), deadline=120
    )
    path.write_text(
        '<urn:a> <urn:name> "Žeņa \\"x\\""@lv .\n<urn:a> <urn:size> "7"'
        "^^<http://www.w3.org/2001/XMLSchema#integer> .\n",
        encoding="utf-8",
    )
    graphs.replace(GRAPH, path)
    lines = (f'<urn:s{number}> <urn:number> "{number}" .\n' for number in range(MOST_ROWS + 50))
    path.write_text("".join(lines), encoding="utf-8")
    graphs.replace(LARGE, path)
    graphs.close()
    with Endpoint(f"{virtuoso}/sparql", bounds=Bounds(deadline=60)) as line:
        yield line


def test_rows_come_typed(endpoint: Endpoint) -> None:
    found = endpoint.answer(f"SELECT ?o {{ GRAPH <{GRAPH}> {{ <urn:a> ?p ?o }} }} ORDER BY ?p")
    assert isinstance(found, Results)
    name, size = found.column("o")
    assert isinstance(name, Text)
    assert (name, name.language, size) == ('Žeņa "x"', "lv", 7)


def test_yes_no_and_statements_come_too(endpoint: Endpoint) -> None:
    assert endpoint.answer(f"ASK {{ GRAPH <{GRAPH}> {{ <urn:a> ?p ?o }} }}") == Truth(value=True)
    assert endpoint.answer("ASK { <urn:no-such-thing> ?p ?o }") == Truth(value=False)
    text = f"CONSTRUCT {{ ?s <urn:is> ?o }} WHERE {{ GRAPH <{GRAPH}> {{ ?s <urn:name> ?o }} }}"
    found = endpoint.answer(text)
    assert isinstance(found, Statements)
    assert [str(triple) for triple in found] == ['<urn:a> <urn:is> "Žeņa \\"x\\""@lv']


def test_a_long_query_is_posted(endpoint: Endpoint) -> None:
    assert endpoint.answer("ASK { <urn:no> ?p 'ž' } # " + "x" * 5_000) == Truth(value=False)


def test_rows_beyond_the_server_s_limit_are_told_of(endpoint: Endpoint) -> None:
    found = endpoint.answer(f"SELECT ?o {{ GRAPH <{LARGE}> {{ ?s ?p ?o }} }}")
    assert isinstance(found, Results)
    assert (len(found), found.is_cut) == (MOST_ROWS, True)
    text = f"SELECT ?o {{ GRAPH <{LARGE}> {{ ?s ?p ?o }} }} LIMIT 10"
    whole = endpoint.answer(text)
    assert isinstance(whole, Results)
    assert (len(whole), whole.is_cut) == (10, False)


def test_a_query_that_it_ends_itself_is_no_answer(virtuoso: str) -> None:
    """It counts what it has found when its time is over, and says so in a header."""
    cross = " ".join(f"?s{number} <urn:number> ?o{number} ." for number in range(4))
    slow = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{LARGE}> {{ {cross} FILTER(?o0 < ?o3) }} }}"
    with (
        Endpoint(f"{virtuoso}/sparql?timeout=1000", bounds=Bounds(deadline=60)) as line,
        pytest.raises(EndpointError, match="in part only"),
    ):
        line.answer(slow)
    # Told so by us, it is free again soon after nobody waits any more.
    with Endpoint(f"{virtuoso}/sparql", is_virtuoso=True, bounds=Bounds(deadline=2)) as line:
        with pytest.raises(EndpointError, match=r"in part only|within 2 seconds"):
            line.answer(slow)
        assert line.answer("ASK { ?s ?p ?o }", deadline=Deadline(30)) == Truth(value=True)


def test_its_own_words_explain_a_bad_query(endpoint: Endpoint) -> None:
    with pytest.raises(EndpointError, match=r"answered 400 Bad Request: Virtuoso 37000 Error"):
        endpoint.answer("SELECT * { ?s ?p")


def test_graphs_and_queries_are_brought_in(
    virtuoso: str, endpoint: Endpoint, tmp_path: Path
) -> None:
    source = StoredGraphs(f"{virtuoso}/sparql-graph-crud", query_url=f"{virtuoso}/sparql")
    assert pull_graphs(source, [GRAPH], tmp_path / "g.nq").statements == 2
    with pytest.raises(EndpointError, match="answered 404"):
        pull_graphs(source, ["urn:no-such-graph"], tmp_path / "none.nq")
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
    assert pull_construct(endpoint, text, tmp_path / "q.nt", deadline=60).statements == 2
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{LARGE}> {{ ?s ?p ?o }} }}"
    large = tmp_path / "large.nt"
    with pytest.raises(EndpointError, match="and this query has 3,050: ask for less"):
        pull_construct(endpoint, text, large, deadline=60)
    describe = f"DESCRIBE ?s {{ GRAPH <{LARGE}> {{ ?s ?p ?o }} }}"
    with pytest.raises(EndpointError, match="for this query nobody can tell"):
        pull_construct(endpoint, describe, large, deadline=60)
    assert not large.exists()
    assert pull_construct(endpoint, f"{text} LIMIT 20", large, deadline=60).statements == 20


def test_a_graph_that_is_cut_in_silence_is_none(
    virtuoso: str, tmp_path: Path, endpoint: Endpoint
) -> None:
    store, large = f"{virtuoso}/sparql-graph-crud", tmp_path / "large.nq"
    with pytest.raises(EndpointError, match=r"may cut graphs and not say so: .*--query URL"):
        pull_graphs(StoredGraphs(store), [GRAPH], large)
    counting = StoredGraphs(store, query_url=endpoint.url)
    with pytest.raises(EndpointError, match=r"gave [\d,]+ of the 3,050 statements"):
        pull_graphs(counting, [LARGE], large)
    assert not large.exists()
    assert counting.digest(LARGE).count == MOST_ROWS + 50


def test_nobody_writes_without_a_password(virtuoso: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    for credentials in (None, Credentials("dba", "wrong")):
        graphs = open_graphs(f"{virtuoso}/sparql-graph-crud-auth", credentials=credentials)
        with pytest.raises(EndpointError, match="answered 401"):
            graphs.replace(GRAPH, path)
