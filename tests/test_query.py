"""Running queries: what is refused, how names are found, what is shown, how much is kept."""

import contextlib
import http.server
import re
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from saite.concepts import Concepts, load_concepts
from saite.errors import SavedQueryError, UsageError
from saite.index import fold_name
from saite.namespaces import expand
from saite.query import (
    Limits,
    answer_query,
    bind_parameters,
    check_query,
    count_rows,
    find_labels,
    find_query,
    resolve_name,
    run_query,
    saved_queries,
    store_ask,
)
from saite.query.labels import choose_label
from saite.query.names import CLASSES
from saite.resources import resource
from saite.results import Answer, Ask, Iri, Results, Statements, Text, Truth
from saite.sparql import THINGS, SavedQuery, read_saved_query

BASE = "https://example.org/id/"
DATA = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX kind: <https://w3id.org/saite/concepts/organisation-kind/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX saite: <https://w3id.org/saite/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
BASE <https://example.org/id/>

GRAPH <graph/records> {
  <organisation/o1> a org:Organization ; dcterms:identifier "o1" ; dcterms:type kind:association ;
    skos:prefLabel "Lietuvos universitetų moterų asociacija"@lt, "University women"@en .
  <organisation/o2> a org:Organization ; dcterms:identifier "o2" ; dcterms:type kind:association ;
    skos:prefLabel "Baltā māja"@lv .
  <organisation/o3> a org:Organization ; dcterms:identifier "o3" ; dcterms:type kind:network ;
    skos:prefLabel "Baltā māja"@lv .
  <organisation/o4> a org:Organization ; dcterms:identifier "Latgale" ;
    skos:prefLabel "Something else"@en .
  <person/h1> a foaf:Person ; dcterms:identifier "h1" ; skos:prefLabel "Latgale"@lv .
  <project/p1> a saite:Project ; dcterms:identifier "p1" ; skos:prefLabel "School"@en ;
    saite:projectNumber "2017.LV/NVOF/028" .
  <name/n1> a saite:NameForm ; dcterms:identifier "n1" ; saite:nameOf <organisation/o1> ;
    saite:asWritten "moterų asociacijos"@lt ; saite:nominative "moterų asociacija"@lt .
  <membership/m1> a org:Membership ; dcterms:identifier "m1" ; org:member <organisation/o1> ;
    org:organization <organisation/o2> .
}
GRAPH <graph/derived> {
  <organisation/o1> skos:altLabel "LUMA"@lt .
  <organisation/o4> skos:altLabel "luma"@en .
}
"""
MEMBERS = """
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?organisation ?body WHERE {
  VALUES ?organisation { UNDEF }
  ?membership org:member ?organisation ; org:organization ?body .
}
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    made = ox.Store()
    made.load(DATA, format=ox.RdfFormat.TRIG)
    return made


@pytest.fixture(scope="module")
def ask(store: ox.Store) -> Ask:
    return store_ask(store)


@pytest.fixture(scope="module")
def concepts() -> Concepts:
    return load_concepts([resource("ontology/concepts.ttl")])


def rows(store: ox.Store, query: str, parameters: Mapping[str, object] | None = None) -> Results:
    found = run_query(store, query, parameters)
    assert isinstance(found, Results)
    return found


def test_all_graphs_together_are_the_default_graph(store: ox.Store) -> None:
    query = f"SELECT ?label {{ <{BASE}organisation/o1> ?p ?label FILTER(LANG(?label) = 'lt') }}"
    assert {str(row["label"]) for row in rows(store, query)} == {
        "Lietuvos universitetų moterų asociacija",
        "LUMA",
    }


def test_each_form_of_query_has_its_kind_of_answer(store: ox.Store) -> None:
    assert isinstance(run_query(store, "SELECT * { ?s ?p ?o }"), Results)
    assert run_query(store, "ASK { ?s ?p ?o }") == Truth(value=True)
    statements = run_query(store, f"DESCRIBE <{BASE}project/p1>")
    assert isinstance(statements, Statements)
    assert len(statements) == 4
    assert list(statements) == sorted(statements, key=str)


