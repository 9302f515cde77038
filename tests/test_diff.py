"""Differences of two builds: all is told, once, and nothing else; in three languages."""

import csv
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saite.build import build_workspace
from saite.diff import Change, Diff, Fact, Place, QuoteCount, diff_builds
from saite.diff.quads import SortedQuads, differing_subjects
from saite.errors import BuildError
from saite.namespaces import PREFIXES, expand, shorten
from support import ROOT

BASE = "https://example.org/id/"
PROLOGUE = f"BASE <{BASE}>\n" + "".join(
    f"PREFIX {prefix}: <{namespace}>\n"
    for prefix, namespace in {
        **PREFIXES,
        "concept": "https://w3id.org/saite/concepts/",
    }.items()
)
RECORDS = """
GRAPH <graph/s/all> {
  <organisation/o1> a org:Organization ; dcterms:identifier "o1" ;
    skos:prefLabel "Pirmoji asociacija"@lt, "First association"@en ;
    dcterms:source <source/s/organisations.csv#row=2> .
  <organisation/o2> a org:Organization ; dcterms:identifier "o2" ;
    skos:prefLabel "Otrā biedrība"@lv ; dcterms:source <source/s/organisations.csv#row=3> .
  <event/ev1> a schema:Event ; dcterms:identifier "ev1" ; skos:prefLabel "Forumas"@lt ;
    saite:when <time/event/ev1> ; dcterms:source <source/s/events.csv#row=2> .
  <time/event/ev1> a saite:TimeSpan ; saite:asWritten "2019 m."@lt ;
    saite:edtf "2019"^^edtf:EDTF ; saite:earliest "2019-01-01"^^xsd:date ;
    saite:latest "2019-12-31"^^xsd:date ; saite:precision "year" .
  <participation/r1> a saite:Participation ; dcterms:identifier "r1" ;
    saite:inEvent <event/ev1> ; saite:participant <organisation/o1> ;
    saite:status <https://w3id.org/saite/concepts/status/stated> ;
    saite:evidence <evidence/e1> ; dcterms:source <source/s/participations.csv#row=2> .
  <participation/r2> a saite:Participation ; dcterms:identifier "r2" ;
    saite:inEvent <event/ev1> ; saite:participant <organisation/o2> ;
    saite:evidence <evidence/e1> ; dcterms:source <source/s/participations.csv#row=3> .
  <evidence/e1> a oa:SpecificResource ; dcterms:identifier "e1" ; oa:hasSource <document/d1> ;
    saite:section "3" ; oa:hasSelector <selector/e1> ;
    dcterms:source <source/s/evidence.csv#row=2> .
  <selector/e1> a oa:TextPositionSelector ; oa:start 10 ; oa:end 20 .
  <document/d1> a foaf:Document ; dcterms:identifier "d1" ; skos:prefLabel "Report"@en ;
    dcterms:source <source/s/documents.csv#row=2> .
}
"""
TIE = """
GRAPH <graph/derived> {
  <organisation/o1> saite:tiedTo <organisation/o2> .
  <tie/o1~o2> a saite:EvidencedPartnership ; saite:between <organisation/o1>, <organisation/o2> ;
    saite:weight 1.0 ; saite:supportCount 1 ;
    saite:status <https://w3id.org/saite/concepts/status/stated> .
  <strength/o1~o2~event> a saite:Strength ; saite:ofTie <tie/o1~o2> ; saite:weight 1.0 ;
    saite:supportCount 1 ; saite:kind <https://w3id.org/saite/concepts/tie-kind/event> .
  <support/o1~o2~event~ev1> a saite:Support ; saite:supports <tie/o1~o2> ; saite:weight 1.0 ;
    saite:kind <https://w3id.org/saite/concepts/tie-kind/event> ; saite:through <event/ev1> ;
    saite:status <https://w3id.org/saite/concepts/status/stated> .
}
"""
QUOTE = """
GRAPH <graph/quotes> {
  <evidence/e1> oa:hasSelector <quote/e1> .
  <quote/e1> a oa:TextQuoteSelector ; oa:exact "words"@en .
}
"""
HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "two\nlines\r\tand a tab",
    "\u202eturned\u202c",
    "\x07\x7f\x00".replace("\x00", ""),
    "{} {0} %s <img src=x onerror=alert(1)>",
    'quotes " and \\ and ”',
    "[bold]markup[/bold]",
]


