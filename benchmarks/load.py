"""What a server takes under load, by ``wrk``: requests a second, how long each waits, memory."""

import os
import re
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

CONNECTIONS = 16
ACCEPT = "application/sparql-results+json"
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
SCRIPT = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local number = 0
wrk.headers["Accept"] = "%s"
request = function()
  number = number + 1
  return wrk.format("GET", paths[(number - 1) %% #paths + 1])
end
"""


@dataclass(frozen=True)
class Load:
    """What one run measured.

    :param rate: requests a second
    :param half: milliseconds within which half of the requests were answered
    :param most: milliseconds within which 99 of 100 were
    :param cpu: seconds of processor time that the server took for each request
    :param errors: answers that were none, and connections that broke
    :param memory: bytes of all processes of the server, shared ones once
    """

    rate: float
    half: float
    most: float
    errors: int
    memory: int
    cpu: float = 0.0


def run_wrk(url: str, paths: Sequence[str], folder: Path, *, seconds: int) -> str:
    """Ask the paths in turn, and over again, by sixteen connections; give what wrk prints."""
    (folder / "paths.txt").write_text("\n".join(paths) + "\n", encoding="utf-8")
    script = folder / "ask.lua"
    script.write_text(SCRIPT % (folder / "paths.txt", ACCEPT), encoding="utf-8")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "--latency",
               "-s", str(script), url]  # fmt: skip
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def read_wrk(text: str, memory: int, *, cpu: float = 0.0) -> Load:
    r"""Read what wrk prints.

    :param cpu: seconds of processor time of the whole run

    >>> read_wrk(" 50%    1.50ms\n 99%   2.00s \nRequests/sec:    10.5\n", 0).most
    2000.0
    """
    rate = re.search(r"Requests/sec:\s*([\d.]+)", text)
    number = re.search(r"(\d+) requests in", text)
    broken = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    sockets = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    errors = int(broken[1]) if broken else 0
    errors += sum(map(int, sockets.groups())) if sockets else 0
    each = cpu / max(1, int(number[1])) if number else 0.0
    half, most = (_percentile(text, share) for share in (50, 99))
    return Load(float(rate[1]) if rate else 0.0, half, most, errors, memory, each)


def _percentile(text: str, share: int) -> float:
    found = re.search(rf"^\s*{share}%\s+([\d.]+)(us|ms|s|m)\s*$", text, flags=re.MULTILINE)
    return float(found[1]) * UNITS[found[2]] if found else float("nan")


def memory_of(process: int) -> int:
    """Tell what a process and all its children hold: each page counts in parts, as it is shared.

    :source: proc(5), smaps_rollup, Pss
    """
    total = 0
    for each in _family(process):
        with suppress(OSError):  # it has ended meanwhile
            rollup = (each / "smaps_rollup").read_text(encoding="ascii")
            found = re.search(r"^Pss:\s+(\d+)", rollup, flags=re.MULTILINE)
            total += int(found[1]) * 1024 if found else 0
    return total


def cpu_of(process: int) -> float:
    """Tell the seconds of processor time of a process and its children, ended ones too.

    :source: proc(5), stat: utime, stime, cutime, cstime
    """
    ticks = 0
    for each in _family(process):
        with suppress(OSError):
            fields = (each / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(process: int) -> Iterator[Path]:
    """Give the folders in /proc of a process and of all that it started."""
    waiting = [process]
    while waiting:
        each = Path(f"/proc/{waiting.pop()}")
        yield each
        with suppress(OSError):
            for task in list((each / "task").iterdir()):
                children = (task / "children").read_text(encoding="ascii").split()
                waiting += [int(child) for child in children]


@contextmanager
def expensive(address: str, query: str, number: int) -> Iterator[list[int]]:
    """Ask expensive queries all the time, so many at once; give how many came to an end."""
    over = threading.Event()
    ended: list[int] = []

    def work(place: int) -> None:
        count = 0
        while not over.is_set():
            count += 1
            text = quote(f"{query} # {place} {count}")
            request = urllib.request.Request(f"{address}?query={text}", headers={"Accept": ACCEPT})
            try:
                with urllib.request.urlopen(request, timeout=300) as reply:
                    reply.read()
            except (OSError, urllib.error.HTTPError):
                over.wait(0.05)
            ended.append(count)

    threads = [threading.Thread(target=work, args=(each,), daemon=True) for each in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield ended
    finally:
        over.set()
