"""Builds that make only what changed: the same bytes as making everything, whatever happened."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping_support import BASE, PREFIXES, Row, connect, make_table
from saite.build import BuildSummary, build_workspace
from saite.build.earlier import FILE, earlier_builds, parts_in_use
from saite.build.inputs import Inputs
from saite.build.parts import NAME, Parts
from saite.build.tables import Mapped, map_tables
from saite.errors import MappingError, ProblemsError, RecordsError
from saite.mapping.canonical import mapping_part
from saite.mapping.engine_duckdb import DuckDbEngine
from saite.mapping.materialize import materialize
from saite.mapping.model import FunctionValue, TermMap
from saite.mapping.parser import parse_mapping
from saite.provenance import TextCheck
from saite.records import Records, Relation
from saite.store import open_store, release_stores, write_sorted, write_store
from saite.store.writing import copy_store
from saite.validation import PropertyPath, Report, Result, RowReference, Shapes
from support import ROOT

MISTAKES = Path(__file__).parent / "cases" / "mistakes" / "before"


@pytest.fixture(autouse=True)
def released() -> Iterator[None]:
    yield
    release_stores()


# The mapping run table by table

COLUMNS = {
    **dict.fromkeys(("id", "other", "name", "when"), "VARCHAR"),
    "places": "VARCHAR[]",
    **dict.fromkeys(("_source", "_table", "_row", "_at"), "VARCHAR"),
}
TABLES = (("one", "a"), ("two", "a"), ("one", "b"), ("two", "b"))
SUBJECTS = (
    'rml:template "thing/{id}"',
    'rml:template "{name}/{id}"',
    'rml:template "{id}" ; rml:termType rml:BlankNode',
    "rml:termType rml:BlankNode",
)
GRAPHS = ("", "; rml:graph ex:g", '; rml:graphMap [ rml:template "graph/{_source}/{_table}" ]')
OBJECTS = (
    'rml:object "same"',
    'rml:objectMap [ rml:reference "name" ]',
    'rml:objectMap [ rml:reference "places" ]',
    'rml:objectMap [ rml:template "thing/{other}" ]',
    'rml:objectMap [ rml:reference "_at" ; rml:termType rml:IRI ]',
    """rml:objectMap [ rml:functionExecution [ rml:function fn:date ; rml:input [
        rml:parameter fn:text ; rml:inputValueMap [ rml:reference "when" ] ] ] ]""",
    *(
        f"""rml:objectMap [ rml:parentTriplesMap :{name} ;
        rml:joinCondition [ rml:child "other" ; rml:parent "id" ] ]"""
        for name in "ab"
    ),
)


def triples_map(name: str, subject: str, graph: str, objects: Sequence[tuple[str, str]]) -> str:
    said = "".join(
        f" ; rml:predicateObjectMap [ rml:predicate ex:{predicate} ; {value} ]"
        for predicate, value in objects
    )
    return f"""
    :{name} a rml:TriplesMap ; rml:logicalSource [
            rml:source [ rml:path "{name[0]}.csv" ] ; rml:referenceFormulation rml:CSV ] ;
        rml:subjectMap [ {subject} ; rml:class ex:Thing {graph} ] {said} ."""


def mappings() -> st.SearchStrategy[str]:
    said = st.lists(st.tuples(st.sampled_from("pq"), st.sampled_from(OBJECTS)), max_size=4)
    each = [
        st.builds(
            triples_map, st.just(name), st.sampled_from(SUBJECTS), st.sampled_from(GRAPHS), said
        )
        for name in ("a", "b", "a2")
    ]
    return st.tuples(*each).map("".join)


rows = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from("123"),
            "other": st.none() | st.sampled_from("123"),
            "name": st.none() | st.sampled_from(["x", 'y "z"', "ā b"]),
            "when": st.none() | st.sampled_from(["2018", "2019-07"]),
            "places": st.none() | st.lists(st.sampled_from("pq"), max_size=2),
        }
    ),
    max_size=4,
)


@dataclass(frozen=True)
class State:
    """A mapping and the rows of each table."""

    mapping: str
    tables: tuple[list[Row], ...]


@st.composite
def histories(draw: st.DrawFn) -> list[State]:
    """Draw a state and what some edits make of it; a table or the mapping changes, or nothing."""
    state = State(draw(mappings()), tuple(draw(rows) for _ in TABLES))
    found = [state]
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(-1, len(TABLES)))
        if place < 0:
            state = replace(state, mapping=draw(mappings()))
        elif place < len(TABLES):
            tables = list(state.tables)
            tables[place] = draw(rows)
            state = replace(state, tables=tuple(tables))
        found.append(state)
    return found


def located(given: Sequence[Row], source: str, table: str) -> list[Row]:
    return [
        {**row, "_source": source, "_table": table, "_row": str(number), "_at": f"{table}#{number}"}
        for number, row in enumerate(given, 2)
    ]


def run_state(state: State, parts: Parts, folder: Path, *, full: bool = False) -> Mapped:
    """Map a state by its parts; all lines are those of one run over everything."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "scratch").mkdir()
    prefixes = PREFIXES + "@prefix : <http://example.org/map#> ."
    (folder / "mapping.ttl").write_text(prefixes + state.mapping, encoding="utf-8")
    with connect() as connection:
        relations = []
        for (source, table), given in zip(TABLES, state.tables, strict=True):
            name = f"{source}__{table}"
            make_table(connection, name, located(given, source, table), COLUMNS)
            relations.append(Relation(source, table, name, COLUMNS))
        by_path = {
            f"{table}.csv": [each for each in relations if each.table == table] for table in "ab"
        }
        inputs = Inputs(
            Records(connection, tuple(relations)),
            by_path,
            parse_mapping(folder / "mapping.ttl", base=BASE),
            Shapes(rdflib.Graph()),
            TextCheck(),
        )
        mapped = map_tables(inputs, parts, folder / "scratch", base=BASE, full=full)
        engine = DuckDbEngine(connection)
        materialize(inputs.mapping, by_path, engine, folder / "whole.nq", base=BASE)
    write_sorted(mapped.files, folder / "merged.nq")
    write_sorted([folder / "whole.nq"], folder / "sorted.nq")
    assert (folder / "merged.nq").read_bytes() == (folder / "sorted.nq").read_bytes()
    for path in mapped.files:
        lines = path.read_bytes().splitlines(keepends=True)
        assert lines == sorted(set(lines))
    return mapped


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(history=histories())
def test_any_edits_of_any_mapping_and_tables_make_what_a_full_run_makes(
    history: list[State], tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "parts", ignore_errors=True)
    parts = Parts(tmp_path / "parts")
    before: State | None = None
    for state in history:
        mapped = run_state(state, parts, tmp_path / "run")
        assert {*mapped.anew, *mapped.kept} == {f"{source}/{table}" for source, table in TABLES}
        if state == before:
            assert mapped.anew == ()
        elif before is not None and state.mapping == before.mapping:
            changed = {
                f"{source}/{table}"
                for (source, table), one, other in zip(
                    TABLES, before.tables, state.tables, strict=True
                )
                if one != other
            }
            joins = "parentTriplesMap" in state.mapping
            assert joins or set(mapped.anew) <= changed
        before = state


