"""All records of a workspace: every table of every source, read and checked in one run."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol

import duckdb

from saite.concepts import Concepts
from saite.errors import Problem, nearest
from saite.records.checks import check_keys, check_rows
from saite.records.declaration import Declaration
from saite.records.reader_csv import read_csv
from saite.records.reader_xlsx import read_workbook
from saite.records.relations import Records, Rows, load_relations, read_rows
from saite.records.sheet import Place, Sheet

WORKBOOKS: Final = (".xlsx", ".xlsm")


class Source(Protocol):
    """One source of records, as a workspace names it."""

    @property
    def name(self) -> str:
        """Name of the source, part of the names of its graphs."""

    @property
    def path(self) -> Path:
        """A folder of CSV files, or one workbook."""

    @property
    def language(self) -> str:
        """Language of rows that name none."""


def read_records(
    sources: Iterable[Source],
    declaration: Declaration,
    concepts: Concepts,
    *,
    root: Path | None = None,
) -> tuple[Records, list[Problem]]:
    """Read and check all records of a workspace.

    :param root: folder that paths in messages are relative to; without it they are as given
    :returns: the records, as far as they could be read, in a database that the caller closes; and
        everything that is wrong with them, sorted by file, sheet and row. Where there is any
        problem, cells in fault hold their text and the relations are not to be used further.
    """
    problems: list[Problem] = []
    refused: set[str] = set()
    tables: dict[str, list[Rows]] = defaultdict(list)
    for source in sources:
        for sheet in _open_source(source, declaration, root, problems=problems, refused=refused):
            rows = read_rows(sheet, concepts, source.language)
            check_rows(rows)
            tables[sheet.table.name].append(rows)
    check_keys(tables, declaration, refused)
    everything = [tables[name] for name in declaration.tables if name in tables]
    read = sorted(
        (rows for sheets in everything for rows in sheets),
        key=lambda rows: rows.sheet.place.source,
    )
    for rows in read:
        problems += rows.sheet.all_problems()
    connection = _connect()
    relations = tuple(load_relations(connection, read))
    return Records(connection, relations), sorted(set(problems))


def _connect() -> duckdb.DuckDBPyConnection:
    """Open a database in memory that fetches nothing."""
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    )
    # DuckDB writes one into notebooks and to standard output, unasked.
    connection.execute("SET enable_progress_bar = false")
    return connection


def _open_source(
    source: Source,
    declaration: Declaration,
    root: Path | None,
    *,
    problems: list[Problem],
    refused: set[str],
) -> Iterator[Sheet]:
    """Open every table of a source; note which tables were refused, or may have been."""
    here = Place(source.name, _say_path(source.path, root), source.path.name)
    found = False
    if source.path.is_dir():
        files = list(_find_files(source, root))
        found = bool(files)
        yield from _open_files(files, declaration, problems, refused)
    elif source.path.is_file() and source.path.suffix.lower() in WORKBOOKS:
        sheets, faults = read_workbook(source.path, here, declaration, refused)
        problems += faults
        found = bool(sheets or faults)
        # A workbook that cannot be read may have any table.
        if any(not fault.sheet for fault in faults):
            refused |= set(declaration.tables)
        yield from sheets
    elif source.path.exists():
        problems.append(here.problem("is neither a folder of CSV files nor an .xlsx workbook"))
        refused |= set(declaration.tables)
        return
    else:
        near = nearest(source.path.name, [each.name for each in source.path.parent.glob("*")])
        problems.append(here.problem("does not exist", near=near))
        refused |= set(declaration.tables)
        return
    if not found:
        names = ", ".join(declaration.tables)
        expected = "CSV files" if source.path.is_dir() else "sheets"
        problems.append(here.problem(f"has no table; expected {expected} named {names}"))


def _find_files(source: Source, root: Path | None) -> Iterator[tuple[Path, Place]]:
    for path in sorted(source.path.iterdir()):
        is_meant = not path.name.startswith(("_", ".", "~"))
        if path.suffix.lower() == ".csv" and is_meant and path.is_file():
            yield path, Place(source.name, _say_path(path, root), path.name)


def _open_files(
    files: Iterable[tuple[Path, Place]],
    declaration: Declaration,
    problems: list[Problem],
    refused: set[str],
) -> Iterator[Sheet]:
    seen: dict[str, str] = {}
    for path, place in files:
        table = declaration.find_table(path.stem)
        if table is None:
            near = nearest(path.stem, declaration.table_names)
            refused |= declaration.find_names(near)
            message = "is no table; a file that is not meant as one begins with '_'"
            near = f"{near}.csv" if near else ""
            problems.append(place.problem(message, value=path.name, near=near))
        elif table.name in seen:
            refused.add(table.name)
            message = f"is the table {table.name}, as {seen[table.name]} is; expected one of them"
            problems.append(place.problem(message, value=path.name))
        else:
            seen[table.name] = path.name
            yield read_csv(path, place, table)


def _say_path(path: Path, root: Path | None) -> str:
    """Give a path as the user knows it, with slashes."""
    if root and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.as_posix()
