"""JSON documents as relations: a row for each item of an iterator, a column for each reference."""

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final, NoReturn

import duckdb

from saite.mapping.model import LogicalSource
from saite.sources.jsonpath import FilteredPath, Json, JsonPath, JsonPathError, parse_jsonpath
from saite.sources.known import ROWS, json_references
from saite.sources.loading import Loader
from saite.sources.relation import (
    ROW,
    ExpressionError,
    FileRelation,
    SourceError,
    gathered,
)
from saite.sources.values import Typed, natural

_LINE_LIMIT: Final = 1 << 28
"""Bytes of the longest line that is read of JSON Lines: memory is bounded by it."""


def read_document(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    source: LogicalSource,
    *,
    name: str,
    used: Collection[str],
) -> FileRelation:
    """Read what an iterator finds in a JSON document into a relation.

    A reference to nothing, or to ``null``, is NULL. Values that are not all plain texts are also
    sorted by their natural datatypes, each into a column of its own.

    :param file: text of the document, UTF-8
    :param name: name of the relation
    :param used: references of the mapping
    :raises SourceError: if the file is not JSON, a path is not JSONPath, or a reference leads to
        an array or object
    """
    iterator = _path(source.iterator)
    items = _Items(connection, source, name=name, used=used)
    found = _find(iterator, _load(_text(file)), source.iterator)
    # An item that has been read is let go: by now nothing else holds the document.
    found.reverse()
    while found:
        items.add(found.pop())
    return items.finish()


def read_lines(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    source: LogicalSource,
    *,
    name: str,
    used: Collection[str],
) -> FileRelation:
    """Read JSON Lines: each line is a document, and the iterator looks for items in each.

    Blank lines are passed over; rows are numbered through the whole file, by items. Of the file
    one line at a time is held.

    :param file: text of the documents, UTF-8
    :param name: name of the relation
    :param used: references of the mapping
    :raises SourceError: if lines are not JSON, a path is not JSONPath, or a reference leads to an
        array or object
    """
    iterator = _path(source.iterator)
    items = _Items(connection, source, name=name, used=used)
    with gathered() as faults:
        for number, line in _lines(file):
            try:
                document = _load(line)
            except SourceError as fault:
                fault.line = number
                faults.add(fault)
                continue
            try:
                for item in _find(iterator, document, source.iterator):
                    items.add(item)
            except SourceError as fault:
                fault.line = number
                raise
    return items.finish()


class _Items:
    """Takes the values of the references out of items."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: LogicalSource,
        *,
        name: str,
        used: Collection[str],
    ) -> None:
        self._paths = {each: _path(each) for each in sorted(used) if each != ROW}
        self._nulls = frozenset(source.nulls)
        self._loader = Loader(connection, name, self._paths, used=used)
        self._count = 0
        self._known: dict[str, None] = {}

    def add(self, item: Json) -> None:
        self._count += 1
        if self._count <= ROWS:
            self._known.update(dict.fromkeys(json_references(item)))
        cells = [self._cell(reference, path, item) for reference, path in self._paths.items()]
        self._loader.add(self._count, cells)

    def finish(self) -> FileRelation:
        return replace(self._loader.finish(), known=tuple(self._known))

    def _cell(self, reference: str, path: JsonPath | FilteredPath, item: Json) -> list[Typed]:
        found = [value for value in _find(path, item, reference) if value is not None]
        for value in found:
            self._check(value, reference)
        return [each for each in map(natural, found) if each[1] not in self._nulls]

    def _check(self, value: Json, reference: str) -> None:
        if isinstance(value, list | dict):
            what = "an array" if isinstance(value, list) else "an object"
            message = f"is {what}, expected a text, a number or a truth; [*] leads to its elements"
            raise SourceError(message, row=self._count, column=reference)
        if isinstance(value, str) and not _is_text(value):
            message = "holds half of a character (a lone surrogate), expected a text"
            raise SourceError(message, row=self._count, column=reference)


def _path(text: str) -> JsonPath | FilteredPath:
    try:
        return parse_jsonpath(text)
    except JsonPathError as error:
        raise ExpressionError(f"is not JSONPath: {error}", value=text) from None


def _find(path: JsonPath | FilteredPath, item: Json, text: str) -> list[Json]:
    try:
        return path.find(item)
    except JsonPathError as error:
        message = f"is JSONPath that cannot be followed: {error}"
        raise ExpressionError(message, value=text) from None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(error) from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}") from None


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """Give the lines of a file that are not blank, with their numbers."""
    with file.open("rb") as lines:
        for number in count(1):
            line = lines.readline(_LINE_LIMIT)
            if len(line) == _LINE_LIMIT:
                message = f"has a line of {_LINE_LIMIT:,} bytes or more, which is too long"
                raise SourceError(message, line=number)
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise _not_utf8(error, number) from None
            if text.strip():
                yield number, text
            elif not line:
                return


def _not_utf8(error: UnicodeDecodeError, line: int = 0) -> SourceError:
    byte = error.object[error.start]
    return SourceError(f"is not UTF-8: it has the byte {byte:#04x}", line=line)


def _load(text: str) -> Json:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg}, column {error.colno}"
        raise SourceError(message, line=error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise SourceError(f"cannot be read as JSON: {error}") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


# Made once: json.loads would make one for each line.
_DECODER: Final = json.JSONDecoder(parse_constant=_refuse)


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
