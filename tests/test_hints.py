"""Why an answer is empty: terms that a graph does not hold, and chains that do not exist."""

import pyoxigraph as ox
import pytest

from saite.errors import UsageError
from saite.namespaces import PREFIXES, expand
from saite.query import answer_query, find_query, run_query, store_ask
from saite.query.hints import is_empty, term_hints
from saite.results import Answer, Results, Statements, Truth
from saite.sparql import SavedQuery, constants
from synthetic import BASE, Synthetic, made_up_case

PROLOGUE = "".join(
    f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("saite", "org", "skos", "foaf", "rdf")
)
OWN = "https://example.org/vocabulary#"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    made = made_up_case()
    made.store.add(
        ox.Quad(
            ox.NamedNode(f"{BASE}organisation/alfa"),
            ox.NamedNode(f"{OWN}shoeSize"),
            ox.Literal(46),
            ox.NamedNode(f"{BASE}graph/own"),
        )
    )
    return made.derive()


def ask(store: ox.Store, pattern: str, language: str = "en") -> Answer:
    return run_query(store, f"{PROLOGUE}SELECT * {{ {pattern} }}", language=language)


@pytest.mark.parametrize(
    ("pattern", "note"),
    [
        ("?s saite:statuss ?o", "saite:statuss is not in this graph; did you mean saite:status?"),
        ("?s a org:Organisation", "did you mean org:Organization?"),
        ("?s org:organisation ?o", "did you mean org:organization?"),
        (
            "?s foaf:prefLabel ?o",
            "foaf:prefLabel is not in this graph; did you mean skos:prefLabel?",
        ),
        (
            "?s a <http://www.w3.org/ns/org/Organization>",
            "org/Organization> is not in this graph; did you mean <http://www.w3.org/ns/org#Org",
        ),
        ("?s saite:qqqq ?o", "saite:qqqq is not in this graph, and no term of the ontology."),
        (
            "?s saite:conflictsWith ?o",
            "saite:conflictsWith is a term of the ontology, but it is not in this graph.",
        ),
        (f"?s <{OWN}shoesize> ?o", f"did you mean <{OWN}shoeSize>?"),
        (
            "?s saite:status <https://w3id.org/saite/concepts/status/statd>",
            "did you mean <https://w3id.org/saite/concepts/status/stated>?",
        ),
        (
            "?s org:member/^saite:betwen ?o",
            "saite:betwen is not in this graph; did you mean saite:",
        ),
    ],
)
def test_a_term_that_the_graph_does_not_hold_is_named(
    store: ox.Store, pattern: str, note: str
) -> None:
    answer = ask(store, pattern)
    assert len(answer.notes) == 1
    assert note in answer.notes[0]


def test_a_prefix_of_the_user_s_own_is_kept(store: ox.Store) -> None:
    text = f"PREFIX my: <{PREFIXES['saite']}> ASK {{ ?s my:weigth ?o }}"
    assert run_query(store, text).notes == (
        "my:weigth is not in this graph; did you mean my:weight?",
    )
    wrong = "PREFIX org: <http://www.w3.org/ns/org/> ASK { ?s a org:Organization }"
    (note,) = run_query(store, wrong).notes
    assert "did you mean <http://www.w3.org/ns/org#Organization>?" in note


@pytest.mark.parametrize(
    "pattern",
    [
        f"<{BASE}organisation/nobody> ?p ?o",
        "?s skos:prefLabel 'Nobody is called so'",
        "?s saite:weight ?w FILTER(?w > 1e9)",
        "?s saite:weight ?w FILTER(datatype(?w) = <http://www.w3.org/2001/XMLSchema#duration>)",
        f"GRAPH <{PREFIXES['saite']}nowhere> {{ ?s ?p ?o }}",
        "?s skos:prefLabel 'x'^^saite:nothing",
    ],
)
def test_what_is_no_term_is_not_told(store: ox.Store, pattern: str) -> None:
    answer = ask(store, pattern)
    assert is_empty(answer)
    assert answer.notes == ()


def test_an_answer_that_says_something_has_no_notes(store: ox.Store) -> None:
    assert ask(store, "?s a org:Organization OPTIONAL { ?s saite:statuss ?o }").notes == ()
    assert run_query(store, f"{PROLOGUE}ASK {{ ?s a org:Organization }}").notes == ()
    found = run_query(store, f"{PROLOGUE}CONSTRUCT WHERE {{ ?s a org:Organization }}")
    assert isinstance(found, Statements)
    assert found.notes == ()


def test_statements_and_truths_have_notes_too(store: ox.Store) -> None:
    for form in ("ASK", "CONSTRUCT WHERE", "DESCRIBE ?s"):
        answer = run_query(store, f"{PROLOGUE}{form} {{ ?s saite:statuss ?o }}")
        assert len(answer.notes) == 1, form
    truth = run_query(store, f"{PROLOGUE}ASK {{ ?s saite:statuss ?o }}")
    assert truth == Truth(value=False)


@pytest.mark.parametrize(
    ("language", "words"),
    [("lt", "gal turėjote omenyje"), ("lv", "vai domājāt"), ("de", "did you")],
)
def test_a_note_is_in_the_language_asked_for(store: ox.Store, language: str, words: str) -> None:
    (note,) = ask(store, "?s saite:statuss ?o", language).notes
    assert words in note


