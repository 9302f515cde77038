"""People, agreements, projects and events by name, with the organisations that they join.

``frontend/src/explorer/details.ts`` tells the form. A file finds the same in itself.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

import pyoxigraph as ox

from saite.index import Found
from saite.namespaces import expand
from saite.network import concept_labels
from saite.network.projection import project_network
from saite.serve.exploring.records import (
    ABOUT,
    EPISODES,
    NAMING,
    about_of,
    records_among,
    seem_supported,
)
from saite.serve.exploring.records import KINDS as EPISODE_KINDS
from saite.serve.exploring.surroundings import (
    LABEL,
    TYPE,
    copy_around,
    named,
    objects,
    subjects,
)
from saite.serve.exploring.telling import Telling
from saite.serve.output import Output
from saite.serve.pages.site import is_derived
from saite.serve.problems import RefusedError
from saite.serve.snapshot import Snapshot

KINDS: Final = {
    "foaf:Person": "Person",
    "saite:Agreement": "Agreement",
    "saite:Project": "Project",
    "schema:Event": "Event",
}
IDENTIFIER: Final = "dcterms:identifier"
MOST: Final = 500  # organisations of one; as many as a page may ask for by a list


def find_named(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Find them by a part of a name, the best first, with how many organisations each joins."""
    telling = Telling({}, task["base"])
    hits: list[dict[str, Any]] = []
    for each in _search(snapshot, task["text"], task["limit"])[: task["limit"]]:
        thing = ox.NamedNode(each.thing.iri)
        hits.append(
            {
                **_told(snapshot.store, thing, telling),
                # An id is no name that anybody would want to read.
                "name": "" if each.name.predicate == IDENTIFIER else each.name.text,
                "organisations": len(organisations_of(snapshot.store, thing)),
            }
        )
    _write(output, {"text": task["text"], "hits": hits})


def tell_named(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Tell one of them with its organisations, what is recorded of it, and the statements about it.

    :raises RefusedError: if there is none of this IRI
    """
    telling = Telling({}, task["base"])
    try:
        thing = ox.NamedNode(task["iri"])
    except ValueError:  # what is no IRI names nothing
        thing = ox.NamedNode("urn:none")
    told = _told(snapshot.store, thing, telling)
    if not told["type"]:
        raise RefusedError("unknown", f"no person, agreement, project or event is {task['iri']}")
    joined = organisations_of(snapshot.store, thing)
    _write(
        output,
        {
            **told,
            "organisations": [telling.short(iri) for iri in joined[:MOST]],
            "organisationsInAll": len(joined),
            **_recorded(snapshot, thing, task["base"], is_person=told["type"] == "Person"),
        },
    )


def _recorded(
    snapshot: Snapshot, thing: ox.NamedNode, base: str, *, is_person: bool
) -> dict[str, Any]:
    """Tell what is recorded of a thing itself, and the statements about it or naming a person."""
    store = snapshot.store
    stated = (each for name in ABOUT for each in subjects(store, name, thing))
    statements = records_among(store, _naming(store, thing) if is_person else stated)
    shown = sorted(statements[:EPISODES], key=lambda each: each.value)
    through = {each: about_of(store, each) if is_person else thing for each in shown}
    about = {each for each in through.values() if each is not None}
    copy = copy_around(store, [thing, *shown, *sorted(about, key=str)])
    seem_supported(copy, through)
    graph = project_network(copy, concepts=concept_labels(snapshot.concepts))
    telling = Telling(
        graph.graph, base, {iri: data["labels"] for iri, data in graph.nodes(data=True)}
    )
    return {
        "thing": None if is_person else telling.thing(thing.value),
        "episodes": [
            telling.episode(EPISODE_KINDS, each.value, target.value if target else "")
            for each, target in through.items()
            if each.value in graph.graph["statements"]
        ],
        "episodesInAll": len(statements),
    }


def organisations_of(store: ox.Store, thing: ox.NamedNode) -> list[str]:
    """List the organisations that are named by statements about a thing, or with a person.

    :returns: IRIs, sorted
    """
    statements = {each for name in ABOUT for each in subjects(store, name, thing)}
    if any(store.quads_for_pattern(thing, TYPE, named("foaf:Person"))):
        statements |= set(_naming(store, thing))
    found = {each for statement in statements for each in objects(store, statement, *NAMING)}
    kind = named("org:Organization")
    return sorted(e.value for e in found if any(store.quads_for_pattern(e, TYPE, kind)))


def _naming(store: ox.Store, person: ox.NamedNode) -> Iterable[ox.NamedNode]:
    """List the records that name a person, by whatever property."""
    for quad in store.quads_for_pattern(None, None, person):
        if isinstance(quad.subject, ox.NamedNode) and not is_derived(quad.graph_name):
            yield quad.subject


def _search(snapshot: Snapshot, text: str, limit: int) -> list[Found]:
    found = [
        each for name in KINDS for each in snapshot.index.search(text, of=expand(name), limit=limit)
    ]
    best: dict[str, Found] = {}
    for each in sorted(found, key=lambda one: (one.place, one.thing.iri)):
        best.setdefault(each.thing.iri, each)
    return list(best.values())


def _told(store: ox.Store, thing: ox.NamedNode, telling: Telling) -> dict[str, Any]:
    classes = {quad.object for quad in store.quads_for_pattern(thing, TYPE, None)}
    kind = next((told for name, told in KINDS.items() if named(name) in classes), "")
    labels = sorted(
        (quad.object.language or "", quad.object.value)
        for quad in store.quads_for_pattern(thing, LABEL, None)
        if isinstance(quad.object, ox.Literal)
    )
    # Of two in one language the first by letters.
    return {"iri": telling.short(thing.value), "type": kind, "labels": dict(reversed(labels))}


def _write(output: Output, found: dict[str, Any]) -> None:
    output.write(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
