"""All logical sources of a mapping, read into relations."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol

import duckdb

from saite.errors import Problem
from saite.mapping import spec
from saite.mapping.check import references
from saite.mapping.model import Formulation, LogicalSource, TriplesMap
from saite.mapping.model import Mapping as RmlMapping
from saite.sources.files import UnpackedFiles, find_file
from saite.sources.relation import FileRelation, SourceError


class Reader(Protocol):
    """Reads a source into a relation."""

    def __call__(
        self,
        connection: duckdb.DuckDBPyConnection,
        file: Path,
        source: LogicalSource,
        *,
        name: str,
        used: Collection[str],
    ) -> FileRelation:
        """Read a source, of which some columns are used."""
        ...


# A reader's libraries are loaded when a mapping has a source for it: start-up counts.
_READERS: Final = {
    Formulation.CSV: ("saite.sources.tables", "read_table"),
    Formulation.JSON_PATH: ("saite.sources.documents", "read_document"),
}


@dataclass(frozen=True)
class ReadSources:
    """Mappings whose logical sources bear the names of relations.

    :param relations: name of a logical source -> its one relation
    :param problems: what is wrong with the sources; those are without relations
    """

    mappings: tuple[RmlMapping, ...]
    relations: Mapping[str, Sequence[FileRelation]]
    problems: tuple[Problem, ...]


def read_sources(
    connection: duckdb.DuckDBPyConnection, mappings: Sequence[RmlMapping]
) -> ReadSources:
    """Read every source that mappings name, each once.

    Relative paths are resolved against the folder of the mapping that has them.
    """
    names = _Names()
    placed = tuple(_placed(mapping, names) for mapping in mappings)
    used: dict[str, set[str]] = {}
    for mapping in placed:
        for triples_map in mapping.triples_maps:
            columns = {column for column, _ in references(mapping, triples_map)}
            used.setdefault(triples_map.source.path, set()).update(columns)
    relations: dict[str, Sequence[FileRelation]] = {}
    problems = []
    with UnpackedFiles() as files:
        for (source, file), name in names.items():
            try:
                text = files.text(source, file)
                read = _reader(source.formulation)
                relations[name] = [read(connection, text, source, name=name, used=used[name])]
            except SourceError as fault:
                problems.append(_problem(fault, source, file))
    return ReadSources(placed, relations, tuple(problems))


def _reader(formulation: Formulation) -> Reader:
    module, name = _READERS[formulation]
    reader: Reader = getattr(import_module(module), name)
    return reader


class _Names:
    """A name for each source, which says where it is and differs from all others."""

    def __init__(self) -> None:
        self._names: dict[tuple[LogicalSource, Path], str] = {}

    def items(self) -> list[tuple[tuple[LogicalSource, Path], str]]:
        return list(self._names.items())

    def name(self, source: LogicalSource, file: Path) -> str:
        key = (source, file)
        if key not in self._names:
            name = f"{shown(file)} {source.iterator}".strip()
            taken = set(self._names.values())
            others = (f"{name} ({number})" for number in range(2, len(taken) + 3))
            free = name if name not in taken else next(n for n in others if n not in taken)
            self._names[key] = free
        return self._names[key]


def _placed(mapping: RmlMapping, names: _Names) -> RmlMapping:
    folder = mapping.path.parent

    def place(triples_map: TriplesMap) -> TriplesMap:
        source = triples_map.source
        name = names.name(source, find_file(source, folder))
        return replace(triples_map, source=replace(source, path=name))

    return replace(mapping, triples_maps=tuple(place(each) for each in mapping.triples_maps))


def _problem(fault: SourceError, source: LogicalSource, file: Path) -> Problem:
    section = spec.REFERENCE if fault.column else spec.SOURCE
    return Problem(
        shown(file),
        row=fault.row,
        line=fault.line,
        column=fault.column,
        value=fault.value,
        message=f"{fault} (source {source.path!r}; see {section})",
    )


def shown(path: Path) -> str:
    """Show a path as a person would type it here."""
    here = Path.cwd()
    whole = Path(os.path.normpath(here / path))
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(whole)
