"""What stands in the XML of a workbook, and what its reader of values does not tell.

Number formats (did the cell show a day?), cells in error, formulas never calculated, how far the
cells reach. The parts are read with limits and without document types, so that neither a bomb nor
an entity comes through; the values themselves are read by calamine, after this.

Source: ECMA-376, part 1, sections 18.3 (worksheets) and 18.8 (styles).
"""

import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple
from xml.parsers import expat

MAX_RATIO: Final = 120
MAX_UNPACKED: Final = 4 << 30
SMALL: Final = 64 << 20
MAX_PARTS: Final = 10_000
# A sheet is read as a rectangle, so one far cell would make it huge.
MAX_AREA: Final = 5_000_000
MAX_EMPTINESS: Final = 20

# What reading a part ends with whose bytes are not what they were.
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError)
# Bytes that no text has, in whatever encoding of single bytes.
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# Built-in formats that show a date: id -> what they show.
_BUILT_IN: Final = {14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "m/d/yyyy h:mm"}


class WorkbookError(ValueError):
    """A file is no workbook that can be read safely; the message says why."""


class Oddity(NamedTuple):
    """Something about a cell that its value does not tell.

    :param kind: ``error``, ``uncalculated`` or ``format``
    :param detail: the error, or the number format
    """

    kind: str
    detail: str


@dataclass
class SheetScan:
    """What the XML of a sheet tells.

    :param oddities: row from 1 and column from 0 -> what is odd about the cell
    :param merged: ranges of merged cells, such as ``A2:B3``
    :param filled: number of cells with a value
    """

    oddities: dict[tuple[int, int], Oddity] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    filled: int = 0
    rows: int = 0
    columns: int = 0

    @property
    def is_sprawling(self) -> bool:
        """Tell if the sheet is so large and so empty that it cannot be read as a rectangle."""
        area = self.rows * self.columns
        return area > MAX_AREA and area > MAX_EMPTINESS * self.filled


