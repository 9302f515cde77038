"""SPARQL over HTTP: the protocol, formats by negotiation, the service described by itself."""

import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import openpyxl
import pyoxigraph as ox
import pytest

import sparql_oracle as oracle
from saite.serve.counting import counter_of
from saite.serve.formats import XLSX, choose
from saite.serve.problems import RefusedError
from serve_support import (
    TOKEN,
    Running,
    made_up_workspace,
    serving_scratch,
    serving_workspace,
)

pytestmark = pytest.mark.server
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a <http://www.w3.org/ns/org#Organization> }"
ALL = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 20"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    workspace = made_up_workspace(tmp_path_factory.mktemp("served"))
    with serving_workspace(workspace) as running:
        yield running


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_scratch(tmp_path_factory.mktemp("scratch")) as running:
        yield running


def address(query: str, **fields: str) -> str:
    return f"/sparql?{urlencode({'query': query, **fields})}"


def test_a_query_is_answered_by_each_way_of_sending_it(server: Running) -> None:
    form = urlencode({"query": COUNT}).encode()
    replies = [
        server.ask(address(COUNT)),
        server.ask(address(COUNT).replace("/sparql", "/sparql/")),
        server.ask("/sparql", "POST", form, Content_Type=FORM),
        server.ask("/sparql", "POST", COUNT.encode(), Content_Type=f"{QUERY}; charset=utf-8"),
    ]
    for reply in replies:
        assert reply.status == 200
        assert reply.headers["content-type"] == "application/sparql-results+json"
        assert json.loads(reply.text)["results"]["bindings"][0]["n"]["value"] == "5"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/xml, text/html;q=0.9", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values, text/csv;q=0.2", "text/tab-separated-values"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("text/html, */*;q=0.1", "application/sparql-results+json"),
    ],
)
def test_rows_come_in_the_format_that_is_liked_best(
    server: Running, accept: str, expected: str
) -> None:
    reply = server.ask(address(COUNT), more={"Accept": accept} if accept else {})
    assert reply.headers["content-type"].partition(";")[0] == expected
    assert "Accept" in reply.headers["vary"]
    if expected in ("text/csv", "text/tab-separated-values"):
        assert reply.text.split() == ["n" if "csv" in expected else "?n", "5"]
    else:
        form = ox.QueryResultsFormat.from_media_type(expected)
        found = ox.parse_query_results(reply.body, format=form)
        assert isinstance(found, ox.QuerySolutions)
        assert [row["n"] for row in found] == [ox.Literal(5)]


@pytest.mark.parametrize(
    "media_type",
    [
        "text/turtle", "application/n-triples", "application/n-quads", "application/trig",
        "application/ld+json", "application/rdf+xml",
    ],
)  # fmt: skip
def test_statements_come_in_each_format_of_rdf(server: Running, media_type: str) -> None:
    reply = server.ask(address(ALL), Accept=media_type)
    assert reply.headers["content-type"].partition(";")[0] == media_type
    found = list(ox.parse(reply.body, format=ox.RdfFormat.from_media_type(media_type)))
    assert len(found) == 20


