"""The declaration of the record tables: valid CSVW, complete in three languages, read alike."""

import json
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import csvw
import pytest

from saite.concepts import load_concepts
from saite.errors import RecordsError, UsageError
from saite.records import Column, Table, describe_tables, load_declaration, read_records
from saite.records.declaration import LANGUAGES
from saite.resources import resource
from saite.workspace import Source

PATH = resource("ontology/records.csvw.json")
METADATA = json.loads(PATH.read_text(encoding="utf-8"))
DECLARATION = load_declaration()
CONCEPTS = load_concepts([resource("ontology/concepts.ttl")])
CASES = Path(__file__).parent / "cases" / "records"
TABLES = list(DECLARATION.tables.values())

# https://www.w3.org/TR/tabular-metadata/: properties of each kind of object that are used here.
PROPERTIES = {
    "group": {"@context", "tables", "dialect"},
    "table": {"url", "tableSchema"},
    "schema": {"columns", "primaryKey", "foreignKeys"},
    "column": {"name", "titles", "datatype", "required", "separator", "default"},
    "datatype": {"base", "format", "minimum", "maximum"},
    "key": {"columnReference", "reference"},
    "reference": {"resource", "columnReference"},
    "dialect": {"encoding", "trim"},
}
ANNOTATIONS = {
    "table": {"exactlyOne", "atLeastOne", "allOrNone", "ascending", "acyclic"},
    "column": {"conceptScheme", "dateText", "languageColumn", "sourceLanguage"},
}


def objects() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every object of the metadata with the kind that the standard says it is of."""
    yield "group", METADATA
    yield "dialect", METADATA["dialect"]
    for table in METADATA["tables"]:
        schema = table["tableSchema"]
        yield "table", table
        yield "schema", schema
        for column in schema["columns"]:
            yield "column", column
            if isinstance(column["datatype"], dict):
                yield "datatype", column["datatype"]
        for key in schema.get("foreignKeys", []):
            yield "key", key
            yield "reference", key["reference"]


def test_every_property_is_one_of_the_standard_or_an_annotation_of_ours() -> None:
    for kind, value in objects():
        own = {f"https://w3id.org/saite/ns#{name}" for name in ANNOTATIONS.get(kind, ())}
        common = {key for key in value if key.startswith("dc:")}
        assert set(value) - common <= PROPERTIES[kind] | own


def test_texts_of_common_properties_have_a_value_and_a_language_in_the_form_of_the_standard() -> (
    None
):
    for _, value in objects():
        for key in ("dc:title", "dc:description"):
            if key in value:
                assert [set(text) for text in value[key]] == [{"@value", "@language"}] * 3
                assert [text["@language"] for text in value[key]] == list(LANGUAGES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_everything_has_a_title_and_a_description_in_each_language(table: Table) -> None:
    things: list[Table | Column] = [table, *table.columns]
    for thing in things:
        for texts in (thing.titles, thing.descriptions):
            assert set(texts) == set(LANGUAGES)
            assert all(text and text == text.strip() for text in texts.values())
        assert len(set(thing.descriptions.values())) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_tables_are_names_that_sheets_can_have(language: str) -> None:
    titles = [table.titles[language] for table in TABLES]
    assert len({title.casefold() for title in titles}) == len(titles)
    assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\']", title) for title in titles)


def test_no_name_or_title_means_two_tables_and_none_of_a_table_two_columns() -> None:
    assert sum(len(table.names) for table in TABLES) == len(
        {name.casefold() for table in TABLES for name in table.names}
    )
    for table in TABLES:
        assert sum(len(column.names) for column in table.columns) == len(table.headers)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_columns_and_rules_name_is_there(table: Table) -> None:
    names = [column.name for column in table.columns]
    for rule in ("exactly_one", "at_least_one", "all_or_none", "ascending", "acyclic"):
        assert set(getattr(table, rule)) <= set(names)
    assert names[0] == table.key == "id"
    for column in table.columns:
        assert not column.references or column.references in DECLARATION.tables
        assert not column.scheme or column.scheme in CONCEPTS.schemes
        assert not column.is_date or column.language_column
        if column.default:
            assert CONCEPTS.find(column.scheme, column.default)
        if column.language_column:
            assert table.column(column.language_column).is_source_language


def test_every_statement_ends_with_status_conflicts_note_and_evidence() -> None:
    ends = {table.name: [column.name for column in table.columns[-4:]] for table in TABLES}
    plain = {"documents", "places", "evidence"}
    assert {name for name, end in ends.items() if end[0] != "status"} == plain
    assert {tuple(end) for name, end in ends.items() if name not in plain} == {
        ("status", "conflicts_with", "note", "evidence")
    }
    for table in TABLES:
        if table.name not in plain:
            assert table.column("conflicts_with").references == table.name


def test_the_csvw_package_reads_the_declaration_without_a_warning() -> None:
    group = csvw.TableGroup.from_file(PATH)
    for table, ours in zip(group.tables, TABLES, strict=True):
        columns = {column.name: column for column in table.tableSchema.columns}
        assert list(columns) == [column.name for column in ours.columns]
        assert table.tableSchema.primaryKey == [ours.key]
        for column in ours.columns:
            theirs = columns[column.name]
            assert bool(theirs.required) == column.is_required
            assert (theirs.separator or "") == column.separator
            assert theirs.datatype.base == column.datatype
            assert {language: theirs.titles[language][0] for language in LANGUAGES} == column.titles
        references = {
            key.columnReference[0]: key.reference.resource.string
            for key in table.tableSchema.foreignKeys
        }
        assert references == {
            column.name: f"{column.references}.csv" for column in ours.columns if column.references
        }


def as_text(value: Any) -> Any:
    """Give a value of the csvw package in the form that a relation has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        # The standard leaves white space at the separators of a list of strings; nobody means it.
        return [str(item).strip() for item in value] or None
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if hasattr(value, "unsplit"):
        return value.unsplit()
    return None if value is None else str(value)


