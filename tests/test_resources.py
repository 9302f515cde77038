"""Files that travel with Saite: the source tree's own when it is in use, else the wheel's."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from saite.errors import SaiteError
from saite.resources import resource
from support import ROOT

TRAVELLERS = ("ontology", "queries", "data")


def test_in_a_source_tree_the_trees_own_files_are_found() -> None:
    assert resource("ontology/saite.ttl") == ROOT / "ontology" / "saite.ttl"


def test_a_missing_file_is_named() -> None:
    with pytest.raises(SaiteError, match=r"ontology/nothing\.ttl is missing"):
        resource("ontology/nothing.ttl")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Hatchling is called in this environment: an isolated build would ask an index for it.
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_that_travels(wheel: Path) -> None:
    held = {name.removeprefix("saite/_resources/") for name in zipfile.ZipFile(wheel).namelist()}
    ours = {
        path.relative_to(ROOT).as_posix()
        for folder in TRAVELLERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert ours
    assert not ours - held


def test_unpacked_without_a_source_tree_the_wheels_files_are_found(
    wheel: Path, tmp_path: Path
) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = "from saite.resources import resource; print(resource('ontology/saite.ttl'))"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1", "PYTHONNOUSERSITE": "1"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert Path(answer.strip()) == tmp_path / "saite/_resources/ontology/saite.ttl"


def test_stale_copies_beside_an_editable_package_are_not_seen(tmp_path: Path) -> None:
    package = tmp_path / "src" / "saite"
    stale = package / "_resources" / "ontology"
    stale.mkdir(parents=True)
    (tmp_path / "ontology").mkdir()
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    for folder, text in ((stale, "stale"), (tmp_path / "ontology", "edited")):
        (folder / "saite.ttl").write_text(text, encoding="utf-8")
    for module in ("__init__", "errors", "resources"):
        source = (ROOT / "src" / "saite" / f"{module}.py").read_text(encoding="utf-8")
        (package / f"{module}.py").write_text(source, encoding="utf-8")
    code = "from saite.resources import resource; print(resource('ontology/saite.ttl').read_text())"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "src"), "PYTHONUTF8": "1"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert answer.strip() == "edited"
