"""The competency questions: each answer is the expected one, on the store and on rdflib alike.

A case is a folder of ``cases/questions``, named after a saved query: ``question.toml`` has the
number of the question, the parameters of the call, and a note where the number of rows needs one;
``expected.csv`` has the rows, things by their labels, each with the numbers of the facts that it
rests on. The four negative questions expect no row. Questions about ties, which are derived, have
no number of their own but the tag ``ties``, which is their subject.
"""

import csv
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import ResultRow

from saite.build import BuildSummary
from saite.concepts import Concepts, load_concepts
from saite.namespaces import PREFIXES
from saite.query import bind_parameters, find_labels, run_query, saved_queries, store_ask
from saite.resources import resource
from saite.results import Iri, Results, Value
from saite.results.cells import to_text
from saite.sparql import SavedQuery
from support import ROOT

CASES = ROOT / "tests" / "cases" / "questions"
NUMBERS = {*(f"q{number:02}" for number in range(1, 31)), "n1", "n2", "n3", "n4"}
XSD = PREFIXES["xsd"]
FACT = re.compile(r"A([1-9]|[1-3]\d|4[0-7])|B([1-9]|[12]\d|3[0-2])")


@dataclass(frozen=True)
class Case:
    """One question, as it is asked and as it should be answered."""

    name: str
    number: str
    parameters: dict[str, str]
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    facts: tuple[str, ...]


def read_case(folder: Path) -> Case:
    question = tomllib.loads((folder / "question.toml").read_text(encoding="utf-8"))
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[-1] == "facts"
    return Case(
        folder.name,
        question["number"],
        question.get("parameters", {}),
        question.get("note", ""),
        tuple(header[:-1]),
        tuple(tuple(row[:-1]) for row in rows),
        tuple(row[-1] for row in rows),
    )


ALL = [read_case(folder) for folder in sorted(CASES.iterdir())]
each_case = pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.number}-{case.name}")


@pytest.fixture(scope="module")
def graph_file(reports_build: BuildSummary) -> Path:
    return reports_build.folder / "graph.nq"


@pytest.fixture(scope="module")
def store(graph_file: Path) -> ox.Store:
    made = ox.Store()
    made.bulk_load(path=graph_file, format=ox.RdfFormat.N_QUADS)
    return made


@pytest.fixture(scope="module")
def dataset(graph_file: Path) -> rdflib.Dataset:
    made = rdflib.Dataset(default_union=True)
    with graph_file.open("rb") as file:
        made.parse(file, format="nquads")
    return made


@pytest.fixture(scope="module")
def concepts() -> Concepts:
    return load_concepts([resource("ontology/concepts.ttl")])


@pytest.fixture(scope="module")
def queries() -> dict[str, SavedQuery]:
    return saved_queries()


def answer(store: ox.Store, query: SavedQuery, case: Case, concepts: Concepts) -> Results:
    found = run_query(store, query, case.parameters, concepts=concepts)
    assert isinstance(found, Results)
    return found


@each_case
def test_the_store_answers_as_expected(
    case: Case, store: ox.Store, queries: dict[str, SavedQuery], concepts: Concepts
) -> None:
    found = answer(store, queries[case.name], case, concepts)
    rows = [tuple(to_text(row[column]) for column in case.columns) for row in found]
    assert Counter(rows) == Counter(case.rows), case.note


# rdflib's own parser and evaluator use a name of rdflib's that it calls deprecated.
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
@each_case
def test_rdflib_answers_as_the_store_does(
    case: Case,
    store: ox.Store,
    dataset: rdflib.Dataset,
    queries: dict[str, SavedQuery],
    concepts: Concepts,
) -> None:
    query = queries[case.name]
    ours = [
        tuple(plain(value) for value in row.values())
        for row in answer(store, query, case, concepts)
    ]
    text = bind_parameters(query, case.parameters, ask=store_ask(store), concepts=concepts)
    rows = [row for row in dataset.query(text) if isinstance(row, ResultRow)]
    theirs = [tuple(map(plain_term, row)) for row in rows]
    assert Counter(theirs) == Counter(ours)
    assert len(ours) == len(case.rows)


def plain(value: Value) -> str:
    return str(value) if isinstance(value, Iri) else to_text(value)


def plain_term(term: object) -> str:
    return "" if term is None else str(term)


@each_case
def test_every_expected_row_names_the_facts_it_rests_on(case: Case) -> None:
    assert all(FACT.fullmatch(fact) for facts in case.facts for fact in facts.split())
    assert all(case.facts)
    assert bool(case.rows) != case.number.startswith("n")


def test_all_questions_are_there_once_and_the_negative_ones_too(
    queries: dict[str, SavedQuery],
) -> None:
    numbers = [tag for query in queries.values() for tag in query.tags if tag in NUMBERS]
    assert sorted(numbers) == sorted(NUMBERS)
    assert Counter(case.number for case in ALL) == {**dict.fromkeys(NUMBERS, 1), "ties": 2}
    # The chain of ties is no answer of SPARQL alone: `test_paths` asks for it.
    assert {case.name for case in ALL} == set(queries) - {"path"}
    assert all(case.number in queries[case.name].tags for case in ALL)


