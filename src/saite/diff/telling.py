"""Changes in words, one or few lines each, in one language."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from pyoxigraph import Literal, NamedNode

from saite.controls import show_for_terminal
from saite.diff.model import KINDS, Change, Fact, Kind, QuoteCount, Thing
from saite.diff.quads import Term
from saite.diff.terms import (
    AS_WRITTEN,
    BETWEEN,
    BOOLEAN,
    CHECKSUM,
    EARLIEST,
    EDTF,
    EVIDENCE,
    IDENTIFIER,
    LABEL,
    LANGUAGE_STRING,
    LATEST,
    ORGANISATION,
    PLACE_IN_DOCUMENT,
    PRECISION,
    STRING,
    THROUGH,
    TIE,
    TYPE,
    WHEN,
)
from saite.diff.words import term_label, word
from saite.query.labels import choose_label

MARKS: Final[dict[Kind, str]] = {"added": "+", "gone": "-", "renamed": "~", "changed": "~"}
# Already in the first words of the line, or in the words of the date.
IN_HEADING: Final = frozenset({(TYPE,), (IDENTIFIER,), (LABEL,), (BETWEEN,)})
IN_DATE: Final = frozenset({(WHEN, EDTF), (WHEN, EARLIEST), (WHEN, LATEST), (WHEN, PRECISION)})


class Teller:
    """Puts changes into words.

    :param things: IRI -> what the thing is called
    :param language: BCP 47 tag
    """

    def __init__(self, things: Mapping[str, Thing], language: str) -> None:
        self._things = things
        self._language = language

    def word(self, name: str) -> str:
        """Give one of the texts in the language."""
        return word(name, self._language)

    def section(self, name: str, changes: Sequence[Change]) -> Iterator[str]:
        """Tell all changes of one sort, how many of each kind first; nothing if there is none."""
        if not changes:
            return
        counts = Counter(change.kind for change in changes)
        told = [f"{self.word(kind)}: {counts[kind]}" for kind in KINDS if kind in counts]
        yield f"{self.word(name)} – {', '.join(told)}"
        for change in changes:
            for line in self._change(change):
                yield show_for_terminal(line)

    def quotes(self, count: QuoteCount) -> str:
        """Tell how many quotes of a document differ."""
        title = self.word("quotes")
        if count.document:
            title = self.word("quotes of").replace("{}", self._name(count.document))
        numbers = {"added": count.added, "gone": count.gone, "changed": count.changed}
        told = [f"{self.word(kind)}: {number}" for kind, number in numbers.items() if number]
        return show_for_terminal(f"{title} – {', '.join(told)}")

    def _change(self, change: Change) -> Iterator[str]:
        heading = f"  {MARKS[change.kind]} {self._heading(change)}"
        place = self._place(change)
        if change.kind in ("added", "gone"):
            facts = [text for fact in change.facts if (text := self._whole(fact, change.facts))]
            yield f"{heading}: {'; '.join(facts)}{place}" if facts else f"{heading}{place}"
        elif change.of == TIE:
            yield f"{heading}: {'; '.join(self._differing(change.facts))}"
        else:
            yield f"{heading}{place}"
            yield from (f"      {text}" for text in self._differing(change.facts))

    def _heading(self, change: Change) -> str:
        thing = self._things.get(change.iri, Thing())
        name = choose_label(thing.labels, self._language)
        if change.of == TIE:
            return self._name(change.iri)
        if change.of == ORGANISATION:
            return f"{name} ({thing.identifier or change.iri})" if name else change.iri
        kind = self._term(change.of) if change.of else self.word("record")
        heading = f"{kind[:1].upper()}{kind[1:]} {thing.identifier or change.iri}"
        if not name and change.kind == "changed":
            # In one that was added or is gone, the facts that follow name them.
            name = self._about(thing)
        return f"{heading} ({name})" if name else heading

    def _place(self, change: Change) -> str:
        place = change.place
        if not place.file:
            return ""
        before, between, after = self.word("row").split("{}")
        return f" — {before}{place.file}{between}{place.row}{after}"

    def _whole(self, fact: Fact, facts: Sequence[Fact]) -> str:
        """Tell a fact of something that is new or gone as a whole."""
        values = fact.new or fact.old
        if fact.path in IN_HEADING or fact.path in IN_DATE:
            return ""
        if fact.path == (EVIDENCE,):
            return f"{self._property(fact)}: {len(values)}"
        told = ", ".join(self._value(term, fact.path[-1]) for term in values)
        if fact.path == (WHEN, AS_WRITTEN):
            dates = [each for each in facts if each.path == (WHEN, EDTF)]
            codes = [term for each in dates for term in each.new or each.old]
            told += f" ({', '.join(map(self._value, codes))})" if codes else ""
        return f"{self._property(fact)}: {told}"

    def _differing(self, facts: Sequence[Fact]) -> Iterator[str]:
        """Tell what differs, the facts of one part together."""
        for (link, part), group in groupby(facts, key=lambda fact: (fact.path[0], fact.part)):
            if part:
                inside = "; ".join(map(self._differing_fact, group))
                yield f"{self._term(link)} {self._short_name(part)} ({inside})"
            else:
                yield from map(self._differing_fact, group)

    def _differing_fact(self, fact: Fact) -> str:
        old, new = (
            ", ".join(self._value(term, fact.path[-1]) for term in terms)
            for terms in (fact.old, fact.new)
        )
        told = f"{old} → {new}" if old and new else f"+ {new}" if new else f"- {old}"
        return f"{self._property(fact)}: {told}"

    def _property(self, fact: Fact) -> str:
        path = fact.path[1:] if fact.part else fact.path
        # A date is its words; only its code must be told apart from them.
        return ", ".join(map(self._term, path[:1] if path == _DATE_WORDS else path))

    def _term(self, iri: str) -> str:
        return term_label(iri, self._language)

    def _value(self, term: Term, iri: str = "") -> str:
        if isinstance(term, NamedNode):
            return self._short_name(term.value) if iri == THROUGH else self._name(term.value)
        if not isinstance(term, Literal):
            return str(term)
        if iri == CHECKSUM:
            return f"{term.value[:8]}…"
        kind = term.datatype.value
        if kind == BOOLEAN and term.value in ("true", "false"):
            return self.word(term.value)
        if kind not in (STRING, LANGUAGE_STRING):
            return term.value
        before, after = self.word("quoted").split("{}")
        return f"{before}{term.value}{after}"

    def _name(self, iri: str) -> str:
        """Call a thing by its label, else by its class, its id and what it is about."""
        thing = self._things.get(iri, Thing())
        about = "" if choose_label(thing.labels, self._language) else self._about(thing)
        if thing.of == TIE:
            return about or iri
        name = self._short_name(iri)
        return f"{name} ({about})" if about else name

    def _short_name(self, iri: str) -> str:
        """Call a thing by its label, else by its class and id; evidence by its id."""
        thing = self._things.get(iri, Thing())
        label = choose_label(thing.labels, self._language)
        if label or not thing.identifier:
            return label or self._term(iri)
        kind = "" if thing.of in ("", PLACE_IN_DOCUMENT) else self._term(thing.of)
        return f"{kind} {thing.identifier}".strip()

    def _about(self, thing: Thing) -> str:
        names = [
            choose_label(self._things.get(iri, Thing()).labels, self._language) or iri
            for iri in thing.about
        ]
        about = " – ".join(names)
        return ", ".join(part for part in (about, thing.detail) if part)


_DATE_WORDS: Final = (WHEN, AS_WRITTEN)
