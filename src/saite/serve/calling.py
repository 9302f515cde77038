"""Calls of assistants, put to the workers of a hub."""

import json
from collections.abc import Mapping
from typing import Any

from saite.assistant.tools import ASK
from saite.serve.hub import Hub
from saite.serve.problems import KINDS, RefusedError


async def ask_hub(
    hub: Hub, tool: str, arguments: Mapping[str, Any], *, language: str, with_email: bool
) -> dict[str, Any]:
    """Answer the call of an assistant on the graph that is current.

    :raises RefusedError: if there is no answer
    """
    task = {
        "do": "assist",
        "tool": tool,
        "arguments": dict(arguments),
        "language": language,
        "with_email": with_email,
    }
    # What a query asks for may be another each time, and an assistant seldom asks twice.
    is_kept = tool != "sparql" and not tool.startswith(ASK)
    found: dict[str, Any] = json.loads(await hub.collect(task, is_kept=is_kept))
    return found


def told(refusal: RefusedError) -> str:
    """Tell a refusal in a sentence."""
    if refusal.kind == "query":
        return refusal.detail
    return ": ".join(filter(None, (KINDS[refusal.kind][1], refusal.detail)))
