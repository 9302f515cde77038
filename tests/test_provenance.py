"""Texts found, spans cut, written forms held against them, and the provenance of a run."""

import csv
import hashlib
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from saite.provenance import (
    AS_WRITTEN,
    Quote,
    Row,
    Run,
    TextCheck,
    UsedFile,
    check_texts,
    cut_quotes,
    file_sha256,
    quote_quads,
    read_tables,
    run_provenance,
)
from saite.provenance.spans import Spans, search_cost
from saite.provenance.texts import NO_FOLDER

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "data" / "reports"
SEEDS = ROOT.parent / "shared" / "seeds"
TEXT = "Biedrība “Baltā\u00a0māja” – 🜂 – 2017. gada 1. jūlijā\r\nparakstīja līgumu\r\n"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def document(**cells: str) -> Row:
    return {"id": "d1", "language": "lv", "file": "a.txt", "sha256": sha256(TEXT)} | cells


def span(words: str, **cells: str) -> Row:
    start = TEXT.index(words)
    place = {"start": str(start), "end": str(start + len(words)), "sha256": sha256(words)}
    address = {"_at": "source/demo/evidence.csv#row=2"}
    return {"id": "ev1", "document": "d1"} | address | place | cells


def check(folder: Path, evidence: Row, **tables: list[Row]) -> TextCheck:
    rows = {"documents": [document()], "evidence": [evidence], **tables}
    return check_texts(rows, folder)


def name(text: str, evidence: str = "ev1") -> Row:
    address = "source/demo/na%20mes.csv#row=12"
    return {"id": "n1", "text": text, "evidence": [evidence], "_at": address}


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("utf-8"))
    return tmp_path


# -- texts -----------------------------------------------------------------------------------------


def test_a_quote_is_cut_code_point_by_code_point(texts: Path) -> None:
    done = check(texts, span("🜂 – 2017. gada 1. jūlijā\r\nparakstīja"))
    assert done.quotes == (Quote("ev1", "🜂 – 2017. gada 1. jūlijā\r\nparakstīja", "lv"),)
    assert (done.texts, done.problems, done.findings) == (1, (), ())
    assert done.files == (texts / "a.txt",)


def test_a_text_under_another_name_is_found_by_its_checksum(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "copy.html.txt").write_bytes(TEXT.encode("utf-8"))
    (tmp_path / "a.txt").write_text("something else", encoding="utf-8")
    done = check(tmp_path, span("līgumu"))
    assert [quote.text for quote in done.quotes] == ["līgumu"]
    assert not done.findings


def test_without_a_folder_every_cited_document_is_told_and_nothing_is_an_error() -> None:
    rows = {"documents": [document()], "evidence": [span("līgumu")], "names": [name("Other")]}
    done = check_texts(rows, None)
    assert [(each.document, each.reason) for each in done.findings] == [("d1", NO_FOLDER)]
    assert (done.quotes, done.problems, done.values) == ((), (), 0)


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    (finding,) = check(tmp_path / "none", span("līgumu")).findings
    assert "there is no folder" in finding.reason


def test_a_missing_text_is_told_with_the_path_that_was_looked_for(tmp_path: Path) -> None:
    (finding,) = check(tmp_path, span("līgumu")).findings
    assert finding.path == str(tmp_path / "a.txt")
    assert "there is no such file" in finding.reason


def test_a_text_that_differs_is_told_and_nothing_is_cut_from_it(texts: Path) -> None:
    (texts / "a.txt").write_bytes(TEXT.replace("\r\n", "\n").encode("utf-8"))
    done = check(texts, span("līgumu"), names=[name("Baltā")])
    assert "differs from the text of the records" in done.findings[0].reason
    assert (done.quotes, done.problems) == ((), ())


def test_a_text_in_another_encoding_is_told(tmp_path: Path) -> None:
    content = "Baltā māja".encode("cp1257")
    (tmp_path / "a.txt").write_bytes(content)
    row = document(sha256=hashlib.sha256(content).hexdigest())
    (finding,) = check_texts({"documents": [row], "evidence": []}, tmp_path).findings
    assert "is not UTF-8: byte 4" in finding.reason


def test_a_document_that_nothing_cites_and_that_names_no_text_is_passed_over(texts: Path) -> None:
    bare = document(id="d2", file="", sha256="")
    done = check_texts({"documents": [document(), bare], "evidence": [span("līgumu")]}, texts)
    assert not done.findings


