"""Gaps: each kind is found where it is, and nowhere else; told in three languages."""

import csv
import io

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saite.errors import UsageError
from saite.gaps import BEGUN, Gaps, Part, find_first_gaps, find_gaps, find_gaps_in
from saite.namespaces import PREFIXES, expand
from saite.query import count_rows
from saite.resources import resource
from saite.results import Iri, write_answer
from saite.sparql import read_saved_queries
from support import ROOT
from synthetic import made_up_case

BASE = "https://example.org/id/"
PROLOGUE = "".join(
    f"PREFIX {prefix}: <{namespace}>\n"
    for prefix, namespace in {
        **PREFIXES,
        "status": "https://w3id.org/saite/concepts/status/",
    }.items()
)
# Two organisations, a tie that is stated, an agreement: all is known.
COMPLETE = """
<organisation/o1> a org:Organization ; skos:prefLabel "One"@en ; saite:status status:stated ;
  saite:evidence <evidence/e1> ; dcterms:source <source/s/organisations.csv#row=2> .
<organisation/o2> a org:Organization ; skos:prefLabel "Two"@en ; saite:status status:stated ;
  saite:evidence <evidence/e1> ; dcterms:source <source/s/organisations.csv#row=3> .
<agreement/a1> a saite:Agreement ; skos:prefLabel "Agreement"@en ; saite:status status:stated ;
  saite:when <time/a1> ; saite:evidence <evidence/e1> ;
  dcterms:source <source/s/agreements.csv#row=2> .
<party/y1> a saite:AgreementParty ; saite:status status:stated ; saite:ofAgreement <agreement/a1> ;
  saite:partyOrganization <organisation/o1> ; saite:signatory <person/h1> ;
  saite:evidence <evidence/e1> ; dcterms:source <source/s/parties.csv#row=2> .
<project/p1> a saite:Project ; skos:prefLabel "Project"@en ; saite:status status:stated ;
  saite:when <time/p1> ; saite:evidence <evidence/e1> ;
  dcterms:source <source/s/projects.csv#row=2> .
<funding/f1> a saite:Funding ; saite:status status:stated ; saite:ofProject <project/p1> ;
  saite:funder <organisation/o2> ; saite:when <time/f1> ; saite:evidence <evidence/e1> ;
  dcterms:source <source/s/funding.csv#row=2> .
<tie/o1~o2> a saite:EvidencedPartnership ; saite:between <organisation/o1>, <organisation/o2> ;
  saite:status status:stated .
<support/x> a saite:Support ; saite:status status:implied ; saite:supports <tie/o1~o2> ;
  saite:statement <party/y1> .
"""
# What makes each kind of gap: statements added, statements removed, thing, detail, file and row.
EACH: dict[str, tuple[str, str, str, str | None, str, int]] = {
    "untied-organisations": (
        """<organisation/o3> a org:Organization ; saite:status status:stated ;
             saite:evidence <evidence/e1> ;
             dcterms:source <source/s/book.xlsx#sheet=Organisations%20A&row=4> .""",
        "",
        "organisation/o3",
        None,
        "s/book.xlsx#Organisations A",
        4,
    ),
    "unstated-ties": (
        "<tie/o1~o2> saite:status status:implied .",
        "<tie/o1~o2> saite:status status:stated .",
        "organisation/o1",
        BASE + "organisation/o2",
        "s/parties.csv",
        2,
    ),
    "without-evidence": (
        "",
        "<project/p1> saite:evidence <evidence/e1> .",
        "project/p1",
        PREFIXES["saite"] + "Project",
        "s/projects.csv",
        2,
    ),
    "without-date": (
        "",
        "<agreement/a1> saite:when <time/a1> .",
        "agreement/a1",
        PREFIXES["saite"] + "Agreement",
        "s/agreements.csv",
        2,
    ),
    "unresolved-names": (
        """<name/n1> a saite:NameForm ; saite:nameOf <organisation/o1> ; saite:unresolved true ;
             saite:asWritten "XXVII KMD"@lt ; saite:status status:stated ;
             saite:evidence <evidence/e1> ; dcterms:source <source/s/names.csv#row=5> .""",
        "",
        "organisation/o1",
        "XXVII KMD",
        "s/names.csv",
        5,
    ),
    "unnamed-participants": (
        """<participation/r1> a saite:Participation ; saite:inEvent <event/e1> ;
             saite:group "guests"@en ; saite:status status:stated ;
             saite:evidence <evidence/e1> ;
             dcterms:source <source/s/participations.csv#row=6> .""",
        "",
        "event/e1",
        "guests",
        "s/participations.csv",
        6,
    ),
    "open-lists": (
        """<participation/r1> a saite:Participation ; saite:inEvent <event/e1> ;
             saite:participant <organisation/o1> ; saite:openList true ;
             saite:status status:stated ; saite:evidence <evidence/e1> ;
             dcterms:source <source/s/participations.csv#row=7> .""",
        "",
        "event/e1",
        None,
        "s/participations.csv",
        7,
    ),
    "conflicts": (
        """<party/y1> saite:conflictsWith <party/y2> . <party/y2> saite:conflictsWith <party/y1> ;
             dcterms:source <source/s/parties.csv#row=3> .""",
        "",
        "party/y1",
        BASE + "party/y2",
        "s/parties.csv",
        2,
    ),
    "unknown-signatories": (
        "",
        "<party/y1> saite:signatory <person/h1> .",
        "agreement/a1",
        BASE + "organisation/o1",
        "s/parties.csv",
        2,
    ),
    "unfunded-projects": (
        '<project/p1> saite:projectNumber "2017/028" .',
        "<funding/f1> saite:funder <organisation/o2> .",
        "project/p1",
        "2017/028",
        "s/projects.csv",
        2,
    ),
    "events-too-large": (
        """<event/e1> saite:tooLargeForPairs true ; saite:organisationCount 31 ;
             dcterms:source <source/s/events.csv#row=8> .""",
        "",
        "event/e1",
        "31",
        "s/events.csv",
        8,
    ),
    "same-names": (
        """<organisation/o2> skos:prefLabel "One"@en . <place/l1> a schema:Place ;
             skos:prefLabel "One"@en ; dcterms:source <source/s/places.csv#row=2> .""",
        '<organisation/o2> skos:prefLabel "Two"@en .',
        "organisation/o1",
        BASE + "organisation/o2",
        "s/organisations.csv",
        2,
    ),
}


