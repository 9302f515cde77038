"""One execution of a task for all who ask for it at the same time, and its answer kept.

A task whose answer has a tag is done once: whoever asks for it meanwhile waits for the same
worker, and whoever asks later gets what is kept. An answer that turns out large goes to the first
who asked, as it is made; the others have theirs made apart.
"""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from saite.serve.cache import Cache
from saite.serve.metrics import Metrics
from saite.serve.pool import Answer
from saite.serve.problems import RefusedError

# So much of an answer is held back until it is clear whether it comes to an end.
HELD: Final = 1 << 17
# Answers of so many bytes are compressed for those who take that, and how hard.
PACKED_FROM: Final = 1_024
LEVEL: Final = 4
PACKED: Final = " gzip"  # behind the tag of an answer that is kept compressed
Task = dict[str, Any]
Run = Callable[[Task], AbstractAsyncContextManager[Answer]]


@dataclass
class Begun:
    """The beginning of an answer.

    :param held: its first bytes; all of them if there is no rest
    :param rest: what follows, as it is made; None if the answer is whole
    """

    held: bytes
    rest: AsyncIterator[bytes] | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _is_taken: bool = False

    def take(self) -> bool:
        """Take the rest; only the first who asks for it gets it."""
        is_first, self._is_taken = not self._is_taken, True
        return is_first

    async def aclose(self) -> None:
        """End the worker, if the rest was not read."""
        await self._stack.aclose()


@dataclass(eq=False)
class Execution:
    """A task in a worker, and how many wait for what comes of it."""

    work: asyncio.Task[Begun]
    users: int = 0


class Answers:
    """Answers to tasks: kept ones, and such as workers make.

    :param run: does a task in a worker on the graph as it is now
    :param cache: answers to the tasks that have a tag
    """

    def __init__(self, run: Run, cache: Cache, metrics: Metrics) -> None:
        self._run = run
        self._cache = cache
        self._metrics = metrics
        self._running: dict[tuple[str, int], Execution] = {}
        self.moment = 0  # another one, another graph; odd while it is being changed

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[None]:
        """Change the graph: what is answered meanwhile is kept under neither name.

        If the change fails, the graph is as it was, and what was kept before still holds.
        """
        self.moment += 1
        try:
            yield
            self._cache.clear()
            self._metrics.cached.set(0)
        finally:
            self.moment += 1

    def kept(self, tag: str) -> bytes | None:
        """Give an answer that is kept; None if it has to be made."""
        body = self._cache.find(tag) if tag else None
        if body is not None:
            self._metrics.answers.labels("cache").inc()
        return body

    async def packed(self, tag: str) -> bytes | None:
        """Give an answer that is kept, compressed, which is done once for all who ask for it.

        :returns: None if it is not kept, or too short to be compressed
        """
        packed = self._cache.find(tag + PACKED) if tag else None
        if packed is None:
            body, moment = self._cache.find(tag) if tag else None, self.moment
            if body is None or len(body) < PACKED_FROM:
                return None
            packed = await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)
            self.keep(tag + PACKED, moment, packed)
        self._metrics.answers.labels("cache").inc()
        return packed

    @asynccontextmanager
    async def open(self, task: Task, tag: str, moment: int) -> AsyncIterator[Begun]:
        """Do a task, or give its answer as it is kept.

        :param tag: names graph, question and format; empty for what is another each time
        :param moment: when the tag was made
        :raises RefusedError: if there is no answer; also while the rest is read
        """
        kept = self.kept(tag)
        if kept is not None:
            yield Begun(kept)
            return
        if not tag:
            async with self._alone(task) as begun:
                yield begun
            return
        place = (tag, moment)
        execution = self._running.get(place) or self._start(task, place)
        self._metrics.answers.labels("shared" if execution.users else "worker").inc()
        begun = await self._wait(execution, place)
        if begun.rest is None:
            yield begun
        elif begun.take():
            async with aclosing(begun):
                yield Begun(begun.held, self._recorded(begun, place))
        else:
            async with self._alone(task) as own:
                yield own

    @asynccontextmanager
    async def _alone(self, task: Task) -> AsyncIterator[Begun]:
        self._metrics.answers.labels("worker").inc()
        begun = await self._begin(task)
        try:
            yield begun
        finally:
            await begun.aclose()

    def _start(self, task: Task, place: tuple[str, int]) -> Execution:
        execution = Execution(asyncio.create_task(self._begin(task)))
        self._running[place] = execution

        def end(work: asyncio.Task[Begun]) -> None:
            if self._running.get(place) is execution:  # else it was dropped, and begun anew
                del self._running[place]
            # What went wrong is told to those who wait, if there are any.
            if not work.cancelled() and work.exception() is None and work.result().rest is None:
                self.keep(*place, work.result().held)

        execution.work.add_done_callback(end)
        return execution

    async def _wait(self, execution: Execution, place: tuple[str, int]) -> Begun:
        """Wait for an execution; the last who leaves ends it."""
        execution.users += 1
        try:
            return await asyncio.shield(execution.work)
        except asyncio.CancelledError:
            if execution.users == 1:
                await self._drop(execution, place)
            raise
        finally:
            execution.users -= 1

    async def _drop(self, execution: Execution, place: tuple[str, int]) -> None:
        if self._running.get(place) is execution:
            del self._running[place]
        work = execution.work
        work.cancel()
        await asyncio.wait((work,))
        if not work.cancelled() and work.exception() is None and work.result().take():
            await work.result().aclose()

    async def _begin(self, task: Task) -> Begun:
        async with AsyncExitStack() as stack:
            answer = await stack.enter_async_context(self._run(task))
            pieces = await stack.enter_async_context(aclosing(answer.pieces))  # type: ignore[type-var]
            held, is_whole = await _hold(pieces)
            if is_whole:
                return Begun(held)
            return Begun(held, pieces, stack.pop_all())
        raise RefusedError("server")  # a stack that passes errors on does not end here

    async def _recorded(self, begun: Begun, place: tuple[str, int]) -> AsyncIterator[bytes]:
        """Pass the rest of an answer on, and keep it if it is not too large."""
        most, parts, size = self._cache.largest, [begun.held], len(begun.held)
        assert begun.rest is not None
        async for piece in begun.rest:
            size += len(piece)
            if size <= most:
                parts.append(piece)
            else:
                parts.clear()
            yield piece
        if parts:
            self.keep(*place, b"".join(parts))

    def keep(self, tag: str, moment: int, body: bytes) -> None:
        """Keep an answer, unless the graph was changed since the question came.

        :param moment: when the tag was made
        """
        if moment == self.moment and not moment % 2:
            self._cache.keep(tag, body)
            self._metrics.cached.set(self._cache.size)


async def _hold(pieces: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """Take the beginning of an answer; tell whether it is all of it."""
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) >= HELD:
            return bytes(held), False
    return bytes(held), True
