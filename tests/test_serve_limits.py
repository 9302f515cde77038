"""What one query may take, and that nothing but the query pays for more."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from saite.serve import plan_of
from saite.serve.frames import CONTENT, DATA, END, READY, TASK, receive_frame, send_frame, send_json
from saite.serve.keeper import SpawningKeeper
from saite.serve.snapshot import fits_in_memory
from saite.workspace import Serving, Workspace
from serve_support import Running, made_up_workspace, serving_workspace

pytestmark = pytest.mark.server
LIMITS = Serving(workers=2, queue=2, seconds=2, memory=200, rows=1_000, megabytes=1)
# Each of them takes longer, or more memory, than anybody has.
CROSS = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SLOW = f"SELECT (COUNT(*) AS ?n) {CROSS}"
GREEDY = f"SELECT * {CROSS} ORDER BY ?c ?f ?i ?l"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return made_up_workspace(tmp_path_factory.mktemp("limited"))


@pytest.fixture(scope="module")
def server(workspace: Workspace) -> Iterator[Running]:
    with serving_workspace(workspace, limits=LIMITS) as running:
        yield running


def ask(server: Running, query: str) -> tuple[int, dict[str, object]]:
    reply = server.ask(f"/sparql?{urlencode({'query': query})}")
    is_json = "json" in reply.headers.get("content-type", "")
    return reply.status, json.loads(reply.text) if is_json else {}


def works(server: Running) -> bool:
    return ask(server, "ASK { ?s ?p ?o }")[1].get("boolean") is True


def ended(server: Running, reason: str) -> float:
    prefix = f'saite_queries_ended_total{{reason="{reason}"}} '
    lines = server.ask("/metrics").text.splitlines()
    return next((float(line.removeprefix(prefix)) for line in lines if line.startswith(prefix)), 0)


def test_a_query_that_takes_too_long_is_ended_and_told_so(server: Running) -> None:
    began = time.monotonic()
    reply = server.ask(f"/sparql?{urlencode({'query': SLOW})}")
    assert reply.status == 503
    assert int(reply.headers["retry-after"]) > 0
    problem = json.loads(reply.text)
    assert problem["type"] == "https://w3id.org/saite/problems#time"
    assert "2 seconds" in problem["detail"]
    assert time.monotonic() - began < 10
    assert works(server)


def test_a_query_that_takes_too_much_memory_costs_only_its_worker(server: Running) -> None:
    status, problem = ask(server, GREEDY)
    assert status == 503
    assert problem["type"] in (
        "https://w3id.org/saite/problems#memory",
        "https://w3id.org/saite/problems#time",
    )
    assert works(server)


def test_a_worker_that_dies_is_replaced(server: Running) -> None:
    assert works(server)
    workers = workers_of(os.getpid())
    assert workers
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.5)
    assert all(works(server) for _ in range(5))


def workers_of(pid: int) -> list[int]:
    """List the workers: the children of the process that holds the graph, and of no other.

    The process of the tests has more children: a browser that other tests use is one.
    """

    def children(parent: int) -> list[int]:
        path = Path(f"/proc/{parent}/task/{parent}/children")
        return [int(each) for each in path.read_text().split()] if path.exists() else []

    def is_keeper(child: int) -> bool:
        path = Path(f"/proc/{child}/cmdline")
        return path.exists() and b"saite.serve.keeper" in path.read_bytes()

    threads = Path(f"/proc/{pid}/task")
    if not threads.is_dir():
        pytest.skip("processes can be listed on Linux only")
    direct = [
        int(each) for task in threads.iterdir() for each in (task / "children").read_text().split()
    ]
    return [worker for child in direct if is_keeper(child) for worker in children(child)]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT (1 AS ?x) { ?a ?b ?c . ?d ?e ?f } LIMIT 1001", "more than 1,000 rows"),
        ("CONSTRUCT { ?a <urn:p> ?d } { ?a ?b ?c . ?d ?e ?f }", "more than 1,000 rows"),
        ("SELECT (REPEAT AS ?x) {}", ""),
    ],
)  # fmt: skip
def test_an_answer_that_is_too_large_is_refused_before_it_begins(
    server: Running, query: str, words: str
) -> None:
    status, problem = ask(server, query)
    assert status == (422 if words else 400)
    assert words in str(problem["detail"])


@pytest.mark.parametrize(
    ("query", "limits"),
    [
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", Serving(workers=1, rows=20_000, megabytes=64)),
        (
            "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
            Serving(workers=1, megabytes=2),
        ),
    ],
    ids=["rows", "bytes"],
)
def test_an_answer_that_turns_out_too_large_breaks_off(
    workspace: Workspace, query: str, limits: Serving
) -> None:
    with serving_workspace(workspace, limits=limits) as server:
        request = f"GET /sparql?{urlencode({'query': query})} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(request.encode())
            client.settimeout(20)
            body = b"".join(iter(lambda: client.recv(65_536), b""))
        assert body.startswith(b"HTTP/1.1 200")
        assert len(body) > 1 << 20
        assert not body.endswith(b"0\r\n\r\n"), "nothing may look like the end"
        assert works(server)


def test_a_client_that_leaves_takes_its_query_along(workspace: Workspace) -> None:
    with serving_workspace(workspace, limits=Serving(workers=1, seconds=60)) as server:
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                path = f"/sparql?{urlencode({'query': SLOW})}"
                client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                time.sleep(0.3)
        began = time.monotonic()
        assert works(server)
        assert time.monotonic() - began < 20, "the only worker is free again"
        assert ended(server, "gone") == 3


def test_who_comes_when_all_wait_is_told_to_come_again(workspace: Workspace) -> None:
    limits = Serving(workers=1, queue=1, seconds=3)
    statuses: list[int] = []
    with serving_workspace(workspace, limits=limits) as server:

        def work(number: int) -> None:
            # Each another one: who asks the same waits for the same worker.
            statuses.append(ask(server, f"{SLOW} OFFSET {number}")[0])

        threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
        for thread in threads:
            thread.start()
            time.sleep(0.1)
        for thread in threads:
            thread.join()
        assert statuses == [503] * 5
        assert ended(server, "busy") >= 3
        assert works(server)


def test_a_slow_query_does_not_hold_up_a_fast_one(workspace: Workspace) -> None:
    with serving_workspace(workspace, limits=Serving(workers=2, seconds=60)) as server:
        path = f"/sparql?{urlencode({'query': SLOW})}"
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(0.2)
            assert works(server)
            client.setblocking(False)
            with pytest.raises(BlockingIOError):
                client.recv(1)  # it is still at work


@pytest.mark.parametrize("kind", ["SELECT", "INSERT"])
def test_a_worker_reaches_no_other_server_even_past_the_gate(kind: str) -> None:
    with listening() as (port, calls):
        program = (
            "import sys; from saite.serve.isolation import leave_network; import pyoxigraph as ox\n"
            "print(leave_network())\n"
            "try:\n"
            "    address = 'http://127.0.0.1:' + sys.argv[2]\n"
            "    if sys.argv[1] == 'SELECT':\n"
            "        ox.Store().query('ASK { SERVICE <' + address + '/> { ?s ?p ?o } }')\n"
            "    else:\n"
            "        ox.Store().update('LOAD <' + address + '/x.ttl>')\n"
            "except Exception as error: print(type(error).__name__)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, kind, str(port)],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
    held, *outcome = done.stdout.split()
    if held == "guard":
        pytest.skip("this system has no network of its own for a process")
    assert outcome, "the query must fail"
    assert calls == []


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """Count who connects to a port on loopback."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        is_over = threading.Event()

        def accept() -> None:
            while not is_over.is_set():
                try:
                    client, _ = server.accept()
                except TimeoutError:
                    continue
                with client:
                    calls.append(b"call")

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1], calls
        finally:
            time.sleep(0.1)
            is_over.set()
            thread.join()


