"""The engine on Spark, a real one: it makes the same graphs as the engine on DuckDB."""

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import test_doubts as doubts_cases
import test_mapping_datatypes as datatypes_cases
import test_mapping_functions as functions_cases
import test_mapping_grel as grel_cases
import test_mapping_materialize as cases
from conformance import MODULES, Module, fault
from conformance import cases as official_cases
from mapping_support import ENGINE, PREFIXES, Relations, Row, quads
from saite import UsageError
from saite.engine import ENGINES, materialize
from saite.errors import MappingError, Problem
from saite.mapping.datatypes import LEXICAL_SPACES, XSD
from saite.mapping.engine import Engine
from saite.mapping.lexical import (
    IRI,
    LANGUAGE_TAG,
    encode_blank,
    encode_iri,
    encode_uri,
    escape_iri,
    escape_literal,
    is_iri,
    is_language_tag,
)
from saite.mapping.model import LogicalSource
from saite.mapping.spark_functions import (
    encode_blank as blank_sql,
)
from saite.mapping.spark_functions import (
    encode_iri as iri_sql,
)
from saite.mapping.spark_functions import (
    encode_uri as uri_sql,
)
from saite.mapping.spark_functions import (
    escape_text,
    escape_unsafe,
    is_whole,
    quote_text,
)
from saite.sources.relation import FileRelation
from spark_support import missing, spark_for_tests
from test_mapping_lexical import IRIS, NOT_IRIS

# One Spark for the module: with several test processes, all of it runs in the same.
pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing() or "all is there"),
]


@pytest.fixture(scope="module", autouse=True)
def spark() -> Iterator[None]:
    """Start Spark, and let the tests that other modules lend run on it."""
    earlier = ENGINE.make
    with spark_for_tests():
        ENGINE.make = spark_engine
        try:
            yield
        finally:
            ENGINE.make = earlier


def spark_engine(connection: duckdb.DuckDBPyConnection, relations: Relations) -> Engine:
    from saite.cluster.running import Cluster
    from saite.cluster.session import spark_session

    found = [FileRelation(r.sql_name, r.columns) for listed in relations.values() for r in listed]
    with spark_session("") as session:
        return Cluster(session, parts="").engine(connection, found, Path("graph.nq"))


def ask(query: str) -> list[tuple[Any, ...]]:
    from saite.cluster.session import spark_session

    with spark_session("") as session:
        return [tuple(row) for row in session.sql(query).collect()]


# The tests of mappings over tables of few rows, each run once more.
test_hostile_rows = cases.test_hostile_rows_agree_with_the_oracle
test_faults = cases.test_every_rule_that_is_broken_is_told_in_one_run
test_many_faults = cases.test_of_many_rows_that_break_a_rule_twenty_are_told_and_the_rest_counted
test_guarded_rules = cases.test_a_value_of_which_no_term_is_made_breaks_no_rule
test_own_base = cases.test_a_triples_map_may_have_a_base_of_its_own
test_three_iris = cases.test_the_three_kinds_of_iri_are_kept_apart
test_unsafe = cases.test_an_unsafe_iri_is_checked_unless_it_is_let_be
test_datatype_of_text = cases.test_a_datatype_of_text_is_none
test_absent = cases.test_absent_and_empty_tables_make_nothing
test_never_filled = cases.test_a_column_that_one_source_never_fills_is_no_trouble
test_several_sources = cases.test_the_same_quad_from_several_sources_is_written_once
test_joins = cases.test_rows_are_joined_where_all_conditions_hold
test_parents = cases.test_a_parent_over_the_same_rows_needs_no_join
test_constant_parent = cases.test_a_parent_that_is_the_same_for_every_row_is_joined_too
test_joined_rules = cases.test_a_joined_subject_is_held_to_the_rules_of_its_own_rows
test_own_numbers = cases.test_a_row_that_numbers_itself_makes_a_label_all_the_same
test_joined_lists = cases.test_a_parent_gives_all_its_terms_where_one_element_agrees
test_names = cases.test_names_of_tables_and_columns_are_only_names
test_texts = cases.test_text_of_the_mapping_is_only_text
test_sheets = cases.test_a_row_of_a_workbook_is_told_by_its_sheet
test_dates = functions_cases.test_every_row_with_a_date_that_is_none_is_told
test_once = functions_cases.test_a_function_runs_once_for_each_distinct_argument
test_inner_functions = functions_cases.test_a_function_takes_templates_constants_and_functions
test_lists = functions_cases.test_a_function_of_a_list_is_run_for_each_element
test_conditions = functions_cases.test_a_condition_may_be_any_function_of_truth
test_protected = functions_cases.test_only_rows_for_which_the_condition_holds_are_told
test_guards_filled_last = functions_cases.test_a_condition_of_a_function_that_fails_is_told
test_guards_of_lists = (
    functions_cases.test_a_row_is_told_once_though_many_elements_meet_its_condition
)
test_guards_of_parents = (
    functions_cases.test_the_condition_of_a_joined_subject_is_asked_of_its_own_rows
)
test_tags = cases.test_a_tag_or_datatype_is_checked_only_where_there_is_a_text
test_natural = grel_cases.test_an_output_has_its_natural_datatype_unless_another_is_declared


