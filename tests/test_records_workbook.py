"""Records in workbooks: what people type in a spreadsheet, what it makes of it, what is refused."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saite.concepts import load_concepts
from saite.records import load_declaration, read_records
from saite.records.workbook import WorkbookError, open_parts, shown_parts
from saite.resources import resource
from saite.workspace import Source

DECLARATION = load_declaration()
CONCEPTS = load_concepts([resource("ontology/concepts.ttl")])

Sheets = Mapping[str, Sequence[Sequence[Any]]]
EVENTS = ["id", "title", "when"]
# A workbook's clock has no zone.
MIDNIGHT = dt.datetime(2021, 5, 1)  # noqa: DTZ001


def save(path: Path, sheets: Sheets, change: Callable[[Any], None] | None = None) -> Path:
    """Write a workbook as a spreadsheet does."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    book.save(path)
    return path


def read(path: Path, language: str = "lt") -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """Read a workbook; give the rows of each table, and the problems as people see them."""
    source = Source("book", path, language)
    records, problems = read_records([source], DECLARATION, CONCEPTS, root=path.parent)
    with records:
        tables = {}
        for relation in records.relations:
            found = records.connection.execute(f'SELECT * FROM "{relation.sql_name}"')
            names = [column[0] for column in found.description or ()]
            tables[relation.table] = [
                dict(zip(names, row, strict=True)) for row in found.fetchall()
            ]
    return tables, [str(problem) for problem in problems]


def test_sheets_headers_and_values_are_known_in_every_language(tmp_path: Path) -> None:
    path = save(
        tmp_path / "my book.xlsx",
        {
            "Skaityk": [["anything"]],
            "_notes": [["anything"]],
            "Renginiai": [
                ["Id", "Pavadinimas", "Rūšis", "Be pavadinimo"],
                ["e1", "E", "Mokymai", True],
            ],
            "Organizācijas": [["ID", "Nosaukums", "Veids"], [], ["o1", "O", "Asociacija"]],
        },
    )
    tables, problems = read(path)
    assert not problems
    assert tables["events"][0] | {"kind": "training", "unnamed": "true"} == tables["events"][0]
    (organisation,) = tables["organisations"]
    assert organisation["kind"] == "association"
    assert organisation["_row"] == "3"
    assert organisation["_at"] == "source/book/my%20book.xlsx#sheet=Organiz%C4%81cijas&row=3"


def test_numbers_are_what_was_typed(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["id", "title", "event_count", "when", "note"],
        [12, "E", 3, 2021, 0.5],
        [13.0, 7, "3", "2021 05", 1e20],
    ]
    tables, problems = read(save(tmp_path / "book.xlsx", {"events": rows}))
    assert not problems
    found = [[row[name] for name in rows[0]] for row in tables["events"]]
    assert found == [
        ["12", "E", "3", "2021", "0.5"],
        ["13", "7", "3", "2021 05", "100000000000000000000"],
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (dt.date(2021, 5, 1), "yyyy-mm-dd", "2021-05-01"),
        (dt.date(2021, 5, 1), "m/d/yyyy", "2021-05-01"),
        (dt.date(2021, 5, 1), "[$-427]yyyy\\ \\m.\\ mmmm\\ d\\ \\d.;@", "2021-05-01"),
        (MIDNIGHT, "dd.mm.yyyy", "2021-05-01"),
        (2021, "General", "2021"),
        (2021, "0", "2021"),
        ("2021 05", "@", "2021 05"),
    ],
)
def test_a_cell_that_shows_its_day_is_that_day(
    tmp_path: Path, value: object, number_format: str, expected: str
) -> None:
    def change(book: Any) -> None:
        book["events"]["C2"].value = value
        book["events"]["C2"].number_format = number_format

    path = save(tmp_path / "book.xlsx", {"events": [EVENTS, ["e1", "E", None]]}, change)
    tables, problems = read(path)
    assert not problems
    assert tables["events"][0]["when"] == expected


