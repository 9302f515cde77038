"""A graph behind an endpoint does what the one at hand does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib

import saite
from bad_server import serve_badly
from exchange import BASE, build, write_workspace
from saite.errors import EndpointError, UsageError
from saite.gaps import find_gaps
from saite.network import read_network
from saite.query import Limits
from saite.remote.graphs import open_graphs
from saite.remote.push import Push, PushState, push_graphs
from saite.results import Results
from saite.store import open_store
from saite.view.explorer import has_explorer
from sparql_server import serve_oxigraph

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[saite.Graph, saite.RemoteGraph]]:
    folder = write_workspace(tmp_path_factory.mktemp("connection") / "mine")
    summary = build(folder)
    with serve_oxigraph() as url:
        push = Push(open_store(summary.folder), {})
        there = open_graphs(url.replace("/query", "/store"))
        state = PushState(folder / "out", url)
        assert all(not each.is_same for each in push_graphs(push, push.graphs(), there, state))
        with saite.open(folder) as here, saite.connect(url) as graph:
            yield here, graph


Both = tuple[saite.Graph, saite.RemoteGraph]


def test_it_has_the_same_methods() -> None:
    public = {name for name in vars(saite.Graph) if not name.startswith("_")}
    assert public <= set(dir(saite.RemoteGraph))


def test_names_are_found_as_in_the_build(both: Both) -> None:
    here, there = both
    for text in ("asoc", "zzz-no-such-name", "a"):
        assert there.search(text).terms == here.search(text).terms


def test_questions_have_the_same_answers(both: Both) -> None:
    here, there = both
    assert sorted(there.queries) == sorted(here.queries)
    for name in ("ties", "partners"):
        if name in here.queries:
            ours, theirs = here.answer(name), there.answer(name)
            assert ours == theirs
            assert theirs.fetched is not None
            assert ours.fetched is None
    text = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
    assert there.select(text).terms == here.select(text).terms


def test_a_limit_of_rows_is_none_of_names(both: Both) -> None:
    _, there = both
    for organisation in ("o1", "o2"):
        found = there.answer("partners", {"organisation": organisation}, limits=Limits(1))
        assert isinstance(found, Results)
        assert len(found) == 1
    rows = there.answer("SELECT * { ?s ?p ?o }", limits=Limits(1))
    assert isinstance(rows, Results)
    assert (len(rows), rows.is_cut) == (1, True)


def test_names_that_a_server_holds_back_are_not_missed_in_silence() -> None:
    with (
        serve_badly() as bad,
        saite.connect(f"{bad.url}/server-limit") as graph,
        pytest.raises(EndpointError, match="too few here"),
    ):
        graph.search("anything")


def test_what_rdflib_cannot_read_is_told() -> None:
    with serve_badly() as bad:
        for path, message in (
            ("page", "text/html, expected the results"),
            ("server-limit", "3 rows"),
        ):
            with (
                saite.connect(f"{bad.url}/{path}") as graph,
                pytest.raises(EndpointError, match=message),
            ):
                graph.rdflib().query("SELECT ?a { ?a ?b ?c }")
        with saite.connect(f"{bad.url}/below-server-limit") as graph:
            assert len(graph.rdflib().query("SELECT ?a { ?a ?b ?c }")) == 2


def test_what_is_handed_out_changes_no_answer(both: Both) -> None:
    here, there = both
    assert here.in_memory
    before = here.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"]
    it = rdflib.URIRef("urn:it")
    with pytest.raises(UsageError, match="only read"):
        here.rdflib().default_graph.add((it, it, it))
    with pytest.raises(UsageError, match="only read"):
        here.rdflib().store.remove((None, None, None))
    with pytest.raises(UsageError, match="only read"):
        here.store.update("INSERT DATA { <urn:it> <urn:it> <urn:it> }")
    with pytest.raises(TypeError, match="read only"):
        there.rdflib().default_graph.add((it, it, it))
    assert here.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"] == before
    # Where a function of ours takes a store, it takes this one.
    assert read_network(here.store).number_of_nodes() == here.network().number_of_nodes()
    assert len(find_gaps(here.store).to_results()) == len(here.gaps())


def test_columns_of_a_star_come_as_the_query_names_them(both: Both) -> None:
    here, _ = both
    found = here.select("SELECT DISTINCT * { ?z a ?k . ?z ?b ?a FILTER(?a != ?z) } LIMIT 3")
    assert found.variables == ("z", "k", "b", "a")
    assert len(found) == 3


def test_graphs_of_from_are_those_of_the_build(both: Both) -> None:
    here, _ = both
    graph = f"{BASE}graph/records/organisations"
    count = "SELECT (COUNT(*) AS ?n) %s { ?s ?p ?o }"
    every, one = (here.select(count % words)[0]["n"] for words in ("", f"FROM <{graph}>"))
    assert 0 < int(str(one)) < int(str(every))
    with pytest.raises(UsageError, match=f"no graph <{graph}x>.*did you mean <{graph}>"):
        here.select(count % f"FROM <{graph}x>")
    with pytest.raises(UsageError, match="nothing is fetched"):
        here.select(count % "FROM NAMED <http://127.0.0.1:9/x>")


def test_an_endpoint_that_hides_its_graphs_is_told_beside_an_empty_answer(both: Both) -> None:
    here, there = both
    with serve_oxigraph(is_union=False) as url:
        graphs = open_graphs(url.replace("/query", "/store"))
        path = here.folder / "graph.nt"
        text = "<urn:a> <urn:b> <urn:c> .\n"
        path.write_text(text, encoding="utf-8")
        graphs.replace("urn:g", path)
        path.unlink()
        with saite.connect(url) as graph:
            found = graph.select("SELECT ?s { ?s ?p ?o }")
            assert len(found) == 0
            assert "--union-default-graph" in found.notes[0]
            assert "--union-default-graph" in graph.answer("ASK { ?s ?p ?o }").notes[0]
            with pytest.raises(UsageError, match="--union-default-graph"):
                graph.select("chapters", organisation="LUMA")
            assert graph.select("SELECT ?s { GRAPH ?g { ?s ?p ?o } }").notes == ()
        with saite.connect(url, language="lt") as graph:
            assert "vardinių grafų" in graph.select("SELECT ?s { ?s ?p ?o }").notes[0]
    assert there.select("SELECT ?s { ?s <urn:none> ?o }").notes == ()


def test_gaps_network_and_page_are_the_same(both: Both) -> None:
    here, there = both
    assert list(there.gaps()) == list(here.gaps())
    ours, theirs = here.network(), there.network()
    assert list(theirs.nodes(data=True)) == list(ours.nodes(data=True))
    assert list(theirs.edges(data=True)) == list(ours.edges(data=True))
    page = there.page()
    assert "Synthetic Association Ā" in page
    assert there.endpoint.name in page


@pytest.mark.skipif(not has_explorer(), reason="the scripts of the pages are not built")
def test_a_page_opens_in_the_language_that_was_asked_for_if_one_was(both: Both) -> None:
    _, there = both
    for language, opens_in in ((None, ""), ("lv", "lv"), ("pl", "en")):
        with saite.connect(there.endpoint.url, language=language) as graph:
            assert graph.language == (language or "en")
            page = graph.page(explorer=True)
        assert ("data-opens-in" in page) == bool(opens_in)
        assert f'data-opens-in="{opens_in}"' in page or not opens_in


def test_rdflib_asks_over_the_same_line(both: Both) -> None:
    here, there = both
    text = "SELECT ?s { ?s a <http://www.w3.org/ns/org#Organization> }"
    dataset = there.rdflib()
    assert set(map(str, dataset.query(text))) == set(map(str, here.rdflib().query(text)))
    organisation = rdflib.URIRef("http://www.w3.org/ns/org#Organization")
    name = rdflib.URIRef(f"{BASE}graph/records/organisations")
    graph = rdflib.Graph(dataset.store, name)
    assert len(set(graph.subjects(rdflib.RDF.type, organisation))) == 2
    other = rdflib.Graph(dataset.store, rdflib.URIRef(f"{BASE}graph/records/events"))
    assert not set(other.subjects(rdflib.RDF.type, organisation))


def test_what_is_wrong_is_told_as_here(both: Both) -> None:
    _, there = both
    with pytest.raises(UsageError, match="no saved query"):
        there.answer("no-such-query")
    with pytest.raises(UsageError, match="use answer"):
        there.select("ASK {}")
    with pytest.raises(UsageError, match="behind the endpoint"):
        _ = there.store
    with pytest.raises(UsageError, match="where the records are"):
        there.why("tie/o1~o2")
    with pytest.raises(UsageError, match="SERVICE"):
        there.answer("SELECT * { SERVICE <urn:x> { ?s ?p ?o } }")
    with pytest.raises(EndpointError, match="answered 400"):
        there.answer("SELECT * { ?s ?p")
    assert repr(there).startswith("<RemoteGraph http://127.0.0.1:")


def test_answers_are_kept_where_one_says_so(
    both: Both, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    url = both[1].endpoint.url
    with saite.connect(url, cache=1) as graph:
        first = graph.answer("ASK { ?s ?p ?o }")
        second = graph.answer("ASK { ?s ?p ?o }")
    assert first.fetched is not None
    assert second.fetched is not None
    assert (first.fetched.is_kept, second.fetched.is_kept) == (False, True)
    assert list(tmp_path.rglob("*.answer.gz"))
