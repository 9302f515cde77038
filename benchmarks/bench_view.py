"""Pages of networks beside others: same data, same positions, same browser, same run.

A page that showed nothing within the limit is not tried with a larger network.

``make bench-view`` runs it; ``make bench-view SIZES="100 1000" RUNS=3`` runs less of it.
"""

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import networkx as nx

from planted import read_planted
from view_pages import RIVALS, WORK, Rival
from view_report import Measured, page, write_section
from view_window import NOTHING, Shown, browsing, look_at

SIZES = (100, 1_000, 5_000, 20_000)


def main() -> int:
    """Read the command line, run, print; 1 if ours gave up anywhere."""
    chosen = _arguments()
    WORK.mkdir(exist_ok=True)
    measured: list[Measured] = []
    lost: set[str] = set()
    for size in sorted(set(chosen.sizes)):
        graph = read_planted(size)
        for rival in _chosen(chosen.rivals):
            if rival.name in lost:
                measured.append(Measured(size, rival.name, 0, NOTHING, 0))
                continue
            measured.append(_measure(size, rival, _write(graph, rival), chosen))
            print(f"{size} {rival.name}: {measured[-1].shown}", file=sys.stderr)
            if math.isnan(measured[-1].shown.first):
                lost.add(rival.name)
    text = page(measured, chosen.command)
    print(text)
    if chosen.write:
        write_section(chosen.write, text)
    ours = [each.shown.zoom for each in measured if each.rival == "Saite"]
    return 1 if any(math.isnan(each) for each in ours) else 0


def _chosen(names: Sequence[str]) -> list[Rival]:
    return [rival for rival in RIVALS if not names or rival.name in {*names, "Saite"}]


def _write(graph: "nx.Graph[str]", rival: Rival) -> Path:
    path = WORK / f"{rival.name.replace(', ', '-')}-{len(graph)}.html"
    path.write_text(rival.write(graph), encoding="utf-8")
    return path


def _measure(size: int, rival: Rival, path: Path, chosen: argparse.Namespace) -> Measured:
    """Open a page some times, each time in a browser of its own, until it gives up."""
    runs: list[Shown] = []
    with browsing() as start:
        for _ in range(chosen.runs):
            browser = start()
            try:
                runs.append(
                    look_at(browser, path, rival, limit=chosen.limit, seconds=chosen.seconds)
                )
            finally:
                browser.close()
            if math.isnan(runs[-1].narrowed):
                break
    return Measured(size, rival.name, path.stat().st_size, _middle(runs), len(runs))


def _middle(runs: Sequence[Shown]) -> Shown:
    """Give the median of each figure; one that was given up once is given up."""
    if not runs:
        return NOTHING
    names = list(Shown.__dataclass_fields__)
    values = {name: [getattr(run, name) for run in runs] for name in names}
    return Shown(
        **{
            name: math.nan if any(map(math.isnan, each)) else median(each)
            for name, each in values.items()
        }
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--limit", type=float, default=60, help="seconds after which a cell is given up"
    )
    parser.add_argument("--seconds", type=float, default=2, help="of panning, and of zooming")
    parser.add_argument("--rivals", nargs="*", default=[], help="those to run beside ours; all")
    parser.add_argument("--write", type=Path, help="file that takes the results")
    parser.add_argument("--command", default="python benchmarks/bench_view.py")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
