"""Records in CSV files: what is read, and everything that is told about what cannot be."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saite.concepts import load_concepts
from saite.records import Records, load_declaration, read_records
from saite.resources import resource
from saite.workspace import Source

CASES = Path(__file__).parent / "cases" / "records"
DECLARATION = load_declaration()
CONCEPTS = load_concepts([resource("ontology/concepts.ttl")])


def read(folder: Path, language: str = "en") -> tuple[Records, list[str]]:
    """Read each folder of a folder as a source; give the problems as people see them."""
    sources = [
        Source(path.name, path, language) for path in sorted(folder.iterdir()) if path.is_dir()
    ]
    records, problems = read_records(sources, DECLARATION, CONCEPTS, root=folder)
    return records, [str(problem) for problem in problems]


def write(folder: Path, **tables: str | bytes) -> Path:
    (folder / "records").mkdir()
    for name, text in tables.items():
        data = text.encode("utf-8") if isinstance(text, str) else text
        (folder / "records" / f"{name}.csv").write_bytes(data)
    return folder


def rows(records: Records, name: str, *columns: str) -> list[tuple[Any, ...]]:
    names = ", ".join(f'"{column}"' for column in columns)
    return records.connection.execute(f'SELECT {names} FROM "{name}"').fetchall()


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_every_problem_of_a_case_is_told(case: Path) -> None:
    records, problems = read(case)
    records.close()
    assert problems == (case / "problems.txt").read_text(encoding="utf-8").splitlines()


def test_titles_labels_and_truths_of_any_language_become_names_notations_and_true_or_false() -> (
    None
):
    records, _ = read(CASES / "translated", "lt")
    with records:
        assert rows(
            records, "records__organisations", "id", "language", "kind", "unnamed", "places"
        ) == [
            ("luma", "lt", "association", "false", ["vilnius", "kaunas"]),
            ("x", "lt", "parliament-body", "true", None),
        ]
        assert rows(records, "records__places", "name", "part_of", "latitude") == [
            ("Viļņa", None, "54.687"),
            ("Kauņa", "vilnius", None),
        ]


def test_rows_know_their_source_table_number_and_address() -> None:
    records, _ = read(CASES / "line-breaks")
    with records:
        located = rows(records, "records__organisations", "id", "_source", "_table", "_row", "_at")
    assert located == [
        ("luma", "records", "organisations", "2", "source/records/organisations.csv#row=2"),
        ("uwe", "records", "organisations", "4", "source/records/organisations.csv#row=4"),
        ("uwe", "records", "organisations", "5", "source/records/organisations.csv#row=5"),
    ]


def test_a_relation_has_every_declared_column_in_the_order_of_the_declaration() -> None:
    records, _ = read(CASES / "no-problem")
    with records:
        for relation in records.relations:
            described = records.connection.execute(f'DESCRIBE "{relation.sql_name}"').fetchall()
            declared = [column.name for column in DECLARATION.tables[relation.table].columns]
            assert list(relation.columns)[: len(declared)] == declared
            assert {name: kind for name, kind, *_ in described} == relation.columns
    assert [relation.sql_name for relation in records.relations] == [
        "records__organisations",
        "records__memberships",
    ]


def test_what_a_file_leaves_out_takes_its_default(tmp_path: Path) -> None:
    write(tmp_path, organisations="id,name\no1,One\n", events="id,title,language\ne1,E,\ne2,F,LV\n")
    records, problems = read(tmp_path, "lt")
    with records:
        assert not problems
        columns = ("language", "status", "kind", "unnamed", "evidence")
        assert rows(records, "records__organisations", *columns) == [
            ("lt", "stated", None, None, None)
        ]
        assert rows(records, "records__events", "language") == [("lt",), ("lv",)]


def test_numbers_take_their_shortest_form(tmp_path: Path) -> None:
    numbers = ["54.6870", "+05.10", "-0.00", "090", "0"]
    lines = [f"p{place},P,{number}" for place, number in enumerate(numbers)]
    write(tmp_path, places="\n".join(["id,name,latitude", *lines]))
    records, problems = read(tmp_path)
    with records:
        assert not problems
        found = [number for (number,) in rows(records, "records__places", "latitude")]
        assert found == ["54.687", "5.1", "0", "90", "0"]


def test_names_of_sources_are_part_of_names_and_addresses(tmp_path: Path) -> None:
    folder = tmp_path / "some folder"
    folder.mkdir()
    (folder / "Asmenys.csv").write_text("id,name\np1,P\n", encoding="utf-8")
    source = Source("2020-reports", folder, "lt")
    records, problems = read_records([source], DECLARATION, CONCEPTS)
    with records:
        assert not problems
        (relation,) = records.relations
        assert relation.sql_name == "2020_reports__people"
        assert rows(records, relation.sql_name, "_at") == [
            ("source/2020-reports/Asmenys.csv#row=2",)
        ]


def test_more_rows_than_one_portion_are_read_and_checked_alike(tmp_path: Path) -> None:
    count = 120_000
    organisations = "".join(f"o{number},Name {number},p1;p{number}\n" for number in range(2, count))
    places = "id,name\n" + "".join(f"p{number},Place\n" for number in range(1, count - 1))
    write(tmp_path, organisations=f"id,name,places\n{organisations}o9,Again,\n", places=places)
    records, problems = read(tmp_path)
    records.close()
    last = count - 1
    wrong = f"'p{last}' is no id of the table places; did you mean 'p109999'?"
    assert problems == [
        f"records/organisations.csv, row {last}, column places: {wrong}",
        f"records/organisations.csv, row {count}, column id: 'o9' is the id of row 9 too",
    ]


def test_a_source_that_is_not_there_or_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "people.csv").write_text("id,name\n", encoding="utf-8")
    sources = [
        Source("a", tmp_path / "recrods", "en"),
        Source("b", tmp_path / "people.csv", "en"),
    ]
    records, problems = read_records(sources, DECLARATION, CONCEPTS, root=tmp_path)
    records.close()
    assert [str(problem) for problem in problems] == [
        "people.csv: is neither a folder of CSV files nor an .xlsx workbook",
        "recrods: does not exist; did you mean 'records'?",
    ]


# Every example opens a database.
SLOW = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)

# Everything but what XML, and so a workbook, cannot hold; lone surrogates are no text at all.
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffd")
    | st.sampled_from('",;\t\n\r\u200f\u202e\u2028\u0085=@'),
    max_size=30,
)


@SLOW
@given(
    texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t"),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_any_text_survives_and_keeps_its_row_and_line(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, str]],
    delimiter: str,
    ending: str,
) -> None:
    table = [["id", "name", "note"]]
    table += [[f"o{place}", f"x{name}", note] for place, (name, note) in enumerate(texts)]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerows(table)
    folder = write(tmp_path_factory.mktemp("case"), organisations=stream.getvalue())
    records, problems = read(folder)
    with records:
        assert not problems
        found = rows(records, "records__organisations", "name", "note", "_row")
    assert found == [
        (name.strip(), note.strip() or None, str(number))
        for number, (_, name, note) in enumerate(table[1:], 2)
    ]


@SLOW
@given(notes=st.lists(st.text("a\n", max_size=6), max_size=5))
def test_messages_show_the_physical_line_where_a_row_begins(
    tmp_path_factory: pytest.TempPathFactory, notes: list[str]
) -> None:
    before = "".join(f'o{place},Name,"{note}"\n' for place, note in enumerate(notes))
    text = f"id,name,note\n{before}!,Name,\n"
    folder = write(tmp_path_factory.mktemp("case"), organisations=text)
    records, problems = read_records(
        [Source("records", folder / "records", "en")], DECLARATION, CONCEPTS
    )
    records.close()
    (problem,) = problems
    assert problem.row == len(notes) + 2
    assert text.splitlines()[problem.line - 1].startswith("!")


def headers_of(table: str) -> Iterable[str]:
    return [column.name for column in DECLARATION.tables[table].columns]


@SLOW
@given(
    data=st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: text.encode("utf-8", "ignore")),
    table=st.sampled_from(["events", "evidence", "places", "organisations"]),
    has_header=st.booleans(),
)
def test_any_bytes_are_read_or_told_of_never_raised(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, table: str, *, has_header: bool
) -> None:
    header = ",".join(headers_of(table)).encode() + b"\n" if has_header else b""
    folder = write(tmp_path_factory.mktemp("case"), **{table: header + data})
    records, problems = read(folder)
    with records:
        count = records.connection.execute(f'SELECT count(*) FROM "records__{table}"').fetchone()
    assert count is not None
    assert all(problem.startswith(f"records/{table}.csv") for problem in problems)


@SLOW
@given(
    cells=st.lists(
        st.sampled_from(["", "a", "b", "a;b", "lt", "2017", "yes", "-1", "99", "conference", "!"]),
        min_size=17,
        max_size=17,
    )
)
def test_cells_in_the_wrong_columns_are_told_of_never_raised(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    text = ",".join(headers_of("events")) + "\n" + ",".join(cells) + "\n"
    folder = write(tmp_path_factory.mktemp("case"), events=text, places="id,name\na,A\nb,B\n")
    records, problems = read(folder)
    records.close()
    is_blank = not any(cells)
    required = {
        "id": not is_blank and cells[0] in ("", "a;b", "-1", "!"),
        "title": not is_blank and not cells[1],
    }
    for column, is_wrong in required.items():
        assert is_wrong == any(f"row 2, column {column}:" in problem for problem in problems)
