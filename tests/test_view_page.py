"""The page of a network: everything in it, nothing asked from outside, the same every time."""

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages import data_of, elements_of
from saite import __version__
from saite.errors import NetworkError, UsageError
from saite.network import read_network
from saite.view import (
    About,
    GapList,
    PartnershipNetwork,
    collect_gaps,
    draw_network,
    network_page,
    write_network,
)
from synthetic import BASE, Synthetic, concept, made_up_case

# Every element that the template of the page has.
KNOWN = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "h1", "div", "input", "ul",
    "button", "p", "main", "aside", "section", "details", "noscript", "script",
}  # fmt: skip


@pytest.fixture(scope="module")
def graph() -> "nx.Graph[str]":
    return read_network(made_up_case().derive())


@pytest.fixture(scope="module")
def data(graph: "nx.Graph[str]") -> dict[str, Any]:
    return data_of(network_page(graph, about=About(title="Made-up", build="b1", sources=("x",))))


def test_a_drawn_network_is_a_pyvis_network(graph: "nx.Graph[str]") -> None:
    network = draw_network(graph)
    assert isinstance(network, PartnershipNetwork)
    assert network.num_nodes() == len(graph)
    assert network.num_edges() == graph.number_of_edges()
    assert all({"x", "y", "size", "label"} <= node.keys() for node in network.nodes)


def test_the_page_holds_every_organisation_and_tie(
    graph: "nx.Graph[str]", data: dict[str, Any]
) -> None:
    labels = [organisation["label"] for organisation in data["organisations"]]
    assert labels == [label for _, label in graph.nodes(data="label")]
    ends = {frozenset((labels[tie["a"]], labels[tie["b"]])) for tie in data["ties"]}
    assert ends == {
        frozenset((graph.nodes[a]["label"], graph.nodes[b]["label"])) for a, b in graph.edges
    }


def test_evidence_is_reached_from_every_tie(data: dict[str, Any]) -> None:
    tie = next(tie for tie in data["ties"] if len(tie["supports"]) == 2)
    seen = []
    for support in tie["supports"]:
        thing = data["things"][support["thing"]]
        for number in support["statements"]:
            statement = data["statements"][number]
            for place in statement["evidence"]:
                evidence = data["evidence"][place]
                document = data["documents"][evidence["document"]]
                seen.append(
                    (thing["labels"]["en"], evidence.get("section"), document["labels"]["en"])
                )
    assert (
        seen
        == [("Made-up accord", "8", "A made-up report")] * 2
        + [("Made-up meeting", "7", "A made-up report")] * 2
    )


def test_every_kind_role_and_status_that_the_page_names_has_its_words(data: dict[str, Any]) -> None:
    keys = {
        support[name]
        for tie in data["ties"]
        for support in tie["supports"]
        for name in ("kind", "status")
    }
    keys |= {each["kind"] for each in data["organisations"]}
    keys |= {
        part["concept"]
        for each in data["statements"]
        for part in each["parts"]
        if "concept" in part
    }
    for key in keys:
        assert set(data["concepts"][key]) == {"en", "lt", "lv"}, key


def test_rows_of_the_records_are_told_without_the_base(data: dict[str, Any]) -> None:
    assert data["organisations"][0]["row"] == "source/made-up/organisations.csv#row=2"


def test_the_page_says_what_it_is(data: dict[str, Any]) -> None:
    assert data["about"] == {
        "title": "Made-up", "build": "b1", "version": __version__, "sources": ["x"],
    }  # fmt: skip
    assert data["shown"] == {"organisations": [5, 5], "ties": [5, 5], "strongest": 0}
    assert data["largeEvents"] == [{"labels": {"en": "Made-up congress"}, "organisations": 48}]


def test_the_same_network_gives_the_same_bytes(graph: "nx.Graph[str]") -> None:
    again = read_network(made_up_case().derive())
    assert network_page(graph) == network_page(again)


def test_a_page_opens_in_the_language_asked_for(graph: "nx.Graph[str]") -> None:
    for language in ("en", "lt", "lv"):
        page = network_page(graph, language=language)
        assert f'<html lang="{language}">' in page
        assert data_of(page)["language"] == language


def test_a_language_that_the_page_does_not_speak_is_refused(graph: "nx.Graph[str]") -> None:
    with pytest.raises(UsageError, match="en, lt, lv, not in 'et'"):
        network_page(graph, language="et")


def test_a_network_in_another_language_opens_in_english() -> None:
    page = network_page(read_network(made_up_case().derive(), language="pl"))
    assert data_of(page)["language"] == "en"


def test_above_its_size_the_page_holds_the_strongest_and_says_so() -> None:
    graph = read_network(made_up_case().derive())
    network = draw_network(graph, max_organisations=3, max_ties=2)
    assert network.num_nodes() == 3
    assert network.num_edges() <= 2
    assert network.facts is not None
    assert network.facts["shown"]["organisations"] == (3, 5)
    assert network.facts["shown"]["ties"][1] == 5
    data_of(network.generate_html())
    assert len(graph) == 5


def test_the_neighbourhood_of_an_organisation_can_be_drawn(graph: "nx.Graph[str]") -> None:
    around = nx.ego_graph(graph, f"{BASE}organisation/delta")
    data = data_of(network_page(around))
    assert [each["label"] for each in data["organisations"]] == [
        label for _, label in around.nodes(data="label")
    ]
    assert data["shown"]["organisations"] == [3, 3]
    assert sum(group["size"] for group in data["groups"]) == 3
    assert all(group["leads"] for group in data["groups"] if group["size"])


