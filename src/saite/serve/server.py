"""Running the server: on a socket of its own, until it is told to end."""

import asyncio
import logging
import socket
import sys
from collections.abc import Callable
from typing import Final

import uvicorn
from starlette.routing import Route

from saite.errors import UsageError
from saite.serve.application import make_application
from saite.serve.connection import Connection
from saite.serve.hub import Hub, plan_of
from saite.serve.isolation import allow_descriptors
from saite.serve.metrics import Metrics
from saite.serve.pages.handlers import pages_of
from saite.serve.service import Service
from saite.workspace import Workspace

CONNECTIONS: Final = 1_000
SHORTEST_TOKEN: Final = 16


def serve(
    workspace: Workspace,
    *,
    host: str = "127.0.0.1",
    port: int = 8642,
    token: str = "",
    tell: Callable[[str], None] = print,
) -> None:
    """Serve the graph that was built last, and each one built later, until interrupted.

    :param port: 0 is any that is free
    :param token: what who writes has to show; empty for a server that only reads
    :param tell: called with what is served, and where
    :raises BuildError: if nothing was built yet, or it cannot be opened
    :raises UsageError: if the address is taken, or the token too short
    """
    if token and len(token) < SHORTEST_TOKEN:
        raise UsageError(
            f"the token has {len(token)} characters, expected {SHORTEST_TOKEN} or more"
        )
    hub = Hub(plan_of(workspace), workspace, Metrics())
    if token and not hub.plan.in_memory:
        raise UsageError(
            'a graph that is served from the disk cannot be written to: set store = "memory" in'
            " saite.toml, [serve]"
        )
    allow_descriptors(2 * CONNECTIONS)
    listening = listen(host, port)
    address = f"http://{_shown(host)}:{listening.getsockname()[1]}/"
    asyncio.run(_serve(Service(hub, token), listening, host, address, tell))


async def _serve(
    service: Service,
    listening: socket.socket,
    host: str,
    address: str,
    tell: Callable[[str], None],
) -> None:
    hub = service.hub
    try:
        await hub.open()
        place = "in memory" if hub.plan.in_memory else "from the disk"
        may = "anyone with the token may write" if service.is_writable else "it only reads"
        build = hub.plan.build.name if hub.plan.build else "a scratch store"
        service.explorer.prepare()
        tell(f"Serving {build} {place}, {hub.pool.size} queries at once; {may}: {address}")
        await make_server(service, host=host, routes=pages_of(service)).serve(sockets=[listening])
        # The interrupt that ended it arrives at the next thing that is waited for: here, and not
        # in the midst of what has to be closed.
        await asyncio.sleep(0)
    finally:
        await service.close()
        listening.close()


def make_server(
    service: Service, *, host: str = "127.0.0.1", routes: list[Route] | None = None
) -> uvicorn.Server:
    """Make the server of a service, without a socket yet.

    :param routes: addresses of pages, as ``pages_of`` gives them; none for programs alone
    """
    config = uvicorn.Config(
        make_application(service, host=host, routes=routes),
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=service.hub.plan.serving.seconds,
    )
    return uvicorn.Server(config)


def listen(host: str, port: int) -> socket.socket:
    """Open the socket to listen on.

    :raises UsageError: if that is not possible
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot listen on {host}:{port}: {reason}; name another --port") from None


def log_requests(*, is_quiet: bool) -> None:
    """Write the log of requests to standard error; nothing but warnings if quiet."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    for name in ("saite", "uvicorn"):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(logging.WARNING if is_quiet or name == "uvicorn" else logging.INFO)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
