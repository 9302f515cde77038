"""The declaration of the record tables: W3C CSVW metadata, read into plain values.

Titles, descriptions, datatypes, keys and foreign keys are CSVW's; what CSVW lacks is written as
annotations of ours, with absolute IRIs as keys.

Source: Metadata Vocabulary for Tabular Data (https://www.w3.org/TR/tabular-metadata/).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from saite.concepts import fold
from saite.errors import Problem, RecordsError
from saite.namespaces import SAITE
from saite.resources import resource

LANGUAGES: Final = ("en", "lt", "lv")


@dataclass(frozen=True)
class Column:
    """What a column holds.

    :param titles: language -> header that may stand instead of the name
    :param descriptions: language -> what to write in it
    :param datatype: string, integer, decimal, boolean or anyURI
    :param pattern: what every value must match whole, or None
    :param separator: what stands between the values of a list; empty if it holds one value
    :param default: value of an empty cell
    :param scheme: concept scheme of a controlled value, or empty
    :param references: table whose ids are its values, or empty
    :param is_date: holds dates as people write them
    :param is_source_language: an empty cell means the language of the source
    :param language_column: column with the language of its texts or dates, or empty
    """

    name: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    datatype: str = "string"
    pattern: re.Pattern[str] | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    is_required: bool = False
    separator: str = ""
    default: str = ""
    scheme: str = ""
    references: str = ""
    is_date: bool = False
    is_source_language: bool = False
    language_column: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Give the name and the titles, those that differ by more than letter case."""
        return _distinct(self.name, self.titles)

    def title(self, language: str) -> str:
        """Give the title in a language, and the name for the empty one."""
        return self.titles.get(language, self.name)


@dataclass(frozen=True)
class Table:
    """What a table holds, and the rules that bind the cells of a row.

    :param key: the column whose values are unique over all sources
    :param exactly_one: columns of which each row fills exactly one; empty for no such rule
    :param at_least_one: columns of which each row fills one or more
    :param all_or_none: columns that each row fills together or not at all
    :param ascending: two columns of numbers, the first below the second
    :param acyclic: two columns, from a thing to one above it; no thing is above itself
    """

    name: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    columns: tuple[Column, ...]
    key: str = "id"
    exactly_one: tuple[str, ...] = ()
    at_least_one: tuple[str, ...] = ()
    all_or_none: tuple[str, ...] = ()
    ascending: tuple[str, ...] = ()
    acyclic: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Give the name and the titles, those that differ by more than letter case."""
        return _distinct(self.name, self.titles)

    def column(self, name: str) -> Column:
        """Give the column of a name."""
        return next(column for column in self.columns if column.name == name)

    @cached_property
    def headers(self) -> Mapping[str, Column]:
        """Give the column for each header that it may have, folded: its name and its titles."""
        return {fold(text): column for column in self.columns for text in column.names}


@dataclass(frozen=True)
class Declaration:
    """All tables, by name, in the order of the file."""

    tables: Mapping[str, Table]
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _names(self) -> Mapping[str, Table]:
        return {fold(text): table for table in self.tables.values() for text in table.names}

    def find_table(self, text: str) -> Table | None:
        """Find the table that a name, or a title in any language, means.

        >>> load_declaration().find_table("susitarimų šalys").name
        'parties'
        """
        return self._names.get(fold(text))

    def find_names(self, text: str) -> set[str]:
        """Give the name of the table that a text means, or nothing."""
        table = self.find_table(text)
        return {table.name} if table else set()

    @cached_property
    def table_names(self) -> tuple[str, ...]:
        """Give every name and title of every table."""
        return tuple(text for table in self.tables.values() for text in table.names)


def _distinct(name: str, titles: Mapping[str, str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for text in (name, *titles.values()):
        first.setdefault(fold(text), text)
    return tuple(first.values())


def load_declaration(path: Path | None = None) -> Declaration:
    """Read the declaration of the record tables.

    :param path: a CSVW metadata file; by default the one that travels with Saite
    :raises RecordsError: if it cannot be read or is not JSON of that shape

    >>> len(load_declaration().tables)
    19
    """
    path = path or resource("ontology/records.csvw.json")
    try:
        metadata = json.loads(path.read_text(encoding="utf-8"))
        tables = [_read_table(table) for table in metadata["tables"]]
        texts = _by_language(metadata, "dc:title"), _by_language(metadata, "dc:description")
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"is not a declaration of tables in CSVW: {type(error).__name__} {error}"
        raise RecordsError([Problem(str(path), message=message)]) from None
    return Declaration({table.name: table for table in tables}, *texts)


def _read_table(metadata: Mapping[str, Any]) -> Table:
    schema = metadata["tableSchema"]
    references = {
        key["columnReference"]: Path(key["reference"]["resource"]).stem
        for key in schema.get("foreignKeys", [])
    }
    return Table(
        name=Path(metadata["url"]).stem,
        titles=_by_language(metadata, "dc:title"),
        descriptions=_by_language(metadata, "dc:description"),
        columns=tuple(_read_column(column, references) for column in schema["columns"]),
        key=schema["primaryKey"],
        exactly_one=tuple(metadata.get(f"{SAITE}exactlyOne", ())),
        at_least_one=tuple(metadata.get(f"{SAITE}atLeastOne", ())),
        all_or_none=tuple(metadata.get(f"{SAITE}allOrNone", ())),
        ascending=tuple(metadata.get(f"{SAITE}ascending", ())),
        acyclic=tuple(metadata.get(f"{SAITE}acyclic", ())),
    )


def _read_column(metadata: Mapping[str, Any], references: Mapping[str, str]) -> Column:
    datatype = metadata["datatype"]
    facets = {"base": datatype} if isinstance(datatype, str) else datatype
    has_pattern = facets["base"] == "string" and "format" in facets
    return Column(
        name=metadata["name"],
        titles={language: metadata["titles"][language] for language in LANGUAGES},
        descriptions=_by_language(metadata, "dc:description"),
        datatype=facets["base"],
        pattern=re.compile(facets["format"]) if has_pattern else None,
        minimum=Decimal(facets["minimum"]) if "minimum" in facets else None,
        maximum=Decimal(facets["maximum"]) if "maximum" in facets else None,
        is_required=metadata.get("required", False),
        separator=metadata.get("separator", ""),
        default=metadata.get("default", ""),
        scheme=metadata.get(f"{SAITE}conceptScheme", ""),
        references=references.get(metadata["name"], ""),
        is_date=metadata.get(f"{SAITE}dateText", False),
        is_source_language=metadata.get(f"{SAITE}sourceLanguage", False),
        language_column=metadata.get(f"{SAITE}languageColumn", ""),
    )


def _by_language(metadata: Mapping[str, Any], key: str) -> dict[str, str]:
    return {text["@language"]: text["@value"] for text in metadata[key]}
