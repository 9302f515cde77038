"""Reasons of statements, as values."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import overload

from saite.mapping.traced import Cell


@dataclass(frozen=True)
class SourceRow:
    """A row of a source.

    :param file: the file as a person would type it, with its iterator if it has one
    :param sheet: of a workbook
    :param row: number of the row as messages count them, the header of a table being 1; 0 if the
        source does not number its rows
    :param values: column -> what it holds
    """

    file: str
    sheet: str = ""
    row: int = 0
    values: Mapping[str, Cell] = field(default_factory=dict)

    def __str__(self) -> str:
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        return f"{self.file}{sheet}" + (f", row {self.row}" if self.row else "")


@dataclass(frozen=True)
class Citation:
    """A place in a document that a record cites.

    :param evidence: IRI
    :param document: title of the document, else its IRI
    :param section: of the document, as it was recorded
    :param start: first character of the place in the text, from 0; None if it was not recorded
    :param quote: the words themselves, where the text was at hand
    :param source: the row that records the place
    """

    evidence: str
    document: str = ""
    section: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""
    source: SourceRow | None = None


@dataclass(frozen=True)
class Record:
    """A record that a derived statement rests on."""

    iri: str
    source: SourceRow | None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One reason of one statement: a row, a rule or a text; the other fields are empty.

    :param subject: as N-Quads writes it, like the other terms
    :param graph: empty for the default graph
    :param triples_map: name of the triples map that makes it
    :param mapping: file of the mapping
    :param line: of the mapping, 0 if it could not be found
    :param rows: the row that it is made of, and those joined with it
    :param rule: name of the rule that derives it
    :param rests_on: records that the rule took it from
    :param quoted: the place in a text that it was cut from
    :param pulled: file of statements that it was read from, and where that is from
    """

    subject: str
    predicate: str
    object: str
    graph: str = ""
    triples_map: str = ""
    mapping: str = ""
    line: int = 0
    rows: tuple[SourceRow, ...] = ()
    rule: str = ""
    rests_on: tuple[Record, ...] = ()
    quoted: Citation | None = None
    pulled: str = ""

    @property
    def terms(self) -> tuple[str, str, str, str]:
        """Give the statement: subject, predicate, object, graph."""
        return self.subject, self.predicate, self.object, self.graph


@dataclass(frozen=True)
class Reasons(Sequence[Reason]):
    """Reasons in order: of statements about a thing first, then of those that point at it.

    :param rest: how many more there are, which the limit left out
    :param notes: what makes them doubtful, such as records that changed since the build
    """

    found: tuple[Reason, ...]
    rest: int = 0
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.found)

    @overload
    def __getitem__(self, number: int) -> Reason: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Reason]: ...

    def __getitem__(self, number: int | slice) -> Reason | Sequence[Reason]:
        return self.found[number]

    def __iter__(self) -> Iterator[Reason]:
        return iter(self.found)

    def to_json(self) -> str:
        """Write the reasons as JSON, without the fields that are empty."""
        data = {
            "reasons": [_filled(each) for each in self.found],
            "rest": self.rest,
            "notes": list(self.notes),
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _filled(reason: Reason) -> dict[str, object]:
    given = asdict(reason)
    return {each.name: given[each.name] for each in fields(reason) if given[each.name]}
