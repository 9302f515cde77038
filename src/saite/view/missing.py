"""What is missing in a graph, for the page that tells it in three languages."""

from collections.abc import Mapping

import pyoxigraph as ox

from saite.concepts import Concepts
from saite.gaps import Gaps, find_gaps_in, term_texts
from saite.network.attributes import Labels
from saite.network.facts import Context, read_names
from saite.network.projection import read_context
from saite.query import Askable
from saite.results import Term
from saite.view.assets import LANGUAGES
from saite.view.facts import Gap, GapList


def collect_gaps(
    store: Askable, *, concepts: Concepts | None = None, with_people: bool = True
) -> list[GapList]:
    """Collect every kind of gap of a graph, with its title, advice and things in each language.

    :param concepts: controlled values, for their labels
    :param with_people: whether people may be named; if not, gaps of people themselves are left out
    :returns: one list a kind, in the order of the kinds; an empty one if nothing is missing
    """
    context = read_context(store, read_names(store), with_people=with_people)
    found = find_gaps_in(store, LANGUAGES, concepts=concepts)
    lists: dict[str, GapList] = {
        kind: {
            "kind": kind,
            "title": {tag: gaps.titles[kind] for tag, gaps in found.items()},
            "advice": {},
            "gaps": [],
        }
        for kind in found[LANGUAGES[0]].titles
    }
    # The same queries on the same store: the n-th gap is the same one in each language.
    for same in zip(*found.values(), strict=True):
        gap_list = lists[same[0].kind]
        gap_list["advice"] = {tag: gap.advice for tag, gap in zip(LANGUAGES, same, strict=True)}
        if with_people or _iri(same[0].thing) not in context.people:
            thing, detail = same[0].thing, same[0].detail
            gap_list["gaps"].append(_gap(thing, detail, found, context))
            gap_list["gaps"][-1] |= {"file": same[0].file, "row": same[0].row}
    return list(lists.values())


def _gap(thing: Term, detail: Term | None, found: Mapping[str, Gaps], context: Context) -> Gap:
    return {
        "thing": _iri(thing),
        "labels": _labels(thing, found, context),
        "other": _iri(detail),
        "detail": _labels(detail, found, context),
        "file": "",
        "row": 0,
    }


def _labels(term: Term | None, found: Mapping[str, Gaps], context: Context) -> Labels:
    return {tag: context.privacy.redact(text) for tag, text in term_texts(term, found).items()}


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
