"""What is recorded of an organisation or of a tie, as the explorer's panel shows it.

``frontend/src/explorer/details.ts`` tells the form.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import networkx as nx
import pyoxigraph as ox

from saite.concepts import Concepts
from saite.network import concept_labels
from saite.network.attributes import Labels
from saite.network.projection import project_network
from saite.serve.exploring.surroundings import copy_around, named, objects, subjects
from saite.serve.exploring.telling import Telling
from saite.serve.output import Output
from saite.serve.problems import RefusedError
from saite.serve.snapshot import Snapshot

EPISODES: Final = 300  # records of one organisation, the latest
# What a statement tells of an organisation, by its class.
KINDS: Final = {
    "Membership": "membership",
    "Post": "post",
    "Affiliation": "chapter",
    "AgreementParty": "agreement",
    "ProjectParticipation": "project",
    "Funding": "project",
    "Participation": "event",
    "DeclaredCooperation": "cooperation",
    "ChangeEvent": "change",
}
# By what a statement names an organisation, and the thing that it is about.
NAMING: Final = (
    "org:member", "org:organization", "org:postIn", "org:originalOrganization",
    "org:resultingOrganization", "saite:participant", "saite:onBehalfOf", "saite:group",
    "saite:partyOrganization", "saite:funder", "saite:unit", "saite:affiliatedWith",
    "saite:declaredBy", "saite:cooperatesWith",
)  # fmt: skip
ABOUT: Final = ("saite:inEvent", "saite:ofAgreement", "saite:inProject", "saite:ofProject")


def tell_details(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Tell what is recorded of one organisation, or of the tie between two.

    :raises RefusedError: if the graph has no such organisation or tie
    """
    things = [ox.NamedNode(iri) for iri in task["iris"]]
    tell = organisation if len(things) == 1 else tie
    found = tell(snapshot.store, snapshot.concepts, *things, base=task["base"])
    output.write(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))


def organisation(
    store: ox.Store, concepts: Concepts, thing: ox.NamedNode, *, base: str
) -> dict[str, Any]:
    """Tell what is recorded of an organisation: names, places, and its records in time."""
    naming = (each for name in NAMING for each in subjects(store, name, thing))
    statements = records_among(store, naming)
    through = {each: about_of(store, each) for each in statements[:EPISODES]}
    names = subjects(store, "saite:nameOf", thing)
    about = {each for each in through.values() if each is not None}
    copy = copy_around(store, [thing, *names, *through, *sorted(about, key=str)])
    seem_supported(copy, through)
    graph = project_network(copy, concepts=concept_labels(concepts))
    if thing.value not in graph:
        raise RefusedError("unknown", f"the graph has no organisation {thing.value}")
    telling = Telling(graph.graph, base, _labels(graph))
    episodes = [
        telling.episode(KINDS, statement.value, target.value if target else "")
        for statement, target in through.items()
        if statement.value in graph.graph["statements"]
    ]
    return {
        **telling.organisation(thing.value, graph.nodes[thing.value]),
        "episodes": sorted(episodes, key=_moment),
        "episodesInAll": len(statements),
    }


def tie(
    store: ox.Store, concepts: Concepts, one: ox.NamedNode, other: ox.NamedNode, *, base: str
) -> dict[str, Any]:
    """Tell what a tie rests on, in the order in which its supports stand in the network.

    :param one: the end that has fewer ties
    """
    between = named("saite:between")
    found = [
        each
        for each in subjects(store, "saite:between", one)
        if any(store.quads_for_pattern(each, between, other))
    ]
    if not found:
        raise RefusedError("unknown", f"no tie joins {one.value} and {other.value}")
    supports = [each for tied in found for each in subjects(store, "saite:supports", tied)]
    graph = project_network(
        copy_around(store, [*found, *supports, *_cited(store, supports)]),
        concepts=concept_labels(concepts),
    )
    data = graph.edges[one.value, other.value]
    telling = Telling(graph.graph, base, _labels(graph))
    listed = {each["iri"]: each for each in data["supports"]}
    order = [each.value for each in supports if each.value in listed]
    return {"iri": data["iri"], "supports": [telling.support(listed[iri]) for iri in order]}


def _labels(graph: "nx.Graph[str]") -> dict[str, Labels]:
    return {node: data["labels"] for node, data in graph.nodes(data=True)}


def _cited(store: ox.Store, supports: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
    found = (objects(store, each, "saite:statement", "saite:through") for each in supports)
    return list(dict.fromkeys(each for listed in found for each in listed))


def seem_supported(copy: ox.Store, through: Mapping[ox.NamedNode, ox.NamedNode | None]) -> None:
    """Let statements seem to support ties, through what they are about: queries read those."""
    for number, (statement, target) in enumerate(through.items()):
        support = ox.NamedNode(f"urn:x-support:{number}")
        copy.add(ox.Quad(support, named("saite:statement"), statement))
        if target is not None:
            copy.add(ox.Quad(support, named("saite:through"), target))


def records_among(store: ox.Store, things: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
    """List those of some things that are statements, the last ids first."""
    classes = {named(f"{prefix}:{name}") for name in KINDS for prefix in ("saite", "org")}
    found = {
        subject
        for subject in things
        if any(
            quad.object in classes
            for quad in store.quads_for_pattern(subject, named("rdf:type"), None)
        )
    }
    return sorted(found, key=lambda each: each.value, reverse=True)


def about_of(store: ox.Store, statement: ox.NamedNode) -> ox.NamedNode | None:
    """Find what a statement is about: what its ties go through, or what it names itself."""
    for support in subjects(store, "saite:statement", statement)[:1]:
        for found in objects(store, support, "saite:through"):
            return found
    return next(iter(objects(store, statement, *ABOUT)), None)


def _moment(episode: Mapping[str, Any]) -> tuple[str, str]:
    whens = [episode["statement"].get("when"), (episode["thing"] or {}).get("when")]
    known: Mapping[str, str] = next((when for when in whens if when), {})
    return known.get("earliest") or known.get("latest") or "9999", episode["statement"]["iri"]
