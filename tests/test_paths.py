"""Chains of ties: the shortest of networkx's own, with the evidence of each step; and opening."""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import saite
from saite.build import build_workspace
from saite.errors import UsageError
from saite.query import Limits, answer_query, find_query, resolve_name, store_ask
from saite.query.paths import _shortest
from saite.store import release_stores
from support import ROOT


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[saite.Graph]:
    folder = tmp_path_factory.mktemp("paths")
    shutil.copy(ROOT / "saite.toml", folder)
    shutil.copytree(ROOT / "data", folder / "data")
    build_workspace(folder)
    with saite.open(folder) as opened:
        yield opened
    release_stores()


@pytest.fixture(scope="module")
def network(graph: saite.Graph) -> "nx.Graph[str]":
    found: nx.Graph[str] = nx.Graph()
    rows = graph.select("SELECT * { ?one <https://w3id.org/saite/ns#tiedTo> ?other }")
    found.add_edges_from((str(row["one"]), str(row["other"])) for row in rows)
    return found


def test_a_chain_is_as_short_as_any_and_each_step_has_its_evidence(
    graph: saite.Graph, network: "nx.Graph[str]"
) -> None:
    lengths = dict(nx.all_pairs_shortest_path_length(network))
    start, far = max(
        ((one, other) for one in lengths for other in lengths[one]),
        key=lambda pair: (lengths[pair[0]][pair[1]], pair),
    )
    rows = graph.select("path", start=start, end=far)
    steps = sorted({(int(str(row["step"])), str(row["one"]), str(row["other"])) for row in rows})
    assert len(steps) == lengths[start][far] > 1
    assert (steps[0][1], steps[-1][2]) == (start, far)
    assert all(one[2] == other[1] for one, other in pairwise(steps))
    assert all(network.has_edge(one, other) for _, one, other in steps)
    assert all(row["row"] and row["document"] for row in rows)


@given(
    st.sets(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghij")), max_size=25)
)
@example({("s", "a"), ("s", "b"), ("s", "z"), ("a", "n"), ("b", "m"), ("n", "d"), ("m", "c"), ("d", "t"), ("c", "t")})  # fmt: skip # noqa: E501
def test_of_several_shortest_chains_the_first_is_told(edges: set[tuple[str, str]]) -> None:
    network: nx.Graph[str] = nx.Graph()
    network.add_edges_from(sorted(edges))
    ends = ("s", "t") if ("s", "z") in edges else ("a", "b")
    known = set(ends) <= set(network) and nx.has_path(network, *ends)
    expected = min(nx.all_shortest_paths(network, *ends)) if known else []
    assert _shortest(network, *ends) == expected


def test_the_steps_of_a_chain_are_told_by_a_query_beside_it(
    graph: saite.Graph, tmp_path: Path
) -> None:
    text = (ROOT / "queries/questions/path.rq").read_text(encoding="utf-8")
    own = tmp_path / "chain.rq"
    own.write_text(text.replace("steps: tie-evidence", "steps: my-steps"), encoding="utf-8")
    ends = {"start": "LUMA", "end": str(graph.select("path", start="LUMA")[0]["reached"])}
    head = "#+ parameters: [{name: one, type: organisation}, {name: other, type: organisation}]\n"
    pattern = "WHERE { VALUES ?one { UNDEF } VALUES ?other { UNDEF } ?one ?joins ?other }"
    steps = tmp_path / "my-steps.rq"
    steps.write_text(f"{head}SELECT DISTINCT ?one ?other {pattern}", encoding="utf-8")
    assert [row["step"] for row in graph.select(str(own), **ends)] == [1]
    steps.write_text(f"{head}CONSTRUCT {{ ?one ?joins ?other }} {pattern}", encoding="utf-8")
    with pytest.raises(UsageError, match="gives no rows"):
        graph.select(str(own), **ends)


def test_without_an_end_all_that_is_reached_is_told(
    graph: saite.Graph, network: "nx.Graph[str]"
) -> None:
    rows = graph.select("path", start="LUMA")
    start = str(rows[0]["organisation"])
    expected = nx.single_source_shortest_path_length(network, start)
    found = {str(row["reached"]): row["steps"] for row in rows}
    assert found == {iri: steps for iri, steps in expected.items() if iri != start}
    members = graph.select("path", start="LUMA", kind="membership")
    assert 0 < len(members) < len(rows)


def test_no_chain_is_no_row_and_a_chain_has_a_start(graph: saite.Graph) -> None:
    assert len(graph.select("path", start="LUMA", end="LUMA")) == 0
    assert len(graph.select("path", start="LUMA", end="Baltā māja", kind="succession")) == 0
    with pytest.raises(UsageError, match="start"):
        graph.select("path", end="LUMA")


def test_no_chain_is_told_from_a_part_of_the_ties(graph: saite.Graph) -> None:
    few = store_ask(graph.store, limits=Limits(20))
    path = find_query("path")
    ask = store_ask(graph.store)
    start, end = (resolve_name(ask, "organisation", each) for each in ("o01", "o02"))
    with pytest.raises(UsageError, match="takes all ties, and only the first 20"):
        answer_query(few, path, {"start": start, "end": end})
    with pytest.raises(UsageError, match="only the first 20 names"):
        answer_query(few, path, {"start": "LUMA"})


def test_memory_and_disk_answer_alike(graph: saite.Graph) -> None:
    root = graph.workspace.root
    assert graph.in_memory
    with saite.open(root, memory=False) as disk:
        assert not disk.in_memory
        assert "on disk" in repr(disk)
        for name in ("partners", "path"):
            given = {"start": "LUMA"} if name == "path" else {"organisation": "LUMA"}
            assert disk.select(name, **given).terms == graph.select(name, **given).terms


def test_a_small_limit_leaves_the_graph_on_disk(graph: saite.Graph, tmp_path: Path) -> None:
    root = graph.workspace.root
    text = (root / "saite.toml").read_text(encoding="utf-8")
    out = (root / "out").as_posix()
    text = text.replace('output = "out"', f'output = "{out}"')
    text = text.replace("data/reports", f"{root.as_posix()}/data/reports")
    (tmp_path / "saite.toml").write_text(text + "\n[limits]\nmemory_triples = 10\n", "utf-8")
    with saite.open(tmp_path) as opened:
        assert not opened.in_memory
        found = opened.search("luma", kind="organisation")
        assert found[0]["id"] == "o01"
