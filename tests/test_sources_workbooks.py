"""Sheets of workbooks as sources: XLSX made by openpyxl, ODS written by hand."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from saite.engine import materialize
from saite.errors import MappingError
from sources_support import mapping_of, values_of

COLUMNS = ["value", "_row"]


def write_book(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(number, place, value)
    book.save(path)


VALUES: list[list[object]] = [
    ["id", "value", None, "unused"],
    ["text", " a b ", "in no column"],
    ["whole", 12],
    ["part", 54.68],
    ["large", 1e20],
    ["truth", True],
    [None, None],
    ["day", dt.date(2021, 5, 3)],
    ["moment", dt.datetime.fromisoformat("2021-05-03T10:30")],
    ["clock", dt.time(10, 30)],
    ["span", dt.timedelta(hours=30, minutes=5)],
    ["nothing", None],
    ["dash", "-"],
    [7, "n"],
]


def test_cells_have_their_natural_datatypes_and_rows_the_numbers_of_the_sheet(
    tmp_path: Path,
) -> None:
    write_book(tmp_path / "b.xlsx", {"People": VALUES})
    mapping = mapping_of(tmp_path, "b.xlsx", COLUMNS, more='rml:null "-"')
    found = values_of(mapping, tmp_path, COLUMNS)
    assert {(who, value) for who, column, value in found if column == "value"} == {
        ("text", " a b "),
        ("whole", "12^^<integer>"),
        ("part", "54.68^^<decimal>"),
        ("large", "100000000000000000000^^<integer>"),
        ("truth", "true^^<boolean>"),
        ("day", "2021-05-03^^<date>"),
        ("moment", "2021-05-03T10:30:00^^<dateTime>"),
        ("clock", "10:30:00^^<time>"),
        ("span", "P1DT6H5M^^<dayTimeDuration>"),
        ("7", "n"),
    }
    rows = {who: value for who, column, value in found if column == "_row"}
    assert (rows["text"], rows["truth"], rows["day"], rows["7"]) == ("2", "6", "8", "14")


def test_the_header_is_the_first_row_that_is_not_blank(tmp_path: Path) -> None:
    write_book(tmp_path / "b.xlsx", {"People": [[], [], [None, "value", "id"], [None, "a", "1"]]})
    mapping = mapping_of(tmp_path, "b.xlsx", COLUMNS)
    assert values_of(mapping, tmp_path, COLUMNS) == {("1", "value", "a"), ("1", "_row", "4")}


def test_a_sheet_is_named_behind_the_path(tmp_path: Path) -> None:
    rows: list[list[object]] = [["id", "value"], ["1", "a"]]
    write_book(tmp_path / "Book.XLSX", {"Other": [], "My people #1": rows})
    mapping = mapping_of(tmp_path, "Book.XLSX#My people #1", COLUMNS)
    assert ("1", "value", "a") in values_of(mapping, tmp_path, COLUMNS)


def test_two_sheets_of_a_workbook_are_two_sources(tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {
        name: [["id", "value"], [name, "x"]] for name in ("One", "Two")
    }
    write_book(tmp_path / "b.xlsx", sheets)
    texts = [mapping_of(tmp_path, f"b.xlsx#{name}", ["value"]).read_text() for name in sheets]
    (tmp_path / "both.ttl").write_text("\n".join(texts).replace("<#People>", "[]"))
    assert materialize(tmp_path / "both.ttl", output=tmp_path / "out.nq") == 2


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "b.xlsx",
            "expected one of them behind the path: 'People', 'Places', such as 'book.xlsx#People'",
        ),
        (
            "b.xlsx#Poeple",
            "'Poeple' is not a sheet of the workbook, expected one of 'People', 'Places'",
        ),
        ("b.xlsx#Poeple", "did you mean 'People'?"),
        ("b.xlsx#Places", "sheet Places, row 2: 'id' stands twice in the header"),
        ("b.xlsx#People", "'value' is not a column of its source, expected one of id, valeu"),
        ("c.xlsx#People", "'c.xlsx#People' does not exist, expected a file"),
        ("c.xlsx#People", "did you mean 'b.xlsx#People'?"),
    ],
)
def test_what_is_wrong_with_a_workbook_is_located(path: str, message: str, tmp_path: Path) -> None:
    rows: dict[str, list[list[object]]] = {
        "People": [["id", "valeu"], ["1", "a"]],
        "Places": [[], ["id", "value", "id"]],
    }
    write_book(tmp_path / "b.xlsx", rows)
    with pytest.raises(MappingError) as caught:
        materialize(mapping_of(tmp_path, path, ["value"]), output=tmp_path / "out.nq")
    assert message in str(caught.value)


OASIS = "urn:oasis:names:tc:opendocument:xmlns"
MIME = "application/vnd.oasis.opendocument.spreadsheet"
CELLS = [
    [('value-type="string"', "id"), ('value-type="string"', "value")],
    [('value-type="float" office:value="1"', "1"),
     ('value-type="boolean" office:boolean-value="true"', "TRUE")],
    [('value-type="float" office:value="2"', "2"),
     ('value-type="date" office:date-value="2021-05-03"', "3.5.21")],
]  # fmt: skip


def opendocument() -> str:
    def cell(said: str, shown: str) -> str:
        return f"<table:table-cell office:{said}><text:p>{shown}</text:p></table:table-cell>"

    rows = "".join(
        f"<table:table-row>{''.join(cell(*each) for each in row)}</table:table-row>"
        for row in CELLS
    )
    names = "".join(f' xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
    return (
        f'<office:document-content{names} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="People">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )


def manifest() -> str:
    entries = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{kind}"/>'
        for path, kind in (("/", MIME), ("content.xml", "text/xml"))
    )
    return f'<m:manifest xmlns:m="{OASIS}:manifest:1.0">{entries}</m:manifest>'


def test_sheets_of_opendocument_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.ods", "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("content.xml", opendocument())
        archive.writestr("META-INF/manifest.xml", manifest())
    mapping = mapping_of(tmp_path, "b.ods#People", ["value"])
    assert values_of(mapping, tmp_path, ["value"]) == {
        ("1", "value", "true^^<boolean>"),
        ("2", "value", "2021-05-03^^<date>"),
    }
