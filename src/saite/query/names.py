"""From a name that a person writes to the thing it names: one thing, or the list to choose from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from typing import Final

from pyoxigraph import Literal, NamedNode

from saite.concepts import Concepts
from saite.errors import UsageError
from saite.index import Name, NameIndex, fold_name
from saite.index import Thing as Indexed
from saite.namespaces import expand
from saite.query.labels import choose_label, find_labels
from saite.results import Ask, Results
from saite.sparql import term_text

CLASSES: Final = {
    "organisation": "org:Organization",
    "person": "foaf:Person",
    "place": "schema:Place",
    "event": "schema:Event",
    "project": "saite:Project",
    "agreement": "saite:Agreement",
    "document": "foaf:Document",
}
_MOST: Final = 10
_NEAREST: Final = 3
# One simple pattern a property: engines order these well, and lists of properties badly.
_OWN: Final = (
    "dcterms:identifier",
    "dcterms:type",
    "skos:prefLabel",
    "skos:altLabel",
    "saite:projectNumber",
    "saite:identifierAsWritten",
)
_OF_FORMS: Final = ("saite:asWritten", "saite:nominative")


@dataclass
class _Thing:
    iri: str
    identifier: str = ""
    kind: str = ""
    labels: set[tuple[str, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def describe(self, language: str, kinds: dict[str, str]) -> str:
        label = choose_label(self.labels, language) or self.iri
        marks = [f"id {self.identifier}"] if self.identifier else []
        marks += [kinds[self.kind]] if self.kind in kinds else []
        return f"{label} ({', '.join(marks)})" if marks else label

    def likeness(self, folded: str) -> float:
        """Tell how much a name is like one of the thing's: 1 is the same, 0 nothing in common."""
        names = (*map(fold_name, self.names), fold_name(self.identifier))
        return max(SequenceMatcher(None, folded, name).ratio() for name in names)


def resolve_name(
    ask: Ask,
    kind: str,
    text: str,
    *,
    language: str = "en",
    concepts: Concepts | None = None,
    index: NameIndex | None = None,
) -> NamedNode:
    """Find the one thing that a text names.

    Tried in this order, and the first step that finds something decides: the IRI, the id, a name
    exactly as written (labels, aliases, abbreviations, inflected forms, project numbers), a name
    with case, accents and punctuation set aside.

    :param ask: what answers queries, a store or an endpoint
    :param kind: one of ``CLASSES``
    :param language: of the labels in messages
    :param index: of the names of the same graph; without it every name of the kind is asked for
    :raises UsageError: if nothing bears the name, with the nearest names; if several do, with
        each one's label, id and kind; if only a part of all names is to be had
    """
    found, things = _find(ask, kind, text, index)
    folded = fold_name(text)
    if len(found) == 1:
        return NamedNode(found[0].iri)
    if not found and index:
        things = _indexed(index.alike(text, expand(CLASSES[kind])))
    candidates = found or _nearest(folded, things)
    kinds = find_labels(ask, {t.kind for t in candidates if t.kind}, language=language, concepts=concepts)  # fmt: skip # noqa: E501
    shown = "; ".join(thing.describe(language, kinds) for thing in candidates[:_MOST])
    if found:
        more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
        raise UsageError(
            f"{text!r} names {len(found)} things of the type {kind}: {shown}{more}."
            " Write the id instead"
        )
    hint = f"; nearest: {shown}" if shown else ""
    near = choose_label(candidates[0].labels, language) if candidates else ""
    raise UsageError(f"nothing of the type {kind} is called {text!r}{hint}", nearest=near)


def name_anything(
    ask: Ask,
    text: str,
    *,
    language: str = "en",
    concepts: Concepts | None = None,
    index: NameIndex | None = None,
) -> tuple[dict[str, str], dict[str, str]]:
    """Find what a text names, of whatever class.

    :param ask: what answers queries
    :param language: of the labels in descriptions
    :param index: as for ``resolve_name``
    :returns: of each thing that is called so, IRI -> description; and where there is none, the same
        of those whose names are nearest, the best first
    """
    near: list[tuple[str, _Thing]] = []
    found: list[tuple[str, _Thing]] = []
    for kind, of in CLASSES.items():
        same, things = _find(ask, kind, text, index)
        found += [(kind, each) for each in same]
        if not found:
            alike = _indexed(index.alike(text, expand(of))) if index else things
            near += [(kind, each) for each in _nearest(fold_name(text), alike)]
    folded = fold_name(text)
    near.sort(key=lambda pair: (-pair[1].likeness(folded), pair[1].iri))
    chosen = found or near[:_NEAREST]
    types = {thing.kind for _, thing in chosen if thing.kind}
    kinds = find_labels(ask, types, language=language, concepts=concepts)
    told = {
        thing.iri: f"{kind} {thing.describe(language, kinds)} <{thing.iri}>"
        for kind, thing in chosen
    }
    return (told, {}) if found else ({}, told)


