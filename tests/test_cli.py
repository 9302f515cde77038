"""The command line: what it prints where, its exit codes, and no traceback for a user's mistake."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple, Protocol

import openpyxl
import pyoxigraph as ox
import pytest

from bad_server import serve_badly
from exchange import write_workspace
from saite.cli import main
from saite.cli.listing import OTHER
from saite.query import read_subjects, saved_queries
from saite.serve.pages.texts import load_texts
from saite.view.bundle import BUILT
from sparql_server import serve_oxigraph
from support import ROOT, take_interrupts

COMMANDS = (
    "build", "demo", "diff", "gaps", "info", "map", "network", "new", "pull", "push", "query",
    "serve", "template", "undo", "validate",
)  # fmt: skip


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


class Saite(Protocol):
    def __call__(self, *words: str, cwd: Path) -> Done: ...


def run_alone(*words: str, cwd: Path) -> Done:
    """Run the command in a process of its own, as users do."""
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120", "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, "-m", "saite", *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def saite(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Saite:
    """Run the command in this process: the same code, without a second of start-up each time."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")

    def run(*words: str, cwd: Path) -> Done:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["saite", *words])
        code: object = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        out, err = (stream.decode("utf-8") for stream in capfdbinary.readouterr())
        return Done(code if isinstance(code, int) else 0, out, err)

    return run


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the demo once; the tests ask it and change nothing."""
    folder = tmp_path_factory.mktemp("cli")
    done = run_alone("demo", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "told.txt").write_text(done.stdout, encoding="utf-8")
    return folder / "saite-demo"


def test_help_lists_every_command(tmp_path: Path) -> None:
    told = run_alone("--help", cwd=tmp_path).stdout
    assert all(f" {command} " in told for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, tmp_path: Path, saite: Saite) -> None:
    done = saite(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Usage:" in done.stdout


def test_version_is_the_packages(tmp_path: Path, saite: Saite) -> None:
    import saite as package

    assert saite("--version", cwd=tmp_path).stdout == f"saite {package.__version__}\n"


def test_demo_tells_what_it_made_and_answers_three_questions(demo: Path) -> None:
    told = (demo.parent / "told.txt").read_text(encoding="utf-8")
    assert told.count("$ saite query ") == 3
    assert "Vakarų Amerikos skyrius" in told
    page = demo / "out" / "network.html"
    assert str(Path("saite-demo", "out", "network.html")) in told
    assert "Lietuvos universitetų moterų asociacija" in page.read_text(encoding="utf-8")
    explorer = demo / "out" / "map.html"
    assert explorer.is_file() == (BUILT / "explorer.js").is_file()
    assert (str(Path("saite-demo", "out", "map.html")) in told) == explorer.is_file()


def test_demo_keeps_files_that_were_changed(demo: Path, tmp_path: Path, saite: Saite) -> None:
    copy = tmp_path / "saite-demo"
    shutil.copytree(demo, copy, ignore=shutil.ignore_patterns("out"))
    people = copy / "data" / "reports" / "people.csv"
    changed = people.read_text(encoding="utf-8") + "h99,Synthetic Person,en,,,,,\n"
    people.write_text(changed, encoding="utf-8")
    (copy / "data" / "reports" / "places.csv").unlink()
    done = saite("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert people.read_text(encoding="utf-8") == changed
    assert "people.csv" in done.stderr
    assert (copy / "data" / "reports" / "places.csv").exists()


def test_a_saved_query_is_asked_by_name_in_any_format(demo: Path, saite: Saite) -> None:
    done = saite("query", "chapters", "--organisation", "LUMA", "-f", "csv", cwd=demo)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 6
    done = saite("query", "chapters", "--organisation=luma", "-f", "json", cwd=demo)
    assert len(json.loads(done.stdout)["results"]["bindings"]) == 6


def test_the_workspace_is_found_from_a_folder_inside_it(demo: Path, saite: Saite) -> None:
    done = saite("info", "-f", "json", cwd=demo / "data" / "reports")
    assert Path(json.loads(done.stdout)["workspace"]).resolve() == demo.resolve()


def test_sparql_is_asked_as_it_is_typed(demo: Path, saite: Saite) -> None:
    done = saite("query", "ASK { ?s a <http://www.w3.org/ns/org#Organization> }", cwd=demo)
    assert done.returncode == 0
    assert "true" in done.stdout.lower()


def test_a_query_file_is_asked(demo: Path, tmp_path: Path, saite: Saite) -> None:
    file = tmp_path / "places.rq"
    file.write_text(
        "PREFIX schema: <https://schema.org/> SELECT ?p { ?p a schema:Place }", encoding="utf-8"
    )
    done = saite("query", str(file), "-f", "csv", cwd=demo)
    assert len(done.stdout.splitlines()) > 10


def test_an_empty_answer_is_told_with_why_it_is_empty(demo: Path, saite: Saite) -> None:
    prefix = "PREFIX saite: <https://w3id.org/saite/ns#>"
    done = saite("query", f"{prefix} SELECT ?s {{ ?s saite:statuss ?o }}", cwd=demo)
    assert done.returncode == 0
    assert "saite:statuss is not in this graph; did you mean saite:status?" in done.stderr
    told = saite("query", f"{prefix} ASK {{ ?s saite:statuss ?o }}", "-f", "json", cwd=demo)
    assert json.loads(told.stdout)["boolean"] is False
    assert "did you mean saite:status?" in told.stderr
    still = saite("--quiet", "query", f"{prefix} ASK {{ ?s saite:statuss ?o }}", cwd=demo)
    assert "did you mean" not in still.stderr
    done = saite("query", "path", "--start", "LUMA", "--end", "Baltā māja", cwd=demo)
    assert "No chain of ties joins" in done.stderr
    assert "and Baltā māja is none of them" in done.stderr
    narrow = ("path", "--start", "UWE", "--end", "PLB", "--kind", "succession")
    done = saite("query", *narrow, cwd=demo)
    assert "with kind=succession; without that there is one of" in done.stderr
    assert "be šios sąlygos ji yra" in saite("query", *narrow, "--lang", "lt", cwd=demo).stderr


def test_answers_are_written_to_a_workbook(demo: Path, tmp_path: Path, saite: Saite) -> None:
    output = tmp_path / "answer.xlsx"
    done = saite("query", "contacts", "-o", str(output), cwd=demo)
    assert done.returncode == 0, done.stderr
    cells = [c for row in openpyxl.load_workbook(output).worksheets[0].values for c in row]
    assert "lumalithua@gmail.com" in cells


def test_quiet_prints_the_answer_alone(demo: Path, saite: Saite) -> None:
    loud = saite("query", "umbrella-bodies", cwd=demo)
    still = saite("--quiet", "query", "umbrella-bodies", cwd=demo)
    assert still.stdout == loud.stdout
    assert loud.stderr
    assert not still.stderr


def test_saved_queries_are_listed_and_explained_in_three_languages(
    demo: Path, saite: Saite
) -> None:
    told = {
        lang: saite("query", "--list", "--lang", lang, cwd=demo).stdout for lang in ("en", "lt")
    }
    assert told["en"] != told["lt"]
    assert len(told["en"].splitlines()) >= 34
    for lang, text in told.items():
        lines = text.splitlines()
        heads = [line for line in lines if line and not line.startswith(" ")]
        assert heads == [titles[lang] for titles in read_subjects().values()]
        listed = [line.split()[0] for line in lines if line.startswith(" ")]
        assert sorted(listed) == sorted(saved_queries())
        own = [query.name for query in saved_queries().values() if query.tags[0] == "ties"]
        assert listed[: len(own)] == own
    assert "--organisation" in saite("query", "chapters", "--list", cwd=demo).stdout
    described = json.loads(saite("query", "--list", "-f", "json", cwd=demo).stdout)
    assert all(query["summary"]["lv"] for query in described)


def test_questions_of_ones_own_are_listed_under_their_subjects(
    demo: Path, tmp_path: Path, saite: Saite
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(demo, copy, ignore=shutil.ignore_patterns("out"))
    (copy / "asked").mkdir()
    for name, head in {"b-mine": "", "a-mine": "", "trees": "#+ tags: [forest]\n"}.items():
        text = f"{head}#+ summary: {{en: What {name} asks}}\nSELECT * {{ }}\n"
        (copy / "asked" / f"{name}.rq").write_text(text, encoding="utf-8")
    settings = copy / "saite.toml"
    told = settings.read_text(encoding="utf-8")
    assert "[workspace]\n" in told
    told = told.replace("[workspace]\n", '[workspace]\nqueries = ["asked"]\n')
    settings.write_text(told, encoding="utf-8")
    for lang, title in OTHER.items():
        lines = saite("query", "--list", "--lang", lang, cwd=copy).stdout.splitlines()
        named = [line.split()[0] if line.startswith(" ") else line for line in lines]
        assert named[-6:] == ["forest", "trees", "", title, "a-mine", "b-mine"]
        assert lines[-1].endswith("What b-mine asks")
        assert title == load_texts()[lang]["queries.other"]


def test_a_parameter_that_the_command_would_swallow_is_told_of(
    demo: Path, tmp_path: Path, saite: Saite
) -> None:
    file = tmp_path / "two.rq"
    file.write_text(
        "#+ parameters:\n#+   - {name: lang, type: text}\nSELECT ?lang { VALUES ?lang { UNDEF } }",
        encoding="utf-8",
    )
    done = saite("query", str(file), "--lang", "en", cwd=demo)
    assert done.returncode == 2
    assert "'lang'" in done.stderr


def test_gaps_are_told(demo: Path, saite: Saite) -> None:
    done = saite("gaps", "-f", "csv", cwd=demo)
    assert done.returncode == 0, done.stderr
    assert "XXVII KMD" in done.stdout


@pytest.mark.parametrize("ending", ["html", "graphml", "gexf", "csv", "json"])
def test_the_network_is_written_by_the_ending(
    ending: str, demo: Path, tmp_path: Path, saite: Saite
) -> None:
    output = tmp_path / f"network.{ending}"
    done = saite("network", "-o", str(output), cwd=demo)
    assert done.returncode == 0, done.stderr
    assert "Baltā māja" in output.read_text(encoding="utf-8")


def test_the_network_is_written_as_a_workbook(demo: Path, tmp_path: Path, saite: Saite) -> None:
    output = tmp_path / "network.xlsx"
    done = saite("network", "-o", str(output), cwd=demo)
    assert done.returncode == 0, done.stderr
    header, *rows = openpyxl.load_workbook(output).worksheets[0].values
    assert header[:4] == ("organisation_a", "label_a", "organisation_b", "label_b")
    assert "Baltā māja" in {label for row in rows for label in (row[1], row[3])}


@pytest.mark.parametrize("words", [("--top", "1"), ("--backbone", "0.3", "--top", "2")])
def test_ties_can_be_left_out_and_that_is_said(
    words: tuple[str, ...], demo: Path, tmp_path: Path, saite: Saite
) -> None:
    whole, part = tmp_path / "whole.csv", tmp_path / "part.csv"
    saite("network", "-o", str(whole), cwd=demo)
    done = saite("network", "-o", str(part), *words, cwd=demo)
    ties = [len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in (whole, part)]
    assert 0 < ties[1] < ties[0]
    assert f"{ties[1]} of" in done.stderr
    saite("network", "-o", str(tmp_path / "part.html"), *words, cwd=demo)
    page = (tmp_path / "part.html").read_text(encoding="utf-8")
    assert f'"ties":[{ties[1]},' in page.replace(" ", "")


@pytest.mark.skipif(
    not (BUILT / "explorer.js").is_file(), reason="the scripts of the pages are not built"
)
def test_the_explorer_is_made_where_it_is_asked_for(
    demo: Path, tmp_path: Path, saite: Saite
) -> None:
    done = saite("network", "-o", str(tmp_path / "map.html"), "--explorer", cwd=demo)
    assert done.returncode == 0, done.stderr
    assert '<div id="explorer"' in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_people_can_be_left_out(demo: Path, tmp_path: Path, saite: Saite) -> None:
    saite("network", "-o", str(tmp_path / "with.html"), cwd=demo)
    saite("network", "-o", str(tmp_path / "without.html"), "--without-people", cwd=demo)
    assert "Burima" in (tmp_path / "with.html").read_text(encoding="utf-8")
    assert "Burima" not in (tmp_path / "without.html").read_text(encoding="utf-8")


def test_e_mail_addresses_are_left_out_unless_asked_for(
    demo: Path, tmp_path: Path, saite: Saite
) -> None:
    saite("network", "-o", str(tmp_path / "page.html"), cwd=demo)
    assert "@gmail.com" not in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_validate_passes_the_demo_and_builds_nothing(demo: Path, saite: Saite) -> None:
    before = sorted(path.name for path in (demo / "out" / "builds").iterdir())
    done = saite("validate", cwd=demo)
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(path.name for path in (demo / "out" / "builds").iterdir()) == before


def test_validate_tells_violations_as_asked_also_where_a_build_fails_of_them(
    tmp_path: Path, saite: Saite
) -> None:
    folder = write_workspace(tmp_path / "mine", '[validation]\non_violation = "fail"\n')
    settings = folder / "saite.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("[workspace]\n", '[workspace]\nshapes = ["mine.ttl"]\n'), encoding="utf-8"
    )
    (folder / "mine.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:shape> a sh:NodeShape ; sh:targetClass <http://www.w3.org/ns/org#Organization> ;\n"
        "  sh:property [ sh:path <http://schema.org/never> ; sh:minCount 1 ] .\n",
        encoding="utf-8",
    )
    assert saite("build", cwd=folder).returncode == 1
    done = saite("validate", "-f", "json", cwd=folder)
    assert done.returncode == 1
    assert json.loads(done.stdout)["counts"]["violation"] == 2
    assert "2" in saite("validate", cwd=folder).stdout.splitlines()[-1]


@pytest.mark.parametrize("language", ["en", "lt", "lv"])
def test_an_empty_workspace_builds(language: str, tmp_path: Path, saite: Saite) -> None:
    made = saite("new", "mine", "--lang", language, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "mine" / "README.md").exists()
    done = saite("build", "mine", "-f", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["organisations"] == 0


def test_new_leaves_a_workspace_as_it_is(tmp_path: Path, saite: Saite) -> None:
    saite("new", "mine", cwd=tmp_path)
    done = saite("new", "mine", cwd=tmp_path)
    assert done.returncode == 2
    assert "holds a workspace already" in done.stderr


def test_template_is_written_once_and_reads_back(tmp_path: Path, saite: Saite) -> None:
    done = saite("template", "records.xlsx", "--lang", "lv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert saite("template", "records.xlsx", cwd=tmp_path).returncode == 2
    assert saite("template", "records.xlsx", "--force", cwd=tmp_path).returncode == 0
    (tmp_path / "saite.toml").write_text(
        '[workspace]\nbase = "https://example.org/id/"\n[[sources]]\nname = "book"\n'
        'path = "records.xlsx"\n',
        encoding="utf-8",
    )
    assert saite("build", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(["qery"], 2, "query", id="a command that is nearly one"),
        pytest.param(["query"], 2, "--list", id="nothing asked"),
        pytest.param(["query", "chapter"], 2, "chapters", id="a query that is nearly one"),
        pytest.param(["query", "chapters", "--organisatoin", "LUMA"], 2, "'organisation'", id="o"),
        pytest.param(["query", "chapters", "--organisation"], 2, "lacks its value", id="no value"),
        pytest.param(["query", "chapters", "LUMA"], 2, "belongs to no parameter", id="stray word"),
        pytest.param(["query", "chapters", "--organisation", "LUNA"], 2, "nearest: L", id="name"),
        pytest.param(["query", "SELECT * {"], 1, "line 1", id="broken SPARQL"),
        pytest.param(["query", "DELETE WHERE { ?s ?p ?o }"], 2, "update", id="an update"),
        pytest.param(["query", "missing.rq"], 1, "missing.rq", id="a file that is not there"),
        pytest.param(["query", "contacts", "-f", "cvs"], 2, "csv", id="format"),
        pytest.param(["network", "-o", "net.htlm"], 2, ".html", id="an ending that is nearly one"),
        pytest.param(["network", "-o", "n.csv", "--backbone", "5"], 2, "below 1", id="alpha"),
        pytest.param(["network", "-o", "n.csv", "--top", "0"], 2, "at least 1", id="no tie each"),
        pytest.param(["network", "-o", "n.csv", "--explorer"], 2, ".html", id="no page"),
        pytest.param(["diff", "no-such-build"], 1, "no-such-build", id="a build that is not there"),
        pytest.param(["template", "records.ods"], 2, ".xlsx", id="another kind of workbook"),
        pytest.param(["gaps", "-w", "nowhere"], 1, "nowhere", id="a workspace that is not there"),
        pytest.param(["build", "data"], 2, "name the workspace itself", id="a folder inside one"),
        pytest.param(
            ["build", "data/reports/people.csv"], 2, "name the workspace itself", id="a table"
        ),
        pytest.param(
            ["gaps", "-o", "data/reports/people.csv"], 2, "another file", id="over a table"
        ),
        pytest.param(
            ["query", "contacts", "-f", "csv", "-o", "saite.toml"], 2, "another file", id="toml"
        ),
        pytest.param(
            ["query", "contacts", "-w", "saite.toml", "-o", "data/reports/people.csv"],
            2,
            "another file",
            id="over a table, the workspace named by its file",
        ),
        pytest.param(["gaps", "-f", "nq", "-o", "edits.nq"], 2, "another file", id="edits"),
        pytest.param(
            ["query", "SELECT * { VALUES ?x { UNDEF } ?x ?p ?o }", "--x", "<people>"],
            2,
            "'people' is no absolute IRI",
            id="a relative IRI",
        ),
        pytest.param(
            ["query", "SELECT * { VALUES ?x { UNDEF } ?x ?p ?o }", "--x", "http://["],
            2,
            "parameter x: 'http://[' is no absolute IRI",
            id="no IRI at all",
        ),
        pytest.param(
            ["network", "-o", "data/reports/x.csv"], 2, "another file", id="among the tables"
        ),
    ],
)  # fmt: skip
def test_wrong_calls_are_told_in_one_line(
    words: list[str], code: int, told: str, demo: Path, saite: Saite
) -> None:
    done = saite(*words, cwd=demo)
    assert done.returncode == code, done.stdout + done.stderr
    assert told in done.stderr


def test_asking_before_building_says_what_to_do(tmp_path: Path, saite: Saite) -> None:
    saite("new", "mine", cwd=tmp_path)
    done = saite("query", "contacts", cwd=tmp_path / "mine")
    assert done.returncode == 1
    assert "saite build" in done.stderr


def test_a_folder_of_workspaces_names_them(tmp_path: Path, saite: Saite) -> None:
    saite("new", "mine", cwd=tmp_path)
    done = saite("build", cwd=tmp_path)
    assert done.returncode == 2
    assert "mine" in done.stderr


def test_the_demo_leaves_other_workspaces_alone(tmp_path: Path, saite: Saite) -> None:
    saite("new", "mine", cwd=tmp_path)
    before = sorted(path.name for path in (tmp_path / "mine").rglob("*"))
    done = saite("demo", "mine", cwd=tmp_path)
    assert done.returncode == 2
    assert "of your own" in done.stderr
    assert sorted(path.name for path in (tmp_path / "mine").rglob("*")) == before


def test_what_a_workspace_names_is_not_written_over(tmp_path: Path, saite: Saite) -> None:
    saite("new", ".", cwd=tmp_path)
    concepts = tmp_path / "mine.ttl"
    concepts.write_text("", encoding="utf-8")
    (tmp_path / "asked").mkdir()
    query = tmp_path / "asked" / "all.rq"
    query.write_text("SELECT * { ?s ?p ?o }", encoding="utf-8")
    settings = tmp_path / "saite.toml"
    text = settings.read_text(encoding="utf-8")
    more = 'concepts = ["mine.ttl"]\nqueries = ["asked"]\n'
    settings.write_text(text.replace("[workspace]\n", f"[workspace]\n{more}"), encoding="utf-8")
    assert saite("build", cwd=tmp_path).returncode == 0
    for path in (concepts, query):
        before = path.read_bytes()
        done = saite("query", "all", "-f", "csv", "-o", str(path), cwd=tmp_path)
        assert (done.returncode, path.read_bytes()) == (2, before), done.stderr
    beside = tmp_path / "asked" / "answer.csv"
    assert saite("query", "all", "-o", str(beside), cwd=tmp_path).returncode == 0


def test_a_template_that_cannot_be_written_is_told_of(tmp_path: Path, saite: Saite) -> None:
    (tmp_path / "records.xlsx").mkdir()
    done = saite("template", "records.xlsx", "--force", cwd=tmp_path)
    assert done.returncode == 1
    assert "records.xlsx" in done.stderr


def test_a_damaged_summary_does_not_keep_the_rest_from_being_told(
    tmp_path: Path, saite: Saite
) -> None:
    saite("new", ".", cwd=tmp_path)
    assert saite("build", cwd=tmp_path).returncode == 0
    (summary,) = tmp_path.glob("out/builds/*/summary.json")
    for text in ('{"triples": ', "{}", "[]"):
        summary.write_text(text, encoding="utf-8")
        done = saite("info", cwd=tmp_path)
        assert done.returncode == 0
        assert "summary.json is damaged: build again" in done.stdout


def test_a_token_that_is_no_text_is_told_of(demo: Path, tmp_path: Path, saite: Saite) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    done = saite("serve", "--writable", "--token-file", str(tmp_path / "token"), cwd=demo)
    assert done.returncode == 2
    assert "cannot be read" in done.stderr


@pytest.mark.server
def test_what_an_endpoint_does_not_say_beside_its_answer_is_not_missed(
    tmp_path: Path, saite: Saite
) -> None:
    with serve_badly() as bad:
        url = f"{bad.url}/empty-then-down"
        done = saite(
            "query", "SELECT ?a { ?a ?b ?c }", "--endpoint", url, "-f", "csv", cwd=tmp_path
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["a"]
    assert not done.stderr.startswith("\n")


@pytest.mark.server
@pytest.mark.skipif(os.name != "posix", reason="another system sends Ctrl-C in another way")
def test_who_stops_a_command_is_told_that_nothing_was_lost(tmp_path: Path) -> None:
    with serve_badly() as bad:
        words = ["query", "ASK { ?s ?p ?o }", "--endpoint", f"{bad.url}/silence"]
        with subprocess.Popen(
            [sys.executable, "-m", "saite", *words],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            preexec_fn=take_interrupts,
        ) as process:
            until = time.monotonic() + 60
            while not bad.seen:
                assert time.monotonic() < until
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, "Stopped. What was built before is as it was.\n")


@pytest.mark.server
@pytest.mark.parametrize("is_union", [False, True])
def test_an_endpoint_that_hides_its_named_graphs_is_told_of(
    is_union: bool, demo: Path, tmp_path: Path, saite: Saite
) -> None:
    build = demo / "out" / "builds" / (demo / "out" / "current").read_text(encoding="utf-8").strip()
    store = ox.Store(tmp_path / "store")
    store.bulk_load(path=build / "graph.nq", format=ox.RdfFormat.N_QUADS)
    del store
    with serve_oxigraph(tmp_path / "store", is_union=is_union) as url:
        named = saite("query", "chapters", "--organisation", "LUMA", "--endpoint", url, cwd=demo)
        empty = saite("query", "signatories", "-f", "csv", "--endpoint", url, cwd=demo)
    if is_union:
        assert "Vilnius" in named.stdout
        assert "Maija Burima" in empty.stdout
    else:
        assert named.returncode == 2
        assert "--union-default-graph" in named.stderr
        assert "--union-default-graph" in empty.stderr


def test_an_empty_workspace_is_told_to_have_no_records(tmp_path: Path, saite: Saite) -> None:
    saite("new", "mine", cwd=tmp_path)
    assert "no records yet" in saite("build", "mine", cwd=tmp_path).stdout


def test_outside_a_workspace_the_missing_file_is_named(tmp_path: Path, saite: Saite) -> None:
    done = saite("build", cwd=tmp_path)
    assert done.returncode == 1
    assert "saite.toml" in done.stderr


def test_the_repositorys_root_is_a_workspace() -> None:
    assert (ROOT / "saite.toml").is_file()


MAPPING = """
@prefix rml: <http://w3id.org/rml/> .
<#People> rml:logicalSource [ rml:source "p.csv" ; rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "http://example.org/{id}" ] ;
    rml:predicateObjectMap [ rml:predicate <http://example.org/name> ;
        rml:objectMap [ rml:reference "name" ] ] .
