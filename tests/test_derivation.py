"""Derivation: expected folders for each kind of tie, an oracle of networkx, and rdflib alike."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite

from saite.derivation import Tables, Untranslated, derive, derived_graph, read_rules
from saite.errors import BuildError
from saite.namespaces import CONCEPTS, expand
from saite.sparql import SavedQuery, bind, parameter_term

BASE = "https://example.org/id/"
CASES = Path(__file__).parent / "cases" / "derive"
MAX_EVENT_SIZE = {"large-event": 3}
RULES = read_rules()
# The strongest first.
STATUSES = ("stated", "derived", "implied", "disputed")


def load_case(folder: Path) -> ox.Store:
    store = ox.Store()
    graph = ox.NamedNode(f"{BASE}graph/test/records")
    store.load(path=folder / "records.ttl", format=ox.RdfFormat.TURTLE, to_graph=graph)
    return store


def derived(store: ox.Store) -> set[str]:
    """Give the derived triples as N-Triples."""
    quads = store.quads_for_pattern(None, None, None, derived_graph(BASE))
    return {str(quad.triple) for quad in quads}


@pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_records_of_a_case_derive_what_is_expected(folder: Path) -> None:
    store = load_case(folder)
    size = MAX_EVENT_SIZE.get(folder.name, 30)
    count = derive(store, RULES, base=BASE, max_event_size=size)
    expected = ox.parse(path=folder / "derived.ttl", format=ox.RdfFormat.TURTLE)
    triples = {str(quad.triple) for quad in expected}
    assert derived(store) == triples
    assert count == len(triples)


# The rules run as SQL, over the same graph as files: the same statements, in the same bytes.


def in_tables(
    store: ox.Store, folder: Path, rules: Mapping[str, SavedQuery] = RULES, size: int = 3
) -> str:
    files = [folder / "one.nq", folder / "other.nq"]
    quads = sorted(store, key=str)
    for file, part in zip(files, (quads[::2], quads[1::2]), strict=True):
        ox.serialize(part, file, ox.RdfFormat.N_QUADS)
    given = {"base": BASE, "max_event_size": size, "queries": [], "scratch": folder}
    with Tables(files, rules, **given) as tables:  # type: ignore[arg-type]
        count = tables.derive()
        tables.write(folder / "derived.nq")
    text = (folder / "derived.nq").read_text(encoding="utf-8")
    assert len(text.splitlines()) == count
    return text


def in_store(store: ox.Store, rules: Mapping[str, SavedQuery] = RULES, size: int = 3) -> str:
    derive(store, rules, base=BASE, max_event_size=size)
    quads = store.quads_for_pattern(None, None, None, derived_graph(BASE))
    return "".join(sorted(f"{quad} .\n" for quad in quads))


@pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_tables_derive_what_the_store_derives(folder: Path, tmp_path: Path) -> None:
    store = load_case(folder)
    assert in_tables(store, tmp_path) == in_store(store)


def test_tables_take_over_texts_as_the_store_writes_them(tmp_path: Path) -> None:
    store = load_case(CASES / "names")
    forms = [quad.subject for quad in store.quads_for_pattern(None, None, None)]
    thing, form = node("organisation/odd"), node("name/odd")
    graph = node("graph/test/records")
    assert forms
    texts = [
        ox.Literal('a "quote", a \\ and\na line \t', language="pt-br"),
        ox.Literal("<a> <b> ."),
        ox.Literal("Ąžuolas' '' \\u0041 ✓ 𝔄", language="lt"),
    ]
    for number, text in enumerate(texts):
        each = ox.NamedNode(f"{form.value}{number}")
        kind = ox.NamedNode(expand("saite:NameForm"))
        store.add(ox.Quad(each, ox.NamedNode(expand("rdf:type")), kind, graph))
        store.add(ox.Quad(each, ox.NamedNode(expand("saite:nameOf")), thing, graph))
        store.add(ox.Quad(each, ox.NamedNode(expand("saite:asWritten")), text, graph))
    made = in_tables(store, tmp_path)
    assert made == in_store(store)
    assert made.count("organisation/odd>") == 3


def test_a_folder_may_be_called_like_a_pattern(tmp_path: Path) -> None:
    store = load_case(CASES / "names")
    folder = tmp_path / "records [2026]*"
    folder.mkdir()
    assert in_tables(store, folder) == in_store(store)


def test_what_sql_would_answer_otherwise_is_left_to_the_store(tmp_path: Path) -> None:
    store = load_case(CASES / "agreement")
    store.add(ox.Quad(ox.BlankNode(), node("p"), node("o"), node("graph/test/records")))
    with pytest.raises(Untranslated, match="blank nodes"):
        in_tables(store, tmp_path)
    odd = rule("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    with pytest.raises(Untranslated, match="predicates"):
        in_tables(load_case(CASES / "agreement"), tmp_path, odd)


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?s <p:p> ?o } { ?s <p:q> ?t . FILTER(?t IN (<a:b>, ?x)) ?x <p:q> ?o }",
        "CONSTRUCT { ?s <p:p> ?n } { SELECT ?s (COUNT(*) AS ?n) { ?s <p:q> ?o } GROUP BY ?s }",
        "CONSTRUCT { ?s <p:p> ?n } { SELECT ?s (MIN(?o) AS ?n) { ?s <p:d> ?o } GROUP BY ?s }",
        "CONSTRUCT { ?s <p:p> ?n } { SELECT ?s (SUM(?o) AS ?n) { ?s <p:w> ?o } GROUP BY ?s }",
        "CONSTRUCT { ?s <p:p> ?b } { ?s <p:q> ?o MINUS { ?s <p:d> ?d } BIND(STR(?o) AS ?b) }",
        (
            "CONSTRUCT { ?s <p:p> ?b } { ?s <p:q> ?o OPTIONAL { ?s <p:w> ?w } "
            "BIND(COALESCE(?w, 'none') AS ?b) }"
        ),
        "CONSTRUCT { ?s <p:p> ?b } { ?s <p:q> ?o BIND(IF(?o = <a:b>, 1, 0.5) AS ?b) }",
        "CONSTRUCT { ?s <p:p> ?b } { ?s <p:w> ?o BIND(STRAFTER(STR(?o), '.') AS ?b) }",
        (
            "CONSTRUCT { ?s <p:p> ?b } { { SELECT (COUNT(?s) AS ?n) { ?s <p:q> ?o } } ?s <p:q> ?t "
            "BIND(ROUND(100 / (?n - 1)) / 1000 AS ?b) }"
        ),
        "CONSTRUCT { ?s <p:p> true . ?s a <c:c> } { { ?s <p:w> 0.5 } UNION { ?s <p:q> <a:b> } }",
        "CONSTRUCT { ?s <p:p> ?b } { ?s <p:t> ?o BIND(CONCAT('<', STR(?o), '>') AS ?b) }",
    ],
)
def test_a_rule_means_the_same_in_sql(text: str, tmp_path: Path) -> None:
    data = (
        '<a:a> <p:q> <a:b> ; <p:w> 0.5 , 1.25 ; <p:t> "x\\"y"@lt , "ą\\n" .'
        '<a:a> <p:d> "2020-01-02"^^<D> . <a:b> <p:d> "2019-11-02"^^<D> , "2021-01-01"^^<D> .'
        "<a:b> <p:q> <a:a> , <a:b> ; <p:r> <a:b> ; <p:w> 2.75 ."
        "<a:c> <p:q> <a:d> ; <p:r> <a:a> ."
    ).replace("<D>", f"<{expand('xsd:date')}>")
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.TURTLE, to_graph=node("graph/test/records"))
    rules = rule(text)
    made = in_tables(store, tmp_path, rules)
    assert made == in_store(store, rules)
    assert made


# rdflib is the other reader of the rules: they are SPARQL 1.1 and no dialect of one store.


def derive_with_rdflib(files: Iterable[Path]) -> rdflib.Graph:
    dataset = rdflib.Dataset(default_union=True)
    records = dataset.graph(rdflib.URIRef(f"{BASE}graph/test/records"))
    for file in files:
        records.parse(file, format="turtle")
    result = dataset.graph(rdflib.URIRef(derived_graph(BASE).value))
    given = {"base": BASE, "maxEventSize": "3"}
    for _, rule in sorted(RULES.items()):
        terms = {each.name: parameter_term(each, given[each.name]) for each in rule.parameters}
        constructed = dataset.query(bind(rule.text, terms)).graph
        assert constructed is not None
        for triple in constructed:
            result.add(triple)
    return result


def by_value(triples: Iterable[tuple[rdflib.term.Node, ...]]) -> set[tuple[object, ...]]:
    """Compare decimals by value: 1 and 1.0 are one number in two spellings."""
    return {
        tuple(
            (term.toPython(), term.language) if isinstance(term, rdflib.Literal) else term
            for term in triple
        )
        for triple in triples
    }


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib's own, in itself
def test_rdflib_derives_the_same() -> None:
    # The records of all cases at once: their things have the same ids and become one graph.
    files = sorted(CASES.glob("*/records.ttl"))
    store = ox.Store()
    for file in files:
        store.load(path=file, format=ox.RdfFormat.TURTLE)
    derive(store, RULES, base=BASE, max_event_size=3)
    expected = rdflib.Graph()
    expected.parse(data=" .\n".join([*sorted(derived(store)), ""]), format="nt")
    found = derive_with_rdflib(files)
    assert len(found) == len(expected) > 200
    assert by_value(found) == by_value(expected)


# The oracle: records as plain tables, ties by networkx and a few lines of Python.


@dataclass(frozen=True)
class Span:
    first: date | None
    last: date | None

    def is_known(self) -> bool:
        return bool(self.first or self.last)


@dataclass(frozen=True)
class Statement:
    organisation: str
    status: str
    span: Span | None = None
    id: str = ""


@dataclass(frozen=True)
class Thing:
    """What ties: an agreement, project or event of many, or a record of two."""

    kind: str
    statements: tuple[Statement, ...]
    span: Span | None = None
    is_series: bool = False
    id: str = ""


@dataclass
class Expected:
    weights: dict[tuple[str, str], float] = field(default_factory=dict)
    statuses: dict[tuple[str, str], str] = field(default_factory=dict)
    spans: dict[tuple[str, str], Span] = field(default_factory=dict)


def join(spans: Iterable[Span | None]) -> Span:
    """Join spans: a side that one of them leaves open is open."""
    known = [span for span in spans if span and span.is_known()]
    firsts = [span.first for span in known if span.first]
    lasts = [span.last for span in known if span.last]
    return Span(
        min(firsts) if firsts and len(firsts) == len(known) else None,
        max(lasts) if lasts and len(lasts) == len(known) else None,
    )


def support(thing: Thing, pair: tuple[str, str]) -> tuple[str, Span]:
    statements = [each for each in thing.statements if each.organisation in pair]
    statuses = [each.status for each in statements] + (["implied"] if thing.is_series else [])
    own = [each.span for each in statements if each.span and each.span.is_known()]
    return max(statuses, key=STATUSES.index), join(own or [thing.span])


def expect(things: Sequence[Thing], max_event_size: int) -> Expected:
    expected = Expected()
    supports: dict[tuple[str, str], list[tuple[str, Span]]] = defaultdict(list)
    graphs: dict[str, nx.Graph[str]] = defaultdict(nx.Graph)
    for thing in things:
        organisations = sorted({each.organisation for each in thing.statements})
        if thing.kind == "event" and len(organisations) > max_event_size:
            continue
        node = f"thing {thing.id}"
        graphs[thing.kind].add_edges_from((node, each) for each in organisations)
        for one, other in combinations(organisations, 2):
            supports[one, other].append(support(thing, (one, other)))
    for graph in graphs.values():
        organisations = [node for node in graph if not node.startswith("thing ")]
        projected = bipartite.collaboration_weighted_projected_graph(graph, organisations)
        for one, other in projected.edges:
            pair = (min(one, other), max(one, other))
            weight: float = projected.edges[one, other]["weight"]
            expected.weights[pair] = expected.weights.get(pair, 0) + weight
    for pair, found in supports.items():
        expected.statuses[pair] = min((status for status, _ in found), key=STATUSES.index)
        expected.spans[pair] = join(span for _, span in found)
    return expected


CLASSES = {
    "agreement": ("saite:Agreement", "saite:AgreementParty"),
    "project": ("saite:Project", "saite:ProjectParticipation"),
    "event": ("schema:Event", "saite:Participation"),
}
PROPERTIES = {
    "agreement": ("saite:ofAgreement", "saite:partyOrganization"),
    "project": ("saite:inProject", "saite:participant"),
    "event": ("saite:inEvent", "saite:participant"),
    "membership": ("org:member", "org:organization"),
    "chapter": ("saite:unit", "saite:affiliatedWith"),
    "succession": ("org:originalOrganization", "org:resultingOrganization"),
    "cooperation": ("saite:declaredBy", "saite:cooperatesWith"),
}
NODES = {
    "membership": "org:Membership",
    "chapter": "saite:Affiliation",
    "succession": "org:ChangeEvent",
    "cooperation": "saite:DeclaredCooperation",
}


def node(path: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + path)


class Records:
    """Writes things into a store as a build does."""

    def __init__(self, things: Sequence[Thing]) -> None:
        self.store = ox.Store()
        organisations = {each.organisation for thing in things for each in thing.statements}
        for organisation in organisations:
            self.record(node(f"organisation/{organisation}"), "org:Organization", organisation)
        for thing in things:
            (self.many if thing.kind in CLASSES else self.two)(thing)

    def add(self, subject: ox.NamedNode, curie: str, value: ox.NamedNode | ox.Literal) -> None:
        predicate = ox.NamedNode(expand(curie))
        self.store.add(ox.Quad(subject, predicate, value, node("graph/test/records")))

    def record(self, subject: ox.NamedNode, kind: str, identifier: str) -> None:
        self.add(subject, "rdf:type", ox.NamedNode(expand(kind)))
        self.add(subject, "dcterms:identifier", ox.Literal(identifier))

    def when(self, subject: ox.NamedNode, span: Span | None) -> None:
        if span is None:
            return
        moment = node("time/" + subject.value.removeprefix(BASE))
        self.add(subject, "saite:when", moment)
        for curie, day in (("saite:earliest", span.first), ("saite:latest", span.last)):
            if day:
                literal = ox.Literal(day.isoformat(), datatype=ox.NamedNode(expand("xsd:date")))
                self.add(moment, curie, literal)

    def many(self, thing: Thing) -> None:
        kind, part = CLASSES[thing.kind]
        of, organisation = PROPERTIES[thing.kind]
        subject = node(f"{thing.kind}/{thing.id}")
        self.record(subject, kind, thing.id)
        self.when(subject, thing.span)
        if thing.is_series:
            series = ox.NamedNode(CONCEPTS + "event-kind/event-series")
            self.add(subject, "dcterms:type", series)
        for each in thing.statements:
            statement = node(f"part/{each.id}")
            self.record(statement, part, each.id)
            self.add(statement, of, subject)
            self.add(statement, organisation, node(f"organisation/{each.organisation}"))
            self.add(statement, "saite:status", ox.NamedNode(f"{CONCEPTS}status/{each.status}"))
            self.when(statement, each.span)

    def two(self, thing: Thing) -> None:
        subject = node(f"{thing.kind}/{thing.id}")
        self.record(subject, NODES[thing.kind], thing.id)
        for curie, each in zip(PROPERTIES[thing.kind], thing.statements, strict=True):
            self.add(subject, curie, node(f"organisation/{each.organisation}"))
            self.add(subject, "saite:status", ox.NamedNode(f"{CONCEPTS}status/{each.status}"))
        self.when(subject, thing.span)


def read(store: ox.Store, curie: str) -> dict[tuple[str, str], str]:
    found = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(expand(curie)), None):
        subject = quad.subject
        assert isinstance(subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        if subject.value.startswith(f"{BASE}tie/"):
            one, other = subject.value.removeprefix(f"{BASE}tie/").split("~")
            found[one, other] = quad.object.value
    return found


organisations = st.sampled_from([f"o{number}" for number in (1, 2, 3, 10, 11)])
days = st.integers(0, 2000).map(lambda number: date(2015, 1, 1) + timedelta(days=number))
spans = st.builds(
    lambda first, last: Span(*sorted((first, last))) if first and last else Span(first, last),
    st.none() | days,
    st.none() | days,
)
statuses = st.sampled_from(STATUSES)
statements = st.builds(Statement, organisations, statuses, st.none() | spans)
many = st.builds(
    Thing,
    st.sampled_from(["agreement", "project", "event"]),
    st.lists(statements, max_size=6).map(tuple),
    st.none() | spans,
    st.booleans(),
)


def of_two(kind: str, pair: tuple[str, str], status: str, span: Span | None) -> Thing:
    return Thing(kind, tuple(Statement(each, status) for each in pair), span)


two = st.builds(
    of_two,
    st.sampled_from(["membership", "chapter", "succession", "cooperation"]),
    st.tuples(organisations, organisations),
    statuses,
    st.none() | spans,
)


def number(things: list[Thing]) -> list[Thing]:
    """Give every thing and every statement an id; only an event can be a series."""
    return [
        replace(
            thing,
            id=str(place),
            is_series=thing.is_series and thing.kind == "event",
            statements=tuple(
                replace(each, id=f"{place}-{part}") for part, each in enumerate(thing.statements)
            ),
        )
        for place, thing in enumerate(things)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(many | two, max_size=8).map(number), st.integers(2, 4))
def test_ties_agree_with_networkx(things: list[Thing], max_event_size: int) -> None:
    store = Records(things).store
    derive(store, RULES, base=BASE, max_event_size=max_event_size)
    expected = expect(things, max_event_size)
    weights = {pair: float(text) for pair, text in read(store, "saite:weight").items()}
    # Each support is rounded to six places by itself.
    assert weights == pytest.approx(expected.weights, abs=1e-5)
    found = read(store, "saite:status").items()
    assert {pair: iri.rpartition("/")[2] for pair, iri in found} == expected.statuses
    for curie, name in (("saite:earliest", "first"), ("saite:latest", "last")):
        bounds = {pair: getattr(span, name) for pair, span in expected.spans.items()}
        dated = {pair: day.isoformat() for pair, day in bounds.items() if day}
        assert read(store, curie) == dated


@settings(max_examples=15, deadline=None)
@given(st.lists(many | two, max_size=8).map(number), st.integers(2, 4))
def test_tables_derive_the_same_of_any_records(things: list[Thing], size: int) -> None:
    store = Records(things).store
    with TemporaryDirectory() as folder:
        assert in_tables(store, Path(folder), size=size) == in_store(store, size=size)


@settings(max_examples=20, deadline=None)
@given(st.lists(many | two, max_size=8).map(number))
def test_no_organisation_is_tied_to_itself_and_ties_go_both_ways(things: list[Thing]) -> None:
    store = Records(things).store
    derive(store, RULES, base=BASE)
    quads = store.quads_for_pattern(None, ox.NamedNode(expand("saite:tiedTo")), None)
    pairs = {(str(quad.subject), str(quad.object)) for quad in quads}
    assert all(one != other for one, other in pairs)
    assert pairs == {(other, one) for one, other in pairs}


def test_order_of_records_leaves_no_trace() -> None:
    things = number(
        [
            Thing("event", tuple(Statement(f"o{one}", "stated") for one in range(5))),
            Thing("agreement", tuple(Statement(f"o{one}", "implied") for one in range(7))),
            of_two("membership", ("o1", "o2"), "stated", None),
        ]
    )
    one, other = Records(things).store, Records(things[::-1]).store
    for store in (one, other):
        derive(store, RULES, base=BASE)
    assert derived(one) == derived(other)


def test_a_thousand_organisations_take_seconds() -> None:
    """A rule whose cost grows with the square of the records would take minutes here."""
    things = number(
        [
            Thing(
                ("event", "agreement", "project")[place % 3],
                tuple(Statement(f"o{place * 7 % 1500 + part}", "stated") for part in range(4)),
                Span(date(2020, 1, 1), None),
            )
            for place in range(1500)
        ]
        + [of_two("cooperation", (f"o{one}", f"o{one + 1}"), "stated", None) for one in range(1500)]
    )
    store = Records(things).store
    began = time.monotonic()
    assert derive(store, RULES, base=BASE) > 100_000
    assert time.monotonic() - began < 60
    assert len(read(store, "saite:weight")) > 4_000


# Rules themselves


def test_rules_run_in_the_order_of_their_names() -> None:
    named: list[str] = []
    derive(ox.Store(), RULES, base=BASE, progress=named.append)
    assert named == sorted(RULES)
    assert all(set(rule.summary) == {"en", "lt", "lv"} for rule in RULES.values())


def rule(text: str) -> dict[str, SavedQuery]:
    return {"99": SavedQuery("99", text, Path("99.rq"))}


def test_rule_that_makes_blank_nodes_is_refused() -> None:
    store = Records([]).store
    store.add(ox.Quad(node("a"), node("b"), ox.Literal("_:not one")))
    derive(store, rule("CONSTRUCT { ?s <urn:p> ?o } { ?s ?p ?o }"), base=BASE)
    with pytest.raises(BuildError, match="rule 99 makes blank nodes"):
        derive(store, rule("CONSTRUCT { ?s <urn:p> [] } { ?s ?p ?o }"), base=BASE)


def test_rule_that_constructs_nothing_is_refused() -> None:
    with pytest.raises(BuildError, match="rule 99 constructs nothing"):
        derive(ox.Store(), rule("ASK {}"), base=BASE)


def test_bases_of_any_shape_are_kept() -> None:
    base = "https://example.org/organisation/tie/kind#"
    store = ox.Store()
    for text in (
        f"<{base}organisation/{one}> <{expand('rdf:type')}> <{expand('org:Organization')}> . "
        f'<{base}organisation/{one}> <{expand("dcterms:identifier")}> "{one}" . '
        for one in "ab"
    ):
        store.load(text, format=ox.RdfFormat.TURTLE)
    cooperation = (
        f"<{base}cooperation/1> a <{expand('saite:DeclaredCooperation')}> ;"
        f' <{expand("dcterms:identifier")}> "1" ;'
        f" <{expand('saite:declaredBy')}> <{base}organisation/b> ;"
        f" <{expand('saite:cooperatesWith')}> <{base}organisation/a> ."
    )
    store.load(cooperation, format=ox.RdfFormat.TURTLE)
    derive(store, RULES, base=base)
    subjects = {
        str(quad.subject) for quad in store.quads_for_pattern(None, None, None, derived_graph(base))
    }
    assert f"<{base}tie/a~b>" in subjects
    assert f"<{base}strength/a~b~cooperation>" in subjects


def test_identifiers_of_any_text_are_tied() -> None:
    pair = ("o 1/š", "o2")
    store = ox.Store()
    member, organisation = (node(f"organisation/{one}") for one in "ab")
    records = Records([])
    records.store = store
    for subject, identifier in zip((member, organisation), pair, strict=True):
        records.record(subject, "org:Organization", identifier)
    records.record(node("membership/m"), "org:Membership", "m <1>")
    records.add(node("membership/m"), "org:member", member)
    records.add(node("membership/m"), "org:organization", organisation)
    derive(store, RULES, base=BASE)
    quads = store.quads_for_pattern(None, ox.NamedNode(expand("saite:supports")), None)
    (quad,) = quads
    assert str(quad.subject) == f"<{BASE}support/o%201%2F%C5%A1~o2~membership~m%20%3C1%3E>"
    assert str(quad.object) == f"<{BASE}tie/o%201%2F%C5%A1~o2>"


def test_what_the_disk_refuses_is_said_as_that(tmp_path: Path) -> None:
    given = {"base": BASE, "max_event_size": 3, "queries": [], "scratch": tmp_path}
    with Tables([], RULES, **given) as tables, pytest.raises(OSError, match="missing"):  # type: ignore[arg-type]
        tables.write(tmp_path / "missing" / "derived.nq")
