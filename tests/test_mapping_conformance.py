"""The official cases of RML in the modules that the engine claims whole."""

from pathlib import Path
from typing import Any

import pytest

from conformance import MODULES, SKIPPED, Module, cases, fault


def params() -> list[Any]:
    found = [
        pytest.param(module, case, id=case.name)
        for module in MODULES
        for case in cases(module)
        if module.is_complete and case.name not in SKIPPED
    ]
    reason = "the official cases of RML are not beside this repository"
    skipped = pytest.param(MODULES[0], Path(), marks=pytest.mark.skip(reason=reason), id="none")
    return found or [skipped]


@pytest.mark.parametrize(("module", "case"), params())
def test_case_as_published(module: Module, case: Path, tmp_path: Path) -> None:
    assert fault(case, module, tmp_path) == ""
