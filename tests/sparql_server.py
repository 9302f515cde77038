"""A real SPARQL server on loopback: the one that comes in the wheel ``oxigraph``."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):
            return True
    except OSError:
        return False


@contextmanager
def serve_oxigraph(store: Path | None = None, *, is_union: bool = True) -> Iterator[str]:
    """Start a server on a free port, give the address of its queries, end it by its own id.

    :param store: folder of the store to serve; one in memory if None
    :param is_union: whether its default graph is the union of its named graphs
    """
    name = "oxigraph.exe" if os.name == "nt" else "oxigraph"
    program = Path(sys.executable).parent / name
    address = f"127.0.0.1:{free_port()}"
    command = [str(program), "serve", "--bind", address]
    command += ["--union-default-graph"] if is_union else []
    command += ["--location", str(store)] if store else []
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not is_up(f"http://{address}/"):
            assert server.poll() is None, "oxigraph serve ended by itself"
            assert time.monotonic() < until, "oxigraph serve did not start"
            time.sleep(0.05)
        yield f"http://{address}/query"
    finally:
        server.terminate()
        server.wait(timeout=10)
