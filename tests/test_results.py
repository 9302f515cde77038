"""Answers as Python values, and as files that nothing can be made to run by."""

import csv
import io
import json
import pickle
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pandas as pd
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from rich.console import Console

from saite.controls import show_controls, show_for_terminal
from saite.errors import UsageError
from saite.namespaces import CONCEPTS, PREFIXES
from saite.results import (
    FORMATS,
    Answer,
    Iri,
    Results,
    Statements,
    Term,
    Text,
    Truth,
    format_of,
    to_table,
    to_value,
    write_answer,
)
from saite.results.cells import fit_cell, guard
from saite.sparql import term_text

XSD = PREFIXES["xsd"]
ORGANISATION = ox.NamedNode("https://example.org/id/organisation/a")
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A",
    " =1",
]
SPREADSHEET_SIGNS = set("=+-@＝＋－＠\t\r\n")


def typed(lexical: str, name: str) -> ox.Literal:
    return ox.Literal(lexical, datatype=ox.NamedNode(XSD + name))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
Plain = ox.NamedNode | ox.Literal | None
terms: st.SearchStrategy[Plain] = st.one_of(
    st.none(),
    st.just(ORGANISATION),
    texts.map(ox.Literal),
    texts.map(lambda text: ox.Literal(text, language="lt")),
    st.integers(-(10**12), 10**12).map(ox.Literal),
    st.integers(-999, 999).map(lambda number: typed(f"{number}.5", "decimal")),
    st.dates().map(lambda day: ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))),
    st.booleans().map(ox.Literal),
)


def table(*cells: Term | None, labels: dict[str, str] | None = None) -> Results:
    return Results(("cell",), tuple((cell,) for cell in cells), labels or {})


def write(answer: Answer, form: str, *, is_raw: bool = False) -> bytes:
    stream = io.BytesIO()
    write_answer(answer, stream, form=form, is_raw=is_raw)
    return stream.getvalue()


def separated(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        pytest.param(None, None, id="unbound"),
        pytest.param(ORGANISATION, Iri(ORGANISATION.value), id="IRI"),
        pytest.param(ox.Literal("a"), "a", id="text"),
        pytest.param(ox.Literal("a", language="lt"), Text("a", "lt"), id="text of a language"),
        pytest.param(typed("7", "integer"), 7, id="integer"),
        pytest.param(typed("0.333333", "decimal"), Decimal("0.333333"), id="decimal"),
        pytest.param(typed("1.5E0", "double"), 1.5, id="double"),
        pytest.param(typed("true", "boolean"), True, id="boolean"),
        pytest.param(typed("2019-03-23", "date"), date(2019, 3, 23), id="date"),
        pytest.param(
            typed("2019-03-23T01:02:03Z", "dateTime"),
            datetime(2019, 3, 23, 1, 2, 3, tzinfo=UTC),
            id="moment",
        ),
        pytest.param(typed("2019-02-30", "date"), "2019-02-30", id="a day that is none"),
        pytest.param(typed("-0044-03-15", "date"), "-0044-03-15", id="a day before our calendar"),
        pytest.param(typed("a", "integer"), "a", id="an integer that is none"),
        pytest.param(typed("NaN", "decimal"), "NaN", id="a decimal that is none"),
        pytest.param(typed("2019", "gYear"), "2019", id="a type without a Python value"),
        pytest.param(ox.BlankNode("b"), "_:b", id="blank node"),
    ],
)
def test_each_term_becomes_the_nearest_python_value(term: Term | None, value: object) -> None:
    found = to_value(term)
    assert found == value
    assert type(found) is type(value)


def test_a_text_knows_its_language_and_an_iri_its_label() -> None:
    text = to_value(ox.Literal("skyrius", language="lt"))
    iri = to_value(ORGANISATION, {ORGANISATION.value: "A"})
    assert isinstance(text, Text)
    assert text.language == "lt"
    assert isinstance(iri, Iri)
    assert iri.label == "A"
    assert Iri("urn:x").label == "urn:x"


@pytest.mark.parametrize("value", [Iri("urn:x", "X"), Text("skyrius", "lt")])
def test_values_survive_pickling_and_cannot_be_changed(value: Iri | Text) -> None:
    assert repr(pickle.loads(pickle.dumps(value))) == repr(value)
    with pytest.raises(AttributeError):
        value.label = value.language = "other"  # type: ignore[union-attr,misc]


def test_rows_are_mappings_from_variable_to_value() -> None:
    results = Results(("a", "b"), ((ox.Literal(1), None), (ox.Literal(2), ORGANISATION)))
    assert [dict(row) for row in results] == [
        {"a": 1, "b": None},
        {"a": 2, "b": Iri(ORGANISATION.value)},
    ]
    assert results.column("a") == [1, 2]
    assert len(results) == 2
    with pytest.raises(KeyError, match="c"):
        results[0]["c"]


