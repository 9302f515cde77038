"""Saved queries: tokens, binding of hostile terms, typed values, heads, and what is refused."""

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from saite.concepts import Concept, Concepts
from saite.errors import SavedQueryError
from saite.namespaces import CONCEPTS, PREFIXES
from saite.sparql import (
    Parameter,
    asks_other_servers,
    bind,
    declared_parameters,
    parameter_term,
    query_form,
    query_problems,
    read_saved_queries,
    read_saved_query,
    tokenize,
)
from saite.sparql.syntax import MAX_DEPTH, MAX_OPERATORS
from saite.sparql.triples import find_lack
from support import ROOT

XSD = PREFIXES["xsd"]
HOSTILE = [
    '" } ; DROP ALL ; SELECT * { "',
    "'''",
    '"""',
    "\\",
    "\\\\",
    "line\nbreak\r\n\ttab",
    "# no comment",
    r"\u0022 } UNION { ?s ?p ?o",
    r"\U00000022 } UNION { ?s ?p ?o",
    r"\\u0022",
    "\x001234",
    "\x7f\x85\u2028\u202e",
    "VALUES ?x { UNDEF }",
    "ąčęėįšųūž āčēģīķļņšūž 👩‍🎓",
    "",
]


def answer(text: str) -> list[tuple[str | None, ...]]:
    """Run a query on an empty store."""
    rows = ox.Store().query(text)
    assert isinstance(rows, ox.QuerySolutions)
    return [tuple(term and str(term) for term in row) for row in rows]


# Tokens


def test_tokens_know_strings_comments_and_iris() -> None:
    text = """SELECT ?a WHERE { <urn:x#y> ex:a\\#b '''it's # one''' , "q\\"#" . # ?c { UNDEF }
    ?a < ?b }"""
    texts = [token.text for token in tokenize(text)]
    assert texts[4:10] == ["<urn:x#y>", "ex:a\\#b", "'''it's # one'''", ",", '"q\\"#"', "."]
    assert texts[10:] == ["?a", "<", "?b", "}"]


@given(st.text())
def test_tokens_cover_the_text_in_order(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert token.start >= end
        assert text[token.start : token.end] == token.text
        end = token.end


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "select"),
        ("# SELECT\nPREFIX ask: <urn:select> construct where { ?s ask:a ?o }", "construct"),
        ("ASK {}", "ask"),
        ("BASE <urn:ASK> DESCRIBE <a>", "describe"),
        ("INSERT DATA {}", ""),
    ],
)
def test_form_of_a_query_is_told(text: str, form: str) -> None:
    assert query_form(text) == form


def test_service_is_seen_where_it_is_a_word_of_the_query() -> None:
    assert asks_other_servers("ASK { { OPTIONAL { serVice <urn:x> {} } } }")
    assert not asks_other_servers("ASK { ?service a 'SERVICE', <urn:SERVICE> } # SERVICE")


# Binding


def test_every_block_of_a_name_is_bound_and_nothing_else() -> None:
    text = (
        "SELECT * {\n  # VALUES ?x { UNDEF }\n  { VALUES ?x { UNDEF } } UNION\n"
        "  { values $x{undef} } 'VALUES ?x { UNDEF }' VALUES ?y { UNDEF } VALUES ?x { 1 } }"
    )
    bound = bind(text, {"x": ox.Literal("1")})
    assert bound == (
        'SELECT * {\n  # VALUES ?x { UNDEF }\n  { VALUES ?x { "1" } } UNION\n'
        "  { VALUES ?x { \"1\" } } 'VALUES ?x { UNDEF }' VALUES ?y { UNDEF } VALUES ?x { 1 } }"
    )
    assert declared_parameters(text) == ("x", "y")


def test_block_over_several_lines_keeps_the_number_of_lines() -> None:
    text = "SELECT * { VALUES ?x # which\n {\r\n UNDEF } FILTER(1) }"
    bound = bind(text, {"x": ox.NamedNode("urn:a")})
    assert len(bound.splitlines()) == len(text.splitlines())
    assert answer(bound) == [("<urn:a>",)]


def test_unbound_parameter_leaves_the_query_as_it_was() -> None:
    text = "SELECT * { VALUES ?x { UNDEF } }"
    assert bind(text, {}) == text


def test_unknown_parameter_names_the_nearest() -> None:
    with pytest.raises(SavedQueryError) as caught:
        bind("ASK { VALUES ?organisation { UNDEF } }", {"organisaton": ox.Literal("x")})
    assert str(caught.value) == (
        "query: 'organisaton' is not a parameter of this query; it has organisation; "
        "did you mean 'organisation'?"
    )