def test_nothing_found_is_an_answer_of_no_rows(store: ox.Store) -> None:
    found = rows(store, "SELECT ?a { ?a <urn:nothing> ?b }")
    assert found.variables == ("a",)
    assert len(found) == 0


def test_more_rows_than_the_limit_are_cut_and_said(store: ox.Store) -> None:
    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        cut = run_query(store, query, limits=Limits(rows=3))
        assert isinstance(cut, Results | Statements)
        assert len(cut) == 3
        assert cut.is_cut
    few = run_query(store, "SELECT * { ?s ?p ?o } LIMIT 3", limits=Limits(rows=3))
    assert isinstance(few, Results)
    assert not few.is_cut


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("INSERT DATA { <urn:a> <urn:a> <urn:a> }", "INSERT"),
        ("PREFIX a: <urn:a>\n# SELECT\ndelete where { ?s ?p ?o }", "DELETE"),
        ("LOAD <http://127.0.0.1:1/>", "LOAD"),
        ("DROP ALL", "DROP"),
        ("WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH"),
    ],
)
def test_updates_are_refused_by_name(store: ox.Store, text: str, word: str) -> None:
    before = len(store)
    with pytest.raises(UsageError, match=f"{word} is an update"):
        run_query(store, text)
    assert len(store) == before


def test_a_query_that_does_not_parse_is_located() -> None:
    with pytest.raises(SavedQueryError) as caught:
        check_query("SELECT * {\n  ?s ?p\n}", file="my.rq")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("my.rq", 3)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <{}> {{ }} }",
        "SELECT * { service silent<{}>{{ }} }",
        "SELECT * { ?s ?p ?o FILTER EXISTS {{ SERVICE <{}> {{ }} }} }",
        "SELECT * {{ SELECT * {{ OPTIONAL {{ SERVICE <{}> {{ }} }} }} }}",
        "SELECT * { ?s ?p 1SERVICE <{}> {{ }} }",
        "SELECT * { ?s ?p true SERVICE <{}> {{ }} }",
        "SELECT * { ?s ?p trueSERVICE <{}> {{ }} }",
        "SELECT * { SERVICESILENT<{}>{{ }} }",
        "PREFIX ex: <{}> SELECT * { OPTIONAL {{}}SERVICEex:foo {{ }} }",
        "PREFIX : <{}> SELECT * { OPTIONAL {{}}SERVICE:foo {{ }} }",
        "PREFIX service: <urn:x> PREFIX : <{}> SELECT * { OPTIONAL {{}}SERVICE:foo {{ }} }",
        "SELECT * { OPTIONAL {{ ?s <http://x#\\u0041> 1 }} SERVICE <{}> {{ }} }",
        "SELECT * { ?s ?p ?o FILTER(1 < 2 #>\n) SERVICE <{}> {{ }} }",
    ],
)
def test_no_query_that_would_ask_another_server_is_run(store: ox.Store, text: str) -> None:
    query = text.replace("{{", "{").replace("}}", "}").replace("{}", "http://127.0.0.1:1/", 1)
    with pytest.raises((UsageError, SavedQueryError), match=r"SERVICE|prefix"):
        run_query(store, query)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?service ?p 'SERVICE <http://x> { }' } # SERVICE",
        "PREFIX ex: <http://service.example/> SELECT * { ?s ex:service ?o }",
        "SELECT * { ?s <http://example.org/SERVICE> ?o }",
    ],
)
def test_the_word_alone_is_no_reason_to_refuse(store: ox.Store, text: str) -> None:
    assert isinstance(run_query(store, text), Results)


class _Counter(http.server.BaseHTTPRequestHandler):
    """Answers every request with one empty row, and counts."""

    requests: list[str] = []  # noqa: RUF012 - shared on purpose

    def do_POST(self) -> None:
        self.requests.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'{"head":{"vars":[]},"results":{"bindings":[{}]}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def counter() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Counter)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


