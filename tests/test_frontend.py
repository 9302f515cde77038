"""The scripts of the pages: their types, their own tests, and how they are bundled."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from support import ROOT

FRONTEND = ROOT / "src" / "saite" / "view" / "frontend"


def load_hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", FRONTEND / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HOOK = load_hook()


@pytest.fixture(scope="module")
def npm() -> str:
    found: str = HOOK.find_npm()
    if not found:
        pytest.skip("npm is not installed")
    if not (FRONTEND / "node_modules").is_dir():
        pytest.skip("the packages of the frontend are not installed")
    return found


def run(npm: str, script: str) -> str:
    done = subprocess.run(
        [npm, "run", "--silent", script],
        cwd=FRONTEND,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_scripts_are_free_of_errors_of_type(npm: str) -> None:
    run(npm, "check")


def test_the_tests_of_the_scripts_pass(npm: str) -> None:
    told = run(npm, "test")
    assert re.search(r"^# pass [1-9]", told, re.MULTILINE), told
    assert "# fail 0" in told


def test_nothing_but_what_puts_a_page_together_imports_its_interface() -> None:
    explorer = FRONTEND / "src" / "explorer"
    together = {explorer / "main.ts", explorer / "served.ts"}
    above = {explorer / "interface", explorer / "served"}
    below = [
        path
        for path in explorer.rglob("*.ts")
        if path not in together and not above & {*path.parents}
    ]
    assert len(below) > 40
    found = re.compile(r'^(?:import|export)\b[^;]*"[./]+/(?:interface|served)/', re.MULTILINE)
    assert [path.name for path in below if found.search(path.read_text(encoding="utf-8"))] == []


def test_the_lock_file_names_no_registry_and_pins_everything() -> None:
    text = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    packages = json.loads(text)["packages"]
    for name, package in packages.items():
        assert not name or package["integrity"].startswith("sha512-"), name
    wanted = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert packages[f"node_modules/{name}"]["version"] == version


def test_no_bundle_is_kept_in_the_repository() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout of git")
    listed = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [Path(name) for name in listed.stdout.splitlines()]
    assert not [each for each in files if {"built", "node_modules"} & set(each.parts)]


def copy_frontend(folder: Path) -> Path:
    made = folder / "view" / "frontend"
    ignored = shutil.ignore_patterns("node_modules", "__pycache__")
    shutil.copytree(FRONTEND, made, ignore=ignored)
    texts = made.parent / "static" / "strings.json"
    texts.parent.mkdir()
    shutil.copyfile(FRONTEND.parent / "static" / "strings.json", texts)
    return made


def bundle(frontend: Path, *, path: str, wish: str = "") -> subprocess.CompletedProcess[str]:
    import sys

    return subprocess.run(
        [sys.executable, str(frontend / "hatch_build.py")],
        env={**os.environ, "PATH": path, "SAITE_FRONTEND": wish},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_without_npm_a_package_is_made_without_the_scripts(tmp_path: Path) -> None:
    made = copy_frontend(tmp_path)
    done = bundle(made, path=str(tmp_path))
    assert done.returncode == 3
    assert "npm with Node 20 or newer was not found" in done.stderr
    assert not (tmp_path / "view" / "built").exists()
    needed = bundle(made, path=str(tmp_path), wish="required")
    assert needed.returncode == 1
    assert "npm" in needed.stderr


def test_what_is_unchanged_is_not_bundled_again(npm: str, tmp_path: Path) -> None:
    made = copy_frontend(tmp_path)
    (made / "node_modules").symlink_to(FRONTEND / "node_modules")
    built = tmp_path / "view" / "built"
    built.mkdir()
    digest = subprocess.run(
        [npm, "run", "--silent", "build"], cwd=made, capture_output=True, check=False, timeout=300
    )
    assert digest.returncode == 0
    assert {each.name for each in built.iterdir()} == {
        *("explorer.css", "explorer.js", "served.css", "served.js"),
        *("pages.js", "query.js", "licences.txt"),
    }
    assert bundle(made, path=str(tmp_path)).returncode == 3  # nothing tells what they are made of
    stamp = subprocess.run(
        ["python3", "-c", "import hatch_build as h; print(h.inputs_digest())"],
        cwd=made,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (built / ".stamp").write_text(stamp, encoding="ascii")
    assert bundle(made, path=str(tmp_path)).returncode == 0
    (made / "src" / "new.ts").write_text("export {};\n", encoding="utf-8")
    assert bundle(made, path=str(tmp_path)).returncode == 3


def test_the_bundle_carries_the_licence_of_each_package_in_it(npm: str, tmp_path: Path) -> None:
    subprocess.run(
        [npm, "run", "--silent", "build"],
        cwd=FRONTEND,
        env={**os.environ, "SAITE_BUILT": str(tmp_path)},
        check=True,
        timeout=300,
    )
    text = (tmp_path / "licences.txt").read_text(encoding="utf-8")
    for name in ("@codemirror/view", "@lezer/lr", "codemirror-lang-sparql", "style-mod"):
        assert re.search(rf"^{re.escape(name)} [0-9.]+ \(MIT\)$", text, re.MULTILINE)
    assert text.count("Permission is hereby granted") >= 10
