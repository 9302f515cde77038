"""Builds: every mistake at once, the same bytes twice, and what a build that fails leaves."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from saite import __version__
from saite.build import BuildSummary, build_workspace
from saite.derivation import derived_graph
from saite.errors import BuildError, ProblemsError, RecordsError
from saite.provenance import file_sha256
from saite.store import build_ids, latest_build, new_build, open_store, release_stores

HERE = Path(__file__).parent
MISTAKES = HERE / "cases" / "mistakes"
ROOT = HERE.parent
TEXTS = ROOT.parent / "shared" / "seeds"
BASE = "https://example.org/id/"


@pytest.fixture(autouse=True)
def released() -> Iterator[None]:
    yield
    release_stores()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Give a small workspace without a mistake, with mapping, shapes and a query of its own."""
    folder = tmp_path / "workspace"
    shutil.copytree(MISTAKES / "before", folder)
    return folder


def plant(workspace: Path, name: str, old: str, new: str) -> None:
    path = workspace / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def problems_of(workspace: Path) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        build_workspace(workspace)
    return [str(problem) for problem in caught.value.problems]


# Mistakes


def test_twelve_mistakes_are_told_in_one_run_and_the_build_before_stays(workspace: Path) -> None:
    before = build_workspace(workspace)
    graph = (before.folder / "graph.nq").read_bytes()
    for path in sorted((MISTAKES / "after").rglob("*")):
        if path.is_file():
            shutil.copy(path, workspace / path.relative_to(MISTAKES / "after"))
    told = problems_of(workspace)
    expected = (MISTAKES / "messages.txt").read_text(encoding="utf-8").splitlines()
    assert len(told) == len(expected) == 12, told
    for message, line in zip(told, expected, strict=True):
        start, _, end = line.partition(" … ")
        assert message.startswith(start)
        assert message.endswith(end)
    assert latest_build(workspace / "out") == before.folder
    assert (before.folder / "graph.nq").read_bytes() == graph
    assert len(open_store(before.folder)) == before.triples


def test_command_tells_the_twelve_mistakes_and_exits_with_1(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "saite", "build", MISTAKES / "after", "--output", tmp_path],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={"PYTHONUTF8": "1", "COLUMNS": "400"},
    )
    assert result.returncode == 1, result.stderr
    told = result.stdout + result.stderr
    assert "Traceback" not in told
    for line in (MISTAKES / "messages.txt").read_text(encoding="utf-8").splitlines():
        assert line.partition(" … ")[0] in told
    assert build_ids(tmp_path) == []


def test_what_cannot_be_read_silences_only_what_depends_on_it(workspace: Path) -> None:
    plant(workspace, "mapping.rml.ttl", "@prefix org", "@prefi org")
    plant(workspace, "records/people.csv", "email", "emial")
    told = problems_of(workspace)
    assert len(told) == 2
    assert told[0].startswith("records/people.csv")
    assert told[1].startswith("mapping.rml.ttl")


def test_concepts_that_cannot_be_read_silence_the_records(workspace: Path) -> None:
    plant(workspace, "saite.toml", 'queries = ["queries"]', 'concepts = ["bad.ttl"]')
    (workspace / "bad.ttl").write_text("nonsense", encoding="utf-8")
    plant(workspace, "records/people.csv", "email", "emial")
    (told,) = problems_of(workspace)
    assert told.startswith("bad.ttl, line 1: is not valid Turtle")


def test_a_mapping_with_targets_is_refused_with_its_line(workspace: Path) -> None:
    old = "rml:subjectMap ["
    plant(workspace, "mapping.rml.ttl", old, f'{old} rml:logicalTarget [ rml:target "a.nq" ] ;')
    told = problems_of(workspace)
    assert told
    assert all("expected no rml:logicalTarget" in each for each in told)
    assert told[0].startswith("mapping.rml.ttl, line ")
    assert not (workspace / "a.nq").exists()


def test_mapping_is_held_against_tables_that_no_source_has(workspace: Path) -> None:
    (workspace / "records" / "organisations.csv").unlink()
    for name in ("participations", "funding", "names"):
        (workspace / "records" / f"{name}.csv").unlink()
    plant(workspace, "mapping.rml.ttl", '"name"', '"nam"')
    (told,) = problems_of(workspace)
    assert told.startswith("mapping.rml.ttl, line 10: 'nam' is not a column of its source")


def test_value_that_makes_no_term_is_told_with_its_row(workspace: Path) -> None:
    plant(workspace, "mapping.rml.ttl", 'rml:reference "language"', 'rml:reference "kind"')
    told = problems_of(workspace)
    assert told[0].startswith("records/organisations.csv, row 2, column kind: 'association' is not")
    assert len(told) == 2
    assert build_ids(workspace / "out") == []


