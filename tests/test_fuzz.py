"""The targets of the fuzzer work, and what they once found stays mended."""

import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fuzz
from fuzz_targets import TARGETS
from support import ROOT

FOUND = sorted((ROOT / "tests" / "cases" / "fuzz").glob("*.json"))


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_target_takes_what_is_drawn_for_it(name: str, data: st.DataObject) -> None:
    TARGETS[name].examine(data.draw(TARGETS[name].strategy))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_found_once_is_not_found_again(path: Path) -> None:
    fuzz.replay(path)


def test_a_finding_is_written_down_and_can_be_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(text: str) -> None:
        if "x" in text:
            raise ZeroDivisionError(text)

    monkeypatch.setattr(fuzz, "FINDINGS", tmp_path / "findings")
    monkeypatch.setitem(TARGETS, "broken", type(TARGETS["template"])("broken", st.text(), broken))
    watch = fuzz.Watch("broken")
    for text in ("fine", "axb", "x", "longer x"):
        watch.look(text)
    (path,) = fuzz.findings()
    assert watch.count == 4
    assert '"example": "x"' in path.read_text(encoding="utf-8"), "the shortest is kept"
    assert "ZeroDivisionError" in capsys.readouterr().out
    with pytest.raises(ZeroDivisionError):
        fuzz.replay(path)


def test_an_example_that_hangs_is_ended() -> None:
    if not hasattr(signal, "SIGALRM"):
        pytest.skip("there are no alarms on this operating system")

    def hang() -> None:
        while True:
            pass

    with pytest.raises(fuzz.HangingError), fuzz.patience(1):
        hang()