FRAGMENTS = (
    *(
        "SERVICE",
        "service",
        "SILENT",
        " ",
        "\n",
        "{ }",
        "{ ?s ?p ?o }",
        "}",
        "OPTIONAL {}",
        "UNION",
    ),
    *(
        "?s ?p 1",
        "?s ?p true",
        "1",
        "BIND(1 AS ?x)",
        "FILTER(?s<?o)",
        "FILTER EXISTS {",
        "@en",
        "%20",
    ),
    *("<URL>", "ex:", "ex:foo", ":foo", "service:foo", "<http://x#", ">", "\\u0053", "\\"),
    *("'", '"', "'''", "#", ".", ";"),
)


@pytest.mark.server
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.sampled_from(FRAGMENTS), max_size=6),
    call=st.sampled_from(
        [" SERVICE <URL> {}", "SERVICE<URL>{}", "SERVICEex:foo{}", "SERVICE:foo{}"]
    ),
)
def test_whatever_passes_the_gate_sends_no_request(
    store: ox.Store, counter: str, parts: list[str], call: str
) -> None:
    prologue = f"PREFIX ex: <{counter}> PREFIX : <{counter}> PREFIX service: <{counter}>"
    body = "".join([*parts, call]).replace("URL", counter)
    _Counter.requests.clear()
    with contextlib.suppress(UsageError, SavedQueryError):
        run_query(store, f"{prologue} SELECT * {{ {body} }}")
    assert not _Counter.requests


def test_parameters_become_terms_and_never_text_of_the_query(store: ox.Store) -> None:
    query = "SELECT ?found { VALUES ?text { UNDEF } BIND(?text AS ?found) }"
    hostile = '"} INSERT DATA { <urn:a> <urn:a> "'
    assert rows(store, query, {"text": hostile}).column("found") == [hostile]


@pytest.mark.parametrize(
    "value",
    [
        "University women",
        "o1",
        f"{BASE}organisation/o1",
        Iri(f"{BASE}organisation/o1"),
        ox.NamedNode(f"{BASE}organisation/o1"),
    ],
)
def test_a_thing_is_given_by_label_id_or_iri(store: ox.Store, value: object) -> None:
    found = rows(store, MEMBERS, {"organisation": value})
    assert [row["body"] for row in found] == [f"{BASE}organisation/o2"]
    assert found.labels[f"{BASE}organisation/o2"] == "Baltā māja"


def test_no_value_asks_for_all(store: ox.Store) -> None:
    assert len(rows(store, MEMBERS)) == 1
    assert len(rows(store, MEMBERS, {"organisation": None})) == 1
    assert len(rows(store, MEMBERS, {"organisation": "o3"})) == 0