def test_literal_with_a_direction_is_refused() -> None:
    term = ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL)
    with pytest.raises(SavedQueryError, match=r"neither an IRI nor a literal that SPARQL 1\.1"):
        bind("ASK { VALUES ?x { UNDEF } }", {"x": term})


texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(),
    st.lists(st.sampled_from([*'\\u0022UuxU"{}#\n', r"\u", "'"])).map("".join),
)
terms = st.one_of(
    texts.map(ox.Literal),
    st.tuples(texts, st.sampled_from(["lt", "lv-x-a"])).map(
        lambda pair: ox.Literal(pair[0], language=pair[1])
    ),
    texts.map(lambda text: ox.Literal(text, datatype=ox.NamedNode("urn:type"))),
    st.sampled_from(["urn:x", "http://a/é?b=c#d'e", "http://a/%20"]).map(ox.NamedNode),
)


@given(terms)
def test_bound_term_is_read_back_as_it_was_by_the_store(term: ox.Literal | ox.NamedNode) -> None:
    text = "SELECT * { VALUES ?x { UNDEF } VALUES ?y { 'VALUES ?x { UNDEF }' } }"
    bound = bind(text, {"x": term})
    assert declared_parameters(bound) == ()
    assert answer(bound) == [(str(term), '"VALUES ?x { UNDEF }"')]


def rdflib_reads(term: ox.Literal | ox.NamedNode) -> rdflib.term.Node:
    bound = bind("SELECT * { VALUES ?x { UNDEF } }", {"x": term})
    (row,) = rdflib.Graph().query(bound)
    assert isinstance(row, rdflib.query.ResultRow)
    (node,) = row
    return node


@pytest.mark.parametrize("text", HOSTILE)
def test_bound_text_is_read_back_as_it_was_by_rdflib(text: str) -> None:
    assert rdflib_reads(ox.Literal(text)) == rdflib.Literal(text)
    assert rdflib_reads(ox.Literal(text, language="lt")) == rdflib.Literal(text, lang="lt")


@given(st.lists(st.sampled_from([*'\\u0022U5C"{}#\n']), max_size=14).map("".join))
def test_no_escape_of_the_value_is_undone_by_rdflib(text: str) -> None:
    assert rdflib_reads(ox.Literal(text)) == rdflib.Literal(text)


# Typed values


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("text", " as it is ", '" as it is "'),
        ("integer", "+02019", f'"2019"^^<{XSD}integer>'),
        ("integer", "-0", f'"0"^^<{XSD}integer>'),
        ("decimal", "1.50", f'"1.5"^^<{XSD}decimal>'),
        ("decimal", "-0.0", f'"0"^^<{XSD}decimal>'),
        ("decimal", "100", f'"100"^^<{XSD}decimal>'),
        ("date", " 2019-03-23 ", f'"2019-03-23"^^<{XSD}date>'),
        ("language", "lt-LT", '"lt-lt"'),
        ("iri", "https://example.org/é", "<https://example.org/é>"),
        ("organisation", "urn:o", "<urn:o>"),
        ("concept:status", "stated", f"<{CONCEPTS}status/stated>"),
        ("concept:status", f"{CONCEPTS}status/stated", f"<{CONCEPTS}status/stated>"),
    ],
)
def test_value_is_read_by_the_type_of_the_parameter(kind: str, text: str, term: str) -> None:
    assert str(parameter_term(Parameter("p", kind), text)) == term


@pytest.mark.parametrize(
    ("kind", "text", "expectation"),
    [
        ("integer", "2019.5", "a whole number"),
        ("integer", "9" * 19, "up to 18 digits"),
        ("integer", "٢", "a whole number"),
        ("decimal", "1,5", "with a point"),
        ("decimal", "1e3", "a decimal number"),
        ("date", "2019-02-30", "write a day, such as 2019-03-23"),
        ("date", "20190323", "write a day, such as 2019-03-23"),
        ("date", "2019", "write a day, such as 2019-03-23"),
        ("language", "lietuvių kalba", "a language tag"),
        ("iri", "example", "an absolute IRI"),
        ("iri", "urn:a> . <urn:b", "an absolute IRI"),
        ("organisation", "LUMA", "the IRI of a thing of kind organisation"),
        ("concept:status", "no such", "a value of the scheme status"),
        ("integer", "", "a whole number"),
    ],
)
def test_value_of_another_type_is_refused(kind: str, text: str, expectation: str) -> None:
    with pytest.raises(SavedQueryError) as caught:
        parameter_term(Parameter("when", kind), text)
    assert str(caught.value).startswith("parameter when: ")
    assert expectation in str(caught.value)


