"""What is missing in the graph, as the explorer's view of gaps shows it.

``frontend/src/explorer/details.ts`` tells the form.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from saite.gaps import BEGUN, Gap, Gaps, Part, find_gaps_in, term_texts
from saite.results import Term
from saite.serve.exploring.surroundings import named, objects, subjects
from saite.serve.exploring.telling import Telling
from saite.serve.output import Output
from saite.serve.pages.site import redact
from saite.serve.pages.texts import LANGUAGES
from saite.serve.snapshot import Snapshot

MOST: Final = BEGUN  # of a kind; all are counted
TYPE: Final = named("rdf:type")
ORGANISATION: Final = named("org:Organization")


def tell_gaps(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Tell what is missing in the graph, with what of it can be opened in the network.

    Of each kind the first are told, and how many there are.
    """
    found = find_gaps_in(
        snapshot.store,
        LANGUAGES,
        concepts=snapshot.concepts,
        part=Part(MOST),
        first=snapshot.gaps,
    )
    opening = Opening(snapshot.store, task["base"])
    lists: dict[str, dict[str, Any]] = {
        kind: {
            "kind": kind,
            "title": {tag: gaps.titles[kind] for tag, gaps in found.items()},
            "advice": {},
            "number": number,
            "gaps": [],
        }
        for kind, number in found[LANGUAGES[0]].numbers.items()
    }
    for same in zip(*found.values(), strict=True):
        listed = lists[same[0].kind]
        listed["advice"] = {tag: gap.advice for tag, gap in zip(found, same, strict=True)}
        listed["gaps"].append(_gap(same[0], found, opening))
    text = json.dumps({"gaps": list(lists.values())}, ensure_ascii=False)
    output.write(text.encode("utf-8", "replace"))


@dataclass(frozen=True)
class Opening:
    """What of the graph the explorer can open: organisations, and ties between two.

    :param base: what IRIs are cut by
    """

    store: ox.Store
    base: str

    def opened(self, gap: Gap) -> dict[str, Any]:
        """Tell the organisation or the tie that a gap leads to; nothing if to neither."""
        short = Telling({}, self.base).short
        thing, detail = self.organisation(gap.thing), self.organisation(gap.detail)
        found: dict[str, Any] = {"organisation": short(thing.value)} if thing else {}
        ends = [thing, detail] if thing and detail and self.is_tied(thing, detail) else []
        pair = ends or self.between(gap.thing)
        return found | ({"tie": [short(end.value) for end in pair]} if pair else {})

    def organisation(self, term: Term | None) -> ox.NamedNode | None:
        """Give a term if it is an organisation of the graph."""
        if not isinstance(term, ox.NamedNode):
            return None
        return term if any(self.store.quads_for_pattern(term, TYPE, ORGANISATION)) else None

    def is_tied(self, one: ox.NamedNode, other: ox.NamedNode) -> bool:
        """Tell whether a tie joins two organisations."""
        between = named("saite:between")
        ties = subjects(self.store, "saite:between", one)
        return any(any(self.store.quads_for_pattern(tie, between, other)) for tie in ties)

    def between(self, term: Term) -> list[ox.NamedNode]:
        """List the two organisations that a tie joins; none if the term is no tie."""
        found = objects(self.store, term, "saite:between") if isinstance(term, ox.NamedNode) else []
        return found if len(found) == 2 else []


def _gap(gap: Gap, found: Mapping[str, Gaps], opening: Opening) -> dict[str, Any]:
    detail = _labels(gap.detail, found)
    return {
        "labels": _labels(gap.thing, found),
        **({"detail": detail} if detail else {}),
        **({"file": gap.file, "row": gap.row} if gap.file else {}),
        **opening.opened(gap),
    }


def _labels(term: Term | None, found: Mapping[str, Gaps]) -> dict[str, str]:
    return {tag: redact(text) for tag, text in term_texts(term, found).items()}
