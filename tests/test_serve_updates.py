"""Updates: only the edits, one at a time, each whole or not at all, each to be taken back."""

import json
import os
import shutil
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from exchange import write_workspace
from saite.build import build_workspace
from saite.diff import diff_builds
from saite.edits import edits_file, edits_state, undo_edits, write_edits
from saite.errors import BuildError, ProblemsError
from saite.serve.problems import RefusedError
from saite.serve.update_text import check_update, put_dataset
from saite.workspace import Serving, Workspace, load_workspace
from serve_support import (
    TOKEN,
    Reply,
    Running,
    made_up_workspace,
    publish_store,
    serving_workspace,
)
from support import ROOT
from synthetic import made_up_case

pytestmark = pytest.mark.server
GRAPH = "https://example.org/id/graph/edits"
KIND = "application/sparql-update"
NOTE = "http://www.w3.org/2004/02/skos/core#note"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return made_up_workspace(tmp_path_factory.mktemp("edited"))


@pytest.fixture(scope="module")
def running(workspace: Workspace) -> Iterator[Running]:
    limits = Serving(workers=2, seconds=5, memory=200)
    with serving_workspace(workspace, token=TOKEN, limits=limits) as running:
        yield running


@pytest.fixture
def server(running: Running, workspace: Workspace) -> Running:
    """Give the server of all these tests, without edits."""
    assert update(running, f"DROP SILENT GRAPH <{GRAPH}>").status == 204
    for backup in (workspace.output / "edits").glob("*.nq"):
        backup.unlink()
    return running


def edits(workspace: Workspace) -> str:
    return edits_file(workspace).read_text(encoding="utf-8")


def update(server: Running, text: str, path: str = "/sparql", **headers: str) -> Reply:
    sent = {"Content-Type": KIND, "Authorization": f"Bearer {TOKEN}", **headers}
    return server.ask(path, "POST", text.encode(), more=sent)


def note(number: int | str) -> str:
    return f'INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:it> <{NOTE}> "{number}" }} }}'


def notes(server: Running) -> list[str]:
    query = f"SELECT ?n {{ <urn:it> <{NOTE}> ?n }} ORDER BY ?n"
    reply = server.ask(f"/sparql?{urlencode({'query': query})}", Accept="text/csv")
    assert reply.status == 200, reply.text
    return reply.text.split()[1:]


def test_an_update_is_seen_at_once_and_kept_beside_the_workspace(
    server: Running, workspace: Workspace
) -> None:
    before = server.service.hub.state
    assert update(server, note(1)).status == 204
    assert notes(server) == ["1"]
    assert server.service.hub.state != before
    assert edits(workspace) == f'<urn:it> <{NOTE}> "1" <{GRAPH}> .\n'
    text = f"WITH <{GRAPH}> DELETE {{ ?s ?p ?n }} INSERT {{ ?s ?p 2 }} WHERE {{ ?s ?p ?n }}"
    assert update(server, text).status == 204
    assert notes(server) == ["2"]


def test_what_an_update_names_is_found_until_it_is_gone(server: Running) -> None:
    label, thing = "http://www.w3.org/2004/02/skos/core#prefLabel", "urn:new:thing"

    def found(text: str) -> list[tuple[str, str]]:
        hits = json.loads(server.ask(f"/search?{urlencode({'q': text})}").text)["hits"]
        return [(hit["iri"], hit["label"]) for hit in hits]

    ((old, _),) = found("delta ministry")
    names = f'<{old}> <{label}> "Zeta Ministry"@en . <{thing}> a <urn:Kind> ; <{label}> "Zeta two"'
    assert update(server, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {names} }} }}").status == 204
    assert dict(found("zeta")) == {old: "Delta Ministry", thing: "Zeta two"}
    assert found("delta ministry") == [(old, "Delta Ministry")]
    assert update(server, f"DROP GRAPH <{GRAPH}>").status == 204
    assert found("zeta") == []
    assert found("delta ministry") == [(old, "Delta Ministry")]


def test_form_and_basic_credentials_are_taken_too(server: Running) -> None:
    body = urlencode({"update": note(1)}).encode()
    kind = "application/x-www-form-urlencoded"
    basic = "Basic " + b64encode(f"anybody:{TOKEN}".encode()).decode()
    reply = server.ask("/sparql", "POST", body, Content_Type=kind, Authorization=basic)
    assert reply.status == 204
    assert notes(server) == ["1"]


