"""What all tests share: where things are, and how programs are started."""

import signal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Official conformance cases, real data and the reports' texts stand here where they exist at all.
SHARED = ROOT.parent / "shared"


def take_interrupts() -> None:
    """Have the program that is started take Ctrl-C: behind a shell's ``&`` it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
