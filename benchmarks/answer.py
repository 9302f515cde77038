"""One engine that answers: ``python answer.py ENGINE FOLDER`` reads numbers of questions.

The graph is loaded first. For each number a line of JSON comes back: seconds, CPU seconds of the
engine, rows. Whoever waits too long for it ends the process.
"""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from questions import PREFIXES, QUESTIONS, Question

# Gives the number of rows of a question.
Answer = Callable[[Question], int]


def saite(folder: Path, *, memory: bool = True) -> Answer:
    """Ask a build of Saite: its derived graph, and its index of names."""
    import saite as package

    graph = package.open(folder / "workspace", memory=memory)

    def answer(question: Question) -> int:
        if question.search:
            return len(graph.search(question.search, kind="organisation", limit=10**6))
        query = PREFIXES + (question.ours or question.plain)
        return _rows(graph.store.query(query, use_default_graph_as_union=True))

    return answer


def pyoxigraph(folder: Path, *, memory: bool = True) -> Answer:
    """Ask the store alone, over the records."""
    import pyoxigraph as ox

    place = folder / "plain-store"
    store = ox.Store() if memory else ox.Store(place)
    if memory or not len(store):
        store.bulk_load(path=folder / "plain.nt", format=ox.RdfFormat.N_TRIPLES)
        store.optimize()
    return lambda question: _rows(store.query(PREFIXES + question.plain))


def _rows(found: object) -> int:
    """Take every row, as terms of Python."""
    rows = 1
    if hasattr(found, "variables"):
        rows = len([tuple(row) for row in found])  # type: ignore[attr-defined]
    return rows


def rdflib(folder: Path) -> Answer:
    """Ask rdflib, over the records."""
    from rdflib import Graph

    graph = Graph().parse(folder / "plain.nt", format="nt")

    def answer(question: Question) -> int:
        found = graph.query(PREFIXES + question.plain)
        return 1 if found.type == "ASK" else sum(1 for _ in found)

    return answer


def maplib(folder: Path) -> Answer:
    """Ask maplib, over the records."""
    from maplib import Model

    model = Model()
    model.read(str(folder / "plain.nt"))

    def answer(question: Question) -> int:
        return len(model.query(PREFIXES + question.plain))

    return answer


INI = """[Database]
DatabaseFile = {0}/virtuoso.db
ErrorLogFile = {0}/virtuoso.log
LockFile = {0}/virtuoso.lck
TransactionFile = {0}/virtuoso.trx
xa_persistent_file = {0}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {0}/temp.db
TransactionFile = {0}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{1}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
DirsAllowed = {0}, {2}
[HTTPServer]
ServerPort = 127.0.0.1:{3}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryExecutionTime = 100
"""


def virtuoso(folder: Path) -> Answer:
    """Ask Virtuoso by HTTP, over the records; its server is started, filled, and ended with us."""
    home = folder / "virtuoso"
    home.mkdir(exist_ok=True)
    sql, http = _free_port(), _free_port()
    (home / "virtuoso.ini").write_text(INI.format(home, sql, folder, http), encoding="utf-8")
    _wait_for_lock(home / "virtuoso.lck")
    server = subprocess.Popen(
        ["virtuoso-t", "-f", "-c", str(home / "virtuoso.ini")],
        cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    OPENED.append(server)
    load = (
        f"ld_dir('{folder}', 'plain.nt', 'http://plain'); rdf_loader_run(); checkpoint;"
        if not (home / "loaded").exists()
        else "status();"
    )
    for _ in range(120):
        time.sleep(0.5)
        command = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if not ran.returncode and "Error" not in ran.stdout + ran.stderr:
            break
    (home / "loaded").touch()

    def answer(question: Question) -> int:
        given = {"query": PREFIXES + question.plain, "default-graph-uri": "http://plain"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{http}/sparql",
            urllib.parse.urlencode(given).encode(),
            {"Accept": "application/sparql-results+json"},
        )
        with urllib.request.urlopen(request, timeout=100) as response:
            found = json.load(response)
        return len(found["results"]["bindings"]) if "results" in found else 1

    return answer


def _wait_for_lock(lock: Path) -> None:
    """Wait until the server of a run that was ended has let go of its files."""
    if not lock.exists():
        return
    with lock.open("r+") as held:
        for _ in range(120):
            try:
                fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(0.5)
            else:
                return


def _free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


OPENED: list["subprocess.Popen[bytes]"] = []
ENGINES: dict[str, Callable[[Path], Answer]] = {
    "saite": saite,
    "saite-disk": lambda folder: saite(folder, memory=False),
    "pyoxigraph": pyoxigraph,
    "pyoxigraph-disk": lambda folder: pyoxigraph(folder, memory=False),
    "maplib": maplib,
    "virtuoso": virtuoso,
    "rdflib": rdflib,
}


def _cpu() -> float:
    """Tell the CPU seconds of this process, or of the server that it started."""
    if not OPENED:
        return time.process_time()
    stat = Path(f"/proc/{OPENED[0].pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
    user, system = stat.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _told() -> Iterator[dict[str, object]]:
    start = time.perf_counter()
    answer = ENGINES[sys.argv[1]](Path(sys.argv[2]))
    yield {"load": time.perf_counter() - start}
    for line in sys.stdin:
        question = QUESTIONS[int(line)]
        wall, cpu = time.perf_counter(), _cpu()
        try:
            rows = answer(question)
        except Exception as error:  # noqa: BLE001 - whatever an engine says
            lines = str(error).strip().splitlines() or [type(error).__name__]
            yield {"fault": lines[0][:160]}
            continue
        yield {"wall": time.perf_counter() - wall, "cpu": _cpu() - cpu, "rows": rows}


if __name__ == "__main__":
    try:
        for told in _told():
            print(json.dumps(told), flush=True)
    finally:
        for process in OPENED:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