def test_a_cited_document_that_names_no_text_is_told(texts: Path) -> None:
    bare = document(file="", sha256="")
    done = check_texts({"documents": [bare], "evidence": [span("līgumu")]}, texts)
    assert "neither a file nor a SHA-256" in done.findings[0].reason


def test_the_byte_order_mark_counts_as_a_code_point(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfLUMA")
    evidence = span("līgumu", start="0", end="2", sha256=sha256("\ufeffL"))
    done = check_texts({"documents": [document(sha256="")], "evidence": [evidence]}, tmp_path)
    assert [quote.text for quote in done.quotes] == ["\ufeffL"]


@pytest.mark.parametrize("file", ["../a.txt", "/etc/hostname", "C:\\a.txt", "b\\..\\..\\a.txt"])
def test_a_file_outside_the_folder_is_never_read(texts: Path, file: str) -> None:
    inner = texts / "inner"
    inner.mkdir()
    done = check_texts({"documents": [document(file=file)], "evidence": [span("līgumu")]}, inner)
    assert [(each.column, each.value) for each in done.problems] == [("file", file)]
    assert not done.quotes


# -- spans -----------------------------------------------------------------------------------------


def test_a_wrong_checksum_of_a_span_is_located(texts: Path) -> None:
    (problem,) = check(texts, span("līgumu", sha256="0" * 64)).problems
    assert (problem.file, problem.row, problem.column) == ("demo/evidence.csv", 2, "sha256")
    assert "is not the SHA-256 of the span" in problem.message


def test_a_moved_span_is_told_with_the_place_where_the_words_stand(texts: Path) -> None:
    evidence = span("līgumu")
    start, end = int(str(evidence["start"])), int(str(evidence["end"]))
    moved = {**evidence, "start": str(start - 3), "end": str(end - 3)}
    (problem,) = check(texts, moved).problems
    assert problem.nearest == f"start {start}, end {end}"


def test_a_span_beyond_the_end_is_located(texts: Path) -> None:
    (problem,) = check(texts, span("līgumu", end="1000")).problems
    assert (problem.column, problem.value) == ("end", "1000")
    assert f"{len(TEXT)} code points" in problem.message


@pytest.mark.parametrize(("start", "end"), [("5", "5"), ("6", "5"), ("5", ""), ("5", "x")])
def test_a_span_without_a_right_end_is_a_problem(texts: Path, start: str, end: str) -> None:
    (problem,) = check(texts, span("līgumu", start=start, end=end)).problems
    assert problem.column == "end"


def test_a_span_that_no_checksum_vouches_for_is_a_problem(texts: Path) -> None:
    evidence = span("līgumu", sha256="")
    done = check_texts({"documents": [document(sha256="")], "evidence": [evidence]}, texts)
    assert [each.column for each in done.problems] == ["sha256"]
    assert [quote.text for quote in check(texts, evidence).quotes] == ["līgumu"]


def test_checksums_may_be_written_in_capitals(texts: Path) -> None:
    row = document(sha256=sha256(TEXT).upper())
    evidence = span("līgumu", sha256=sha256("līgumu").upper())
    done = check_texts({"documents": [row], "evidence": [evidence]}, texts)
    assert len(done.quotes) == 1


@given(content=st.text(st.characters(exclude_categories=["Cs"]), min_size=1), data=st.data())
def test_every_span_of_every_text_is_cut_and_its_neighbour_refused(
    tmp_path_factory: pytest.TempPathFactory, content: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start + 1, len(content)))
    folder = tmp_path_factory.mktemp("texts")
    (folder / "a.txt").write_bytes(content.encode("utf-8"))
    words = content[start:end]
    row = {"id": "d1", "file": "a.txt", "sha256": sha256(content)}
    evidence = {"id": "e", "document": "d1", "start": start, "end": end, "sha256": sha256(words)}
    assert cut_quotes([row], [evidence], folder).quotes == (Quote("e", words, ""),)
    shifted = evidence | {"start": start + 1, "end": end + 1}
    done = cut_quotes([row], [shifted], folder)
    assert bool(done.quotes) == (content[start + 1 : end + 1] == words)
    assert bool(done.problems) != bool(done.quotes)


# -- what must stand inside ------------------------------------------------------------------------


