"""Made-up networks in the shape that a build gives them, for the tests of network and view.

Every name is synthetic. Terms are built by pyoxigraph, so that any text, however hostile, is only
a text.
"""

from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import Any

import networkx as nx
import pyoxigraph as ox

from saite.namespaces import CONCEPTS, expand

BASE = "https://example.org/id/"
TABLES = {"party": "parties", "evidence": "evidence", "person": "people"}
ORDER = ("stated", "derived", "implied", "disputed")  # the strongest first


def iri(kind: str, identifier: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}{kind}/{identifier}")


def concept(key: str) -> ox.NamedNode:
    return ox.NamedNode(CONCEPTS + key)


def typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(expand(f"xsd:{datatype}")))


@dataclass
class Link:
    """One reason for ties: a thing, the organisations that it joins, and the records of that."""

    kind: str
    thing: ox.NamedNode
    statements: dict[str, ox.NamedNode]  # organisation -> its statement
    status: str = "stated"
    earliest: str = ""
    latest: str = ""


@dataclass
class Synthetic:
    """A store that is filled record by record, then given its ties by ``derive``."""

    store: ox.Store = field(default_factory=ox.Store)
    links: list[Link] = field(default_factory=list)
    count: int = 0

    def add(self, subject: ox.NamedNode, curie: str, value: ox.NamedNode | ox.Literal) -> None:
        predicate = expand("rdf:type") if curie == "a" else expand(curie)
        self.store.add(ox.Quad(subject, ox.NamedNode(predicate), value, self.graph(subject)))

    @staticmethod
    def graph(subject: ox.NamedNode) -> ox.NamedNode:
        return ox.NamedNode(f"{BASE}graph/made-up/{subject.value[len(BASE) :].split('/')[0]}s")

    def record(self, kind: str, identifier: str, curie: str, **options: str) -> ox.NamedNode:
        """Add a record's node: its type, id, row, and label, kind, status, note where given."""
        node = iri(kind, identifier)
        self.count += 1
        self.add(node, "a", ox.NamedNode(expand(curie)))
        self.add(node, "dcterms:identifier", ox.Literal(identifier))
        table = TABLES.get(kind, f"{kind}s")
        row = f"{BASE}source/made-up/{table}.csv#row={self.count + 1}"
        self.add(node, "dcterms:source", ox.NamedNode(row))
        if label := options.get("label"):
            self.add(node, "skos:prefLabel", ox.Literal(label, language=options.get("tag", "en")))
        if key := options.get("type"):
            self.add(node, "dcterms:type", concept(key))
        if status := options.get("status"):
            self.add(node, "saite:status", concept(f"status/{status}"))
        if note := options.get("note"):
            self.add(node, "skos:note", ox.Literal(note))
        return node

    def label_concept(self, key: str, **labels: str) -> None:
        for tag, text in labels.items():
            self.add(concept(key), "skos:prefLabel", ox.Literal(text, language=tag))

    def organisation(self, identifier: str, label: str, **options: str) -> ox.NamedNode:
        options.setdefault("type", "organisation-kind/association")
        node = self.record("organisation", identifier, "org:Organization", label=label, **options)
        for key, curie in (("email", "schema:email"), ("address", "schema:address")):
            if key in options:
                self.add(node, curie, ox.Literal(options[key]))
        return node

    def name(self, of: ox.NamedNode, text: str, kind: str = "abbreviation", **options: str) -> None:
        node = self.record("name", f"n{self.count}", "saite:NameForm", type=f"name-kind/{kind}")
        self.add(node, "saite:nameOf", of)
        self.add(node, "saite:asWritten", ox.Literal(text, language=options.get("tag", "en")))
        if "unresolved" in options:
            self.add(node, "saite:unresolved", typed("true", "boolean"))

    def person(self, identifier: str, label: str) -> ox.NamedNode:
        return self.record("person", identifier, "foaf:Person", label=label)

    def place(self, of: ox.NamedNode, label: str) -> None:
        node = self.record("place", f"p{self.count}", "schema:Place", label=label)
        self.add(of, "schema:location", node)

    def when(self, thing: ox.NamedNode, written: str, earliest: str, latest: str) -> None:
        node = iri("time", thing.value[len(BASE) :].replace("/", "-"))
        self.add(thing, "saite:when", node)
        self.add(node, "saite:asWritten", ox.Literal(written, language="en"))
        for curie, text in (("saite:earliest", earliest), ("saite:latest", latest)):
            if text:
                self.add(node, curie, typed(text, "date"))

    def evidence(self, of: ox.NamedNode, document: ox.NamedNode, **options: str) -> None:
        node = self.record("evidence", f"e{self.count}", "oa:SpecificResource", **options)
        self.add(of, "saite:evidence", node)
        self.add(node, "oa:hasSource", document)
        if section := options.get("section"):
            self.add(node, "saite:section", ox.Literal(section))
        if url := options.get("url"):
            self.add(node, "schema:url", ox.Literal(url))
        if quote := options.get("quote"):
            selector = iri("quote", node.value.rsplit("/", 1)[1])
            self.add(node, "oa:hasSelector", selector)
            self.add(selector, "a", ox.NamedNode(expand("oa:TextQuoteSelector")))
            self.add(selector, "oa:exact", ox.Literal(quote, language="en"))

    def document(self, identifier: str, label: str) -> ox.NamedNode:
        return self.record("document", identifier, "foaf:Document", label=label)

    def event(
        self, identifier: str, label: str, roles: dict[ox.NamedNode, str], **options: str
    ) -> list[ox.NamedNode]:
        """Add an event with its participations; dates as ``written``, ``earliest``, ``latest``."""
        event = self.record(
            "event", identifier, "schema:Event", label=label, type="event-kind/conference"
        )
        if written := options.get("written"):
            self.when(event, written, options.get("earliest", ""), options.get("latest", ""))
        status = options.get("status", "stated")
        made = []
        for number, (organisation, role) in enumerate(roles.items()):
            node = self.record(
                "participation",
                f"{identifier}-{number}",
                "saite:Participation",
                status=status,
                note=options.get("note", ""),
            )
            self.add(node, "saite:inEvent", event)
            self.add(node, "saite:participant", organisation)
            self.add(node, "saite:role", concept(f"event-role/{role}"))
            made.append(node)
        statements = {each.value: node for each, node in zip(roles, made, strict=True)}
        self.link("event", event, statements, options)
        return made

    def membership(
        self, identifier: str, member: ox.NamedNode, of: ox.NamedNode, **options: str
    ) -> ox.NamedNode:
        status = options.get("status", "stated")
        node = self.record("membership", identifier, "org:Membership", status=status)
        self.add(node, "org:member", member)
        self.add(node, "org:organization", of)
        self.add(node, "org:role", concept("membership-role/member"))
        self.link("membership", node, {member.value: node, of.value: node}, options)
        return node

    def agreement(
        self,
        identifier: str,
        label: str,
        parties: dict[ox.NamedNode, ox.NamedNode | None],
        **options: str,
    ) -> list[ox.NamedNode]:
        """Add an agreement; each party with the person who signed for it, if known."""
        agreement = self.record(
            "agreement",
            identifier,
            "saite:Agreement",
            label=label,
            type="agreement-kind/cooperation-agreement",
        )
        made = []
        for number, (organisation, person) in enumerate(parties.items()):
            node = self.record(
                "party",
                f"{identifier}-{number}",
                "saite:AgreementParty",
                status=options.get("status", "stated"),
            )
            self.add(node, "saite:ofAgreement", agreement)
            self.add(node, "saite:partyOrganization", organisation)
            if person is not None:
                self.add(node, "saite:signatory", person)
                capacity = options.get("capacity", "chair")
                self.add(node, "saite:capacityAsWritten", ox.Literal(capacity, language="en"))
            made.append(node)
        statements = {each.value: node for each, node in zip(parties, made, strict=True)}
        self.link("agreement", agreement, statements, options)
        return made

    def link(
        self,
        kind: str,
        thing: ox.NamedNode,
        statements: dict[str, ox.NamedNode],
        options: dict[str, str],
    ) -> None:
        self.links.append(
            Link(
                kind,
                thing,
                statements,
                options.get("status", "stated"),
                options.get("earliest", ""),
                options.get("latest", ""),
            )
        )

    def large_event(self, identifier: str, label: str, organisations: int) -> None:
        event = self.record("event", identifier, "schema:Event", label=label)
        self.add(event, "saite:tooLargeForPairs", typed("true", "boolean"))
        self.add(event, "saite:organisationCount", typed(str(organisations), "integer"))

    def derive(self) -> ox.Store:
        """Add ties and supports, by the rule of the derivation, and return the store."""
        pairs: dict[tuple[str, str], list[Link]] = {}
        for link in self.links:
            for pair in combinations(sorted(link.statements), 2):
                pairs.setdefault(pair, []).append(link)
        for (one, other), links in sorted(pairs.items()):
            ids = "~".join(each.rsplit("/", 1)[1] for each in (one, other))
            tie = iri("tie", ids)
            self.add(tie, "a", ox.NamedNode(expand("saite:EvidencedPartnership")))
            weights = [self._support(tie, ids, (one, other), link) for link in links]
            for end in (one, other):
                self.add(tie, "saite:between", ox.NamedNode(end))
            self.add(tie, "saite:weight", typed(f"{sum(weights):.6f}", "decimal"))
            self.add(tie, "saite:supportCount", typed(str(len(links)), "integer"))
            best = min((link.status for link in links), key=ORDER.index)
            self.add(tie, "saite:status", concept(f"status/{best}"))
            self._bounds(tie, [(link.earliest, link.latest) for link in links])
        return self.store

    def _support(self, tie: ox.NamedNode, ids: str, pair: tuple[str, str], link: Link) -> float:
        node = iri("support", f"{ids}~{link.kind}~{link.thing.value.rsplit('/', 1)[1]}")
        weight = round(1 / (len(link.statements) - 1), 6)
        self.add(node, "a", ox.NamedNode(expand("saite:Support")))
        self.add(node, "saite:supports", tie)
        self.add(node, "saite:kind", concept(f"tie-kind/{link.kind}"))
        self.add(node, "saite:through", link.thing)
        self.add(node, "saite:weight", typed(f"{weight:.6f}", "decimal"))
        self.add(node, "saite:status", concept(f"status/{link.status}"))
        self._bounds(node, [(link.earliest, link.latest)])
        for end in pair:
            self.add(node, "saite:statement", link.statements[end])
        return weight

    def _bounds(self, node: ox.NamedNode, spans: list[tuple[str, str]]) -> None:
        """Add the bounds of those that have dates: a side that one leaves open is open."""
        dated = [span for span in spans if any(span)]
        for side, (curie, outermost) in enumerate((("earliest", min), ("latest", max))):
            days = [span[side] for span in dated]
            if days and all(days):
                self.add(node, f"saite:{curie}", typed(outermost(days), "date"))


