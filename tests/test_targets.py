"""Logical targets: which file a statement goes to, how it is written there, what is refused."""

import codecs
import contextlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance_graphs import FORMATS, is_utf16, read_graph, unpacked
from mapping_support import PREFIXES
from saite.cli import main
from saite.engine import materialize
from saite.errors import MappingError, SaiteError, UsageError
from saite.mapping.model import LogicalTarget, Serialization
from saite.targets import NewFiles, Sender
from saite.targets.packing import unpacked_name
from support import ROOT

Link = Callable[[Path, Path], None]

CASES = ROOT / "tests" / "cases" / "targets"
TABLE = "id,name\n1,Ona\n2,Eva\n"
ENDINGS = {
    Serialization.TURTLE: ".ttl",
    Serialization.TRIG: ".trig",
    Serialization.N3: ".n3",
    Serialization.JSON_LD: ".jsonld",
    Serialization.RDF_XML: ".rdfxml",
    Serialization.RDF_JSON: ".rdfjson",
}


def texts(folder: Path) -> dict[str, str]:
    """Give the text of every file below a folder, unpacked and decoded."""
    found = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        data = unpacked(path)
        text = data.decode("utf-16" if is_utf16(data) else "utf-8")
        found[path.relative_to(folder).as_posix()] = text
    return found


def write(folder: Path, target: str, *, subject: str = "", table: str = TABLE) -> Path:
    """Write a mapping of a table, of which everything goes to a target."""
    (folder / "t.csv").write_text(table, encoding="utf-8", newline="\n")
    path = folder / "m.rml.ttl"
    text = f"""{PREFIXES}@prefix formats: <http://www.w3.org/ns/formats/> .
    @prefix void: <http://rdfs.org/ns/void#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
    <#T> a rml:TriplesMap ;
        rml:logicalSource [ rml:source [ rml:path "t.csv" ] ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ rml:template "http://example.org/{{id}}" ; {subject}
            rml:logicalTarget <#Target> ] ;
        rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ] ] .
    <#Target> {target} .
    """
    path.write_text(text, encoding="utf-8")
    return path


def lines(names: str) -> str:
    pairs = enumerate(names.split(), start=1)
    return "".join(
        f'<http://example.org/{number}> <http://example.org/name> "{name}" .\n'
        for number, name in pairs
    )


