"""From the store to who works with whom: one node an organisation, one edge a tie.

Ties are not made here: they are in the derived graph, each with the supports that it rests on.
This module reads them, and what they refer to, into one ``networkx.Graph``.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import networkx as nx

from saite.concepts import Concepts
from saite.errors import NetworkError
from saite.namespaces import CONCEPTS
from saite.network.attributes import (
    Labels,
    LargeEvent,
    Name,
    NetworkAttributes,
    OrganisationAttributes,
    Support,
    TieAttributes,
)
from saite.network.facts import (
    Context,
    read_documents,
    read_evidence,
    read_labels,
    read_names,
    read_places,
    read_statements,
    read_things,
    read_times,
)
from saite.network.privacy import Privacy
from saite.network.reading import Row, concept_key, local_name, read_rows
from saite.query import Askable

# Where a label is missing in the language asked for.
FALLBACKS: Final = ("en", "lt", "lv", "")
SHORT_KINDS: Final = ("name-kind/abbreviation", "name-kind/short")


def project_network(
    store: Askable,
    *,
    language: str = "en",
    with_people: bool = True,
    with_email: bool = False,
    concepts: Mapping[str, Labels] | None = None,
) -> "nx.Graph[str]":
    """Read the ties of a built store as a graph.

    :param language: language of ``label``; all languages are in ``labels``
    :param with_people: whether signatories, speakers and members by name may appear; if not, their
        names are also left out of notes and quotes
    :param with_email: whether e-mail addresses may appear, those inside texts included
    :param concepts: labels of concepts by key (``"event-role/organiser"``), for those that the
        store itself does not label
    :returns: an undirected graph with the attributes of ``saite.network.attributes``; nodes and
        edges are in the order of their IRIs; an organisation without ties is a node of its own
    :raises NetworkError: if a tie joins what is not an organisation
    """
    names = read_names(store)
    context = read_context(store, names, with_people=with_people, with_email=with_email)
    graph: nx.Graph[str] = nx.Graph()
    _add_organisations(graph, context, names, language=language)
    _add_ties(graph, store)
    graph.graph.update(_read_shared(context, language=language))
    graph.graph["concepts"] = {**(concepts or {}), **graph.graph["concepts"]}
    return graph


def project_ties(store: Askable, *, language: str = "en") -> "nx.Graph[str]":
    """Read the ties alone: who is tied to whom, how much, and the short names.

    It is what positions depend on, in a small part of the time that ``project_network`` takes.

    :raises NetworkError: if a tie joins what is not an organisation
    """
    names, labels = read_names(store), read_labels(store)
    graph: nx.Graph[str] = nx.Graph()
    for row in read_rows(store, "organisations"):
        iri = row["organisation"]
        label = _name(row, labels.get(iri, {}), language=language)
        graph.add_node(iri, short=_short_name(label, names.get(iri, [])))
    for row in _read_ties(store, graph):
        graph.add_edge(row["one"], row["other"], weight=float(row["weight"]))
    return graph


def choose_label(labels: Mapping[str, str], language: str) -> str:
    """Choose a label: in the language, else in one of ours, else the first there is.

    >>> choose_label({"lt": "Tinklas", "pl": "Sieć"}, "lv")
    'Tinklas'
    """
    for tag in (language, *FALLBACKS):
        if tag in labels:
            return labels[tag]
    return next(iter(labels.values()), "")


def read_context(
    store: Askable,
    names: dict[str, list[Name]],
    *,
    with_people: bool = True,
    with_email: bool = False,
) -> Context:
    """Read what every fact needs: labels, dates, places, and what may be told of people.

    :param names: written forms of names, by thing, as ``read_names`` reads them
    """
    labels = read_labels(store)
    people = frozenset(row["person"] for row in read_rows(store, "people"))
    texts = {text for person in people for text in labels.get(person, {}).values()}
    texts |= {name["text"] for person in people for name in names.get(person, [])}
    privacy = Privacy(with_people, with_email, tuple(sorted(texts)))
    return Context(
        store=store,
        privacy=privacy,
        labels=labels,
        times=read_times(store, privacy),
        places=read_places(store, labels),
        people=people,
    )


def _add_organisations(
    graph: "nx.Graph[str]", context: Context, names: dict[str, list[Name]], *, language: str
) -> None:
    for row in read_rows(context.store, "organisations"):
        iri = row["organisation"]
        attributes = _organisation(row, context, names.get(iri, []), language=language)
        graph.add_node(iri, **attributes)


def _organisation(
    row: Row, context: Context, names: list[Name], *, language: str
) -> OrganisationAttributes:
    iri = row["organisation"]
    redact = context.privacy.redact
    labels = context.labels.get(iri, {})
    label = _name(row, labels, language=language)
    attributes: OrganisationAttributes = {
        "identifier": row.get("identifier", ""),
        "label": label,
        "short": _short_name(label, names),
        "labels": labels,
        "names": names,
        "kind": concept_key(row.get("kind", "")),
        "places": context.places.get(iri, []),
        "unnamed": row.get("unnamed") == "true",
        "status": concept_key(row.get("status", "")),
        "note": redact(row.get("note", "")),
        "address": redact(row.get("address", "")),
        "website": redact(row.get("website", "")),
        "row": row.get("row", ""),
    }
    for place in attributes["places"]:
        if place["latitude"] is not None and place["longitude"] is not None:
            attributes["latitude"], attributes["longitude"] = place["latitude"], place["longitude"]
            break
    if context.privacy.with_email and "email" in row:
        attributes["email"] = row["email"]
    return attributes


def _name(row: Row, labels: Labels, *, language: str) -> str:
    return (
        choose_label(labels, language)
        or row.get("identifier", "")
        or local_name(row["organisation"])
    )


def _short_name(label: str, names: list[Name]) -> str:
    """Choose the shortest resolved abbreviation or short name that is shorter than the label."""
    short = [name["text"] for name in names if name["kind"] in SHORT_KINDS]
    return min([text for text in short if text] + [label], key=lambda text: (len(text), text))


def _add_ties(graph: "nx.Graph[str]", store: Askable) -> None:
    supports = _read_supports(store)
    for row in _read_ties(store, graph):
        one, other = row["one"], row["other"]
        listed = supports.get(row["tie"], [])
        kinds: dict[str, float] = defaultdict(float)
        for support in listed:
            kinds[support["kind"]] += support["weight"]
        attributes: TieAttributes = {
            "iri": row["tie"],
            "weight": float(row["weight"]),
            "status": concept_key(row.get("status", "")),
            "earliest": row.get("earliest", ""),
            "latest": row.get("latest", ""),
            "kinds": {kind: round(weight, 6) for kind, weight in sorted(kinds.items())},
            "supports": listed,
        }
        graph.add_edge(one, other, **attributes)


def _read_ties(store: Askable, graph: "nx.Graph[str]") -> Iterator[Row]:
    """Read the ties in the order of their ends, which must be nodes of the graph."""
    for row in sorted(read_rows(store, "ties"), key=lambda row: (row["one"], row["other"])):
        for iri in (row["one"], row["other"]):
            if iri not in graph:
                raise NetworkError(f"{row['tie']} joins {iri}, which is not an organisation")
        yield row


def _read_supports(store: Askable) -> dict[str, list[Support]]:
    statements: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(store, "support-statements"):
        statements[row["support"]].append(row["statement"])
    found: dict[str, dict[str, Support]] = defaultdict(dict)
    for row in read_rows(store, "supports"):
        found[row["tie"]][row["support"]] = {
            "iri": row["support"],
            "kind": concept_key(row["kind"]),
            "weight": float(row["weight"]),
            "status": concept_key(row.get("status", "")),
            "earliest": row.get("earliest", ""),
            "latest": row.get("latest", ""),
            "through": row.get("through", ""),
            "statements": sorted(statements.get(row["support"], [])),
        }
    return {tie: [listed[iri] for iri in sorted(listed)] for tie, listed in found.items()}


def _read_shared(context: Context, *, language: str) -> NetworkAttributes:
    evidence, cited = read_evidence(context)
    statements = read_statements(context, cited)
    mentioned = {part["iri"] for each in statements.values() for part in each["parts"]}
    named = context.people & mentioned if context.privacy.with_people else set()
    return {
        "language": language,
        "concepts": {
            concept_key(iri): labels
            for iri, labels in context.labels.items()
            if iri.startswith(CONCEPTS)
        },
        "things": read_things(context, cited),
        "statements": statements,
        "evidence": evidence,
        "documents": read_documents(context),
        "people": {iri: context.label(iri) for iri in sorted(named)},
        "large_events": _read_large_events(context),
        "with_people": context.privacy.with_people,
        "with_email": context.privacy.with_email,
    }


def _read_large_events(context: Context) -> list[LargeEvent]:
    found: dict[str, LargeEvent] = {}
    for row in read_rows(context.store, "large-events"):
        iri = row["event"]
        count = int(row.get("organisations", "0"))
        found[iri] = {"iri": iri, "labels": context.label(iri), "organisations": count}
    return [found[iri] for iri in sorted(found)]


def concept_labels(concepts: Concepts) -> Mapping[str, Labels]:
    """List the labels of concepts by key, such as ``"event-role/organiser"``."""
    return {
        f"{scheme}/{notation}": dict(concept.labels)
        for scheme, members in concepts.schemes.items()
        for notation, concept in members.items()
    }
