"""Mappings run over files, with no workspace: sources as they are found in the wild."""

import gzip
import io
import lzma
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pyoxigraph as ox
import pytest

from mapping_support import PREFIXES, quads
from saite.engine import materialize
from saite.engine.cluster import part_files
from saite.errors import MappingError, Problem, SaiteError, UsageError
from saite.mapping.cursors import end_if_stopped, run_at_once
from saite.mapping.engine_duckdb import enough_memory
from saite.mapping.model import LogicalSource
from saite.sources.tables import read_table
from saite.tracing import why

CSVW = "@prefix csvw: <http://www.w3.org/ns/csvw#> .\n"
XSD = "http://www.w3.org/2001/XMLSchema#"


def write_mapping(folder: Path, source: str, *, body: str = "", name: str = "m.rml.ttl") -> Path:
    """Write a mapping of one source, whose subjects are http://example.org/{id}."""
    path = folder / name
    said = body or 'rml:objectMap [ rml:reference "name" ]'
    text = f"""{PREFIXES}{CSVW}
    <#People> a rml:TriplesMap ; rml:logicalSource [ {source} ] ;
        rml:subjectMap [ rml:template "http://example.org/{{id}}" ] ;
        rml:predicateObjectMap [ rml:predicate ex:name ; {said} ] .
    """
    path.write_text(text, encoding="utf-8")
    return path


def file_source(path: str, more: str = "", formulation: str = "rml:CSV", rest: str = "") -> str:
    return (
        f'rml:source [ a rml:RelativePathSource ; rml:path "{path}" ; {more} ] ; '
        f"rml:referenceFormulation {formulation} ; {rest}"
    )


def run(mapping: Path, folder: Path, *, base: str = "") -> set[tuple[str, str]]:
    """Run a mapping; give its pairs of the end of the subject and the object."""
    output = folder / "out.nq"
    materialize(mapping, output=output, base=base)
    made = quads(output.read_text(encoding="utf-8"))
    return {(str(q.subject).rpartition("/")[2][:-1], str(q.object)) for q in made}


def problem_of(mapping: Path, folder: Path) -> str:
    with pytest.raises(MappingError) as caught:
        materialize(mapping, output=folder / "out.nq")
    assert not (folder / "out.nq").exists()
    return str(caught.value)


def test_a_path_is_relative_to_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "p.csv").write_text("id,name\n1,Ona\n", encoding="utf-8")
    mapping = write_mapping(tmp_path, file_source("data/p.csv"))
    assert run(mapping, tmp_path) == {("1", '"Ona"')}


