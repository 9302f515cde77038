"""A workspace: the folder with ``saite.toml``, which says what becomes of which records.

Every path in it is relative to the file itself. All that is wrong in it is told at once.
"""

from saite.workspace.model import OnViolation, QuadSource, Serving, Source, Workspace
from saite.workspace.reader import load_workspace

__all__ = ["OnViolation", "QuadSource", "Serving", "Source", "Workspace", "load_workspace"]
