"""The ontology: what classes, properties and controlled values mean."""

from functools import cache
from typing import Any, Final

import pyoxigraph as ox

from saite.assistant.knowledge import Knowledge, node
from saite.errors import UsageError, nearest
from saite.namespaces import CONCEPTS, PREFIXES, expand, shorten
from saite.query import choose_label
from saite.resources import resource

KINDS: Final = {
    expand("owl:Class"): "class",
    expand("owl:ObjectProperty"): "property",
    expand("owl:DatatypeProperty"): "property",
    expand("owl:AnnotationProperty"): "property",
}
RELATIONS: Final = (
    "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range", "owl:inverseOf",
    "skos:example",
)  # fmt: skip
Terms = dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]


@cache
def ontology() -> Terms:
    """Read the ontology that travels with Saite: term -> property -> values."""
    found: Terms = {}
    for quad in ox.parse(path=resource("ontology/saite.ttl")):
        value = quad.object
        if isinstance(quad.subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            terms = found.setdefault(quad.subject.value, {})
            terms.setdefault(quad.predicate.value, []).append(value)
    return {iri: said for iri, said in found.items() if _kind(said)}


def list_terms(knowledge: Knowledge) -> dict[str, Any]:
    """List classes, properties and schemes, each with what it is called."""
    told: dict[str, Any] = {
        "prefixes": PREFIXES,
        "base": knowledge.base,
        "class": [],
        "property": [],
    }
    for iri, said in sorted(ontology().items(), key=lambda item: shorten(item[0])):
        label = _text(said, "rdfs:label", knowledge.language)
        told[_kind(said)].append({"term": shorten(iri), "label": label})
    told["schemes"] = {
        scheme: list(members) for scheme, members in sorted(knowledge.concepts.schemes.items())
    }
    return told


def explain_term(knowledge: Knowledge, text: str) -> dict[str, Any]:
    """Tell what a term means, and how much of it the graph has.

    :raises UsageError: if there is no such term; the nearest is named
    """
    scheme, _, notation = text.strip().removeprefix(CONCEPTS).partition("/")
    if scheme in knowledge.concepts.schemes:
        return _values(knowledge, scheme, notation)
    names = {shorten(iri): iri for iri in ontology()}
    bare = text.strip().removeprefix("<").removesuffix(">")
    iri = bare if bare in ontology() else names.get(bare, "")
    if not iri and (used := _used(knowledge, bare)):
        return used
    if not iri:
        known = {**{each.partition(":")[2]: each for each in names}, **{n: n for n in names}}
        known |= {each: each for each in knowledge.concepts.schemes}
        near = known.get(nearest(bare, known), "")
        hint = f"; did you mean {near!r}?" if near else "; without a term all are listed"
        raise UsageError(f"the ontology has no term {text[:200]!r}{hint}")
    said, kind = ontology()[iri], _kind(ontology()[iri])
    return {
        "term": shorten(iri),
        "iri": iri,
        "kind": kind,
        "label": _text(said, "rdfs:label", knowledge.language),
        "definition": _text(said, "skos:definition", knowledge.language),
        "in_the_graph": _count(knowledge, iri, kind),
        **{
            name: [shorten(each.value) for each in said[expand(name)]]
            for name in RELATIONS
            if expand(name) in said
        },
    }


def _count(knowledge: Knowledge, iri: str, kind: str) -> int:
    """Count the things of a class, or the statements of a property."""
    pattern = f"?s a {node(iri)}" if kind == "class" else f"?s {node(iri)} ?o"
    rows = knowledge.rows(f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT * {{ {pattern} }} }}")
    return int(rows[0][0].value) if rows else 0


def _used(knowledge: Knowledge, text: str) -> dict[str, Any] | None:
    """Tell of a term that the graph uses and others define; None if it does not."""
    try:
        iri = knowledge.iri(text)
    except UsageError:
        return None
    counts = {kind: _count(knowledge, iri, kind) for kind in ("class", "property")}
    kind = max(counts, key=lambda each: counts[each])
    note = "This term is defined elsewhere, by whom its prefix names."
    told = {"term": shorten(iri), "iri": iri, "kind": kind, "in_the_graph": counts[kind]}
    return {**told, "note": note} if counts[kind] else None


def _values(knowledge: Knowledge, scheme: str, notation: str) -> dict[str, Any]:
    members = knowledge.concepts.schemes[scheme]
    if notation and notation not in members:
        near = knowledge.concepts.nearest(scheme, notation)
        hint = f"; did you mean {near!r}?" if near else f"; it has: {', '.join(members)}"
        raise UsageError(f"the scheme {scheme} has no value {notation!r}{hint}")
    return {
        "scheme": scheme,
        "values": [
            {
                "notation": each.notation,
                "iri": each.iri,
                "label": each.label(knowledge.language),
                "definition": each.definitions.get(knowledge.language)
                or each.definitions.get("en", ""),
            }
            for each in members.values()
            if not notation or each.notation == notation
        ],
    }


def _kind(said: dict[str, list[ox.NamedNode | ox.Literal]]) -> str:
    types = [each.value for each in said.get(expand("rdf:type"), ())]
    return next((KINDS[each] for each in types if each in KINDS), "")


def _text(said: dict[str, list[ox.NamedNode | ox.Literal]], name: str, language: str) -> str:
    texts = [each for each in said.get(expand(name), ()) if isinstance(each, ox.Literal)]
    return choose_label([(each.language or "", each.value) for each in texts], language)
