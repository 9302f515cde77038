"""The terms of the graph that a comparison must know, as plain strings of IRIs."""

from typing import Final

from saite.namespaces import expand

TYPE: Final = expand("rdf:type")
LABEL: Final = expand("skos:prefLabel")
IDENTIFIER: Final = expand("dcterms:identifier")
ROW: Final = expand("dcterms:source")
WHEN: Final = expand("saite:when")
AS_WRITTEN: Final = expand("saite:asWritten")
EDTF: Final = expand("saite:edtf")
EARLIEST: Final = expand("saite:earliest")
LATEST: Final = expand("saite:latest")
PRECISION: Final = expand("saite:precision")
EVIDENCE: Final = expand("saite:evidence")
NOTE: Final = expand("skos:note")
CONFLICT: Final = expand("saite:conflictsWith")
STATUS: Final = expand("saite:status")
CHECKSUM: Final = expand("saite:sha256")
SECTION: Final = expand("saite:section")
SOURCE: Final = expand("oa:hasSource")
SELECTOR: Final = expand("oa:hasSelector")

BETWEEN: Final = expand("saite:between")
OF_TIE: Final = expand("saite:ofTie")
SUPPORTS: Final = expand("saite:supports")
KIND: Final = expand("saite:kind")
THROUGH: Final = expand("saite:through")
WEIGHT: Final = expand("saite:weight")
SUPPORT_COUNT: Final = expand("saite:supportCount")
# Derived, yet not to be seen in any statement: pairs that were not made.
TOO_LARGE: Final = expand("saite:tooLargeForPairs")
ORGANISATION_COUNT: Final = expand("saite:organisationCount")

ORGANISATION: Final = expand("org:Organization")
TIE: Final = expand("saite:EvidencedPartnership")
STRENGTH: Final = expand("saite:Strength")
SUPPORT: Final = expand("saite:Support")
TIME: Final = expand("saite:TimeSpan")
PLACE_IN_DOCUMENT: Final = expand("oa:SpecificResource")
POSITION: Final = expand("oa:TextPositionSelector")
QUOTE: Final = expand("oa:TextQuoteSelector")
BOOLEAN: Final = expand("xsd:boolean")
STRING: Final = expand("xsd:string")
LANGUAGE_STRING: Final = expand("rdf:langString")
