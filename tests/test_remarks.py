"""What a run tells of its sources though nothing is wrong with them."""

import subprocess
import sys
from pathlib import Path

import pytest

from saite import materialize
from saite.errors import Problem

MAPPING = """@prefix rml: <http://w3id.org/rml/> .
@prefix ex: <http://example.org/> .
<#T> rml:logicalSource [ rml:source [ a rml:RelativePathSource ; rml:path "{path}" ] ;
        rml:referenceFormulation rml:{kind} ;
        rml:iterator "{iterator}" ] ;
    rml:subjectMap [ rml:template "http://example.org/{{{subject}}}" ; rml:class ex:T ] ;
    rml:predicateObjectMap [ rml:predicate ex:p ;
        rml:objectMap [ rml:reference "{reference}" ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:q ;
        rml:objectMap [ rml:reference "{reference}" ] ] .
"""
JSON = """{"events": [{"id": 1, "title": "A", "end": null, "tags": [], "town": {"name": "B"}},
    {"id": 2, "title": "C", "speaker": "D"}]}"""
XML = '<a><e id="1"><title>A</title><town><name x="1">B</name></town></e></a>'


def run(
    folder: Path,
    file: tuple[str, str],
    kind: str,
    iterator: str,
    reference: str,
    *,
    subject: str = "id",
) -> list[Problem]:
    """Write a source and its mapping, run it, and give what is told."""
    path, text = file
    (folder / path).write_text(text, encoding="utf-8")
    mapping = folder / "m.rml.ttl"
    written = MAPPING.format(
        path=path, kind=kind, iterator=iterator, subject=subject, reference=reference
    )
    if kind == "CSV":
        written = written.replace('        rml:iterator "" ] ;', "    ] ;")
    mapping.write_text(written, encoding="utf-8")
    told: list[Problem] = []
    materialize(mapping, output=folder / "out.nq", remark=told.append)
    assert (folder / "out.nq").exists()
    return told


@pytest.mark.parametrize(
    ("file", "kind", "iterator", "reference", "near"),
    [
        (("e.json", JSON), "JSONPath", "$.events[*]", "titel", "title"),
        (("e.json", JSON), "JSONPath", "$.events[*]", "$.twon.name", "$.town.name"),
        (("e.json", JSON), "JSONPath", "$.events[*]", "$.speakers", "$.speaker"),
        (("e.json", JSON), "JSONPath", "$.events[*]", "$.zzzz", ""),
        (("e.jsonl", '{"id": 1, "title": "A"}'), "JSONPath", "$", "$.titel", "$.title"),
        (("e.xml", XML), "XPath", "/a/e", "town/nmae", "town/name"),
        (("e.xml", XML), "XPath", "//e", "titel/text()", "title/text()"),
        (("e.xml", XML), "XPath", "/a/e", "town/name/@y", "town/name/@x"),
    ],
)
def test_a_reference_to_nothing_is_told_once_with_the_nearest(
    file: tuple[str, str], kind: str, iterator: str, reference: str, near: str, tmp_path: Path
) -> None:
    subject = "@id" if kind == "XPath" else "id"
    (problem,) = run(tmp_path, file, kind, iterator, reference, subject=subject)
    assert Path(problem.file).name == "m.rml.ttl"
    assert (problem.line, problem.value, problem.nearest) == (8, reference, near)
    rows = "any of the 2 rows" if file[0] == "e.json" else "the only row"
    assert problem.message == (
        f"has no value in {rows} of {file[0]} "
        "(triples map <#T>, rml:predicateObjectMap (ex:p), rml:objectMap)"
    )


@pytest.mark.parametrize(
    ("file", "kind", "iterator", "reference"),
    [
        (("e.json", JSON), "JSONPath", "$.events[*]", "$.speaker"),
        (("e.json", JSON), "JSONPath", "$.events[*]", "$.end"),
        (("e.json", JSON), "JSONPath", "$.events[*]", "$.tags[*]"),
        (("e.csv", "id,end\n1,\n"), "CSV", "", "end"),
        (("e.csv", "id,end\n"), "CSV", "", "end"),
    ],
)
def test_what_is_empty_on_purpose_is_not_told(
    file: tuple[str, str], kind: str, iterator: str, reference: str, tmp_path: Path
) -> None:
    assert run(tmp_path, file, kind, iterator, reference) == []


def test_an_iterator_without_rows_and_a_subject_without_value_are_told(tmp_path: Path) -> None:
    (problem,) = run(tmp_path, ("e.json", JSON), "JSONPath", "$.evnets[*]", "$.title")
    assert (problem.line, problem.value) == (5, "$.evnets[*]")
    assert problem.message.startswith("finds no rows in e.json, the triples map makes no statement")
    found = run(tmp_path, ("e.json", JSON), "JSONPath", "$.events[*]", "title", subject="ident")
    (problem,) = found
    assert (problem.line, problem.value) == (6, "ident")
    assert "of e.json, the triples map makes no statement (" in problem.message


def test_the_command_notes_it_and_is_silent_when_quiet(tmp_path: Path) -> None:
    run(tmp_path, ("e.json", JSON), "JSONPath", "$.events[*]", "titel")
    words = [sys.executable, "-m", "saite", "map", "m.rml.ttl", "-o", "o.nq"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert "Note: m.rml.ttl, line 8: 'titel' has no value in any of the 2 rows" in done.stderr
    assert done.stderr.count("titel") == 1
    assert "did you mean 'title'?" in done.stderr
    words.insert(3, "--quiet")
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr == ""
