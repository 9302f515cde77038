"""Made-up records with texts that want to be run, in every field."""

import pyoxigraph as ox

from synthetic import Synthetic, iri

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "\"><svg onload=alert(3)>",
    "' onmouseover='alert(4)",
    "javascript:alert(5)",
    "\u202egnp.exe\u202c \u2067rtl\u2069",
    "<a href=\"javascript:alert(6)\">href</a>",
    "--><!-- ]]> {{7*7}} ${alert(7)} <style>*{display:none}</style>",
    "<iframe srcdoc='<script>parent.alert(8)</script>'>",
]  # fmt: skip


def add_hostile_records(made: Synthetic, key: str, text: str) -> ox.NamedNode:
    """Add a tied pair, with a text in every field of every record."""
    kind = "organisation-kind/other"
    one, other = (
        made.organisation(f"{key}{n}", f"{text} {n}", tag="lt", note=text, address=text, type=kind)
        for n in range(2)
    )
    for node in (one, other):
        made.name(node, text)
        made.name(node, f"{text} alias", "short", unresolved="yes")
        made.place(node, text)
        made.add(node, "schema:url", ox.Literal(text))
        made.add(node, "schema:email", ox.Literal(text))
    report = made.document(f"d{key}", text)
    person = made.person(f"p{key}", text)
    roles = {one: "partner", other: "host"}
    for node in made.event(f"e{key}", text, roles, written=text, note=text):
        made.evidence(node, report, section=text, quote=text, url=text, note=text)
        made.add(node, "saite:group", ox.Literal(text, language="lv"))
    for node in made.agreement(f"a{key}", text, {one: person, other: None}, capacity=text):
        made.evidence(node, report, url="javascript:alert(9)", quote=text)
    made.add(iri("event", f"e{key}"), "saite:projectNumber", ox.Literal(text))
    made.add(iri("agreement", f"a{key}"), "saite:kindAsWritten", ox.Literal(text))
    made.large_event(f"big{key}", text, 99)
    return one