def quads(turtle: str) -> list[ox.Quad]:
    return list(ox.parse(PROLOGUE + turtle, format=ox.RdfFormat.TURTLE, base_iri=BASE))


def store_of(added: str = "", removed: str = "") -> ox.Store:
    store = ox.Store()
    # Spread over graphs, as a build is: a gap is found across them.
    for number, quad in enumerate(quads(COMPLETE + added)):
        graph = ox.NamedNode(f"{BASE}graph/{number % 3}")
        store.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    for quad in quads(removed):
        for found in list(store.quads_for_pattern(quad.subject, quad.predicate, quad.object)):
            store.remove(found)
    return store


def of_kind(gaps: Gaps, kind: str) -> list[tuple[str, str | None, str, int]]:
    return [
        (gap.thing.value, gap.detail.value if gap.detail else None, gap.file, gap.row)
        for gap in gaps
        if gap.kind == kind
        and isinstance(gap.thing, ox.NamedNode)
        and isinstance(gap.detail, ox.NamedNode | ox.Literal | None)
    ]


def test_where_all_is_known_there_are_no_gaps() -> None:
    gaps = find_gaps(store_of())
    assert list(gaps) == []
    assert set(gaps.counts()) == set(EACH)
    assert set(gaps.counts().values()) == {0}