def make_build(folder: Path, trig: str) -> Path:
    quads = ox.parse(PROLOGUE + trig, format=ox.RdfFormat.TRIG)
    return write_build(folder, (str(quad) for quad in quads))


def write_build(folder: Path, lines: Iterable[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    encoded = sorted({f"{line} .\n".encode() for line in lines})
    (folder / "graph.nq").write_bytes(b"".join(encoded))
    return folder


def compare(folder: Path, old: str, new: str) -> Diff:
    return diff_builds(make_build(folder / "old", old), make_build(folder / "new", new))


def summary(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(change.kind, change.iri.removeprefix(BASE)) for change in changes]


def facts(change: Change) -> dict[str, tuple[list[str], list[str]]]:
    def key(fact: Fact) -> str:
        return " ".join([*map(shorten, fact.path), *fact.part.removeprefix(BASE).split()])

    def values(
        terms: tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, ...],
    ) -> list[str]:
        return [getattr(term, "value", "").rpartition("/")[2] for term in terms]

    return {key(fact): (values(fact.old), values(fact.new)) for fact in change.facts}


def edited(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


def test_nothing_differs_between_a_build_and_itself(tmp_path: Path) -> None:
    found = compare(tmp_path, RECORDS + TIE + QUOTE, RECORDS + TIE + QUOTE)
    assert not found
    assert [list(found.lines(language)) for language in ("en", "lt", "lv")] == [
        ["Nothing differs."],
        ["Niekas nesiskiria."],
        ["Nekas neatšķiras."],
    ]
    assert json.loads(found.to_json())["differs"] is False


def test_an_organisation_is_added_or_gone(tmp_path: Path) -> None:
    more = """GRAPH <graph/s/all> {
      <organisation/o10> a org:Organization ; dcterms:identifier "o10" ;
        skos:prefLabel "Trečioji"@lt ; saite:evidence <evidence/e1> ;
        dcterms:source <source/s/organisations.csv#row=4> . }"""
    found = compare(tmp_path, RECORDS, RECORDS + more)
    assert summary(found.organisations) == [("added", "organisation/o10")]
    assert found.organisations[0].place == Place("s/organisations.csv", 4)
    assert list(found.lines("en")) == [
        "Organisations – added: 1",
        "  + Trečioji (o10): evidence: 1 — s/organisations.csv, row 4",
    ]
    back = diff_builds(tmp_path / "new", tmp_path / "old")
    assert list(back.lines("lt")) == [
        "Organizacijos – nebėra: 1",
        "  - Trečioji (o10): įrodymas: 1 — s/organisations.csv, eilutė 4",
    ]


def test_an_organisation_is_renamed(tmp_path: Path) -> None:
    found = compare(tmp_path, RECORDS, edited(RECORDS, ("Otrā biedrība", "Jaunā biedrība")))
    assert summary(found.organisations) == [("renamed", "organisation/o2")]
    assert list(found.lines("lv")) == [
        "Organizācijas – pārdēvēts: 1",
        "  ~ Jaunā biedrība (o2) — s/organisations.csv, rinda 3",
        "      nosaukums: “Otrā biedrība” → “Jaunā biedrība”",
    ]


def test_a_name_in_one_more_language_is_no_renaming(tmp_path: Path) -> None:
    more = edited(RECORDS, ('"Otrā biedrība"@lv', '"Otrā biedrība"@lv, "Second"@en'))
    found = compare(tmp_path, RECORDS, more)
    assert summary(found.organisations) == [("changed", "organisation/o2")]
    assert facts(found.organisations[0]) == {"skos:prefLabel": ([], ["Second"])}


def test_a_tie_is_added_with_all_that_it_rests_on(tmp_path: Path) -> None:
    found = compare(tmp_path, RECORDS, RECORDS + TIE)
    assert summary(found.ties) == [("added", "tie/o1~o2")]
    assert not found.statements
    assert not found.organisations
    assert list(found.lines("en")) == [
        "Ties – added: 1",
        (
            "  + First association – Otrā biedrība: kind of tie: event; through: Forumas; "
            "weight: 1.0; number of supports: 1; status: stated"
        ),
        "Nodes that differ only in shortcuts or graphs that follow from the records: 1",
    ]


def test_a_tie_changes_in_weight_status_and_kinds(tmp_path: Path) -> None:
    changed = (
        edited(
            TIE,
            (
                "saite:weight 1.0 ; saite:supportCount 1 ;\n    saite:status",
                "saite:weight 1.5 ; saite:supportCount 2 ;\n    saite:status",
            ),
            ("concepts/status/stated> .\n  <strength", "concepts/status/disputed> .\n  <strength"),
        )
        + """GRAPH <graph/derived> {
      <strength/o1~o2~project> a saite:Strength ; saite:ofTie <tie/o1~o2> ; saite:weight 0.5 ;
        saite:supportCount 1 ; saite:kind <https://w3id.org/saite/concepts/tie-kind/project> .
      <support/o1~o2~project~p1> a saite:Support ; saite:supports <tie/o1~o2> ;
        saite:kind <https://w3id.org/saite/concepts/tie-kind/project> ; saite:through <project/p1> ;
        saite:weight 0.5 . }"""
    )
    found = compare(tmp_path, RECORDS + TIE, RECORDS + changed)
    assert summary(found.ties) == [("changed", "tie/o1~o2")]
    assert facts(found.ties[0]) == {
        "saite:kind": ([], ["project"]),
        "saite:through": ([], ["p1"]),
        "saite:weight": (["1.0"], ["1.5"]),
        "saite:supportCount": (["1"], ["2"]),
        "saite:status": (["stated"], ["disputed"]),
    }
    line = list(found.lines("lt"))[1]
    assert line.startswith("  ~ Pirmoji asociacija – Otrā biedrība: ryšio rūšis: + projektas; ")
    assert "svoris: 1.0 → 1.5" in line
    assert "statusas: nurodyta → ginčijama" in line


def test_what_a_support_says_is_told_only_where_the_tie_does_not_sum_it_up(tmp_path: Path) -> None:
    both = edited(TIE, ("weight 1.0", "weight 0.5"))
    assert set(facts(compare(tmp_path, RECORDS + TIE, RECORDS + both).ties[0])) == {"saite:weight"}
    support, _, rest = TIE.rpartition("status/stated")
    own = f"{support}status/implied{rest}"
    found = compare(tmp_path, RECORDS + TIE, RECORDS + own)
    assert facts(found.ties[0]) == {
        "saite:through saite:status event/ev1": (["stated"], ["implied"])
    }
    assert list(found.lines())[1].endswith(": through Forumas (status: stated → implied)")


def test_a_statement_changes_with_labels_and_its_row(tmp_path: Path) -> None:
    changed = edited(
        RECORDS,
        ("status/stated> ;\n    saite:evidence", "status/disputed> ;\n    saite:evidence"),
        ("saite:participant <organisation/o1>", "saite:participant <organisation/o2>"),
    )
    found = compare(tmp_path, RECORDS, changed)
    assert list(found.lines("lv")) == [
        "Apgalvojumi – mainīts: 1",
        "  ~ Dalība pasākumā r1 (Forumas – Otrā biedrība) — s/participations.csv, rinda 2",
        "      kas piedalās: First association → Otrā biedrība",
        "      statuss: norādīts → apstrīdēts",
    ]


def test_a_date_is_told_with_the_record_that_has_it(tmp_path: Path) -> None:
    changed = edited(
        RECORDS,
        ("2019 m.", "2020 m."),
        ('"2019"^^', '"2020"^^'),
        ("2019-01-01", "2020-01-01"),
        ("2019-12-31", "2020-12-31"),
    )
    found = compare(tmp_path, RECORDS, changed)
    assert summary(found.statements) == [("changed", "event/ev1")]
    assert list(found.lines("lt"))[2:] == [
        "      kada: „2019 m.“ → „2020 m.“",
        "      kada, EDTF: 2019 → 2020",
    ]


def test_what_a_date_means_is_told_if_only_that_differs(tmp_path: Path) -> None:
    found = compare(tmp_path, RECORDS, edited(RECORDS, ("2019-12-31", "2019-12-30")))
    assert facts(found.statements[0]) == {
        "saite:when saite:latest": (["2019-12-31"], ["2019-12-30"])
    }


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (('saite:section "3"', 'saite:section "4"'), "section: “3” → “4”"),
        (("oa:end 20", "oa:end 21"), "place in the text, end: 20 → 21"),
    ],
)
def test_evidence_is_told_with_every_statement_that_cites_it(
    tmp_path: Path, edit: tuple[str, str], told: str
) -> None:
    found = compare(tmp_path, RECORDS, edited(RECORDS, edit))
    assert summary(found.statements) == [
        ("changed", "participation/r1"),
        ("changed", "participation/r2"),
    ]
    assert [line for line in found.lines() if line.startswith("      ")] == [
        f"      evidence e1 ({told})"
    ] * 2


