"""Why a statement is made by a mapping that is run on its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from saite.errors import MappingError, Problem, UsageError
from saite.mapping.check import check_mapping
from saite.mapping.engine_duckdb import enough_memory
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.parser import check_base, read_mapping, read_prefixes
from saite.mapping.registry import Own, known_functions
from saite.mapping.spec import RELATIVE_BASE
from saite.mapping.trace import Tracer
from saite.mapping.traced import Cell, Pattern, Trace, TracedRow
from saite.sources.faults import shown
from saite.sources.reading import read_sources
from saite.sources.relation import labels
from saite.tracing.model import Reason, Reasons, SourceRow
from saite.tracing.terms import read_pattern

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def why(
    mappings: Path | str | Sequence[Path | str],
    subject: str,
    predicate: str | None = None,
    value: str | None = None,
    *,
    base: str = "",
    database: str = "",
    functions: Iterable[Own] = (),
    limit: int = 20,
    whole: bool = False,
) -> Reasons:
    """Tell which rows make the statements about a thing, or one statement.

    The mappings and their sources are read again, and nothing is written. Without a predicate,
    the statements that point at the thing follow those about it.

    :param mappings: one mapping or several, in the order of the run
    :param subject: an IRI in full, or with a prefix of the mappings or of Saite, or a blank node
        as the run wrote it
    :param value: the object: an IRI, a literal as Turtle writes it, or the bare text of one
    :param base: as the run had it
    :param database: as the run had it
    :param functions: functions of your own, as the run had them
    :param limit: most reasons to give; of the others only the number is
    :param whole: with every column of the rows, as far as the source is read with all of them
    :raises UsageError: if nothing makes such a statement, with the nearest there is, or the base
        is no absolute IRI
    :raises MappingError: with everything that is wrong with the mappings and their sources
    :raises SaiteError: if memory does not suffice
    """
    given = [mappings] if isinstance(mappings, Path | str) else list(mappings)
    paths = [Path(each) for each in given]
    check_base(base)
    known = known_functions(functions)
    problems: list[Problem] = []
    read: list[RmlMapping] = []
    for path in paths:
        mapping, found = read_mapping(path, base=base or RELATIVE_BASE, functions=known)
        read.append(mapping)
        problems += [replace(each, file=shown(Path(each.file))) for each in found]
    if problems or not read:
        raise MappingError(problems) if problems else UsageError("no mapping is given")
    own_base = base or read[0].base
    prefixes = {name: iri for path in paths for name, iri in read_prefixes(path).items()}
    pattern = read_pattern(subject, predicate, value, base=own_base, prefixes=prefixes)
    with enough_memory(), duckdb.connect(config=CONFIG) as connection:
        connection.execute("SET enable_progress_bar = false")
        sources = read_sources(connection, read, database=database, is_whole=whole)
        problems = list(sources.problems)
        if not problems:
            for mapping in sources.mappings:
                problems += check_mapping(mapping, sources.relations)
        if problems:
            raise MappingError(problems)
        maps = tuple(each for mapping in sources.mappings for each in mapping.triples_maps)
        together = replace(sources.mappings[0], triples_maps=maps)
        tracer = Tracer(together, sources.relations, connection, own_base, is_whole=whole)
        found_reasons = _Files(sources.mappings, labels(sources.relations.values()))
        traces, count = find_all(tracer, pattern, limit=limit)
        if not traces:
            raise UsageError(_nothing(tracer, pattern))
        reasons = tuple(found_reasons.reason(each) for each in traces)
    return Reasons(reasons, count - len(reasons))


def find_all(tracer: Tracer, pattern: Pattern, *, limit: int) -> tuple[list[Trace], int]:
    """Find the statements of a pattern; of one term alone also those that point at it."""
    found, count = tracer.find(pattern, limit=limit)
    if not pattern.predicate:
        pointing = Pattern(object=pattern.subject)
        more, others = tracer.find(pointing, limit=limit - len(found))
        # A statement of a thing about itself was found before.
        about = [each for each in more if each.terms[0] not in pattern.subject]
        found, count = found + about, count + others - (len(more) - len(about))
    return found, count


class _Files:
    """The files that the triples maps and sources of a run are in.

    :param sources: name of a relation -> what its source is called
    """

    def __init__(self, mappings: Iterable[RmlMapping], sources: Mapping[str, str]) -> None:
        pairs = [(each, mapping) for mapping in mappings for each in mapping.triples_maps]
        self._mappings = {id(each): mapping for each, mapping in pairs}
        self._sources = sources

    def reason(self, trace: Trace) -> Reason:
        mapping = self._mappings[id(trace.triples_map)]
        return reason_of(trace, mapping, tuple(self._row(each) for each in trace.rows))

    def _row(self, row: TracedRow) -> SourceRow:
        number = int(row.number) if row.number.isdecimal() else 0
        return SourceRow(self._sources[row.source], row=number, values=values_of(row))


def reason_of(trace: Trace, mapping: RmlMapping, rows: tuple[SourceRow, ...]) -> Reason:
    """Make the reason of a statement that a mapping makes."""
    name = trace.triples_map.where.triples_map
    line = trace.pair.line if trace.pair else 0
    return Reason(
        *trace.terms,
        triples_map=name,
        mapping=shown(mapping.path),
        line=line or mapping.lines.get(name, 0),
        rows=rows,
    )


def values_of(row: TracedRow) -> dict[str, Cell]:
    """Give the values of a row by its references, whatever the datatype of the values."""
    return {name.partition("^^")[0]: value for name, value in row.values.items()}


def _nothing(tracer: Tracer, pattern: Pattern) -> str:
    subject = max(sorted(pattern.subject), key=len)
    about, count = tracer.find(Pattern(subject=pattern.subject), limit=5)
    if not about:
        near = tracer.nearest_subject(subject)
        hint = f"; did you mean {near}?" if near else ""
        return f"nothing of the mapping makes {subject}{hint}"
    same = Pattern(subject=pattern.subject, predicate=pattern.predicate)
    near_traces, found = tracer.find(same, limit=5)
    shown_terms = ", ".join(dict.fromkeys(each.terms[2] for each in near_traces))
    if found:
        return f"no row makes this statement; with this predicate {subject} has {shown_terms}"
    predicates = ", ".join(dict.fromkeys(each.terms[1] for each in about))
    return f"no row makes this statement; {subject} has {count} others, such as of {predicates}"
