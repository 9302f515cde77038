"""The file of an index: what is searched and looked up in tables, all numbers as columns.

SQLite, because one file is replaced at once, travels with its backups, and is read in parts.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saite.explore.tables import Texts
from saite.index import fold_name

# What is written otherwise than before gets another number, so that older files are made anew.
FORMAT: Final = 2
SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE head (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID, STRICT;
CREATE TABLE part (name TEXT PRIMARY KEY, type TEXT, value BLOB) WITHOUT ROWID, STRICT;
CREATE TABLE organisation (
    number INTEGER PRIMARY KEY, iri TEXT, label TEXT, short TEXT, labels TEXT, names TEXT,
    unnamed INTEGER
) STRICT;
CREATE TABLE exact (
    folded TEXT, number INTEGER, PRIMARY KEY (folded, number)
) WITHOUT ROWID, STRICT;
CREATE VIRTUAL TABLE word USING fts5(
    folded, content = '', columnsize = 0, detail = none, prefix = '1 2 3 4', tokenize = 'unicode61'
);
CREATE VIRTUAL TABLE inside USING fts5(
    folded, content = '', columnsize = 0, detail = full, tokenize = 'trigram'
);
"""
INDEXES: Final = """
CREATE UNIQUE INDEX organisation_iri ON organisation (iri);
INSERT INTO word (word) VALUES ('optimize');
INSERT INTO inside (inside) VALUES ('optimize');
"""


def write_index(
    path: Path,
    head: Mapping[str, Any],
    texts: Iterable[Texts],
    arrays: Mapping[str, NDArray[Any]],
) -> None:
    """Write an index into a new file.

    :param head: what there is one of, as JSON values
    :param texts: of each organisation, in the order of their numbers
    :param arrays: columns by name
    :raises sqlite3.Error: if it cannot be written
    """
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SCHEMA)
        with database:
            rows = (
                (name, json.dumps(value, sort_keys=True)) for name, value in sorted(head.items())
            )
            database.executemany("INSERT INTO head VALUES (?, ?)", rows)
            parts = (
                (name, arrays[name].dtype.str, arrays[name].tobytes()) for name in sorted(arrays)
            )
            database.executemany("INSERT INTO part VALUES (?, ?, ?)", parts)
            for number, text in enumerate(texts):
                _write_texts(database, number, text)
        database.executescript(INDEXES)


def _write_texts(database: sqlite3.Connection, number: int, text: Texts) -> None:
    found = asdict(text)
    labels, names = (json.dumps(found[name], ensure_ascii=False) for name in ("labels", "names"))
    database.execute(
        "INSERT INTO organisation VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, text.iri, text.label, text.short, labels, names, int(text.is_unnamed)),
    )
    called = dict.fromkeys((text.label, text.short, *text.labels.values(), *text.names))
    folded = [each for each in dict.fromkeys(map(fold_name, called)) if each]
    rows = ((each, number) for each in folded)
    database.executemany("INSERT INTO exact VALUES (?, ?)", rows)
    # Rows are searched in the order of their numbers, which is that of importance.
    words = " ".join(folded)
    database.execute("INSERT INTO word (rowid, folded) VALUES (?, ?)", (number, words))
    database.execute("INSERT INTO inside (rowid, folded) VALUES (?, ?)", (number, words))


def read_arrays(database: sqlite3.Connection) -> Iterator[tuple[str, NDArray[Any]]]:
    """Give the columns of an index."""
    for name, kind, value in database.execute("SELECT name, type, value FROM part"):
        yield name, np.frombuffer(value, dtype=np.dtype(kind))


def read_head(database: sqlite3.Connection) -> dict[str, Any]:
    """Give what there is one of."""
    rows = database.execute("SELECT name, value FROM head")
    return {name: json.loads(value) for name, value in rows}
