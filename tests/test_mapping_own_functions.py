"""Functions of the user's own: declared in a file, given from Python, offered by a package."""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

import saite
from saite.errors import MappingError
from saite.mapping.registry import known_functions

FN = "https://example.org/fn#"
MAPPING = """
@prefix rml: <http://w3id.org/rml/> .
@prefix ex: <http://example.org/> .
@prefix fn: <https://example.org/fn#> .
ex:people a rml:TriplesMap ;
    rml:logicalSource [ rml:source [ a rml:RelativePathSource ; rml:path "people.csv" ] ;
        rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "http://example.org/{id}" ] ;
    rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [
        rml:functionExecution [ rml:function fn:FUNCTION ; rml:input INPUTS ] RETURN ] ] .
"""
TEXT = '[ rml:parameter fn:text ; rml:inputValueMap [ rml:reference "name" ] ]'


def workspace(
    folder: Path,
    function: str = "own",
    *,
    inputs: str = TEXT,
    returned: str = "",
    rows: str = "1,Ona\n2,Eva\n3,Ona\n",
) -> Path:
    mapping = MAPPING.replace("FUNCTION", function).replace("INPUTS", inputs)
    path = folder / "mapping.ttl"
    path.write_text(mapping.replace("RETURN", f"; {returned}" if returned else ""), "utf-8")
    (folder / "people.csv").write_text(f"id,name\n{rows}", "utf-8")
    return path


def objects(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("/p> ", 1)[1].removesuffix(" .") for line in lines]


def written(folder: Path, text: str, name: str = "own.py") -> Path:
    path = folder / name
    path.write_text("import saite\n" + dedent(text), encoding="utf-8")
    return path


def problems(*own: object) -> list[str]:
    with pytest.raises(MappingError) as caught:
        known_functions(own)  # type: ignore[arg-type]
    return [str(each) for each in caught.value.problems]


def test_a_function_given_from_python_runs_once_for_each_distinct_text(tmp_path: Path) -> None:
    called: list[str] = []

    @saite.function(FN + "own", parameters={"text": FN + "text"})
    def own(text: str) -> str:
        called.append(text)
        return text.lower()

    output = tmp_path / "out.nt"
    count = saite.materialize(workspace(tmp_path), output=output, functions=[own])
    assert count == 3
    assert objects(output) == ['"ona"', '"eva"', '"ona"']
    assert sorted(called) == ["Eva", "Ona"]


def test_the_command_takes_files_of_functions_and_keeps_what_they_print_out(
    tmp_path: Path,
) -> None:
    own = written(
        tmp_path,
        """
        from dataclasses import dataclass

        @dataclass
        class Name:
            text: "str"

        @saite.function("https://example.org/fn#own", parameters={"text": "https://example.org/fn#text"})
        def own(text: str) -> str:
            print("running")
            return Name(text).text[::-1]
        """,
    )
    command = [sys.executable, "-m", "saite", "map", str(workspace(tmp_path))]
    answer = subprocess.run(
        [*command, "--functions", str(own)], capture_output=True, check=True, encoding="utf-8"
    )
    assert [line.split('"')[1] for line in answer.stdout.splitlines()] == ["anO", "avE", "anO"]
    assert answer.stderr.count("running") == 2


def test_several_outputs_have_datatypes_of_their_own(tmp_path: Path) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"

    @saite.function(
        FN + "own",
        parameters={"text": FN + "text"},
        output=(FN + "first", FN + "length"),
        datatype={FN + "length": xsd + "integer"},
    )
    def own(text: str) -> tuple[str | None, ...] | None:
        return None if text == "Eva" else (text[:1], str(len(text)))

    output = tmp_path / "out.nt"
    mapping = workspace(tmp_path, returned="rml:return fn:length")
    saite.materialize(mapping, output=output, functions=[own])
    assert objects(output) == [f'"3"^^<{xsd}integer>'] * 2
    saite.materialize(workspace(tmp_path), output=output, functions=[own])
    assert objects(output) == ['"O"'] * 2


