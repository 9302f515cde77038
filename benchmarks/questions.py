"""The questions of ``make bench-query``: each over the records as they are, and as Saite asks it.

The records alone are nodes for every membership, participation and party, as any store gets them;
what Saite's rules derive is in its own graph only. Both ways must have the same number of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ID: Final = "https://example.org/id/"
PREFIXES: Final = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX saite: <https://w3id.org/saite/ns#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX kind: <https://w3id.org/saite/concepts/tie-kind/>
PREFIX agreement-kind: <https://w3id.org/saite/concepts/agreement-kind/>
"""
ONE: Final = f"<{ID}organisation/o3>"
OTHER: Final = f"<{ID}organisation/o90>"
MEMBER: Final = f"<{ID}organisation/o100>"
PLACE: Final = f"<{ID}place/l3>"
WORD: Final = "minsau"


@dataclass(frozen=True)
class Question:
    """A question.

    :param plain: over the records alone
    :param ours: as Saite asks it; empty if that is the same
    :param about: ``page`` for one of an organisation's page, ``ranking`` for one over the whole
        graph; empty for others
    :param search: what is looked for in the index of names, instead of a query of ours
    """

    name: str
    title: str
    plain: str
    ours: str = ""
    about: str = ""
    search: str = ""


_SHARED = """
  {{ ?x saite:ofAgreement ?thing ; saite:partyOrganization {one} .
    ?y saite:ofAgreement ?thing ; saite:partyOrganization ?other }}
  UNION
  {{ ?x saite:inProject|saite:ofProject ?thing ; saite:participant|saite:funder {one} .
    ?y saite:inProject|saite:ofProject ?thing ; saite:participant|saite:funder ?other }}
"""
_CHAIN = "(^saite:partyOrganization/saite:ofAgreement/^saite:ofAgreement/saite:partyOrganization)"
_SHORT = "saite:agreesWith"
_NOT_ITSELF = f"FILTER (?other != {ONE})"