def test_row_nodes_keep_their_names_when_a_table_is_mapped_alone(tmp_path: Path) -> None:
    mapping = triples_map("a", SUBJECTS[3], "", [("p", OBJECTS[1])])
    mapping += triples_map("b", SUBJECTS[3], "", [("p", OBJECTS[6])])
    tables: list[list[Row]] = [[{"id": "1", "other": "1", "name": "x"}] for _ in TABLES]
    parts = Parts(tmp_path / "parts")
    run_state(State(mapping, tuple(tables)), parts, tmp_path / "run")
    tables[3] = [{"id": "2", "other": "1", "name": "y"}]
    mapped = run_state(State(mapping, tuple(tables)), parts, tmp_path / "run")
    assert mapped.anew == ("two/b",)
    merged = (tmp_path / "run" / "merged.nq").read_text(encoding="utf-8")
    assert len({line.split()[0] for line in merged.splitlines()}) == 4


def test_table_is_mapped_again_when_one_that_it_is_joined_with_changes(tmp_path: Path) -> None:
    mapping = triples_map("a", SUBJECTS[0], "", [])
    mapping += triples_map("b", SUBJECTS[0], "", [("p", OBJECTS[6])])
    tables: list[list[Row]] = [[{"id": "1", "other": "1", "name": "x"}] for _ in TABLES]
    parts = Parts(tmp_path / "parts")
    run_state(State(mapping, tuple(tables)), parts, tmp_path / "run")
    tables[0] = [{"id": "1", "other": "2", "name": "y"}]
    mapped = run_state(State(mapping, tuple(tables)), parts, tmp_path / "run")
    assert mapped.anew == ("one/a", "one/b", "two/b")
    assert run_state(State(mapping, tuple(tables)), parts, tmp_path / "run", full=True).kept == ()


