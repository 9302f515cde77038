"""Every fact of the two reports is in the records, with its evidence, and in the built graph.

``cases/facts.csv`` lists for each fact the rows that hold it, and the cells that matter: A1 to A47
of the Lithuanian report, B1 to B32 of the Latvian one, C30.1 to C30.15 found on a second reading.
"""

import csv
import hashlib
from collections import defaultdict
from functools import cache
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest

from saite.build import BuildSummary, build_workspace
from saite.workspace import load_workspace

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "data" / "reports"
SEEDS = ROOT.parent / "shared" / "seeds"
FACTS = [f"A{number}" for number in range(1, 48)] + [f"B{number}" for number in range(1, 33)]
SECOND_READING = [f"C30.{number}" for number in range(1, 16)]
REPORTS = {"A": "d01", "B": "d02"}

Row = dict[str, str]


@cache
def table(name: str) -> dict[str, Row]:
    with (RECORDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream, strict=True)}


@cache
def cases() -> dict[str, list[Row]]:
    """Give the rows and cells of each fact."""
    found = defaultdict(list)
    path = Path(__file__).parent / "cases" / "facts.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, strict=True):
            found[row["fact"]].append(row)
    return dict(found)


@cache
def texts() -> dict[str, str]:
    """Give the texts of the reports, found by checksum, or skip."""
    if not SEEDS.is_dir():
        pytest.skip(f"the texts of the reports are not at hand in {SEEDS}")
    by_checksum = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes().decode("utf-8")
        for path in SEEDS.glob("*.txt")
    }
    documents = [row for row in table("documents").values() if row["sha256"]]
    return {row["id"]: by_checksum[row["sha256"]] for row in documents}


def evidence_of(name: str, row: Row) -> list[str]:
    """Give the evidence of a row; that of a place is the evidence of its names."""
    if name != "places":
        return row["evidence"].split(";") if row["evidence"] else []
    forms = [form for form in table("names").values() if form["place"] == row["id"]]
    return [key for form in forms for key in form["evidence"].split(";")]


def ids(name: str, **cells: str) -> list[str]:
    """Give the ids of the rows of a table that have these cells."""
    rows = table(name).values()
    return sorted(
        row["id"] for row in rows if all(row[column] == cell for column, cell in cells.items())
    )


# -- the records -----------------------------------------------------------------------------------


def test_every_fact_has_its_rows() -> None:
    assert list(cases()) == FACTS + SECOND_READING


@pytest.mark.parametrize("fact", FACTS + SECOND_READING)
def test_the_records_hold_the_fact_with_evidence(fact: str) -> None:
    documents = set()
    for case in cases()[fact]:
        row = table(case["table"])[case["id"]]
        if case["column"]:
            assert row[case["column"]] == case["value"], f"{case['table']}/{case['id']}"
        keys = evidence_of(case["table"], row)
        assert keys, f"{case['table']}/{case['id']} has no evidence"
        documents |= {table("evidence")[key]["document"] for key in keys}
    if fact[0] in REPORTS:
        assert REPORTS[fact[0]] in documents


def test_every_row_belongs_to_a_fact() -> None:
    held = {(case["table"], case["id"]) for rows in cases().values() for case in rows}
    names = {path.stem for path in RECORDS.glob("*.csv")} - {"evidence"}
    rows = {(name, key) for name in names for key in table(name)}
    containers = {("places", "l01"), ("places", "l09"), ("places", "l20")}  # only contain others
    assert rows - held == containers


def test_every_evidence_is_cited() -> None:
    tables = [path.stem for path in RECORDS.glob("*.csv") if path.stem != "evidence"]
    rows = [row for name in tables for row in table(name).values()]
    cited = {key for row in rows for key in row.get("evidence", "").split(";") if key}
    assert cited == set(table("evidence"))


@pytest.mark.parametrize("document", sorted(REPORTS.values()))
def test_every_span_holds_its_checksum_in_the_text(document: str) -> None:
    text = texts()[document]
    spans = [row for row in table("evidence").values() if row["document"] == document]
    assert len(spans) > 80
    for row in spans:
        words = text[int(row["start"]) : int(row["end"])]
        assert hashlib.sha256(words.encode("utf-8")).hexdigest() == row["sha256"], row["id"]
        assert words == words.strip(), row["id"]


