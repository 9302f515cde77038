"""What a run may tell of its mappings and sources though nothing is wrong.

RML makes no term of a reference to nothing, and no statement of an iterator without rows or of a
join in which no rows agree; it makes a literal of any text. Who misspells one would not hear of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from saite.engine.doubts import say_ill_typed, say_unmatched, unknown_datatypes
from saite.errors import Problem, nearest
from saite.mapping.check import ROW, own_maps, parent_maps, references
from saite.mapping.facts import Facts
from saite.mapping.findings import Findings
from saite.mapping.model import Formulation, TriplesMap, Where
from saite.mapping.model import Mapping as RmlMapping
from saite.sources.faults import shown
from saite.sources.relation import FileRelation, labels

_DOCUMENTS: Final = (Formulation.JSON_PATH, Formulation.XPATH)
# What may stand around a reference that is otherwise spelt as it is known.
_AROUND: Final = re.compile(r"(\$\.|\./|)(.*?)(/text\(\)|)", re.DOTALL)


def remarks(
    written: RmlMapping,
    placed: RmlMapping,
    relations: Mapping[str, Sequence[FileRelation]],
    findings: Findings,
) -> Iterator[Problem]:
    """Tell of what may be a slip, each once.

    These are iterators without rows, references without a value in any row, joins in which no rows
    agree, datatypes that XML Schema does not have, and values that are no literals of the datatype
    that they are given.

    :param written: a mapping as its author wrote it
    :param placed: the same with names of relations for its sources
    :param relations: name of a logical source -> its one relation
    :param findings: what the run found
    """
    yield from _empty(written, placed, relations, findings.facts)
    yield from unknown_datatypes(written)
    called = labels(relations.values())
    for own, named in zip(written.triples_maps, placed.triples_maps, strict=True):
        for parent_map, other in zip(parent_maps(own), parent_maps(named), strict=True):
            for unmatched in findings.unmatched:
                if unmatched.parent_map is other:
                    child, parent = called[unmatched.child], called[unmatched.parent]
                    told = replace(unmatched, child=child, parent=parent)
                    yield say_unmatched(written, parent_map, told)
        for term_map, found in zip(own_maps(own), own_maps(named), strict=True):
            for ill_typed in findings.ill_typed:
                if ill_typed.term_map is found:
                    told_of = replace(ill_typed, relation=called[ill_typed.relation])
                    yield say_ill_typed(written, term_map, told_of)


def _empty(
    written: RmlMapping,
    placed: RmlMapping,
    relations: Mapping[str, Sequence[FileRelation]],
    facts: Mapping[str, Facts],
) -> Iterator[Problem]:
    """Tell of iterators without rows, and of references without a value in any row.

    Tables are passed over: a column that is there may be empty, and one that is not is an error.
    So is a reference that leads to ``null`` or to an empty array: it is spelt as it should be.
    """
    told: set[tuple[str, str]] = set()
    for own, named in zip(written.triples_maps, placed.triples_maps, strict=True):
        if own.source.formulation not in _DOCUMENTS:
            continue
        for relation in relations[named.source.path]:
            found = facts[relation.sql_name]
            if not found.rows:
                yield _without_rows(written, own)
                continue
            pairs = zip(references(written, own), references(placed, named), strict=True)
            for (reference, where), (column, _) in pairs:
                key = (relation.sql_name, reference)
                if column == ROW or found.filled[column] or key in told:
                    continue
                told.add(key)
                if _bare(reference) not in relation.known:
                    yield _without_value(written, own, reference, where, relation, found.rows)


def _without_rows(mapping: RmlMapping, triples_map: TriplesMap) -> Problem:
    source, where = triples_map.source, triples_map.where
    return Problem(
        shown(mapping.path),
        line=mapping.line(where, source.iterator),
        value=source.iterator,
        message=f"finds no rows in {source.path}, the triples map makes no statement "
        f"({where / 'rml:logicalSource' / 'rml:iterator'})",
    )


def _without_value(
    mapping: RmlMapping,
    triples_map: TriplesMap,
    reference: str,
    where: Where,
    relation: FileRelation,
    rows: int,
) -> Problem:
    path = triples_map.source.path
    count = "the only row" if rows == 1 else f"any of the {rows:,} rows"
    is_subject = where.path[-1:] == ("rml:subjectMap",)
    so = ", the triples map makes no statement" if is_subject else ""
    near = nearest(_bare(reference), relation.known)
    match = _AROUND.fullmatch(reference)
    return Problem(
        shown(mapping.path),
        line=mapping.line(where, reference),
        value=reference,
        message=f"has no value in {count} of {path}{so} ({where})",
        nearest=f"{match[1]}{near}{match[3]}" if match and near else near,
    )


def _bare(reference: str) -> str:
    match = _AROUND.fullmatch(reference)
    return match[2] if match else reference
