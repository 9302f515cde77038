"""Questions over a built graph, against other stores over the same records.

``make bench-query`` runs it; ``make bench-query SIZES="1000" RUNS=3`` runs less of it.
"""

import argparse
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import workspace
from engines import ENGINES as MAPPERS
from engines import ENVIRONMENTS, HERE
from questions import QUESTIONS
from saite.build import build_workspace

WORK = HERE / ".work"
DERIVED = b"<https://example.org/id/graph/derived> ."
IN_MEMORY = 20_000
"""Organisations up to which stores hold everything in memory."""
LOADING = 1_800
"""Seconds that an engine may take to load."""
FAULT = 48
"""Letters of what an engine says that does not answer."""
FAST = ("q01", "q05", "q07", "q09")


@dataclass
class Cell:
    """What an engine took for a question: the runs, or why there is none."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    rows: int = -1
    fault: str = ""

    def text(self, rows: int) -> str:
        """Write the medians in milliseconds; rows that are not those of ours are told."""
        if self.fault:
            return self.fault[:FAULT].replace("|", "/")
        told = f"{_ms(median(self.walls))} / {_ms(median(self.cpus))}"
        return told if self.rows == rows else f"{told} ({self.rows:,} rows)"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}" if seconds < 0.1 else f"{seconds * 1000:,.0f}"


class Asked:
    """A process of an engine that has loaded the graph.

    :param python: the interpreter that has the engine
    """

    def __init__(self, engine: str, folder: Path, python: str) -> None:
        command = [python, str(HERE / "answer.py"), engine, str(folder)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        self.load = self.read(LOADING)

    def read(self, seconds: float) -> dict[str, Any]:
        """Read one answer, or give up and end the process."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        line = self._process.stdout.readline() if ready else b""
        if line:
            told: dict[str, Any] = json.loads(line)
            return told
        self.end(signal.SIGKILL)
        return {"fault": "failed" if ready else "gave up"}

    def ask(self, number: int, limit: float) -> dict[str, Any]:
        """Ask a question by its number."""
        if not self.is_there:
            return {"fault": "failed"}
        assert self._process.stdin is not None
        self._process.stdin.write(f"{number}\n".encode())
        self._process.stdin.flush()
        return self.read(limit)

    @property
    def is_there(self) -> bool:
        """Tell whether it still answers."""
        return self._process.poll() is None

    def end(self, with_signal: signal.Signals = signal.SIGTERM) -> None:
        """End the process and all that it started."""
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        if with_signal is not signal.SIGKILL:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(60)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def make_graph(size: int, folder: Path) -> dict[str, float]:
    """Make the records of so many organisations, build them, and write what is not derived.

    What an earlier run kept is taken as it is.
    """
    kept = folder / "facts.json"
    if kept.is_file():
        made: dict[str, float] = json.loads(kept.read_bytes())
        return made
    shutil.rmtree(folder, ignore_errors=True)
    workspace.write(size, folder / "workspace")
    summary = build_workspace(folder / "workspace")
    seen = set()
    with (summary.folder / "graph.nq").open("rb") as lines, (folder / "plain.nt").open("wb") as out:
        for line in lines:
            if not line.rstrip().endswith(DERIVED):
                triple = line.rpartition(b" <")[0]
                key = hash(triple)
                if key not in seen:
                    seen.add(key)
                    out.write(triple + b" .\n")
    facts = {"triples": summary.triples, "plain": len(seen), **summary.seconds}
    kept.write_text(json.dumps(facts), encoding="utf-8")
    return facts


def ask_all(engine: str, folder: Path, *, runs: int, limit: float) -> tuple[float, list[Cell]]:
    """Ask an engine every question so many times, in turn; give its loading time too."""
    python = _python(engine)
    cells = [Cell() for _ in QUESTIONS]
    asked = Asked(engine, folder, python)
    load = float(asked.load.get("load", -1))
    for _ in range(runs):
        for number, cell in enumerate(cells):
            if cell.fault:
                continue
            if not asked.is_there:
                asked = Asked(engine, folder, python)
            told = asked.ask(number, limit)
            cell.fault = str(told.get("fault", ""))
            if not cell.fault:
                cell.walls.append(told["wall"])
                cell.cpus.append(told["cpu"])
                cell.rows = int(told["rows"])
    asked.end()
    return load, cells


def _python(engine: str) -> str:
    name = engine.removesuffix("-disk")
    own = ENVIRONMENTS / name / "bin" / "python"
    return str(own) if name == "maplib" and own.exists() else sys.executable


def engines_for(size: int, chosen: Sequence[str]) -> Iterator[str]:
    """Name the engines for so many organisations: in memory as long as that does."""
    where = "" if size <= IN_MEMORY else "-disk"
    for name in ("saite", "pyoxigraph", "maplib", "virtuoso", "rdflib"):
        if name in chosen:
            if name in ("saite", "pyoxigraph"):
                yield name + where
            elif name == "virtuoso" and not shutil.which("virtuoso-t"):
                print("virtuoso: is not installed (Debian: virtuoso-opensource-7)", flush=True)
            elif name != "rdflib" or size <= 1_000:
                yield name
    if not where and "saite" in chosen:
        yield "saite-disk"


