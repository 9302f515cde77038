"""What is in the index: things, and each of their names."""

from dataclasses import dataclass
from typing import Final, Protocol

FILE: Final = "labels.sqlite"
# What things are called by: a property of their own, or of a written form that is theirs.
OWN: Final = (
    "skos:prefLabel",
    "skos:altLabel",
    "saite:projectNumber",
    "saite:identifierAsWritten",
)
OF_FORMS: Final = ("saite:asWritten", "saite:nominative")
SCHEMA: Final = """
CREATE TABLE thing (
    number INTEGER PRIMARY KEY, iri TEXT, class TEXT, identifier TEXT, kind TEXT
) STRICT;
CREATE TABLE name (
    number INTEGER PRIMARY KEY, thing INTEGER, property TEXT, language TEXT, text TEXT, folded TEXT
) STRICT;
CREATE VIRTUAL TABLE spelling USING fts5(
    folded, content = 'name', content_rowid = 'number', tokenize = 'trigram'
);
"""
# Made when all rows are there, which is faster.
INDEXES: Final = """
CREATE INDEX thing_iri ON thing (iri);
CREATE INDEX thing_identifier ON thing (identifier);
CREATE INDEX name_thing ON name (thing);
CREATE INDEX name_text ON name (text);
CREATE INDEX name_folded ON name (folded);
INSERT INTO spelling (spelling) VALUES ('rebuild');
INSERT INTO spelling (spelling) VALUES ('optimize');
"""


@dataclass(frozen=True)
class Thing:
    """A thing that has a name, as one of its classes.

    :param iri: what it is
    :param of: IRI of the class
    :param identifier: its id; empty if it has none
    :param kind: IRI of what kind of its class it is; empty if none is told
    """

    iri: str
    of: str
    identifier: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Name:
    """One name of a thing.

    :param predicate: prefixed name of the property that it is from
    :param language: BCP 47; empty if none is told
    """

    predicate: str
    text: str
    language: str = ""


@dataclass(frozen=True)
class Found:
    """A thing that a search found.

    :param name: the name that fits best
    :param place: how well it fits: the less, the better
    """

    thing: Thing
    name: Name
    place: int


class NameIndex(Protocol):
    """Tells what things are called, and which things are called so; see ``LabelIndex``."""

    def search(self, text: str, *, of: str = "", limit: int = 20) -> list[Found]:
        """Find things by a part of a name, the best first."""
        ...

    def things(self, text: str, of: str) -> dict[Thing, list[Name]]:
        """Give the things of a class that a text names, with all names of each."""
        ...

    def alike(self, text: str, of: str) -> dict[Thing, list[Name]]:
        """Give things of a class whose names are spelt nearly so, with all names of each."""
        ...