def snapshot(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_every_statement_goes_where_its_term_maps_say(case: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(case, work, ignore=shutil.ignore_patterns("expected"))
    materialize(next(work.glob("mapping.*")), output=work / "out" / "output.nq")
    expected = case / "expected"
    wanted = {name.removesuffix(".txt"): text for name, text in texts(expected).items()}
    assert texts(work / "out") == wanted
    assert not list(work.rglob(".saite-*"))


def test_each_format_holds_the_graph_that_n_quads_hold(tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(CASES / "formats", work)
    materialize(work / "mapping.rml.ttl")
    graphs = {ending: read_graph(work / "out" / f"choirs{ending}") for ending in FORMATS}
    graphs[".rdfjson"] = read_graph(work / "out" / "choirs.rdfjson")
    assert len(graphs[".nq"]) == 10
    assert graphs[".trig"] == graphs[".jsonld"] == graphs[".nq"]
    plain = {quad for quad in graphs[".nq"] if isinstance(quad.graph_name, ox.DefaultGraph)}
    others = [ending for ending in graphs if ending not in (".nq", ".trig", ".jsonld")]
    assert {ending: graphs[ending] == plain for ending in others} == dict.fromkeys(others, True)


def test_two_runs_make_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "other"):
        for case in ("archives", "formats"):
            shutil.copytree(CASES / case, tmp_path / name / case)
            materialize(tmp_path / name / case / "mapping.rml.ttl")
            for path in (tmp_path / name).rglob("*.csv"):
                os.utime(path, (0, 0))
        made.append(snapshot(tmp_path / name))
    assert made[0] == made[1]


def test_the_output_may_be_left_out_where_all_statements_have_targets(tmp_path: Path) -> None:
    mapping = write(tmp_path, 'rml:target [ rml:path "new/a.nq" ]')
    told: list[tuple[str, int]] = []
    count = materialize(mapping, written=lambda path, number: told.append((path, number)))
    assert (count, told) == (2, [(str(tmp_path / "new" / "a.nq"), 2)])
    assert (tmp_path / "new" / "a.nq").read_text(encoding="utf-8") == lines("Ona Eva")


def test_the_output_is_asked_for_where_a_statement_has_no_target(tmp_path: Path) -> None:
    mapping = write(tmp_path, 'rml:target [ rml:path "a.nq" ]')
    text = mapping.read_text(encoding="utf-8").replace("rml:logicalTarget <#Target>", "")
    mapping.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="no output is given, expected one: triples map <#T>"):
        materialize(mapping)
    told: list[tuple[str, int]] = []
    materialize(mapping, output=tmp_path / "o.nq", written=lambda *each: told.append(each))
    assert told == [(str(tmp_path / "o.nq"), 2)]


def test_a_target_of_no_statement_is_an_empty_file(tmp_path: Path) -> None:
    mapping = write(tmp_path, 'rml:target [ rml:path "a.nq" ]', table="id,name\n")
    assert materialize(mapping) == 0
    assert (tmp_path / "a.nq").read_bytes() == b""


def test_dumps_may_be_named_by_file_iris(tmp_path: Path) -> None:
    for number, name in enumerate(("void:dataDump", "dcat:downloadURL", "dcat:accessURL")):
        place = tmp_path / f"a b {number}.nt"
        target = f"rml:target [ {name} <{place.as_uri()}> ] ; rml:serialization formats:N-Triples"
        materialize(write(tmp_path, target))
        assert place.read_text(encoding="utf-8") == lines("Ona Eva")


def test_the_root_of_a_path_may_be_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    target = 'rml:target [ rml:root rml:CurrentWorkingDirectory ; rml:path "./a.nq" ]'
    materialize(write(tmp_path, target))
    assert (tmp_path / "here" / "a.nq").exists()


def test_utf_16_has_a_byte_order_mark_and_is_little_endian(tmp_path: Path) -> None:
    materialize(write(tmp_path, 'rml:target [ rml:path "a.nq" ] ; rml:encoding rml:UTF-16'))
    data = (tmp_path / "a.nq").read_bytes()
    assert data == codecs.BOM_UTF16_LE + lines("Ona Eva").encode("utf-16-le")


def test_what_a_name_ends_with_compresses_nothing(tmp_path: Path) -> None:
    materialize(write(tmp_path, 'rml:target [ rml:path "a.nq.gz" ]'))
    assert (tmp_path / "a.nq.gz").read_text(encoding="utf-8") == lines("Ona Eva")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("rml:serialization formats:Turtle", "expected exactly one rml:target, found 0"),
        ('rml:target "a" , "b"', "expected exactly one rml:target, found 2"),
        ("rml:target [ ]", "is no file: expected rml:path"),
        (
            "rml:target [ <http://www.w3.org/ns/sparql-service-description#endpoint> ex:update ]",
            "to send the graph to a server, load the file that is written into it",
        ),
        (
            "rml:target [ void:dataDump <http://example.org/a.nq> ]",
            "'http://example.org/a.nq' is no",
        ),
        ("rml:target [ dcat:accessURL <file://far/a.nq> ]", "'file://far/a.nq' is no file"),
        ('rml:target [ rml:paht "a.nq" ]', "did you mean 'rml:path'"),
        ('rml:target "a" ; rml:serialization formats:turtle', "did you mean 'formats:Turtle'"),
        ('rml:target "a" ; rml:serialization "Turtle"', "expected one of formats:N-Quads"),
        ('rml:target "a" ; rml:encoding rml:Latin1', "expected one of rml:UTF-8, rml:UTF-16"),
        ('rml:target "a" ; rml:compression rml:bzip2', "expected one of rml:none, rml:gzip"),
        (
            'rml:target [ rml:path "a" ; rml:compression rml:zip ] ; rml:compression rml:gzip',
            "expected at most one rml:compression, found 2",
        ),
        ('rml:target [ rml:path "t.csv" ]', "'t.csv' is a source of the mapping, expected another"),
        ('rml:target [ rml:path "./x/../m.rml.ttl" ]', "'m.rml.ttl' is a mapping that is read"),
        ('rml:target [ rml:path "out.nq" ]', "'out.nq' is the default output"),
        ('rml:target [ rml:path "folder" ]', "'folder' is a folder, expected a file"),
    ],
)
def test_a_target_that_cannot_be_is_told_of_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, message: str
) -> None:
    mapping = write(tmp_path, target)
    (tmp_path / "folder").mkdir()
    before = snapshot(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MappingError) as caught:
        materialize(mapping, output="out.nq")
    told = str(caught.value)
    assert message in told
    assert told.startswith("m.rml.ttl, line ")
    assert "triples map <#T>, rml:subjectMap, rml:logicalTarget" in told
    assert snapshot(tmp_path) == before


