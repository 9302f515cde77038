"""What the editor of queries knows of this graph: its terms, its saved queries, its names."""

from typing import Any

from saite.namespaces import PREFIXES, expand, shorten
from saite.query import find_labels, saved_queries
from saite.serve.pages.questions import text_in
from saite.serve.pages.site import Site, redact
from saite.serve.pages.vocabulary import ontology_page
from saite.sparql import query_form


def terms(site: Site, counts: dict[str, Any]) -> dict[str, Any]:
    """Collect the classes and properties that this graph uses, the frequent ones first.

    :param counts: as the server counts them once a graph
    """
    known = {each["iri"]: each for kind in ("class", "property") for each in _known(site)[kind]}
    used = [iri for kind in ("classes", "properties") for iri in counts[kind] if iri]
    labels = find_labels(site.ask, used, language=site.language, concepts=site.concepts)
    return {
        "prefixes": PREFIXES,
        "base": site.base,
        "classes": _terms(counts["classes"], labels, known),
        "properties": _terms(counts["properties"], labels, known),
        "concepts": [
            {"iri": concept.iri, "label": concept.label(site.language), "scheme": scheme}
            for scheme, members in site.concepts.schemes.items()
            for concept in members.values()
        ],
        "queries": [_saved(site, query) for query in saved_queries(site.folders).values()],
    }


def labels(site: Site, iris: list[str]) -> dict[str, Any]:
    """Find what to call things, and where their pages are."""
    found = find_labels(site.ask, iris, language=site.language, concepts=site.concepts)
    return {
        iri: {"label": redact(found.get(iri) or shorten(iri)), "link": site.link(iri)}
        for iri in iris
        if iri in found or iri.startswith(site.base)
    }


def _known(site: Site) -> dict[str, Any]:
    return ontology_page(site)


def _terms(
    counted: dict[str, int], labels: dict[str, str], known: dict[str, Any]
) -> list[dict[str, Any]]:
    return [
        {
            "iri": iri,
            "curie": shorten(iri),
            "label": labels.get(iri, ""),
            "about": known.get(iri, {}).get("definition", ""),
            "number": number,
        }
        for iri, number in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        if iri and iri != expand("owl:Thing")
    ]


def _saved(site: Site, query: Any) -> dict[str, Any]:  # noqa: ANN401 - a saved query
    return {
        "name": query.name,
        "summary": text_in(query.summary, site.language) or query.name,
        "description": text_in(query.description, site.language),
        "tags": list(query.tags),
        "text": query.text,
        "form": query_form(query.text),
        "parameters": [
            {
                "name": each.name,
                "type": each.type,
                "label": text_in(each.label, site.language) or each.name,
                "default": each.default or "",
            }
            for each in query.parameters
        ],
    }