def test_a_frame_has_a_column_for_each_variable_with_types_that_keep_every_digit() -> None:
    results = Results(
        ("organisation", "count", "open", "day"),
        (
            (ORGANISATION, ox.Literal(2**60 + 1), ox.Literal(True), typed("2019-03-23", "date")),
            (None, None, None, None),
        ),
        {ORGANISATION.value: "A"},
    )
    frame = results.to_frame()
    assert list(frame.columns) == ["organisation", "count", "open", "day"]
    assert frame["count"].dtype == "Int64"
    assert frame["count"][0] == 2**60 + 1
    assert frame["open"].dtype == "boolean"
    assert pd.isna(frame["count"][1])
    assert frame["day"][0] == date(2019, 3, 23)
    assert frame["organisation"][0].label == "A"
    assert results.to_frame(labels=True)["organisation"][0] == "A"


def test_a_frame_of_no_rows_still_has_its_columns() -> None:
    frame = Results(("a", "b"), ()).to_frame()
    assert list(frame.columns) == ["a", "b"]
    assert len(frame) == 0


def test_a_whole_number_larger_than_64_bits_stays_whole() -> None:
    assert table(ox.Literal(2**70)).to_frame()["cell"][0] == 2**70


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_as_a_formula(text: str, form: str) -> None:
    cell = separated(write(table(ox.Literal(text)), form), "\t" if form == "tsv" else ",")[1][0]
    assert cell[0] == "'"
    assert cell.replace("'", "") == text


@given(st.text(st.sampled_from("=+-@＝;,|\t\r\n \xa0\"'a"), max_size=8))
def test_no_cell_begins_as_a_formula_whatever_the_separator(text: str) -> None:
    guarded = guard(text)
    assert guarded[:1] not in SPREADSHEET_SIGNS
    for cell in re.split(r"[;,|\t\r\n]", guarded):
        assert cell.strip(' "\xa0')[:1] not in SPREADSHEET_SIGNS


@given(texts)
def test_a_guard_only_adds_apostrophes(text: str) -> None:
    assert guard(text).replace("'", "") == text.replace("'", "")


def test_plain_texts_and_numbers_stay_as_they_are() -> None:
    results = table(
        ox.Literal("K. Donelaičio g. 73, Kaunas"),
        ox.Literal(-5),
        typed("-0.5", "decimal"),
        ox.Literal("2017 – 2021"),
    )
    cells = [row[0] for row in separated(write(results, "csv"))[1:]]
    assert cells == ["K. Donelaičio g. 73, Kaunas", "-5", "-0.5", "2017 – 2021"]


@given(st.lists(st.tuples(terms, terms), max_size=5))
def test_raw_csv_and_tsv_agree_with_the_store(rows: list[tuple[Plain, Plain]]) -> None:
    results = Results(("a", "b"), tuple(rows))
    values = " ".join(
        "(" + " ".join("UNDEF" if t is None else term_text(t) for t in row) + ")" for row in rows
    )
    text = f"SELECT ?a ?b WHERE {{ VALUES (?a ?b) {{ {values} }} }}"
    for form, oracle in (("csv", ox.QueryResultsFormat.CSV), ("tsv", ox.QueryResultsFormat.TSV)):
        ours = write(results, form, is_raw=True)
        solutions = ox.Store().query(text)
        assert isinstance(solutions, ox.QuerySolutions)
        theirs = solutions.serialize(format=oracle)
        assert theirs is not None
        if form == "csv":
            assert separated(ours) == separated(theirs)
        else:
            assert parsed(ours, oracle) == parsed(theirs, oracle)


def parsed(content: bytes, form: ox.QueryResultsFormat) -> list[tuple[Term | None, ...]]:
    found = ox.parse_query_results(content, format=form)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(solution) for solution in found]


@given(st.lists(st.tuples(terms, terms), max_size=5))
def test_json_reads_back_as_the_same_terms(rows: list[tuple[Plain, Plain]]) -> None:
    content = write(Results(("a", "b"), tuple(rows)), "json")
    assert parsed(content, ox.QueryResultsFormat.JSON) == rows


def test_json_holds_triple_terms() -> None:
    triple = ox.Triple(ORGANISATION, ox.NamedNode("urn:p"), ox.Literal("a", language="lt"))
    assert parsed(write(table(triple), "json"), ox.QueryResultsFormat.JSON) == [(triple,)]


