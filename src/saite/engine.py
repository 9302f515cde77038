"""Any mapping run over the files and databases that it names, with no workspace around it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb

from saite.errors import MappingError, Problem, UsageError
from saite.mapping.check import check_mapping
from saite.mapping.engine_duckdb import DuckDbEngine, enough_memory
from saite.mapping.materialize import materialize as run_mapping
from saite.mapping.model import LogicalTarget
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.parser import read_mapping
from saite.mapping.registry import KnownFunctions, Own, known_functions
from saite.mapping.routes import logical_targets, routes
from saite.mapping.spec import RELATIVE_BASE
from saite.sources.reading import read_sources, shown
from saite.targets import NewFiles, Sender, check_targets

FORMATS: Final = ("nquads", "ntriples")
_MEMORY: Final = re.compile(r"(\d+(?:\.\d+)?) ?([KMGT]i?B|%)", re.IGNORECASE)
_ENDINGS: Final = {".nt": "ntriples", ".nq": "nquads"}


def materialize(
    *mappings: Path | str,
    output: Path | str | None = None,
    base: str = "",
    form: str = "",
    database: str = "",
    tell: Callable[[Problem], None] | None = None,
    memory: str = "",
    tables: Mapping[str, object] | None = None,
    functions: Iterable[Own] = (),
    written: Callable[[Path, int], None] | None = None,
) -> int:
    """Run mappings over the files and databases that they name and write the graph they make.

    The lines follow the order of the mapping and of its sources; none is there twice, and two
    runs write the same bytes. An existing file is replaced when all is done; a run that fails
    leaves it as it was. A statement whose term maps have logical targets goes to all of these, and
    not to the output; a quad that goes to two files is in both.

    :param mappings: Turtle files in the vocabulary of RML or R2RML, or files of YARRRML, which end
        in ``.yml``, ``.yaml`` or ``.yarrrml``; relative paths in them are resolved
        against the folder of each
    :param output: file for the statements that have no logical target; it may be None if there
        are none
    :param base: absolute IRI that is put before relative ones, where a triples map has no
        ``rml:baseIRI``; by default that of the mapping's ``@base``
    :param form: ``nquads`` or ``ntriples``; by default what the ending of ``output`` says, else
        N-Quads
    :param database: address of the database of logical tables that name none, as those of R2RML:
        ``sqlite:///path``, ``duckdb:///path``, ``postgresql://user@host/name``, or a file
    :param tell: takes what is wrong with values in the sources, if all mappings are in an older
        vocabulary: R2RML only leaves out the terms that are at fault, RML-Core has an error
    :param memory: how much of it tables may take, such as ``2GB``, ``512MiB`` or ``25%`` of the
        machine's; half of the machine's by default. What does not fit goes to files beside the
        output for as long as the run lasts
    :param tables: path of a logical source in ``rml:CSV`` -> the table in memory that it is, from
        pandas, polars, pyarrow, or anything else with ``__arrow_c_stream__``
    :param functions: functions of your own that the mappings may call, declared with
        ``saite.function``: the functions themselves, or paths of Python files, which are run
    :param written: takes each file that was written, the output first, and the number of its
        statements
    :returns: the number of statements in all files
    :raises UsageError: if the format or the memory is not understood, there is no mapping, no
        output for what has no target, or what is in ``tables`` is no table or none that a
        logical source names
    :raises MappingError: with everything that is wrong with the mappings and their sources
    :raises SaiteError: if a file cannot be written, its format cannot say what is in it, or memory
        does not suffice
    """
    place = None if output is None else Path(output)
    chosen = form or (_ENDINGS.get(place.suffix.lower(), "") if place else "") or "nquads"
    if chosen not in FORMATS:
        raise UsageError(f"{chosen!r} is not a format, expected one of {', '.join(FORMATS)}")
    if not mappings:
        raise UsageError("no mapping is given, expected at least one")
    limit = _limit(memory)
    known = known_functions(functions)
    read = _read([Path(each) for each in mappings], base, chosen, known)
    if place is None:
        _need_no_output(read)
    found = check_targets(read, place, database=database)
    prefixes = {name: iri for each in reversed(read) for name, iri in each.prefixes.items()}
    with NewFiles() as files:
        sender = Sender(files, prefixes)
        made = files.new(place) if place else files.beside(_first_file(read)) / "nothing.nq"
        count = _run(
            read,
            made,
            base=base or read[0].base,
            database=database,
            tell=tell,
            limit=limit,
            tables=tables,
            send=sender.send,
            found=found,
        )
        files.publish()
    counts = {place: count} if place else {}
    counts |= {Path(target.file): number for target, number in sender.counts.items()}
    for path, number in counts.items():
        if written is not None:
            written(path, number)
    return sum(counts.values())


def _need_no_output(mappings: Sequence[RmlMapping]) -> None:
    for route in (each for mapping in mappings for each in routes(mapping)):
        if not route.targets:
            raise UsageError(
                f"no output is given, expected one: {route.triples_map.where} makes statements "
                "without a logical target"
            )


def _first_file(mappings: Sequence[RmlMapping]) -> Path:
    targets = (target for mapping in mappings for target in logical_targets(mapping))
    return Path(next((target.file for target in targets), "output"))


def _limit(memory: str) -> str:
    """Write a limit of memory as DuckDB wants it."""
    match = _MEMORY.fullmatch(memory.strip() or "50%")
    if not match or not float(match[1]):
        raise UsageError(
            f"{memory!r} is no amount of memory, expected one such as 2GB, 512MiB or 25%"
        )
    return f"{match[1]}{match[2].upper().replace('I', 'i')}"


def _read(
    paths: Sequence[Path], base: str, form: str, functions: KnownFunctions
) -> list[RmlMapping]:
    problems: list[Problem] = []
    read: list[RmlMapping] = []
    for path in paths:
        try:
            mapping, found = read_mapping(path, base=base or RELATIVE_BASE, functions=functions)
            read.append(mapping)
        except MappingError as error:
            found = list(error.problems)
        problems += [replace(problem, file=shown(Path(problem.file))) for problem in found]
    if form == "ntriples":
        problems += [problem for mapping in read for problem in _graphs(mapping)]
    if problems:
        raise MappingError(problems)
    return read


def _graphs(mapping: RmlMapping) -> list[Problem]:
    """Tell of every triples map with a named graph, of which N-Triples has none."""
    named = [each for each in routes(mapping) if each.is_named and not each.targets]
    return [
        Problem(
            shown(mapping.path),
            line=mapping.line(where),
            message=f"N-Triples has no named graphs, expected the format nquads ({where})",
        )
        for where in dict.fromkeys(each.triples_map.where for each in named)
    ]


def _run(
    mappings: Sequence[RmlMapping],
    output: Path,
    *,
    base: str,
    database: str,
    tell: Callable[[Problem], None] | None,
    limit: str,
    tables: Mapping[str, object] | None,
    send: Callable[[LogicalTarget, Callable[[Path], int]], None],
    found: Sequence[Problem],
) -> int:
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": str(output.parent / "spill"),
        "memory_limit": limit,
    }
    with enough_memory(limit), duckdb.connect(config=config) as connection:
        read = read_sources(connection, mappings, database=database, tables=tables)
        # What cannot be read is told of once: nothing more is asked about it.
        problems = [*found, *read.problems]
        for mapping in read.mappings:
            readable = tuple(m for m in mapping.triples_maps if m.source.path in read.relations)
            problems += check_mapping(replace(mapping, triples_maps=readable), read.relations)
        if problems:
            raise MappingError(problems)
        maps = tuple(each for mapping in read.mappings for each in mapping.triples_maps)
        together = replace(read.mappings[0], triples_maps=maps)
        # Who writes rml:UnsafeIRI asks for what may be no IRI.
        return run_mapping(
            together,
            read.relations,
            DuckDbEngine(connection),
            output,
            base=base,
            allow_unsafe=True,
            tell=tell if all(each.is_older for each in mappings) else None,
            send=send,
        )
