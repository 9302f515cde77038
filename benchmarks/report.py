"""The results as a page of Markdown."""

import itertools
import math
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from compare import Verdict
from engines import Engine
from measure import Cost, middle


@dataclass
class Results:
    """What was measured.

    :param costs: number of organisations -> engine -> its runs
    :param verdicts: number of organisations -> engine -> how its graph compares to ours
    :param triples: number of organisations -> statements that ours made
    :param absent: engine -> why it is not there
    """

    start: int
    engines: Sequence[Engine]
    records: str
    costs: dict[int, dict[str, list[Cost]]] = field(default_factory=dict)
    verdicts: dict[int, dict[str, Verdict]] = field(default_factory=dict)
    triples: dict[int, int] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def cost(self, size: int, engine: str) -> Cost | None:
        """Give the median of an engine's runs; None if it was not run."""
        runs = self.costs.get(size, {}).get(engine)
        return middle(runs) if runs else None

    def net(self, size: int, engine: str) -> Cost | None:
        """Give the median less what the same engine takes for the smallest input."""
        cost, start = self.cost(size, engine), self.cost(self.start, engine)
        if cost is None or start is None or cost.fault:
            return None
        return Cost(cost.wall - start.wall, cost.cpu - start.cpu, cost.memory)


def page(results: Results, command: str) -> str:
    """Write the page."""
    sizes = [size for size in sorted(results.costs) if size != results.start]
    parts = [_head(results, command), _start(results)]
    parts += [_table(results, size) for size in sizes]
    goals = list(_goals(results, sizes))
    if goals:
        parts.append("## Goals\n\n| goal | reached | |\n|---|---:|---|\n" + "\n".join(goals) + "\n")
    return "\n".join(parts)


def _head(results: Results, command: str) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(dict.fromkeys(each for each in results.versions.values() if each))
    system = f"{platform.system()} {platform.release()}"
    what = "other synthetic records" if results.records else "synthetic records"
    absent = "".join(f"\n- {name}: {why}" for name, why in results.absent.items())
    return f"""# Mapping: what it costs

Made by `{command}` on {datetime.now(UTC).date().isoformat()}: {what} of cooperation, nine tables,
15 triples maps, 79 predicate-object maps. Every graph is compared to ours, as a set of lines.

- Machine: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}
- Versions: Python {platform.python_version()}, {versions}{absent}

Each figure is the median of several runs, which took turns; CPU is that of the whole process with
all its children, memory the most that one process held. *Net* is less what the same engine takes
for {results.start} organisations; rates and ratios are net. Ratios are to ours.
Lines are lines of N-Triples; an engine whose graph differs did other work.
"""


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _start(results: Results) -> str:
    lines = ["## Start-up", "", "| engine | wall s | CPU s |", "|---|---:|---:|"]
    for engine in results.engines:
        cost = results.cost(results.start, engine.name)
        if cost is not None:
            shown = cost.fault or f"{cost.wall:.2f} | {cost.cpu:.2f}"
            lines.append(f"| {engine.title} | {shown} |")
    return "\n".join([*lines, ""])


def _table(results: Results, size: int) -> str:
    triples = results.triples.get(size, 0)
    lines = [
        f"## {size:,} organisations: {triples:,} triples", "",
        ("| engine | wall s | CPU s | net CPU s | memory MB | M triples per CPU s | CPU ratio "
        "| wall ratio | graph |"),
        "|---|---:|---:|---:|---:|---:|---:|---:|---|",
    ]  # fmt: skip
    for engine in results.engines:
        cost = results.cost(size, engine.name)
        if cost is not None:
            lines.append(_line(results, size, engine, cost))
    return "\n".join([*lines, ""])


def _line(results: Results, size: int, engine: Engine, cost: Cost) -> str:
    if cost.fault:
        told = cost.fault
        if told == "gave up":
            told = f"gave up after {cost.wall:.0f} s"
        return f"| {engine.title} | {told} | | | | | | | |"
    net, ours = results.net(size, engine.name), results.net(size, "saite")
    rate = cpu = wall = own = ""
    if net is not None and net.cpu > 0:
        own = f"{net.cpu:.2f}"
        rate = "" if engine.is_limit else f"{results.triples[size] / net.cpu / 1e6:.2f}"
        if ours is not None and ours.cpu > 0 and ours.wall > 0:
            cpu, wall = f"{net.cpu / ours.cpu:.2f}", f"{net.wall / ours.wall:.2f}"
    verdict = results.verdicts.get(size, {}).get(engine.name)
    graph = str(verdict or "")
    if verdict is not None and engine.name == "saite":
        graph = f"checksum {verdict.checksum[:12]}" + ", lines twice!" * bool(verdict.twice)
    return (
        f"| {engine.title} | {cost.wall:.2f} | {cost.cpu:.2f} | {own} | {cost.memory / 1e6:,.0f} "
        f"| {rate} | {cpu} | {wall} | {graph} |"
    )


def _goals(results: Results, sizes: Sequence[int]) -> Iterator[str]:
    start = results.cost(results.start, "start")
    if start is not None and not start.fault:
        yield _goal("start-up: under 0.5 s CPU", start.cpu, "{:.2f} s", is_met=start.cpu < 0.5)
    for size, least in ((10_000, 8), (100_000, 12)):
        ratio = _ratio(results, size, "morph-kgc")
        if ratio is not None:
            text = f"{size:,}: at least {least} times the triples per CPU-second of morph-kgc"
            yield _goal(text, ratio[0], "{:.1f}", is_met=ratio[0] >= least)
        if ratio is not None and size == 100_000:
            text = f"{size:,}: at least 18 times as fast as morph-kgc by the clock"
            yield _goal(text, ratio[1], "{:.1f}", is_met=ratio[1] >= 18)
    for size in (10_000, 100_000):
        ratio = _ratio(results, size, "hand")
        if ratio is not None:
            text = f"{size:,}: at most 1.2 times the CPU of the plan by hand"
            yield _goal(text, 1 / ratio[0], "{:.2f}", is_met=1 / ratio[0] <= 1.2)
    for small, large in itertools.pairwise(sizes):
        yield from _growth(results, small, large)


def _growth(results: Results, small: int, large: int) -> Iterator[str]:
    few, many = results.net(small, "saite"), results.net(large, "saite")
    if few is None or many is None or few.cpu <= 0 or large < 1_000_000:
        return
    exponent = math.log(many.cpu / few.cpu) / math.log(large / small)
    text = f"{small:,} to {large:,}: CPU grows no faster than n^1.05"
    yield _goal(text, exponent, "n^{:.3f}", is_met=exponent <= 1.05)
    text = f"{large:,}: within 2 GB of memory (`--memory 1GB`)"
    yield _goal(text, many.memory / 1e9, "{:.2f} GB", is_met=many.memory <= 2e9)


def _ratio(results: Results, size: int, engine: str) -> tuple[float, float] | None:
    """Give how many times our CPU, and our time, an engine takes."""
    net, ours = results.net(size, engine), results.net(size, "saite")
    if net is None or ours is None or min(ours.cpu, ours.wall, net.cpu) <= 0:
        return None
    return net.cpu / ours.cpu, net.wall / ours.wall


def _goal(text: str, reached: float, form: str, *, is_met: bool) -> str:
    return f"| {text} | {form.format(reached)} | {'met' if is_met else 'not met'} |"
