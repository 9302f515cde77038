"""Citations on served pages: what it is, who says it and where, which build, the address."""

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from saite import __version__
from saite.concepts import Concepts
from saite.namespaces import expand
from saite.results import Results
from saite.serve.pages.citing import cite_question
from saite.serve.pages.site import Site
from serve_support import Running, made_up_workspace, serving_workspace
from synthetic import BASE

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    workspace = made_up_workspace(tmp_path_factory.mktemp("cited"))
    with serving_workspace(workspace, has_pages=True) as running:
        yield running


def page(server: Running, path: str, language: str = "en") -> str:
    return server.ask(path, Accept="text/html", Accept_Language=language).text


def citation(server: Running, path: str, language: str = "en") -> list[str]:
    """Read the citation on a page as its lines, the last being its address."""
    found = re.search(
        r"data-citation>.*?<pre[^>]*>(.*?)</pre>", page(server, path, language), re.DOTALL
    )
    assert found, path
    return unescape(found[1]).split("\n")


def tie_of(server: Running, one: str, other: str) -> str:
    query = (
        f"SELECT ?t {{ ?t <{expand('saite:between')}> <{BASE}organisation/{one}> ,"
        f" <{BASE}organisation/{other}> }}"
    )
    reply = server.ask("/sparql", "POST", query.encode(), Content_Type="application/sparql-query")
    return str(json.loads(reply.text)["results"]["bindings"][0]["t"]["value"])


def build_of(server: Running) -> str:
    return str(json.loads(server.ask("/healthz").text)["build"])


def test_a_tie_is_cited_with_what_it_rests_on(server: Running) -> None:
    iri = tie_of(server, "alfa", "beta")
    path = urlsplit(iri).path
    lines = citation(server, path)
    assert re.fullmatch(r"Alfa Association and Fonds “Beta” \(stated; Weight [\d.]+\)", lines[0])
    text = "\n".join(lines)
    for line in (
        "agreement (stated): Made-up accord",
        "Alfa Association – capacity as written: chair; signatory: Ona Pramanytė",
        "event (stated): Made-up meeting · in September 2018",
        "Fonds “Beta” – role: partner",
        "– A made-up report",
    ):
        assert line in lines, text
    assert "  section 8, https://example.org/accord" in lines
    assert any(line.startswith("  section 7") and "“A made-up sentence.”" in line for line in lines)
    assert lines[-2:] == [iri, f"{server.url}{path}"]


def test_a_citation_tells_the_build_it_is_of(server: Running) -> None:
    build = build_of(server)
    date = f"{build[:4]}-{build[4:6]}-{build[6:8]} {build[9:11]}:{build[11:13]}"
    for path in ("/id/organisation/alfa", "/q/partners?organisation=Alfa+Association"):
        text = "\n".join(citation(server, path))
        assert (
            f"Made-up organisations · Build {build} · Built {date} (UTC) · Saite {__version__}"
            in text
        )


def test_a_thing_is_cited_with_the_documents_that_tell_of_it(server: Running) -> None:
    lines = citation(server, "/id/organisation/alfa")
    assert lines[0].startswith("Alfa Association (Organisation, ")
    assert lines[lines.index("– A made-up report") + 1] == "  section 7, 8"
    assert lines[-1] == f"{server.url}/id/organisation/alfa"


def test_a_citation_is_in_the_language_of_its_page(server: Running) -> None:
    path = urlsplit(tie_of(server, "alfa", "beta")).path
    lithuanian, latvian = (citation(server, path, language) for language in ("lt", "lv"))
    assert "Alfa Association ir Fonds “Beta”" in lithuanian[0]
    assert any(line.startswith("  skirsnis 7") for line in lithuanian)
    assert "Alfa Association un Fonds “Beta”" in latvian[0]
    assert lithuanian[-1] == latvian[-1]
    assert "Kopijuoti kaip citatą" in page(server, path, "lt")
    assert "Kopēt kā atsauci" in page(server, path, "lv")


def test_a_question_is_cited_with_its_parameters_and_its_sources(server: Running) -> None:
    path = "/q/tie-evidence?organisation=Alfa+Association&lang=en"
    lines = citation(server, path)
    assert lines[0].endswith("(tie-evidence)")
    assert lines[1] == "either of the two: Alfa Association"
    rows = re.search(r"Rows: (\d+)", page(server, path))
    assert rows
    assert f"Rows: {rows[1]}" in lines
    assert lines[lines.index("– A made-up report") + 1] == "  section 7, 8"
    assert lines[-1] == f"{server.url}/q/tie-evidence?organisation=Alfa+Association"


def test_the_address_of_a_citation_opens_what_it_cites(server: Running) -> None:
    for path in ("/id/organisation/alfa", "/q/partners?organisation=Alfa+Association"):
        address = citation(server, path)[-1].removeprefix(server.url)
        assert citation(server, address) == citation(server, path)


def test_an_answer_names_its_documents_and_nothing_else() -> None:
    store = ox.Store()
    report, other = (ox.NamedNode(f"{BASE}document/{name}") for name in ("report", "other"))
    store.add(
        ox.Quad(report, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand("foaf:Document")))
    )
    store.add(
        ox.Quad(report, ox.NamedNode(expand("schema:url")), ox.Literal("https://example.org/r"))
    )
    rows = ((report, ox.Literal("10, 2.1")), (report, ox.Literal("2")), (other, None), (None, None))
    answer = Results(("document", "sections"), rows, {report.value: "A\nreport"})
    told = cite_question(
        Site(store, Concepts({}), BASE, origin="https://example.net"),
        {"form": [], "summary": "Asked", "name": "asked"},
        {"b": "2", "a": ""},
        answer,
    )
    assert told.split("\n") == [
        "Asked (asked)",
        "b: 2",
        "",
        "Rows: 4",
        "– A report, https://example.org/r",
        "  section 2, 2.1, 10",
        "",
        f"Saite {__version__}",
        "https://example.net/q/asked?b=2",
    ]
