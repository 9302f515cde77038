"""One Spark for all tests of a process, set up for relations of a few rows."""

import importlib.util
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Code is not generated for a few rows; a shuffle of them has one part.
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.driver.memory": "1g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.ui.retainedExecutions": "1",
}


def missing() -> str:
    """Say what Spark lacks here, or nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "PySpark is not installed (the extra saite[spark])"
    has_java = os.environ.get("JAVA_HOME") or shutil.which("java")
    return "" if has_java else "Java is not installed"


@contextmanager
def spark_for_tests() -> Iterator[None]:
    """Run Spark with two threads in this process; mappings find it running."""
    from pyspark.sql import SparkSession

    with tempfile.TemporaryDirectory(prefix="saite-spark-") as folder:
        builder = SparkSession.builder.master("local[2]").appName("saite-tests")
        builder = builder.config("spark.sql.warehouse.dir", str(Path(folder) / "warehouse"))
        for key, value in {**_SETTINGS, "spark.local.dir": folder}.items():
            builder = builder.config(key, value)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of new versions of pandas
            session = builder.getOrCreate()
        try:
            yield
        finally:
            session.stop()
