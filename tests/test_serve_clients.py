"""Real clients: SPARQLWrapper, rdflib, curl, and requests made up from the description."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import rdflib
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from schemathesis.specs.openapi import checks
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from saite.query import answer_query
from saite.remote import endpoint_ask
from saite.results import Results
from saite.workspace import Serving, Workspace
from serve_support import TOKEN, Running, made_up_workspace, serving_workspace

pytestmark = pytest.mark.server
EDITS = "https://example.org/id/graph/edits"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a <http://www.w3.org/ns/org#Organization> }"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return made_up_workspace(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="module")
def server(workspace: Workspace) -> Iterator[Running]:
    limits = Serving(workers=2, seconds=10, memory=300)
    with serving_workspace(workspace, token=TOKEN, limits=limits) as running:
        yield running


def test_sparqlwrapper_reads_every_format(server: Running) -> None:
    wrapper = SPARQLWrapper(f"{server.url}/sparql")
    wrapper.setQuery(COUNT)
    wrapper.setReturnFormat(JSON)
    found: Any = wrapper.query().convert()
    assert found["results"]["bindings"][0]["n"]["value"] == "5"
    wrapper.setReturnFormat(XML)
    found = wrapper.query().convert()
    assert "5" in found.toxml()
    wrapper.setReturnFormat(CSV)
    wrapper.setMethod(POST)
    found = wrapper.query().convert()
    assert found.split() == [b"n", b"5"]
    wrapper.setQuery("CONSTRUCT WHERE { ?s a <http://www.w3.org/ns/org#Organization> }")
    wrapper.setReturnFormat(TURTLE)
    found = wrapper.query().convert()
    graph = rdflib.Graph().parse(data=found, format="turtle")
    assert len(graph) == 5


def test_rdflib_reads_and_writes(server: Running) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql", returnFormat="json"))
    (row,) = graph.query(COUNT)
    assert str(row[0]) == "5"  # type: ignore[index]
    assert len(list(graph.triples((None, rdflib.RDF.type, rdflib.FOAF.Person)))) == 1
    store = SPARQLUpdateStore(
        f"{server.url}/sparql", f"{server.url}/sparql", auth=("anybody", TOKEN)
    )
    store.update(f"INSERT DATA {{ GRAPH <{EDITS}> {{ <urn:it> <urn:p> 'by rdflib' }} }}")
    (row,) = graph.query("SELECT ?o { <urn:it> <urn:p> ?o }")
    assert str(row[0]) == "by rdflib"  # type: ignore[index]


def test_our_own_client_reads_it(server: Running) -> None:
    found = answer_query(endpoint_ask(f"{server.url}/sparql"), COUNT)
    assert isinstance(found, Results)
    assert found[0]["n"] == 5


@pytest.mark.skipif(which("curl") is None, reason="curl is not installed")
def test_curl_reads_a_saved_query_and_hears_of_a_mistake(server: Running, tmp_path: Path) -> None:
    def curl(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["curl", "--silent", "--show-error", "--fail-with-body", "--compressed", *words],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip

    done = curl(f"{server.url}/q/events-between.csv")
    assert (done.returncode, done.stdout[:6]) == (0, "event,"), done.stderr + done.stdout
    done = curl(
        "--data-urlencode", f"query={COUNT}", "-H", "Accept: text/csv", f"{server.url}/sparql"
    )
    assert done.stdout.split() == ["n", "5"]
    done = curl("-G", "--data-urlencode", "query=ASK {", f"{server.url}/sparql")
    assert done.returncode == 22
    assert "does not parse" in done.stdout


CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.status_code_conformance,
]


def test_requests_made_up_from_the_description_get_described_answers(server: Running) -> None:
    """Of each address some requests, good and bad ones, held against the description."""
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    found: Any = schema.get_all_operations()
    operations = [each.ok() for each in found]
    assert len(operations) > 40
    made: list[str] = []
    for operation in operations:

        @settings(
            max_examples=2,
            derandomize=True,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            made.append(case.path)
            headers = {"Authorization": f"Bearer {TOKEN}"}
            case.call_and_validate(headers=headers, checks=CHECKS)

        check()
    assert len(made) >= len(operations)