# besides what the build checks: cells that here, too, are as the reports write them
WRITTEN = {
    "agreements": ["kind_as_written"],
    "documents": ["identifier"],
    "events": ["event_count"],
    "names": ["text"],
    "organisations": ["address", "email", "website"],
    "participations": ["count"],
    "parties": ["capacity"],
    "people": ["name"],
    "projects": ["number"],
}
TITLES = {"documents": ["title"], "events": ["title"], "projects": ["title"]}


def is_ours(name: str, row: Row) -> bool:
    """Tell whether the title of a row is the record keeper's, the source giving none."""
    return row.get("unnamed") == "yes" or (name == "documents" and not row["sha256"])


def test_every_written_name_and_date_stands_in_a_span_of_its_row() -> None:
    checked = 0
    for path in RECORDS.glob("*.csv"):
        for row in table(path.stem).values():
            spans = [table("evidence")[key] for key in row.get("evidence", "").split(";") if key]
            quotes = [
                texts()[span["document"]][int(span["start"]) : int(span["end"])]
                for span in spans
                if span["start"]
            ]
            titled = [] if is_ours(path.stem, row) else TITLES.get(path.stem, [])
            dated = ["when"] if row.get("when") and not row["derivation"] else []
            for column in filter(row.get, WRITTEN.get(path.stem, []) + titled + dated):
                if quotes:
                    place = f"{path.stem}/{row['id']} {column}"
                    assert any(row[column] in quote for quote in quotes), place
                    checked += 1
    assert checked > 130


PROSE = {
    *(".csv", ".css", ".html", ".js", ".json", ".md", ".nq"),
    *(".py", ".pyi", ".rq", ".toml", ".ttl", ".txt"),
}


def written_files() -> list[Path]:
    """Give every file of text in the repository, outside the folders that git ignores."""
    folders = ["data", "docs", "ontology", "queries", "src", "tests", "benchmarks"]
    inside = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    found = [path for path in [*ROOT.iterdir(), *inside] if path.suffix in PROSE]
    hidden = (
        path for path in found if any(p.startswith(".") for p in path.relative_to(ROOT).parts)
    )
    return sorted(path for path in {*found} - {*hidden} if path.is_file())


def test_no_sentence_of_the_reports_is_in_the_repository() -> None:
    """Titles and names are facts; nothing else of ten words in a row is copied."""
    titles = [row["title"] for name in TITLES for row in table(name).values()]
    titles += [row["text"] for row in table("names").values()]
    windows = {
        " ".join(words[start : start + 10])
        for words in (text.split() for text in texts().values())
        for start in range(len(words) - 9)
    }
    sentences = {each for each in windows if not any(each in title for title in titles)}
    assert len(sentences) > 900
    for path in written_files():
        content = " ".join(path.read_text(encoding="utf-8", errors="replace").split())
        assert not [each for each in sentences if each in content], path


@pytest.mark.parametrize("path", sorted(RECORDS.glob("*.csv")), ids=lambda path: path.stem)
def test_the_files_are_plain_utf_8_with_line_feeds(path: Path) -> None:
    content = path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream, strict=True))
    assert all(len(row) == len(header) for row in rows)
    assert len({row[0] for row in rows}) == len(rows) > 0


# -- what must not be smoothed away ----------------------------------------------------------------


def test_what_is_implied_is_listed_whole() -> None:
    """The list that the question about implied statements must give, with the facts' numbers."""
    implied = {name: ids(name, status="implied") for name in STATEMENTS}
    assert {name: found for name, found in implied.items() if found} == {
        "names": ["n05", "n23", "n27", "n28", "n45"],  # PLB A28, ministry A38, LMLO A40 A41, DU B12
        "units": ["u02", "u03", "u04", "u05", "u06"],  # A44: five chapters, nowhere called LUMA's
        "participations": [
            *("r01", "r03"),  # A19, A21: LUMA as organiser
            *("r13", "r16", "r19"),  # A31, A35, A36: LUMA's own part
            *("r38", "r39"),  # B24: experience shared at Dzerkaļi
        ],
        "parties": ["y03", "y04", "y05", "y06", "y07", "y08"],  # B27
        "project_participations": [
            *("q01", "q05", "q07"),  # A37, A41, A40: leads
            *("q09", "q10", "q11", "q12", "q13"),  # B15
        ],
    }
    assert ids("agreements", event_status="implied") == ["a01", "a02"]


