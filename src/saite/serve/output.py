"""The answer on its way from a worker to the server, piece by piece and within its limits."""

import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from saite.serve.counting import Counter
from saite.serve.frames import DATA, send_frame
from saite.serve.problems import RefusedError

PIECE: Final = 65_536
Item = TypeVar("Item")


class Output:
    """A binary stream whose pieces go to the server as frames.

    :param rows: most rows of an answer
    :param size: most bytes of an answer
    """

    def __init__(self, to: socket.socket, *, rows: int, size: int) -> None:
        self._to = to
        self._most, self._size = rows, size
        self._held = bytearray()
        self._sent = 0
        self.rows = 0
        self.counter: Counter | None = None

    def write(self, piece: bytes) -> int:
        """Take a piece of the answer.

        :raises RefusedError: if the answer has become too large
        """
        self._sent += len(piece)
        if self._sent > self._size:
            raise RefusedError("answer", f"it has more than {self._size:,} bytes: {ADVICE}")
        if self.counter is not None:
            self.count(self.counter.add(piece))
        self._held += piece
        if len(self._held) >= PIECE:
            self.flush()
        return len(piece)

    def flush(self) -> None:
        """Send what is held, in pieces: the server takes no more than it can pass on."""
        for start in range(0, len(self._held), PIECE):
            send_frame(self._to, DATA, bytes(self._held[start : start + PIECE]))
        self._held.clear()

    def close(self) -> None:
        """Send what is left."""
        self.flush()

    def count(self, rows: int) -> None:
        """Count rows.

        :raises RefusedError: if there are too many
        """
        self.rows += rows
        if self.rows > self._most:
            raise RefusedError("answer", f"it has more than {self._most:,} rows: {ADVICE}")

    def counted(self, items: Iterable[Item]) -> Iterator[Item]:
        """Pass items on, each counted as a row."""
        for item in items:
            self.count(1)
            yield item


ADVICE: Final = "ask for less with LIMIT and OFFSET, or narrow the pattern"
Task = Callable[[Any, dict[str, Any], bytes, Output], dict[str, Any] | None]
