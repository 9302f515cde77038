"""Where things are, for all tests."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Official conformance cases, real data and the reports' texts stand here where they exist at all.
SHARED = ROOT.parent / "shared"
