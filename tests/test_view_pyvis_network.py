"""The subclass of pyvis: the same calls, fast, and nothing of a text becomes markup."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyvis.network import Network

from pages import data_of, elements_of
from saite.errors import UsageError
from saite.view import PartnershipNetwork

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "<a href='javascript:alert(1)'>href</a>",
    "{{ 7*7 }}{% raw %}",
]  # fmt: skip


def two_nodes(**options: Any) -> PartnershipNetwork:
    network = PartnershipNetwork(**options)
    network.add_node(1, label="one")
    network.add_node(2, label="two")
    network.add_edge(1, 2)
    return network


def fill(network: Network) -> None:
    network.add_node("a", label="A", color="red", size=20, title="first")
    network.add_node("a", label="again")
    network.add_node(2)
    network.add_node("c", group="g")
    network.add_nodes(["d", "e"], label=["D", "E"], size=[1, 2])
    network.add_edge("a", 2, width=3, title="tie")
    network.add_edge(2, "a")
    network.add_edges([("c", "d", 4), ("d", "e")])
    network.from_nx(nx.path_graph(3))
    network.barnes_hut()
    network.set_edge_smooth("continuous")


def test_it_is_a_pyvis_network_and_keeps_what_pyvis_keeps() -> None:
    ours, theirs = PartnershipNetwork(), Network(cdn_resources="in_line")
    assert isinstance(ours, Network)
    fill(ours)
    fill(theirs)
    assert ours.nodes == theirs.nodes
    assert ours.edges == theirs.edges
    assert ours.node_ids == theirs.node_ids == ours.get_nodes()
    assert ours.get_adj_list() == theirs.get_adj_list()
    assert ours.neighbors("a") == theirs.neighbors("a")
    assert ours.get_network_data() == theirs.get_network_data()


@settings(max_examples=40, deadline=None)
@given(st.booleans(), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=25))
def test_edges_are_those_that_pyvis_keeps(directed: bool, pairs: list[tuple[int, int]]) -> None:
    ours = PartnershipNetwork(directed=directed)
    theirs = Network(directed=directed, cdn_resources="in_line")
    for network in (ours, theirs):
        network.add_nodes(list(range(6)))
        for a, b in pairs:
            network.add_edge(a, b)
    assert ours.edges == theirs.edges


def test_edges_that_were_filled_in_directly_are_seen() -> None:
    network = two_nodes()
    network.edges.clear()
    network.edges.append({"from": 2, "to": 1})
    network.add_edge(1, 2)
    assert len(network.edges) == 1


def test_a_networkx_graph_stays_as_it_was() -> None:
    graph = nx.path_graph(3)
    PartnershipNetwork().from_nx(graph)
    assert list(graph.nodes(data=True)) == [(0, {}), (1, {}), (2, {})]
    assert all(data == {} for *_, data in graph.edges(data=True))


def test_adding_takes_as_many_steps_as_there_are_nodes_and_edges() -> None:
    graph = nx.gnm_random_graph(3_000, 12_000, seed=1)
    start = time.perf_counter()
    PartnershipNetwork().from_nx(graph)
    # pyvis needs about half a minute for this.
    assert time.perf_counter() - start < 5


def skeleton(page: str) -> list[tuple[str, set[str]]]:
    return [(tag, set(attributes)) for tag, attributes in elements_of(page)]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "place", ["id", "label", "title", "group", "edge", "heading", "options", "height"]
)
def test_a_hostile_text_changes_no_element_of_the_page(text: str, place: str) -> None:
    def page(text: str) -> PartnershipNetwork:
        network = PartnershipNetwork(
            heading=text if place == "heading" else "A heading",
            height=text if place == "height" else "600px",
            select_menu=True,
            filter_menu=True,
        )
        texts = {name: text if name == place else "x" for name in ("id", "label", "title", "group")}
        network.add_node(
            texts["id"], label=texts["label"], title=texts["title"], group=texts["group"]
        )
        network.add_node("b", title="href")
        network.add_edge(texts["id"], "b", title=text if place == "edge" else "x")
        if place == "options":
            network.set_options(json.dumps({"nodes": {"title": text}}))
        return network

    harmless, hostile = page("harmless"), page(text)
    assert skeleton(hostile.generate_html()) == skeleton(harmless.generate_html())
    assert skeleton(hostile._repr_html_()) == skeleton(harmless._repr_html_())
    kept = json.dumps(data_of(hostile.html))
    if place not in ("heading", "options"):
        assert json.dumps(text) in kept


def test_a_page_asks_nothing_of_the_network_in_any_mode() -> None:
    for mode in ("local", "in_line", "remote"):
        page = two_nodes(cdn_resources=mode).generate_html()
        for tag, attributes in elements_of(page):
            assert tag not in ("link", "img", "iframe", "object", "base")
            assert not {"src", "href"} & attributes.keys()


def test_writing_leaves_one_file_in_utf8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    network = two_nodes(heading="Ąžuolų tinklas", cdn_resources="local")
    network.save_graph("page.html")
    network.write_html(tmp_path / "again.htm")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.htm", "page.html"]
    assert "Ąžuolų tinklas" in Path("page.html").read_bytes().decode("utf-8")
    assert Path("page.html").read_bytes() == Path("again.htm").read_bytes()


@pytest.mark.parametrize(
    ("ask", "moves"),
    [
        pytest.param(lambda _: None, False, id="by itself"),
        pytest.param(lambda network: network.toggle_physics(True), True, id="toggled"),
        pytest.param(lambda network: network.barnes_hut(), True, id="a solver"),
        pytest.param(lambda network: network.repulsion(), True, id="another solver"),
        pytest.param(
            lambda network: network.set_options('{"physics":{"enabled":true}}'), True, id="options"
        ),
        pytest.param(lambda network: network.set_options('{"nodes":{}}'), False, id="others"),
        pytest.param(
            lambda network: network.set_options('{"physics":{"enabled":false}}'), False, id="off"
        ),
    ],
)
def test_nodes_move_only_where_that_is_asked_for(
    ask: Callable[[PartnershipNetwork], None],
    moves: bool,
) -> None:
    network = two_nodes()
    ask(network)
    data = data_of(network.generate_html())
    assert data["options"].get("physics", {"enabled": True})["enabled"] is moves
    assert all(("x" in node) is not moves for node in data["nodes"])


def test_positions_that_were_given_stay() -> None:
    network = PartnershipNetwork()
    network.add_node(1, x=5, y=7)
    network.add_node(2, x=1, y=2)
    assert [node["x"] for node in data_of(network.generate_html())["nodes"]] == [5, 1]


def test_a_file_of_graphviz_is_shown(tmp_path: Path) -> None:
    (tmp_path / "tree.dot").write_text('digraph { "ą" -> "b" }', encoding="utf-8")
    network = PartnershipNetwork()
    network.from_DOT(tmp_path / "tree.dot")
    assert data_of(network.generate_html())["dot"] == 'digraph { "ą" -> "b" }'


@pytest.mark.parametrize(
    "call",
    [
        lambda network: network.add_edge(1, 9),
        lambda network: network.add_node(1.5),
        lambda network: network.neighbors(9),
        lambda network: network.generate_html("page.txt"),
    ],
)
def test_a_wrong_call_is_told(call: Callable[[PartnershipNetwork], None]) -> None:
    with pytest.raises(UsageError):
        call(two_nodes())


def test_a_notebook_shows_it_in_a_frame_of_its_own() -> None:
    shown = two_nodes(height="300px")._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts allow-popups"' in shown
    assert 'height="300px"' in shown


def test_show_writes_the_page_and_returns_a_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    frame = two_nodes(notebook=True, cdn_resources="remote").show("page.html")
    assert "page.html" in capsys.readouterr().out
    assert "page.html" in frame._repr_html_()
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
