"""The server under load, beside ``oxigraph serve``: same graph, same questions, same run.

``make bench-serve`` runs it; ``make bench-serve SIZE=1000 SECONDS=5`` runs less of it.
"""

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import records
import shape
from load import ACCEPT, CONNECTIONS, Load, cpu_of, expensive, memory_of, read_wrk, run_wrk
from saite import __version__
from saite.engine import materialize
from saite.store import new_build, publish, write_store

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"
GRAPH = "https://example.org/id/graph/made/all"
BASE = "https://example.org/id/"
PREFIXES = (
    "PREFIX org: <http://www.w3.org/ns/org#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX t: <https://example.org/terms/> "
)
# What pages and programs ask about one organisation.
QUESTIONS = (
    "SELECT ?p ?o { <%s> ?p ?o }",
    """SELECT ?member ?name ?role { ?m org:organization <%s> ; org:member ?member ; org:role ?role .
    OPTIONAL { ?member skos:prefLabel ?name } } ORDER BY ?name ?member ?role""",
    """SELECT ?event (COUNT(DISTINCT ?other) AS ?n) { ?one t:participant <%s> ; t:event ?event .
    ?two t:event ?event ; t:participant ?other } GROUP BY ?event ORDER BY DESC(?n) ?event""",
    """SELECT DISTINCT ?partner ?name { ?a t:participant <%s> ; t:event ?e . ?b t:event ?e ;
    t:participant ?partner . ?partner skos:prefLabel ?name } ORDER BY ?name ?partner LIMIT 20""",
)
# Counts all pairs of things in the same place: minutes of work, and a small answer.
EXPENSIVE = (
    "SELECT (COUNT(*) AS ?n) { ?a <https://schema.org/location> ?p . ?b"
    " <https://schema.org/location> ?p . ?c <https://schema.org/location> ?p }"
)
DISTINCT, REPEATED = 40_000, 200


@dataclass(frozen=True)
class Server:
    """A server that runs.

    :param path: of its SPARQL endpoint
    """

    name: str
    url: str
    path: str
    process: int


def main() -> int:
    """Read the command line, run, print; 0 too where something is missing, which is told."""
    chosen = _arguments()
    if shutil.which("wrk") is None:
        print("Skipped: wrk is not installed (Debian: apt-get install wrk).")
        return 0
    try:
        binary = _oxigraph()
    except FileNotFoundError as error:
        print(f"Skipped: {error}")
        return 0
    folder = WORK / f"serve-{chosen.size}"
    graph = _make_graph(folder, chosen.size)
    before = os.getloadavg()[0]
    rows = []
    for name, settings in (("saite, no cache", "cache = 0"), ("saite", "cache = 64")):
        with saite(folder, name, settings) as server:
            mixes = ("distinct",) if "no cache" in name else ("distinct", "repeated")
            rows += _measure(server, folder, chosen, mixes)
    with oxigraph(binary, folder, graph) as server:
        rows += _measure(server, folder, chosen, ("distinct", "repeated"))
    text = _page(rows, chosen, before, graph)
    print(text)
    if chosen.write:
        Path(chosen.write).write_text(text + "\n", encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="organisations")
    parser.add_argument("--seconds", type=int, default=10, help="of each run")
    parser.add_argument("--write", help="file of the page")
    return parser.parse_args()


def _oxigraph() -> str:
    """Find the program of the wheel ``oxigraph``."""
    beside = Path(sys.executable).parent / "oxigraph"
    found = str(beside) if beside.exists() else shutil.which("oxigraph")
    if not found:
        raise FileNotFoundError("oxigraph is not installed (pip install oxigraph)")
    return found


def _make_graph(folder: Path, size: int) -> Path:
    """Make the graph of so many organisations, once, as a build of a workspace."""
    graph = folder / "graph.nq"
    if graph.is_file():
        return graph
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    records.write(size, folder / "tables")
    mapping = folder / "mapping.ttl"
    mapping.write_text(shape.as_rml(folder / "tables"), encoding="utf-8")
    materialize(mapping, output=folder / "graph.nt")
    with (folder / "graph.nt").open(encoding="utf-8") as lines:
        made = sorted({f"{line.rstrip()[:-1]}<{GRAPH}> .\n" for line in lines})
    with new_build(folder / "out") as build:
        (build.folder / "graph.nq").write_text("".join(made), encoding="utf-8")
        write_store(build.folder / "store", build.folder / "graph.nq")
        publish(build, build.make_id())
    graph.write_text("".join(made), encoding="utf-8")
    return graph


@contextmanager
def saite(folder: Path, name: str, settings: str) -> Iterator[Server]:
    """Run ``saite serve``."""
    (folder / "saite.toml").write_text(
        f'[workspace]\nbase = "{BASE}"\n[[sources]]\nname = "made"\npath = "tables"\n'
        f'[serve]\nstore = "memory"\n{settings}\n',
        encoding="utf-8",
    )
    port = _free_port()
    command = [sys.executable, "-m", "saite", "--quiet", "serve", str(folder), "--port", str(port)]
    with _running(command, folder / "saite.log") as process:
        yield Server(name, f"http://127.0.0.1:{port}", "/sparql", process)


