"""YARRRML: what it comes to, what its mistakes are told as, what hostile YAML does."""

import contextlib
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping_support import quads
from saite.build import build_workspace
from saite.engine import materialize
from saite.errors import MappingError
from saite.mapping.parser import parse_mapping, read_mapping
from saite.mapping.yarrrml.document import YarrrmlDocument
from saite.mapping.yarrrml.names import PREDEFINED, Names
from support import SHARED
from yarrrml_oracle import REASONS, cases, difference, fault, read_turtle, skipped

CASES = Path(__file__).parent / "cases" / "yarrrml"
OFFICIAL = SHARED / "rml-tests" / "yarrrml-parser-tests"
BENCH = SHARED / "bench"
RULES = """
prefixes:
  ex: https://example.org/
mappings:
  person:
    sources: [[people.csv~csv]]
    s: ex:$(id)
    po:
      - [a, ex:Person]
      - p: ex:boss
        o:
          mapping: person
          condition: {function: equal, parameters: [[str1, $(boss)], [str2, $(id)]]}
      - p: ex:loud
        o: {function: grel:toUpperCase(valueParam = $(name)), language: lv}
"""


def folders(name: str) -> list[Any]:
    return [pytest.param(path.parent, id=path.parent.name) for path in sorted(CASES.glob(name))]


def text_of(problems: tuple[Any, ...] | list[Any]) -> str:
    return "".join(f"{problem}\n" for problem in problems)