OTHER = "https://example.org/id/graph/made-up/organisations"


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        f"INSERT DATA {{ GRAPH <{OTHER}> {{ <urn:a> <urn:b> 1 }} }}",
        f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:a> <urn:b> 1 }} <urn:a> <urn:b> 2 }}",
        f"{note(1)} ; DELETE WHERE {{ GRAPH <{OTHER}> {{ ?s ?p ?o }} }}",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        f"WITH <{OTHER}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        f"WITH <{GRAPH}> INSERT {{ GRAPH <{OTHER}> {{ ?s ?p 1 }} }} WHERE {{ ?s ?p ?o }}",
        f"PREFIX g: <{OTHER}> INSERT DATA {{ GRAPH g: {{ <urn:a> <urn:b> 1 }} }}",
        "CLEAR ALL", "DROP NAMED", "CLEAR DEFAULT", f"DROP SILENT GRAPH <{OTHER}>",
        f"COPY <{GRAPH}> TO <{OTHER}>", f"MOVE <{OTHER}> TO <{GRAPH}>", f"ADD <{GRAPH}> TO DEFAULT",
        f"CREATE GRAPH <{OTHER}>",
        f"LOAD <http://127.0.0.1:1/x.ttl> INTO GRAPH <{GRAPH}>", "LOAD SILENT <file:///etc/passwd>",
        f"INSERT {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }} WHERE {{ SERVICE <urn:x> {{ ?s ?p ?o }} }}",
    ],
)  # fmt: skip
def test_nothing_but_the_edits_is_written(server: Running, workspace: Workspace, text: str) -> None:
    reply = update(server, text)
    assert reply.status == 403, reply.text
    assert edits(workspace) == ""
    with pytest.raises(RefusedError):
        check_update(text, GRAPH)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX e: <https://example.org/id/graph/> INSERT DATA { GRAPH e:edits { <urn:a> a 1 . } }",
        f"CLEAR GRAPH <{GRAPH}> ; {note(1)} ;",
        f"DROP SILENT GRAPH <{GRAPH}>",
        f"COPY GRAPH <{OTHER}> TO <{GRAPH}>",
        f"DELETE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }} USING <{OTHER}> WHERE {{ ?s ?p ?o }}",
        f"WITH <{GRAPH}> DELETE {{ ?s ?p 'GRAPH <urn:x> {{' }} WHERE {{ ?s ?p ?o }} # CLEAR ALL",
        f"INSERT {{ GRAPH <{GRAPH}> {{ ?s <{NOTE}> ?o }} }} WHERE {{ GRAPH ?g {{ ?s a ?o }} }}",
    ],
)  # fmt: skip
def test_whatever_writes_to_the_edits_is_taken(server: Running, text: str) -> None:
    check_update(text, GRAPH)
    assert update(server, text).status == 204


ORGANISATION = "http://www.w3.org/ns/org#Organization"


ANY = f"?s a <{ORGANISATION}>"
NOTED = f"INSERT {{ GRAPH <{GRAPH}> {{ ?s <{NOTE}> %s }} }}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"{NOTED % 1} WHERE {{ {ANY} }}", 5),
        (
            f"{note(2)} ; DELETE {{ GRAPH <{GRAPH}> {{ ?s <{NOTE}> '2' }} }}"  # noqa: ISC004
            f" {NOTED % '?o'} WHERE {{ {{ ?s <{NOTE}> '2' }} ?o a <{ORGANISATION}> }} ;",
            5,
        ),
        (f"{NOTED % '?g'} WHERE {{ {ANY} GRAPH ?g {{ {ANY} }} }}", 5),
        (f"WITH <{GRAPH}> INSERT {{ ?s <{NOTE}> 1 }} WHERE {{ {ANY} }}", 0),
        (f"{NOTED % 1} USING <{GRAPH}> WHERE {{ {ANY} }}", 0),
        (f"{note(1)} ; DELETE WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}", 0),
    ],
)
def test_a_pattern_sees_what_queries_see(server: Running, text: str, number: int) -> None:
    reply = update(server, text)
    assert reply.status == 204, reply.text
    query = f"SELECT ?s ?n {{ GRAPH <{GRAPH}> {{ ?s <{NOTE}> ?n }} }}"
    found = server.ask(f"/sparql?{urlencode({'query': query})}", Accept="text/csv")
    assert len(found.text.split()) == 1 + number, found.text


