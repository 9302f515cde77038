"""What a difference is made of: changes, the facts that changed, and what things are called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias
from urllib.parse import unquote, urlsplit

from saite.diff.quads import Term
from saite.diff.terms import (
    CONFLICT,
    EARLIEST,
    EDTF,
    EVIDENCE,
    IDENTIFIER,
    KIND,
    LABEL,
    LATEST,
    NOTE,
    STATUS,
    SUPPORT_COUNT,
    THROUGH,
    TYPE,
    WEIGHT,
    WHEN,
)

Kind: TypeAlias = Literal["added", "gone", "renamed", "changed"]
# Where a fact stands: the properties that lead to it, and the IRI of the part it is in, or empty.
Key: TypeAlias = tuple[tuple[str, ...], str]
Facts: TypeAlias = Mapping[Key, frozenset[Term]]

KINDS: Final[tuple[Kind, ...]] = ("added", "gone", "renamed", "changed")
# The order in which properties are told; all others stand between.
FIRST: Final = (TYPE, IDENTIFIER, LABEL, KIND, THROUGH, WEIGHT, SUPPORT_COUNT, EARLIEST, LATEST)
LAST: Final = (WHEN, STATUS, EVIDENCE, CONFLICT, NOTE)


@dataclass(frozen=True)
class Place:
    """The row that a record stands in.

    :param file: file below its source, with the sheet of a workbook; empty if it is not known
    :param row: number of the row, the header being 1; 0 if it is not known
    """

    file: str = ""
    row: int = 0


@dataclass(frozen=True)
class Fact:
    """A property whose values differ.

    :param path: the property; several where the value is that of a part, such as a date
    :param part: IRI of the part where there may be several: evidence, a support of a tie
    :param old: values that only the old build has, sorted
    :param new: values that only the new build has, sorted
    """

    path: tuple[str, ...]
    part: str
    old: tuple[Term, ...]
    new: tuple[Term, ...]


@dataclass(frozen=True)
class Change:
    """One node that differs, with its parts.

    :param of: IRI of its class, empty if it has none
    :param place: where its record stands now, or stood if it is gone
    """

    iri: str
    kind: Kind
    of: str
    facts: tuple[Fact, ...]
    place: Place = Place()


@dataclass(frozen=True)
class QuoteCount:
    """How many quotes of one document differ; the document is empty if it is not known."""

    document: str
    added: int = 0
    gone: int = 0
    changed: int = 0


@dataclass(frozen=True)
class Thing:
    """What is known to call a thing by.

    :param labels: pairs of language and label, sorted
    :param of: IRI of its class, empty if it has none
    :param about: IRIs of what it connects, for one that has no label
    :param detail: what tells it from others about the same, such as a section
    """

    labels: tuple[tuple[str, str], ...] = ()
    of: str = ""
    identifier: str = ""
    about: tuple[str, ...] = field(default=())
    detail: str = ""


def differing_facts(old: Facts, new: Facts) -> tuple[Fact, ...]:
    """Give the facts whose values differ, each with the values that only one side has."""
    found = []
    for key in sorted(set(old) | set(new), key=_rank):
        before, after = old.get(key, frozenset()), new.get(key, frozenset())
        if before != after:
            path, part = key
            found.append(Fact(path, part, _sorted(before - after), _sorted(after - before)))
    return tuple(found)


def parse_place(row: str) -> Place:
    """Read file and row out of the IRI of a row.

    >>> parse_place("https://example.org/id/source/reports/people.csv#row=12")
    Place(file='reports/people.csv', row=12)
    """
    try:
        address = urlsplit(row)
    except ValueError:
        return Place()
    _, is_row, path = address.path.partition("/source/")
    parts = dict(part.partition("=")[::2] for part in address.fragment.split("&"))
    number = parts.get("row", "")
    if not is_row or not re.fullmatch("[0-9]{1,18}", number):
        return Place()
    sheet = parts.get("sheet", "")
    return Place(unquote(f"{path}#{sheet}" if sheet else path), int(number))


def by_number(iri: str) -> tuple[tuple[str, int], ...]:
    """Order IRIs as people do, so that the second comes before the tenth.

    >>> sorted(["m10", "m9"], key=by_number)
    ['m9', 'm10']
    """
    parts = re.findall(r"([^0-9]*)([0-9]{0,18})", iri)
    return tuple((text, int(number or -1)) for text, number in parts)


def _sorted(terms: frozenset[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=str))


def _rank(key: Key) -> tuple[object, ...]:
    """Go from what a thing is to what it connects, and on to how well that is supported."""
    path, part = key
    head = FIRST.index(path[0]) if path[0] in FIRST else len(FIRST)
    tail = LAST.index(path[0]) + 1 if path[0] in LAST else 0
    return head, tail, path[0], by_number(part), path[-1] == EDTF, path