def lasting_case() -> Synthetic:
    """Make two ties that last: of one the end is open, of the other only one reason has dates."""
    made = Synthetic()
    alfa, beta, gama = (made.organisation(name, name.title()) for name in ("alfa", "beta", "gama"))
    made.membership("m1", alfa, beta, earliest="2010-01-01")
    made.membership("m2", alfa, beta, earliest="2012-01-01", latest="2013-12-31")
    made.membership("m3", beta, gama, earliest="2012-01-01", latest="2013-12-31")
    made.membership("m4", beta, gama)
    return made


def made_up_case() -> Synthetic:
    """Make a network with one of everything that a page shows."""
    made = Synthetic()
    alfa = made.organisation("alfa", "Alfa Association", address="Main Street 1")
    beta = made.organisation("beta", "Fonds “Beta”", tag="lv", type="organisation-kind/foundation")
    gama = made.organisation("gama", "Gamos žemės tinklas", tag="lt")
    delta = made.organisation("delta", "Delta Ministry", type="organisation-kind/ministry")
    made.organisation("omega", "Omega, tied to nobody")
    made.name(alfa, "AA")
    made.name(gama, "GNX", unresolved="yes")
    made.place(alfa, "Made-up Town")
    report = made.document("report", "A made-up report")
    ona = made.person("ona", "Ona Pramanytė")
    meeting = made.event(
        "meeting",
        "Made-up meeting",
        {alfa: "organiser", beta: "partner", gama: "participant"},
        written="in September 2018",
        earliest="2018-09-01",
        latest="2018-09-30",
    )
    for node in meeting:
        made.evidence(node, report, section="7", quote="A made-up sentence.", note="Made up.")
    for node in made.agreement("accord", "Made-up accord", {alfa: ona, beta: None}):
        made.evidence(node, report, section="8", url="https://example.org/accord")
    made.membership("m1", alfa, gama, status="implied", earliest="2020-01-01", latest="2020-12-31")
    made.membership("m2", delta, gama, status="derived", earliest="2021-05-01")
    made.event("talk", "Made-up talk", {beta: "host", delta: "host"}, status="disputed")
    made.large_event("congress", "Made-up congress", 48)
    return made


def crowded_case(organisations: int, ties: int) -> Synthetic:
    """Make a large network of memberships, in groups of about forty."""
    made = Synthetic()
    nodes = [
        made.organisation(f"o{number:05}", f"Made-up organisation {number}")
        for number in range(organisations)
    ]
    choose = Random(1)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < ties:
        one = choose.randrange(organisations)
        near = choose.random() < 0.85
        other = one // 40 * 40 + choose.randrange(40) if near else choose.randrange(organisations)
        if one < other < organisations:
            pairs.add((one, other))
    for number, (one, other) in enumerate(sorted(pairs)):
        year = 2000 + number % 20
        made.membership(
            f"m{number}",
            nodes[one],
            nodes[other],
            status=ORDER[number % 4],
            earliest=f"{year}-01-01",
            latest=f"{year}-12-31",
        )
    return made


def named(graph: "nx.Graph[Any]", form: str = "{}") -> "nx.Graph[str]":
    """Name the nodes of a graph of networkx, and give each edge the weight 1."""
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(form.format(node) for node in graph)
    network.add_edges_from((form.format(a), form.format(b)) for a, b in graph.edges)
    for _, _, data in network.edges(data=True):
        data["weight"] = 1.0
    return network
