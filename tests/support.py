"""What all tests share: where things are, and how programs are started."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Official conformance cases, real data and the reports' texts stand here where they exist at all.
SHARED = ROOT.parent / "shared"


def take_interrupts() -> None:
    """Have the program that is started take Ctrl-C: behind a shell's ``&`` it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def small_files(most: int) -> Iterator[None]:
    """Have the system refuse to make a file larger, as a full disk does.

    :param most: bytes
    """
    limits = pytest.importorskip("resource", reason="another system has no such limit")
    soft, hard = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, (soft, hard))
