"""The page of a thing: facts, names, records with their evidence, ties, times."""

from collections import defaultdict
from typing import Any, Final

from saite.namespaces import CONCEPTS, PREFIXES, expand, shorten
from saite.serve.pages.citing import cite_thing
from saite.serve.pages.ego import draw_ego
from saite.serve.pages.exploring import explore_link
from saite.serve.pages.reading import (
    EVIDENCE,
    IDENTIFIER,
    KIND,
    LABEL,
    MOST,
    NOTE,
    SOURCE,
    STATUS,
    TIED,
    TYPE,
    WHEN,
    WRITTEN,
    Node,
    Reader,
    classes_of,
    row_of,
)
from saite.serve.pages.site import Site
from saite.serve.pages.ties import (
    BETWEEN,
    OF_TIE,
    STATEMENT,
    SUPPORTS,
    THROUGH,
    read_supports,
    read_tie,
    read_ties,
)
from saite.serve.pages.times import read_times

TIE: Final = expand("saite:EvidencedPartnership")
NAME_FORM: Final = expand("saite:NameForm")
AGREES: Final = expand("saite:agreesWith")
DESCRIPTION: Final = expand("saite:Description")
EVIDENCE_CLASS: Final = expand("oa:SpecificResource")
# Told in parts of the page of their own, so not among the facts.
APART: Final = frozenset(
    (TYPE, LABEL, SOURCE, STATUS, WHEN, EVIDENCE, TIED, AGREES, NOTE, IDENTIFIER)
)
# What names an organisation in a tie, or follows from one.
SHORTCUTS: Final = frozenset((TIED, AGREES, BETWEEN))
# What rules made and a page tells: why there is a tie.
REASONS: Final = frozenset((SUPPORTS, THROUGH, STATEMENT, OF_TIE))
# Records whose parts are told elsewhere on the page.
OWN: Final = frozenset(
    (TIE, NAME_FORM, DESCRIPTION, EVIDENCE_CLASS, expand("saite:Support"), expand("saite:Strength"))
)
RECORDS: Final = 25  # of a class, on the page of a thing; the rest has pages of its own
FORMS: Final = {
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "rdf": "RDF/XML",
    "nt": "N-Triples",
    "nq": "N-Quads",
    "trig": "TriG",
}


