"""Facts that ties refer to: things, statements, evidence, documents, places, dates, names.

Each function reads one kind and returns it by IRI, in the order of the IRIs.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from saite.network.attributes import (
    Document,
    Evidence,
    Labels,
    Name,
    Part,
    Place,
    Statement,
    Thing,
    When,
)
from saite.network.privacy import Privacy
from saite.network.reading import (
    Row,
    choose_type,
    concept_key,
    is_iri,
    local_name,
    read_rows,
)
from saite.query import Askable

# Properties whose values are concepts.
CONTROLLED: Final = ("countUnit", "inCapacity", "role", "share")


@dataclass(frozen=True)
class Context:
    """What every kind of fact needs: who may be told, names of things, dates and places."""

    store: Askable
    privacy: Privacy
    labels: dict[str, Labels]
    times: dict[str, When]
    places: dict[str, list[Place]]
    people: frozenset[str]

    def label(self, iri: str) -> Labels:
        """Return the labels of a thing, with what may not be told left out of them."""
        return {tag: self.privacy.redact(text) for tag, text in self.labels.get(iri, {}).items()}


def read_labels(store: Askable) -> dict[str, Labels]:
    """Read the preferred labels of everything; of two in one language the first by letters."""
    found: dict[str, Labels] = defaultdict(dict)
    for row in read_rows(store, "labels"):
        found[row["thing"]].setdefault(row.get("@label", ""), row["label"])
    return {iri: dict(sorted(labels.items())) for iri, labels in sorted(found.items())}


def read_names(store: Askable) -> dict[str, list[Name]]:
    """Read the written forms of names; the nominative stands where one is recorded."""
    times = read_times(store)
    found: dict[str, list[Name]] = defaultdict(list)
    for row in read_rows(store, "names"):
        variable = "nominative" if "nominative" in row else "written"
        name: Name = {
            "text": row[variable],
            "language": row.get(f"@{variable}", ""),
            "kind": concept_key(row.get("kind", "")),
            "unresolved": row.get("unresolved") == "true",
        }
        if row["name"] in times:
            name["when"] = times[row["name"]]
        if name not in found[row["thing"]]:
            found[row["thing"]].append(name)
    for names in found.values():
        names.sort(key=lambda name: (name["text"], name["kind"], name["language"]))
    return dict(sorted(found.items()))


def read_times(store: Askable, privacy: Privacy | None = None) -> dict[str, When]:
    """Read when things were; of several dates of one thing the earliest by its bounds.

    :param privacy: what of their words may be told; all of them if not given
    """
    redact = (privacy or Privacy(with_email=True)).redact
    found: dict[str, When] = {}
    for row in read_rows(store, "times"):
        when: When = {
            "written": redact(row.get("written", "")),
            "language": row.get("@written", ""),
            "edtf": row.get("edtf", ""),
            "earliest": row.get("earliest", ""),
            "latest": row.get("latest", ""),
            "precision": row.get("precision", ""),
            "derivation": redact(row.get("derivation", "")),
        }
        other = found.setdefault(row["thing"], when)
        found[row["thing"]] = min(when, other, key=lambda each: tuple(map(str, each.values())))
    return found


def read_places(store: Askable, labels: dict[str, Labels]) -> dict[str, list[Place]]:
    """Read where organisations and events are, each place with those that it lies in."""
    found: dict[str, dict[str, Place]] = defaultdict(dict)
    for row in read_rows(store, "places"):
        iri = row["place"]
        place = found[row["thing"]].setdefault(
            iri,
            {
                "iri": iri,
                "labels": labels.get(iri, {}),
                "within": [],
                "country": row.get("country", ""),
                "latitude": _number(row, "latitude"),
                "longitude": _number(row, "longitude"),
            },
        )
        around = labels.get(row.get("within", ""), {})
        if around and around not in place["within"]:
            place["within"].append(around)
    return {
        thing: [places[iri] for iri in sorted(places)] for thing, places in sorted(found.items())
    }


def read_things(context: Context, evidence: dict[str, list[str]]) -> dict[str, Thing]:
    """Read what ties go through, and what organisations took part in."""
    found: dict[str, Thing] = {}
    rows = read_rows(context.store, "things")
    types = _types(rows, "thing")
    for row in rows:
        iri = row["thing"]
        found[iri] = {
            "iri": iri,
            "identifier": row.get("identifier", ""),
            "type": choose_type(types[iri]),
            "kind": concept_key(row.get("kind", "")),
            "kind_as_written": context.privacy.redact(row.get("kind_as_written", "")),
            "labels": context.label(iri),
            "number": row.get("number", ""),
            "unnamed": row.get("unnamed") == "true",
            "note": context.privacy.redact(row.get("note", "")),
            "row": row.get("row", ""),
            "when": context.times.get(iri),
            "places": context.places.get(iri, []),
            "evidence": evidence.get(iri, []),
        }
    return found


def read_statements(context: Context, evidence: dict[str, list[str]]) -> dict[str, Statement]:
    """Read the records that ties rest on or that name organisations, with what each says."""
    rows = read_rows(context.store, "statements")
    types = _types(rows, "statement")
    parts: dict[str, list[Part]] = defaultdict(list)
    for row in read_rows(context.store, "statement-parts"):
        if context.privacy.with_people or row["value"] not in context.people:
            parts[row["statement"]].append(_read_part(row, context.privacy))
    found: dict[str, Statement] = {}
    for row in rows:
        iri = row["statement"]
        found[iri] = {
            "iri": iri,
            "identifier": row.get("identifier", ""),
            "type": choose_type(types[iri]),
            "kind": concept_key(row.get("kind", "")),
            "status": concept_key(row.get("status", "")),
            "about": row.get("about", ""),
            "open_list": row.get("open_list") == "true",
            "note": context.privacy.redact(row.get("note", "")),
            "row": row.get("row", ""),
            "when": context.times.get(iri),
            "parts": parts.get(iri, []),
            "evidence": evidence.get(iri, []),
        }
    return found


def read_evidence(context: Context) -> tuple[dict[str, Evidence], dict[str, list[str]]]:
    """Read evidence by its IRI, and which evidence each statement and thing has."""
    found: dict[str, Evidence] = {}
    cited: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(context.store, "evidence"):
        iri = row["evidence"]
        found[iri] = {
            "iri": iri,
            "identifier": row.get("identifier", ""),
            "document": row.get("document", ""),
            "section": context.privacy.redact(row.get("section", "")),
            "start": _offset(row, "start"),
            "end": _offset(row, "end"),
            "quote": context.privacy.redact(row.get("quote", "")),
            "language": row.get("@quote", ""),
            "note": context.privacy.redact(row.get("note", "")),
            "url": row.get("url", ""),
            "row": row.get("row", ""),
        }
        if iri not in cited[row["statement"]]:
            cited[row["statement"]].append(iri)
    return dict(sorted(found.items())), {iri: sorted(keys) for iri, keys in sorted(cited.items())}


def read_documents(context: Context) -> dict[str, Document]:
    """Read the documents that evidence stands in."""
    found: dict[str, Document] = {}
    for row in read_rows(context.store, "documents"):
        iri = row["document"]
        found[iri] = {
            "iri": iri,
            "identifier": row.get("identifier", ""),
            "labels": context.label(iri),
            "language": row.get("language", ""),
            "kind": concept_key(row.get("kind", "")),
            "url": row.get("url", ""),
            "when": context.times.get(iri),
            "row": row.get("row", ""),
        }
    return found


def _read_part(row: Row, privacy: Privacy) -> Part:
    value = row["value"]
    is_thing = is_iri(row, "value")
    name = local_name(row["property"])
    is_concept = is_thing and name in CONTROLLED
    return {
        "property": name,
        "iri": value if is_thing and not is_concept else "",
        "concept": concept_key(value) if is_concept else "",
        "text": "" if is_thing else privacy.redact(value),
        "language": row.get("@value", ""),
    }


def _types(rows: list[Row], variable: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row[variable]].add(row.get("type", ""))
    return found


def _number(row: Row, variable: str) -> float | None:
    return float(row[variable]) if variable in row else None


def _offset(row: Row, variable: str) -> int | None:
    return int(row[variable]) if variable in row else None