def test_a_name_inside_its_span_is_counted_and_fine(texts: Path) -> None:
    done = check(texts, span("“Baltā\u00a0māja”"), names=[name("Baltā\u00a0māja")])
    assert (done.problems, done.values) == ((), 1)


def test_a_name_outside_its_span_is_located(texts: Path) -> None:
    (problem,) = check(texts, span("līgumu"), names=[name("Sukrums")]).problems
    place = (problem.file, problem.row, problem.column, problem.value, problem.nearest)
    assert place == ("demo/na mes.csv", 12, "text", "Sukrums", "")
    assert "ev1" in problem.message


def test_a_plain_space_is_no_no_break_space_and_the_right_form_is_offered(texts: Path) -> None:
    (problem,) = check(texts, span("“Baltā\u00a0māja”"), names=[name("baltā māja")]).problems
    assert problem.nearest == "Baltā\u00a0māja"


def test_one_of_several_spans_is_enough(texts: Path) -> None:
    rows: list[Row] = [span("līgumu"), span("Biedrība", id="ev2")]
    names = [{"text": "Biedrība", "evidence": "ev1;ev2"}]
    done = check_texts({"documents": [document()], "evidence": rows, "names": names}, texts)
    assert (done.problems, done.values) == ((), 1)


def test_a_row_is_left_out_if_one_of_its_texts_is_not_at_hand(texts: Path) -> None:
    rows: list[Row] = [span("līgumu"), span("Biedrība", id="ev2", document="d2")]
    documents = [document(), document(id="d2", file="b.txt", sha256="0" * 64)]
    names = [{"text": "Sukrums", "evidence": "ev1;ev2"}]
    done = check_texts({"documents": documents, "evidence": rows, "names": names}, texts)
    assert (done.problems, done.values) == ((), 0)
    assert [each.document for each in done.findings] == ["d2"]


def test_evidence_without_offsets_holds_nothing_against_a_name(texts: Path) -> None:
    evidence = {"id": "ev1", "document": "d1", "url": "https://example.org/"}
    done = check(texts, evidence, names=[name("Sukrums")])
    assert (done.problems, done.values) == ((), 0)


def test_a_written_date_must_stand_in_its_span_and_a_derived_one_need_not(texts: Path) -> None:
    good = {"when": "2017. gada 1. jūlijā", "evidence": "ev1"}
    bad = {"when": "2018", "evidence": "ev1", "_row": 7}
    derived = {"when": "../1997", "derivation": "reckoned", "evidence": "ev1"}
    done = check(texts, span("2017. gada 1. jūlijā"), events=[good, bad, derived])
    (problem,) = done.problems
    place = (problem.file, problem.row, problem.column, problem.value)
    assert place == ("events.csv", 7, "when", "2018")
    assert done.values == 2


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table in AS_WRITTEN for column in AS_WRITTEN[table]]
)
def test_every_form_as_written_is_held_against_its_span(
    texts: Path, table: str, column: str
) -> None:
    row = {"id": "x", column: "nowhere", "evidence": ["ev1"]}
    rows: dict[str, list[Row]] = {"documents": [document()], "evidence": [span("līgumu")]}
    rows[table] = [*rows.get(table, []), row]
    assert [each.column for each in check_texts(rows, texts).problems] == [column]


@pytest.mark.parametrize("unnamed", ["true", "yes"])
def test_a_title_of_ours_need_not_stand_in_the_text(texts: Path, unnamed: str) -> None:
    row = {"title": "A meeting", "event_count": "līgumu", "unnamed": unnamed, "evidence": "ev1"}
    assert not check(texts, span("līgumu"), events=[row]).problems
    assert check(texts, span("līgumu"), events=[{**row, "unnamed": None}]).problems


def test_problems_of_a_workbook_are_located_by_sheet(texts: Path) -> None:
    row = {**name("Sukrums"), "_at": "source/demo/book.xlsx#sheet=Vardai%20ir%20kt&row=4"}
    (problem,) = check(texts, span("līgumu"), names=[row]).problems
    assert (problem.file, problem.sheet, problem.row) == ("demo/book.xlsx", "Vardai ir kt", 4)


def test_problems_name_the_files_as_the_user_knows_them(texts: Path) -> None:
    rows = {"documents": [document()], "evidence": [span("līgumu")], "names": [name("Sukrums")]}
    folder = texts / "data"
    (problem,) = check_texts(rows, texts, sources={"demo": folder}).problems
    assert problem.file == str(folder / "na mes.csv")
    book = texts / "our book.xlsx"
    rows["names"] = [{**name("Sukrums"), "_at": "source/demo/our%20book.xlsx#sheet=names&row=4"}]
    (problem,) = check_texts(rows, texts, sources={"demo": book}).problems
    assert problem.file == str(book)


