"""A real server of ours on loopback, for tests: in a thread, with workers of its own."""

import asyncio
import http.client
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox
import uvicorn

from saite.index import FILE, write_index
from saite.resources import resource
from saite.serve import Hub, Metrics, Service, make_server, plan_of, scratch_plan
from saite.serve.pages.handlers import pages_of
from saite.serve.server import listen
from saite.serve.snapshot import Plan
from saite.store import new_build, publish, write_store
from saite.workspace import Serving, Workspace
from synthetic import BASE, made_up_case, typed

TOKEN = "a-token-of-the-tests"


@dataclass
class Reply:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass
class Running:
    """A server that runs."""

    port: int
    service: Service
    http: uvicorn.Server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        *,
        seconds: float = 60,
        more: Mapping[str, str] | None = None,
        **headers: str,
    ) -> Reply:
        """Send a request as it stands.

        :param more: headers, besides those by name, in which underscores are dashes
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= more or {}
        try:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())
        finally:
            connection.close()


@contextmanager
def serving(
    plan: Plan, workspace: Workspace | None, *, token: str = "", has_pages: bool = False
) -> Iterator[Running]:
    """Run a server in a thread until the block ends."""
    listening = listen("127.0.0.1", 0)
    started = threading.Event()
    failed: list[BaseException] = []
    service = Service(Hub(plan, workspace, Metrics()), token)
    server = make_server(service, routes=pages_of(service) if has_pages else None)

    async def run() -> None:
        try:
            await service.hub.open()
            started.set()
            await server.serve(sockets=[listening])
        finally:
            await service.close()
            started.set()

    def work() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:  # noqa: BLE001 - told by the thread of the test
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert started.wait(60), "the server did not start"
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        assert not failed, failed
        yield Running(listening.getsockname()[1], service, server)
    finally:
        server.should_exit = True
        thread.join(60)
        listening.close()
    assert not failed, failed


@contextmanager
def serving_workspace(
    workspace: Workspace,
    *,
    token: str = "",
    limits: Serving | None = None,
    has_pages: bool = False,
) -> Iterator[Running]:
    """Serve the build that is current in a workspace."""
    limited = replace(workspace, serving=limits or Serving(workers=2))
    with serving(plan_of(limited), limited, token=token, has_pages=has_pages) as running:
        yield running


@contextmanager
def serving_scratch(folder: Path, *, limits: Serving | None = None) -> Iterator[Running]:
    """Serve a store of its own that everything may be written to."""
    plan = scratch_plan(folder / "scratch.nq", limits or Serving(workers=2))
    with serving(plan, None, token=TOKEN) as running:
        yield running


def sources(server: Running) -> dict[str, int]:
    text = server.ask("/metrics").text
    found = re.findall(r'saite_answers_total\{source="(\w+)"\} (\d+)', text)
    return {name: int(number) for name, number in found}


@contextmanager
def counting(server: Running) -> Iterator[dict[str, int]]:
    """Count by their sources the answers that are given in the block."""
    before = sources(server)
    found: dict[str, int] = {}
    yield found
    after = sources(server)
    found |= {name: after[name] - before.get(name, 0) for name in after}
    for name in [name for name, number in found.items() if not number]:
        del found[name]


logging.getLogger("saite.access").setLevel(logging.ERROR)


def made_up_workspace(folder: Path) -> Workspace:
    """Make a workspace with a build of made-up organisations; nothing but the build is in it."""
    workspace = Workspace(
        file=folder / "saite.toml",
        base=BASE,
        sources=(),
        output=folder / "out",
        mapping=resource("ontology/mapping.rml.ttl"),
        shapes=(),
        concepts=(resource("ontology/concepts.ttl"),),
        title="Made-up organisations",
    )
    made = made_up_case()
    for thing, latitude, longitude in (("p9", "55.5", "21.25"),):
        place = made.record("place", thing, "schema:Place", label="A mapped place")
        made.add(place, "schema:latitude", typed(latitude, "decimal"))
        made.add(place, "schema:longitude", typed(longitude, "decimal"))
    publish_store(workspace, made.derive())
    return workspace


def publish_store(workspace: Workspace, store: ox.Store) -> str:
    """Make a store the current build of a workspace; give the id of the build."""
    with new_build(workspace.output) as build:
        graph = build.folder / "graph.nq"
        lines = ox.serialize(store, format=ox.RdfFormat.N_QUADS) or b""
        graph.write_bytes(b"".join(sorted(lines.splitlines(keepends=True))))
        write_store(build.folder / "store", graph)
        write_index(build.folder / FILE, store)
        build_id = build.make_id()
        publish(build, build_id)
    return build_id


def until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something is so, and fail if it does not become so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it has not become so"
        time.sleep(0.05)
