"""The ontology's own pages: classes, properties, controlled values, in three languages."""

from functools import cache
from typing import Any, Final

import pyoxigraph as ox

from saite.concepts import Concept
from saite.namespaces import CONCEPTS, PREFIXES, expand, shorten
from saite.query import choose_label
from saite.resources import resource
from saite.serve.pages.site import Site

MOST: Final = 100  # things of a class on one page
Statements = dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]
KINDS: Final = {
    "class": (expand("owl:Class"), expand("rdfs:Class")),
    "property": tuple(
        expand(f"owl:{name}")
        for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    ),
}
RELATIONS: Final = (
    "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range", "owl:inverseOf",
    "skos:closeMatch", "skos:exactMatch", "rdfs:seeAlso", "rdfs:isDefinedBy",
)  # fmt: skip


@cache
def _ontology() -> Statements:
    """Read the ontology that travels with Saite: term -> property -> values."""
    found: Statements = {}
    for quad in ox.parse(path=resource("ontology/saite.ttl")):
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(
            quad.object, ox.BlankNode | ox.Triple
        ):
            terms = found.setdefault(quad.subject.value, {})
            terms.setdefault(quad.predicate.value, []).append(quad.object)
    return found


def ontology_page(site: Site) -> dict[str, Any]:
    """Collect classes, properties and schemes, each with its label and what it means."""
    found = _ontology()
    page: dict[str, Any] = {kind: [] for kind in KINDS}
    for iri in sorted(found, key=lambda each: (not each.startswith(PREFIXES["saite"]), each)):
        if kind := kind_of(iri):
            page[kind].append(_brief(site, iri))
    page["schemes"] = [
        {
            "iri": CONCEPTS + scheme,
            "name": _in(titles, site.language) or scheme,
            "number": len(site.concepts.schemes.get(scheme, {})),
        }
        for scheme, titles in sorted(site.concepts.titles.items())
    ]
    page["labels"] = {}
    return page


def kind_of(iri: str) -> str:
    """Tell whether a term is a class or a property of the ontology; empty if it is neither."""
    types = {each.value for each in _ontology().get(iri, {}).get(expand("rdf:type"), ())}
    return next((kind for kind, known in KINDS.items() if types.intersection(known)), "")


def term_page(site: Site, prefix: str, name: str, first: int = 0) -> dict[str, Any] | None:
    """Collect what a class or a property means, and what the graph has of it.

    :param first: how many things of a class are on the pages before
    :returns: None if neither the ontology nor the graph knows it
    """
    if prefix not in PREFIXES:
        return None
    iri = PREFIXES[prefix] + name
    try:
        ox.NamedNode(iri)
    except ValueError:  # what is no IRI is no term
        return None
    known, kind = _ontology().get(iri, {}), kind_of(iri)
    things, number = _used(site, iri)
    if not known and not number:
        return None
    kind = kind or ("class" if things is not None else "property")
    shown = (things or [])[first : first + MOST]
    relations = {
        relation: [each.value for each in known.get(expand(relation), ())]
        for relation in RELATIONS
        if expand(relation) in known
    }
    named = [expand(each) for each in relations] + [x for each in relations.values() for x in each]
    return {
        **_brief(site, iri),
        "kind": kind,
        "examples": [each.value for each in known.get(expand("skos:example"), ())],
        "all_labels": _by_language(known.get(expand("rdfs:label"), ())),
        "relations": {expand(each): found for each, found in relations.items()},
        "number": number,
        "things": shown,
        "first": first,
        "most": MOST,
        "labels": site.labels([iri, *named, *shown]),
    }


def concept_page(site: Site, scheme: str, notation: str = "") -> dict[str, Any] | None:
    """Collect the values of a scheme, or one of them; None if there is no such one."""
    members = site.concepts.schemes.get(scheme)
    if members is None or (notation and notation not in members):
        return None
    shown = [members[notation]] if notation else list(members.values())
    return {
        "iri": CONCEPTS + scheme + (f"/{notation}" if notation else ""),
        "scheme": {
            "iri": CONCEPTS + scheme,
            "name": _in(site.concepts.titles.get(scheme, {}), site.language) or scheme,
        },
        "is_one": bool(notation),
        "concepts": [_concept(site, each) for each in shown],
        "number": _mentions(site, shown[0].iri) if notation else None,
        "labels": {},
    }


def _concept(site: Site, concept: Concept) -> dict[str, Any]:
    return {
        "iri": concept.iri,
        "notation": concept.notation,
        "name": concept.label(site.language),
        "definition": _in(concept.definitions, site.language),
        "all_labels": dict(concept.labels),
        "others": {tag: list(labels) for tag, labels in concept.alt_labels.items()},
    }


def _brief(site: Site, iri: str) -> dict[str, Any]:
    known = _ontology().get(iri, {})
    return {
        "iri": iri,
        "curie": shorten(iri),
        "name": _choose(known.get(expand("rdfs:label"), ()), site.language) or shorten(iri),
        "definition": _choose(known.get(expand("skos:definition"), ()), site.language),
    }


def _used(site: Site, iri: str) -> tuple[list[str] | None, int]:
    """List the things of a class by what they are called; count the statements of a property."""
    term = ox.NamedNode(iri)
    members = site.store.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), term, None)
    things = {quad.subject.value for quad in members if isinstance(quad.subject, ox.NamedNode)}
    if things:
        return sorted(things), len(things)
    found = site.store.quads_for_pattern(None, term, None, None)
    number = sum(1 for _ in found)
    return None, number


def _mentions(site: Site, iri: str) -> int:
    return sum(1 for _ in site.store.quads_for_pattern(None, None, ox.NamedNode(iri), None))


def _choose(terms: Any, language: str) -> str:  # noqa: ANN401 - literals of the ontology
    return choose_label([(each.language or "", each.value) for each in terms], language)


def _by_language(terms: Any) -> dict[str, str]:  # noqa: ANN401
    return {each.language or "": each.value for each in terms}


def _in(texts: Any, language: str) -> str:  # noqa: ANN401 - texts by language
    return str(texts.get(language) or texts.get("en") or "")
