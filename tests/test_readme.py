"""The examples of the README, run as they stand in a new demo."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"^```console\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
PYTHON = re.findall(r"^```python\n(>>> .*?)^```", README, flags=re.DOTALL | re.MULTILINE)


# Commands about a new workspace that this process has run.
RUN: set[str] = set()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("readme")
    assert run("saite demo", made).returncode == 0
    return made


def run(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command, comments=True)
    assert words.pop(0) == "saite"
    return subprocess.run(
        [sys.executable, "-m", "saite", *words],
        cwd=cwd,
        env={"COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def commands() -> list[tuple[str, str]]:
    """List every command of ours in the README, with what it says that it prints."""
    found = []
    for block in CONSOLE:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            if command.startswith("saite ") and not command.startswith("saite demo"):
                found.append((command, printed))
    return found


def test_the_readme_has_commands_and_a_session() -> None:
    assert len(commands()) >= 7
    assert len(PYTHON) == 1


@pytest.mark.parametrize(("command", "printed"), commands())
def test_a_command_runs_and_prints_what_it_says(command: str, printed: str, folder: Path) -> None:
    # A command that names a workspace is run beside it; the others ask the demo, in its folder.
    asks = re.match(r"saite (--quiet )?(query|gaps|network|why)\b", command)
    is_inside = asks is not None and "my-network" not in command
    if "my-network" in command:
        # It builds on what the commands before it made, which another process may have run.
        before = [each for each, _ in commands() if "my-network" in each]
        for earlier in before[: before.index(command)]:
            if earlier not in RUN:
                assert run(earlier, folder).returncode == 0
                RUN.add(earlier)
        RUN.add(command)
    done = run(command, folder / "saite-demo" if is_inside else folder)
    assert done.returncode == 0, done.stderr
    if printed:
        assert done.stdout.splitlines() == printed.splitlines()


def test_the_python_session_gives_what_it_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    test = doctest.DocTestParser().get_doctest(PYTHON[0], {}, "README.md", "README.md", 0)
    told: list[str] = []
    result = doctest.DocTestRunner().run(test, out=told.append)
    assert result.attempted > 3
    assert not result.failed, "".join(told)
