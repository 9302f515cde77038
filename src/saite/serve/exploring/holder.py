"""The index of the build that is served: made by a process of its own, then kept open."""

import asyncio
import json
import logging
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from saite.errors import BuildError
from saite.explore import NetworkIndex, half_path, index_path
from saite.serve.hub import Hub
from saite.serve.problems import RefusedError

PACKAGE: Final = Path(__file__).parents[2]
LOGGER: Final = logging.getLogger("saite.serve")
# So long a request waits for an index that is being made: those of small builds are there by then.
PATIENCE: Final = 20.0
# So long nothing is tried again after a making has failed.
REST: Final = 60.0
THREADS: Final = 2
# Not by multiprocessing: that runs the caller's main module again. With -P nothing is imported from
# the folder that the server was started in.
PROGRAM: Final = """
import json, os, sys
from pathlib import Path
from saite.errors import SaiteError
from saite.explore.making import make_index
from saite.serve.isolation import ignore_interrupts
ignore_interrupts()
build, language, is_awaited, *concepts = json.load(sys.stdin)
if not is_awaited and hasattr(os, "nice"):
    os.nice(5)  # an older index answers meanwhile, and queries come first
try:
    make_index(Path(build), language=language, concepts=[Path(each) for each in concepts])
except SaiteError as error:
    sys.exit(str(error))
"""
T = TypeVar("T")


class Explorer:
    """Gives each request the index of the build that is served.

    That of a newer build is made as soon as the build is served, whether or not anybody asks; until
    it is there, the one before answers.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._index: NetworkIndex | None = None
        self._build: Path | None = None
        self._making: asyncio.Task[None] | None = None
        self._failed: tuple[Path, float, str] | None = None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="explore")
        self._waiting = 0
        hub.followers.append(self.prepare)

    @property
    def build(self) -> str:
        """Name the build whose index answers now; empty before there is one."""
        return self._build.name if self._build else ""

    @property
    def newer(self) -> str:
        """Name the build that is served, if its index does not answer yet; else empty."""
        build = self._hub.plan.build
        return build.name if build is not None and build != self._build else ""

    def prepare(self) -> None:
        """Begin to make the index, if there is a build and it has none; nobody waits for it."""
        if self._wanted() and (self._making is None or self._making.done()):
            self._making = asyncio.create_task(self._follow())

    def _wanted(self) -> Path | None:
        """Give the build that is served if its index is to be made now."""
        build = self._hub.plan.build
        is_resting = self._failed is not None and (
            self._failed[0] == build and time.monotonic() - self._failed[1] < REST
        )
        return None if build == self._build or is_resting else build

    async def index(self) -> NetworkIndex:
        """Give the index.

        :raises RefusedError: if there is no build, or its index is not there yet or cannot be made
        """
        if self._hub.plan.build is None:
            raise RefusedError("unknown", "there is no build, so there is no network to explore")
        self.prepare()
        if self._index is None and self._making is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._making), PATIENCE)
        if self._index is not None:
            return self._index
        if self._failed is not None and self._failed[0] == self._hub.plan.build:
            raise RefusedError("server", f"the network cannot be indexed: {self._failed[2]}")
        raise RefusedError("preparing", "the index of this build is being made")

    async def run(self, work: Callable[[], T]) -> T:
        """Do something with the index in a thread.

        :raises RefusedError: if too many wait already
        """
        if self._waiting >= self._hub.plan.serving.queue:
            raise RefusedError("busy")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End a making, begin no other, and let go of the index."""
        self._hub.followers.remove(self.prepare)
        if self._making is not None and not self._making.done():
            self._making.cancel()
            await asyncio.wait((self._making,))
        self._threads.shutdown(wait=True)
        if self._index is not None:
            self._index.close()

    async def _follow(self) -> None:
        """Open the index of the build that is served, and of each one that came meanwhile."""
        while build := self._wanted():
            await self._open(build)

    async def _open(self, build: Path) -> None:
        try:
            path = index_path(build)
            if not path.is_file():
                await self._make(build)
            # What still asks the index before holds it; it is closed when nobody does.
            self._index, self._build = NetworkIndex(path), build
        except (BuildError, OSError) as error:
            self._failed = build, time.monotonic(), str(error)
            LOGGER.warning("The network cannot be explored: %s", error)

    async def _make(self, build: Path) -> None:
        """Make the index in a process of its own: it takes time and memory where much is tied."""
        plan = self._hub.plan
        path = os.pathsep.join([str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-c", PROGRAM, stdin=PIPE, stdout=DEVNULL, stderr=PIPE,
            env={**os.environ, "PYTHONPATH": path.rstrip(os.pathsep)},
        )  # fmt: skip
        asked = [str(build), plan.language, self._index is None, *map(str, plan.concepts)]
        began = time.monotonic()
        try:
            _, told = await process.communicate(json.dumps(asked).encode())
        except asyncio.CancelledError:
            process.kill()
            # A server that ends may cancel a second time: the process has to be waited for anyhow.
            while process.returncode is None:
                with suppress(asyncio.CancelledError):
                    await asyncio.shield(process.wait())
            with suppress(OSError):
                half_path(build, process.pid).unlink(missing_ok=True)
            raise
        if process.returncode:
            lines = told.decode("utf-8", "replace").strip().splitlines() or ["it ended"]
            raise BuildError(lines[-1])
        LOGGER.info("Indexed the network of %s in %.1f s", build.name, time.monotonic() - began)
