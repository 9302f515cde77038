"""SERVICE: one block, of a server that the workspace lists, asked by us before the store is."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import saite
from bad_server import BadServer, serve_badly
from exchange import build, write_workspace
from saite.errors import EndpointError, SavedQueryError, UsageError
from saite.query import Beside, run_query
from saite.remote import endpoint_ask
from saite.results import Answer, Results
from saite.sparql import split_service
from sparql_server import serve_oxigraph

pytestmark = pytest.mark.server

HERE = "<urn:a> <urn:knows> <urn:b> . <urn:c> <urn:knows> <urn:d> . <urn:e> <urn:knows> <urn:f> ."
THERE = '<urn:b> <urn:name> "Bé \\"x\\"\\\\u0022"@fr , "b2" . <urn:d> <urn:name> "Dē" .'


@pytest.fixture(scope="module")
def world() -> Iterator[str]:
    with serve_oxigraph() as url:
        load = urllib.request.Request(
            url.replace("/query", "/store?default"),
            data=THERE.encode(),
            headers={"Content-Type": "text/turtle"},
            method="PUT",
        )
        with urllib.request.urlopen(load):
            pass
        yield url


def test_a_server_that_is_not_asked_is_in_nobody_s_way(tmp_path: Path) -> None:
    more = '[services]\nworld = "https://me:secret@127.0.0.1:9/sparql"\n'
    folder = write_workspace(tmp_path / "mine", more)
    build(folder)
    with saite.open(folder) as graph:
        assert graph.answer("ASK { ?s ?p ?o }")
        address = graph.workspace.services["world"]
        with pytest.raises(UsageError, match="has a name and a password in it"):
            graph.answer(f"ASK {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")


@pytest.fixture
def store() -> ox.Store:
    store = ox.Store()
    store.load(HERE, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:g"))
    return store


def ask(store: ox.Store, text: str, url: str) -> Answer:
    return run_query(
        store, text, beside=Beside(services={url: endpoint_ask(url, deadline=20, rows=10_000)})
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "SELECT ?x ?n { ?x <urn:knows> ?y . SERVICE <URL> { ?y <urn:name> ?n } }",
            {("urn:a", 'Bé "x"\\u0022'), ("urn:a", "b2"), ("urn:c", "Dē")},
        ),
        (
            "PREFIX : <urn:> SELECT ?y ?n { SERVICE <URL> { ?y :name ?n MINUS {?y :name 'b2'} } }",
            {("urn:d", "Dē")},
        ),
        (
            "SELECT (COUNT(?n) AS ?c) { service<URL>{ ?y <urn:name> ?n } OPTIONAL { ?x ?p ?y } }",
            {(3,)},
        ),
        (
            "SELECT ?n { SERVICE <URL> { ?y <urn:name> ?n }\n FILTER(LANG(?n) = 'fr') # SERVICE\n}",
            {('Bé "x"\\u0022',)},
        ),
        ("SELECT ?n { ?x ?p ?y . SERVICE <URL> { ?y <urn:none> ?n } }", set()),
    ],
)  # fmt: skip
def test_solutions_of_another_server_are_joined(
    store: ox.Store, world: str, text: str, expected: set[tuple[object, ...]]
) -> None:
    found = ask(store, text.replace("URL", world), world)
    assert isinstance(found, Results)
    assert {tuple(row.values()) for row in found} == expected


def test_the_join_is_what_the_store_itself_would_have_made(store: ox.Store, world: str) -> None:
    text = (
        "SELECT ?x ?y ?n { ?x <urn:knows> ?y ."
        " SERVICE <URL> { { ?y <urn:name> ?n } UNION { BIND(1 AS ?z) } } }"
    ).replace("URL", world)
    ours = ask(store, text, world)
    assert isinstance(ours, Results)
    theirs = store.query(text, use_default_graph_as_union=True)
    assert isinstance(theirs, ox.QuerySolutions)
    rows = [tuple(solution) for solution in theirs]
    assert sorted(map(str, ours.terms)) == sorted(map(str, rows))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * { { SERVICE <URL> { ?s ?p ?o } } }", "top level of the pattern"),
        ("SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }", "top level of the pattern"),
        ("SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }", "top level of the pattern"),
        ("SELECT * { SERVICE ?url { ?s ?p ?o } }", "address written out"),
        ("PREFIX x: <URL> SELECT * { SERVICE x: { ?s ?p ?o } }", "address written out"),
        ("SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }", "SILENT"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "no server listed under"),
        (
            "SELECT * { SERVICE <URL> { ?s ?p ?o } SERVICE <URL> { ?a ?b ?c } }",
            "only asked once",
        ),
        ("SELECT * { SERVICE <URL> { SERVICE <URL> { ?s ?p ?o } } }", "only asked once"),
        ("SELECT * { SERVICE <URL> { ?s ?p '\\u0041' } }", r"without \\u escapes"),
        ("SELECT * { SERVICE<URL>{ ?s ?p ?o }", r"lacks the }|parse"),
        ("SELECT * { 1SERVICE <URL> { ?s ?p ?o } }", "not to be told from the rest"),
        ("CONSTRUCT { SERVICE <URL> { ?s ?p ?o } } WHERE { ?s ?p ?o }", "parse"),
        ("SELECT * { SERVICE <URL> { ?s ?p } }", "parse"),
        ("DELETE { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }", "update|top level|parse"),
    ],
)
def test_any_other_form_is_refused_and_nobody_is_asked(
    store: ox.Store, text: str, message: str
) -> None:
    with serve_badly() as bad:
        url = f"{bad.url}/rows"
        with pytest.raises((SavedQueryError, UsageError), match=message):
            ask(store, text.replace("URL", url), url)
        assert not bad.seen


def test_what_the_other_server_answers_stays_data(store: ox.Store) -> None:
    text = "SELECT * { SERVICE <URL> { ?a ?b ?c } ?s ?p ?o }"
    with serve_badly() as bad:
        for path, message in (
            ("/strange-names", "variable name is invalid"),
            ("/blank", "answered a blank node"),
            ("/cut-json", "answered broken"),
            ("/server-limit", "more than 3 solutions"),
        ):
            url = f"{bad.url}{path}"
            with pytest.raises((EndpointError, SavedQueryError), match=message):
                ask(store, text.replace("URL", url), url)


def test_a_name_that_is_none_becomes_no_part_of_the_query(store: ox.Store) -> None:
    text = "SELECT * { SERVICE <urn:x> { ?a ?b ?c } ?s ?p ?o }"
    with pytest.raises(EndpointError, match="answered a variable of the name"):
        run_query(
            store, text, beside=Beside(services={"urn:x": lambda _: Results(("a) {} #",), ())})
        )


def test_lines_of_the_query_keep_their_numbers() -> None:
    text = "SELECT * {\n SERVICE <urn:x> {\n ?s ?p ?o\n }\n ?s ?q }"
    block = split_service(text, ["urn:x"])
    joined = block.join(("s",), ((ox.NamedNode("urn:a"),), (None,)))
    assert joined.count("\n") == text.count("\n")
    assert block.query == "SELECT * WHERE {\n ?s ?p ?o\n }"
    assert "(<urn:a>) (UNDEF)" in joined


@pytest.fixture
def bad() -> Iterator[BadServer]:
    with serve_badly() as server:
        yield server


def test_a_workspace_says_which_servers_may_be_asked(
    tmp_path: Path, world: str, bad: BadServer
) -> None:
    more = f'[services]\nworld = "{world}"\n'
    folder = write_workspace(tmp_path / "mine", more)
    build(folder)
    text = "SELECT ?n { SERVICE <URL> { ?y <urn:name> ?n } }"
    with saite.open(folder) as graph:
        assert len(graph.select(text.replace("URL", world))) == 3
        with pytest.raises(SavedQueryError, match="no server listed under"):
            graph.select(text.replace("URL", f"{bad.url}/rows"))
    (folder / "saite.toml").write_text(
        (folder / "saite.toml").read_text(encoding="utf-8").replace(more, ""), encoding="utf-8"
    )
    with (
        saite.open(folder) as graph,
        pytest.raises(UsageError, match=r"saite pull.*\[services\] of saite\.toml"),
    ):
        graph.select(text.replace("URL", world))
    assert not bad.seen


def test_parameters_reach_into_the_block(tmp_path: Path, world: str) -> None:
    folder = write_workspace(tmp_path / "mine", f'[services]\nworld = "{world}"\n')
    text = (folder / "saite.toml").read_text(encoding="utf-8")
    text = text.replace("[[sources]]", 'queries = ["queries"]\n[[sources]]', 1)
    (folder / "saite.toml").write_text(text, encoding="utf-8")
    (folder / "queries").mkdir()
    (folder / "queries" / "named.rq").write_text(
        "#+ parameters: [{name: name, type: text}]\n"
        f"SELECT ?y {{ SERVICE <{world}> {{ VALUES ?name {{ UNDEF }} ?y <urn:name> ?name }} }}\n",
        encoding="utf-8",
    )
    build(folder)
    with saite.open(folder) as graph:
        assert [row["y"] for row in graph.select("named", name="Dē")] == ["urn:d"]