"""


@pytest.fixture
def mapped(tmp_path: Path) -> Path:
    (tmp_path / "m.ttl").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "p.csv").write_text("id,name\n2,Ona\n1,Žeņa\n", encoding="utf-8")
    return tmp_path


LINES = (
    '<http://example.org/2> <http://example.org/name> "Ona" .\n'
    '<http://example.org/1> <http://example.org/name> "Žeņa" .\n'
)


def test_map_writes_to_standard_output_in_the_order_of_the_source(
    saite: Saite, mapped: Path
) -> None:
    for words in (["map", "m.ttl"], ["map", "m.ttl", "-o", "-"]):
        done = saite(*words, cwd=mapped)
        assert (done.returncode, done.stdout, done.stderr) == (0, LINES, "")


def test_map_writes_a_file_and_says_how_much(saite: Saite, mapped: Path) -> None:
    done = saite("map", "m.ttl", "-o", "out/p.nt", cwd=mapped)
    assert (done.returncode, done.stdout) == (0, "")
    assert "p.nt (2 statements)" in done.stderr
    assert (mapped / "out" / "p.nt").read_text(encoding="utf-8") == LINES


def test_map_tells_what_is_wrong_and_writes_nothing(saite: Saite, mapped: Path) -> None:
    (mapped / "p.csv").write_text("id,nam\n2,Ona\n", encoding="utf-8")
    done = saite("map", "m.ttl", "-o", "p.nq", cwd=mapped)
    assert (done.returncode, done.stdout) == (1, "")
    assert "m.ttl, line 3, column" not in done.stderr
    assert "'name' is not a column of its source, expected one of id, nam" in done.stderr
    assert "did you mean 'nam'?" in done.stderr
    assert not (mapped / "p.nq").exists()
    assert saite("map", "missing.ttl", cwd=mapped).returncode == 1
    assert saite("map", cwd=mapped).returncode == 2


# Builds and the workspaces that they are of


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Give a workspace of two organisations of one name, not built yet."""
    folder = write_workspace(tmp_path / "my network")
    plant(
        folder, "organisations.csv", '"Synthetic ""B"" \\ Association"', "Synthetic Association Ā"
    )
    return folder