def test_a_list_of_concepts_is_shown_by_their_labels() -> None:
    kinds = [f"{CONCEPTS}tie-kind/{name}" for name in ("event", "project")]
    labels = {kinds[0]: "renginys", kinds[1]: "projektas"}
    results = Results(("kinds",), ((ox.Literal(" ".join(kinds)),),), labels)
    assert results.iris() == set(kinds)
    (cell,) = results.column("kinds")
    assert isinstance(cell, Iri)
    assert (str(cell), cell.label) == (" ".join(kinds), "renginys, projektas")
    assert separated(write(results, "csv")) == [
        ["kinds", "kinds_iri"],
        ["renginys, projektas", " ".join(kinds)],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org/a https://example.org/b",
        f"{CONCEPTS}tie-kind/event  {CONCEPTS}tie-kind/event",
        f"{CONCEPTS}tie-kind/event and more",
        f"{CONCEPTS}tie-kind/event\n",
        f"{CONCEPTS}tie-kind",
    ],
)
def test_any_other_text_stays_the_text_that_it_is(text: str) -> None:
    results = Results(("a", "b"), ((ox.Literal(text), ox.Literal(text, language="en")),))
    assert results.iris() == set()
    assert [type(cell) for cell in results[0].values()] == [str, Text]
    concept = ox.Literal(f"{CONCEPTS}tie-kind/event", language="en")
    assert Results(("a",), ((concept,),)).iris() == set()


def test_spreadsheets_show_labels_and_keep_the_iris_at_the_right_end() -> None:
    results = Results(
        ("organisation", "count"),
        ((ORGANISATION, ox.Literal(2)), (None, None)),
        {ORGANISATION.value: "Moterų asociacija"},
    )
    assert separated(write(results, "csv")) == [
        ["organisation", "count", "organisation_iri"],
        ["Moterų asociacija", "2", ORGANISATION.value],
        ["", "", ""],
    ]
    assert separated(write(results, "csv", is_raw=True)) == [
        ["organisation", "count"],
        [ORGANISATION.value, "2"],
        ["", ""],
    ]


def sheet(content: bytes) -> Iterator[tuple[object, ...]]:
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    return iter(workbook["answers"].iter_rows(values_only=True))


