"""A thing: facts about it, and the records that name it, with where they are written."""

from collections import defaultdict
from typing import Any, Final

import pyoxigraph as ox

from saite.assistant.bounding import MOST_CHARACTERS, fit
from saite.assistant.cells import is_iri, term_cell, value_of
from saite.assistant.citing import citations
from saite.assistant.knowledge import Knowledge, node, values
from saite.assistant.naming import is_address, like_name, name_thing
from saite.errors import UsageError, nearest
from saite.namespaces import expand, shorten

TYPE: Final = expand("rdf:type")
PARTS: Final = 9  # values of one property of a record
# Told in words of their own, or by other tools.
APART: Final = frozenset(
    expand(name)
    for name in ("rdf:type", "dcterms:source", "saite:evidence", "saite:when", "saite:status")
)
UNTOLD: Final = frozenset(
    expand(f"saite:{name}") for name in ("EvidencedPartnership", "Support", "Strength")
)
DERIVED: Final = "graph/derived"
Naming = dict[str, tuple[str, str]]  # record -> its class and the property that names the thing
LOOKED_AT: Final = 2_000  # IRIs that the nearest is looked for among
LIKE: Final = "SELECT DISTINCT ?s {{ ?s a ?type FILTER(STRSTARTS(STR(?s), {folder})) }} ORDER BY ?s"
ABOUT: Final = """
SELECT DISTINCT ?p ?o ?g {{ {thing} ?p ?o OPTIONAL {{ GRAPH ?g {{ {thing} ?p ?o }} }} }}
ORDER BY ?p ?o ?g
"""
NAMING: Final = """
SELECT DISTINCT ?p ?s ?type ?g {{
  ?s ?p {thing} ; a ?type .
  OPTIONAL {{ GRAPH ?g {{ ?s ?p {thing} }} }}
  FILTER(isIRI(?s))
}}
ORDER BY ?type ?p ?s ?g
"""


def describe(knowledge: Knowledge, thing: str, *, limit: int, offset: int) -> dict[str, Any]:
    """Describe a thing.

    :param thing: its IRI, or what it alone is called: a label, an alias, an id
    :raises UsageError: if the graph says nothing of it; what has a name like it is named
    """
    iri, about, naming = _found(knowledge, thing)
    chosen = list(naming)[offset : offset + limit]
    facts, parts = _grouped(about), _parts(knowledge, chosen)
    cited = citations(knowledge, [iri, *chosen])
    labels = knowledge.labels(_named(iri, chosen, [facts, *parts.values()]))
    told, _ = fit(_said(facts, labels), most=MOST_CHARACTERS // 2)
    untold = sum(way not in APART for way in facts) - len(told)
    shown, _ = fit(
        {
            "iri": each,
            "label": labels.get(each, ""),
            "type": shorten(naming[each][0]),
            "names_it_as": shorten(naming[each][1]),
            "says": _said(parts.get(each, {}), labels),
            **cited.get(each, {}),
        }
        for each in chosen
    )
    left = len(naming) - offset - len(shown)
    more = {"cut": True, "more_records": left, "next_offset": offset + len(shown)}
    return {
        "iri": iri,
        "label": labels.get(iri, iri),
        "types": sorted(shorten(value_of(each)) for each, _ in facts.get(TYPE, ())),
        "facts": told,
        **({"cut": True, "more_properties": untold} if untold else {}),
        **cited.get(iri, {}),
        "records": shown,
        **(more if left > 0 else {}),
    }


def _found(knowledge: Knowledge, thing: str) -> tuple[str, list[tuple[Any, ...]], Naming]:
    """Read what is said of what a text stands for, which is an IRI first, and else a name.

    :raises UsageError: if nothing is said of it
    """
    try:
        iri = knowledge.iri(thing)
    except UsageError as error:
        if named := name_thing(knowledge, thing):
            return _said_of(knowledge, named)
        raise UsageError(f"{error}{like_name(knowledge, thing)}") from None
    found = _said_of(knowledge, iri)
    if any(found[1:]):
        return found
    if named := name_thing(knowledge, thing):
        return _said_of(knowledge, named)
    if is_address(thing):
        raise UsageError(_unknown(knowledge, thing, iri))
    raise UsageError(f"nothing is called {thing[:200]!r}{like_name(knowledge, thing)}")


def _said_of(knowledge: Knowledge, iri: str) -> tuple[str, list[tuple[Any, ...]], Naming]:
    return iri, knowledge.rows(ABOUT.format(thing=node(iri))), _records(knowledge, iri)


def _named(iri: str, records: list[str], found: list[dict[str, list[Any]]]) -> set[str]:
    """Collect every IRI that an answer names."""
    values = {
        each.value
        for said in found
        for pairs in said.values()
        for each, _ in pairs[:PARTS]
        if is_iri(each)
    }
    return {iri, *records, *values}


def _records(knowledge: Knowledge, iri: str) -> Naming:
    """Find the records that name a thing: IRI -> its class and the property that names it.

    What only rules made is passed over: the records that it comes from are told.
    """
    kinds: dict[str, set[str]] = defaultdict(set)
    ways: dict[str, set[str]] = defaultdict(set)
    for way, record, kind, graph in knowledge.rows(NAMING.format(thing=node(iri))):
        kinds[record.value].add(value_of(kind))
        if graph is None or not graph.value.endswith(DERIVED):
            ways[record.value].add(value_of(way))
    found = {
        each: (max(kinds[each]), min(ways[each]))
        for each in sorted(ways)
        if each != iri and not kinds[each] & UNTOLD
    }
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


def _parts(knowledge: Knowledge, records: list[str]) -> dict[str, dict[str, list[Any]]]:
    """Read what records say: record -> property -> values, none of them made by rules."""
    found: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    if records:
        text = f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?s {{ {values(records)} }} ?s ?p ?o }}"
        for record, way, value in knowledge.rows(f"{text} ORDER BY ?s ?p ?o"):
            found[record.value].setdefault(value_of(way), []).append((value, False))
    return found


def _grouped(about: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Group statements by property, each value with whether only rules made it."""
    found: dict[str, dict[Any, bool]] = defaultdict(dict)
    for way, value, graph in about:
        is_derived = graph is not None and graph.value.endswith(DERIVED)
        known = found[value_of(way)]
        known[value] = known.get(value, True) and is_derived
    return {way: list(known.items()) for way, known in found.items()}


def _said(parts: dict[str, list[Any]], labels: dict[str, str]) -> list[dict[str, Any]]:
    said = []
    for way, pairs in sorted(parts.items()):
        if way in APART:
            continue
        told: dict[str, Any] = {
            "property": shorten(way),
            "values": [term_cell(value, labels) for value, _ in pairs[:PARTS]],
        }
        if len(pairs) > PARTS:
            told["more"] = len(pairs) - PARTS
        if all(is_derived for _, is_derived in pairs):
            told["derived"] = True
        said.append(told)
    return said


def _unknown(knowledge: Knowledge, thing: str, iri: str) -> str:
    hint = like_name(knowledge, thing.rpartition("/")[2])
    folder = iri.rpartition("/")[0] + "/"
    rows = knowledge.rows(LIKE.format(folder=ox.Literal(folder)), most=LOOKED_AT)
    alike = nearest(iri, [value_of(each) for (each,) in rows])
    return f"the graph says nothing of <{iri}>{f'; nearest: <{alike}>' if alike else hint}"