def part_text(folder: Path, text: str) -> str:
    path = folder / "mapping.ttl"
    path.write_text(f"{PREFIXES}@prefix : <http://example.org/map#> .{text}", encoding="utf-8")
    return mapping_part(parse_mapping(path, base=BASE), "a.csv").text


def test_text_of_a_mapping_is_about_what_it_says_and_not_how(tmp_path: Path) -> None:
    one = triples_map("a", SUBJECTS[0], "", [("p", OBJECTS[6])])
    other = triples_map("a2", SUBJECTS[1], "", [])
    known = part_text(tmp_path, one + other)
    assert part_text(tmp_path, f"# a comment\n{other}\n{one}") == known
    assert part_text(tmp_path, (one + other).replace(":a ", ":renamed ")) == known
    assert part_text(tmp_path, one + other + triples_map("b", SUBJECTS[0], "", [])) == known
    for old, new in (
        ("thing/{id}", "it/{id}"),
        ("ex:p", "ex:q"),
        ('rml:child "other"', 'rml:child "name"'),
        ("ex:Thing ", "ex:Other "),
    ):
        assert part_text(tmp_path, (one + other).replace(old, new)) != known


def test_what_a_parent_is_called_counts_by_what_it_makes(tmp_path: Path) -> None:
    child = triples_map("a", SUBJECTS[0], "", [("p", OBJECTS[7])])
    texts = {
        part_text(tmp_path, child + triples_map("b", subject, "", [])) for subject in SUBJECTS[:3]
    }
    assert len(texts) == 3


def test_part_of_a_mapping_that_is_not_known_is_never_left_out(tmp_path: Path) -> None:
    path = tmp_path / "mapping.ttl"
    path.write_text(
        f"{PREFIXES}@prefix : <http://example.org/map#> .{triples_map('a', SUBJECTS[0], '', [])}",
        encoding="utf-8",
    )
    mapping = parse_mapping(path, base=BASE)
    (own,) = mapping.triples_maps
    odd = replace(own.subject, expression=object())  # type: ignore[arg-type]
    broken = replace(mapping, triples_maps=(replace(own, subject=odd),))
    with pytest.raises(TypeError, match="object is not a part of a mapping known here"):
        mapping_part(broken, "a.csv")


def test_functions_of_others_are_told(tmp_path: Path) -> None:
    path = tmp_path / "mapping.ttl"
    text = triples_map("a", SUBJECTS[0], "", [("p", OBJECTS[5])])
    path.write_text(f"{PREFIXES}@prefix : <http://example.org/map#> .{text}", encoding="utf-8")
    mapping = parse_mapping(path, base=BASE)
    assert mapping_part(mapping, "a.csv").is_known
    (own,) = mapping.triples_maps
    (pair,) = own.predicate_object_maps
    (made,) = pair.objects
    assert isinstance(made, TermMap)
    assert isinstance(made.expression, FunctionValue)
    known = made.expression.execution.function
    execution = replace(made.expression.execution, function=replace(known, origin="own.py, line 3"))
    other = replace(made, expression=replace(made.expression, execution=execution))
    said = (replace(pair, objects=(other,)),)
    changed = replace(mapping, triples_maps=(replace(own, predicate_object_maps=said),))
    assert not mapping_part(changed, "a.csv").is_known


