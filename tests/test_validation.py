"""Reading shapes and holding graphs against them: errors with places, reports with fixed bytes."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import product
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH

from saite.errors import Problem, ShapesError
from saite.namespaces import PREFIXES
from saite.resources import resource
from saite.validation import (
    PropertyPath,
    Report,
    Result,
    RowReference,
    Shapes,
    read_shapes,
    validate_quads,
)
from saite.validation.paths import read_path
from saite.validation.terms import copy_triples, quiet_libraries, to_text
from support import SHARED

CASES = Path(__file__).parent / "cases" / "shapes"
W3C = SHARED / "shacl-tests"
MANIFEST = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SUITE = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")

HEAD = "".join(
    f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n"
    for prefix in ("dcterms", "org", "owl", "prov", "rdf", "rdfs", "sh", "skos", "xsd")
)
HEAD += "@prefix : <https://example.org/> .\n"
HEAD_LINES = HEAD.count("\n")
THINGS = """:S a sh:NodeShape ; sh:targetClass :Thing ; sh:property :S-name .
:S-name a sh:PropertyShape ; sh:path :name ; sh:datatype xsd:string ; sh:maxCount 1 ;
    sh:message "One name."@en, "Vienas vardas."@lt .
"""


def write(folder: Path, text: str, name: str = "mine.ttl") -> Path:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def shapes_of(folder: Path, text: str) -> Shapes:
    return read_shapes([write(folder, text)])


def problems_of(*paths: Path) -> tuple[Problem, ...]:
    with pytest.raises(ShapesError) as caught:
        read_shapes(paths)
    return caught.value.problems


def store_of(turtle: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(HEAD + turtle, format=pyoxigraph.RdfFormat.TURTLE)
    return store


def nquads_of(folder: Path, turtle: str, base: str = "file:///data") -> Path:
    path = folder / "graph.nq"
    triples = pyoxigraph.parse(
        HEAD + turtle, format=pyoxigraph.RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=False
    )
    pyoxigraph.serialize(triples, path, format=pyoxigraph.RdfFormat.N_QUADS)
    return path


# -- shapes ----------------------------------------------------------------------------------------


def test_the_shapes_of_saite_read_without_a_fault() -> None:
    path = resource("ontology/shapes.ttl")
    shapes = read_shapes([path])
    assert shapes.files == (path,)
    assert len(shapes) == len(set(shapes.graph.subjects(RDF.type, SH.NodeShape))) + len(
        set(shapes.graph.subjects(RDF.type, SH.PropertyShape))
    )


def test_no_file_gives_no_shape() -> None:
    assert len(read_shapes([])) == 0


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param(":S a sh:NodeShape ;\n  sh:property [ .", 2, "is not valid Turtle", id="cut"),
        pytest.param(":S a x:NodeShape .", 1, "prefix x: has not been declared", id="prefix"),
        pytest.param(":A :b :C .", 0, "has no shape in it", id="no shape"),
        pytest.param(
            ":S a sh:NodeShape ;\n sh:property [ sh:path :p ;\n sh:minCout 1 ] .",
            3,
            "SHACL has no term sh:minCout, did you mean sh:minCount?",
            id="unknown parameter",
        ),
        pytest.param(
            ":S a sh:NodShape ; sh:targetClass :T .", 1, "did you mean sh:NodeShape?", id="kind"
        ),
        pytest.param(
            ":S a sh:PropertyShape ; sh:path :p ;\n sh:minCount :one .",
            2,
            "has <https://example.org/one> for sh:minCount, expected a whole number from 0",
            id="count",
        ),
        pytest.param(
            ":S a sh:PropertyShape ; sh:path :p ;\n sh:maxCount -1 .",
            2,
            "has '-1' for sh:maxCount",
            id="negative",
        ),
        pytest.param(
            ':S a sh:NodeShape ;\n sh:datatype "text" .', 2, "expected an IRI", id="datatype"
        ),
        pytest.param(
            ":S a sh:NodeShape ;\n sh:nodeKind sh:Violation .", 2, "six kinds of node", id="kinds"
        ),
        pytest.param(":S a sh:NodeShape ;\n sh:in :list .", 2, "expected a list", id="in"),
        pytest.param(
            ":S a sh:NodeShape ;\n sh:or [ rdf:first :A ; rdf:rest :B ] .",
            2,
            "expected a list",
            id="list without end",
        ),
        pytest.param(
            ':S a sh:PropertyShape ; sh:path :p ;\n sh:uniqueLang "yes" .',
            2,
            "expected true or false",
            id="boolean",
        ),
        pytest.param(
            ':S a sh:PropertyShape ; sh:path :p ;\n sh:pattern "[a" .',
            2,
            "is no regular expression",
            id="pattern",
        ),
        pytest.param(
            ":S a sh:PropertyShape ; sh:path :p ; sh:datatype :A, :B .",
            1,
            "has sh:datatype 2 times, expected once",
            id="twice",
        ),
        pytest.param(
            ":S a sh:NodeShape ;\n sh:property :Gone .\n:Gona a sh:PropertyShape ; sh:path :p .",
            2,
            "expected a shape of these files, did you mean <https://example.org/Gona>?",
            id="reference",
        ),
        pytest.param(":S a sh:PropertyShape .", 1, "has no sh:path", id="no path"),
        pytest.param(
            ":S a sh:PropertyShape ; sh:path [ :x :y ] .", 1, "is not a property path", id="path"
        ),
        pytest.param(":S a sh:PropertyShape ; sh:path :p, :q .", 1, "has 2 paths", id="paths"),
        pytest.param(":S a sh:NodeShape ; sh:path :p .", 1, "is a node shape and has", id="node"),
        pytest.param(
            ":S a sh:NodeShape ;\n sh:minCount 1 .", 1, "has sh:minCount but no sh:path", id="needs"
        ),
        pytest.param(
            ':S a sh:NodeShape ; sh:sparql [\n sh:select "SELECT $this { $this ex:p 1 }" ] .',
            2,
            "a query of a shape does not parse",
            id="query",
        ),
        pytest.param(
            ":S a sh:NodeShape ; sh:sparql [\n"
            ' sh:select "SELECT $this { SERVICE <http://127.0.0.1:9/> { $this ?p 1 } }" ] .',
            2,
            "must not ask another server",
            id="service",
        ),
    ],
)
def test_a_fault_in_shapes_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    path = write(tmp_path, text)
    (problem,) = problems_of(path)
    assert (problem.file, problem.line) == (str(path), line + HEAD_LINES if line else 0)
    assert words in problem.message


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    broken = write(tmp_path, ":S a", "broken.ttl")
    missing = tmp_path / "missing.ttl"
    silent = write(tmp_path, ":A :b :C .", "silent.ttl")
    assert [problem.file for problem in problems_of(broken, missing, silent)] == [
        str(broken),
        str(missing),
        str(silent),
    ]
    several = write(tmp_path, ":S a sh:PropertyShape ; sh:minCount -1, 2 ; sh:pattern '(' .")
    assert len(problems_of(several)) == 4


def test_a_shape_may_refer_to_one_of_another_file(tmp_path: Path) -> None:
    one = write(tmp_path, ":S a sh:NodeShape ; sh:targetClass :T ; sh:property :P .", "one.ttl")
    two = write(tmp_path, ":P a sh:PropertyShape ; sh:path :p ; sh:minCount 1 .", "two.ttl")
    assert validate_quads(store_of(":x a :T ."), read_shapes([one, two])).conforms is False


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    text = ":{0} a sh:NodeShape ; sh:targetClass :{0} ; sh:property _:p .\n_:p sh:path :{0} ."
    files = [write(tmp_path, text.format(name), f"{name}.ttl") for name in ("a", "b")]
    paths = set(read_shapes(files).graph.objects(None, SH.path))
    assert len(paths) == 2
    assert len(set(read_shapes(files).graph.subjects(SH.path))) == 2


def test_data_beside_shapes_may_say_what_it_likes(tmp_path: Path) -> None:
    assert len(shapes_of(tmp_path, THINGS + ":x a :Thing ; sh:nodeShape :S .")) == 2


def test_imports_are_not_followed(tmp_path: Path) -> None:
    # Nothing listens on port 9, so that following the import would fail.
    text = "<https://example.org/shapes> a owl:Ontology ; owl:imports <http://127.0.0.1:9/x> .\n"
    shapes = shapes_of(tmp_path, text + THINGS)
    assert validate_quads(store_of(":x a :Thing ."), shapes).conforms is True


def test_what_the_engine_cannot_run_is_an_error_of_the_shapes(tmp_path: Path) -> None:
    query = "SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }"
    text = f':S a sh:NodeShape ; sh:targetClass :Thing ; sh:sparql [ sh:select "{query}" ] .'
    with pytest.raises(ShapesError, match=r"the shapes cannot be run: .* MINUS") as caught:
        validate_quads(store_of(":x a :Thing ."), shapes_of(tmp_path, text))
    assert caught.value.problems[0].file == str(tmp_path / "mine.ttl")


# -- reports ---------------------------------------------------------------------------------------

BAD = """:x a :Thing ; :name "one"@en, 2 ;
    dcterms:source <https://example.org/source/reports/things.csv#row=12> .
