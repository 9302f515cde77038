"""What the server and its workers say to each other: frames over a pair of sockets.

A frame is one byte that tells its kind, four bytes of length (network order), and so many bytes.
Nothing is unpickled: a worker that a hostile query got hold of can only send bytes.
"""

import asyncio
import json
import socket
import struct
from typing import Any, Final

HEAD: Final = struct.Struct("!cI")
TASK: Final = b"t"  # server to worker: JSON, then its content
CONTENT: Final = b"c"
READY: Final = b"r"
DATA: Final = b"d"  # worker to server: a piece of the answer
END: Final = b"e"  # JSON: the answer is complete
FAULT: Final = b"x"  # JSON: there is no answer, or no more of it
LAST: Final = "is_last"  # in the JSON of both: whether the worker takes no further task
LARGEST: Final = 1 << 30


def send_frame(to: socket.socket, kind: bytes, content: bytes) -> None:
    """Send a frame, waiting as long as the other side takes none."""
    to.sendall(HEAD.pack(kind, len(content)) + content)


def send_json(to: socket.socket, kind: bytes, value: object) -> None:
    """Send a frame of JSON."""
    send_frame(to, kind, json.dumps(value).encode())


def receive_frame(source: socket.socket) -> tuple[bytes, bytes] | None:
    """Receive a frame; None if the other side is gone."""
    head = _receive(source, HEAD.size)
    if head is None:
        return None
    kind, length = HEAD.unpack(head)
    content = _receive(source, length)
    return None if content is None else (kind, content)


def _receive(source: socket.socket, length: int) -> bytes | None:
    parts = []
    while length:
        try:
            part = source.recv(min(length, 1 << 20))
        except ConnectionError:
            return None
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


async def read_frame(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Read a frame in the server.

    :raises asyncio.IncompleteReadError: if the worker has ended
    """
    kind, length = HEAD.unpack(await reader.readexactly(HEAD.size))
    if length > LARGEST:
        raise asyncio.IncompleteReadError(b"", length)
    return kind, await reader.readexactly(length)


def write_task(writer: asyncio.StreamWriter, task: dict[str, Any], content: bytes) -> None:
    """Write a task and its content, which may be empty, to a worker."""
    for kind, body in ((TASK, json.dumps(task).encode()), (CONTENT, content)):
        writer.write(HEAD.pack(kind, len(body)) + body)
