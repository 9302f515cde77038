"""Two builds compared: each node that differs is told once, with the record it belongs to."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode

from saite.concepts import Concepts, load_concepts
from saite.diff.difference import Diff
from saite.diff.model import KINDS, Change, QuoteCount, by_number
from saite.diff.naming import Namer, named_iris
from saite.diff.quads import Node, SortedQuads, differing_subjects
from saite.diff.records import compare_record, says_same
from saite.diff.terms import (
    ORGANISATION,
    PLACE_IN_DOCUMENT,
    POSITION,
    QUOTE,
    ROW,
    SOURCE,
    STRENGTH,
    SUPPORT,
    TIE,
    TIME,
)
from saite.diff.ties import compare_tie, ties_of
from saite.resources import resource


def diff_builds(old: Path, new: Path, *, concepts: Concepts | None = None) -> Diff:
    """Find what two builds differ in.

    :param old: folder of the earlier build
    :param new: folder of the later build
    :param concepts: controlled values, for their labels; by default those that travel with Saite
    :raises BuildError: if one of them has no ``graph.nq``, or one that is not sorted N-Quads
    """
    known = concepts or load_concepts([resource("ontology/concepts.ttl")])
    with SortedQuads(old) as left, SortedQuads(new) as right:
        found = _Differing(left, right)
        for subject in differing_subjects(left, right):
            found.sort_in(subject)
        found.find_owners()
        records = _present(
            compare_record(left, right, token, evidence=found.evidence) for token in found.records
        )
        ties = _present(
            compare_tie(left, right, tie, parts=parts) for tie, parts in found.ties.items()
        )
        quotes = found.count_quotes()
        missed = len(found.records) + len(found.ties) - len(records) - len(ties)
        names = named_iris((*records, *ties)) | {count.document for count in quotes} - {""}
        return Diff(
            organisations=tuple(change for change in records if change.of == ORGANISATION),
            ties=ties,
            statements=tuple(change for change in records if change.of != ORGANISATION),
            quotes=quotes,
            moved=found.moved,
            other=found.other + missed,
            things=Namer(left, right, known).things(names),
        )


@dataclass
class _Differing:
    """Subjects that differ, by what is to be done with them.

    :param records: things and statements, and parts that nobody holds
    :param ties: tie -> its strengths and supports that differ
    :param parts: dates, places in texts and evidence that are told with who holds them
    :param evidence: evidence that differs inside, or whose place in the text does
    :param moved: how many records say the same in another row
    :param other: how many differ in what follows from the rest
    """

    old: SortedQuads
    new: SortedQuads
    records: set[bytes] = field(default_factory=set)
    ties: dict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    parts: set[bytes] = field(default_factory=set)
    evidence: set[bytes] = field(default_factory=set)
    quotes: dict[bytes, str] = field(default_factory=dict)
    moved: int = 0
    other: int = 0

    def sort_in(self, token: bytes) -> None:
        """Decide what a subject is that has differing lines."""
        before, after = self.old.node(token), self.new.node(token)
        types = before.types() | after.types()
        ties = ties_of(before) | ties_of(after)
        if TIE in types:
            self.ties[token] |= set()
        elif types & {STRENGTH, SUPPORT} and ties:
            for tie in ties:
                self.ties[tie].add(token)
        elif QUOTE in types:
            self.quotes[token] = "changed" if before and after else "added" if after else "gone"
        elif says_same(self.old, self.new, before, after):
            self._sort_in_same(before, after)
        elif types & {TIME, POSITION, PLACE_IN_DOCUMENT}:
            self.parts.add(token)
            if PLACE_IN_DOCUMENT in types:
                self.evidence.add(token)
        else:
            self.records.add(token)

    def _sort_in_same(self, before: Node, after: Node) -> None:
        moved = before.all(ROW) != after.all(ROW)
        self.moved += moved
        self.other += not moved

    def find_owners(self) -> None:
        """Put in the records that hold the differing parts; a part without a holder stays alone.

        A place in a text is held by evidence, which in turn is held by who cites it.
        """
        holders = self._holders(self.parts - self.evidence)
        through = {token for token in holders if self._is_evidence(token)}
        self.evidence |= through
        self.records |= (holders - through) | self._holders(self.evidence)

    def _holders(self, parts: set[bytes]) -> set[bytes]:
        """Find who holds some parts in either build; one that nobody holds is its own holder."""
        pairs = [pair for graph in (self.old, self.new) for pair in graph.holders(parts)]
        return {holder for holder, _ in pairs} | (parts - {part for _, part in pairs})

    def count_quotes(self) -> tuple[QuoteCount, ...]:
        """Count the differing quotes of each document."""
        documents: dict[bytes, str] = {}
        for graph in (self.old, self.new):
            for holder, quote in graph.holders(self.quotes):
                sources = graph.node(holder).all(SOURCE)
                iris = sorted(term.value for term in sources if isinstance(term, NamedNode))
                documents[quote] = iris[0] if iris else ""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for quote, kind in self.quotes.items():
            counts[documents.get(quote, "")][kind] += 1
        return tuple(
            QuoteCount(document, count["added"], count["gone"], count["changed"])
            for document, count in sorted(counts.items())
        )

    def _is_evidence(self, token: bytes) -> bool:
        types = self.new.node(token).types() | self.old.node(token).types()
        return PLACE_IN_DOCUMENT in types


def _present(changes: Iterable[Change | None]) -> tuple[Change, ...]:
    found = [change for change in changes if change is not None]
    return tuple(sorted(found, key=_order))


def _order(change: Change) -> tuple[object, ...]:
    return KINDS.index(change.kind), change.of, by_number(change.iri)