# What a build makes


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_two_builds_of_the_same_records_are_the_same_bytes(
    reports_build: BuildSummary, tmp_path: Path
) -> None:
    second = build_workspace(ROOT, output=tmp_path)
    assert second.folder != reports_build.folder
    one, two = read_files(reports_build.folder), read_files(second.folder)
    assert set(one) == set(two)
    for name in ("graph.nq", "report.json", "report.ttl", "layout.json"):
        assert one[name] == two[name]
    lines = one["graph.nq"].splitlines()
    assert lines == sorted(set(lines))


@pytest.fixture(scope="module")
def demo(reports_build: BuildSummary) -> BuildSummary:
    """Give a build of the repository's own workspace."""
    return reports_build


def test_store_holds_what_the_graph_file_says(demo: BuildSummary) -> None:
    store = open_store(demo.folder)
    file = ox.Store()
    file.bulk_load(path=demo.folder / "graph.nq", format=ox.RdfFormat.N_QUADS)
    assert set(store) == set(file)
    assert len(store) == demo.triples
    assert b"_:" not in (demo.folder / "graph.nq").read_bytes()


def test_build_holds_the_files_that_it_should(demo: BuildSummary) -> None:
    names = {path.name for path in demo.folder.iterdir()}
    expected = {"graph.nq", "run.nq", "store", "report.json", "report.ttl", "summary.json"}
    expected |= {"store.files", "labels.sqlite", "keys", "layout.json", "inputs.json", ".in-use"}
    assert names == expected


def test_summary_counts_what_is_there(demo: BuildSummary) -> None:
    store = open_store(demo.folder)
    assert demo.tables["reports/organisations"] == demo.counts.organisations == 32
    assert sum(demo.counts.graphs.values()) == len(store)
    assert demo.counts.graphs[derived_graph("https://w3id.org/saite/reports/").value] > 1000
    assert sum(demo.counts.ties_by_status.values()) == demo.counts.ties > 40
    assert set(demo.counts.ties_by_kind) == {
        "agreement", "chapter", "cooperation", "event", "membership", "project", "succession",
    }  # fmt: skip
    assert demo.counts.large_events == ()
    assert demo.violations == 0
    assert [finding.document for finding in demo.missing_texts] == ["d01", "d02"]
    data = json.loads((demo.folder / "summary.json").read_text(encoding="utf-8"))
    assert data == json.loads(demo.to_json())
    assert data["ties"] == demo.counts.ties
    assert data["rows"] == demo.rows
    assert data["mapped"] == list(demo.tables)
    assert data["kept"] == []
    assert "folder" not in data


def test_provenance_names_every_file_with_its_checksum(demo: BuildSummary) -> None:
    quads = list(ox.parse(path=demo.folder / "run.nq", format=ox.RdfFormat.N_QUADS))
    told = {(str(quad.subject), str(quad.predicate)): str(quad.object) for quad in quads}
    base = "https://w3id.org/saite/reports/"
    sha256 = "<https://w3id.org/saite/ns#sha256>"
    expected = {
        f"source/reports/{path.name}": path for path in (ROOT / "data/reports").glob("*.csv")
    }
    expected |= {
        "workspace/saite.toml": ROOT / "saite.toml",
        "mapping/ontology/mapping.rml.ttl": ROOT / "ontology/mapping.rml.ttl",
        "query/queries/derive/30-ties.rq": ROOT / "queries/derive/30-ties.rq",
        f"build/{demo.id}/graph.nq": demo.folder / "graph.nq",
    }
    for name, path in expected.items():
        assert told[f"<{base}{name}>", sha256] == f'"{file_sha256(path)}"'
    assert any(__version__ in text for text in told.values())


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the texts of the reports are not at hand")
def test_quotes_are_cut_where_the_texts_are_at_hand(tmp_path: Path) -> None:
    settings = (ROOT / "saite.toml").read_text(encoding="utf-8")
    lines = [line for line in settings.splitlines() if not line.startswith("output")]
    text = "\n".join(lines).replace('# texts = "texts"', f'texts = "{TEXTS.as_posix()}" #')
    text = text.replace('"data/reports"', f'"{(ROOT / "data/reports").as_posix()}"')
    (tmp_path / "saite.toml").write_text(text, encoding="utf-8")
    summary = build_workspace(tmp_path)
    assert summary.texts == 2
    assert summary.missing_texts == ()
    assert summary.quotes > 150
    assert summary.checked > 100
    quotes = summary.counts.graphs["https://w3id.org/saite/reports/graph/quotes"]
    assert quotes == 3 * summary.quotes


