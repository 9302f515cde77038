"""Databases for tests: made of SQL in files of SQLite and DuckDB, and on a server of PostgreSQL."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlsplit

import duckdb
import pytest

KINDS: Final = ("sqlite", "duckdb", "postgresql")
VARIABLE: Final = "SAITE_TEST_POSTGRESQL"
SERVER: Final = os.environ.get(VARIABLE, "")


@dataclass(frozen=True)
class TestDatabase:
    """A database that exists for a test.

    :param url: its address, with user and password
    :param dsn: its address as JDBC has it, without them
    """

    __test__ = False

    kind: str
    url: str
    dsn: str
    user: str = ""
    password: str = ""


@contextmanager
def database(kind: str, sql: str, folder: Path) -> Iterator[TestDatabase]:
    """Make a database by SQL; that of PostgreSQL is a schema of its own, and gone afterwards."""
    if kind == "sqlite":
        path = folder / "test file.db"
        with closing(sqlite3.connect(path)) as made:
            made.executescript(sql)
        yield TestDatabase(kind, f"sqlite:///{quote(str(path))}", f"jdbc:sqlite:{path}")
    elif kind == "duckdb":
        path = folder / "test file.duckdb"
        with duckdb.connect(path) as connection:
            connection.execute(sql)
        yield TestDatabase(kind, f"duckdb:///{quote(str(path))}", f"jdbc:duckdb:{path}")
    else:
        yield from _schema(sql)


def _schema(sql: str) -> Iterator[TestDatabase]:
    if not SERVER:
        pytest.skip(f"{VARIABLE} is not the URL of a PostgreSQL server")
    import psycopg

    name = f"saite_test_{uuid.uuid4().hex}"
    parts = urlsplit(SERVER)
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE SCHEMA "{name}"'.encode())
        try:
            server.execute(f'SET search_path = "{name}"'.encode())
            server.execute(sql.encode())
            host = parts.netloc.rpartition("@")[2]
            yield TestDatabase(
                "postgresql",
                f"{SERVER}?options=-csearch_path%3D{name}",
                f"jdbc:postgresql://{host}{parts.path}?currentSchema={name}",
                unquote(parts.username or ""),
                unquote(parts.password or ""),
            )
        finally:
            server.execute(f'DROP SCHEMA "{name}" CASCADE'.encode())
