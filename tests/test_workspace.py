"""The description of a workspace: defaults, paths, and everything that is wrong told at once."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saite.errors import WorkspaceError
from saite.resources import resource
from saite.workspace import Source, Workspace, load_workspace
from support import ROOT

CASES = Path(__file__).parent / "cases" / "workspace"
LEAST = """
[workspace]
base = "https://example.org/id/"
[[sources]]
name = "records"
path = "records"
"""
NO_IRI = "is not an absolute IRI such as https://example.org/id/"
NO_TAG = "is not a language tag; expected en, lt, lv or another BCP 47 tag"
NOT_THERE = "does not exist; did you mean 'records'?"


def write(folder: Path, text: str | bytes) -> Path:
    (folder / "records").mkdir(exist_ok=True)
    file = folder / "saite.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def problems_of(path: Path) -> list[str]:
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(path)
    return [str(problem).removeprefix(f"{path}{os.sep}") for problem in caught.value.problems]


def test_the_least_description_takes_every_default(tmp_path: Path) -> None:
    write(tmp_path, LEAST)
    root = tmp_path.resolve()
    assert load_workspace(tmp_path) == Workspace(
        file=root / "saite.toml",
        base="https://example.org/id/",
        sources=(Source("records", root / "records", "en"),),
        output=root / "out",
        mapping=resource("ontology/mapping.rml.ttl"),
        shapes=(resource("ontology/shapes.ttl"),),
        concepts=(resource("ontology/concepts.ttl"),),
        queries=(),
        texts=None,
        title="",
        language="en",
        max_event_size=30,
        on_violation="report",
        validate_triples=200_000,
    )
    assert load_workspace(tmp_path).root == root


def test_everything_that_is_said_is_read(tmp_path: Path) -> None:
    for name in ("mine.rml.ttl", "mine.ttl", "concepts.ttl", "book.xlsx"):
        (tmp_path / name).touch()
    for name in ("texts", "queries"):
        (tmp_path / name).mkdir()
    write(
        tmp_path,
        """
        [workspace]
        title = "Kas su kuo"
        base = "urn:example:id/"
        language = "LT"
        output = "../build"
        texts = "texts"
        mapping = "mine.rml.ttl"
        shapes = ["mine.ttl", "saite"]
        concepts = ["concepts.ttl"]
        queries = ["queries"]
        [[sources]]
        name = "a"
        path = "records"
        [[sources]]
        name = "b-2"
        path = "book.xlsx"
        language = "lv"
        [ties]
        max_event_size = 12
        [validation]
        on_violation = "fail"
        [limits]
        validate_triples = 0
        """,
    )
    root = tmp_path.resolve()
    workspace = load_workspace(tmp_path / "saite.toml")
    assert workspace == Workspace(
        file=root / "saite.toml",
        base="urn:example:id/",
        sources=(Source("a", root / "records", "lt"), Source("b-2", root / "book.xlsx", "lv")),
        output=root / "../build",
        mapping=root / "mine.rml.ttl",
        shapes=(root / "mine.ttl", resource("ontology/shapes.ttl")),
        concepts=(resource("ontology/concepts.ttl"), root / "concepts.ttl"),
        queries=(root / "queries",),
        texts=root / "texts",
        title="Kas su kuo",
        language="lt",
        max_event_size=12,
        on_violation="fail",
        validate_triples=0,
    )


def test_the_repository_is_a_workspace() -> None:
    workspace = load_workspace(ROOT)
    assert [source.path for source in workspace.sources] == [ROOT / "data" / "reports"]


def test_all_mistakes_are_told_at_once_with_their_lines() -> None:
    case = CASES / "mistakes"
    assert problems_of(case) == (case / "problems.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ": is missing"),
        ("[workspace]\n", "column workspace.base: is missing"),
        ("workspace = 1\n", "line 1, column workspace: 'workspace' is not a section"),
        ("[sources]\nname = 1\n", "write it as [[sources]]"),
        (LEAST + "[ties\n", "line 7: is not valid TOML: Expected ']'"),
        (LEAST.replace("id/", "id"), "must end in /; did you mean 'https://example.org/id/'?"),
        (LEAST.replace("id/", "id#"), "must end in /; did you mean 'https://example.org/id/'?"),
        (LEAST.replace("https://example.org/id/", ""), "is empty"),
        (LEAST.replace("https://example.org/id/", "id/"), "'id/' is not an absolute IRI"),
        (LEAST.replace("example.org", "[x"), "is not an absolute IRI"),
        (LEAST.replace("https", "4s"), "is not an absolute IRI"),
        (LEAST.encode() + "# ž".encode("cp1257"), "line 7: is not UTF-8: byte 0xfe at offset"),
        (LEAST.replace('"records"', '""'), "line 5, column sources.name: is missing"),
        (LEAST.replace('"records"', '""'), "line 6, column sources.path: is missing"),
        (LEAST.replace('path = "records"', f'path = "{"x" * 5000}"'), "does not exist"),
        (LEAST.replace('path = "records"', 'path = "\\u0000/x"'), "does not exist"),
        (LEAST.replace('"records"', "my records # x"), "line 5: is not valid TOML: put the value"),
        (LEAST.replace('"records"', "my records"), 'put the value in quotes: path = "my records"'),
        (LEAST + "language = lt\n", "line 7: is not valid TOML: put the value in quotes: language"),
        (LEAST + "language = nan-x\n", 'put the value in quotes: language = "nan-x"'),
        (LEAST + "language = „lv“\n", 'put the value in quotes: language = "lv"'),
        (LEAST + "size = lt\n", "line 7: is not valid TOML: Invalid value"),
        (
            LEAST + 'language = "lit"\n',
            "'lit' is not a language tag; expected en, lt, lv or another",
        ),
        (LEAST + 'language = "latvių"\n', "another BCP 47 tag; did you mean 'lv'?"),
        (LEAST + "path = 'x'\n", "is not valid TOML: Cannot overwrite a value"),
    ],
)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, text: str | bytes, problem: str) -> None:
    write(tmp_path, text)
    assert problem in "\n".join(problems_of(tmp_path))


def test_texts_without_quotes_hide_no_other_mistake(tmp_path: Path) -> None:
    text = LEAST.replace('"https://example.org/id/"', "id  # of all\nlanguage = lit")
    write(tmp_path, text.replace('path = "records"', "path = recrods"))
    assert problems_of(tmp_path) == [
        'saite.toml, line 3: is not valid TOML: put the value in quotes: base = "id"',
        f"saite.toml, line 3, column workspace.base: 'id' {NO_IRI}",
        'saite.toml, line 4: is not valid TOML: put the value in quotes: language = "lit"',
        f"saite.toml, line 4, column workspace.language: 'lit' {NO_TAG}; did you mean 'lt'?",
        'saite.toml, line 7: is not valid TOML: put the value in quotes: path = "recrods"',
        f"saite.toml, line 7, column sources.path: 'recrods' {NOT_THERE}",
    ]


def test_a_folder_that_is_no_workspace_is_told(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == [
        "saite.toml: does not exist; make a workspace with 'saite new FOLDER'"
    ]


def test_a_mark_at_the_start_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    write(tmp_path, b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode())
    assert load_workspace(tmp_path).base == "https://example.org/id/"


VALUES = st.sampled_from(
    ['"x"', "1", "true", "[]", '["x"]', "[1]", "{}", "1979-05-27", '"https://example.org/"', '""']
)
KEYS = st.sampled_from(["base", "title", "shapes", "texts", "name", "path", "language", "'a b'"])
SECTIONS = st.sampled_from(["[workspace]", "[[sources]]", "[ties]", "[validation]", "[x.y]", ""])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=st.lists(st.tuples(SECTIONS, KEYS, VALUES), max_size=5))
def test_any_description_is_read_or_told_of_never_raised(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str, str]]
) -> None:
    text = "\n".join(f"{section}\n{key} = {value}" for section, key, value in lines)
    folder = write(tmp_path_factory.mktemp("case"), text)
    assert problems_of(folder)
