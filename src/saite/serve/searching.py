"""Search among everything that things are called."""

from typing import Any

from saite.namespaces import PREFIXES, expand, shorten
from saite.query import find_labels, store_ask
from saite.serve.snapshot import Snapshot


def search(
    snapshot: Snapshot, text: str, *, language: str, kind: str, most: int
) -> list[dict[str, Any]]:
    """Find things by a part of a name, the best first; case, accents and marks do not count.

    :param language: of the labels
    :param kind: prefixed name of a class, or empty for all; nothing is of one that is unknown
    :param most: number of hits
    :returns: of each hit its IRI, what to call it, its class by name and by label
    """
    if kind and kind.partition(":")[0] not in PREFIXES:
        return []
    found = snapshot.index.search(text, of=expand(kind) if kind else "", limit=most)
    labels = find_labels(
        store_ask(snapshot.store),
        {iri for each in found for iri in (each.thing.iri, each.thing.of)},
        language=language or snapshot.plan.language,
        concepts=snapshot.concepts,
    )
    return [
        {
            "iri": each.thing.iri,
            "label": labels.get(each.thing.iri, each.thing.iri),
            "type": shorten(each.thing.of),
            "class": labels.get(each.thing.of, shorten(each.thing.of)),
        }
        for each in found
    ]
