"""The record tables described for people, from their declaration."""

from collections.abc import Iterator
from typing import Final

from saite.errors import UsageError
from saite.records.cells import NO, YES
from saite.records.declaration import LANGUAGES, Column, Declaration, Table

# What a description says besides the words of the declaration.
WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "heading": "| Column | Name | Value | Meaning |",
        "required": "required",
        "text": "text",
        "date": "date as written",
        "integer": "whole number",
        "decimal": "number",
        "anyURI": "web address",
        "boolean": "yes or no",
        "id": "id",
        "id of": "id of {}",
        "ids of": "ids of {}, separated by {}",
        "one of": "one of: {}",
        "exactly_one": "Each row fills in exactly one of {}.",
        "at_least_one": "Each row fills in at least one of {}.",
        "all_or_none": "Each row fills in all of {} or none of them.",
    },
    "lt": {
        "heading": "| Stulpelis | Vardas | Reikšmė | Prasmė |",
        "required": "privaloma",
        "text": "tekstas",
        "date": "data, kaip parašyta",
        "integer": "sveikasis skaičius",
        "decimal": "skaičius",
        "anyURI": "interneto adresas",
        "boolean": "taip arba ne",
        "id": "id",
        "id of": "id iš lentelės „{}“",
        "ids of": "id iš lentelės „{}“, atskirti ženklu {}",
        "one of": "viena iš: {}",
        "exactly_one": "Kiekviena eilutė užpildo lygiai vieną iš: {}.",
        "at_least_one": "Kiekviena eilutė užpildo bent vieną iš: {}.",
        "all_or_none": "Kiekviena eilutė užpildo visus arba nė vieno iš: {}.",
    },
    "lv": {
        "heading": "| Kolonna | Vārds | Vērtība | Nozīme |",
        "required": "obligāti",
        "text": "teksts",
        "date": "datums, kā rakstīts",
        "integer": "vesels skaitlis",
        "decimal": "skaitlis",
        "anyURI": "tīmekļa adrese",
        "boolean": "jā vai nē",
        "id": "id",
        "id of": "id no tabulas „{}”",
        "ids of": "id no tabulas „{}”, atdalīti ar {}",
        "one of": "viens no: {}",
        "exactly_one": "Katra rinda aizpilda tieši vienu no: {}.",
        "at_least_one": "Katra rinda aizpilda vismaz vienu no: {}.",
        "all_or_none": "Katra rinda aizpilda visus vai nevienu no: {}.",
    },
}
RULES: Final = ("exactly_one", "at_least_one", "all_or_none")


def check_language(language: str) -> None:
    """Check that tables have titles in a language.

    :raises UsageError: if they have none
    """
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise UsageError(f"the record tables have no titles in {language!r}, only in {known}")


def describe_tables(declaration: Declaration, language: str) -> str:
    """Describe every table and column as Markdown.

    :param language: en, lt or lv
    :returns: a heading of the second level for each table, with its columns as a table
    :raises UsageError: if the tables have no titles in that language
    """
    check_language(language)
    parts = [
        "\n".join(_describe_table(table, declaration, language))
        for table in declaration.tables.values()
    ]
    return "\n\n".join(parts) + "\n"


def _describe_table(table: Table, declaration: Declaration, language: str) -> Iterator[str]:
    words = WORDS[language]
    yield f"## {table.titles[language]} (`{table.name}`)"
    yield ""
    yield table.descriptions[language]
    yield from (f"\n{rule}" for rule in describe_rules(table, language))
    yield ""
    yield words["heading"]
    yield "| --- | --- | --- | --- |"
    for column in table.columns:
        value = describe_value(column, table, declaration, language)
        cells = (column.titles[language], f"`{column.name}`", value, column.descriptions[language])
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def describe_rules(table: Table, language: str) -> Iterator[str]:
    """Tell the rules of a table's rows, each in a sentence."""
    for rule in RULES:
        names: tuple[str, ...] = getattr(table, rule)
        if names:
            titles = ", ".join(table.column(name).titles[language] for name in names)
            yield WORDS[language][rule].format(titles)


def describe_value(column: Column, table: Table, declaration: Declaration, language: str) -> str:
    """Tell what the cells of a column hold.

    >>> from saite.records.declaration import load_declaration
    >>> tables = load_declaration()
    >>> units = tables.tables["units"]
    >>> describe_value(units.column("unit"), units, tables, "en")
    'id of Organisations, required'
    """
    words = WORDS[language]
    if column.references:
        title = declaration.tables[column.references].titles[language]
        kind = words["ids of" if column.separator else "id of"].format(title, column.separator)
    elif column.scheme:
        kind = words["one of"].format(f"`{column.scheme}`")
    elif column.datatype == "boolean":
        kind = f"{YES[language]} / {NO[language]}"
    elif column.is_date:
        kind = words["date"]
    else:
        kind = words["id" if column.name == table.key else "text"]
        kind = words.get(column.datatype, kind)
    return f"{kind}, {words['required']}" if column.is_required else kind
