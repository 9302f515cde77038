"""What goes wrong around the workers, and who pays for it: nobody else, and not for long."""

import asyncio
import json
import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from saite.edits import edits_file
from saite.errors import BuildError
from saite.serve import Metrics, plan_of
from saite.serve.frames import DATA, receive_frame
from saite.serve.keeper import start_keeper
from saite.serve.output import PIECE, Output
from saite.serve.pool import Pool
from saite.store import latest_build
from saite.workspace import Serving, Workspace
from serve_support import (
    TOKEN,
    Running,
    made_up_workspace,
    publish_store,
    serving_workspace,
    until,
)
from support import ROOT
from synthetic import made_up_case
from test_serve_limits import workers_of

pytestmark = pytest.mark.server
GRAPH = "https://example.org/id/graph/edits"
NOTE = "http://www.w3.org/2004/02/skos/core#note"
ASK = {"do": "query", "text": "ASK { ?s ?p ?o }", "base": "http://localhost/", "form": "text/csv"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return made_up_workspace(tmp_path_factory.mktemp("faulty"))


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    return made_up_workspace(tmp_path)


def status(server: Running, query: str = "ASK { ?s ?p ?o }") -> int:
    return server.ask(f"/sparql?{urlencode({'query': query})}").status


def notes(server: Running) -> list[str]:
    query = f"SELECT ?n {{ <urn:it> <{NOTE}> ?n }} ORDER BY ?n"
    reply = server.ask(f"/sparql?{urlencode({'query': query})}", Accept="text/csv")
    assert reply.status == 200, reply.text
    return reply.text.split()[1:]


def update(server: Running, text: str) -> tuple[int, str]:
    kind = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}"}
    reply = server.ask("/sparql", "POST", text.encode(), more=kind)
    return reply.status, reply.text


def note(number: int) -> str:
    return f'INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:it> <{NOTE}> "{number}" }} }}'


