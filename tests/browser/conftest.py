"""The fixtures of the browser; where Playwright is missing, every module here skips itself."""

import pytest

try:
    from browser_window import browser, chromium, made_up_page, open_page, opened, screenshots
    from explorer_window import explore, made_up_file, planted_file, reports_file
except pytest.skip.Exception:
    __all__ = []
else:
    __all__ = [
        "browser", "chromium", "explore", "made_up_file", "made_up_page", "open_page", "opened",
        "planted_file", "reports_file", "screenshots",
    ]  # fmt: skip