def test_all_wrong_parameters_are_told_at_once(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(
        "#+ parameters:\n"
        "#+   - {name: organisation, type: organisation}\n"
        "#+   - {name: kind, type: 'concept:organisation-kind'}\n"
        "#+   - {name: day, type: date}\n"
        "SELECT * { VALUES ?organisation { UNDEF } VALUES ?kind { UNDEF }"
        " VALUES ?day { UNDEF } ?organisation ?kind ?day }\n",
        encoding="utf-8",
    )
    concepts = load_concepts([resource("ontology/concepts.ttl")])
    given = {"organisation": "nobody", "kind": "asociation", "day": "2019-02-30", "organistion": 1}
    with pytest.raises(UsageError) as caught:
        bind_parameters(read_saved_query(path), given, ask=ask, concepts=concepts)
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    assert "no parameter 'organistion'; did you mean 'organisation'?" in lines[0]
    assert "nothing of the type organisation is called 'nobody'" in lines[1]
    assert "did you mean 'association'" in lines[2]
    assert "2019-02-30" in lines[3]


def test_controlled_values_are_given_by_a_label_in_any_language(
    ask: Ask, concepts: Concepts, tmp_path: Path
) -> None:
    path = tmp_path / "q.rq"
    path.write_text(
        "#+ parameters: [{name: kind, type: 'concept:organisation-kind', default: network}]\n"
        "SELECT * { VALUES ?kind { UNDEF } ?s ?p ?kind }\n",
        encoding="utf-8",
    )
    query = read_saved_query(path)
    assert "organisation-kind/network>" in bind_parameters(query, {}, ask=ask, concepts=concepts)
    given = {"kind": "asociacija"}
    text = bind_parameters(query, given, ask=ask, concepts=concepts)
    assert "organisation-kind/association>" in text


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        pytest.param("organisation", "Lietuvos universitetų moterų asociacija", "o1", id="label"),
        pytest.param("organisation", "LUMA", "o1", id="alias, exactly, before another in case"),
        pytest.param("organisation", "luma", "o4", id="alias in its own case"),
        pytest.param("organisation", "moterų asociacijos", "o1", id="inflected form"),
        pytest.param("organisation", "MOTERU  ASOCIACIJA", "o1", id="without case and accents"),
        pytest.param("organisation", "„University – women“", "o1", id="without marks"),
        pytest.param("organisation", "Latgale", "o4", id="id before names"),
        pytest.param("person", "latgale", "h1", id="of another class"),
        pytest.param("project", "2017.LV/NVOF/028", "p1", id="number of a project"),
    ],
)
def test_names_are_found_among_all_that_a_thing_is_called(
    ask: Ask, kind: str, text: str, found: str
) -> None:
    iri = resolve_name(ask, kind, text).value
    identifier = {"o4": "organisation/o4"}.get(found, f"{kind}/{found}")
    assert iri == BASE + identifier


def test_an_ambiguous_name_lists_label_id_and_kind_of_each(ask: Ask, concepts: Concepts) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_name(ask, "organisation", "balta maja", language="lt", concepts=concepts)
    message = str(caught.value)
    assert "'balta maja' names 2 things" in message
    kinds = concepts.schemes["organisation-kind"]
    assert f"Baltā māja (id o2, {kinds['association'].label('lt')})" in message
    assert f"Baltā māja (id o3, {kinds['network'].label('lt')})" in message


