"""Who may ask, how often and under which name; headers, log and numbers; the end."""

import contextlib
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from saite.errors import UsageError
from saite.serve.guard import Rates
from saite.serve.server import listen, serve
from saite.workspace import Serving, Workspace
from serve_support import TOKEN, Running, made_up_workspace, serving_workspace
from support import ROOT, take_interrupts

pytestmark = pytest.mark.server
QUERY = b"Content-Type: application/sparql-query"
OPEN = Serving(workers=1, hosts=("data.example",), origins=("https://pages.example",))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return made_up_workspace(tmp_path_factory.mktemp("guarded"))


@pytest.fixture(scope="module")
def server(workspace: Workspace) -> Iterator[Running]:
    with serving_workspace(workspace, limits=OPEN, token=TOKEN) as running:
        yield running


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200), ("localhost:8642", 200), ("[::1]:80", 200), ("DATA.example", 200),
        ("10.1.2.3", 200), ("other.example", 421), ("localhost.other.example", 421), ("", 421),
        ("data.example@other.example", 421), ("127.0.0.1:80/elsewhere", 421),
        ("[::1]elsewhere", 421), ("127.0.0.1:80?", 421), ("localhost:", 200),
    ],
)  # fmt: skip
def test_the_server_answers_under_its_own_names_only(
    server: Running, host: str, status: int
) -> None:
    assert server.ask("/healthz", Host=host).status == status


@pytest.mark.parametrize(
    ("headers", "status", "allowed"),
    [
        ({"Origin": "https://pages.example"}, 200, "https://pages.example"),
        ({"Origin": "https://other.example"}, 403, None),
        ({"Origin": "null"}, 403, None),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403, None),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200, None),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200, None),
    ],
)
def test_pages_of_other_sites_may_read_if_they_are_listed(
    server: Running, headers: dict[str, str], status: int, allowed: str | None
) -> None:
    reply = server.ask("/sparql?query=ASK%7B%7D", more=headers)
    assert reply.status == status
    assert reply.headers.get("access-control-allow-origin") == allowed
    assert "Origin" in reply.headers["vary"]


def test_no_page_of_another_site_may_read_unless_one_is_listed(workspace: Workspace) -> None:
    foreign = {"Origin": "https://pages.example"}
    first = {**foreign, "Access-Control-Request-Method": "GET"}
    with serving_workspace(workspace) as server:
        replies = [server.ask("/healthz", more=foreign), server.ask("/q", "OPTIONS", more=first)]
    for reply in replies:
        assert reply.status == 403
        assert not [name for name in reply.headers if name.startswith("access-control-")]
    with serving_workspace(workspace, limits=Serving(workers=1, origins=("*",))) as server:
        reply = server.ask("/healthz", more=foreign)
        secret = server.ask("/healthz", more={**foreign, "Authorization": "Bearer x"})
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, "*")
    assert secret.status == 403


@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK%7B", "/nowhere", "/q/no-such-query", "/graphs"]
)
def test_a_listed_page_may_read_why_there_is_no_answer(server: Running, path: str) -> None:
    reply = server.ask(path, more={"Origin": "https://pages.example"})
    assert reply.status in (400, 404)
    assert reply.headers["access-control-allow-origin"] == "https://pages.example"
    assert "Retry-After" in reply.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/sparql", "GET, HEAD, POST"),
        ("DELETE", "/q", "GET, HEAD"),
        ("POST", "/q/partners", "GET, HEAD"),
        ("POST", "/healthz", "GET, HEAD"),
        ("PATCH", "/graphs", "DELETE, GET, HEAD, POST, PUT"),
        ("POST", "/id/organisation/o1", "GET, HEAD"),
        ("TRACE", "/", "GET, HEAD"),
        ("DELETE", "/explore/among", "POST"),
        ("POST", "/explore/overview", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    server: Running, method: str, path: str, allowed: str
) -> None:
    reply = server.ask(path, method)
    assert reply.status == 405
    assert sorted(reply.headers["allow"].split(", ")) == sorted(allowed.split(", "))
    told = server.ask(path, "OPTIONS").headers["allow"].split(", ")
    assert sorted(told) == sorted([*allowed.split(", "), "OPTIONS"])


def test_too_many_connections_are_told_when_to_come_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saite.serve.server.CONNECTIONS", 3)
    with serving_workspace(workspace, limits=Serving(workers=1)) as server:
        idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(3)]
        try:
            refused = server.ask("/healthz")
        finally:
            for each in idle:
                each.close()
        time.sleep(0.2)
        again = server.ask("/healthz")
    assert refused.status == 503
    assert int(refused.headers["retry-after"]) > 0
    assert json.loads(refused.text)["type"].endswith("#busy")
    assert again.status == 200


def test_a_listed_page_may_ask_first(server: Running) -> None:
    asked = {"Origin": "https://pages.example", "Access-Control-Request-Method": "POST"}
    reply = server.ask("/sparql", "OPTIONS", more=asked)
    assert reply.status == 204
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in reply.headers