def test_a_target_cannot_be_the_database_that_is_read(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "t.db")) as connection:
        connection.execute("CREATE TABLE t (id TEXT, name TEXT)")
        connection.execute("INSERT INTO t VALUES ('1', 'Ona')")
        connection.commit()
    mapping = write(tmp_path, 'rml:target "t.db"')
    text = mapping.read_text(encoding="utf-8")
    text = text.replace('rml:source [ rml:path "t.csv" ]', 'rml:source "t.db" ; rml:iterator "t"')
    mapping.write_text(text.replace("rml:CSV", "rml:SQL2008Table"), encoding="utf-8")
    before = snapshot(tmp_path)
    with pytest.raises(MappingError, match=r"t\.db' is a source of the mapping"):
        materialize(mapping)
    assert snapshot(tmp_path) == before
    mapping.write_text(
        mapping.read_text("utf-8").replace('target "t.db"', 'target "a.nq"'), "utf-8"
    )
    assert materialize(mapping) == 1


@pytest.mark.parametrize(
    ("output", "what"),
    [("m.rml.ttl", "is a mapping that is read"), ("./t.csv", "is a source of the mapping")],
)
def test_the_output_cannot_be_what_is_read(tmp_path: Path, output: str, what: str) -> None:
    mapping = write(tmp_path, 'rml:target "a.nq"')
    before = snapshot(tmp_path)
    with pytest.raises(MappingError, match=rf"{what}, expected another file for the output"):
        materialize(mapping, output=tmp_path / output, form="nquads")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("link", [os.symlink, os.link])
@pytest.mark.parametrize("way", ["output", "target"])
def test_no_link_leads_an_output_to_what_is_read(tmp_path: Path, way: str, link: Link) -> None:
    mapping = write(tmp_path, 'rml:target "a.nq"' if way == "output" else 'rml:target "other.nq"')
    link(tmp_path / "t.csv", tmp_path / "other.nq")
    before = snapshot(tmp_path)
    with pytest.raises(MappingError, match="is a source of the mapping, expected another file"):
        materialize(mapping, output=tmp_path / ("other.nq" if way == "output" else "out.nq"))
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("way", ["output", "target"])
def test_functions_that_are_read_are_not_written_over(tmp_path: Path, way: str) -> None:
    (tmp_path / "own.nq").write_text(
        "import saite\n@saite.function('http://e/f', parameters={'x': 'http://e/x'})\n"
        "def own(x: str) -> str:\n    return x\n"
    )
    mapping = write(tmp_path, 'rml:target "own.nq"' if way == "target" else 'rml:target "a.nq"')
    before = snapshot(tmp_path)
    output = tmp_path / ("own.nq" if way == "output" else "out.nq")
    with pytest.raises(MappingError, match="has functions that are read, expected another file"):
        materialize(mapping, output=output, functions=iter([tmp_path / "own.nq"]))
    assert snapshot(tmp_path) == before


