"""A worker: takes one task after the other, answers it or dies of it."""

import json
import logging
import socket
from typing import Any, Final

import pyoxigraph as ox

from saite.serve import answering, assisting, updating
from saite.serve.exploring.missing import tell_gaps
from saite.serve.exploring.named import find_named, tell_named
from saite.serve.exploring.records import tell_details
from saite.serve.frames import CONTENT, END, FAULT, LAST, READY, TASK, receive_frame, send_json
from saite.serve.isolation import ignore_interrupts, limit_memory, resident_memory
from saite.serve.output import Output, Task
from saite.serve.pages import write_page
from saite.serve.problems import RefusedError
from saite.serve.snapshot import Snapshot

TASKS: Final[dict[str, Task]] = {
    "query": answering.answer_query,
    "saved": answering.answer_saved,
    "thing": answering.describe_thing,
    "graph": answering.read_graph,
    "search": answering.find_things,
    "count": answering.count_graph,
    "page": write_page,
    "assist": assisting.assist,
    "details": tell_details,
    "gaps": tell_gaps,
    "find-named": find_named,
    "named": tell_named,
    "update": updating.update,
    "put": updating.put_graph,
}
# What changes the worker's own copy of the graph: it is of no further use.
CHANGING: Final = ("update", "put")
# Blank nodes of 16 random bytes each; after 64 KiB the generator takes a new seed from the system.
DRAWN: Final = 8_192


def run_worker(connection: socket.socket, snapshot: Snapshot) -> None:
    """Work until the server is gone or says nothing more."""
    ignore_interrupts()
    _seed()
    serving = snapshot.plan.serving
    limit_memory(serving.memory)
    most = resident_memory() + (serving.memory << 19)  # half of what a query may take
    send_json(connection, READY, {})
    while (frame := receive_frame(connection)) is not None:
        content = receive_frame(connection)
        if frame[0] != TASK or content is None or content[0] != CONTENT:
            return
        task = json.loads(frame[1])
        output = Output(connection, rows=serving.rows, size=serving.megabytes << 20)
        try:
            kind, told = _work(snapshot, task, content[1], output)
            # Told before it is so: who is given the next task must not be about to end.
            is_spent = told.get("kind") == "memory" or resident_memory() > most
            is_last = is_spent or task["do"] in CHANGING
            send_json(connection, kind, {**told, LAST: is_last})
        except ConnectionError:
            return
        if is_last:
            return


def _seed() -> None:
    """Leave the random numbers that all copies of one process would draw alike.

    Else UUID(), RAND() and the names of blank nodes would be the same in one worker and the next,
    and what two updates make anew would be one thing.
    """
    for _ in range(DRAWN):
        ox.BlankNode()


def _work(
    snapshot: Snapshot, task: dict[str, str], content: bytes, output: Output
) -> tuple[bytes, dict[str, Any]]:
    """Do a task; give the kind of the last frame, and what it tells."""
    try:
        found = TASKS[task["do"]](snapshot, task, content, output)
        output.close()
    except RefusedError as refusal:
        return FAULT, refusal.to_data()
    except (MemoryError, RecursionError):
        return FAULT, RefusedError("memory").to_data()
    except ConnectionError:
        raise
    except Exception:
        # A mistake of ours costs this answer, is told to who runs the server, and not to clients.
        logging.getLogger("saite.serve").exception("A worker could not do %s", task["do"])
        return FAULT, RefusedError("server").to_data()
    return END, {"rows": output.rows, **(found or {})}
