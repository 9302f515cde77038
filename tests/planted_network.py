"""Made-up networks of any size in the shape that ``read_network`` gives, without a store.

Names, documents and notes are made of made-up words whose frequencies fall as those of real ones
do, so that the texts compress as real texts would.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, combinations
from random import Random
from typing import Any

import networkx as nx

from saite.network.communities import add_communities
from saite.network.measures import pagerank

BASE = "https://example.org/id/"
CONSONANTS = "bdfgjklmnprstvzšžč"
VOWELS = "aeiouyėįāē"
KINDS = ("event", "event", "event", "project", "agreement", "membership")
STATUSES = ("stated", "stated", "stated", "implied", "derived", "disputed")
ORGANISATIONS = ("association", "university", "ministry", "foundation")
CLASSES = {
    "event": ("event", "Event", "participation", "Participation", "participant"),
    "project": ("project", "Project", "participation", "ProjectParticipation", "participant"),
    "agreement": ("agreement", "Agreement", "party", "AgreementParty", "partyOrganization"),
    "membership": ("membership", "Membership", "membership", "Membership", "member"),
}  # fmt: skip


@dataclass
class Words:
    """A made-up language: words drawn as often as their rank allows."""

    random: Random
    words: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        found = {self._make() for _ in range(3_000)}
        self.words = sorted(found)
        self.random.shuffle(self.words)
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def _make(self) -> str:
        return "".join(
            self.random.choice(CONSONANTS) + self.random.choice(VOWELS)
            for _ in range(self.random.randint(2, 5))
        )

    def say(self, least: int, most: int) -> str:
        count = self.random.randint(least, most)
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=count))


def planted_graph(organisations: int, ties: int, *, quotes: bool = False) -> "nx.Graph[str]":
    """Make a network with groups of about forty, and evidence behind every tie."""
    planter = Planter(organisations, ties, quotes=quotes)
    return planter.plant()


class Planter:
    """Makes one network."""

    def __init__(self, organisations: int, ties: int, *, quotes: bool) -> None:
        self.random = Random(2001)
        self.words = Words(self.random)
        self.organisations = organisations
        self.ties = ties
        self.quotes = quotes
        self.graph: nx.Graph[str] = nx.Graph()
        self.shared: dict[str, Any] = {
            name: {} for name in ("things", "statements", "evidence", "documents", "people")
        }
        self.read: dict[str, int] = {}  # how far into each document
        self.count = 0

    def plant(self) -> "nx.Graph[str]":
        nodes = [self._organisation(number) for number in range(self.organisations)]
        for number in range(max(1, self.organisations // 50)):
            self._document(number)
        supports: dict[tuple[str, str], list[dict[str, Any]]] = {}
        while len(supports) < self.ties:
            for pair, support in self._link(nodes):
                supports.setdefault(pair, []).append(support)
        for (a, b), listed in sorted(supports.items())[: self.ties]:
            self.graph.add_edge(a, b, **self._tie(a, b, listed))
        self._finish()
        return self.graph

    def _organisation(self, number: int) -> str:
        iri = f"{BASE}organisation/o{number:05}"
        label = self.words.say(2, 6).capitalize()
        short = "".join(word[0] for word in label.split()).upper()
        has_short = self.random.random() < 0.4 and len(short) > 2
        names = [_name(label, "full")] + ([_name(short, "abbreviation")] if has_short else [])
        place = number % 37
        self.graph.add_node(
            iri,
            identifier=f"o{number:05}",
            label=label,
            short=short if has_short else label,
            labels={"lt": label} | ({"en": self.words.say(2, 6)} if number % 5 == 0 else {}),
            names=names,
            kind=f"organisation-kind/{ORGANISATIONS[number % len(ORGANISATIONS)]}",
            places=[
                {
                    "iri": f"{BASE}place/l{place:02}",
                    "labels": {"lt": self.words.words[place].capitalize()},
                    "within": [{"lt": "Lietuva"}],
                    "country": "LT",
                    "latitude": 54 + place / 20,
                    "longitude": 21 + place / 10,
                }
            ],
            latitude=54 + place / 20,
            longitude=21 + place / 10,
            unnamed=number % 97 == 0,
            status="status/stated",
            note=self.words.say(4, 14) if number % 3 == 0 else "",
            address="",
            website=f"https://www.{short.lower()}{number}.example" if number % 4 == 0 else "",
            row=f"{BASE}source/made-up/organisations.csv#row={number + 2}",
        )
        return iri

    def _document(self, number: int) -> None:
        iri = f"{BASE}document/d{number:03}"
        self.shared["documents"][iri] = {
            "iri": iri, "identifier": f"d{number:03}", "labels": {"lt": self.words.say(5, 14)},
            "language": "lt", "kind": "document-kind/seminar-report",
            "url": f"https://archive.example/{number:05}",
            "when": _when(2010 + number % 12, number % 12 + 1),
            "row": f"{BASE}source/made-up/documents.csv#row={number + 2}",
        }  # fmt: skip

    def _link(self, nodes: list[str]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
        """Make one thing that some organisations share, and a support for each pair of them."""
        random = self.random
        kind = random.choice(KINDS)
        size = 2 if kind == "membership" else min(2 + int(random.expovariate(0.7)), 6)
        home = random.randrange(max(1, len(nodes) // 40)) * 40
        near = nodes[home : home + 40]
        members = sorted(
            {random.choice(near if random.random() < 0.85 else nodes) for _ in range(size)}
        )
        if len(members) < 2:
            return
        self.count += 1
        folder, _, statement_folder, _, _ = CLASSES[kind]
        thing = f"{BASE}{folder}/{folder[0]}{self.count:05}"
        when = (
            _when(random.randint(2005, 2025), random.randint(1, 12))
            if random.random() < 0.9
            else None
        )
        status = f"status/{random.choice(STATUSES)}"
        statements = {
            member: f"{BASE}{statement_folder}/{statement_folder[0]}{self.count * 6 + place:06}"
            for place, member in enumerate(members)
        }
        if kind == "membership":
            statements = dict.fromkeys(members, thing)
        self._thing(thing, kind, when)
        for member, iri in statements.items():
            self._statement(
                iri, kind, [m for m in members if kind == "membership" or m == member], status
            )
        for a, b in combinations(members, 2):
            ids = f"{a.rsplit('/', 1)[1]}~{b.rsplit('/', 1)[1]}"
            yield (
                (a, b),
                {
                    "iri": f"{BASE}support/{ids}~{kind}~{thing.rsplit('/', 1)[1]}",
                    "kind": f"tie-kind/{kind}",
                    "weight": round(1 / (len(members) - 1), 6),
                    "status": status,
                    "earliest": when["earliest"] if when else "",
                    "latest": when["latest"] if when and self.count % 9 else "",
                    "through": thing,
                    "statements": sorted({statements[a], statements[b]}),
                },
            )

    def _thing(self, iri: str, kind: str, when: dict[str, str] | None) -> None:
        is_named = kind != "membership"
        self.shared["things"][iri] = {
            "iri": iri, "identifier": iri.rsplit("/", 1)[1], "type": CLASSES[kind][1],
            "kind": f"{kind}-kind/made-up" if is_named else "", "kind_as_written": "",
            "labels": {"lt": self.words.say(3, 9).capitalize()} if is_named else {}, "number": "",
            "unnamed": False, "note": "", "when": when, "places": [],
            "row": f"{BASE}source/made-up/{kind}s.csv#row={self.count + 1}",
            "evidence": self._evidence() if is_named else [],
        }  # fmt: skip

    def _statement(self, iri: str, kind: str, members: list[str], status: str) -> None:
        _, _, _, type_, property_ = CLASSES[kind]
        parts = [_part(property_, iri=member) for member in members[:1]]
        parts += [_part("organization", iri=member) for member in members[1:]]
        parts.append(
            _part("role", concept=f"{kind}-role/{self.random.choice(('partner', 'host'))}")
        )
        self.shared["statements"][iri] = {
            "iri": iri, "identifier": iri.rsplit("/", 1)[1], "type": type_, "kind": "",
            "status": status, "open_list": False, "note": "", "when": None, "parts": parts,
            "row": f"{BASE}source/made-up/{type_.lower()}s.csv#row={self.count * 6}",
            "evidence": self._evidence(),
        }  # fmt: skip

    def _evidence(self) -> list[str]:
        """Make evidence as records list it: document by document, in reading order."""
        found = self.shared["evidence"]
        iri = f"{BASE}evidence/ev{len(found):06}"
        documents = list(self.shared["documents"])
        document = documents[self.count * 7 // 20 % len(documents)]
        start = self.read.get(document, 0) + self.random.randint(2, 60)
        self.read[document] = start + self.random.randint(10, 160)
        quote = self.words.say(5, 18) if self.quotes else ""
        # Most quotes are all that is meant; of some the end is not known, or lies elsewhere.
        whole = f"{quote} 🙂" if quote and len(found) % 3 == 0 else quote
        end = self.read[document] if len(found) % 5 == 0 else start + len(whole)
        is_noted = self.random.random() < 0.1
        found[iri] = {
            "iri": iri, "identifier": iri.rsplit("/", 1)[1], "document": document,
            "section": str(1 + start // 2_000), "start": start,
            "end": None if len(found) % 7 == 3 else end,
            "quote": whole,
            "language": "lt" if self.quotes else "",
            "note": self.words.say(2, 8) if is_noted else "", "url": "",
            "row": f"{BASE}source/made-up/evidence.csv#row={len(found) + 2}",
        }  # fmt: skip
        return [iri]

    def _tie(self, a: str, b: str, supports: list[dict[str, Any]]) -> dict[str, Any]:
        kinds: dict[str, float] = {}
        for support in supports:
            kinds[support["kind"]] = round(kinds.get(support["kind"], 0) + support["weight"], 6)
        order = ["stated", "derived", "implied", "disputed"]
        best = min((each["status"] for each in supports), key=lambda key: order.index(key[7:]))
        dated = [each for each in supports if each["earliest"] or each["latest"]]
        starts = [each["earliest"] for each in dated]
        ends = [each["latest"] for each in dated]
        return {
            "iri": f"{BASE}tie/{a.rsplit('/', 1)[1]}~{b.rsplit('/', 1)[1]}",
            "weight": round(sum(each["weight"] for each in supports), 6),
            "status": best,
            "earliest": min(starts, default="") if all(starts) else "",
            "latest": max(ends, default="") if all(ends) else "",
            "kinds": dict(sorted(kinds.items())),
            "supports": sorted(supports, key=lambda each: each["iri"]),
        }

    def _finish(self) -> None:
        graph = self.graph
        graph.graph.update(
            self.shared,
            language="lt",
            concepts={},
            large_events=[],
            with_people=True,
            with_email=False,
        )
        nx.set_node_attributes(graph, dict(graph.degree()), "degree")
        strengths = {node: round(value, 6) for node, value in graph.degree(weight="weight")}
        nx.set_node_attributes(graph, strengths, "strength")
        nx.set_node_attributes(graph, pagerank(graph), "pagerank")
        nx.set_node_attributes(
            graph, nx.betweenness_centrality(graph, k=min(20, len(graph)), seed=1), "betweenness"
        )
        graph.graph["measures"] = {"betweenness": "sampled", "sample": 20, "seed": 1}
        add_communities(graph)
        side = len(graph) ** 0.5 * 30
        for data in graph.nodes.values():
            angle = Random(data["community"]).random()
            data["x"] = round(self.random.gauss(0, 90) + side * (angle - 0.5), 1)
            data["y"] = round(self.random.gauss(0, 90) + side * (angle * 7 % 1 - 0.5), 1)
            data["size"] = 9.0


def _name(text: str, kind: str) -> dict[str, Any]:
    return {"text": text, "language": "lt", "kind": f"name-kind/{kind}", "unresolved": False}


def _when(year: int, month: int) -> dict[str, str]:
    return {
        "written": f"{year} m. {month} mėn.", "language": "lt", "edtf": f"{year}-{month:02}",
        "earliest": f"{year}-{month:02}-01", "latest": f"{year}-{month:02}-28",
        "precision": "month", "derivation": "",
    }  # fmt: skip


def _part(name: str, *, iri: str = "", concept: str = "") -> dict[str, str]:
    return {"property": name, "iri": iri, "concept": concept, "text": "", "language": ""}
