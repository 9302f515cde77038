"""Builds on disk: what a reader sees, what a broken build leaves, what is kept; and the store."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from saite.errors import BuildError, UsageError
from saite.store import (
    ReadOnlyStore,
    as_rdflib,
    build_ids,
    find_build,
    latest_build,
    new_build,
    open_store,
    publish,
    release_stores,
    write_store,
)

QUAD = '<urn:s> <urn:p> "%s" <urn:g> .\n'


@pytest.fixture(autouse=True)
def released() -> Iterator[None]:
    yield
    release_stores()


def make_build(output: Path, text: str = "x") -> Path:
    with new_build(output) as build:
        graph = build.folder / "graph.nq"
        graph.write_text(QUAD % text, encoding="utf-8", newline="\n")
        assert write_store(build.folder / "store", graph) == 1
        return publish(build, build.make_id())


def values(store: ox.Store) -> list[str]:
    return [quad.object.value for quad in store if isinstance(quad.object, ox.Literal)]


def names(output: Path) -> set[str]:
    return {path.name for path in (output / "builds").iterdir()}


# Publishing


def test_published_build_is_the_current_one(tmp_path: Path) -> None:
    folder = make_build(tmp_path)
    assert (tmp_path / "current").read_bytes() == folder.name.encode() + b"\n"
    assert latest_build(tmp_path) == folder
    assert values(open_store(folder)) == ["x"]
    assert not list(tmp_path.rglob("*.new"))


def test_id_is_the_moment_and_the_checksum_and_never_taken_twice(tmp_path: Path) -> None:
    first, second, third = (make_build(tmp_path, "same") for _ in range(3))
    assert len({first.name, second.name, third.name}) == 3
    assert {path.name[17:25] for path in (first, second, third)} == {first.name[17:25]}


def test_two_builds_are_kept(tmp_path: Path) -> None:
    folders = [make_build(tmp_path, str(number)) for number in range(4)]
    assert latest_build(tmp_path) == folders[3]
    assert set(build_ids(tmp_path)) == {folders[2].name, folders[3].name}


def test_the_latest_build_of_another_graph_is_kept(tmp_path: Path) -> None:
    before = make_build(tmp_path, "before")
    folders = [make_build(tmp_path, "after") for _ in range(4)]
    assert latest_build(tmp_path) == folders[3]
    assert set(build_ids(tmp_path)) == {before.name, folders[2].name, folders[3].name}
    assert find_build(tmp_path, "previous") == before
    back = make_build(tmp_path, "before")
    assert find_build(tmp_path, "previous") == folders[3]
    again = make_build(tmp_path, "before")
    assert set(build_ids(tmp_path)) == {folders[3].name, back.name, again.name}


def test_where_no_graph_is_another_one_the_build_before_is_the_previous(tmp_path: Path) -> None:
    first = make_build(tmp_path, "same")
    make_build(tmp_path, "same")
    assert find_build(tmp_path, "previous") == first


def break_off(output: Path) -> None:
    with new_build(output) as build:
        (build.folder / "graph.nq").write_text("half", encoding="utf-8")
        raise ZeroDivisionError


def test_build_that_fails_leaves_the_current_one_and_no_half(tmp_path: Path) -> None:
    folder = make_build(tmp_path)
    before = names(tmp_path)
    with pytest.raises(ZeroDivisionError):
        break_off(tmp_path)
    assert latest_build(tmp_path) == folder
    assert names(tmp_path) == before


def test_disk_that_refuses_current_leaves_the_build_before(tmp_path: Path) -> None:
    folder = make_build(tmp_path)
    (tmp_path / "current.new").mkdir()
    with pytest.raises(BuildError, match="failed"):
        make_build(tmp_path, "y")
    (tmp_path / "current.new").rmdir()
    assert latest_build(tmp_path) == folder
    assert build_ids(tmp_path) == [folder.name]
    assert ".half" not in names(tmp_path)


KILLED = """
import os, sys
from pathlib import Path
from saite.store import new_build
with new_build(Path(sys.argv[1])) as build:
    (build.folder / "graph.nq").write_text("half")
    print("begun", flush=True)
    if sys.argv[2] == "kill":
        os.kill(os.getpid(), 9)
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    folder = make_build(tmp_path)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), "kill"], capture_output=True, check=False
    )
    assert killed.returncode == -9
    assert ".half" in names(tmp_path)
    assert latest_build(tmp_path) == folder
    later = make_build(tmp_path, "later")
    assert names(tmp_path) == {".lock", folder.name, later.name}


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a process and wait for the first line that it prints."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() in {"begun", "open"}
    return process


