"""What a page of the explorer needs at once: organisations, ties and their supports, as columns.

``frontend/src/explorer/network.ts`` tells what becomes of it, ``decode.ts`` reads it. Organisations
and ties stand in the order of the graph; everything else refers to them by their place.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from typing import Any, Final

import networkx as nx

from saite.network.attributes import Labels, Support
from saite.view.columns import write_column, write_lists, write_table
from saite.view.facts import About

FORMAT: Final = 1
STATUSES: Final = ("status/stated", "status/derived", "status/implied", "status/disputed")
# Significant digits of measures that are no whole numbers: more would say nothing, and do not
# compress.
DIGITS: Final = 4
REAL: Final = ("strength", "betweenness", "pagerank")
# A date that is not known, as a number that sorts: year * 10000 + month * 100 + day.
NEVER_BEGAN: Final = 0
NEVER_ENDS: Final = 99_999_999


def find_base(graph: "nx.Graph[str]") -> str:
    """Find what the IRIs of a network begin with: all up to the class of its organisations.

    >>> graph = nx.Graph()
    >>> graph.add_node("https://example.org/id/organisation/o1")
    >>> find_base(graph)
    'https://example.org/id/'
    """
    counts = Counter(_base_of(node) for node in graph)
    return min(counts, key=lambda base: (-counts[base], base), default="")


def _base_of(iri: str) -> str:
    head, mark, _ = iri.rpartition("/organisation/")
    return f"{head}/" if mark else iri[: iri.rfind("/") + 1]


def shorten(iri: str, base: str) -> str:
    """Leave the base out of an IRI, unless what remains would look like an IRI itself."""
    rest = iri[len(base) :] if base and iri.startswith(base) else iri
    return rest if rest and ":" not in rest.split("/", 1)[0] else iri


def collect_overview(
    graph: "nx.Graph[str]", *, language: str, about: About, base: str
) -> dict[str, Any]:
    """Collect what the first picture, the search and the filters of a page need.

    :param graph: as ``saite.network.read_network`` makes it, or a part of it
    :param language: in which the page opens
    :param base: see ``find_base``
    :returns: plain values only, ready for ``columns.pack``
    """
    shared = graph.graph
    kinds = _kinds(graph)
    number = {node: place for place, node in enumerate(graph)}
    supports = [data["supports"] for _, _, data in graph.edges(data=True)]
    return {
        "format": FORMAT,
        "language": language,
        "base": base,
        "about": {name: value for name, value in asdict(about).items() if value},
        "kinds": {
            name: [{"key": key, "labels": labels} for key, labels in found.items()]
            for name, found in kinds.items()
        },
        "organisations": _organisations(graph, kinds, base),
        "ties": _ties(graph, number),
        "supports": _supports(supports, kinds),
        "groups": _groups(graph, number),
        "cut": _cut(graph),
        "largeEvents": [
            {"labels": event["labels"], "organisations": event["organisations"]}
            for event in shared["large_events"]
        ],
        "withPeople": shared["with_people"],
        "measured": {name: shared["measures"][name] for name in ("betweenness", "sample")},
    }


def _kinds(graph: "nx.Graph[str]") -> dict[str, dict[str, Labels]]:
    """List the kinds that are there, by how often they are: key -> labels."""
    concepts: Mapping[str, Labels] = graph.graph["concepts"]
    supports = [each for _, _, data in graph.edges(data=True) for each in data["supports"]]
    places = {
        place["iri"]: place["labels"] or {"": place["country"]}
        for _, data in graph.nodes(data=True)
        for place in data["places"][:1]
    }
    used = {each["status"] for each in supports}
    statuses = [status for status in STATUSES if status in used]
    statuses += sorted(used - set(STATUSES))
    return {
        "organisation": _labelled(
            _ranked(data["kind"] for _, data in graph.nodes(data=True)), concepts
        ),
        "place": _labelled(_ranked(_place(data) for _, data in graph.nodes(data=True)), places),
        "tie": _labelled(_ranked((each["kind"] for each in supports), keep_empty=True), concepts),
        "status": _labelled(statuses, concepts),
    }


def _ranked(keys: Iterable[str], *, keep_empty: bool = False) -> list[str]:
    counts = Counter(key for key in keys if key or keep_empty)
    return sorted(counts, key=lambda key: (-counts[key], key))


def _labelled(keys: Iterable[str], labels: Mapping[str, Labels]) -> dict[str, Labels]:
    return {key: labels.get(key, {}) for key in keys}


def _place(data: Mapping[str, Any]) -> str:
    places = data["places"]
    return str(places[0]["iri"]) if places else ""


def _organisations(
    graph: "nx.Graph[str]", kinds: Mapping[str, Mapping[str, Labels]], base: str
) -> dict[str, Any]:
    kind = {key: place for place, key in enumerate(kinds["organisation"])}
    place = {key: number for number, key in enumerate(kinds["place"])}
    nodes = [(node, data) for node, data in graph.nodes(data=True)]
    is_cut = _cut(graph)["rule"] != ""
    rows = [
        {
            "iri": shorten(node, base),
            "label": data["label"],
            "short": data["short"] if data["short"] != data["label"] else "",
            "kind": kind.get(data["kind"], -1),
            "place": place.get(_place(data), -1),
            "group": data["community"],
            # Half a pixel is nothing, and whole numbers compress.
            "x": round(data["x"]),
            "y": round(data["y"]),
            "latitude": data.get("latitude"),
            "longitude": data.get("longitude"),
            "unnamed": data["unnamed"],
            **({"ties": data["degree"]} if is_cut else {}),
            **{name: _round(data[name]) for name in (REAL if is_cut else ("betweenness",))},
            **({"degree": data["degree"]} if is_cut else {}),
        }
        for node, data in nodes
    ]
    return {
        **write_table(rows),
        "names": write_lists(
            [[_name(name["text"], data) for name in data["names"]] for _, data in nodes]
        ),
        "labels": _other_labels([data for _, data in nodes]),
    }


def _name(text: str, organisation: Mapping[str, Any]) -> str | int:
    """Write a name that the label or the short name is already: as 0 or 1."""
    if text == organisation["label"]:
        return 0
    return 1 if text == organisation["short"] else text


def _other_labels(organisations: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Write the labels in each language, where they differ from the label itself."""
    tags = sorted({tag for data in organisations for tag in data["labels"]})
    columns = {}
    for tag in tags:
        labels = [data["labels"].get(tag, "") for data in organisations]
        columns[tag] = write_column(
            [
                text if text != data["label"] else ""
                for text, data in zip(labels, organisations, strict=True)
            ]
        )
    # Which language the label itself is in.
    own = [
        next((tag for tag, text in data["labels"].items() if text == data["label"]), "")
        for data in organisations
    ]
    return {
        "own": write_column(own),
        "other": {tag: c for tag, c in columns.items() if c is not None},
    }


