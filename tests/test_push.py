"""The graphs of a build on a server: replaced one by one, counted, and nothing else touched."""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from bad_server import serve_badly
from exchange import BASE, build, graphs_of, write_workspace
from saite.build import BuildSummary
from saite.errors import EndpointError, UsageError
from saite.remote import Credentials, query_endpoint
from saite.remote.graphs import Digest, Graphs, digest_lines, open_graphs
from saite.remote.push import Push, PushState, choose_graphs, push_graphs, vocabulary
from saite.results import Results
from saite.store import open_store
from saite.workspace import load_workspace
from sparql_server import serve_oxigraph
from test_cli import Saite, saite
from virtuoso_server import PASSWORD

__all__ = ["saite"]
pytestmark = pytest.mark.server
GRAPH = f"{BASE}graph/records/organisations"
OTHER = "urn:not-the-build-s"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildSummary:
    return build(write_workspace(tmp_path_factory.mktemp("push") / "mine"))


@pytest.fixture(scope="module")
def oxigraph() -> Iterator[str]:
    with serve_oxigraph() as url:
        yield url.removesuffix("/query")


@pytest.fixture(params=["oxigraph store", "oxigraph update", "virtuoso store", "virtuoso update"])
def there(request: pytest.FixtureRequest) -> Iterator[Graphs]:
    """A server with no graph of the build on it, and one of somebody else's."""
    server = request.param.partition(" ")[0]
    address = request.getfixturevalue(server)
    credentials = Credentials(*PASSWORD) if server == "virtuoso" else None
    places = {
        "oxigraph store": (f"{address}/store", None),
        "oxigraph update": (f"{address}/query", f"{address}/update"),
        "virtuoso store": (f"{address}/sparql-graph-crud-auth", None),
        "virtuoso update": (f"{address}/sparql-auth", f"{address}/sparql-auth"),
    }
    graphs = open_graphs(*places[request.param], credentials=credentials, deadline=60)
    clean = request.getfixturevalue("tmp_path") / "empty.nt"
    clean.write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    graphs.replace(OTHER, clean)
    clean.write_text("", encoding="utf-8")
    for graph in (GRAPH, f"{BASE}graph/derived", f"{BASE}graph/large"):
        graphs.replace(graph, clean)
    yield graphs
    assert graphs.digest(OTHER).count == 1
    graphs.close()


def pushed(built: BuildSummary) -> Push:
    return Push(open_store(built.folder), {})


def test_graphs_arrive_whole_and_are_skipped_the_next_time(
    there: Graphs, built: BuildSummary, tmp_path: Path
) -> None:
    push, state = pushed(built), PushState(tmp_path, there.name)
    expected = graphs_of(built)
    done = list(push_graphs(push, push.graphs(), there, state))
    assert {each.graph: each.count for each in done} == {g: len(s) for g, s in expected.items()}
    assert {each.graph: there.digest(each.graph).count for each in done} == {
        graph: len(statements) for graph, statements in expected.items()
    }
    again = list(push_graphs(push, push.graphs(), there, PushState(tmp_path, there.name)))
    assert all(each.is_same for each in again)


def test_what_somebody_changed_there_is_replaced(
    there: Graphs, built: BuildSummary, tmp_path: Path
) -> None:
    push, state = pushed(built), PushState(tmp_path, there.name)
    list(push_graphs(push, [GRAPH], there, state))
    strange = tmp_path / "strange.nt"
    strange.write_text('<urn:a> <urn:b> "x" .\n', encoding="utf-8")
    there.replace(GRAPH, strange)
    (done,) = push_graphs(push, [GRAPH], there, state)
    assert (done.is_same, done.before) == (False, 1)
    assert there.digest(GRAPH).count == done.count


def test_a_dry_run_changes_nothing(there: Graphs, built: BuildSummary, tmp_path: Path) -> None:
    (done,) = push_graphs(
        pushed(built), [GRAPH], there, PushState(tmp_path, there.name), is_dry=True
    )
    assert (done.is_same, done.before) == (False, 0)
    assert there.digest(GRAPH).count == 0
    assert not list(tmp_path.glob("pushed/*"))


