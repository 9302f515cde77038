"""Objects that are the subjects of another mapping, and the conditions of the two sources.

Source: https://w3id.org/yarrrml/spec/#referring-to-other-mappings
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode

from saite.errors import nearest
from saite.mapping.grel import ALIASES, GREL, IDLAB
from saite.mapping.yarrrml.context import Context
from saite.mapping.yarrrml.functions import Call, Functions, Parameter
from saite.mapping.yarrrml.keys import FUNCTION, SPEC, open_keys
from saite.mapping.yarrrml.nodes import Items, Keys, Yaml

_SEE: Final = SPEC + "referring-to-other-mappings"
_EQUAL: Final = IDLAB + "equal"
_AND: Final = GREL + "boolean_and"
_FIRST: Final = GREL + "valueParam"
_SECOND: Final = GREL + "valueParam2"
_PART: Final = GREL + "param_rep_b"
_WRITTEN: Final = ("grel:valueParameter", "grel:valueParameter2")


@dataclass(frozen=True)
class Join:
    """Two parameters that must be equal: one of this source, and one of the other mapping's."""

    child: Parameter
    parent: Parameter


class Joins:
    """Reads the conditions between two mappings."""

    def __init__(self, context: Context, functions: Functions) -> None:
        self._context = context
        self._functions = functions

    def read(self, conditions: tuple[Yaml, ...]) -> list[Join] | None:
        """Read conditions, all of which must hold; None if one is not well formed."""
        found = [join for node in conditions for join in self._condition(node)]
        whole = [join for join in found if join is not None]
        return whole if len(whole) == len(found) else None

    def emit(self, join: Join, *, swapped: bool = False) -> BlankNode | None:
        """Put a condition into the graph; None if a side of it is not well formed.

        :param swapped: seen from the other mapping
        """
        graph = self._context.graph
        node = graph.blank(join.child.place)
        child, parent = (join.parent, join.child) if swapped else (join.child, join.parent)
        for name, parameter in (("childMap", child), ("parentMap", parent)):
            made = self._functions.value(parameter)
            if made is None:
                return None
            graph.add(node, name, made)
        return node

    def _condition(self, node: Yaml) -> Iterator[Join | None]:
        tell = self._context.tell
        if not isinstance(node, Keys):
            tell(node.place, "expected a function, as the keys function and parameters", see=_SEE)
            yield None
            return
        opened = open_keys(node, FUNCTION, tell, see="referring-to-other-mappings")
        call = self._functions.call(opened)
        function = self._context.names.expand(call.iri) if call else ""
        if call is not None and function == _AND:
            for parameter in call.parameters:
                if self._iri(parameter) == _PART:
                    yield from self._condition(parameter.value)
                else:
                    self._unknown(parameter, ("grel:param_rep_b",))
                    yield None
        elif call is not None and function == _EQUAL:
            yield self._equal(call)
        else:
            if call is not None:
                message = "cannot join two mappings, expected equal, or grel:boolean_and of several"
                tell(call.place, message, value=call.iri, see=_SEE)
            yield None

    def _equal(self, call: Call) -> Join | None:
        if len(call.parameters) != 2:
            message = f"expected two parameters, str1 and str2, found {len(call.parameters)}"
            self._context.tell(call.place, message, see=_SEE)
            return None
        unknown = [each for each in call.parameters if self._iri(each) not in (_FIRST, _SECOND)]
        for parameter in unknown:
            self._unknown(parameter, _WRITTEN)
        one, other = sorted(call.parameters, key=lambda each: self._iri(each) != _FIRST)
        if unknown:
            return None
        if self._iri(one) == self._iri(other):
            message = "is given twice, expected str1 and str2"
            self._context.tell(other.place, message, value=other.iri, see=_SEE)
            return None
        sides = ("".join(sorted(_sides(one))), "".join(sorted(_sides(other))))
        if sides in (("s", "s"), ("o", "o")) or "os" in sides:
            message = "expected one value of the subject (s) and one of the object (o)"
            self._context.tell(call.place, message, see=_SEE)
            return None
        turned = sides[0] == "o" or sides[1] == "s"
        return Join(other, one) if turned else Join(one, other)

    def _unknown(self, parameter: Parameter, known: tuple[str, ...]) -> None:
        message = f"is not a parameter, expected one of {', '.join(known)}"
        near = nearest(parameter.iri, known)
        self._context.tell(parameter.place, message, value=parameter.iri, near=near, see=_SEE)

    def _iri(self, parameter: Parameter) -> str:
        iri = self._context.names.expand(parameter.iri)
        return ALIASES.get(iri, iri)


def _sides(parameter: Parameter) -> set[str]:
    """Give the sides that a parameter is marked with, itself or inside its functions."""
    marked = {parameter.side} - {""}
    return marked | set(_marks(parameter.value))


def _marks(node: Yaml) -> Iterator[str]:
    if isinstance(node, Keys):
        for key, value in node.entries:
            if key.value in ("parameters", "pms") and isinstance(value, Items):
                for each in value.items:
                    yield from _marked(each)


def _marked(node: Yaml) -> Iterator[str]:
    from_items = isinstance(node, Items) and len(node.items) > 2
    if isinstance(node, Items) and from_items:
        yield getattr(node.items[2], "value", "")[:1]
    elif isinstance(node, Keys):
        for key, value in node.entries:
            if key.value == "from":
                yield getattr(value, "value", "")[:1]
            yield from _marks(value)
