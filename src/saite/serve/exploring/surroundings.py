"""A few things of a large graph with what is said of them, copied into a small one.

What a file of the network tells is read by queries over a whole store. Over the copy they take a
few milliseconds, and mean the same.
"""

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from saite.namespaces import CONCEPTS, expand
from saite.serve.pages.site import is_derived

STEPS: Final = 4  # statement, evidence, selector; event, place, the places around it
MOST: Final = 4_000  # things of a copy


def named(name: str) -> ox.NamedNode:
    """Give a term of a vocabulary."""
    return ox.NamedNode(expand(name))


TYPE: Final = named("rdf:type")
LABEL: Final = named("skos:prefLabel")
CLASSES: Final = (named("org:Organization"), named("foaf:Person"))


def copy_around(store: ox.Store, things: Iterable[ox.NamedNode]) -> ox.Store:
    """Copy things with what is said of them, of what that names, and so on for some steps.

    Of organisations and people that are only named, no more than what they are and are called is
    copied. Shortcuts that rules made are left out, unless they are said of the things themselves.
    """
    border = list(dict.fromkeys(things))
    seen, copy = set(border), ox.Store()
    for step in range(STEPS + 1):
        following: list[ox.NamedNode] = []
        for thing in border:
            for quad in _said(store, thing, is_start=step == 0):
                copy.add(quad)
                target = quad.object
                if isinstance(target, ox.NamedNode) and target not in seen and len(seen) < MOST:
                    seen.add(target)
                    following.append(target)
        border = following
    return copy


def _said(store: ox.Store, thing: ox.NamedNode, *, is_start: bool) -> Iterable[ox.Quad]:
    if is_start:
        return store.quads_for_pattern(thing, None, None)
    if thing.value.startswith(CONCEPTS) or _is_actor(store, thing):
        labels = store.quads_for_pattern(thing, LABEL, None)
        return [*labels, *store.quads_for_pattern(thing, TYPE, None)]
    quads = store.quads_for_pattern(thing, None, None)
    return (quad for quad in quads if not is_derived(quad.graph_name))


def _is_actor(store: ox.Store, thing: ox.NamedNode) -> bool:
    return any(any(store.quads_for_pattern(thing, TYPE, kind)) for kind in CLASSES)


def subjects(store: ox.Store, name: str, value: ox.NamedNode) -> list[ox.NamedNode]:
    """List what has a thing as a value of a property, in the order of the lines of a graph."""
    found = {quad.subject for quad in store.quads_for_pattern(None, named(name), value)}
    iris = [each for each in found if isinstance(each, ox.NamedNode)]
    return sorted(iris, key=lambda each: f"<{each.value}>".encode())


def objects(store: ox.Store, thing: ox.NamedNode, *names: str) -> list[ox.NamedNode]:
    """List the things that are values of properties of a thing."""
    found = {
        quad.object for name in names for quad in store.quads_for_pattern(thing, named(name), None)
    }
    return sorted((e for e in found if isinstance(e, ox.NamedNode)), key=lambda each: each.value)
