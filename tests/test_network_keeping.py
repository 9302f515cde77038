"""Positions that a build keeps: taken as they are, the start of the next, no error if they lack."""

import json
import shutil
from collections.abc import Iterator
from math import dist
from pathlib import Path

import networkx as nx
import pytest

import saite
from saite.build import build_workspace
from saite.build import positions as build_positions
from saite.network import KeptLayout, Reduction, lay_out, place_network, read_layout, read_network
from saite.network.keeping import fingerprint
from saite.store import release_stores
from support import ROOT
from synthetic import made_up_case


def positions(graph: "nx.Graph[str]") -> dict[str, tuple[float, float]]:
    return {node: (data["x"], data["y"]) for node, data in graph.nodes(data=True)}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Path]:
    for name in ("data", "ontology"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "saite.toml", tmp_path)
    yield tmp_path
    release_stores()


def test_what_a_build_keeps_are_the_positions_of_its_network(workspace: Path) -> None:
    folder = build_workspace(workspace).folder
    kept = read_layout(folder)
    assert kept is not None
    with saite.open(workspace) as graph:
        assert positions(graph.network()) == kept.positions
        fresh = read_network(graph.store, language=graph.language, concepts=graph.concepts)
    assert fingerprint(fresh) == kept.fingerprint
    assert positions(fresh) == kept.positions
    assert (folder / "layout.json").read_text(encoding="utf-8") == kept.to_json()


def test_kept_positions_are_taken_as_they_are(workspace: Path) -> None:
    folder = build_workspace(workspace).folder
    kept = read_layout(folder)
    assert kept is not None
    moved = KeptLayout(kept.fingerprint, {iri: (y, x) for iri, (x, y) in kept.positions.items()})
    (folder / "layout.json").write_text(moved.to_json(), encoding="utf-8")
    with saite.open(workspace) as graph:
        assert positions(graph.network()) == moved.positions
        reduced = graph.network(top=1)
        fresh = read_network(graph.store, concepts=graph.concepts, reduction=Reduction(top=1))
        assert positions(reduced) == positions(fresh)
    # The same graph once more: the positions come with it, unless all is made anew.
    again = build_workspace(workspace)
    assert again.same_as
    assert read_layout(again.folder) == moved
    assert read_layout(build_workspace(workspace, full=True).folder) == kept


def test_the_next_build_starts_from_the_positions_before(workspace: Path) -> None:
    first = build_workspace(workspace).folder
    before = read_layout(first)
    assert before is not None
    far = {iri: (y, -x) for iri, (x, y) in before.positions.items()}
    turned = KeptLayout(before.fingerprint, far)
    (first / "layout.json").write_text(turned.to_json(), encoding="utf-8")
    settings = workspace / "saite.toml"
    text = settings.read_text(encoding="utf-8")
    # Fewer ties: larger events make no pairs.
    settings.write_text(f"{text}\n[ties]\nmax_event_size = 5\n", encoding="utf-8")
    after = read_layout(build_workspace(workspace).folder)
    assert after is not None
    assert after.fingerprint != before.fingerprint
    assert _moved(after, turned) < 0.6 * _moved(after, before)


def _moved(one: KeptLayout, other: KeptLayout) -> float:
    both = one.positions.keys() & other.positions.keys()
    ways = [dist(one.positions[node], other.positions[node]) for node in both]
    return sorted(ways)[len(ways) // 2]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[]",
        "{",
        '{"version": 0, "fingerprint": "", "positions": {}}',
        '{"version": 1, "positions": {}}',
        '{"version": 1, "fingerprint": "x", "positions": {"a": [1]}}',
        '{"version": 1, "fingerprint": "x", "positions": {"a": [1, "b"]}}',
        '{"version": 1, "fingerprint": "x", "positions": {"a": [1, Infinity]}}',
        '{"version": 1, "fingerprint": "x", "positions": [["a", 1, 2]]}',
    ],
)
def test_a_missing_or_broken_file_is_no_error(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "layout.json").write_text(text, encoding="utf-8")
    assert read_layout(tmp_path) is None


def test_a_layout_of_the_same_mark_that_lacks_somebody_is_only_a_start() -> None:
    store = made_up_case().derive()
    kept = lay_out(store)
    some = KeptLayout(kept.fingerprint, dict(list(kept.positions.items())[:3]))
    assert set(positions(read_network(store, kept=some))) == set(kept.positions)


def test_a_layout_is_read_as_it_was_written(tmp_path: Path) -> None:
    kept = place_network(read_network(made_up_case().derive()))
    (tmp_path / "layout.json").write_text(kept.to_json(), encoding="utf-8")
    assert read_layout(tmp_path) == kept
    assert list(json.loads(kept.to_json())["positions"]) == sorted(kept.positions)


def test_a_build_with_too_many_ties_does_not_wait_for_positions(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_positions, "MOST_TIES", 3)
    folder = build_workspace(workspace).folder
    assert not (folder / "layout.json").exists()
    with saite.open(workspace) as graph:
        assert all("x" in data for _, data in graph.network().nodes(data=True))