@pytest.mark.parametrize("case", folders("*/expected.nq"))
def test_a_mapping_makes_its_graph(case: Path, tmp_path: Path) -> None:
    materialize(case / "mapping.yml", output=tmp_path / "out.nq", tell=lambda _: None)
    made = quads((tmp_path / "out.nq").read_text(encoding="utf-8"))
    assert made == quads((case / "expected.nq").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", folders("*/expected-problems.txt"))
def test_every_mistake_is_told_with_line_and_key(case: Path, tmp_path: Path) -> None:
    with contextlib.chdir(case), pytest.raises(MappingError) as caught:
        materialize(Path("mapping.yml"), output=tmp_path / "out.nq")
    expected = (case / "expected-problems.txt").read_text(encoding="utf-8")
    assert text_of(caught.value.problems) == expected
    assert not (tmp_path / "out.nq").exists()


@pytest.mark.parametrize("case", folders("*/expected.ttl"))
def test_a_mapping_means_the_same_as_its_rml(case: Path) -> None:
    document = YarrrmlDocument(case / "mapping.yml", base="")
    assert not document.problems
    assert difference(document._nodes, read_turtle(case / "expected.ttl")) == ""


@pytest.mark.parametrize("iri", ["ex:a[b", "http://example.org:port/", "ex:100%"])
def test_a_constant_that_is_no_iri_is_told(iri: str, tmp_path: Path) -> None:
    text = RULES.replace("ex:Person", f"'{iri}'")
    (tmp_path / "m.yml").write_text(text, encoding="utf-8")
    _, (problem,) = read_mapping(tmp_path / "m.yml", base="")
    assert (problem.line, problem.value) == (9, iri)
    assert problem.message.startswith("is not an IRI, expected one such as ex:name")


@pytest.mark.parametrize(
    ("name", "near", "message"),
    [
        ("strr2", "str2", "is not a parameter, expected one of str1, str2 ("),
        (
            "grel:valueParametr2",
            "grel:valueParameter2",
            "is not a parameter, expected one of grel:",
        ),
        ("str1", "", "is given twice, expected str1 and str2 ("),
    ],
)
def test_a_parameter_of_a_join_is_told_if_there_is_none_such(
    name: str, near: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "m.yml").write_text(RULES.replace("[str2", f"[{name}"), encoding="utf-8")
    _, (problem,) = read_mapping(tmp_path / "m.yml", base="")
    assert problem.message.startswith(message)
    assert (problem.line, problem.nearest) == (13, near)


def test_a_parameter_of_a_condition_is_told_if_there_is_none_such(tmp_path: Path) -> None:
    text = RULES.replace("          mapping: person\n", "          value: $(id)\n")
    (tmp_path / "m.yml").write_text(text, encoding="utf-8")
    assert not read_mapping(tmp_path / "m.yml", base="")[1]
    (tmp_path / "m.yml").write_text(text.replace("str2", "strr2"), encoding="utf-8")
    _, (problem,) = read_mapping(tmp_path / "m.yml", base="")
    assert problem.message.startswith("is not a parameter, expected one of str1, str2 (")
    assert (problem.line, problem.value, problem.nearest) == (13, "strr2", "str2")


def official() -> list[Any]:
    names = [path.relative_to(OFFICIAL).as_posix() for path in cases(OFFICIAL)]
    found = [pytest.param(name, id=name) for name in names if not skipped(name)]
    reason = "the tests of the reference parser are not beside this repository"
    return found or [pytest.param("", marks=pytest.mark.skip(reason=reason), id="none")]


@pytest.mark.parametrize("name", official())
def test_the_graph_is_that_of_the_reference_parser(name: str) -> None:
    assert fault(OFFICIAL / name, REASONS.get(name, "")) == ""


def test_the_comparison_sees_a_difference(tmp_path: Path) -> None:
    path = tmp_path / "m.yml"
    path.write_text(RULES, encoding="utf-8")
    whole = YarrrmlDocument(path, base="")._nodes
    assert difference(whole, whole) == ""
    for old, new in (
        ("ex:$(id)", "ex:$(name)"), ("people.csv", "others.csv"), ("ex:Person", "ex:Human"),
        ("$(boss)", "$(id)"), ("toUpperCase", "toLowerCase"), ("lv", "lt"), ("[a,", "[ex:a,"),
    ):  # fmt: skip
        path.write_text(RULES.replace(old, new), encoding="utf-8")
        assert difference(YarrrmlDocument(path, base="")._nodes, whole), f"{old} is {new}"


@pytest.mark.skipif(
    not BENCH.is_dir(), reason="the synthetic records are not beside this repository"
)
def test_rml_and_yarrrml_of_one_mapping_make_one_graph(tmp_path: Path) -> None:
    made = runpy.run_path(str(BENCH / "mapping_spec.py"))
    subprocess.run(
        [sys.executable, BENCH / "gen.py", "50", tmp_path], check=True, capture_output=True
    )
    (tmp_path / "m.ttl").write_text(made["rml_legacy"](""), encoding="utf-8")
    (tmp_path / "m.yml").write_text(made["yarrrml"](""), encoding="utf-8")
    document = YarrrmlDocument(tmp_path / "m.yml", base="")
    assert difference(document._nodes, read_turtle(tmp_path / "m.ttl")) == ""
    for ending in ("ttl", "yml"):
        materialize(tmp_path / f"m.{ending}", output=tmp_path / f"{ending}.nt")
    assert (tmp_path / "yml.nt").read_bytes() == (tmp_path / "ttl.nt").read_bytes()
    assert (tmp_path / "yml.nt").stat().st_size > 1000


def problems_of(text: str, folder: Path) -> str:
    path = folder / "m.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        parse_mapping(path, base="https://example.org/")
    return str(caught.value)


def test_an_unknown_function_is_told_with_the_nearest(tmp_path: Path) -> None:
    told = problems_of(RULES.replace("toUpperCase", "toUperCase"), tmp_path)
    assert "m.yml, line 15: 'grel:toUperCase' is not a function known here" in told
    assert "(mappings › person › po › 3 › o › function; see " in told
    assert told.endswith("did you mean 'grel:toUpperCase'?")


def test_an_alias_bomb_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "has more than 200,000 nodes, aliases counted" in problems_of("\n".join(lines), tmp_path)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    assert "is nested deeper than 60 levels" in problems_of("[" * 5000 + "]" * 5000, tmp_path)
    chain = ["a0: &a0 {k: v}"] + [f"a{n}: &a{n} {{k: *a{n - 1}}}" for n in range(1, 500)]
    assert "is nested deeper than 60 levels" in problems_of("\n".join(chain), tmp_path)


def test_a_mapping_in_two_files_has_triples_maps_of_its_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "people.csv").write_text("id,name,boss\n1,a,1\n", encoding="utf-8")
        text = RULES.replace("ex:$(id)", f"ex:{name}/$(id)")
        (tmp_path / name / "m.yaml").write_text(text, encoding="utf-8")
    materialize(tmp_path / "one/m.yaml", tmp_path / "two/m.yaml", output=tmp_path / "out.nq")
    made = (tmp_path / "out.nq").read_text(encoding="utf-8")
    assert (
        "<https://example.org/one/1> <https://example.org/boss> <https://example.org/one/1>" in made
    )
    assert (
        "<https://example.org/two/1> <https://example.org/boss> <https://example.org/two/1>" in made
    )


