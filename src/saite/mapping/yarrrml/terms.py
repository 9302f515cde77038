"""Terms of YARRRML: subjects, predicates, objects, graphs, languages, datatypes, parameters.

Source: https://w3id.org/yarrrml/spec/#predicates-and-objects
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from saite.errors import nearest
from saite.mapping.lexical import has_unsafe, is_absolute
from saite.mapping.spec import LANG_STRING, RML
from saite.mapping.yarrrml.context import Context
from saite.mapping.yarrrml.functions import Call, Functions
from saite.mapping.yarrrml.keys import (
    LANGUAGE,
    OBJECT,
    SPEC,
    TERM,
    Opened,
    listed,
    open_keys,
    text_of,
)
from saite.mapping.yarrrml.nodes import Items, Keys, Place, Text, Yaml
from saite.mapping.yarrrml.values import Parsed, split_suffix

_TYPES: Final = {
    "iri": "IRI", "literal": "Literal", "blank": "BlankNode", "blanknode": "BlankNode",
}  # fmt: skip
_SUFFIXES: Final = ("iri", "blank", "literal")
_SEE: Final = "predicates-and-objects"

AddTargets: TypeAlias = Callable[[BlankNode, Sequence[Yaml]], None]


@dataclass(frozen=True)
class Term:
    """A term as it is written, before it is put into the graph.

    :param value: text with references, if it is no function
    :param type_name: ``IRI``, ``Literal`` or ``BlankNode``
    :param mappings: names of mappings whose subjects are meant; then it is nothing else
    """

    place: Place
    type_name: str
    value: Text | None = None
    call: Call | None = None
    datatype: Yaml | None = None
    language: Yaml | None = None
    conditions: tuple[Yaml, ...] = ()
    targets: tuple[Yaml, ...] = ()
    mappings: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Defaults:
    """What is said of all the objects of a predicate-object.

    :param type_name: ``IRI``, ``Literal`` or ``BlankNode``
    """

    type_name: str
    datatype: Yaml | None = None
    language: Yaml | None = None


class Terms:
    """Reads the terms of a document and puts them into its graph.

    :param add_targets: adds the logical targets of a term
    """

    def __init__(self, context: Context, add_targets: AddTargets) -> None:
        self._context = context
        self._add_targets = add_targets
        self.functions = Functions(context, self._parameter)

    def read(self, node: Yaml, defaults: Defaults, *, is_object: bool = False) -> Term | None:
        """Read a term; None if it is not well formed."""
        if isinstance(node, Keys):
            known = OBJECT if is_object else TERM
            opened = open_keys(node, known, self._context.tell, see=_SEE)
            return self._from_keys(opened, defaults)
        if isinstance(node, Items) and is_object:
            return self._from_items(node, defaults)
        what = "a value" if is_object else "a value such as ex:$(id)"
        text = text_of(node, self._context.tell, what, see=_SEE)
        return self._from_text(text, defaults) if text else None

    def type_name(self, node: Yaml | None) -> str:
        """Read the kind of a term; empty if there is none, or none that is known."""
        text = text_of(node, self._context.tell, "a kind of term", see=_SEE)
        if text is None:
            return ""
        if text.value.lower() not in _TYPES:
            self._context.tell(
                text.place, "is not a kind of term, expected iri, literal or blank",
                value=text.value, near=nearest(text.value, _TYPES), see=SPEC + _SEE,
            )  # fmt: skip
        return _TYPES.get(text.value.lower(), "")

    def _from_text(self, text: Text, defaults: Defaults) -> Term:
        written, suffix = split_suffix(text.value)
        if suffix not in _SUFFIXES:
            return Term(text.place, defaults.type_name, text, None, *_tags(defaults))
        value = replace(text, value=written)
        if _TYPES[suffix] != "Literal":
            return Term(text.place, _TYPES[suffix], value)
        return Term(text.place, "Literal", value, None, *_tags(defaults))

    def _from_items(self, node: Items, defaults: Defaults) -> Term | None:
        if not 0 < len(node.items) <= 2:
            message = "expected [value], or [value, datatype or language~lang], found "
            self._context.tell(
                node.place, f"{message}{len(node.items)} items", see=SPEC + "datatypes"
            )
            return None
        tagged = self.tagged(node.items[1], defaults) if len(node.items) > 1 else defaults
        return self.read(node.items[0], tagged)

    def tagged(self, node: Yaml, defaults: Defaults) -> Defaults:
        """Give the defaults with a datatype, or with a language if it ends in ``~lang``."""
        tell = self._context.tell
        text = text_of(node, tell, "a datatype, or a language such as en~lang", see="datatypes")
        if text is None:
            return defaults
        written, suffix = split_suffix(text.value)
        if suffix == "lang":
            return replace(defaults, language=replace(text, value=written), datatype=None)
        if suffix and suffix != "iri":
            message = "has a suffix that is unknown, expected ~lang"
            tell(text.place, message, value=text.value, see=SPEC + "languages")
        return replace(
            defaults, datatype=replace(text, value=written if suffix else text.value), language=None
        )

    def _from_keys(self, opened: Opened, defaults: Defaults) -> Term | None:
        kind = self.type_name(opened.get("type"))
        type_name = kind or defaults.type_name
        term = Term(
            opened.place,
            type_name,
            None,
            None,
            *self._tags(opened, replace(defaults, type_name=type_name)),
            listed(opened.get("conditions")),
            listed(opened.get("targets")),
        )
        given = [name for name in ("value", "function", "mapping") if name in opened]
        if not given and kind == "BlankNode":
            return term
        if len(given) == 1:
            return self._filled(term, opened, given[0])
        found = ", ".join(given) or "none"
        message = f"expected exactly one of value, function and mapping, found {found}"
        if given or opened.lacks("value"):
            self._context.tell(opened.place, message, see=SPEC + _SEE)
        return None

    def _filled(self, term: Term, opened: Opened, name: str) -> Term | None:
        """Give a term with what makes it: a value, a function, or other mappings."""
        tell = self._context.tell
        if name == "function":
            call = self.functions.call(opened)
            return replace(term, call=call) if call else None
        if name == "mapping":
            what, see = "the name of a mapping", "referring-to-other-mappings"
            names = [text_of(each, tell, what, see=see) for each in listed(opened.get("mapping"))]
            whole = tuple(each for each in names if each is not None)
            return replace(term, mappings=whole) if whole else None
        text = text_of(opened.get("value"), tell, "a value", see=_SEE)
        if text is None:
            return None
        inner = self._from_text(text, Defaults(term.type_name, term.datatype, term.language))
        return replace(inner, place=term.place, conditions=term.conditions, targets=term.targets)

    def _tags(self, opened: Opened, defaults: Defaults) -> tuple[Yaml | None, Yaml | None]:
        language, datatype = opened.get("language"), opened.get("datatype")
        if language is not None and isinstance(datatype, Text):
            iri = self._context.names.expand(datatype.value)
            datatype = None if iri == LANG_STRING else datatype
        if language is None and datatype is None:
            return _tags(defaults)
        return datatype, language

    def emit(self, term: Term, *, condition: Yaml | None = None) -> BlankNode | None:
        """Put a term into the graph; None if it is not well formed.

        :param condition: one that stands around the term
        """
        graph = self._context.graph
        node = graph.blank(term.place)
        whole = self._expression(term, node)
        if term.call is not None or term.value is None:
            graph.add(node, "termType", NamedNode(RML + term.type_name))
        whole &= self._tag(node, "languageMap", term.language)
        whole &= self._tag(node, "datatypeMap", term.datatype)
        given = [*term.conditions, *([condition] if condition is not None else [])]
        if len(given) > 1:
            message = f"expected at most one condition, found {len(given)}"
            self._context.tell(term.place, message, see=SPEC + "conditions")
        for each in given[:1]:
            made = self.functions.condition(each)
            whole &= made is not None
            if made is not None:
                graph.add(node, "condition", made)
        self._add_targets(node, term.targets)
        return node if whole else None

    def _expression(self, term: Term, node: BlankNode) -> bool:
        if term.call is not None:
            return self.functions.execute(term.call, node)
        if term.value is None:  # a blank node of its own for each row
            return True
        is_iri = term.type_name == "IRI"
        if is_iri and not self._context.is_prefix_known(term.value, term.value.value):
            return False
        parsed = self._context.value(term.value)
        return parsed is not None and self._put(term.value, parsed, term.type_name, node)

    def _put(self, text: Text, parsed: Parsed, type_name: str, node: BlankNode) -> bool:
        graph = self._context.graph
        constant, reference = parsed.constant, parsed.reference
        if type_name == "IRI" and any(
            has_unsafe(part) for part in parsed.parts if isinstance(part, str)
        ):
            hint = "; a reference is written $(name)" if "{" in text.value else ""
            message = f"has a character that no IRI may hold, expected it percent-encoded{hint}"
            self._context.tell(text.place, message, value=text.value, see=SPEC + "template")
            return False
        if constant is not None and type_name == "Literal":
            graph.add(node, "constant", Literal(constant))
            return True
        if constant is not None and type_name == "IRI" and is_absolute(constant):
            iri = self._context.named(text, constant)
            if iri is not None:
                graph.add(node, "constant", iri)
            return iri is not None
        if not parsed.parts:
            self._context.tell(text.place, "is empty, expected a value", see=SPEC + "template")
            return False
        name, written = ("reference", reference) if reference else ("template", parsed.template)
        graph.add(node, name, Literal(written or ""))
        graph.add(node, "termType", NamedNode(RML + type_name))
        return True

    def _tag(self, node: BlankNode, name: str, given: Yaml | None) -> bool:
        """Add the map of a language or of a datatype."""
        if given is None:
            return True
        is_language = name == "languageMap"
        see = "languages" if is_language else "datatypes"
        targets: tuple[Yaml, ...] = ()
        if isinstance(given, Keys) and is_language:
            opened = open_keys(given, LANGUAGE, self._context.tell, see=see)
            targets = listed(opened.get("targets"))
            given = opened.get("value") or given
        what = "a language such as en" if is_language else "a datatype such as xsd:date"
        text = text_of(given, self._context.tell, what, see=see)
        if text is None:
            return False
        made = self._context.graph.blank(text.place)
        if is_language:
            parsed = self._context.value(text, prefixed=False)
        elif self._context.is_prefix_known(text, text.value):
            parsed = self._context.value(text)
        else:
            parsed = None
        if parsed is None or not self._put(text, parsed, "Literal" if is_language else "IRI", made):
            return False
        self._context.graph.add(node, name, made)
        self._add_targets(made, targets)
        return True

    def _parameter(self, node: Yaml, type_name: str) -> BlankNode | None:
        """Put the value of a function's parameter into the graph."""
        kind = _TYPES.get(type_name.lower(), "Literal")
        if isinstance(node, Text):
            text = replace(node, is_null=False) if not node.value else node
            term = self.read(text, Defaults(kind)) if text.value else Term(text.place, kind, text)
        else:
            term = self.read(node, Defaults(kind))
        return self.emit(term) if term else None


def _tags(defaults: Defaults) -> tuple[Yaml | None, Yaml | None]:
    if defaults.type_name != "Literal":
        return None, None
    return defaults.datatype, defaults.language
