"""The pages' own examples of sources are run, each over a file of its kind."""

import json
import re
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from mapping_support import quads
from saite.engine import materialize
from support import ROOT

PEOPLE = {"id": [1, 2], "name": ["Ona", "Jānis"]}
ROWS = [{"id": 1, "name": "Ona"}, {"id": 2, "name": "Jānis"}]
TEXTS = {
    "people.csv": "id,name\n1,Ona\n2,Jānis\n",
    "people.json": json.dumps({"people": ROWS}),
    "people.jsonl": "\n".join(json.dumps(row) for row in ROWS),
    "people.xml": "<people>"
    + "".join(f"<person><id>{r['id']}</id><name>{r['name']}</name></person>" for r in ROWS)
    + "</people>",
}


def section() -> str:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    return page.split("### What a mapping can read\n", 1)[1].split("\n### ", 1)[0]


def examples() -> dict[str, str]:
    rows = re.findall(r"^\| ([^|]+) \| `([^`]+ ; [^`]+)` \|$", section(), flags=re.MULTILINE)
    return dict(rows)


def write_people(folder: Path) -> None:
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    book = openpyxl.Workbook()
    sheet = book.create_sheet("People")
    for row in (["id", "name"], [1, "Ona"], [2, "Jānis"]):
        sheet.append(row)
    book.save(folder / "people.xlsx")
    pq.write_table(pa.table(PEOPLE), folder / "people.parquet")
    feather.write_feather(pa.table(PEOPLE), folder / "people.arrow")


def test_the_page_has_an_example_of_every_kind() -> None:
    assert len(examples()) == section().count("\n| ") - 1 == 7


@pytest.mark.parametrize("kind", examples())
def test_examples_of_sources_say_the_same(kind: str, tmp_path: Path) -> None:
    write_people(tmp_path)
    mapping = re.findall(r"```turtle\n(.*?)```", section(), flags=re.DOTALL)[0]
    text = mapping.replace("SOURCE", examples()[kind])
    (tmp_path / "m.ttl").write_text(text, encoding="utf-8")
    assert materialize(tmp_path / "m.ttl", output=tmp_path / "out.nq") == 2
    made = quads((tmp_path / "out.nq").read_text(encoding="utf-8"))
    assert {(str(quad.subject), str(quad.object)) for quad in made} == {
        ("<http://example.org/1>", '"Ona"'),
        ("<http://example.org/2>", '"Jānis"'),
    }


def test_the_example_of_a_table_in_memory_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    told = page.split("## saite.materialize\n", 1)[1].split("\n## ", 1)[0]
    (code,) = re.findall(r"```python\n(.*?)```", told, flags=re.DOTALL)
    (source,) = re.findall(r'`(rml:source "people"[^`]*)`', told)
    mapping = re.findall(r"```turtle\n(.*?)```", section(), flags=re.DOTALL)[0]
    text = mapping.replace("SOURCE", source)
    (tmp_path / "people.rml.ttl").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(code, {})
    assert (tmp_path / "people.nq").read_text(encoding="utf-8").count("\n") == 2
