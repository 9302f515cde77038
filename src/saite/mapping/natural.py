"""Object maps by the natural datatypes of their values.

Source: R2RML, section 10.2; RML-IO, natural datatypes of the values of a source.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pyoxigraph import NamedNode

from saite.mapping import functions
from saite.mapping.model import (
    Constant,
    Execution,
    FunctionValue,
    Reference,
    TermMap,
    TermType,
    Where,
)
from saite.mapping.spec import XSD_DOUBLE, XSD_INTEGER


def typed_maps(term_map: TermMap, datatypes: Mapping[str, Mapping[str, str]]) -> Iterator[TermMap]:
    """Give the term maps that an object map stands for: one for each natural datatype.

    :param datatypes: column -> IRI of a natural datatype -> column with its values
    """
    expression = term_map.expression
    if term_map.term_type is not TermType.LITERAL:
        yield term_map
        return
    given = term_map.language or term_map.datatype
    if isinstance(expression, FunctionValue):
        yield _with_output(term_map, expression) if given is None else term_map
        return
    found = datatypes.get(expression.column, {}) if isinstance(expression, Reference) else {}
    if not found:
        yield term_map
    elif given is not None:
        yield from _overridden(term_map, found)
    else:
        for iri, column in found.items():
            datatype = _datatype(iri, term_map.where)
            yield replace(term_map, expression=Reference(column), datatype=datatype)


def _datatype(iri: str, where: Where) -> TermMap:
    return TermMap(Constant(NamedNode(iri)), TermType.IRI, where=where)


def _with_output(term_map: TermMap, value: FunctionValue) -> TermMap:
    """Give a map that has the natural datatype of the function's output, if it has one."""
    iri = value.execution.function.datatypes.get(value.output)
    return term_map if iri is None else replace(term_map, datatype=_datatype(iri, term_map.where))


def _overridden(term_map: TermMap, columns: Mapping[str, str]) -> Iterator[TermMap]:
    """Give the maps of values with natural datatypes, where the mapping wants another.

    The text stays, but for an integer that is to be a double: it gets the canonical text of one.

    :param columns: IRI of a natural datatype -> column with the values of that type
    """
    datatype, integers = term_map.datatype, columns.get(XSD_INTEGER)
    wanted = datatype.expression if datatype is not None else None
    if integers is None or wanted != Constant(NamedNode(XSD_DOUBLE)):
        yield term_map
        return
    for iri, column in columns.items():
        reference = Reference(column)
        if iri != XSD_INTEGER:
            yield replace(term_map, expression=reference)
            continue
        text = TermMap(reference, TermType.LITERAL, where=term_map.where)
        function = functions.FUNCTIONS[functions.DOUBLE]
        execution = Execution(function, ((function.parameters[0], text),))
        yield replace(term_map, expression=FunctionValue(execution, function.outputs[0]))
