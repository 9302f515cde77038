"""The fixtures of the browser; where Playwright is missing, every module here skips itself."""

import pytest

try:
    from browser_window import browser, made_up_page, open_page, opened, screenshots
except pytest.skip.Exception:
    __all__ = []
else:
    __all__ = ["browser", "made_up_page", "open_page", "opened", "screenshots"]