def official() -> list[Any]:
    found = [
        pytest.param(module, case, id=case.name)
        for module in MODULES
        for case in official_cases(module)
        # All of them are run by `make conformance-spark`.
        if module.is_complete
        and (module.folder == "rml-fnml" or case.name.endswith(("a-CSV", "a-JSON")))
    ]
    reason = "the official cases of RML are not beside this repository"
    skipped = pytest.param(MODULES[0], Path(), marks=pytest.mark.skip(reason=reason), id="none")
    return found or [skipped]


@pytest.mark.parametrize(("module", "case"), official())
def test_case_as_published(module: Module, case: Path, tmp_path: Path) -> None:
    assert fault(case, module, tmp_path, "spark") == ""


def listed(texts: Sequence[str]) -> str:
    return f"SELECT explode(array({', '.join(map(quote_text, texts))})) AS x"


TEXTS = [
    *cases.HOSTILE,
    "",
    "~*+ %7E%2A",
    "%",
    "a_b.c-d~",
    "\0",
    "${spark.app.name}",
    "\\\\'",
    "''",
]


def test_values_are_written_as_python_writes_them() -> None:
    encoders = {
        encode_iri: iri_sql, encode_uri: uri_sql, escape_literal: escape_text,
        escape_iri: escape_unsafe, encode_blank: blank_sql,
    }  # fmt: skip
    asked = ", ".join(sql("x") for sql in encoders.values())
    found = ask(f"SELECT x, {asked} FROM ({listed(TEXTS)})")
    assert found == [(text, *(encode(text) for encode in encoders)) for text in TEXTS]


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(), min_size=30, max_size=60))
def test_any_values_are_written_as_python_writes_them(texts: list[str]) -> None:
    asked = ", ".join(sql("x") for sql in (iri_sql, escape_text, blank_sql))
    found = ask(f"SELECT {asked} FROM ({listed(texts)})")
    assert found == [(encode_iri(t), escape_literal(t), encode_blank(t)) for t in texts]


def test_patterns_mean_the_same_in_java() -> None:
    # So long that a pattern that recurses runs out of its stack.
    long = ["http://e/" + "%20" * 20_000, "http://e" + "/a" * 20_000, "http://e/" + "%2" * 20_000]
    texts = [*IRIS, *NOT_IRIS, *TEXTS, *long]
    found = ask(f"SELECT x, {is_whole('x', IRI)} FROM ({listed(texts)})")
    assert found == [(text, is_iri(text)) for text in texts]
    tags = ["lt", "en-GB", "a-english", "i-klingon", "x-a", "", "en_GB", "zh-Hant-TW",
            "de-1901", "en-a-bbb-x-a", "en\n", "en" + "-abcde" * 5_000,
            "en" + "-abcde" * 5_000 + "-"]  # fmt: skip
    found = ask(f"SELECT x, {is_whole('x', LANGUAGE_TAG)} FROM ({listed(tags)})")
    assert found == [(tag, is_language_tag(tag)) for tag in tags]


