"""Functions of YARRRML: calls with their parameters, and the conditions made of them.

Source: https://w3id.org/yarrrml/spec/#functions
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from pyoxigraph import BlankNode

from saite.errors import nearest
from saite.mapping.grel import GREL, IDLAB
from saite.mapping.yarrrml.context import Context
from saite.mapping.yarrrml.graph import Node
from saite.mapping.yarrrml.keys import FUNCTION, PARAMETER, SPEC, Opened, open_keys, text_of
from saite.mapping.yarrrml.nodes import Items, Keys, Place, Text, Yaml

SIDES: Final = {"s": "s", "subject": "s", "o": "o", "object": "o"}
# The specification calls these without a prefix.
_BARE: Final = {"equal": IDLAB + "equal", "notEqual": IDLAB + "notEqual"}
_BARE_PARAMETERS: Final = {"str1": GREL + "valueParameter", "str2": GREL + "valueParameter2"}
_ONE_LINE: Final = re.compile(r"(?P<name>[^()\s]+)\s*\((?P<given>.*)\)\s*", re.DOTALL)
# What stands between the commas of a call: quoted texts and references may hold commas.
_ARGUMENT: Final = re.compile(r'(?:"[^"]*"|\$\((?:\\.|[^)\\])*\)|[^,])+')
_LONGEST: Final = 2
_SEE: Final = "functions"

EmitValue: TypeAlias = Callable[[Yaml, str], "BlankNode | None"]
"""Makes the term map of a parameter's value, of a type if it is given one."""


@dataclass(frozen=True)
class Parameter:
    """A parameter and its value.

    :param iri: IRI of the parameter
    :param side: ``s`` or ``o`` where the value is marked as the subject's or the object's
    :param type_name: ``iri`` or ``literal`` where it says so
    """

    iri: str
    value: Yaml
    side: str
    type_name: str
    place: Place


@dataclass(frozen=True)
class Call:
    """A function and what it is given."""

    iri: str
    parameters: tuple[Parameter, ...]
    place: Place


