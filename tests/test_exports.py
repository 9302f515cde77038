"""The public names of the package: sorted, complete, loaded only when asked for."""

import ast
import subprocess
import sys

import pytest

import saite
from support import ROOT

HEAVY = {"duckdb", "networkx", "numpy", "pandas", "pyoxigraph", "pyvis", "rdflib", "scipy", "typer"}


def test_public_names_are_sorted_and_unique() -> None:
    assert list(saite.__all__) == sorted(set(saite.__all__))


def test_type_checkers_see_the_same_names() -> None:
    stub = ast.parse((ROOT / "src" / "saite" / "__init__.pyi").read_text(encoding="utf-8"))
    names = {
        alias.asname
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert names | {"__version__"} == set(saite.__all__)


@pytest.mark.parametrize("name", saite.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(saite, name)
    assert name in dir(saite)
    if name != "__version__":
        assert value.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="grpah"):
        getattr(saite, "grpah")  # noqa: B009


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, saite; print(*sorted(sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    assert not HEAVY & set(answer.split())


def test_no_module_bears_the_name_of_a_public_function() -> None:
    modules = {name for name in sys.modules if name.startswith("saite.")}
    public = {f"saite.{name}" for name in saite.__all__ if callable(getattr(saite, name))}
    assert not public & modules
