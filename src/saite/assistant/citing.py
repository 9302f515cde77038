"""Where it is written: the row of the records behind a statement, and the places that it cites."""

from collections.abc import Iterable
from typing import Any, Final

from saite.assistant.cells import cut, value_of
from saite.assistant.knowledge import Knowledge, values

BATCH: Final = 200  # statements that are looked up at once
CITATIONS: Final = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX saite: <https://w3id.org/saite/ns#>
PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?thing ?row ?status ?written ?edtf
  ?evidence ?document ?section ?start ?end ?quote ?url WHERE {
  VALUES ?thing { %s }
  { ?thing dcterms:source ?row }
  UNION { ?thing saite:status ?status }
  UNION { ?thing saite:when ?time . ?time saite:asWritten ?written
          OPTIONAL { ?time saite:edtf ?edtf } }
  UNION {
    ?thing saite:evidence ?evidence .
    OPTIONAL { ?evidence oa:hasSource ?document }
    OPTIONAL { ?evidence saite:section ?section }
    OPTIONAL { ?evidence oa:hasSelector ?position . ?position oa:start ?start ; oa:end ?end }
    OPTIONAL { ?evidence oa:hasSelector ?selector . ?selector oa:exact ?quote }
    OPTIONAL { ?evidence schema:url ?url }
  }
}
ORDER BY ?thing ?evidence ?document ?start
"""


def citations(knowledge: Knowledge, things: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Look up where statements about things, or statements themselves, are written.

    :returns: IRI -> its row in the records, its status, its time as written, its evidence
        (document, section, first and last character, quote); IRIs without any are left out
    """
    wanted = sorted(set(things))
    found: dict[str, dict[str, Any]] = {}
    rows = [
        row
        for start in range(0, len(wanted), BATCH)
        for row in knowledge.rows(CITATIONS % values(wanted[start : start + BATCH]))
    ]
    labels = knowledge.labels({value_of(each) for row in rows for each in (row[2], row[6]) if each})
    for thing, row, status, written, edtf, evidence, *place in rows:
        said = found.setdefault(value_of(thing), {})
        if row is not None:
            said.setdefault("row", row_text(value_of(row)))
        elif status is not None:
            iri = value_of(status)
            said.setdefault("status", labels.get(iri, iri))
        elif written is not None:
            said.setdefault("when", {"written": value_of(written), "edtf": value_of(edtf)})
        elif evidence is not None:
            said.setdefault("evidence", []).append(_place(value_of(evidence), place, labels))
    return found


def _place(evidence: str, place: list[Any], labels: dict[str, str]) -> dict[str, Any]:
    document, section, start, end, quote, url = place
    iri = value_of(document)
    told: dict[str, Any] = {
        "iri": evidence,
        "document": {"iri": iri, "label": labels.get(iri, iri)} if iri else None,
        "section": value_of(section),
        "characters": f"{value_of(start)}-{value_of(end)}" if start is not None else "",
        "quote": cut(value_of(quote)),
        "url": value_of(url),
    }
    return {name: value for name, value in told.items() if value}


def row_text(iri: str) -> str:
    """Write the address of a row of the records for people.

    >>> row_text("https://example.org/id/source/reports/people.csv#row=12")
    'reports/people.csv, row 12'
    """
    place, _, row = iri.partition("#row=")
    file = place.partition("/source/")[2] or place
    return f"{file}, row {row}" if row else file
