"""The rows and the places in documents that records of a build point at."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote

import pyoxigraph as ox

from saite.namespaces import expand
from saite.query.labels import choose_label
from saite.sources.faults import shown
from saite.tracing.model import Citation, Record, SourceRow
from saite.workspace import Workspace


@dataclass(frozen=True)
class Place:
    """Where a row stands, read off its address."""

    path: Path
    sheet: str
    row: int

    @property
    def file(self) -> str:
        """Show the file as a person would type it here."""
        return shown(self.path)


def place(at: str, workspace: Workspace) -> Place:
    """Find the row of an address such as ``source/reports/people.csv#row=12``."""
    address, _, fragment = at.removeprefix(workspace.base).partition("#")
    name, _, file = unquote(address).removeprefix("source/").partition("/")
    given = parse_qs(fragment)
    paths = {source.name: source.path for source in workspace.sources}
    path = paths.get(name, Path(name))
    number = given.get("row", ["0"])[0]
    return Place(
        path if path.is_file() else path / file,
        given.get("sheet", [""])[0],
        int(number) if number.isdecimal() else 0,
    )


class Citations:
    """What records cite, read from the graph."""

    def __init__(self, store: ox.Store, workspace: Workspace) -> None:
        self._store = store
        self._workspace = workspace

    def record(self, node: ox.NamedNode) -> Record:
        """Describe a record: its row, and the evidence that it cites."""
        cited = self._values(node, "saite:evidence")
        citations = [self.citation(each) for each in cited if isinstance(each, ox.NamedNode)]
        return Record(node.value, self._row(node), tuple(citations))

    def of_quote(self, quad: ox.Quad) -> Citation | None:
        """Describe the place that a statement about a quote was cut from."""
        selector = ox.NamedNode(expand("oa:hasSelector"))
        if quad.predicate == selector:
            evidence = [quad.subject]
        else:
            assert isinstance(quad.subject, ox.NamedNode)
            pointing = self._store.quads_for_pattern(None, selector, quad.subject)
            evidence = sorted((each.subject for each in pointing), key=str)
        nodes = [each for each in evidence if isinstance(each, ox.NamedNode)]
        return self.citation(nodes[0]) if nodes else None

    def citation(self, evidence: ox.NamedNode) -> Citation:
        """Describe a place in a document."""
        selectors = self._values(evidence, "oa:hasSelector")
        inner = [each for each in selectors if isinstance(each, ox.NamedNode)]
        start = [text for each in inner for text in self._texts(each, "oa:start")]
        end = [text for each in inner for text in self._texts(each, "oa:end")]
        quote = [text for each in inner for text in self._texts(each, "oa:exact")]
        documents = [
            self._title(each)
            for each in self._values(evidence, "oa:hasSource")
            if isinstance(each, ox.NamedNode)
        ]
        return Citation(
            evidence.value,
            ", ".join(documents),
            ", ".join(self._texts(evidence, "saite:section")),
            int(start[0]) if start else None,
            int(end[0]) if end else None,
            quote[0] if quote else "",
            self._row(evidence),
        )

    def _row(self, node: ox.NamedNode) -> SourceRow | None:
        at = self._values(node, "dcterms:source")
        if not at or not isinstance(at[0], ox.NamedNode):
            return None
        found = place(at[0].value, self._workspace)
        return SourceRow(found.file, found.sheet, found.row)

    def _title(self, document: ox.NamedNode) -> str:
        labels = [
            (each.language or "", each.value)
            for each in self._values(document, "skos:prefLabel")
            if isinstance(each, ox.Literal)
        ]
        return choose_label(labels, self._workspace.language) or document.value

    def _texts(self, node: ox.NamedNode, name: str) -> list[str]:
        return [each.value for each in self._values(node, name) if isinstance(each, ox.Literal)]

    def _values(self, node: ox.NamedNode, name: str) -> list[object]:
        quads = self._store.quads_for_pattern(node, ox.NamedNode(expand(name)), None)
        return sorted({quad.object for quad in quads}, key=str)
