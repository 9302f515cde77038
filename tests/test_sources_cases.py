"""Kinds of source by cases: a mapping, what it reads, and what comes out or is wrong.

Each folder of ``cases/sources`` has ``expected.nq`` or ``error.txt``, the whole message.
"""

from pathlib import Path
from typing import Any

import pytest

from conformance import MODULES, SKIPPED, cases, fault
from mapping_support import quads
from saite.engine import materialize
from saite.errors import MappingError

CASES = sorted((Path(__file__).parent / "cases" / "sources").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_source_case(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)  # messages name files as they are seen from here
    output = tmp_path / "out.nq"
    if (case / "error.txt").exists():
        with pytest.raises(MappingError) as caught:
            materialize("mapping.ttl", output=output)
        assert f"{caught.value}\n" == (case / "error.txt").read_text(encoding="utf-8")
        assert not output.exists()
        return
    materialize("mapping.ttl", output=output)
    expected = (case / "expected.nq").read_text(encoding="utf-8")
    assert quads(output.read_text(encoding="utf-8")) == quads(expected)


def official() -> list[Any]:
    """Give the official cases of RML-IO about sources, but those that need a server."""
    (module,) = (each for each in MODULES if each.folder == "rml-io")
    found = [case for case in cases(module) if case.name.startswith("RMLSTC")]
    reason = "the official cases of RML are not beside this checkout"
    skipped = pytest.param(Path(), marks=pytest.mark.skip(reason=reason), id="none")
    return [pytest.param(case, id=case.name) for case in found if case.name not in SKIPPED] or [
        skipped
    ]


@pytest.mark.parametrize("case", official())
def test_official_case_of_a_source(case: Path, tmp_path: Path) -> None:
    (module,) = (each for each in MODULES if each.folder == "rml-io")
    assert fault(case, module, tmp_path) == ""