def test_an_older_name_of_a_file_is_known_too(tmp_path: Path) -> None:
    (tmp_path / "m.yarrrml").write_text(RULES, encoding="utf-8")
    mapping, problems = read_mapping(tmp_path / "m.yarrrml", base="")
    assert [each.where.triples_map for each in mapping.triples_maps] == ["person"]
    assert not problems
    assert mapping.lines == {"person": 5}


def test_a_workspace_takes_it_as_its_mapping(tmp_path: Path) -> None:
    for name in ("rml", "yarrrml"):
        shutil.copytree(CASES.parent / "mistakes" / "before", tmp_path / name)
    (tmp_path / "yarrrml" / "mapping.rml.ttl").unlink()
    (tmp_path / "yarrrml" / "mapping.yml").write_text(
        """
        mappings:
          organisation:
            sources: [[organisations.csv~csv]]
            graphs: https://example.org/id/graph/$(_source)/$(_table)
            s: https://example.org/id/organisation/$(id)
            po:
              - [a, org:Organization]
              - [dcterms:identifier, $(id)]
              - p: skos:prefLabel
                o: {value: $(name), language: $(language)}
        """,
        encoding="utf-8",
    )
    settings = tmp_path / "yarrrml" / "saite.toml"
    text = settings.read_text(encoding="utf-8").replace("mapping.rml.ttl", "mapping.yml")
    settings.write_text(text, encoding="utf-8")
    one, other = (build_workspace(tmp_path / name).folder for name in ("rml", "yarrrml"))
    assert (one / "graph.nq").read_bytes() == (other / "graph.nq").read_bytes()


def test_own_prefixes_win_over_predefined_ones() -> None:
    assert Names({}).expand("schema:name") == PREDEFINED["schema"] + "name"
    assert (
        Names({"schema": "https://schema.org/"}).expand("schema:name") == "https://schema.org/name"
    )


@given(st.integers(0, len(RULES)), st.integers(0, 30), st.text(max_size=8))
def test_no_text_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, at: int, length: int, new: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.yml"
    path.write_text(RULES[:at] + new + RULES[at + length :], encoding="utf-8", errors="replace")
    with contextlib.suppress(MappingError):
        parse_mapping(path, base="https://example.org/")


WORDS = ["a", "ex:x", "$(id)", "", "null", "~", "x~iri", "equal", "grel:toUpperCase(x = y)"]
KEYS = [
    "s", "po", "p", "o", "i", "g", "c", "v", "function", "parameters", "mapping", "type",
    "datatype", "language", "targets", "sources",
]  # fmt: skip


def in_braces(keys: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lists = st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    return lists | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4).map(in_braces)


@given(st.recursive(st.sampled_from(WORDS), deeper, max_leaves=12))
def test_no_rules_end_so_either(tmp_path_factory: pytest.TempPathFactory, rules: str) -> None:
    path = tmp_path_factory.getbasetemp() / "rules.yml"
    whole = f"m: {{sources: [[x.csv~csv]], po: [{rules}], s: {rules}}}, n: {rules}"
    path.write_text(f"mappings: {{{whole}}}", encoding="utf-8")
    with contextlib.suppress(MappingError):
        parse_mapping(path, base="https://example.org/")


def test_the_example_of_the_documentation_runs(tmp_path: Path) -> None:
    page = Path(__file__).parents[1] / "docs" / "yarrrml.md"
    text = page.read_text(encoding="utf-8")
    found = dict(re.findall(r"```(\w+)[^\n]*\n(.*?)```", text, re.DOTALL)[:3])
    (tmp_path / "people.csv").write_text(found["csv"], encoding="utf-8")
    (tmp_path / "mapping.yml").write_text(found["yaml"], encoding="utf-8")
    materialize(tmp_path / "mapping.yml", output=tmp_path / "out.nq")
    assert (tmp_path / "out.nq").read_text(encoding="utf-8") == found["turtle"]


def test_the_messages_of_the_documentation_are_told(tmp_path: Path) -> None:
    page = Path(__file__).parents[1] / "docs" / "yarrrml.md"
    blocks = re.findall(r"```(\w+)[^\n]*\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    (wrong,) = (body for kind, body in blocks[3:] if kind == "yaml")
    (told,) = (body for kind, body in blocks[3:] if kind == "text")
    (tmp_path / "mapping.yml").write_text(wrong, encoding="utf-8")
    with contextlib.chdir(tmp_path), pytest.raises(MappingError) as caught:
        materialize(Path("mapping.yml"), output=tmp_path / "out.nq")
    assert text_of(caught.value.problems) == told