@pytest.mark.parametrize(
    ("text", "near"),
    [("Universty women", "University women (id o1"), ("universitetų", "University women (id o1")],
)
def test_an_unknown_name_shows_the_nearest_ones(ask: Ask, text: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_name(ask, "organisation", text)
    assert f"is called {text!r}; nearest: {near}" in str(caught.value)


@pytest.mark.parametrize("text", ["", " ", "—", "\x00", "'); DROP", "a" * 10_000])
def test_a_name_that_is_none_is_an_error_and_nothing_else(ask: Ask, text: str) -> None:
    with pytest.raises(UsageError):
        resolve_name(ask, "organisation", text)


@given(st.text(max_size=20))
@example("𝒩")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


@pytest.mark.parametrize(
    ("labels", "language", "chosen"),
    [
        ([("lt", "a"), ("en", "b"), ("lv", "c")], "lv", "c"),
        ([("lt", "a"), ("en", "b")], "lv", "b"),
        ([("lt", "a"), ("", "b")], "lv", "b"),
        ([("lt", "b"), ("lt", "a"), ("ru", "c")], "lv", "a"),
        ([("pt-br", "a"), ("en", "b")], "pt", "a"),
        ([("pt", "a"), ("en", "b")], "pt-BR", "a"),
        ([], "lv", ""),
    ],
)
def test_the_label_nearest_to_the_language_is_chosen(
    labels: list[tuple[str, str]], language: str, chosen: str
) -> None:
    assert choose_label(labels, language) == chosen


def test_everything_in_an_answer_has_something_to_be_called(ask: Ask, concepts: Concepts) -> None:
    kind = "https://w3id.org/saite/concepts/organisation-kind/association"
    iris = {
        f"{BASE}organisation/o1": "Lietuvos universitetų moterų asociacija",
        f"{BASE}membership/m1": "Narystė m1",
        kind: concepts.schemes["organisation-kind"]["association"].label("lt"),
        "http://www.w3.org/ns/org#Membership": "Narystė",
        "http://www.w3.org/ns/org#member": "org:member",
    }
    unknown = "urn:nobody"
    assert find_labels(ask, [*iris, unknown], language="lt", concepts=concepts) == iris


@pytest.mark.parametrize(
    ("language", "membership", "kind"),
    [
        ("en", "Membership m1", "Post"),
        ("lt", "Narystė m1", "Pareigos"),
        ("lv", "Dalība organizācijā m1", "Amats"),
        ("de", "Membership m1", "Post"),
    ],
)
def test_a_record_without_a_label_is_called_by_its_class_and_id(
    ask: Ask, language: str, membership: str, kind: str
) -> None:
    post = "http://www.w3.org/ns/org#Post"
    iris = {f"{BASE}membership/m1": membership, post: kind}
    assert find_labels(ask, iris, language=language) == iris


def test_every_class_of_a_record_has_a_label_in_each_language() -> None:
    declared = resource("ontology/mapping.rml.ttl").read_text(encoding="utf-8")
    classes = {expand(name) for name in re.findall(r"rml:class (\w+:\w+)", declared)}
    assert len(classes) > 15
    for language in ("en", "lt", "lv"):
        found = find_labels(lambda _: Truth(value=False), classes, language=language)
        assert set(found) == classes
        assert not [label for label in found.values() if ":" in label]


def test_values_that_travel_with_saite_are_known_without_being_handed_in(ask: Ask) -> None:
    stated = "https://w3id.org/saite/concepts/status/stated"
    assert find_labels(ask, [stated], language="lv") == {stated: "norādīts"}


def test_every_kind_of_thing_that_a_parameter_can_be_has_its_class() -> None:
    assert set(THINGS) == set(CLASSES)


def test_labels_of_very_many_things_are_found_in_batches() -> None:
    store = ox.Store()
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    things = [ox.NamedNode(f"urn:x:{number}") for number in range(2_500)]
    store.extend(ox.Quad(thing, label, ox.Literal(thing.value.upper())) for thing in things)
    found = find_labels(store_ask(store), [thing.value for thing in things])
    assert len(found) == 2_500
    assert found["urn:x:7"] == "URN:X:7"


def test_saved_queries_are_found_by_name_in_the_package_and_in_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("ASK { ?s ?p ?o }", encoding="utf-8")
    (tmp_path / "chapters.rq").write_text("ASK { ?s ?p ?chapter }", encoding="utf-8")
    queries = saved_queries([tmp_path])
    assert list(queries) == sorted(queries)
    assert {"mine", "umbrella-bodies"} <= set(queries)
    assert queries["chapters"].path == tmp_path / "chapters.rq"
    assert find_query("mine", [tmp_path]) == queries["mine"]


def test_what_has_a_brace_is_a_text_and_what_ends_in_rq_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("ASK { ?s ?p ?o }", encoding="utf-8")
    for text in ("ASK { ?s ?p ?o }", "ASK{}", "DESCRIBE <urn:x>", "DROP ALL", "# \nASK{}"):
        assert find_query(text) == text
    found = find_query(str(path))
    assert not isinstance(found, str)
    assert found.name == "mine"
    with pytest.raises(SavedQueryError, match=r"other\.rq: does not exist"):
        find_query(str(tmp_path / "other.rq"))


def test_an_unknown_saved_query_names_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'chapters'"):
        find_query("chapter")


def test_a_name_is_found_among_thousands_within_seconds() -> None:
    # The engine's order of joins once made this quadratic: minutes instead of tenths of a second.
    store = ox.Store()
    things = [f"{BASE}organisation/o{number}" for number in range(3_000)]
    text = "".join(
        f'<{iri}> a org:Organization ; dcterms:identifier "o{n}" ; skos:prefLabel "Name {n}"@en .\n'
        f'<{BASE}name/n{n}> saite:nameOf <{iri}> ; saite:asWritten "N{n}"@en .\n'
        for n, iri in enumerate(things)
    )
    store.bulk_load(DATA.split("BASE")[0].encode() + text.encode(), format=ox.RdfFormat.TURTLE)
    start = time.monotonic()
    assert resolve_name(store_ask(store), "organisation", "n2999").value == things[2_999]
    assert time.monotonic() - start < 10


TYPED_IN = "SELECT ?x WHERE { VALUES ?x { UNDEF } }"


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("Kaunas", '"Kaunas"'),
        ("<urn:a>", "<urn:a>"),
        ("https://example.org/a", "<https://example.org/a>"),
        ("https://example.org/a b", '"https://example.org/a b"'),
        ("<urn:a> . }", '"<urn:a> . }"'),
        (rdflib.URIRef("urn:a"), "<urn:a>"),
        (rdflib.Literal("Čikaga", lang="lt"), '"Čikaga"@lt'),
        (rdflib.Literal(4), '"4"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (Iri("urn:a", "A"), "<urn:a>"),
        (Text("Čikaga", "lt"), '"Čikaga"@lt'),
        (True, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        (4, '"4"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (Decimal("1.50"), '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (date(2019, 1, 2), '"2019-01-02"^^<http://www.w3.org/2001/XMLSchema#date>'),
    ],
)
def test_a_value_of_a_typed_in_query_becomes_the_term_that_it_is(value: object, term: str) -> None:
    answer = run_query(ox.Store(), TYPED_IN, {"x": value})
    assert isinstance(answer, Results)
    assert [str(row[0]) for row in answer.terms] == [term]


def test_the_head_of_a_typed_in_query_counts() -> None:
    text = "#+ parameters:\n#+   - {name: x, type: integer}\n" + TYPED_IN
    query = find_query(text)
    assert isinstance(query, SavedQuery)
    with pytest.raises(UsageError, match="whole number"):
        run_query(ox.Store(), query, {"x": "many"})


def test_a_broken_query_of_ones_own_leaves_the_others_alone(tmp_path: Path) -> None:
    (tmp_path / "broken.rq").write_text("SELECT {", encoding="utf-8")
    query = find_query("chapters", [tmp_path])
    assert isinstance(query, SavedQuery)
    with pytest.raises(SavedQueryError, match="broken"):
        find_query("broken", [tmp_path])


def test_a_date_and_time_counts_as_its_day() -> None:
    text = "#+ parameters:\n#+   - {name: x, type: date}\n" + TYPED_IN
    answer = run_query(ox.Store(), find_query(text), {"x": datetime(2019, 1, 2, tzinfo=UTC)})
    assert isinstance(answer, Results)
    assert answer[0]["x"] == date(2019, 1, 2)


def test_a_server_is_not_made_to_ask_another_one() -> None:
    def ask(text: str) -> Answer:
        raise AssertionError(text)

    with pytest.raises(UsageError, match="SERVICE"):
        answer_query(ask, "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?p { ?s ?p ?o } # all of them",
        "PREFIX select: <urn:x:> SELECT DISTINCT ?s WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 7",
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
        "BASE <https://example.org/id/> SELECT * FROM <graph/records> { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } VALUES ?p { rdf:type UNDEF }",
        "SELECT * { ?s <urn:nothing> ?o }",
    ],
)
@pytest.mark.parametrize("most", [0, 1, 5, 7, 10_000])
def test_rows_are_counted_beyond_those_that_are_read(
    store: ox.Store, query: str, most: int
) -> None:
    text = f"PREFIX rdf: <{expand('rdf:')}>\n{query}" if "rdf:" in query else query
    whole = store_ask(store)(text)
    assert isinstance(whole, Results)
    found, number = count_rows(store, text, most=most)
    assert number == len(whole)
    assert found.variables == whole.variables
    assert found.terms == whole.terms[:most]
    assert count_rows(store_ask(store), text, most=most)[1] == number
