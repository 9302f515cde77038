"""The answer on its way from a worker to the client."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from saite.serve.hub import Hub
from saite.serve.problems import RefusedError, refusal_response

# So much of an answer is held back until it is clear whether it comes to an end.
HELD: Final = 1 << 17


class WorkResponse(Response):
    """The answer to a task, sent while the worker makes it.

    What fails before much was made is told with its status. Later the connection breaks off
    without an end, so that nobody takes a part for the whole. If the client leaves, the worker is
    killed.
    """

    def __init__(
        self,
        hub: Hub,
        task: dict[str, Any],
        *,
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(headers=dict(headers), media_type=media_type)
        del self.headers["content-length"]
        self._hub, self._task = hub, task

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the task, as long as the client is there."""
        working = asyncio.create_task(self._work(scope, receive, send))
        listening = asyncio.create_task(_disconnected(receive))
        try:
            await asyncio.wait((working, listening), return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                self._hub.metrics.ended.labels("gone").inc()
                working.cancel()
                await asyncio.wait((working,))
            if not working.cancelled():
                working.result()
        finally:
            for task in (working, listening):
                task.cancel()

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False
        async with AsyncExitStack() as stack:
            try:
                answer = await stack.enter_async_context(self._hub.run(self._task))
                pieces = await stack.enter_async_context(aclosing(answer.pieces))  # type: ignore[type-var]
                held, is_whole = await _hold(pieces)
                if is_whole:
                    self.headers["content-length"] = str(len(held))
                await send(
                    {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
                )
                has_started = True
                await self._send(send, held, more=not is_whole)
                if not is_whole:
                    async for piece in pieces:
                        await self._send(send, piece, more=True)
                    await self._send(send, b"", more=False)
            except RefusedError as refusal:
                if has_started:
                    raise BrokenOffError(refusal.detail) from refusal
                await refusal_response(refusal)(scope, receive, send)

    async def _send(self, send: Send, body: bytes, *, more: bool) -> None:
        """Send a piece; a client that takes none for too long is left."""
        try:
            async with asyncio.timeout(self._hub.plan.serving.seconds):
                await send({"type": "http.response.body", "body": body, "more_body": more})
        except TimeoutError:
            raise BrokenOffError("the client took nothing for too long") from None


class BrokenOffError(Exception):
    """An answer broke off after it had begun."""


async def _hold(pieces: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """Take the beginning of an answer; tell whether it is all of it."""
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) >= HELD:
            return bytes(held), False
    return bytes(held), True


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def etag_of(*parts: object) -> str:
    """Make the tag of an answer; a weak one, as it is the same for each encoding of the bytes.

    :source: RFC 9110, section 8.8.3
    """
    body = "\0".join(str(part) for part in parts)
    return f'W/"{hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """Answer that nothing has changed, if the client has the answer already."""
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known or tag.removeprefix("W/") in known or "*" in known:
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
    return None
