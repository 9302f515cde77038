"""Templates: what a spreadsheet offers, and that what is filled in reads back."""

import csv
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from saite.concepts import Concept, Concepts, load_concepts
from saite.errors import UsageError
from saite.records import (
    Records,
    load_declaration,
    read_records,
    write_csv_tables,
    write_template,
)
from saite.records.cells import NO, YES
from saite.records.declaration import LANGUAGES, Column
from saite.records.relations import LOCATION
from saite.resources import resource
from saite.workspace import Source

DECLARATION = load_declaration()
CONCEPTS = load_concepts([resource("ontology/concepts.ttl")])


def template(folder: Path, language: str) -> Path:
    path = folder / f"{language}.xlsx"
    write_template(path, language, DECLARATION, CONCEPTS)
    return path


def test_a_label_is_never_a_formula(tmp_path: Path) -> None:
    label = '=HYPERLINK("http://127.0.0.1/","x")'
    scheme = next(iter(CONCEPTS.schemes))
    own = Concept("urn:x", "x", scheme, {"en": label})
    schemes = {**CONCEPTS.schemes, scheme: {**CONCEPTS.schemes[scheme], "x": own}}
    path = tmp_path / "own.xlsx"
    write_template(path, "en", DECLARATION, Concepts(schemes))
    cells = [cell for row in openpyxl.load_workbook(path)["_lists"] for cell in row]
    assert [cell.data_type for cell in cells if cell.value == label] == ["s"]


def read(path: Path, language: str = "en") -> Records:
    records, problems = read_records([Source("x", path, language)], DECLARATION, CONCEPTS)
    assert not problems
    return records