@dataclass(frozen=True)
class Relation:
    table: str
    sql_name: str
    columns: dict[str, str]


def test_rows_are_read_from_a_database_of_several_sources(texts: Path) -> None:
    cited = {"id": "VARCHAR", "text": "VARCHAR", "evidence": "VARCHAR[]", "_at": "VARCHAR"}
    with duckdb.connect() as connection:
        relations = [Relation("names", "one", cited), Relation("names", 'two "2"', cited)]
        connection.execute(
            """CREATE TABLE one AS SELECT 'n1' AS id, 'Biedrība' AS text, ['ev1'] AS evidence,
                 'source/one/names.csv#row=2' AS _at
               UNION ALL SELECT 'n2', 'nowhere', NULL, 'source/one/names.csv#row=3'"""
        )
        connection.execute(
            """CREATE TABLE "two ""2\"\"" AS SELECT 'n3' AS id, 'Sukrums' AS text,
                 ['ev1'] AS evidence, 'source/two/names.csv#row=2' AS _at"""
        )
        places = {"id": "VARCHAR", "name": "VARCHAR"}
        connection.execute("CREATE TABLE places AS SELECT 'l1' AS id, 'Kaunas' AS name")
        relations.append(Relation("places", "places", places))
        tables = {name: list(rows) for name, rows in read_tables(connection, relations).items()}
    assert {name: len(rows) for name, rows in tables.items()} == {"names": 2, "places": 0}
    done = check(texts, span("Biedrība"), **tables)
    assert [(each.file, each.value) for each in done.problems] == [("two/names.csv", "Sukrums")]
    assert done.values == 2


def test_no_tables_give_an_empty_answer(texts: Path) -> None:
    assert check_texts({}, texts) == TextCheck()


# -- the two reports -------------------------------------------------------------------------------


def rows_of(folder: Path) -> Iterator[tuple[str, list[Row]]]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            yield path.stem, [dict(row) for row in csv.DictReader(stream)]


needs_texts = pytest.mark.skipif(
    not SEEDS.is_dir(), reason=f"the texts of the reports are not at hand in {SEEDS}"
)


@needs_texts
def test_the_records_of_the_reports_agree_with_their_texts() -> None:
    tables = dict(rows_of(RECORDS))
    done = check_texts(tables, SEEDS)
    assert (done.problems, done.findings) == ((), ())
    assert done.texts == 2
    assert len(done.quotes) == sum(1 for row in tables["evidence"] if row["start"])
    assert done.values > 100
    assert done.by_evidence["ev082"].text.startswith("LUMA, kaip")


@needs_texts
def test_a_shifted_record_of_the_reports_is_noticed() -> None:
    tables = dict(rows_of(RECORDS))
    shifted = [
        {**row, "start": int(str(row["start"])) + 1, "end": int(str(row["end"])) + 1}
        if row["start"]
        else row
        for row in tables["evidence"]
    ]
    done = check_texts({**tables, "evidence": shifted}, SEEDS)
    assert not done.quotes
    assert len(done.problems) == sum(1 for row in shifted if row["start"])


# -- quads -----------------------------------------------------------------------------------------


BASE = "https://example.org/id/"
STARTED = datetime(2021, 5, 1, 15, 0, 0, tzinfo=timezone(timedelta(hours=3)))


def test_quotes_become_text_quote_selectors_in_a_graph_of_their_own() -> None:
    words = 'kaip "parašyta" \\ </script>\r\n🜂'
    quads = list(quote_quads([Quote("ev1", words, "lt")], BASE))
    assert {str(quad.graph_name) for quad in quads} == {f"<{BASE}graph/quotes>"}
    back = triples(quads)
    (row,) = back.query(
        """PREFIX oa: <http://www.w3.org/ns/oa#> SELECT ?e ?x WHERE {
             ?e oa:hasSelector ?q . ?q a oa:TextQuoteSelector ; oa:exact ?x }"""
    )
    assert isinstance(row, tuple)
    assert isinstance(row[1], rdflib.Literal)
    assert (str(row[0]), str(row[1]), row[1].language) == (f"{BASE}evidence/ev1", words, "lt")


