"""References: what stands in place of an id, and which id was probably meant."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from saite.concepts import fold
from saite.errors import nearest
from saite.records.declaration import Column, Table
from saite.records.relations import Rows
from saite.records.sheet import Finding

# Above this many ids, or wrong ones, comparing each with each would take too long.
MANY_IDS: Final = 2_000
MANY_WRONG: Final = 50
# For each letter of a wrong id, 128 texts are made that differ in it alone.
LONGEST_ID: Final = 100
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Ids:
    """The ids of a table over all sources, and which of them is nearest to a wrong one."""

    def __init__(self, table: Table, sheets: Sequence[Rows], *, is_whole: bool) -> None:
        self.table = table
        self.exists = bool(sheets)
        # Without the column of ids, or with rows that could not be told apart, nothing is known.
        self.is_known = is_whole and all(
            rows.sheet.is_complete
            and any(header.column.name == table.key for header in rows.sheet.headers)
            for rows in sheets
        )
        arrays = [chunk for rows in sheets for chunk in rows.cells[table.key].chunks]
        broken = sorted({each for rows in sheets for each in rows.sheet.broken_ids})
        self.values = pa.chunked_array([*arrays, pa.array(broken, pa.string())], pa.string())
        self.sheets = sheets
        self.texts: frozenset[str] = frozenset()
        self.hints: dict[str, str] = {}

    def has(self, text: str) -> bool:
        """Tell if a text is an id of the table."""
        self.texts = self.texts or frozenset(filter(None, self.values.to_pylist()))
        return text in self.texts

    @cached_property
    def by_label(self) -> Mapping[str, set[str]]:
        """Give the ids of the rows that bear a name or title, folded."""
        labels: dict[str, set[str]] = defaultdict(set)
        for rows in self.sheets:
            for name in rows.cells.column_names:
                if name in ("name", "title"):
                    texts, keys = rows.cells[name], rows.cells[self.table.key]
                    for text, key in zip(texts.to_pylist(), keys.to_pylist(), strict=True):
                        if text and key:
                            labels[fold(text)].add(key)
        return labels

    @cached_property
    def longest(self) -> int:
        """Give the number of letters of the longest id; 0 if there is none."""
        return max(map(len, self.texts), default=0)

    def nearest(self, wrong: str) -> str:
        """Find the id that is most like a wrong one; empty if none is near."""
        if wrong not in self.hints and not self.has(wrong):
            are_few = len(self.texts) <= MANY_IDS and len(self.hints) < MANY_WRONG
            # In a short id every letter tells: o9 is not nearly o1. And a long text is no id.
            is_alike = 3 < len(wrong) <= min(LONGEST_ID, self.longest + 1)
            near = self._nearest_by_one_letter(wrong) if is_alike else ""
            self.hints[wrong] = near or (nearest(wrong, self.texts) if are_few else "")
        return self.hints.get(wrong, "")

    def _nearest_by_one_letter(self, wrong: str) -> str:
        splits = [(wrong[:place], wrong[place:]) for place in range(len(wrong) + 1)]
        candidates = {head + tail[1:] for head, tail in splits if tail}
        candidates |= {
            head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1
        }
        for letter in _LETTERS:
            candidates |= {head + letter + tail for head, tail in splits}
            candidates |= {head + letter + tail[1:] for head, tail in splits if tail}
        return min(candidates & self.texts, default="")


def check_reference(rows: Rows, column: Column, ids: Ids) -> None:
    """Check that every value of a column is an id of the table that it refers to."""
    cells = rows.cells[column.name]
    if pa.types.is_list(cells.type):
        flat, parents = pc.list_flatten(cells), pc.list_parent_indices(cells)
    else:
        flat, parents = cells, None
    if len(flat) == flat.null_count or not ids.is_known:
        return
    is_wrong = pc.and_(pc.is_valid(flat), pc.invert(pc.is_in(flat, value_set=ids.values)))
    for place in places_where(is_wrong):
        value = flat[place].as_py()
        row = parents[place].as_py() if parents is not None else place
        if not ids.exists:
            message = f"refers to the table {ids.table.name}, which no source has"
            rows.tell(row, message, column=column.name, value=value)
            return
        rows.find(row, _find_fault(value, column, ids))


def _find_fault(value: str, column: Column, ids: Ids) -> Finding:
    """Say what stands in place of an id: a name, several ids, or one that is not there."""
    message = f"is no id of the table {ids.table.name}"
    bearers = sorted(ids.by_label.get(fold(value), ()))
    if len(bearers) == 1:
        message = f"{message}, but a {_label_of(ids.table)} in it"
        return Finding(column.name, value, message, bearers[0])
    if bearers:
        message = f"{message}, but the {_label_of(ids.table)} of {', '.join(bearers)}"
        return Finding(column.name, value, f"{message}; write one of these ids")
    parts = [part for part in re.split(r"[,;|/\s]+", value) if part]
    if len(parts) > 1 and all(map(_ID.fullmatch, parts)) and any(map(ids.has, parts)):
        hint = (
            f"separate ids with a semicolon: {column.separator.join(parts)}"
            if column.separator
            else "the column holds one id, write a row for each"
        )
        return Finding(column.name, value, f"{message}; {hint}")
    near = ids.nearest(value)
    advice = "" if near else "; write one of its ids, or add a row for it to that table"
    return Finding(column.name, value, f"{message}{advice}", near)


def _label_of(table: Table) -> str:
    return next(column.name for column in table.columns if column.name in ("name", "title"))


def places_where(mask: pa.ChunkedArray) -> list[int]:
    """Give the places where a mask is true."""
    places: list[int] = pc.indices_nonzero(mask).to_pylist()
    return places
