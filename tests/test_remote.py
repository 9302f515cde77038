"""Endpoints of others: a real one, and one that misbehaves in every way we know."""

import base64
import http.server
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from saite import __version__
from saite.errors import EndpointError, UsageError
from saite.query import answer_query
from saite.remote import Credentials, endpoint_ask, query_endpoint
from saite.results import Results, Statements, Text, Truth
from saite.sparql import read_saved_query
from sparql_server import free_port, serve_oxigraph

pytestmark = pytest.mark.server

DATA = """
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
GRAPH <urn:graph:a> {
  <urn:o1> a org:Organization ; dcterms:identifier "o1" ; skos:prefLabel "Baltā māja"@lv .
}
GRAPH <urn:graph:b> {
  <urn:o2> a org:Organization ; dcterms:identifier "o2" ; skos:prefLabel "LUMA"@lt ;
    org:memberOf <urn:o1> .
}
"""
EMPTY = b'{"head":{"vars":["a"]},"results":{"bindings":[]}}'
JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The server that comes in the wheel ``oxigraph``, with the data above."""
    with serve_oxigraph() as url:
        load = urllib.request.Request(
            url.replace("/query", "/store"),
            data=DATA.encode(),
            headers={"Content-Type": "application/trig"},
            method="POST",
        )
        with urllib.request.urlopen(load):
            pass
        yield url


LABELS = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?label { ?thing skos:prefLabel ?label } ORDER BY ?thing
"""


def test_rows_come_as_typed_terms(endpoint: str) -> None:
    found = query_endpoint(endpoint, LABELS)
    assert isinstance(found, Results)
    assert found.variables == ("thing", "label")
    assert [dict(row) for row in found] == [
        {"thing": "urn:o1", "label": "Baltā māja"},
        {"thing": "urn:o2", "label": "LUMA"},
    ]
    label = found[0]["label"]
    assert isinstance(label, Text)
    assert label.language == "lv"


def test_yes_no_and_statements_come_too(endpoint: str) -> None:
    assert query_endpoint(endpoint, "ASK { <urn:o1> ?p ?o }") == Truth(value=True)
    assert query_endpoint(endpoint, "ASK { <urn:o9> ?p ?o }") == Truth(value=False)
    found = query_endpoint(endpoint, "CONSTRUCT { ?s <urn:is> ?o } WHERE { ?s a ?o }")
    assert isinstance(found, Statements)
    assert [
        triple.subject.value for triple in found if isinstance(triple.subject, ox.NamedNode)
    ] == [
        "urn:o1",
        "urn:o2",
    ]


def test_more_rows_than_asked_for_are_cut_and_said(endpoint: str) -> None:
    found = query_endpoint(endpoint, LABELS, rows=1)
    assert isinstance(found, Results)
    assert (len(found), found.is_cut) == (1, True)


def test_a_query_too_long_for_an_address_is_posted(endpoint: str) -> None:
    found = query_endpoint(endpoint, LABELS + "# " + "ā" * 5_000)
    assert isinstance(found, Results)
    assert len(found) == 2


def test_the_endpoint_s_own_words_explain_a_bad_query(endpoint: str) -> None:
    with pytest.raises(EndpointError, match=r"answered 400 Bad Request: .*error at 1:"):
        query_endpoint(endpoint, "SELECT * { ?s ?p")


def test_a_saved_query_finds_names_and_labels_at_the_endpoint(
    endpoint: str, tmp_path: Path
) -> None:
    path = tmp_path / "members.rq"
    path.write_text(
        "#+ parameters: [{name: organisation, type: organisation}]\n"
        "PREFIX org: <http://www.w3.org/ns/org#>\n"
        "SELECT ?organisation ?body\n"
        "{ VALUES ?organisation { UNDEF } ?organisation org:memberOf ?body }\n",
        encoding="utf-8",
    )
    ask = endpoint_ask(endpoint, deadline=30)
    found = answer_query(ask, read_saved_query(path), {"organisation": "luma"})
    assert isinstance(found, Results)
    assert [row["body"] for row in found] == ["urn:o1"]
    assert found.labels == {"urn:o1": "Baltā māja", "urn:o2": "LUMA"}


