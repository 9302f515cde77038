"""Names of tables and columns as mappings write them, found among those that a database has.

A name means the one that is written so, else the only one that differs from it in nothing but small
and capital letters. Where a database tells such names apart, as PostgreSQL does, a name in double
quotes means itself alone.

Source: R2RML, section 5.1 and 7.2; SQL:2008, regular and delimited identifiers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from saite.errors import nearest
from saite.mapping.duckdb_functions import quote_name
from saite.sources.relation import SourceError

_QUOTED: Final = re.compile(r'"(?:[^"]|"")+"')
_PARTS: Final = re.compile(r'"(?:[^"]|"")+"|[^".]+')


@dataclass(frozen=True)
class Table:
    """A table or view of a database.

    :param is_visible: whether its name alone, without its schema, means it
    :param catalog: what the database is called in the connection that asks; empty if it is alone
    """

    schema: str
    name: str
    is_visible: bool
    catalog: str = ""

    @property
    def sql_name(self) -> str:
        """Give its name for a query, with all that it stands in."""
        parts = (self.catalog, self.schema, self.name)
        return ".".join(quote_name(part) for part in parts if part)


def find_name(text: str, names: Iterable[str], *, is_exact: bool) -> str | None:
    """Find the name that an identifier means; None if there is none.

    :param is_exact: whether the database tells names apart by small and capital letters
    :raises SourceError: if it may mean several

    >>> find_name("id", ["ID"], is_exact=True), find_name('"id"', ["ID"], is_exact=True)
    ('ID', None)
    """
    known = list(names)
    is_quoted = _QUOTED.fullmatch(text) is not None
    plain = text[1:-1].replace('""', '"') if is_quoted else text
    if plain in known:
        return plain
    if is_quoted and is_exact:
        return None
    found = [name for name in known if name.casefold() == plain.casefold()]
    if len(found) > 1:
        quoted = " or ".join(f'"{name}"' for name in found)
        raise SourceError(f"may mean several names, expected one in quotes: {quoted}", value=text)
    return found[0] if found else None


def find_table(text: str, tables: Sequence[Table], *, is_exact: bool, shown: str) -> Table:
    """Find the table that a name means, which may have its schema before it.

    :param shown: what messages call the database
    :raises SourceError: if there is no such table, or there are several
    """
    visible = {table.name: table for table in tables if table.is_visible}
    name = find_name(text, visible, is_exact=is_exact)
    if name is not None:
        return visible[name]
    parts = _PARTS.findall(text)
    if len(parts) > 1 and ".".join(parts) == text:
        schemas = dict.fromkeys(table.schema for table in tables)
        schema = find_name(parts[-2], schemas, is_exact=is_exact)
        inside = {table.name: table for table in tables if table.schema == schema}
        name = find_name(parts[-1], inside, is_exact=is_exact)
        if name is not None:
            return inside[name]
    known = [t.name if t.is_visible else f"{t.schema}.{t.name}" for t in tables]
    listed = ", ".join(sorted(known)[:20]) or "none: it has no table"
    raise SourceError(
        f"is not a table of {shown}, expected one of {listed}",
        value=text,
        near=nearest(text.strip('"'), known),
    )
