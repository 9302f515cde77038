"""What may be a slip, in words: literals and datatypes that are none, joins without a pair."""

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import Literal

from saite.errors import Problem, nearest
from saite.mapping.check import own_maps
from saite.mapping.datatypes import BUILT_IN, DATATYPES, XSD, prefixed, section
from saite.mapping.findings import IllTyped, Unmatched
from saite.mapping.model import (
    Constant,
    FunctionValue,
    Mapping,
    ParentMap,
    Reference,
    Template,
    TermMap,
)
from saite.mapping.r2rml import reworded
from saite.sources.faults import shown

_LONGEST: Final = 80  # characters of a value that a message has
_LOCAL: Final = sorted(each.removeprefix(XSD) for each in DATATYPES)


def say_ill_typed(mapping: Mapping, term_map: TermMap, found: IllTyped) -> Problem:
    """Tell of values that are no literals of the datatype that their object map gives them.

    :param mapping: as its author wrote it, and so is the object map
    """
    columns = _columns(term_map)
    place = [found.relation]
    place += [f"row {found.place.row}"] * bool(found.place.row)
    place += [f"column {', '.join(columns)}"] * bool(columns)
    several = found.count > 1
    values = f"{found.count:,} values that are" if several else "1 value that is"
    first = "the first " if several else ""
    return Problem(
        shown(mapping.path),
        line=mapping.line(term_map.where, columns[0] if columns else ""),
        value=_name(term_map),
        message=f"gives {values} no {prefixed(found.datatype)}, {first}in {', '.join(place)}: "
        f"{_clipped(found.value)!r} ({term_map.where}; see {section(found.datatype)})",
    )


def unknown_datatypes(mapping: Mapping) -> list[Problem]:
    """Tell of the constant datatypes in the namespace of XML Schema that it does not have.

    :param mapping: as its author wrote it
    """
    found = list(_unknown_datatypes(mapping))
    return reworded(found) if mapping.is_r2rml else found


def _unknown_datatypes(mapping: Mapping) -> Iterator[Problem]:
    for triples_map in mapping.triples_maps:
        for term_map in own_maps(triples_map):
            datatype = _datatype(term_map)
            if datatype.startswith(XSD) and datatype not in DATATYPES:
                columns = _columns(term_map)
                near = nearest(datatype.removeprefix(XSD), _LOCAL)
                yield Problem(
                    shown(mapping.path),
                    line=mapping.line(term_map.where, columns[0] if columns else ""),
                    value=prefixed(datatype),
                    message=f"is no datatype of XML Schema ({term_map.where}; see {BUILT_IN})",
                    nearest=prefixed(near) if near else "",
                )


def _datatype(term_map: TermMap) -> str:
    """Give the datatype that every literal of a term map gets; empty if there is none such."""
    if term_map.datatype is not None:
        term = term_map.datatype.expression
        return term.term.value if isinstance(term, Constant) else ""
    constant = term_map.expression
    if isinstance(constant, Constant) and isinstance(constant.term, Literal):
        return constant.term.datatype.value
    return ""


def say_unmatched(mapping: Mapping, parent_map: ParentMap, found: Unmatched) -> Problem:
    """Tell of a join in which no two rows agree.

    :param mapping: as its author wrote it, and so is the referencing object map
    """
    own = [_name(one) for one, _ in parent_map.joins]
    theirs = [_name(other) for _, other in parent_map.joins]
    columns = _columns(parent_map.joins[0][0])
    where = parent_map.where / "rml:joinCondition"
    return Problem(
        shown(mapping.path),
        line=mapping.line(where, columns[0] if columns else ""),
        value=", ".join(own),
        message=f"of {found.child} equals {_listed(theirs)} of {found.parent} in no pair of rows, "
        f"so the join makes no statement; the first values are {_listed(found.first)} and "
        f"{_listed(found.other)} ({where})",
    )


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(repr(_clipped(each)) for each in texts)


def _clipped(text: str) -> str:
    """Give the beginning of a long text, as it is: blanks may be what is wrong with it."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _name(term_map: TermMap) -> str:
    """Name what the values of a term map are, as the mapping writes it."""
    expression = term_map.expression
    if isinstance(expression, FunctionValue):
        return f"<{expression.execution.function.iri}>"
    return expression.term.value if isinstance(expression, Constant) else str(expression)


def _columns(term_map: TermMap) -> list[str]:
    """Give the references that the values are made of, each once."""
    expression = term_map.expression
    found: list[str] = []
    if isinstance(expression, Reference):
        found = [expression.column]
    elif isinstance(expression, Template):
        found = [part.column for part in expression.parts if isinstance(part, Reference)]
    elif isinstance(expression, FunctionValue):
        found = [each for _, inner in expression.execution.inputs for each in _columns(inner)]
    return list(dict.fromkeys(found))
