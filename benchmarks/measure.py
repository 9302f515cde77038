"""What a command costs, as a whole process with all its children."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """What one run of a command took.

    :param wall: seconds from start to end
    :param cpu: seconds of all its processes, in user and system mode
    :param memory: bytes, the most that any one of its processes held at a time
    :param fault: empty, or why there is no result
    """

    wall: float
    cpu: float
    memory: int
    fault: str = ""


def measure(
    command: Sequence[str], *, log: Path, limit: float, environment: Mapping[str, str] | None = None
) -> Cost:
    """Run a command, to its end or for a limit of seconds, then end its whole process group.

    :param log: takes what the command prints; it runs in the folder of this file
    """
    given = {**os.environ, **(environment or {})}
    with log.open("wb") as told:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=told, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=given,
            start_new_session=True, cwd=log.parent,
        )  # fmt: skip
        late = threading.Event()

        def give_up() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, give_up)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    fault = ""
    if late.is_set():
        fault = "gave up"
    elif process.returncode:
        fault = f"failed: {_last_line(log)}"
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, fault)


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "it printed nothing"


def middle(costs: Sequence[Cost]) -> Cost:
    """Give the median of each figure; a fault of any run is that of all."""
    faults = [cost.fault for cost in costs if cost.fault]
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        int(median(cost.memory for cost in costs)),
        faults[0] if faults else "",
    )