def run_apart(work: Coroutine[None, None, None]) -> None:
    """Run something in a thread of its own: that of the tests may have a loop of the browser's."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, work).result()


def with_pool(workspace: Workspace, size: int, do: Callable[[Pool], Awaitable[None]]) -> None:
    """Do something with workers on a graph, without a server."""

    async def work() -> None:
        pool = await Pool.open(plan_of(workspace), Metrics(), size=size)
        try:
            await do(pool)
        finally:
            await pool.close()

    run_apart(work())


def test_nobody_is_given_a_worker_that_is_about_to_end(workspace: Workspace) -> None:
    # A worker that has come to hold so much ends after its task, so that it is given back.
    limits = Serving(workers=1, seconds=60, memory=24, cache=0)
    pairs = "{ ?a ?b ?c . ?d ?e ?f }"
    large = (
        f"SELECT (STRLEN(GROUP_CONCAT(CONCAT(STR(?a), STR(?e)))) AS ?n) {pairs}",
        f"SELECT ?a ?d {pairs} ORDER BY ?c ?f ?a LIMIT 1",
    )
    seen = set()
    with serving_workspace(workspace, limits=limits) as server:
        for number in range(8):
            assert status(server, large[number % 2]) == 200
            assert [status(server) for _ in range(3)] == [200] * 3
            seen |= set(workers_of(os.getpid()))
    if len(seen) == 1:
        pytest.skip("no worker has held too much")


def test_a_refusal_costs_no_worker(workspace: Workspace) -> None:
    with serving_workspace(workspace, limits=Serving(workers=2)) as server:
        assert status(server) == 200
        before = sorted(workers_of(os.getpid()))
        assert [status(server, f"ASK {{ {number} }}") for number in range(5)] == [400] * 5
        assert server.ask("/thing?iri=urn:nobody").status == 404
        assert sorted(workers_of(os.getpid())) == before


def test_a_worker_from_before_an_edit_answers_nothing_after_it(workspace: Workspace) -> None:
    async def work(pool: Pool) -> None:
        (old,) = pool._free
        pool._epoch += 1  # the edits were read again
        async with pool.run(ASK) as answer:
            assert [piece async for piece in answer.pieces] == [b"true"]
        (worker,) = pool._free
        assert worker is not old
        # Again, while a worker that was started before is on its way.
        pool._free.clear()
        await pool._kill(worker)
        filling = asyncio.create_task(pool._fill())
        while not pool._all:
            await asyncio.sleep(0)
        assert not pool._free
        pool._epoch += 1
        await filling
        assert [each.epoch for each in pool._free] == [pool._epoch]
        assert len(pool._all) == 1

    with_pool(workspace, 1, work)


def test_workers_that_cannot_open_the_graph_are_told_and_not_counted(own: Workspace) -> None:
    build = latest_build(own.output)
    limited = replace(own, serving=Serving(workers=1, store="disk"))
    for file in (build / "store").glob("*.sst"):
        file.unlink()

    async def work() -> None:
        await Pool.open(plan_of(limited), Metrics(), size=1)

    with pytest.raises(BuildError, match=r"a worker cannot open the graph: .* is damaged"):
        run_apart(work())


def test_the_graph_is_opened_again_when_the_process_that_holds_it_ends(
    own: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    limits = Serving(workers=2, seconds=30)
    with (
        caplog.at_level(logging.WARNING, logger="saite.serve"),
        serving_workspace(own, limits=limits) as server,
    ):
        workers = workers_of(os.getpid())
        keeper = getattr(server.service.hub.pool._keeper, "_process", None)
        if keeper is None or not workers:
            pytest.skip("no process holds the graph here")
        os.kill(keeper.pid, signal.SIGKILL)
        # No worker outlives it, busy or not: nobody could end it any more.
        until(lambda: not any(map(is_running, workers)))
        until(lambda: status(server) == 200)
        assert [status(server) for _ in range(3)] == [200] * 3
        until(lambda: "saite_workers 2.0" in server.ask("/metrics").text)
    assert "had ended" in caplog.text


def is_running(pid: int) -> bool:
    path = Path(f"/proc/{pid}/stat")
    try:
        return path.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_process_that_cannot_be_started_costs_one_request_only(workspace: Workspace) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    program = (
        "import os, socket, sys\n"
        "from pathlib import Path\n"
        "from saite.errors import BuildError\n"
        "from saite.serve import keeper, plan_of\n"
        "from saite.workspace import load_workspace\n"
        "ours, theirs = socket.socketpair()\n"
        "fork, calls = os.fork, []\n"
        "if fork() == 0:\n"
        "    def failing():\n"
        "        calls.append(1)\n"
        "        if len(calls) == 1: raise BlockingIOError(11, 'too many processes')\n"
        "        return fork()\n"
        "    os.fork = failing\n"
        "    ours.close()\n"
        "    keeper.keep(theirs.fileno())\n"
        "    os._exit(0)\n"
        "theirs.close()\n"
        "import pickle\n"
        "plan = pickle.loads(Path(sys.argv[1]).read_bytes())\n"
        "made = object.__new__(keeper.ForkingKeeper)\n"
        "import threading; made._lock, made._control = threading.Lock(), ours\n"
        "keeper.send_frame(ours, keeper.TASK, pickle.dumps(plan))\n"
        "made._receive()\n"
        "try: made.start()\n"
        "except BuildError as error: print(error)\n"
        "connection, number = made.start()\n"
        "print(keeper.receive_frame(connection)[0])\n"
    )
    file = workspace.root / "plan.pickle"
    file.write_bytes(pickle.dumps(plan_of(workspace)))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(file)],
        capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.stdout.splitlines() == ["[Errno 11] too many processes", "b'r'"], done.stderr


def test_nothing_is_imported_from_the_folder_where_the_server_was_started(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "socket", "pyoxigraph"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not ours')\n")
    monkeypatch.chdir(tmp_path)
    keeper = start_keeper(plan_of(workspace))
    keeper.close()


def test_the_number_of_workers_is_right_after_a_newer_build(own: Workspace) -> None:
    with serving_workspace(own, limits=Serving(workers=2)) as server:
        made = made_up_case()
        made.organisation("sigma", "Sigma, which is new")
        build_id = publish_store(own, made.derive())
        until(lambda: json.loads(server.ask("/healthz").text)["build"] == build_id)
        until(lambda: "saite_workers 2.0" in server.ask("/metrics").text)


def test_who_closes_a_page_ends_its_query(workspace: Workspace) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    head = f"GET /query?{urlencode({'query': slow})} HTTP/1.1\r\nHost: localhost\r\n"
    limits = Serving(workers=1, seconds=60)
    with serving_workspace(workspace, limits=limits, has_pages=True) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(f"{head}Accept: text/html\r\n\r\n".encode())
            time.sleep(0.5)
        began = time.monotonic()
        assert status(server) == 200
        assert time.monotonic() - began < 20, "the only worker is free again"
        assert 'saite_queries_ended_total{reason="gone"} 1.0' in server.ask("/metrics").text


@pytest.fixture
def edited(own: Workspace) -> Iterator[Running]:
    with serving_workspace(own, token=TOKEN, limits=Serving(workers=2)) as server:
        assert update(server, note(1))[0] == 204
        yield server


@pytest.mark.parametrize(
    "wrong", ["<urn:it> <urn:p> \n", "<urn:it> <urn:p> 'x' <urn:elsewhere> .\n".replace("'", '"')]
)
def test_edits_that_cannot_be_read_change_nothing_and_are_told(
    edited: Running, own: Workspace, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    file = edits_file(own)
    good = file.read_text(encoding="utf-8")
    with caplog.at_level(logging.WARNING, logger="saite.serve"):
        file.write_text(good + wrong, encoding="utf-8")
        until(lambda: "edits.nq" in caplog.text)
    for pid in workers_of(os.getpid()):
        os.kill(pid, signal.SIGKILL)
    until(lambda: status(edited) == 200)
    assert [notes(edited) for _ in range(3)] == [["1"]] * 3, "what was served is served still"
    assert status(edited, "ASK { GRAPH <urn:elsewhere> { ?s ?p ?o } }") == 200
    found, told = update(edited, note(2))
    assert (found, "edits" in told) == (409, True), told
    file.write_text(good.replace('"1"', '"3"'), encoding="utf-8")
    until(lambda: notes(edited) == ["3"])


def test_an_answer_goes_to_the_server_in_pieces() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        output = Output(theirs, rows=1, size=1 << 20)
        whole = os.urandom(2 * PIECE + 5)

        def write() -> None:
            output.write(whole)
            theirs.shutdown(socket.SHUT_WR)

        thread = threading.Thread(target=write)
        thread.start()
        frames = list(iter(lambda: receive_frame(ours), None))
        thread.join()
    assert [kind for kind, _ in frames] == [DATA] * 3
    assert max(len(content) for _, content in frames) == PIECE
    assert b"".join(content for _, content in frames) == whole
