"""A build in PROV-O: when it ran, by what, from which files, and what it made.

Source: PROV-O (https://www.w3.org/TR/prov-o/). The addresses of source files are those that the
rows of the graph point at, without the row, so that a row leads to the file and its checksum.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from saite.namespaces import PREFIXES, expand
from saite.provenance.spans import Quote

Term: TypeAlias = NamedNode | Literal
TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")


@dataclass(frozen=True, order=True)
class UsedFile:
    """A file that a build used or made.

    :param role: what it was used as: source, workspace, mapping, functions, shapes, concepts,
        query, text;
        or what it is: graph, report
    :param name: its address below the base IRI, with slashes, not yet percent-encoded, such as
        ``source/reports/people.csv``
    :param path: where it is read for its checksum
    """

    role: str
    name: str
    path: Path


@dataclass(frozen=True)
class Run:
    """One run of a build.

    :param build: id of the build, the name of its folder
    :param base: base IRI of the workspace
    :param version: version of Saite
    :param started: clock of the start, with its time zone
    :param ended: clock of the end, with its time zone
    """

    build: str
    base: str
    version: str
    started: datetime
    ended: datetime

    def node(self, name: str) -> NamedNode:
        """Give the node of a name below the base IRI."""
        return NamedNode(self.base + quote(name, safe="/"))


def file_sha256(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal, reading it piece by piece."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def run_provenance(
    run: Run, used: Iterable[UsedFile], made: Iterable[UsedFile] = ()
) -> tuple[Quad, ...]:
    """Tell the provenance of a build, in the graph ``{base}graph/run``.

    :param used: source files and every file that decides what becomes of them. A file of the role
        ``mapping`` is the plan that the software followed.
    :param made: files that the build wrote; they are parts of the build
    :returns: quads, sorted by their N-Quads
    """
    triples = set(tell_run(run))
    activity, build = run.node(f"run/{run.build}"), run.node(f"build/{run.build}")
    for file in sorted(used):
        triples |= set(tell_file(run, file))
        triples.add((activity, iri("prov:used"), run.node(file.name)))
        if file.role == "mapping":
            plan = run.node(file.name)
            triples.add((plan, TYPE, iri("prov:Plan")))
            triples.add((run.node(f"association/{run.build}"), iri("prov:hadPlan"), plan))
    for file in sorted(made):
        triples |= set(tell_file(run, file))
        triples.add((run.node(file.name), iri("prov:wasGeneratedBy"), activity))
        triples.add((build, iri("prov:hadMember"), run.node(file.name)))
    graph = run.node("graph/run")
    return tuple(sorted((Quad(*triple, graph) for triple in triples), key=str))


def tell_run(run: Run) -> Iterator[tuple[NamedNode, NamedNode, Term]]:
    """Tell of the activity, its clock, the software and the build."""
    activity, build = run.node(f"run/{run.build}"), run.node(f"build/{run.build}")
    agent, association = run.node(f"agent/saite-{run.version}"), f"association/{run.build}"
    yield activity, TYPE, iri("prov:Activity")
    yield activity, iri("prov:startedAtTime"), moment(run.started)
    yield activity, iri("prov:endedAtTime"), moment(run.ended)
    yield activity, iri("prov:wasAssociatedWith"), agent
    yield activity, iri("prov:qualifiedAssociation"), run.node(association)
    yield activity, iri("prov:generated"), build
    yield run.node(association), TYPE, iri("prov:Association")
    yield run.node(association), iri("prov:agent"), agent
    yield agent, TYPE, iri("prov:SoftwareAgent")
    yield agent, iri("skos:prefLabel"), Literal(f"Saite {run.version}")
    yield agent, iri("schema:softwareVersion"), Literal(run.version)
    yield build, TYPE, iri("prov:Collection")
    yield build, iri("dcterms:identifier"), Literal(run.build)
    yield build, iri("prov:wasGeneratedBy"), activity
    yield build, iri("prov:generatedAtTime"), moment(run.ended)


def tell_file(run: Run, file: UsedFile) -> Iterator[tuple[NamedNode, NamedNode, Term]]:
    """Tell of a file: what it is, its name and its checksum."""
    node = run.node(file.name)
    yield node, TYPE, iri("prov:Entity")
    yield node, iri("dcterms:description"), Literal(file.role, language="en")
    yield node, iri("saite:fileName"), Literal(file.path.name)
    yield node, iri("saite:sha256"), Literal(file_sha256(file.path))


def quote_quads(quotes: Iterable[Quote], base: str) -> Iterator[Quad]:
    """Tell the quotes, in the graph ``{base}graph/quotes``, in the order given.

    :source: https://www.w3.org/TR/annotation-model/#text-quote-selector
    """
    graph = NamedNode(base + "graph/quotes")
    for each in quotes:
        evidence = NamedNode(f"{base}evidence/{quote(each.evidence, safe='')}")
        selector = NamedNode(f"{base}quote/{quote(each.evidence, safe='')}")
        words = Literal(each.text, language=each.language or None)
        yield Quad(evidence, iri("oa:hasSelector"), selector, graph)
        yield Quad(selector, TYPE, iri("oa:TextQuoteSelector"), graph)
        yield Quad(selector, iri("oa:exact"), words, graph)


def iri(curie: str) -> NamedNode:
    """Give the node of a prefixed name."""
    return NamedNode(expand(curie))


def moment(clock: datetime) -> Literal:
    """Give a moment as xsd:dateTime in UTC.

    >>> moment(datetime(2021, 5, 1, 12, tzinfo=UTC)).value
    '2021-05-01T12:00:00Z'
    """
    written = clock.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Literal(written, datatype=iri("xsd:dateTime"))