def test_names_and_texts_are_only_that() -> None:
    for text in TEXTS:
        assert ask(f"SELECT {quote_text(text)}") == [(text,)]


MAPPING = """
<#t> a rml:TriplesMap ; rml:logicalSource <#s> ;
    rml:subjectMap [ rml:template "http://example.org/{id}" ; rml:class ex:Thing ] ;
    rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:at ;
        rml:objectMap [ rml:template "http://example.org/{kind}/{name}" ] ] .
<#u> a rml:TriplesMap ; rml:logicalSource <#s> ;
    rml:subjectMap [ rml:termType rml:BlankNode ] ;
    rml:predicateObjectMap [ rml:predicate ex:is ; rml:objectMap [ rml:reference "id" ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:of ; rml:objectMap [ rml:parentTriplesMap <#t> ;
        rml:joinCondition [ rml:child "kind" ; rml:parent "id" ] ] ] .
"""


def write_mapping(folder: Path, path: str, more: str = "") -> Path:
    source = f"""<#s> rml:source [ a rml:RelativePathSource ; rml:path "{path}" {more} ] ;
        rml:referenceFormulation rml:CSV ."""
    mapping = folder / "m.ttl"
    mapping.write_text(f"{PREFIXES}{MAPPING}{source}", encoding="utf-8")
    return mapping


def agree(mapping: Path, folder: Path, *, here: str = "", afar: str = "") -> str:
    """Run a mapping on both engines; for Spark a path in it may be written in another way."""
    materialize(mapping, output=folder / "duckdb.nq")
    mapping.write_text(mapping.read_text(encoding="utf-8").replace(here, afar), encoding="utf-8")
    count = materialize(mapping, output=folder / "spark.nq", engine="spark")
    made = (folder / "spark.nq").read_text(encoding="utf-8")
    assert made.count("\n") == count == len(set(made.splitlines()))
    assert quads(made) == quads((folder / "duckdb.nq").read_text(encoding="utf-8"))
    return made


HEADER = "id,name,kind\n"
PLAIN = [
    'a,"x ""y"" z",b\nb,  blanks  ,a\nc,"",\n',
    "a,\\,b\\\n\nb,'x',NULL\nc,\"back\\\",NA",
    'a,👩‍👩‍👧 e\u0301 \u00a0,<>{}|^%+*~\nb,\u0001\u007f\ttab,"a,b"\n',
    "a,#x,b\n#b,,\n",
    "a,x,b\r\nb,y,c\r\n",
]
NOT_PLAIN = [
    'a,"two\nlines",b\n',
    'a,"two\r\nlines",b\nb,"",c\n',
    'a,"x" y,b\n',
]


