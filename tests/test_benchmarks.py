"""The benchmarks: their records and networks, the plan by hand, the measuring."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import networkx as nx
import pytest

from saite.engine import materialize
from saite.network.export import to_json
from saite.query import check_query
from saite.view import network_page
from support import ROOT

BENCHMARKS = ROOT / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import bench_serve  # noqa: E402
import compare  # noqa: E402
import hand_plan  # noqa: E402
import load  # noqa: E402
import measure  # noqa: E402
import planted  # noqa: E402
import records  # noqa: E402
import shape  # noqa: E402
import with_rdflib  # noqa: E402


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give the tables of thirty organisations, and the graph that the engine makes of them."""
    folder = tmp_path_factory.mktemp("bench")
    records.write(30, folder / "tables")
    mapping = folder / "mapping.ttl"
    mapping.write_text(shape.as_rml(folder / "tables"), encoding="utf-8")
    materialize(mapping, output=folder / "ours.nt")
    return folder / "tables", folder / "ours.nt"


def test_the_mapping_has_the_shape_that_is_said() -> None:
    maps = shape.TRIPLES_MAPS
    assert (len(shape.tables()), len(maps), sum(len(m.pairs) for m in maps)) == (9, 15, 79)


def test_the_same_size_gives_the_same_tables(made: tuple[Path, Path], tmp_path: Path) -> None:
    records.write(30, tmp_path)
    for path in made[0].glob("*.csv"):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    assert len(list(tmp_path.iterdir())) == 9


def test_plan_and_loop_by_hand_make_the_same_graph(made: tuple[Path, Path], tmp_path: Path) -> None:
    tables, ours = made
    hand_plan.run(tables, tmp_path / "hand.nt")
    with_rdflib.run(tables, tmp_path / "rdflib.nt", shape.TRIPLES_MAPS)
    for name in ("hand.nt", "rdflib.nt"):
        verdict = compare.compare(ours, tmp_path / name)
        assert str(verdict) == "the same"
        assert verdict.count > 5_000


def test_the_older_vocabulary_says_the_same(made: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "older.ttl").write_text(shape.as_older_rml(made[0]), encoding="utf-8")
    materialize(tmp_path / "older.ttl", output=tmp_path / "older.nt")
    assert str(compare.compare(made[1], tmp_path / "older.nt")) == "the same"


def test_differences_are_counted_and_known_habits_named(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.nt", tmp_path / "theirs.nt"
    same = '<http://e/s> <http://e/p> "x" .\n'
    ours.write_text(
        f'{same}<http://e/ā> <http://e/p> "x" .\n<http://e/s> <http://e/q> "gone" .\n',
        encoding="utf-8",
    )
    theirs.write_text(
        f'{same}{same}<http://e/%C4%81> <http://e/p> "x".\n<http://e/s> <http://e/p> '
        "<http://e/nan>.\n",
        encoding="utf-8",
    )
    verdict = compare.compare(ours, theirs)
    assert list(verdict.known.values()) == [1, 1]
    assert (verdict.missing, verdict.more, verdict.twice) == (1, 0, 1)
    assert str(verdict).startswith("differs: 1 statements missing, 0 more")
    assert verdict.shown == ('- <http://e/s> <http://e/q> "gone"',)


def test_a_cost_counts_children_and_an_end_is_put_to_what_takes_too_long(tmp_path: Path) -> None:
    if not hasattr(os, "wait4"):
        pytest.skip("this operating system does not tell what a process took")
    busy = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    work = "x = bytearray(150_000_000); sum(range(3_000_000))"
    cost = measure.measure([sys.executable, "-c", busy, work], log=tmp_path / "log", limit=60)
    assert not cost.fault
    assert cost.memory > 150_000_000
    assert cost.cpu > 0
    late = measure.measure(
        [sys.executable, "-c", busy, "import time; time.sleep(60)"], log=tmp_path / "log", limit=0.5
    )
    assert late.fault == "gave up"
    failed = measure.measure([sys.executable, "-c", "raise SystemExit('so')"], log=tmp_path / "log",
                             limit=60)  # fmt: skip
    assert failed.fault == "failed: so"


def test_a_size_that_the_disk_cannot_take_is_refused() -> None:
    ran = subprocess.run(
        [sys.executable, str(BENCHMARKS / "bench_map.py"), "--sizes", "1000000000"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "choose smaller SIZES" in ran.stderr


def test_a_planted_network_has_the_groups_and_ties_that_are_said() -> None:
    graph = planted.planted_network(500)
    assert (len(graph), graph.number_of_edges()) == (500, 2_000)
    group = nx.get_node_attributes(graph, "planted")
    inside = sum(group[a] == group[b] for a, b in graph.edges)
    assert inside == 1_700
    statements, evidence = graph.graph["statements"], graph.graph["evidence"]
    for a, b, data in graph.edges(data=True):
        assert 1 <= len(data["supports"]) <= 3
        assert data["weight"] == pytest.approx(sum(each["weight"] for each in data["supports"]))
        for support in data["supports"]:
            assert support["through"] in graph.graph["things"]
            said = [statements[iri] for iri in support["statements"]]
            named = {part["iri"] for each in said for part in each["parts"]}
            assert {a, b} <= named
            assert all(evidence[iri]["quote"] for each in said for iri in each["evidence"])


def test_a_planted_network_is_the_same_each_time_and_can_be_drawn() -> None:
    first, second = planted.read_planted(60), planted.read_planted(60)
    assert to_json(first) == to_json(second)
    assert "Made-up association for" in network_page(first)


def test_what_wrk_prints_is_read() -> None:
    printed = """Running 10s test @ http://127.0.0.1:1
  Latency Distribution
     50%  950.00us
     75%    9.83ms
     99%    1.02s
  1500 requests in 10.00s, 1.31MB read
  Socket errors: connect 0, read 3, write 0, timeout 2
  Non-2xx or 3xx responses: 7
Requests/sec:    150.25
"""
    found = load.read_wrk(printed, 5, cpu=3.0)
    assert (found.rate, found.errors, found.memory) == (150.25, 12, 5)
    assert (found.half, found.most, found.cpu) == pytest.approx((0.95, 1020.0, 0.002))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system has no /proc")
def test_a_server_is_measured_with_its_children() -> None:
    program = "import subprocess, sys; x = bytearray(1 << 26); subprocess.run([sys.executable, '-c'"
    program += ", 'x = bytearray(1 << 26); print(1, flush=True); input()'])"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert load.memory_of(process.pid) > 2 << 26
        assert load.cpu_of(process.pid) > 0
        process.communicate(b"\n")


def test_the_questions_of_the_load_run_are_queries_and_no_two_the_same() -> None:
    server = bench_serve.Server("any", "http://localhost", "/sparql", 0)
    paths = bench_serve._paths(server, 100, 300, seed=1)
    assert len(set(paths)) == 300
    for path in paths[:20]:
        check_query(unquote(path.partition("query=")[2]))