@pytest.mark.parametrize("kind", EACH)
def test_each_kind_of_gap_is_found_with_its_row(kind: str) -> None:
    added, removed, thing, detail, file, row = EACH[kind]
    gaps = find_gaps(store_of(added, removed))
    assert of_kind(gaps, kind) == [(BASE + thing, detail, file, row)]
    assert gaps.counts()[kind] == 1


@pytest.mark.parametrize("language", ["en", "lt", "lv"])
def test_gaps_are_told_in_three_languages(language: str) -> None:
    added, removed, *_ = EACH["unknown-signatories"]
    gaps = find_gaps(store_of(added, removed), language=language)
    query = read_saved_queries(resource("queries/gaps"))["09-unknown-signatories"]
    (row,) = list(gaps.to_results())
    assert row["gap"] == query.summary[language]
    assert row["next"] == query.description[language]
    assert isinstance(row["thing"], Iri)
    assert isinstance(row["detail"], Iri)
    assert (row["thing"].label, row["detail"].label) == ("Agreement", "One")
    assert (row["file"], row["row"]) == ("s/parties.csv", 2)


@pytest.mark.parametrize(
    ("language", "thing", "detail"),
    [
        ("en", "Membership m1", "Membership"),
        ("lt", "Narystė m1", "Narystė"),
        ("lv", "Dalība organizācijā m1", "Dalība organizācijā"),
    ],
)
def test_a_record_without_a_label_is_called_by_its_class_and_id(
    language: str, thing: str, detail: str
) -> None:
    added = """<membership/m1> a org:Membership ; dcterms:identifier "m1" ;
        saite:status status:stated ; saite:evidence <evidence/e1> ;
        dcterms:source <source/s/memberships.csv#row=2> ."""
    (row,) = list(find_gaps(store_of(added), language=language).to_results())
    assert isinstance(row["thing"], Iri)
    assert isinstance(row["detail"], Iri)
    assert (row["thing"].label, row["detail"].label) == (thing, detail)


def test_gaps_are_written_like_any_answer() -> None:
    added, removed, *_ = EACH["unknown-signatories"]
    stream = io.BytesIO()
    write_answer(find_gaps(store_of(added, removed)).to_results(), stream, form="csv")
    header, row = csv.reader(io.StringIO(stream.getvalue().decode("utf-8"), newline=""))
    assert header[:6] == ["gap", "thing", "detail", "next", "file", "row"]
    assert row[1:3] == ["Agreement", "One"]
    assert row[-2:] == [BASE + "agreement/a1", BASE + "organisation/o1"]


def test_english_stands_in_for_a_language_without_texts() -> None:
    assert find_gaps(store_of(), language="de").titles == find_gaps(store_of()).titles


def test_the_documentation_names_every_kind_and_what_to_do() -> None:
    text = (ROOT / "queries" / "README.md").read_text(encoding="utf-8")
    for query in read_saved_queries(resource("queries/gaps")).values():
        kind = query.name.split("-", 1)[1]
        assert f"| `{kind}` | {query.summary['en']} | {query.description['en']} |" in text


def untied(number: int) -> ox.Store:
    lines = (
        f"""<organisation/u{each:03}> a org:Organization ; skos:prefLabel "U{each}"@en ;
            dcterms:source <source/s/organisations.csv#row={each + 10}> ."""
        for each in range(number)
    )
    return store_of("\n".join(lines))


def test_a_part_of_the_gaps_is_told_and_all_are_counted() -> None:
    store = untied(25)
    whole = [gap for gap in find_gaps(store) if gap.kind == "untied-organisations"]
    assert len(whole) == 25
    first = find_gaps(store, part=Part(10))
    assert first.counts() == find_gaps(store).counts()
    assert list(first) == [*whole[:10]]
    assert len(first.labels) == 10
    last = find_gaps(store, part=Part(10, 20, "untied-organisations"))
    assert list(last) == whole[20:]
    assert last.counts() == {"untied-organisations": 25}
    assert list(find_gaps(store, part=Part(0))) == []


def test_a_kind_of_gap_that_there_is_not_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'open-lists'"):
        find_gaps(store_of(), part=Part(kind="open-list"))


