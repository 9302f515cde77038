"""The answer on its way from a worker to the client."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from saite.serve.cache import etag_of
from saite.serve.hub import Hub
from saite.serve.problems import RefusedError, refusal_response


class WorkResponse(Response):
    """The answer to a task, sent while the worker makes it.

    What fails before much was made is told with its status. Later the connection breaks off
    without an end, so that nobody takes a part for the whole. If the client leaves, and nobody
    else waits for the same answer, the worker is killed. What has an ETag may be an answer that is
    kept.
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
        # The tag was made just now: it names the graph of this moment.
        self._moment = hub.moment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the task, as long as the client is there."""
        kept = await kept_response(self._hub, Headers(scope=scope), self.headers)
        if kept is not None:
            # No worker has to be waited for, nor ended if the client leaves.
            await kept(scope, receive, send)
            return
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
        has_started, tag = False, self.headers.get("etag", "")
        try:
            async with self._hub.answer(self._task, tag, self._moment) as begun:
                if begun.rest is None:
                    self.headers["content-length"] = str(len(begun.held))
                await send(
                    {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
                )
                has_started = True
                await self._send(send, begun.held, more=begun.rest is not None)
                if begun.rest is not None:
                    async for piece in begun.rest:
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


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def while_there(request: Request, hub: Hub, work: Coroutine[Any, Any, bytes]) -> bytes:
    """Wait for an answer as long as the client is there; if it leaves, so does its task.

    :raises RefusedError: if there is no answer, or nobody to give it to
    """
    working = asyncio.create_task(work)
    listening = asyncio.create_task(_disconnected(request.receive))
    try:
        await asyncio.wait((working, listening), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            hub.metrics.ended.labels("gone").inc()
            working.cancel()
            await asyncio.wait((working,))
        if working.cancelled():
            raise RefusedError("request", "the client has left")
        return working.result()
    finally:
        for task in (working, listening):
            task.cancel()


async def kept_response(
    hub: Hub, asked: Mapping[str, str], headers: Mapping[str, str]
) -> Response | None:
    """Answer with what is kept, compressed for those who take that; None if it is not kept.

    :param asked: headers of the request
    :param headers: those of the answer; it is kept by its ETag
    """
    tag = headers.get("etag", "")
    # Who takes it is told as by the compression of all other answers, which leaves this one alone.
    packed = await hub.packed(tag) if "gzip" in asked.get("accept-encoding", "") else None
    if packed is not None:
        response = Response(packed, headers={**headers, "content-encoding": "gzip"})
        response.headers.add_vary_header("Accept-Encoding")
        return response
    kept = hub.kept(tag)
    return None if kept is None else Response(kept, headers=dict(headers))


def unchanged(request: Request, tag: str) -> Response | None:
    """Answer that nothing has changed, if the client has the answer already."""
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known or tag.removeprefix("W/") in known or "*" in known:
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
    return None


def tagged(request: Request, content: object) -> Response:
    """Answer with JSON that is at hand, by the tag of what it says; see ``unchanged``."""
    response = JSONResponse(content)
    tag = etag_of(response.body.hex())
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"}
    if found := unchanged(request, tag):
        return found
    response.headers.update(headers)
    return response
