"""What the explorer needs of a graph, as columns: organisations, ties, supports of ties."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from saite.errors import NetworkError
from saite.explore.lines import Values, iri_of, read_subjects, text_of
from saite.namespaces import CONCEPTS, expand

TYPE: Final = expand("rdf:type")
LABEL: Final = expand("skos:prefLabel")
KIND: Final = expand("dcterms:type")
IDENTIFIER: Final = expand("dcterms:identifier")
UNNAMED: Final = expand("saite:unnamed")
LOCATION: Final = expand("schema:location")
LATITUDE: Final = expand("schema:latitude")
LONGITUDE: Final = expand("schema:longitude")
COUNTRY: Final = expand("schema:addressCountry")
NAME_OF: Final = expand("saite:nameOf")
WRITTEN: Final = expand("saite:asWritten")
NOMINATIVE: Final = expand("saite:nominative")
BETWEEN: Final = expand("saite:between")
SUPPORTS: Final = expand("saite:supports")
TIE_KIND: Final = expand("saite:kind")
WEIGHT: Final = expand("saite:weight")
STATUS: Final = expand("saite:status")
EARLIEST: Final = expand("saite:earliest")
LATEST: Final = expand("saite:latest")
TOO_LARGE: Final = expand("saite:tooLargeForPairs")
SIZE: Final = expand("saite:organisationCount")
PROPERTIES: Final = (
    TYPE, LABEL, KIND, IDENTIFIER, UNNAMED, LOCATION, LATITUDE, LONGITUDE, COUNTRY, NAME_OF,
    WRITTEN, NOMINATIVE, BETWEEN, SUPPORTS, TIE_KIND, WEIGHT, STATUS, EARLIEST, LATEST, TOO_LARGE,
    SIZE,
)  # fmt: skip
ORGANISATION: Final = f"<{expand('org:Organization')}>".encode()
TIE: Final = f"<{expand('saite:EvidencedPartnership')}>".encode()
SUPPORT: Final = f"<{expand('saite:Support')}>".encode()
SHORT_KINDS: Final = tuple(
    f"<{CONCEPTS}name-kind/{kind}>".encode() for kind in ("abbreviation", "short")
)
# A start that is not known, and an end that is not, as days.
NEVER_BEGAN: Final = 0
NEVER_ENDS: Final = 99_999_999

Labels = dict[str, str]


@dataclass
class Organisation:
    """What stands in the graph of one organisation."""

    iri: str
    labels: Labels
    identifier: str
    kind: str
    places: list[str]
    is_unnamed: bool


@dataclass
class Place:
    """A place that organisations are in; coordinates are None where it has none."""

    labels: Labels
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass
class Columns:
    """All of it, in the order of the graph.

    :param names: IRI of a thing -> its written names, each with whether it is a short one
    :param ends: tie IRI -> its two organisations
    :param tie_of: tie IRI of each support
    :param earliest: days, as year * 10000 + month * 100 + day
    :param concepts: labels that the graph itself has, by IRI
    :param large_events: events that no pairs were made of, with how many took part
    """

    organisations: list[Organisation] = field(default_factory=list)
    names: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    concepts: dict[str, Labels] = field(default_factory=dict)
    large_events: list[tuple[Labels, int]] = field(default_factory=list)
    ends: dict[bytes, tuple[bytes, bytes]] = field(default_factory=dict)
    tie_of: list[bytes] = field(default_factory=list)
    kind: list[bytes] = field(default_factory=list)
    status: list[bytes] = field(default_factory=list)
    weight: "array[float]" = field(default_factory=lambda: array("d"))
    earliest: "array[int]" = field(default_factory=lambda: array("i"))
    latest: "array[int]" = field(default_factory=lambda: array("i"))
    _kept: dict[bytes, bytes] = field(default_factory=dict)

    def keep(self, term: bytes) -> bytes:
        """Give the one copy of a term that many refer to."""
        return self._kept.setdefault(term, term)


def read_columns(graph: Path) -> Columns:
    """Read the graph of a build.

    :param graph: its ``graph.nq``
    :raises BuildError: if it cannot be read
    :raises NetworkError: if a tie has not two ends, or a number or date is none
    """
    columns = Columns()
    for subject, values in read_subjects(graph, PROPERTIES):
        classes = values.get(TYPE, ())
        if SUPPORTS in values and SUPPORT in classes:
            _read_support(columns, subject, values)
        elif BETWEEN in values and TIE in classes:
            _read_tie(columns, subject, values)
        else:
            _read_other(columns, subject, values, classes)
    columns.large_events.sort(key=lambda event: (-event[1], sorted(event[0].items())))
    return columns


def _read_other(
    columns: Columns, subject: bytes, values: Values, classes: list[bytes] | tuple[bytes, ...]
) -> None:
    if ORGANISATION in classes:
        columns.organisations.append(_organisation(subject, values))
    elif NAME_OF in values:
        _read_name(columns, values)
    if LATITUDE in values or COUNTRY in values or b"<https://schema.org/Place>" in classes:
        columns.places[iri_of(subject)] = _place(subject, values)
    iri = iri_of(subject) if LABEL in values else ""
    if iri.startswith(CONCEPTS):
        columns.concepts[iri] = labels_of(values)
    if TOO_LARGE in values:
        size = _number(subject, values, SIZE, int) if SIZE in values else 0
        columns.large_events.append((labels_of(values), int(size)))


def _read_support(columns: Columns, subject: bytes, values: Values) -> None:
    ties = values[SUPPORTS]
    weight = _number(subject, values, WEIGHT, float)
    kind = columns.keep(min(values.get(TIE_KIND, (b"",))))
    status = columns.keep(min(values.get(STATUS, (b"",))))
    for tie in ties:
        columns.tie_of.append(tie)
        columns.kind.append(kind)
        columns.status.append(status)
        columns.weight.append(weight)
        columns.earliest.append(_day(subject, values, EARLIEST, NEVER_BEGAN))
        columns.latest.append(_day(subject, values, LATEST, NEVER_ENDS))


def _read_tie(columns: Columns, subject: bytes, values: Values) -> None:
    ends = sorted(values[BETWEEN])
    if len(ends) != 2:
        raise NetworkError(f"{subject.decode()} joins {len(ends)} organisations, expected two")
    columns.ends[subject] = columns.keep(ends[0]), columns.keep(ends[1])


def _organisation(subject: bytes, values: Values) -> Organisation:
    return Organisation(
        iri=iri_of(subject),
        labels=labels_of(values),
        identifier=_first(values, IDENTIFIER),
        kind=min((iri_of(term) for term in values.get(KIND, ())), default=""),
        places=sorted(iri_of(term) for term in values.get(LOCATION, ())),
        is_unnamed=any(text_of(term)[0] in ("true", "1") for term in values.get(UNNAMED, ())),
    )


def _read_name(columns: Columns, values: Values) -> None:
    is_short = any(kind in SHORT_KINDS for kind in values.get(KIND, ()))
    text = _first(values, NOMINATIVE) or _first(values, WRITTEN)
    for thing in values[NAME_OF]:
        named = columns.names.setdefault(iri_of(thing), [])
        if text and (text, is_short) not in named:
            named.append((text, is_short))


def _place(subject: bytes, values: Values) -> Place:
    has_both = LATITUDE in values and LONGITUDE in values
    return Place(
        labels_of(values),
        _first(values, COUNTRY),
        _number(subject, values, LATITUDE, float) if has_both else None,
        _number(subject, values, LONGITUDE, float) if has_both else None,
    )


def labels_of(values: Values) -> Labels:
    """List the labels of a subject by language; of two in one language the first by letters."""
    found: Labels = {}
    for text, language in sorted(map(text_of, values.get(LABEL, ()))):
        found.setdefault(language, text)
    return dict(sorted(found.items()))


def _first(values: Values, name: str) -> str:
    return min((text_of(term)[0] for term in values.get(name, ())), default="")


def _number(subject: bytes, values: Values, name: str, make: Callable[[str], float]) -> float:
    text = _first(values, name)
    try:
        return make(text)
    except ValueError:
        place = subject.decode("utf-8", "replace")
        raise NetworkError(f"{place} has {text!r} for {name}, expected a number") from None


def _day(subject: bytes, values: Values, name: str, default: int) -> int:
    """Read a date as a number that sorts; a year before our era begins never."""
    if name not in values:
        return default
    text = text_of(values[name][0])[0]
    try:
        if text.startswith("-"):
            return NEVER_BEGAN
        return min(int(text[:10].replace("-", "")), NEVER_ENDS)
    except ValueError:
        place = subject.decode("utf-8", "replace")
        raise NetworkError(f"{place} has {text!r} for {name}, expected a date") from None