@pytest.mark.parametrize(
    ("inputs", "rows", "expected"),
    [
        (TEXT, "1,a b\n", "a-b"),
        (f'{TEXT} , [ rml:parameter fn:mark ; rml:inputValue "+" ]', "1,a b\n", "a+b"),
        (
            f'{TEXT} , [ rml:parameter fn:mark ; rml:inputValueMap [ rml:reference "id" ] ]',
            ",a b\n",
            "a-b",
        ),
    ],
)
def test_a_default_makes_a_parameter_optional(
    inputs: str, rows: str, expected: str, tmp_path: Path
) -> None:
    @saite.function(FN + "own", parameters={"text": FN + "text", "mark": FN + "mark"})
    def own(text: str, *, mark: str = "-") -> str:
        return text.replace(" ", mark)

    mapping = workspace(tmp_path, inputs=inputs, rows=rows)
    text = mapping.read_text("utf-8").replace("{id}", "{name}").replace(
        '"people.csv" ]', '"people.csv" ; rml:null "" ]'
    )  # fmt: skip
    mapping.write_text(text, "utf-8")
    saite.materialize(mapping, output=tmp_path / "out.nt", functions=[own])
    assert objects(tmp_path / "out.nt") == [f'"{expected}"']


def run_fault(folder: Path, body: str) -> list[str]:
    own = written(
        folder,
        f"""
        @saite.function("{FN}own", parameters={{"text": "{FN}text"}})
        def own(text):
            {body}
        """,
    )
    with pytest.raises(MappingError) as caught:
        saite.materialize(workspace(folder), output=folder / "out.nt", functions=[own])
    assert not (folder / "out.nt").exists()
    return [str(each) for each in caught.value.problems]


def test_a_value_error_is_a_problem_of_the_row(tmp_path: Path) -> None:
    found = run_fault(tmp_path, 'raise ValueError(f"{text} is no name")')
    assert len(found) == 3
    assert "people.csv, row 3, column name: 'Eva' Eva is no name (triples map ex:people" in found[0]


def test_any_other_exception_names_the_function_its_line_and_what_it_was_called_with(
    tmp_path: Path,
) -> None:
    (message, *_) = run_fault(tmp_path, "return {}[text]")
    assert f"own ({tmp_path / 'own.py'}, line 5) raised KeyError: 'Eva'" in message
    assert "; called with text='Eva' (triples map ex:people" in message


@pytest.mark.parametrize(
    ("body", "gave"),
    [
        ("return 3", "3 (int)"),
        ("return ('a', 'b')", "('a', 'b') (tuple)"),
        (r"return '\ud800'", r"'\ud800' (str)"),
        ("return [text]", "['Eva'] (list)"),
    ],
)
def test_what_is_no_text_is_a_problem(body: str, gave: str, tmp_path: Path) -> None:
    (message, *_) = run_fault(tmp_path, body)
    assert f"line 3) gave {gave}, expected a text, or None; called with text='Eva'" in message


@pytest.mark.parametrize("body", ["raise ValueError(text)", "return {}[text]", "return 3"])
def test_a_condition_leaves_every_fault_of_a_function_out(body: str, tmp_path: Path) -> None:
    own = written(
        tmp_path,
        f"""
        @saite.function("{FN}own", parameters={{"text": "{FN}text"}})
        def own(text):
            if text == "Ona":
                return text
            {body}
        """,
    )
    mapping = workspace(
        tmp_path,
        returned="""rml:condition [ rml:functionExecution [
            rml:function <https://w3id.org/saite/functions#equal> ;
            rml:input [ rml:parameter <https://w3id.org/saite/functions#value> ;
                        rml:inputValueMap [ rml:reference "name" ] ] ,
                      [ rml:parameter <https://w3id.org/saite/functions#other> ;
                        rml:inputValue "Ona" ] ] ]""",
    )
    saite.materialize(mapping, output=tmp_path / "out.nt", functions=[own])
    assert objects(tmp_path / "out.nt") == ['"Ona"', '"Ona"']


def test_a_function_that_always_fails_is_told_of_in_twenty_rows_and_a_number(
    tmp_path: Path,
) -> None:
    @saite.function(FN + "own", parameters={"text": FN + "text"})
    def own(text: str) -> str:
        raise ValueError(f"not {text}")

    rows = "".join(f"{n},name {n}\n" for n in range(30))
    with pytest.raises(MappingError) as caught:
        saite.materialize(
            workspace(tmp_path, rows=rows), output=tmp_path / "out.nt", functions=[own]
        )
    assert len(caught.value.problems) == 21
    assert "10 more values are refused by <https://example.org/fn#own>" in str(caught.value)