@contextmanager
def open_parts(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the container of a workbook, after a look at its sizes.

    :raises WorkbookError: if it is no container, or would grow out of measure
    """
    try:
        parts = zipfile.ZipFile(path)
    # NotImplementedError: a version of the format that zipfile does not know.
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise WorkbookError(_say_no_workbook(path, error)) from None
    with parts:
        _check_sizes(parts)
        yield parts


def _say_no_workbook(path: Path, error: Exception) -> str:
    """Say what a file is that is no container of a workbook."""
    with path.open("rb") as stream:
        beginning = stream.read(4_096)
    if not beginning:
        return "is empty: the file has no bytes; save the workbook again"
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        return "is no .xlsx workbook: it is an old .xls, or has a password"
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")) or not _BINARY.search(beginning):
        return "is a text file, not a workbook: save it as .xlsx from your spreadsheet program"
    if beginning.startswith(b"PK") and not zipfile.is_zipfile(path):
        return "is cut off: it begins as a workbook, but its end is missing; copy or save it again"
    return f"is no .xlsx workbook: {error}"


def _check_sizes(parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED:
        raise WorkbookError("is refused: it would unpack to more than a workbook of records has")
    if unpacked > SMALL and unpacked > MAX_RATIO * packed:
        size = f"{unpacked >> 20} MB, {unpacked // packed} times its size"
        raise WorkbookError(f"is refused: it would unpack to {size}")


def check_parts(parts: zipfile.ZipFile) -> None:
    """Check that every XML part is well formed and has no document type.

    :raises WorkbookError: if one is not
    """
    for name in parts.namelist():
        if name.endswith((".xml", ".rels", ".vml")):
            _parse(parts, name)


def find_sheets(parts: zipfile.ZipFile) -> dict[str, str]:
    """Find the part of each sheet, by the sheet's name, in the order of the workbook.

    :raises WorkbookError: if the workbook does not tell
    """
    book = next(
        (target for kind, _, target in _relations(parts, "") if kind.endswith("/officeDocument")),
        "xl/workbook.xml",
    )
    targets = {key: target for _, key, target in _relations(parts, book)}
    sheets: dict[str, str] = {}

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        key = next((value for name, value in attributes.items() if name.endswith(" id")), "")
        if tag == "sheet" and key in targets:
            sheets[attributes.get("name", "")] = targets[key]

    _parse(parts, book, start=start)
    return sheets


def _relations(parts: zipfile.ZipFile, part: str) -> list[tuple[str, str, str]]:
    """Give type, id and target of each relation of a part; of the container for the empty name."""
    folder, name = PurePosixPath(part).parent, PurePosixPath(part).name
    found: list[tuple[str, str, str]] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            whole = target[1:] if target.startswith("/") else str(folder / target)
            found.append((attributes.get("Type", ""), attributes.get("Id", ""), whole))

    _parse(parts, str(folder / "_rels" / f"{name}.rels"), start=start)
    return found


def read_formats(parts: zipfile.ZipFile) -> list[str]:
    """Give the number format of each cell style, by its index; empty for one that shows no date."""
    own: dict[str, str] = {}
    styles: list[str] = []
    path: list[str] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        path.append(tag)
        if tag == "numFmt":
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and "cellXfs" in path:
            styles.append(attributes.get("numFmtId", "0"))

    if "xl/styles.xml" in parts.namelist():
        _parse(parts, "xl/styles.xml", start=start, end=lambda _: path.pop())
    built_in = {str(number): code for number, code in _BUILT_IN.items()}
    codes = [own.get(number, built_in.get(number, "")) for number in styles]
    return [code if shown_parts(code) else "" for code in codes]


def shown_parts(code: str) -> set[str]:
    r"""Tell which parts of a date a number format shows: ``y``, ``m``, ``d`` and ``h``.

    >>> sorted(shown_parts("mmm yyyy")), sorted(shown_parts('yyyy"-"mm\\-dd;@'))
    (['m', 'y'], ['d', 'm', 'y'])
    """
    plain = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code.partition(";")[0]).lower()
    words = re.findall(r"y+|m+|d+|h+|s+", plain) if plain != "general" else []
    shown = {word[0] for word in words if not re.fullmatch("d{3,}", word)}
    # Next to hours or seconds, m is minutes; where nothing else tells of a day it is only that.
    if shown & {"h", "s"} and not shown & {"y", "d"}:
        shown.discard("m")
    return {"h" if part == "s" else part for part in shown}


def scan_sheet(parts: zipfile.ZipFile, part: str, formats: Sequence[str]) -> SheetScan:
    """Run through the cells of a sheet."""
    scan = SheetScan()
    reader = _CellReader(scan, formats)
    _parse(parts, part, start=reader.start, end=reader.end, text=reader.text)
    return scan


class _CellReader:
    """Handlers that follow the cells of a sheet."""

    def __init__(self, scan: SheetScan, formats: Sequence[str]) -> None:
        self.scan = scan
        self.formats = formats
        self.row = 0
        self.column = -1
        self.cell: Mapping[str, str] = {}
        self.tag = ""
        self.value = ""
        self.has_formula = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.tag = tag
        if tag == "c":
            self.cell, self.value, self.has_formula = attributes, "", False
            found = _REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = _column_number(found[1]) if found else self.column + 1
            self.row = int(found[2]) if found else self.row
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = -1
        elif tag == "f":
            self.has_formula = True
        elif tag == "mergeCell":
            self.scan.merged.append(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        if self.tag in ("v", "t") and len(self.value) < 40:
            self.value += text

    def end(self, tag: str) -> None:
        self.tag = ""
        if tag != "c":
            return
        scan, kind = self.scan, self.cell.get("t", "n")
        place = (self.row, self.column)
        if self.value:
            scan.filled += 1
            scan.rows, scan.columns = max(scan.rows, self.row), max(scan.columns, self.column + 1)
        if kind == "e":
            scan.oddities[place] = Oddity("error", self.value)
        elif self.has_formula and not self.value and kind != "str":
            scan.oddities[place] = Oddity("uncalculated", "")
        elif kind in ("n", "d") and self.value and "s" in self.cell:
            style = int(self.cell["s"])
            if style < len(self.formats) and self.formats[style]:
                scan.oddities[place] = Oddity("format", self.formats[style])


@lru_cache(maxsize=4_096)
def _local_name(tag: str) -> str:
    return tag.rpartition(" ")[2]


@lru_cache(maxsize=4_096)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _ignore_start(_tag: str, _attributes: Mapping[str, str]) -> None: ...


def _ignore(_text: str) -> None: ...


def _parse(
    parts: zipfile.ZipFile,
    name: str,
    *,
    start: Callable[[str, Mapping[str, str]], object] = _ignore_start,
    end: Callable[[str], object] = _ignore,
    text: Callable[[str], object] = _ignore,
) -> None:
    """Read a part of a workbook as XML, telling of local names only."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise WorkbookError(f"is refused: its part {name} declares a document type")

    parser.StartDoctypeDeclHandler = refuse
    if start is not _ignore_start:
        parser.StartElementHandler = lambda tag, given: start(_local_name(tag), given)
        parser.EndElementHandler = lambda tag: end(_local_name(tag))
    if text is not _ignore:
        parser.buffer_text = True
        parser.CharacterDataHandler = text
    try:
        # It says RuntimeError of a password, and NotImplementedError, which is one, of a
        # compression that it does not know.
        stream = parts.open(name)
    except KeyError:
        raise WorkbookError(f"is no .xlsx workbook: its part {name} is missing") from None
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise WorkbookError(f"is no .xlsx workbook: {error}") from None
    try:
        with stream:
            parser.ParseFile(stream)
    except _DAMAGE as error:
        raise WorkbookError(f"is no .xlsx workbook: {error}") from None
    except (expat.ExpatError, ValueError) as error:
        if isinstance(error, WorkbookError):
            raise
        raise WorkbookError(f"is damaged: its part {name}: {error}") from None
