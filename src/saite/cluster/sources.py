"""Sources handed to Spark: read there where that is certain, else on the driver by our readers."""
# ruff: noqa: S608 - the names in the statements are quoted.

import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

import duckdb
import pyarrow as pa
from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, SparkSession

from saite.cluster.files import copy_here
from saite.cluster.names import frame_of
from saite.cluster.parquet import read_parquet
from saite.cluster.tables import ReadTable, read_table
from saite.mapping.duckdb_functions import quote_name
from saite.mapping.emit_spark import view_name
from saite.mapping.model import Formulation, LogicalSource
from saite.sources.relation import FileRelation, MissingFileError, SourceError

_ADDRESS: Final = re.compile("[A-Za-z][A-Za-z0-9+.-]+:/")
_GLOB: Final = frozenset("*?[]{}\\")
# A smaller file is read faster here than jobs are started.
_LARGE: Final = 1 << 24
_TEXTS: Final = ("", ".csv", ".tsv", ".tab", ".txt")


class SparkSources:
    """Makes the relations of a session, and remembers what to clean up."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._is_local = str(session.sparkContext.master).startswith("local")
        self._folders: list[TemporaryDirectory[str]] = []
        self._kept: list[DataFrame] = []
        self._views: list[str] = []

    def close(self) -> None:
        """Forget all relations."""
        for frame in self._kept:
            frame.unpersist()
        for view in self._views:
            self._session.catalog.dropTempView(view)
        for folder in self._folders:
            folder.cleanup()

    def read(
        self, source: LogicalSource, file: Path, *, name: str, used: Collection[str]
    ) -> FileRelation | Path:
        """Read a source in Spark; give the file for our own readers if they have to.

        :param file: path of the source; it need not exist
        :param name: name of the relation
        :param used: columns that the mapping refers to
        :raises SourceError: if there is nothing to read
        """
        address = _address(source, file)
        reader = _reader(source)
        try:
            if reader and (self._is_local or _is_far(source)) and _is_read_as_it_is(file, source):
                found = reader(self._session, address, source, name=name, used=used)
                if found is not None:
                    self._add(found, name, used)
                    return found.relation
                if _GLOB.intersection(source.path):
                    raise SourceError(
                        "is several files that cannot be read as one, expected the same columns "
                        "in all, and of CSV the same header and a whole row in each line"
                    )
            return self._near(address) if _is_far(source) else file
        except AnalysisException as error:
            if error.getCondition() == "PATH_NOT_FOUND":
                raise MissingFileError from None
            raise SourceError(f"cannot be read by Spark: {_first_line(error)}") from None
        except (PySparkException, Py4JJavaError) as error:
            raise SourceError(f"cannot be read by Spark: {_first_line(error)}") from None

    def _add(self, found: ReadTable, name: str, used: Collection[str]) -> None:
        rows = found.with_numbers if "_row" in used else found.rows
        # A plan asks a relation several times: text is parsed once.
        self._kept.append(rows.persist())
        self._view(rows, view_name(name))
        numbered = rows if "_row" in used else found.with_numbers
        self._view(numbered, view_name(name, is_numbered=True))

    def _view(self, rows: DataFrame, view: str) -> None:
        rows.createOrReplaceTempView(view)
        self._views.append(view)

    def _near(self, address: str) -> Path:
        """Copy a file from afar to this machine."""
        folder = TemporaryDirectory(prefix="saite-")
        self._folders.append(folder)
        copy = Path(folder.name) / PurePosixPath(address).name
        if not copy_here(self._session, address, copy):
            raise MissingFileError
        return copy

    def take(
        self, connection: duckdb.DuckDBPyConnection, relations: Iterable[FileRelation]
    ) -> dict[str, int]:
        """Hand over the relations that our own readers put into DuckDB.

        :returns: name of such a relation -> number of its rows
        """
        taken: dict[str, int] = {}
        tables = {row[0] for row in connection.execute(
            "SELECT table_name FROM information_schema.tables").fetchall()}  # fmt: skip
        for relation in relations:
            if relation.sql_name in tables:
                table = _arrow(connection, relation.sql_name)
                taken[relation.sql_name] = table.num_rows
                rows = frame_of(self._session, table)
                self._view(rows, view_name(relation.sql_name))
                self._view(rows, view_name(relation.sql_name, is_numbered=True))
        return taken


Read = Callable[..., ReadTable | None]


def _reader(source: LogicalSource) -> Read | None:
    if source.formulation is not Formulation.CSV or source.compression:
        return None
    ending = PurePosixPath(source.path).suffix.lower()
    if ending == ".parquet":
        return read_parquet
    is_text = ending in _TEXTS and source.encoding in ("utf-8", "ascii", "utf-8-sig")
    return read_table if is_text else None


def _is_far(source: LogicalSource) -> bool:
    return bool(_ADDRESS.match(source.path) or _ADDRESS.match(source.root))


def _address(source: LogicalSource, file: Path) -> str:
    if _ADDRESS.match(source.path):
        return source.path
    if _ADDRESS.match(source.root):
        return f"{source.root.rstrip('/')}/{source.path}"
    return f"file:{file.absolute()}"


def _is_read_as_it_is(file: Path, source: LogicalSource) -> bool:
    """Tell whether Spark takes a path as it is meant: it hides some files, and knows patterns."""
    if PurePosixPath(source.path).name.startswith(("_", ".")):
        return False
    if _is_far(source):
        return True
    if file.is_file():
        return file.stat().st_size >= _LARGE and not _GLOB.intersection(str(file))
    # Several files, or a folder of Parquet.
    return bool(_GLOB.intersection(source.path)) or file.suffix.lower() == ".parquet"


def _arrow(connection: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    described = connection.execute(f"DESCRIBE {quote_name(name)}").fetchall()
    columns = ", ".join(
        f"{quote_name(column)}::{'VARCHAR[]' if kind.endswith('[]') else 'VARCHAR'} "
        f"AS {quote_name(f'r.{column}')}"
        for column, kind, *_ in described
    )
    return connection.sql(f"SELECT {columns} FROM {quote_name(name)}").to_arrow_table()


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
