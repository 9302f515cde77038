"""Controlled values: what is found by which text, and what is refused in a file of concepts."""

import re
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saite.concepts import Concepts, fold, load_concepts
from saite.errors import Problem, ProblemsError
from saite.resources import resource

HEAD = """@base <https://w3id.org/saite/concepts/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix role: <https://w3id.org/saite/concepts/event-role/> .
"""
MODERATOR = """role:chairing a skos:Concept ; skos:inScheme <event-role> ;
    skos:notation "chairing" ; skos:prefLabel "chairing"@en, "pirmininkauja"@lt .
"""


@pytest.fixture(scope="module")
def own() -> Concepts:
    return load_concepts([resource("ontology/concepts.ttl")])


def problems_of(*paths: Path) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsError) as caught:
        load_concepts(paths)
    return caught.value.problems


def write(folder: Path, text: str, name: str = "mine.ttl") -> Path:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("scheme", "text", "notation"),
    [
        ("agreement-kind", "cooperation-agreement", "cooperation-agreement"),
        ("agreement-kind", "Sadarbības līgums", "cooperation-agreement"),
        ("agreement-kind", "  bendradarbiavimo   SUTARTIS ", "cooperation-agreement"),
        ("event-role", "Organizatore", "organiser"),
        ("post-role", "valdes priekšsēdētāja", "chair"),
        ("status", "numanoma", "implied"),
        ("count-unit", "ša\u0301lis", None),
        ("count-unit", "s\u030calis", "country"),
        ("event-role", "", None),
        ("event-role", "lead", None),
        ("no-such-scheme", "lead", None),
    ],
)
def test_a_value_is_found_by_notation_and_by_any_label(
    own: Concepts, scheme: str, text: str, notation: str | None
) -> None:
    found = own.find(scheme, text)
    assert (found.notation if found else None) == notation


def test_every_name_of_every_value_finds_that_value_alone(own: Concepts) -> None:
    for scheme, members in own.schemes.items():
        for notation, concept in members.items():
            assert concept.iri == f"https://w3id.org/saite/concepts/{scheme}/{notation}"
            for name in concept.names():
                assert own.find(scheme, name.upper()) is concept


def test_the_nearest_name_is_offered_in_the_language_of_the_mistake(own: Concepts) -> None:
    assert own.nearest("event-role", "organizaters") == "organizators"
    assert own.nearest("event-role", "organisor") == "organiser"
    assert own.nearest("event-role", "xyzzy") == ""
    assert own.nearest("no-such-scheme", "organisor") == ""


def test_a_label_falls_back_to_english_and_then_to_the_notation(own: Concepts) -> None:
    concept = own.schemes["project-role"]["lead"]
    assert concept.label("lv") == "vadošais partneris"
    assert concept.label("de") == "lead"