class Functions:
    """Reads functions of a document and puts them into its graph.

    :param emit: makes the term map of a parameter
    """

    def __init__(self, context: Context, emit: EmitValue) -> None:
        self._context = context
        self._emit = emit

    def condition(self, node: Yaml) -> BlankNode | None:
        """Put the function of a condition into the graph; None if it is not well formed."""
        if not isinstance(node, Keys):
            message = "expected a function, as the keys function and parameters"
            self._context.tell(node.place, message, see=SPEC + "conditions")
            return None
        opened = open_keys(node, FUNCTION, self._context.tell, see="conditions")
        call = self.call(opened)
        if call is None:
            return None
        made = self._context.graph.blank(node.place)
        return made if self.execute(call, made) else None

    def execute(self, call: Call, node: Node) -> bool:
        """Make a term map the value of a function; False if a parameter is not well formed."""
        graph, names = self._context.graph, self._context.names
        execution = graph.blank(call.place)
        function = self._context.iri(Text(call.iri, is_null=False, place=call.place))
        if function is None:
            return False
        graph.add(node, "functionExecution", execution)
        graph.add(execution, "function", function)
        whole = True
        for parameter in call.parameters:
            value = self.value(parameter)
            iri = self._context.iri(
                Text(names.expand(parameter.iri), is_null=False, place=parameter.place)
            )
            whole &= value is not None and iri is not None
            if value is None or iri is None:
                continue
            given = graph.blank(parameter.place)
            graph.add(execution, "input", given)
            graph.add(given, "parameter", iri)
            graph.add(given, "inputValueMap", value)
        return whole

    def value(self, parameter: Parameter) -> BlankNode | None:
        """Put the value of a parameter into the graph; None if it is not well formed."""
        return self._emit(parameter.value, parameter.type_name)

    def call(self, opened: Opened) -> Call | None:
        """Read a function; None if it is not well formed."""
        tell = self._context.tell
        text = text_of(opened.get("function"), tell, "the name of a function", see=_SEE)
        if text is None:
            if opened.lacks("function"):
                tell(opened.place, "expected the key function, found none", see=SPEC + _SEE)
            return None
        one_line = _ONE_LINE.fullmatch(text.value)
        name = one_line["name"] if one_line else text.value.strip()
        if one_line and "parameters" in opened:
            tell(
                text.place,
                "has parameters in brackets, expected no key parameters",
                see=SPEC + _SEE,
            )
        if ":" not in name and name not in _BARE:
            message = "is not a function, expected a prefixed name such as grel:toUpperCase"
            tell(text.place, message, value=name, see=SPEC + _SEE)
            return None
        given = opened.get("parameters")
        read = self._one_line(one_line["given"], text) if one_line else self._list(given)
        whole = [each for each in read if each is not None]
        if len(whole) != len(read) or (name in _BARE and not self._are_known(whole)):
            return None
        qualified = (replace(each, iri=_qualified(each.iri, name)) for each in whole)
        return Call(_BARE.get(name, name), tuple(qualified), text.place)

    def _are_known(self, parameters: Sequence[Parameter]) -> bool:
        """Tell whether a function without a prefix has its parameters; others are problems."""
        known = tuple(_BARE_PARAMETERS)
        wrong = [each for each in parameters if ":" not in each.iri and each.iri not in known]
        for each in wrong:
            message = f"is not a parameter, expected one of {', '.join(known)}"
            near = nearest(each.iri, known)
            self._context.tell(each.place, message, value=each.iri, near=near, see=SPEC + _SEE)
        return not wrong

    def _list(self, node: Yaml | None) -> list[Parameter | None]:
        if node is None or (isinstance(node, Text) and node.is_null):
            return []
        if isinstance(node, Items):
            return [self._parameter(each) for each in node.items]
        message = "expected a list of parameters, such as [[grel:valueParameter, $(name)]]"
        self._context.tell(node.place, message, see=SPEC + _SEE)
        return [None]

    def _one_line(self, given: str, text: Text) -> list[Parameter | None]:
        read: list[Parameter | None] = []
        for each in _ARGUMENT.findall(given):
            name, equals, value = (part.strip() for part in each.partition("="))
            if not equals or not name:
                message = "is no parameter, expected one such as valueParameter = $(name)"
                self._context.tell(text.place, message, value=each.strip(), see=SPEC + _SEE)
                read.append(None)
                continue
            quoted = len(value) > 1 and value[0] == value[-1] == '"'
            inner = Text(value[1:-1] if quoted else value, is_null=False, place=text.place)
            read.append(Parameter(name, inner, "", "", text.place))
        return read

    def _parameter(self, node: Yaml) -> Parameter | None:
        tell = self._context.tell
        if isinstance(node, Items):
            return self._short(node)
        if not isinstance(node, Keys):
            tell(node.place, "expected a parameter, as [name, value]", see=SPEC + _SEE)
            return None
        opened = open_keys(node, PARAMETER, tell, see=_SEE)
        name = text_of(opened.get("parameter"), tell, "the name of a parameter", see=_SEE)
        kind = text_of(opened.get("type"), tell, "iri or literal", see=_SEE)
        side = self._side(opened.get("from"))
        value = opened.get("value")
        if name is None or value is None:
            for key in ("parameter", "value"):
                if opened.lacks(key):
                    tell(node.place, f"expected the key {key}, found none", see=SPEC + _SEE)
            return None
        return Parameter(name.value, value, side, kind.value if kind else "", node.place)

    def _short(self, node: Items) -> Parameter | None:
        tell = self._context.tell
        if not _LONGEST <= len(node.items) <= _LONGEST + 1:
            message = (
                f"expected [name, value] or [name, value, s or o], found {len(node.items)} items"
            )
            tell(node.place, message, see=SPEC + _SEE)
            return None
        name = text_of(node.items[0], tell, "the name of a parameter", see=_SEE)
        side = self._side(node.items[_LONGEST] if len(node.items) > _LONGEST else None)
        return Parameter(name.value, node.items[1], side, "", node.place) if name else None

    def _side(self, node: Yaml | None) -> str:
        see = "referring-to-other-mappings"
        text = text_of(node, self._context.tell, "s or o", see=see)
        if text is None:
            return ""
        if text.value not in SIDES:
            message = "is not a side, expected s (subject) or o (object)"
            self._context.tell(text.place, message, value=text.value, see=SPEC + see)
        return SIDES.get(text.value, "")


def _qualified(parameter: str, function: str) -> str:
    """Give a parameter's name with the prefix of its function, where it has none."""
    if function in _BARE and parameter in _BARE_PARAMETERS:
        return _BARE_PARAMETERS[parameter]
    if ":" in parameter or ":" not in function:
        return parameter
    cut = max(function.rfind(mark) for mark in (":", "/", "#")) + 1
    return function[:cut] + parameter
