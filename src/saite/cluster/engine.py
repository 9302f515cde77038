"""The engine on a cluster: Spark, whose views it runs plans over."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as f

from saite.cluster.files import reason_of
from saite.cluster.names import frame_of
from saite.errors import SaiteError, UsageError
from saite.mapping import ask_spark, emit_spark
from saite.mapping.engine import Broken, Place
from saite.mapping.facts import Facts, Question
from saite.mapping.guards import ALWAYS, Uses
from saite.mapping.plan import Block, Check, Frame, Join, Lookup, Union

_AT_ONCE: Final = 4
_CHUNK: Final = 1 << 22
# Below this number of rows another part is not worth its while.
_SMALL: Final = 50_000
_NO_END: Final = 1 << 62


class SparkEngine:
    """Runs plans over the views of a session.

    :param session: one of its own, with relations as ``SparkSources`` makes them
    :param parts: path -> address of the folder to write part files into, instead of one file there
    :param rows: number of rows of the relations of which it is known
    """

    def __init__(
        self,
        session: SparkSession,
        *,
        parts: Mapping[Path, str] | None = None,
        rows: Mapping[str, int] | None = None,
    ) -> None:
        self._session = session
        self._parts = parts or {}
        self._known = rows or {}
        self._rows = 0
        self._tables: list[str] = []
        self._fruitless: list[Block | Union] = []

    def clean(self) -> None:
        """Forget the lookups."""
        for table in self._tables:
            self._session.catalog.dropTempView(table)

    def facts(self, questions: Sequence[Question]) -> list[Facts]:
        """Find out what a plan must know of relations."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            found = list(pool.map(self._facts, questions))
        self._rows = sum(each.rows for each in found)
        return found

    def _facts(self, question: Question) -> Facts:
        keys, proven = list(question.keys), []
        if keys and self._known.get(question.relation, _NO_END) > ask_spark.FIRST_ROWS:
            likely = self._one(ask_spark.likely_keys(question))
            asked = [key for key, is_likely in zip(keys, likely, strict=True) if is_likely]
            proven = [key for key in asked if self._one(ask_spark.is_key(question, key))[0]]
            keys = []
        rows, *rest = self._one(ask_spark.facts(question, keys))
        found = iter(rest)
        filled = dict(_paired(question.columns, found))

        def those(names: Sequence[str]) -> frozenset[str]:
            return frozenset(name for name, truth in _paired(names, found) if truth)

        return Facts(
            rows,
            filled,
            sets=those(question.lists),
            unreserved=those(question.encoded),
            unescaped=those(question.escaped),
            constants={n: v for n, v in _paired(question.constants, found) if v is not None},
            keys=tuple(
                map(frozenset, [*proven, *(k for k, is_key in _paired(keys, found) if is_key)])
            ),
        )

    def arguments(
        self, frame: Frame, lookup: Lookup, uses: Uses = ALWAYS
    ) -> list[tuple[str | None, ...]]:
        """Give the distinct arguments of a lookup, those that a column gives, in order.

        They come to the driver: their number, not that of the rows, is limited by its memory.
        """
        found = self._session.sql(ask_spark.arguments(frame, lookup, uses)).toArrow()
        if not any(lookup.arguments):
            return [()] * min(1, found.num_rows)
        rows = zip(*(column.to_pylist() for column in found.columns), strict=True)
        return sorted(rows, key=lambda row: [(value is None, value or "") for value in row])

    def add_lookup(self, lookup: Lookup, rows: Sequence[tuple[str | None, ...]]) -> None:
        """Keep the outputs of a function behind its arguments, a column for each."""
        names = [f"a{number}" for number in range(len(lookup.arguments))]
        names += [f"o{number}" for number in range(lookup.outputs)]
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        table = pa.table([pa.array(each, pa.string()) for each in columns], names)
        frame_of(self._session, table).createOrReplaceTempView(lookup.table)
        self._tables.append(lookup.table)

    def places(
        self, frame: Frame, values: Sequence[tuple[str, str | None]], uses: Uses, *, limit: int
    ) -> list[Place]:
        """Give the first rows whose columns have some values, of those where they are used."""
        query = ask_spark.failed_rows(frame, values, uses, limit=limit)
        return [Place(*row) for row in self._session.sql(query).collect()]

    def broken(self, check: Check, *, limit: int) -> Broken:
        """Give what breaks a rule; of the rows the first few."""
        if not self._one(ask_spark.count_suspects(check))[0]:
            return Broken(0, [])
        (count,) = self._one(ask_spark.count_broken(check))
        if not count:
            return Broken(0, [])
        rows = self._session.sql(ask_spark.broken_rows(check, limit=limit)).collect()
        return Broken(count, [(value, Place(at, row)) for at, row, value in rows])

    def first_row(self, frame: Frame, columns: Sequence[str]) -> tuple[str, ...] | None:
        """Give the values of columns in a row that has them all; None if none has."""
        found = self._session.sql(ask_spark.first_row(frame, columns)).collect()
        return tuple(found[0]) if found else None

    @property
    def fruitless(self) -> Sequence[Block | Union]:
        """Give the blocks and unions that join rows and made no statement."""
        return self._fruitless

    def write(self, outputs: Sequence[Block | Union], path: Path, *, in_order: bool) -> int:  # noqa: ARG002
        """Write all lines, in no order: to the folder of part files, else to one file."""
        address = self._parts.get(path)
        master = str(self._session.sparkContext.master)
        if not address and not master.startswith("local"):
            raise UsageError(f"the executors of {master} cannot write one file here")
        try:
            if address:
                return self._write_parts(outputs, address)
            with TemporaryDirectory(prefix=".saite-", dir=path.parent) as folder:
                parts = Path(folder) / "parts"
                count = self._write_parts(outputs, f"file:{parts.absolute()}")
                with path.open("wb") as whole:
                    for part in sorted(parts.glob("part-*")):
                        with part.open("rb") as file:
                            copyfileobj(file, whole, _CHUNK)
                return count
        except (PySparkException, Py4JJavaError, OSError) as error:
            place = (address or str(path)).removeprefix("file:")
            raise SaiteError(f"{place} cannot be written: {reason_of(error)}") from None

    def _write_parts(self, outputs: Sequence[Block | Union], address: str) -> int:
        lines = self._lines(outputs)
        counted = Observation()
        joined = [place for place, each in enumerate(outputs) if _has_join(each)]
        numbers = [f.sum("number").alias("number")]
        for place in joined:
            of_it = f.when(f.col("place") == place, f.col("number"))
            numbers.append(f.sum(of_it).alias(f"number{place}"))
        # A small graph need not be in many files.
        written = lines.observe(counted, *numbers).select("line").coalesce(self._rows // _SMALL + 1)
        packed = "gzip" if address.rstrip("/").endswith(".gz") else "none"
        options = {"lineSep": "\n", "compression": packed}
        written.write.mode("overwrite").options(**options).text(address)
        found: dict[str, int | None] = counted.get
        self._fruitless += [outputs[place] for place in joined if not found[f"number{place}"]]
        return found["number"] or 0

    def _lines(self, outputs: Sequence[Block | Union]) -> DataFrame:
        if outputs:
            return self._session.sql(emit_spark.lines(outputs))
        return self._session.createDataFrame([], "line string, number int, place int")

    def _one(self, query: str) -> tuple[Any, ...]:
        return tuple(self._session.sql(query).collect()[0])


def _has_join(output: Block | Union) -> bool:
    blocks = output.blocks if isinstance(output, Union) else (output,)
    return any(isinstance(step, Join) for block in blocks for step in block.frame.steps)


def _paired(names: Sequence[Any], found: Iterator[Any]) -> list[tuple[Any, Any]]:
    return list(zip(names, islice(found, len(names)), strict=True))