def test_a_large_graph_arrives_whole(there: Graphs, tmp_path: Path) -> None:
    path, graph = tmp_path / "large.nt", f"{BASE}graph/large"
    lines = [
        f'<urn:s{number}> <urn:p> "Žeņa {number}\\n\\"x\\" \\\\ ?"@lt .' for number in range(2_500)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    there.replace(graph, path)
    there.replace(graph, path)  # in the place of itself
    found = there.digest(graph)
    assert found.count == 2_500
    assert found.checksum in ("", digest_lines(lines).checksum)
    assert there.digest(f"{graph}#saite-push").count == 0


def test_blank_nodes_of_a_large_graph_stay_whole(oxigraph: str, tmp_path: Path) -> None:
    path, graph = tmp_path / "blank.nt", f"{BASE}graph/blank"
    lines = [f'<urn:s{number:04}> <urn:p> "{number}" .' for number in range(2_500)]
    for number in range(20):
        lines += [
            f"<urn:s{number:04}> <urn:one-of> _:list{number} .",
            f'_:list{number} <urn:first> "{number}" .',
            f"_:list{number} <urn:rest> _:end{number} .",
            f"_:end{number} <urn:is> <urn:nil> .",
        ]
    path.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    there = open_graphs(f"{oxigraph}/query", f"{oxigraph}/update", deadline=60)
    there.replace(graph, path)
    assert there.digest(graph).count == len(lines)
    whole = query_endpoint(
        f"{oxigraph}/query",
        f"SELECT ?s {{ GRAPH <{graph}> {{ ?s <urn:one-of> ?list . ?list <urn:first> ?first ;"
        " <urn:rest> ?end . ?end <urn:is> <urn:nil> } }",
    )
    assert isinstance(whole, Results)
    assert len(whole) == 20


def test_graphs_are_named_whole_or_by_their_ends() -> None:
    known = [f"{BASE}graph/derived", f"{BASE}graph/records/people"]
    assert choose_graphs(known, [], base=BASE) == tuple(known)
    wanted = ["records/people", known[1]]
    assert choose_graphs(known, wanted, base=BASE) == (known[1],)
    with pytest.raises(UsageError, match=r"'derivd' is no graph of the build.*mean 'derived'"):
        choose_graphs(known, ["derivd"], base=BASE)
    with pytest.raises(UsageError, match="no graph of the build"):
        choose_graphs(known, [OTHER], base=BASE)


def test_labels_of_concepts_and_classes_go_along(
    oxigraph: str, built: BuildSummary, tmp_path: Path
) -> None:
    workspace = load_workspace(built.folder.parents[2])
    files = vocabulary(workspace.base, workspace.concepts)
    push = Push(open_store(built.folder), files)
    assert set(push.graphs()) == {*graphs_of(built), *files}
    there = open_graphs(f"{oxigraph}/store")
    done = list(push_graphs(push, tuple(files), there, PushState(tmp_path, there.name)))
    assert all(each.count > 100 for each in done)


class Lossy:
    """A server that loses a statement of each graph."""

    name = "lossy"

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def digest(self, graph: str) -> Digest:
        return Digest(self.counts.get(graph, 0))

    def replace(self, graph: str, statements: Path) -> None:
        self.counts[graph] = statements.read_bytes().count(b"\n") - 1

    def close(self) -> None:
        return


def test_a_server_that_loses_something_is_told_of(built: BuildSummary, tmp_path: Path) -> None:
    with pytest.raises(EndpointError, match=r"statements on lossy after it was replaced"):
        list(push_graphs(pushed(built), [GRAPH], Lossy(), PushState(tmp_path, "lossy")))
    assert not list(tmp_path.glob("pushed/*"))


def test_a_push_that_broke_off_goes_on_where_it_was(
    oxigraph: str, built: BuildSummary, tmp_path: Path
) -> None:
    push = pushed(built)
    there = open_graphs(f"{oxigraph}/query", f"{oxigraph}/update")
    for graph in push.graphs():
        there.replace(graph, _empty(tmp_path))
    steps = push_graphs(push, push.graphs(), there, PushState(tmp_path, there.name))
    first = next(steps)
    steps.close()  # type: ignore[attr-defined]
    again = list(push_graphs(push, push.graphs(), there, PushState(tmp_path, there.name)))
    assert [each.graph for each in again if each.is_same] == [first.graph]


def _empty(folder: Path) -> Path:
    path = folder / "empty.nt"
    path.write_text("", encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ["[]", "7", '{"graphs": []}', '{"graphs": {"urn:g": 7}}', "{"])
def test_a_state_that_is_damaged_is_none(tmp_path: Path, text: str) -> None:
    PushState(tmp_path, "http://x/").note(GRAPH, Digest(1), Digest(1))
    (path,) = tmp_path.glob("pushed/*.json")
    path.write_text(text, encoding="utf-8")
    assert PushState(tmp_path, "http://x/").others([]) == ()


def test_a_state_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    state = PushState(tmp_path, "http://x/")
    state.note(GRAPH, Digest(1), Digest(1))
    assert PushState(tmp_path, "http://x/").is_known(GRAPH, Digest(1), Digest(1))
    assert not PushState(tmp_path, "http://y/").is_known(GRAPH, Digest(1), Digest(1))
    (file,) = (tmp_path / "pushed").iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["endpoint"] == "http://x/"
    file.write_text("[", encoding="utf-8")
    assert not PushState(tmp_path, "http://x/").is_known(GRAPH, Digest(1), Digest(1))


def test_a_server_that_is_down_gets_nothing_twice(tmp_path: Path) -> None:
    with serve_badly() as bad:
        graphs = open_graphs(f"{bad.url}/down")
        with pytest.raises(EndpointError, match="answered 503"):
            graphs.replace(GRAPH, _empty(tmp_path))
        assert [(each[0], each[2]["content-type"]) for each in bad.seen] == [
            ("PUT", "application/n-triples")
        ]


def test_an_address_that_is_no_graph_store_is_told_with_the_usual_ones(
    oxigraph: str, built: BuildSummary, tmp_path: Path
) -> None:
    for path in ("query", "update", ""):
        there = open_graphs(f"{oxigraph}/{path}")
        with pytest.raises(
            EndpointError, match=r"usually at …/store, .*sparql-graph-crud.*--update"
        ):
            list(push_graphs(pushed(built), [GRAPH], there, PushState(tmp_path, there.name)))


def test_the_command_pushes_a_build_and_tells_what_it_left_alone(
    tmp_path: Path, saite: Saite, built: BuildSummary
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(built.folder.parents[2], folder)
    with serve_oxigraph() as query:
        address = query.removesuffix("/query")
        words = ("push", "--endpoint", f"{address}/store")
        dry = saite(*words, "--dry-run", cwd=folder)
        assert dry.returncode == 0, dry.stderr
        assert "would be replaced" in dry.stdout
        done = saite(*words, cwd=folder)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count(": replaced (") == len(graphs_of(built)) + 2
        assert "replaced and counted on" in done.stderr
        again = saite(*words, cwd=folder)
        assert ": replaced (" not in again.stdout
        asked = saite("query", "contacts", "--endpoint", query, "-f", "csv", cwd=folder)
        assert asked.returncode == 0, asked.stderr
        assert "The answer was fetched 20" in asked.stderr
        one = saite(*words, "--graph", "derived", "--without-concepts", cwd=folder)
        count = len(graphs_of(built)[f"{BASE}graph/derived"])
        assert one.stdout == f"{BASE}graph/derived: there already ({count} statements)\n"
        (folder / "records" / "events.csv").unlink()
        (folder / "records" / "participations.csv").unlink()
        assert saite("build", cwd=folder).returncode == 0
        less = saite(*words, cwd=folder)
        assert f"Left alone: {BASE}graph/records/events" in less.stderr
        with urllib.request.urlopen(f"{address}/store?graph={BASE}graph/records/events") as reply:
            assert (
                list(ox.parse(reply.read(), format=ox.RdfFormat.N_TRIPLES)) or reply.status == 200
            )


def test_the_command_asks_for_no_password_it_was_not_told_of(
    tmp_path: Path, saite: Saite, built: BuildSummary, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(built.folder.parents[2], folder)
    monkeypatch.setenv("SAITE_PASSWORD", "geheim")
    with serve_badly() as bad:
        words = ("push", "--endpoint", f"{bad.url}/broken", "--graph", "derived")
        assert saite(*words, cwd=folder).returncode == 1
        assert "authorization" not in bad.seen[-1][2]
        assert saite(*words, "--user", "me", cwd=folder).returncode == 1
        assert bad.seen[-1][2]["authorization"].startswith("Basic ")
    refused = saite("push", "--endpoint", "http://example.org/", "--user", "me", cwd=folder)
    assert refused.returncode == 2
    assert "only sent over https" in refused.stderr
    monkeypatch.delenv("SAITE_PASSWORD")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    unknown = saite(*words, "--user", "me", cwd=folder)
    assert (unknown.returncode, "SAITE_PASSWORD" in unknown.stderr) == (2, True)