@pytest.mark.parametrize(
    "folder",
    [
        CASES / "no-problem" / "records",
        CASES / "exactly-one" / "records",
        CASES / "wrong-foreign-key" / "records",
        CASES / "circle" / "records",
        resource("data/reports"),
    ],
    ids=lambda folder: f"{folder.parent.name}/{folder.name}",
)
def test_the_csvw_package_reads_the_same_cells(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    shutil.copy(PATH, tmp_path / "csv-metadata.json")
    group = csvw.TableGroup.from_file(tmp_path / "csv-metadata.json")
    records, _ = read_records([Source("x", tmp_path, "en")], DECLARATION, CONCEPTS)
    with records:
        assert len(records.relations) == len(list(tmp_path.glob("*.csv")))
        for relation in records.relations:
            theirs = list(group.tabledict[f"{relation.table}.csv"].iterdicts())
            names = [name for name in relation.columns if theirs and name in theirs[0]]
            quoted = ", ".join(f'"{name}"' for name in names or ["id"])
            ours = records.connection.execute(
                f'SELECT {quoted} FROM "{relation.sql_name}"'
            ).fetchall()
            for row, expected in zip(ours, theirs, strict=True):
                for name, value in zip(names, row, strict=True):
                    # Their reader has no defaults, and the language of a source is ours.
                    column = DECLARATION.tables[relation.table].column(name)
                    default = "en" if column.is_source_language else column.default or None
                    assert value == (as_text(expected[name]) or default)


def test_the_csvw_package_finds_the_keys_of_the_reports_in_order(tmp_path: Path) -> None:
    shutil.copytree(resource("data/reports"), tmp_path, dirs_exist_ok=True)
    shutil.copy(PATH, tmp_path / "csv-metadata.json")
    group = csvw.TableGroup.from_file(tmp_path / "csv-metadata.json")
    missing = [
        table.local_name for table in group.tables if not (tmp_path / table.local_name).exists()
    ]
    for name in missing:
        columns = DECLARATION.tables[name.removesuffix(".csv")].columns
        (tmp_path / name).write_text(",".join(column.name for column in columns), encoding="utf-8")
    assert group.check_referential_integrity()
    assert all(table.check_primary_key() for table in group.tables)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_description_tells_of_every_table_column_and_rule(language: str) -> None:
    text = describe_tables(DECLARATION, language)
    assert text.count("\n## ") == len(TABLES) - 1
    assert text.endswith("|\n")
    for table in TABLES:
        assert (
            f"## {table.titles[language]} (`{table.name}`)\n\n{table.descriptions[language]}"
            in text
        )
        for column in table.columns:
            assert f"| {column.titles[language]} | `{column.name}` | " in text
    assert describe_tables(DECLARATION, language) == text


def test_a_description_in_another_language_is_refused() -> None:
    with pytest.raises(UsageError, match="no titles in 'et', only in en, lt, lv"):
        describe_tables(DECLARATION, "et")


@pytest.mark.parametrize("text", ["", "[]", '{"tables": [{}]}', '{"tables": 1}', "\xff"])
def test_a_broken_declaration_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "records.csvw.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(RecordsError, match="is not a declaration of tables in CSVW"):
        load_declaration(path)
