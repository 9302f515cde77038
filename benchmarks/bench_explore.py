"""What the served explorer costs: making its index, what the server answers, the first picture.

The network is planted (``planted_graph``). Each answer stands beside a way to the same without the
index: a query to ``/sparql`` for the strongest ties, ``/search`` for the search.
"""

import argparse
import http.client
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

from planted_facts import BASE
from planted_graph import publish_planted
from saite.explore import NetworkIndex, index_path
from saite.explore.making import make_index
from saite.resources import resource as package_file
from saite.store import latest_build
from saite.workspace import Serving, Workspace

HEADING = "## Served"
CONCEPTS = package_file("ontology/concepts.ttl")
STRONGEST = """\
PREFIX saite: <https://w3id.org/saite/ns#>
SELECT ?other ?weight {{ ?tie saite:between <{iri}>, ?other ; saite:weight ?weight .
  FILTER(?other != <{iri}>) }} ORDER BY DESC(?weight) LIMIT 60"""


@dataclass(frozen=True)
class Row:
    """Answers of one kind: milliseconds, bytes, and what the rival took."""

    name: str
    times: list[float]
    size: int
    rival: list[float | None]

    def write(self) -> str:
        """Write a row of the table."""
        p50, p95 = statistics.median(self.times), percentile(self.times, 0.95)
        told = "–"
        if self.rival:
            ended = [took for took in self.rival if took is not None]
            other = statistics.median(ended) if ended else 0.0
            told = f"{other:.1f} ms, {other / p50:.1f} ×" if ended else ""
            if len(ended) < len(self.rival):
                gave_up = f"gave up at {len(self.rival) - len(ended)} of {len(self.rival)}"
                told = f"{told}; {gave_up}" if told else gave_up
        return f"| {self.name} | {p50:.1f} | {p95:.1f} | {self.size / 1024:.1f} | {told} |"


def percentile(times: list[float], share: float) -> float:
    """Give the value that a share of the times is below.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    3.0
    """
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def workspace_in(folder: Path) -> Workspace:
    """Describe a workspace whose build is planted."""
    return Workspace(
        file=folder / "saite.toml",
        base=BASE,
        sources=(),
        output=folder / "out",
        mapping=package_file("ontology/mapping.rml.ttl"),
        shapes=(),
        concepts=(CONCEPTS,),
        title="Planted network",
        serving=Serving(workers=2, store="disk"),
    )