@pytest.mark.parametrize("rows", [*PLAIN, *NOT_PLAIN])
def test_a_table_is_read_alike(rows: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(HEADER + rows, encoding="utf-8", newline="")
    mapping = write_mapping(tmp_path, "p.csv", "; rml:null 'NULL'")
    far = f"file://{tmp_path}/p.csv"
    told = fault_of(mapping, tmp_path, "duckdb")
    if told:
        assert (
            fault_of(write_mapping(tmp_path, far, "; rml:null 'NULL'"), tmp_path, "spark") == told
        )
    else:
        agree(mapping, tmp_path, here='"p.csv"', afar=f'"{far}"')


def fault_of(mapping: Path, folder: Path, engine: str) -> list[tuple[int, int, str]]:
    try:
        materialize(mapping, output=folder / "fault.nq", engine=engine)
    except MappingError as error:
        return [(p.row, p.line, p.message.partition("(")[0]) for p in error.problems]
    return []


def read_in_spark(path: str, used: Sequence[str]) -> list[tuple[Any, ...]] | None:
    from saite.cluster.session import spark_session
    from saite.cluster.tables import read_table

    with spark_session("") as session:
        # Small enough that each of the files is read in several parts.
        session.conf.set("spark.sql.files.maxPartitionBytes", "300")
        session.conf.set("spark.sql.files.openCostInBytes", "1")
        found = read_table(session, path, LogicalSource(path), name="t", used=used)
        return None if found is None else [tuple(row) for row in found.with_numbers.collect()]


def test_spark_reads_a_table_itself_only_if_each_line_is_a_row(tmp_path: Path) -> None:
    for number, rows in enumerate([*PLAIN, *NOT_PLAIN, "a,b\n", "a,b,c,d\n", "\x00,b,c\n"]):
        path = tmp_path / f"{number}.csv"
        path.write_text(HEADER + rows, encoding="utf-8", newline="")
        found = read_in_spark(f"file:{path}", ["id"])
        assert (found is not None) == (number < len(PLAIN)), rows
    (tmp_path / "latin.csv").write_bytes("id,name\n1,\xe4\n".encode("latin-1"))
    assert read_in_spark(f"file:{tmp_path}/latin.csv", ["id"]) is None


def test_rows_of_several_files_and_parts_are_numbered_as_if_they_were_one(tmp_path: Path) -> None:
    for number in range(3):
        rows = "".join(f"{number}-{row}\n" for row in range(200))
        (tmp_path / f"{number}.csv").write_text(f"id\n{rows}", encoding="utf-8")
    found = read_in_spark(f"file:{tmp_path}/*.csv", ["id"])
    assert found is not None
    in_order = sorted(found, key=lambda row: int(row[1]))
    assert in_order == [(f"{n // 200}-{n % 200}", str(n + 2)) for n in range(600)]
    (tmp_path / "3.csv").write_text("other\n1\n", encoding="utf-8")
    assert read_in_spark(f"file:{tmp_path}/*.csv", ["id"]) is None
    mapping = write_mapping(tmp_path, f"file://{tmp_path}/*.csv")
    with pytest.raises(MappingError, match="is several files that cannot be read as one"):
        materialize(mapping, output=tmp_path / "out", engine="spark")


def test_a_row_with_too_few_cells_is_an_error_that_says_where(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(f"{HEADER}a,b,c\nd,e\n", encoding="utf-8")
    mapping = write_mapping(tmp_path, f"file://{tmp_path}/p.csv")
    with pytest.raises(MappingError, match="row 3: the row has 2 cells, expected 3"):
        materialize(mapping, output=tmp_path / "out", engine="spark")
    assert not (tmp_path / "out").exists()


def test_slips_are_noted_as_on_one_machine(tmp_path: Path) -> None:
    for check in (doubts_cases.check_ill_typed, doubts_cases.check_unmatched):
        (tmp_path / check.__name__).mkdir()
        check(tmp_path / check.__name__, "spark")


def test_texts_are_literals_of_the_same_datatypes() -> None:
    texts = [(XSD + name, text, truth) for name, text, truth in datatypes_cases.CASES]
    asked = ", ".join(is_whole(quote_text(text), LEXICAL_SPACES[iri]) for iri, text, _ in texts)
    assert ask(f"SELECT {asked}") == [tuple(truth for *_, truth in texts)]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, f"file://{tmp_path}/none.csv")
    with pytest.raises(MappingError, match=r"none\.csv' does not exist, expected a file"):
        materialize(mapping, output=tmp_path / "out", engine="spark")


def test_what_breaks_a_rule_is_told_with_its_row(tmp_path: Path) -> None:
    rows = "".join(f"{n},http://e/ {n},c\n" for n in range(25))
    (tmp_path / "p.csv").write_text(HEADER + rows, encoding="utf-8")
    mapping = write_mapping(tmp_path, f"file://{tmp_path}/p.csv")
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(
        text.replace('"name" ]', '"name" ; rml:termType rml:IRI ]'), encoding="utf-8"
    )
    with pytest.raises(MappingError) as caught:
        materialize(mapping, output=tmp_path / "out.nq", engine="spark", base="http://b/")
    rows_told = [problem.row for problem in caught.value.problems]
    assert rows_told == [*range(2, 22), 0]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([1, -2, None, 2**62]),
        pa.array([True, None, False, True]),
        pa.array(['a "b"', "", None, "ē\n"]),
        pa.array([["a", "b"], [], None, ["c", None, "c"]]),
        pa.array([date(2020, 2, 29), date(1, 1, 1), None, date(9999, 12, 31)]),
        pa.array([1.5, -0.0, None, 1e300]),  # by our own reader
    ],
    ids=lambda array: str(array.type),
)
def test_parquet_is_read_alike(values: pa.Array, tmp_path: Path) -> None:
    table = pa.table({"id": ["a", "b", None, "a b"], "name": values, "kind": ["x", None, "y", "a"]})
    pq.write_table(table, tmp_path / "p.parquet")
    mapping = write_mapping(tmp_path, "p.parquet")
    made = agree(mapping, tmp_path, here='"p.parquet"', afar=f'"file://{tmp_path}/p.parquet"')
    assert made.count("<http://example.org/is>") == 3