def _ties(graph: "nx.Graph[str]", number: Mapping[str, int]) -> dict[str, Any]:
    rows = []
    for a, b in graph.edges:
        first, second = sorted((number[a], number[b]))
        rows.append({"a": first, "span": second - first})
    return write_table(rows)


def _supports(
    supports: list[list[Support]], kinds: Mapping[str, Mapping[str, Labels]]
) -> dict[str, Any]:
    tie_kind = {key: place for place, key in enumerate(kinds["tie"])}
    status = {key: place for place, key in enumerate(kinds["status"])}
    rows = [
        {
            "kind": tie_kind[support["kind"]],
            "status": status[support["status"]],
            "weight": float(f"{support['weight']:.6g}"),
            # Both bounds together: few periods differ.
            "period": [day(support["earliest"], NEVER_BEGAN), day(support["latest"], NEVER_ENDS)],
        }
        for support in chain.from_iterable(supports)
    ]
    return {**write_table(rows), "counts": [len(each) for each in supports]}


def day(date: str, otherwise: int) -> int:
    """Write a date as a number that sorts.

    >>> day("2017-09-29", 0), day("", 0)
    (20170929, 0)
    """
    digits = date[:10].replace("-", "")
    return int(digits) if len(digits) == 8 and digits.isascii() and digits.isdigit() else otherwise


def _groups(graph: "nx.Graph[str]", number: Mapping[str, int]) -> list[dict[str, Any]]:
    """Describe the groups by those members who are there: a part of a network may be drawn too."""
    members: dict[int, list[str]] = {}
    for node, data in graph.nodes(data=True):
        members.setdefault(data["community"], []).append(node)
    groups = []
    for group in graph.graph["communities"]:
        present = members.get(group["number"], [])
        leads = [lead for lead in group["leads"] if lead in number] or present[:1]
        groups.append({"size": len(present), "leads": [number[lead] for lead in leads]})
    return groups


def _cut(graph: "nx.Graph[str]") -> dict[str, Any]:
    """Tell how much of the network is there, and by which rule the rest was left out.

    Ties may have been left out before, to keep the backbone or the strongest of each organisation:
    ``graph.graph["cut"]`` tells that in turn. Then the page may have room for a part only.
    """
    cuts = graph.graph.get("cut") or []
    shown = graph.graph.get("shown", {})
    all_ties = cuts[0]["ties"][1] if cuts else graph.number_of_edges()
    organisations = shown.get("organisations", (len(graph), len(graph)))
    ties = shown.get("ties", (graph.number_of_edges(), all_ties))
    if organisations[0] < organisations[1]:
        rule = "strongest"
    elif cuts:
        rule = cuts[-1]["rule"]
    else:
        rule = "top" if ties[0] < ties[1] else ""
    return {
        "organisations": organisations[0],
        "ofOrganisations": organisations[1],
        "ties": ties[0],
        "ofTies": max(ties[1], all_ties),
        "rule": rule,
    }


def _round(value: float) -> float | int:
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() else rounded
