"""The mapping of the benchmark: nine tables, 15 triples maps, 79 predicate-object maps.

It is written once, as data, and given to each engine in the form that the engine takes. Names of
synthetic records only; the vocabulary is made of terms that real records of cooperation use.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

ID = "https://example.org/id/"
EX = "https://example.org/terms/"
ORG = "http://www.w3.org/ns/org#"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


@dataclass(frozen=True)
class Constant:
    """The same IRI in every row."""

    iri: str


@dataclass(frozen=True)
class Template:
    """An IRI with the cells of a row in it, percent-encoded."""

    text: str

    @property
    def columns(self) -> list[str]:
        """Name the columns whose cells it takes."""
        return re.findall(r"\{(\w+)\}", self.text)


@dataclass(frozen=True)
class Cell:
    """A cell of a row as a literal, or as an IRI."""

    column: str
    language: str = ""
    datatype: str = ""
    is_iri: bool = False


Object: TypeAlias = Constant | Template | Cell


@dataclass(frozen=True)
class TriplesMap:
    """What is made of each row of a table."""

    name: str
    table: str
    subject: Template
    pairs: Sequence[tuple[str, Object]]


def node(text: str) -> Template:
    """Name a node by a template behind the base of all of them."""
    return Template(ID + text)


def text(column: str, language: str = "") -> Cell:
    """Take a cell as a text."""
    return Cell(column, language=language)


def date(column: str) -> Cell:
    """Take a cell as a date of any precision."""
    return Cell(column, datatype=EDTF)


def source(table: str) -> tuple[str, Constant]:
    """Say which table a thing is from."""
    return PROV + "wasDerivedFrom", Constant(f"https://example.org/source/{table}")


def _kind(iri: str) -> tuple[str, Constant]:
    return TYPE, Constant(iri)


_PLACE = node("place/{country}/{town}")
_PLACE_PAIRS = (
    _kind(SCHEMA + "Place"),
    (SKOS + "prefLabel", text("town", "lt")),
    (SCHEMA + "addressCountry", text("country")),
)

TRIPLES_MAPS: tuple[TriplesMap, ...] = (
    TriplesMap(
        "Organisation", "organisations", node("organisation/{id}"),
        (
            _kind(ORG + "Organization"),
            (DCTERMS + "type", node("organisation-kind/{kind}")),
            (SKOS + "prefLabel", text("name", "lt")),
            (SKOS + "altLabel", text("short", "lt")),
            (ORG + "subOrganizationOf", node("organisation/{part_of}")),
            (SCHEMA + "location", _PLACE),
            (SCHEMA + "addressCountry", text("country")),
            (SCHEMA + "foundingDate", date("founded")),
            (SCHEMA + "url", Cell("web", is_iri=True)),
            (SCHEMA + "email", text("mail")),
            (DCTERMS + "identifier", text("id")),
        ),
    ),
    TriplesMap(
        "Person", "people", node("person/{id}"),
        (
            _kind(SCHEMA + "Person"),
            _kind(PROV + "Agent"),
            (SCHEMA + "name", text("name")),
            (SKOS + "prefLabel", text("name", "lt")),
            (DCTERMS + "identifier", text("id")),
            source("people"),
        ),
    ),
    TriplesMap(
        "Membership", "memberships", node("membership/{id}"),
        (
            _kind(ORG + "Membership"),
            (ORG + "member", node("{member_kind}/{member}")),
            (ORG + "organization", node("organisation/{organisation}")),
            (ORG + "role", node("role/{role}")),
            (EX + "since", date("since")),
            (EX + "until", date("until")),
            (EX + "memberKind", text("member_kind")),
            (DCTERMS + "identifier", text("id")),
            source("memberships"),
        ),
    ),
    TriplesMap(
        "memberOf", "memberships", node("{member_kind}/{member}"),
        ((ORG + "memberOf", node("organisation/{organisation}")),),
    ),
    TriplesMap(
        "Event", "events", node("event/{id}"),
        (
            _kind(SCHEMA + "Event"),
            (SKOS + "prefLabel", text("title", "lt")),
            (DCTERMS + "type", node("event-kind/{kind}")),
            (SCHEMA + "startDate", date("begins")),
            (SCHEMA + "endDate", date("ends")),
            (SCHEMA + "location", _PLACE),
            (SCHEMA + "addressCountry", text("country")),
            (EX + "underProject", node("project/{project}")),
            (DCTERMS + "identifier", text("id")),
            source("events"),
        ),
    ),
    TriplesMap(
        "Participation", "participations", node("participation/{event}/{organisation}/{role}"),
        (
            _kind(EX + "Participation"),
            (EX + "event", node("event/{event}")),
            (EX + "participant", node("organisation/{organisation}")),
            (EX + "role", node("role/{role}")),
            (RDFS + "label", text("role", "en")),
            source("participations"),
        ),
    ),
    TriplesMap(
        "attendee", "participations", node("event/{event}"),
        ((SCHEMA + "attendee", node("organisation/{organisation}")),),
    ),
    TriplesMap(
        "Agreement", "agreements", node("agreement/{id}"),
        (
            _kind(EX + "Agreement"),
            (SKOS + "prefLabel", text("title", "lt")),
            (DCTERMS + "type", node("agreement-kind/{kind}")),
            (EX + "signed", date("signed")),
            (EX + "signedAt", node("event/{event}")),
            (DCTERMS + "identifier", text("id")),
            source("agreements"),
        ),
    ),
    TriplesMap(
        "Party", "parties", node("party/{agreement}/{organisation}"),
        (
            _kind(EX + "AgreementParty"),
            (EX + "agreement", node("agreement/{agreement}")),
            (EX + "organisation", node("organisation/{organisation}")),
            (EX + "signatory", node("person/{person}")),
            source("parties"),
        ),
    ),
    TriplesMap(
        "party", "parties", node("agreement/{agreement}"),
        ((EX + "party", node("organisation/{organisation}")),),
    ),
    TriplesMap(
        "Project", "projects", node("project/{id}"),
        (
            _kind(SCHEMA + "Project"),
            (SKOS + "prefLabel", text("title", "lt")),
            (EX + "number", text("number")),
            (EX + "since", date("begins")),
            (EX + "until", date("ends")),
            (SCHEMA + "funder", node("organisation/{funder}")),
            (EX + "amount", Cell("amount", datatype=INTEGER)),
            (DCTERMS + "identifier", text("id")),
            source("projects"),
        ),
    ),
    TriplesMap(
        "ProjectPartner", "partners", node("partner/{project}/{organisation}/{role}"),
        (
            _kind(EX + "ProjectPartner"),
            (EX + "project", node("project/{project}")),
            (EX + "organisation", node("organisation/{organisation}")),
            (EX + "role", node("role/{role}")),
            (RDFS + "label", text("role", "en")),
            source("partners"),
        ),
    ),
    TriplesMap(
        "partner", "partners", node("project/{project}"),
        ((EX + "partner", node("organisation/{organisation}")),),
    ),
    TriplesMap("OrganisationPlace", "organisations", _PLACE, _PLACE_PAIRS),
    TriplesMap("EventPlace", "events", _PLACE, _PLACE_PAIRS),
)  # fmt: skip


def tables(maps: Sequence[TriplesMap] = TRIPLES_MAPS) -> list[str]:
    """Name the tables, each once."""
    return list(dict.fromkeys(each.table for each in maps))


def as_rml(folder: Path, maps: Sequence[TriplesMap] = TRIPLES_MAPS) -> str:
    """Write the mapping in RML, as it is today; the tables' paths are absolute."""
    blocks = ["@prefix rml: <http://w3id.org/rml/> .\n@base <https://example.org/mapping/> .\n"]
    for each in maps:
        read = (
            "a rml:FilePath, rml:RelativePathSource ; rml:root rml:CurrentWorkingDirectory ; "
            f'rml:path "{(folder / f"{each.table}.csv").as_posix()}" ; rml:null ""'
        )
        blocks.append(
            f"<#{each.name}> a rml:TriplesMap ;\n    rml:logicalSource [ a rml:LogicalSource ; "
            f"rml:source [ {read} ] ; rml:referenceFormulation rml:CSV ] ;\n"
            f'    rml:subjectMap [ rml:template "{each.subject.text}" ]{_pairs(each, "rml")} .\n'
        )
    return "\n".join(blocks)