def test_controlled_value_is_found_by_label_and_the_nearest_is_named() -> None:
    stated = Concept(f"{CONCEPTS}status/stated", "stated", "status", {"lt": "nurodyta"})
    concepts = Concepts({"status": {"stated": stated}})
    parameter = Parameter("status", "concept:status")
    assert parameter_term(parameter, "Nurodyta", concepts=concepts) == ox.NamedNode(stated.iri)
    assert parameter_term(parameter, stated.iri, concepts=concepts) == ox.NamedNode(stated.iri)
    with pytest.raises(SavedQueryError, match=r"did you mean 'stated'\?"):
        parameter_term(parameter, "statd", concepts=concepts)


# Syntax


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <urn:x>",
        "PREFIX : <urn:x> PREFIX a.b-c: <urn:y> ASK { _:b :a a.b-c:d, 'e:f'@lt-LT, 1.5e3 . }",
        "ASK { ?saite_probe ?saite_probe_ ?x }",
    ],
)
def test_query_is_checked_and_not_run(text: str) -> None:
    assert query_problems(text, file="q.rq") == []


def test_missing_prefix_is_named_once_with_its_line() -> None:
    text = "PREFIX sate: <urn:x>\nSELECT * {\n ?s org:role ?o ; org:member ?m ; sat:a 1 }"
    assert [str(problem) for problem in query_problems(text, file="q.rq")] == [
        (
            "q.rq, line 3: 'org:' is a prefix that is not declared; expected PREFIX org: "
            "<http://www.w3.org/ns/org#> at the top"
        ),
        (
            "q.rq, line 3: 'sat:' is a prefix that is not declared; expected PREFIX sat: "
            "<…> at the top; did you mean 'sate:'?"
        ),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "SELECT * {\n ?ąčę ?p }",
            "q.rq, line 2: '}' does not parse as SPARQL at character 10 of the line",
        ),
        ("SELECT * {\n ?s ?p 'x'@xx, zz }", "q.rq, line 2: 'zz' is no word of SPARQL; expected"),
        ("SELEC * {}", "q.rq, line 1: 'SELEC' is no word of SPARQL"),
        ("SELEC * {}", "did you mean 'SELECT'?"),
        (
            "SELECT ?x ?x { ?x ?y ?z }",
            "at character 26 of the line: Duplicated variable name in SELECT",
        ),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "does not parse as SPARQL"),
        ("", "does not parse as SPARQL"),
        ("SELECT (<urn:f>(1) AS ?x) {}", "The custom function <urn:f> is not supported"),
    ],
)
def test_query_that_does_not_parse_is_located(text: str, message: str) -> None:
    (problem,) = query_problems(text, file="q.rq")
    assert message in str(problem)
    assert len(str(problem)) < 300


OBJECT = "an object: a variable, a prefixed name, an IRI, a literal or a blank node"
PREDICATE = "a predicate: a prefixed name, an IRI, a or a variable"


@pytest.mark.parametrize(
    ("text", "line", "character", "expected"),
    [
        ("SELECT * { ?s ?p }", 1, 18, OBJECT),
        ("SELECT * {\n ?s a .\n}", 2, 7, OBJECT),
        ("SELECT * {\n  ?s a ;\n     ?p ?o }", 2, 8, OBJECT),
        ("SELECT * { ?s a. }", 1, 16, OBJECT),
        ("SELECT * { ?s ?p ?o, }", 1, 22, OBJECT),
        ("SELECT * { ?s ?p OPTIONAL { ?s ?p ?o } }", 1, 18, OBJECT),
        ("SELECT * { ?s ?p FILTER(?s) }", 1, 18, OBJECT),
        ("SELECT * { ?s ?p ?o FILTER EXISTS { ?o ?q } }", 1, 43, OBJECT),
        ("SELECT * { ?s ?p [ ?q ] }", 1, 23, OBJECT),
        ("CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", 1, 19, OBJECT),
        ("SELECT * { { SELECT ?s { ?s ?p } } }", 1, 32, OBJECT),
        ("SELECT * { GRAPH ?g {\n ?s ?p\n} }", 3, 1, OBJECT),
        ("SELECT * { ?s }", 1, 15, PREDICATE),
        ("SELECT * { ?s ?p ?o . ?x }", 1, 26, PREDICATE),
        ("SELECT * { ?s ?p ?o . ?x . }", 1, 26, PREDICATE),
        ("SELECT * { ?s 'p' ?o }", 1, 15, PREDICATE),
        ("SELECT * { ?s ?p ?o ?x ?y ?z }", 1, 21, "'.', ';' or ',' between two triples"),
        ("SELECT * {\n  { ?s ?p ?o", 2, 13, "'}' for the { of line 2, character 3"),
        ("SELECT * { ?s ?p (1 2", 1, 22, "')' for the ( of line 1, character 18"),
    ],
)
def test_what_a_triple_lacks_is_told_at_its_place(
    text: str, line: int, character: int, expected: str
) -> None:
    (problem,) = query_problems(text, file="q.rq")
    assert problem.line == line
    told = f"does not parse as SPARQL at character {character} of the line; expected {expected}"
    assert problem.message == told
    assert text.split("\n")[line - 1][character - 1 :].startswith(problem.value)


