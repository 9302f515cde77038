"""A small workspace and its build, for tests that put graphs on servers and bring some in."""

from pathlib import Path

import pyoxigraph as ox

from saite.build import BuildSummary, build_workspace

BASE = "https://example.org/id/"
TABLES = {
    "documents.csv": "id,title,language\nd1,Synthetic report,en\n",
    "evidence.csv": "id,document,section\nv1,d1,2\n",
    "organisations.csv": (
        "id,name,language,kind,evidence\n"
        "o1,Synthetic Association Ā,en,association,v1\n"
        'o2,"Synthetic ""B"" \\ Association",en,association,v1\n'
    ),
    "events.csv": ("id,title,language,kind,when,evidence\ne1,Seminar,en,seminar,March 2019,v1\n"),
    "participations.csv": (
        "id,event,organisation,role,evidence\nr1,e1,o1,organiser,v1\nr2,e1,o2,participant,v1\n"
    ),
}


def write_workspace(folder: Path, more: str = "") -> Path:
    """Write a workspace of two made-up organisations that an event ties."""
    (folder / "records").mkdir(parents=True)
    for name, text in TABLES.items():
        (folder / "records" / name).write_text(text, encoding="utf-8")
    settings = (
        f'[workspace]\nbase = "{BASE}"\n[[sources]]\nname = "records"\npath = "records"\n{more}'
    )
    (folder / "saite.toml").write_text(settings, encoding="utf-8")
    return folder


def build(folder: Path) -> BuildSummary:
    return build_workspace(folder)


def graphs_of(summary: BuildSummary) -> dict[str, set[str]]:
    """Give the statements of each graph of a build, as N-Triples."""
    found: dict[str, set[str]] = {}
    for quad in ox.parse(path=summary.folder / "graph.nq"):
        assert isinstance(quad.graph_name, ox.NamedNode)
        found.setdefault(quad.graph_name.value, set()).add(str(quad.triple))
    return found
