"""Facts of a network as the explorer's panel reads them: what is not recorded is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from saite.network.attributes import Labels


@dataclass(frozen=True)
class Telling:
    """Tells facts of a small network.

    :param shared: attributes of its graph, see ``saite.network.attributes``
    :param base: what IRIs of organisations and rows are cut by
    :param organisations: labels of those that the network has, by IRI: the page may not hold them
    """

    shared: Mapping[str, Any]
    base: str
    organisations: Mapping[str, Labels] = field(default_factory=dict)

    def organisation(self, iri: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Tell of an organisation itself."""
        return {
            "iri": self.short(iri),
            "names": [self._name(name) for name in data["names"]],
            "places": [place_of(place) for place in data["places"]],
            **_full({key: data.get(key) for key in ("status", "note", "address", "website")}),
            **_full({"email": data.get("email"), "row": self.short(data["row"])}),
            "evidence": [],
        }

    def support(self, support: Mapping[str, Any]) -> dict[str, Any]:
        """Tell a support of a tie."""
        statements = self.shared["statements"]
        return {
            "iri": support["iri"],
            "thing": self.thing(support["through"]),
            "statements": [
                self.statement(iri) for iri in support["statements"] if iri in statements
            ],
        }

    def episode(self, kinds: Mapping[str, str], statement: str, thing: str) -> dict[str, Any]:
        """Tell what a statement says of an organisation, as a part of its time."""
        told = self.statement(statement)
        kind = kinds.get(told["type"], "statement")
        return {"type": kind, "statement": told, "thing": self.thing(thing)}

    def thing(self, iri: str) -> dict[str, Any] | None:
        """Tell what a tie goes through; None if the graph says nothing of it."""
        thing = self.shared["things"].get(iri)
        if thing is None:
            return None
        told = {key: thing[key] for key in ("labels", "number", "unnamed", "note", "when")}
        return {
            "iri": iri,
            "type": thing["type"],
            **_full({"kind": self._concept(thing["kind"]), **told}),
            **_full({"kindAsWritten": thing["kind_as_written"], "row": self.short(thing["row"])}),
            "places": [place_of(place) for place in thing["places"]],
            "evidence": [self.evidence(each) for each in thing["evidence"]],
        }

    def statement(self, iri: str) -> dict[str, Any]:
        """Tell a record that a tie rests on."""
        statement = self.shared["statements"][iri]
        told = {key: statement[key] for key in ("status", "note", "when")}
        return {
            "iri": iri,
            "type": statement["type"],
            **_full({"kind": self._concept(statement["kind"]), **told}),
            **_full({"openList": statement["open_list"], "row": self.short(statement["row"])}),
            "parts": [self._part(part) for part in statement["parts"]],
            "evidence": [self.evidence(each) for each in statement["evidence"]],
        }

    def evidence(self, iri: str) -> dict[str, Any]:
        """Tell where something stands."""
        evidence = self.shared["evidence"][iri]
        told = {key: evidence[key] for key in ("section", "quote", "language", "note", "url")}
        spots = {key: evidence[key] for key in ("start", "end") if evidence[key] is not None}
        return {
            "iri": iri,
            "document": self._document(evidence["document"]),
            **_full({**told, "row": self.short(evidence["row"])}),
            **spots,
        }

    def _document(self, iri: str) -> dict[str, Any] | None:
        document = self.shared["documents"].get(iri)
        if document is None:
            return None
        told = {key: document[key] for key in ("labels", "language", "url", "when")}
        kind = self._concept(document["kind"])
        return {"iri": iri, **_full({"kind": kind, **told, "row": self.short(document["row"])})}

    def _part(self, part: Mapping[str, Any]) -> dict[str, Any]:
        iri, concept = part["iri"], part["concept"]
        is_organisation = iri in self.organisations
        named = self.organisations if is_organisation else self.shared["people"]
        labels = self._concept(concept) if concept else named.get(iri)
        return {
            "property": part["property"],
            **_full({key: part[key] for key in ("concept", "text", "language")}),
            **_full({"labels": labels}),
            **({"organisation": self.short(iri)} if is_organisation else _full({"iri": iri})),
        }

    def _name(self, name: Mapping[str, Any]) -> dict[str, Any]:
        told = {key: name.get(key) for key in ("language", "unresolved", "when")}
        return {"text": name["text"], **_full({"kind": self._concept(name["kind"]), **told})}

    def _concept(self, key: str) -> Mapping[str, str] | None:
        if not key:
            return None
        found: Mapping[str, str] | None = self.shared["concepts"].get(key)
        return found or {"": key.rpartition("/")[2]}

    def short(self, iri: str) -> str:
        """Leave the base out of an IRI, unless what remains looks like an IRI itself."""
        rest = iri.removeprefix(self.base) if self.base else iri
        return rest if rest and ":" not in rest.split("/", 1)[0] else iri


def place_of(place: Mapping[str, Any]) -> dict[str, Any]:
    """Tell a place."""
    return _full({key: place[key] for key in ("labels", "within", "country")})


def _full(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not recorded; of a record inside, what is not recorded of it."""
    found = {}
    for name, value in facts.items():
        kept = _full(value) if name == "when" and value else value
        if kept:
            found[name] = kept
    return found