def test_gaps_told_in_several_languages_are_the_same_ones() -> None:
    store = untied(3)
    told = find_gaps_in(store, ("en", "lt"), part=Part(2))
    assert [gap.thing for gap in told["en"]] == [gap.thing for gap in told["lt"]]
    assert list(told["lt"]) == list(find_gaps(store, language="lt", part=Part(2)))
    assert told["en"].titles != told["lt"].titles


# What a kind is, said as plainly as it can be; the query says the same in an order that is faster.
PLAIN = {
    "03-without-evidence": """SELECT DISTINCT ?thing ?detail ?row WHERE {
        ?thing saite:status ?status ; a ?detail ; dcterms:source ?row .
        MINUS { ?thing saite:evidence ?evidence } }""",
    "04-without-date": """SELECT DISTINCT ?thing ?detail ?row WHERE {
        VALUES ?detail { org:Membership org:Post org:ChangeEvent schema:Event saite:Affiliation
            saite:Agreement saite:DeclaredCooperation saite:Funding saite:Project
            saite:ProjectParticipation }
        ?thing a ?detail ; dcterms:source ?row .
        MINUS { ?thing saite:when ?time } }""",
}
SAID = [
    (expand(name), ox.NamedNode(expand(value) if ":" in value else BASE + value))
    for name, value in (
        ("rdf:type", "schema:Event"), ("rdf:type", "saite:Support"), ("rdf:type", "org:Post"),
        ("saite:status", "stated"), ("saite:status", "implied"), ("saite:evidence", "e1"),
        ("saite:when", "t1"), ("dcterms:source", "row1"), ("dcterms:source", "row2"),
    )
]  # fmt: skip


def check_plain(store: ox.Store) -> dict[str, int]:
    """Check that each query finds the rows that its plain form finds, each once."""
    queries = read_saved_queries(resource("queries/gaps"))
    numbers = {}
    for name, plain in PLAIN.items():
        found, number = count_rows(store, queries[name].text, most=1_000)
        expected, _ = count_rows(store, PROLOGUE + plain, most=1_000)
        assert sorted(found.terms, key=str) == sorted(expected.terms, key=str), name
        assert number == len(found) == len(set(found.terms))
        numbers[name] = number
    return numbers


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 4), st.sampled_from(SAID), st.integers(0, 2))))
def test_gaps_are_what_their_plain_form_says(
    said: set[tuple[int, tuple[str, ox.NamedNode], int]],
) -> None:
    store = ox.Store()
    for thing, (name, value), graph in said:
        subject, predicate = ox.NamedNode(f"{BASE}thing/{thing}"), ox.NamedNode(name)
        store.add(ox.Quad(subject, predicate, value, ox.NamedNode(f"{BASE}graph/{graph}")))
    check_plain(store)


def test_gaps_of_a_whole_graph_are_what_their_plain_form_says() -> None:
    assert all(check_plain(made_up_case().derive()).values())


def test_what_was_found_first_is_told_as_if_it_were_looked_for() -> None:
    store = untied(BEGUN + 130)
    first = find_first_gaps(store)
    kind = "untied-organisations"
    assert len(first.places[kind]) == BEGUN
    parts = [Part(), Part(0), Part(10), Part(BEGUN), Part(BEGUN + 1), Part(kind=kind)]
    parts += [Part(100, start, kind) for start in (0, 400, 401, 450, 600, 900)]
    for part in parts:
        told = find_gaps(store, part=part, first=first)
        assert told == find_gaps(store, part=part), part
    # What is held is not looked for again: of another graph it is as it was found.
    other = find_gaps(store_of(), part=Part(BEGUN), first=first)
    assert list(other) == list(find_gaps(store, part=Part(BEGUN)))
    assert other.counts()[kind] == BEGUN + 130
    assert find_gaps(store_of(), part=Part(BEGUN + 1, 0, kind), first=first).counts() == {kind: 0}
