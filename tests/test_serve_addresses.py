"""Saved queries, things and the search as addresses, and the description of all of them."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlencode

import openpyxl
import pyoxigraph as ox
import pytest

from saite.query import saved_queries
from serve_support import Running, made_up_workspace, serving_workspace

pytestmark = pytest.mark.server
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    workspace = made_up_workspace(tmp_path_factory.mktemp("addressed"))
    folder = tmp_path_factory.mktemp("queries")
    (folder / "mapped-places.rq").write_text(
        "#+ summary: Places\n#+ parameters:\n#+   - {name: place, type: place}\n"
        "#+   - {name: year, type: integer, default: 2018}\n"
        "PREFIX schema: <https://schema.org/>\n"
        "SELECT ?place ?year { VALUES ?place { UNDEF } VALUES ?year { UNDEF }"
        " ?place a schema:Place } ORDER BY ?place\n",
        encoding="utf-8",
    )
    (folder / "said-of.rq").write_text(
        "#+ summary: Statements\n#+ parameters:\n#+   - {name: organisation, type: organisation}\n"
        "CONSTRUCT { ?organisation ?p ?o } { VALUES ?organisation { UNDEF }"
        " ?organisation a <http://www.w3.org/ns/org#Organization> ; ?p ?o }\n",
        encoding="utf-8",
    )
    (folder / "tied-to.rq").write_text(
        "#+ summary: Ties\n#+ parameters:\n#+   - {name: organisation, type: organisation}\n"
        "PREFIX saite: <https://w3id.org/saite/ns#>\n"
        "SELECT ?organisation ?partner { VALUES ?organisation { UNDEF }"
        " ?tie saite:between ?organisation, ?partner FILTER(?organisation != ?partner) }"
        " ORDER BY ?organisation ?partner\n",
        encoding="utf-8",
    )
    with serving_workspace(replace(workspace, queries=(folder,))) as running:
        yield running


def test_every_saved_query_is_listed_with_its_parameters(server: Running) -> None:
    listed = json.loads(server.ask("/q?lang=lt").text)["queries"]
    assert {each["name"] for each in listed} == {
        *saved_queries(),
        "mapped-places",
        "said-of",
        "tied-to",
    }
    chapters = next(each for each in listed if each["name"] == "chapters")
    assert chapters["summary"].startswith("Organizacijos skyriai")
    assert chapters["parameters"] == [
        {"name": "organisation", "type": "organisation", "label": "organizacija", "default": None}
    ]


def test_every_saved_query_is_answered_under_its_address(server: Running) -> None:
    for name in saved_queries():
        # A path is the only one that has to begin somewhere.
        reply = server.ask(f"/q/{name}{'?start=AA' if name == 'path' else ''}")
        assert reply.status == 200, (name, reply.text)


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("tied-to.csv", "", "text/csv"),
        ("tied-to.tsv", "", "text/tab-separated-values"),
        ("tied-to.json", "", "application/sparql-results+json"),
        ("tied-to.xlsx", "", XLSX),
        ("tied-to.geojson", "", "application/geo+json"),
        ("tied-to", "text/csv", "text/csv"),
        ("tied-to", "application/geo+json", "application/geo+json"),
        ("tied-to?format=csv", "image/png", "text/csv"),
        ("tied-to", "text/html, */*;q=0.1", "application/sparql-results+json"),
        ("said-of", "", "text/turtle"),
        ("said-of.jsonld", "", "application/ld+json"),
        ("said-of.csv", "", "text/csv"),
    ],
)
def test_ending_and_accept_choose_the_format(
    server: Running, path: str, accept: str, media_type: str
) -> None:
    mark = "&" if "?" in path else "?"
    reply = server.ask(
        f"/q/{path}{mark}organisation=alfa", more={"Accept": accept} if accept else {}
    )
    assert reply.status == 200, reply.text
    assert reply.headers["content-type"].partition(";")[0] == media_type
    if media_type == XLSX:
        sheet = openpyxl.load_workbook(io.BytesIO(reply.body)).active
        assert sheet is not None
        assert sheet.max_row > 1


def test_names_are_resolved_and_answers_are_labelled(server: Running) -> None:
    names = ("alfa", "Alfa Association", "AA", "aa", "https://example.org/id/organisation/alfa")
    told = {server.ask(f"/q/tied-to.csv?organisation={quote(name)}").text for name in names}
    assert len(told) == 1
    assert "Gamos žemės tinklas" in told.pop()


def test_rows_with_a_place_are_features_with_a_point(server: Running) -> None:
    found = json.loads(server.ask("/q/mapped-places.geojson").text)
    assert found["type"] == "FeatureCollection"
    points = [each["geometry"] for each in found["features"]]
    assert {"type": "Point", "coordinates": [21.25, 55.5]} in points
    assert None in points
    assert {each["properties"]["year"] for each in found["features"]} == {2018}


@pytest.mark.parametrize(
    ("path", "status", "name", "nearest"),
    [
        ("tied-to?organisaton=alfa", 400, "organisaton", "organisation"),
        ("tied-to?organisation=alfaa", 400, "organisation", "Alfa Association"),
        ("mapped-places?year=soon", 400, "year", ""),
        ("mapped-places?year=2018&year=2019", 400, "year", ""),
        ("tied-to?lang=../x", 400, "lang", "en"),
        ("cooperations-in-force?kind=agreemnt", 400, "kind", ""),
    ],
)
def test_a_wrong_parameter_is_named_with_the_nearest_right_value(
    server: Running, path: str, status: int, name: str, nearest: str
) -> None:
    reply = server.ask(f"/q/{path}")
    assert reply.status == status
    faults = {each["name"]: each for each in json.loads(reply.text)["parameters"]}
    assert name in faults
    assert not nearest or faults[name]["nearest"] == nearest


def test_an_unknown_query_is_told_with_the_nearest(server: Running) -> None:
    reply = server.ask("/q/partnerz")
    assert reply.status == 404
    assert "did you mean 'partners'" in json.loads(reply.text)["detail"]
    for path in ("/q/..%2f..%2fetc%2fpasswd", "/q/.hidden", "/q/chapters.rq", "/q/chapters.exe"):
        assert server.ask(path).status == 404


def test_a_thing_is_described_at_its_own_path_and_by_its_iri(server: Running) -> None:
    iri = "https://example.org/id/organisation/alfa"
    for path in (f"/thing?{urlencode({'iri': iri})}", "/id/organisation/alfa"):
        for media_type in ("text/turtle", "application/n-quads", "application/ld+json"):
            reply = server.ask(path, Accept=media_type)
            assert reply.status == 200, reply.text
            form = ox.RdfFormat.from_media_type(media_type)
            quads = list(ox.parse(reply.body, format=form))
            subjects, objects = {quad.subject for quad in quads}, {quad.object for quad in quads}
            assert ox.NamedNode(iri) in subjects & objects
    quads = list(
        ox.parse(server.ask(path, Accept="application/n-quads").body, format=ox.RdfFormat.N_QUADS)
    )
    assert all(isinstance(quad.graph_name, ox.NamedNode) for quad in quads)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/thing", 400), ("/thing?iri=no%20iri", 400), ("/thing?iri=urn:none", 404),
        ("/id/organisation/nobody", 404), ("/id/", 404), ("/other", 404),
        (f"/thing?iri=urn:{'x' * 3000}", 413), ("/search", 400), ("/search?q=x&limit=0", 400),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(server: Running, path: str, status: int) -> None:
    reply = server.ask(path)
    assert reply.status == status
    assert json.loads(reply.text)["status"] == status


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("alfa", "Alfa Association"),
        ("zemes", "Gamos žemės tinklas"),
        ("ministry del", "Delta Ministry"),
        ("GNX", "Gamos žemės tinklas"),
    ],
)
def test_things_are_found_by_the_beginnings_of_words(
    server: Running, text: str, label: str
) -> None:
    hits = json.loads(server.ask(f"/search?{urlencode({'q': text})}").text)["hits"]
    assert hits[0]["label"] == label
    assert hits[0]["type"] == "org:Organization"


def test_the_search_keeps_to_a_type_and_a_number(server: Running) -> None:
    path = f"/search?{urlencode({'q': 'made', 'limit': 2})}"
    assert len(json.loads(server.ask(path).text)["hits"]) == 2
    path = f"/search?{urlencode({'q': 'made', 'type': 'schema:Event'})}"
    assert {hit["type"] for hit in json.loads(server.ask(path).text)["hits"]} == {"schema:Event"}


@pytest.mark.parametrize(
    "path",
    ["/openapi.json", "/q", "/q?lang=lt", "/q/partners", "/q/partners.csv?organisation=alfa"],
)
def test_what_has_not_changed_is_not_sent_again(server: Running, path: str) -> None:
    first = server.ask(path)
    assert first.status == 200
    again = server.ask(path, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = server.ask("/q" if path != "/q" else "/openapi.json")
    assert other.headers["etag"] != first.headers["etag"]
    assert server.ask(path, If_None_Match=other.headers["etag"]).body == first.body


def test_the_document_describes_each_saved_query(server: Running) -> None:
    document = json.loads(server.ask("/openapi.json").text)
    assert document["openapi"] == "3.1.0"
    assert {f"/q/{name}" for name in saved_queries()} < set(document["paths"])
    place, year, language = document["paths"]["/q/mapped-places"]["get"]["parameters"]
    assert (place["name"], language["name"]) == ("place", "lang")
    assert year["schema"] == {"type": "integer", "default": 2018}
    assert "put" not in document["paths"]["/graphs"], "this server only reads"


def test_the_first_page_names_the_addresses(server: Running) -> None:
    found = json.loads(server.ask("/").text)
    assert found["title"] == "Made-up organisations"
    assert server.ask(found["openapi"]).status == 200