def test_parts_that_nobody_holds_are_told_themselves(tmp_path: Path) -> None:
    more = """GRAPH <graph/s/all> {
      <evidence/e9> a oa:SpecificResource ; dcterms:identifier "e9" ; saite:section "9" ;
        oa:hasSelector <selector/e9> .
      <selector/e9> a oa:TextPositionSelector ; oa:start 1 .
      <time/lost> a saite:TimeSpan ; saite:edtf "2019"^^edtf:EDTF . }"""
    found = compare(tmp_path, RECORDS, RECORDS + more)
    assert summary(found.statements) == [("added", "evidence/e9"), ("added", "time/lost")]
    only = compare(tmp_path, RECORDS + more, RECORDS + edited(more, ("oa:start 1", "oa:start 2")))
    assert facts(only.statements[0]) == {"oa:hasSelector oa:start": (["1"], ["2"])}


def test_moved_rows_are_counted_and_not_listed(tmp_path: Path) -> None:
    moved = edited(RECORDS, ("participations.csv#row=3", "participations.csv#row=9"))
    moved = edited(moved, ("evidence.csv#row=2", "evidence.csv#row=7"))
    found = compare(tmp_path, RECORDS, moved)
    assert found == Diff(moved=2, things=found.things)
    assert [list(found.lines(language)) for language in ("en", "lt", "lv")] == [
        ["Records in another row, otherwise the same: 2"],
        ["Įrašai kitoje eilutėje, visa kita nepakitę: 2"],
        ["Ieraksti citā rindā, viss pārējais nemainīts: 2"],
    ]


