"""Spark as an engine to choose: where its parts go, and what it must give."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol

import duckdb

from saite.errors import UsageError
from saite.mapping.engine import Engine
from saite.sources.reading import Elsewhere
from saite.sources.relation import FileRelation

ENGINES: Final = ("duckdb", "spark")
_FILES: Final = (".nt", ".nq")
# Whoever ends a name so means one file; in the formats of most of them no graph is written here.
_FORMATS: Final = (
    ".ttl", ".trig", ".n3", ".rdf", ".owl", ".xml", ".json", ".jsonld", ".ntriples", ".nquads",
    ".txt", ".csv", ".tsv",
)  # fmt: skip
_PACKED: Final = (".gz", ".zip", ".xz", ".bz2", ".zst")


class Cluster(Elsewhere, Protocol):
    """Where rows are when they are not in DuckDB."""

    def engine(
        self,
        connection: duckdb.DuckDBPyConnection,
        relations: Iterable[FileRelation],
        output: Path,
    ) -> Engine:
        """Give an engine that has the relations, whoever read them.

        :param output: path that stands for the part files, if there are any
        """
        ...


def part_files(output: str | None, engine: str) -> str:
    """Give the folder that part files are to be written into; empty if one file is asked for.

    :raises UsageError: if the name is that of a single file such as is not written; a folder may be
        called so if a slash stands behind it, or if it is there already

    >>> part_files("hdfs:///graph", "spark"), part_files("graph.nq", "spark")
    ('hdfs:///graph', '')
    """
    if output is None or engine != "spark":
        return ""
    is_address = "://" in output
    is_named_folder = output.endswith("/") or (not is_address and Path(output).is_dir())
    ending = "" if is_named_folder else Path(output).suffix.lower()
    if ending in _FORMATS or (ending in _PACKED and not is_address):
        other = "" if is_address else f", or one file that ends in {' or '.join(_FILES)}"
        raise UsageError(
            f"{output} has the ending {ending} of a single file, and Spark writes a folder of part "
            f"files, in N-Quads or N-Triples: expected {output}/ for such a folder{other}"
        )
    if is_address:
        return output
    return "" if ending in _FILES else str(Path(output).absolute())


def open_cluster(engine: str, master: str, parts: str) -> AbstractContextManager[Cluster | None]:
    """Give the cluster to run on; None is this process.

    :param parts: folder to write part files into; empty to write one file
    :raises UsageError: if there is no such engine, or it cannot be had
    """
    if engine not in ENGINES:
        raise UsageError(f"{engine!r} is not an engine, expected one of {', '.join(ENGINES)}")
    if engine != "spark":
        if master:
            raise UsageError(f"the engine {engine} has no master, expected the engine spark")
        return nullcontext()
    if find_spec("pyspark") is None:
        raise UsageError(
            "the engine spark needs PySpark, which is not installed: pip install 'saite[spark]'"
        )
    from saite.cluster.running import open_cluster as start

    return start(master, parts=parts)
