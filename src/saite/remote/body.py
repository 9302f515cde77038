"""An answer while it arrives: a stream that knows its deadline and its limits."""

import queue
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from urllib3.exceptions import (
    HTTPError,
    IncompleteRead,
    NewConnectionError,
    ProtocolError,
)
from urllib3.exceptions import TimeoutError as LateError
from urllib3.response import BaseHTTPResponse

from saite.controls import show_controls
from saite.errors import EndpointError

CHUNK: Final = 65_536
AHEAD: Final = 16  # chunks that may wait to be read
_SHOWN: Final = 500
_TAIL: Final = 4_096
_PAUSE: Final = 0.2
_LONGEST: Final = 1_000_000.0
_PARTIAL: Final = 206  # that of a later Virtuoso; nobody here asks for a range of bytes
PACKED: Final = ("gzip", "x-gzip")
_MEMBER: Final = b"\x1f"  # what each member of gzip begins with


class Deadline:
    """A moment at which everything has to be done.

    :param seconds: from now; infinity is some days, as the system has no longer waits
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until = time.monotonic() + min(seconds, _LONGEST)

    def left(self) -> float:
        """Give the seconds that are left; 0 if it has passed."""
        return max(0.0, self._until - time.monotonic())

    def missed(self, where: str) -> EndpointError:
        """Say that a server missed it."""
        return EndpointError(f"{where} gave no whole answer within {self.seconds:.3g} seconds")


@dataclass(frozen=True)
class Head:
    """What comes before the body of an answer.

    :param is_framed: whether the server says where the body ends
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    is_framed: bool

    @property
    def kind(self) -> str:
        """The content type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_virtuoso(self) -> bool:
        """Whether it is a server that stops after so much, or so long, and answers what it has."""
        return self.headers.get("server", "").lower().startswith("virtuoso")

    @property
    def part(self) -> str:
        """Say why the answer is not all of it; empty if nothing tells so.

        :source: Virtuoso, Anytime Queries (https://docs.openlinksw.com/virtuoso/anytimequeries/)
        """
        state, said = self.headers.get("x-sql-state", ""), self.headers.get("x-sql-message", "")
        if state or self.status == _PARTIAL:
            return said or state or f"status {self.status}"
        return ""


class Pipe:
    """What a thread that receives hands to the one that reads, a few chunks ahead of it."""

    def __init__(self) -> None:
        self._items: queue.Queue[Head | bytes | Exception] = queue.Queue(AHEAD)
        self._gone = threading.Event()
        self._response: BaseHTTPResponse | None = None

    def receive(self, response: BaseHTTPResponse) -> None:
        """Hand an answer over, to its last byte or until nobody wants it."""
        self._response = response
        try:
            self._receive(response)
        except BaseException:
            response.close()
            raise

    def _receive(self, response: BaseHTTPResponse) -> None:
        headers = {name.lower(): value for name, value in response.headers.items()}
        is_framed = bool({"content-length", "transfer-encoding"} & set(headers))
        self.put(Head(response.status, response.reason or "", headers, is_framed))
        for chunk in _unpacked(response, headers.get("content-encoding", "")):
            if not self.put(chunk):
                response.close()
                return
        response.release_conn()
        self.put(b"")

    def put(self, item: Head | bytes | Exception) -> bool:
        """Hand one thing over; tells whether anybody still wants it."""
        while not self._gone.is_set():
            with suppress(queue.Full):
                self._items.put(item, timeout=_PAUSE)
                return True
        return False

    def get(self, deadline: Deadline, where: str) -> Head | bytes:
        """Take the next thing.

        :raises EndpointError: if it does not come in time, or something broke
        """
        try:
            item = self._items.get(timeout=max(0.001, deadline.left()))
        except queue.Empty:
            self.leave()
            raise deadline.missed(where) from None
        if isinstance(item, Exception):
            raise _told(item, deadline, where) from item
        return item

    def leave(self) -> None:
        """Want nothing more: the receiving thread ends with the next silence of the line."""
        self._gone.set()
        if self._response is not None:
            with suppress(ValueError, RuntimeError, OSError, HTTPError):
                self._response.shutdown()


class Body:
    """The body of an answer, read as a file is.

    :param most: bytes that it may have in all, once unpacked
    """

    def __init__(self, pipe: Pipe, deadline: Deadline, where: str, *, most: int) -> None:
        self.size = 0
        self.beginning = b""
        self.tail = b""
        self._pipe = pipe
        self._deadline = deadline
        self._where = where
        self._most = most
        self._held = b""
        self._is_over = False

    def read(self, size: int = -1) -> bytes:
        """Read up to some bytes; all that is left if it is negative; none at the end.

        :raises EndpointError: if the deadline, the line or the limit is in the way
        """
        if size < 0:
            return b"".join(self)
        if not self._held and not self._is_over:
            self._held = self._next()
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(CHUNK):
            yield chunk

    def show_beginning(self) -> str:
        """Give the first 500 characters on one line, made safe to show."""
        while not self._is_over and len(self.beginning) < _SHOWN * 4:
            with suppress(EndpointError):
                self._held += self._next()
                continue
            break
        return shown(self.beginning)

    def close(self) -> None:
        """Want nothing more of it."""
        if not self._is_over:
            self._is_over = True
            self._pipe.leave()

    def _next(self) -> bytes:
        try:
            item = self._pipe.get(self._deadline, self._where)
        except EndpointError:
            self._is_over = True
            raise
        chunk = item if isinstance(item, bytes) else b""
        self._is_over = not chunk
        self.size += len(chunk)
        if self.size > self._most:
            self.close()
            raise EndpointError(
                f"{self._where}: the answer is larger than {self._most:,} bytes: add a LIMIT"
            )
        if len(self.beginning) < CHUNK:
            self.beginning += chunk[: CHUNK - len(self.beginning)]
        self.tail = (self.tail + chunk)[-_TAIL:]
        return chunk


def _unpacked(response: BaseHTTPResponse, encoding: str) -> Iterator[bytes]:
    """Give the chunks of a body as they come, unpacked a little at a time however small it is."""
    is_packed = encoding.strip().lower() in PACKED
    unpacker = zlib.decompressobj(wbits=31)
    while data := response.read1(CHUNK, decode_content=False):
        while is_packed and data:
            if unpacker.eof:
                # Another member (RFC 1952, section 2.2), or what some servers add and nobody reads.
                if not data.startswith(_MEMBER):
                    break
                unpacker = zlib.decompressobj(wbits=31)
            if chunk := unpacker.decompress(data, CHUNK):
                yield chunk
            data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        if not is_packed:
            yield data
    while is_packed and (chunk := unpacker.decompress(unpacker.unconsumed_tail, CHUNK)):
        yield chunk
    if is_packed and not unpacker.eof:
        raise zlib.error("its end is missing")


def shown(body: bytes) -> str:
    """Show the first 500 characters of a text on one line, without characters that bite."""
    text = " ".join(body.decode("utf-8", errors="replace").split())
    return show_controls(text[:_SHOWN])


def _told(error: Exception, deadline: Deadline, where: str) -> EndpointError:
    """Say in a sentence what broke while an answer was on its way."""
    match error:
        case EndpointError():
            return error
        case NewConnectionError():  # in urllib3 one that is late, too
            return EndpointError(f"{where} cannot be reached: {_reason(error)}")
        case TimeoutError() | LateError():
            return deadline.missed(where)
        case ProtocolError(args=(_, IncompleteRead() as cut)) if cut.expected:
            return EndpointError(f"the answer broke off: {cut.expected:,} bytes are missing")
        case zlib.error():
            return EndpointError(f"{where} answered broken gzip: {error}")
        case ProtocolError(args=(_, Exception() as cause)):
            what = str(cause) or type(cause).__name__
            return EndpointError(f"{where} broke off its answer: {what}")
        case HTTPError():
            return EndpointError(f"{where} cannot be reached: {_reason(error)}")
        case _:
            what = str(error) or type(error).__name__
            return EndpointError(f"{where} broke off its answer: {what}")


def _reason(error: Exception) -> str:
    """Find what the system said, below what the libraries make of it."""
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    return str(getattr(cause, "strerror", None) or cause) or type(cause).__name__
