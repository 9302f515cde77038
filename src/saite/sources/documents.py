"""JSON documents as relations: a row for each item of an iterator, a column for each reference."""
# ruff: noqa: S608 - the one name in the statement is quoted.

import json
from collections.abc import Collection, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Final, NoReturn

import duckdb
import pyarrow as pa

from saite.mapping.duckdb_functions import quote_name
from saite.mapping.model import LogicalSource
from saite.sources.jsonpath import Json, JsonPath, JsonPathError, parse_jsonpath
from saite.sources.relation import FileRelation, SourceError, check_names
from saite.sources.tables import ROW

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
STRING: Final = XSD + "string"

# A value: IRI of its natural datatype, and its text.
_Typed = tuple[str, str]


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
    paths = {reference: _path(reference) for reference in sorted(used) if reference != ROW}
    check_names(paths)
    items = iterator.find(_load(file))
    columns: dict[str, str] = {ROW: "VARCHAR"}
    datatypes: dict[str, dict[str, str]] = {}
    arrays: dict[str, pa.Array] = {ROW: pa.array(range(1, len(items) + 1), pa.int64())}
    for reference, path in paths.items():
        cells = list(_cells(reference, path, items, frozenset(source.nulls)))
        kinds = sorted({kind for cell in cells for kind, _ in cell})
        arrays[reference] = _array(path, cells, kinds)
        columns[reference] = _type(path)
        if kinds not in ([], [STRING]):
            datatypes[reference] = dict.fromkeys(kinds, reference)
        if len(kinds) > 1:
            for kind in kinds:
                column = f"{reference}^^{kind}"
                datatypes[reference][kind] = column
                arrays[column] = _array(path, cells, [kind])
                columns[column] = _type(path)
    _add_table(connection, name, pa.table(arrays))
    return FileRelation(name, columns, datatypes)


def _path(text: str) -> JsonPath:
    try:
        return parse_jsonpath(text)
    except JsonPathError as error:
        raise SourceError(f"is not JSONPath: {error}", value=text) from None


def _type(path: JsonPath) -> str:
    return "VARCHAR" if path.is_single else "VARCHAR[]"


def _array(path: JsonPath, cells: Iterable[list[_Typed]], kinds: Collection[str]) -> pa.Array:
    chosen = [[text for kind, text in cell if kind in kinds] for cell in cells]
    if path.is_single:
        return pa.array([cell[0] if cell else None for cell in chosen], pa.string())
    return pa.array(chosen, pa.list_(pa.string()))


def _load(file: Path) -> Json:
    try:
        text = file.read_text(encoding="utf-8-sig")
        return json.loads(text, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise SourceError(f"is not UTF-8: it has the byte {byte:#04x}") from None
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg}, column {error.colno}"
        raise SourceError(message, line=error.lineno) from None
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(f"cannot be read as JSON: {error}") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _cells(
    reference: str, path: JsonPath, items: Iterable[Json], nulls: frozenset[str]
) -> Iterable[list[_Typed]]:
    for number, item in enumerate(items, start=1):
        cell = []
        for value in path.find(item):
            if isinstance(value, list | dict):
                what = "an array" if isinstance(value, list) else "an object"
                raise SourceError(
                    f"is {what}, expected a text, a number or a truth; [*] leads to its elements",
                    row=number,
                    column=reference,
                )
            if value is not None and value not in nulls:
                if isinstance(value, str) and not _is_text(value):
                    message = "holds half of a character (a lone surrogate), expected a text"
                    raise SourceError(message, row=number, column=reference)
                cell.append(natural(value))
        yield cell


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def natural(value: str | float) -> _Typed:
    """Give the natural datatype of a value of JSON, and its canonical text.

    >>> natural(True)[1], natural(12)[1], natural(0.5)[1], natural("a")[1]
    ('true', '12', '5.0E-1', 'a')
    """
    if isinstance(value, str):
        return STRING, value
    if isinstance(value, bool):
        return f"{XSD}boolean", "true" if value else "false"
    if isinstance(value, int):
        return f"{XSD}integer", str(value)
    return f"{XSD}double", _canonical(value)


def _canonical(value: float) -> str:
    if value in (float("inf"), float("-inf")):
        return "INF" if value > 0 else "-INF"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    head, rest = str(digits[0]), "".join(map(str, digits[1:])) or "0"
    power = exponent + len(digits) - 1 if any(digits) else 0
    return f"{'-' * sign}{head}.{rest}E{power}"


def _add_table(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("saite_arrow", table)
    try:
        connection.execute(f"CREATE TABLE {quote_name(name)} AS SELECT * FROM saite_arrow")
    finally:
        connection.unregister("saite_arrow")