def records_page(site: Site, iri: str, kind: str, first: int) -> dict[str, Any] | None:
    """Collect the records of one class that name a thing, from one on; None if there are none.

    :param kind: prefixed name of the class, or its IRI
    """
    reader = Reader(site)
    prefix, _, name = kind.partition(":")
    of = PREFIXES[prefix] + name if prefix in PREFIXES else kind
    found = _around(reader, iri).get(of)
    if not found:
        return None
    first = min(first, (len(found) - 1) // MOST * MOST)  # behind the last page is the last page
    page: dict[str, Any] = {
        "iri": reader.name(iri),
        "kind": reader.name(of),
        "group": _records(reader, iri, found, first),
        "number": len(found),
        "first": first,
        "most": MOST,
        "around": {at: site.part_link(iri, records=kind, **{"from": str(at)})
                   for at in (max(first - MOST, 0), first + MOST)},
    }  # fmt: skip
    return {**page, "labels": reader.labels}


def thing_page(site: Site, iri: str) -> dict[str, Any] | None:
    """Collect what the page of a thing shows; None if the graph says nothing of it."""
    reader = Reader(site)
    node = reader.node(iri, apart=(TIED, AGREES))
    around = _around(reader, iri)
    if not node.values and not around and not reader.pointers(iri):
        return None
    classes = classes_of(node)
    ties, more = read_ties(reader, iri)
    records = {
        reader.name(kind): {
            **_records(reader, iri, found, most=RECORDS),
            "all": site.part_link(iri, records=shorten(kind)),
        }
        for kind, found in around.items()
        if kind not in OWN
    }
    page: dict[str, Any] = {
        "iri": reader.name(iri),
        "classes": [reader.name(each) for each in classes],
        "kind": [reader.name(each) for each in node.iris(KIND)],
        "status": _status(reader, node),
        "identifier": node.text(IDENTIFIER),
        "row": row_of(node),
        "when": reader.when(node),
        "notes": [reader.shown(term) for term, _ in node.values.get(NOTE, ())],
        "facts": _facts(reader, node),
        "evidence": reader.evidence(node),
        "names": _names(reader, around.get(NAME_FORM, ())),
        "descriptions": _descriptions(reader, around.get(DESCRIPTION, ())),
        "cited": len(around.get(EVIDENCE_CLASS, ())),
        "records": records,
        "ties": ties,
        "more_ties": more,
        "tie": read_tie(reader, node) if TIE in classes else None,
        "supports": read_supports(reader, iri, around.get(expand("saite:Support"), ())),
        "times": read_times(reader, node, records),
        "forms": {form: site.data_link(iri, form) for form in FORMS},
    }
    page["explore"] = _explore(site, page)
    page["labels"] = reader.labels
    page["ego"] = draw_ego(site, iri, ties, reader.labels) if ties else ""
    page["citation"] = cite_thing(site, page)
    return page


def _around(reader: Reader, iri: str) -> dict[str, dict[str, str]]:
    """Find the records that name a thing: class -> record -> the property that names it.

    Ties are read apart. Shortcuts that rules made are passed over: the records that they come from
    are told.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for predicate in reader.pointers(iri):
        if predicate in SHORTCUTS:
            continue
        for subject, derived in reader.subjects(iri, predicate):
            if subject == iri or (derived and predicate not in REASONS):
                continue
            if kinds := reader.classes(subject):
                found[kinds[0]].setdefault(subject, predicate)
    return dict(found)


def _explore(site: Site, page: dict[str, Any]) -> str:
    """Give the address of the explorer on an organisation with ties, or on a tie."""
    between = page["tie"]["between"] if page["tie"] else []
    if len(between) == 2:
        return explore_link(site, *between)
    return explore_link(site, page["iri"]) if page["ties"] else ""


def _status(reader: Reader, node: Node) -> str:
    found = node.iris(STATUS)
    return reader.name(found[0]) if found else ""


def _facts(reader: Reader, node: Node) -> list[dict[str, Any]]:
    return [
        {
            "property": reader.name(name),
            "values": [reader.shown(term, derived=derived) for term, derived in values[:MOST]],
            "more": max(0, len(values) - MOST),
        }
        for name, values in node.values.items()
        if name not in APART
    ]


def _names(reader: Reader, found: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - IRIs of records
    """Tell the written forms of names, the full ones first."""
    names = []
    for iri in sorted(found)[:MOST]:
        node = reader.node(iri)
        names.append(
            {
                "iri": iri,
                "written": [reader.shown(term) for term, _ in node.values.get(WRITTEN, ())],
                "nominative": [
                    reader.shown(term)
                    for term, _ in node.values.get(expand("saite:nominative"), ())
                ],
                "kind": [reader.name(each) for each in node.iris(KIND)],
                "unresolved": node.text(expand("saite:unresolved")) == "true",
                **_said(reader, node),
            }
        )
    full = f"{CONCEPTS}name-kind/full"
    return sorted(names, key=lambda name: full not in name["kind"])


def _descriptions(reader: Reader, found: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    described = []
    for iri in sorted(found)[:MOST]:
        node = reader.node(iri)
        texts = [
            reader.shown(term) for term, _ in node.values.get(expand("dcterms:description"), ())
        ]
        kinds = [reader.name(each) for each in node.iris(KIND)]
        described.append({"iri": iri, "texts": texts, "kind": kinds, **_said(reader, node)})
    return described


def _records(
    reader: Reader, iri: str, found: dict[str, str], first: int = 0, most: int = MOST
) -> dict[str, Any]:
    """Tell the records of one class that name a thing, from one on."""
    shown = sorted(found)[first : first + most]
    return {
        "more": len(found) - len(shown),
        "records": [_record(reader, reader.node(each), found[each], iri) for each in shown],
    }


def _record(reader: Reader, node: Node, through: str, iri: str) -> dict[str, Any]:
    parts = [
        {"property": reader.name(name), "values": [reader.shown(term) for term, _ in values[:9]]}
        for name, values in node.values.items()
        if name not in APART and not (name == through and node.iris(name) == [iri])
        if not all(derived for _, derived in values)
    ]
    return {
        "iri": reader.name(node.iri),
        "has_label": LABEL in node.values,
        "as": reader.name(through),
        "parts": parts,
        "notes": [reader.shown(term) for term, _ in node.values.get(NOTE, ())],
        **_said(reader, node),
    }


def _said(reader: Reader, node: Node) -> dict[str, Any]:
    """Tell what every record says of itself: status, time, evidence, row."""
    return {
        "status": _status(reader, node),
        "when": reader.when(node),
        "evidence": reader.evidence(node),
        "row": row_of(node),
    }