def test_what_is_read_is_what_a_sparql_engine_reads(own: Concepts) -> None:
    store = pyoxigraph.Store()
    store.load(path=resource("ontology/concepts.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    rows = store.query(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "SELECT ?c ?label { ?c skos:inScheme ?s ; skos:prefLabel|skos:altLabel ?label }"
    )
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    asked = sorted((row["c"].value, row["label"].value, row["label"].language) for row in rows)
    ours = [
        (concept.iri, label, language)
        for members in own.schemes.values()
        for concept in members.values()
        for language, labels in (
            *((tag, (text,)) for tag, text in concept.labels.items()),
            *concept.alt_labels.items(),
        )
        for label in labels
    ]
    assert asked == sorted(ours)


def test_each_scheme_has_a_title_and_a_definition_in_three_languages(own: Concepts) -> None:
    for scheme, members in own.schemes.items():
        assert set(own.titles[scheme]) == {"en", "lt", "lv"}
        for concept in members.values():
            assert set(concept.labels) == set(concept.definitions) == {"en", "lt", "lv"}


def test_a_file_of_the_user_adds_a_value_and_a_scheme(tmp_path: Path) -> None:
    text = MODERATOR + (
        '<mood> a skos:ConceptScheme ; skos:prefLabel "mood"@en .\n'
        '<mood/good> a skos:Concept ; skos:inScheme <mood> ; skos:notation "good" ; '
        'skos:prefLabel "good"@en .\n'
    )
    both = load_concepts([resource("ontology/concepts.ttl"), write(tmp_path, text)])
    assert list(both.schemes["event-role"])[-1] == "chairing"
    assert both.titles["mood"] == {"en": "mood"}
    assert both.find("mood", "GOOD") == both.schemes["mood"]["good"]
    assert both.titles["event-role"]["lt"] == "vaidmuo renginyje"


def test_the_example_of_the_readme_can_be_used_as_it_stands(tmp_path: Path) -> None:
    text = resource("ontology/README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```turtle\n(.*?)```", text, re.DOTALL)
    path = tmp_path / "mine.ttl"
    path.write_text(example, encoding="utf-8")
    both = load_concepts([resource("ontology/concepts.ttl"), path])
    found = both.find("event-role", "renginio vedėjas")
    assert found is not None
    assert found.notation == "moderator"


def test_no_file_gives_no_scheme() -> None:
    assert load_concepts([]) == Concepts({})


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("role:x a skos:Concept ;;; .\nrole:y a", 5, "is not valid Turtle", id="cut"),
        pytest.param("x:y a skos:Concept .", 4, "prefix x: has not been declared", id="prefix"),
        pytest.param('\n<< <a> <b> "c" >> <d> "\n" .', 5, "is not valid Turtle", id="quote"),
    ],
)
def test_broken_turtle_is_located(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = write(tmp_path, text)
    (problem,) = problems_of(path)
    assert (problem.file, problem.line) == (str(path), line)
    assert words in problem.message


def test_bytes_that_are_not_utf8_are_located(tmp_path: Path) -> None:
    path = tmp_path / "latin.ttl"
    path.write_bytes(HEAD.encode() + 'role:x <p> "ė"@lt .'.encode("cp1257"))
    (problem,) = problems_of(path)
    assert problem.line == 4
    assert "UTF-8" in problem.message


def test_files_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    problems = problems_of(tmp_path / "a.ttl", tmp_path, tmp_path / "b.ttl")
    assert [problem.file for problem in problems] == [
        str(tmp_path / "a.ttl"),
        str(tmp_path),
        str(tmp_path / "b.ttl"),
    ]
    assert all("cannot be read" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('role:a a skos:Concept ; skos:notation "a" ; skos:prefLabel "A"@en .', "0 skos:inScheme"),
        ('role:a a skos:Concept ; skos:inScheme <event-role> ; skos:prefLabel "A" .', "0 skos:not"),
        (
            'role:a a skos:Concept ; skos:inScheme <event-role> ; skos:notation "a" .',
            "needs one skos:prefLabel",
        ),
        (
            (
                "role:a a skos:Concept ; skos:inScheme <event-role> ; "
                'skos:notation "a" ; skos:prefLabel "A"@en, "B"@en .'
            ),
            "needs one skos:prefLabel",
        ),
        (
            (
                "role:a a skos:Concept ; skos:inScheme <event-role> ; "
                'skos:notation "b" ; skos:prefLabel "A"@en .'
            ),
            "expected 'https://w3id.org/saite/concepts/event-role/b'",
        ),
        (
            (
                "role:a a skos:Concept ; skos:inScheme <event-role> ; "
                'skos:notation "a/b" ; skos:prefLabel "A"@en .'
            ),
            "expected letters, digits",
        ),
        (
            (
                "<http://e.org/a> a skos:Concept ; skos:inScheme <http://e.org> ; "
                'skos:notation "a" ; skos:prefLabel "A"@en .'
            ),
            "is in the scheme 'http://e.org'",
        ),
    ],
)
def test_a_value_that_breaks_a_rule_is_refused_at_its_line(
    tmp_path: Path, text: str, words: str
) -> None:
    (problem,) = problems_of(write(tmp_path, f"\n\n{text}\n"))
    assert problem.line == 6
    assert words in problem.message


def test_a_label_of_two_values_is_refused_across_files_and_languages(tmp_path: Path) -> None:
    text = MODERATOR.replace('"chairing"@en', '"ORGANISER"@de')
    (problem,) = problems_of(resource("ontology/concepts.ttl"), write(tmp_path, text))
    assert (problem.file, problem.line, problem.value) == (
        str(tmp_path / "mine.ttl"),
        5,
        "ORGANISER",
    )
    assert "organiser (" in problem.message
    assert "chairing" in problem.message


def test_a_value_defined_in_two_files_is_refused(tmp_path: Path) -> None:
    first = write(tmp_path, MODERATOR, "one.ttl")
    second = write(tmp_path, "\n" + MODERATOR, "two.ttl")
    (problem,) = problems_of(first, second)
    assert (problem.file, problem.line) == (str(second), 5)
    assert f"already stands in {first}" in problem.message


def test_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    broken = write(tmp_path, "a a a a", "broken.ttl")
    empty = write(tmp_path, "role:a a skos:Concept .", "empty.ttl")
    twice = write(tmp_path, MODERATOR, "twice.ttl")
    words = [problem.message for problem in problems_of(broken, empty, twice, twice)]
    assert len(words) == 4
    for start, message in zip(("is not valid", "has 0", "needs", "is defined"), words, strict=True):
        assert message.startswith(start)


@given(st.text())
def test_folding_twice_is_folding_once_for_words_a_person_writes(text: str) -> None:
    assert fold(f" {text}\n") == fold(text)
    assert fold(text).strip() == fold(text)
