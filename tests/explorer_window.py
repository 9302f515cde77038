"""The page of the explorer in a real browser: pages to open, and what tests do on them.

Whoever imports this is skipped where Playwright is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from browser_window import Open, Opened, check_accessible, expect
from planted_network import planted_graph
from saite.build import BuildSummary
from saite.network import read_network
from saite.store import open_store, release_stores
from saite.view import About, collect_gaps
from saite.view.bundle import BUILT
from saite.view.explorer import explorer_page
from synthetic import made_up_case

__all__ = [
    "Explore",
    "Explorer",
    "check_accessible",
    "expect",
    "explore",
    "made_up_file",
    "needs_scripts",
    "planted_file",
    "reports_file",
]

needs_scripts = pytest.mark.skipif(
    not (BUILT / "explorer.js").is_file(), reason="the scripts of the pages are not built"
)


@dataclass
class Explorer:
    """An opened page of the explorer."""

    opened: Opened

    @property
    def page(self) -> Page:
        return self.opened.page

    @property
    def panel(self) -> Locator:
        return self.page.locator("#panel")

    @property
    def title(self) -> Locator:
        return self.panel.locator("h2")

    @property
    def picture(self) -> Locator:
        return self.page.locator("#picture")

    @property
    def search(self) -> Locator:
        return self.page.locator(".bar .search input")

    @property
    def counts(self) -> str:
        return self.page.locator("#counts").inner_text()

    def spot(self, name: str) -> tuple[float, float]:
        """Tell where on the window an organisation stands, by the end of its IRI."""
        self.page.wait_for_timeout(60)
        spot = self.page.evaluate(
            f"document.getElementById('picture').spotOf('organisation/{name}')"
        )
        return spot["x"], spot["y"]

    def click(self, name: str) -> None:
        self.page.mouse.click(*self.spot(name))

    def click_tie(self, one: str, other: str) -> None:
        (x1, y1), (x2, y2) = self.spot(one), self.spot(other)
        for share in (0.5, 0.4, 0.6, 0.3, 0.7):
            self.page.mouse.click(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share)
            if self.title.locator(".and").count():
                expect(self.panel.locator(".supports")).to_be_visible()
                return
            self.page.wait_for_timeout(400)  # two clicks that follow fast are a double one
        raise AssertionError(f"no tie was hit between {one} and {other}")

    def find(self, text: str) -> None:
        """Find an organisation and choose the first that is found."""
        self.search.fill(text)
        self.search.press("Enter")

    def show(self, view: str) -> None:
        self.page.locator(f"#tab-{view}").click()

    def choose(self, menu: str, item: str) -> None:
        self.page.get_by_role("button", name=menu, exact=True).click()
        self.page.locator(f"[data-item='{item}']").click()

    def saved(self, item: str, menu: str = "Share") -> tuple[str, bytes]:
        """Save something from the menu: its name and its bytes."""
        with self.page.expect_download() as waiting:
            self.choose(menu, item)
        return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()

    def copied(self, act: Callable[[], None]) -> str:
        """Do what copies a text, and read the clipboard."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        act()
        expect(self.page.locator(".note")).to_be_visible()
        text: str = self.page.evaluate("navigator.clipboard.readText()")
        return text

    def check_clean(self) -> None:
        self.opened.check_clean()


Explore = Callable[..., Explorer]


@pytest.fixture
def explore(open_page: Open, made_up_file: Path) -> Explore:
    """Open a page: the made-up network unless another is given; options as of ``open_page``."""

    def open_file(path: Path | None = None, **options: Any) -> Explorer:
        return Explorer(open_page(path or made_up_file, **options))

    return open_file


@pytest.fixture(scope="package")
def made_up_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "made-up.html"
    about = About(
        title="A made-up network", build="b1", date="2026-01-02", sources=("made-up",),
        licence="CC0 1.0",
    )  # fmt: skip
    page = explorer_page(read_network(made_up_case().derive()), about=about)
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="package")
def reports_file(tmp_path_factory: pytest.TempPathFactory, reports_build: BuildSummary) -> Path:
    """The page of the project's own records."""
    folder = tmp_path_factory.mktemp("reports")
    store = open_store(reports_build.folder)
    page = explorer_page(read_network(store), language="en", gaps=collect_gaps(store))
    release_stores()
    (folder / "reports.html").write_text(page, encoding="utf-8")
    return folder / "reports.html"


@pytest.fixture(scope="package")
def planted_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of 1,000 organisations and 4,000 ties in groups."""
    path = tmp_path_factory.mktemp("planted") / "planted.html"
    path.write_text(explorer_page(planted_graph(1_000, 4_000), language="en"), encoding="utf-8")
    return path
