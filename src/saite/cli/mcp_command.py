"""The command for assistants: ``mcp``."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from saite.cli import console
from saite.cli.options import Lang, User, WorkspaceToo, choose_workspace, read_password
from saite.errors import UsageError

PANEL = "Serve"
WORKERS = 2  # one assistant asks little at a time


def register(app: typer.Typer) -> None:
    """Add the command of this module to the application."""
    app.command(rich_help_panel=PANEL)(mcp)


def mcp(
    path: Annotated[
        Path | None,
        typer.Argument(help="Workspace whose graph it is.", show_default="this folder"),
    ] = None,
    *,
    workspace: WorkspaceToo = None,
    endpoint: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Offer the graph of this SPARQL 1.1 endpoint instead."),
    ] = None,
    deadline: Annotated[
        float, typer.Option(help="Seconds that the endpoint may take for one call.", min=0.1)
    ] = 60.0,
    user: User = None,
    with_email: Annotated[
        bool, typer.Option("--with-email", help="Tell e-mail addresses too.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Offer the graph to an assistant: the Model Context Protocol on standard input and output.

    An assistant starts this command by itself; it reads the graph that was built last, and each one
    built later, and can change nothing. It needs the extra `saite[mcp]`.
    """
    try:
        import saite.assistant.protocol as _protocol
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise UsageError("this command needs another package: pip install 'saite[mcp]'") from None
    if endpoint is None:
        folder = choose_workspace(path, workspace)
        offer = offer_workspace(folder, language=lang, with_email=with_email)
    else:
        known = (deadline, read_password(user))
        offer = offer_endpoint(endpoint, known, language=lang, with_email=with_email)
    console.note(f"Offering {offer.name} to an assistant on standard input and output")
    sys.stdout.flush()
    asyncio.run(_protocol.serve_stdio(offer))


def offer_workspace(path: Path, *, language: str | None, with_email: bool) -> Any:  # noqa: ANN401
    """Offer the build that is current in a workspace.

    :returns: an ``Offer``, which only the extra can make
    :raises BuildError: if nothing was built yet
    """
    from saite.assistant.protocol import Offer, RefusedError
    from saite.concepts import load_concepts
    from saite.serve import Hub, Metrics, plan_of
    from saite.serve import RefusedError as NotServedError
    from saite.serve.calling import ask_hub, told
    from saite.workspace import load_workspace

    found = load_workspace(path)
    workers = found.serving.workers or WORKERS
    workspace = replace(found, serving=replace(found.serving, workers=workers))
    hub = Hub(plan_of(workspace), workspace, Metrics())
    chosen = language or workspace.language

    opening: list[asyncio.Task[None]] = []

    async def answer(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        # A client waits for its first answer, which is not about the graph, a few seconds only.
        await asyncio.shield(opening[0])
        try:
            return await ask_hub(hub, name, arguments, language=chosen, with_email=with_email)
        except NotServedError as refusal:
            raise RefusedError(told(refusal)) from None

    @asynccontextmanager
    async def opened() -> AsyncIterator[None]:
        opening[:] = [asyncio.create_task(hub.open())]
        try:
            yield
        finally:
            opening[0].cancel()
            await asyncio.wait(opening)
            await hub.close()

    return Offer(
        name=workspace.title or workspace.root.name,
        answer=answer,
        opened=opened,
        concepts=load_concepts(workspace.concepts),
        language=chosen,
        folders=workspace.queries,
    )


def offer_endpoint(
    url: str,
    known: tuple[float, tuple[str, str] | None],
    *,
    language: str | None,
    with_email: bool,
) -> Any:  # noqa: ANN401
    """Offer the graph of an endpoint.

    :param known: seconds for one call, and a name with its password
    :returns: an ``Offer``, which only the extra can make
    """
    from saite.assistant import Knowledge
    from saite.assistant import answer as answer_call
    from saite.assistant.naming import find_at_endpoint
    from saite.assistant.protocol import Offer
    from saite.query.labels import package_concepts
    from saite.remote import Bounds, Credentials, Deadline, Endpoint

    endpoint = Endpoint(url, credentials=Credentials.of(known[1]), bounds=Bounds(known[0]))
    chosen = language or "en"

    def ask_now(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        until = Deadline(known[0])

        def ask_rows(rows: int) -> Any:  # noqa: ANN401 - an Ask
            return lambda text: endpoint.answer(text, deadline=until, rows=rows)

        knowledge = Knowledge(
            ask=ask_rows(100_000),
            ask_rows=ask_rows,
            find=lambda text, kind, most: find_at_endpoint(
                ask_rows(100_000), text, kind, most, language=chosen
            ),
            concepts=package_concepts(),
            language=chosen,
        )
        found = answer_call(knowledge, name, arguments, with_email=with_email)
        return {**found, "graph": {"endpoint": endpoint.name}}

    async def answer(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return await asyncio.to_thread(ask_now, name, arguments)

    @asynccontextmanager
    async def opened() -> AsyncIterator[None]:
        try:
            yield
        finally:
            endpoint.close()

    return Offer(
        name=endpoint.name,
        answer=answer,
        opened=opened,
        concepts=package_concepts(),
        language=chosen,
    )