QUESTIONS: Final[Sequence[Question]] = (
    Question(
        "q01", "pairs that share most agreements and projects, the first 50",
        f"""SELECT ?one ?other (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
  {_SHARED.format(one="?one")} FILTER (STR(?one) < STR(?other)) }}
GROUP BY ?one ?other ORDER BY DESC(?n) LIMIT 50""",
        """SELECT ?one ?other ?n WHERE {
  { SELECT ?tie ?n WHERE { ?tie saite:jointCount ?n } ORDER BY DESC(?n) LIMIT 50 }
  ?tie saite:between ?one , ?other FILTER (STR(?one) < STR(?other)) }""",
        "ranking",
    ),
    Question(
        "q02", "partners of an organisation over agreements and projects, the closest first",
        f"""SELECT ?other (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
  {_SHARED.format(one=ONE)} FILTER (?other != {ONE}) }}
GROUP BY ?other ORDER BY DESC(?n)""",
        f"""SELECT ?other ?n WHERE {{
  ?tie saite:between {ONE} ; saite:jointCount ?n ; saite:between ?other FILTER (?other != {ONE}) }}
ORDER BY DESC(?n)""",
        "page",
    ),
    Question(
        "q03", "events of three years in one place",
        f"""SELECT ?event ?first WHERE {{
  ?event a schema:Event ; schema:location {PLACE} ; saite:when ?when .
  ?when saite:earliest ?first ; saite:latest ?last .
  FILTER (?last >= "2012-01-01"^^xsd:date && ?first <= "2014-12-31"^^xsd:date) }}""",
    ),
    Question(
        "q04", "agreements of one kind with all their parties",
        """SELECT ?agreement (GROUP_CONCAT(DISTINCT STR(?party); SEPARATOR=" ") AS ?parties) WHERE {
  ?agreement dcterms:type agreement-kind:memorandum .
  ?side saite:ofAgreement ?agreement ; saite:partyOrganization ?party }
GROUP BY ?agreement""",
        """SELECT ?agreement (GROUP_CONCAT(STR(?party); SEPARATOR=" ") AS ?parties) WHERE {
  ?agreement dcterms:type agreement-kind:memorandum ; saite:hasParty ?party }
GROUP BY ?agreement""",
    ),
    Question(
        "q05", "people in two organisations or more",
        """SELECT ?person (COUNT(DISTINCT ?organisation) AS ?n) WHERE {
  ?membership a org:Membership ; org:member ?person ; org:organization ?organisation .
  ?person a foaf:Person }
GROUP BY ?person HAVING (COUNT(DISTINCT ?organisation) >= 2)""",
        "SELECT ?person ?n WHERE { ?person saite:membershipCount ?n FILTER (?n >= 2) }",
        "ranking",
    ),
    Question(
        "q06a", "is there a chain of agreements between two organisations",
        f"ASK {{ {ONE} {_CHAIN}+ {OTHER} }}",
        f"ASK {{ {ONE} {_SHORT}+ {OTHER} }}",
    ),
    Question(
        "q06b", "all that chains of agreements reach",
        f"SELECT DISTINCT ?other WHERE {{ {ONE} {_CHAIN}+ ?other }}",
        f"SELECT DISTINCT ?other WHERE {{ {ONE} {_SHORT}+ ?other }}",
    ),
    Question(
        "q06c", "partners by agreements, and their partners",
        f"SELECT DISTINCT ?other WHERE {{ {ONE} {_CHAIN}/{_CHAIN} ?other {_NOT_ITSELF} }}",
        f"""SELECT DISTINCT ?other WHERE {{
  {{ {ONE} {_SHORT} ?other }} UNION {{ {ONE} {_SHORT}/{_SHORT} ?other }} {_NOT_ITSELF} }}""",
        "page",
    ),
    Question(
        "q07", "the 20 organisations with most partners in projects",
        """SELECT ?one (COUNT(DISTINCT ?other) AS ?n) WHERE {
  ?x saite:inProject|saite:ofProject ?project ; saite:participant|saite:funder ?one .
  ?y saite:inProject|saite:ofProject ?project ; saite:participant|saite:funder ?other .
  FILTER (?one != ?other) }
GROUP BY ?one ORDER BY DESC(?n) LIMIT 20""",
        """SELECT ?one ?n WHERE {
  { SELECT ?degree ?n WHERE { ?degree saite:byKind kind:project ; saite:partnerCount ?n }
    ORDER BY DESC(?n) LIMIT 20 }
  ?degree saite:ofOrganisation ?one }""",
        "ranking",
    ),
    Question(
        "q08", "who met whom in one place in one year",
        f"""SELECT ?one ?other (COUNT(DISTINCT ?event) AS ?n) WHERE {{
  ?event a schema:Event ; schema:location {PLACE} ; saite:when/saite:earliest ?first .
  FILTER (?first >= "2013-01-01"^^xsd:date && ?first <= "2013-12-31"^^xsd:date)
  ?x saite:inEvent ?event ; saite:participant ?one .
  ?y saite:inEvent ?event ; saite:participant ?other .
  FILTER (STR(?one) < STR(?other)) }}
GROUP BY ?one ?other""",
        f"""SELECT ?one ?other (COUNT(?event) AS ?n) WHERE {{
  ?event a schema:Event ; schema:location {PLACE} ; saite:when/saite:earliest ?first .
  FILTER (?first >= "2013-01-01"^^xsd:date && ?first <= "2013-12-31"^^xsd:date)
  ?event saite:hasParticipant ?one , ?other .
  FILTER (STR(?one) < STR(?other)) }}
GROUP BY ?one ?other""",
    ),
    Question(
        "q09", "funders: their projects, and how many take part in these",
        """SELECT ?funder (COUNT(DISTINCT ?project) AS ?projects) (COUNT(DISTINCT ?one) AS ?others)
WHERE {
  ?funding a saite:Funding ; saite:funder ?funder ; saite:ofProject ?project .
  OPTIONAL { ?x saite:inProject ?project ; saite:participant ?one FILTER (?one != ?funder) } }
GROUP BY ?funder""",
        """SELECT ?funder (MAX(?n) AS ?projects) (MAX(?m) AS ?others) WHERE {
  { ?funder saite:fundedProjectCount ?n } UNION { ?funder saite:beneficiaryCount ?m } }
GROUP BY ?funder""",
        "ranking",
    ),
    Question(
        "q10", "organisations that nothing is known to be done with",
        """SELECT ?organisation WHERE {
  ?organisation a org:Organization .
  FILTER NOT EXISTS { ?x saite:partyOrganization ?organisation }
  FILTER NOT EXISTS { ?y saite:participant ?organisation }
  FILTER NOT EXISTS { ?z saite:funder ?organisation } }""",
    ),
    Question(
        "q11", "organisations with a text in a name",
        f"""SELECT DISTINCT ?organisation WHERE {{
  {{ ?organisation a org:Organization ; skos:prefLabel ?name }}
  UNION {{ ?form saite:nameOf ?organisation ; saite:asWritten ?name .
    ?organisation a org:Organization }}
  FILTER (CONTAINS(LCASE(STR(?name)), "{WORD}")) }}""",
        about="page",
        search=WORD,
    ),
    Question(
        "q12", "events by year",
        """SELECT ?year (COUNT(?event) AS ?n) WHERE {
  ?event a schema:Event ; saite:when/saite:earliest ?first BIND (YEAR(?first) AS ?year) }
GROUP BY ?year""",
    ),
    Question(
        "q13a", "everything below one umbrella",
        f"SELECT DISTINCT ?below WHERE {{ ?below (^org:member/org:organization)+ {ONE} }}",
        f"SELECT DISTINCT ?below WHERE {{ ?below org:memberOf+ {ONE} }}",
        "page",
    ),
    Question(
        "q13b", "everything above one organisation",
        f"SELECT DISTINCT ?above WHERE {{ {MEMBER} (^org:member/org:organization)+ ?above }}",
        f"SELECT DISTINCT ?above WHERE {{ {MEMBER} org:memberOf+ ?above }}",
        "page",
    ),
    Question(
        "q14", "events by how exactly they are dated",
        """SELECT ?length (COUNT(?event) AS ?n) WHERE {
  ?event a schema:Event ; saite:when/saite:edtf ?date BIND (STRLEN(STR(?date)) AS ?length) }
GROUP BY ?length""",
    ),
)  # fmt: skip
