"""What every page needs of the graph that is served: the store, labels, addresses of things."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox

from saite.concepts import Concepts
from saite.gaps import FirstGaps
from saite.index import NameIndex
from saite.namespaces import CONCEPTS, PREFIXES, shorten
from saite.network.privacy import Privacy
from saite.query import find_labels, store_ask
from saite.results import Ask
from saite.serve.pages.texts import load_texts

# What may stand in a path as it is (RFC 3986, section 3.3).
PATH: Final = "/~:@!$&'()*+,;="
# A page tells no e-mail address to programs that collect them; the data of the thing does.
PRIVACY: Final = Privacy(with_people=True, with_email=False)
DERIVED: Final = "graph/derived"


@dataclass(frozen=True)
class Site:
    """The graph as pages see it, in one language.

    :param base: of the IRIs of things; what begins so has a page at the rest of it
    :param language: of texts and labels: en, lt or lv
    :param is_chosen: the reader chose the language, so addresses keep it
    :param build: id of the build, or empty
    :param folders: of saved queries besides ours
    :param kept: what is kept from one page to the next
    :param index: of names, for parameters that name a thing
    :param origin: scheme and host of the server, as the reader knows them
    :param edits: names the state of what was edited since the build; empty if nothing was
    :param gaps: the first of each kind, if they were looked for already
    """

    store: ox.Store
    concepts: Concepts
    base: str
    title: str = ""
    language: str = "en"
    is_chosen: bool = False
    build: str = ""
    folders: tuple[Path, ...] = ()
    kept: dict[str, object] = field(default_factory=dict)
    index: NameIndex | None = None
    origin: str = ""
    edits: str = ""
    gaps: FirstGaps | None = None

    @property
    def ask(self) -> Ask:
        """Put queries to the store."""
        return store_ask(self.store)

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Find what to call each IRI; those without a name are called by their last part."""
        wanted = set(iris)
        found = find_labels(self.ask, wanted, language=self.language, concepts=self.concepts)
        return {iri: redact(self._name(iri, found.get(iri, ""))) for iri in wanted}

    def _name(self, iri: str, label: str) -> str:
        """Name what only its IRI names: properties of others by our words, things by their end."""
        short = shorten(iri)
        if label and label != short:
            return label
        return load_texts()[self.language].get(f"property.{short}") or local_part(iri, self.base)

    def href(self, path: str, **parameters: str) -> str:
        """Write an address of this site, which keeps the language that the reader chose."""
        if self.is_chosen:
            parameters = {**parameters, "lang": self.language}
        return f"{path}?{urlencode(parameters)}" if parameters else path

    def link(self, iri: str) -> str:
        """Give the address of the page of a thing, a class, a property or a concept.

        A thing of the graph has its page at the path of its IRI.

        >>> site = Site(ox.Store(), Concepts({}), "https://example.org/id/")
        >>> site.link("https://example.org/id/organisation/o1")
        '/id/organisation/o1'
        >>> site.link(PREFIXES["org"] + "Post")
        '/ontology/org/Post'
        >>> Site(ox.Store(), Concepts({}), "https://example.org/").link("https://example.org//a.b/")
        '/thing?iri=https%3A%2F%2Fexample.org%2F%2Fa.b%2F'
        """
        if path := self._own_path(iri):
            return self.href(path)
        rest = iri.removeprefix(CONCEPTS)
        if rest and rest != iri and not set(rest) & set("#?"):
            return self.href("/concepts/" + quote(rest, safe=PATH))
        prefix, _, name = shorten(iri).partition(":")
        if prefix in PREFIXES and name:
            return self.href(f"/ontology/{prefix}/{quote(name, safe='')}")
        return self.href("/thing", iri=iri)

    def part_link(self, iri: str, **parameters: str) -> str:
        """Give the address of a part of what there is of a thing."""
        if path := self._own_path(iri):
            return self.href(path, **parameters)
        return self.href("/thing", iri=iri, **parameters)

    def address(self, iri: str) -> str:
        """Give the address of the page of a thing in whatever language its reader prefers."""
        return self._own_path(iri) or self.address_of("/thing", {"iri": iri})

    @staticmethod
    def address_of(path: str, values: Mapping[str, str]) -> str:
        """Write an address with its parameters, those that are given, in the order of their names.

        >>> Site.address_of("/q/partners", {"status": "", "organisation": "A B"})
        '/q/partners?organisation=A+B'
        """
        given = {name: value for name, value in sorted(values.items()) if value}
        return f"{path}?{urlencode(given)}" if given else path

    def _own_path(self, iri: str) -> str:
        rest = iri.removeprefix(self.base)
        # What begins with two slashes would be an address of another server.
        if not rest or rest == iri or rest.startswith("/") or set(rest) & set("#?"):
            return ""
        return urlsplit(self.base).path + quote(rest, safe=PATH + "%")

    def data_link(self, iri: str, form: str) -> str:
        """Give the address of what the graph says of a thing, in a format."""
        if path := self._own_path(iri):
            return f"{path}?{urlencode({'format': form})}"
        return f"/thing?{urlencode({'iri': iri, 'format': form})}"

    def keep(self, key: str, make: Any) -> Any:  # noqa: ANN401 - whatever is made
        """Make something once for a graph."""
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]


def local_part(iri: str, base: str) -> str:
    """Call a thing without a name by its IRI below the base, or by its prefixed name.

    >>> local_part("https://example.org/id/tie/a~b", "https://example.org/id/")
    'tie/a~b'
    """
    return iri.removeprefix(base) or iri if iri.startswith(base) else shorten(iri)


def redact(text: str) -> str:
    """Leave e-mail addresses out of a text."""
    return PRIVACY.redact(text)


def is_derived(graph: object) -> bool:
    """Tell whether a statement stands in the graph that rules made."""
    return isinstance(graph, ox.NamedNode) and graph.value.endswith(DERIVED)