def triples(quads: Iterable[Quad]) -> rdflib.Graph:
    """Read quads without their graphs in the other library."""
    data = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    assert isinstance(data, bytes)
    return rdflib.Graph().parse(data=data, format="nt")


def run(**parts: datetime) -> Run:
    return Run("b1", BASE, "0.1.0", **{"started": STARTED, "ended": STARTED, **parts})


def test_a_run_tells_its_clock_in_utc_its_files_and_its_checksums(tmp_path: Path) -> None:
    source, mapping, graph = tmp_path / "a b.csv", tmp_path / "m.ttl", tmp_path / "graph.nq"
    for path in (source, mapping, graph):
        path.write_text(path.name, encoding="utf-8")
    quads = run_provenance(
        run(ended=STARTED + timedelta(seconds=2)),
        [
            UsedFile("source", "source/demo/a b.csv", source),
            UsedFile("mapping", "input/m.ttl", mapping),
        ],
        [UsedFile("graph", "build/b1/graph.nq", graph)],
    )
    answer = triples(quads).query(
        """PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX saite: <https://w3id.org/saite/ns#>
        SELECT ?start ?end ?file ?sum ?plan ?made WHERE {
          ?run a prov:Activity ; prov:used ?file ; prov:startedAtTime ?start ;
            prov:endedAtTime ?end ; prov:generated ?build ;
            prov:qualifiedAssociation/prov:hadPlan ?plan ;
            prov:wasAssociatedWith/a prov:SoftwareAgent .
          ?file saite:sha256 ?sum . ?build prov:hadMember ?made . ?made prov:wasGeneratedBy ?run
        } ORDER BY ?file"""
    )
    rows = [tuple(str(cell) for cell in row) for row in answer if isinstance(row, tuple)]
    clock = ("2021-05-01T12:00:00+00:00", "2021-05-01T12:00:02+00:00")
    ends = (f"{BASE}input/m.ttl", f"{BASE}build/b1/graph.nq")
    assert rows == [
        (*clock, f"{BASE}input/m.ttl", file_sha256(mapping), *ends),
        (*clock, f"{BASE}source/demo/a%20b.csv", file_sha256(source), *ends),
    ]


def test_a_run_is_told_in_one_graph_sorted_and_alike_each_time(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id\r\n")
    files = [UsedFile("source", f"source/demo/{name}.csv", path) for name in "bac"]
    first, again = run_provenance(run(), files), run_provenance(run(), reversed(files))
    assert first == again
    assert {quad.graph_name for quad in first} == {NamedNode(f"{BASE}graph/run")}
    data = serialize(first, format=RdfFormat.N_QUADS)
    assert isinstance(data, bytes)
    assert set(map(str, parse(data, format=RdfFormat.N_QUADS))) == set(map(str, first))
    assert not any(" _:" in f" {quad}" for quad in first)


@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_name_of_a_file_gives_an_iri_that_other_tools_read(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    path = tmp_path_factory.mktemp("run") / "a"
    path.write_bytes(b"")
    quads = run_provenance(run(), [UsedFile("source", f"source/demo/{name}", path)])
    data = serialize(quads, format=RdfFormat.N_QUADS)
    assert isinstance(data, bytes)
    assert len(list(parse(data, format=RdfFormat.N_QUADS))) == len(quads)


def test_a_checksum_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a\r\n" * 100_000)
    assert file_sha256(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_spans_that_have_moved_are_looked_for_as_long_as_it_takes_no_minutes() -> None:
    words = "māja"
    once = search_cost(TEXT, len(words))
    spans = Spans(left=2 * once + 1)
    start = TEXT.index(words)
    found = [spans.find_moved(TEXT, len(words), sha256(words)) for _ in range(3)]
    place = f"start {start}, end {start + len(words)}"
    assert found == [place, place, ""]
    assert Spans(left=once - 1).find_moved(TEXT, len(words), sha256(words)) == ""


def test_a_text_is_found_beside_files_of_any_size(tmp_path: Path) -> None:
    (tmp_path / "moved.txt").write_bytes(TEXT.encode("utf-8"))
    with (tmp_path / "scan.tiff").open("wb") as stream:
        stream.truncate(64 << 20)
    tracemalloc.start()
    try:
        found = check(tmp_path, span("Baltā"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [quote.text for quote in found.quotes] == ["Baltā"]
    assert peak < 16 << 20
