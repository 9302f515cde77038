"""Rules between rows: circles held against networkx, hints that stay quick among many ids."""

import time
import tracemalloc
from itertools import pairwise
from pathlib import Path

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from saite.concepts import load_concepts
from saite.records import load_declaration, read_records
from saite.records.checks import _circles
from saite.resources import resource
from saite.workspace import Source

NODES = st.sampled_from("abcdefg")
DECLARATION = load_declaration()
CONCEPTS = load_concepts([resource("ontology/concepts.ttl")])


@given(st.dictionaries(NODES, st.lists(NODES, max_size=3, unique=True), max_size=7))
def test_circles_are_real_and_every_knot_has_one(parents: dict[str, list[str]]) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph(
        [(node, parent) for node, above in parents.items() for parent in above]
    )
    found = list(_circles(parents))
    for circle in found:
        assert circle[0] == circle[-1] == min(circle)
        assert len(set(circle)) == len(circle) - 1
        assert all(graph.has_edge(*edge) for edge in pairwise(circle))
    knots = [
        knot
        for knot in nx.strongly_connected_components(graph)
        if len(knot) > 1 or graph.has_edge(*(list(knot) * 2))
    ]
    assert all(any(set(circle) <= knot for circle in found) for knot in knots)
    assert bool(found) == bool(knots)
    assert found == list(_circles(dict(sorted(parents.items(), reverse=True))))


def test_a_chain_as_long_as_it_likes_is_no_circle_and_no_recursion() -> None:
    chain = {f"n{number:06}": [f"n{number + 1:06}"] for number in range(100_000)}
    assert not list(_circles(chain))
    chain["n100000"] = ["n000000"]
    (circle,) = _circles(chain)
    assert len(circle) == 100_002


def test_many_wrong_references_among_many_ids_are_told_soon(tmp_path: Path) -> None:
    organisations = "".join(f"organisation-{number:05},O\n" for number in range(2_000))
    units = "".join(
        f"u{number},organisation-{number:04}x,organisatoin-{number:05}\n" for number in range(1_000)
    )
    (tmp_path / "organisations.csv").write_text(f"id,name\n{organisations}", encoding="utf-8")
    (tmp_path / "units.csv").write_text(f"id,unit,organisation\n{units}", encoding="utf-8")
    started = time.monotonic()
    records, problems = read_records([Source("x", tmp_path, "en")], DECLARATION, CONCEPTS)
    records.close()
    assert time.monotonic() - started < 60
    assert len(problems) == 2_000
    swapped = [problem for problem in problems if problem.column == "organisation"]
    assert all(problem.nearest == problem.value.replace("toin", "tion") for problem in swapped)


def test_a_text_in_the_place_of_an_id_takes_no_memory_to_tell(tmp_path: Path) -> None:
    note = "abc-" * 250
    (tmp_path / "organisations.csv").write_text("id,name\norganisation-1,O\n", encoding="utf-8")
    (tmp_path / "units.csv").write_text(f"id,unit,organisation\nu1,{note},x\n", encoding="utf-8")
    tracemalloc.start()
    try:
        records, problems = read_records([Source("x", tmp_path, "en")], DECLARATION, CONCEPTS)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    records.close()
    assert len(problems) == 2
    assert peak < 64 << 20


def test_a_cell_that_is_too_long_is_told_as_that(tmp_path: Path) -> None:
    note = "x" * 200_000
    (tmp_path / "people.csv").write_text(f"id,name,note\np1,P,{note}\n", encoding="utf-8")
    records, problems = read_records([Source("x", tmp_path, "en")], DECLARATION, CONCEPTS)
    records.close()
    assert "or a cell has more than 131,072 characters" in str(problems[0])
