"""The tie of two organisations: how strong it is, and what supports it."""

from typing import Any, Final

from saite.assistant.bounding import fit
from saite.assistant.cells import term_cell, value_of
from saite.assistant.citing import citations
from saite.assistant.knowledge import Knowledge, node
from saite.assistant.naming import resolve_thing
from saite.errors import UsageError
from saite.namespaces import shorten

PREFIXES: Final = "PREFIX saite: <https://w3id.org/saite/ns#>\n"
TIE: Final = """
SELECT ?tie ?weight ?status ?reasons ?earliest ?latest {{
  ?tie a saite:EvidencedPartnership ; saite:between {one}, {other} .
  OPTIONAL {{ ?tie saite:weight ?weight }}
  OPTIONAL {{ ?tie saite:status ?status }}
  OPTIONAL {{ ?tie saite:supportCount ?reasons }}
  OPTIONAL {{ ?tie saite:earliest ?earliest }}
  OPTIONAL {{ ?tie saite:latest ?latest }}
}}
ORDER BY ?tie LIMIT 1
"""
SUPPORTS: Final = """
SELECT DISTINCT ?support ?kind ?through ?statement ?type {{
  ?support saite:supports {tie} ; saite:kind ?kind ; saite:through ?through ;
    saite:statement ?statement .
  OPTIONAL {{ ?statement a ?type }}
}}
ORDER BY ?kind ?through ?statement ?type
"""
PARTNERS: Final = """
SELECT DISTINCT ?partner ?weight {{
  ?tie saite:between {one}, ?partner ; saite:weight ?weight . FILTER(?partner != {one})
}}
ORDER BY DESC(?weight) ?partner LIMIT 8
"""


def explain_tie(knowledge: Knowledge, one: str, other: str, *, limit: int) -> dict[str, Any]:
    """Tell why two organisations are tied.

    :raises UsageError: if they are not, with those that the first is tied to; or if a name is
        nobody's or several's
    """
    pair = [resolve_thing(knowledge, "organisation", each) for each in (one, other)]
    if pair[0] == pair[1]:
        raise UsageError(f"{one!r} and {other!r} are the same organisation, <{pair[0]}>")
    text = PREFIXES + TIE.format(one=node(pair[0]), other=node(pair[1]))
    found = knowledge.rows(text)
    if not found:
        raise UsageError(_untied(knowledge, pair))
    tie, weight, status, reasons, earliest, latest = found[0]
    labels = knowledge.labels({*pair, value_of(status)} - {""})
    supports = _supports(knowledge, tie.value)
    shown, _ = fit(_told(knowledge, supports[:limit]))
    more = len(supports) - len(shown)
    return {
        "tie": tie.value,
        "between": [{"iri": each, "label": labels.get(each, "")} for each in pair],
        "weight": term_cell(weight, {}),
        "status": labels.get(value_of(status), value_of(status)),
        "reasons": term_cell(reasons, {}),
        "earliest": value_of(earliest),
        "latest": value_of(latest),
        "supports": shown,
        **({"cut": True, "more_supports": more} if more else {}),
    }


Support = tuple[str, str, dict[str, str]]


def _supports(knowledge: Knowledge, tie: str) -> list[Support]:
    """Find what supports a tie: kind, thing that it goes through, statements by their class."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    rows = knowledge.rows(PREFIXES + SUPPORTS.format(tie=node(tie)))
    for _, kind, through, statement, type_ in rows:
        statements = found.setdefault((value_of(kind), value_of(through)), {})
        known = statements.get(value_of(statement), "")
        statements[value_of(statement)] = max(value_of(type_), known)
    return [(kind, through, statements) for (kind, through), statements in found.items()]


def _told(knowledge: Knowledge, supports: list[Support]) -> list[dict[str, Any]]:
    things = {each for _, through, found in supports for each in (through, *found)}
    cited = citations(knowledge, things)
    labels = knowledge.labels({each for kind, through, _ in supports for each in (kind, through)})
    return [
        {
            "kind": labels.get(kind, shorten(kind)),
            "through": {"iri": through, "label": labels.get(through, ""), **cited.get(through, {})},
            "statements": [
                {"iri": each, "type": shorten(type_), **cited.get(each, {})}
                for each, type_ in sorted(statements.items())
            ],
        }
        for kind, through, statements in supports
    ]


def _untied(knowledge: Knowledge, pair: list[str]) -> str:
    rows = knowledge.rows(PREFIXES + PARTNERS.format(one=node(pair[0])))
    labels = knowledge.labels({*pair, *(value_of(each) for each, _ in rows)})
    names = [labels.get(each, each) for each in pair]
    partners = ", ".join(labels.get(value_of(each), value_of(each)) for each, _ in rows)
    hint = f"; {names[0]} is tied to {partners}" if partners else f"; {names[0]} has no ties"
    return f"the graph has no tie of {names[0]} and {names[1]}{hint}"
