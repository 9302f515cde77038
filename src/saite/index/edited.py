"""The names of a build with what was written since: a small index above the large one."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

import pyoxigraph as ox

from saite.index.names import OF_FORMS, OWN, Found, Name, NameIndex, Thing
from saite.index.reading import index_store
from saite.namespaces import expand

_FORM: Final = ox.NamedNode(expand("saite:nameOf"))
_OF_THING: Final = tuple(
    ox.NamedNode(expand(name)) for name in (*OWN, "rdf:type", "dcterms:identifier", "dcterms:type")
)
_OF_FORMS: Final = tuple(ox.NamedNode(expand(name)) for name in OF_FORMS)


def renamed(store: ox.Store, graph: ox.NamedNode) -> set[str]:
    """Name the things that a graph of the store says names, ids or classes of."""
    found: set[object] = set()
    for quad in store.quads_for_pattern(None, None, None, graph):
        if quad.predicate in _OF_THING:
            found.add(quad.subject)
        elif quad.predicate == _FORM:
            found.add(quad.object)
        elif quad.predicate in _OF_FORMS:
            forms = store.quads_for_pattern(quad.subject, _FORM, None)
            found |= {each.object for each in forms}
    return {thing.value for thing in found if isinstance(thing, ox.NamedNode)}


class EditedIndex:
    """The index of a build, but for some things, whose names are those of a store.

    :param below: of the build
    :param store: as it is now
    :param things: IRIs of those that may have other names than in the build
    """

    def __init__(self, below: NameIndex, store: ox.Store, things: AbstractSet[str]) -> None:
        self._below = below
        self._things = things
        part = ox.Store()
        part.extend(_about(store, things))
        self._above = index_store(part)

    def search(self, text: str, *, of: str = "", limit: int = 20) -> list[Found]:
        """Find things by a part of a name, the best first; see ``LabelIndex``."""
        below = self._below.search(text, of=of, limit=limit + len(self._things))
        above = self._above.search(text, of=of, limit=limit)
        found = [*above, *(each for each in below if each.thing.iri not in self._things)]
        return sorted(found, key=lambda each: each.place)[:limit]

    def things(self, text: str, of: str) -> dict[Thing, list[Name]]:
        """Give the things of a class that a text names, with all names of each."""
        return self._joined(self._above.things(text, of), self._below.things(text, of))

    def alike(self, text: str, of: str) -> dict[Thing, list[Name]]:
        """Give things of a class whose names are spelt nearly so, with all names of each."""
        return self._joined(self._above.alike(text, of), self._below.alike(text, of))

    def _joined(
        self, above: dict[Thing, list[Name]], below: dict[Thing, list[Name]]
    ) -> dict[Thing, list[Name]]:
        return {
            thing: names for thing, names in below.items() if thing.iri not in self._things
        } | above


def _about(store: ox.Store, things: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield what names things: their own statements, and those of their written forms."""
    for iri in things:
        thing = ox.NamedNode(iri)
        for predicate in _OF_THING:
            yield from store.quads_for_pattern(thing, predicate, None)
        for form in store.quads_for_pattern(None, _FORM, thing):
            yield form
            for predicate in _OF_FORMS:
                yield from store.quads_for_pattern(form.subject, predicate, None)