:y a :Thing ; :name "fine" .
"""


def test_a_graph_that_breaks_nothing_conforms(tmp_path: Path) -> None:
    report = validate_quads(store_of(':y a :Thing ; :name "fine" .'), shapes_of(tmp_path, THINGS))
    assert report == Report(True, (), triples=2, shapes=2)
    assert list(report.lines()) == []


def test_an_empty_graph_conforms(tmp_path: Path) -> None:
    assert validate_quads(pyoxigraph.Store(), shapes_of(tmp_path, THINGS)).conforms is True


def test_no_shape_finds_nothing() -> None:
    assert validate_quads(store_of(BAD), read_shapes([])).conforms is True


def test_a_result_says_what_where_and_from_which_row(tmp_path: Path) -> None:
    report = validate_quads(store_of(BAD), shapes_of(tmp_path, THINGS))
    assert report.conforms is False
    assert report.counts() == {"violation": 3, "warning": 0, "info": 0}
    first = report.results[0]
    assert first == Result(
        focus="<https://example.org/x>",
        path=PropertyPath("predicate", "https://example.org/name"),
        value='"2"^^<http://www.w3.org/2001/XMLSchema#integer>',
        severity="violation",
        component=PREFIXES["sh"] + "DatatypeConstraintComponent",
        shape="<https://example.org/S-name>",
        messages={"en": "One name.", "lt": "Vienas vardas."},
        rows=(RowReference("reports", "things.csv", 12),),
    )
    assert [result.value for result in report.results[1:]] == ['"one"@en', ""]
    assert report.violations == report.results


def test_lines_are_in_the_language_asked_for_and_each_once(tmp_path: Path) -> None:
    report = validate_quads(store_of(BAD), shapes_of(tmp_path, THINGS))
    start = (
        "violation: reports/things.csv, row 12: https://example.org/x <https://example.org/name>:"
    )
    assert list(report.lines("lt")) == [
        f'{start} Vienas vardas. Met: "2"^^<http://www.w3.org/2001/XMLSchema#integer>',
        f'{start} Vienas vardas. Met: "one"@en',
        f"{start} Vienas vardas.",
    ]
    assert next(iter(report.lines("lv"))).startswith(f"{start} One name.")
    twice = Report(False, (report.results[0], report.results[0]))
    assert len(list(twice.lines())) == 1


@pytest.mark.parametrize(
    ("iri", "row"),
    [
        ("https://e.org/source/a/people.csv#row=2", RowReference("a", "people.csv", 2)),
        (
            "https://e.org/id/source/a/my%20book.xlsx#sheet=Asmenys%20%26%20kt.&row=12",
            RowReference("a", "my book.xlsx", 12, "Asmenys & kt."),
        ),
        ("https://e.org/source/a/people.csv#row=two", None),
        ("https://e.org/people.csv#row=2", None),
    ],
)
def test_the_row_of_a_node_is_read_from_its_address(iri: str, row: RowReference | None) -> None:
    assert RowReference.from_iri(iri) == row


def test_severities_are_counted_apart_and_ordered(tmp_path: Path) -> None:
    text = "".join(
        f":{name} a sh:PropertyShape ; sh:targetClass :T ; sh:path :{name} ; sh:minCount 1 ;"
        f" sh:severity {severity} .\n"
        for name, severity in (
            ("a", "sh:Info"),
            ("b", "sh:Warning"),
            ("c", "sh:Violation"),
            ("d", ":Grave"),
        )
    )
    report = validate_quads(store_of(":x a :T ."), shapes_of(tmp_path, text))
    assert [result.severity for result in report.results] == [
        "violation",
        "warning",
        "info",
        "https://example.org/Grave",
    ]
    assert report.counts() == {
        "violation": 1,
        "warning": 1,
        "info": 1,
        "https://example.org/Grave": 1,
    }
    assert len(report.violations) == 1
    assert report.results[0].message("lt") == "does not satisfy sh:MinCountConstraintComponent"


def test_controlled_values_count_only_where_their_files_are_given(tmp_path: Path) -> None:
    shapes = shapes_of(
        tmp_path,
        ":S a sh:NodeShape ; sh:targetClass :T ; "
        "sh:property [ sh:path dcterms:type ; sh:class skos:Concept ] .",
    )
    iri = "https://w3id.org/saite/concepts/event-kind/visit"
    store = store_of(f":x a :T ; dcterms:type <{iri}> .")
    assert validate_quads(store, shapes).conforms is False
    concepts = [resource("ontology/concepts.ttl")]
    report = validate_quads(store, shapes, concepts=concepts)
    assert (report.conforms, report.triples) == (True, 2)


def test_all_named_graphs_are_seen_as_one(tmp_path: Path) -> None:
    name = pyoxigraph.NamedNode("https://example.org/name")
    thing = pyoxigraph.NamedNode("https://example.org/x")
    kind = pyoxigraph.NamedNode(str(RDF.type))
    store = pyoxigraph.Store()
    store.extend(
        [
            pyoxigraph.Quad(thing, kind, pyoxigraph.NamedNode("https://example.org/Thing"), name),
            pyoxigraph.Quad(thing, name, pyoxigraph.Literal(1), kind),
        ]
    )
    path = tmp_path / "graph.nq"
    store.dump(path, format=pyoxigraph.RdfFormat.N_QUADS)
    shapes = shapes_of(tmp_path, THINGS)
    from_store, from_file = validate_quads(store, shapes), validate_quads(path, shapes)
    assert from_store == from_file
    assert from_store.counts()["violation"] == 1


def test_a_graph_above_the_limit_is_not_validated_and_says_so(tmp_path: Path) -> None:
    shapes = shapes_of(tmp_path, THINGS)
    store = store_of(BAD)
    path = tmp_path / "graph.nq"
    store.dump(path, format=pyoxigraph.RdfFormat.N_QUADS)
    for source in (store, path):
        assert validate_quads(source, shapes, limit=len(store)).conforms is False
        report = validate_quads(source, shapes, limit=len(store) - 1)
        assert report.conforms is None
        assert list(report.lines("lv")) == [report.skipped]
        assert report.skipped.startswith("Not validated: the graph has 6 triples, more than")
        assert json.loads(report.to_json())["conforms"] is None
        assert json.loads(report.to_json())["skipped"] == report.skipped
        assert len(rdflib.Graph().parse(data=report.to_turtle(), format="turtle")) == 0


def test_the_turtle_is_the_report_that_the_engine_gives(tmp_path: Path) -> None:
    shapes = shapes_of(tmp_path, THINGS)
    written = rdflib.Graph().parse(
        data=validate_quads(store_of(BAD), shapes).to_turtle(), format="turtle"
    )
    data = rdflib.Graph().parse(data=HEAD + BAD, format="turtle")
    _, engine, _ = pyshacl.validate(data, shacl_graph=shapes.graph + rdflib.Graph())
    assert isomorphic(written, engine)


def test_the_same_input_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    shapes = write(
        tmp_path,
        THINGS + ":O a sh:NodeShape ; sh:targetClass :Thing ; sh:or ( [ sh:class :A ] "
        "[ sh:property [ sh:path [ sh:alternativePath ( :p [ sh:inversePath :q ] ) ] ;"
        " sh:minCount 1 ] ] [ sh:in ( :k :l :m ) ] ) ;"
        " sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ] .",
    )
    graph = tmp_path / "graph.nq"
    store_of(BAD + ":z a :Thing ; :name 1, 2, 3 .").dump(graph, format=pyoxigraph.RdfFormat.N_QUADS)
    code = (
        "import sys; from pathlib import Path; from saite.validation import *\n"
        f"report = validate_quads(Path({str(graph)!r}), read_shapes([Path({str(shapes)!r})]))\n"
        "sys.stdout.buffer.write((report.to_turtle() + report.to_json() + "
        "'\\n'.join(report.lines())).encode())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1
    assert b"sh:alternativePath" not in next(iter(answers)), "no result path goes there"
    assert b"sh:resultPath ( <https://example.org/p> <https://example.org/q> )" in answers.pop()


# -- shapes rewritten for the engine ---------------------------------------------------------------


def test_the_rewritten_shapes_find_what_the_written_ones_find() -> None:
    """All failing cases at once make a graph that breaks almost every shape."""
    whole = pyoxigraph.Store()
    for path in (CASES / "context.ttl", *sorted(CASES.glob("*/fail.ttl"))):
        whole.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    shapes = read_shapes([resource("ontology/shapes.ttl")])
    graph = rdflib.Graph()
    with quiet_libraries():
        copy_triples(whole, graph)
        _, engine, _ = pyshacl.validate(graph, shacl_graph=shapes.graph + rdflib.Graph())
    met = {
        tuple(
            to_text(found) if (found := engine.value(node, term)) is not None else ""
            for term in (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent, SH.value)
        )
        for node in engine.objects(None, SH.result)
    }
    report = validate_quads(whole, shapes)
    assert met == {
        (result.focus, result.shape, f"<{result.component}>", result.value)
        for result in report.results
    }
    assert len({result.shape for result in report.results}) > 80


@pytest.mark.parametrize(
    ("extra", "conforms"),
    [
        pytest.param("", False, id="plain"),
        pytest.param(":S sh:deactivated true .", True, id="switched off"),
        pytest.param(":P sh:deactivated true .", True, id="part switched off"),
        pytest.param(":S sh:closed true .", False, id="closed"),
        pytest.param(":S a rdfs:Class .", False, id="class"),
        pytest.param(":O a sh:NodeShape ; sh:targetClass :Other ; sh:node :S .", False, id="used"),
    ],
)
def test_a_rewritten_shape_keeps_its_meaning(tmp_path: Path, extra: str, conforms: bool) -> None:
    text = ":S a sh:NodeShape ; sh:targetClass :T ; sh:property :P .\n"
    text += ":P a sh:PropertyShape ; sh:path rdf:type ; sh:maxCount 1 .\n"
    shapes = shapes_of(tmp_path, text + extra)
    assert validate_quads(store_of(":x a :T, :U ."), shapes).conforms is conforms
    assert validate_quads(store_of(":x a :U, :V ."), shapes).conforms is True


# -- hostile data ----------------------------------------------------------------------------------

HOSTILE = [
    'quote " and \\ backslash',
    "line\nbreak\rand tab\t",
    "\x1b[31mred\x07",
    "right to left \u202e\u2067 marks",
    "</script><img src=x onerror=alert(1)>",
    "@prefix : <x> . # not a comment",
    "\U0001f468\u200d\U0001f469 \ud7ff \ufffd",
    "{} %s {0!r} $this",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_value_stays_a_value(tmp_path: Path, text: str) -> None:
    store = store_of("")
    check_value(store, shapes_of(tmp_path, THINGS), text)


@settings(max_examples=40, deadline=None)
@given(text=st.text())
def test_any_text_stays_a_value(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    shapes = shapes_of(tmp_path_factory.mktemp("shapes"), THINGS)
    check_value(pyoxigraph.Store(), shapes, text)


def check_value(store: pyoxigraph.Store, shapes: Shapes, text: str) -> None:
    thing = pyoxigraph.NamedNode("https://example.org/x")
    kind = pyoxigraph.NamedNode("https://example.org/Thing")
    name = pyoxigraph.NamedNode("https://example.org/name")
    value = pyoxigraph.Literal(text, language="en")
    store.add(pyoxigraph.Quad(thing, pyoxigraph.NamedNode(str(RDF.type)), kind))
    store.add(pyoxigraph.Quad(thing, name, value))
    report = validate_quads(store, shapes)
    (result,) = report.results
    assert result.value == str(value)
    (line,) = report.lines()
    assert line.isprintable()
    written = rdflib.Graph().parse(data=report.to_turtle(), format="turtle")
    assert list(written.objects(None, SH.value)) == [rdflib.Literal(text, lang="en")]
    (also,) = json.loads(report.to_json())["results"]
    assert also["value"] == str(value)


@pytest.mark.parametrize(
    ("value", "component"),
    [
        ('"2018-09-31"^^xsd:date', "DatatypeConstraintComponent"),
        ('"yes"^^xsd:boolean', "DatatypeConstraintComponent"),
        ('"1,5"^^xsd:decimal', "DatatypeConstraintComponent"),
        ('"x"^^<https://example.org/unknown>', "DatatypeConstraintComponent"),
    ],
)
def test_an_ill_typed_value_is_a_result_and_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], value: str, component: str
) -> None:
    text = (
        ":S a sh:PropertyShape ; sh:targetClass :T ; sh:path :p ; sh:or ( [ sh:datatype xsd:date ]"
    )
    text += " [ sh:datatype xsd:boolean ] [ sh:datatype xsd:decimal ] ) ."
    alone = ":S a sh:PropertyShape ; sh:targetClass :T ; sh:path :p ; sh:lessThan :q ;"
    datatype = value.partition("^^")[2]
    alone += f" sh:datatype {'xsd:date' if 'unknown' in datatype else datatype} ."
    store = store_of(f':x a :T ; :p {value} ; :q "2019-01-01"^^xsd:date .')
    assert validate_quads(store, shapes_of(tmp_path, text)).conforms is False
    components = {
        result.component.removeprefix(PREFIXES["sh"])
        for result in validate_quads(store, shapes_of(tmp_path, alone)).results
    }
    assert component in components
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


COMPARED = [
    '"2018-09-30"^^xsd:date',
    '"2018-09-31"^^xsd:date',
    '"20"^^xsd:gYear',
    '"2020"^^xsd:gYear',
    '"NaN"^^xsd:double',
    '"2020-01-01T00:00:00"^^xsd:dateTime',
    '"2020-01-01T00:00:00Z"^^xsd:dateTime',
    '"P1Y"^^xsd:duration',
    '"x"^^<https://example.org/unknown>',
    "1.5",
    "true",
    '"text"@en',
    "<https://example.org/iri>",
]


def test_any_two_values_can_be_compared(tmp_path: Path) -> None:
    text = ":S a sh:PropertyShape ; sh:targetClass :T ; sh:path :p ; sh:lessThan :q ;"
    text += ' sh:lessThanOrEquals :q ; sh:minInclusive 1 ; sh:maxExclusive "2018-09-30"^^xsd:date .'
    data = "".join(
        f":x{number} a :T ; :p {value} ; :q {other} .\n"
        for number, (value, other) in enumerate(product(COMPARED, repeat=2))
    )
    report = validate_quads(nquads_of(tmp_path, data), shapes_of(tmp_path, text))
    assert len({result.focus for result in report.results}) == len(COMPARED) ** 2


def test_the_lexical_form_of_a_value_in_a_file_is_kept(tmp_path: Path) -> None:
    """The store itself would make 7 of 007."""
    text = ":S a sh:PropertyShape ; sh:targetClass :T ; sh:path :p ; sh:datatype xsd:string ."
    graph = nquads_of(tmp_path, ':x a :T ; :p "007"^^xsd:integer, "1.50"^^xsd:decimal .')
    report = validate_quads(graph, shapes_of(tmp_path, text))
    assert [result.value.partition("^")[0] for result in report.results] == ['"007"', '"1.50"']


# -- paths -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turtle", "sparql"),
    [
        ("skos:note", "skos:note"),
        (":p", "<https://example.org/p>"),
        ("[ sh:inversePath skos:note ]", "^skos:note"),
        ("( skos:note rdfs:label )", "skos:note/rdfs:label"),
        ("[ sh:alternativePath ( skos:note rdfs:label ) ]", "skos:note|rdfs:label"),
        (
            "[ sh:zeroOrMorePath ( skos:note [ sh:inversePath rdfs:label ] ) ]",
            "(skos:note/^rdfs:label)*",
        ),
        ("[ sh:oneOrMorePath skos:note ]", "skos:note+"),
        ("[ sh:zeroOrOnePath skos:note ]", "skos:note?"),
    ],
)
def test_a_path_is_written_as_sparql_and_back_as_turtle(turtle: str, sparql: str) -> None:
    graph = rdflib.Graph().parse(data=f"{HEAD}:S sh:path {turtle} .", format="turtle")
    (node,) = graph.objects(None, SH.path)
    path = read_path(node, graph)
    assert str(path) == sparql
    again = rdflib.Graph().parse(data=f"{HEAD}:S sh:path {path.turtle()} .", format="turtle")
    assert isomorphic(graph, again)


# -- the cases of the W3C --------------------------------------------------------------------------

# $shapesGraph is optional in the standard, and the engine has no shapes graph to offer.
NOT_SUPPORTED = {"sparql/pre-binding/shapesGraph-001.ttl"}


def w3c_cases() -> list[str]:
    files = (path for path in W3C.rglob("*.ttl") if path.name != "manifest.ttl")
    entries = (path for path in files if "sht:Validate" in path.read_text(encoding="utf-8"))
    return sorted(path.relative_to(W3C).as_posix() for path in entries)


needs_w3c = pytest.mark.skipif(
    not W3C.is_dir(), reason="the SHACL cases of the W3C are not beside this checkout"
)


@needs_w3c
def test_the_cases_of_the_w3c_are_counted() -> None:
    assert Counter(name.partition("/")[0] for name in w3c_cases()) == {"core": 98, "sparql": 23}


@needs_w3c
@pytest.mark.parametrize("name", w3c_cases() or ["none"])
def test_a_case_of_the_w3c_gives_the_results_that_it_asks_for(name: str, tmp_path: Path) -> None:
    path = W3C / name
    graph = rdflib.Graph()
    with quiet_libraries():
        copy_triples(pyoxigraph.parse(path=path, base_iri=path.as_uri()), graph)
    for entry in graph.subjects(RDF.type, SUITE.Validate):
        action, wanted = graph.value(entry, MANIFEST.action), graph.value(entry, MANIFEST.result)
        data, shapes = (
            path.parent / str(graph.value(action, term)).rpartition("/")[2]
            for term in (SUITE.dataGraph, SUITE.shapesGraph)
        )
        if wanted == SUITE.Failure or name in NOT_SUPPORTED:
            with pytest.raises(ShapesError):
                validate_file(data, shapes, tmp_path)
            continue
        assert wanted is not None
        report = validate_file(data, shapes, tmp_path)
        assert rdflib.Literal(report.conforms) == graph.value(wanted, SH.conforms)
        assert results_of(report) == wanted_results(graph, wanted)


def validate_file(data: Path, shapes: Path, folder: Path) -> Report:
    text = data.read_text(encoding="utf-8")
    graph = nquads_of(folder, text, base=f"file:///{data.name}")
    return validate_quads(graph, read_shapes([shapes]))


def results_of(report: Report) -> set[tuple[str, str, str, str, str]]:
    return {
        (
            without_name(result.focus),
            str(result.path or ""),
            without_name(result.value),
            result.severity.removeprefix(PREFIXES["sh"]),
            result.component,
        )
        for result in report.results
    }


def wanted_results(
    graph: rdflib.Graph, report: rdflib.term.Node
) -> set[tuple[str, str, str, str, str]]:
    wanted = set()
    for result in graph.objects(report, SH.result):
        facts = dict(graph.predicate_objects(result))
        path = facts.get(SH.resultPath)
        severity = str(facts[SH.resultSeverity])
        wanted.add(
            (
                without_name(to_text(facts[SH.focusNode])),
                str(read_path(path, graph)) if path is not None else "",
                without_name(to_text(facts[SH.value])) if SH.value in facts else "",
                severity.removeprefix(PREFIXES["sh"]).lower()
                if severity.startswith(PREFIXES["sh"])
                else severity,
                str(facts[SH.sourceConstraintComponent]),
            )
        )
    return wanted


def without_name(term: str) -> str:
    """Blank nodes have other names in every file."""
    return re.sub(r"^_:.*", "_:", term)


def test_a_fault_beside_the_shapes_of_saite_is_told_of_the_users_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "@prefix ex: <https://example.org/> .\n"
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ;\n"
        '  sh:property [ sh:path ex:p ; sh:minCount "one" ] .\n',
        encoding="utf-8",
    )
    with pytest.raises(ShapesError) as caught:
        read_shapes([resource("ontology/shapes.ttl"), mine])
    assert {(problem.file, problem.line) for problem in caught.value.problems} == {(str(mine), 4)}