@pytest.mark.parametrize("lack", ["positions", "measures, communities, statements"])
def test_a_network_that_cannot_be_drawn_is_told(lack: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("x")
    if lack == "positions":
        graph.graph.update(measures={}, communities=[], statements={})
    with pytest.raises(NetworkError, match=f"lacks {lack}"):
        network_page(graph)


def test_nobody_is_named_where_people_are_left_out() -> None:
    store = made_up_case().derive()
    assert "Pramanyt" in network_page(read_network(store))
    page = network_page(read_network(store, with_people=False))
    assert "Pramanyt" not in page
    assert data_of(page)["withPeople"] is False


def test_no_email_address_is_told_unless_asked_for() -> None:
    made = made_up_case()
    made.organisation("mail", "With an address", email="a@made-up.example")
    store = made.derive()
    assert "a@made-up.example" not in network_page(read_network(store))
    assert "a@made-up.example" in network_page(read_network(store, with_email=True))


def test_gaps_are_told_in_three_languages(graph: "nx.Graph[str]") -> None:
    gaps: list[GapList] = [
        {
            "kind": "made-up",
            "title": {"en": "Missing", "lt": "Trūksta", "lv": "Trūkst"},
            "advice": {"en": "Ask."},
            "gaps": [
                {
                    "thing": f"{BASE}organisation/omega",
                    "labels": {},
                    "other": "",
                    "detail": {},
                    "file": "",
                    "row": 0,
                },
                {
                    "thing": "x",
                    "labels": {"en": "X"},
                    "other": "",
                    "detail": {"": "why"},
                    "file": "a.csv",
                    "row": 3,
                },
            ],
        }
    ]
    told = data_of(network_page(graph, gaps=gaps))["gaps"]
    assert told[0]["title"]["lt"] == "Trūksta"
    number = list(graph).index(f"{BASE}organisation/omega")
    assert told[0]["gaps"] == [
        {"organisation": number},
        {"labels": {"en": "X"}, "detail": {"": "why"}, "file": "a.csv", "row": 3},
    ]
    assert data_of(network_page(graph))["gaps"] is None


def test_gaps_of_a_store_are_collected_in_three_languages() -> None:
    store = made_up_case().derive()
    lists = {gap_list["kind"]: gap_list for gap_list in collect_gaps(store)}
    untied = lists["untied-organisations"]
    assert set(untied["title"]) == set(untied["advice"]) == {"en", "lt", "lv"}
    assert [gap["thing"] for gap in untied["gaps"]] == [f"{BASE}organisation/omega"]
    assert untied["gaps"][0]["labels"]["en"] == "Omega, tied to nobody"


def test_a_gap_between_two_organisations_leads_to_their_tie(graph: "nx.Graph[str]") -> None:
    lists = {each["kind"]: each for each in collect_gaps(made_up_case().derive())}
    unstated = lists["unstated-ties"]["gaps"]
    assert {(gap["thing"][-5:], gap["other"][-5:]) for gap in unstated} == {
        ("/beta", "delta"),
        ("delta", "/gama"),
    }
    data = data_of(network_page(graph, gaps=list(lists.values())))
    told = next(each for each in data["gaps"] if each["kind"] == "unstated-ties")["gaps"]
    labels = [organisation["label"] for organisation in data["organisations"]]
    ties = [data["ties"][gap["tie"]] for gap in told]
    assert {frozenset((labels[tie["a"]], labels[tie["b"]])) for tie in ties} == {
        frozenset(("Fonds “Beta”", "Delta Ministry")),
        frozenset(("Delta Ministry", "Gamos žemės tinklas")),
    }


def test_gaps_of_people_are_left_out_with_the_people() -> None:
    made = made_up_case()
    node = made.person("jonas", "Jonas Pramanytis")
    made.add(node, "saite:status", concept("status/stated"))
    store = made.derive()
    told = json.dumps(collect_gaps(store), ensure_ascii=False)
    hidden = json.dumps(collect_gaps(store, with_people=False), ensure_ascii=False)
    assert "Jonas Pramanytis" in told
    assert "Praman" not in hidden.replace("Made-up", "")
    assert "person/jonas" not in hidden


@pytest.mark.parametrize("ending", [".html", ".htm", ".json", ".csv", ".gexf", ".graphml"])
def test_a_network_is_written_by_the_ending(
    graph: "nx.Graph[str]", tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"network{ending}"
    write_network(graph, path, about=About(title="Made-up"))
    text = path.read_text(encoding="utf-8")
    assert "Alfa Association" in text
    assert ("<!DOCTYPE html>" in text) is ending.startswith(".htm")


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=30).filter(lambda text: "\x00" not in text))
def test_no_name_becomes_markup(name: str) -> None:
    made = Synthetic()
    nodes = [made.organisation(f"o{n}", name) for n in range(2)]
    made.event("e", name, dict.fromkeys(nodes, "partner"), written=name, note=name)
    graph = read_network(made.derive())
    page = network_page(graph, about=About(title=name))
    assert [tag for tag, _ in elements_of(page) if tag not in KNOWN] == []
    assert data_of(page)["organisations"][0]["labels"] == {"en": name}