def test_the_output_cannot_be_the_database_of_the_run(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "t.db")) as connection:
        connection.execute("CREATE TABLE t (id TEXT)")
        connection.commit()
    mapping = tmp_path / "m.ttl"
    mapping.write_text(
        '@prefix rr: <http://www.w3.org/ns/r2rml#> . <#T> rr:logicalTable [ rr:tableName "t" ] ; '
        'rr:subjectMap [ rr:template "http://example.org/{id}" ; rr:class rr:T ] .'
    )
    before = snapshot(tmp_path)
    with pytest.raises(MappingError, match="is a source of the mapping, expected another file"):
        materialize(
            mapping,
            output=tmp_path / "t.db",
            form="nquads",
            database=f"sqlite:///{tmp_path / 't.db'}",
        )
    assert snapshot(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only where there are pipes with names")
def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        materialize(write(tmp_path, f'rml:target "{pipe}"'))
        assert os.read(reader, 10_000).decode() == lines("Ona Eva")
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_two_targets_cannot_share_a_file_unless_they_say_the_same(tmp_path: Path) -> None:
    more = 'rml:logicalTarget [ rml:target "./a.nq" ] , [ rml:target [ rml:path "a.nq" ] ] ;'
    mapping = write(tmp_path, 'rml:target "a.nq" ; rml:compression rml:gzip', subject=more)
    with pytest.raises(MappingError, match="is another logical target, told differently"):
        materialize(mapping)
    mapping = write(tmp_path, 'rml:target "a.nq"', subject=more)
    assert materialize(mapping) == 2


def test_a_format_without_graphs_takes_no_named_graph(tmp_path: Path) -> None:
    target = 'rml:target "a.ttl" ; rml:serialization formats:Turtle'
    with pytest.raises(MappingError, match="is written as Turtle, which has no named graphs, and"):
        materialize(write(tmp_path, target, subject="rml:graph ex:g ;"))
    assert materialize(write(tmp_path, target, subject="rml:graph rml:defaultGraph ;")) == 2


def test_n_triples_may_be_the_output_if_named_graphs_go_elsewhere(tmp_path: Path) -> None:
    mapping = write(tmp_path, 'rml:target "a.nq"', subject="rml:graph ex:g ;")
    assert materialize(mapping, output=tmp_path / "o.nt") == 2
    assert (tmp_path / "o.nt").read_bytes() == b""


def test_faults_of_targets_are_told_with_those_of_sources(tmp_path: Path) -> None:
    mapping = write(tmp_path, 'rml:target "m.rml.ttl"')
    (tmp_path / "t.csv").write_text("id\n1\n", encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        materialize(mapping)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("serialization", "name", "message"),
    [
        ("RDF_XML", "a\u0001b", "it has no way to write a control character"),
        ("RDF_XML", "fine", ""),
        ("Turtle", "a\u0001b", ""),
    ],
)
def test_what_a_format_cannot_say_stops_the_run_and_leaves_all_files(
    tmp_path: Path, serialization: str, name: str, message: str
) -> None:
    more = 'rml:logicalTarget [ rml:target "old.nq" ] , [ rml:target "new/folder/a.nq" ] ;'
    target = f'rml:target "a.rdf" ; rml:serialization formats:{serialization}'
    mapping = write(tmp_path, target, subject=more, table=f"id,name\n1,{name}\n")
    (tmp_path / "old.nq").write_text("old", encoding="utf-8")
    before = snapshot(tmp_path)
    if not message:
        assert materialize(mapping) == 3
        return
    with pytest.raises(SaiteError, match=message):
        materialize(mapping)
    assert snapshot(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_a_predicate_that_xml_cannot_name_is_told_of(tmp_path: Path) -> None:
    mapping = write(tmp_path, 'rml:target "a.rdf" ; rml:serialization formats:RDF_XML')
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("ex:name", "<http://example.org/p/1>"), encoding="utf-8")
    with pytest.raises(
        SaiteError, match=r"the predicate <http://example\.org/p/1>, which is no name"
    ):
        materialize(mapping)


def test_an_unsafe_iri_goes_into_n_quads_and_nowhere_else(tmp_path: Path) -> None:
    unsafe = 'rml:template "http://example.org/{id}" ; rml:termType rml:UnsafeIRI ;'
    for target in ('rml:target "a.nq"', 'rml:target "a.ttl" ; rml:serialization formats:Turtle'):
        mapping = write(tmp_path, target, table="id,name\na> <b,Ona\n")
        text = mapping.read_text(encoding="utf-8")
        mapping.write_text(
            text.replace('rml:template "http://example.org/{id}" ;', unsafe), encoding="utf-8"
        )
        if "Turtle" not in target:
            assert materialize(mapping) == 1
            continue
        with pytest.raises(SaiteError, match="a term that is no valid one"):
            materialize(mapping)


def test_what_a_link_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "a.nq").write_text("old", encoding="utf-8")
    (tmp_path / "a.nq").symlink_to(tmp_path / "far" / "a.nq")
    materialize(write(tmp_path, 'rml:target "a.nq"'))
    assert (tmp_path / "a.nq").is_symlink()
    assert (tmp_path / "far" / "a.nq").read_text(encoding="utf-8") == lines("Ona Eva")


def test_a_place_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    mapping = write(tmp_path, 'rml:target "t.csv/a.nq"')
    with pytest.raises(SaiteError, match=r"a\.nq cannot be written"):
        materialize(mapping)
    with pytest.raises(SaiteError, match="cannot be written: it is a folder"):
        materialize(write(tmp_path, 'rml:target "a.nq"'), output=tmp_path)