@pytest.mark.parametrize(
    ("value", "number_format", "message"),
    [
        (dt.date(2021, 5, 1), "mmm yyyy", "'2021-05-01' is a day that nobody wrote"),
        (dt.date(2021, 5, 1), "mmm-yy", "the cell shows only 'mmm-yy' of it"),
        (dt.date(2021, 5, 1), "d-mmm", "the cell shows only 'd-mmm' of it"),
        (dt.date(2021, 5, 1), "yyyy", "a day that nobody wrote"),
        (dt.date(2021, 5, 1), "dddd, mmmm yyyy", "a day that nobody wrote"),
        (dt.date(2021, 5, 1), '"d" mmm yyyy', "a day that nobody wrote"),
        (MIDNIGHT.replace(hour=10, minute=30), "yyyy-mm-dd hh:mm", "it has a time"),
        (dt.time(10, 30), "hh:mm", "the cell shows only 'hh:mm' of it"),
        (dt.timedelta(hours=30), "[h]:mm:ss", "'1 day, 6:00:00' is"),
        (2021.05, "General", "'2021.05' is a number, no date"),
        (202105, "General", "'202105' is a number, no date"),
        (44317, "General", "'44317' is a number, no date"),
        (True, "General", "'TRUE' is not a date"),
    ],
)
def test_a_day_that_nobody_wrote_is_told_with_the_address_of_its_cell(
    tmp_path: Path, value: object, number_format: str, message: str
) -> None:
    def change(book: Any) -> None:
        book["events"]["C2"].value = value
        book["events"]["C2"].number_format = number_format

    path = save(tmp_path / "book.xlsx", {"events": [EVENTS, ["e1", "E", None]]}, change)
    _, (problem,) = read(path)
    assert problem.startswith("book.xlsx, sheet events, row 2, column events!C2 (when): ")
    assert message in problem


def test_a_date_in_a_column_of_texts_is_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["id", "title", "event_count"], ["e1", "E", dt.date(2021, 10, 11)]]
    _, (problem,) = read(save(tmp_path / "book.xlsx", {"events": rows}))
    assert "events!C2 (event_count): '2021-10-11' was made a date by the spreadsheet" in problem


def test_errors_formulas_without_value_and_merged_cells_are_told(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["events"]
        sheet["B2"] = "#REF!"
        sheet["B2"].data_type = "e"
        sheet["B3"] = '="a"&"b"'
        sheet.merge_cells("B4:B6")
        sheet.merge_cells("F4:G5")

    rows = [EVENTS, ["e1"], ["e2"], ["e3", "E"], ["e4"], ["e5"], ["e6", "F"]]
    tables, problems = read(save(tmp_path / "book.xlsx", {"events": rows}, change))
    where = "book.xlsx, sheet events, row {}, column events!B{} (title): "
    assert problems == [
        where.format(2, 2) + "'#REF!' is an error of the spreadsheet; type the value",
        where.format(3, 3)
        + "is a formula without a value; open the workbook in a spreadsheet and save it",
        where.format(4, 4) + "'B4:B6' is the first of merged cells; unmerge them and fill in each",
    ]
    assert [row["id"] for row in tables["events"]] == ["e1", "e2", "e3", "e4", "e5", "e6"]


# openpyxl writes it by lxml, where that is installed, and by the standard library.
EMPTY_VALUE = re.compile(rb"<v ?/>|<v></v>")


def test_a_formula_with_a_value_is_its_value(tmp_path: Path) -> None:
    path = save(tmp_path / "book.xlsx", {"events": [EVENTS, ["e1", "=1+1", None]]})
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: EMPTY_VALUE.sub(b"<v>2</v>", xml))
    tables, problems = read(path)
    assert not problems
    assert tables["events"][0]["title"] == "2"


def test_what_is_no_table_and_what_has_no_header_is_told(tmp_path: Path) -> None:
    sheets: Sheets = {
        "Evnts": [EVENTS],
        "Events": [[], ["e1", "E"]],
        "Renginiai": [EVENTS],
        "People": [],
        "projects": [["id", "title", None], ["p1", "P", "stray"]],
    }
    _, problems = read(save(tmp_path / "book.xlsx", sheets))
    assert [problem.removeprefix("book.xlsx, sheet ") for problem in problems] == [
        "Events: is not a table: its first row has no header",
        f"Evnts: 'Evnts' {NO_TABLE}; did you mean 'events'?",
        "People: is not a table: it is empty",
        "Renginiai: 'Renginiai' is the table events, as the sheet 'Events' is; expected one",
        "projects, row 2, column projects!C2: 'stray' stands in a column without a header",
    ]


