"""The documentation names every command, option, public name and saved query."""

import importlib.util
import os
import re
import subprocess
import sys
from types import ModuleType

import pytest

import saite
from saite.cli import application
from saite.mapping.functions import FUNCTIONS
from saite.query import saved_queries
from support import ROOT

DOCS = ROOT / "docs"


def headings(page: str) -> set[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return set(re.findall(r"^## (.+)$", text, flags=re.MULTILINE))


def section(page: str, heading: str) -> str:
    text = (DOCS / page).read_text(encoding="utf-8")
    return text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def help_of(*words: str) -> str:
    command = [sys.executable, "-m", "saite", *words, "--help"]
    environment = {"COLUMNS": "200", "NO_COLOR": "1", "PYTHONUTF8": "1", "TERM": "dumb"}
    environment["PYTHONPATH"] = os.environ.get("PYTHONPATH", "")  # this checkout, not another
    return subprocess.run(
        command, check=True, capture_output=True, encoding="utf-8", env=environment
    ).stdout


def commands() -> list[str]:
    named = [
        (info.name, info.callback) for info in application().registered_commands if info.callback
    ]
    return sorted(name or callback.__name__ for name, callback in named)


def test_every_command_has_its_section() -> None:
    assert headings("commands.md") == {f"saite {name}" for name in commands()}


@pytest.mark.parametrize("command", commands())
def test_every_option_of_a_command_is_documented(command: str) -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    common = page.split("\n## ", 1)[0]
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", help_of(command)))
    options -= {"--help", "--no-force"}
    assert options or command in ("demo", "undo")
    told = section("commands.md", f"saite {command}") + common
    assert not {option for option in options if option not in told}


def test_every_public_name_has_its_section() -> None:
    assert headings("python.md") == {f"saite.{name}" for name in saite.__all__} - {
        "saite.__version__"
    }


def test_every_public_method_of_a_graph_is_documented() -> None:
    told = section("python.md", "saite.Graph")
    public = {name for name in vars(saite.Graph) if not name.startswith("_")} - {"close"}
    assert not {name for name in public if f"`{name}" not in told}


def test_every_function_of_mappings_is_named() -> None:
    words = set(re.findall(r"`([\w-]+)`", (DOCS / "functions.md").read_text(encoding="utf-8")))
    names = {iri.rpartition("#")[2] for iri in FUNCTIONS}
    assert [each for each in sorted(names) if not {each, each.removeprefix("math_")} & words] == []


def test_every_saved_query_has_its_section() -> None:
    assert headings("queries.md") == set(saved_queries())


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["records.md", "queries.md"])
def test_pages_made_from_declarations_are_up_to_date(page: str) -> None:
    made = generator().PAGES[page]()
    written = (DOCS / page).read_text(encoding="utf-8")
    assert written == made, "run: python docs/generate.py"


def test_architecture_names_every_module() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    modules = {
        path.stem if path.is_file() else f"{path.name}/"
        for path in (ROOT / "src" / "saite").iterdir()
        if not path.name.startswith("_") and (path.suffix == ".py" or path.is_dir())
    }
    told = set(re.findall(r"`([a-z]+/?)`", text))
    assert not modules - told


PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("*/README.md"))
)


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert not [link for link in links if not ((ROOT / page).parent / link).exists()]
