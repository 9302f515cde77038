"""The terms that a mapping makes of one relation.

A term map becomes a term of the plan here: references become columns, lists are unnested,
functions become lookups, templates become the text of terms.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from saite.mapping import functions
from saite.mapping.check import ROW
from saite.mapping.datatypes import LEXICAL_SPACES
from saite.mapping.grel import IDLAB
from saite.mapping.guards import Guard, Rule, Test
from saite.mapping.lexical import (
    encode_blank,
    encode_iri,
    encode_uri,
    escape_literal,
)
from saite.mapping.model import (
    Constant,
    EachRow,
    Expression,
    FunctionValue,
    Reference,
    Template,
    TermMap,
    TermType,
    Where,
)
from saite.mapping.natural import typed_maps
from saite.mapping.parts import is_sound, merged, resolved
from saite.mapping.plan import Check, Encoding, Part, Parts, Term, Value
from saite.mapping.rows import Rows
from saite.mapping.rules import Rules
from saite.mapping.spec import XSD_STRING

_ENCODERS: Final[dict[Encoding, Callable[[str], str]]] = {
    Encoding.PLAIN: lambda text: text,
    Encoding.IRI: encode_iri,
    Encoding.URI: encode_uri,
    Encoding.LITERAL: escape_literal,
    Encoding.BLANK: encode_blank,
}
_TESTS: Final = {
    functions.IS_NULL: Test.EMPTY,
    functions.IS_NOT_NULL: Test.FILLED,
    functions.EQUAL: Test.EQUAL,
    functions.NOT_EQUAL: Test.DIFFERENT,
    IDLAB + "isNull": Test.EMPTY,
    IDLAB + "equal": Test.EQUAL,
    IDLAB + "notEqual": Test.DIFFERENT,
}


class Scope:
    """Makes the terms of the triples maps over one relation.

    :param rows: the rows that the terms are made of
    :param base: put before relative IRIs, where a triples map has no base of its own
    :param allow_unsafe: do not check what ``rml:UnsafeIRI`` makes
    :param is_lenient: make no term of a value that breaks a rule, instead of checking it
    :param datatypes: column -> IRI of a natural datatype -> column with its values
    """

    def __init__(
        self,
        rows: Rows,
        *,
        base: str,
        allow_unsafe: bool,
        is_lenient: bool,
        datatypes: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.rows = rows
        self._datatypes = datatypes
        self._base = base
        self._allow_unsafe = allow_unsafe
        self._is_lenient = is_lenient
        self._kept: list[Guard] = []
        self._plain = {
            Encoding.IRI: rows.facts.unreserved,
            Encoding.URI: rows.facts.unreserved,
            Encoding.LITERAL: rows.facts.unescaped,
        }
        self._rules = Rules(rows)
        self._doubts = Rules(rows)

    def column(self, term_map: TermMap, role: str) -> str:
        """Give the column that holds the value of an expression, as text."""
        expression = term_map.expression
        if isinstance(expression, Reference):
            return self.rows.value(expression.column, role)
        if isinstance(expression, FunctionValue):
            return self._output(expression, role, term_map.where)
        parts = self._inline(expression, _encoding(term_map), role, term_map.where)
        return self.rows.concat(parts)

    def _output(self, value: FunctionValue, role: str, where: Where) -> str:
        execution = value.execution
        given: dict[str, list[TermMap]] = {}
        for parameter, term_map in execution.inputs:
            given.setdefault(parameter, []).append(term_map)
        arguments = tuple(
            self.column(term_map, role) if term_map else None
            for parameter in execution.function.parameters
            for term_map in given.get(parameter, [None])
        )
        return self.rows.lookup(execution.function, arguments, value.output, where)

    def term(self, term_map: TermMap, role: str) -> Term:
        """Make the term of a term map."""
        guards = self._guards(term_map, role)
        self._kept = []
        parts = merged(self._parts(term_map, role, guards))
        return Term(parts, (*guards, *self._kept))

    def objects(self, term_map: TermMap) -> Iterator[Term]:
        """Make the terms of an object map: one for each natural datatype of its values."""
        for each in typed_maps(term_map, self._datatypes):
            if term_map.datatype is not None:
                self._doubt(each, term_map.datatype, term_map)
            yield self.term(each, "object")

    def _doubt(self, term_map: TermMap, datatype: TermMap, written: TermMap) -> None:
        """Have values held against the datatype that their map gives them, if that says which."""
        if not isinstance(datatype.expression, Constant):
            return
        iri = datatype.expression.term.value
        expression = written.expression
        natural = (
            self._datatypes.get(expression.column, {}) if isinstance(expression, Reference) else {}
        )
        if iri in LEXICAL_SPACES and [*natural] != [iri]:
            column = self.column(term_map, "object")
            guards = self._guards(term_map, "object")
            self._doubts.add(Rule.DATATYPE, column, iri, written, guards=guards)

    def _parts(self, term_map: TermMap, role: str, guards: tuple[Guard, ...]) -> Parts:
        expression = term_map.expression
        if isinstance(expression, Constant) and isinstance(expression.term, NamedNode):
            return (f"<{expression.term.value}>",)
        if term_map.term_type.is_iri:
            return self._iri(term_map, role, guards)
        if isinstance(expression, EachRow):
            # No other blank node begins so: their labels have "b" in this place.
            part = f"o{expression.part}" if expression.part else ""
            label = f"_:r{expression.number}{part}x{self.rows.number}x"
            # A number, but where the source has a column of this name itself.
            return (label, Value(self.rows.value(ROW, role), Encoding.BLANK))
        if term_map.term_type is TermType.BLANK_NODE:
            return ("_:b", *self._inline(expression, Encoding.BLANK, role, term_map.where))
        text = self._inline(expression, Encoding.LITERAL, role, term_map.where)
        return ('"', *text, '"', *self._suffix(term_map, role, guards, text))

    def _suffix(
        self, term_map: TermMap, role: str, guards: tuple[Guard, ...], text: Parts
    ) -> Parts:
        expression, language, datatype = term_map.expression, term_map.language, term_map.datatype
        if language is not None:
            if isinstance(language.expression, Constant):
                return (f"@{language.expression.term.value}",)
            column = self.column(language, f"{role}-language")
            self._check(column, Rule.LANGUAGE, "", language, guards, text)
            return ("@", Value(column, Encoding.PLAIN))
        if datatype is not None and not isinstance(datatype.expression, Constant):
            column = self.column(datatype, f"{role}-datatype")
            base = datatype.base or self._base
            self._check(column, Rule.IRI, base, datatype, guards, text)
            return (Value(column, Encoding.DATATYPE, base),)
        iri = XSD_STRING
        if datatype is not None and isinstance(datatype.expression, Constant):
            iri = datatype.expression.term.value
        elif isinstance(expression, Constant) and isinstance(expression.term, Literal):
            if expression.term.language:
                return (f"@{expression.term.language}",)
            iri = expression.term.datatype.value
        return () if iri == XSD_STRING else (f"^^<{iri}>",)

    def _iri(self, term_map: TermMap, role: str, guards: tuple[Guard, ...]) -> Parts:
        base = term_map.base or self._base
        unsafe = term_map.term_type is TermType.UNSAFE_IRI
        if isinstance(term_map.expression, Template) and not unsafe:
            encoding = _encoding(term_map)
            parts = self._inline(term_map.expression, encoding, role, term_map.where)
            whole = resolved(parts, base)
            if whole is not None and is_sound(whole, is_uri=encoding is Encoding.URI):
                return ("<", *whole, ">")
        column = self.column(term_map, role)
        if not (unsafe and self._allow_unsafe):
            rule = Rule.URI if term_map.term_type is TermType.URI else Rule.IRI
            self._check(column, rule, base, term_map, guards)
        return (
            "<",
            Value(column, Encoding.UNSAFE_IRI if unsafe else Encoding.WHOLE_IRI, base),
            ">",
        )

    def _inline(self, expression: Expression, encoding: Encoding, role: str, where: Where) -> Parts:
        encode = _ENCODERS[encoding]
        # What the mapping writes itself is part of the IRI; only what is put into it is encoded.
        is_iri_text = encoding in (Encoding.IRI, Encoding.URI)
        if isinstance(expression, Constant):
            text = expression.term.value
            return (text if is_iri_text else encode(text),)
        if isinstance(expression, FunctionValue):
            return (Value(self._output(expression, role, where), encoding),)
        given: tuple[str | Reference, ...] = ()
        if isinstance(expression, Template | Reference):
            given = expression.parts if isinstance(expression, Template) else (expression,)
        parts: list[Part] = []
        for part in given:
            if isinstance(part, str):
                parts.append(part if is_iri_text else encode(part))
            elif part.column in self.rows.facts.constants:
                parts.append(encode(self.rows.facts.constants[part.column]))
            else:
                plain = part.column in self._plain.get(encoding, ())
                parts.append(Value(self.rows.value(part.column, role), encoding, is_plain=plain))
        return merged(tuple(parts))

    def _guards(self, term_map: TermMap, role: str) -> tuple[Guard, ...]:
        if term_map.condition is None:
            return ()
        return (self._guard(term_map.condition, f"{role}-condition", term_map.where),)

    def _guard(self, condition: FunctionValue, role: str, where: Where) -> Guard:
        test = _TESTS.get(condition.execution.function.iri)
        if test is None:
            return Guard(Test.TRUE, self._output(condition, role, where))
        inputs = [value for _, value in condition.execution.inputs]
        expression = inputs[0].expression
        if len(inputs) == 1 and isinstance(expression, Reference):
            return Guard(test, f"r.{expression.column}")  # of a list: whether it has elements
        asked = [self.column(each, role) for each in inputs]
        return Guard(test, asked[0], asked[1] if len(asked) > 1 else "")

    def _check(
        self,
        column: str,
        rule: Rule,
        base: str,
        term_map: TermMap,
        guards: tuple[Guard, ...],
        text: Parts = (),
    ) -> None:
        if self._is_lenient:
            self._kept.append(Guard(Test.KEEPS, column, rule=rule, base=base))
        else:
            self._rules.add(rule, column, base, term_map, guards=guards, text=text)

    def checks(self, columns: Iterable[str]) -> list[Check]:
        """Give the rules for the columns and all that they are made of."""
        return self._rules.checks(columns)

    def doubts(self, columns: Iterable[str]) -> list[Check]:
        """Give the datatypes of literals that the values of columns may not be of."""
        return self._doubts.checks(columns)


def _encoding(term_map: TermMap) -> Encoding:
    kinds = {TermType.IRI: Encoding.IRI, TermType.URI: Encoding.URI}
    return kinds.get(term_map.term_type, Encoding.PLAIN)