def test_what_refers_to_a_refused_sheet_or_an_unreadable_workbook_is_let_be(tmp_path: Path) -> None:
    sheets: Sheets = {
        "Organizacjos": [["Id", "Pavadinimas"], ["o1", "One"]],
        "Padaliniai": [["Id", "Padalinys", "Organizacija"], ["u1", "o1", "o2"]],
    }
    _, (problem,) = read(save(tmp_path / "book.xlsx", sheets))
    assert "sheet Organizacjos: 'Organizacjos' is no table" in problem
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "units.csv").write_text("id,unit,organisation\nu,a,b\n", "utf-8")
    (tmp_path / "book.xlsx").write_bytes(b"")
    sources = [Source(name, tmp_path / name, "lt") for name in ("book.xlsx", "folder")]
    records, problems = read_records(sources, DECLARATION, CONCEPTS, root=tmp_path)
    records.close()
    assert [problem.file for problem in problems] == ["book.xlsx"]


def test_a_fault_that_recurs_is_told_once_with_the_address_of_its_first_cell(
    tmp_path: Path,
) -> None:
    header = ["Id", "Pavadinimas", "Rūšis"]
    rows: list[list[Any]] = [header, ["e1", "E", "x"], ["e2", "E", None], ["e3", "E", "x"]]
    _, (problem,) = read(save(tmp_path / "book.xlsx", {"Renginiai": rows}))
    assert problem.startswith(
        "book.xlsx, sheet Renginiai, row 2, column Renginiai!C2 (Rūšis): 'x' is no event-kind, "
        "expected one of: konferencija, "
    )
    assert problem.endswith(" (also row 4)")


NO_TABLE = "is no table; a sheet that is not meant as one begins with '_'"


def test_ids_and_references_go_over_workbooks_and_folders(tmp_path: Path) -> None:
    book = save(
        tmp_path / "book.xlsx",
        {"Organizacijos": [["Id", "Pavadinimas"], ["o1", "One"], ["o2", "Two"]]},
    )
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "organisations.csv").write_text("id,name\no2,Two\n", encoding="utf-8")
    (tmp_path / "records" / "units.csv").write_text(
        "id,unit,organisation\nu1,o1,o3\n", encoding="utf-8"
    )
    sources = [Source("a", book, "lt"), Source("b", tmp_path / "records", "en")]
    records, problems = read_records(sources, DECLARATION, CONCEPTS, root=tmp_path)
    records.close()
    first, second = map(str, problems)
    assert first == (
        "records/organisations.csv, row 2, column id: 'o2' is the id of row 3 of book.xlsx, sheet "
        "Organizacijos too"
    )
    assert "'o3' is no id of the table organisations" in second


