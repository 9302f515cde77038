"""What a made-up network tells: organisations, supports, statements, quotes, documents."""

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from saite.concepts import load_concepts
from saite.network import concept_labels
from saite.network.attributes import (
    Document,
    Evidence,
    NetworkAttributes,
    Part,
    Place,
    Statement,
    Support,
    Thing,
    When,
)
from saite.resources import resource

BASE: Final = "https://example.org/id/"

# Kind of tie, class of what it goes through, class of the statement, roles.
KINDS: Final = (
    ("event", "Event", "Participation", ("organiser", "partner", "participant", "host")),
    ("project", "Project", "ProjectParticipation", ("lead", "partner", "contributor")),
    ("agreement", "Agreement", "AgreementParty", ()),
    ("membership", "Membership", "Membership", ("member", "founder", "associate")),
)
STATUSES: Final = ("stated", "stated", "stated", "implied", "derived", "disputed")
ORGANISATION_KINDS: Final = ("association", "university", "municipality", "foundation", "company")
SUBJECTS: Final = (
    "adult learning", "digital skills", "folk music", "forest schools", "libraries", "open data",
    "local history", "rural transport", "science fairs", "theatre", "volunteering", "water quality",
)  # fmt: skip
VERBS: Final = ("agreed to work on", "took part in a meeting on", "shared its rooms and staff for")
COUNTRIES: Final = (("LT", 55.2, 23.9), ("LV", 56.9, 25.0), ("EE", 58.7, 25.6))
TOWNS: Final = 60


