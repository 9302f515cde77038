"""Files wherever Spark reaches them: on this machine, in HDFS, in an object store."""

from pathlib import Path
from typing import Any, Final

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

_CAUSES: Final = 20


def file_system(session: SparkSession, address: str) -> tuple[Any, Any]:
    """Give the file system of an address, and its path there, as Hadoop has them."""
    context = session.sparkContext
    jvm: Any = context._jvm  # noqa: SLF001 - PySpark has no public way to Hadoop's file systems
    java: Any = context._jsc  # noqa: SLF001
    path = jvm.org.apache.hadoop.fs.Path(address)
    return path.getFileSystem(java.hadoopConfiguration()), path


def copy_here(session: SparkSession, address: str, copy: Path) -> bool:
    """Copy a file to this machine; tell whether it is there."""
    system, path = file_system(session, address)
    if not system.exists(path):
        return False
    _, target = file_system(session, f"file:{copy}")
    system.copyToLocalFile(False, path, target, True)  # noqa: FBT003 - it is Java
    return True


def reason_of(error: Exception) -> str:
    """Tell on one line why something failed: of Java's errors the first cause, not the last."""
    if not isinstance(error, Py4JJavaError):
        return str(error).strip().partition("\n")[0]
    found: Any = error.java_exception
    for _ in range(_CAUSES):
        cause = found.getCause()
        if cause is None:
            break
        found = cause
    return str(found.toString()).strip().partition("\n")[0]
