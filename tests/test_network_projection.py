"""What is read of a built graph, against one that was written by hand."""

import json

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saite.errors import NetworkError
from saite.namespaces import expand
from saite.network import project_network, read_network
from saite.network.reading import read_rows
from saite.resources import resource
from saite.sparql import read_saved_queries
from support import ROOT
from synthetic import BASE, Synthetic, iri, made_up_case

CASE = ROOT / "tests" / "cases" / "network" / "hand-made.trig"
ALFA, BETA, GAMA, DELTA = (
    f"{BASE}organisation/{name}" for name in ("alfa", "beta", "gama", "delta")
)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.load(path=CASE, format=ox.RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def graph(store: ox.Store) -> "nx.Graph[str]":
    return project_network(store)


def test_every_organisation_is_a_node_and_every_tie_an_edge(graph: "nx.Graph[str]") -> None:
    assert list(graph) == [ALFA, BETA, DELTA, GAMA]
    assert list(graph.edges) == [(ALFA, BETA), (ALFA, GAMA)]


def test_a_node_tells_what_is_recorded_of_the_organisation(graph: "nx.Graph[str]") -> None:
    alfa = graph.nodes[ALFA]
    assert alfa["identifier"] == "alfa"
    assert alfa["label"] == "Alfa Association"
    assert alfa["labels"] == {"en": "Alfa Association", "lt": "Asociacija „Alfa“"}
    assert alfa["short"] == "AA"
    assert alfa["kind"] == "organisation-kind/association"
    assert [name["text"] for name in alfa["names"]] == ["AA", "Alfa"]
    assert (alfa["latitude"], alfa["longitude"]) == (55.5, 24.25)
    assert alfa["places"][0]["within"] == [{"en": "Made-up County"}]
    assert alfa["website"] == "www.alfa.example"
    assert alfa["row"] == f"{BASE}source/made-up/organisations.csv#row=2"
    assert graph.nodes[GAMA]["names"][0]["unresolved"]
    assert graph.nodes[GAMA]["short"] == "GNX"
    assert graph.nodes[DELTA]["unnamed"]
    assert not alfa["unnamed"]


def test_labels_are_in_the_language_asked_for_or_in_one_that_there_is(store: ox.Store) -> None:
    graph = project_network(store, language="lt")
    assert graph.nodes[ALFA]["label"] == "Asociacija „Alfa“"
    assert graph.nodes[BETA]["label"] == "Fonds “Beta”"


def test_an_edge_carries_its_supports(graph: "nx.Graph[str]") -> None:
    tie = graph.edges[ALFA, BETA]
    assert tie["iri"] == f"{BASE}tie/alfa~beta"
    assert (tie["weight"], tie["status"]) == (2.0, "status/stated")
    assert (tie["earliest"], tie["latest"]) == ("2018-09-01", "2018-09-30")
    assert tie["kinds"] == {"tie-kind/agreement": 1.0, "tie-kind/event": 1.0}
    agreement, event = tie["supports"]
    assert event == {
        "iri": f"{BASE}support/alfa~beta~event~meeting",
        "kind": "tie-kind/event",
        "weight": 1.0,
        "status": "status/implied",
        "earliest": "2018-09-01",
        "latest": "2018-09-30",
        "through": f"{BASE}event/meeting",
        "statements": [f"{BASE}participation/p1", f"{BASE}participation/p2"],
    }
    assert (agreement["earliest"], agreement["latest"]) == ("", "")
    membership = graph.edges[ALFA, GAMA]["supports"][0]
    assert membership["through"] == membership["statements"][0] == f"{BASE}membership/m1"


def test_things_tell_what_when_and_where(graph: "nx.Graph[str]") -> None:
    meeting = graph.graph["things"][f"{BASE}event/meeting"]
    assert meeting["type"] == "Event"
    assert meeting["labels"] == {"en": "Made-up meeting"}
    assert meeting["when"]["written"] == "in September 2018"
    assert meeting["when"]["precision"] == "month"
    assert meeting["places"][0]["labels"] == {"en": "Made-up Town"}
    assert graph.graph["things"][f"{BASE}agreement/accord"]["kind_as_written"] == "accord"


def test_statements_tell_roles_and_lead_to_evidence(graph: "nx.Graph[str]") -> None:
    first, second = (
        graph.graph["statements"][f"{BASE}participation/{name}"] for name in ("p1", "p2")
    )
    parts = {part["property"]: part for part in first["parts"]}
    assert parts["role"]["concept"] == "event-role/organiser"
    assert parts["participant"]["iri"] == ALFA
    assert first["evidence"] == [f"{BASE}evidence/e1", f"{BASE}evidence/e2"]
    assert second["evidence"] == []
    assert second["open_list"]
    assert not first["open_list"]


def test_evidence_tells_document_section_offsets_quote_and_row(graph: "nx.Graph[str]") -> None:
    assert graph.graph["evidence"][f"{BASE}evidence/e1"] == {
        "iri": f"{BASE}evidence/e1",
        "identifier": "e1",
        "document": f"{BASE}document/report",
        "section": "7",
        "start": 10,
        "end": 42,
        "quote": "with Beta, signed by O. Pramanytės",
        "language": "en",
        "note": "Listed as a partner.",
        "url": "",
        "row": f"{BASE}source/made-up/evidence.csv#row=2",
    }
    bare = graph.graph["evidence"][f"{BASE}evidence/e2"]
    assert (bare["start"], bare["quote"]) == (None, "")
    assert graph.graph["documents"][f"{BASE}document/report"]["url"] == "https://example.org/report"


def test_large_events_are_told(graph: "nx.Graph[str]") -> None:
    assert graph.graph["large_events"] == [
        {"iri": f"{BASE}event/congress", "labels": {"en": "Made-up congress"}, "organisations": 48}
    ]


def test_people_appear_unless_they_are_left_out(store: ox.Store) -> None:
    with_people = json.dumps(project_network(store, with_people=True).graph, ensure_ascii=False)
    without = project_network(store, with_people=False)
    text = json.dumps(nx.node_link_data(without), ensure_ascii=False)
    assert "Ona Pramanytė" in with_people
    assert "Pramanyt" not in text
    assert "person/" not in text
    assert "with Beta, signed by O. […]" in text
    assert not without.graph["people"]


def test_email_addresses_appear_only_where_they_are_asked_for(store: ox.Store) -> None:
    without = json.dumps(nx.node_link_data(project_network(store)))
    asked = project_network(store, with_email=True)
    assert "@alfa.example" not in without
    assert asked.nodes[ALFA]["email"] == "info@alfa.example"
    assert "ona@alfa.example" in asked.graph["statements"][f"{BASE}party/a1"]["note"]


def test_the_whole_network_is_json_and_the_same_every_time(store: ox.Store) -> None:
    first, second = (json.dumps(nx.node_link_data(read_network(store))) for _ in range(2))
    assert first == second


def test_an_empty_store_is_an_empty_network() -> None:
    graph = read_network(ox.Store())
    assert (len(graph), graph.number_of_edges()) == (0, 0)


def test_a_tie_to_what_is_no_organisation_is_told() -> None:
    made = Synthetic()
    alfa = made.organisation("alfa", "Alfa")
    made.membership("m1", alfa, ox.NamedNode(f"{BASE}organisation/nobody"))
    with pytest.raises(NetworkError, match="nobody, which is not an organisation"):
        project_network(made.derive())


def test_concepts_are_named_in_three_languages_though_the_store_lacks_them(store: ox.Store) -> None:
    concepts = read_network(store).graph["concepts"]
    for key in ("tie-kind/event", "status/implied", "event-role/organiser"):
        assert set(concepts[key]) == {"en", "lt", "lv"}


def test_labels_of_the_store_come_before_those_of_the_package() -> None:
    made = made_up_case()
    made.label_concept("tie-kind/event", en="gathering")
    assert read_network(made.derive()).graph["concepts"]["tie-kind/event"] == {"en": "gathering"}


def test_the_saved_queries_of_the_network_are_described_in_three_languages() -> None:
    queries = read_saved_queries(resource("queries/network"))
    assert len(queries) == 15
    for query in queries.values():
        assert set(query.summary) == {"en", "lt", "lv"}, query.name
        assert not query.parameters


def test_rows_do_not_depend_on_the_order_of_the_store(store: ox.Store) -> None:
    shuffled = ox.Store()
    for quad in reversed(list(store)):
        shuffled.add(quad)
    for name in ("labels", "evidence", "statement-parts"):
        assert read_rows(shuffled, name) == read_rows(store, name)


@settings(max_examples=40, deadline=None)
@given(
    label=st.text(min_size=1).filter(lambda text: "\x00" not in text and text.isprintable()),
    alias=st.text(min_size=1).filter(str.isprintable),
)
def test_any_name_is_read_as_it_is(label: str, alias: str) -> None:
    made = Synthetic()
    node = made.organisation("x", label)
    made.name(node, alias)
    graph = project_network(made.derive())
    assert graph.nodes[node.value]["label"] == label
    assert [name["text"] for name in graph.nodes[node.value]["names"]] == [alias]


def test_of_two_labels_in_one_language_the_first_by_letters_is_taken() -> None:
    made = Synthetic()
    node = made.organisation("x", "Zeta")
    made.add(node, "skos:prefLabel", ox.Literal("Eta", language="en"))
    made.store.add(
        ox.Quad(node, ox.NamedNode(expand("skos:prefLabel")), ox.Literal("Eta", language="en"))
    )
    assert project_network(made.derive()).nodes[node.value]["label"] == "Eta"


def test_who_is_left_out_is_left_out_of_headings_kinds_and_dates_too() -> None:
    made = Synthetic()
    alfa, beta = (made.organisation(name, name.title()) for name in ("alfa", "beta"))
    made.person("ona", "Ona Pramanytė")
    written = "per Onos Pramanytės jubiliejų"
    (first, _) = made.event("feast", "A feast", {alfa: "host", beta: "host"}, written=written)
    report = made.document("report", "A report")
    made.evidence(first, report, section="Onos Pramanytės kalba")
    made.evidence(first, report, section="7")
    made.add(iri("event", "feast"), "saite:kindAsWritten", ox.Literal("Pramanytės priėmimas"))
    made.add(iri("time", "event-feast"), "saite:derivation", ox.Literal("from Pramanytė's note"))
    store = made.derive()
    told, without = (project_network(store, with_people=with_it).graph for with_it in (True, False))
    text = json.dumps(without, ensure_ascii=False)
    assert "Pramanyt" in json.dumps(told, ensure_ascii=False)
    assert "Pramanyt" not in text
    feast = without["things"][f"{BASE}event/feast"]
    assert feast["kind_as_written"] == "[…] priėmimas"
    assert feast["when"]["written"] == "per […] jubiliejų"
    assert feast["when"]["derivation"].startswith("from […]")
    assert {each["section"] for each in without["evidence"].values()} == {"7", "[…] kalba"}
    assert told["things"][f"{BASE}event/feast"]["when"]["written"] == written
