"""The first page: what is in the graph, by class, by tie, by source; what is missing; a search."""

from typing import Any, Final

from saite import __version__
from saite.gaps import Part, find_gaps
from saite.namespaces import PREFIXES, expand
from saite.serve.pages.site import Site

# Classes that a reader looks for, in this order; the others come after them.
FIRST: Final = tuple(
    expand(name)
    for name in (
        "org:Organization", "foaf:Person", "schema:Event", "saite:Project", "saite:Agreement",
        "saite:EvidencedPartnership", "foaf:Document", "schema:Place",
    )
)  # fmt: skip
MOST_GAPS: Final = 100  # of a kind, on one page
LARGEST: Final = 500_000  # statements of a graph whose gaps are counted while a reader waits


def start_page(site: Site, counts: dict[str, Any]) -> dict[str, Any]:
    """Collect what the first page shows.

    :param counts: of graphs, classes and properties, as the server counts them once a graph
    """
    classes = {iri: number for iri, number in counts["classes"].items() if iri}
    order = sorted(classes, key=lambda iri: (_rank(iri), -classes[iri], iri))
    triples = sum(counts["graphs"].values())
    return {
        "labels": site.labels([*classes, *_kinds(site)]),
        "classes": [{"iri": iri, "number": classes[iri]} for iri in order],
        "known": sum(iri in FIRST for iri in order),
        "kinds": _kinds(site),
        "sources": _sources(site, counts["graphs"]),
        "triples": triples,
        "gaps": gap_counts(site) if triples <= LARGEST else None,
        "build": build_of(site.build),
        "version": __version__,
    }


def gaps_page(site: Site, kind: str = "", first: int = 0) -> dict[str, Any]:
    """Collect what is missing, with what to do about it: the first of each kind, or of one.

    :param kind: the only kind; empty for all
    :param first: how many of them are on the pages before
    :raises UsageError: if there is no such kind
    """
    part = Part(MOST_GAPS, first if kind else 0, kind)
    found = find_gaps(
        site.store, language=site.language, concepts=site.concepts, part=part, first=site.gaps
    )
    groups: dict[str, dict[str, Any]] = {
        each: {"title": title, "gaps": [], "advice": "", "number": found.numbers[each]}
        for each, title in found.titles.items()
    }
    for gap in found:
        thing = getattr(gap.thing, "value", "")
        iri = thing if getattr(gap.thing, "language", 0) == 0 else ""
        groups[gap.kind]["advice"] = gap.advice
        detail = getattr(gap.detail, "value", "")
        groups[gap.kind]["gaps"].append(
            {"iri": iri, "text": found.labels.get(thing, thing), "row": gap.row, "file": gap.file}
            | {"detail": found.labels.get(detail, detail)}
        )
    return {"groups": groups, "kind": kind, "first": part.first, "most": MOST_GAPS, "labels": {}}


def gap_counts(site: Site) -> list[dict[str, Any]]:
    """Count what is missing, by kind, the most first."""

    def count() -> dict[str, list[dict[str, Any]]]:
        return {}

    kept: dict[str, list[dict[str, Any]]] = site.keep("gaps", count)
    if site.language not in kept:
        found = find_gaps(site.store, language=site.language, part=Part(0), first=site.gaps)
        counts = [{"title": found.titles[k], "number": n} for k, n in found.counts().items() if n]
        kept[site.language] = sorted(counts, key=lambda each: -each["number"])
    return kept[site.language]


def build_of(build: str) -> dict[str, str]:
    """Tell the id of a build and when it was made, which its id begins with.

    >>> build_of("20260131T094500Z-2f8f534c")["date"]
    '2026-01-31 09:45'
    """
    day, _, clock = build.partition("T")
    is_dated = len(day) == 8 and day.isdigit() and clock[:4].isdigit()
    date = f"{day[:4]}-{day[4:6]}-{day[6:]} {clock[:2]}:{clock[2:4]}" if is_dated else ""
    return {"id": build, "date": date}


def _rank(iri: str) -> int:
    if iri in FIRST:
        return FIRST.index(iri)
    return len(FIRST) + (not iri.startswith((PREFIXES["saite"], PREFIXES["org"])))


def _kinds(site: Site) -> dict[str, int]:
    """Count ties by what they come from."""
    text = (
        f"SELECT ?kind (COUNT(*) AS ?n) {{ ?s a <{expand('saite:Strength')}> ;"
        f" <{expand('saite:kind')}> ?kind }} GROUP BY ?kind ORDER BY DESC(?n) ?kind"
    )

    def count() -> dict[str, int]:
        rows = getattr(site.ask(text), "terms", ())
        return {kind.value: int(number.value) for kind, number in rows}

    kept: dict[str, int] = site.keep("kinds", count)
    return kept


def _sources(site: Site, graphs: dict[str, int]) -> list[dict[str, Any]]:
    """List the graphs by what they come from."""
    start = f"{site.base}graph/"
    return [
        {"iri": iri, "name": iri.removeprefix(start) or iri, "number": number}
        for iri, number in sorted(graphs.items())
        if iri
    ]
