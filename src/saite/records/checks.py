"""Rules that bind the cells of a row, the rows of a table, and the tables of a workspace."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from saite.records.declaration import Declaration, Table
from saite.records.references import Ids, check_reference, places_where
from saite.records.relations import Rows

Tables: TypeAlias = Mapping[str, Sequence[Rows]]


def check_rows(rows: Rows) -> None:
    """Check the rules between the cells of each row."""
    table = rows.table
    # A column that stands there under a name that is nearly its own is not empty.
    suspects = rows.sheet.suspects
    rules = (
        (table.exactly_one, "exactly one"),
        (table.at_least_one, "at least one"),
        (table.all_or_none, "all or none"),
    )
    for names, rule in rules:
        if names and not suspects & set(names):
            _check_filled(rows, names, rule)
    if table.ascending and not suspects & set(table.ascending):
        _check_ascending(rows, table.ascending)


def _check_filled(rows: Rows, names: Sequence[str], rule: str) -> None:
    """Check how many of some columns each row fills."""
    filled = [pc.is_valid(rows.cells[name]) for name in names]
    counts = _sum([pc.cast(each, pa.int64()) for each in filled], len(rows.cells))
    allowed = {
        "exactly one": [1],
        "at least one": list(range(1, len(names) + 1)),
        "all or none": [0, len(names)],
    }[rule]
    for place in places_where(pc.invert(pc.is_in(counts, value_set=pa.array(allowed, pa.int64())))):
        found = [name for name, each in zip(names, filled, strict=True) if each[place].as_py()]
        message = (
            f"expected {rule} of {', '.join(map(rows.sheet.title, names))} to be filled in, "
            f"found {' and '.join(map(rows.sheet.title, found)) or 'none'}"
        )
        rows.tell(place, message, column=", ".join(found))


def _sum(numbers: Sequence[pa.ChunkedArray], count: int) -> pa.ChunkedArray:
    total = pa.chunked_array([pa.repeat(pa.scalar(0, pa.int64()), count)])
    for each in numbers:
        total = pc.add(total, each)
    return total


def _check_ascending(rows: Rows, names: Sequence[str]) -> None:
    lower, upper = (rows.cells[name].to_pylist() for name in names)
    for place, pair in enumerate(zip(lower, upper, strict=True)):
        if all(value and value.isdecimal() for value in pair) and int(pair[0]) >= int(pair[1]):
            message = f"is not above {rows.sheet.title(names[0])}, which is {pair[0]}"
            rows.tell(place, message, column=names[1], value=pair[1])


def check_keys(
    tables: Tables, declaration: Declaration, refused: Collection[str] = frozenset()
) -> None:
    """Check that each id stands once, and that what refers to an id refers to one there is.

    A table that could not be read whole silences what refers to it, and no more.

    :param refused: tables of which a file or sheet was refused, for its name or whatever it is
    """
    known: dict[str, Ids] = {}
    for table in declaration.tables.values():
        sheets = tables.get(table.name, ())
        known[table.name] = Ids(table, sheets, is_whole=table.name not in refused)
        _check_unique(table, sheets)
    for sheets in tables.values():
        for rows in sheets:
            for column in rows.table.columns:
                if column.references:
                    check_reference(rows, column, known[column.references])
    for table in declaration.tables.values():
        if table.acyclic:
            _check_acyclic(table, tables.get(table.name, ()))


def _check_unique(table: Table, sheets: Sequence[Rows]) -> None:
    """Check that each id of a table stands once in all sources together."""
    if not sheets:
        return
    chunks = [chunk for rows in sheets for chunk in rows.cells[table.key].chunks]
    ids = pa.chunked_array(chunks, pa.string())
    counted = pc.value_counts(ids.combine_chunks())
    repeated = pc.filter(counted.field("values"), pc.greater(counted.field("counts"), 1))
    if not len(repeated.drop_null()):
        return
    first: dict[str, tuple[Rows, int]] = {}
    for rows in sheets:
        column = rows.cells[table.key]
        for place in places_where(pc.is_in(column, value_set=repeated.drop_null())):
            value = column[place].as_py()
            if value not in first:
                first[value] = (rows, place)
                continue
            earlier, at = first[value]
            where = _say_where(earlier, at, rows)
            rows.tell(place, f"is the id of {where} too", column=table.key, value=value)


def _say_where(earlier: Rows, place: int, later: Rows) -> str:
    number = earlier.numbers[place].as_py()
    if earlier is later:
        return f"row {number}"
    sheet = f", sheet {earlier.sheet.place.sheet}" if earlier.sheet.place.sheet else ""
    return f"row {number} of {earlier.sheet.place.file}{sheet}"


def _check_acyclic(table: Table, sheets: Iterable[Rows]) -> None:
    """Check that nothing is above itself; tell each circle once, as a chain."""
    below, above = table.acyclic
    parents: dict[str, list[str]] = defaultdict(list)
    stands: dict[tuple[str, str], tuple[Rows, int]] = {}
    for rows in sheets:
        for place in places_where(pc.is_valid(rows.cells[above])):
            edge = rows.cells[below][place].as_py(), rows.cells[above][place].as_py()
            if edge[0] and edge not in stands:
                parents[edge[0]].append(edge[1])
                stands[edge] = (rows, place)
    for circle in _circles(parents):
        rows, place = stands[circle[0], circle[1]]
        chain = " → ".join(circle)
        rows.tell(place, f"goes in a circle: {chain}", column=above, value=circle[1])


def _circles(parents: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Find circles, each beginning and ending with its least member, those of one knot once."""
    done: set[str] = set()
    for start in sorted(parents):
        path: list[str] = []
        depth: dict[str, int] = {}
        waiting = [(start, 0)]
        while waiting:
            node, level = waiting.pop()
            for left in path[level:]:
                del depth[left]
                done.add(left)
            del path[level:]
            if node in depth:
                circle = path[depth[node] :]
                least = circle.index(min(circle))
                yield (*circle[least:], *circle[: least + 1])
            elif node not in done:
                depth[node] = level
                path.append(node)
                waiting += [(parent, level + 1) for parent in parents.get(node, ())]
        done.update(path)
