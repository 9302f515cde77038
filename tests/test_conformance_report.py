"""The page and the report that a run of the official cases is told by."""

import re
from pathlib import Path

from conformance import FAULTY, PAGE, SKIPPED, SUITES
from conformance_report import OUTCOMES, Outcome, Results, page, text_table, write_report

RESULTS = [
    Results(
        "One", [Outcome("A1", "passed"), Outcome("A2", "faulty", "http://i/1")], is_reported=True
    ),
    Results(
        "Other",
        [Outcome("B1", "skipped", "asks a server"), Outcome("B2", "failed", "x|y")],
        is_reported=False,
    ),
]


def test_the_page_has_a_row_for_every_module_and_adds_up() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) ((?:\| \d+ ){5})\|$", text, flags=re.MULTILINE)
    assert [title.strip() for title, _ in rows] == [suite.title for suite in SUITES]
    for title, cells in rows:
        cases, *counts = (int(cell) for cell in cells.split("|") if cell.strip())
        assert cases == sum(counts) > 0, title
    assert text.startswith(page([]).split("{")[0][:200])


def test_the_page_tells_of_every_case_that_is_faulty_or_skipped() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for kind, cases in (("faulty", FAULTY), ("skipped", SKIPPED)):
        found = re.findall(rf"^\| ([^|]+) \| {kind} \| (.+) \|$", text, flags=re.MULTILINE)
        assert cases.items() <= dict(found).items()


def test_the_table_counts_each_outcome() -> None:
    header, one, other = text_table(RESULTS).splitlines()
    assert header.split() == ["module", "cases", *OUTCOMES]
    assert one.split() == ["One", "2", "1", "1", "0", "0"]
    assert other.split() == ["Other", "2", "0", "0", "1", "1"]


def test_the_page_names_what_did_not_pass_and_why() -> None:
    text = page(RESULTS)
    assert "| One | 2 | 1 | 1 | 0 | 0 |" in text
    assert "| B2 | failed | x/y |" in text
    assert "| A1 |" not in text


def test_the_report_has_the_columns_that_the_community_group_reads(tmp_path: Path) -> None:
    write_report(RESULTS, tmp_path)
    results = (tmp_path / "results" / "saite.csv").read_text(encoding="utf-8")
    assert results == (
        "testcase_id,status,notes\nA1,passed,\nA2,failed,Test case bug: http://i/1\n"
    )
    header, row = (tmp_path / "processors.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("processor_id,name,version,")
    assert row.startswith("saite,Saite,")
