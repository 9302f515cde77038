"""Workers on one graph: which is free, which is busy, which has to be killed."""

import asyncio
import json
import socket
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from saite.errors import BuildError
from saite.serve.frames import DATA, END, FAULT, LAST, READY, read_frame, write_task
from saite.serve.keeper import Keeper, start_keeper
from saite.serve.metrics import Metrics
from saite.serve.problems import RefusedError
from saite.serve.snapshot import Plan

STARTING: Final = 60.0  # seconds that a worker may take to open the graph
PIECE: Final = 1 << 20


@dataclass(eq=False)
class Worker:
    """A process that does one task at a time."""

    number: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    epoch: int
    is_ready: bool = False


@dataclass
class Answer:
    """What a worker gives: pieces, then facts about them.

    :param facts: what is known once all pieces were read
    :param is_over: whether the worker is done with it, and takes the next task
    """

    pieces: AsyncIterator[bytes]
    facts: dict[str, Any] = field(default_factory=dict)
    is_over: bool = False


class Pool:
    """Workers on one graph.

    :param plan: what they open
    """

    def __init__(self, plan: Plan, metrics: Metrics, keeper: Keeper, *, size: int) -> None:
        self.plan = plan
        self.size = size
        self._keeper = keeper
        self._metrics = metrics
        self._free: deque[Worker] = deque()
        self._all: set[Worker] = set()
        self._slots = asyncio.Semaphore(size)
        self._filling = asyncio.Lock()
        self._waiting = 0
        self._users = 0
        self._epoch = 0  # one more whenever the edits were read again
        self._is_old = False
        self._cleaning: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, plan: Plan, metrics: Metrics, *, size: int) -> "Pool":
        """Open the graph and start all workers.

        :raises BuildError: if the graph cannot be opened
        """
        keeper = await asyncio.to_thread(start_keeper, plan)
        pool = cls(plan, metrics, keeper, size=size)
        try:
            await pool._fill()
        except BuildError:
            await pool.close()
            raise
        return pool

    @property
    def is_alive(self) -> bool:
        """Tell whether what workers come from is there; without it there will be no more."""
        return self._keeper.is_alive()

    async def _fill(self) -> None:
        """Start workers until there are enough, and wait until they have opened the graph.

        :raises BuildError: if one cannot
        """
        async with self._filling:
            while len(self._all) < self.size and not self._is_old:
                worker = await self._start()
                try:
                    await self._ready(worker)
                except (RefusedError, OSError, asyncio.IncompleteReadError) as error:
                    await self._kill(worker)
                    why = getattr(error, "detail", "") or "it ended"
                    raise BuildError(f"a worker cannot open the graph: {why}") from error
                if worker.epoch == self._epoch:
                    self._free.append(worker)
                else:  # the edits were read again since it was started
                    await self._kill(worker)

    async def _start(self) -> Worker:
        epoch = self._epoch
        try:
            connection, number = await asyncio.to_thread(self._keeper.start)
            reader, writer = await self._connect(connection)
        except OSError as error:
            raise BuildError(f"no worker can be started: {error.strerror or error}") from error
        worker = Worker(number, reader, writer, epoch)
        self._all.add(worker)
        self._metrics.workers.inc()
        return worker

    @staticmethod
    async def _connect(
        connection: socket.socket,
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        connection.setblocking(False)  # noqa: FBT003 - the library's
        return await asyncio.open_connection(sock=connection, limit=PIECE)

    async def _ready(self, worker: Worker) -> None:
        """Wait until a worker has opened the graph."""
        if worker.is_ready:
            return
        async with asyncio.timeout(STARTING):
            kind, body = await read_frame(worker.reader)
        if kind != READY:
            raise RefusedError("server", json.loads(body).get("detail", ""))
        worker.is_ready = True

    async def _kill(self, worker: Worker) -> int:
        """Kill a worker; give its exit code."""
        if worker in self._all:
            self._all.discard(worker)
            self._metrics.workers.dec()
        worker.writer.close()
        try:
            return await asyncio.to_thread(self._keeper.end, worker.number)
        except (BuildError, OSError):
            return 0

    @asynccontextmanager
    async def run(
        self, task: dict[str, Any], content: bytes = b"", *, is_alone: bool = False
    ) -> AsyncIterator[Answer]:
        """Do a task in a worker, which is killed if the answer is not read to its end.

        :param is_alone: in a worker of its own, which is ended afterwards
        :raises RefusedError: if every worker is busy, the worker refuses, takes too long, or dies
        """
        deadline = time.monotonic() + self.plan.serving.seconds
        await self._take_slot(deadline)
        self._users += 1
        worker: Worker | None = None
        answer = Answer(_never())
        try:
            worker = await self._take(is_alone=is_alone)
            answer.pieces = self._pieces(worker, task, content, deadline, answer)
            yield answer
        except BuildError as error:
            raise RefusedError("server", str(error)) from error
        finally:
            # A refusal is an answer too: whoever gave it is as good as before.
            self._give_back(worker, is_done=answer.is_over and not is_alone)

    async def _take(self, *, is_alone: bool) -> Worker:
        """Take a free worker, or start one; a free one may have been ended by somebody else."""
        while self._free and not is_alone:
            worker = self._free.popleft()
            if worker.epoch == self._epoch and not worker.reader.at_eof():
                return worker
            await self._kill(worker)
        return await self._start()

    async def _take_slot(self, deadline: float) -> None:
        if self._slots.locked() and self._waiting >= self.plan.serving.queue:
            self._metrics.ended.labels("busy").inc()
            raise RefusedError("busy", f"{self._waiting} requests are waiting already: try again")
        self._waiting += 1
        try:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                await self._slots.acquire()
        except TimeoutError:
            self._metrics.ended.labels("busy").inc()
            raise RefusedError("busy", "no worker became free in time: try again") from None
        finally:
            self._waiting -= 1

    def _give_back(self, worker: Worker | None, *, is_done: bool) -> None:
        """Take a worker back, or have it killed and replaced; free its place then."""
        is_new = worker is not None and worker.epoch == self._epoch
        if worker is not None and is_new and is_done and not worker.reader.at_eof():
            self._free.append(worker)
            self._leave()
            return
        cleaning = asyncio.create_task(self._replace(worker))
        self._cleaning.add(cleaning)
        cleaning.add_done_callback(self._cleaning.discard)

    async def _replace(self, worker: Worker | None) -> None:
        try:
            if worker is not None and worker in self._all:
                await self._kill(worker)
            await self._fill()
        except BuildError:
            pass  # the next request tries again, and tells
        finally:
            self._leave()

    def _leave(self) -> None:
        self._users -= 1
        self._slots.release()

    async def _pieces(
        self,
        worker: Worker,
        task: dict[str, Any],
        content: bytes,
        deadline: float,
        answer: Answer,
    ) -> AsyncIterator[bytes]:
        seconds = self.plan.serving.seconds
        try:
            async with asyncio.timeout(max(0.001, deadline - time.monotonic())):
                await self._ready(worker)
                write_task(worker.writer, task, content)
                await worker.writer.drain()
            while True:
                # What the client takes its time for counts too: a worker is held for it.
                async with asyncio.timeout(max(0.001, deadline - time.monotonic())):
                    kind, body = await read_frame(worker.reader)
                if kind == DATA:
                    yield body
                    continue
                facts = json.loads(body)
                answer.facts, answer.is_over = facts, not facts.pop(LAST, True)
                if kind == FAULT:
                    raise RefusedError(facts["kind"], facts["detail"], facts["faults"])
                assert kind == END
                return
        except TimeoutError:
            self._metrics.ended.labels("time").inc()
            detail = f"it may take {seconds} seconds: narrow it, or add a LIMIT"
            raise RefusedError("time", detail) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            code = await self._kill(worker)
            self._metrics.ended.labels("died").inc()
            most = self.plan.serving.memory
            detail = f"its worker ended ({code}); it may take {most} MiB: ask for less at once"
            raise RefusedError("memory", detail) from None

    async def renew(self) -> None:
        """Read the edits again; free workers are replaced, busy ones once they are done.

        :raises BuildError: if the edits cannot be read
        """
        await asyncio.to_thread(self._keeper.renew)
        self._epoch += 1
        stale, self._free = self._free, deque()
        for worker in stale:
            await self._kill(worker)
        with suppress(BuildError):  # the edits are read; who asks next is told what is wrong
            await self._fill()

    async def retire(self) -> None:
        """Close once nobody uses it any more."""
        self._is_old = True
        while self._users or self._waiting:
            await asyncio.sleep(0.05)
        await self.close()

    async def close(self) -> None:
        """End all workers at once."""
        self._is_old = True
        for worker in list(self._all):
            worker.writer.close()
        with suppress(OSError):
            await asyncio.to_thread(self._keeper.close)
        self._metrics.workers.dec(len(self._all))
        self._all.clear()


async def _never() -> AsyncIterator[bytes]:
    for piece in tuple[bytes, ...]():
        yield piece
