"""Predicates and objects of a mapping, read before they are put into the graph.

Source: https://w3id.org/yarrrml/spec/#predicates-and-objects
"""

from dataclasses import dataclass, replace
from typing import Final

from saite.mapping.spec import RDF_TYPE
from saite.mapping.yarrrml.context import Context
from saite.mapping.yarrrml.keys import PREDICATE_OBJECT, SPEC, Opened, listed, open_keys
from saite.mapping.yarrrml.nodes import Items, Keys, Place, Text, Yaml
from saite.mapping.yarrrml.terms import Defaults, Term, Terms

_SEE: Final = "predicates-and-objects"
_IRI: Final = Defaults("IRI")


@dataclass(frozen=True)
class Pair:
    """Each predicate with each object, in each graph.

    :param inverse: predicates from the objects back to the subject
    :param condition: must hold for all of it, if there is one
    """

    place: Place
    predicates: tuple[Term, ...]
    objects: tuple[Term, ...]
    inverse: tuple[Term, ...] = ()
    graphs: tuple[Term, ...] = ()
    condition: Yaml | None = None


class Pairs:
    """Reads the predicates and objects of mappings; what is wrong is told."""

    def __init__(self, context: Context, terms: Terms) -> None:
        self._context = context
        self._terms = terms

    def read_all(self, node: Yaml | None) -> list[Pair]:
        """Read all of a mapping, but what is not well formed."""
        if isinstance(node, Keys):
            return [pair for pair in [self._read(node)] if pair is not None]
        if isinstance(node, Text) and not node.is_null:
            self._told(node.place, "expected a list of predicates and objects, such as [[a, ex:X]]")
        found = [self._read(each) for each in (node.items if isinstance(node, Items) else ())]
        return [pair for pair in found if pair is not None]

    def terms(self, node: Yaml | None, defaults: Defaults = _IRI) -> tuple[Term, ...]:
        """Read the terms of a list, or a single one."""
        found = [self._terms.read(each, defaults) for each in listed(node)]
        return tuple(each for each in found if each is not None)

    def condition(self, opened: Opened) -> Yaml | None:
        """Give the one condition of a mapping, or of predicates and objects."""
        given = listed(opened.get("conditions"))
        if len(given) > 1:
            self._context.tell(
                given[1].place, f"expected at most one condition, found {len(given)}",
                see=SPEC + "conditions",
            )  # fmt: skip
        return given[0] if given else None

    def _told(self, place: Place, message: str) -> None:
        self._context.tell(place, message, see=SPEC + _SEE)

    def _read(self, node: Yaml) -> Pair | None:
        if isinstance(node, Items):
            return self._short(node)
        if not isinstance(node, Keys):
            self._told(node.place, "expected [predicate, object], or keys such as p and o")
            return None
        opened = open_keys(node, PREDICATE_OBJECT, self._context.tell, see=_SEE)
        predicates = self._predicates(opened.get("predicates"))
        for name in ("predicates", "objects"):
            if opened.lacks(name):
                self._told(node.place, f"expected the key {name}, found none")
        kind = self._terms.type_name(opened.get("type"))
        defaults = Defaults(
            kind or _default(predicates), opened.get("datatype"), opened.get("language")
        )
        return Pair(
            node.place,
            predicates,
            self._objects(opened.get("objects"), defaults),
            self._predicates(opened.get("inversepredicates")),
            self.terms(opened.get("graphs")),
            self.condition(opened),
        )

    def _short(self, node: Items) -> Pair | None:
        if not 2 <= len(node.items) <= 3:
            expected = "[predicate, object] or [predicate, object, datatype or language~lang]"
            self._told(node.place, f"expected {expected}, found {len(node.items)} items")
            return None
        predicates = self._predicates(node.items[0])
        defaults = Defaults(_default(predicates))
        if len(node.items) > 2:
            defaults = self._terms.tagged(node.items[2], defaults)
        return Pair(node.place, predicates, self._objects(node.items[1], defaults))

    def _objects(self, node: Yaml | None, defaults: Defaults) -> tuple[Term, ...]:
        if node is not None and not listed(node):
            self._told(node.place, "expected a value, found nothing")
        found = [self._terms.read(each, defaults, is_object=True) for each in listed(node)]
        return tuple(each for each in found if each is not None)

    def _predicates(self, node: Yaml | None) -> tuple[Term, ...]:
        if node is not None and not listed(node):
            self._told(node.place, "expected a predicate, found nothing")
        return tuple(self._spelt(each) for each in self.terms(node))

    def _spelt(self, predicate: Term) -> Term:
        """Give a predicate as its IRI, where it is the one of classes, or its shortcut ``a``."""
        text = predicate.value
        if text is None or (
            text.value != "a" and self._context.names.expand(text.value) != RDF_TYPE
        ):
            return predicate
        return replace(predicate, value=replace(text, value=RDF_TYPE))


def _default(predicates: tuple[Term, ...]) -> str:
    """Give the kind of the objects: classes are IRIs, all else is text."""
    values = [each.value.value for each in predicates if each.value is not None]
    return "IRI" if RDF_TYPE in values else "Literal"
