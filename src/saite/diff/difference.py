"""What two builds differ in, once found: to be read by a person or by a program."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode

from saite.diff.model import Change, Fact, QuoteCount, Thing
from saite.diff.quads import Term
from saite.diff.telling import Teller
from saite.namespaces import shorten


@dataclass(frozen=True)
class Diff:
    """What two builds differ in; false if in nothing.

    :param organisations: organisations added, gone, renamed, changed
    :param ties: ties added, gone, changed
    :param statements: all other records added, gone, changed
    :param quotes: how many quotes of which document differ
    :param moved: how many records stand in another row and say the same
    :param other: how many nodes differ in nothing but what follows from the rest
    :param things: IRI -> what the thing is called
    """

    organisations: tuple[Change, ...] = ()
    ties: tuple[Change, ...] = ()
    statements: tuple[Change, ...] = ()
    quotes: tuple[QuoteCount, ...] = ()
    moved: int = 0
    other: int = 0
    things: Mapping[str, Thing] = field(default_factory=dict)

    def __bool__(self) -> bool:
        parts = (self.organisations, self.ties, self.statements, self.quotes)
        return any(parts) or bool(self.moved or self.other)

    def lines(self, language: str = "en") -> Iterator[str]:
        """Tell the difference line by line, safe for a terminal.

        :param language: BCP 47 tag; English stands in where there are no words or labels in it

        >>> list(Diff().lines("lv"))
        ['Nekas neatšķiras.']
        """
        tell = Teller(self.things, language)
        if not self:
            yield tell.word("nothing")
            return
        yield from tell.section("organisations", self.organisations)
        yield from tell.section("ties", self.ties)
        yield from tell.section("statements", self.statements)
        yield from map(tell.quotes, self.quotes)
        if self.moved:
            yield tell.word("moved").format(self.moved)
        if self.other:
            yield tell.word("other").format(self.other)

    def to_json(self) -> str:
        """Write the difference as JSON: keys and lists sorted, controls escaped.

        Properties and classes are prefixed names, values as in SPARQL results.
        """
        found = {
            "differs": bool(self),
            "organisations": [self._change(change) for change in self.organisations],
            "ties": [self._change(change) for change in self.ties],
            "statements": [self._change(change) for change in self.statements],
            "quotes": [asdict(count) for count in self.quotes],
            "moved": self.moved,
            "other": self.other,
            "things": {iri: _thing(thing) for iri, thing in self.things.items()},
        }
        text = json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True)
        # What a terminal would obey: JSON itself escapes only the controls of ASCII.
        return re.sub(_OBEYED, lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"

    def _change(self, change: Change) -> dict[str, Any]:
        return {
            "iri": change.iri,
            "change": change.kind,
            "class": shorten(change.of),
            "file": change.place.file,
            "row": change.place.row,
            "facts": [_fact(fact) for fact in change.facts],
        }


_OBEYED = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "path": [shorten(iri) for iri in fact.path],
        "part": fact.part,
        "old": [_value(term) for term in fact.old],
        "new": [_value(term) for term in fact.new],
    }


def _value(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, Literal):
        extra = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **extra}
    return {"type": "other", "value": str(term)}


def _thing(thing: Thing) -> dict[str, Any]:
    labels: dict[str, list[str]] = {}
    for language, label in thing.labels:
        labels.setdefault(language, []).append(label)
    return {
        "labels": labels,
        "class": shorten(thing.of),
        "identifier": thing.identifier,
        "about": list(thing.about),
        "detail": thing.detail,
    }