@pytest.mark.parametrize("path", sorted((ROOT / "queries").rglob("*.rq")), ids=lambda p: p.stem)
def test_nothing_lacks_in_a_query_that_parses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert find_lack(text, list(tokenize(text))) is None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s a/^<urn:p>*|(!<urn:q>|^a)+ ?o ; ; <urn:p> 'x'@lt-LT, 1.5e3, -5 ; . }",
        'SELECT * { ?s <urn:p> \'y\'^^<urn:t>, true, """z""" . }',
        "SELECT (COUNT(*) AS ?n) { [] ?p ( 1 [ ?q ( ) ] ) . [ ?p ?o ] . ( 1 ) ?p ?o } GROUP BY ?s",
        "SELECT * { VALUES (?a ?b) { (1 UNDEF) (<urn:x> 'y') } VALUES ?c { 1 2 } ?a ?b ?c }",
        "SELECT * { ?s ?p 1. ?s ?p true . { ?a ?b ?c } UNION { ?d ?e ?f } MINUS { ?g ?h ?i } }",
        "SELECT * { BIND(EXISTS { ?s ?p ?o } AS ?x) FILTER NOT EXISTS { ?s ?p ?o } ?x ?y ?z }",
        "SELECT * { FILTER regex(str(?s), '}') FILTER(?s IN (1, 2)) FILTER <urn:f>(?s) ?s ?p ?o }",
        "SELECT * { { SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING(COUNT(?p) > 1) LIMIT 3 } ?s a ?o }",
        "CONSTRUCT { ?s ?p ?o } FROM <urn:g> WHERE { GRAPH ?g { ?s ?p ?o } } VALUES ?s { <urn:x> }",
        "DESCRIBE ?s <urn:x> WHERE { SERVICE SILENT <urn:e> { ?s ?p ?o } } ORDER BY DESC(?s)",
    ],
)
def test_the_order_of_triples_is_followed_through_all_of_the_grammar(text: str) -> None:
    assert not [p for p in query_problems(text, file="q") if "parse" in p.message]
    assert find_lack(text, list(tokenize(text))) is None


RUN = """
import sys, pyoxigraph
from saite.sparql import query_problems
text = sys.stdin.read()
problems = query_problems(text, file="q")
if not problems:
    list(pyoxigraph.Store().query(text))
print("refused" if problems else "runs")
"""


NESTED = {
    "groups": ("SELECT * ", "{", "?s ?p ?o", "}", ""),
    "optionals": ("SELECT * {", "OPTIONAL {", "?s ?p ?o", "}", "}"),
    "exists": ("SELECT * {", "?s ?p ?o FILTER EXISTS {", "?s ?p ?o", "}", "}"),
    "parentheses": ("SELECT * { ?s ?p ?o FILTER", "(", "?s", ")", "}"),
    "blank nodes": ("SELECT * { ?s ?p ", "[ ?p ", "?o", "]", "}"),
}


@pytest.mark.parametrize(("depth", "outcome"), [(MAX_DEPTH - 1, "runs"), (100_000, "refused")])
@pytest.mark.parametrize("parts", NESTED.values(), ids=NESTED)
def test_nesting_up_to_the_limit_runs_and_above_it_ends_no_process(
    parts: tuple[str, ...], depth: int, outcome: str
) -> None:
    head, opening, inner, closing, tail = parts
    text = head + opening * depth + inner + closing * depth + tail
    result = subprocess.run(
        [sys.executable, "-c", RUN], input=text, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout.strip()) == (0, outcome), result.stderr[-500:]


def test_too_many_operators_are_refused() -> None:
    text = "ASK { FILTER(" + "!" * (MAX_OPERATORS + 1) + "true) }"
    assert "operators, at most 500 are run" in str(query_problems(text, file="q")[0])


# Files