STATEMENTS = [
    *("organisations", "names", "people", "memberships", "posts", "units", "events"),
    *("participations", "agreements", "parties", "projects", "project_participations"),
    *("funding", "changes", "cooperations", "descriptions"),
]


def test_what_is_derived_or_disputed_is_listed_whole() -> None:
    assert ids("changes", status="derived") == ["c02", "c06", "c07"]
    assert ids("descriptions", status="derived") == ["s16"]
    disputed = [(name, key) for name in STATEMENTS for key in ids(name, status="disputed")]
    assert disputed == [("changes", "c04")]
    assert table("changes")["c03"]["conflicts_with"] == "c04"


def test_the_unresolved_names_are_those_that_the_texts_never_explain() -> None:
    unresolved = ids("names", unresolved="yes")
    written = [table("names")[key]["text"] for key in unresolved]
    assert written == ["Kauno TAU", "MČTAU", "XXVII KMD", "Tautinių mažumų", "DU"]


def test_only_the_sixth_chapter_is_stated_and_only_it_has_a_name() -> None:
    chapters = {row["unit"]: row["status"] for row in table("units").values()}
    unnamed = ids("organisations", unnamed="yes")
    assert sorted(key for key, status in chapters.items() if status == "implied") == unnamed
    assert not [row for row in table("names").values() if row["organisation"] in unnamed]


def test_nobody_is_said_to_have_signed_the_agreement_of_all() -> None:
    assert ids("parties", agreement="a02", signatory="") == ids("parties", agreement="a02")
    assert len(ids("parties", agreement="a02", status="implied")) == 6


def test_since_when_a_membership_holds_and_who_funds_the_seminar_is_left_open() -> None:
    assert ids("memberships", when="") == ids("memberships")
    assert ids("funding", project="p04") == []


def test_the_intention_to_cooperate_is_no_cooperation() -> None:
    assert ids("descriptions", kind="intention", event="e08") == ["s39"]
    assert ids("cooperations", organisation="o01", open_list="yes") == [
        f"k0{number}" for number in range(1, 7)
    ]
    (other,) = ids("cooperations", partner="")  # B18: a municipality that is not named
    assert table("cooperations")[other]["group"]


def pairs(status: str, *, series: bool) -> set[tuple[str, str]]:
    """Give the pairs of organisations that took part in one event."""
    found = set()
    for event in table("events").values():
        if (event["kind"] == "event-series") == series:
            rows = [row for row in table("participations").values() if row["event"] == event["id"]]
            there = {row["organisation"] for row in rows if row["status"] == status} - {""}
            found |= set(combinations(sorted(there), 2))
    return found


def test_twenty_seven_pairs_certainly_met_and_one_possibly() -> None:
    certain, possible = pairs("stated", series=False), pairs("stated", series=True)
    assert len(certain) == 15 + 6 + 6
    assert possible == {("o04", "o05")}


def test_eight_organisations_have_more_than_one_long_name() -> None:
    forms = defaultdict(set)
    for row in table("names").values():
        if row["organisation"] and row["kind"] != "abbreviation":
            forms[row["organisation"]].add(row["nominative"] or row["text"])
    several = sorted(key for key, names in forms.items() if len(names) > 1)
    assert several == ["o07", "o12", "o16", "o18", "o25", "o28", "o29", "o30"]


def test_five_associations_have_six_links_to_five_places() -> None:
    five = [row for row in table("participations").values() if row["event"] == "e08"]
    there = {row["organisation"] for row in five if row["role"] == "participant"} - {""}
    links = [
        (key, place)
        for key in sorted(there)
        for place in table("organisations")[key]["places"].split(";")
    ]
    assert (len(there), len(links), len({place for _, place in links})) == (5, 6, 5)


