"""Statements of a server as a source: fetched whole, told where from, built with the rest."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import saite as package
from bad_server import serve_badly
from exchange import BASE, build, graphs_of, write_workspace
from saite.errors import EndpointError, ProblemsError, UsageError
from saite.provenance import file_sha256, provenance_file, read_provenance
from saite.remote import Endpoint
from saite.remote.graphs import StoredGraphs
from saite.remote.pull import pull_construct, pull_graphs
from sparql_server import serve_oxigraph
from test_cli import Saite, saite

__all__ = ["saite"]
pytestmark = pytest.mark.server

DATA = """
GRAPH <urn:graph:a> { <urn:o1> <urn:p> "Žeņa"@lv , "01"^^<urn:t> ; <urn:q> [ <urn:r> 1 ] . }
GRAPH <urn:graph:b> { <urn:o2> <urn:p> "b" . }
"""
CONSTRUCT = "CONSTRUCT { ?s <urn:made> ?o } WHERE { ?s <urn:p> ?o }"
SOURCE = '[[sources]]\nname = "world"\nquads = "pulled/world.nq"\n'


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serve_oxigraph() as query:
        address = query.removesuffix("/query")
        load = urllib.request.Request(
            f"{address}/store",
            data=DATA.encode(),
            headers={"Content-Type": "application/trig"},
            method="POST",
        )
        with urllib.request.urlopen(load):
            pass
        yield address


def test_graphs_are_brought_in_with_their_names_sorted(server: str, tmp_path: Path) -> None:
    output = tmp_path / "pulled" / "world.nq"
    told = pull_graphs(StoredGraphs(f"{server}/store"), ["urn:graph:b", "urn:graph:a"], output)
    lines = output.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    assert '<urn:o1> <urn:p> "Žeņa"@lv <urn:graph:a> .' in lines
    assert '<urn:o2> <urn:p> "b" <urn:graph:b> .' in lines
    assert (told.statements, len(lines)) == (5, 5)
    assert told.sha256 == file_sha256(output)
    assert told.endpoint == f"{server}/store"
    assert told.fetched.startswith("20")
    assert told.fetched.endswith("Z")
    assert read_provenance(output) == told
    assert sorted(path.name for path in output.parent.iterdir()) == [
        "world.nq",
        "world.nq.provenance.json",
    ]


def test_blank_nodes_of_two_graphs_stay_two(tmp_path: Path) -> None:
    output = tmp_path / "two.nq"
    with serve_badly() as bad:
        source = StoredGraphs(f"{bad.url}/blank-graph")
        pull_graphs(source, ["urn:graph:a", "urn:graph:b"], output)
        pull_graphs(source, ["urn:graph:a"], tmp_path / "one.nt")
    quads = list(ox.parse(path=output))
    named = {quad.subject: quad.object for quad in quads if isinstance(quad.subject, ox.BlankNode)}
    assert {getattr(each, "value", "") for each in named.values()} == {"urn:graph:a", "urn:graph:b"}
    assert {quad.object for quad in quads if quad.subject == ox.NamedNode("urn:x")} == set(named)
    assert "_:b0 <urn:of>" in (tmp_path / "one.nt").read_text(encoding="utf-8")


def test_what_a_query_makes_is_brought_in(server: str, tmp_path: Path) -> None:
    output = tmp_path / "made.nt"
    with Endpoint(f"{server}/query") as endpoint:
        told = pull_construct(endpoint, CONSTRUCT, output, deadline=30)
    assert told.query == CONSTRUCT
    assert output.read_text(encoding="utf-8").splitlines() == [
        '<urn:o1> <urn:made> "01"^^<urn:t> .',
        '<urn:o1> <urn:made> "Žeņa"@lv .',
        '<urn:o2> <urn:made> "b" .',
    ]


def test_what_is_not_there_or_broken_leaves_the_old_file(server: str, tmp_path: Path) -> None:
    output = tmp_path / "world.nq"
    pull_graphs(StoredGraphs(f"{server}/store"), ["urn:graph:a"], output)
    before = output.read_bytes(), provenance_file(output).read_bytes()
    with pytest.raises(EndpointError, match="answered 404"):
        pull_graphs(StoredGraphs(f"{server}/store"), ["urn:graph:none"], output)
    with serve_badly() as bad, pytest.raises(EndpointError, match="nobody can tell if it is whole"):
        pull_graphs(StoredGraphs(f"{bad.url}/unframed-triples"), ["urn:x"], output)
    assert (output.read_bytes(), provenance_file(output).read_bytes()) == before
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("graphs", "name", "message"),
    [
        ([], "x.nq", "which graphs"),
        (["urn:a", "urn:b"], "x.nt", "one graph only"),
        (["urn:a"], "x.ttl", r"must end in \.nq or \.nt"),
        (["no iri"], "x.nq", "is no IRI of a graph"),
    ],
)
def test_what_cannot_be_brought_in_is_told_before_anything_is_sent(
    tmp_path: Path, graphs: list[str], name: str, message: str
) -> None:
    with serve_badly() as bad:
        with pytest.raises(UsageError, match=message):
            pull_graphs(StoredGraphs(f"{bad.url}/rows"), graphs, tmp_path / name)
        assert not bad.seen


def test_rows_are_no_statements(tmp_path: Path) -> None:
    with serve_badly() as bad, Endpoint(f"{bad.url}/rows") as endpoint:
        with pytest.raises(UsageError, match="only CONSTRUCT and DESCRIBE"):
            pull_construct(endpoint, "SELECT * {}", tmp_path / "x.nq", deadline=9)
        assert not bad.seen


@pytest.fixture
def workspace(server: str, tmp_path: Path) -> Path:
    folder = write_workspace(tmp_path / "mine", SOURCE)
    pull_graphs(
        StoredGraphs(f"{server}/store"), ["urn:graph:a", "urn:graph:b"], folder / "pulled/world.nq"
    )
    return folder


def test_a_build_has_the_statements_as_a_graph_and_says_where_they_are_from(
    workspace: Path, server: str
) -> None:
    summary = build(workspace)
    graphs = graphs_of(summary)
    world = graphs[f"{BASE}graph/world"]
    assert '<urn:o1> <urn:p> "Žeņa"@lv' in world
    assert len(world) == 5
    assert sum(f"<{BASE}.well-known/genid/world/" in each for each in world) == 2
    assert "_:" not in (summary.folder / "graph.nq").read_text(encoding="utf-8")
    assert summary.counts.graphs[f"{BASE}graph/world"] == 5
    told = graphs[f"{BASE}graph/pulled"]
    prov = "http://www.w3.org/ns/prov#"
    file = f"<{BASE}source/world/world.nq>"
    assert f"<{BASE}graph/world> <{prov}wasDerivedFrom> {file}" in told
    assert f"{file} <{prov}wasDerivedFrom> <{server}/store>" in told
    assert f"<{BASE}pull/world> <{prov}used> <urn:graph:a>" in told
    assert any(f"{file} <{prov}generatedAtTime>" in each for each in told)
    run = (summary.folder / "run.nq").read_text(encoding="utf-8")
    assert f"{file} <{prov}" in run or file in run
    again = build(workspace)
    assert (again.folder / "graph.nq").read_bytes() == (summary.folder / "graph.nq").read_bytes()
    with package.open(workspace) as graph:
        assert [row["o"] for row in graph.select("SELECT ?o { <urn:o2> <urn:p> ?o }")] == ["b"]
        (reason,) = graph.why("urn:o2", "urn:p")
        assert reason.pulled.endswith(f"Z from {server}/store")
        assert "world.nq, fetched 20" in reason.pulled


def test_other_statements_make_another_graph(workspace: Path, server: str) -> None:
    build(workspace)
    output = workspace / "pulled" / "world.nq"
    pull_graphs(StoredGraphs(f"{server}/store"), ["urn:graph:b"], output)
    assert graphs_of(build(workspace))[f"{BASE}graph/world"] == {'<urn:o2> <urn:p> "b"'}


def test_a_file_of_one_s_own_needs_no_word_on_where_it_is_from(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "mine", SOURCE)
    (folder / "pulled").mkdir()
    (folder / "pulled" / "world.nq").write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    graphs = graphs_of(build(folder))
    assert graphs[f"{BASE}graph/world"] == {"<urn:a> <urn:b> <urn:c>"}
    assert not any("pull/world" in each for each in graphs[f"{BASE}graph/pulled"])


def test_everything_that_is_wrong_with_the_files_is_told_at_once(workspace: Path) -> None:
    nquads = workspace / "pulled" / "world.nq"
    nquads.write_text(nquads.read_text(encoding="utf-8") + "<urn:a> <urn:b> .\n", encoding="utf-8")
    other = workspace / "pulled" / "other.nt"
    other.write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    provenance_file(other).write_text('{"endpoint": 1}', encoding="utf-8")
    settings = workspace / "saite.toml"
    more = '[[sources]]\nname = "other"\nquads = "pulled/other.nt"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + more, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        build(workspace)
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 3
    assert told[0].startswith("pulled/world.nq, line 6: is not valid: ")
    assert "is not what was pulled from" in told[1]
    assert told[2].startswith("pulled/other.nt.provenance.json: does not say where")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (SOURCE.replace("world.nq", "none.nq"), "does not exist"),
        (SOURCE.replace('"world"', '"derived"'), "is the name of a graph that builds make"),
        (SOURCE.replace('"world"', '"records"'), "the name of an earlier source too"),
        (SOURCE.replace("pulled/world.nq", "saite.toml"), "neither an .nq nor an .nt file"),
        (SOURCE + 'path = "records"\n', "does not go with quads"),
        (SOURCE + 'language = "lt"\n', "does not go with quads"),
        ('[services]\nworld = "ftp://example.org/"\n', "is no address, expected https://"),
        ("[services]\nworld = 1\n", "must be a text in quotes"),
    ],
)
def test_what_is_wrong_with_the_settings_is_told(workspace: Path, more: str, message: str) -> None:
    settings = workspace / "saite.toml"
    text = settings.read_text(encoding="utf-8").removesuffix(SOURCE)
    settings.write_text(text + more, encoding="utf-8")
    with pytest.raises(ProblemsError, match=message):
        build(workspace)


def test_shapes_judge_what_was_brought_in(workspace: Path) -> None:
    nquads = workspace / "pulled" / "world.nq"
    provenance_file(nquads).unlink()
    before = build(workspace).violations
    nquads.write_text(
        "<urn:m> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <http://www.w3.org/ns/org#Membership> .\n",
        encoding="utf-8",
    )
    assert build(workspace).violations > before


def test_the_command_brings_graphs_and_queries_in(
    server: str, tmp_path: Path, saite: Saite
) -> None:
    words = ("pull", f"{server}/store", "--graph", "urn:graph:a", "-o", "a.nq")
    done = saite(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "a.nq (4 statements, fetched 20" in done.stderr
    (tmp_path / "q.rq").write_text(CONSTRUCT, encoding="utf-8")
    done = saite("pull", f"{server}/query", "--construct", "q.rq", "-o", "q.nq", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "q.nq.provenance.json").read_text(encoding="utf-8"))
    assert told["query"] == CONSTRUCT
    assert len(list(ox.parse(path=tmp_path / "q.nq"))) == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "--construct FILE.rq"),
        (["--graph", "urn:a", "--construct", "q.rq"], "Give --graph IRI"),
        (["--construct", "none.rq"], "none.rq cannot be read"),
        (["--construct", "update.rq"], "is an update"),
        (["--construct", "service.rq"], "SERVICE would send"),
    ],
)
def test_wrong_calls_send_nothing(
    tmp_path: Path, saite: Saite, words: list[str], message: str
) -> None:
    (tmp_path / "q.rq").write_text(CONSTRUCT, encoding="utf-8")
    (tmp_path / "update.rq").write_text("DROP ALL", encoding="utf-8")
    federated = "CONSTRUCT WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    (tmp_path / "service.rq").write_text(
        federated.replace("WHERE", "{ ?s ?p ?o } WHERE"), encoding="utf-8"
    )
    with serve_badly() as bad:
        done = saite("pull", f"{bad.url}/rows", *words, "-o", "x.nq", cwd=tmp_path)
        assert (done.returncode, bad.seen) == (2, [])
    assert message in done.stderr
    assert not (tmp_path / "x.nq").exists()
