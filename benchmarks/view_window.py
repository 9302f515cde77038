"""What a page costs in headless Chromium: until it is seen, while it moves, when it is filtered."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Error, Page, Route, sync_playwright

from view_pages import Rival

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run", "--enable-unsafe-swiftshader",
)  # fmt: skip
WINDOW: Final = {"width": 1400, "height": 900}
QUIET: Final = 600
"""Milliseconds without a drawn frame after which a page has come to rest."""

# Counts the frames in which something was drawn on a canvas that is in the page. The same for all:
# it stands between the page and the canvas, whatever library calls it.
COUNTER: Final = """
(() => {
  const seen = { frames: 0, first: 0, last: 0, isDrawn: false };
  window.seen = seen;
  const watch = (prototype, names) => {
    for (const name of names) {
      const own = prototype[name];
      if (!own) continue;
      prototype[name] = function (...parts) {
        if (!seen.isDrawn && this.canvas.isConnected) seen.isDrawn = true;
        return own.apply(this, parts);
      };
    }
  };
  const flat = ["fill", "stroke", "drawImage", "fillRect", "fillText"];
  const deep = ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"];
  watch(CanvasRenderingContext2D.prototype, flat);
  for (const each of [window.WebGLRenderingContext, window.WebGL2RenderingContext]) {
    if (each) watch(each.prototype, deep);
  }
  const look = () => {
    if (seen.isDrawn) {
      seen.isDrawn = false;
      seen.frames += 1;
      seen.last = performance.now();
      seen.first ||= seen.last;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


@dataclass(frozen=True)
class Shown:
    """What one run of a page showed; NaN where it was given up.

    :param first: seconds from the opening until the frame after the first with something drawn
    :param narrowed: seconds from a change of the filter until nothing is drawn any more
    :param pan: frames a second that are drawn while the ground is dragged
    :param zoom: frames a second that are drawn while the wheel turns
    :param heap: bytes of JavaScript after the first picture and a collection
    """

    first: float
    narrowed: float
    pan: float
    zoom: float
    heap: float


NOTHING: Final = Shown(*[float("nan")] * 5)


@contextmanager
def browsing() -> Iterator[Callable[[], Browser]]:
    """Give a function that starts a browser; the last one is closed at the end."""
    executable = next((path for name in NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        yield lambda: playwright.chromium.launch(executable_path=executable, args=list(FLAGS))


def look_at(browser: Browser, path: Path, rival: Rival, *, limit: float, seconds: float) -> Shown:
    """Open a page and use it as somebody would; every request is refused.

    :param limit: seconds after which a measurement is given up, and those after it too
    :param seconds: of panning, and of zooming
    """
    context = browser.new_context(
        viewport={"width": WINDOW["width"], "height": WINDOW["height"]}, reduced_motion="reduce"
    )
    context.add_init_script(COUNTER)
    context.route("**/*", _only_files)
    found: dict[str, float] = {}
    try:
        page = context.new_page()
        page.set_default_timeout(limit * 1000)
        page.goto(path.as_uri(), wait_until="commit", timeout=limit * 1000)
        _wait(page, "() => window.seen && window.seen.first > 0", limit)
        found["first"] = float(page.evaluate("seen.first")) / 1000
        _rest(page, limit)
        found["heap"] = _heap(page)
        found["pan"] = _frames(page, _drag(page, rival), seconds, limit)
        _rest(page, limit)
        found["zoom"] = _frames(page, _turn(page, rival), seconds, limit)
        _rest(page, limit)
        found["narrowed"] = _narrow(page, rival, limit)
    except Error:
        pass
    finally:
        context.close()
    values = {name: found.get(name, float("nan")) for name in Shown.__dataclass_fields__}
    return Shown(**values)


def _only_files(route: Route) -> None:
    if route.request.url.startswith("file:"):
        route.continue_()
    else:
        route.abort()


def _rest(page: Page, limit: float) -> None:
    """Wait until nothing has been drawn for a while."""
    _wait(page, f"() => performance.now() - Math.max(seen.last, seen.first) > {QUIET}", limit)


def _wait(page: Page, condition: str, limit: float) -> None:
    """Ask from outside until it is so: within the page the policy forbids to evaluate texts."""
    end = time.monotonic() + limit
    while not page.evaluate(condition):
        if time.monotonic() > end:
            raise Error("gave up")
        time.sleep(0.02)


def _heap(page: Page) -> float:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "JSHeapUsedSize"))


def _middle(page: Page, rival: Rival) -> tuple[float, float, float, float]:
    box = page.locator(rival.stage).bounding_box() or {"x": 0, "y": 0, **WINDOW}
    height = min(box["height"], WINDOW["height"] - box["y"])
    return box["x"] + box["width"] / 2, box["y"] + height / 2, box["width"], height


def _drag(page: Page, rival: Rival) -> Iterator[None]:
    """Drag the ground to and fro, from a corner where no organisation is."""
    x, y, width, height = _middle(page, rival)
    left, top = x - width / 2 + 6, y - height / 2 + 6
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(10**6):
        share = abs((step % 80) / 40 - 1)
        page.mouse.move(left + (1 - share) * width * 0.6, top + (1 - share) * height * 0.6)
        yield


def _turn(page: Page, rival: Rival) -> Iterator[None]:
    """Turn the wheel over the middle: in for a while, then out again."""
    page.mouse.up()
    x, y, _, _ = _middle(page, rival)
    page.mouse.move(x, y)
    for step in range(10**6):
        page.mouse.wheel(0, -60 if step % 60 < 30 else 60)
        yield


def _frames(page: Page, moves: Iterator[None], seconds: float, limit: float) -> float:
    """Count the drawn frames a second while the pointer moves as fast as the page can take."""
    next(moves)
    before = page.evaluate("[seen.frames, performance.now()]")
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        next(moves)
    after = page.evaluate("[seen.frames, performance.now()]")
    if time.monotonic() - start > limit:
        return float("nan")
    return float(1000 * (after[0] - before[0]) / (after[1] - before[1]))


def _narrow(page: Page, rival: Rival, limit: float) -> float:
    start = page.evaluate(
        f"() => {{ const now = performance.now(); ({rival.narrow})(); return now; }}"
    )
    _wait(page, f"() => seen.last > {start}", limit)
    _rest(page, limit)
    return float(page.evaluate("seen.last") - start) / 1000
