"""The page of the explorer, and links to what it shows."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from saite import __version__
from saite.serve.pages.site import Site
from saite.serve.pages.start import build_of

CLASS: Final = "organisation/"


def explore_page(site: Site, iris: Sequence[str]) -> dict[str, Any]:
    """Collect what the page tells its script, and what it says where no script runs.

    :param iris: organisations that it is asked for; none for the whole network
    """
    build = build_of(site.build)
    about = {"title": site.title, "build": site.build, "date": build["date"]}
    told = {
        "root": "/explore",
        "language": site.language,
        "about": {**{k: v for k, v in about.items() if v}, "version": __version__, "sources": []},
        "organisations": list(iris),
    }
    return {"iris": list(iris), "labels": site.labels(iris), "told": told}


def explore_link(site: Site, *iris: str) -> str:
    """Write the address of the explorer on an organisation and its partners, or on a tie.

    The form of the part behind the mark is that of ``frontend/src/explorer/permalink.ts``.

    :param iris: of the organisation, or of the two
    """
    names = [short_iri(site, iri) for iri in iris]
    chosen = "&".join(f"c={name}" for name in names)
    focus = f"f=n1&f={names[0]}" if len(names) == 1 else f"f=c&f={names[0]}&f={names[1]}"
    return f"{site.href('/explore')}#{chosen}&{focus}"


def short_iri(site: Site, iri: str) -> str:
    """Leave base and class out of an IRI, as links to the explorer have it.

    >>> import pyoxigraph, saite.concepts
    >>> site = Site(pyoxigraph.Store(), saite.concepts.Concepts({}), "https://example.org/id/")
    >>> short_iri(site, "https://example.org/id/organisation/o1")
    'o1'
    >>> short_iri(site, "urn:x")
    '/urn:x'
    """
    rest = iri.removeprefix(site.base)
    name = rest.removeprefix(CLASS)
    found = name if rest != name and name and not name.startswith("/") else f"/{rest}"
    return quote(found, safe="/:,._~!$'()*;?@-")
