"""Fuzzing of everything that reads a mapping or a source, for as long as one likes.

``make fuzz MINUTES=15`` runs it, or ``python tests/fuzz.py --minutes 15 [TARGET …]``. The targets
take turns. Half of a turn is random examples (hypothesis); half is led by what code they reach
(atheris), where that is installed. What comes out that should not is written to a file of the
folder ``fuzz-findings``, and the run ends with 1; ``--replay FILE`` runs it again. A finding that
is mended goes to ``tests/cases/fuzz``, which ``make test`` replays.
"""

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

from hypothesis import HealthCheck, Phase, given, settings

ROOT: Final = Path(__file__).resolve().parents[1]
FINDINGS: Final = ROOT / "fuzz-findings"
CORPUS: Final = FINDINGS / "corpus"
PATIENCE: Final = 60
"""Seconds after which an example hangs."""
TURN: Final = 60
"""Seconds of a target's turn."""


class HangingError(Exception):
    """An example takes too long."""


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """End what takes longer; where there are no alarms (Windows), let it run."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> NoReturn:
        raise HangingError(f"took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@dataclass
class Watch:
    """Runs examples of one target; keeps the shortest of each kind of finding.

    :param found: what tells findings apart -> length of the shortest example of it
    """

    name: str
    found: dict[str, int] = field(default_factory=dict)
    count: int = 0
    led: int = 0

    def look(self, example: Any) -> None:
        """Run an example; a finding is written down, and nothing is raised."""
        from fuzz_targets import TARGETS

        self.count += 1
        try:
            with patience(PATIENCE):
                TARGETS[self.name].examine(example)
        except Exception as error:  # noqa: BLE001 - any exception is a finding
            self._write(example, error)

    def _write(self, example: Any, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "saite" in Path(frame.filename).parts] or frames[-1:]
        kind = f"{type(error).__name__} {Path(ours[-1].filename).name}:{ours[-1].name}"
        text = json.dumps(example, ensure_ascii=True)
        if len(text) >= self.found.get(kind, len(text) + 1):
            return
        if kind not in self.found:
            print(f"{self.name}: {kind}: {str(error)[:200]}", flush=True)
        self.found[kind] = len(text)
        FINDINGS.mkdir(exist_ok=True)
        path = FINDINGS / f"{self.name}-{hashlib.sha256(kind.encode()).hexdigest()[:8]}.json"
        report = "".join(traceback.format_exception(error))[-4000:].splitlines()
        finding = {"target": self.name, "kind": kind, "example": example, "traceback": report}
        path.write_text(json.dumps(finding, indent=1), encoding="utf-8")


def by_chance(watch: Watch, seconds: float) -> None:
    """Run random examples for some seconds."""
    from fuzz_targets import TARGETS

    end = time.monotonic() + seconds

    @settings(
        max_examples=100,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(TARGETS[watch.name].strategy)
    def round_of_examples(example: Any) -> None:
        if time.monotonic() < end:
            watch.look(example)

    while time.monotonic() < end:
        round_of_examples()


def by_coverage(name: str, seconds: float) -> None:
    """Run examples led by the code they reach, in this process, which then ends."""
    end = time.monotonic() + seconds  # loading is part of the turn
    import atheris

    with atheris.instrument_imports(include=["saite"]):
        from fuzz_targets import TARGETS
    watch = Watch(name)
    test: Any = settings(database=None)(given(TARGETS[name].strategy)(watch.look))
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)

    def look(data: bytes) -> None:
        if time.monotonic() > end:
            _counted(name).write_text(str(watch.count), encoding="utf-8")
            os._exit(0)
        test.hypothesis.fuzz_one_input(data)

    # An example needs some hundred bytes: short ones are none.
    options = ["-rss_limit_mb=6000", "-timeout=600", "-max_len=2048", "-len_control=0"]
    places = [f"-artifact_prefix={FINDINGS}/{name}-", str(corpus)]
    atheris.Setup([sys.argv[0], *options, "-verbosity=0", *places], look)
    atheris.Fuzz()


def _counted(name: str) -> Path:
    return CORPUS / f"{name}.count"


def turn(watch: Watch, seconds: float, *, is_led: bool) -> None:
    """Give a target its turn."""
    by_chance(watch, seconds / 2 if is_led else seconds)
    if not is_led:
        return
    command = [sys.executable, __file__, "--led", watch.name, "--seconds", str(seconds / 2)]
    ended = subprocess.run(
        command, check=False, stderr=subprocess.PIPE, text=True, errors="replace"
    )
    if ended.returncode:
        print(f"{watch.name}: the process ended with {ended.returncode}\n{ended.stderr[-2000:]}")
        watch.found.setdefault(f"process ended with {ended.returncode}", 0)
    elif _counted(watch.name).exists():
        watch.led += int(_counted(watch.name).read_text(encoding="utf-8"))


def findings() -> list[Path]:
    """Give the files of the findings."""
    return sorted(FINDINGS.glob("*.json"))


def replay(path: Path) -> None:
    """Run the example of a finding again; what it raises is raised."""
    from fuzz_targets import TARGETS

    finding = json.loads(path.read_text(encoding="utf-8"))
    with patience(PATIENCE):
        TARGETS[finding["target"]].examine(finding["example"])


def fuzz(names: Sequence[str], minutes: float) -> int:
    """Let the targets take turns until the time is over; give the number of findings."""
    before = {path: path.stat().st_mtime_ns for path in findings()}
    is_led = find_spec("atheris") is not None
    print(f"{len(names)} targets, {minutes:g} minutes, by chance" + " and by coverage" * is_led)
    if not is_led:
        print("atheris is not installed: no example is led by the code that it reaches")
    watches = [Watch(name) for name in names]
    end = time.monotonic() + minutes * 60
    share = min(TURN, minutes * 60 / len(names))
    while (left := end - time.monotonic()) > 1:
        for watch in watches:
            left = end - time.monotonic()
            if left > 1:
                turn(watch, min(share, left), is_led=is_led)
    for watch in watches:
        print(f"{watch.name:12} {watch.count:8,} examples by chance, {watch.led:8,} led")
    new = [path for path in findings() if before.get(path) != path.stat().st_mtime_ns]
    for path in new:
        print(f"finding: python tests/fuzz.py --replay {path.relative_to(ROOT)}")
    return len(new) + sum(key.startswith("process") for w in watches for key in w.found)


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("targets", nargs="*", help="targets, all by default")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--replay", type=Path, help="file of a finding")
    parser.add_argument("--led", help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=TURN, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.led:
        by_coverage(chosen.led, chosen.seconds)
        return 0
    if chosen.replay:
        replay(chosen.replay)
        return 0
    from fuzz_targets import TARGETS

    unknown = sorted(set(chosen.targets) - set(TARGETS))
    if unknown:
        parser.error(f"{unknown[0]!r} is not a target, expected one of {', '.join(TARGETS)}")
    return 1 if fuzz(chosen.targets or list(TARGETS), chosen.minutes) else 0


if __name__ == "__main__":
    sys.exit(main())