def plant(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "records" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def test_building_what_did_not_change_leaves_what_did_to_be_told(mine: Path, saite: Saite) -> None:
    assert saite("build", cwd=mine).returncode == 0
    plant(mine, "events.csv", "Seminar", "Webinar")
    for _ in range(3):
        assert saite("build", cwd=mine).returncode == 0
        told = saite("diff", cwd=mine)
        assert "Webinar" in told.stdout, told


@pytest.mark.parametrize(
    "words", [("gaps",), ("info",), ("query", "event-parts"), ("search", "Synthetic")]
)
def test_that_the_records_are_newer_than_the_build_is_told(
    words: tuple[str, ...], mine: Path, saite: Saite
) -> None:
    assert saite("build", cwd=mine).returncode == 0
    before = saite(*words, cwd=mine)
    assert "Note:" not in before.stderr
    plant(mine, "events.csv", "March 2019", "March 32")
    assert saite("build", cwd=mine).returncode == 1
    after = saite(*words, cwd=mine)
    assert (after.returncode, after.stdout) == (0, before.stdout)
    (note,) = [line for line in after.stderr.splitlines() if line.startswith("Note:")]
    assert "changed since: records/events.csv; a later build failed (1 problem)." in note
    assert note.endswith("Run: saite build")
    elsewhere = saite(*words, "-w", "my network", cwd=mine.parent).stderr
    assert "Run: saite build -w 'my network'\n" in elsewhere
    assert "Note:" not in saite("-q", *words, cwd=mine).stderr
    plant(mine, "events.csv", "March 32", "April 2019")
    assert saite("build", cwd=mine).returncode == 0
    assert "Note:" not in saite(*words, cwd=mine).stderr


def test_hints_name_the_workspace_that_they_are_about(mine: Path, saite: Saite) -> None:
    told = saite("build", "my network", cwd=mine.parent).stdout
    assert "(see `saite validate -w 'my network'`)" in told
    assert "(see `saite validate`)" in saite("build", cwd=mine).stdout
    assert "(see `saite validate`)" in saite("build", cwd=mine / "records").stdout
    wrong = saite("diff", "my network", cwd=mine.parent)
    assert wrong.returncode == 2
    assert "'my network' is a workspace, not a build: saite diff -w 'my network'" in wrong.stderr


def test_a_workspace_may_be_named_either_way(mine: Path, saite: Saite) -> None:
    here = mine.parent
    assert saite("build", "-w", "my network", cwd=here).returncode == 0
    assert saite("validate", "--workspace", "my network", cwd=here).returncode == 0
    both = saite("validate", "my network", "-w", str(mine / "saite.toml"), cwd=here)
    assert both.returncode == 0, both.stderr
    saite("new", "other", cwd=here)
    for command in ("build", "validate", "serve", "undo", "mcp"):
        done = saite(command, "my network", "-w", "other", cwd=here)
        assert done.returncode == 2
        assert "named twice: my network, and --workspace other" in done.stderr


def test_an_address_of_nobodys_is_noted(mine: Path, saite: Saite) -> None:
    done = saite("build", cwd=mine)
    assert done.returncode == 0
    (note,) = [line for line in done.stderr.splitlines() if "nobody's" in line]
    assert "https://example.org/id/" in note
    assert note.endswith("base in saite.toml")
    assert "nobody" not in saite("-q", "build", cwd=mine).stderr
    settings = mine / "saite.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("example.org", "example.lt"), encoding="utf-8")
    assert "nobody" not in saite("build", cwd=mine).stderr


def test_of_two_organisations_of_one_name_the_other_is_named(mine: Path, saite: Saite) -> None:
    lines = saite("validate", cwd=mine).stdout.splitlines()
    same = [line for line in lines if "the same name" in line]
    assert [line.rpartition(" Met: ")[2] for line in same] == [
        "records/organisations.csv, row 3",
        "records/organisations.csv, row 2",
    ]
    assert saite("build", cwd=mine).returncode == 0
    found = list(csv.DictReader(io.StringIO(saite("gaps", "-f", "csv", cwd=mine).stdout)))
    (pair,) = [row for row in found if row["gap"] == "Organisations of the same name"]
    assert (pair["file"], pair["row"]) == ("records/organisations.csv", "2")
    why = saite("why", "synthetic association a", cwd=mine)
    assert why.returncode == 2
    assert "names 2 things, take the IRI of one: " in why.stderr
    for number in (1, 2):
        assert f"(id o{number}, association) <https://example.org/id/organisation/o{number}>" in (
            why.stderr
        )


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("Seminarr", "event Seminar (id e1, seminar) <https://example.org/id/event/e1>"),
        ("report", "document Synthetic report (id d1) <https://example.org/id/document/d1>"),
    ],
)
def test_of_a_name_that_nothing_bears_the_nearest_is_told(
    asked: str, nearest: str, mine: Path, saite: Saite
) -> None:
    assert saite("build", cwd=mine).returncode == 0
    done = saite("why", asked, cwd=mine)
    assert done.returncode == 2
    assert f"nothing in the graph is called {asked!r}; nearest: {nearest}" in done.stderr


def test_an_unknown_value_tells_where_all_stand(mine: Path, saite: Saite) -> None:
    plant(mine, "organisations.csv", "association,v1", "asociation,v1")
    done = saite("build", cwd=mine)
    assert done.returncode == 1
    assert "more, see docs/records.md, or the lists of `saite template OUT.xlsx`" in done.stderr