def test_every_mistake_of_every_declaration_is_told_at_once(tmp_path: Path) -> None:
    own = written(
        tmp_path,
        """
        @saite.function("own", parameters={"txt": "https://example.org/fn#text"})
        def one(text): ...

        @saite.function("https://example.org/fn#two", parameters={"a": "urn:a", "b": "urn:a"},
                        datatype={"urn:none": "integer"})
        def two(a, b, /, *rest): ...

        @saite.function("https://example.org/fn#three")
        async def three(): ...

        @saite.function("https://example.org/fn#four")
        class Four: ...
        """,
    )
    found = [each.removeprefix(f"{own}, ") for each in problems(own)]
    assert found == [
        (
            "line 3: 'own' is not an absolute IRI, expected one such as https://example.org/fn#name"
            " (function one)"
        ),
        (
            "line 3: 'ownOutput' is not an absolute IRI, expected one such as"
            " https://example.org/fn#name (function one)"
        ),
        (
            "line 3: 'text' has no IRI in parameters, and no default (function one);"
            " did you mean 'txt'?"
        ),
        (
            "line 3: 'txt' is not a parameter of the function, expected one of text (function one);"
            " did you mean 'text'?"
        ),
        (
            "line 6: 'integer' is not an absolute IRI, expected one such as"
            " https://example.org/fn#name (function two)"
        ),
        "line 6: 'urn:a' is the IRI of two of the parameters, expected one for each (function two)",
        (
            "line 6: 'urn:none' has a datatype and is no output, expected one of"
            " https://example.org/fn#twoOutput (function two)"
        ),
        "line 6: 'a' cannot be given by its name, expected a plain parameter (function two)",
        "line 6: 'b' cannot be given by its name, expected a plain parameter (function two)",
        "line 6: '*rest' cannot be given by its name, expected a plain parameter (function two)",
        "line 10: gives its text with async or yield, expected a plain return (function three)",
        ": is not a function written with def (function Four)",
    ]


def test_two_functions_cannot_have_one_iri(tmp_path: Path) -> None:
    text = f"""
        @saite.function("{FN}own")
        def own(): return ""

        @saite.function("http://users.ugent.be/~bjdmeest/function/grel.ttl#toUpperCase")
        def upper(): return ""
        """
    one, other = written(tmp_path, text, "one.py"), written(tmp_path, text, "other.py")
    assert [each.partition("; the other is in ")[::2] for each in problems(one, other)][1:] == [
        (f"{other}, line 3: '{FN}own' is the IRI of another function too, expected one of its own",
         f"{one}, line 3"),
        ((f"{other}, line 6: 'http://users.ugent.be/~bjdmeest/function/grel.ttl#toUpperCase' is the"
         " IRI of another function too, expected one of its own"), "Saite"),
    ]  # fmt: skip
    assert problems(one) == [problems(one, other)[0]]


def test_what_is_given_twice_is_one(tmp_path: Path) -> None:
    @saite.function(FN + "own")
    def own() -> str:
        return ""

    file = written(tmp_path, f"@saite.function('{FN}other')\ndef other(): return ''")
    known = known_functions([own, own, file, str(file)])
    assert {FN + "own", FN + "other"} <= set(known)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def own(:", "line 2: is not valid Python: invalid syntax"),
        ("\n1 / 0", "line 3: running it raised ZeroDivisionError: division by zero"),
        ("def own(): ...", "declares no function, expected one with @saite.function"),
        ("@saite.function()\ndef own(): ...", "line 2: running it raised TypeError: function()"),
    ],
)
def test_a_file_that_is_no_file_of_functions_is_told(
    text: str, message: str, tmp_path: Path
) -> None:
    (found,) = problems(written(tmp_path, text))
    assert message in found


