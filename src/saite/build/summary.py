"""What came of a build, in numbers: counted in the graph, not on the way to it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from saite.namespaces import CONCEPTS, PREFIXES
from saite.provenance import TextFinding
from saite.validation import Report

_PREFIXES = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("org", "saite", "skos")
)
# What answers a SELECT query: rows with the text of each term, empty where nothing is bound.
Select = Callable[[str], Sequence[Sequence[str]]]


def _count_query(pattern: str, key: str = "") -> str:
    by = f" GROUP BY {key}" if key else ""
    return f"{_PREFIXES}SELECT {key} (COUNT(DISTINCT ?it) AS ?n) WHERE {{ {pattern} }}{by}"


_ORGANISATIONS: Final = _count_query("?it a org:Organization")
_TIES: Final = _count_query("?it a saite:EvidencedPartnership")
_TIES_BY_STATUS: Final = _count_query(
    "?it a saite:EvidencedPartnership ; saite:status ?key", "?key"
)
_TIES_BY_KIND: Final = _count_query(
    "?strength a saite:Strength ; saite:ofTie ?it ; saite:kind ?key", "?key"
)
_LARGE_EVENTS: Final = (
    f"{_PREFIXES}SELECT ?event ?size ?title WHERE {{ ?event saite:tooLargeForPairs true ;"
    " saite:organisationCount ?size OPTIONAL { ?event skos:prefLabel ?title } }"
)
QUERIES: Final = (_ORGANISATIONS, _TIES, _TIES_BY_STATUS, _TIES_BY_KIND, _LARGE_EVENTS)
STATUSES: Final = ("stated", "derived", "implied", "disputed")


@dataclass(frozen=True)
class LargeEvent:
    """An event of so many organisations that no pairs were tied by it.

    :param title: its label in any language; its IRI if it has none
    :param organisations: how many took part
    """

    iri: str
    title: str
    organisations: int


@dataclass(frozen=True)
class GraphCounts:
    """What is in a graph.

    :param graphs: IRI of a named graph -> number of quads in it, sorted
    :param organisations: number of organisations
    :param ties: number of tied pairs
    :param ties_by_status: status -> number of ties, the best status first
    :param ties_by_kind: kind -> number of ties that it supports, sorted; a tie of two kinds counts
        twice
    :param large_events: events that were left out of the ties, the largest first
    """

    graphs: Mapping[str, int]
    organisations: int
    ties: int
    ties_by_status: Mapping[str, int]
    ties_by_kind: Mapping[str, int]
    large_events: tuple[LargeEvent, ...] = ()


@dataclass(frozen=True)
class BuildSummary:
    """What came of a build.

    :param id: name of the build
    :param folder: where it is
    :param tables: ``source/table`` -> number of rows, sorted
    :param mapped: ``source/table`` of each that the mapping was run over, sorted
    :param kept: of each of which the graph has what an earlier build made, sorted
    :param same_as: id of the latest earlier build with the same graph; empty if there is none, or
        everything was to be made anew
    :param counts: what is in the graph
    :param validated: whether the graph was held against the shapes
    :param skipped: why it was not; empty if it was
    :param results: severity -> number of results of the validation
    :param texts: number of documents whose text was at hand
    :param checked: number of written forms and dates that were held against the texts
    :param quotes: number of quotes cut from the texts
    :param missing_texts: documents whose text is absent or differs
    :param max_event_size: most organisations of an event whose pairs are tied
    :param seconds: stage -> seconds that it took, in the order of the stages
    :param report: the validation, result by result
    """

    id: str
    folder: Path
    tables: Mapping[str, int]
    mapped: tuple[str, ...]
    kept: tuple[str, ...]
    same_as: str
    counts: GraphCounts
    validated: bool
    skipped: str
    results: Mapping[str, int]
    texts: int
    checked: int
    quotes: int
    missing_texts: tuple[TextFinding, ...]
    max_event_size: int
    seconds: Mapping[str, float]
    report: Report

    @property
    def rows(self) -> int:
        """Number of rows of all tables together."""
        return sum(self.tables.values())

    @property
    def triples(self) -> int:
        """Number of quads of all graphs together."""
        return sum(self.counts.graphs.values())

    @property
    def violations(self) -> int:
        """Number of violations of the shapes; 0 also if the graph was not validated."""
        return self.results.get("violation", 0)

    def to_json(self) -> str:
        """Write the summary as JSON, without its folder and the results of the validation."""
        data: dict[str, Any] = {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if each.name not in {"folder", "report"}
        }
        data["missing_texts"] = [asdict(finding) for finding in self.missing_texts]
        data |= {"mapped": list(self.mapped), "kept": list(self.kept)}
        data["counts"] = asdict(self.counts)
        data |= data.pop("counts") | {"rows": self.rows, "triples": self.triples}
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def store_counts(store: ox.Store) -> GraphCounts:
    """Count what is in the graph of a store."""

    def select(query: str) -> list[list[str]]:
        rows = store.query(query, use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)
        return [[getattr(term, "value", "") for term in row] for row in rows]

    rows = select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    return count_graph(select, {name: int(count) for name, count in rows if name})


def count_graph(select: Select, graphs: Mapping[str, int]) -> GraphCounts:
    """Count what is in a graph.

    :param select: what answers SELECT queries, of ``QUERIES`` only, with the text of each term
    :param graphs: IRI of a named graph -> number of quads in it
    """
    organisations, ties = (int(select(query)[0][0]) for query in (_ORGANISATIONS, _TIES))
    by_status = _counts(select(_TIES_BY_STATUS))
    return GraphCounts(
        graphs={name: graphs[name] for name in sorted(graphs)},
        organisations=organisations,
        ties=ties,
        ties_by_status=dict(sorted(by_status.items(), key=lambda item: _rank(item[0]))),
        ties_by_kind=_counts(select(_TIES_BY_KIND)),
        large_events=_large_events(select(_LARGE_EVENTS)),
    )


def _rank(status: str) -> tuple[int, str]:
    return (STATUSES.index(status) if status in STATUSES else len(STATUSES), status)


def _large_events(rows: Iterable[Sequence[str]]) -> tuple[LargeEvent, ...]:
    """Take the first label of each event by code point, whatever its language."""
    found = {
        event: LargeEvent(event, title or event, int(size))
        for event, size, title in sorted(map(tuple, rows), reverse=True)
    }
    return tuple(sorted(found.values(), key=lambda each: (-each.organisations, each.iri)))


def _counts(rows: Iterable[Sequence[str]]) -> dict[str, int]:
    return dict(sorted((_notation(key), int(count)) for key, count in rows if key))


def _notation(iri: str) -> str:
    return iri.rpartition("/")[2] if iri.startswith(CONCEPTS) else iri
