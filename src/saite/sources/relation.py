"""A source as the engine takes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

_SHOWN: Final = 80


@dataclass(frozen=True)
class FileRelation:
    """The rows of one logical source, in the database.

    :param sql_name: what messages call the source; unique in the database
    :param columns: reference -> ``VARCHAR``, or ``VARCHAR[]`` where it may have several values
    :param datatypes: reference -> IRI of a natural datatype -> the column with the values of that
        type; of a reference whose values are not all plain texts
    """

    sql_name: str
    columns: Mapping[str, str]
    datatypes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class SourceError(ValueError):
    """A source cannot be read.

    :param line: physical line of the file, 0 if none is at fault
    :param row: number of the row, 0 if none is at fault
    :param column: column or reference, empty if none is at fault
    :param value: what was met, as written
    :param near: the nearest right value, or empty
    """

    def __init__(
        self,
        message: str,
        *,
        line: int = 0,
        row: int = 0,
        column: str = "",
        value: str = "",
        near: str = "",
    ) -> None:
        super().__init__(message)
        self.line = line
        self.row = row
        self.column = column
        self.value = value
        self.near = near


class AddressError(SourceError):
    """A database cannot be reached: it is told of once, however many tables were wanted of it."""


def check_names(names: Iterable[str]) -> None:
    """Refuse names that a database cannot tell apart.

    :raises SourceError: if two of them differ in nothing but small and capital letters
    """
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise SourceError(
                f"differs from {other!r} only in small and capital letters, expected names that "
                "differ in more",
                value=name,
            )


def clipped(query: str) -> str:
    """Show a query in a message: on one line, its beginning.

    >>> clipped("SELECT  1 AS one ")
    'SELECT 1 AS one'
    """
    text = " ".join(query.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
