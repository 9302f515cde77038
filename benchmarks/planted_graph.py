"""The planted network as the graph of a build: what the served explorer is measured on.

The same groups and ties as ``planted``, written statement by statement, so that 100,000
organisations need no memory: each tie rests on one or two supports, each support goes through an
event, a project, an agreement or a membership and rests on a record with its evidence.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from planted import planted_ties
from planted_facts import (
    BASE,
    KINDS,
    ORGANISATION_KINDS,
    STATUSES,
    SUBJECTS,
    TOWNS,
    hash_number,
)
from saite.index import FILE, write_index
from saite.namespaces import CONCEPTS, expand
from saite.store import new_build, publish, write_store
from saite.workspace import Workspace

RECORDS: Final = f"<{BASE}graph/planted/records>"
DERIVED: Final = f"<{BASE}graph/derived>"


def write_graph(path: Path, organisations: int, *, seed: int = 2009) -> int:
    """Write the graph as N-Quads.

    :returns: how many statements it has
    """
    groups, ties = planted_ties(organisations, seed=seed)
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        written += _write(stream, RECORDS, _organisations(organisations))
        written += _write(stream, RECORDS, _shared(organisations))
        seen: set[str] = set()
        for one, other in ties.tolist():
            group = int(groups[one])
            written += _write(stream, DERIVED, _tie(one, other, group))
            written += _write(stream, RECORDS, _records(one, other, group, seen))
    return written


def publish_planted(workspace: Workspace, organisations: int) -> int:
    """Make the graph the current build of a workspace.

    :returns: how many statements it has
    """
    with new_build(workspace.output) as build:
        graph = build.folder / "graph.nq"
        written = write_graph(graph, organisations)
        write_store(build.folder / "store", graph)
        write_index(build.folder / FILE, ox.Store.read_only(str(build.folder / "store")))
        publish(build, build.make_id())
    return written


Statement = tuple[str, str, str]


def _write(stream: IO[str], graph: str, statements: Iterator[Statement]) -> int:
    lines = [f"<{s}> <{expand(p)}> {o} {graph} .\n" for s, p, o in statements]
    stream.writelines(lines)
    return len(lines)


def _iri(*parts: str) -> str:
    return f"<{''.join(parts)}>"


def _class(name: str) -> str:
    return _iri(expand(name))


def _concept(key: str) -> str:
    return _iri(CONCEPTS, key)


def _text(text: str, language: str = "") -> str:
    return f'"{text}"@{language}' if language else f'"{text}"'


def _typed(value: object, datatype: str) -> str:
    return f'"{value}"^^<{expand(f"xsd:{datatype}")}>'


def _organisations(count: int) -> Iterator[Statement]:
    for number in range(count):
        iri, subject = f"{BASE}organisation/{number:06}", SUBJECTS[number % len(SUBJECTS)]
        short = "".join(word[0] for word in subject.split()).upper() + str(number)
        kind = ORGANISATION_KINDS[hash_number("kind", str(number)) % len(ORGANISATION_KINDS)]
        yield iri, "rdf:type", _class("org:Organization")
        yield iri, "dcterms:identifier", _text(f"{number:06}")
        yield iri, "dcterms:type", _concept(f"organisation-kind/{kind}")
        yield iri, "skos:prefLabel", _text(f"Made-up association for {subject} {number}", "en")
        yield iri, "skos:prefLabel", _text(f"Išgalvota asociacija {number}", "lt")
        place = hash_number("place", str(number)) % TOWNS
        yield iri, "schema:location", _iri(f"{BASE}place/p{place}")
        name = f"{BASE}name/{number:06}"
        yield name, "rdf:type", _class("saite:NameForm")
        yield name, "saite:nameOf", _iri(iri)
        yield name, "saite:asWritten", _text(short)
        yield name, "dcterms:type", _concept("name-kind/abbreviation")


def _shared(organisations: int) -> Iterator[Statement]:
    for number in range(TOWNS):
        place = f"{BASE}place/p{number}"
        yield place, "rdf:type", _class("schema:Place")
        yield place, "skos:prefLabel", _text(f"Made-up Town {number}", "en")
        yield place, "schema:addressCountry", _text(("LT", "LV", "EE")[number % 3])
        if number % 5:
            yield place, "schema:latitude", _typed(54 + number / 15, "decimal")
            yield place, "schema:longitude", _typed(21 + number / 10, "decimal")
    for number in range(organisations // 100 + 1):
        document = f"{BASE}document/d{number}"
        yield document, "rdf:type", _class("foaf:Document")
        yield document, "skos:prefLabel", _text(f"Made-up yearbook, volume {number + 1}", "en")


def _supports(one: int, other: int, group: int) -> Iterator[tuple[str, str, str, int, int]]:
    """Draw what a tie rests on: kind, thing, record, year, how many took part."""
    pair = f"{one}-{other}"
    for place in range(1 + hash_number("n", pair) % 2):
        drawn = hash_number(str(place), pair)
        kind, _, statement, roles = KINDS[(drawn + place) % len(KINDS)]
        number = f"{group}-{drawn % 40}" if roles and kind != "membership" else pair
        year = 1994 + hash_number(kind, number) % 32
        record = f"{BASE}{statement.lower()}/{number}~{one:06}"
        yield kind, f"{BASE}{kind}/{number}", record, year, 2 + drawn % 6


def _tie(one: int, other: int, group: int) -> Iterator[Statement]:
    pair = f"{one:06}~{other:06}"
    tie, total, count = f"{BASE}tie/{pair}", 0.0, 0
    for kind, thing, record, year, size in _supports(one, other, group):
        support = f"{BASE}support/{pair}~{kind}~{thing.rpartition('/')[2]}"
        weight = round(1 / (size - 1), 6)
        total, count = total + weight, count + 1
        status = STATUSES[hash_number(record) % len(STATUSES)]
        yield support, "rdf:type", _class("saite:Support")
        yield support, "saite:supports", _iri(tie)
        yield support, "saite:kind", _concept(f"tie-kind/{kind}")
        yield support, "saite:through", _iri(thing)
        yield support, "saite:statement", _iri(record)
        yield support, "saite:weight", _typed(f"{weight:.6f}", "decimal")
        yield support, "saite:status", _concept(f"status/{status}")
        yield support, "saite:earliest", _typed(f"{year}-01-01", "date")
        yield support, "saite:latest", _typed(f"{year}-12-31", "date")
    yield tie, "rdf:type", _class("saite:EvidencedPartnership")
    yield tie, "saite:between", _iri(f"{BASE}organisation/{one:06}")
    yield tie, "saite:between", _iri(f"{BASE}organisation/{other:06}")
    yield tie, "saite:weight", _typed(f"{total:.6f}", "decimal")
    yield tie, "saite:supportCount", _typed(count, "integer")


def _records(one: int, other: int, group: int, seen: set[str]) -> Iterator[Statement]:
    for kind, thing, record, year, _ in _supports(one, other, group):
        if thing not in seen:
            seen.add(thing)
            name = next(each[1] for each in KINDS if each[0] == kind)
            label = f"Made-up {kind} {thing.rpartition('/')[2]} of {year}"
            yield thing, "rdf:type", _class(f"{'schema' if kind == 'event' else 'saite'}:{name}")
            yield thing, "skos:prefLabel", _text(label, "en")
        if record not in seen:
            seen.add(record)
            statement = next(each[2] for each in KINDS if each[0] == kind)
            yield record, "rdf:type", _class(f"saite:{statement}")
            yield record, "saite:participant", _iri(f"{BASE}organisation/{one:06}")
            evidence = record.replace(BASE, f"{BASE}evidence/")
            yield record, "saite:evidence", _iri(evidence)
            document = hash_number(record) % 200
            yield evidence, "oa:hasSource", _iri(f"{BASE}document/d{document}")
            yield evidence, "saite:section", _text(f"{year % 9}.{document % 9}")