def measure_making(build: Path) -> str:
    """Make the index in a process of its own; tell seconds, memory and size."""
    index_path(build).unlink(missing_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run([sys.executable, __file__, "--make", str(build)], check=True)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = index_path(build).stat().st_size / 2**20
    return (
        f"Making the index: {wall:.1f} s ({cpu:.1f} s of the processor), at most"
        f" {after.ru_maxrss / 1024:.0f} MiB; the file has {size:.1f} MiB."
    )


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """Serve a workspace in a process of its own; give its port and number."""
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        yield int(line.rstrip().rstrip("/").rpartition(":")[2]), process.pid
    finally:
        process.terminate()
        process.wait()


class Client:
    """One connection that stays open, as a browser's does."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, path: str) -> tuple[float, bytes]:
        """Ask; give milliseconds and the body."""
        took, status, body = self.try_to_ask(path)
        if status != 200:
            raise SystemExit(f"{path}: {status} {body[:300].decode()}")
        return took, body

    def try_to_ask(self, path: str) -> tuple[float, int, bytes]:
        """Ask; give milliseconds, status and the body."""
        began = time.perf_counter()
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        body = response.read()
        return 1000 * (time.perf_counter() - began), response.status, body


def measure(client: Client, name: str, paths: list[str], rivals: list[str] | None = None) -> Row:
    """Ask all addresses of a kind, and the rivals'."""
    client.ask(paths[0])
    answers = [client.ask(path) for path in paths]
    others: list[float | None] = []
    for path in rivals or []:
        took, status, _ = client.try_to_ask(path)
        others.append(took if status == 200 else None)
        if others == [None, None]:
            break  # each of them takes as long as the server lets it
    size = int(statistics.median(len(body) for _, body in answers))
    return Row(name, [took for took, _ in answers], size, others)


def measure_answers(client: Client, index: NetworkIndex, requests: int) -> list[Row]:
    """Ask for everything that the page asks for."""
    choose = random.Random(11)
    count = index.organisations
    some = [choose.randrange(count // 2) for _ in range(requests)]
    hubs = list(range(min(requests, count)))
    names = index.texts(some)
    iris = {number: index.texts([number])[0]["iri"] for number in (*some, *hubs)}
    filters = {"hide-tie-kind": "tie-kind/event", "since": 2000, "until": 2010}

    def around(numbers: list[int], **more: object) -> list[str]:
        return [address("neighbourhood", organisation=iris[n], **more) for n in numbers]

    def asked(numbers: list[int]) -> list[str]:
        queries = (STRONGEST.format(iri=iris[n]) for n in numbers[:20])
        return [f"/sparql?{urlencode({'query': text, 'format': 'json'})}" for text in queries]

    parts = [each["short"][: 2 + number % 4] for number, each in enumerate(names)]
    words = [f"association {each['label'].split()[-1]}" for each in names]
    pairs = list(pairwise(some))
    tied = [(n, int(index.arrays["neighbour"][index.arrays["first"][n]])) for n in hubs]
    return [
        measure(client, "overview", [address("overview")] * 20),
        measure(
            client,
            "overview, filters that were not asked for before",
            [address("overview", weight=n / 1000, **filters) for n in range(20)],
        ),
        measure(client, "neighbourhood", around(some), asked(some)),
        measure(client, "neighbourhood, filtered", around(some, **filters)),
        measure(client, "neighbourhood of hubs, 60 of more", around(hubs), asked(hubs)),
        measure(client, "neighbourhood of hubs, 500", around(hubs[:20], limit=500)),
        measure(client, "search, beginnings of a word", search(parts), plain(parts)),
        measure(client, "search, two words", search(words), plain(words)),
        measure(client, "search, inside a word", search([w[5:11] for w in words])),
        measure(client, "group", [address("group", number=n, limit=150) for n in range(10)]),
        measure(
            client,
            "path",
            [address("path", **{"from": iris[a], "to": iris[b]}) for a, b in pairs],
        ),
        measure(
            client,
            "a tie with its evidence",
            [
                address("tie", a=iris[a], b=index.texts([b])[0]["iri"])
                for a, b in tied[: requests // 2]
            ],
        ),
        measure(
            client,
            "what is recorded of an organisation",
            [address("organisation", iri=iris[n]) for n in some[: requests // 2]],
        ),
    ]


def address(name: str, **parameters: object) -> str:
    """Write an address of the explorer."""
    return f"/explore/{name}?{urlencode(parameters)}"


def plain(texts: list[str]) -> list[str]:
    """Write addresses of searches without the index."""
    return [f"/search?{urlencode({'q': text})}" for text in texts[:20]]


def search(texts: list[str]) -> list[str]:
    """Write addresses of searches."""
    return [address("search", text=text, limit=20) for text in texts if text.strip()]


def measure_browser(port: int, runs: int) -> str:
    """Open the page in headless Chromium; tell the time to the first picture, and the heap."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "The page: not measured, Playwright is missing."
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        return "The page: not measured, no Chromium is installed."
    times, heap = [], 0.0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for _ in range(runs):
            page = browser.new_context().new_page()
            page.set_default_timeout(120_000)
            began = time.perf_counter()
            page.goto(f"http://127.0.0.1:{port}/explore")
            page.wait_for_selector("body.is-ready")
            page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
            times.append(time.perf_counter() - began)
            heap = page.evaluate("performance.memory.usedJSHeapSize") / 2**20
            page.close()
        browser.close()
    return (
        f"The page: first picture after {statistics.median(times):.2f} s (median of {runs}),"
        f" heap {heap:.0f} MiB."
    )


def memory_of(process: int) -> float:
    """Tell the resident memory of a process in MiB."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return float("nan")
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def report(
    folder: Path, organisations: int, requests: int, runs: int, *, keeps_index: bool = False
) -> str:
    """Measure everything and write it as Markdown."""
    workspace = workspace_in(folder)
    if not (workspace.output / "current").is_file():
        publish_planted(workspace, organisations)
    build = latest_build(workspace.output)
    lines = [] if keeps_index and index_path(build).is_file() else [measure_making(build)]
    index = NetworkIndex(index_path(build))
    with serving(folder) as (port, process):
        client = Client(port)
        client.ask("/explore/overview")
        rows = measure_answers(client, index, requests)
        lines.append(measure_browser(port, runs))
        lines.append(f"The server's own process has {memory_of(process):.0f} MiB.")
    size = (build / "graph.nq").stat().st_size / 2**30
    told = (
        f"{index.organisations:,} organisations, {index.ties:,} ties,"
        f" {index.head['supports']:,} supports in {size:.1f} GiB of N-Quads; {os.cpu_count()}"
        f" cores, load {os.getloadavg()[0]:.0f} while it was measured; over HTTP on loopback, one"
        f" request after the other, {requests} of most kinds."
    )
    table = [
        "| answer | p50 ms | p95 ms | KiB | the same without the index |",
        "|---|--:|--:|--:|---|",
        *(row.write() for row in rows),
    ]
    return "\n".join([HEADING, "", told, "", "  \n".join(lines), "", *table, ""])


def replace_section(text: str, section: str) -> str:
    """Put a section in the place of the one with its heading, or at the end."""
    heading = section.partition("\n")[0]
    before, found, after = text.partition(f"{heading}\n")
    if not found:
        return f"{text.rstrip()}\n\n{section}" if text.strip() else section
    # It ends where the next one begins, or with the mark of a part that others write.
    follows = re.search(r"^(## |<!-- )", after, re.MULTILINE)
    return f"{before}{section}" + (f"\n{after[follows.start() :]}" if follows else "")


def main() -> None:
    """Measure, and keep the section of the page that tells it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keep the network there, and use it again")
    parser.add_argument("--keep-index", action="store_true", help="do not make it again")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.make:
        make_index(given.make, concepts=[CONCEPTS])
        return
    if given.serve:
        from saite.serve import serve

        serve(workspace_in(given.serve), port=0, tell=lambda text: print(text, flush=True))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        told = report(
            folder,
            given.organisations,
            given.requests,
            given.runs,
            keeps_index=given.keep_index,
        )
    print(told)
    if given.write:
        before = given.write.read_text(encoding="utf-8") if given.write.is_file() else ""
        given.write.write_text(replace_section(before, told), encoding="utf-8")


if __name__ == "__main__":
    main()
