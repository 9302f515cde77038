"""Search among everything that things are called.

The names of a graph are read once a worker; a word of the search has to begin a word of a name,
case, accents and marks aside.
"""

from collections.abc import Iterator
from typing import Any, Final

import pyoxigraph as ox

from saite.namespaces import shorten
from saite.query import choose_label, fold_name
from saite.serve.snapshot import Snapshot

NAMES: Final = """
PREFIX saite: <https://w3id.org/saite/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?label ?name ?class WHERE {
  { ?thing skos:prefLabel ?label }
  UNION { ?thing skos:altLabel ?name }
  UNION { ?form saite:nameOf ?thing ; saite:asWritten ?name }
  OPTIONAL { ?thing a ?class }
}
"""


class Names:
    """Everything that the things of a graph are called."""

    def __init__(self, store: ox.Store, *, is_union: bool) -> None:
        self.labels: dict[str, list[tuple[str, str]]] = {}
        self.classes: dict[str, str] = {}
        self.folded: dict[str, set[str]] = {}
        rows = store.query(NAMES, use_default_graph_as_union=is_union)
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            self._note(row["thing"], row["label"], row["name"], row["class"])

    def _note(self, thing: object, label: object, name: object, kind: object) -> None:
        if not isinstance(thing, ox.NamedNode):
            return
        if isinstance(label, ox.Literal):
            self.labels.setdefault(thing.value, []).append((label.language or "", label.value))
        for each in (label, name):
            if isinstance(each, ox.Literal):
                self.folded.setdefault(thing.value, set()).add(f" {fold_name(each.value)}")
        if isinstance(kind, ox.NamedNode):
            self.classes[thing.value] = max(kind.value, self.classes.get(thing.value, ""))

    def find(self, text: str) -> Iterator[tuple[tuple[int, int], str, str]]:
        """Find things: how well each fits, its IRI, and the name that fits."""
        words = [f" {word}" for word in fold_name(text).split()]
        for iri, names in self.folded.items():
            fits = [name for name in names if all(word in name for word in words)]
            if words and fits:
                name = min(fits, key=len)
                yield (not name.startswith(words[0]), len(name)), iri, name


def search(
    snapshot: Snapshot, text: str, *, language: str, kind: str, most: int
) -> list[dict[str, Any]]:
    """Find things by a text, the best first.

    :param language: of the labels
    :param kind: prefixed name of a class, or empty for all
    :param most: number of hits
    """
    names = snapshot.kept.get("names")
    if not isinstance(names, Names):
        names = Names(snapshot.store, is_union=snapshot.plan.is_union)
        snapshot.kept["names"] = names
    hits = []
    for _, iri, _name in sorted(names.find(text)):
        found = shorten(names.classes.get(iri, ""))
        if not kind or kind == found:
            labels = names.labels.get(iri, [])
            label = choose_label(labels, language or snapshot.plan.language) or iri
            hits.append({"iri": iri, "label": label, "type": found})
        if len(hits) >= most:
            break
    return hits