def test_a_target_stands_on_term_maps_only(tmp_path: Path) -> None:
    mapping = write(tmp_path, 'rml:target "a.nq"')
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(
        text.replace("rml:predicate ex:name ;", "rml:predicate ex:name ; rml:logicalTarget <#T> ;"),
        encoding="utf-8",
    )
    with pytest.raises(MappingError, match="'rml:logicalTarget' is not a property that stands"):
        materialize(mapping)


def test_the_command_tells_what_it_wrote_and_how_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, 'rml:target "a.nq"')
    told = "Written: a.nq (2 statements)\n"
    for more, expected in (([], told), (["-o", "o.nq"], f"Written: o.nq (0 statements)\n{told}")):
        monkeypatch.setattr(sys, "argv", ["saite", "map", "m.rml.ttl", *more])
        with contextlib.suppress(SystemExit):
            main()
        assert capfd.readouterr() == ("", expected)


def test_an_integer_of_json_that_is_to_be_a_double_gets_the_text_of_one(tmp_path: Path) -> None:
    values = '[{"v": [33, "33", 0.5, 1200, 0]}, {"v": [0.25], "w": -7}]'
    (tmp_path / "t.json").write_text(values, encoding="utf-8")
    (tmp_path / "m.ttl").write_text(
        f"""{PREFIXES}
        <#T> rml:logicalSource [ rml:source [ rml:path "t.json" ] ;
                rml:referenceFormulation rml:JSONPath ; rml:iterator "$[*]" ] ;
            rml:subjectMap [ rml:constant ex:s ] ;
            rml:predicateObjectMap [ rml:predicate ex:p ;
                rml:objectMap [ rml:reference "$.v[*]" ; rml:datatype xsd:double ] ,
                    [ rml:reference "$.w" ; rml:datatype xsd:double ] ] .
        """,
        encoding="utf-8",
    )
    materialize(tmp_path / "m.ttl", output=tmp_path / "o.nq")
    quads = ox.parse(path=tmp_path / "o.nq", format=ox.RdfFormat.N_QUADS)
    found = {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}
    assert found == {"3.3E1", "33", "5.0E-1", "1.2E3", "0.0E0", "2.5E-1", "-7.0E0"}


LITERALS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")).map(ox.Literal),
    st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(
        lambda text: ox.Literal(text, language="en-gb")
    ),
    st.integers().map(ox.Literal),
)
PREDICATES = st.text("abXY01-_./#é·%20", min_size=1).map(lambda s: "http://e.org/" + s)


@pytest.mark.parametrize("serialization", ENDINGS, ids=lambda each: each.value)
@given(value=LITERALS, predicate=PREDICATES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_format_says_what_was_said_or_refuses(
    serialization: Serialization, value: ox.Literal, predicate: str
) -> None:
    try:
        quad = ox.Quad(ox.BlankNode("b1"), ox.NamedNode(predicate), value)
    except ValueError:
        return
    with tempfile.TemporaryDirectory() as folder, NewFiles() as files:
        path = Path(folder) / f"a{ENDINGS[serialization]}"
        sender = Sender(files, {"e": "http://e.org/"})

        def write_quad(nquads: Path) -> int:
            ox.serialize([quad], nquads, ox.RdfFormat.N_QUADS)
            return 1

        try:
            sender.send(LogicalTarget(str(path), serialization), write_quad)
        except SaiteError:
            assert serialization is Serialization.RDF_XML
            return
        files.publish()
        (found,) = read_graph(path)
    assert (found.predicate, found.object) == (quad.predicate, quad.object)


@pytest.mark.parametrize(
    ("name", "inner"),
    [("a.nq.gz", "a.nq"), ("a.TGZ", "a"), ("a.zip", "a"), ("a.nq", "a.nq"), (".gz", ".gz")],
)
def test_a_file_in_an_archive_is_called_without_its_ending(name: str, inner: str) -> None:
    assert unpacked_name(name) == inner


def test_a_target_gets_the_lines_that_the_output_would_get(tmp_path: Path) -> None:
    with_target = write(tmp_path, 'rml:target "a.nq"')
    materialize(with_target)
    text = with_target.read_text(encoding="utf-8").replace("rml:logicalTarget <#Target>", "")
    with_target.write_text(text, encoding="utf-8")
    materialize(with_target, output=tmp_path / "o.nq")
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "o.nq").read_bytes()