def test_a_file_that_is_missing_and_a_function_without_a_declaration_are_told(
    tmp_path: Path,
) -> None:
    written(tmp_path, "")
    missing, plain = problems(tmp_path / "owm.py", len)
    assert "the functions cannot be read: No such file or directory" in missing
    assert "did you mean 'own.py'?" in missing
    assert plain == "len: declares no function, expected one with @saite.function"


def offer(folder: Path, package: str, module: str, *points: str) -> None:
    """Put a package on the path, as an installer would."""
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[saite.functions]\n" + "\n".join(points) + "\n")
    written(folder, module, f"{package}.py")


OFFERED = f"""
@saite.function("{FN}own", parameters={{"text": "{FN}text"}})
def own(text): return text * 2
"""


def test_functions_of_installed_packages_are_loaded_when_a_mapping_names_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    offer(site, "synthetic_fn_a", OFFERED, "all = synthetic_fn_a")
    monkeypatch.syspath_prepend(site)
    output = tmp_path / "out.nt"
    mapping = workspace(tmp_path)
    known = MAPPING.replace(
        "fn:FUNCTION", "<http://users.ugent.be/~bjdmeest/function/grel.ttl#toUpperCase>"
    )
    plain = known.replace(
        "INPUTS",
        TEXT.replace("fn:text", "<http://users.ugent.be/~bjdmeest/function/grel.ttl#valueParam>"),
    )
    (tmp_path / "plain.ttl").write_text(plain.replace("RETURN", ""), "utf-8")
    saite.materialize(tmp_path / "plain.ttl", output=output)
    assert objects(output)[0] == '"ONA"'
    assert "synthetic_fn_a" not in sys.modules
    saite.materialize(mapping, output=output)
    assert objects(output) == ['"OnaOna"', '"EvaEva"', '"OnaOna"']


def test_what_is_wrong_with_the_functions_of_a_package_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    offer(site, "synthetic_fn_b", OFFERED, "all = synthetic_fn_b", "one = synthetic_fn_b:nothing")
    offer(site, "synthetic_fn_c", OFFERED, "own = synthetic_fn_c:own")
    offer(site, "synthetic_fn_d", "x = 1", "none = synthetic_fn_d")
    monkeypatch.syspath_prepend(site)
    with pytest.raises(MappingError) as caught:
        saite.materialize(workspace(tmp_path, "other"), output=tmp_path / "out.nt")
    told = [str(each) for each in caught.value.problems]
    assert f"'<{FN}other>' is not a function known here, expected one of" in told[0]
    assert f"<{FN}own>" in told[0]
    assert told[1:] == [
        (
            "package synthetic_fn_d, entry point none = synthetic_fn_d: declares no function,"
            " expected one with @saite.function"
        ),
        (
            "package synthetic_fn_b, entry point one = synthetic_fn_b:nothing: cannot be loaded:"
            " AttributeError: module 'synthetic_fn_b' has no attribute 'nothing'"
        ),
        (
            f"{site / 'synthetic_fn_c.py'}, line 3: '{FN}own' is the IRI of another function too,"
            f" expected one of its own; the other is in {site / 'synthetic_fn_b.py'}, line 3"
        ),
    ]


def test_a_workspace_names_its_functions(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "organisations.csv").write_text(
        "id,name,language\no1,Synthetic Association,en\n", "utf-8"
    )
    written(
        tmp_path,
        f"""
        @saite.function("{FN}own", parameters={{"text": "{FN}text"}})
        def own(text): return text.upper()
        """,
    )
    mapping = MAPPING.replace("people.csv", "organisations.csv").replace("FUNCTION", "own")
    mapping = mapping.replace("INPUTS", TEXT).replace("RETURN", "")
    (tmp_path / "mapping.ttl").write_text(mapping, "utf-8")
    (tmp_path / "saite.toml").write_text(
        '[workspace]\nbase = "http://example.org/id/"\nmapping = "mapping.ttl"\nshapes = []\n'
        'functions = ["own.py"]\n[[sources]]\nname = "records"\npath = "records"\n',
        "utf-8",
    )
    summary = saite.build_workspace(tmp_path)
    graph = (summary.folder / "graph.nq").read_text("utf-8")
    assert '<http://example.org/p> "SYNTHETIC ASSOCIATION"' in graph
    assert "functions/own.py" in (summary.folder / "run.nq").read_text("utf-8")