# Parts on the disk


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path / "parts")


def add(parts: Parts, key: str, content: bytes) -> Path:
    parts.folder.mkdir(exist_ok=True)
    lines = parts.folder / "lines"
    lines.write_bytes(content)
    return parts.add(key, lines)


def test_part_is_found_by_its_key_alone(parts: Parts) -> None:
    path = add(parts, "a" * 64, b"x\n")
    assert parts.find("a" * 64) == path
    assert parts.find("b" * 64) is None
    assert [each.name for each in parts.folder.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [b"", b"x\n", b"x\nz\n", b"x\ny\n "])
def test_part_that_is_broken_is_no_part(parts: Parts, content: bytes) -> None:
    path = add(parts, "a" * 64, b"x\ny\n")
    path.write_bytes(content)
    assert parts.find("a" * 64) is None
    again = add(parts, "a" * 64, b"x\ny\n")
    assert parts.find("a" * 64) == again == path


def test_only_parts_are_removed(parts: Parts) -> None:
    kept, gone = add(parts, "a" * 64, b"x\n"), add(parts, "b" * 64, b"y\n")
    (parts.folder / "mine.nq").write_bytes(b"")
    parts.keep_only({kept.name})
    assert not gone.exists()
    assert {path.name for path in parts.folder.iterdir()} == {kept.name, "mine.nq"}


# Builds


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Give a small workspace whose tables are joined, and whose statements share one graph."""
    folder = tmp_path / "workspace"
    shutil.copytree(MISTAKES, folder)
    with (folder / "mapping.rml.ttl").open("a", encoding="utf-8") as stream:
        stream.write("""
@prefix ex: <https://example.org/> .
<#name> a rml:TriplesMap ;
    rml:logicalSource [ rml:source [ rml:path "names.csv" ] ; rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "organisation/{organisation}" ; rml:class org:Organization ] ;
    rml:predicateObjectMap
        [ rml:predicate skos:altLabel ; rml:objectMap [ rml:reference "text" ] ] ,
        [ rml:predicate ex:of ; rml:objectMap [ rml:parentTriplesMap <#organisation> ;
            rml:joinCondition [ rml:child "organisation" ; rml:parent "id" ] ] ] .
<#part> a rml:TriplesMap ;
    rml:logicalSource [ rml:source [ rml:path "participations.csv" ] ;
        rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "organisation/{organisation}" ; rml:class org:Organization ] ;
    rml:predicateObjectMap [ rml:predicate ex:in ; rml:objectMap [
        rml:template "event/{event}" ] ] .
