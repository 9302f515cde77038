"""Answers that are kept: the same question costs one execution, until the graph is another."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from saite.serve import sharing
from saite.serve.cache import OVERHEAD, Cache, etag_of
from saite.workspace import Serving, Workspace
from serve_support import (
    TOKEN,
    Running,
    counting,
    made_up_workspace,
    publish_store,
    serving_workspace,
    sources,
)
from synthetic import made_up_case

pytestmark = pytest.mark.server
CROSS = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SLOW = f"SELECT (COUNT(*) AS ?n) {CROSS}"
GRAPH = "https://example.org/id/graph/made-up/organisations"
# About a second of work, and a small answer.
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return made_up_workspace(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="module")
def server(workspace: Workspace) -> Iterator[Running]:
    with serving_workspace(workspace, token=TOKEN) as running:
        yield running


def path_of(query: str) -> str:
    return f"/sparql?{urlencode({'query': query})}"


def test_a_question_that_was_answered_needs_no_worker(server: Running) -> None:
    with counting(server) as told:
        first, second = (server.ask(path_of("ASK { ?s ?p ?o }")) for _ in range(2))
    assert told == {"worker": 1, "cache": 1}
    assert first.body == second.body
    assert first.headers["etag"] == second.headers["etag"]
    assert second.headers["content-length"] == str(len(second.body))
    known = {"If-None-Match": first.headers["etag"]}
    with counting(server) as told:
        third = server.ask(path_of("ASK { ?s ?p ?o }"), more=known)
    assert (third.status, third.body) == (304, b"")
    assert told == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/q/events-between.csv?since=2001-01-01", "/q/events-between.csv?since=2002-01-01"),
        ("/q/partners.csv", "/q/partners.json"),
        ("/q/chapters.csv", "/q/chapters.csv?lang=lt"),
        (path_of("ASK { }"), path_of("ASK { }") + f"&default-graph-uri={quote(GRAPH)}"),
        ("/search?q=organisation", "/search?q=organisation&limit=1"),
    ],
)
def test_another_question_or_format_is_another_answer(
    server: Running, one: str, other: str
) -> None:
    with counting(server) as told:
        for path in (one, other, one, other):
            assert server.ask(path).status == 200
    assert told == {"worker": 2, "cache": 2}


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "nOw()", "BNODE()"])
def test_what_is_another_each_time_is_not_kept(server: Running, call: str) -> None:
    with counting(server) as told:
        replies = [server.ask(path_of(f"SELECT ({call} AS ?x) {{}}")) for _ in range(2)]
    assert "etag" not in replies[0].headers
    assert told == {"worker": 2}


@pytest.mark.parametrize("path", ["/q/drawn.csv", "/q/drawn", "/query?query=DRAWN"])
def test_no_page_nor_saved_query_is_kept_that_is_another_each_time(
    workspace: Workspace, tmp_path: Path, path: str
) -> None:
    text = "SELECT (STR(RAND()) AS ?x) {}"
    (tmp_path / "drawn.rq").write_text(f"#+ summary: A number\n{text}\n", encoding="utf-8")
    path = path.replace("DRAWN", quote(text))
    accept = "text/csv" if path.endswith(".csv") else "text/html"
    with serving_workspace(replace(workspace, queries=(tmp_path,)), has_pages=True) as server:
        replies = [server.ask(path, Accept=accept) for _ in range(2)]
    assert [reply.status for reply in replies] == [200, 200]
    assert "etag" not in replies[0].headers
    assert replies[0].body != replies[1].body


def test_a_saved_query_may_have_any_name(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "ryšiai.rq").write_text("#+ summary: Ties\nASK {}\n", encoding="utf-8")
    with serving_workspace(replace(workspace, queries=(tmp_path,))) as server:
        reply = server.ask(f"/q/{quote('ryšiai')}.csv")
    assert reply.status == 200, reply.text
    found = reply.headers["content-disposition"]
    assert found == "inline; filename=\"ry_iai.csv\"; filename*=UTF-8''ry%C5%A1iai.csv"


def test_a_refusal_is_not_kept(server: Running) -> None:
    with counting(server) as told:
        statuses = [server.ask(path_of("SELECT * { ?s ?p }")).status for _ in range(2)]
    assert statuses == [400, 400]
    assert told == {"worker": 2}


def test_an_edit_is_seen_at_once_and_so_is_what_is_taken_back(server: Running) -> None:
    graph = f"{server.service.hub.plan.base}graph/edits"
    question = path_of(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")

    def count() -> int:
        found = json.loads(server.ask(question).text)["results"]["bindings"][0]["n"]["value"]
        return int(found)

    tags = []
    for number in range(3):
        assert [count(), count()] == [number, number]
        tags.append(server.ask(question).headers["etag"])
        stale = server.ask(question, more={"If-None-Match": tags[0]})
        assert stale.status == (304 if number == 0 else 200)
        reply = server.ask(
            f"/graphs?graph={quote(graph)}", "POST", f"<urn:s> <urn:p> {number} .".encode(),
            Content_Type="text/turtle", Authorization=f"Bearer {TOKEN}",
        )  # fmt: skip
        assert reply.status == 204
    assert len(set(tags)) == 3
    done = server.ask(f"/graphs?graph={quote(graph)}", "DELETE", Authorization=f"Bearer {TOKEN}")
    assert done.status == 204
    assert count() == 0


def test_a_newer_build_is_asked_anew(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    question = path_of("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    with serving_workspace(workspace) as server:
        before = server.ask(question)
        made = made_up_case()
        made.record("place", "p77", "schema:Place", label="One more place")
        publish_store(workspace, made.derive())
        end = time.monotonic() + 30
        while (after := server.ask(question)).body == before.body and time.monotonic() < end:
            time.sleep(0.1)
        assert after.headers["etag"] != before.headers["etag"]
        assert after.body != before.body


def test_those_who_ask_the_same_at_once_share_one_execution(workspace: Workspace) -> None:
    limits = Serving(workers=1, queue=1, seconds=60)
    with serving_workspace(workspace, limits=limits) as server:
        found: list[bytes] = []
        threads = [
            threading.Thread(target=lambda: found.append(server.ask(path_of(HEAVY)).body))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8
        assert len(set(found)) == 1
        told = sources(server)
        assert told["worker"] == 1
        assert told.get("shared", 0) + told.get("cache", 0) == 7


def test_what_ends_a_shared_query_is_told_to_all_who_wait(workspace: Workspace) -> None:
    with serving_workspace(workspace, limits=Serving(workers=1, seconds=2)) as server:
        found: list[int] = []
        threads = [
            threading.Thread(target=lambda: found.append(server.ask(path_of(SLOW)).status))
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [503] * 3
        assert sources(server)["worker"] == 1
        assert server.ask(path_of("ASK {}")).status == 200


def test_who_leaves_does_not_take_the_query_of_others_along(workspace: Workspace) -> None:
    with serving_workspace(workspace, limits=Serving(workers=1, seconds=60)) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            head = f"GET {path_of(HEAVY)} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n"
            client.sendall(head.encode())
            time.sleep(0.1)
            found: list[int] = []
            other = threading.Thread(target=lambda: found.append(server.ask(path_of(HEAVY)).status))
            other.start()
            time.sleep(0.1)
        other.join()
        assert found == [200]
        assert sources(server) in ({"worker": 1, "shared": 1}, {"worker": 1, "cache": 1})


def test_a_large_answer_is_kept_too_and_comes_whole_to_all(workspace: Workspace) -> None:
    # More than is held back before it is sent, less than an eighth of the cache.
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 4000"
    with serving_workspace(workspace, limits=Serving(workers=2, cache=64)) as server:
        found: list[bytes] = []
        threads = [
            threading.Thread(target=lambda: found.append(server.ask(path_of(query)).body))
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found[0]) > 1 << 19
        assert len({len(each) for each in found}) == 1
        again = server.ask(path_of(query))
        assert len(again.body) == len(found[0])
        assert sources(server)["cache"] >= 1


@pytest.mark.parametrize("path", ["/explore/overview?lang=lv", path_of("SELECT * { ?s ?p ?o }")])
def test_what_is_kept_is_compressed_once(
    server: Running, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    done: list[int] = []
    once = gzip.compress

    def compress(body: bytes, level: int, *, mtime: int) -> bytes:
        done.append(len(body))
        return once(body, level, mtime=mtime)

    plain = server.ask(path)
    assert len(plain.body) > sharing.PACKED_FROM
    monkeypatch.setattr(gzip, "compress", compress)
    with counting(server) as told:
        packed = [server.ask(path, Accept_Encoding="gzip, br") for _ in range(3)]
    assert told == {"cache": 3}
    assert done == [len(plain.body)]
    for each in packed:
        assert gzip.decompress(each.body) == plain.body
        assert each.headers["content-encoding"] == "gzip"
        assert each.headers["content-length"] == str(len(each.body))
        assert "Accept-Encoding" in each.headers["vary"]
        same = ("etag", "content-type", "cache-control", "content-security-policy")
        assert [each.headers[name] for name in same] == [plain.headers[name] for name in same]
    again = server.ask(path)
    assert "content-encoding" not in again.headers
    assert again.body == plain.body
    head = server.ask(path, "HEAD", Accept_Encoding="gzip")
    assert (head.body, head.headers["content-length"]) == (b"", str(len(packed[0].body)))


def test_what_is_short_is_not_compressed(server: Running) -> None:
    for _ in range(2):
        reply = server.ask(path_of("ASK { ?s ?p ?o }"), Accept_Encoding="gzip")
        assert "content-encoding" not in reply.headers


def test_without_a_cache_every_question_is_asked(workspace: Workspace) -> None:
    with serving_workspace(workspace, limits=Serving(workers=1, cache=0)) as server:
        for _ in range(3):
            server.ask(path_of("ASK {}"))
        assert sources(server) == {"worker": 3}


def test_a_cache_keeps_what_was_asked_for_last_and_never_more_than_its_size() -> None:
    one = b"x" * 100
    cache = Cache(8 * (100 + OVERHEAD))
    for number in range(8):
        cache.keep(str(number), one)
    assert cache.find("0") == one
    cache.keep("8", one)
    assert cache.find("1") is None, "asked for the longest time ago"
    assert cache.find("0") == one
    assert cache.size == 8 * (100 + OVERHEAD)
    cache.keep("large", b"x" * (cache.largest + 1))
    assert cache.find("large") is None
    cache.clear()
    assert (cache.size, cache.find("0")) == (0, None)


def test_parts_of_a_tag_cannot_be_moved_from_one_to_the_next() -> None:
    assert etag_of("a\0b", "c") != etag_of("a", "b\0c")
    assert etag_of("ab", "c") != etag_of("a", "bc")


def test_another_version_gives_other_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    before = etag_of("build", "page")
    assert etag_of("build", "page") == before
    monkeypatch.setattr("saite.serve.cache.__version__", "0.0.0")
    assert etag_of("build", "page") != before