def test_a_notebook_and_a_prompt_show_the_notes(store: ox.Store) -> None:
    answer = ask(store, "?s saite:statuss ?o")
    assert isinstance(answer, Results)
    assert "did you mean saite:status?" in repr(answer)
    assert "<p>saite:statuss is not" in answer._repr_html_()


def test_a_term_of_ours_without_use_is_told_of_typed_queries_only(store: ox.Store) -> None:
    text = f"{PROLOGUE}ASK {{ ?s saite:conflictsWith ?o }}"
    answers = store_ask(store)
    assert term_hints(text, ask=answers)
    assert term_hints(text, ask=answers, is_typed=False) == ()


def test_few_questions_are_asked_for_a_hint(store: ox.Store) -> None:
    asked: list[str] = []

    def count(text: str) -> Answer:
        asked.append(text)
        return store_ask(store)(text)

    many = " ".join(f"?s{n} saite:none{n} ?o{n} ." for n in range(200))
    hints = term_hints(f"{PROLOGUE}ASK {{ {many} }}", ask=count)
    graphs = {quad.graph_name for quad in store}
    assert 0 < len(hints) <= 30
    assert len(asked) <= 30 + 1 + len(graphs)


def test_constants_are_found_where_they_are_terms() -> None:
    text = (
        "BASE <urn:b> PREFIX e: <urn:e:> SELECT * FROM <urn:f> { GRAPH e:g { ?s e:p/^e:q <urn:o> ;"
        " <urn:x> 'e:t'^^e:d . } # e:comment\n FILTER(e:f(?s)) ?s a e:C.}"
    )
    assert [each.iri for each in constants(text)] == [
        "urn:e:p", "urn:e:q", "urn:o", "urn:x", "urn:e:C",
    ]  # fmt: skip


# Chains


@pytest.fixture(scope="module")
def apart() -> ox.Store:
    made = Synthetic()
    one, two, three, four, five, _ = (
        made.organisation(name, name.title())
        for name in ("one", "two", "three", "four", "five", "six")
    )
    made.membership("m1", one, two, status="stated")
    made.membership("m2", two, three, status="stated")
    made.membership("m3", four, five, status="stated")
    made.event("e1", "Meeting", {three: "host", four: "participant"})
    return with_strengths(made.derive())


def with_strengths(store: ox.Store) -> ox.Store:
    """Add how strong each tie is by kind, as the rules do."""
    supports, kind, of_tie = (
        ox.NamedNode(expand(f"saite:{name}")) for name in ("supports", "kind", "ofTie")
    )
    for quad in list(store.quads_for_pattern(None, supports, None)):
        assert isinstance(quad.subject, ox.NamedNode)
        strength = ox.NamedNode(quad.subject.value.replace("/support/", "/strength/"))
        store.add(ox.Quad(strength, of_tie, quad.object, quad.graph_name))
        for found in list(store.quads_for_pattern(quad.subject, kind, None)):
            store.add(ox.Quad(strength, kind, found.object, quad.graph_name))
    return store


def chain(store: ox.Store, language: str = "en", **given: str) -> Results:
    found = run_query(store, find_query("path"), given, language=language)
    assert isinstance(found, Results)
    assert not len(found)
    return found


def test_an_end_without_ties_is_named(apart: ox.Store) -> None:
    assert chain(apart, start="One", end="Six").notes == (
        "Six has no ties, so no chain leads to it.",
    )
    assert chain(apart, start="Six").notes == ("Six has no ties, so no chain leads to it.",)
    assert chain(apart, start="One", end="One").notes == (
        "The chain begins and ends with the same organisation: One.",
    )


def test_the_filter_that_is_in_the_way_is_named(apart: ox.Store) -> None:
    assert chain(apart, start="One", end="Five", kind="membership").notes == (
        "No chain joins One and Five with kind=membership; without that there is one of 4 ties.",
    )
    assert chain(apart, start="One", end="Four", kind="event").notes == (
        "One has no ties with kind=event.",
        "No chain joins One and Four with kind=event; without that there is one of 3 ties.",
    )
    # No tie at all is of this kind.
    assert chain(apart, start="One", end="Two", kind="agreement").notes == (
        "One has no ties with kind=agreement.",
        "Two has no ties with kind=agreement.",
        "No chain joins One and Two with kind=agreement; without that there is one of 1 ties.",
    )
    assert chain(apart, start="One", kind="event").notes == ("One has no ties with kind=event.",)


def test_two_networks_are_told_apart() -> None:
    made = Synthetic()
    one, two, three, four = (
        made.organisation(name, name.title()) for name in ("one", "two", "three", "four")
    )
    made.membership("m1", one, two, status="stated")
    made.membership("m2", three, four, status="stated")
    store = made.derive()
    (note,) = chain(store, start="One", end="Four").notes
    assert note.startswith("No chain of ties joins One and Four: from One 1 organisations can be ")
    assert note.endswith("reached, and Four is none of them.")
    assert "nejungia jokia" in chain(store, "lt", start="One", end="Four").notes[0]
    assert "nesavieno neviena" in chain(store, "lv", start="One", end="Four").notes[0]


def test_an_endpoint_says_why_there_is_no_chain_too(apart: ox.Store) -> None:
    query = find_query("path")
    found = answer_query(store_ask(apart), query, {"start": "One", "end": "Six"})
    assert found.notes == ("Six has no ties, so no chain leads to it.",)
    assert isinstance(query, SavedQuery)
    with pytest.raises(UsageError, match="start"):
        answer_query(store_ask(apart), query, {"end": "One", "kind": "agreement"})
