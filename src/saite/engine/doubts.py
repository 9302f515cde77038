"""Findings of a run in words: literals that are none of their datatype, joins without a pair."""

from collections.abc import Sequence

from saite.errors import Problem
from saite.mapping.datatypes import prefixed, section
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
from saite.sources.reading import shown


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
        f"{found.value!r} ({term_map.where}; see {section(found.datatype)})",
    )


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
    return ", ".join(map(repr, texts))


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