def test_a_mistake_in_an_update_is_told_where_it_was_written(server: Running) -> None:
    text = f"INSERT {{ GRAPH <{GRAPH}> {{ ?s a ?o }} }}\nWHERE {{ ?s a }}"
    reply = update(server, text)
    assert reply.status == 400
    assert "error at 2:15: " in reply.text  # behind the last brace


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { ", "", "SELECT * {}", "INSERT DATA { ?x <urn:b> 1 }", "WITH", "CLEAR", "} {"],
)
def test_an_update_that_does_not_parse_changes_nothing(server: Running, text: str) -> None:
    assert update(server, note(1)).status == 204
    reply = update(server, text)
    assert reply.status in (400, 403)
    assert notes(server) == ["1"]


def test_an_update_that_fails_half_way_changes_nothing(server: Running) -> None:
    assert update(server, note(1)).status == 204
    endless = (
        f"{note(2)} ; INSERT {{ GRAPH <{GRAPH}> {{ <urn:it> <{NOTE}> ?n }} }} WHERE {{ SELECT"
        " (COUNT(*) AS ?n) { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i }"
        " GRAPH ?w { ?j ?k ?l } } }"
    )
    assert update(server, endless).status == 503
    assert notes(server) == ["1"]


def test_readers_see_all_of_an_update_or_nothing(server: Running) -> None:
    seen: set[str] = set()
    is_over = threading.Event()

    def read() -> None:
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
        while not is_over.is_set():
            reply = server.ask(f"/sparql?{urlencode({'query': query})}", Accept="text/csv")
            assert reply.status == 200
            seen.add(reply.text.split()[1])

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(1, 5):
        many = " ".join(f"<urn:s{n}> <urn:p> {number} ." for n in range(500))
        text = f"CLEAR GRAPH <{GRAPH}> ; INSERT DATA {{ GRAPH <{GRAPH}> {{ {many} }} }}"
        assert update(server, text).status == 204
        time.sleep(0.2)
    is_over.set()
    thread.join()
    assert seen <= {"0", "500"}
    assert "500" in seen


def test_updates_at_the_same_time_are_all_taken(server: Running) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: statuses.append(update(server, note(n)).status))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [204] * 6
    assert notes(server) == [str(n) for n in range(6)]


def test_the_last_update_is_taken_back(server: Running, workspace: Workspace) -> None:
    for number in (1, 2):
        assert update(server, note(number)).status == 204
    assert undo_edits(workspace) == 1
    until = time.monotonic() + 20
    while notes(server) != ["1"]:
        assert time.monotonic() < until, "the server sees it by itself"
        time.sleep(0.1)
    assert undo_edits(workspace) == 0
    assert edits(workspace) == ""
    with pytest.raises(BuildError, match="no change"):
        undo_edits(workspace)


def test_a_change_that_was_broken_off_is_not_in_the_way_of_taking_back(tmp_path: Path) -> None:
    workspace = load_workspace(write_workspace(tmp_path / "mine"))
    file, folder = edits_file(workspace), workspace.output / "edits"
    for number in (1, 2):
        write_edits(
            workspace, f'<urn:it> <{NOTE}> "{number}" <{GRAPH}> .\n', after=edits_state(file)
        )
    # As where the machine went off after the backup was linked, and before the file was replaced.
    os.link(file, folder / "00000003.nq")
    assert undo_edits(workspace) == 1
    assert '"1"' in file.read_text(encoding="utf-8")
    assert undo_edits(workspace) == 0
    assert file.read_text(encoding="utf-8") == ""
    with pytest.raises(BuildError, match="no change"):
        undo_edits(workspace)


def test_where_nothing_can_be_written_that_is_told(tmp_path: Path) -> None:
    workspace = load_workspace(write_workspace(tmp_path / "mine"))
    workspace.output.write_text("no folder", encoding="utf-8")
    with pytest.raises(BuildError, match="cannot write to"):
        undo_edits(workspace)