class Misbehaving(http.server.BaseHTTPRequestHandler):
    """Answers as the path says; keeps what it was asked."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str, dict[str, str], bytes]]

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        type(self).seen.append((self.command, self.path, dict(self.headers), body))
        name = urlsplit(self.path).path.strip("/").replace("-", "_")
        getattr(self, f"do_{name}")()

    do_GET = do_POST = answer  # noqa: N815 - the names that the library looks for

    def send(
        self,
        body: bytes,
        kind: str | None = JSON,
        *,
        code: int = 200,
        length: int | None = None,
        **headers: str,
    ) -> None:
        self.send_response(code)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_empty(self) -> None:
        self.send(EMPTY)

    def do_html(self) -> None:
        self.send(b"<html>\x1b[31mMaintenance " + b"x" * 2_000, "text/html; charset=utf-8")

    def do_typeless(self) -> None:
        self.send(EMPTY, None)

    def do_broken(self) -> None:
        self.send(b'{"head":{"vars":["a"]},"results":')

    def do_short(self) -> None:
        self.send(EMPTY, length=10_000)
        self.close_connection = True

    def do_zipped(self) -> None:
        self.send(EMPTY, Content_Encoding="gzip")

    def do_packed(self) -> None:
        self.send(EMPTY, Content_Encoding="br")

    def do_error(self) -> None:
        self.send(b"Virtuoso 22023 Error: too   complex", "text/plain", code=500)

    def do_busy(self) -> None:
        self.send(b"", None, code=503)

    def do_drop(self) -> None:
        self.close_connection = True

    def do_dribble(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(EMPTY)))
        self.end_headers()
        self.drip(EMPTY)

    def do_dribble_headers(self) -> None:
        self.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100)

    def drip(self, content: bytes) -> None:
        try:
            for byte in content:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def do_redirect(self) -> None:
        self.send(b"", None, code=302, Location=f"/empty?{urlsplit(self.path).query}")

    def do_elsewhere(self) -> None:
        port = self.headers["Host"].rpartition(":")[2]
        self.send(b"", None, code=302, Location=f"http://localhost:{port}/empty")

    def do_loop(self) -> None:
        self.send(b"", None, code=302, Location="/loop")

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def bad() -> Iterator[str]:
    Misbehaving.seen = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


SELECT = "SELECT ?a { ?a ?b ?c }"


@pytest.mark.parametrize("path", ["dribble", "dribble-headers"])
def test_the_deadline_is_for_the_whole_answer(bad: str, path: str) -> None:
    start = time.monotonic()
    with pytest.raises(EndpointError, match=r"gave no whole answer within 0\.5 seconds"):
        query_endpoint(f"{bad}/{path}", SELECT, deadline=0.5)
    assert time.monotonic() - start < 2


def test_one_deadline_is_shared_by_queries_in_a_row(bad: str) -> None:
    ask = endpoint_ask(f"{bad}/empty", deadline=0.3)
    ask(SELECT)
    time.sleep(0.3)
    with pytest.raises(EndpointError, match="gave no whole answer"):
        ask(SELECT)
    assert len(Misbehaving.seen) == 1


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "html",
            r"answered text/html, expected the results of a query; it begins: <html>␛\[31mMai",
        ),
        ("typeless", "answered without a content type"),
        ("broken", r"answered broken application/sparql-results\+json: .*begins: \{"),
        ("short", "bytes are missing"),
        ("zipped", "answered broken gzip: .*incorrect header"),
        ("packed", "encoding br, never asked for"),
        ("error", "answered 500 Internal Server Error: Virtuoso 22023 Error: too complex"),
        ("busy", "answered 503 Service Unavailable$"),
        ("drop", "broke off its answer"),
        ("elsewhere", r"redirects \(302\) to http://localhost:\d+/empty, another host"),
        ("loop", "answered 302"),
    ],
)
def test_bad_answers_are_told_in_one_sentence(bad: str, path: str, message: str) -> None:
    with pytest.raises(EndpointError, match=message) as caught:
        query_endpoint(f"{bad}/{path}", SELECT, deadline=10)
    assert str(caught.value).startswith((f"{bad}/{path} ", "the answer broke off"))
    assert len(str(caught.value)) < 800
    assert "\x1b" not in str(caught.value)


def test_an_endpoint_that_is_not_there_is_told() -> None:
    url = f"http://127.0.0.1:{free_port()}/sparql"
    with pytest.raises(EndpointError, match=f"{url} cannot be reached: "):
        query_endpoint(url, SELECT)


def test_a_redirect_within_the_host_keeps_the_query(bad: str) -> None:
    found = query_endpoint(f"{bad}/redirect", SELECT)
    assert isinstance(found, Results)
    assert parse_qs(urlsplit(Misbehaving.seen[-1][1]).query)["query"] == [SELECT]


def test_a_redirect_that_would_lose_a_posted_query_is_refused(bad: str) -> None:
    with pytest.raises(EndpointError, match="would be lost on the way"):
        query_endpoint(f"{bad}/redirect", SELECT + "#" * 3_000)
    assert len(Misbehaving.seen) == 1


def test_requests_say_who_asks_and_for_what(bad: str) -> None:
    query_endpoint(f"{bad}/empty?default-graph-uri=urn%3Ax", SELECT)
    method, path, headers, _ = Misbehaving.seen[-1]
    assert method == "GET"
    assert parse_qs(urlsplit(path).query) == {"default-graph-uri": ["urn:x"], "query": [SELECT]}
    assert headers["User-Agent"] == f"saite/{__version__}"
    assert JSON in headers["Accept"]
    assert "Authorization" not in headers


def test_long_queries_go_by_post_whole(bad: str) -> None:
    text = SELECT + "# " + "ž" * 3_000
    query_endpoint(f"{bad}/empty", text)
    method, path, headers, body = Misbehaving.seen[-1]
    assert (method, path) == ("POST", "/empty")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode())["query"] == [text]


@pytest.mark.parametrize(
    "text",
    ["#+ summary: INSERT it\nSELECT ?a { ?a ?b 'DELETE' }", "PREFIX ask: <urn:x#> SELECT ?a {}"],
)
def test_words_in_comments_and_texts_do_not_change_what_is_asked(bad: str, text: str) -> None:
    assert isinstance(query_endpoint(f"{bad}/empty", text), Results)
    assert "query=" in Misbehaving.seen[-1][1]


def test_credentials_go_to_this_machine_or_over_tls_only(bad: str) -> None:
    mine = Credentials("me", "geheim")
    query_endpoint(f"{bad}/empty", SELECT, credentials=mine)
    token = base64.b64encode(b"me:geheim").decode()
    assert Misbehaving.seen[-1][2]["Authorization"] == f"Basic {token}"
    with pytest.raises(UsageError, match="only sent over https"):
        query_endpoint("http://example.org/sparql", SELECT, credentials=mine)
    assert "geheim" not in repr(mine)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/sparql",
        "file:///etc/passwd",
        "example.org/sparql",
        "http://",
        "http://[::1",
        "http://example.org:port/",
        "http://exa mple.org/",
        "http://example.org/\nHost: other",
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(UsageError, match="no address of an endpoint"):
        query_endpoint(url, SELECT)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        query_endpoint("https://me:geheim@example.org/sparql", SELECT)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda url: query_endpoint(url, "LOAD <urn:x>"), "no query"),
        (lambda url: query_endpoint(url, ""), "no query"),
        (lambda url: query_endpoint(url, SELECT, deadline=0), "expected more than 0"),
        (lambda url: query_endpoint(url, SELECT, deadline=float("nan")), "expected more than 0"),
    ],
)
def test_a_call_that_makes_no_sense_sends_nothing(
    bad: str, call: Callable[[str], object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        call(f"{bad}/empty")
    assert not Misbehaving.seen
