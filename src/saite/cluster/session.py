"""A session of Spark in which SQL means what the emitter takes it to mean."""

import logging
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from saite.errors import UsageError

LOCAL: Final = "local[*]"

# Of the session, not of the cluster: other sessions of the same application keep their own.
_MEANING: Final = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    # A text of the mapping may hold ${...}.
    "spark.sql.variable.substitute": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
_DEFAULTS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.memory": "2g",
}


@contextmanager
def spark_session(master: str) -> Iterator[SparkSession]:
    """Give a session in which plans can be run.

    A Spark that runs already in this process is used, and left running; one that is started here
    is stopped at the end.

    :param master: address of the cluster, such as ``local[4]``, ``spark://host:7077``, ``yarn``;
        empty for what ``spark-submit`` says, else ``local[*]``
    :raises UsageError: if there is no Java, or Spark does not start
    """
    running = _running()
    if running is not None and master not in ("", running.sparkContext.master):
        raise UsageError(
            f"Spark runs here already with the master {running.sparkContext.master!r}, "
            f"expected no other one: {master!r}"
        )
    started = running or _start(master)
    try:
        yield _own(started)
    finally:
        if running is None:
            started.stop()


def _running() -> SparkSession | None:
    """Give the Spark of this process, if there is one, whichever thread has started it."""
    has_context = SparkContext._active_spark_context is not None  # noqa: SLF001 - no public way
    return SparkSession.builder.getOrCreate() if has_context else None


def _own(session: SparkSession) -> SparkSession:
    own = session.newSession()
    for key, value in _MEANING.items():
        own.conf.set(key, value)
    # The same files are cut into the same parts each time that they are read: rows are numbered
    # by them.
    own.conf.set("spark.sql.files.minPartitionNum", str(session.sparkContext.defaultParallelism))
    return own


def _start(master: str) -> SparkSession:
    _require_java()
    # It writes what becomes an error of ours a second time, as JSON.
    logging.getLogger("DataFrameQueryContextLogger").setLevel(logging.CRITICAL)
    given = SparkConf()
    builder = SparkSession.builder.appName("saite")
    builder = builder.master(master or str(given.get("spark.master", LOCAL)))
    for key, value in _DEFAULTS.items():
        if not given.contains(key):
            builder = builder.config(key, value)
    try:
        with warnings.catch_warnings():
            # It warns of new versions of pandas, which have no part in this.
            warnings.simplefilter("ignore", FutureWarning)
            return builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        first = str(error).strip().partition("\n")[0]
        raise UsageError(
            f"Spark does not start with the master {master or LOCAL!r}: {first} (it needs Java 17 "
            "or 21, and a cluster of the same version as pyspark)"
        ) from None


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME", "")
    found = (Path(home) / "bin" / "java").exists() if home else shutil.which("java")
    if not found:
        where = f"none is in JAVA_HOME, {home}" if home else "there is no java in PATH"
        raise UsageError(
            f"the engine spark needs Java 17 or 21, and {where}; install it, such as by "
            "apt-get install openjdk-17-jre-headless, or name its folder in JAVA_HOME"
        )
