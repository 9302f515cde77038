"""The files that a build makes, by the names that its provenance gives them."""

from pathlib import Path

from saite.provenance import UsedFile

MADE = (("graph", "graph.nq"), ("report", "report.json"), ("report", "report.ttl"))


def files_made(folder: Path, build_id: str) -> tuple[UsedFile, ...]:
    """List the files of a build that its provenance tells of."""
    return tuple(UsedFile(role, f"build/{build_id}/{name}", folder / name) for role, name in MADE)
