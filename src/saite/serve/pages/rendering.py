"""From what a page shows to its HTML: everything is escaped, nothing comes from outside.

Source: Content Security Policy Level 3 (https://www.w3.org/TR/CSP3/).
"""

import json
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from saite import __version__
from saite.namespaces import shorten
from saite.serve.pages.site import Site
from saite.serve.pages.start import build_of
from saite.serve.pages.texts import LANGUAGES, load_texts, text_of, write_number
from saite.view.bundle import BUILT

HERE: Final = Path(__file__).resolve().parent
STATIC: Final = HERE / "static"  # ours, as it stands
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@cache
def templates() -> jinja2.Environment:
    """Make the environment of our templates: everything is escaped, nothing may be missing."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _number
    environment.filters["curie"] = shorten
    environment.filters["local"] = local_of
    environment.filters["called"] = lambda iri, labels: labels.get(iri, iri)
    environment.tests["web"] = is_web
    return environment


def render(site: Site, name: str, page: dict[str, Any], *, path: str = "", query: str = "") -> str:
    """Write a page.

    :param name: of the template, without ``.html``
    :param page: what it shows
    :param path: of its address, for the links to its other languages
    :param query: of its address, without the language
    """
    texts = load_texts()[site.language]
    return (
        templates()
        .get_template(f"{name}.html")
        .render(
            page=page,
            site=site,
            t=partial(text_of, texts),
            texts=texts,
            languages={tag: load_texts()[tag]["language.name"] for tag in LANGUAGES},
            asset=asset,
            has_scripts=has_scripts(),
            has_explorer=(BUILT / "served.js").is_file(),
            build=build_of(site.build),
            version=__version__,
            path=path,
            query=query,
            script_texts=_script_texts(site, name),
            json=json_text,
        )
    )


def _script_texts(site: Site, name: str) -> dict[str, Any]:
    """Give scripts the texts that they show: all of them to the editor, a few to other pages."""
    texts = load_texts()[site.language]
    few = ("search.found", "search.none", "sort", "cite.copy", "cite.copied", "cite.byHand")
    names = [key for key in texts if key.startswith("js.")]
    shown = names if name == "query" else [f"js.{key}" for key in few]
    return {
        "language": site.language,
        "chosen": site.is_chosen,
        "texts": {key.removeprefix("js."): texts[key] for key in shown},
    }


def asset_file(name: str) -> Path | None:
    """Find a file that pages load; None if there is no such file."""
    if not name or name.startswith(".") or not set(name) <= NAME:
        return None
    found = (folder / name for folder in (STATIC, BUILT))
    return next((path for path in found if path.is_file()), None)


NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


def has_scripts() -> bool:
    """Tell whether the frontend was built; without it pages work by forms alone."""
    return (BUILT / "query.js").is_file()


def asset(name: str) -> str:
    """Give the address of a file, which changes when the file does."""
    return f"/static/{name}?v={_version(name)}"


@cache
def _version(name: str) -> str:
    path = asset_file(name)
    return sha256(path.read_bytes()).hexdigest()[:12] if path else "0"


def json_text(value: object) -> Markup:
    r"""Write JSON that can stand between script tags: no character of it starts a tag.

    >>> print(json_text({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704


@jinja2.pass_context
def _number(context: jinja2.runtime.Context, number: float) -> str:
    return write_number(number, context["site"].language)


def local_of(iri: str) -> str:
    """Give the last part of an IRI, for the name of a style."""
    part = iri.rstrip("/").rpartition("/")[2].rpartition("#")[2]
    return part if part.replace("-", "").isalnum() and part.isascii() else "other"


def is_web(text: str) -> bool:
    """Tell whether a text is an address that a link may lead to."""
    return text.startswith(("https://", "http://")) and not set(text) & set("\"'<> \t\r\n\\")