def test_second_build_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with start(KILLED, str(tmp_path), "wait") as other:
        refused = r"another build is writing to .*: wait until"
        with pytest.raises(BuildError, match=refused), new_build(tmp_path):
            pass
        assert (tmp_path / "builds" / ".half" / "graph.nq").is_file()
        other.communicate("", timeout=60)
    assert make_build(tmp_path).is_dir()


def test_output_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(BuildError, match="cannot write to"):
        make_build(tmp_path / "out")


# Readers


READER = """
import sys
from pathlib import Path
from saite.store import open_store
store = open_store(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
print([quad.object.value for quad in store], flush=True)
"""


def test_build_that_is_read_is_kept_until_nobody_reads_it(tmp_path: Path) -> None:
    folder = make_build(tmp_path, "read")
    with start(READER, str(folder)) as reader:
        for number in range(3):
            make_build(tmp_path, str(number))
        assert folder.name in build_ids(tmp_path)
        answer, _ = reader.communicate("", timeout=60)
    assert answer.strip() == "['read']"
    make_build(tmp_path, "last")
    assert folder.name not in build_ids(tmp_path)
    assert len(build_ids(tmp_path)) == 2


def test_own_reader_keeps_its_build_until_it_is_released(tmp_path: Path) -> None:
    folder = make_build(tmp_path, "read")
    store = open_store(folder)
    for number in range(2):
        make_build(tmp_path, str(number))
    assert values(store) == ["read"]
    assert values(open_store(folder)) == ["read"]
    del store
    release_stores()
    make_build(tmp_path, "last")
    assert folder.name not in build_ids(tmp_path)


def test_store_is_opened_for_reading_only(tmp_path: Path) -> None:
    store = open_store(make_build(tmp_path))
    quad = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("new"))
    with pytest.raises(RuntimeError, match="read-write instances"):
        store.add(quad)


def test_nothing_built_yet_is_told(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"nothing is built in .* yet: run `saite build` first"):
        latest_build(tmp_path / "out")
    with pytest.raises(BuildError, match="is no build"):
        open_store(tmp_path)
    assert build_ids(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"../../elsewhere\n", "does not name a build, it says '../../elsewhere'"),
        (b"", "does not name a build"),
        (b"\xff", "cannot be read"),
        (b"20261122T081530Z-3f9c2a1b\n", "which is not there"),
    ],
)
def test_current_that_names_no_build_is_told_and_mended_by_the_next(
    tmp_path: Path, content: bytes, message: str
) -> None:
    make_build(tmp_path)
    (tmp_path / "current").write_bytes(content)
    with pytest.raises(BuildError, match=message):
        latest_build(tmp_path)
    folder = make_build(tmp_path, "next")
    assert latest_build(tmp_path) == folder


def break_data(store: Path, how: str) -> None:
    largest = max(store.glob("*.sst"), key=lambda path: path.stat().st_size)
    if how == "missing":
        largest.unlink()
    elif how == "short":
        largest.write_bytes(largest.read_bytes()[:-10])
    elif how == "changed":
        data = bytearray(largest.read_bytes())
        data[len(data) // 2] ^= 0xFF
        largest.write_bytes(data)
    elif how == "no list":
        store.with_name("store.files").unlink()
    elif how == "broken list":
        store.with_name("store.files").write_text("../x", encoding="utf-8")
    else:
        shutil.rmtree(store)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("missing", "is damaged, .*sst is missing: build again"),
        ("short", "is damaged, .*sst has .* bytes and not"),
        ("changed", "is damaged, .*sst has another checksum"),
        ("no list", "is damaged, the list of its files, store.files, cannot be read"),
        ("broken list", "is damaged, the list of its files, store.files, is broken"),
        ("no store", "is no build: it has no store folder"),
    ],
)
def test_damaged_store_is_told_and_not_queried(tmp_path: Path, how: str, message: str) -> None:
    folder = make_build(tmp_path)
    break_data(folder / "store", how)
    with pytest.raises(BuildError, match=message):
        open_store(folder)


