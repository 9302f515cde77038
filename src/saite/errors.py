"""Every error that Saite raises on purpose, and the located message that they are made of.

* SaiteError
  x UsageError          the call itself is wrong: an option, a name of a command's own
  x ProblemsError       the user's files are at fault; carries every problem found, located
    + WorkspaceError    saite.toml cannot be read or says something impossible
    + RecordsError      tables, cells, keys
    + MappingError      a triples map is not well formed
    + ShapesError       shapes cannot be read
    + SavedQueryError   a query is missing, does not parse, or got a wrong parameter
  x BuildError          a build cannot be made or found
  x EndpointError       a remote endpoint answered badly, or not at all
  x NetworkError        query results cannot be read as a network

Data that breaks a shape is no error: ``saite.validation`` returns a report of it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in one place of the user's files.

    Every part but the message may be empty: a broken workspace has no sheet and no row.

    :param file: path of the file as the user knows it
    :param sheet: name of the sheet of a workbook
    :param row: row number, the header being 1 (RFC 7111: a record with line breaks in it is 1)
    :param line: physical line of a text file, where it differs from the row or helps
    :param column: header of the column, or the cell's address in a workbook
    :param value: what was met, as written
    :param message: what is wrong, what was expected, and where the rule stands
    :param nearest: the nearest right value, or empty

    >>> print(Problem("people.csv", row=3, column="id", value="p 1", message="is not an id"))
    people.csv, row 3, column id: 'p 1' is not an id
    """

    file: str
    sheet: str = ""
    row: int = 0
    line: int = 0
    column: str = ""
    value: str = ""
    message: str = field(default="", kw_only=True)
    nearest: str = field(default="", kw_only=True)

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet:
            place.append(f"sheet {self.sheet}")
        if self.row:
            place.append(f"row {self.row}")
        if self.line and self.line != self.row:
            place.append(f"line {self.line}")
        if self.column:
            place.append(f"column {self.column}")
        value = f"{self.value!r} " if self.value else ""
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{', '.join(part for part in place if part)}: {value}{self.message}{hint}"


class SaiteError(Exception):
    """Base of the tree: catch it to catch everything below."""


class UsageError(SaiteError):
    """The call is wrong: an unknown option, format, or name.

    :param nearest: the nearest right value, or empty
    """

    def __init__(self, *words: object, nearest: str = "") -> None:
        self.nearest = nearest
        super().__init__(*words)


class ProblemsError(SaiteError):
    """The user's files are at fault.

    :param problems: all that was found, at least one
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class WorkspaceError(ProblemsError):
    """``saite.toml`` cannot be read or says something impossible."""


class RecordsError(ProblemsError):
    """Tables of records cannot be read, or their cells break the declaration."""


class MappingError(ProblemsError):
    """A mapping is not well formed, or refers to what its sources lack."""


class ShapesError(ProblemsError):
    """Shapes cannot be read."""


class SavedQueryError(ProblemsError):
    """A query is missing, does not parse, or was given a wrong parameter."""


class BuildError(SaiteError):
    """A build cannot be made, found or opened."""


class EndpointError(SaiteError):
    """A remote endpoint answered badly, or not at all.

    :param status: that of HTTP, if the endpoint refused; else 0
    """

    def __init__(self, message: str, *, status: int = 0) -> None:
        self.status = status
        super().__init__(message)


class NetworkError(SaiteError):
    """Query results cannot be read as a network."""


def nearest(name: str, known: Collection[str]) -> str:
    """Find the known name that is most like ``name``; empty if none is near.

    >>> nearest("organisaton", ["organisation", "person"])
    'organisation'
    """
    folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    near = get_close_matches(name.casefold(), sorted(folded), n=1, cutoff=0.6)
    return folded[near[0]] if near else ""