# -- the graph -------------------------------------------------------------------------------------

SEGMENTS = {
    "memberships": "membership",
    "organisations": "organisation",
    "people": "person",
    "parties": "party",
    "project_participations": "project-participation",
    "funding": "funding",
}
EVIDENCE = ox.NamedNode("https://w3id.org/saite/ns#evidence")
IDENTIFIER = ox.NamedNode("http://purl.org/dc/terms/identifier")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def node(name: str, key: str) -> ox.NamedNode:
    """Give the node of a record of the demo's workspace."""
    segment = SEGMENTS.get(name, name.removesuffix("s"))
    return ox.NamedNode(f"{load_workspace(ROOT).base}{segment}/{key}")


@pytest.fixture(scope="module")
def graph(reports_build: BuildSummary) -> ox.Store:
    """Give the graph of the root's workspace, all named graphs together."""
    store = ox.Store()
    store.bulk_load(path=reports_build.folder / "graph.nq", format=ox.RdfFormat.N_QUADS)
    return store


def objects(graph: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> set[str]:
    """Give the IRIs and literals that a node points at, in any graph."""
    quads = graph.quads_for_pattern(subject, predicate, None, None)
    return {quad.object.value for quad in quads if not isinstance(quad.object, ox.Triple)}


@pytest.mark.parametrize("fact", FACTS + SECOND_READING)
def test_the_graph_holds_the_fact_with_evidence(graph: ox.Store, fact: str) -> None:
    for name, key in sorted({(case["table"], case["id"]) for case in cases()[fact]}):
        subject = node(name, key)
        assert objects(graph, subject, IDENTIFIER) == {key}, f"{name}/{key} is not in the graph"
        linked = objects(graph, subject, EVIDENCE)
        if name == "places":
            forms = [row["id"] for row in table("names").values() if row["place"] == key]
            linked = {
                each for form in forms for each in objects(graph, node("names", form), EVIDENCE)
            }
        expected = {node("evidence", each).value for each in evidence_of(name, table(name)[key])}
        assert linked == expected, f"{name}/{key}"
        for each in linked:
            assert objects(graph, ox.NamedNode(each), TYPE), f"{each} is not in the graph"


def test_every_row_is_in_the_graph_and_points_at_itself(graph: ox.Store) -> None:
    derived_from = ox.NamedNode("http://purl.org/dc/terms/source")
    for path in RECORDS.glob("*.csv"):
        for number, key in enumerate(table(path.stem), start=2):
            row = f"{load_workspace(ROOT).base}source/reports/{path.name}#row={number}"
            assert objects(graph, node(path.stem, key), derived_from) == {row}


def test_with_the_texts_at_hand_every_span_has_its_quote_in_the_graph(tmp_path: Path) -> None:
    described = (ROOT / "saite.toml").read_text(encoding="utf-8")
    described = described.replace('path = "data/reports"', f"path = '{RECORDS}'")
    described = described.replace("[[sources]]", f"texts = '{SEEDS}'\n\n[[sources]]", 1)
    (tmp_path / "saite.toml").write_text(described, encoding="utf-8")
    spans = {row["id"]: row for row in table("evidence").values() if row["start"]}
    expected = {
        node("evidence", key).value: texts()[row["document"]][int(row["start"]) : int(row["end"])]
        for key, row in spans.items()
    }
    summary = build_workspace(tmp_path)
    assert (summary.texts, summary.quotes, summary.missing_texts) == (2, len(spans), ())
    store = ox.Store()
    store.bulk_load(path=summary.folder / "graph.nq", format=ox.RdfFormat.N_QUADS)
    answer = store.query(
        """PREFIX oa: <http://www.w3.org/ns/oa#> SELECT ?evidence ?words WHERE {
             ?evidence oa:hasSelector ?quote . ?quote a oa:TextQuoteSelector ; oa:exact ?words }""",
        use_default_graph_as_union=True,
    )
    assert isinstance(answer, ox.QuerySolutions)
    assert {row["evidence"].value: row["words"].value for row in answer} == expected
