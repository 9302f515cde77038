"""Every import points down: lazy ones, dynamic ones and those for type checking too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "saite"

# From the ground up. A module may import its own folder and any floor below, never a neighbour.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors",),
    ("controls", "lazily", "namespaces"),
    ("dates", "resources"),
    ("concepts",),
    ("workspace", "records", "sparql"),
    ("mapping", "scaffold"),
    ("sources",),
    ("targets", "cluster"),
    ("engine",),
    ("provenance",),
    ("validation",),
    ("index", "store"),
    ("derivation", "edits"),
    ("results",),
    ("query",),
    ("remote",),
    ("diff", "gaps", "used"),
    ("network",),
    ("explore", "view"),
    ("tracing",),
    ("assistant", "connection", "graph"),
    ("build",),
    ("serve",),
    ("cli",),
    ("__main__",),
)
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}
IMPORTERS = {"import_module", "__import__"}


def stage_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_modules(tree: ast.AST, path: Path) -> Iterator[str]:
    """Name every module that a file imports, by whatever form of import."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(level=0, module=str(module), names=names):
                # `from saite import store` names the module in the list.
                yield from ([f"{module}.{alias.name}" for alias in names] or [module])
            case ast.ImportFrom(level=level, module=module, names=names) if level:
                package = ["saite", *path.relative_to(PACKAGE).parts[:-1]]
                base = ".".join(package[: len(package) - level + 1] + ([module] if module else []))
                yield from (f"{base}.{alias.name}" for alias in names)
            case ast.Call(args=[ast.Constant(value=str(name)), *_]) if is_importer(node):
                yield name
            case _:
                pass


def is_importer(call: ast.Call) -> bool:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in IMPORTERS


def imported_stages(source: str, path: Path) -> set[str]:
    parts = [module.split(".") for module in imported_modules(ast.parse(source), path)]
    return {part[1] for part in parts if part[0] == "saite" and len(part) > 1}


def breaches(source: str, path: Path) -> set[str]:
    own = stage_of(path)
    return {
        stage
        for stage in imported_stages(source, path)
        if stage in FLOOR_OF and stage != own and FLOOR_OF[stage] >= FLOOR_OF[own]
    }


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if stage_of(path) != "__init__")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    assert stage_of(path) in FLOOR_OF, f"{path.name} stands on no floor: add it to FLOORS"
    assert not breaches(path.read_text(encoding="utf-8"), path)


@pytest.mark.parametrize(
    "line",
    [
        "import saite.store",
        "import saite.store as somewhere",
        "from saite.store import open_store",
        "from saite import store",
        "from . import store",
        "from .store import open_store",
        "def later():\n    from saite.store import open_store",
        "if TYPE_CHECKING:\n    from saite import store",
        "import importlib\nimportlib.import_module('saite.store')",
        "from importlib import import_module\nimport_module('saite.store')",
        "__import__('saite.store')",
        "from saite.sparql import bind",
    ],
)
def test_every_form_of_an_import_that_points_up_or_sideways_is_seen(line: str) -> None:
    assert breaches(line, PACKAGE / "workspace.py")


def test_a_module_may_import_its_own_folder_and_below() -> None:
    source = "from saite.records.relations import Relation\nfrom saite import concepts, errors"
    assert not breaches(source, PACKAGE / "records" / "checks.py")


def test_relative_imports_inside_a_folder_are_resolved() -> None:
    path = PACKAGE / "records" / "checks.py"
    assert imported_stages("from .relations import Relation", path) == {"records"}
    assert imported_stages("from ..store import open_store", path) == {"store"}