@pytest.mark.parametrize("language", ["en", "lt", "lv"])
def test_every_question_is_told_in_three_languages(
    queries: dict[str, SavedQuery], language: str
) -> None:
    for query in queries.values():
        assert query.summary[language], query.name
        assert query.description[language], query.name
        for parameter in query.parameters:
            assert parameter.label[language], f"{query.name}: {parameter.name}"


def test_without_parameters_each_question_answers_for_all(
    store: ox.Store, queries: dict[str, SavedQuery], concepts: Concepts
) -> None:
    for case in ALL:
        found = run_query(store, queries[case.name], concepts=concepts)
        assert isinstance(found, Results)
        assert len(found) >= len(case.rows), case.name


def test_answers_can_be_cited(
    store: ox.Store, queries: dict[str, SavedQuery], concepts: Concepts
) -> None:
    for case in ALL:
        found = answer(store, queries[case.name], case, concepts)
        for column in {"document", "source"} & set(found.variables):
            assert all(row[column] for row in found), case.name


def test_everything_in_an_answer_is_shown_by_a_label(
    store: ox.Store, queries: dict[str, SavedQuery], concepts: Concepts
) -> None:
    for case in ALL:
        found = answer(store, queries[case.name], case, concepts)
        assert found.iris() == set(found.labels), case.name


def test_names_of_parameters_may_be_written_without_accents_or_case(
    store: ox.Store, queries: dict[str, SavedQuery]
) -> None:
    for name in ("luma", "LIETUVOS UNIVERSITETU MOTERU ASOCIACIJA", "o01"):
        found = run_query(store, queries["chapters"], {"organisation": name})
        assert isinstance(found, Results)
        assert len(found) == 6


@pytest.mark.parametrize(
    ("days", "certain", "possible"),
    [
        pytest.param(("2017-07-01", "2017-07-01"), {"e08", "e11"}, {"e09", "e10"}, id="a day"),
        pytest.param(("2018-09-30", "2018-10-01"), set(), {"e02", "e03"}, id="end of a month"),
        pytest.param(("2019-10-12", "2019-10-12"), {"e06"}, set(), id="inside a span"),
        pytest.param(("2020-01-01", "2021-06-30"), {"e07"}, set(), id="a whole span of months"),
        pytest.param(("2020-02-01", "2021-06-30"), set(), {"e07"}, id="part of a span of months"),
        pytest.param(("2022-01-01", "2022-12-31"), set(), set(), id="after everything"),
    ],
)
def test_what_is_certain_and_what_is_possible_are_kept_apart(
    store: ox.Store,
    queries: dict[str, SavedQuery],
    days: tuple[str, str],
    certain: set[str],
    possible: set[str],
) -> None:
    first, last = days
    found = run_query(store, queries["events-between"], {"since": first, "until": last})
    assert isinstance(found, Results)
    events = {"certainly": set[str](), "possibly": set[str]()}
    for row in found:
        events[to_text(row["certainty"])].add(str(row["event"]).rpartition("/")[2])
    assert events == {"certainly": certain, "possibly": possible}


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "precision", "certainty"),
    [
        ("2019-03-23", "2019-03-23", "2019-03-23", "day", "certainly"),
        ("2019-03-23?", "2019-03-23", "2019-03-23", "day", "possibly"),
        ("2019-03~", "2019-03-01", "2019-03-31", "month", "possibly"),
        ("2019-03", "2019-03-01", "2019-03-31", "month", "certainly"),
        ("2019", "2019-01-01", "2019-12-31", "year", "possibly"),
        ("2019-02-20/2019-03-10", "2019-02-20", "2019-03-10", "day", "certainly"),
        ("[2019-02-20..2019-03-10]", "2019-02-20", "2019-03-10", "day", "possibly"),
        ("[2019-03-01,2019-03-10]", "2019-03-01", "2019-03-10", "day", "certainly"),
        ("2019-03-01/..", "2019-03-01", "", "day", "possibly"),
        ("../2019-03-01", "", "2019-03-01", "day", "possibly"),
        ("2019-04", "2019-04-01", "2019-04-30", "month", ""),
        ("2018", "2018-01-01", "2018-12-31", "year", ""),
    ],
)
def test_a_date_is_as_certain_in_march_2019_as_its_reading_is(
    queries: dict[str, SavedQuery],
    edtf: str,
    earliest: str,
    latest: str,
    precision: str,
    certainty: str,
) -> None:
    bounds = {"earliest": earliest, "latest": latest}
    store = ox.Store()
    store.load(
        f"""PREFIX saite: <{PREFIXES["saite"]}> PREFIX schema: <{PREFIXES["schema"]}>
        <urn:event> a schema:Event ; saite:status <urn:stated> ; saite:when <urn:time> .
        <urn:time> saite:asWritten "x" ; saite:edtf "{edtf}" ; saite:precision "{precision}" .
        {"".join(f'<urn:time> saite:{n} "{d}"^^<{XSD}date> .' for n, d in bounds.items() if d)}
        """,
        format=ox.RdfFormat.TURTLE,
    )
    march = {"since": "2019-03-01", "until": "2019-03-31"}
    found = run_query(store, queries["events-between"], march)
    assert isinstance(found, Results)
    assert [to_text(cell) for cell in found.column("certainty")] == [certainty] * bool(certainty)
    within = run_query(store, queries["events-certainly-between"], march)
    assert isinstance(within, Results)
    assert len(within) <= (certainty == "certainly")


