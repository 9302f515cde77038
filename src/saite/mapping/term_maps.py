"""Reading term maps: expressions, term types, languages, datatypes, functions, conditions."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from saite.mapping import spec
from saite.mapping.document import Document, Node, Value
from saite.mapping.function_maps import FunctionReader
from saite.mapping.lexical import has_unsafe, is_language_tag
from saite.mapping.model import (
    Constant,
    EachRow,
    Expression,
    FunctionValue,
    LogicalTarget,
    Reference,
    Template,
    TermMap,
    TermType,
    Where,
)
from saite.mapping.target_maps import read_targets
from saite.mapping.template import TemplateError, parse_template

EXPRESSIONS: Final = ("constant", "reference", "template", "functionExecution")
_EXPRESSION_MAP: Final = (*EXPRESSIONS, "return", "returnMap")
_TERM_MAP: Final = (*_EXPRESSION_MAP, "termType", "condition", "logicalTarget")
_TAG_MAP: Final = (*_EXPRESSION_MAP, "termType", "logicalTarget")
_PLAIN_MAP: Final = (*_EXPRESSION_MAP, "termType")
_LITERAL_MAP: Final = ("language", "languageMap", "datatype", "datatypeMap")
_GRAPHS: Final = ("graph", "graphMap")


@dataclass(frozen=True)
class Role:
    """What a term map stands for, and so what it may generate.

    :param term_types: what it may generate; the first is what it does by default
    :param properties: the properties of RML that it may have
    """

    name: str
    term_types: tuple[TermType, ...]
    properties: tuple[str, ...]


_IRIS: Final = (TermType.IRI, TermType.URI, TermType.UNSAFE_IRI)
SUBJECT: Final = Role("a subject", (*_IRIS, TermType.BLANK_NODE), (*_TERM_MAP, "class", *_GRAPHS))
PREDICATE: Final = Role("a predicate", _IRIS, _TERM_MAP)
OBJECT: Final = Role(
    "an object", (*_IRIS, TermType.BLANK_NODE, TermType.LITERAL), (*_TERM_MAP, *_LITERAL_MAP)
)
GRAPH: Final = Role("a graph", (*_IRIS, TermType.BLANK_NODE), _TERM_MAP)
DATATYPE: Final = Role("a datatype", _IRIS, _TAG_MAP)
LANGUAGE: Final = Role("a language", (TermType.LITERAL,), _TAG_MAP)
INPUT: Final = Role("an input", (TermType.LITERAL, *_IRIS), _PLAIN_MAP)


class TermMapReader:
    """Reads the term maps of one triples map; what is wrong goes to the document's problems.

    :param base: IRI that it puts before relative ones; empty if it says nothing of that
    :param number: number of the triples map in the mapping
    """

    def __init__(self, document: Document, *, base: str, number: int) -> None:
        self._document = document
        self._base = base
        self._number = number
        self._parts = 0
        self._functions = FunctionReader(document, self._inputs)

    def read_all(self, node: Node, name: str, role: Role, where: Where) -> list[TermMap]:
        """Read the maps of a property and of its shortcut: ``graphMap`` and ``graph``."""
        shortcut = name.removesuffix("Map")
        found = [
            self.constant(value, role, where / f"rml:{shortcut}")
            for value in self._document.values(node, shortcut)
        ] + [
            self.read(value, role, where / f"rml:{name}")
            for value in self._document.values(node, name)
        ]
        return [each for each in found if each is not None]

    def constant(self, value: Value, role: Role, where: Where) -> TermMap | None:
        """Read a constant of a shortcut property, such as ``rml:predicate``."""
        expression = self._constant(value, role, where)
        if expression is None:
            return None
        literal = isinstance(expression.term, Literal)
        term_type = TermType.LITERAL if literal else TermType.IRI
        return TermMap(expression, term_type, base=self._base, where=where)

    def read(self, value: Value, role: Role, where: Where) -> TermMap | None:
        """Read a term map; None if it is not well formed, which is among the problems then."""
        node = self._document.node(value, where)
        if node is None:
            return None
        where = self._document.at(where, node)
        self._document.check_properties(node, self._known(role), where)
        expression = self._expression(node, role, where)
        tagged = role is OBJECT
        language = self._tag(node, "languageMap", LANGUAGE, where) if tagged else None
        datatype = self._tag(node, "datatypeMap", DATATYPE, where) if tagged else None
        condition = self._condition(node, where)
        targets = self._targets(node, role, where)
        if expression is None:
            return None
        term_type = self._term_type(node, expression, role, where)
        if term_type is None:
            return None
        self._check_tags(expression, term_type, (language, datatype), where)
        self._check_text(expression, term_type, where)
        return TermMap(
            expression, term_type, language, datatype, condition, self._base, where, targets
        )

    def _targets(self, node: Node, role: Role, where: Where) -> tuple[LogicalTarget, ...]:
        # Elsewhere the property is told of as one that does not stand there.
        known = "logicalTarget" in role.properties
        return read_targets(self._document, node, where) if known else ()

    def _known(self, role: Role) -> tuple[str, ...]:
        # Inverse expressions of R2RML are for those who ask the database back.
        return (*role.properties, *(("inverseExpression",) if self._document.is_older else ()))

    def _inputs(self, node: Node, where: Where) -> list[TermMap]:
        return self.read_all(node, "inputValueMap", INPUT, where)

    def _expression(self, node: Node, role: Role, where: Where) -> Expression | None:
        found = [name for name in EXPRESSIONS if self._document.has(node, name)]
        if not found and role in (SUBJECT, OBJECT) and self._is_blank(node):
            self._parts += role is OBJECT
            return EachRow(self._number, self._parts if role is OBJECT else 0)
        if len(found) != 1:
            names = ", ".join(f"rml:{name}" for name in found) or "none"
            self._document.problem(
                where,
                "expected exactly one of rml:constant, rml:reference, rml:template and "
                f"rml:functionExecution, found {names}",
                see=spec.EXPRESSION_MAP,
            )
            return None
        if found[0] == "constant":
            value = self._document.one(node, "constant", where)
            return None if value is None else self._constant(value, role, where / "rml:constant")
        if found[0] == "functionExecution":
            return self._functions.read(node, where)
        text = self._document.one_text(node, found[0], where)
        if text is None or found[0] == "reference":
            return None if text is None else Reference(text)
        try:
            return parse_template(text)
        except TemplateError as error:
            self._document.problem(
                where / "rml:template", f"is not a template: {error}", value=text
            )
            return None

    def _is_blank(self, node: Node) -> bool:
        return self._document.values(node, "termType") == [NamedNode(spec.RML + "BlankNode")]

    def _constant(self, value: Value, role: Role, where: Where) -> Constant | None:
        if not isinstance(value, NamedNode | Literal):
            self._document.problem(
                where, "a blank node cannot be a constant, expected an IRI or a literal",
                see=spec.CONSTANT,
            )  # fmt: skip
            return None
        if isinstance(value, NamedNode):
            self._document.check_absolute(value, where)
        right = TermType.LITERAL if isinstance(value, Literal) else TermType.IRI
        if right not in role.term_types:
            self._document.problem(
                where, f"{self._document.show(value)} cannot be {role.name}, expected "
                f"{'a text' if role is LANGUAGE else 'an IRI'}", see=spec.TERM_MAP,
            )  # fmt: skip
            return None
        if role is LANGUAGE and not is_language_tag(value.value):
            self._document.problem(
                where, "is not a language tag of BCP 47, expected one such as lt or en-GB",
                see=spec.LANGUAGE, value=value.value,
            )  # fmt: skip
            return None
        if role is DATATYPE and value.value == spec.LANG_STRING:
            self._document.problem(
                where, "rdf:langString needs a language, expected rml:language",
                see=spec.DATATYPE,
            )  # fmt: skip
            return None
        return Constant(value)

    def _term_type(
        self, node: Node, expression: Expression, role: Role, where: Where
    ) -> TermType | None:
        kinds = {spec.RML + each.value: each for each in TermType}
        value = self._document.optional(node, "termType", where)
        given = kinds.get(value.value) if isinstance(value, NamedNode) else None
        if value is not None and given not in role.term_types:
            allowed = ", ".join(f"rml:{each.value}" for each in role.term_types)
            shown = self._document.show(value)
            self._document.problem(
                where / "rml:termType",
                f"{shown} cannot be the type of {role.name}, expected one of {allowed}",
            )
            return None
        default = self._default_type(node, expression, role)
        if not isinstance(expression, Constant):
            return given or default
        if given and given != default and not (given.is_iri and default.is_iri):
            self._document.problem(
                where / "rml:termType",
                f"the constant {self._document.show(expression.term)} is no {given.value}, "
                f"expected rml:{default.value} or none",
            )
            return None
        return default

    def _default_type(self, node: Node, expression: Expression, role: Role) -> TermType:
        if isinstance(expression, Constant):
            return TermType.LITERAL if isinstance(expression.term, Literal) else TermType.IRI
        is_text = isinstance(expression, Reference | FunctionValue)
        tagged = any(self._document.has(node, name) for name in _LITERAL_MAP)
        if role is OBJECT and (is_text or tagged):
            return TermType.LITERAL
        return role.term_types[0]

    def _tag(self, node: Node, name: str, role: Role, where: Where) -> TermMap | None:
        found = self.read_all(node, name, role, where)
        if len(found) > 1:
            self._document.problem(
                where / f"rml:{name}", f"expected at most one rml:{name}, found {len(found)}"
            )
        return found[0] if found else None

    def _check_tags(
        self,
        expression: Expression,
        term_type: TermType,
        tags: tuple[TermMap | None, TermMap | None],
        where: Where,
    ) -> None:
        language, datatype = tags
        given = [name for name, tag in (("language", language), ("datatype", datatype)) if tag]
        see = spec.LANGUAGE if language else spec.DATATYPE
        if len(given) > 1:
            self._document.problem(
                where, "a literal has a language or a datatype, expected one of them", see=see
            )
        if given and term_type is not TermType.LITERAL:
            self._document.problem(
                where, f"only a literal has a {given[0]}, expected rml:termType rml:Literal",
                see=see,
            )  # fmt: skip
        typed = isinstance(expression, Constant) and isinstance(expression.term, Literal) and (
            expression.term.language or expression.term.datatype.value != spec.XSD_STRING
        )  # fmt: skip
        if given and typed:
            self._document.problem(
                where, f"the constant is not a plain text, which has no {given[0]} yet",
                see=see,
            )  # fmt: skip

    def _check_text(self, expression: Expression, term_type: TermType, where: Where) -> None:
        """Check what a template puts into every IRI that it makes."""
        if not isinstance(expression, Template) or term_type not in (TermType.IRI, TermType.URI):
            return
        for part in expression.parts:
            if isinstance(part, str) and has_unsafe(part):
                self._document.problem(
                    where / "rml:template",
                    "has a character that no IRI may hold, such as a blank: expected it encoded",
                    value=part,
                )

    def _condition(self, node: Node, where: Where) -> FunctionValue | None:
        value = self._document.optional(node, "condition", where)
        inner = self._document.node(value, where / "rml:condition")
        if inner is None:
            return None
        here = self._document.at(where / "rml:condition", inner)
        self._document.check_properties(inner, _EXPRESSION_MAP, here)
        return self._functions.read(inner, here)
