"""Files for other programs: read back by networkx, safe in a spreadsheet, the same every time."""

import csv
import io
import json
import time
from pathlib import Path

import networkx as nx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saite.errors import UsageError
from saite.network import check_ending, read_network, write_network
from saite.network.export import flatten, to_csv, to_gexf, to_graphml, to_json, to_xlsx
from synthetic import Synthetic, made_up_case

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a & b \"c\" 'd' ]]>",
    "=HYPERLINK(\"http://x\")",
    "+1", "-1", "@SUM(A1)",
    "\u202egnissorc\u202c",
    "tab\tline\nend\r\n",
    "bell\x07 null-like\x01",
    "😀 ąžuolas",
]  # fmt: skip


@pytest.fixture(scope="module")
def graph() -> "nx.Graph[str]":
    return read_network(made_up_case().derive())


def hostile_network(*names: str) -> "nx.Graph[str]":
    made = Synthetic()
    nodes = [made.organisation(f"o{n}", name) for n, name in enumerate(names)]
    made.event("e", names[0], dict.fromkeys(nodes, "partner"), note=names[0])
    return read_network(made.derive())


def test_graphml_reads_back(graph: "nx.Graph[str]", tmp_path: Path) -> None:
    write_network(graph, tmp_path / "network.graphml")
    again = nx.read_graphml(tmp_path / "network.graphml")
    flat = flatten(graph)
    assert nx.utils.nodes_equal(again.nodes(data=True), flat.nodes(data=True))
    assert nx.utils.edges_equal(again.edges(data=True), flat.edges(data=True))


def test_gexf_reads_back_with_its_positions(graph: "nx.Graph[str]", tmp_path: Path) -> None:
    write_network(graph, tmp_path / "network.gexf")
    again = nx.read_gexf(tmp_path / "network.gexf")
    assert set(again) == set(graph)
    assert {frozenset(edge) for edge in again.edges} == {frozenset(edge) for edge in graph.edges}
    for node, data in graph.nodes(data=True):
        viz = again.nodes[node]["viz"]
        assert (viz["position"]["x"], viz["position"]["y"]) == (data["x"], -data["y"])
        assert again.nodes[node]["label"] == data["label"]
    for a, b, data in graph.edges(data=True):
        assert again.edges[a, b]["weight"] == pytest.approx(data["weight"])


def test_json_reads_back_whole(graph: "nx.Graph[str]", tmp_path: Path) -> None:
    write_network(graph, tmp_path / "network.json")
    text = (tmp_path / "network.json").read_text(encoding="utf-8")
    again = nx.node_link_graph(json.loads(text), edges="edges")
    assert nx.utils.nodes_equal(again.nodes(data=True), graph.nodes(data=True))
    assert nx.utils.edges_equal(again.edges(data=True), graph.edges(data=True))
    assert again.graph == graph.graph


def test_csv_has_one_row_a_tie(graph: "nx.Graph[str]", tmp_path: Path) -> None:
    write_network(graph, tmp_path / "network.csv")
    text = (tmp_path / "network.csv").read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == graph.number_of_edges()
    row = next(
        row for row in rows if (row["organisation_a"], row["organisation_b"]) == ("alfa", "beta")
    )
    assert row["label_a"] == "Alfa Association"
    assert row["kinds"] == "agreement; event"
    assert row["through"] == "Made-up accord; Made-up meeting"
    assert row["documents"] == "report"
    assert row["status"] == "stated"
    assert float(row["weight"]) == pytest.approx(1.5)


def test_single_values_keep_kinds_and_weights_apart(graph: "nx.Graph[str]") -> None:
    flat = flatten(graph)
    a, b = next(
        (a, b) for a, b, data in graph.edges(data=True) if data["iri"].endswith("alfa~beta")
    )
    assert flat.edges[a, b]["weight_agreement"] == 1.0
    assert flat.edges[a, b]["weight_event"] == 0.5
    assert flat.nodes[a]["kind"] == "association"
    assert flat.nodes[a]["aliases"] == "AA"
    assert flat.nodes[a]["places"] == "Made-up Town"