def test_the_working_directory_may_be_named_as_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "p.csv").write_text("id,name\n1,Ona\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "here")
    mapping = write_mapping(tmp_path, file_source("p.csv", "rml:root rml:CurrentWorkingDirectory"))
    assert run(mapping, tmp_path) == {("1", '"Ona"')}


def test_cells_are_empty_texts_unless_the_mapping_says_they_are_nothing(tmp_path: Path) -> None:
    text = 'id,name\n1,\n2,NULL\n3,""\n4,"a\nb"\n'
    (tmp_path / "p.csv").write_text(text, encoding="utf-8")
    plain = write_mapping(tmp_path, file_source("p.csv"))
    line = ("4", '"a\\nb"')
    assert run(plain, tmp_path) == {("1", '""'), ("2", '"NULL"'), ("3", '""'), line}
    nulls = write_mapping(tmp_path, file_source("p.csv", 'rml:null "" , "NULL"'))
    assert run(nulls, tmp_path) == {line}


@pytest.mark.parametrize(
    ("name", "more", "text"),
    [
        ("p.tsv", "", "id\tname\n1\tOna, Ona\n"),
        ("p.csv", 'csvw:dialect [ csvw:delimiter ";" ]', "id;name\n1;Ona, Ona\n"),
        ("p.csv", 'csvw:dialect [ csvw:quoteChar "\'" ]', "id,name\n1,'Ona, Ona'\n"),
        ("p.csv", "", '\ufeffid,name\r\n1,"Ona, Ona"\r\n'),
        ("p.csv", "", 'id,name\r\n1,"Ona, Ona"\n'),
        ("p.csv", "", 'id,name\n1,"Ona, Ona"'),
    ],
)
def test_tables_are_written_in_several_ways(
    name: str, more: str, text: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    mapping = write_mapping(tmp_path, file_source(name, more))
    assert run(mapping, tmp_path) == {("1", '"Ona, Ona"')}


def test_a_table_may_be_described_in_csvw(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_bytes("id;name\n1;Jānis\n2;-\n".encode("cp1257"))
    source = (
        'rml:source [ a csvw:Table ; csvw:url "p.txt" ; csvw:null "-" ; csvw:dialect '
        '[ csvw:delimiter ";" ; csvw:encoding "windows-1257" ] ] ; '
        "rml:referenceFormulation rml:CSV"
    )
    assert run(write_mapping(tmp_path, source), tmp_path) == {("1", '"Jānis"')}


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-13"])
def test_encodings_are_those_that_python_knows(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes("id,name\n1,Žeņa\n".encode(encoding))
    mapping = write_mapping(tmp_path, file_source("p.csv", f"rml:encoding rml:{encoding}"))
    assert run(mapping, tmp_path) == {("1", '"Žeņa"')}


def packed(compression: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    if compression == "gzip":
        return gzip.compress(data)
    if compression == "zip":
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("p.csv", data)
        return buffer.getvalue()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("p.csv")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    compress = gzip.compress if compression == "targz" else lzma.compress
    return compress(buffer.getvalue())


@pytest.mark.parametrize("compression", ["gzip", "zip", "targz", "tarxz"])
def test_compressed_files_are_unpacked(compression: str, tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(packed(compression, b"id,name\n1,Ona\n"))
    mapping = write_mapping(tmp_path, file_source("p", f"rml:compression rml:{compression}"))
    assert run(mapping, tmp_path) == {("1", '"Ona"')}
    (tmp_path / "p").write_bytes(b"no archive")
    (tmp_path / "out.nq").unlink()
    assert f"cannot be read as {compression}" in problem_of(mapping, tmp_path)


def locked(data: bytes) -> bytes:
    """Give an archive whose file has a password."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + place
        data = data[:at] + b"\x01" + data[at + 1 :]
    return data


@pytest.mark.parametrize(
    ("compression", "data", "message"),
    [
        (
            "gzip",
            gzip.compress(b"id,name", mtime=0)[:10] + b"\xff" * 20,
            "cannot be read as gzip: Error -3",
        ),
        (
            "targz",
            gzip.compress(b"id,name", mtime=0)[:10] + b"\xff" * 20,
            "cannot be read as targz: ",
        ),
        ("zip", locked(packed("zip", b"id,name")), "cannot be read as zip: File 'p.csv' is encr"),
    ],
)
def test_a_packed_file_that_cannot_be_unpacked_is_told(
    compression: str, data: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / "p").write_bytes(data)
    mapping = write_mapping(tmp_path, file_source("p", f"rml:compression rml:{compression}"))
    assert message in problem_of(mapping, tmp_path)


JSON = """{"people": [
    {"id": 1, "name": "Ona", "all": ["a", 2, true, null, 0.5]},
    {"id": "b", "name": 12, "all": []},
    {"id": 1.50, "name": null}, {"id": 4, "name": false}, {"id": 5, "name": 1e21}
]}"""


def test_values_of_json_keep_their_natural_datatypes(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(JSON, encoding="utf-8")
    source = file_source("p.json", "", "rml:JSONPath", 'rml:iterator "$.people[*]"')
    body = 'rml:objectMap [ rml:reference "$.name" ] , [ rml:reference "$.all[*]" ]'
    assert run(write_mapping(tmp_path, source, body=body), tmp_path) == {
        ("1", '"Ona"'),
        ("1", '"a"'),
        ("1", f'"2"^^<{XSD}integer>'),
        ("1", f'"true"^^<{XSD}boolean>'),
        ("1", f'"5.0E-1"^^<{XSD}double>'),
        ("b", f'"12"^^<{XSD}integer>'),
        ("4", f'"false"^^<{XSD}boolean>'),
        ("5", f'"1.0E21"^^<{XSD}double>'),
    }


def test_a_number_of_json_may_stand_for_nothing(tmp_path: Path) -> None:
    people = '{"id": 1, "name": -9}, {"id": 2, "name": "-9"}, {"id": 3, "all": [-9, true, 4]}'
    (tmp_path / "p.json").write_text(f"[{people}]", encoding="utf-8")
    nulls = 'rml:null "-9" , "true"'
    source = file_source("p.json", nulls, "rml:JSONPath", 'rml:iterator "$[*]"')
    body = 'rml:objectMap [ rml:reference "$.name" ] , [ rml:reference "$.all[*]" ]'
    made = run(write_mapping(tmp_path, source, body=body), tmp_path)
    assert made == {("3", f'"4"^^<{XSD}integer>')}


def test_a_declared_datatype_or_language_takes_the_place_of_the_natural_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "p.json").write_text('[{"id": 1, "name": 12}]', encoding="utf-8")
    source = file_source("p.json", "", "rml:JSONPath", 'rml:iterator "$[*]"')
    body = (
        'rml:objectMap [ rml:reference "$.name" ; rml:datatype xsd:string ] , '
        '[ rml:reference "$.name" ; rml:language "lt" ] , [ rml:template "{$.name}" ]'
    )
    made = run(write_mapping(tmp_path, source, body=body), tmp_path, base="http://example.org/")
    assert made == {("1", '"12"'), ("1", '"12"@lt'), ("1", "<http://example.org/12>")}


def test_a_subject_map_without_an_expression_is_a_blank_node_of_the_row(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ona\n1,Ona\n", encoding="utf-8")
    (tmp_path / "p.json").write_text('[{"name": "Eva"}, {"name": "Eva"}]', encoding="utf-8")
    sources = {"name": file_source("p.csv")}
    sources["$.name"] = file_source("p.json", "", "rml:JSONPath", 'rml:iterator "$[*]"')
    maps = [
        f"[] a rml:TriplesMap ; rml:logicalSource [ {source} ] ; "
        "rml:subjectMap [ rml:termType rml:BlankNode ] ; rml:predicateObjectMap "
        f'[ rml:predicate ex:name ; rml:objectMap [ rml:reference "{reference}" ] ] .'
        for reference, source in sources.items()
    ]
    path = tmp_path / "m.ttl"
    path.write_text(PREFIXES + "\n".join(maps), encoding="utf-8")
    assert materialize(path, output=tmp_path / "out.nq") == 4
    made = quads((tmp_path / "out.nq").read_text(encoding="utf-8"))
    assert len({quad.subject for quad in made}) == 4


@pytest.mark.parametrize(
    ("name", "text", "formulation", "rest", "rows"),
    [
        ("a.csv", "id\nx\ny\n", "rml:CSV", "", "23"),
        ("a.json", '[{"id": 1}, {"id": 2}]', "rml:JSONPath", '; rml:iterator "$[*]"', "12"),
    ],
)
def test_the_number_of_a_row_may_stand_in_a_template(
    name: str, text: str, formulation: str, rest: str, rows: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "m.ttl").write_text(
        f"""{PREFIXES} ex:t a rml:TriplesMap ; rml:logicalSource [
            rml:source [ a rml:RelativePathSource ; rml:path "{name}" ] ;
            rml:referenceFormulation {formulation} {rest} ] ;
        rml:subjectMap [ rml:template "http://example.org/{{_row}}" ; rml:class ex:Row ] .""",
        "utf-8",
    )
    materialize(tmp_path / "m.ttl", output=tmp_path / "out.nt")
    lines = (tmp_path / "out.nt").read_text("utf-8").splitlines()
    assert [line[20] for line in lines] == list(rows)


def test_several_mappings_make_one_graph(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        text = f"id,name\n1,Ona\n2,{folder}\n"
        (tmp_path / folder / "p.csv").write_text(text, encoding="utf-8")
    paths = [write_mapping(tmp_path / folder, file_source("p.csv")) for folder in ("a", "b")]
    assert materialize(*paths, output=tmp_path / "out.nq") == 3


def test_what_two_mappings_call_alike_is_told_apart(tmp_path: Path) -> None:
    """Both have a <#Parent>, of sources of their own, and a blank node for each row of one."""
    for name in ("p", "q"):
        (tmp_path / f"{name}.csv").write_text(f"id\n{name}\n", encoding="utf-8")
    paths = []
    for name in ("p", "q"):
        source = f'rml:logicalSource [ rml:source "{name}.csv" ; rml:referenceFormulation rml:CSV ]'
        text = f"""{PREFIXES}
        <#Child> a rml:TriplesMap ; {source} ; rml:subjectMap [ rml:template "http://e/{{id}}" ] ;
            rml:predicateObjectMap [ rml:predicate ex:of ; rml:objectMap [
                rml:parentTriplesMap <#Parent> ;
                rml:joinCondition [ rml:child "id" ; rml:parent "id" ] ] ] .
        <#Parent> a rml:TriplesMap ; {source} ;
            rml:subjectMap [ rml:template "http://e/{name}/{{id}}" ] .
        <#Node> a rml:TriplesMap ;
            rml:logicalSource [ rml:source "p.csv" ; rml:referenceFormulation rml:CSV ] ;
            rml:subjectMap [ rml:termType rml:BlankNode ; rml:class ex:{name.upper()} ] .
        """
        paths.append(tmp_path / f"{name}.ttl")
        paths[-1].write_text(text, encoding="utf-8")
    materialize(*paths, output=tmp_path / "out.nq")
    made = quads((tmp_path / "out.nq").read_text(encoding="utf-8"))
    assert {(str(q.subject), str(q.object)) for q in made if "#type" not in str(q.predicate)} == {
        ("<http://e/p>", "<http://e/p/p>"),
        ("<http://e/q>", "<http://e/q/q>"),
    }
    nodes = {str(q.subject): str(q.object) for q in made if "#type" in str(q.predicate)}
    assert sorted(nodes.values()) == ["<http://example.org/P>", "<http://example.org/Q>"]
    once = (tmp_path / "out.nq").read_bytes()
    materialize(*paths, paths[1], output=tmp_path / "out.nq")
    assert (tmp_path / "out.nq").read_bytes() == once
    reasons = why(paths, "http://e/q")
    assert [(Path(each.mapping).name, each.object) for each in reasons] == [
        ("q.ttl", "<http://e/q/q>")
    ]


def test_sources_may_differ_in_small_and_capital_letters_only(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text('{"A": [{"id": 1}], "a": [{"id": 2}]}', encoding="utf-8")
    maps = "".join(
        f"""<#{name}> a rml:TriplesMap ; rml:logicalSource [ rml:source "p.json" ;
            rml:referenceFormulation rml:JSONPath ; rml:iterator "$.{name}[*]" ] ;
            rml:subjectMap [ rml:template "http://e/{{id}}" ; rml:class ex:{name} ] . """
        for name in ("A", "a")
    )
    (tmp_path / "m.ttl").write_text(PREFIXES + maps, encoding="utf-8")
    assert run(tmp_path / "m.ttl", tmp_path) == {
        ("1", "<http://example.org/A>"),
        ("2", "<http://example.org/a>"),
    }


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    rows = "".join(f"{number % 7},n{number}\n" for number in range(5000))
    (tmp_path / "p.csv").write_text("id,name\n" + rows, encoding="utf-8")
    mapping = write_mapping(tmp_path, file_source("p.csv"))
    for name in ("one.nq", "two.nq"):
        materialize(mapping, output=tmp_path / name)
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "two.nq").read_bytes()


def test_the_ending_of_the_output_names_the_format(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ona\n", encoding="utf-8")
    body = 'rml:objectMap [ rml:reference "name" ] ; rml:graph ex:g'
    mapping = write_mapping(tmp_path, file_source("p.csv"), body=body)
    materialize(mapping, output=tmp_path / "out.nq")
    with pytest.raises(MappingError) as caught:
        materialize(mapping, output=tmp_path / "out.nt")
    assert "N-Triples has no named graphs" in str(caught.value)
    with pytest.raises(UsageError, match="'turtle' is not a format"):
        materialize(mapping, output=tmp_path / "out.nq", form="turtle")


@pytest.mark.parametrize("name", ["out.ttl", "out.xyz", "out.nq.gz"])
def test_an_ending_of_something_else_needs_a_format(name: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ona\n", encoding="utf-8")
    mapping = write_mapping(tmp_path, file_source("p.csv"))
    with pytest.raises(UsageError) as caught:
        materialize(mapping, output=tmp_path / name)
    ending = Path(name).suffix
    assert f"{name} has the ending {ending}, expected one of .nt, .nq, or a " in str(caught.value)
    assert not (tmp_path / name).exists()
    assert materialize(mapping, output=tmp_path / name, form="ntriples") == 1
    assert materialize(mapping, output=tmp_path / "OUT.NT") == 1
    assert materialize(mapping, output=tmp_path / "out") == 1


@pytest.mark.parametrize("name", ["out.ttl", "out.JSONLD", "out.nq.gz", "s3a://bucket/out.ttl"])
def test_the_name_of_a_single_file_is_no_folder_of_spark_s(name: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ona\n", encoding="utf-8")
    mapping = write_mapping(tmp_path, file_source("p.csv"))
    output = name if "://" in name else str(tmp_path / name)
    with pytest.raises(UsageError) as caught:
        materialize(mapping, output=output, engine="spark", form="nquads")
    ending = Path(name).suffix.lower()
    expected = f"{output} has the ending {ending} of a single file, and Spark writes a folder of "
    assert expected in str(caught.value)
    assert f"expected {output}/ for such a folder" in str(caught.value)
    assert ("one file that ends in .nt or .nq" in str(caught.value)) == ("://" not in name)
    assert part_files(f"{output}/", "spark").rstrip("/") == output


def test_other_names_are_folders_of_spark_s(tmp_path: Path) -> None:
    assert part_files("hdfs:///graph.nq.gz", "spark") == "hdfs:///graph.nq.gz"
    for name in ("graph", "graph-2026.11", "graph.nq/"):
        assert part_files(f"{tmp_path}/{name}", "spark") == str(tmp_path / name)
    assert part_files(f"{tmp_path}/graph.NQ", "spark") == ""
    (tmp_path / "out.ttl").mkdir()
    assert part_files(f"{tmp_path}/out.ttl", "spark") == str(tmp_path / "out.ttl")


def test_who_interrupts_does_not_wait_for_the_slow_reader(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    rows = "".join(f"{number},name {number}\n" for number in range(300_000))
    # The slow reader, which was taken for any error of the fast one, would tell of the last row.
    file.write_text(f"id,name\n{rows}1\n", encoding="utf-8")
    is_over = threading.Event()
    with duckdb.connect() as connection:

        def interrupt() -> None:
            while not is_over.wait(0.001):
                connection.interrupt()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(interrupt)
            try:
                with pytest.raises(duckdb.InterruptException):
                    read_table(connection, file, LogicalSource("p.csv"), name="t", used=["name"])
            finally:
                is_over.set()


@pytest.mark.parametrize("has_statements", [True, False])
def test_what_runs_beside_an_error_is_broken_off(has_statements: bool) -> None:
    is_running = threading.Event()

    def work(cursor: duckdb.DuckDBPyConnection, number: int) -> None:
        if not number:
            assert is_running.wait(60)
            raise ValueError("the first")
        is_running.set()
        while True:
            if has_statements:
                cursor.execute("SELECT sum(n) FROM range(10_000_000) made(n)")
            else:
                end_if_stopped()
            time.sleep(0.01)  # an interrupt that comes now reaches no statement

    with duckdb.connect() as connection, pytest.raises(ValueError, match="the first"):
        run_at_once(connection, work, [0, 1, 2], workers=2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,name\n1,a\n2\n", "p.csv, row 3: the row has 1 cell, expected 2"),
        ("id,name,id\n1,a,2\n", "p.csv, row 1: 'id' stands twice in the header"),
        ('id,name\n1,"a\n', "p.csv, line 2: is not CSV: unexpected end of data"),
        ("id,nme\n1,a\n", "'name' is not a column of its source, expected one of id, nme"),
        ("", "'name' is not a column of its source, which has none: it is empty ("),
        (
            "id;name\n1;a\n",
            'expected one of id;name; its delimiter seems to be ";", said by rml:source [ a csvw:T',
        ),
        ("id\tname\n1\ta\n", 'its delimiter seems to be "\\t", said by '),
        (None, "m.rml.ttl, line 8: 'p.csv' does not exist, expected a file at "),
    ],
)
def test_what_is_wrong_with_a_table_is_located(
    text: str | None, message: str, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / "p.csv").write_text(text, encoding="utf-8")
    mapping = write_mapping(tmp_path, file_source("p.csv"))
    assert message in problem_of(mapping, tmp_path)


@pytest.mark.parametrize(
    "text",
    ["\n\nid,name\n1,a\n", "\r\nid,name\r\n1,a\r\n", "\ufeff\nid,name\n1,a\n", "\rid,name\r1,a"],
)
def test_blank_lines_before_the_header_are_passed_over(text: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(text, encoding="utf-8", newline="")
    assert run(write_mapping(tmp_path, file_source("p.csv")), tmp_path) == {("1", '"a"')}


def test_a_path_is_the_name_of_one_file_and_tells_no_value(tmp_path: Path) -> None:
    folder = tmp_path / "name=folder"
    folder.mkdir()
    (folder / "p[1].csv").write_text("id,name\n1,a\n", encoding="utf-8")
    (folder / "p1.csv").write_text("id,name\n2,b\n", encoding="utf-8")
    mapping = write_mapping(tmp_path, file_source("name=folder/p[1].csv"))
    assert run(mapping, tmp_path) == {("1", '"a"')}


def test_a_table_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes(b"id,name\n1,\xff\n")
    mapping = write_mapping(tmp_path, file_source("p.csv"))
    assert "p.csv: is not UTF-8: it has the byte 0xff" in problem_of(mapping, tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"id": 1, "name": }]', "p.json, line 1: is not JSON: Expecting value, column 20"),
        ('[{"id": 1, "name": NaN}]', "NaN is no number of JSON"),
        ('[{"id": 1, "name": []}]', "row 1, column $.name: is an array, expected a text"),
        (
            '[{"id": 1, "name": []}]',
            "(source 'p.json'; triples map <#People>, rml:predicateObjectMap (ex:name), rml:objec",
        ),
        ('[{"id": 1, "name": []}]', "m.rml.ttl, line 10; see "),
        ('[{"id": 1, "name": "a\\ud83d"}]', "row 1, column $.name: holds half of a character"),
        ('[{"id": 1, "name": {}}]', "row 1, column $.name: is an object, expected a text"),
    ],
)
def test_what_is_wrong_with_a_document_is_located(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(text, encoding="utf-8")
    source = file_source("p.json", "", "rml:JSONPath", 'rml:iterator "$[*]"')
    mapping = write_mapping(tmp_path, source, body='rml:objectMap [ rml:reference "$.name" ]')
    assert message in problem_of(mapping, tmp_path)


@pytest.mark.parametrize(
    ("kind", "iterator", "reference", "message"),
    [
        ("JSONPath", "$[*]", "names[*", "line 10: 'names[*' is not JSONPath: "),
        ("JSONPath", "$[*", "name", "line 8: '$[*' is not JSONPath: "),
        ("XPath", "/a/b", "name[", "line 10: 'name[' is not XPath 1.0: "),
        ("XPath", "/a/b/@id", "name", "line 8: '/a/b/@id' finds a text or an attribute, expected "),
    ],
)
def test_a_path_that_is_none_is_told_where_the_mapping_has_it(
    kind: str, iterator: str, reference: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "p.txt").write_text(
        '[{"id": 1}]' if kind == "JSONPath" else "<a><b id='1'/></a>", encoding="utf-8"
    )
    source = file_source("p.txt", "", f"rml:{kind}", f'rml:iterator "{iterator}"')
    mapping = write_mapping(tmp_path, source, body=f'rml:objectMap [ rml:reference "{reference}" ]')
    told = problem_of(mapping, tmp_path)
    assert f"m.rml.ttl, {message}" in told
    assert "triples map <#People>, rml:" in told
    assert "; source 'p.txt'; see " in told


def test_a_file_that_is_read_in_two_ways_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,a b\n2,\n", encoding="utf-8")
    maps = "".join(
        f"""<#{name}> a rml:TriplesMap ; rml:logicalSource [ {file_source("p.csv", null)} ] ;
            rml:subjectMap [ rml:template "http://example.org/{{id}}" ] ;
            rml:predicateObjectMap [ rml:predicate ex:{name} ; rml:objectMap [ {said} ] ] . """
        for name, null, said in (
            ("plain", "", 'rml:reference "name" ; rml:datatype xsd:integer'),
            ("nulls", 'rml:null ""', 'rml:reference "name" ; rml:datatype xsd:integer'),
        )
    )
    mapping = tmp_path / "m.ttl"
    mapping.write_text(PREFIXES + maps, encoding="utf-8")
    notes: list[Problem] = []
    materialize(mapping, output=tmp_path / "out.nq", remark=notes.append)
    assert ["p.csv, row 2, column name" in str(each) for each in notes] == [True, True]
    with pytest.raises(MappingError) as caught:
        materialize(mapping, output=tmp_path / "out.nq", strict_datatypes=True)
    assert {Path(each.file).name for each in caught.value.problems} == {"p.csv"}
    rows = [row for each in why(mapping, "http://example.org/1") for row in each.rows]
    assert [(Path(row.file).name, row.row) for row in rows] == [("p.csv", 2)] * 2


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (file_source("p.csv", "rml:encoding rml:UFT-8"), "'UFT-8' is not an encoding known here"),
        (file_source("p.csv", 'rml:encoding "base64"'), "'base64' is not an encoding known here"),
        (file_source("p.csv", "rml:compression rml:rar"), "rml:rar"),
        (file_source("p.csv", "rml:root ex:there"), "expected rml:MappingDirectory, "),
        (file_source("p.csv", "rml:null 1 , ex:none"), "expected a text, found ex:none"),
        (file_source("p.json", "", "rml:JSONPath"), "expected exactly one rml:iterator, found 0"),
    ],
)
def test_what_is_wrong_with_a_source_is_told(source: str, message: str, tmp_path: Path) -> None:
    assert message in problem_of(write_mapping(tmp_path, source), tmp_path)


def test_every_mistake_of_mappings_and_sources_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,nme\n1,a\n", encoding="utf-8")
    paths = [
        write_mapping(tmp_path, file_source("p.csv"), name="a.ttl"),
        write_mapping(tmp_path, file_source("q.csv"), name="b.ttl"),
    ]
    with pytest.raises(MappingError) as caught:
        materialize(*paths, output=tmp_path / "out.nq")
    missing, unknown = caught.value.problems
    assert (Path(missing.file).name, missing.value, missing.nearest) == ("b.ttl", "q.csv", "p.csv")
    assert (Path(unknown.file).name, unknown.value, unknown.nearest) == ("a.ttl", "name", "nme")


def test_mistakes_of_a_mapping_do_not_hide_those_of_another(tmp_path: Path) -> None:
    """One has a property that RML lacks, one a column that its table lacks, one is no Turtle."""
    (tmp_path / "p.csv").write_text("id,nme\n1,a\n", encoding="utf-8")
    source = file_source("p.csv")
    body = 'rml:objectMap [ rml:reference "id" ; rml:langauge "lt" ]'
    paths = [
        write_mapping(tmp_path, source, name="a.ttl", body=body),
        write_mapping(tmp_path, source, name="b.ttl"),
        tmp_path / "c.ttl",
    ]
    paths[2].write_text("<a> <b> .", encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        materialize(*paths, output=tmp_path / "out.nq")
    found = {Path(each.file).name: each for each in caught.value.problems}
    assert len(caught.value.problems) == 3
    assert (found["a.ttl"].value, found["a.ttl"].nearest) == ("rml:langauge", "rml:language")
    assert (found["b.ttl"].value, found["b.ttl"].nearest) == ("name", "nme")
    assert found["c.ttl"].message.startswith("not valid Turtle: ")
    words = [sys.executable, "-m", "saite", "map", "a.ttl", "b.ttl", "c.ttl", "-o", "o.nq"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    for name in ("a.ttl", "b.ttl", "c.ttl"):
        assert f"{name}, line " in done.stderr
    assert not (tmp_path / "o.nq").exists()


def test_a_table_in_memory_is_not_asked_for_where_its_mapping_is_at_fault(tmp_path: Path) -> None:
    source = 'rml:source "people" ; rml:referenceFormulation rml:CVS'
    mapping = write_mapping(tmp_path, source)
    other = write_mapping(tmp_path, file_source("p.csv"), name="b.ttl")
    (tmp_path / "p.csv").write_text("id,name\n1,a\n", encoding="utf-8")
    table = pa.table({"id": ["1"], "name": ["a"]})
    with pytest.raises(MappingError) as caught:
        materialize(mapping, other, output=tmp_path / "out.nq", tables={"people": table})
    (problem,) = caught.value.problems
    assert "rml:CVS" in str(problem)


def test_every_row_with_too_many_cells_or_too_few_is_told(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text('id,name\n1\n2,"b\nc"\n3,d,e\n', encoding="utf-8")
    mapping = write_mapping(tmp_path, file_source("p.csv"))
    with pytest.raises(MappingError) as caught:
        materialize(mapping, output=tmp_path / "out.nq")
    told = [(p.row, p.line, p.message.partition(" (")[0]) for p in caught.value.problems]
    assert told == [
        (2, 2, "the row has 1 cell, expected 2 as in the header"),
        (4, 5, "the row has 3 cells, expected 2 as in the header"),
    ]
    (tmp_path / "p.csv").write_text("id,name\n" + "1\n" * 21, encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        materialize(mapping, output=tmp_path / "out.nq")
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1].message.startswith("1 more row is at fault (")


def test_rows_at_fault_are_told_with_what_ends_the_file_early(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text('id,name\n1\n2,b\n3,"c\n', encoding="utf-8")
    mapping = write_mapping(tmp_path, file_source("p.csv"))
    told = problem_of(mapping, tmp_path)
    assert "p.csv, row 2: the row has 1 cell, expected 2 as in the header" in told
    assert "p.csv, line 4: is not CSV: unexpected end of data" in told


def test_every_line_that_is_no_json_is_told(tmp_path: Path) -> None:
    lines = '{"id": 1, "name": "a"}\n{"id": }\n{"id": 3, "name": "c"}\n[1\n'
    (tmp_path / "p.jsonl").write_text(lines, encoding="utf-8")
    source = file_source("p.jsonl", "", "rml:JSONPath", 'rml:iterator "$"')
    mapping = write_mapping(tmp_path, source, body='rml:objectMap [ rml:reference "$.name" ]')
    with pytest.raises(MappingError) as caught:
        materialize(mapping, output=tmp_path / "out.nq")
    assert [problem.line for problem in caught.value.problems] == [2, 4]
    assert all("is not JSON: " in problem.message for problem in caught.value.problems)


def test_a_missing_file_is_told_where_the_mapping_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for name in ("events.xml", "evnets.txt", "people.csv"):
        (tmp_path / "data" / name).write_text("", encoding="utf-8")
    source = 'rml:source [ a rml:RelativePathSource ;\n rml:path "data/evnets.xml" ] ; '
    rest = 'rml:referenceFormulation rml:XPath ; rml:iterator "/a"'
    mapping = write_mapping(Path(), source + rest)
    before = mapping.read_text(encoding="utf-8").partition("data/evnets.xml")[0]
    line = before.count("\n") + 1
    assert problem_of(mapping, tmp_path) == (
        f"m.rml.ttl, line {line}: 'data/evnets.xml' does not exist, expected a file "
        "(triples map <#People>, rml:logicalSource; see "
        "https://kg-construct.github.io/rml-io/spec/docs/#source-vocabulary); "
        "did you mean 'data/events.xml'?"
    )


def test_a_relative_iri_needs_a_base(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ona\n", encoding="utf-8")
    body = 'rml:objectMap [ rml:template "n/{name}" ]'
    mapping = write_mapping(tmp_path, file_source("p.csv"), body=body)
    assert "is not a valid IRI" in problem_of(mapping, tmp_path)
    assert run(mapping, tmp_path, base="http://b.example/") == {("1", "<http://b.example/n/Ona>")}
    based = "@base <http://c.example/> .\n" + mapping.read_text(encoding="utf-8")
    mapping.write_text(based, encoding="utf-8")
    assert run(mapping, tmp_path) == {("1", "<http://c.example/n/Ona>")}


@pytest.mark.parametrize("base", ["there", "http://b.example/a b"])
def test_the_base_is_an_absolute_iri(base: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ona\n", encoding="utf-8")
    mapping = write_mapping(tmp_path, file_source("p.csv"))
    with pytest.raises(UsageError, match=f"the base '{base}' is not an absolute IRI, expected one"):
        run(mapping, tmp_path, base=base)
    with pytest.raises(UsageError, match="is not an absolute IRI"):
        why(mapping, "1", base=base)


def test_a_relative_constant_needs_a_base(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ona\n", encoding="utf-8")
    mapping = write_mapping(tmp_path, file_source("p.csv"), body="rml:object <there>")
    assert "<there>' is relative to nothing, expected an absolute IRI" in problem_of(
        mapping, tmp_path
    )


OLDER = """
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@base <http://example.org/> .
<P> a rr:TriplesMap ;
    rml:logicalSource [ rml:source "p.csv" ; rml:referenceFormulation ql:CSV ] ;
    rr:subjectMap [ rml:reference "id" ; rr:class <Person> ] ;
    rr:predicateObjectMap [ rr:predicate <name> ; rr:objectMap [ rml:reference "name" ] ] ;
    rr:predicateObjectMap [ rr:predicate <of> ; rr:objectMap [ rr:parentTriplesMap <P> ;
        rr:joinCondition [ rr:child "of" ; rr:parent "id" ] ] ] ;
    rr:predicateObjectMap [ rr:predicate <tag> ; rr:objectMap [
        rml:reference "name" ; rml:languageMap [ rml:reference "language" ] ] ] .
"""


def test_the_older_vocabulary_leaves_out_what_is_at_fault_and_tells_of_it(tmp_path: Path) -> None:
    (tmp_path / "m.ttl").write_text(OLDER, encoding="utf-8")
    rows = "id,name,of,language\n1,Ona,b c,lt\nb c,Eva,1,\n3,,1,not a tag\n4,Jonas,,not a tag\n"
    (tmp_path / "p.csv").write_text(rows, encoding="utf-8")
    told: list[Problem] = []
    materialize(tmp_path / "m.ttl", output=tmp_path / "out.nq", tell=told.append)
    assert (tmp_path / "out.nq").read_text(encoding="utf-8").count("b c") == 0
    made = quads((tmp_path / "out.nq").read_text(encoding="utf-8"))
    pairs = {(str(quad.subject)[-2], str(quad.object)) for quad in made}
    assert pairs == {
        *((number, "<http://example.org/Person>") for number in "134"),
        ("1", '"Ona"'),
        ("1", '"Ona"@lt'),
        ("3", "<http://example.org/1>"),
        ("4", '"Jonas"'),
    }
    assert [(problem.row, problem.value) for problem in told if problem.row == 3] != []
    assert {"b c", "not a tag"} <= {problem.value for problem in told}
    with pytest.raises(MappingError, match="'b c' is not a valid IRI"):
        materialize(tmp_path / "m.ttl", output=tmp_path / "out.nq")


def test_an_unsafe_iri_is_made_as_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,a b>\n", encoding="utf-8")
    body = 'rml:objectMap [ rml:template "http://e.example/{name}" ; rml:termType rml:UnsafeIRI ]'
    materialize(
        write_mapping(tmp_path, file_source("p.csv"), body=body), output=tmp_path / "out.nq"
    )
    text = (tmp_path / "out.nq").read_text(encoding="utf-8")
    assert "<http://e.example/a\\u0020b\\u003E>" in text
    assert list(ox.parse(text, ox.RdfFormat.N_QUADS, lenient=True))


def big(folder: Path) -> Path:
    """Write a mapping over a table of 300,000 rows, with joins and values that repeat."""
    rows = "".join(f"{i},{i * 7919 % 300_000},name {i % 1000}\n" for i in range(300_000))
    (folder / "t.csv").write_text("id,other,name\n" + rows, encoding="utf-8")
    mapping = folder / "m.ttl"
    mapping.write_text(
        """@prefix rml: <http://w3id.org/rml/> . @base <https://example.org/> .
        <#a> a rml:TriplesMap ; rml:logicalSource [ rml:source [ a rml:RelativePathSource ;
            rml:path "t.csv" ] ; rml:referenceFormulation rml:CSV ] ;
          rml:subjectMap [ rml:template "thing/{id}" ] ;
          rml:predicateObjectMap [ rml:predicate <p> ; rml:objectMap [ rml:reference "name" ] ] ,
            [ rml:predicate <q> ; rml:objectMap [ rml:parentTriplesMap <#b> ;
              rml:joinCondition [ rml:child "other" ; rml:parent "id" ] ] ] .
        <#b> a rml:TriplesMap ; rml:logicalSource [ rml:source [ a rml:RelativePathSource ;
            rml:path "t.csv" ] ; rml:referenceFormulation rml:CSV ] ;
          rml:subjectMap [ rml:template "name/{name}" ] ;
          rml:predicateObjectMap [ rml:predicate <r> ; rml:objectMap [ rml:reference "name" ] ] .
        """,
        encoding="utf-8",
    )
    return mapping


def test_little_memory_makes_the_same_graph(tmp_path: Path) -> None:
    mapping = big(tmp_path)
    counts = {
        materialize(mapping, output=tmp_path / f"{memory}.nq", memory=memory)
        for memory in ("50MB", "2 gib", "50%")
    }
    assert len(counts) == 1
    texts = [(tmp_path / f"{name}.nq").read_bytes() for name in ("50MB", "2 gib", "50%")]
    assert sorted(texts[0].splitlines()) == sorted(texts[1].splitlines())
    assert texts[1] == texts[2]


def test_too_little_memory_is_told_of(tmp_path: Path) -> None:
    mapping = big(tmp_path)
    (tmp_path / "out.nq").write_text("earlier", encoding="utf-8")
    with pytest.raises(SaiteError, match=r"^1MB of memory do not suffice, give more: "):
        materialize(mapping, output=tmp_path / "out.nq", memory="1MB")
    assert (tmp_path / "out.nq").read_text(encoding="utf-8") == "earlier"


def test_a_full_disk_is_told_of() -> None:
    message = "not fit into memory cannot be kept: No space left on device$"
    with pytest.raises(SaiteError, match=message), enough_memory():
        raise duckdb.IOException("No space left on device\nstack")


@pytest.mark.parametrize("memory", ["much", "2", "0GB", "-1GB", "2 gigabytes", "200%"])
def test_what_is_no_amount_of_memory_is_refused(tmp_path: Path, memory: str) -> None:
    with pytest.raises(UsageError, match="is no amount of memory, expected one such as 2GB"):
        materialize(tmp_path / "m.ttl", output=tmp_path / "out.nq", memory=memory)


SITES = """
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
[] rml:logicalSource [ rml:source "p.csv" ; rml:referenceFormulation ql:CSV ] ;
    rr:subjectMap [ rr:template "http://example.org/{id}" ] ;
    rr:predicateObjectMap [ rr:predicate <http://example.org/site> ;
        rr:objectMap [ rml:reference "site" ; rr:termType rr:IRI ] ] .
"""


def test_an_empty_cell_of_the_older_vocabulary_is_not_told_as_a_wrong_iri(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,site\n1,http://example.org/x\n2,\n", encoding="utf-8")
    (tmp_path / "m.ttl").write_text(SITES, encoding="utf-8")
    told: list[Problem] = []
    count = materialize(tmp_path / "m.ttl", output=tmp_path / "out.nq", tell=told.append)
    assert (count, told) == (1, [])


def test_an_empty_text_may_be_given_to_a_function(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ona\n", encoding="utf-8")
    body = """rml:objectMap [ rml:functionExecution [ rml:function grel:string_replace ;
        rml:input [ rml:parameter grel:valueParam ; rml:inputValueMap [ rml:reference "name" ] ] ,
            [ rml:parameter grel:param_find ; rml:inputValue "n" ] ,
            [ rml:parameter grel:param_replace ; rml:inputValue "" ] ] ]"""
    mapping = write_mapping(tmp_path, file_source("p.csv"), body=body)
    text = mapping.read_text(encoding="utf-8")
    grel = "@prefix grel: <http://users.ugent.be/~bjdmeest/function/grel.ttl#> ."
    mapping.write_text(f"{grel}\n{text}", encoding="utf-8")
    assert run(mapping, tmp_path) == {("1", '"Oa"')}