def test_broken_nquads_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.nq"
    path.write_text(QUAD % "x" + "<urn:s> <urn:p> nonsense .\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"bad\.nq, line 2: "):
        write_store(tmp_path / "store", path)


def test_store_is_written_into_a_folder_of_its_own_only(tmp_path: Path) -> None:
    path = tmp_path / "some.nq"
    path.write_text(QUAD % "x", encoding="utf-8")
    with pytest.raises(BuildError, match="is not empty"):
        write_store(tmp_path, path)


# Finding


def test_build_is_found_by_what_a_person_calls_it(tmp_path: Path) -> None:
    first, second = make_build(tmp_path, "1"), make_build(tmp_path, "2")
    assert find_build(tmp_path, "current") == second
    assert find_build(tmp_path, "previous") == first
    assert find_build(tmp_path, first.name) == first
    assert find_build(tmp_path, second.name[:-1]) == second
    assert find_build(tmp_path / "elsewhere", str(first)) == first
    with pytest.raises(BuildError, match=f"'20.*X' is no build .*did you mean '{first.name}'"):
        find_build(tmp_path, first.name[:-2] + "XX")
    with pytest.raises(BuildError, match="begins the ids of several builds"):
        find_build(tmp_path, "20")


def test_previous_build_that_is_not_there_is_told(tmp_path: Path) -> None:
    make_build(tmp_path)
    with pytest.raises(BuildError, match="there is no build before the current one"):
        find_build(tmp_path, "previous")


# rdflib


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib's own, in itself
def test_rdflib_reads_the_same_store(tmp_path: Path) -> None:
    dataset = as_rdflib(open_store(make_build(tmp_path, "ąč")))
    literal = rdflib.Literal("ąč", datatype=rdflib.XSD.string)
    assert list(dataset.objects(rdflib.URIRef("urn:s"))) == [literal]
    rows = dataset.query("SELECT ?o { ?s ?p ?o }")
    assert [tuple(row) for row in rows] == [(literal,)]  # type: ignore[arg-type]
    named = dataset.query("SELECT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert [tuple(row) for row in named] == [(rdflib.URIRef("urn:g"),)]  # type: ignore[arg-type]
    assert dataset.store.prefix(rdflib.URIRef("http://www.w3.org/ns/org#")) == "org"


def changes_through_rdflib(dataset: rdflib.Dataset) -> list[Callable[[], object]]:
    it, graph = rdflib.URIRef("urn:x"), rdflib.URIRef("urn:g")
    return [
        lambda: dataset.add((it, it, it)),
        lambda: dataset.default_graph.add((it, it, it)),
        lambda: rdflib.Graph(dataset.store, graph).add((it, it, it)),
        lambda: dataset.addN([(it, it, it, dataset.default_graph)]),
        lambda: dataset.default_graph.remove((None, None, None)),
        lambda: dataset.store.remove((None, None, None)),
        lambda: dataset.remove_graph(graph),
        lambda: dataset.graph(rdflib.URIRef("urn:new")),
        lambda: dataset.update("CLEAR ALL"),
        lambda: dataset.parse(data="<urn:a> <urn:b> <urn:c> .", format="turtle"),
        lambda: dataset.store.destroy("."),
    ]


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib's own, in itself
@pytest.mark.parametrize("in_memory", [False, True])
def test_rdflib_cannot_change_a_build(tmp_path: Path, in_memory: bool) -> None:
    store = open_store(make_build(tmp_path, "ąč"), in_memory=in_memory)
    dataset = as_rdflib(store)
    for change in changes_through_rdflib(dataset):
        with pytest.raises(UsageError, match="the graph of a build is only read"):
            change()
    assert len(store) == 1
    assert len(dataset.graph(rdflib.URIRef("urn:g"))) == 1  # one that is there may be named
    assert rdflib.URIRef("urn:g") in {graph.identifier for graph in dataset.graphs()}


CHANGING = (
    "add", "extend", "bulk_extend", "load", "bulk_load", "remove", "update", "add_graph",
    "remove_graph", "clear_graph", "clear", "optimize", "flush", "backup",
)  # fmt: skip


@pytest.mark.parametrize("in_memory", [False, True])
def test_the_store_that_is_handed_out_cannot_change_a_build(
    tmp_path: Path, in_memory: bool
) -> None:
    store = open_store(make_build(tmp_path, "ąč"), in_memory=in_memory)
    guarded = ReadOnlyStore(store)
    for name in CHANGING:
        with pytest.raises(UsageError, match="the graph of a build is only read"):
            getattr(guarded, name)("CLEAR ALL")
    (quad,) = guarded
    assert len(guarded) == len(store) == 1
    assert guarded
    assert quad in guarded
    assert list(guarded.quads_for_pattern(quad.subject, None, None)) == [quad]
    assert list(guarded.named_graphs()) == [quad.graph_name]
    assert guarded.contains_named_graph(quad.graph_name)
    assert guarded.dump(format=ox.RdfFormat.N_QUADS) == f"{quad} .\n".encode()
    assert repr(guarded) == "<ReadOnlyStore of 1 statements>"
    mine = ox.Store()
    mine.extend(guarded)
    assert list(mine) == [quad]
    # What pyoxigraph has is either there to read with, or refused.
    public = {name for name in dir(ox.Store) if not name.startswith("_")} - {"read_only"}
    assert public == {name for name in dir(guarded) if not name.startswith("_")}
