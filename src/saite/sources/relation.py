"""A source as the engine takes it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

ROW: Final = "_row"
"""Column with the number of each row, where the source has none of that name."""

_SHOWN: Final = 80
_TOLD: Final = 20


@dataclass(frozen=True)
class FileRelation:
    """The rows of one logical source, in the database.

    :param sql_name: its name, unique in the database
    :param columns: reference -> ``VARCHAR``, or ``VARCHAR[]`` where it may have several values
    :param datatypes: reference -> IRI of a natural datatype -> the column with the values of that
        type; of a reference whose values are not all plain texts
    :param aliases: what a mapping writes -> the reference above, where they are not the same: no
        two columns of a database differ in nothing but small and capital letters
    :param known: references that lead to something in the first rows of a document
    :param label: what messages call the source, if that is not unique and so no name; else empty
    """

    sql_name: str
    columns: Mapping[str, str]
    datatypes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    known: Collection[str] = ()
    label: str = ""


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

    @property
    def faults(self) -> tuple["SourceError", ...]:
        """Give everything that is wrong."""
        return (self,)


class RowsError(SourceError):
    """Several rows of a source cannot be read."""

    def __init__(self, faults: Sequence[SourceError]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self._faults = tuple(faults)

    @property
    def faults(self) -> tuple[SourceError, ...]:
        """Give everything that is wrong."""
        return self._faults


class Faults:
    """Faults of the rows of a source: the first are kept, all are counted."""

    def __init__(self) -> None:
        self.first: list[SourceError] = []
        self.count = 0

    def add(self, fault: SourceError) -> None:
        """Take note of a fault."""
        self.count += 1
        if self.count <= _TOLD:
            self.first.append(fault)


@contextmanager
def gathered() -> Iterator[Faults]:
    """Gather what is wrong with the rows of a source, and raise all of it at the end.

    :raises SourceError: if there was anything; of more than 20 rows with the number of the others
    """
    faults = Faults()
    last: list[SourceError] = []
    try:
        yield faults
    except SourceError as error:
        last.append(error)
    if faults.count > _TOLD:
        more = faults.count - _TOLD
        rows = "more row is" if more == 1 else "more rows are"
        last.insert(0, SourceError(f"{more:,} {rows} at fault"))
    found = [*faults.first, *last]
    if len(found) > 1:
        raise RowsError(found)
    if found:
        raise found[0]


class ExpressionError(SourceError):
    """A path that the mapping has, an iterator or a reference, is at fault, and not the file.

    Its value is the path: it is told of where the mapping has it.
    """


class MissingFileError(SourceError):
    """The file of a source is not there: it is told of where the mapping names it."""

    def __init__(self, what: str = "does not exist") -> None:
        super().__init__(f"{what}, expected a file")


class AddressError(SourceError):
    """A database cannot be reached: it is told of once, however many tables were wanted of it."""


def clipped(query: str) -> str:
    """Show a query in a message: on one line, its beginning.

    >>> clipped("SELECT  1 AS one ")
    'SELECT 1 AS one'
    """
    text = " ".join(query.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def sql_names(names: Iterable[str]) -> dict[str, str]:
    """Give each name one that a database can tell from all others, itself if possible.

    >>> sql_names(["id", "ID", "name"])
    {'id': 'id', 'ID': 'ID ≠ id', 'name': 'name'}
    """
    taken: dict[str, str] = {}
    given: dict[str, str] = {}
    for name in dict.fromkeys(names):
        free = name
        while free.lower() in taken:
            free = f"{free} ≠ {taken[free.lower()]}"
        taken[free.lower()] = name
        given[name] = free
    return given


def labels(relations: Iterable[Sequence[FileRelation]]) -> dict[str, str]:
    """Give what messages call each relation, by its name."""
    return {each.sql_name: each.label or each.sql_name for some in relations for each in some}


def aliases(names: Mapping[str, str]) -> dict[str, str]:
    """Give those of the names that had to be changed, with what they are now."""
    return {name: given for name, given in names.items() if name != given}


def row_number(used: Collection[str], expression: str) -> str:
    """Give the column with the number of each row: a text where the mapping refers to it.

    >>> row_number(["id"], "row_number() OVER ()")
    'row_number() OVER () AS "_row"'
    """
    cast = f"({expression})::VARCHAR" if ROW in used else expression
    return f'{cast} AS "{ROW}"'
