"""What a workspace is: values, with every default filled in and every path absolute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

OnViolation = Literal["report", "fail"]


@dataclass(frozen=True)
class Source:
    """One source of records.

    :param name: part of the names of its graphs and tables
    :param path: a folder of CSV files, or one XLSX workbook
    :param language: of the rows that name none
    """

    name: str
    path: Path
    language: str


@dataclass(frozen=True)
class QuadSource:
    """One source of statements that are there already.

    :param name: the last part of the name of its graph
    :param path: a file of N-Quads or N-Triples
    """

    name: str
    path: Path


@dataclass(frozen=True)
class Workspace:
    """What ``saite.toml`` says, with every default filled in and every path made absolute.

    :param file: the file itself
    :param base: absolute IRI that the names of all things begin with, ending in ``/``
    :param output: folder of the builds; it need not exist
    :param texts: folder with the texts of the documents, or None
    :param shapes: files of shapes to validate against
    :param concepts: files of controlled values, those of Saite first
    :param queries: folders of saved queries, besides those of Saite
    :param functions: Python files with functions of the user's own, which mappings may call
    :param language: of labels, where a choice is needed
    :param max_event_size: organisations that an event may have and still tie each pair of them
    :param on_violation: what a build does with a graph that breaks a shape
    :param quads: sources of statements; each becomes one graph
    :param services: name of a server that queries may name in SERVICE -> its address
    :param validate_triples: size of a graph above which a build does not validate it
    """

    file: Path
    base: str
    sources: tuple[Source, ...]
    output: Path
    mapping: Path
    shapes: tuple[Path, ...]
    concepts: tuple[Path, ...]
    queries: tuple[Path, ...] = ()
    functions: tuple[Path, ...] = ()
    texts: Path | None = None
    title: str = ""
    language: str = "en"
    max_event_size: int = 30
    on_violation: OnViolation = "report"
    validate_triples: int = 200_000
    quads: tuple[QuadSource, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """Give the folder that every path of the file is relative to."""
        return self.file.parent

    @property
    def source_paths(self) -> dict[str, Path]:
        """Give the path of every source, of records or of statements, by its name."""
        found = {source.name: source.path for source in self.sources}
        return found | {source.name: source.path for source in self.quads}