@dataclass
class Facts:
    """Makes the attributes, and keeps what several ties share."""

    choose: Random
    things: dict[str, Thing] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = [self._place(number) for number in range(TOWNS)]

    def iri(self, number: int) -> str:
        """Name an organisation by its number."""
        return f"{BASE}organisation/{number:06}"

    def organisation(self, number: int) -> dict[str, Any]:
        """Make what is known of an organisation."""
        subject = SUBJECTS[number % len(SUBJECTS)]
        label = f"Made-up association for {subject} {number}"
        short = "".join(word[0] for word in subject.split()).upper() + str(number)
        place = self.choose.choice(self.places)
        name = {"text": short, "language": "", "kind": "name-kind/abbreviation"}
        made: dict[str, Any] = {
            "identifier": f"{number:06}",
            "label": label,
            "short": short,
            "labels": {"en": label, "lt": f"Išgalvota asociacija {number}"},
            "names": [{**name, "unresolved": False}],
            "kind": f"organisation-kind/{self.choose.choice(ORGANISATION_KINDS)}",
            "places": [place],
            "unnamed": False,
            "status": "",
            "note": "",
            "address": "",
            "website": "",
            "row": f"{BASE}source/planted/organisations.csv#row={number + 2}",
        }
        if place["latitude"] is not None:
            made |= {"latitude": place["latitude"], "longitude": place["longitude"]}
        return made

    def tie(self, one: int, other: int, group: int) -> dict[str, Any]:
        """Make a tie with its supports; what they rest on is kept for ``shared``."""
        supports = [self._support(one, other, group) for _ in range(self.choose.randint(1, 3))]
        supports = list({support["iri"]: support for support in supports}.values())
        kinds: dict[str, float] = {}
        for support in supports:
            kinds[support["kind"]] = round(kinds.get(support["kind"], 0.0) + support["weight"], 6)
        order = [f"status/{status}" for status in STATUSES]
        earliest = [support["earliest"] for support in supports if support["earliest"]]
        return {
            "iri": f"{BASE}tie/{one:06}~{other:06}",
            "weight": round(sum(kinds.values()), 6),
            "status": min((support["status"] for support in supports), key=order.index),
            "earliest": min(earliest, default=""),
            "latest": max((support["latest"] for support in supports), default=""),
            "kinds": dict(sorted(kinds.items())),
            "supports": sorted(supports, key=lambda support: support["iri"]),
        }

    def _support(self, one: int, other: int, group: int) -> Support:
        kind, thing_type, statement_type, roles = self.choose.choice(KINDS)
        # A few things of each group bring most of its ties, as events do.
        is_shared = kind in ("event", "project")
        number = f"{group}-{self.choose.randrange(40)}" if is_shared else f"{one}-{other}"
        year = 1994 + hash_number(kind, number) % 32
        thing = self._thing(kind, thing_type, number, year)
        role = f"{kind}-role/{self.choose.choice(roles)}" if roles else ""
        ends = {one: [_part("member", self.iri(one)), _part("organization", self.iri(other))]}
        if kind != "membership":
            ends = {end: [_part("participant", self.iri(end))] for end in (one, other)}
        statements = [
            self._statement(
                statement_type, thing, end, parts=[*parts, _part("role", concept=role)], year=year
            )
            for end, parts in ends.items()
        ]
        return {
            "iri": f"{BASE}support/{one:06}~{other:06}~{kind}~{number}",
            "kind": f"tie-kind/{kind}",
            "weight": round(1 / self.choose.randint(1, 6), 6),
            "status": self.statements[statements[0]]["status"],
            "earliest": f"{year}-01-01",
            "latest": f"{year}-12-31",
            "through": thing,
            "statements": sorted(statements),
        }

    def _thing(self, kind: str, thing_type: str, number: str, year: int) -> str:
        iri = f"{BASE}{kind}/{number}"
        if iri not in self.things:
            subject = SUBJECTS[hash_number(number) % len(SUBJECTS)]
            self.things[iri] = {
                "iri": iri,
                "identifier": number,
                "type": thing_type,
                "kind": "event-kind/meeting" if kind == "event" else "",
                "kind_as_written": "",
                "labels": {"en": f"Made-up {kind} on {subject} {number}"},
                "number": "",
                "unnamed": False,
                "note": "",
                "row": f"{BASE}source/planted/{kind}s.csv#row={len(self.things) + 2}",
                "when": _when(year),
                "places": [],
                "evidence": [],
            }
        return iri

    def _statement(
        self, type_: str, thing: str, organisation: int, *, parts: list[Part], year: int
    ) -> str:
        # Numbered as rows are, which is how records name their statements.
        number = self.numbers.setdefault((thing, organisation), len(self.statements))
        iri = f"{BASE}{type_.lower()}/s{number}"
        if iri not in self.statements:
            self.statements[iri] = {
                "iri": iri,
                "identifier": f"s{number}",
                "type": type_,
                "kind": "",
                "about": thing,
                "status": f"status/{self.choose.choice(STATUSES)}",
                "open_list": False,
                "note": "",
                "row": f"{BASE}source/planted/statements.csv#row={number + 2}",
                "when": _when(year),
                "parts": [part for part in parts if part["iri"] or part["concept"]],
                "evidence": [self._evidence(number, thing, organisation)],
            }
        return iri

    def _evidence(self, number: int, thing: str, organisation: int) -> str:
        iri = f"{BASE}evidence/e{number}"
        report = number // 40
        label = self.things[thing]["labels"]["en"]
        start = self.choose.randrange(90_000)
        quote = (
            f"Association {organisation} {self.choose.choice(VERBS)} {label.lower()}, for"
            f" {self.choose.randint(2, 400)} people from {self.choose.randint(2, 30)} places."
        )
        self.evidence[iri] = {
            "iri": iri,
            "identifier": f"e{number}",
            "document": self._document(report),
            "section": f"{self.choose.randint(1, 9)}.{self.choose.randint(1, 9)}",
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "language": "en",
            "note": "",
            "url": "",
            "row": f"{BASE}source/planted/evidence.csv#row={number + 2}",
        }
        return iri

    def _document(self, number: int) -> str:
        iri = f"{BASE}document/d{number}"
        if iri not in self.documents:
            self.documents[iri] = {
                "iri": iri,
                "identifier": f"d{number}",
                "labels": {"en": f"Made-up yearbook, volume {number + 1}"},
                "language": "en",
                "kind": "document-kind/seminar-report",
                "url": f"https://example.org/yearbooks/{number + 1}",
                "when": None,
                "row": f"{BASE}source/planted/documents.csv#row={number + 2}",
            }
        return iri

    def _place(self, number: int) -> Place:
        country, latitude, longitude = COUNTRIES[number % len(COUNTRIES)]
        known = number % 5 > 0
        return {
            "iri": f"{BASE}place/p{number}",
            "labels": {"en": f"Made-up Town {number}"},
            "within": [],
            "country": country,
            "latitude": round(latitude + self.choose.uniform(-0.8, 0.8), 4) if known else None,
            "longitude": round(longitude + self.choose.uniform(-2.0, 2.0), 4) if known else None,
        }

    def shared(self) -> NetworkAttributes:
        """Give what all ties made so far refer to."""
        concepts = concept_labels(load_concepts([resource("ontology/concepts.ttl")]))
        return {
            "language": "en",
            "concepts": dict(concepts),
            "things": dict(sorted(self.things.items())),
            "statements": dict(sorted(self.statements.items())),
            "evidence": dict(sorted(self.evidence.items())),
            "documents": dict(sorted(self.documents.items())),
            "people": {},
            "large_events": [],
            "with_people": True,
            "with_email": False,
        }


def _part(property_: str, iri: str = "", *, concept: str = "") -> Part:
    return {"property": property_, "iri": iri, "concept": concept, "text": "", "language": ""}


def _when(year: int) -> When:
    return {
        "written": str(year),
        "language": "en",
        "edtf": str(year),
        "earliest": f"{year}-01-01",
        "latest": f"{year}-12-31",
        "precision": "year",
        "derivation": "",
    }


def hash_number(*words: str) -> int:
    """Make a number of words: the same in every process, as ``hash`` is not.

    >>> hash_number("event", "1-2")
    812330
    """
    total = 0
    for letter in "~".join(words):
        total = (total * 31 + ord(letter)) % 1_000_003
    return total