@pytest.mark.parametrize("text", [*FORMULAS, "http://x.example", "<r>a</r>", "<r><t>a</t></r>"])
def test_a_workbook_holds_every_text_as_a_text(text: str) -> None:
    content = write(table(ox.Literal(text)), "xlsx")
    cell = openpyxl.load_workbook(io.BytesIO(content))["answers"]["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value == show_controls(text, keep="\t\n")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@given(st.lists(texts, max_size=4))
def test_a_workbook_reads_back_in_two_other_readers(cells: list[str]) -> None:
    content = write(table(*map(ox.Literal, cells)), "xlsx")
    shown = [show_controls(cell, keep="\t\n") for cell in cells]
    assert [row[0] or "" for row in sheet(content)][1:] == shown
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    read = [row[0] for row in book.get_sheet_by_index(0).to_python()][1:]
    assert read == shown[: len(read)]
    assert not any(shown[len(read) :])


def test_a_workbook_holds_numbers_days_and_truth_as_such_and_texts_where_digits_would_be_lost() -> (
    None
):
    cells = [
        ox.Literal(5),
        typed("0.333333", "decimal"),
        ox.Literal(True),
        typed("2019-03-23", "date"),
        typed("1899-12-31", "date"),
        ox.Literal(2**60 + 1),
        typed("0.1234567890123456789", "decimal"),
    ]
    rows = [row[0] for row in sheet(write(table(*cells), "xlsx"))][1:]
    assert rows == [
        5,
        0.333333,
        True,
        datetime(2019, 3, 23),  # noqa: DTZ001 - a workbook has no zones
        "1899-12-31",
        "1152921504606846977",
        "0.1234567890123456789",
    ]


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark() -> None:
    text = "ž" * 40_000
    (cell,) = list(sheet(write(table(ox.Literal(text)), "xlsx")))[1]
    assert len(str(cell)) == 32_767
    assert str(cell).endswith("[… cut]")
    assert fit_cell("𝄞" * 16_383) == "𝄞" * 16_383
    assert fit_cell("𝄞" * 16_384).endswith("[… cut]")


@pytest.mark.parametrize(
    "form", [form for form in FORMATS if form not in {"ttl", "nt", "nq", "jsonld"}]
)
def test_the_same_answer_gives_the_same_bytes(form: str) -> None:
    results = table(ox.Literal("ąčęėįšųūž"), ORGANISATION, None, labels={ORGANISATION.value: "A"})
    assert write(results, form) == write(results, form)


def test_control_characters_are_shown_and_obeyed_by_nothing() -> None:
    assert show_controls("a\x00b\x1b\x7f\x85\ufffe") == "a␀b␛␡\ufffd\ufffd"
    assert show_for_terminal("\x1b[31m\u202e\n") == "␛[31m\\u202e␊"


def rendered(results: Results, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(to_table(results, title="[red]T\x1b[0m"))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_table_shows_labels_and_obeys_no_markup() -> None:
    hostile = ox.Literal("[bold]x[/bold] \x1b]8;;http://x\x07")
    text = rendered(table(ORGANISATION, hostile, labels={ORGANISATION.value: "Asociacija"}))
    assert "Asociacija" in text
    assert ORGANISATION.value not in text
    assert "[bold]x[/bold] ␛]8;;http://x␇" in text
    assert "[red]T␛[0m" in text
    assert "\x1b" not in text


def test_a_table_says_once_what_is_long_and_the_same_and_names_empty_columns() -> None:
    document = ox.Literal("A document with a title that is long")
    rows = tuple((ox.Literal(number), document, None) for number in (1, 2))
    text = rendered(Results(("number", "document", "empty"), rows))
    assert text.count(document.value) == 1
    assert f"document: {document.value}" in text
    assert "nothing in: empty" in text


def test_a_single_row_stands_upright() -> None:
    text = rendered(Results(("address", "email"), ((ox.Literal("Kaunas"), ox.Literal("a@b")),)))
    assert [line.split("│")[1:3] for line in text.splitlines() if "│" in line] == [
        [" address ", " Kaunas "],
        [" email   ", " a@b    "],
    ]


def test_rows_stand_upright_where_their_words_would_have_to_be_broken() -> None:
    names = ("organisation", "certainty", "earliest", "latest")
    row = (ox.Literal("Asociacija"), ox.Literal("possibly"), typed("2019-03-23", "date"), None)
    results = Results(names, (row, (*row[:3], row[2])))
    assert "┃ organisation ┃ certainty ┃" in rendered(results, 60)
    narrow = rendered(results, 40)
    assert narrow.count("│ organisation │ Asociacija │") == 2
    assert "┃" not in narrow


def test_a_table_of_no_rows_still_names_its_columns() -> None:
    assert "organisation" in rendered(Results(("organisation",), ()))


@pytest.mark.parametrize("form", FORMATS)
def test_statements_are_written_in_every_format(form: str) -> None:
    triple = ox.Triple(ORGANISATION, ox.NamedNode(PREFIXES["skos"] + "prefLabel"), ox.Literal("ą"))
    content = write(Statements((triple,)), form)
    if form in {"ttl", "table"}:
        assert b"skos:prefLabel" in content
        assert [q.triple for q in ox.parse(content, format=ox.RdfFormat.TURTLE)] == [triple]
    elif form == "nq":
        assert [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.N_QUADS)] == [triple]
    elif form in {"json", "jsonld"}:
        assert json.loads(content)[0]["@id"] == ORGANISATION.value
    elif form == "csv":
        assert separated(content)[0][:3] == ["subject", "predicate", "object"]


def test_blank_nodes_of_statements_are_named_alike_each_time() -> None:
    def statements() -> Statements:
        nodes = [ox.BlankNode() for _ in range(3)]
        name = ox.NamedNode("urn:p")
        return Statements(
            tuple(ox.Triple(node, name, ox.Literal(i)) for i, node in enumerate(nodes))
        )

    assert write(statements(), "nt") == write(statements(), "nt")


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_are_written_too(value: bool) -> None:
    truth = Truth(value)
    assert bool(truth) is value
    assert json.loads(write(truth, "json")) == {"head": {}, "boolean": value}
    assert separated(write(truth, "csv")) == [["answer"], [str(value).lower()]]


def test_rows_are_no_rdf() -> None:
    with pytest.raises(UsageError, match="take table, csv, tsv, xlsx or json"):
        write(table(ORGANISATION), "ttl")


def test_an_unknown_format_names_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'xlsx'"):
        format_of("answers.xslx")


def test_more_rows_than_a_worksheet_has_are_refused() -> None:
    results = Results(("a",), ((None,),) * 1_048_576)
    with pytest.raises(UsageError, match="write CSV instead"):
        write(results, "xlsx")


def test_a_slice_of_results_is_results() -> None:
    results = Results(("n",), tuple((ox.Literal(n),) for n in range(5)), {"urn:x": "X"})
    assert [row["n"] for row in results[1:3]] == [1, 2]
    assert results[1:3].labels == results.labels


def test_results_tell_their_size_and_show_themselves_in_a_notebook_escaped() -> None:
    hostile = ox.Literal("<img src=x onerror=alert(1)>")
    results = Results(("n",), ((hostile,), (ox.NamedNode("urn:x"),), (None,)), {"urn:x": "<b>X"})
    assert repr(results) == "<Results: 3 rows of n>"
    html = results._repr_html_()
    assert "<img" not in html
    assert "&lt;b&gt;X" in html
    assert "and 1 more" in Results(("n",), ((hostile,),) * 101)._repr_html_()