def test_rows_come_as_a_workbook_with_labels_and_no_formula(server: Running) -> None:
    query = """PREFIX org: <http://www.w3.org/ns/org#>
        SELECT ?thing ?text ?number {
            VALUES (?text ?number) { ("=1+1" 7) ("žemės ąčęė" 7.5) } ?thing a org:Organization }"""
    reply = server.ask(address(query), Accept=XLSX)
    assert reply.headers["content-type"] == XLSX
    assert reply.headers["content-disposition"] == 'inline; filename="answer.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(reply.body)).worksheets[0]
    header, *rows = list(sheet.iter_rows())
    assert [cell.value for cell in header] == ["thing", "text", "number", "thing_iri"]
    assert len(rows) == 10
    assert {row[1].value for row in rows} == {"=1+1", "žemės ąčęė"}
    assert {row[1].data_type for row in rows} == {"s"}
    assert {row[2].value for row in rows} == {7, 7.5}
    named = {row[3].value: row[0].value for row in rows}
    assert named["https://example.org/id/organisation/alfa"] == "Alfa Association"
    asked = server.ask(address("ASK { ?s ?p ?o }", format="xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(asked.body)).worksheets[0]
    assert [list(row) for row in sheet.values] == [["answer"], [True]]
    refused = server.ask(address(ALL), Accept=XLSX)
    assert refused.status == 406


@pytest.mark.parametrize("accept", ["image/png", "text/html", "text/csv;q=0", "text/turtle"])
def test_a_format_that_is_not_at_hand_is_refused_with_those_that_are(
    server: Running, accept: str
) -> None:
    reply = server.ask(address(COUNT), Accept=accept)
    assert reply.status == 406
    problem = json.loads(reply.text)
    assert reply.headers["content-type"] == "application/problem+json"
    assert problem["status"] == 406
    assert "text/csv" in problem["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status", "words"),
    [
        ("GET", address("ASK {"), None, "", 400, "does not parse"),
        ("GET", address("SELEC * {}"), None, "", 400, "did you mean 'SELECT'"),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, "", 400, "expected one query"),
        ("GET", "/sparql?query=%FF", None, "", 400, "cannot be read"),
        ("GET", "/sparql?update=CLEAR%20ALL", None, "", 400, "by POST"),
        ("GET", address("DELETE WHERE { ?s ?p ?o }"), None, "", 400, "expected SELECT"),
        ("GET", address("ASK { ?s ?p 1 }" + " " * 17_000), None, "", 413, "16,384 bytes"),
        ("POST", "/sparql", b"ASK {}", "text/plain", 415, "expected application/sparql-query"),
        ("POST", "/sparql", b"ASK {}", "", 415, "a body without a type"),
        ("POST", "/sparql", "ASK {}".encode("utf-16"), QUERY, 400, "not UTF-8"),
        ("POST", "/sparql", b"query=ASK%7B%7D&update=CLEAR+ALL", FORM, 403, "only reads"),
        ("POST", "/sparql", b"CLEAR ALL", "application/sparql-update", 403, "--writable"),
        ("PUT", "/sparql", b"ASK {}", QUERY, 405, "Not Allowed"),
        ("GET", "/nowhere", None, "", 404, "no address of this server"),
        ("GET", address("ASK {}", **{"default-graph-uri": "no iri"}), None, "", 400, "absolute"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused_with_the_reason(
    server: Running, method: str, path: str, body: bytes | None, kind: str, status: int, words: str
) -> None:
    reply = server.ask(path, method, body, more={"Content-Type": kind} if kind else {})
    assert reply.status == status, reply.text
    problem = json.loads(reply.text)
    assert problem["status"] == status
    assert words in problem["detail"]


def test_the_default_graph_is_all_graphs_unless_the_request_says_otherwise(server: Running) -> None:
    graph = "https://example.org/id/graph/made-up/organisations"
    everything, one, none = (
        server.ask(address(COUNT), Accept="text/csv").text.split()[1],
        server.ask(address(COUNT, **{"default-graph-uri": graph}), Accept="text/csv").text.split()[
            1
        ],
        server.ask(address(COUNT, **{"named-graph-uri": graph}), Accept="text/csv").text.split()[1],
    )
    assert (everything, one, none) == ("5", "5", "0")
    inside = f"BASE <{graph}> SELECT (COUNT(*) AS ?n) FROM <> {{ ?s a ?o }}"
    assert int(server.ask(address(inside), Accept="text/csv").text.split()[1]) >= 5


@pytest.mark.parametrize(
    ("words", "fields", "told"),
    [
        ("FROM <{graph}x>", {}, "did you mean <{graph}>"),
        ("FROM NAMED <{graph}x>", {}, "did you mean <{graph}>"),
        ("FROM <{graph}> FROM <http://127.0.0.1:9/x.ttl>", {}, "there is no graph <http://127"),
        ("FROM <relative>", {}, "/relative> to answer FROM, and nothing is fetched"),
        ("", {"default-graph-uri": "{graph}x"}, "did you mean <{graph}>"),
        ("", {"named-graph-uri": "urn:none"}, "there is no graph <urn:none>"),
    ],
)
def test_a_graph_that_is_not_there_is_told_and_never_fetched(
    server: Running, words: str, fields: dict[str, str], told: str
) -> None:
    graph = "https://example.org/id/graph/made-up/organisations"
    query = f"SELECT * {words.format(graph=graph)} {{ ?s ?p ?o }}"
    named = {name: value.format(graph=graph) for name, value in fields.items()}
    reply = server.ask(address(query, **named))
    assert reply.status == 400, reply.text
    assert told.format(graph=graph) in json.loads(reply.text)["detail"]


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?z a ?k . ?z ?b ?a } LIMIT 1", "z,k,b,a"),
        ("select distinct*{?s ?p ?o} LIMIT 1", "s,p,o"),
        ("SELECT # * ?a\n * { { SELECT ?y ?x { ?x a ?y } } BIND('?a' AS ?b) } LIMIT 1", "y,x,b"),
        ("SELECT ?b ?a { SELECT * { ?a a ?b } } LIMIT 1", "b,a"),
        ("SELECT * { FILTER NOT EXISTS { ?a a ?k } ?z a ?k . ?k ?c ?d } LIMIT 1", "k,z,c,d"),
        ("SELECT * { ?z a <relative> } LIMIT 1", "z"),
    ],
)
def test_columns_of_a_star_come_as_the_query_names_them(
    server: Running, query: str, columns: str
) -> None:
    reply = server.ask(address(query), Accept="text/csv")
    assert reply.status == 200, reply.text
    assert reply.text.split("\r\n")[0] == columns


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "PREFIX x: <urn:x> # SELECT\nDELETE { ?s ?p ?o } WHERE { SELECT * { ?s ?p ?o } }",
        "BASE <urn:x> WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_that_is_sent_as_a_query_is_told_how_to_be_sent(
    server: Running, text: str
) -> None:
    form = urlencode({"query": text}).encode()
    for reply in (
        server.ask(address(text)),
        server.ask("/sparql", "POST", form, Content_Type=FORM),
        server.ask("/sparql", "POST", text.encode(), Content_Type=QUERY),
    ):
        assert reply.status == 400
        detail = json.loads(reply.text)["detail"]
        assert "update=" in detail
        assert "application/sparql-update" in detail