def test_provenance_names_the_texts_that_quotes_were_cut_from(workspace: Path) -> None:
    words = "Synthetic sentence of a synthetic report."
    text = workspace / "texts" / "report.txt"
    text.parent.mkdir()
    text.write_bytes(words.encode())
    checksum = file_sha256(text)
    records = workspace / "records"
    (records / "documents.csv").write_text(
        f"id,title,language,file,sha256\nd1,Synthetic report,en,report.txt,{checksum}\n",
        encoding="utf-8",
    )
    (records / "evidence.csv").write_text(
        f"id,document,start,end,sha256\nv1,d1,0,{len(words)},{checksum}\n", encoding="utf-8"
    )
    plant(workspace, "saite.toml", "[workspace]", '[workspace]\ntexts = "texts"')
    summary = build_workspace(workspace)
    assert summary.quotes == 1
    run = (summary.folder / "run.nq").read_text(encoding="utf-8")
    assert f'text/texts/report.txt> <https://w3id.org/saite/ns#sha256> "{checksum}"' in run


def test_progress_is_told_and_stages_are_timed(workspace: Path) -> None:
    told: list[str] = []
    summary = build_workspace(workspace, progress=told.append)
    assert told[0] == "Reading the records"
    assert list(summary.seconds) == told[:-1]


def test_every_source_has_its_graphs(workspace: Path) -> None:
    shutil.copytree(workspace / "records", workspace / "more")
    for path in (workspace / "more").iterdir():
        if path.name != "organisations.csv":
            path.unlink()
    plant(workspace, "more/organisations.csv", "o1", "x1")
    plant(workspace, "more/organisations.csv", "o2", "x2")
    with (workspace / "saite.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[[sources]]\nname = "more"\npath = "more"\n')
    summary = build_workspace(workspace)
    assert summary.tables["more/organisations"] == 2
    assert summary.counts.graphs == {
        f"{BASE}graph/more/organisations": 6,
        f"{BASE}graph/records/organisations": 6,
    }


# Violations


def test_violation_is_reported_and_the_build_succeeds(workspace: Path) -> None:
    plant(workspace, "shapes.ttl", "sh:minCount 1", "sh:minCount 2")
    summary = build_workspace(workspace)
    assert summary.violations == 2
    report = json.loads((summary.folder / "report.json").read_text(encoding="utf-8"))
    assert report["counts"]["violation"] == 2


def test_violation_fails_the_build_where_the_workspace_says_so(workspace: Path) -> None:
    before = build_workspace(workspace)
    plant(workspace, "shapes.ttl", "sh:minCount 1", "sh:minCount 2")
    with (workspace / "saite.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[validation]\non_violation = "fail"\n')
    with pytest.raises(RecordsError, match="An organisation needs a name") as caught:
        build_workspace(workspace)
    assert len(caught.value.problems) == 2
    assert latest_build(workspace / "out") == before.folder
    assert {path.name for path in (workspace / "out/builds").iterdir()} == {".lock", before.id}


def test_large_graph_is_not_validated_and_says_so(workspace: Path) -> None:
    with (workspace / "saite.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[limits]\nvalidate_triples = 3\n")
    summary = build_workspace(workspace)
    assert not summary.validated
    assert "more than the limit of 3" in summary.skipped


# Two at once, and large events


def test_second_build_at_the_same_time_is_refused(workspace: Path) -> None:
    with (
        new_build(workspace / "out"),
        pytest.raises(BuildError, match="another build is writing to"),
    ):
        build_workspace(workspace)


def test_event_too_large_for_pairs_is_told(workspace: Path) -> None:
    settings = (workspace / "saite.toml").read_text(encoding="utf-8")
    kept = [line for line in settings.splitlines() if not line.startswith(("mapping", "shapes"))]
    text = "\n".join([*kept, "", "[ties]", "max_event_size = 2", ""])
    (workspace / "saite.toml").write_text(text, encoding="utf-8")
    rows = "".join(f"r{one},e1,o{one}\n" for one in (1, 2, 3))
    (workspace / "records/participations.csv").write_text(
        f"id,event,organisation\n{rows}", encoding="utf-8"
    )
    plant(workspace, "records/organisations.csv", "o2,", "o3,Trečioji,association\no2,")
    (event,) = build_workspace(workspace).counts.large_events
    assert (event.title, event.organisations) == ("Konferencija", 3)
    assert event.iri == f"{BASE}event/e1"
