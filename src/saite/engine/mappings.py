"""The mappings of a run: read together, all that is wrong with them told together."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from saite.errors import MappingError, Problem, UsageError
from saite.mapping.model import Mapping
from saite.mapping.parser import check_base, read_mapping
from saite.mapping.registry import KnownFunctions
from saite.mapping.routes import logical_targets, routes
from saite.mapping.spec import RELATIVE_BASE
from saite.sources.faults import shown


def read_mappings(
    paths: Sequence[Path], base: str, form: str, functions: KnownFunctions
) -> tuple[list[Mapping], list[Problem]]:
    """Read what can be read of mappings, and tell what is wrong with the rest.

    :param base: put before relative IRIs; empty for what each says
    :param form: of the output
    :returns: the mappings, of which faulty parts are left out, and what is wrong with these:
        the sources of the others are looked at before all is told
    :raises UsageError: if the base is no absolute IRI
    :raises MappingError: if nothing can be read of any of them
    """
    check_base(base)
    problems: list[Problem] = []
    read: list[Mapping] = []
    for path in paths:
        try:
            mapping, found = read_mapping(path, base=base or RELATIVE_BASE, functions=functions)
            read.append(mapping)
        except MappingError as error:
            found = list(error.problems)
        problems += [replace(problem, file=shown(Path(problem.file))) for problem in found]
    if form == "ntriples":
        problems += [problem for mapping in read for problem in _graphs(mapping)]
    if not any(mapping.triples_maps for mapping in read):
        raise MappingError(problems)
    return read, problems


def _graphs(mapping: Mapping) -> list[Problem]:
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


def need_no_output(mappings: Sequence[Mapping]) -> None:
    """Refuse to run without an output what makes statements without a target.

    :raises UsageError: if there are such statements
    """
    for route in (each for mapping in mappings for each in routes(mapping)):
        if not route.targets:
            raise UsageError(
                f"no output is given, expected one: {route.triples_map.where} makes statements "
                "without a logical target"
            )


def first_file(mappings: Sequence[Mapping]) -> Path:
    """Give the path of some file that a run writes to."""
    targets = (target for mapping in mappings for target in logical_targets(mapping))
    return Path(next((target.file for target in targets), "output"))
