"""Things by their names: the one that a name stands for, and those of a name like it.

At the endpoint of others nothing but SPARQL is at hand.
"""

from contextlib import suppress
from typing import Final

from saite.assistant.cells import value_of
from saite.assistant.knowledge import Hit, Knowledge, node
from saite.errors import UsageError, nearest
from saite.index import fold_name
from saite.namespaces import expand, shorten
from saite.query import choose_label, resolve_name
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


def is_address(text: str) -> bool:
    """Tell whether a text is written as an IRI or a part of one, and not as a name."""
    return "/" in text or ":" in text


def name_thing(knowledge: Knowledge, text: str) -> str:
    """Find the one thing that is called so: by a label, an alias, an id; empty if there is none.

    :raises UsageError: if several are, with the IRI of each
    """
    found = {}
    for kind in _kinds(knowledge, text):
        with suppress(UsageError):
            found[resolve_thing(knowledge, kind, text)] = kind
    if len(found) > 1:
        listed = "; ".join(f"{kind} <{iri}>" for iri, kind in sorted(found.items()))
        raise UsageError(f"{text[:200]!r} names several things, take the IRI of one: {listed}")
    return next(iter(found), "")


def like_name(knowledge: Knowledge, text: str) -> str:
    """Name the things whose names have the words of a text, or else the nearest; for a message."""
    hits = knowledge.find(text, "", 5)
    if not hits and not is_address(text):
        near = []
        for kind in CLASSES:
            try:
                resolve_thing(knowledge, kind, text)
            except UsageError as error:
                near += [error.nearest] if error.nearest else []
        best = nearest(text, near) or next(iter(near), "")
        hits = knowledge.find(best, "", 1) if best else []
    listed = "; ".join(f"{hit['label']} <{hit['iri']}>" for hit in hits)
    return f"; things of such a name: {listed}" if listed else "; find looks for a name"


def _kinds(knowledge: Knowledge, text: str) -> list[str]:
    """List the kinds that something of such a name is of; an id may be any's, no part of an IRI."""
    types = {hit["type"] for hit in knowledge.find(text, "", 100)}
    return [kind for kind, type_ in CLASSES.items() if type_ in types] or (
        [] if is_address(text) else list(CLASSES)
    )


def resolve_thing(knowledge: Knowledge, kind: str, text: str) -> str:
    """Find the one thing of a kind that a text names; give its IRI.

    :raises UsageError: if nothing or several bear the name
    """
    known = {"language": knowledge.language, "concepts": knowledge.concepts}
    bare = text.strip().removeprefix("<").removesuffix(">")
    return resolve_name(knowledge.ask, kind, bare, **known).value  # type: ignore[arg-type]
