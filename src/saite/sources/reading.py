"""All logical sources of a mapping, read into relations."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from os import cpu_count
from pathlib import Path
from typing import Final, Protocol

import duckdb

from saite.errors import Problem
from saite.mapping.check import references
from saite.mapping.cursors import run_at_once
from saite.mapping.model import Formulation, LogicalSource, TriplesMap, Where
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.several import told_apart
from saite.sources.databases import Databases, find_address
from saite.sources.faults import at_mapping, problem_of, shown
from saite.sources.files import UnpackedFiles, ending, find_file, sheet_of
from saite.sources.memory import Tables
from saite.sources.relation import (
    AddressError,
    FileRelation,
    SourceError,
    clipped,
)
from saite.sources.renaming import with_columns


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


class Elsewhere(Protocol):
    """Reads sources in another place than DuckDB, those that it can."""

    def read(
        self, source: LogicalSource, file: Path, *, name: str, used: Collection[str]
    ) -> FileRelation | Path:
        """Read a source, or give the file that our own readers have to read."""
        ...


# A reader's libraries are loaded when a mapping has a source for it: start-up counts.
_TABLE: Final = ("saite.sources.tables", "read_table")
_READERS: Final = {
    Formulation.CSV: _TABLE,
    Formulation.JSON_PATH: ("saite.sources.documents", "read_document"),
    Formulation.XPATH: ("saite.sources.xml", "read_xml"),
}
_WORKBOOK: Final = ("saite.sources.workbooks", "read_workbook")
_ARROW: Final = ("saite.sources.columnar", "read_arrow")
_LINES: Final = ("saite.sources.documents", "read_lines")
# What the ending of a file says, where it says more than the formulation.
_BY_ENDING: Final = {
    **{(Formulation.CSV, f".{each}"): _WORKBOOK for each in ("xlsx", "xlsm", "xlsb", "xls", "ods")},
    **{(Formulation.CSV, f".{each}"): _ARROW for each in ("arrow", "feather", "ipc")},
    (Formulation.CSV, ".parquet"): ("saite.sources.columnar", "read_parquet"),
    (Formulation.JSON_PATH, ".jsonl"): _LINES,
    (Formulation.JSON_PATH, ".ndjson"): _LINES,
}
# Files of which the reader finds out the encoding, or that have none.
_RAW: Final = (_WORKBOOK, _ARROW, _BY_ENDING[Formulation.CSV, ".parquet"])


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
    connection: duckdb.DuckDBPyConnection,
    mappings: Sequence[RmlMapping],
    *,
    database: str = "",
    tables: Mapping[str, object] | None = None,
    is_whole: bool = False,
    elsewhere: Elsewhere | None = None,
) -> ReadSources:
    """Read every source that mappings name, each once.

    Relative paths are resolved against the folder of the mapping that has them.

    :param database: address of the database of logical tables that name none
    :param tables: path of a logical source in ``rml:CSV`` -> the table in memory that it is
    :param is_whole: read all columns of tables, not only those that the mappings refer to
    :raises UsageError: if what is in ``tables`` is no table, or no logical source has its path
    :param elsewhere: is asked first; what it reads is not in the connection
    """
    given = Tables(tables or {}, mappings)
    names = _Names(database)
    placed = tuple(_placed(mapping, names, given) for mapping in told_apart(mappings))
    used: dict[str, set[str]] = {}
    places: dict[str, tuple[RmlMapping, TriplesMap]] = {}
    spots: dict[tuple[str, str], tuple[RmlMapping, Where]] = {}
    for mapping in placed:
        for triples_map in mapping.triples_maps:
            places.setdefault(triples_map.source.path, (mapping, triples_map))
            columns = used.setdefault(triples_map.source.path, set())
            for column, where in references(mapping, triples_map):
                columns.add(column)
                spots.setdefault((triples_map.source.path, column), (mapping, where))
    found: dict[str, FileRelation | SourceError] = {}
    waiting: dict[str, Callable[[duckdb.DuckDBPyConnection], FileRelation]] = {}
    with UnpackedFiles() as files, Databases(connection) as databases:
        for (source, file), name in names.items():
            try:
                if source.formulation.is_sql:
                    address = find_address(source, file, default=database)
                    found[name] = databases.read(source, address, name=name, used=used[name])
                elif given.has(source):
                    found[name] = given.read(connection, source, name=name, used=used[name])
                else:
                    # Of other files than CSV the readers want to know what is used.
                    is_csv = _reader(source) == _TABLE
                    wanted = _Every() if is_whole and is_csv else used[name]
                    read = _opened(files, source, file, elsewhere, name=name, used=wanted)
                    if isinstance(read, FileRelation):
                        found[name] = read
                    elif is_csv:
                        waiting[name] = read
                    else:
                        found[name] = read(connection)
            except SourceError as fault:
                found[name] = fault
        found |= zip(waiting, _read_at_once(connection, [*waiting.values()]), strict=True)
    relations: dict[str, Sequence[FileRelation]] = {}
    problems: dict[str, list[Problem]] = {}
    for (source, file), name in names.items():
        made = found[name]
        if isinstance(made, FileRelation):
            relations[name] = [replace(made, label=names.label(source, file))]
            continue
        told = [
            at_mapping(each, *places[name], source, file)
            or problem_of(each, source, file, spots.get((name, each.column or each.value)))
            for each in made.faults
        ]
        # A database that cannot be reached is told of where it is first named.
        key = str(made) if isinstance(made, AddressError) else name
        problems.setdefault(key, told)
    aliases = {name: each.aliases for name, (each,) in relations.items()}
    renamed = tuple(with_columns(mapping, aliases) for mapping in placed)
    told_of = tuple(problem for told in problems.values() for problem in told)
    return ReadSources(renamed, relations, told_of)


def _reader(source: LogicalSource) -> tuple[str, str]:
    """Give the module and the function that read a source."""
    return _BY_ENDING.get((source.formulation, ending(source)), _READERS[source.formulation])


def _opened(
    files: UnpackedFiles,
    source: LogicalSource,
    file: Path,
    elsewhere: Elsewhere | None,
    *,
    name: str,
    used: Collection[str],
) -> FileRelation | Callable[[duckdb.DuckDBPyConnection], FileRelation]:
    """Give the relation if it is read elsewhere, or what reads the source into a connection."""
    found = elsewhere.read(source, file, name=name, used=used) if elsewhere else file
    if isinstance(found, FileRelation):
        return found
    known = _reader(source)
    module, function = known
    reader: Reader = getattr(import_module(module), function)
    content = files.data(source, found) if known in _RAW else files.text(source, found)
    return partial(reader, file=content, source=source, name=name, used=used)


def _read_at_once(
    connection: duckdb.DuckDBPyConnection,
    readers: Sequence[Callable[[duckdb.DuckDBPyConnection], FileRelation]],
) -> list[FileRelation | SourceError]:
    """Read tables, several at a time: the rows of each are numbered by one thread."""

    def read(
        cursor: duckdb.DuckDBPyConnection,
        reader: Callable[[duckdb.DuckDBPyConnection], FileRelation],
    ) -> FileRelation | SourceError:
        try:
            return reader(cursor)
        except SourceError as fault:
            return fault

    return run_at_once(connection, read, readers, workers=cpu_count() or 1)


class _Every(Collection[str]):
    """Every name there is."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _Names:
    """A name for each source, which says where it is and differs from all others."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._names: dict[tuple[LogicalSource, Path], str] = {}

    def items(self) -> list[tuple[tuple[LogicalSource, Path], str]]:
        return list(self._names.items())

    def name(self, source: LogicalSource, file: Path) -> str:
        key = (source, file)
        if key not in self._names:
            name = self.label(source, file)
            # To a database names are the same that differ in nothing but small and capital letters.
            taken = {each.lower() for each in self._names.values()}
            others = (f"{name} ({number})" for number in range(2, len(taken) + 3))
            free = (each for each in (name, *others) if each.lower() not in taken)
            self._names[key] = next(free)
        return self._names[key]

    def label(self, source: LogicalSource, file: Path) -> str:
        """Say where a source is; two that read one file in different ways are called the same."""
        if not source.formulation.is_sql:
            sheet = sheet_of(source)
            place = source.path if "://" in source.path else shown(file)
            return f"{place}{'#' * bool(sheet)}{sheet} {source.iterator}".strip()
        try:
            where = find_address(source, file, default=self._database).shown
        except SourceError:
            where = "database"
        return f"{where} {clipped(source.iterator)}"


def _placed(mapping: RmlMapping, names: _Names, given: Tables) -> RmlMapping:
    folder = mapping.path.parent

    def place(triples_map: TriplesMap) -> TriplesMap:
        source = triples_map.source
        if source.formulation.is_sql:
            file = folder
        else:
            file = Path(source.path) if given.has(source) else find_file(source, folder)
        name = names.name(source, file)
        return replace(triples_map, source=replace(source, path=name))

    return replace(mapping, triples_maps=tuple(place(each) for each in mapping.triples_maps))
