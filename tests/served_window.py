"""A window of a real browser on a served graph.

Whoever imports this is skipped where Playwright is missing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from browser_window import WATCH
from serve_support import Running

# Whoever imports browser_window is skipped without Playwright.
from playwright.sync_api import Browser, BrowserContext, Page, Route  # isort: skip

__all__ = ["Visit", "VisitServer", "visiting"]


@dataclass
class Visit:
    """A window on a served graph.

    :param outside: addresses asked for that are not the server's
    :param errors: errors and warnings of its console, what was thrown, what the policy stopped
    """

    page: Page
    url: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str, ready: str = "main") -> Page:
        self.page.goto(self.url + path)
        self.page.wait_for_selector(ready)
        self.page.evaluate("window.seen = true")
        return self.page

    def open_editor(self, fragment: str = "") -> Page:
        self.page.goto("about:blank")
        return self.open(f"/query{fragment}", "body.is-ready")

    def write(self, text: str) -> None:
        self.page.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def check_clean(self) -> None:
        assert self.outside == []
        assert self.errors == []
        assert self.page.evaluate("window.ran") == [], "a text of the data was run"
        assert self.page.evaluate("window.stopped") == [], "the policy had to stop something"


VisitServer = Callable[..., Visit]


@contextmanager
def visiting(browser: Browser, server: Running) -> Iterator[VisitServer]:
    """Give what opens windows on a server; what they ask of others is counted and refused."""
    contexts: list[BrowserContext] = []

    def start(running: Running = server, **options: Any) -> Visit:
        shape = {"viewport": {"width": 1280, "height": 860}, **options}
        context = browser.new_context(reduced_motion="reduce", **shape)
        contexts.append(context)
        context.add_init_script(WATCH)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=running.url)
        made = Visit(context.new_page(), running.url)
        made.page.set_default_timeout(60_000)  # machines are slow

        def answer(route: Route) -> None:
            if route.request.url.startswith((running.url, "about:", "blob:")):
                route.continue_()
            else:
                made.outside.append(route.request.url)
                route.abort()

        context.route("**/*", answer)
        made.page.on(
            "console", lambda message: made.errors.append(f"{message.type} {message.text}")
        )
        made.page.on("pageerror", lambda error: made.errors.append(str(error)))
        return made

    yield start
    for context in contexts:
        context.close()
