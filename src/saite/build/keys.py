"""Keys: checksums of all that something was made from. The same key, the same bytes.

Whatever of Saite's code has changed, every key is another one.
"""

import hashlib
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Final

import duckdb

from saite.mapping.canonical import MappingPart, mapping_part
from saite.mapping.check import Relation
from saite.mapping.model import Mapping as RmlMapping
from saite.provenance import file_sha256

PACKAGE: Final = Path(__file__).parents[1]
# What the outputs of a build are computed by, besides Saite and Python.
LIBRARIES: Final = ("duckdb", "pyarrow", "pyoxigraph", "pyshacl", "rdflib")
# Rows that are turned into Arrow at a time; another number gives other checksums.
BATCH: Final = 100_000


def make_key(*parts: str) -> str:
    """Give the SHA-256 of some texts, of which none can pass for two.

    >>> make_key("ab", "c") == make_key("a", "bc")
    False
    """
    checksum = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        checksum.update(len(data).to_bytes(8, "big") + data)
    return checksum.hexdigest()


@cache
def engine_key() -> str:
    """Give the key of what makes a build: Saite's code, Python and the libraries."""
    code = [
        (path.relative_to(PACKAGE).as_posix(), file_sha256(path))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]
    libraries = [(name, version(name)) for name in LIBRARIES]
    python = (sys.version, unicodedata.unidata_version)
    return make_key(*chain(*code, *libraries, python))


def files_key(paths: Iterable[Path]) -> str:
    """Give the key of the contents of files, in order; one that cannot be read has none."""
    return make_key(*(file_sha256(path) if path.is_file() else "" for path in paths))


def relation_key(connection: duckdb.DuckDBPyConnection, relation: Relation) -> str:
    """Give the key of a relation: its columns and the values of all rows, in order."""
    checksum = hashlib.sha256()
    quoted = relation.sql_name.replace('"', '""')
    with connection.cursor() as cursor:
        rows = cursor.sql(f'SELECT * FROM "{quoted}"').to_arrow_reader(BATCH)  # noqa: S608
        checksum.update(rows.schema.serialize())
        for batch in rows:
            checksum.update(batch.serialize())
    return checksum.hexdigest()


def table_keys(
    mapping: RmlMapping,
    relations: Mapping[str, Sequence[Relation]],
    connection: duckdb.DuckDBPyConnection,
    *,
    base: str,
) -> dict[str, str]:
    """Give the key of what a mapping makes of each relation that it has a triples map for.

    It takes in the relation, what the mapping says of it, the relations that are joined with it,
    and the code that runs.

    :returns: name of a relation -> its key, in the order of the mapping; an empty key where it
        cannot be told whether the same will be made again
    """
    paths = list(dict.fromkeys(each.source.path for each in mapping.triples_maps))
    ordered = [relation for path in paths for relation in relations[path]]
    contents = {each.sql_name: relation_key(connection, each) for each in ordered}
    numbers = {each.sql_name: str(number) for number, each in enumerate(ordered)}
    keys: dict[str, str] = {}
    for path in paths:
        part = mapping_part(mapping, path)
        joined = [each for parent in part.parents for each in relations[parent]]
        for relation in relations[path]:
            names = [each.sql_name for each in (relation, *joined)]
            keys[relation.sql_name] = _table_key(part, names, contents, numbers, base)
    return keys


def _table_key(
    part: MappingPart,
    names: Sequence[str],
    contents: Mapping[str, str],
    numbers: Mapping[str, str],
    base: str,
) -> str:
    if not part.is_known:
        return ""
    places = [numbers[name] for name in names] if part.has_row_nodes else []
    values = [contents[name] for name in names]
    return make_key(engine_key(), base, part.text, str(len(values)), *values, *places)
