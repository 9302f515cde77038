"""Where statements come from: rows and mappings, rules and records, texts."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import saite
from saite.build import build_workspace
from saite.cli.reasons import tell
from saite.derivation import derived_graph, read_rules
from saite.errors import UsageError
from saite.mapping.traced import Pattern
from saite.namespaces import expand
from saite.scaffold import make_demo
from saite.store import open_store, release_stores
from saite.tracing import built
from saite.tracing.built import texts
from saite.tracing.terms import fits, read_pattern

CASE = Path(__file__).parent / "cases" / "tracing"
MAPPING = CASE / "mapping.ttl"
OWN = CASE / "own.py"
EX = "http://example.org/"


@pytest.fixture(scope="module", autouse=True)
def released() -> Iterator[None]:
    yield
    release_stores()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tracing") / "demo"
    make_demo(folder)
    build_workspace(folder)
    return folder


def ask(*words: str, limit: int = 20, whole: bool = False) -> saite.Reasons:
    return saite.why(MAPPING, *words, functions=[OWN], limit=limit, whole=whole)


def places(reasons: saite.Reasons) -> list[tuple[str, int, list[tuple[str, int]]]]:
    return [
        (
            f"{each.predicate[len(EX) + 1 : -1]} {each.object}",
            each.line,
            [(Path(row.file).name, row.row) for row in each.rows],
        )
        for each in reasons
        if each.predicate.startswith(f"<{EX}")
    ]


def test_every_statement_about_a_thing_is_told_with_its_row_and_line() -> None:
    reasons = ask("ex:person/p2")
    assert places(reasons) == [
        ('name "Eva \\"E\\" Ž"@lt', 20, [("people.csv", 3)]),
        ('slug "eva-\\"e\\"-ž"', 11, [("people.csv", 3)]),
        ("town _:btown_20R_C4_ABga", 14, [("people.csv", 3), ("towns.csv", 3)]),
        (f"number <{EX}p2/3>", 17, [("people.csv", 3)]),
    ]
    assert (reasons[0].predicate, reasons[0].line) == (
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
        6,
    )
    assert {(each.triples_map, Path(each.mapping)) for each in reasons} == {
        (":people", Path(reasons[0].mapping))
    }
    assert reasons[3].graph == f"<{EX}places>"
    assert dict(reasons[3].rows[0].values) == {"id": "p2", "town": "t2"}
    assert dict(reasons[3].rows[1].values) == {"code": "t2", "label": "Rīga"}


def test_everything_traced_is_everything_made(tmp_path: Path) -> None:
    output = tmp_path / "out.nq"
    saite.materialize(MAPPING, output=output, functions=[OWN])
    made = set(output.read_text("utf-8").splitlines())
    subjects = {line.split(" ")[0] for line in made}
    traced = {" ".join([*filter(None, each.terms), "."]) for one in subjects for each in ask(one)}
    assert traced == made


def test_a_statement_made_of_two_rows_is_told_with_both() -> None:
    assert places(ask("ex:person/p3", "ex:name")) == [
        ('name "Jonas"@lt', 20, [("people.csv", 4)]),
        ('name "Jonas"@lt', 20, [("people.csv", 5)]),
    ]
    town = places(ask("ex:person/p3", "ex:town", "_:btown_20Wilno"))
    assert [rows for _, _, rows in town] == [
        [("people.csv", 4), ("towns.csv", 4)],
        [("people.csv", 5), ("towns.csv", 4)],
    ]


def test_what_points_at_a_thing_comes_after_what_is_said_of_it() -> None:
    assert [each.split(" ")[0] for each, _, _ in places(ask("_:btown_20Vilnius"))] == [
        "label", "town", "town", "town",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ((f"<{EX}person/p%201>", "ex:name", "Ona"), 2),
        ((f"{EX}person/p%201", f"{EX}name", '"Ona"@lt'), 2),
        (("ex:item/2", "ex:tag", "b"), 2),
        (("ex:item/2", "ex:id", "2"), 2),
        (("ex:item/2", "ex:id", '"2"^^xsd:integer'), 2),
        (("ex:person/p2", "ex:number", "ex:p2/3"), 3),
        (("ex:person/p2", "a", "ex:Person"), 3),
        (("ex:person/p2", "ex:slug", 'eva-"e"-ž'), 3),
        (("ex:person/p2", "ex:slug", '"eva-\\"e\\"-\\u017e"'), 3),
        (("_:r4x1x4", "ex:label", "Wilno"), 4),
    ],
)
def test_a_statement_is_found_by_terms_as_a_person_writes_them(
    words: tuple[str, ...], row: int
) -> None:
    (reason,) = ask(*words)
    assert reason.rows[0].row == row


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ex:person/p22",), f"makes <{EX}person/p22>; did you mean <{EX}person/p2>?"),
        (("ex:unlike/everything",), f"nothing of the mapping makes <{EX}unlike/everything>"),
        (("ex:item/1", "ex:tag", "c"), f'with this predicate <{EX}item/1> has "a", "b"'),
        (("ex:item/1", "ex:name"), f"<{EX}item/1> has 3 others, such as of <{EX}tag>, <{EX}id>"),
        (("ex:item/1", "ex:id", '"1"'), "no row makes this statement"),
        (("",), "a term is empty"),
        (("ex:person/p3", "ex:slug"), "no row makes this statement"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_with_the_nearest(words: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        ask(*words)
    assert message in str(caught.value)


def test_the_limit_leaves_a_number() -> None:
    whole, part = ask("ex:person/p3"), ask("ex:person/p3", limit=3)
    assert list(part) == list(whole)[:3]
    assert part.rest == len(whole) - 3
    assert list(tell(part))[-1] == f"and {part.rest} more (--limit)"


def test_all_columns_of_a_row_are_told_if_wanted() -> None:
    (reason,) = ask("ex:person/p2", "ex:slug", whole=True)
    assert dict(reason.rows[0].values) == {
        "id": "p2", "name": 'Eva "E" Ž', "town": "t2", "spare": "second",
    }  # fmt: skip


def test_prefixes_of_yarrrml_are_known(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id\n1\n", encoding="utf-8")
    text = """
    prefixes: {own: http://example.org/}
    mappings:
      p: {sources: [[p.csv~csv]], s: own:$(id), po: [[foaf:name, $(id)]]}
    """
    (tmp_path / "m.yml").write_text(text, encoding="utf-8")
    (reason,) = saite.why(tmp_path / "m.yml", "own:1", "foaf:name", "1")
    assert reason.terms[:3] == (f"<{EX}1>", "<http://xmlns.com/foaf/0.1/name>", '"1"')


def test_the_command_answers_in_text_and_json(tmp_path: Path) -> None:
    shutil.copytree(CASE, tmp_path, dirs_exist_ok=True)
    command = [sys.executable, "-m", "saite", "why", "-m", "mapping.ttl", "--functions", "own.py"]
    words = [*command, "ex:person/p2", "ex:town"]
    text = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True, encoding="utf-8")
    assert text.stdout == (
        f"{EX}person/p2 {EX}town _:btown_20R_C4_ABga {EX}places\n"
        "  mapping.ttl, line 14: triples map :people\n"
        "  people.csv, row 3: id = 'p2', town = 't2'\n"
        "  joined with towns.csv, row 3: code = 't2', label = 'Rīga'\n"
    )
    answer = subprocess.run(
        [*words, "--format", "json"], cwd=tmp_path, capture_output=True, check=True
    )
    found = json.loads(answer.stdout)
    assert found["rest"] == 0
    assert found["reasons"][0]["rows"][1] == {
        "file": "towns.csv", "sheet": "", "row": 3, "values": {"code": "t2", "label": "Rīga"},
    }  # fmt: skip
    wrong = subprocess.run(
        [*command, "ex:nobody"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == (
        f"Wrong usage: nothing of the mapping makes <{EX}nobody>; did you mean <{EX}item/1>?\n"
    )


def test_a_bare_text_is_any_literal_of_it_and_a_quoted_one_is_that_alone() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    bare = read_pattern("urn:s", "urn:p", "3 b", prefixes={})
    quoted = read_pattern("urn:s", "urn:p", '"3 b"', prefixes={})
    for value in ('"3 b"', '"3 b"@lt', f'"3 b"^^<{xsd}token>'):
        assert fits(bare, ("<urn:s>", "<urn:p>", value))
        assert fits(quoted, ("<urn:s>", "<urn:p>", value)) == (value == '"3 b"')
    assert not fits(bare, ("<urn:s>", "<urn:p>", '"3 bc"'))
    with pytest.raises(UsageError, match="name a predicate before the object"):
        read_pattern("urn:s", None, "x", prefixes={})


# A workspace


def test_every_row_of_the_demo_is_found_again(demo: Path) -> None:
    wanted = ("dcterms:source", "rdf:type", "saite:edtf", "schema:url")
    predicates = frozenset(f"<{expand(name)}>" for name in wanted)
    with saite.open(demo) as graph:
        derived = derived_graph(graph.workspace.base)
        quads = {texts(quad) for quad in graph.store if quad.graph_name != derived}
        whole = built._Build(
            graph.workspace, open_store(graph.folder), graph.concepts, is_whole=False
        )
        with closing(whole):
            traces, count = whole._traced().find(Pattern(predicate=predicates), limit=1_000_000)
        base = graph.workspace.base
    assert {each.terms for each in traces} == {each for each in quads if each[1] in predicates}
    assert count == len(traces)
    addresses = {s: o[1 + len(base) : -1] for s, p, o, _ in quads if p == f"<{expand(wanted[0])}>"}
    rows = {(each.terms[0], each.rows[0].at) for each in traces if each.terms[0] in addresses}
    assert rows == set(addresses.items())


def test_every_derived_statement_of_the_demo_has_a_rule_and_rests_on_records(demo: Path) -> None:
    with saite.open(demo) as graph:
        whole = built._Build(
            graph.workspace, open_store(graph.folder), graph.concepts, is_whole=False
        )
        graph_name = derived_graph(graph.workspace.base)
        quads = sorted(graph.store.quads_for_pattern(None, None, None, graph_name), key=str)
        # One of each shape: the predicate, what the names of both ends begin with.
        shapes = {
            (str(q.predicate), *(str(t).rpartition("/")[0] for t in (q.subject, q.object))): q
            for q in quads
        }
        rules = set()
        for quad in shapes.values():
            reasons, count = whole.reasons(quad, limit=5)
            assert reasons, quad
            assert count == len(reasons)
            assert all(each.rests_on for each in reasons), quad
            rules |= {each.rule for each in reasons}
    left = {"10-large-events", "15-chapter-supports", "16-succession-supports"}
    left |= {"52-memberships-of-people"}
    assert rules | left >= set(read_rules()) - {"17-cooperation-supports", "21-support-dates"}


def test_a_shortcut_names_its_rule_the_record_and_where_it_is_written(demo: Path) -> None:
    with saite.open(demo) as graph:
        (row, *_) = graph.select("SELECT ?m ?o { ?m <http://www.w3.org/ns/org#memberOf> ?o }")
        (reason,) = graph.why(str(row["m"]), "org:memberOf", str(row["o"]))
    assert reason.rule == "02-members"
    (record,) = reason.rests_on
    assert "/membership/" in record.iri
    assert record.source is not None
    assert (Path(record.source.file).name, record.source.row >= 2) == ("memberships.csv", True)
    (citation, *_) = record.citations
    assert citation.document
    assert citation.source is not None
    assert Path(citation.source.file).name == "evidence.csv"


def test_a_count_rests_on_the_statements_of_what_it_counts(demo: Path) -> None:
    with saite.open(demo) as graph:
        ties = graph.select(
            "PREFIX saite: <https://w3id.org/saite/ns#> SELECT DISTINCT ?s { "
            f"?tie saite:between <{graph.workspace.base}organisation/o30> . "
            "?support saite:supports ?tie ; saite:statement ?s }"
        )
        (reason,) = graph.why("degree/o30", "saite:partnerCount")
    assert reason.rule == "50-degrees"
    # The row that has its id, of which the name of its degree is made, counts too.
    own = {f"{graph.workspace.base}organisation/o30"}
    assert {each.iri for each in reason.rests_on} == {str(row["s"]) for row in ties} | own


def test_a_tie_rests_on_the_statements_of_its_supports(demo: Path) -> None:
    with saite.open(demo) as graph:
        reasons = graph.why("tie/o25~o28", "a")
    (reason,) = reasons
    assert reason.rule == "30-ties"
    found = {each.iri.rpartition("/")[2] for each in reason.rests_on}
    assert {"y01", "y02", "y03", "y06"} <= found
    lines = list(tell(reasons))
    assert lines[1] == "  derived by the rule 30-ties (queries/derive/30-ties.rq)"
    assert any("section 2, characters 1354 to 1508" in line for line in lines)


def test_what_is_not_there_is_told_with_what_is(demo: Path) -> None:
    with saite.open(demo) as graph:
        with pytest.raises(UsageError, match=r"did you mean <\S+/organisation/o2\d>\?"):
            graph.why("organisation/o255")
        with pytest.raises(UsageError, match='has "Intelekta parks"@lv'):
            graph.why("organisation/o25", "skos:prefLabel", "x")
        with pytest.raises(UsageError, match="has statements of dcterms:identifier, "):
            graph.why("organisation/o25", "org:member")


@pytest.mark.parametrize("name", ["intelekta PARKS", "o25", "Intelekta parks"])
def test_a_thing_may_be_asked_for_by_what_it_alone_is_called(demo: Path, name: str) -> None:
    with saite.open(demo) as graph:
        assert graph.why(name, "dcterms:identifier") == graph.why(
            "organisation/o25", "dcterms:identifier"
        )


def test_a_record_is_told_once_and_named_by_its_number_afterwards(demo: Path) -> None:
    with saite.open(demo) as graph:
        reasons = graph.why("tie/o25~o28", limit=100)
    lines = [line.strip() for line in tell(reasons)]
    told = [line for line in lines if line.startswith("rests on [1] <")]
    assert len(told) == 1
    assert sum(line.startswith("rests on [1], [2]") for line in lines) > 3
    records = {record.iri for reason in reasons for record in reason.rests_on}
    assert sum("] <" in line for line in lines if line.startswith("rests on")) == len(records)


def test_records_that_changed_since_the_build_are_told_of(demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(demo, folder)
    path = folder / "data" / "reports" / "organisations.csv"
    path.write_text(path.read_text("utf-8").replace("Intelekta parks", "Kitas"), "utf-8")
    with saite.open(folder) as graph:
        same = graph.why("organisation/o25", "dcterms:identifier")
        (gone,) = changed = graph.why("organisation/o25", "skos:prefLabel", "Intelekta parks")
    assert same[0].rows[0].values == {"id": "o25"}
    assert len(same.notes) == 1
    assert "organisations.csv; build again to be sure" in same.notes[0]
    assert (gone.rows, gone.rule) == ((), "")
    assert changed.notes[1].startswith("a statement without a row is not made by the records")
    assert list(tell(changed))[1] == "  not made by the records as they are now"


def test_a_quote_was_cut_from_a_text(tmp_path: Path) -> None:
    text = "Synthetic Association A signed.\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    span = hashlib.sha256(text[:23].encode()).hexdigest()
    tables = {
        "documents": f"id,title,language,file,sha256\nd1,A report,en,d1.txt,{digest}\n",
        "evidence": f"id,document,section,start,end,sha256\nv1,d1,2,0,23,{span}\n",
        "organisations": "id,name,language,kind,evidence\n"
        "o1,Synthetic Association A,en,association,v1\n",
    }
    for folder in ("records", "texts"):
        (tmp_path / folder).mkdir()
    for name, content in tables.items():
        (tmp_path / "records" / f"{name}.csv").write_text(content, "utf-8")
    (tmp_path / "texts" / "d1.txt").write_text(text, "utf-8", newline="\n")
    (tmp_path / "saite.toml").write_text(
        '[workspace]\nbase = "http://example.org/id/"\ntexts = "texts"\n'
        '[[sources]]\nname = "records"\npath = "records"\n',
        "utf-8",
    )
    build_workspace(tmp_path)
    with saite.open(tmp_path) as graph:
        (reason,) = reasons = graph.why("quote/v1", "oa:exact", text[:23])
    assert reason.quoted is not None
    cited = reason.quoted
    assert (cited.document, cited.section, cited.start, cited.end) == ("A report", "2", 0, 23)
    assert (cited.quote, cited.source and cited.source.row) == (text[:23], 2)
    (_, line) = tell(reasons)
    assert line.startswith("  cut from A report, section 2, characters 0 to 23 (")