def test_an_update_that_the_disk_refuses_leaves_nothing_to_take_back(
    server: Running, workspace: Workspace
) -> None:
    for number in (1, 2):
        assert update(server, note(number)).status == 204
    scratch = edits_file(workspace).with_name("edits.nq.new")
    scratch.mkdir()  # where the new text is written before it takes the place of the old
    try:
        reply = update(server, note(3))
    finally:
        scratch.rmdir()
    assert reply.status == 409
    assert "cannot write" in reply.text
    assert notes(server) == ["1", "2"]
    assert undo_edits(workspace) == 1
    assert edits(workspace).count(NOTE) == 1


def test_an_update_that_broke_off_is_not_taken_back_in_the_place_of_the_last(
    server: Running, workspace: Workspace
) -> None:
    for number in (1, 2):
        assert update(server, note(number)).status == 204
    # What is left of a server that was killed after the backup and before the change.
    (workspace.output / "edits" / "00000009.nq").hardlink_to(edits_file(workspace))
    assert undo_edits(workspace) == 1
    assert edits(workspace).count(NOTE) == 1


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    (workspace.output / "edits").write_text("no folder\n")
    with pytest.raises(BuildError, match="cannot write to"):
        undo_edits(workspace)


def test_who_may_not_write_is_told_so_before_much_is_read(server: Running) -> None:
    kind = "application/x-www-form-urlencoded"

    def begin(kind: str) -> bytes:
        """Send the head of a request only."""
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
            head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
            client.sendall(f"{head}Content-Length: 1000000\r\n\r\n".encode())
            return client.recv(12)

    assert begin(kind) == b"HTTP/1.1 413"
    assert begin(KIND) == b"HTTP/1.1 401"
    large = b"update=" + b"x" * 1_000_000
    right = {"Content-Type": kind, "Authorization": f"Bearer {TOKEN}"}
    assert server.ask("/sparql", "POST", large, more=right).status in (400, 403)
    query = quote("ASK { ?s ?p '" + "š" * 8_000 + "' }").encode()
    assert server.ask("/sparql", "POST", b"query=" + query, Content_Type=kind).status == 200


def test_what_updates_make_anew_is_never_the_same(server: Running, workspace: Workspace) -> None:
    path = f"/graphs?graph={quote(GRAPH, safe='')}"
    right = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
    made = f"INSERT {{ GRAPH <{GRAPH}> {{ ?x <urn:new> 1 }} }} WHERE {{ BIND(UUID() AS ?x) }}"
    for _ in range(3):
        assert update(server, made).status == 204
        assert server.ask(path, "POST", b"[] <urn:p> 2 .", more=right).status == 204
    lines = edits(workspace).splitlines()
    assert len([line for line in lines if "urn:uuid:" in line]) == 3
    assert len([line for line in lines if "/genid/" in line]) == 3


def test_a_change_from_elsewhere_is_not_written_over(server: Running, workspace: Workspace) -> None:
    assert update(server, note(1)).status == 204
    hub = server.service.hub
    edits_file(workspace).write_text(f'<urn:it> <{NOTE}> "by hand" <{GRAPH}> .\n')
    assert update(server, note(2)).status == 204
    assert notes(server) == ["2", "by", "hand"]
    assert hub.edits


def test_the_graph_store_replaces_adds_and_removes_the_edits(server: Running) -> None:
    path = f"/graphs?graph={quote(GRAPH, safe='')}"
    right = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
    assert server.ask(path, "PUT", b"<urn:it> <urn:p> [] .", more=right).status == 201
    assert server.ask(path, "POST", b"<urn:it> <urn:p> 2 .", more=right).status == 204
    found = server.ask(path, Accept="application/n-triples").text
    assert "/.well-known/genid/" in found, "edits have no blank nodes"
    assert len(found.splitlines()) == 2
    assert server.ask(path, "PUT", b"<urn:it> <urn:p> 3 .", more=right).status == 204
    assert server.ask(path, "DELETE", more=right).status == 204
    assert server.ask(path, "DELETE", more=right).status == 404
    other = f"/graphs?graph={quote(OTHER, safe='')}"
    assert server.ask(other, "DELETE", more=right).status == 403
    assert server.ask(path, "PUT", b"<urn:it> ", more=right).status == 400
    assert server.ask(path, "PUT", b"{}", more=right | {"Content-Type": "image/png"}).status == 415
    assert server.ask(path, "PUT", b"").status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://other.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Host": "other.example"},
    ],
)
def test_a_page_of_another_site_cannot_write_even_with_the_token(
    server: Running, workspace: Workspace, headers: dict[str, str]
) -> None:
    assert update(server, note(1), **headers).status in (403, 421)
    assert edits(workspace) == ""
    own = {"Origin": server.url, "Sec-Fetch-Site": "same-origin"}
    assert update(server, note(1), **own).status == 204