def test_every_role_is_told_where_none_is_asked_for(
    store: ox.Store, queries: dict[str, SavedQuery]
) -> None:
    """Nobody is left out: the organiser, whom a person represents, who has no role at all."""
    seminar = run_query(store, queries["event-organisations"], {"event": "e08"})
    assert isinstance(seminar, Results)
    roles: dict[str, set[str]] = {}
    for row in seminar:
        roles.setdefault(to_text(row["organisation"]), set()).add(to_text(row["role"]))
    assert roles.pop("Intelekta parks") == {"organiser", "presenter of a document"}
    assert list(roles.values()) == [{"participant", "speaker"}] * 5
    series = run_query(store, queries["event-organisations"], {"event": "e07"})
    assert isinstance(series, Results)
    assert series.column("role") == [None] * 3


def partners(store: ox.Store, query: SavedQuery, **given: str) -> list[str]:
    found = run_query(store, query, given)
    assert isinstance(found, Results)
    weights = [row["weight"] for row in found]
    assert weights == sorted(weights, reverse=True, key=lambda weight: Decimal(str(weight)))
    return [str(row["partner"]).rpartition("/")[2] for row in found]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("membership", ["o04", "o05", "o18"]),
        ("narystė", ["o04", "o05", "o18"]),
        ("succession", ["o19"]),
        ("agreement", []),
    ],
)
def test_partners_may_be_asked_for_by_a_kind_of_tie(
    store: ox.Store, queries: dict[str, SavedQuery], kind: str, found: list[str]
) -> None:
    assert partners(store, queries["partners"], organisation="o01", kind=kind) == found


def test_partners_may_be_asked_for_by_the_status_of_the_tie(
    store: ox.Store, queries: dict[str, SavedQuery]
) -> None:
    query = queries["partners"]
    by_status = {
        status: set(partners(store, query, organisation="o01", status=status))
        for status in ("stated", "implied", "derived", "disputed")
    }
    assert {status: len(found) for status, found in by_status.items()} == {
        "stated": 11, "implied": 10, "derived": 0, "disputed": 0,
    }  # fmt: skip
    everyone = partners(store, query, organisation="o01")
    assert sorted(everyone) == sorted(set[str]().union(*by_status.values()))


def test_kinds_of_a_tie_are_told_in_the_language_wanted(
    store: ox.Store, queries: dict[str, SavedQuery]
) -> None:
    found = run_query(store, queries["partners"], {"organisation": "o28"}, language="lt")
    assert isinstance(found, Results)
    assert {to_text(cell) for cell in found.column("kinds")} == {"susitarimas, renginys, projektas"}


def test_the_evidence_of_a_tie_is_the_same_from_either_side(
    store: ox.Store, queries: dict[str, SavedQuery]
) -> None:
    def rows(**given: str) -> list[dict[str, Value]]:
        found = run_query(store, queries["tie-evidence"], given)
        assert isinstance(found, Results)
        sides = ("one", "other")
        return [{name: row[name] for name in row if name not in sides} for row in found]

    assert rows(one="o25", other="o28") == rows(one="o28", other="o25") != []
    assert len(rows(organisation="o01")) == len(rows(one="o01")) == len(rows(other="o01"))


def test_every_statement_of_every_tie_can_be_cited_to_a_row(
    store: ox.Store, queries: dict[str, SavedQuery]
) -> None:
    found = run_query(store, queries["tie-evidence"])
    assert isinstance(found, Results)
    ties = {(row["one"], row["other"]) for row in found}
    everyone = run_query(store, queries["partners"])
    assert isinstance(everyone, Results)
    assert ties | {(other, one) for one, other in ties} == {
        (row["organisation"], row["partner"]) for row in everyone
    }
    assert all(re.fullmatch(r"reports/\w+\.csv#row=\d+", str(row["row"])) for row in found)
    assert all(row["document"] and row["start"] is not None for row in found)


def test_the_documentation_lists_every_question(queries: dict[str, SavedQuery]) -> None:
    text = (ROOT / "queries" / "README.md").read_text(encoding="utf-8")
    for query in queries.values():
        names = ", ".join(f"`--{parameter.name}`" for parameter in query.parameters) or "–"
        number = (*query.tags, "–")[1]
        row = f"| {query.tags[0]} | `{query.name}` | {query.summary['en']} | {names} | {number} |"
        assert row in text


def test_labels_of_things_are_asked_for_in_the_language_wanted(
    store: ox.Store, concepts: Concepts
) -> None:
    stated = "https://w3id.org/saite/concepts/status/stated"
    labels = {
        language: find_labels(store_ask(store), [stated], language=language, concepts=concepts)
        for language in ("en", "lt", "lv")
    }
    assert len({label[stated] for label in labels.values()}) == 3