def contents(records: Records) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of each table without their places."""
    found = {}
    for relation in records.relations:
        names = [name for name in relation.columns if name not in LOCATION]
        quoted = ", ".join(f'"{name}"' for name in names)
        rows = records.connection.execute(f'SELECT {quoted} FROM "{relation.sql_name}"').fetchall()
        found[relation.table] = [dict(zip(names, row, strict=True)) for row in rows]
    return found


def as_typed(column: Column, value: Any, language: str) -> str:
    """Write a value as a person would who uses the template in a language."""
    if value is None:
        return ""
    if column.scheme:
        concept: Concept = CONCEPTS.schemes[column.scheme][value]
        return concept.label(language)
    if column.datatype == "boolean":
        return (YES if value == "true" else NO)[language]
    return "; ".join(value) if column.separator else str(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_records_filled_into_a_template_read_back_as_they_are(
    language: str, tmp_path: Path
) -> None:
    with read(resource("data/reports")) as records:
        expected = contents(records)
    path = template(tmp_path, language)
    book = openpyxl.load_workbook(path)
    for name, rows in expected.items():
        table = DECLARATION.tables[name]
        sheet = book[table.titles[language]]
        for number, row in enumerate(rows, 2):
            for position, column in enumerate(table.columns, 1):
                text = as_typed(column, row[column.name], language)
                if text:
                    cell = sheet.cell(number, position, text)
                    # A text that begins with '=' is meant as one.
                    cell.data_type = "s"
    book.save(path)
    with read(path) as records:
        assert contents(records) == {name: expected.get(name, []) for name in DECLARATION.tables}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_is_read_as_empty_tables(language: str, tmp_path: Path) -> None:
    with read(template(tmp_path, language)) as records:
        assert contents(records) == {name: [] for name in DECLARATION.tables}


def test_two_templates_are_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    for path in (one, other):
        write_template(path, "lt", DECLARATION, CONCEPTS)
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert b"2026-01-01T00:00:00Z" in parts.read("docProps/core.xml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_and_headers_are_translated_and_explained(language: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template(tmp_path, language))
    tables = list(DECLARATION.tables.values())
    titles = [table.titles[language] for table in tables]
    assert book.sheetnames[1:-1] == titles
    assert book["_lists"].sheet_state == "hidden"
    for table in tables:
        sheet = book[table.titles[language]]
        assert [cell.value for cell in sheet[1]] == [col.titles[language] for col in table.columns]
        assert sheet.freeze_panes == "B2"
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert column.descriptions[language] in cell.comment.text
            required = cell.fill.fgColor.rgb == "FF1F4E79"
            assert required == column.is_required


def test_columns_are_text_but_for_numbers(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template(tmp_path, "en"))
    for table in DECLARATION.tables.values():
        sheet = book[table.titles["en"]]
        # openpyxl puts neighbours of one width and format together.
        groups = {
            column: dimension
            for dimension in sheet.column_dimensions.values()
            for column in range(dimension.min, dimension.max + 1)
        }
        for position, column in enumerate(table.columns, 1):
            is_number = column.datatype in ("integer", "decimal")
            assert groups[position].number_format == ("General" if is_number else "@")


@pytest.mark.parametrize("language", LANGUAGES)
def test_drop_downs_offer_the_values_of_the_language(language: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template(tmp_path, language))
    for table in DECLARATION.tables.values():
        rules = {
            str(rule.sqref): rule
            for rule in book[table.titles[language]].data_validations.dataValidation
        }
        for position, column in enumerate(table.columns):
            letter = openpyxl.utils.get_column_letter(position + 1)
            rule: Any = rules.get(f"{letter}2:{letter}1048576")
            offered = offered_values(book, rule.formula1) if rule else None
            if column.scheme:
                concepts = CONCEPTS.schemes[column.scheme].values()
                assert offered == [concept.label(language) for concept in concepts]
            elif column.datatype == "boolean":
                assert offered == [YES[language], NO[language]]
            elif column.references and not column.separator:
                title = DECLARATION.tables[column.references].titles[language]
                assert rule.formula1 == f"'{title}'!$A$2:$A$5000"
            else:
                assert rule is None


def offered_values(book: Any, formula: str) -> list[str]:
    sheet, _, cells = formula.partition("!")
    return [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]


def test_every_drop_down_value_means_its_concept() -> None:
    for language in LANGUAGES:
        for scheme, concepts in CONCEPTS.schemes.items():
            for concept in concepts.values():
                assert CONCEPTS.find(scheme, concept.label(language)) == concept


def test_a_number_typed_into_a_template_is_what_was_typed(tmp_path: Path) -> None:
    path = template(tmp_path, "lv")
    book = openpyxl.load_workbook(path)
    book["Vietas"].append(["p1", "Rīga", None, None, None, "LV", 56.95, 24.1])
    book["Pasākumi"].append(["e1", "Seminārs", None, "Seminārs", None, 2017])
    book.save(path)
    with read(path, "lv") as records:
        found = contents(records)
    assert [row["latitude"] for row in found["places"]] == ["56.95"]
    assert [row["when"] for row in found["events"]] == ["2017"]


@pytest.mark.parametrize("language", [None, *LANGUAGES])
def test_empty_csv_files_have_headers_and_read_as_empty_tables(
    language: str | None, tmp_path: Path
) -> None:
    folder = tmp_path / "records"
    write_csv_tables(folder, DECLARATION, language)
    assert {path.stem for path in folder.iterdir()} == set(DECLARATION.tables)
    for table in DECLARATION.tables.values():
        with (folder / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            (header,) = csv.reader(stream)
        assert header == [
            column.titles[language] if language else column.name for column in table.columns
        ]
    with read(folder) as records:
        assert contents(records) == {name: [] for name in DECLARATION.tables}


def test_a_template_in_another_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no titles in 'et'"):
        write_template(tmp_path / "et.xlsx", "et", DECLARATION, CONCEPTS)
    with pytest.raises(UsageError, match="no titles in 'et'"):
        write_csv_tables(tmp_path, DECLARATION, "et")
    assert not list(tmp_path.iterdir())
