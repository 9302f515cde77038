"""Kinds of source by cases: a mapping, what it reads, and what comes out or is wrong.

Each folder of ``cases/sources`` has ``expected.nq`` or ``error.txt``, the whole message.
"""

from pathlib import Path

import pytest

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