""")
    return folder


def plant(workspace: Path, name: str, old: str, new: str) -> None:
    path = workspace / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def build(workspace: Path) -> BuildSummary:
    """Build, and hold every output against that of a build that has nothing to take over."""
    summary = build_workspace(workspace)
    fresh = workspace.with_name("fresh")
    alone = build_workspace(workspace, output=fresh)
    for name in ("graph.nq", "report.json", "report.ttl"):
        assert (summary.folder / name).read_bytes() == (alone.folder / name).read_bytes()
    assert alone.kept == ()
    assert (summary.counts, summary.report) == (alone.counts, alone.report)
    assert {*map(str, open_store(summary.folder))} == {*map(str, open_store(alone.folder))}
    release_stores()
    shutil.rmtree(fresh)
    return summary


def part_files(workspace: Path) -> set[str]:
    return {path.name for path in (workspace / "out" / "parts").iterdir()}


ALL = ("records/names", "records/organisations", "records/participations")


def test_only_what_changed_is_mapped(workspace: Path) -> None:
    first = build(workspace)
    assert (first.mapped, first.kept, first.same_as) == (ALL, (), "")
    second = build(workspace)
    assert (second.mapped, second.kept, second.same_as) == ((), ALL, first.id)
    assert second.id != first.id
    plant(workspace, "records/participations.csv", "r1,e1,o1", "r1,e1,o2")
    third = build(workspace)
    assert third.mapped == ("records/participations",)
    assert third.same_as == ""
    # The names are joined with the organisations.
    plant(workspace, "records/organisations.csv", "Pirmoji", "Trečioji")
    assert build(workspace).mapped == ("records/names", "records/organisations")
    plant(workspace, "mapping.rml.ttl", "skos:altLabel", "skos:hiddenLabel")
    assert build(workspace).mapped == ("records/names",)
    plant(workspace, "saite.toml", "https://example.org/id/", "https://example.org/other/")
    assert build(workspace).mapped == ALL


def test_what_has_no_part_in_the_graph_changes_nothing(workspace: Path) -> None:
    first = build_workspace(workspace)
    plant(workspace, "records/events.csv", "Konferencija", "Seminaras")
    plant(workspace, "saite.toml", "[workspace]", '[workspace]\ntitle = "Another"\n# comment')
    plant(workspace, "mapping.rml.ttl", "<#part> a", "# comment\n<#part> a")
    second = build_workspace(workspace)
    assert (second.mapped, second.same_as) == ((), first.id)


def test_full_build_takes_nothing_over(workspace: Path) -> None:
    build_workspace(workspace)
    summary = build_workspace(workspace, full=True)
    assert (summary.mapped, summary.kept, summary.same_as) == (ALL, (), "")
    assert build_workspace(workspace).kept == ALL


def test_row_that_moves_is_mapped_again(workspace: Path) -> None:
    build_workspace(workspace)
    plant(workspace, "records/participations.csv", "id,event,organisation\n",
          "id,event,organisation\nr0,e1,o2\n")  # fmt: skip
    assert build_workspace(workspace).mapped == ("records/participations",)


def test_table_that_comes_or_goes_is_seen(workspace: Path) -> None:
    build_workspace(workspace)
    table = workspace / "records" / "participations.csv"
    text = table.read_bytes()
    table.unlink()
    assert build_workspace(workspace).mapped == ()
    table.write_bytes(text)
    assert build_workspace(workspace).kept == ALL
    shutil.copytree(workspace / "records", workspace / "more")
    for path in (workspace / "more").iterdir():
        if path.name != "names.csv":
            path.unlink()
    plant(workspace, "more/names.csv", "n1,", "x1,")
    with (workspace / "saite.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[[sources]]\nname = "more"\npath = "more"\n')
    assert build_workspace(workspace).mapped == ("more/names",)


def test_parts_of_the_builds_that_are_kept_are_kept(workspace: Path) -> None:
    build_workspace(workspace)
    first = part_files(workspace)
    plant(workspace, "records/participations.csv", "r1,e1,o1", "r1,e1,o2")
    build_workspace(workspace)
    second = part_files(workspace)
    assert first < second
    assert len(second) == 4
    plant(workspace, "records/participations.csv", "r1,e1,o2", "r1,e1,o1")
    # What a kept build has is taken back.
    back = build_workspace(workspace)
    assert back.mapped == ()
    plant(workspace, "records/participations.csv", "r1,e1,o1", "r9,e1,o1,")
    plant(workspace, "records/participations.csv", "organisation\n", "organisation,note\n")
    build_workspace(workspace)
    build_workspace(workspace)
    assert part_files(workspace) == parts_in_use(workspace / "out")
    # The two last builds are of one graph; that before them, of another, is kept.
    assert len(part_files(workspace)) == 4


@pytest.mark.parametrize("damage", ["cut", "flip", "more", "empty", "gone", "folder"])
def test_broken_part_is_noticed_and_made_again(workspace: Path, damage: str) -> None:
    first = build_workspace(workspace)
    plant(workspace, "saite.toml", "[[sources]]", "[ties]\nmax_event_size = 7\n\n[[sources]]")
    folder = workspace / "out" / "parts"
    part = max(folder.iterdir(), key=lambda path: path.stat().st_size)
    content = part.read_bytes()
    match damage:
        case "cut":
            part.write_bytes(content[: content.index(b"\n") + 1])
        case "flip":
            part.write_bytes(content.replace(b"org#", b"orc#", 1))
        case "more":
            part.write_bytes(content + b"<x:a> <x:b> <x:c> .\n")
        case "empty":
            part.write_bytes(b"")
        case "gone":
            part.unlink()
        case _:
            shutil.rmtree(folder)
    second = build(workspace)
    assert len(second.mapped) == (3 if damage == "folder" else 1)
    assert (second.folder / "graph.nq").read_bytes() == (first.folder / "graph.nq").read_bytes()


@pytest.mark.parametrize("name", ["graph.nq", "store", "store.files", FILE])
def test_earlier_build_that_is_broken_gives_nothing(workspace: Path, name: str) -> None:
    first = build_workspace(workspace)
    path = first.folder / name
    if path.is_dir():
        path = next(each for each in sorted(path.iterdir()) if each.suffix == ".sst")
    path.write_bytes(path.read_bytes().replace(b"organisation", b"0rganisation", 1)[:-1])
    second = build(workspace)
    assert second.kept == ALL


def test_build_made_by_other_code_gives_nothing(workspace: Path, tmp_path: Path) -> None:
    """Another Saite, differing by one comment in the mapping engine, makes everything anew."""
    package = tmp_path / "other" / "src" / "saite"
    shutil.copytree(ROOT / "src" / "saite", package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("ontology", "queries", "data"):
        shutil.copytree(ROOT / name, tmp_path / "other" / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "other")
    first = build_workspace(workspace)
    with (package / "mapping" / "scope.py").open("a", encoding="utf-8") as stream:
        stream.write("# changed\n")
    summary = run_other(package.parent, workspace)
    assert summary["mapped"] == list(ALL)
    assert summary["same_as"] == ""
    assert [each.folder for each in earlier_builds(workspace / "out")] == [first.folder]
    assert run_other(package.parent, workspace)["mapped"] == []


def run_other(source: Path, workspace: Path) -> Mapping[str, object]:
    result = subprocess.run(
        [sys.executable, "-m", "saite", "build", str(workspace), "--format", "json"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(source), "PYTHONUTF8": "1"},
    )
    found: Mapping[str, object] = json.loads(result.stdout)
    return found


KILLED = """
import os, sys
from pathlib import Path
from saite.build import build_workspace
def tell(stage):
    if stage == sys.argv[2]:
        os._exit(9)
