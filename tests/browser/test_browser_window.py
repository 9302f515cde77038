"""The window that all tests of pages look through."""

from contextlib import suppress

import pytest

from browser_window import Chromium

# Whoever imports browser_window is skipped without Playwright.
from playwright.sync_api import Error  # isort: skip

pytestmark = pytest.mark.browser


def test_a_browser_that_has_died_is_replaced(chromium: Chromium) -> None:
    first = chromium.browser()
    assert chromium.browser() is first
    with suppress(Error):
        first.new_browser_cdp_session().send("Browser.crash")
    second = chromium.browser()
    assert second is not first
    page = second.new_page()
    page.set_content("<h1>Alive</h1>")
    assert page.get_by_role("heading").inner_text() == "Alive"
    page.close()
