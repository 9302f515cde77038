"""What a page holds besides the picture: organisations, ties, evidence, texts in three languages.

Things, statements, evidence and documents stand once and are referred to by their place in a list.
What is empty is left out, so that the page stays small.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypedDict

import networkx as nx

from saite import __version__
from saite.network.attributes import Labels
from saite.view.assets import LANGUAGES, load_strings

MEASURES: Final = ("degree", "strength", "betweenness", "pagerank")


class Gap(TypedDict):
    """One thing that is missing or open, for the page's list of them.

    :param thing: IRI of what it is missing of; an organisation or a tie can be opened
    :param labels: what that is called, by language
    :param other: IRI of what tells it from others of the kind, or empty; two organisations that
        are tied stand for their tie
    :param detail: what that is called, by language
    :param file: file of the record, below its source; empty if it comes from no row
    :param row: row of the record, the header being 1; 0 if it comes from no row
    """

    thing: str
    labels: Labels
    other: str
    detail: Labels
    file: str
    row: int


class GapList(TypedDict):
    """The gaps of one kind: what is missing, and what to do next, by language."""

    kind: str
    title: Labels
    advice: Labels
    gaps: list[Gap]


@dataclass(frozen=True)
class About:
    """What a page says of itself; what is empty is not said.

    :param build: id of the build that it was made from
    :param date: when that build was made, as it should read
    :param sources: names of the sources of the records
    """

    title: str = ""
    build: str = ""
    date: str = ""
    version: str = __version__
    sources: tuple[str, ...] = ()
    licence: str = ""


@dataclass(frozen=True)
class Numbering:
    """Places in the page's lists, by IRI."""

    organisations: dict[str, int]
    ties: dict[str, int] = field(default_factory=dict)
    pairs: dict[frozenset[str], int] = field(default_factory=dict)
    things: dict[str, int] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)


def collect_facts(
    graph: "nx.Graph[str]",
    *,
    language: str,
    about: About,
    gaps: Sequence[GapList] | None = None,
) -> dict[str, Any]:
    """Collect what the page shows of a network.

    :param graph: as ``saite.network.read_network`` makes it
    :param language: in which the page opens: one of ``LANGUAGES``
    :param gaps: what is missing; if not given, the page tells what it finds itself: organisations
        without ties, ties that no source states, names that are not resolved
    :returns: plain values only, ready for JSON
    """
    number = _number(graph)
    shared = graph.graph
    return {
        "language": language,
        "languages": list(LANGUAGES),
        "strings": load_strings(),
        "about": _full(asdict(about)),
        "shown": shared["shown"],
        "cuts": shared.get("cut", []),
        "measures": shared["measures"],
        "withPeople": shared["with_people"],
        "concepts": _concepts(graph, number),
        "organisations": [_organisation(graph.nodes[node]) for node in graph],
        "groups": _groups(graph, number),
        "ties": [_tie(a, b, data["supports"], number) for a, b, data in graph.edges(data=True)],
        "things": [_thing(shared["things"].get(iri, {}), number) for iri in number.things],
        "statements": [_statement(shared["statements"][iri], number) for iri in number.statements],
        "evidence": [_evidence(shared["evidence"][iri], number) for iri in number.evidence],
        "documents": [
            _fields(shared["documents"].get(iri, {}), "labels", "language", "url", "when", "row")
            for iri in number.documents
        ],
        "people": shared["people"],
        "largeEvents": [
            {"labels": event["labels"], "organisations": event["organisations"]}
            for event in shared["large_events"]
        ],
        "gaps": None if gaps is None else [_gap_list(gap_list, number) for gap_list in gaps],
    }


def _number(graph: "nx.Graph[str]") -> Numbering:
    """Give a number to what the shown ties refer to; nothing else goes into the page."""
    shared = graph.graph
    supports = [each for _, _, data in graph.edges(data=True) for each in data["supports"]]
    things = _places(support["through"] for support in supports)
    statements = _places(iri for support in supports for iri in support["statements"])
    evidence = _places(
        iri
        for facts, found in ((shared["statements"], statements), (shared["things"], things))
        for key in found
        for iri in facts.get(key, {}).get("evidence", [])
    )
    documents = _places(shared["evidence"][iri]["document"] for iri in evidence)
    ties = {data["iri"]: number for number, (_, _, data) in enumerate(graph.edges(data=True))}
    organisations = {node: number for number, node in enumerate(graph)}
    pairs = {frozenset(edge): number for number, edge in enumerate(graph.edges)}
    return Numbering(organisations, ties, pairs, things, statements, evidence, documents)


def _places(iris: Iterable[str]) -> dict[str, int]:
    return {iri: number for number, iri in enumerate(sorted({iri for iri in iris if iri}))}


def _organisation(data: dict[str, Any]) -> dict[str, Any]:
    names = [_full(name) for name in data["names"]]
    return _full(
        {
            **_fields(data, "identifier", "labels", "kind", "unnamed", "status", "note"),
            **_fields(data, "address", "website", "email", "row"),
            **{name: data[name] for name in MEASURES},
            "label": data["label"],
            "short": data["short"] if data["short"] != data["label"] else "",
            "names": names,
            "places": [_place(place) for place in data["places"]],
            "group": data["community"],
        },
        keep=("group", *MEASURES),
    )


