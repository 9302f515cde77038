"""Facts as columns, written so that they compress: the data inside a page of the explorer.

A table is a list of rows with the same fields. Each field becomes a column, in whichever of these
forms takes the least room once compressed; ``frontend/src/explorer/columns.ts`` reads them back:

* a list: the values, one a row
* ``{"at": [...], "of": COLUMN}``: values of few rows; ``at`` counts rows from the one before
* ``{"pool": [...], "at": [...]}``: values that repeat, by their place in the pool
* ``{"rise": [...]}``: whole numbers, each as what it adds to the one before
* ``{"heads": [...], "head": [...], "width": [...], "rise": [...]}``: texts that end in numbers,
  such as IRIs and rows: a common head, and what the number adds to the one before with that head
* ``{"counts": [...], "of": COLUMN}``: a list of values a row; rows of one list follow each other

What is empty in all rows has no column.
"""

import base64
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

# A value that a row may lack: None, "", False, an empty list.
Value = Any
Column = Any

# Of a column's values: if more differ, a pool of them would be no shorter.
MOST_IN_POOL: Final = 0.7
LONE: Final = re.compile(r"[\ud800-\udfff]")
# What HTML gives a meaning to, and what stands for it.
TO_HTML: Final = str.maketrans("<>&", ",.:")
FROM_HTML: Final = str.maketrans(",.:", "<>&")
NUMBERED: Final = re.compile(r"^(.*?)(\d{1,9})\Z", re.DOTALL | re.ASCII)


def write_table(
    rows: Sequence[Mapping[str, Value]], *, lists: Iterable[str] = ()
) -> dict[str, Any]:
    """Write rows as a table of columns.

    :param lists: names of the fields that hold a list in each row
    :returns: ``{"length": number of rows, NAME: COLUMN, ...}``

    >>> write_table([{"a": 1, "b": ""}, {"a": 5, "b": ""}])
    {'length': 2, 'a': [1, 5]}
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    with_lists = set(lists)
    table: dict[str, Any] = {"length": len(rows)}
    for name in names:
        values = [row.get(name) for row in rows]
        column = write_lists(values) if name in with_lists else write_column(values)
        if column is not None:
            table[name] = column
    return table


def write_column(values: Sequence[Value]) -> Column | None:
    """Write a column in the form that takes the least room; None if every value is empty."""
    filled = [(place, value) for place, value in enumerate(values) if not _is_empty(value)]
    if not filled:
        return None
    if len(filled) < len(values):
        places = [place for place, _ in filled]
        rises = _rises(places)
        return {"at": rises, "of": write_column([value for _, value in filled])}
    forms = [form for form in (list(values), *_forms(values)) if form is not None]
    return min(forms, key=_size) if len(forms) > 1 else forms[0]


def write_lists(values: Sequence[Sequence[Value] | None]) -> Column | None:
    """Write a column with a list in each row; None if all are empty."""
    lists = [value or [] for value in values]
    flat = [value for each in lists for value in each]
    if not flat:
        return None
    return {"counts": [len(each) for each in lists], "of": _complete(flat)}


def _complete(values: list[Value]) -> Column:
    """Write values of which each counts, even an empty one."""
    column = write_column(values)
    return values if column is None else column


def pack(value: object) -> str:
    """Write a value as JSON, compressed, in letters that mean nothing to HTML.

    The letters are those of base 85 (RFC 1924), which takes a sixteenth less than base 64, but for
    ``<``, ``>`` and ``&``. The same value always gives the same text: the header of gzip holds no
    clock.
    """
    return base64.b85encode(compress(json_bytes(value))).decode().translate(TO_HTML)


def unpack(text: str) -> Column:
    """Read what ``pack`` wrote.

    >>> unpack(pack({"a": 1}))
    {'a': 1}
    """
    return json.loads(gzip.decompress(base64.b85decode(text.translate(FROM_HTML))))


def pack_bytes(content: bytes) -> str:
    """Compress bytes, and write them in base 64, which any script reads without a decoder."""
    return base64.b64encode(compress(content)).decode()


def compress(content: bytes) -> bytes:
    """Compress with gzip as small as zlib can, without a clock in the header."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL + 1)
    return packer.compress(content) + packer.flush()


def json_bytes(value: object) -> bytes:
    """Write JSON as UTF-8; a lone surrogate, which UTF-8 cannot hold, becomes its escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return LONE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()


def _forms(values: Sequence[Value]) -> Iterable[Column | None]:
    yield _pooled(values)
    if all(type(value) is int for value in values):
        yield {"rise": _rises(values)}
    elif all(isinstance(value, str) for value in values):
        yield _numbered(values)


def _pooled(values: Sequence[Value]) -> Column | None:
    """Write values by their place among those that differ, if that is worth it."""
    places: dict[tuple[type, str | int | float], int] = {}
    pool: list[Value] = []
    at = []
    most = len(values) * MOST_IN_POOL
    for value in values:
        key = value if isinstance(value, str | int | float) else json.dumps(value)
        mark = (type(value), key)
        place = places.get(mark)
        if place is None:
            place = places[mark] = len(pool)
            pool.append(value)
            if len(pool) > most:
                return None
        at.append(place)
    return {"pool": pool, "at": at}


def _numbered(texts: Sequence[str]) -> Column | None:
    """Write texts that end in numbers, unless one of them does not."""
    heads: dict[str, int] = {}
    last: dict[int, int] = {}
    column: dict[str, list[Any]] = {"heads": [], "head": [], "width": [], "rise": []}
    for text in texts:
        match = NUMBERED.match(text)
        if match is None:
            return None
        head = heads.setdefault(match[1], len(heads))
        number = int(match[2])
        column["head"].append(head)
        column["width"].append(len(match[2]) if match[2].startswith("0") else 0)
        column["rise"].append(number - last.get(head, 0))
        last[head] = number
    column["heads"] = list(heads)
    return None if len(heads) > len(texts) * MOST_IN_POOL else column


def _rises(numbers: Sequence[int]) -> list[int]:
    """Tell what each number adds to the one before; the first counts from 0.

    >>> _rises([3, 4, 9, 7])
    [3, 1, 5, -2]
    """
    return [b - a for a, b in pairwise((0, *numbers))]


def _is_empty(value: Value) -> bool:
    return value is None or value is False or value == "" or value == [] or value == {}


def _size(form: Column) -> int:
    """Estimate the room that a form takes: quickly, for most of them are thrown away."""
    return len(zlib.compress(json_bytes(form), 1))
