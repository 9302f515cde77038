"""Changes of the graph: one at a time, each whole or not at all.

A worker makes the change on its own copy and gives the statements as they are then. They are put
on the disk at once, beside a backup of what was, and only then do readers see them.
"""

import asyncio
from typing import Any

from saite.edits import write_edits
from saite.errors import BuildError, SaiteError
from saite.serve.problems import RefusedError
from saite.serve.service import Service
from saite.store import replace_text


async def change(service: Service, task: dict[str, Any], content: bytes) -> dict[str, Any]:
    """Make a change that everybody sees once this returns.

    :returns: what the worker tells of it
    :raises RefusedError: if it cannot be made; the graph is then as it was
    """
    hub = service.hub
    file = hub.plan.edits
    if not hub.plan.in_memory or file is None:
        raise RefusedError("forbidden", "a graph that is served from the disk cannot be written to")
    async with service.writing:
        if hub.workspace is not None:
            try:
                await hub.refresh(hub.workspace)
            except SaiteError as error:
                raise RefusedError("conflict", str(error)) from error
        before = hub.edits
        async with hub.run(task, content, is_alone=True) as answer:
            lines = b"".join([piece async for piece in answer.pieces]).decode("utf-8")
        facts = answer.facts
        try:
            if hub.workspace is None:
                await asyncio.to_thread(replace_text, file, lines)
            else:
                await asyncio.to_thread(write_edits, hub.workspace, lines, after=before)
        except BuildError as error:
            raise RefusedError("conflict", str(error)) from error
        # Whoever asks after the answer to this request sees the change: it cannot be called off.
        await asyncio.shield(hub.renew())
        hub.metrics.updates.inc()
    return facts
