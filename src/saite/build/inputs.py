"""Everything that a build reads of what people wrote, checked whole before anything is made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from saite.build.pulled import check_pulled
from saite.concepts import load_concepts
from saite.edits import read_edits
from saite.errors import Problem, ProblemsError
from saite.mapping.check import Relation as AnyRelation
from saite.mapping.check import check_mapping
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.parser import read_mapping
from saite.mapping.registry import known_functions
from saite.mapping.routes import refused_targets
from saite.provenance import TextCheck, check_texts, read_tables
from saite.query import saved_queries
from saite.records import Declaration, Records, Relation, load_declaration, read_records
from saite.records.relations import LOCATION
from saite.validation import Shapes, read_shapes
from saite.workspace import Workspace

Found = TypeVar("Found")


@dataclass(frozen=True)
class Inputs:
    """What a build works on, once nothing is wrong with it.

    :param relations: path of a logical source -> its relations, one for each source that has it
    :param texts: what the texts of the documents say to the records, and the quotes cut from them
    :param edits: N-Quads that were written through the server
    """

    records: Records
    relations: Mapping[str, Sequence[Relation]]
    mapping: RmlMapping
    shapes: Shapes
    texts: TextCheck
    edits: Sequence[Path] = ()

    @property
    def tables(self) -> dict[str, int]:
        """Count the rows of each table of each source, sorted."""
        relations = [each for group in self.relations.values() for each in group]
        return {
            f"{each.source}/{each.table}": self._count(each.sql_name)
            for each in sorted(relations, key=lambda each: (each.source, each.table))
        }

    def _count(self, sql_name: str) -> int:
        quoted = sql_name.replace('"', '""')
        # A connection of its own: another result may still be open on the one of the records.
        found = self.records.connection.cursor().execute(f'SELECT count(*) FROM "{quoted}"')  # noqa: S608
        return int(found.fetchall()[0][0])


@contextmanager
def read_inputs(workspace: Workspace, progress: Callable[[str], None]) -> Iterator[Inputs]:
    """Read records, mapping, shapes and saved queries, and hold them against each other.

    :raises ProblemsError: with everything that is wrong in any of them; what cannot be read
        silences only the checks that depend on it
    """
    declaration = load_declaration()
    gathering = _Gathering(workspace.root)
    progress("Reading the records")
    records = gathering.attempt(lambda: _read_records(workspace, declaration, gathering))
    try:
        progress("Reading mapping, shapes and queries")
        mapping = gathering.attempt(lambda: _read_mapping(workspace, declaration, gathering))
        shapes = gathering.attempt(lambda: read_shapes(workspace.shapes))
        gathering.attempt(lambda: saved_queries(workspace.queries))
        gathering.add(check_pulled(workspace))
        edits = gathering.attempt(lambda: read_edits(workspace)) or []
        texts = TextCheck()
        if records is not None and not gathering.faulty_records:
            progress("Holding the records against the texts")
            texts = _check_texts(workspace, records)
            gathering.add(texts.problems)
        if gathering.problems or records is None or mapping is None or shapes is None:
            raise ProblemsError(gathering.problems)
        yield Inputs(records, _by_path(records, declaration), mapping, shapes, texts, edits)
    finally:
        if records is not None:
            records.close()


class _Gathering:
    """Problems of all files, with paths as the user knows them."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self.problems: list[Problem] = []
        self.faulty_records = False

    def add(self, problems: Sequence[Problem]) -> None:
        self.problems += [replace(each, file=self._shorten(each.file)) for each in problems]

    def attempt(self, read: Callable[[], Found]) -> Found | None:
        try:
            return read()
        except ProblemsError as error:
            self.add(error.problems)
            return None

    def _shorten(self, file: str) -> str:
        path = Path(file)
        if path.is_absolute() and path.is_relative_to(self._root):
            return path.relative_to(self._root).as_posix()
        return file


def _read_records(workspace: Workspace, declaration: Declaration, gathering: _Gathering) -> Records:
    concepts = load_concepts(workspace.concepts)
    records, problems = read_records(workspace.sources, declaration, concepts, root=workspace.root)
    gathering.add(problems)
    gathering.faulty_records = bool(problems)
    return records


def _read_mapping(
    workspace: Workspace, declaration: Declaration, gathering: _Gathering
) -> RmlMapping:
    """Read the mapping and hold it against the declared tables, whether or not records fill them.

    A table that no source has is empty and still has its columns.
    """
    functions = known_functions(workspace.functions)
    mapping, problems = read_mapping(workspace.mapping, base=workspace.base, functions=functions)
    gathering.add([*problems, *refused_targets(mapping)])
    location = dict.fromkeys(LOCATION, "VARCHAR")
    declared: dict[str, list[AnyRelation]] = {}
    for name, table in declaration.tables.items():
        types = {each.name: "VARCHAR[]" if each.separator else "VARCHAR" for each in table.columns}
        declared[f"{name}.csv"] = [Relation("", name, name, {**types, **location})]
    gathering.add(check_mapping(mapping, declared))
    return mapping


def _check_texts(workspace: Workspace, records: Records) -> TextCheck:
    tables = read_tables(records.connection, records.relations)
    sources = {source.name: source.path for source in workspace.sources}
    return check_texts(tables, workspace.texts, sources=sources)


def _by_path(records: Records, declaration: Declaration) -> dict[str, list[Relation]]:
    return {
        f"{name}.csv": [each for each in records.relations if each.table == name]
        for name in declaration.tables
    }
