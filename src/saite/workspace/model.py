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


StoreKind = Literal["auto", "memory", "disk"]


@dataclass(frozen=True)
class Serving:
    """How the graph is served: the section ``[serve]``.

    :param store: where a build is read from; ``auto`` is memory where the build fits in it well
    :param workers: queries that run at once; 0 is twice the number of cores, at least four
    :param queue: requests that may wait for a worker
    :param seconds: that a query may take, from its start to its last byte
    :param memory: MiB that a query may take beside the graph
    :param rows: rows or statements of an answer
    :param megabytes: MiB of an answer
    :param query_length: bytes of a query
    :param cache: MiB of answers that are kept in memory; 0 keeps none
    :param rate: requests a second of one client; 0 is no limit
    :param burst: requests that a client may send at once
    :param loopback_rate: the same of clients on this machine
    :param hosts: names under which the server may be asked, besides this machine's
    :param origins: web pages of which sites may read answers; ``*`` is all
    :param proxies: addresses that tell the client's in ``X-Forwarded-For``
    """

    store: StoreKind = "auto"
    workers: int = 0
    queue: int = 100
    seconds: int = 30
    memory: int = 1024
    rows: int = 1_000_000
    megabytes: int = 256
    query_length: int = 16_384
    cache: int = 64
    rate: int = 20
    burst: int = 100
    loopback_rate: int = 0
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()


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
    :param serving: how the graph is served
    :param memory_triples: size of a graph up to which it is opened in memory, where nothing is said
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
    serving: Serving = Serving()
    memory_triples: int = 200_000

    @property
    def root(self) -> Path:
        """Give the folder that every path of the file is relative to."""
        return self.file.parent

    @property
    def source_paths(self) -> dict[str, Path]:
        """Give the path of every source, of records or of statements, by its name."""
        found = {source.name: source.path for source in self.sources}
        return found | {source.name: source.path for source in self.quads}