def test_the_same_network_gives_the_same_bytes_on_any_day(
    graph: "nx.Graph[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    writers = (to_graphml, to_gexf, to_csv, to_json)
    first = [writer(graph) for writer in writers]
    monkeypatch.setattr(time, "strftime", lambda _form: "1999-12-31")
    again = read_network(made_up_case().derive())
    assert [writer(again) for writer in writers] == first
    assert "lastmodified" not in first[1]


def test_hostile_names_are_text_in_every_format(tmp_path: Path) -> None:
    graph = hostile_network(*HOSTILE)
    for ending in (".graphml", ".gexf", ".json", ".csv", ".xlsx"):
        write_network(graph, tmp_path / f"network{ending}")
    for again in (
        nx.read_graphml(tmp_path / "network.graphml"),
        nx.read_gexf(tmp_path / "network.gexf"),
    ):
        labels = {data["label"] for _, data in again.nodes(data=True)}
        assert "<img src=x onerror=alert(1)>" in labels
        assert "bell\ufffd null-like\ufffd" in labels
        assert "tab\tline\nend\n" in labels
    text = (tmp_path / "network.csv").read_bytes().decode("utf-8")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    sheet = openpyxl.load_workbook(tmp_path / "network.xlsx").worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}


def test_a_workbook_has_the_rows_of_the_table(graph: "nx.Graph[str]", tmp_path: Path) -> None:
    write_network(graph, tmp_path / "network.xlsx")
    assert to_xlsx(graph) == (tmp_path / "network.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "network.xlsx").worksheets[0]
    told = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    table = csv.reader(io.StringIO(to_csv(graph), newline=""))
    assert told == [[cell.removesuffix(".0") for cell in row] for row in table]
    assert len(told) == graph.number_of_edges() + 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1), min_size=2, max_size=3), st.sampled_from(["graphml", "gexf"]))
def test_any_name_can_be_written_as_xml_and_read_back(names: list[str], form: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    for number, name in enumerate(names):
        graph.add_node(f"o{number}", label=name, short=name)
    graph.add_edge("o0", "o1", weight=1.0)
    if form == "graphml":
        again = nx.read_graphml(io.BytesIO(to_graphml(graph).encode("utf-8")))
    else:
        again = nx.read_gexf(io.BytesIO(to_gexf(graph).encode("utf-8")))
    assert set(again) == set(graph)


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_any_name_can_be_written_as_csv_and_json(name: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", label=name)
    graph.add_node("b", label="b")
    graph.add_edge("a", "b", weight=1.0)
    again = json.loads(to_json(graph).encode("utf-8"))
    assert again["nodes"][0]["label"] == name
    cell = list(csv.reader(io.StringIO(to_csv(graph), newline="")))[1][1]
    assert cell.replace("'", "") == name.replace("'", "")


@pytest.mark.parametrize("name", ["network.png", "network", "network.graph", "network.html.txt"])
def test_an_unknown_ending_lists_those_there_are(
    graph: "nx.Graph[str]", tmp_path: Path, name: str
) -> None:
    with pytest.raises(UsageError, match=r"\.csv \.gexf \.graphml \.json \.html"):
        write_network(graph, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_the_nearest_ending_is_named() -> None:
    with pytest.raises(UsageError, match=r"did you mean \.graphml"):
        check_ending("network.graphm")


def test_a_page_is_not_written_without_its_maker(graph: "nx.Graph[str]", tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"saite\.view"):
        write_network(graph, tmp_path / "network.html")
    write_network(graph, tmp_path / "network.html", page=lambda _: "<p>made</p>")
    assert (tmp_path / "network.html").read_text(encoding="utf-8") == "<p>made</p>"
