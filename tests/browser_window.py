"""Debian's Chromium, headless, its network cut, driven by Playwright; and what tests ask of it.

Whoever imports this is skipped where Playwright is missing.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")

from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    Locator,
    Page,
    Route,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from saite.network import read_network
from saite.view import About, write_network
from support import ROOT
from synthetic import made_up_case

__all__ = [
    "GOOD_PRACTICE",
    "WCAG",
    "Chromium",
    "Open",
    "Opened",
    "browser",
    "check_accessible",
    "chromium",
    "expect",
    "made_up_page",
    "open_page",
    "opened",
    "screenshots",
]

AXE = ROOT / "src/saite/view/frontend/node_modules/axe-core/axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
GOOD_PRACTICE = (*WCAG, "best-practice")

# Whatever runs although it must not, and whatever the policy had to stop, is noted in the page.
WATCH = """
window.ran = [];
window.stopped = [];
for (const name of ["alert", "confirm", "prompt"]) {
  window[name] = (text) => { window.ran.push(`${name} ${text}`); };
}
document.addEventListener("securitypolicyviolation", (event) => {
  window.stopped.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


@dataclass
class Opened:
    """A page that was opened from disk.

    :param asked: addresses that it asked for, apart from its own
    :param errors: errors and warnings of its console, and what was thrown
    """

    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def check_clean(self) -> None:
        assert self.asked == [], "the page asked for something outside itself"
        assert self.errors == []
        assert self.page.evaluate("window.ran") == [], "a text of the data was run"
        assert self.page.evaluate("window.stopped") == [], "the policy had to stop something"

    def spot_of(self, name: str) -> tuple[float, float]:
        """Tell where on the window an organisation stands, by its label."""
        number = self.labels().index(name)
        spot = self.page.evaluate(f"document.getElementById('mynetwork').spotOf({number})")
        return spot["x"], spot["y"]

    def labels(self) -> list[str]:
        data = "JSON.parse(document.getElementById('data').textContent)"
        found: list[str] = self.page.evaluate(f"{data}.organisations.map((each) => each.label)")
        return found

    def click_tie(self, one: str, other: str) -> None:
        """Click the line between two organisations: it is bowed, so some spots are tried."""
        (x1, y1), (x2, y2) = self.spot_of(one), self.spot_of(other)
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        across = ((y1 - y2) / length, (x2 - x1) / length)
        for aside in (0, 6, -6, 12, -12, 18, -18, 24, -24, 32, -32, 40, -40):
            x = (x1 + x2) / 2 + across[0] * aside
            y = (y1 + y2) / 2 + across[1] * aside
            self.page.mouse.click(x, y)
            if self.page.locator("#panel .supports").count():
                return
        raise AssertionError(f"no tie was hit between {one} and {other}")

    @property
    def panel(self) -> Locator:
        return self.page.locator("#panel")

    @property
    def counts(self) -> str:
        return self.page.locator("#counts").inner_text()


Open = Callable[..., Opened]


def check_accessible(page: Page, rules: Sequence[str] = GOOD_PRACTICE) -> None:
    """Let axe look at the page as it stands.

    All its rules run. What passes is not written down, nor where each element stands: that takes
    axe longer than to look.
    """
    if not AXE.is_file():
        pytest.skip("the packages of the frontend are not installed")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": rules, "resultTypes": ["violations"], "selectors": False}
    found: list[dict[str, Any]] = page.evaluate(
        "async (options) => (await axe.run(document, options)).violations", options
    )
    told = [
        (each["id"], node["html"][:200], node.get("failureSummary"))
        for each in found
        for node in each["nodes"][:3]
    ]
    assert told == [], json.dumps(told, indent=1)


NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# What suggests addresses is two pages that every window loads beside ours, and they cost as much.
SUGGESTIONS = ("WebUIOmniboxAimPopup", "WebUIOmniboxPopup")
# Our list takes the place of Playwright's own, so that stands in it too.
FEATURES = (
    *SUGGESTIONS, "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
    f"--disable-features={','.join(FEATURES)}",
]  # fmt: skip


@dataclass
class Chromium:
    """A browser that is started when it is asked for, and anew if it has died."""

    engine: BrowserType
    executable: str
    started: Browser | None = None

    def browser(self) -> Browser:
        if self.started is None or not is_alive(self.started):
            self.started = self.engine.launch(executable_path=self.executable, args=FLAGS)
        return self.started

    def close(self) -> None:
        if self.started is not None and is_alive(self.started):
            self.started.close()


def is_alive(browser: Browser) -> bool:
    """Ask the browser itself: what Playwright was told is as old as its last answer."""
    try:
        browser.new_browser_cdp_session().detach()
    except PlaywrightError:
        return False
    return browser.is_connected()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Chromium]:
    executable = next((path for name in NAMES if (path := shutil.which(name))), None)
    if executable is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        made = Chromium(playwright.chromium, executable)
        yield made
        made.close()


@pytest.fixture
def browser(chromium: Chromium) -> Browser:
    """Give a browser that lives: one that has died fails one test, not all that follow."""
    return chromium.browser()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open a file in a window of its own; every request but for the file is counted and refused."""
    contexts: list[BrowserContext] = []

    def open_file(
        path: Path,
        *,
        width: int = 1400,
        height: int = 900,
        dark: bool = False,
        phone: bool = False,
        ready: str = "body.is-ready",
        locale: str = "en-GB",
        fragment: str = "",
    ) -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            has_touch=phone,
            is_mobile=phone,
            device_scale_factor=2 if phone else 1,
            offline=True,
            locale=locale,
        )
        contexts.append(context)
        context.add_init_script(WATCH)
        opened = Opened(context.new_page())
        address = path.resolve().as_uri()

        def answer(route: Route) -> None:
            if route.request.url.split("#")[0] == address:
                route.continue_()
            else:
                opened.asked.append(route.request.url)
                route.abort()

        context.route("**/*", answer)
        page = opened.page
        page.set_default_timeout(60_000)  # machines are slow
        page.on("console", lambda message: opened.errors.append(f"{message.type} {message.text}"))
        page.on("pageerror", lambda error: opened.errors.append(str(error)))
        page.goto(address + fragment)
        page.wait_for_selector(ready)
        return opened

    yield open_file
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    folder = ROOT / "test-output"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="package")
def made_up_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the made-up network that all tests look at."""
    path = tmp_path_factory.mktemp("page") / "network.html"
    about = About(title="A made-up network", build="b1", date="2026-01-02", sources=("made-up",))
    write_network(read_network(made_up_case().derive()), path, about=about)
    return path


@pytest.fixture
def opened(open_page: Open, made_up_page: Path) -> Opened:
    return open_page(made_up_page)
