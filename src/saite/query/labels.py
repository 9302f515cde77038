"""What things are called: labels in the language asked for, or the nearest there is."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, parse

from saite.concepts import Concepts, load_concepts
from saite.namespaces import CONCEPTS, expand, shorten
from saite.resources import resource
from saite.results import Ask, Results
from saite.sparql import term_text

_BATCH: Final = 1_000
_LABELS: Final = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?label ?id ?type WHERE {
  VALUES ?thing { %s }
  { ?thing skos:prefLabel ?label } UNION { ?thing dcterms:identifier ?id ; a ?type }
}
"""


def find_labels(
    ask: Ask, iris: Iterable[str], *, language: str = "en", concepts: Concepts | None = None
) -> dict[str, str]:
    """Find what to call each IRI.

    A label in the language asked for comes first, then one in English, then one without a
    language, then the first by the tag of its language. A record without a label is called by the
    label of its class and its id (``Participation p-12``), a controlled value by its concept, a
    class or property by its label in the ontology, else by its prefixed name.

    :param ask: what answers queries, a store or an endpoint
    :param language: BCP 47 tag; ``pt`` also takes ``pt-BR``
    :param concepts: controlled values; those that travel with Saite if None
    :returns: IRI -> label; an IRI that nothing names is left out
    """
    wanted = sorted(set(iris))
    labels: dict[str, list[tuple[str, str]]] = {}
    records: dict[str, list[tuple[str, str]]] = {}
    for start in range(0, len(wanted), _BATCH):
        for thing, label, identifier, kind in _rows(ask, wanted[start : start + _BATCH]):
            if label is not None:
                labels.setdefault(thing, []).append((label.language or "", label.value))
            elif identifier is not None:
                records.setdefault(thing, []).append((kind, identifier.value))
    found = {}
    for iri in wanted:
        name = (
            choose_label(labels.get(iri, []), language)
            or _record_name(records.get(iri, []), language)
            or _term_name(iri, language=language, concepts=concepts)
        )
        if name:
            found[iri] = name
    return found


def _rows(ask: Ask, iris: list[str]) -> list[tuple[str, Literal | None, Literal | None, str]]:
    answer = ask(_LABELS % " ".join(term_text(NamedNode(iri)) for iri in iris))
    if not isinstance(answer, Results):
        return []
    return [
        (
            thing.value,
            label if isinstance(label, Literal) else None,
            identifier if isinstance(identifier, Literal) else None,
            kind.value if isinstance(kind, NamedNode) else "",
        )
        for thing, label, identifier, kind in answer.terms
        if isinstance(thing, NamedNode)
    ]


def choose_label(labels: Iterable[tuple[str, str]], language: str) -> str:
    """Choose among labels, each with its language, the one to show; empty if there is none.

    >>> choose_label([("lt", "Kaunas"), ("lv", "Kauņa")], "lv")
    'Kauņa'
    """
    wanted = language.lower()

    def rank(label: tuple[str, str]) -> tuple[int, str, str]:
        tag = label[0].lower()
        order = [tag == wanted, tag.startswith(f"{wanted}-"), wanted.startswith(f"{tag}-") and tag]
        order += [tag == "en", tag.startswith("en-"), not tag]
        return next((i for i, fits in enumerate(order) if fits), len(order)), tag, label[1]

    return min(labels, key=rank, default=("", ""))[1]


def _record_name(found: list[tuple[str, str]], language: str) -> str:
    """Call a record by its class and id; of several classes by one that the ontology labels."""
    names = [
        (kind not in _term_labels(), kind, f"{_class_name(kind, language)} {identifier}".strip())
        for kind, identifier in found
    ]
    return min(names)[2] if names else ""


def _class_name(iri: str, language: str) -> str:
    return choose_label(_term_labels().get(iri, []), language) or shorten(iri)


def _term_name(iri: str, *, language: str, concepts: Concepts | None) -> str:
    scheme, _, notation = iri.removeprefix(CONCEPTS).partition("/")
    if notation and iri.startswith(CONCEPTS):
        known = (concepts or package_concepts()).schemes.get(scheme, {})
        if notation in known:
            return known[notation].label(language)
    name = _class_name(iri, language)
    return "" if name == iri else name


@lru_cache(maxsize=1)
def package_concepts() -> Concepts:
    """Read the controlled values that travel with Saite, once."""
    return load_concepts([resource("ontology/concepts.ttl")])


def ontology_terms() -> frozenset[str]:
    """List the IRIs of the classes and properties that the ontology has a label for."""
    return frozenset(_term_labels())


@lru_cache(maxsize=1)
def _term_labels() -> dict[str, list[tuple[str, str]]]:
    """Read the labels of classes and properties: IRI -> language and label."""
    found: dict[str, list[tuple[str, str]]] = {}
    for quad in parse(path=resource("ontology/saite.ttl")):
        if quad.predicate.value == expand("rdfs:label") and isinstance(quad.object, Literal):
            label = (quad.object.language or "", quad.object.value)
            found.setdefault(getattr(quad.subject, "value", ""), []).append(label)
    return found