def test_a_new_build_is_served_with_the_edits_and_no_request_is_dropped(
    server: Running, workspace: Workspace
) -> None:
    assert update(server, note(1)).status == 204
    statuses: list[int] = []
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
            statuses.append(server.ask(f"/sparql?{urlencode({'query': query})}").status)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    made = made_up_case()
    made.organisation("sigma", "Sigma, which is new")
    build_id = publish_store(workspace, made.derive())
    until = time.monotonic() + 30
    while json.loads(server.ask("/healthz").text)["build"] != build_id:
        assert time.monotonic() < until
        time.sleep(0.05)
    is_over.set()
    for thread in threads:
        thread.join()
    assert set(statuses) == {200}
    assert len(statuses) > 10
    assert notes(server) == ["1"]
    assert "sigma" in server.ask("/search?q=sigma").text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "DELETE { ?s ?p ?o }  USING <urn:g> WHERE { ?s ?p ?o }",
        ),
        ("DELETE WHERE { ?s ?p 1 }", "DELETE  { ?s ?p 1 } USING <urn:g> WHERE { ?s ?p 1 }"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT DATA { <urn:a> <urn:b> 1 }"),
    ],
)
def test_the_dataset_of_the_protocol_is_put_before_each_pattern(text: str, expected: str) -> None:
    found = put_dataset(text, ["urn:g"], [])
    assert found.split() == expected.split()
    ox.Store().update(found)


def test_edits_written_by_hand_become_lines_of_the_graph_like_others(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "mine")
    workspace = load_workspace(folder)
    before = build_workspace(folder)
    edits_file(workspace).write_text(
        f'# by hand\n\n<urn:it>  <{NOTE}>   "kept"^^<http://www.w3.org/2001/XMLSchema#string>'
        f'   <{GRAPH}>  . # so\r\n<urn:it> <{NOTE}> "kept" <{GRAPH}> .\n',
        encoding="utf-8",
    )
    summary = build_workspace(folder)
    lines = (summary.folder / "graph.nq").read_text(encoding="utf-8").splitlines()
    assert f'<urn:it> <{NOTE}> "kept" <{GRAPH}> .' in lines
    assert len(lines) == summary.triples == before.triples + 1
    assert all(line.startswith("<") for line in lines)
    assert diff_builds(before.folder, summary.folder)


def test_a_build_loads_the_edits_and_derives_from_them(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copyfile(ROOT / "saite.toml", tmp_path / "saite.toml")
    workspace = load_workspace(tmp_path)
    graph = f"{workspace.base}graph/edits"
    edits_file(workspace).write_text(f'<urn:it> <{NOTE}> "kept" <{graph}> .\n')
    summary = build_workspace(tmp_path)
    assert summary.counts.graphs[graph] == 1
    assert "edits/edits.nq" in (summary.folder / "run.nq").read_text(encoding="utf-8")
    edits_file(workspace).write_text("<urn:it> <urn:b> 1 .\n")
    with pytest.raises(ProblemsError, match=r"edits\.nq, line 1: is not N-Quads"):
        build_workspace(tmp_path)
    edits_file(workspace).write_text("<urn:it> <urn:b> <urn:c> <urn:elsewhere> .\n")
    with pytest.raises(ProblemsError, match="is not in the graph"):
        build_workspace(tmp_path)


def test_what_is_missing_follows_the_edits(workspace: Workspace) -> None:
    added = """PREFIX org: <http://www.w3.org/ns/org#> PREFIX dcterms: <http://purl.org/dc/terms/>
        INSERT DATA { GRAPH <%s> { <https://example.org/id/organisation/lone> a org:Organization ;
            dcterms:source <https://example.org/id/source/s/organisations.csv#row=7> } }"""
    with serving_workspace(workspace, token=TOKEN, has_pages=True) as server:
        told = []
        for text in (added % GRAPH, f"DROP SILENT GRAPH <{GRAPH}>", ""):
            found = server.ask("/gaps", more={"Accept": "text/html"})
            assert found.status == 200
            told.append("/id/organisation/lone" in found.text)
            if text:
                assert update(server, text).status == 204
        assert told == [False, True, False]