GOOD = """\
#+ summary: {en: "Who", lt: "Kas", lv: "Kas"}
#+ description:
#+   en: Members, as of a day.
#+   lt: Nariai.
#+ tags: [members, time]
#+ expected: 3
#+ parameters:
#+   - {name: organisation, type: organisation, label: {en: organisation}}
#+   - name: day
#+     type: date
#+     default: 2021-06-15
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?member {
  VALUES ?organisation { UNDEF }
  VALUES ?day { UNDEF }
  ?member org:memberOf ?organisation
}
"""


def saved(folder: Path, text: str, name: str = "who.rq") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_head_of_a_saved_query_is_read(tmp_path: Path, newline: str) -> None:
    query = read_saved_query(saved(tmp_path, "\ufeff" + GOOD.replace("\n", newline)))
    assert query.name == "who"
    assert query.summary == {"en": "Who", "lt": "Kas", "lv": "Kas"}
    assert query.description == {"en": "Members, as of a day.", "lt": "Nariai."}
    assert query.tags == ("members", "time")
    assert query.extra == {"expected": "3"}
    assert query.parameters == (
        Parameter("organisation", "organisation", {"en": "organisation"}),
        Parameter("day", "date", {}, "2021-06-15"),
    )
    assert query.parameter("day").default == "2021-06-15"
    with pytest.raises(SavedQueryError, match=r"query who: 'dya' .* did you mean 'day'\?"):
        query.parameter("dya")


def test_everything_wrong_in_every_file_is_told_with_its_line(tmp_path: Path) -> None:
    saved(tmp_path, GOOD.replace("type: date", "type: dat").replace("?day", "?days"), "a.rq")
    saved(tmp_path, GOOD.replace("2021-06-15", "June").replace("summary", "sumary"), "b.rq")
    saved(tmp_path, "#+ summary: {en: x\nSELECT * {\n", "c.rq")
    (tmp_path / "d.rq").write_bytes(b"SELECT *\n{ 'a\xe0' }")
    saved(tmp_path, "#+ just words\nASK {}", "e.rq")
    saved(tmp_path, "#+ parameters: [{name: x}, {name: x, typ: y}, z]\nASK { VALUES ?x {UNDEF} }")
    with pytest.raises(SavedQueryError) as caught:
        read_saved_queries(tmp_path, tmp_path / "absent")
    told = [str(problem).replace(str(tmp_path), "") for problem in caught.value.problems]
    expected = [
        ("/a.rq, line 10: 'dat' is no type of a parameter", "did you mean 'date'?"),
        ("/a.rq, line 9: 'day' is a parameter of the head", "did you mean 'days'?"),
        ("/a.rq, line 15: 'days' is declared in the pattern", "did you mean 'day'?"),
        ("/b.rq, line 1: 'sumary' is no key of the head", "did you mean 'summary'?"),
        ("/b.rq, line 11: 'June' is not a day: write a day, such as 2019-03-23", ""),
        ("/c.rq, line 1: the head is not YAML", ""),
        ("/c.rq, line 3: does not parse as SPARQL", ""),
        ("/d.rq, line 2: is not UTF-8 text", ""),
        ("/e.rq, line 1: the head is not a list of keys", ""),
        ("/who.rq, line 1: 'typ' is no key of a parameter", "did you mean 'type'?"),
        ("/who.rq, line 1: 'x' is a parameter twice", ""),
        ("/who.rq, line 1: 'z' is not a parameter", ""),
        ("/absent: is not a folder of saved queries", ""),
    ]
    assert len(told) == len(expected), told
    for line, (start, end) in zip(told, expected, strict=True):
        assert line.replace("\\", "/").startswith(start)
        assert line.endswith(end)


@pytest.mark.parametrize("kind", ["text", "date", "organisation"])
def test_a_default_is_one_value(tmp_path: Path, kind: str) -> None:
    text = GOOD.replace("type: date", f"type: {kind}").replace("2021-06-15", "[2021, 2022]")
    with pytest.raises(SavedQueryError, match=r"who\.rq, line 9: 'day' has a default of several"):
        read_saved_query(saved(tmp_path, text))


def test_queries_of_a_later_folder_replace_earlier_ones(tmp_path: Path) -> None:
    for folder, summary in (("one", "first"), ("two", "second")):
        (tmp_path / folder).mkdir()
        saved(tmp_path / folder, f"#+ summary: {summary}\nASK {{}}", "same.rq")
    saved(tmp_path / "one", "ASK {}", "other.rq")
    queries = read_saved_queries(tmp_path / "one", tmp_path / "two")
    assert list(queries) == ["other", "same"]
    assert queries["same"].summary == {"": "second"}


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SavedQueryError, match="does not exist; expected a saved query"):
        read_saved_query(tmp_path / "none.rq")
