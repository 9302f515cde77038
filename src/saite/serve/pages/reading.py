"""What the graph says of a thing, read once for its page.

A statement between things is a record of its own (a membership, a participation); it is told with
its parts, its time, its status and its evidence.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pyoxigraph as ox

from saite.namespaces import PREFIXES, expand
from saite.results import Results
from saite.serve.pages.site import Site, is_derived, redact
from saite.serve.pages.texts import decimal_sign
from saite.sparql import term_text

Thing = ox.NamedNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

LABEL: Final = expand("skos:prefLabel")
TYPE: Final = expand("rdf:type")
KIND: Final = expand("dcterms:type")
SOURCE: Final = expand("dcterms:source")
IDENTIFIER: Final = expand("dcterms:identifier")
NOTE: Final = expand("skos:note")
STATUS: Final = expand("saite:status")
WHEN: Final = expand("saite:when")
EVIDENCE: Final = expand("saite:evidence")
WRITTEN: Final = expand("saite:asWritten")
TIED: Final = expand("saite:tiedTo")
MOST: Final = 100  # records of a kind, or ties, on one page
CENTURIES: Final = 10  # characters of a date
FRACTIONS: Final = frozenset(expand(f"xsd:{name}") for name in ("decimal", "double", "float"))


@dataclass(frozen=True)
class Node:
    """The statements with one subject: property -> values, each with whether rules made it."""

    iri: str
    values: dict[str, list[tuple[Term, bool]]]

    def first(self, name: str) -> Term | None:
        """Give the first value of a property, or None."""
        found = self.values.get(name)
        return found[0][0] if found else None

    def text(self, name: str) -> str:
        """Give the text of the first value of a property, or an empty one."""
        return str(getattr(self.first(name), "value", "") or "")

    def iris(self, name: str) -> list[str]:
        """List the IRIs among the values of a property."""
        return [term.value for term, _ in self.values.get(name, ()) if isinstance(term, Thing)]


@dataclass
class Reader:
    """Reads nodes, and collects which IRIs a page has to name."""

    site: Site
    named: set[str] = field(default_factory=set)
    _nodes: dict[str, Node] = field(default_factory=dict)

    def node(self, iri: str, *, apart: Container[str] = ()) -> Node:
        """Read all statements with a thing as their subject.

        :param apart: properties that are told elsewhere, of which there may be thousands
        """
        if iri not in self._nodes:
            values: dict[str, list[tuple[Term, bool]]] = {}
            found = self.site.store.quads_for_pattern(Thing(iri), None, None, None)
            kept = [quad for quad in found if quad.predicate.value not in apart]
            for quad in sorted(kept, key=str):
                values.setdefault(quad.predicate.value, []).append(
                    (quad.object, is_derived(quad.graph_name))
                )
            self._nodes[iri] = Node(iri, {name: _once(terms) for name, terms in values.items()})
        return self._nodes[iri]

    def classes(self, iri: str) -> list[str]:
        """List the classes of a thing as ``classes_of`` does, without reading all of it."""
        if iri in self._nodes:
            return classes_of(self._nodes[iri])
        found = self.site.store.quads_for_pattern(Thing(iri), Thing(TYPE), None)
        kinds = {quad.object.value for quad in found if isinstance(quad.object, Thing)}
        return sorted(kinds, key=_rank)

    def pointers(self, iri: str) -> list[str]:
        """List the properties by which other things name a thing."""
        found = self.rows("DISTINCT ?p", f"{{ ?s ?p {term_text(Thing(iri))} }}")
        return sorted(term.value for (term,) in found if isinstance(term, Thing))

    def rows(self, variables: str, where: str) -> tuple[tuple[Any, ...], ...]:
        """Ask a SELECT: where many things are read, this takes less than reading each."""
        found = self.site.ask(f"SELECT {variables} {where}")
        assert isinstance(found, Results)
        return found.terms

    def values(self, iri: str, predicate: str) -> list[str]:
        """List the values of one property of a thing, in the order of their text."""
        found = self.site.store.quads_for_pattern(Thing(iri), Thing(predicate), None)
        return sorted({str(getattr(quad.object, "value", "")) for quad in found})

    def pointing(self, predicate: str, iri: str) -> list[str]:
        """List the things of which a property has another thing as its value."""
        found = self.site.store.quads_for_pattern(None, Thing(predicate), Thing(iri))
        subjects = {quad.subject for quad in found}
        return sorted(each.value for each in subjects if isinstance(each, Thing))

    def subjects(self, iri: str, predicate: str) -> Iterator[tuple[str, bool]]:
        """Give what names a thing by a property, and whether rules made the statement."""
        found = self.site.store.quads_for_pattern(None, Thing(predicate), Thing(iri), None)
        yield from sorted(
            (quad.subject.value, is_derived(quad.graph_name))
            for quad in found
            if isinstance(quad.subject, Thing)
        )

    def name(self, iri: str) -> str:
        """Remember that an IRI is to be named; give it back."""
        self.named.add(iri)
        return iri

    @cached_property
    def labels(self) -> dict[str, str]:
        """Find the labels of everything that was to be named; nothing is added afterwards."""
        return self.site.labels(self.named)

    def shown(self, term: Term, *, derived: bool = False) -> dict[str, Any]:
        """Give what a page shows of a term; things are named later."""
        if isinstance(term, Thing):
            return {"iri": self.name(term.value), "derived": derived}
        text = redact(str(getattr(term, "value", term)))
        if isinstance(term, ox.Literal) and term.datatype.value in FRACTIONS:
            text = text.replace(".", decimal_sign(self.site.language))
        language = getattr(term, "language", None) or ""
        return {"text": text, "language": language, "derived": derived}

    def when(self, node: Node) -> dict[str, str] | None:
        """Tell when something was: as written, as EDTF, earliest, latest; None if not said."""
        for time in (self.node(iri) for iri in node.iris(WHEN)):
            written = time.first(WRITTEN)
            edtf = time.text(expand("saite:edtf"))
            return {
                "written": redact(getattr(written, "value", "")),
                "language": getattr(written, "language", "") or "",
                "edtf": edtf if edtf != getattr(written, "value", "") else "",
                "earliest": time.text(expand("saite:earliest"))[:CENTURIES],
                "latest": time.text(expand("saite:latest"))[:CENTURIES],
                "derivation": redact(time.text(expand("saite:derivation"))),
            }
        return None

    def evidence(self, node: Node) -> list[dict[str, Any]]:
        """Tell where the sources say it, in the order of the documents."""
        found = [self._evidence(self.node(iri)) for iri in node.iris(EVIDENCE)]
        return sorted(found, key=lambda each: (each["document"], each["start"] or 0, each["iri"]))

    def _evidence(self, node: Node) -> dict[str, Any]:
        selectors = [self.node(iri) for iri in node.iris(expand("oa:hasSelector"))]
        quotes = [each for each in selectors if each.first(expand("oa:exact"))]
        quote = quotes[0].first(expand("oa:exact")) if quotes else None
        places = [each for each in selectors if each.first(expand("oa:start"))]
        start, end = (
            _whole(places[0].text(expand(f"oa:{name}"))) if places else None
            for name in ("start", "end")
        )
        documents = node.iris(expand("oa:hasSource"))
        return {
            "iri": node.iri,
            "document": self.name(documents[0]) if documents else "",
            "section": redact(node.text(expand("saite:section"))),
            "start": start if end is not None else None,
            "end": end,
            "quote": redact(getattr(quote, "value", "")),
            "language": getattr(quote, "language", "") or "",
            "note": redact(node.text(NOTE)),
            "url": node.text(expand("schema:url")),
            "row": row_of(node),
        }


def _whole(text: str) -> int | None:
    """Read a whole number; None if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def row_of(node: Node) -> dict[str, Any] | None:
    """Tell which row of which file a record comes from; None if from none."""
    source = node.text(SOURCE)
    place, _, row = source.partition("#row=")
    _, marked, file = place.partition("/source/")
    return {"file": file or place, "row": row} if row.isdigit() and marked else None


def classes_of(node: Node) -> list[str]:
    """List the classes of a thing, the one that says most first: ours, then ORG's and others."""
    return sorted(node.iris(TYPE), key=_rank)


def _rank(iri: str) -> tuple[int, str]:
    known = (PREFIXES["saite"], PREFIXES["org"])
    return next((n for n, space in enumerate(known) if iri.startswith(space)), 9), iri


def _once(terms: Iterable[tuple[Term, bool]]) -> list[tuple[Term, bool]]:
    """Keep each value once; what a source states is not shown as made by rules."""
    found: dict[Term, bool] = {}
    for term, derived in terms:
        found[term] = found.get(term, True) and derived
    return list(found.items())