def test_quotes_are_counted_for_each_document(tmp_path: Path) -> None:
    found = compare(tmp_path, RECORDS, RECORDS + QUOTE)
    assert found.quotes == (QuoteCount(f"{BASE}document/d1", added=1),)
    assert next(found.lines("en")) == "Quotes of Report – added: 1"
    assert not found.statements
    changed = compare(tmp_path, RECORDS + QUOTE, RECORDS + edited(QUOTE, ("words", "other")))
    assert changed == Diff(
        quotes=(QuoteCount(f"{BASE}document/d1", changed=1),), things=changed.things
    )


def test_pairs_that_were_not_made_are_told_with_the_event(tmp_path: Path) -> None:
    large = "GRAPH <graph/derived> { <event/ev1> saite:tooLargeForPairs true . }"
    found = compare(tmp_path, RECORDS, RECORDS + large)
    assert facts(found.statements[0]) == {"saite:tooLargeForPairs": ([], ["true"])}


def test_records_of_other_vocabularies_are_told_too(tmp_path: Path) -> None:
    more = """GRAPH <graph/s/own> { <x/1> a <https://example.org/own#Thing> ;
      <https://example.org/own#size> 3 ; <https://example.org/own#of> <organisation/o1> . }"""
    lines = list(compare(tmp_path, RECORDS, RECORDS + more).lines())
    assert lines[0] == "Statements – added: 1"
    assert "https://example.org/own#size: 3" in lines[1]
    assert "First association" in lines[1]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["en", "lt", "lv"])
def test_hostile_text_is_only_text_in_the_lines(tmp_path: Path, text: str, language: str) -> None:
    literal = str(ox.Literal(text))
    records = edited(
        RECORDS,
        ('"Forumas"@lt', literal),
        ('"Report"@en', literal),
        ('dcterms:identifier "r1"', f"dcterms:identifier {literal}"),
        ('"Otrā biedrība"@lv', literal),
    )
    changed = edited(records, ('saite:section "3"', f"saite:section {literal}"))
    more = f"""GRAPH <graph/s/all> {{ <note/n> skos:note {literal} ;
        dcterms:source <source/s/%1B%0A.csv#row=2> . }}"""
    found = compare(tmp_path, records, changed + TIE + QUOTE + more)
    lines = list(found.lines(language))
    assert len(found.statements) == 3
    assert all(len(line.splitlines()) == 1 for line in lines)
    joined = "".join(lines) + found.to_json().replace("\n", "")
    assert not set(joined) & {"\x1b", "\r", "\n", "\t", "\x07", "\x7f", "\u202e", "\u202c"}
    assert json.loads(found.to_json())["things"][f"{BASE}event/ev1"]["labels"] == {"": [text]}


