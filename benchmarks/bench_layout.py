"""The layout against others: same networks, same run, how long and how well groups show.

``make bench-layout`` runs it; ``SIZES="1000 5000" RUNS=3`` runs less of it.
"""

import argparse
import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from engines import HERE, Engine, Job
from measure import measure
from planted import planted_ties

WORK: Final = HERE / ".work" / "layout"
LIMIT: Final = 60.0
NEIGHBOURS: Final = 10
MARK: Final = "<!-- layout -->"

HEAD: Final = """
## Layout

Networks with planted groups (`benchmarks/planted.py`), four ties for each organisation. Seconds of
the layout, without reading and importing, medians of {runs}; × is beside Saite's, groups included.
*near*: share of the {neighbours} nearest neighbours in the picture that are in one planted group
(1 is best). *ties*: length of the middle tie beside the way between any two organisations (small
is good). What takes more than 60 s gave up.

Measured {measured}.
"""

Points = NDArray[np.float64]
Groups = NDArray[np.int64]


def _script(engine: Engine, job: Job) -> list[str]:
    script = str(HERE / "layouts.py")
    return [engine.python, script, engine.name, str(job.tables), str(job.output(engine.name))]


IGRAPH: Final = ("igraph==1.0.0",)
ENGINES: Final = (
    Engine("saite", "**Saite**, groups and layout", _script),
    Engine("layout", "Saite, layout alone", _script),
    Engine("sgtsnepi", "sgtsnepi (GPL)", _script, ("sgtsnepi==0.7", "scipy"), "sgtsnepi"),
    Engine("drl", "igraph, DrL (GPL)", _script, IGRAPH, "igraph"),
    Engine("fr", "igraph, Fruchterman-Reingold (GPL)", _script, IGRAPH, "igraph"),
    Engine("networkx", "networkx, spring", _script, ("networkx==3.6.1", "scipy"), "networkx"),
)


@dataclass
class Layout:
    """What a library made of one network.

    :param seconds: of each run, without reading and importing
    :param near: share of the nearest neighbours that are in the same planted group
    :param length: median length of a tie, beside that of any two organisations
    :param fault: why there is no layout
    """

    seconds: list[float] = field(default_factory=list)
    near: float = 0.0
    length: float = 0.0
    fault: str = ""


def neighbours_in_group(points: Points, groups: Groups) -> float:
    """Tell what share of the ten nearest neighbours in the picture is in the same group."""
    _, near = cKDTree(points).query(points, k=NEIGHBOURS + 1)
    return float((groups[near[:, 1:]] == groups[:, None]).mean())


def length_of_ties(points: Points, ties: NDArray[np.int64]) -> float:
    """Tell how long the middle tie is, beside the way between any two organisations."""
    mixed = np.random.default_rng(1).permutation(len(points))
    tied = np.hypot(*(points[ties[:, 0]] - points[ties[:, 1]]).T)
    anybody = np.hypot(*(points - points[mixed]).T)
    return float(np.median(tied) / np.median(anybody))


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 5_000, 20_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    absent = {engine.name: why for engine in ENGINES if (why := engine.install())}
    found = {size: dict(_run(size, chosen.runs, absent)) for size in chosen.sizes}
    text = page(found, chosen.runs, absent)
    print(text)
    if chosen.write:
        write_section(chosen.write, text)


def write_section(path: Path, text: str) -> None:
    """Put a text between its two marks in a page, or at its end."""
    old = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks of the views\n\n"
    before, found, rest = old.partition(MARK)
    after = rest.partition(MARK)[2] if found else "\n"
    path.write_text(f"{before}{MARK}\n{text}{MARK}{after}", encoding="utf-8", newline="\n")


def _run(size: int, runs: int, absent: dict[str, str]) -> Iterator[tuple[str, Layout]]:
    WORK.mkdir(parents=True, exist_ok=True)
    groups, ties = planted_ties(size)
    choose = Random(size)
    source = WORK / f"ties-{size}.txt"
    lines = [f"{a} {b} {choose.choice([0.25, 0.5, 1.0, 2.0])}" for a, b in ties.tolist()]
    source.write_text("\n".join([str(size), *lines]) + "\n", encoding="utf-8")
    made = {engine.name: Layout() for engine in ENGINES if engine.name not in absent}
    # They take turns, so that noise meets all of them.
    for _ in range(runs):
        for engine in ENGINES:
            layout = made.get(engine.name)
            if layout is not None and not layout.fault:
                _add_run(layout, engine, Job(source, WORK, ""), groups, ties)
    yield from made.items()


def _add_run(
    layout: Layout, engine: Engine, job: Job, groups: Groups, ties: NDArray[np.int64]
) -> None:
    output = job.output(engine.name)
    output.unlink(missing_ok=True)
    cost = measure(engine.command(engine, job), log=WORK / f"{engine.name}.log", limit=LIMIT)
    if cost.fault:
        layout.fault = cost.fault
        return
    data = json.loads(output.read_text(encoding="utf-8"))
    points = np.array(data["points"])
    layout.seconds.append(data["seconds"])
    layout.near = neighbours_in_group(points, groups)
    layout.length = length_of_ties(points, ties)


def page(found: dict[int, dict[str, Layout]], runs: int, absent: dict[str, str]) -> str:
    """Write the section as Markdown."""
    sizes = sorted(found)
    heads = [f"{size:,}" for size in sizes]
    measured = f"{datetime.now(UTC):%Y-%m-%d} by `make bench-layout` on {platform.machine()}"
    lines = [
        HEAD.format(runs=runs, neighbours=NEIGHBOURS, measured=measured),
        "| layout | " + " | ".join(f"{head}: s | × | near | ties" for head in heads) + " |",
        "|---|" + "---:|---:|---:|---:|" * len(sizes),
    ]
    lines += [_row(engine, [found[size] for size in sizes]) for engine in ENGINES]
    versions = {e.module: e.version() for e in ENGINES if e.packages and e.name not in absent}
    lines += ["", "Versions: " + "; ".join(versions.values()) + ".", ""]
    lines += [f"- {name}: {why}" for name, why in absent.items()]
    return "\n".join(lines) + "\n"


def _row(engine: Engine, columns: Sequence[dict[str, Layout]]) -> str:
    cells = [engine.title]
    for column in columns:
        layout, ours = column.get(engine.name), column["saite"]
        if layout is None or layout.fault:
            cells += [layout.fault if layout else "not there", "", "", ""]
            continue
        seconds = median(layout.seconds)
        ratio = f"{seconds / median(ours.seconds):.1f}" if ours.seconds else ""
        cells += [f"{seconds:.2f}", ratio, f"{layout.near:.2f}", f"{layout.length:.2f}"]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
