"""The graph that is served now: which build, with which edits, and the change to the next one."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from saite.edits import edits_file, edits_graph, edits_state
from saite.errors import BuildError, SaiteError
from saite.serve.cache import Cache, etag_of
from saite.serve.metrics import Metrics
from saite.serve.pool import Answer, Pool
from saite.serve.problems import RefusedError
from saite.serve.sharing import Answers, Begun
from saite.serve.snapshot import Plan, fits_in_memory
from saite.store import latest_build
from saite.workspace import Serving, Workspace

LOOK: Final = 0.5  # seconds between two looks at what is built
LOGGER: Final = logging.getLogger("saite.serve")


def plan_of(workspace: Workspace) -> Plan:
    """Tell what is to be opened of a workspace: the build that is current now, and the edits.

    :raises BuildError: if nothing was built yet
    """
    build = latest_build(workspace.output)
    return Plan(
        build=build,
        edits=edits_file(workspace),
        graph=edits_graph(workspace.base).value,
        base=workspace.base,
        serving=workspace.serving,
        in_memory=fits_in_memory(build, workspace.serving),
        language=workspace.language,
        concepts=workspace.concepts,
        queries=workspace.queries,
    )


def scratch_plan(file: Path, serving: Serving, *, is_union: bool = False) -> Plan:
    """Tell what is to be opened of a store that all may be written to, kept in one file."""
    return Plan(None, file, "", "http://localhost/", serving, is_union=is_union)


class Hub:
    """Gives each request the graph that is current when it comes, and keeps it for it."""

    def __init__(self, plan: Plan, workspace: Workspace | None, metrics: Metrics) -> None:
        self.plan = plan
        self.workspace = workspace
        self.metrics = metrics
        self._pool: Pool | None = None
        self._edits = ""
        self._counts: dict[bool, dict[str, Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changing = asyncio.Lock()
        # Called when another build is served.
        self.followers: list[Callable[[], None]] = []
        self._answers = Answers(self.run, Cache(plan.serving.cache << 20), metrics)

    @property
    def pool(self) -> Pool:
        """Give the workers on the current graph."""
        assert self._pool is not None, "the hub is not open"
        return self._pool

    @property
    def state(self) -> str:
        """Name what is served: the same name, the same graph."""
        build = self.plan.build.name if self.plan.build else "scratch"
        return f"{build}-{self._edits}"

    @property
    def edits(self) -> str:
        """Name the state of the edits that is served."""
        return self._edits

    async def open(self) -> None:
        """Open the graph, and begin to look for newer ones.

        :raises BuildError: if it cannot be opened
        """
        self._edits = edits_state(self.plan.edits)
        self._pool = await self._open_pool(self.plan)
        if self.workspace is not None:
            self._later(self._look(self.workspace))

    async def _open_pool(self, plan: Plan) -> Pool:
        size = plan.serving.workers or max(4, 2 * (os.cpu_count() or 1))
        pool = await Pool.open(plan, self.metrics, size=size)
        self.metrics.build.info({"build": plan.build.name if plan.build else "scratch"})
        return pool

    def _later(self, work: Any) -> None:  # noqa: ANN401 - a coroutine of any kind
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End everything."""
        for task in list(self._tasks):
            task.cancel()
        if self._pool is not None:
            await self._pool.close()

    @asynccontextmanager
    async def run(
        self, task: dict[str, Any], content: bytes = b"", *, is_alone: bool = False
    ) -> AsyncIterator[Answer]:
        """Do a task on the current graph; see ``Pool.run``."""
        async with self.pool.run(task, content, is_alone=is_alone) as answer:
            yield answer

    @asynccontextmanager
    async def answer(self, task: dict[str, Any], tag: str, moment: int) -> AsyncIterator[Begun]:
        """Give the answer to a task that changes nothing; see ``Answers.open``."""
        async with self._answers.open(task, tag, moment) as begun:
            yield begun

    def kept(self, tag: str) -> bytes | None:
        """Give an answer that is kept; None if it has to be made."""
        return self._answers.kept(tag)

    async def packed(self, tag: str) -> bytes | None:
        """Give an answer that is kept, compressed; see ``Answers.packed``."""
        return await self._answers.packed(tag)

    def keep(self, tag: str, moment: int, body: bytes) -> None:
        """Keep an answer that no worker made; see ``Answers.keep``."""
        self._answers.keep(tag, moment, body)

    @property
    def moment(self) -> int:
        """Number the graphs that are served one after the other."""
        return self._answers.moment

    async def collect(self, task: dict[str, Any], *, is_kept: bool = True) -> bytes:
        """Give the whole answer to a task.

        :param is_kept: whether it is always the same on the same graph
        """
        told = json.dumps(task, sort_keys=True)
        tag = etag_of(self.state, "collect", told) if is_kept else ""
        async with self.answer(task, tag, self.moment) as begun:
            rest = [piece async for piece in begun.rest] if begun.rest is not None else []
            return b"".join([begun.held, *rest])

    async def counts(self, *, is_all: bool = True) -> dict[str, Any]:
        """Count what the graph holds, once for each graph.

        :param is_all: graphs, classes, properties, subjects and objects, which takes ten times as
            long as graphs and classes alone
        """
        if is_all not in self._counts:
            state = self.state
            task = {"do": "count", "is_all": is_all}
            found: dict[str, Any] = json.loads(await self.collect(task))
            if state != self.state:
                return found
            self._counts[is_all] = found
        return self._counts[is_all]

    async def _look(self, workspace: Workspace) -> None:
        """Look whether there is a newer build, or the edits have changed, again and again."""
        told = ""
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.refresh(workspace)
                told = ""
            except (SaiteError, RefusedError, OSError) as error:
                if str(error) != told:
                    LOGGER.warning("The newer graph cannot be served yet: %s", error)
                told = str(error)

    async def refresh(self, workspace: Workspace) -> None:
        """Change to the current build and the edits as they are, if they are not served yet.

        If the process that workers come from has ended, the build is opened again.

        :raises BuildError: if they cannot be opened; what was served is served still
        """
        async with self._changing:
            build = latest_build(workspace.output)
            is_lost = not self.pool.is_alive
            if build != self.plan.build or is_lost:
                in_memory = fits_in_memory(build, workspace.serving)
                await self._change(replace(self.plan, build=build, in_memory=in_memory))
                if is_lost:
                    LOGGER.warning("The process that held the graph had ended: it is open again")
            elif self.plan.in_memory and await _state(self.plan) != self._edits:
                await self._renew()

    async def _change(self, plan: Plan) -> None:
        """Open another build, send all new requests there, close the old one once it is free."""
        edits = await _state(plan)
        old, new = self.pool, await self._open_pool(plan)
        async with self._answers.changing():
            self._pool, self.plan, self._edits, self._counts = new, plan, edits, {}
        LOGGER.info("Serving build %s", plan.build.name if plan.build else "")
        for follow in self.followers:
            follow()
        self._later(old.retire())

    async def renew(self) -> None:
        """Serve the edits as they are now; what cannot be read now is tried again and again."""
        async with self._changing:
            try:
                await self._renew()
            except (BuildError, OSError) as error:
                LOGGER.warning("The edits cannot be served yet: %s", error)

    async def _renew(self) -> None:
        edits = await _state(self.plan)
        async with self._answers.changing():
            await self.pool.renew()
            self._edits, self._counts = edits, {}


async def _state(plan: Plan) -> str:
    """Tell the state of the edits, which may be a large file."""
    return await asyncio.to_thread(edits_state, plan.edits)
