"""Where workers come from.

Where there is fork, a keeper holds the graph and every worker is a copy of it, which costs neither
time nor memory. A worker that is killed is replaced in milliseconds, and what a worker changes is
its own. Elsewhere each worker opens the graph itself.
"""

import gc
import json
import logging
import multiprocessing
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final, Protocol

from saite.errors import BuildError, SaiteError
from saite.serve.answering import warm
from saite.serve.frames import FAULT, READY, TASK, receive_frame, send_frame, send_json
from saite.serve.isolation import end_with, ignore_interrupts, leave_network
from saite.serve.snapshot import Plan, Snapshot, check_edits, open_snapshot, renew_edits
from saite.serve.worker import run_worker

PACKAGE: Final = Path(__file__).parents[1]
SPAWN: Final = multiprocessing.get_context("spawn")
STARTED: Final = b"s"
COMMAND: Final = b"k"


class Keeper(Protocol):
    """Starts and ends workers on one graph."""

    def start(self) -> tuple[socket.socket, int]:
        """Start a worker; give the connection to it and its number."""
        ...

    def end(self, number: int) -> int:
        """End a worker at once; give its exit code, negative for a signal."""
        ...

    def renew(self) -> None:
        """Read the edits again: workers started from now on see them."""
        ...

    def is_alive(self) -> bool:
        """Tell whether more workers can come from it."""
        ...

    def close(self) -> None:
        """End everything."""
        ...


def start_keeper(plan: Plan, *, can_fork: bool = hasattr(os, "fork")) -> Keeper:
    """Open a graph for workers, by the way that the system has.

    :raises BuildError: if it cannot be opened
    """
    return ForkingKeeper(plan) if can_fork else SpawningKeeper(plan)


