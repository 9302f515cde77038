"""Rows of documents that are longer than a batch, and change what they hold on the way."""

import json
from pathlib import Path

import pytest

from saite.errors import MappingError
from saite.sources import documents, loading
from sources_support import mapping_of, values_of

ROWS: list[dict[str, object]] = [
    {"id": 1, "value": "a"},
    {"id": 2, "value": None},
    {"id": 3, "value": "b"},
    {"id": 4, "value": 5},
    {"id": 5, "value": ["c", 6, 6]},
    {"id": 6, "value": True},
    {"id": 7, "value": [0.5]},
    {"id": 8, "value": []},
]
EXPECTED = {
    ("1", "a"),
    ("3", "b"),
    ("4", "5^^<integer>"),
    ("5", "c"),
    ("5", "6^^<integer>"),
    ("6", "true^^<boolean>"),
    ("7", "5.0E-1^^<double>"),
}


@pytest.mark.parametrize("batch", [1, 2, 3, 5, 100])
@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("name", ["p.json", "p.jsonl"])
def test_columns_grow_with_what_is_found_in_them(
    name: str, batch: int, *, backwards: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_BATCH", batch)
    # The reference takes a single value and each element of an array alike.
    rows = [{**row, "all": v if isinstance(v := row["value"], list) else [v]} for row in ROWS]
    rows = rows[::-1] if backwards else rows
    lines = "\n".join(json.dumps(row) for row in rows)
    text = lines if name == "p.jsonl" else json.dumps(rows)
    (tmp_path / name).write_text(text, encoding="utf-8")
    iterator = "$" if name == "p.jsonl" else "$[*]"
    mapping = mapping_of(
        tmp_path, name, ["$.all[*]"],
        formulation="rml:JSONPath", rest=f'rml:iterator "{iterator}" ;',
    )  # fmt: skip
    found = values_of(mapping, tmp_path, ["value"])
    assert {(who, value) for who, _, value in found} == EXPECTED


def test_a_line_too_long_is_refused_and_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_LINE_LIMIT", 40)
    (tmp_path / "p.jsonl").write_text('{"id": 1}\n{"id": "' + "x" * 50 + '"}\n', encoding="utf-8")
    mapping = mapping_of(
        tmp_path, "p.jsonl", ["id"], formulation="rml:JSONPath", rest='rml:iterator "$" ;'
    )
    with pytest.raises(MappingError, match=r"p.jsonl, line 2: has a line of 40 bytes or more"):
        values_of(mapping, tmp_path, ["id"])