def test_a_table_in_memory_is_handed_over(tmp_path: Path) -> None:
    table = pa.table({"id": ["a", "b"], "name": [1, 2], "kind": ["b", None]})
    mapping = write_mapping(tmp_path, "people")
    text = mapping.read_text(encoding="utf-8")
    start, end = text.index("rml:source [ a"), text.index("] ;\n        rml:referenceFormulation")
    mapping.write_text(f'{text[:start]}rml:source "people" {text[end + 1 :]}', encoding="utf-8")
    for engine in ENGINES:
        output = tmp_path / f"{engine}.nq"
        materialize(mapping, output=output, engine=engine, tables={"people": table})
    made, other = (quads((tmp_path / f"{e}.nq").read_text(encoding="utf-8")) for e in ENGINES)
    assert made == other
    assert len(made) == 8


def test_a_graph_is_a_folder_of_parts_that_only_a_graph_may_take_the_place_of(
    tmp_path: Path,
) -> None:
    (tmp_path / "p.csv").write_text(f"{HEADER}a,b,c\n", encoding="utf-8")
    mapping = write_mapping(tmp_path, "p.csv")
    for _ in range(2):
        count = materialize(mapping, output=f"{tmp_path}/out.nt/", engine="spark")
    parts = sorted(path.name for path in (tmp_path / "out.nt").iterdir() if path.name[0] != ".")
    assert parts[-1].startswith("part-")
    assert parts[0] == "_SUCCESS"
    lines = [p.read_text(encoding="utf-8") for p in (tmp_path / "out.nt").glob("part-*")]
    assert sum(text.count("\n") for text in lines) == count
    packed = materialize(mapping, output=f"{tmp_path}/out.nq.gz/", engine="spark")
    (part,) = (tmp_path / "out.nq.gz").glob("part-*.gz")
    assert gzip.decompress(part.read_bytes()).count(b"\n") == packed == count
    part.rename(part.with_name(part.name.replace(".txt.", ".nq.")))
    assert materialize(mapping, output=f"{tmp_path}/out.nq.gz/", engine="spark") == count
    with pytest.raises(UsageError, match="a folder with other files in it"):
        materialize(mapping, output=f"{tmp_path}/", engine="spark")
    (tmp_path / "p.parquet").mkdir()
    for name in ("_SUCCESS", "part-00000-x.snappy.parquet"):
        (tmp_path / "p.parquet" / name).touch()
    with pytest.raises(UsageError, match="a folder with other files in it"):
        materialize(mapping, output=f"{tmp_path}/p.parquet", engine="spark")
    assert (tmp_path / "p.csv").exists()
    reason = r"cannot be reached by Spark: .*No FileSystem for scheme \"nowhere\""
    with pytest.raises(UsageError, match=reason):
        materialize(mapping, output="nowhere://bucket/out", engine="spark")


