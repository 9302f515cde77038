"""What is wrong with the targets of mappings, found before any row is read."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

from saite.errors import Problem
from saite.mapping import spec
from saite.mapping.model import LogicalSource, LogicalTarget, Mapping
from saite.mapping.routes import logical_targets, routes
from saite.sources.databases import find_address
from saite.sources.faults import shown
from saite.sources.files import find_file
from saite.sources.relation import AddressError

_Identity: TypeAlias = str | tuple[int, int]

_OUTPUT: Final = "is the default output"


def check_targets(
    mappings: Sequence[Mapping],
    output: Path | None,
    *,
    database: str = "",
    functions: Sequence[Path] = (),
) -> list[Problem]:
    """Find what would overwrite what is read, targets that share a file or cannot hold a graph.

    :param output: the default output, if there is one
    :param database: address of the database of logical tables that name none
    :param functions: files with functions of the user's own
    :returns: every problem once
    """
    taken: dict[_Identity, tuple[str, LogicalTarget | None]] = {}
    for file in functions:
        taken[_real(file)] = ("has functions that are read", None)
    for mapping in mappings:
        taken[_real(mapping.path)] = ("is a mapping that is read", None)
        for triples_map in mapping.triples_maps:
            source = _file(triples_map.source, mapping.path.parent, database)
            if source is not None:
                taken.setdefault(_real(source), ("is a source of the mapping", None))
    problems: dict[Problem, None] = {}
    if output is not None:
        what, _ = taken.setdefault(_real(output), (_OUTPUT, None))
        if what != _OUTPUT:
            message = f"{what}, expected another file for the output"
            problems.setdefault(Problem(shown(output), message=message))
    for mapping in mappings:
        for target in logical_targets(mapping):
            what, other = taken.setdefault(
                _real(Path(target.file)), ("is another logical target, told differently", target)
            )
            if other != target:
                problems.setdefault(_problem(mapping, target, f"{what}, expected another file"))
            if Path(target.file).is_dir():
                problems.setdefault(_problem(mapping, target, "is a folder, expected a file"))
        problems |= dict.fromkeys(_graphs(mapping))
    return list(problems)


def _file(source: LogicalSource, folder: Path, database: str) -> Path | None:
    """Give the file of a source, None if it has none."""
    if not source.formulation.is_sql:
        return find_file(source, folder)
    try:
        address = find_address(source, folder, default=database)
    except AddressError:  # told of when the sources are read
        return None
    return None if address.is_server else Path(address.location)


def _real(path: Path) -> _Identity:
    """Give what tells a file from all others, by whatever link or spelling it is reached."""
    real = os.path.realpath(path)
    with suppress(OSError):  # it need not be there
        found = Path(real).stat()
        if found.st_ino:  # some file systems have no numbers
            return found.st_dev, found.st_ino
    return os.path.normcase(real)


def _graphs(mapping: Mapping) -> Iterator[Problem]:
    """Tell of every target without graphs that statements of a named graph go to."""
    for route in routes(mapping):
        for target in route.targets:
            if route.is_named and not target.serialization.has_graphs:
                name = target.serialization.value
                yield _problem(
                    mapping,
                    target,
                    f"is written as {name}, which has no named graphs, and "
                    f"{route.triples_map.where} makes statements in one: expected formats:N-Quads, "
                    "formats:TriG or formats:JSON-LD",
                )


def _problem(mapping: Mapping, target: LogicalTarget, message: str) -> Problem:
    return Problem(
        shown(mapping.path),
        line=mapping.line(target.where),
        value=shown(Path(target.file)),
        message=f"{message} ({target.where}; see {spec.TARGET})",
    )
