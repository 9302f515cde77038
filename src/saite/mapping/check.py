"""A mapping held against its sources: all that it refers to must exist."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol, runtime_checkable

from saite.errors import Problem, nearest
from saite.mapping import spec
from saite.mapping.model import (
    EachRow,
    Expression,
    Formulation,
    FunctionValue,
    ParentMap,
    Reference,
    Template,
    TermMap,
    TriplesMap,
    Where,
)
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.r2rml import reworded


class Relation(Protocol):
    """A table of one source, in the DuckDB connection.

    ``columns`` gives the type of each: ``VARCHAR``, or ``VARCHAR[]`` for several values.
    """

    @property
    def sql_name(self) -> str:
        """Name of the relation in the connection, unquoted."""
        ...

    @property
    def columns(self) -> Mapping[str, str]:
        """Columns and their types."""
        ...


@runtime_checkable
class TypedRelation(Relation, Protocol):
    """A relation some of whose values are more than texts, such as the numbers of JSON.

    ``datatypes`` gives, for such a column, the natural datatypes of its values, and for each the
    column that has the values of that type alone; it is the column itself if there is one type.
    """

    @property
    def datatypes(self) -> Mapping[str, Mapping[str, str]]:
        """Column -> IRI of a datatype -> column."""
        ...


_DELIMITERS: Final = (";", "\t", "|", ",")

ROW: Final = "_row"
"""Column with the number of the row, which a blank node of each row needs."""


def datatypes(relation: Relation) -> Mapping[str, Mapping[str, str]]:
    """Give the natural datatypes of a relation's columns, of which most relations have none."""
    return relation.datatypes if isinstance(relation, TypedRelation) else {}


def check_mapping(
    mapping: RmlMapping, relations: Mapping[str, Sequence[Relation]]
) -> list[Problem]:
    """Find what a mapping refers to and its sources lack.

    :param relations: path of a logical source -> its relations, one for each source that has the
        table; a path with none is a table that is absent, and empty
    :returns: a problem for each unknown source and each unknown column, none twice
    """
    problems: dict[Problem, None] = {}
    for triples_map in mapping.triples_maps:
        for problem in _check_triples_map(mapping, triples_map, relations):
            problems.setdefault(problem)
    return reworded(problems) if mapping.is_r2rml else list(problems)


def _check_triples_map(
    mapping: RmlMapping, triples_map: TriplesMap, relations: Mapping[str, Sequence[Relation]]
) -> Iterator[Problem]:
    path = triples_map.source.path
    if path not in relations:
        yield Problem(
            str(mapping.path),
            line=mapping.source_line(triples_map.where, path),
            value=path,
            message=f"is not a table known here ({triples_map.where}, rml:logicalSource, "
            f"rml:path; see {spec.SOURCE})",
            nearest=nearest(path, relations),
        )
        return
    for column, where in references(mapping, triples_map):
        for relation in relations[path]:
            if column not in relation.columns:
                yield _unknown_column(mapping, column, triples_map, relation, where)
                break


def _unknown_column(
    mapping: RmlMapping, column: str, triples_map: TriplesMap, relation: Relation, where: Where
) -> Problem:
    typed = datatypes(relation)
    inner = {name for kinds in typed.values() for name in kinds.values()} - {*typed}
    columns = [name for name in relation.columns if name not in inner]
    # References to columns of databases are columns too, quoted as SQL does or not.
    known = [name for name in columns if not name.startswith(("_", '"'))]
    known = known or [name for name in columns if name != ROW]
    expected = f"expected one of {', '.join(known)}" if known else "which has none: it is empty"
    return Problem(
        str(mapping.path),
        line=mapping.line(where, column),
        value=column,
        message=f"is not a column of its source, {expected}{_delimiter_hint(known, triples_map)} "
        f"({where}; see {spec.REFERENCE})",
        nearest=nearest(column, columns),
    )


def _delimiter_hint(columns: Sequence[str], triples_map: TriplesMap) -> str:
    """Tell of a table that seems to have another delimiter; empty if nothing speaks for it."""
    source = triples_map.source
    others = [each for each in _DELIMITERS if each != (source.delimiter or ",")]
    if len(columns) != 1 or source.formulation is not Formulation.CSV:
        return ""
    seems = max(others, key=columns[0].count)
    if seems not in columns[0]:
        return ""
    shown = "\\t" if seems == "\t" else seems
    return (
        f'; its delimiter seems to be "{shown}", said by rml:source [ a csvw:Table ; csvw:url '
        f'"…" ; csvw:dialect [ csvw:delimiter "{shown}" ] ], in YARRRML by delimiter: "{shown}"'
    )


def references(mapping: RmlMapping, triples_map: TriplesMap) -> Iterator[tuple[str, Where]]:
    """Give every column of its source that a triples map refers to, and where, in its order.

    Join conditions and referencing object maps of other triples maps are counted here too.
    """
    for term_map in own_maps(triples_map):
        yield from _columns(term_map)
    for child in mapping.triples_maps:
        for each in parent_maps(child):
            if child is triples_map:
                for own, _ in each.joins:
                    yield from _columns(own)
            if each.triples_map == triples_map.key:
                for _, theirs in each.joins:
                    yield from _columns(theirs)


def own_maps(triples_map: TriplesMap) -> Iterator[TermMap]:
    """Give the term maps of a triples map, without those inside them, in its order."""
    yield triples_map.subject
    yield from triples_map.graphs
    for pair in triples_map.predicate_object_maps:
        yield from pair.predicates
        yield from (each for each in pair.objects if isinstance(each, TermMap))
        yield from pair.graphs


def parent_maps(triples_map: TriplesMap) -> Iterator[ParentMap]:
    """Give the referencing object maps of a triples map, in its order."""
    for pair in triples_map.predicate_object_maps:
        yield from (each for each in pair.objects if isinstance(each, ParentMap))


def parent_paths(mapping: RmlMapping, triples_map: TriplesMap) -> list[str]:
    """Give the paths of the sources that a triples map joins its own with, sorted."""
    keys = {each.triples_map for each in parent_maps(triples_map) if each.joins}
    return sorted({each.source.path for each in mapping.triples_maps if each.key in keys})


def _columns(term_map: TermMap) -> Iterator[tuple[str, Where]]:
    yield from _expression_columns(term_map.expression, term_map.where)
    for inner in (term_map.language, term_map.datatype):
        if inner is not None:
            yield from _columns(inner)
    if term_map.condition is not None:
        yield from _expression_columns(term_map.condition, term_map.where / "rml:condition")


def _expression_columns(expression: Expression, where: Where) -> Iterator[tuple[str, Where]]:
    if isinstance(expression, Reference):
        yield expression.column, where
    elif isinstance(expression, EachRow):
        yield ROW, where
    elif isinstance(expression, Template):
        for part in expression.parts:
            if isinstance(part, Reference):
                yield part.column, where
    elif isinstance(expression, FunctionValue):
        for _, inner in expression.execution.inputs:
            yield from _columns(inner)