def test_head_tells_what_get_would_and_sends_nothing(server: Running) -> None:
    got, told = server.ask(address(COUNT)), server.ask(address(COUNT), "HEAD")
    assert (told.status, told.body) == (200, b"")
    for name in ("content-type", "content-length", "etag"):
        assert told.headers[name] == got.headers[name]


def test_an_answer_that_the_client_has_is_not_sent_again(server: Running) -> None:
    tag = server.ask(address(COUNT)).headers["etag"]
    again = server.ask(address(COUNT), If_None_Match=f'"other", {tag}')
    assert (again.status, again.body) == (304, b"")
    assert server.ask(address(COUNT), If_None_Match=tag, Accept="text/csv").status == 200
    assert "etag" not in server.ask(address("SELECT (NOW() AS ?n) {}")).headers


def test_long_answers_are_compressed_for_who_can_read_that(server: Running) -> None:
    path = address("SELECT * { ?s ?p ?o } LIMIT 300")
    plain, packed = server.ask(path), server.ask(path, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 4


def test_options_tell_methods_and_other_sites_get_no_permission(server: Running) -> None:
    assert "POST" in server.ask("/sparql", "OPTIONS").headers["allow"]
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    reply = server.ask("/sparql", "OPTIONS", more=asked)
    assert reply.status == 403
    assert "access-control-allow-origin" not in reply.headers


def test_the_service_describes_itself_with_what_it_holds(server: Running) -> None:
    reply = server.ask("/sparql", Accept="application/n-triples")
    store = ox.Store()
    store.load(reply.body, format=ox.RdfFormat.N_TRIPLES)
    sd, void = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#"
    found = store.query(
        f"SELECT ?endpoint ?triples (COUNT(DISTINCT ?named) AS ?graphs) {{ ?s <{sd}endpoint>"
        f" ?endpoint ; <{sd}defaultDataset> ?d . ?d <{sd}defaultGraph>/<{void}triples> ?triples ;"
        f" <{sd}namedGraph> ?named }} GROUP BY ?endpoint ?triples"
    )
    assert isinstance(found, ox.QuerySolutions)
    (row,) = found
    all_triples = server.ask(address("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), Accept="text/csv")
    assert row["endpoint"] == ox.NamedNode(f"{server.url}/sparql")
    assert row["triples"] == ox.Literal(int(all_triples.text.split()[1]))
    graphs = server.ask(
        address("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"), Accept="text/csv"
    )
    assert row["graphs"] == ox.Literal(int(graphs.text.split()[1]))


def test_a_graph_is_read_under_its_name(server: Running) -> None:
    name = quote("https://example.org/id/graph/made-up/persons", safe="")
    reply = server.ask(f"/graphs?graph={name}", Accept="application/n-triples")
    assert reply.status == 200
    assert "Ona Pramanyt" in reply.text
    assert server.ask("/graphs?graph=urn:none").status == 404
    assert server.ask("/graphs").status == 400
    whole = server.ask("/graphs?default", Accept="application/n-triples")
    assert len(whole.text) > len(reply.text)


@pytest.mark.parametrize(
    ("form", "text", "rows"),
    [
        ("text/csv", 'a,b\r\n"x\r\ny","q""\r\n"\r\n1,\r\n', 2),
        ("text/tab-separated-values", "?a\t?b\n<x>\t\n\t\n", 2),
        ("application/sparql-results+xml", "<results><result></result><result/></results>", 2),
        (
            "application/sparql-results+json",
            '{"head":{"vars":["a","b"]},"results":{"bindings":[{"a":{"value":"}},{\\\\\\","}},{},{}]}}',
            3,
        ),
    ],
)  # fmt: skip
def test_rows_are_counted_however_the_answer_is_cut_into_pieces(
    form: str, text: str, rows: int
) -> None:
    for size in (1, 2, 3, 7, 1_000):
        counter, body = counter_of(form), text.encode()
        pieces = (body[start : start + size] for start in range(0, len(body), size))
        assert sum(counter.add(piece) for piece in pieces) == rows


def test_a_format_with_no_weight_is_not_chosen() -> None:
    with pytest.raises(RefusedError):
        choose("text/csv;q=0, */*;q=0", ["text/csv", "text/turtle"])
    assert choose("text/csv;q=0, */*", ["text/csv", "text/turtle"]) == "text/turtle"
    assert choose("TEXT/CSV ; Q=1 , broken/;q=x", ["text/turtle", "text/csv"]) == "text/csv"


def official(manifest: str) -> list[object]:
    """Give the official cases as parameters, or one that is skipped where they are not at hand."""
    path = oracle.SUITE / manifest
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip("no sparql-tests beside this checkout"))]
    return [
        pytest.param(case, id=f"{number} {case.name}")
        for number, case in enumerate(oracle.cases(path), 1)
    ]


@pytest.mark.parametrize("case", official("protocol/manifest.ttl"))
def test_official_cases_of_the_protocol_pass(scratch: Running, case: oracle.Case) -> None:
    assert oracle.protocol_fault(scratch, case) == ""


@pytest.mark.parametrize("case", official("graph-store-protocol/manifest.ttl"))
def test_official_cases_of_the_graph_store_pass(scratch: Running, case: oracle.Case) -> None:
    assert oracle.store_fault(scratch, case) == ""


def test_an_update_needs_the_token(scratch: Running) -> None:
    body, kind = b"CLEAR ALL", "application/sparql-update"
    for sent in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic !!"}):
        reply = scratch.ask("/sparql", "POST", body, more={**sent, "Content-Type": kind})
        assert reply.status == 401
        assert reply.headers["www-authenticate"].startswith("Bearer")
    right = {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind}
    assert scratch.ask("/sparql", "POST", body, more=right).status == 204


def test_the_scratch_store_is_a_file(scratch: Running, tmp_path: Path) -> None:
    assert not list(tmp_path.iterdir())
    body = b"INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"
    reply = scratch.ask(
        "/sparql", "POST", body, more=oracle.AUTHORIZED, Content_Type="application/sparql-update"
    )
    assert reply.status == 204
    file = scratch.service.hub.plan.edits
    assert file is not None
    assert "<urn:a> <urn:b>" in file.read_text(encoding="utf-8")
