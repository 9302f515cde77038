"""How many solutions a CONSTRUCT has, asked of servers that cut statements in silence."""

import pyoxigraph as ox
import pytest

from saite.remote.wholeness import solutions_query


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("CONSTRUCT { ?s <urn:is> ?o . ?o <urn:of> ?s } WHERE { ?s ?p ?o }", 3),
        ("PREFIX : <urn:> CONSTRUCT { ?s :is '}' } WHERE { ?s :p ?o }", 2),
        ("CONSTRUCT WHERE { ?s <urn:p> ?o }", 2),
        ("CONSTRUCT{?s ?p ?o}{?s ?p ?o}", 3),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 1 OFFSET 1", 3),
        ("CONSTRUCT { ?s ?p ?o } # CONSTRUCT {\nWHERE { { ?s ?p ?o } UNION { ?s ?p ?o } }", 6),
        ("PREFIX construct: <urn:> CONSTRUCT { ?s ?p ?o } WHERE { ?s construct:p ?o }", 2),
    ],
)
def test_solutions_are_counted_whatever_is_made_of_them(text: str, count: int) -> None:
    store = ox.Store()
    data = b"<urn:a> <urn:p> <urn:b> . <urn:b> <urn:p> <urn:c> . <urn:a> <urn:q> <urn:c> ."
    store.load(data, format=ox.RdfFormat.TURTLE)
    found = store.query(solutions_query(text))
    assert isinstance(found, ox.QuerySolutions)
    assert next(found)["n"] == ox.Literal(count)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "DESCRIBE <urn:a>",
        "CONSTRUCT { ?s ?p ?n } WHERE { ?s ?p ?o } GROUP BY ?s ?p",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } VALUES ?s { <urn:a> }",
        "CONSTRUCT",
        "CONSTRUCT {",
        "",
    ],
)
def test_what_cannot_be_counted_is_not(text: str) -> None:
    assert solutions_query(text) == ""