def _find(
    ask: Ask, kind: str, text: str, index: NameIndex | None
) -> tuple[list[_Thing], list[_Thing]]:
    """Find the things of a type that bear a name, and those among which they were looked for."""
    things = (
        _indexed(index.things(text, expand(CLASSES[kind]))) if index else _read_things(ask, kind)
    )
    folded = fold_name(text)
    tests: tuple[Callable[[_Thing], bool], ...] = (
        lambda thing: thing.iri == text,
        lambda thing: thing.identifier == text,
        lambda thing: text in thing.names,
        lambda thing: bool(folded) and folded in map(fold_name, thing.names),
    )
    steps = ([thing for thing in things if test(thing)] for test in tests)
    return next((step for step in steps if step), []), things


def _indexed(found: Mapping[Indexed, Sequence[Name]]) -> list[_Thing]:
    return [
        _Thing(
            each.iri,
            each.identifier,
            each.kind,
            {(name.language, name.text) for name in names if name.predicate == "skos:prefLabel"},
            {name.text for name in names if name.predicate != "dcterms:identifier"},
        )
        for each, names in sorted(found.items(), key=lambda item: item[0].iri)
    ]


def _read_things(ask: Ask, kind: str) -> list[_Thing]:
    things: dict[str, _Thing] = {}
    for iri, name, value in _names(ask, NamedNode(expand(CLASSES[kind]))):
        _note(things.setdefault(iri, _Thing(iri)), name, value)
    return [things[iri] for iri in sorted(things)]


def _names(ask: Ask, kind: NamedNode) -> Iterator[tuple[str, str, object]]:
    """Yield everything that things of a class are called: thing, property, name.

    :raises UsageError: if not all of it is to be had: another thing may bear the name
    """
    patterns = {name: f"?thing {_iri(name)} ?name" for name in _OWN}
    of_form = f"?form {_iri('saite:nameOf')} ?thing ; "
    patterns |= {name: f"{of_form}{_iri(name)} ?name" for name in _OF_FORMS}
    for name, pattern in patterns.items():
        answer = ask(f"SELECT DISTINCT ?thing ?name {{ ?thing a {term_text(kind)} . {pattern} }}")
        if isinstance(answer, Results) and answer.is_cut:
            raise UsageError(
                f"only the first {len(answer):,} names are to be had there, so that nobody can tell"
                " which thing is meant: ask in SPARQL, with its IRI"
            )
        for thing, value in answer.terms if isinstance(answer, Results) else ():
            if isinstance(thing, NamedNode):
                yield thing.value, name, value


def _iri(name: str) -> str:
    return term_text(NamedNode(expand(name)))


def _note(thing: _Thing, name: str, value: object) -> None:
    if isinstance(value, NamedNode):
        # A thing may be of several kinds: the first by name is shown, whatever the order of rows.
        if name == "dcterms:type":
            thing.kind = min(filter(None, (thing.kind, value.value)))
    elif isinstance(value, Literal):
        if name == "dcterms:identifier":
            thing.identifier = value.value
        elif name == "skos:prefLabel":
            thing.labels.add((value.language or "", value.value))
        if name != "dcterms:identifier":
            thing.names.add(value.value)


def _nearest(folded: str, things: Iterable[_Thing]) -> list[_Thing]:
    """List things that have the words in a name, then those whose names are spelt nearly so."""
    by_name: dict[str, list[_Thing]] = {}
    for thing in things:
        for name in sorted({*map(fold_name, thing.names), fold_name(thing.identifier)}):
            by_name.setdefault(name, []).append(thing)
    inside = [name for name in sorted(by_name) if folded and f" {folded} " in f" {name} "]
    near = inside + get_close_matches(folded, sorted(by_name), n=5, cutoff=0.6)
    return list({thing.iri: thing for name in near for thing in by_name[name]}.values())[:5]