def _groups(graph: "nx.Graph[str]", number: Numbering) -> list[dict[str, Any]]:
    """Describe the groups by those members who are there: a part of a network may be drawn too."""
    members: dict[int, list[str]] = {}
    for node, data in graph.nodes(data=True):
        members.setdefault(data["community"], []).append(node)
    groups = []
    for group in graph.graph["communities"]:
        present = members.get(group["number"], [])
        leads = [lead for lead in group["leads"] if lead in number.organisations] or present[:1]
        places = [number.organisations[lead] for lead in leads]
        groups.append({"size": len(present), "leads": places})
    return groups


def _place(place: dict[str, Any]) -> dict[str, Any]:
    return _fields(place, "labels", "within", "country")


def _tie(a: str, b: str, supports: list[dict[str, Any]], number: Numbering) -> dict[str, Any]:
    return {
        "a": number.organisations[a],
        "b": number.organisations[b],
        "supports": [
            {
                **_fields(support, "kind", "weight", "status", "earliest", "latest"),
                "thing": number.things.get(support["through"], -1),
                "statements": [number.statements[iri] for iri in support["statements"]],
            }
            for support in supports
        ],
    }


def _thing(thing: dict[str, Any], number: Numbering) -> dict[str, Any]:
    return _full(
        {
            **_fields(thing, "type", "kind", "kind_as_written", "labels", "number", "unnamed"),
            **_fields(thing, "note", "row"),
            "when": _full(thing.get("when") or {}),
            "places": [_place(place) for place in thing.get("places", [])],
            "evidence": [number.evidence[iri] for iri in thing.get("evidence", [])],
        }
    )


def _statement(statement: dict[str, Any], number: Numbering) -> dict[str, Any]:
    return _full(
        {
            **_fields(statement, "type", "kind", "status", "open_list", "note", "row"),
            "when": _full(statement["when"] or {}),
            "parts": [_part(part, number) for part in statement["parts"]],
            "evidence": [number.evidence[iri] for iri in statement["evidence"]],
        }
    )


def _part(part: dict[str, Any], number: Numbering) -> dict[str, Any]:
    place = number.organisations.get(part["iri"])
    found = _fields(part, "property", "concept", "text", "language")
    if place is not None:
        return {**found, "organisation": place}
    return {**found, "iri": part["iri"]} if part["iri"] else found


def _evidence(evidence: dict[str, Any], number: Numbering) -> dict[str, Any]:
    found = _fields(evidence, "section", "quote", "language", "note", "url", "row")
    for name in ("start", "end"):
        if evidence[name] is not None:
            found[name] = evidence[name]
    return {**found, "document": number.documents.get(evidence["document"], -1)}


def _concepts(graph: "nx.Graph[str]", number: Numbering) -> dict[str, Labels]:
    """Choose the labels of the concepts that this page names, and of all kinds and statuses."""
    labels: dict[str, Labels] = graph.graph["concepts"]
    used = {data["kind"] for _, data in graph.nodes(data=True)}
    used |= {graph.graph["statements"][iri]["kind"] for iri in number.statements}
    used |= {graph.graph["things"].get(iri, {}).get("kind", "") for iri in number.things}
    used |= {name["kind"] for _, data in graph.nodes(data=True) for name in data["names"]}
    used |= {
        part["concept"]
        for iri in number.statements
        for part in graph.graph["statements"][iri]["parts"]
    }
    used |= {key for key in labels if key.startswith(("tie-kind/", "status/"))}
    return {key: labels[key] for key in sorted(used) if key in labels}


def _gap_list(gap_list: GapList, number: Numbering) -> dict[str, Any]:
    return {
        "kind": gap_list["kind"],
        "title": gap_list["title"],
        "advice": gap_list["advice"],
        "gaps": [_gap(gap, number) for gap in gap_list["gaps"]],
    }


def _gap(gap: Gap, number: Numbering) -> dict[str, Any]:
    found = _fields(gap, "labels", "detail", "file", "row")
    for name, numbers in (("organisation", number.organisations), ("tie", number.ties)):
        if gap["thing"] in numbers:
            found[name] = numbers[gap["thing"]]
    pair = frozenset((gap["thing"], gap["other"]))
    return found | {"tie": number.pairs[pair]} if pair in number.pairs else found


def _fields(facts: Mapping[str, Any], *names: str) -> dict[str, Any]:
    found = {name: facts[name] for name in names if facts.get(name)}
    if "row" in found:
        found["row"] = _short_row(found["row"])
    return found


def _short_row(row: str | int) -> str | int:
    """Cut the base off the IRI of a row, which is the same for thousands of them.

    >>> _short_row("https://example.org/id/source/reports/people.csv#row=12")
    'source/reports/people.csv#row=12'
    """
    if isinstance(row, str) and "/source/" in row:
        return row[row.rindex("/source/") + 1 :]
    return row


def _full(facts: Mapping[str, Any], keep: tuple[str, ...] = ()) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value or name in keep}
