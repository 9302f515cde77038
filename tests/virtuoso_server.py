"""A real Virtuoso on loopback, where it is installed (Debian: virtuoso-opensource)."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sparql_server import free_port, is_up

SETTINGS = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 100
MaxCheckpointRemap = 500
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 500
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CaseMode = 2
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 10
MaxKeepAlives = 10
KeepAliveTimeout = 10
[SPARQL]
ResultSetMaxRows = {rows}
"""
MOST_ROWS = 3_000
NOBODY = 65534
PASSWORD = ("dba", "dba")
PROGRAMS = ("virtuoso-t", "isql-vt")


@contextmanager
def serve_virtuoso(folder: Path) -> Iterator[str]:
    """Start a server on free ports, give its address, end it by its own id.

    Anybody may query it; its owner writes to ``/sparql-auth`` and ``/sparql-graph-crud-auth``.
    """
    if not all(map(shutil.which, PROGRAMS)):
        pytest.skip("virtuoso-opensource is not installed")
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(
        SETTINGS.format(sql=sql, http=http, rows=MOST_ROWS), encoding="utf-8"
    )
    is_root = os.geteuid() == 0
    if is_root:  # it has no business with more rights than anybody's
        os.chown(folder, NOBODY, NOBODY)
        for above in (folder, *folder.parents):
            if not above.stat().st_mode & 0o001:
                above.chmod(above.stat().st_mode | 0o011)
    with (folder / "out.log").open("wb") as log:
        server = subprocess.Popen(
            ["virtuoso-t", "-f", "-c", "virtuoso.ini"],
            cwd=folder,
            stdout=log,
            stderr=log,
            user=NOBODY if is_root else None,
        )
    try:
        address = f"http://127.0.0.1:{http}"
        until = time.monotonic() + 120
        while not is_up(f"{address}/sparql?query=ASK%7B%7D"):
            assert server.poll() is None, "virtuoso ended by itself"
            assert time.monotonic() < until, "virtuoso did not start"
            time.sleep(0.1)
        statement = "DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 1);"
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql}", *PASSWORD, f"exec={statement}"],
            check=True,
            capture_output=True,
        )
        yield address
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
