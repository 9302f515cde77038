"""Whether a build is of the files as they are: what changed is told, what did not is not."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange import write_workspace
from saite.build import build_workspace
from saite.errors import ProblemsError
from saite.store import count_failures, release_stores
from saite.used import FILE, changed_files
from saite.workspace import load_workspace


@pytest.fixture(autouse=True)
def released() -> Iterator[None]:
    yield
    release_stores()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "mine")


def changed(folder: Path, build: Path) -> list[str]:
    settings = load_workspace(folder)
    return [path.relative_to(settings.root).as_posix() for path in changed_files(settings, build)]


def test_what_a_build_was_made_of_has_not_changed(workspace: Path, tmp_path: Path) -> None:
    build = build_workspace(workspace).folder
    assert changed(workspace, build) == []
    for path in (workspace / "records").iterdir():
        os.utime(path, (1, 1))
    assert changed(workspace, build) == []
    other = tmp_path / "other"
    shutil.copytree(workspace, other, copy_function=shutil.copyfile)
    assert changed(other, other / "out" / "builds" / build.name) == []


def test_every_file_that_is_another_one_is_named(workspace: Path) -> None:
    records = workspace / "records"
    build = build_workspace(workspace).folder
    events = records / "events.csv"
    text = events.read_text(encoding="utf-8")
    events.write_text(text.replace("Seminar,", "Webinar,"), encoding="utf-8")
    assert changed(workspace, build) == ["records/events.csv"]
    (records / "participations.csv").unlink()
    (records / "people.csv").write_text("id,name\nh1,Synthetic Person\n", encoding="utf-8")
    (records / "_draft.csv").write_text("id\n", encoding="utf-8")
    (workspace / "edits.nq").write_text("", encoding="utf-8")
    with (workspace / "saite.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[ties]\nmax_event_size = 7\n")
    assert changed(workspace, build) == [
        "edits.nq",
        "records/events.csv",
        "records/participations.csv",
        "records/people.csv",
        "saite.toml",
    ]
    assert changed(workspace, build_workspace(workspace).folder) == []


def test_a_file_that_changes_while_a_build_runs_is_not_what_it_was_made_of(
    workspace: Path,
) -> None:
    def tell(stage: str) -> None:
        if stage == "Publishing":
            with (workspace / "records" / "events.csv").open("a", encoding="utf-8") as stream:
                stream.write("e2,Another,en,seminar,2020,v1\n")

    build = build_workspace(workspace, progress=tell).folder
    assert changed(workspace, build) == ["records/events.csv"]


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": {"path": 1}}', "\ud800"])
def test_of_a_build_that_does_not_tell_nothing_is_known(workspace: Path, text: str) -> None:
    build = build_workspace(workspace).folder
    (build / FILE).write_bytes(text.encode("utf-8", "surrogatepass"))
    with (workspace / "saite.toml").open("a", encoding="utf-8") as stream:
        stream.write("# changed\n")
    assert changed(workspace, build) == []
    (build / FILE).unlink()
    assert changed(workspace, build) == []


def test_a_build_that_failed_is_noted_until_one_succeeds(workspace: Path) -> None:
    events = workspace / "records" / "events.csv"
    text = events.read_text(encoding="utf-8")
    events.write_text(text.replace("March 2019", "March 32"), encoding="utf-8")
    output = workspace / "out"
    with pytest.raises(ProblemsError):
        build_workspace(workspace)
    assert not output.exists()
    events.write_text(text, encoding="utf-8")
    build_workspace(workspace)
    events.write_text(text.replace("March 2019", "March 32"), encoding="utf-8")
    with pytest.raises(ProblemsError):
        build_workspace(workspace)
    assert count_failures(output) == 1
    events.write_text(text, encoding="utf-8")
    build_workspace(workspace)
    assert count_failures(output) == 0
    assert not (output / "failed").exists()