def test_the_listener_of_these_tests_hears_who_calls() -> None:
    with listening() as (port, calls), socket.create_connection(("127.0.0.1", port)):
        time.sleep(0.2)
        assert calls == [b"call"]


def test_without_fork_each_worker_opens_the_graph_itself(workspace: Workspace) -> None:
    keeper = SpawningKeeper(plan_of(workspace))
    connection, number = keeper.start()
    try:
        with connection:
            connection.settimeout(60)
            ready = receive_frame(connection)
            assert ready is not None
            assert ready[0] == READY
            task = {"do": "query", "text": "ASK { ?s ?p ?o }", "base": "http://localhost/",
                    "form": "text/csv"}  # fmt: skip
            send_json(connection, TASK, task)
            send_frame(connection, CONTENT, b"")
            assert receive_frame(connection) == (DATA, b"true")
            end = receive_frame(connection)
            assert end is not None
            assert end[0] == END
    finally:
        assert keeper.end(number) < 0
        keeper.close()


def test_a_build_too_large_for_the_memory_is_read_from_the_disk(workspace: Workspace) -> None:
    build = plan_of(workspace).build
    assert build is not None
    assert fits_in_memory(build, Serving())
    assert not fits_in_memory(build, Serving(store="disk"))
    with serving_workspace(workspace, limits=Serving(workers=2, store="disk")) as server:
        assert not server.service.hub.plan.in_memory
        assert works(server)
        assert ask(server, SLOW.replace("COUNT", "COUN"))[0] == 400
        assert works(server)