@contextmanager
def oxigraph(binary: str, folder: Path, graph: Path) -> Iterator[Server]:
    """Run ``oxigraph serve-read-only`` over a store of its own, loaded and optimised by itself."""
    store = folder / "oxigraph"
    if not store.is_dir():
        for words in (["load", "--file", str(graph)], ["optimize"]):
            subprocess.run([binary, words[0], "--location", str(store), *words[1:]], check=True,
                           capture_output=True)  # fmt: skip
    port = _free_port()
    command = [binary, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}",
               "--union-default-graph", "--timeout-s", "30"]  # fmt: skip
    with _running(command, folder / "oxigraph.log") as process:
        yield Server("oxigraph", f"http://127.0.0.1:{port}", "/query", process)


@contextmanager
def _running(command: Sequence[str], log: Path) -> Iterator[int]:
    with log.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told)
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ask(server: Server, path: str) -> bytes:
    request = urllib.request.Request(server.url + path, headers={"Accept": ACCEPT})
    with urllib.request.urlopen(request, timeout=60) as reply:
        answer: bytes = reply.read()
        return answer


def _await(server: Server) -> None:
    """Wait until a server answers."""
    for _ in range(1_200):
        try:
            _ask(server, f"{server.path}?query={quote('ASK {}')}")
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(f"{server.name} did not start")


def _paths(server: Server, size: int, number: int, *, seed: int) -> list[str]:
    """Make addresses of questions, no two the same."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        organisation = f"{BASE}organisation/o{chance.randrange(size)}"
        mark = f" # {len(found)}" if number > REPEATED else ""
        query = PREFIXES + chance.choice(QUESTIONS) % organisation + mark
        found[f"{server.path}?query={quote(query)}"] = None
    return list(found)


Row = tuple[str, str, str, Load]
COUNTS: dict[str, list[int]] = {}


def _measure(
    server: Server, folder: Path, chosen: argparse.Namespace, mixes: Sequence[str]
) -> list[Row]:
    _await(server)
    repeated = _paths(server, chosen.size, REPEATED, seed=7)
    answers = [json.loads(_ask(server, path)) for path in repeated]
    COUNTS[server.name] = [len(each["results"]["bindings"]) for each in answers]
    rows = []
    for mix in mixes:
        for number in (0, 2):
            # Another seed each time: what is distinct was never asked before.
            paths = repeated
            if mix == "distinct":
                paths = _paths(server, chosen.size, DISTINCT, seed=11 + number)
            with expensive(server.url + server.path, EXPENSIVE, number):
                time.sleep(1)
                spent = cpu_of(server.process)
                text = run_wrk(server.url, paths, folder, seconds=chosen.seconds)
                load = read_wrk(text, memory_of(server.process), cpu=cpu_of(server.process) - spent)
            row = (server.name, mix, f"{number} expensive", load)
            print(*row, file=sys.stderr)
            rows.append(row)
            time.sleep(1)
    return rows


def _page(rows: Sequence[Row], chosen: argparse.Namespace, before: float, graph: Path) -> str:
    with graph.open("rb") as lines:
        statements = sum(1 for _ in lines)
    counts = list(COUNTS.values())
    same = "the same number of rows" if all(each == counts[0] for each in counts) else "DIFFERENT"
    base = {row[1:3]: row[3].rate for row in rows if row[0] == "oxigraph"}
    head = HEAD.format(
        size=chosen.size, seconds=chosen.seconds, version=__version__, statements=statements,
        cores=os.cpu_count(), connections=CONNECTIONS, same=same, repeated=REPEATED,
        before=before, after=os.getloadavg()[0],
    )  # fmt: skip
    return "\n".join([head, *(_line(row, base) for row in rows), "", NOTES])


def _line(row: Row, base: dict[tuple[str, str], float]) -> str:
    name, mix, beside, load = row
    rival = base.get((mix, beside), 0)
    ratio = f"{load.rate / rival:.2f}" if rival else "–"
    # Beside expensive queries nobody can tell whose processor time it was.
    cpu = f"{load.cpu * 1000:.2f}" if beside.startswith("0") else "–"
    return (
        f"| {name} | {mix} | {beside} | {load.rate:,.0f} | {ratio} | {load.half:.1f} |"
        f" {load.most:.1f} | {cpu} | {load.errors} | {load.memory >> 20:,} |"
    )


HEAD = """\
# The server under load

`make bench-serve SIZE={size} SECONDS={seconds}`: Saite {version} and `oxigraph serve-read-only` on
{size:,} synthetic organisations ({statements:,} statements), {cores} cores, which `wrk` shares
({connections} connections, {seconds} s a run). Both give {same} to {repeated} questions.

**Load of the machine**: {before:.1f} before the runs, {after:.1f} after them. Where others use it
too, rates and waits say little by themselves; the ratio to the rival of the same run, and the
processor time of a request, say more.

| server | questions | beside | requests/s | × oxigraph | p50 ms | p99 ms | CPU ms | errors | MiB |
|---|---|---|---:|---:|---:|---:|---:|---:|---:|"""
NOTES = f"""\
- **distinct**: no question is asked twice, so that no cache helps; **repeated**: {REPEATED}
  questions over and over, whose answers `saite serve` keeps (`[serve] cache`).
- The questions are about one organisation each: its facts, its members, the size of its events,
  with whom it was there. **2 expensive**: two queries that count for minutes run all the time.
- Saite runs each query in a process of its own that it can kill, and the graph is in its memory;
  Oxigraph answers in threads, from the disk.
- CPU is the processor time of all processes of the server for one request of the run.
- Memory is what all processes of the server hold at the end of the run, shared pages once; what
  the system has swapped out, as a machine short of memory does, is not in it.
  Errors are answers other than 2xx, broken connections and requests without an answer in 30 s."""


if __name__ == "__main__":
    sys.exit(main())