def as_older_rml(folder: Path, maps: Sequence[TriplesMap] = TRIPLES_MAPS) -> str:
    """Write the mapping in the vocabulary that RML had first, over that of R2RML."""
    blocks = [
        (
            "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
            "@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n"
            "@prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n"
            "@base <https://example.org/mapping/> .\n"
        )
    ]
    for each in maps:
        path = (folder / f"{each.table}.csv").as_posix()
        blocks.append(
            f'<#{each.name}> a rr:TriplesMap ;\n    rml:logicalSource [ rml:source "{path}" ; '
            "rml:referenceFormulation ql:CSV ] ;\n"
            f'    rr:subjectMap [ rr:template "{each.subject.text}" ]{_pairs(each, "rr")} .\n'
        )
    return "\n".join(blocks)


def _pairs(triples_map: TriplesMap, prefix: str) -> str:
    return "".join(
        f" ;\n    {prefix}:predicateObjectMap [ {prefix}:predicate <{predicate}> ; "
        f"{prefix}:objectMap [ {' ; '.join(_object(value, prefix))} ] ]"
        for predicate, value in triples_map.pairs
    )


def _object(value: Object, prefix: str) -> Iterator[str]:
    if isinstance(value, Constant):
        yield f"{prefix}:constant <{value.iri}>"
    elif isinstance(value, Template):
        yield f'{prefix}:template "{value.text}"'
    else:
        yield f'rml:reference "{value.column}"'
        if value.is_iri:
            yield f"{prefix}:termType {prefix}:IRI"
        if value.language:
            yield f'{prefix}:language "{value.language}"'
        if value.datatype:
            yield f"{prefix}:datatype <{value.datatype}>"


def encoded(cell: str) -> str:
    """Percent-encode a cell for a template; letters beyond ASCII stay, as RML-Core has it.

    >>> encoded("Žagarė / LT")
    'Žagarė%20%2F%20LT'
    """
    return "".join(each if each >= "\u00a0" else quote(each, safe="") for each in cell)


def load(records: str) -> tuple[TriplesMap, ...]:
    """Give the mapping of the benchmark's own records, or that of a folder beside the checkout.

    :param records: empty for the benchmark's own, else a folder with a ``mapping_spec.py``
    """
    if not records:
        return TRIPLES_MAPS
    sys.path.insert(0, records)
    sys.dont_write_bytecode = True
    from mapping_spec import MAPS

    return tuple(
        TriplesMap(name, table, Template(subject), [(p, _foreign(*o)) for p, o in pairs])
        for name, table, subject, _, pairs in MAPS
    )


def _foreign(
    kind: str, what: str, language: str | None = None, datatype: str | None = None
) -> Object:
    if kind == "c":
        return Constant(what)
    if kind == "t":
        return Template(what)
    return Cell(what, language or "", datatype or "", is_iri=kind == "i")