build_workspace(sys.argv[1], progress=tell)
"""


@pytest.mark.parametrize("stage", ["Deriving ties", "Loading the store", "Publishing"])
def test_build_that_was_killed_leaves_no_trace_in_the_next(workspace: Path, stage: str) -> None:
    first = build_workspace(workspace)
    plant(workspace, "records/participations.csv", "r1,e1,o1", "r1,e1,o2")
    command = [sys.executable, "-c", KILLED, str(workspace), stage]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    assert subprocess.run(command, check=False, env=environment).returncode == 9
    plant(workspace, "records/participations.csv", "r1,e1,o2", "r1,e1,o1")
    second = build(workspace)
    assert second.same_as == first.id
    assert part_files(workspace) == parts_in_use(workspace / "out")


def test_command_tells_what_was_mapped(workspace: Path) -> None:
    def told(*options: str) -> str:
        command = [sys.executable, "-m", "saite", "build", str(workspace), *options]
        environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "400"}
        return subprocess.run(
            command, capture_output=True, check=True, encoding="utf-8", env=environment
        ).stdout

    assert "  mapped      3 tables\n" in told()
    again = told()
    assert "  mapped      0 of 3 tables, the others are as before\n" in again
    assert "  unchanged   the graph is that of build 2" in again
    assert "  mapped      3 tables\n" in told("--full")


# What is wrong


def test_mistakes_are_told_as_in_a_full_build(workspace: Path) -> None:
    """A mistake in a table that others are joined with, and one in a table that did not change."""
    plant(workspace, "mapping.rml.ttl", 'rml:reference "language"', 'rml:reference "kind"')
    plant(workspace, "mapping.rml.ttl", "ex:in ; rml:objectMap [\n        rml:template",
          "ex:in ; rml:objectMap [ rml:termType rml:IRI ;\n        rml:reference \"note\" ] , [\n"
          "        rml:template")  # fmt: skip
    plant(workspace, "records/participations.csv", "organisation\nr1,e1,o1",
          "organisation,note\nr1,e1,o1,no address < at all")  # fmt: skip
    told = []
    for full in (False, True, False):
        with pytest.raises(ProblemsError) as caught:
            build_workspace(workspace, full=full)
        told.append([str(problem) for problem in caught.value.problems])
    assert told[0] == told[1] == told[2]
    assert len(told[0]) == len(set(told[0])) == 3
    places = ("records/organisations.csv", "records/participations.csv")
    assert {line.partition(",")[0] for line in told[0]} == set(places)
    plant(workspace, "records/participations.csv", "no address < at all", "https://example.org/x")
    with pytest.raises(MappingError) as later:
        build_workspace(workspace)
    assert [str(problem) for problem in later.value.problems] == [
        line for line in told[0] if line.startswith(places[0])
    ]
    assert not (workspace / "out" / "parts").exists()


def test_violation_found_before_fails_the_build_where_the_workspace_now_says_so(
    workspace: Path,
) -> None:
    plant(workspace, "shapes.ttl", "sh:minCount 1", "sh:minCount 2")
    first = build_workspace(workspace)
    assert first.violations > 0
    assert build(workspace).violations == first.violations
    with (workspace / "saite.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[validation]\non_violation = "fail"\n')
    with pytest.raises(RecordsError, match="An organisation needs a name"):
        build_workspace(workspace)


def test_same_graph_is_held_against_other_shapes(workspace: Path) -> None:
    first = build_workspace(workspace)
    plant(workspace, "shapes.ttl", "sh:minCount 1", "sh:minCount 2")
    second = build(workspace)
    assert second.same_as == first.id
    assert second.violations > first.violations
    with (workspace / "saite.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[limits]\nvalidate_triples = 3\n")
    assert not build(workspace).validated


def test_report_is_the_same_after_it_was_written_down_as_data() -> None:
    steps = tuple(PropertyPath("predicate", f"x:{name}") for name in "ab")
    path = PropertyPath("sequence", parts=(steps[0], PropertyPath("inversePath", parts=steps[1:])))
    row = RowReference("reports", "people.xlsx", 3, "People")
    results = (
        Result("<x:f>", path, '"v"', "violation", "x:c", "<x:s>", {"en": "no", "": "ne"}, (row,)),
        Result("<x:f>", None, "", "info", "x:c", "_:b0"),
    )
    for report in (Report(False, results, 7, 2), Report(None, skipped="too large"), Report(True)):
        data = json.loads(json.dumps(asdict(report)))
        again = Report.from_data(data)
        assert again == report
        assert again.to_turtle() == report.to_turtle()


def test_store_is_copied_whole_or_not_at_all(tmp_path: Path) -> None:
    graph = tmp_path / "graph.nq"
    graph.write_text("<x:a> <x:b> <x:c> <x:g> .\n", encoding="utf-8")
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
    write_store(tmp_path / "one" / "store", graph)
    assert copy_store(tmp_path / "one" / "store", tmp_path / "two" / "store")
    assert len(open_store(tmp_path / "two")) == 1
    listed = (tmp_path / "one" / "store.files").read_text(encoding="utf-8")
    broken = next(
        tmp_path / "one" / "store" / line.split()[2]
        for line in listed.splitlines()
        if line.endswith(".sst")
    )
    broken.write_bytes(broken.read_bytes()[:-1] + b"\0")
    assert not copy_store(tmp_path / "one" / "store", tmp_path / "three" / "store")
    assert list((tmp_path / "three").iterdir()) == []


def test_names_of_parts_tell_key_and_checksum(workspace: Path) -> None:
    build_workspace(workspace)
    assert all(NAME.fullmatch(name) for name in part_files(workspace))
