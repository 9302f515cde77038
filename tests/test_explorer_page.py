"""The page of the explorer: one small file, always the same, in which no text of data can act."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages import elements_of
from planted_network import planted_graph
from saite.errors import NetworkError, SaiteError
from saite.network import read_network
from saite.view import About, collect_gaps, explorer, explorer_page, fitting_page
from saite.view.bundle import BUILT
from saite.view.columns import json_bytes, pack, unpack, write_column, write_lists, write_table
from saite.view.overview import find_base, shorten
from synthetic import BASE, Synthetic, crowded_case, made_up_case

# Every element that the template has.
KNOWN = {"html", "head", "meta", "title", "style", "body", "div", "noscript", "p", "script"}


@pytest.fixture(scope="module", autouse=True)
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A built script and style, whatever is built here: the page carries any."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "explorer.js").write_text('document.title = "x";\n', encoding="utf-8")
    (folder / "explorer.css").write_text("body { margin: 0 }\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("saite.view.explorer.BUILT", folder)
        forget_scripts()
        yield folder
    forget_scripts()


def forget_scripts() -> None:
    explorer.map_assets.cache_clear()
    explorer.packed_program.cache_clear()


@pytest.fixture
def no_scripts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr("saite.view.explorer.BUILT", tmp_path)
    forget_scripts()
    yield
    forget_scripts()


def unpacked(page: str, name: str) -> Any:
    """Read what a page carries compressed."""
    found = re.search(rf'<script type="application/octet-stream;[^"]*" id="{name}">([^<]*)<', page)
    assert found is not None
    return (
        gzip.decompress(base64.b64decode(found[1])).decode()
        if name == "program"
        else unpack(found[1])
    )


def test_the_page_carries_network_details_script_and_style() -> None:
    graph = read_network(made_up_case().derive())
    page = explorer_page(graph, language="lv", about=About(title="Made-up", build="b1"))
    overview = unpacked(page, "overview")
    assert overview["language"] == "lv"
    assert overview["base"] == BASE
    assert overview["about"]["title"] == "Made-up"
    assert overview["organisations"]["length"] == 5
    assert overview["largeEvents"] == [{"labels": {"en": "Made-up congress"}, "organisations": 48}]
    assert overview["cut"] == {
        "organisations": 5, "ofOrganisations": 5, "ties": 5, "ofTies": 5, "rule": "",
    }  # fmt: skip
    assert unpacked(page, "details")["documents"]["length"] == 1
    assert unpacked(page, "program") == 'document.title = "x";\n'
    assert "<style>body { margin: 0 }\n</style>" in page
    assert '<html lang="lv">' in page
    assert 'data-opens-in="lv"' in page
    assert "nepieciešams" in page or "vajadzīgs JavaScript" in page


def test_the_policy_names_what_runs_and_nothing_else() -> None:
    page = explorer_page(read_network(made_up_case().derive()))
    policy = next(
        attributes["content"]
        for tag, attributes in elements_of(page)
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["default-src"] == "'none'"
    start = re.search(r'<script id="start">(.*?)</script>', page, re.DOTALL)
    assert start is not None
    texts = [start[1], unpacked(page, "program")]
    assert parts["script-src"].split() == [f"'sha256-{digest(text)}'" for text in texts]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(
        r"\s(?:src|href|on\w+)=", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    )


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_same_network_gives_the_same_bytes() -> None:
    pages = {
        explorer_page(graph, gaps=collect_gaps(store))
        for store in (made_up_case().derive(), made_up_case().derive())
        for graph in [read_network(store)]
    }
    assert len(pages) == 1


def test_five_thousand_organisations_and_their_evidence_take_less_than_a_megabyte(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not (BUILT / "explorer.js").is_file():
        pytest.skip("the scripts of the pages are not built")
    monkeypatch.setattr("saite.view.explorer.BUILT", BUILT)
    forget_scripts()
    page = explorer_page(planted_graph(5_000, 20_000))
    assert unpacked(page, "overview")["ties"]["length"] == 20_000
    assert unpacked(page, "details")["evidence"]["length"] > 20_000
    assert len(page.encode()) < 1_000_000
    forget_scripts()


def test_above_its_size_the_page_holds_the_strongest_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = read_network(crowded_case(300, 900).derive())
    monkeypatch.setattr("saite.view.explorer.MAX_ORGANISATIONS", 100)
    overview = unpacked(explorer_page(graph), "overview")
    assert overview["organisations"]["length"] == 100
    assert overview["cut"]["ofOrganisations"] == 300
    assert overview["cut"]["ofTies"] == graph.number_of_edges()
    assert overview["cut"]["ties"] == overview["ties"]["length"] < graph.number_of_edges()
    assert overview["cut"]["rule"] == "strongest"
    strength = dict(graph.degree(weight="weight"))
    strongest = sorted(graph, key=lambda node: (-strength[node], node))[:100]
    kept = {shorten(node, BASE) for node in strongest}
    assert set(read_texts(overview["organisations"]["iri"])) == kept
    # Measures of the whole network cannot be worked out of a part: the page is told them.
    assert "pagerank" in overview["organisations"]
    assert sum(overview["organisations"]["ties"]) == sum(graph.degree(node) for node in strongest)


@pytest.mark.parametrize("rule", ["backbone", "top"])
def test_ties_that_were_left_out_before_are_counted(rule: str) -> None:
    graph = read_network(made_up_case().derive())
    graph.graph["cut"] = [
        {"rule": "top", "value": 9, "ties": (8, 40)},
        {"rule": rule, "value": 0.05, "ties": (5, 8)},
    ]
    cut = unpacked(explorer_page(graph), "overview")["cut"]
    assert (cut["ties"], cut["ofTies"], cut["rule"]) == (5, 40, rule)
    assert cut["organisations"] == cut["ofOrganisations"] == 5


def test_a_page_with_room_for_fewer_ties_keeps_the_strongest_of_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("saite.view.explorer.MAX_TIES", 3)
    cut = unpacked(explorer_page(read_network(made_up_case().derive())), "overview")["cut"]
    assert cut["ties"] <= 3
    assert (cut["ofTies"], cut["rule"]) == (5, "top")


def read_texts(column: Any) -> list[str]:
    if isinstance(column, list):
        return column
    last: dict[int, int] = {}
    texts = []
    for head, width, rise in zip(column["head"], column["width"], column["rise"], strict=True):
        last[head] = last.get(head, 0) + rise
        texts.append(f"{column['heads'][head]}{last[head]:0{width}}")
    return texts


def test_a_large_network_gets_the_explorer_and_a_small_one_pyvis(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = read_network(made_up_case().derive())
    assert 'id="overview"' not in fitting_page(graph)
    assert 'id="overview"' in fitting_page(graph, explorer=True)
    monkeypatch.setattr("saite.network.strongest.MAX_ORGANISATIONS", 4)
    assert 'id="overview"' in fitting_page(graph)
    assert 'id="overview"' not in fitting_page(graph, explorer=False)


@pytest.mark.usefixtures("no_scripts")
def test_without_the_script_a_large_network_gets_pyvis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saite.network.strongest.MAX_ORGANISATIONS", 4)
    assert 'id="overview"' not in fitting_page(read_network(made_up_case().derive()))


@pytest.mark.usefixtures("no_scripts")
def test_without_the_script_it_is_told_what_to_do() -> None:
    with pytest.raises(SaiteError, match=r"Node 20 or newer.*hatch_build\.py"):
        explorer_page(read_network(made_up_case().derive()))


@pytest.mark.parametrize("lack", ["positions", "measures, communities, statements"])
def test_a_network_that_cannot_be_drawn_is_told(lack: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("x")
    if lack == "positions":
        graph.graph.update(measures={}, communities=[], statements={})
    with pytest.raises(NetworkError, match=f"lacks {lack}"):
        explorer_page(graph)


def test_a_network_without_organisations_makes_a_page() -> None:
    overview = unpacked(explorer_page(read_network(Synthetic().derive())), "overview")
    assert overview["organisations"]["length"] == 0
    assert overview["base"] == ""


def test_nobody_is_named_where_people_are_left_out() -> None:
    store = made_up_case().derive()
    told = json.dumps(unpacked(explorer_page(read_network(store)), "details"), ensure_ascii=False)
    assert "Pramanyt" in told
    page = explorer_page(read_network(store, with_people=False))
    details = json.dumps(unpacked(page, "details"), ensure_ascii=False)
    assert "Pramanyt" not in details
    assert unpacked(page, "overview")["withPeople"] is False


HOSTILE = [
    "</script><script>alert(1)</script>", "<!--", "]]>", "javascript:alert(1)", "&lt;b&gt;",
    "\u2028", "\x07", "{{ 7 * 7 }}", "'\"`", "\u202eevil",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_text_and_nothing_else(name: str) -> None:
    check_name(name)


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=30).filter(lambda text: "\x00" not in text))
def test_no_name_becomes_markup(name: str) -> None:
    check_name(name)


def check_name(name: str) -> None:
    made = Synthetic()
    nodes = [made.organisation(f"o{n}", name) for n in range(2)]
    made.event("e", name, dict.fromkeys(nodes, "partner"), written=name, note=name)
    page = explorer_page(read_network(made.derive()), about=About(title=name))
    assert [tag for tag, _ in elements_of(page) if tag not in KNOWN] == []
    overview = unpacked(page, "overview")
    assert overview["about"]["title"] == name
    assert overview["organisations"]["label"] == [name, name]
    assert (
        name in json.dumps(unpacked(page, "details"), ensure_ascii=False)
        or '"' in name
        or not name.isprintable()
        or "\\" in name
    )


def test_a_hub_of_a_cut_network_keeps_every_digit_of_its_number_of_ties() -> None:
    graph = planted_graph(10, 12)
    hub = next(iter(graph))
    graph.nodes[hub]["degree"] = 12_345
    graph.graph["cut"] = [{"rule": "top", "value": 1, "ties": (graph.number_of_edges(), 40)}]
    organisations = unpacked(explorer_page(graph), "overview")["organisations"]
    assert read_column(organisations["degree"], 10)[0] == 12_345


def test_half_a_character_can_be_carried() -> None:
    graph = planted_graph(10, 12)
    next(iter(graph.nodes.values()))["label"] = "\ud800"
    assert unpacked(explorer_page(graph), "overview")["organisations"]["label"][0] == "\ud800"


# -- Columns -----------------------------------------------------------------------------------


@given(st.lists(st.text(alphabet="ab/01", max_size=6) | st.none(), max_size=30))
def test_texts_come_back_from_their_column(values: list[str | None]) -> None:
    assert read_column(write_column(values), len(values)) == [value or None for value in values]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", " "])
def test_texts_that_end_in_numbers_keep_what_follows(end: str) -> None:
    values = [f"Made-up school no. {number}" for number in range(40)]
    values[7] += end
    assert read_column(write_column(values), len(values)) == values


@given(st.lists(st.integers(-5, 5) | st.integers(0, 10**9), max_size=30))
def test_numbers_come_back_from_their_column(values: list[int]) -> None:
    assert read_column(write_column(values), len(values)) == values


@given(st.lists(st.lists(st.sampled_from([{"a": 1}, {"a": 2}, "x", 0]), max_size=3), max_size=20))
def test_lists_come_back_from_their_column(values: list[list[Any]]) -> None:
    column = write_lists(values) or {"counts": [0] * len(values), "of": []}
    flat = iter(read_column(column["of"], sum(column["counts"])))
    assert [[next(flat) for _ in range(count)] for count in column["counts"]] == values


def read_column(column: Any, length: int) -> list[Any]:
    """Read a column plainly, as its description says."""
    if column is None:
        return [None] * length
    if isinstance(column, list):
        return column
    if "heads" in column:
        return list(read_texts(column))
    if "pool" in column:
        return [column["pool"][place] for place in column["at"]]
    if "rise" in column:
        return [sum(column["rise"][: place + 1]) for place in range(len(column["rise"]))]
    rows: list[Any] = [None] * length
    of = read_column(column["of"], len(column["at"]))
    for number, value in enumerate(of):
        rows[sum(column["at"][: number + 1])] = value
    return rows


def test_columns_take_the_shortest_form() -> None:
    rows = [
        {"iri": f"evidence/ev{n:04}", "kind": "a" * 9, "number": n * 3, "no": ""} for n in range(99)
    ]
    table = write_table(rows)
    assert table["iri"]["heads"] == ["evidence/ev"]
    assert "no" not in table
    assert len(json_bytes(table["number"])) < 300
    assert len(pack(table)) < 500


def test_the_base_is_what_most_organisations_share() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(
        ["https://a.example/x/organisation/1", "https://a.example/x/organisation/2"]
    )
    graph.add_node("https://b.example/organisation/1")
    assert find_base(graph) == "https://a.example/x/"
    assert shorten("https://a.example/x/organisation/1", "https://a.example/x/") == "organisation/1"
    assert shorten("https://b.example/organisation/1", "https://a.example/x/").startswith("https:")
    assert (
        shorten("https://a.example/x/urn:1", "https://a.example/x/") == "https://a.example/x/urn:1"
    )
