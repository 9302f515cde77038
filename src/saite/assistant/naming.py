"""Things by their names, where nothing but SPARQL is at hand: at the endpoint of others."""

from typing import Final

from saite.assistant.cells import value_of
from saite.assistant.knowledge import Hit, node
from saite.index import fold_name
from saite.namespaces import expand, shorten
from saite.query import choose_label
from saite.query.names import CLASSES
from saite.results import Ask, Results

NAMES: Final = """
PREFIX saite: <https://w3id.org/saite/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?class ?name {{
  VALUES ?class {{ {classes} }}
  ?thing a ?class .
  {{ ?thing skos:prefLabel|skos:altLabel ?name }}
  UNION {{ ?form saite:nameOf ?thing ; saite:asWritten ?name }}
}}
"""


def find_at_endpoint(ask: Ask, text: str, kind: str, most: int, *, language: str) -> list[Hit]:
    """Find things whose names have words that begin as those of a text.

    :param kind: prefixed name of a class, or empty for all that have names
    """
    classes = " ".join(node(expand(each)) for each in ([kind] if kind else CLASSES.values()))
    answer = ask(NAMES.format(classes=classes))
    names: dict[str, list[tuple[str, str]]] = {}
    kinds: dict[str, str] = {}
    for thing, class_, name in answer.terms if isinstance(answer, Results) else ():
        iri = value_of(thing)
        names.setdefault(iri, []).append((getattr(name, "language", "") or "", value_of(name)))
        kinds[iri] = shorten(value_of(class_))
    words = [f" {word}" for word in fold_name(text).split()]
    hits = []
    for iri, known in names.items():
        folded = [f" {fold_name(name)}" for _, name in known]
        fits = [name for name in folded if words and all(word in name for word in words)]
        if fits:
            best = min(fits, key=len)
            label = choose_label(known, language)
            hit = {"iri": iri, "label": label, "type": kinds[iri]}
            hits.append(((not best.startswith(words[0]), len(best), iri), hit))
    return [hit for _, hit in sorted(hits, key=lambda each: each[0])[:most]]
