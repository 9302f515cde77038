"""Scripts and styles that a page carries inside itself, and the policy that allows them only.

vis-network is the copy that the pyvis wheel brings; the rest is ours, from ``static/``. What a page
runs is named by its SHA-256 in a Content-Security-Policy, so text from data can never be run.

Source: Content Security Policy Level 3 (https://www.w3.org/TR/CSP3/).
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import jinja2
import pyvis
from markupsafe import Markup

from saite.errors import SaiteError

HERE: Final = Path(__file__).resolve().parent
VIS: Final = Path(pyvis.__file__).resolve().parent / "lib" / "vis-9.1.2"

# In the order in which they are joined: each may use the names of those before it.
EXPLORER: Final = (
    "text", "model", "panel", "evidence", "picture", "labels", "search", "filters", "tables",
    "main",
)  # fmt: skip

LANGUAGES: Final = ("en", "lt", "lv")


@dataclass(frozen=True)
class Assets:
    """What one page runs and is styled by, each as it stands between its tags."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]

    @cached_property
    def policy(self) -> str:
        """Write the Content-Security-Policy: nothing from outside, only these texts inside."""
        return "; ".join(
            [
                "default-src 'none'",
                f"script-src {_hashes(self.scripts)}",
                f"style-src {_hashes(self.styles)}",
                # Pictures of buttons inside vis-network's own style sheet.
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
            ]
        )

    def marked_scripts(self) -> list[Markup]:
        """Return the scripts for a template, which must not escape them."""
        return [Markup(text) for text in self.scripts]  # noqa: S704

    def marked_styles(self) -> list[Markup]:
        """Return the styles for a template, which must not escape them."""
        return [Markup(text) for text in self.styles]  # noqa: S704


@cache
def explorer_assets() -> Assets:
    """Load what the page with evidence needs."""
    parts = [_read_static(f"explorer/{name}.js") for name in EXPLORER]
    script = '(() => {\n"use strict";\n' + "\n".join(parts) + "})();\n"
    return Assets((vis_script(), script), (vis_style(), _read_static("explorer.css")))


@cache
def plain_assets() -> Assets:
    """Load what a page of any other pyvis network needs."""
    return Assets(
        (vis_script(), _read_static("plain.js")), (vis_style(), _read_static("plain.css"))
    )


@cache
def vis_script() -> str:
    """Load vis-network of the pyvis wheel, without the address of its source map.

    :raises SaiteError: if pyvis no longer brings this file
    """
    text = read_text(VIS / "vis-network.min.js")
    return _inert(re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE))


@cache
def vis_style() -> str:
    """Load the style of vis-network; its pictures are inside it as data."""
    return _inert(read_text(VIS / "vis-network.css"))


@cache
def load_strings() -> dict[str, dict[str, Any]]:
    """Load the texts of the page: language -> name -> text, or its plural forms."""
    strings: dict[str, dict[str, Any]] = json.loads(_read_static("strings.json"))
    return strings


@cache
def templates() -> jinja2.Environment:
    """Make the environment of our templates: everything is escaped, nothing may be missing."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def json_text(value: object) -> Markup:
    r"""Write JSON that can stand between script tags: no character of it starts a tag.

    >>> print(json_text({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # A lone surrogate cannot be written as UTF-8; its escape can.
    text = re.sub(r"[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)
    return Markup(text)  # noqa: S704


def _hashes(texts: Iterable[str]) -> str:
    return " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in texts
    )


def inert_text(path: Path) -> str:
    """Read a script or style that is to stand inside a page.

    :raises SaiteError: if it cannot be read, or would end the element it stands in
    """
    return _inert(read_text(path))


def _read_static(name: str) -> str:
    return inert_text(HERE / "static" / name)


def read_text(path: Path) -> str:
    """Read a file of the page as a browser would hash it.

    :raises SaiteError: if it is not there
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SaiteError(
            f"a part of the page is missing from this installation: {error}"
        ) from error
    # A browser hashes what it has read, and it reads every end of line as one newline.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _inert(text: str) -> str:
    """Make sure that no text ends the element it stands in."""
    if re.search(r"</(?:script|style)|<!--", text, flags=re.IGNORECASE):
        raise SaiteError("a script or style of the page would end its own element")
    return text