class ForkingKeeper:
    """A process that has the graph open, and forks."""

    def __init__(self, plan: Plan) -> None:
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        descriptor = theirs.fileno()
        # Not by multiprocessing: that runs the caller's main module again.
        program = f"from saite.serve.keeper import keep; keep({descriptor})"
        path = os.pathsep.join([str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(  # noqa: S603
            # Nothing is imported from the folder that the server was started in.
            [sys.executable, "-P", "-c", program],
            pass_fds=[descriptor],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path.rstrip(os.pathsep)},
        )
        theirs.close()
        try:
            send_frame(self._control, TASK, pickle.dumps(plan))
            self._receive()
        except (BuildError, OSError) as error:
            self.close()
            raise BuildError(str(error)) from error

    def _receive(self) -> dict[str, Any]:
        frame = receive_frame(self._control)
        if frame is None:
            raise BuildError("the process that holds the graph has ended")
        found: dict[str, Any] = json.loads(frame[1])
        if frame[0] == FAULT:
            raise BuildError(found["detail"])
        return found

    def _command(self, command: dict[str, Any], *descriptors: int) -> dict[str, Any]:
        with self._lock:
            try:
                body = json.dumps(command).encode() + b"\n"
                socket.send_fds(self._control, [body], list(descriptors))
            except OSError as error:
                raise BuildError("the process that holds the graph has ended") from error
            return self._receive()

    def start(self) -> tuple[socket.socket, int]:
        """Fork a worker."""
        ours, theirs = socket.socketpair()
        try:
            number = self._command({"do": "start"}, theirs.fileno())["pid"]
        except BuildError:
            ours.close()
            raise
        finally:
            theirs.close()
        return ours, number

    def end(self, number: int) -> int:
        """Kill a worker."""
        return int(self._command({"do": "end", "pid": number})["code"])

    def renew(self) -> None:
        """Read the edits again."""
        self._command({"do": "renew"})

    def is_alive(self) -> bool:
        """Tell whether the process is there."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the keeper, which kills its workers."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def keep(descriptor: int) -> None:
    """Hold the graph and fork workers, until the server is gone.

    :param descriptor: of the socket that the server is at the other end of
    """
    ignore_interrupts()
    control = socket.socket(fileno=descriptor)
    frame = receive_frame(control)
    if frame is None:
        return
    plan: Plan = pickle.loads(frame[1])  # noqa: S301 - from the server, never from a worker
    held = leave_network()
    children: set[int] = set()
    try:
        # A store on disk has threads of its own, which a fork does not copy: workers open it.
        snapshot = open_snapshot(plan) if plan.in_memory else None
        if snapshot is not None:
            warm(snapshot)
    except (SaiteError, MemoryError) as error:
        send_json(control, FAULT, {"detail": str(error) or "there is too little memory"})
        return
    gc.freeze()
    send_json(control, READY, {"network": held})
    while True:
        body, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
        if not body:
            break
        command = json.loads(body)
        try:
            answer = _obey(command, descriptors, control, children, snapshot, plan)
        except (SaiteError, OSError, MemoryError) as error:
            # It costs this command: all workers come from here, so here nothing may end.
            send_json(control, FAULT, {"detail": str(error) or "there is too little memory"})
        else:
            send_json(control, STARTED, answer)
    for pid in children:
        _kill(pid)


def _obey(
    command: dict[str, Any],
    descriptors: list[int],
    control: socket.socket,
    children: set[int],
    snapshot: Snapshot | None,
    plan: Plan,
) -> dict[str, Any]:
    match command["do"]:
        case "start":
            keeper = os.getpid()
            with socket.socket(fileno=descriptors[0]) as connection:
                pid = os.fork()
                if pid == 0:
                    _be_worker(connection, control, snapshot, plan, keeper)
            children.add(pid)
            return {"pid": pid}
        case "end":
            pid = command["pid"]
            children.discard(pid)
            return {"code": _kill(pid)}
        case _:
            if snapshot is not None:
                renew_edits(snapshot)
            return {}


def _be_worker(
    connection: socket.socket,
    control: socket.socket,
    snapshot: Snapshot | None,
    plan: Plan,
    keeper: int,
) -> None:
    """Work in a forked process, and leave it without what Python does at the end."""
    try:
        control.close()
        end_with(keeper)
        run_worker(connection, snapshot or open_snapshot(plan))
    except SaiteError as error:
        with suppress(OSError):
            send_json(connection, FAULT, {"kind": "server", "detail": str(error), "faults": []})
    except BaseException:  # nothing may run on in a copy of the keeper
        logging.getLogger("saite.serve").exception("A worker ended")
    finally:
        os._exit(0)


def _kill(pid: int) -> int:
    """Kill a child that nobody has waited for, so that the number is still its own."""
    try:
        os.kill(pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except (ProcessLookupError, ChildProcessError):
        return 0


class SpawningKeeper:
    """Starts each worker as a process of its own that opens the graph."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._processes: dict[int, BaseProcess] = {}

    def start(self) -> tuple[socket.socket, int]:
        """Spawn a worker."""
        ours, theirs = socket.socketpair()
        process = SPAWN.Process(target=_work_alone, args=(theirs, self._plan), daemon=True)
        process.start()
        theirs.close()
        number = process.pid or 0
        self._processes[number] = process
        return ours, number

    def end(self, number: int) -> int:
        """Kill a worker."""
        process = self._processes.pop(number, None)
        if process is None:
            return 0
        process.kill()
        process.join()
        return process.exitcode or 0

    def renew(self) -> None:
        """Check the edits only: each worker reads them when it starts."""
        check_edits(self._plan)

    def is_alive(self) -> bool:
        """Tell that more workers can come: each is started by the server itself."""
        return True

    def close(self) -> None:
        """Kill all workers."""
        for number in list(self._processes):
            self.end(number)


def _work_alone(connection: socket.socket, plan: Plan) -> None:
    ignore_interrupts()
    leave_network()
    try:
        run_worker(connection, open_snapshot(plan))
    except SaiteError as error:
        send_json(connection, FAULT, {"kind": "server", "detail": str(error), "faults": []})