def table(size: int, facts: dict[str, float], told: dict[str, tuple[float, list[Cell]]]) -> str:
    """Write the results of one size."""
    names = list(told)
    ours = told.get("saite") or told["saite-disk"]
    lines = [
        (f"## {size:,} organisations: {facts['plain']:,.0f} triples of records, "
        f"{facts['triples']:,.0f} with what is derived"), "",
        "Loaded in: " + ", ".join(f"{name} {load:.1f} s" for name, (load, _) in told.items()), "",
        f"| question | rows | {' | '.join(names)} |", f"|---|---:|{'---:|' * len(names)}",
    ]  # fmt: skip
    for number, question in enumerate(QUESTIONS):
        rows = ours[1][number].rows
        cells = " | ".join(told[name][1][number].text(rows) for name in names)
        lines.append(f"| {question.name} {question.title} | {rows:,} | {cells} |")
    return "\n".join([*lines, "", *goals(size, told), ""])


def goals(size: int, told: dict[str, tuple[float, list[Cell]]]) -> Iterator[str]:
    """Write what was to be reached at 10,000 organisations."""
    if size != 10_000 or not {"saite", "pyoxigraph"} <= told.keys():
        return
    yield from ("| goal | worst | |", "|---|---:|---|")
    ours, plain = told["saite"][1], told["pyoxigraph"][1]
    walls = [median(cell.walls) if cell.walls else float("inf") for cell in ours]
    cpus = [median(cell.cpus) if cell.cpus else float("inf") for cell in ours]
    for about, limit in (("page", 0.03), ("ranking", 0.3)):
        worst, cpu = (
            max(each for each, q in zip(taken, QUESTIONS, strict=True) if q.about == about)
            for taken in (walls, cpus)
        )
        title = {"page": "of an organisation's page", "ranking": "that ranks the whole graph"}
        yield _goal(f"each question {title[about]} under {limit * 1000:.0f} ms",
                    f"{_ms(worst)} ms; of CPU {_ms(cpu)} ms", is_met=worst < limit)  # fmt: skip
    ratios = {
        question.name: (median(p.cpus) / median(o.cpus) if p.cpus and o.cpus else float("inf"))
        for question, o, p in zip(QUESTIONS, ours, plain, strict=True)
    }
    slowest = min(ratios, key=lambda name: ratios[name])
    yield _goal("never slower than pyoxigraph over the records, by CPU",
                f"{ratios[slowest]:.2f} times as fast, {slowest}",
                is_met=ratios[slowest] >= 1)  # fmt: skip
    for name in FAST:
        yield _goal(f"{name} at least 5 times as fast, by CPU", f"{ratios[name]:.1f}",
                    is_met=ratios[name] >= 5)  # fmt: skip


def _goal(text: str, reached: str, *, is_met: bool) -> str:
    return f"| {text} | {reached} | {'met' if is_met else 'not met'} |"


def main() -> int:
    """Read the command line, run, print; 1 if engines do not agree on the rows."""
    parser = argparse.ArgumentParser(description="Questions over a built graph.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=60, help="seconds of a cell that gives up")
    names = ["saite", "pyoxigraph", "maplib", "virtuoso", "rdflib"]
    parser.add_argument("--engines", nargs="+", choices=names, default=names)
    parser.add_argument("--keep", action="store_true", help="keep what is built, for the next run")
    parser.add_argument("--write", type=Path, help="file for the page")
    chosen = parser.parse_args()
    if "maplib" in chosen.engines:
        why = next(each for each in MAPPERS if each.name == "maplib").install()
        if why:
            print(f"maplib: {why}", flush=True)
            chosen.engines.remove("maplib")
    parts = [
        f"""# Questions: what they cost

Made on {datetime.now(UTC).date().isoformat()} from synthetic records, {os.cpu_count()} cores.
Milliseconds by the clock / of CPU, median of {chosen.runs}; Virtuoso answers over HTTP, all others
in the process. Others ask the records alone, Saite also what its rules derived. The number of rows
is that of ours; where another has other rows, it is told. Over {chosen.limit:.0f} s one gives up.
"""
    ]
    differs = False
    load = os.getloadavg()[0]
    for size in chosen.sizes:
        folder = WORK / f"query-{size}"
        facts = make_graph(size, folder)
        told = {}
        for engine in engines_for(size, chosen.engines):
            told[engine] = ask_all(engine, folder, runs=chosen.runs, limit=chosen.limit)
            print(engine, *(f"{q.name} {c.text(c.rows)} [{c.rows}]"
                            for q, c in zip(QUESTIONS, told[engine][1], strict=True)),
                  sep="\n  ", flush=True)  # fmt: skip
        rows = [{c.rows for c in each if not c.fault} for each in
                zip(*(cells for _, cells in told.values()), strict=True)]  # fmt: skip
        differs = differs or any(len(each) > 1 for each in rows)
        parts.append(table(size, facts, told))
        if not chosen.keep:
            shutil.rmtree(folder)
    parts.append(f"Processes that wanted a core, on average, when the run began and at its end: "
                 f"{load:.1f}, {os.getloadavg()[0]:.1f}.\n")  # fmt: skip
    text = "\n".join(parts)
    print(text)
    if chosen.write:
        chosen.write.write_text(text, encoding="utf-8")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
