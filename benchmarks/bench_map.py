"""The mapping engine against others: same records, same mapping, same run.

``make bench-map`` runs it; ``make bench-map SIZES="1000 10000" RUNS=3`` runs less of it, and
``SIZES=1000000`` runs ours alone on a million organisations, beside a tenth of them.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from compare import Verdict
from engines import ENGINES, HERE, Engine, Job
from measure import Cost, measure
from report import Results, page
from shape import as_older_rml, as_rml, load

WORK = HERE / ".work"
SHARED = HERE.parents[1] / "shared" / "bench"
START = 10
"""Organisations of the input that shows what an engine takes before it begins."""
LARGE = 500_000
"""Organisations from which on ours runs alone, and once: its output is written one time."""
LIMIT = ("--memory", "1GB")
"""What ours is told then: it takes half of the machine's memory otherwise, where that helps."""
BYTES = 30_000
"""What an organisation takes on the disk, in tables and graph, with some room."""
SLOW = 60
"""Seconds of a run after which three runs must do."""


def main() -> int:
    """Read the command line, run, print; 1 if ours fails or a graph differs unexplained."""
    chosen = _arguments()
    records = ""
    if chosen.records == "shared":
        if not SHARED.is_dir():
            print(f"Skipped: there are no records in {SHARED}, beside the checkout.")
            return 0
        records = str(SHARED)
    sizes = sorted(set(chosen.sizes))
    alone = [size for size in sizes if size >= LARGE]
    sizes = sorted({*sizes, *(size // 10 for size in alone)})
    wanted = {*chosen.engines, "saite", "start"}
    engines = [each for each in ENGINES if each.name in wanted]
    results = Results(START, engines, records)
    lack = _lack_of_room(max(sizes))
    if lack:
        print(lack, file=sys.stderr)
        return 1
    _install(results)
    for size in (START, *sizes):
        # A size that is here only to be compared with a larger one needs no rivals.
        is_ours = size >= LARGE or size not in {START, *chosen.sizes}
        Bench(results, size, runs=chosen.runs, limit=chosen.limit).run(only_ours=is_ours)
    text = page(results, chosen.command)
    print(text)
    if chosen.write:
        chosen.write.write_text(text, encoding="utf-8")
    differs = any(v.missing or v.more for v in _verdicts(results))
    return 1 if differs or _has_failed(results) else 0


def _verdicts(results: Results) -> Iterator[Verdict]:
    for verdicts in results.verdicts.values():
        yield from verdicts.values()


def _has_failed(results: Results) -> bool:
    return any(cost.fault for runs in results.costs.values() for cost in runs.get("saite", []))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=300, help="seconds after which one gives up")
    parser.add_argument("--records", choices=("own", "shared"), default="own")
    names = [each.name for each in ENGINES]
    parser.add_argument("--engines", nargs="+", choices=names, default=names)
    parser.add_argument("--write", type=Path, help="file for the page")
    parser.add_argument("--command", default="make bench-map", help=argparse.SUPPRESS)
    return parser.parse_args()


def _lack_of_room(size: int) -> str:
    """Tell if the disk has no room for the largest size; the second graph is a rival's."""
    WORK.mkdir(exist_ok=True)
    needed = size * BYTES * (1.2 if size >= LARGE else 2.2)
    free = shutil.disk_usage(WORK).free
    if free >= needed:
        return ""
    return (
        f"{size:,} organisations take {needed / 1e9:.0f} GB in {WORK}, {free / 1e9:.0f} GB are "
        "free: choose smaller SIZES, or make room"
    )


def _install(results: Results) -> None:
    for engine in results.engines:
        why = engine.install()
        if why:
            results.absent[engine.title] = why
            print(f"{engine.name}: {why}", flush=True)
        else:
            results.versions[engine.name] = engine.version()
    results.engines = [each for each in results.engines if each.title not in results.absent]


class Bench:
    """The runs of all engines on records of one size."""

    def __init__(self, results: Results, size: int, *, runs: int, limit: float) -> None:
        self._results = results
        self._size = size
        self._runs = runs
        self._limit = limit
        folder = WORK / f"{'shared' if results.records else 'own'}-{size}"
        self._job = Job(folder / "tables", folder, results.records)
        self._costs = results.costs.setdefault(size, {})

    def run(self, *, only_ours: bool) -> None:
        """Make the records, run the engines in turn, delete it all."""
        engines = [
            each
            for each in self._results.engines
            if self._size <= each.largest and (each.name == "saite" or not only_ours)
        ]
        try:
            self._make_records()
            for number in range(1 if self._size >= LARGE else self._runs):
                for engine in engines:
                    if self._wants(engine, number):
                        self._turn(engine, number)
        finally:
            shutil.rmtree(self._job.work, ignore_errors=True)

    def _make_records(self) -> None:
        shutil.rmtree(self._job.work, ignore_errors=True)
        self._job.tables.mkdir(parents=True)
        records = self._results.records
        script = Path(records) / "gen.py" if records else HERE / "records.py"
        command = [sys.executable, str(script), str(self._size), str(self._job.tables)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        maps = load(records)
        for name, write in (("mapping.ttl", as_rml), ("older.ttl", as_older_rml)):
            (self._job.work / name).write_text(write(self._job.tables, maps), encoding="utf-8")

    def _wants(self, engine: Engine, number: int) -> bool:
        done = self._costs.get(engine.name, [])
        if any(cost.fault for cost in done):
            return False
        return not done or number < 3 or done[0].wall < SLOW

    def _turn(self, engine: Engine, number: int) -> None:
        output = self._job.output(engine.name)
        command = engine.command(engine, self._job)
        if self._size >= LARGE:
            command = [*command, *LIMIT]
        output.unlink(missing_ok=True)
        cost = self._measured(engine, command)
        self._costs.setdefault(engine.name, []).append(cost)
        print(
            f"{self._size:>9,} {engine.name:16} {cost.wall:8.2f} s {cost.cpu:8.2f} CPU s "
            f"{cost.memory / 1e6:8,.0f} MB {cost.fault}",
            flush=True,
        )
        if not number and not cost.fault:
            self._look(engine, output)
        if engine.name != "saite" or self._size >= LARGE:
            output.unlink(missing_ok=True)

    def _measured(self, engine: Engine, command: Sequence[str]) -> Cost:
        log = self._job.work / f"{engine.name}.log"
        limit = self._limit if self._size < LARGE else 20 * self._limit
        return measure(
            command, log=log, limit=limit, environment={"PYTHONDONTWRITEBYTECODE": "1"}
            if self._results.records else None,
        )  # fmt: skip

    def _look(self, engine: Engine, output: Path) -> None:
        """Compare the first graph of an engine to ours, in a process of its own."""
        if engine.name == "saite":
            self._results.triples[self._size] = _count_lines(output)
        if not engine.is_limit and self._size < LARGE:
            command = [
                sys.executable,
                str(HERE / "compare.py"),
                str(self._job.reference),
                str(output),
            ]
            ran = subprocess.run(command, check=True, capture_output=True, text=True)
            verdict = Verdict(**json.loads(ran.stdout))
            self._results.verdicts.setdefault(self._size, {})[engine.name] = verdict
            if engine.name != "saite":
                print(
                    f"{'':>9} {engine.name:16} {verdict}", *verdict.shown, sep="\n    ", flush=True
                )


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


if __name__ == "__main__":
    if not hasattr(os, "wait4"):
        sys.exit("this needs an operating system that tells what a process took (Linux, macOS)")
    sys.exit(main())