@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK%7B%7D", "/nowhere", "/sparql?query=A"])
def test_every_answer_has_the_headers_of_safety(server: Running, path: str) -> None:
    headers = server.ask(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers
    assert "set-cookie" not in headers


def test_one_client_may_send_so_many_a_second(workspace: Workspace) -> None:
    limits = Serving(workers=1, loopback_rate=5, burst=10)
    with serving_workspace(workspace, limits=limits) as server:
        replies = [server.ask("/healthz") for _ in range(30)]
        refused = [reply for reply in replies if reply.status == 429]
        assert 10 <= sum(reply.status == 200 for reply in replies) < 25
        assert refused
        assert int(refused[0].headers["retry-after"]) >= 1
        assert "may send 5 a second" in refused[0].text
        time.sleep(0.5)
        assert server.ask("/healthz").status == 200


def test_buckets_of_clients_that_are_gone_are_forgotten() -> None:
    rates = Rates(replace(Serving(), rate=1_000_000, burst=1))
    for number in range(20_100):
        rates.take(f"10.0.{number // 250}.{number % 250}")
    assert len(rates._buckets) <= 10_101


def test_a_proxy_names_the_client_only_if_it_is_listed(workspace: Workspace) -> None:
    limits = Serving(workers=1, rate=1, burst=2, proxies=("127.0.0.1",))
    with serving_workspace(workspace, limits=limits) as server:
        one = [
            server.ask("/healthz", X_Forwarded_For="9.9.9.9, 203.0.113.1").status for _ in range(3)
        ]
        other = server.ask("/healthz", X_Forwarded_For="203.0.113.2").status
    assert one == [200, 200, 429]
    assert other == 200
    with serving_workspace(workspace, limits=replace(limits, proxies=())) as server:
        many = [server.ask("/healthz", X_Forwarded_For="203.0.113.1").status for _ in range(5)]
    assert many == [200] * 5


def test_the_log_has_no_credentials_and_no_queries(
    server: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="saite.access"):
        server.ask(
            "/sparql?query=ASK%20%7B%20%22secret-name%22%20%7D&token=secret-field",
            more={"Authorization": "Bearer secret-token", "Cookie": "secret-cookie"},
        )
        server.ask("/a%1b%5b31m%0ab")
    logged = [record.getMessage() for record in caplog.records]
    assert any(re.match(r"127\.0\.0\.1 GET /sparql 4\d\d \d+ [\d.]+ms", each) for each in logged)
    assert not any("secret" in each or "\x1b" in each or "\n" in each for each in logged)


def test_the_numbers_tell_what_was_asked(server: Running) -> None:
    server.ask("/nowhere/at/all")
    text = server.ask("/metrics").text
    assert re.search(r'saite_requests_total\{address="/…",method="GET",status="404"\} \d', text)
    assert re.search(r"saite_request_seconds_bucket", text)
    assert re.search(r"saite_workers 1", text)


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
        + QUERY
        + b"\r\nContent-Length: 99\r\n\r\nASK",
    ],
    ids=["nothing", "head", "body"],
)
def test_a_request_that_does_not_arrive_is_given_up(
    server: Running, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr("saite.serve.connection.HEAD_SECONDS", 0.6)
    monkeypatch.setattr("saite.serve.service.ARRIVAL", 0.6)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(begun)
        for _ in range(4):  # a byte now and then does not help
            time.sleep(0.1)
            if begun:
                client.sendall(b"x")
        assert client.recv(1_000).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("kind", ["never reads", "never ends"])
def test_a_client_that_stalls_is_left(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("saite.serve.connection.STALLED_SECONDS", 0.3)
    query = urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"})
    reading = f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    writing = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\n"
    with (
        serving_workspace(workspace, limits=Serving(workers=1, seconds=3)) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=10) as client,
    ):
        connections = server.http.server_state.connections
        client.sendall((reading if kind == "never reads" else writing).encode())
        assert client.recv(12) == (b"HTTP/1.1 200" if kind == "never reads" else b"HTTP/1.1 415")
        assert len(connections) == 1
        end = time.monotonic() + 15
        while connections:
            assert time.monotonic() < end, "it holds its connection for ever"
            time.sleep(0.1)
            if kind == "never ends":
                with contextlib.suppress(OSError):
                    client.sendall(b"x")


def test_a_server_may_open_as_many_files_as_it_has_connections() -> None:
    if sys.platform == "win32":
        pytest.skip("this system has no such limit")
    program = (
        "import resource; from saite.serve.isolation import allow_descriptors\n"
        "kind = resource.RLIMIT_NOFILE; hard = resource.getrlimit(kind)[1]\n"
        "resource.setrlimit(kind, (64, hard)); allow_descriptors(200)\n"
        "print(resource.getrlimit(kind)[0]); allow_descriptors(100)\n"
        "print(resource.getrlimit(kind)[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["200", "200"]


def test_a_server_ends_in_order_and_leaves_no_process(workspace: Workspace) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("this system has other signals")
    (workspace.root / "saite.toml").write_text(
        f'[workspace]\nbase = "{workspace.base}"\n[[sources]]\nname = "none"\npath = "out"\n'
    )
    command = [sys.executable, "-m", "saite", "serve", str(workspace.root), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200"}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, env=environment, text=True, start_new_session=True,
        preexec_fn=take_interrupts,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"it only reads: http://127\.0\.0\.1:(\d+)/", line)
        assert found, line + process.stderr.read()
        with socket.create_connection(("127.0.0.1", int(found[1]))) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert client.recv(100).startswith(b"HTTP/1.1 200")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert "Traceback" not in process.stderr.read()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_an_address_that_is_taken_is_told(workspace: Workspace) -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(UsageError, match="name another --port"):
        serve(workspace, port=taken.getsockname()[1])


def test_a_token_that_can_be_guessed_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="16 or more"):
        serve(workspace, token="short")


def test_a_server_needs_a_token_to_be_written_to(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("SAITE_TOKEN", None)
    done = subprocess.run(
        [sys.executable, "-m", "saite", "serve", str(ROOT), "--writable"],
        capture_output=True, text=True, env=environment, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert "SAITE_TOKEN" in done.stderr
