"""What a run of the official cases comes to: a table, a page, and a report for the authors of RML.

The report has the form that the Knowledge Graph Construction Community Group collects: a CSV file
of results for each processor, with the columns ``testcase_id``, ``status`` (``passed``, ``failed``
or ``inapplicable``) and ``notes``, and a row in a list of processors
(https://github.com/kg-construct/implementation-report, README.md, "CSV formats").
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from saite import __version__

OUTCOMES = ("passed", "faulty", "failed", "skipped")
STATUS = {"passed": "passed", "faulty": "failed", "failed": "failed", "skipped": "inapplicable"}

PAGE = """# Conformance

The official cases of RML, run by `make conformance`, which also writes this page (`python
tests/conformance.py --write`) and the implementation report (`out/conformance`). A case passes if
all files that it makes hold the expected graphs (RDFC-1.0), in the right encoding and archive, or
if it fails for its own reason. A case is faulty if what it expects contradicts the specification
or other cases; the upstream issue is named, or what is wrong, and it is checked that we differ in
nothing else.

{table}
"""


@dataclass(frozen=True)
class Outcome:
    """What came of a case.

    :param outcome: one of ``OUTCOMES``
    :param note: what is wrong, or why it was not run
    """

    case: str
    outcome: str
    note: str = ""


@dataclass(frozen=True)
class Results:
    """What came of a module.

    :param is_reported: whether the community group collects results of it
    """

    title: str
    outcomes: Sequence[Outcome]
    is_reported: bool

    def count(self, outcome: str) -> int:
        return sum(each.outcome == outcome for each in self.outcomes)


def text_table(results: Sequence[Results]) -> str:
    """Make the table that is printed."""
    rows: list[tuple[str, ...]] = [("module", "cases", *OUTCOMES)]
    rows += [
        (each.title, str(len(each.outcomes)), *(str(each.count(kind)) for kind in OUTCOMES))
        for each in results
    ]
    return "\n".join(
        f"{title:20}" + "".join(f"{cell:>9}" for cell in cells) for title, *cells in rows
    )


def page(results: Sequence[Results]) -> str:
    """Make the page of the documentation."""
    lines = [f"| module | cases | {' | '.join(OUTCOMES)} |", f"|---|{'---:|' * 5}"]
    for each in results:
        counts = " | ".join(str(each.count(kind)) for kind in OUTCOMES)
        lines.append(f"| {each.title} | {len(each.outcomes)} | {counts} |")
    others = [o for each in results for o in each.outcomes if o.outcome != "passed"]
    if others:
        lines += ["", "| case | outcome | why |", "|---|---|---|"]
        lines += [f"| {o.case} | {o.outcome} | {o.note.replace('|', '/')} |" for o in others]
    return PAGE.format(table="\n".join(lines))


def write_report(results: Sequence[Results], folder: Path) -> None:
    """Write the implementation report: ``results/saite.csv`` and the row of ``processors.csv``."""
    (folder / "results").mkdir(parents=True, exist_ok=True)
    rows = [
        (each.case, STATUS[each.outcome], _note(each))
        for module in results
        if module.is_reported
        for each in module.outcomes
    ]
    _write(folder / "results" / "saite.csv", ("testcase_id", "status", "notes"), rows)
    columns = (
        "processor_id", "name", "version", "release_date", "contact", "homepage", "results_file",
    )  # fmt: skip
    row = ("saite", "Saite", __version__, "", "", "", "results/saite.csv")
    _write(folder / "processors.csv", columns, [row])


def _note(outcome: Outcome) -> str:
    return f"Test case bug: {outcome.note}" if outcome.outcome == "faulty" else outcome.note


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
