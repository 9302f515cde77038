"""Connections: what arrives before a request is whole is limited in size and time.

uvicorn's own connection takes headers of any length, and waits for them without an end.
"""

import asyncio
import socket
from typing import Any, Final

import httptools
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from saite.serve.problems import RefusedError, refusal_response

LONGEST_HEAD: Final = 65_536
HEAD_SECONDS: Final = 10.0
STALLED_SECONDS: Final = 30.0
REFUSED: Final = (
    b"HTTP/1.1 %s\r\ncontent-type: text/plain; charset=utf-8\r\nx-content-type-options: nosniff\r\n"
    b"content-security-policy: default-src 'none'\r\ncontent-length: %d\r\nconnection: close\r\n"
    b"\r\n%s\n"
)


class Connection(HttpToolsProtocol):
    """A connection that a client cannot hold open for nothing."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - uvicorn's
        super().__init__(*arguments, **options)
        self._is_head = True
        self._size = 0
        self._late: asyncio.TimerHandle | None = None
        self._look: asyncio.TimerHandle | None = None
        self._seen: tuple[object, int] | None = None
        self._application = self.app
        # uvicorn's own refusal does not say when to come again.
        self._most, self.limit_concurrency = self.limit_concurrency, None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect the head of a request soon, and send what is written at once.

        asyncio does the latter only for sockets that were made with the number of the protocol.
        Otherwise each answer waits for the client's acknowledgement, 40 ms.
        """
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._expect()
        self._look = self.loop.call_later(STALLED_SECONDS, self._leave_stalled)

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        self._stop()
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what arrived; refuse a head that is too long."""
        if self.transport.is_closing():
            return
        if self._is_head:
            self._size += len(data)
            if self._late is None:
                self._expect()
        super().data_received(data)
        if self._is_head and self._size > LONGEST_HEAD and not self.transport.is_closing():
            self._refuse(b"431 Request Header Fields Too Large", b"The head is too long.")

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._is_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """End the head of a request."""
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > LONGEST_HEAD:
            raise httptools.HttpParserError("the head is too long")
        self._is_head, self._size = False, 0
        self._stop()
        is_full = self._most is not None and len(self.connections) > self._most
        self.app = _refuse_busy if is_full else self._application
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request: the next one may begin."""
        super().on_message_complete()
        self._is_head, self._size = True, 0

    def _leave_stalled(self) -> None:
        """Leave a client that takes nothing of what it was answered, or never ends its request.

        A connection that is closed waits for what is still to be sent, and so do keep-alive ones,
        without an end. While an answer is being made, it is the answer that has its limits.
        """
        self._look = self.loop.call_later(STALLED_SECONDS, self._leave_stalled)
        is_answered = getattr(self.cycle, "response_complete", False)  # none before the first
        left = self.transport.get_write_buffer_size()
        is_over = is_answered or self.transport.is_closing()
        seen = (self.cycle, left) if is_over and (left or not self._is_head) else None
        if seen is not None and seen == self._seen:
            self._look.cancel()
            self.transport.abort()
        self._seen = seen

    def _expect(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._refuse_late)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse_late(self) -> None:
        self._late = None
        if not self.transport.is_closing():
            self._refuse(b"408 Request Timeout", b"No whole request arrived.")

    def _refuse(self, status: bytes, text: bytes) -> None:
        self._stop()
        self.transport.write(REFUSED % (status, len(text) + 1, text))
        self.transport.close()


async def _refuse_busy(scope: Scope, receive: Receive, send: Send) -> None:
    """Tell that there are too many connections, and when to come again."""
    headers = {
        "Connection": "close",
        "Content-Security-Policy": "default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    refusal = RefusedError("busy", "there are too many connections: try again", headers=headers)
    await refusal_response(refusal)(scope, receive, send)