def test_json_is_the_same_each_time_and_sorted(tmp_path: Path) -> None:
    found = compare(tmp_path, RECORDS, edited(RECORDS, ("Otrā", "Jaunā")) + TIE + QUOTE)
    again = diff_builds(tmp_path / "old", tmp_path / "new")
    assert again.to_json() == found.to_json()
    told = json.loads(found.to_json())
    assert list(told) == sorted(told)
    assert told["organisations"] == [
        {
            "iri": f"{BASE}organisation/o2",
            "change": "renamed",
            "class": "org:Organization",
            "file": "s/organisations.csv",
            "row": 3,
            "facts": [
                {
                    "path": ["skos:prefLabel"],
                    "part": "",
                    "old": [{"type": "literal", "value": "Otrā biedrība", "xml:lang": "lv"}],
                    "new": [{"type": "literal", "value": "Jaunā biedrība", "xml:lang": "lv"}],
                }
            ],
        }
    ]


def test_a_folder_without_a_graph_is_no_build(tmp_path: Path) -> None:
    build = make_build(tmp_path / "build", RECORDS)
    (tmp_path / "empty").mkdir()
    for other in (tmp_path / "empty", tmp_path / "missing"):
        with pytest.raises(BuildError, match=r"is no build: graph\.nq cannot be read"):
            diff_builds(other, build)
        with pytest.raises(BuildError, match=r"is no build: graph\.nq cannot be read"):
            diff_builds(build, other)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<urn:b> <urn:p> <urn:o> .\n<urn:a> <urn:p> <urn:o> .\n", "line 2: is not sorted"),
        (b"<urn:a> no quad at all\n", "is not N-Quads"),
        (b"\xff\xfe\n", "is not N-Quads"),
        (b"<urn:\xff> <urn:p> <urn:o> .\n", "is not N-Quads"),
        (b"\n", "is not N-Quads"),
    ],
)
def test_a_damaged_graph_is_an_error_that_says_where(
    tmp_path: Path, data: bytes, message: str
) -> None:
    build = make_build(tmp_path / "build", "")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "graph.nq").write_bytes(data)
    with pytest.raises(BuildError, match=message):
        diff_builds(build, tmp_path / "bad")


def test_an_empty_graph_is_a_build_like_any_other(tmp_path: Path) -> None:
    found = compare(tmp_path, "", RECORDS)
    assert {change.kind for change in found.organisations + found.statements} == {"added"}
    assert not compare(tmp_path, "", "")


# -- any two graphs at all -------------------------------------------------------------------------

NODES = [f"<{BASE}{name}>" for name in ("a", "b", "c/10", "c/9", "tie/a~b")]
CLASSES = [
    "org:Organization", "saite:Participation", "saite:TimeSpan", "oa:SpecificResource",
    "oa:TextPositionSelector", "oa:TextQuoteSelector", "saite:EvidencedPartnership",
    "saite:Strength", "saite:Support",
]  # fmt: skip
LINKS = [
    "saite:when", "saite:evidence", "oa:hasSelector", "saite:ofTie", "saite:supports",
    "saite:participant", "saite:kind", "saite:through", "dcterms:source",
]  # fmt: skip
TEXTS = ["skos:prefLabel", "saite:edtf", "saite:latest", "saite:weight", "dcterms:identifier"]
GRAPHS = [f"<{BASE}graph/{name}>" for name in ("s/t", "derived", "quotes")]


def iris(curies: list[str]) -> "st.SearchStrategy[str]":
    return st.sampled_from([f"<{expand(curie)}>" for curie in curies])