def rewrite(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Replace one part of a workbook."""
    with zipfile.ZipFile(path) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    contents[part] = change(contents[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in contents.items():
            parts.writestr(name, content)


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>"""


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_part_with_a_document_type_is_refused(tmp_path: Path, part: str) -> None:
    path = save(tmp_path / "book.xlsx", {"events": [EVENTS, ["e1", "E", None]]})
    rewrite(path, part, lambda xml: LAUGHS + xml[xml.find(b"?>") + 2 if b"?>" in xml else 0 :])
    _, problems = read(path)
    assert problems == [f"book.xlsx: is refused: its part {part} declares a document type"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = save(tmp_path / "book.xlsx", {"events": [EVENTS, ["e1", "E", None]]})
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * (200 << 20))
    _, (problem,) = read(path)
    assert "is refused: it would unpack to 200 MB" in problem


def test_a_cell_far_away_is_told_not_reached_for(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["events"]["XFD1048576"] = "far"

    path = save(tmp_path / "book.xlsx", {"events": [EVENTS, ["e1", "E", None]]}, change)
    _, (problem,) = read(path)
    assert "reaches to events!XFD1048576 with 6 filled cells" in problem


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "book.xlsx: is empty: the file has no bytes"),
        (b"id,title\n", "is a text file, not a workbook: save it as .xlsx from your spreadsheet"),
        ("Id;Pavadinimas\nė\n".encode("cp1257"), "is a text file, not a workbook"),
        ("id".encode("utf-16"), "is a text file, not a workbook"),
        (b"PK\x03\x04" + b"\0" * 60, "is cut off: it begins as a workbook, but its end is missing"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is no .xlsx workbook: File is not a zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old .xls, or has a password"),
    ],
)
def test_a_file_that_is_no_workbook_is_told(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    _, (problem,) = read(path)
    assert message in problem


def test_a_container_without_a_workbook_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as parts:
        parts.writestr("hello.txt", "hello")
    _, (problem,) = read(tmp_path / "book.xlsx")
    assert "its part _rels/.rels is missing" in problem


def small_workbook() -> bytes:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "events"
    for row in (EVENTS, ["e1", "E", dt.date(2021, 5, 1)], ["e2", "=1+1", 2021]):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


WORKBOOK = small_workbook()
SLOW = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


@SLOW
@given(place=st.integers(0, len(WORKBOOK) - 1), data=st.binary(min_size=1, max_size=8))
def test_a_damaged_container_is_told_never_raised(
    tmp_path_factory: pytest.TempPathFactory, place: int, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("case") / "book.xlsx"
    path.write_bytes(WORKBOOK[:place] + data + WORKBOOK[place + len(data) :])
    _, problems = read(path)
    assert all(problem.startswith("book.xlsx") for problem in problems)


PARTS = [
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
]


@SLOW
@given(
    part=st.sampled_from(PARTS),
    where=st.floats(0, 1),
    length=st.integers(0, 12),
    data=st.sampled_from(
        [b"", b"9", b"-1", b"A", b"<v>x</v>", b'"', b" t='s'", b"\xff", b"99999999"]
    ),
)
def test_a_damaged_part_is_told_never_raised(
    tmp_path_factory: pytest.TempPathFactory, part: str, where: float, length: int, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("case") / "book.xlsx"
    path.write_bytes(WORKBOOK)

    def damage(xml: bytes) -> bytes:
        place = int(where * (len(xml) - 1))
        return xml[:place] + data + xml[place + length :]

    rewrite(path, part, damage)
    _, problems = read(path)
    assert all(problem.startswith("book.xlsx") for problem in problems)


def locked(data: bytes) -> bytes:
    """Give a container whose parts say that they have a password."""
    pattern = rb"(PK\x03\x04..|PK\x01\x02....)\0\0"
    return re.sub(pattern, lambda found: found[1] + b"\x01\0", data, flags=re.DOTALL)


def odd(data: bytes) -> bytes:
    """Give a container whose parts are packed in a way that only others know."""
    pattern = rb"(PK\x03\x04....|PK\x01\x02......)\x08\0"
    return re.sub(pattern, lambda found: found[1] + b"\x09\0", data, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("change", "message"), [(locked, "is encrypted"), (odd, "compression method is not supp")]
)
def test_a_container_that_nobody_can_open_is_told(
    tmp_path: Path, change: Callable[[bytes], bytes], message: str
) -> None:
    (tmp_path / "book.xlsx").write_bytes(change(WORKBOOK))
    _, (problem,) = read(tmp_path / "book.xlsx")
    assert "is no .xlsx workbook" in problem
    assert message in problem


@pytest.mark.parametrize("fault", [RuntimeError("mine"), NotImplementedError("mine"), EOFError()])
def test_a_fault_that_is_not_the_workbooks_passes_through(tmp_path: Path, fault: Exception) -> None:
    (tmp_path / "book.xlsx").write_bytes(WORKBOOK)
    with pytest.raises(type(fault)) as caught, open_parts(tmp_path / "book.xlsx"):
        raise fault
    assert caught.value is fault
    assert not isinstance(caught.value, WorkbookError)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("yyyy-mm-dd", "dmy"),
        ("m/d/yy h:mm", "dhmy"),
        ("mmm-yy", "my"),
        ("h:mm:ss", "h"),
        ("[h]:mm", "m"),
        ("General", ""),
        ("0.00", ""),
        ("#,##0", ""),
        ('0" d."', ""),
        ("dddd", ""),
        ("d/m;@", "dm"),
    ],
)
def test_number_formats_tell_what_they_show(code: str, parts: str) -> None:
    assert "".join(sorted(shown_parts(code))) == parts
