"""Spark as the place where mappings are run: the session, the sources and the engine together."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from saite.cluster.engine import SparkEngine
from saite.cluster.files import file_system, reason_of
from saite.cluster.session import spark_session
from saite.cluster.sources import SparkSources
from saite.errors import UsageError
from saite.sources.relation import FileRelation

_SCHEME: Final = re.compile("[A-Za-z][A-Za-z0-9+.-]+:/")
_DONE: Final = "_SUCCESS"
# Of the files of a graph; loaders want their endings to be others than those that Spark gives.
_PART: Final = re.compile(rf"{_DONE}|[.].*|part-.*[.](?:txt|nq|nt)(?:[.]gz)?")


class Cluster(SparkSources):
    """Reads sources and gives the engine that runs plans over them.

    :param parts: address of the folder to write part files into; empty to write one file
    """

    def __init__(self, session: SparkSession, *, parts: str) -> None:
        super().__init__(session)
        self._parts = parts

    def engine(
        self,
        connection: duckdb.DuckDBPyConnection,
        relations: Iterable[FileRelation],
        output: Path,
    ) -> SparkEngine:
        """Give an engine that has the relations, whoever read them.

        :param output: path that stands for the part files, if there are any
        """
        rows = self.take(connection, relations)
        parts = {output: self._parts} if self._parts else {}
        return SparkEngine(self._session, parts=parts, rows=rows)


@contextmanager
def open_cluster(master: str, *, parts: str) -> Iterator[Cluster]:
    """Give a cluster to run mappings on.

    :param master: as ``spark_session`` takes it
    :param parts: path or address of the folder to write part files into; empty to write one file
    :raises UsageError: if Spark cannot be had, the folder holds something else than an earlier
        graph, or one file is asked of executors on other machines
    """
    with spark_session(master) as session:
        address = parts if not parts or _SCHEME.match(parts) else f"file:{parts}"
        name = str(session.sparkContext.master)
        if not address and not name.startswith("local"):
            raise UsageError(
                f"the executors of {name} cannot write one file here, expected a folder that all "
                "of them reach, such as -o hdfs:///graph.nq/"
            )
        if address:
            _check_folder(session, address)
        cluster = Cluster(session, parts=address)
        try:
            yield cluster
        finally:
            cluster.close()


def _check_folder(session: SparkSession, address: str) -> None:
    """Refuse to write over what is no output of Spark, or where it does not reach."""
    try:
        system, path = file_system(session, address)
        if not system.exists(path):
            return
        is_folder = system.getFileStatus(path).isDirectory()
        names = [each.getPath().getName() for each in system.listStatus(path)] if is_folder else []
    except Py4JJavaError as error:
        message = f"{address} cannot be reached by Spark: {reason_of(error)}"
        raise UsageError(message) from None
    # Other outputs of Spark, such as Parquet, have the mark of success too.
    is_graph = _DONE in names and all(map(_PART.fullmatch, names))
    if is_folder and (is_graph or not names):
        return
    what = "a folder with other files in it" if is_folder else "a file"
    raise UsageError(
        f"{address.removeprefix('file:')} is {what}, expected a new folder, or one that an earlier "
        "run has written"
    )