def test_what_is_missing_is_told_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p.csv").write_text(f"{HEADER}a,b,c\n", encoding="utf-8")
    mapping = write_mapping(tmp_path, "p.csv")
    command = [sys.executable, "-m", "saite", "map", str(mapping), "--engine", "spark"]
    environment = {key: os.environ.get(key, "") for key in ("PYTHONPATH", "HOME")} | {"PATH": ""}
    made = subprocess.run(
        command, env=environment, check=False, capture_output=True, encoding="utf-8"
    )
    assert made.returncode == 2
    assert "openjdk-17-jre-headless" in made.stderr.replace("\n", " ")
    assert "Traceback" not in made.stderr
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UsageError, match=r"pip install 'saite\[spark\]'"):
        materialize(mapping, output=tmp_path / "o", engine="spark")


def test_a_spark_that_runs_is_left_running_whichever_thread_asks(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(f"{HEADER}a,x,b\n", encoding="utf-8")
    mapping = write_mapping(tmp_path, "p.csv")
    from pyspark import SparkContext

    before = SparkContext._active_spark_context
    with ThreadPoolExecutor(1) as pool:
        output = tmp_path / "out.nq"
        pool.submit(materialize, mapping, output=output, engine="spark").result(timeout=300)
    assert before is not None
    assert SparkContext._active_spark_context is before
    assert ask("SELECT 1") == [(1,)]


def test_another_master_than_the_running_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(f"{HEADER}a,b,c\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"expected no other one: 'local\[7\]'"):
        materialize(
            write_mapping(tmp_path, "p.csv"), output=tmp_path / "o", engine="spark",
            master="local[7]",
        )  # fmt: skip


def test_the_lines_that_the_older_vocabulary_leaves_out_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,a b\n2,http://e/\n", encoding="utf-8")
    mapping = tmp_path / "m.ttl"
    mapping.write_text(
        """@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
        @prefix ql: <http://semweb.mmlab.be/ns/ql#> .
        @prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix ex: <http://example.org/> .
        <#t> rml:logicalSource [ rml:source "p.csv" ; rml:referenceFormulation ql:CSV ] ;
        rr:subjectMap [ rr:template "http://example.org/{id}" ] ; rr:predicateObjectMap [
        rr:predicate ex:p ; rr:objectMap [ rml:reference "name" ; rr:termType rr:IRI ] ] .""",
        encoding="utf-8",
    )
    told: dict[str, list[Problem]] = {"duckdb": [], "spark": []}
    for engine, found in told.items():
        materialize(
            mapping, output=tmp_path / f"{engine}.nq", engine=engine, tell=found.append,
            base="http://example.com/",
        )  # fmt: skip
    assert told["duckdb"] == told["spark"] != []
    assert (tmp_path / "duckdb.nq").read_bytes() == (tmp_path / "spark.nq").read_bytes()


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=cases.rows_of_any_kind, second=cases.rows_of_any_kind)
def test_any_rows_of_two_sources_agree_with_the_oracle(
    first: list[Row], second: list[Row], tmp_path: Path
) -> None:
    shape = cases.row(99, name="x", places=["p"])
    cases.judge(cases.RICH, {"t.csv": [[*first, shape], [*second, shape]]}, tmp_path)
