"""How tests look into a page of HTML."""

import json
from html.parser import HTMLParser
from typing import Any


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""
        self.in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.in_data = tag == "script" and dict(attrs).get("id") == "data"

    def handle_endtag(self, tag: str) -> None:
        self.in_data = self.in_data and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.in_data:
            self.data += data


def _parse(page: str) -> _Elements:
    parser = _Elements()
    parser.feed(page)
    parser.close()
    return parser


def elements_of(page: str) -> list[tuple[str, dict[str, str | None]]]:
    """List the elements of a page, as a browser would find them, with their attributes."""
    return _parse(page).found


def data_of(page: str) -> dict[str, Any]:
    """Read the data that a page carries."""
    data: dict[str, Any] = json.loads(_parse(page).data)
    return data