quads = st.tuples(
    st.sampled_from(NODES),
    st.one_of(
        st.tuples(st.just(f"<{expand('rdf:type')}>"), iris(CLASSES)),
        st.tuples(iris(LINKS), st.sampled_from(NODES)),
        st.tuples(iris(TEXTS), st.sampled_from(['"x"', '"y"@en'])),
    ),
    st.sampled_from(GRAPHS),
).map(lambda quad: f"{quad[0]} {quad[1][0]} {quad[1][1]} {quad[2]}")
graphs = st.frozensets(quads, max_size=14)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("diff")


def swapped(change: Change) -> tuple[str, str, frozenset[Fact]]:
    kind = {"added": "gone", "gone": "added"}.get(change.kind, change.kind)
    turned = frozenset(Fact(fact.path, fact.part, fact.new, fact.old) for fact in change.facts)
    return kind, change.iri, turned


def plain(change: Change) -> tuple[str, str, frozenset[Fact]]:
    return change.kind, change.iri, frozenset(change.facts)


@given(old=graphs, new=graphs)
def test_two_graphs_differ_exactly_if_their_lines_do(
    folder: Path, old: frozenset[str], new: frozenset[str]
) -> None:
    before, after = write_build(folder / "old", old), write_build(folder / "new", new)
    found = diff_builds(before, after)
    assert bool(found) == (old != new)
    assert not diff_builds(before, before)
    assert found == diff_builds(before, after)
    for language in ("en", "lt", "lv", "de"):
        assert (list(found.lines(language)) != list(Diff().lines(language))) == bool(found)
    json.loads(found.to_json())


@given(old=graphs, new=graphs)
def test_swapping_the_builds_swaps_added_and_gone(
    folder: Path, old: frozenset[str], new: frozenset[str]
) -> None:
    before, after = write_build(folder / "old", old), write_build(folder / "new", new)
    there, back = diff_builds(before, after), diff_builds(after, before)
    changes = {plain(change) for change in there.organisations + there.ties + there.statements}
    assert changes == {
        swapped(change) for change in back.organisations + back.ties + back.statements
    }
    assert (there.moved, there.other) == (back.moved, back.other)
    assert there.quotes == tuple(
        QuoteCount(count.document, count.gone, count.added, count.changed) for count in back.quotes
    )


@given(old=graphs, new=graphs)
def test_the_merge_names_each_subject_with_a_differing_line_once(
    folder: Path, old: frozenset[str], new: frozenset[str]
) -> None:
    before, after = write_build(folder / "old", old), write_build(folder / "new", new)
    with SortedQuads(before) as left, SortedQuads(after) as right:
        found = list(differing_subjects(left, right))
        assert found == sorted({line.split(" ")[0].encode() for line in old ^ new})
        for node in NODES:
            about = {quad for quad in old if quad.startswith(f"{node} ")}
            said = left.node(node.encode())
            values = [*said.said.values(), *said.derived.values()]
            expected = {
                (line.split(" ")[1], line.split(" ")[2], line.endswith("/derived>"))
                for line in about
            }
            assert sum(map(len, values)) == len(
                {("d" if derived else "s", p, o) for p, o, derived in expected}
            )


# -- a real workspace ------------------------------------------------------------------------------


def edit_table(path: Path, identifier: str, **cells: str) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row["id"] == identifier:
            row.update(cells)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_a_changed_record_of_the_demo_is_told_and_nothing_else(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "saite.toml", tmp_path / "saite.toml")
    old = build_workspace(tmp_path, output=tmp_path / "one").folder
    same = build_workspace(tmp_path, output=tmp_path / "same").folder
    edit_table(tmp_path / "data" / "reports" / "memberships.csv", "m01", role="founder")
    new = build_workspace(tmp_path, output=tmp_path / "two").folder
    assert not diff_builds(old, same)
    found = diff_builds(old, new)
    assert [(change.kind, change.iri.rpartition("/")[2]) for change in found.statements] == [
        ("changed", "m01")
    ]
    assert facts(found.statements[0]) == {"org:role": (["member"], ["founder"])}
    assert found.statements[0].place == Place("reports/memberships.csv", 2)
    assert found == Diff(statements=found.statements, things=found.things)
    lines = list(found.lines("lt"))
    assert lines[0] == "Teiginiai – pakeista: 1"
    assert "Lietuvos universitetų moterų asociacija" in lines[1]
    assert lines[2] == "      vaidmuo: narys → steigėjas"
