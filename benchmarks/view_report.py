"""The results of the pages in a browser, as a section of a page of Markdown."""

import math
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from view_window import Shown

MARK: Final = "<!-- browser -->"


@dataclass(frozen=True)
class Measured:
    """The medians of one page.

    :param size: bytes of the file; 0 if it was not made, as it gave up with a smaller network
    :param runs: how often it was opened
    """

    organisations: int
    rival: str
    size: int
    shown: Shown
    runs: int


HEAD: Final = """
## In the browser

Made by `{command}` on {date}: networks with planted groups
(`benchmarks/planted.py`), four ties an organisation, one to three supports a tie. All pages show
the same network at the same positions.

- Machine: {machine}; {load}. Headless Chromium without a
  graphics card, a window of 1400 × 900 pixels, every request refused, reduced motion. Each run has
  a browser of its own; figures are medians of {runs}. A cell reads "gave up" if it took more than a
  minute; what showed nothing by then is not tried with a larger network.
- **Saite** is the explorer as `saite network --explorer` writes it: with the names, statements,
  documents and quotes behind every tie. **pyvis** is pyvis 0.3.2 with its files inside (`in_line`)
  and physics off; its page knows names and nothing else. **pyvis, hardened** is the page that Saite
  writes for small networks, with evidence, here without its limit of 1,000 organisations.
  **sigma** is sigma 3.0.3 with graphology, bundled, its edges drawn while it moves; it knows names
  and nothing else. It draws by WebGL, which the processor has to compute here: with a graphics
  card it is faster.
- **First picture**: from the opening until the first frame in which something is drawn on a canvas.
- **Filter**: from the moment in which ties of one kind are hidden until nothing is drawn any more.
  Of Saite's pages a box is unticked, and tables, counts and panel follow; of the others a program
  hides ties that it was told beforehand.
- **Draws a second** while the ground is dragged, and while the wheel turns, by events of the mouse
  sent as fast as the page takes them: the frames in which at least one call drew on a canvas that
  is in the page. Both kinds of canvas are watched for all alike, whatever library calls them. A
  frame that Saite makes by shifting its bitmap and drawing names over it counts as one, as does a
  frame in which pyvis leaves out the edges.
- **Heap**: JavaScript after the first picture and a collection of garbage.
"""


def page(measured: Sequence[Measured], command: str) -> str:
    """Write the section."""
    head = HEAD.format(
        command=command,
        date=datetime.now(UTC).date().isoformat(),
        machine=_machine(),
        load=f"load of the last minutes {os.getloadavg()[2]:.0f}, mostly of other work",
        runs=max((each.runs for each in measured), default=0),
    )
    sizes = sorted({each.organisations for each in measured})
    return head + "".join(_table(measured, size) for size in sizes)


def write_section(path: Path, text: str) -> None:
    """Put a text between its two marks in a page, or at its end."""
    old = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks of the views\n\n"
    before, found, rest = old.partition(MARK)
    after = rest.partition(MARK)[2] if found else "\n"
    path.write_text(f"{before}{MARK}\n{text}{MARK}{after}", encoding="utf-8", newline="\n")


def _table(measured: Sequence[Measured], size: int) -> str:
    here = [each for each in measured if each.organisations == size]
    ours = next((each for each in here if each.rival == "Saite"), None)
    rows = [
        "",
        f"### {size:,} organisations, {4 * size:,} ties",
        "",
        "| | file | first picture | filter | pan, draws/s | zoom, draws/s | heap |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for each in here:
        cells = [
            f"{each.size / 1e6:.2f} MB" if each.size else "",
            _cell(each, ours, lambda shown: shown.first, "{:.2f} s"),
            _cell(each, ours, lambda shown: shown.narrowed, "{:.2f} s"),
            _cell(each, ours, lambda shown: shown.pan, "{:.1f}"),
            _cell(each, ours, lambda shown: shown.zoom, "{:.1f}"),
            _cell(each, ours, lambda shown: shown.heap / 1e6, "{:.0f} MB"),
        ]
        rows.append(f"| {each.rival} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def _cell(
    each: Measured, ours: Measured | None, figure: Callable[[Shown], float], form: str
) -> str:
    value = figure(each.shown)
    if math.isnan(value):
        return "gave up" if each.size else "not tried"
    text = form.format(value)
    base = figure(ours.shown) if ours and ours is not each else math.nan
    return text if math.isnan(base) or not base else f"{text} ({value / base:.2g}×)"


def _machine() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"
