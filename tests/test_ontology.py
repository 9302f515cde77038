"""The ontology and the concepts, at zero findings of the checks that need no network.

The checks are those of OOPS! (P-numbers), FOOPS! and ROBOT's report profile that apply.
"""

import json
import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS, VANN, XSD

from saite.concepts import load_concepts
from saite.namespaces import CONCEPTS, PREFIXES, SAITE
from saite.resources import resource

LANGUAGES = ("en", "lt", "lv")
FILES = ("saite.ttl", "concepts.ttl", "shapes.ttl", "prefixes.ttl")
ONTOLOGY = rdflib.URIRef("https://w3id.org/saite/ns")
CONCEPT_FILE = rdflib.URIRef("https://w3id.org/saite/concepts")
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty)
KINDS = (OWL.Class, *PROPERTY_KINDS, OWL.AnnotationProperty)
DERIVED_INTEGERS = {
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("long", "int", "short", "byte"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
}

# Classes that nothing is said to be an instance of: they gather what their subclasses share, as
# the domain of a property that several of them have.
ABSTRACT = {"Bounded", "Derived", "Involvement", "Statement", "WrittenForm"}

# Relations are read both ways in SPARQL (^saite:inEvent), so a second name for the other way
# would only have to be kept in step. No inverse is declared; each property is named here, so that
# a new one is a decision.
WITHOUT_INVERSE = {
    *("status", "evidence", "preparedUnder", "nameOf", "when", "unit", "affiliatedWith"),
    *("atEvent", "declaredBy", "cooperatesWith", "describes", "attributedTo", "participant"),
    *("role", "inEvent", "onBehalfOf", "countUnit", "mode", "underProject", "concludedAt"),
    *("concludedAtStatus", "concerns", "ofAgreement", "partyOrganization", "signatory"),
    *("inCapacity", "inProject", "ofProject", "funder", "share", "between", "supports", "kind"),
    *(
        "through",
        "statement",
        "ofTie",
        "ofOrganisation",
        "byKind",
        "hasParticipant",
        "hasParty",
        "hasPartner",
    ),
}

# Each of these is a kind of thing of its own, and nothing can be two of them.
MAIN_CLASSES = {
    *("Affiliation", "Agreement", "AgreementParty", "DeclaredCooperation", "Degree", "Description"),
    *("EvidencedPartnership", "Funding", "NameForm", "Participation", "Project"),
    *("ProjectParticipation", "Strength", "Support", "TimeSpan"),
}


@cache
def read(name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(resource(f"ontology/{name}"), format="turtle")


def local(term: object) -> str:
    return str(term).removeprefix(SAITE)


def own(*kinds: rdflib.URIRef) -> list[rdflib.URIRef]:
    graph = read("saite.ttl")
    terms = {term for kind in kinds for term in graph.subjects(RDF.type, kind)}
    return sorted(rdflib.URIRef(str(term)) for term in terms if str(term).startswith(SAITE))


def texts(
    graph: rdflib.Graph, term: rdflib.term.Node, *, of: rdflib.URIRef
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value in graph.objects(term, of):
        found.setdefault(str(getattr(value, "language", None)), []).append(str(value))
    return found


def described() -> list[tuple[str, rdflib.term.Node, rdflib.URIRef]]:
    """List every term and value that a reader meets: file, term, property of its label."""
    concepts = read("concepts.ttl")
    kinds = (SKOS.Concept, SKOS.ConceptScheme)
    return [
        *(("saite.ttl", term, RDFS.label) for term in own(*KINDS)),
        *(
            ("concepts.ttl", term, SKOS.prefLabel)
            for kind in kinds
            for term in sorted(concepts.subjects(RDF.type, kind), key=str)
        ),
    ]


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own JSON-LD
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("syntax", ["turtle", "json-ld", "xml", "nt"])
def test_a_file_survives_a_round_trip(name: str, syntax: str) -> None:
    graph = read(name)
    again = rdflib.Graph().parse(data=graph.serialize(format=syntax), format=syntax)
    assert isomorphic(graph, again)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_the_same_for_both_libraries(name: str) -> None:
    """Turtle is read by rdflib and, elsewhere in Saite, by pyoxigraph."""
    quads = pyoxigraph.parse(path=resource(f"ontology/{name}"))
    lines = pyoxigraph.serialize(
        (pyoxigraph.Triple(quad.subject, quad.predicate, quad.object) for quad in quads),
        format=pyoxigraph.RdfFormat.N_TRIPLES,
    )
    assert lines is not None
    assert isomorphic(read(name), rdflib.Graph().parse(data=lines, format="nt"))


def test_the_prefixes_are_those_of_the_code() -> None:
    graph = read("prefixes.ttl")
    declared = {
        str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
        for node in graph.objects(None, SH.declare)
    }
    assert declared == PREFIXES


@pytest.mark.parametrize("name", FILES)
def test_a_prefix_means_the_same_in_every_file(name: str) -> None:
    text = resource(f"ontology/{name}").read_text(encoding="utf-8")
    for prefix, iri in re.findall(r"^@prefix (\w+): <([^>]+)>", text, re.MULTILINE):
        assert PREFIXES.get(prefix, iri) == iri


# -- metadata (FOOPS OM1, OM2, OM4.1, FIND1, VER1; OOPS P38, P39, P41; ROBOT missing_ontology_*) ---


@pytest.mark.parametrize(
    ("name", "ontology"), [("saite.ttl", ONTOLOGY), ("concepts.ttl", CONCEPT_FILE)]
)
def test_a_file_says_what_it_is(name: str, ontology: rdflib.URIRef) -> None:
    graph = read(name)
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [ontology]
    for text in (DCTERMS.title, DCTERMS.description):
        assert sorted(texts(graph, ontology, of=text)) == sorted(LANGUAGES)
    assert isinstance(graph.value(ontology, DCTERMS.license), rdflib.URIRef)
    assert graph.value(ontology, DCTERMS.creator) is not None
    created = graph.value(ontology, DCTERMS.created)
    assert isinstance(created, rdflib.Literal)
    assert created.datatype == XSD.date
    version = str(graph.value(ontology, OWL.versionInfo))
    assert str(graph.value(ontology, OWL.versionIRI)) == f"{ontology}/{version}"
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_the_ontology_names_its_prefix_and_its_citation() -> None:
    graph = read("saite.ttl")
    assert str(graph.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "saite"
    assert str(graph.value(ONTOLOGY, VANN.preferredNamespaceUri)) == SAITE
    for term in (DCTERMS.publisher, DCTERMS.contributor, DCTERMS.issued, DCTERMS.modified):
        assert graph.value(ONTOLOGY, term) is not None
    assert "0.1.0" in str(graph.value(ONTOLOGY, DCTERMS.bibliographicCitation))


# -- labels and definitions (OOPS P08, P20, P32; FOOPS VOC3, VOC4; ROBOT *_label, *_definition) ----


def test_every_term_has_one_label_and_one_definition_in_each_language() -> None:
    for name, term, label in described():
        for text in (label, SKOS.definition):
            found = texts(read(name), term, of=text)
            assert sorted(found) == sorted(LANGUAGES), f"{term} {text}"
            assert all(len(values) == 1 for values in found.values()), f"{term} {text}"


def test_no_label_or_definition_has_stray_white_space_or_repeats_another() -> None:
    """Labels are unique in the ontology, and among the values of each scheme."""
    for text in (None, SKOS.definition):
        for language in LANGUAGES:
            met: Counter[tuple[str, str]] = Counter()
            for name, term, label in described():
                (value,) = texts(read(name), term, of=text or label)[language]
                assert value == " ".join(value.split()), f"{term}: {value!r}"
                scheme = str(read(name).value(term, SKOS.inScheme) or name)
                met[scheme, value.casefold()] += 1
            assert [key for key, count in met.items() if count > 1] == []


def test_a_definition_is_a_sentence_and_not_the_label_again() -> None:
    for name, term, label in described():
        for language in LANGUAGES:
            (short,) = texts(read(name), term, of=label)[language]
            (long,) = texts(read(name), term, of=SKOS.definition)[language]
            assert long[0].isupper(), f"{term}: {long!r}"
            assert long.endswith("."), f"{term}: {long!r}"
            assert long.rstrip(".").casefold() != short.casefold(), f"{term}: {long!r}"


def test_the_three_languages_do_not_copy_each_other() -> None:
    for name, term, _ in described():
        found = texts(read(name), term, of=SKOS.definition)
        assert len({found[language][0] for language in LANGUAGES}) == len(LANGUAGES), term


def test_every_term_says_where_it_is_defined() -> None:
    for name, term, _ in described():
        wanted = ONTOLOGY if name == "saite.ttl" else CONCEPT_FILE
        assert list(read(name).objects(term, RDFS.isDefinedBy)) == [wanted], term


# -- structure (OOPS P02, P04, P06, P10-P13, P19, P22, P24-P28, P34, P35, P40) ---------------------


def test_names_follow_one_convention() -> None:
    assert [
        term for term in own(OWL.Class) if not re.fullmatch(r"[A-Z][a-zA-Z]+", local(term))
    ] == []
    others = own(*PROPERTY_KINDS, OWL.AnnotationProperty)
    assert [term for term in others if not re.fullmatch(r"[a-z][a-zA-Z0-9]+", local(term))] == []


def test_every_term_is_of_one_kind() -> None:
    graph = read("saite.ttl")
    for term in {term for term in graph.subjects() if str(term).startswith(SAITE)}:
        kinds = set(graph.objects(term, RDF.type)) - {OWL.SymmetricProperty}
        assert len(kinds) == 1, term
        assert kinds <= set(KINDS), term


def test_every_property_has_one_domain_and_one_range() -> None:
    graph = read("saite.ttl")
    for term in own(*PROPERTY_KINDS):
        assert len(list(graph.objects(term, RDFS.domain))) == 1, term
        (values,) = graph.objects(term, RDFS.range)
        is_data = (term, RDF.type, OWL.DatatypeProperty) in graph
        datatypes = (str(XSD), str(RDF.langString), PREFIXES["edtf"])
        assert str(values).startswith(datatypes) == is_data, term


def test_every_class_that_a_term_rests_on_is_declared() -> None:
    graph = read("saite.ttl")
    declared = {*graph.subjects(RDF.type, OWL.Class), OWL.Thing, RDFS.Resource}
    used = {
        term
        for link in (RDFS.subClassOf, RDFS.domain, OWL.disjointWith)
        for term in graph.objects(None, link)
    } | {values for term in own(OWL.ObjectProperty) for values in graph.objects(term, RDFS.range)}
    assert used <= declared


def test_every_object_property_has_an_inverse_or_is_waived_by_name() -> None:
    graph = read("saite.ttl")
    waived = {
        local(term)
        for term in own(OWL.ObjectProperty)
        if (term, RDF.type, OWL.SymmetricProperty) not in graph
        and not [*graph.objects(term, OWL.inverseOf), *graph.subjects(OWL.inverseOf, term)]
    }
    assert waived == WITHOUT_INVERSE


def test_a_symmetric_property_has_equal_domain_and_range() -> None:
    graph = read("saite.ttl")
    symmetric = list(graph.subjects(RDF.type, OWL.SymmetricProperty))
    assert {local(term) for term in symmetric} == {"agreesWith", "conflictsWith", "tiedTo"}
    for term in symmetric:
        assert graph.value(term, RDFS.domain) == graph.value(term, RDFS.range)


def test_no_class_stands_alone() -> None:
    graph = read("saite.ttl")
    links = (RDFS.subClassOf, RDFS.domain, RDFS.range)
    for term in own(OWL.Class):
        above = list(graph.objects(term, RDFS.subClassOf))
        below = [subject for link in links for subject in graph.subjects(link, term)]
        assert above or below, term


def test_no_class_is_above_itself() -> None:
    graph = read("saite.ttl")
    for term in own(OWL.Class):
        for above in graph.objects(term, RDFS.subClassOf):
            assert term not in set(graph.transitive_objects(above, RDFS.subClassOf)), term


def test_the_main_classes_exclude_each_other() -> None:
    graph = read("saite.ttl")
    (group,) = graph.subjects(RDF.type, OWL.AllDisjointClasses)
    head = graph.value(group, OWL.members)
    assert head is not None
    assert {local(term) for term in Collection(graph, head)} == MAIN_CLASSES
    assert {local(term) for term in own(OWL.Class)} == MAIN_CLASSES | ABSTRACT
    for one, other in combinations(sorted(MAIN_CLASSES), 2):
        above = set(graph.transitive_objects(rdflib.URIRef(SAITE + one), RDFS.subClassOf))
        assert rdflib.URIRef(SAITE + other) not in above


def test_a_project_or_an_agreement_is_no_organisation_and_no_event() -> None:
    """schema.org has projects as organisations, which would list every project as one."""
    graph = read("saite.ttl")
    foreign = {rdflib.URIRef(PREFIXES["org"] + "Organization"), SCHEMA_EVENT}
    for name in ("Project", "Agreement"):
        assert set(graph.objects(rdflib.URIRef(SAITE + name), OWL.disjointWith)) == foreign


SCHEMA_EVENT = rdflib.URIRef(PREFIXES["schema"] + "Event")


def test_nothing_new_is_said_of_the_terms_of_others() -> None:
    """A reused class is declared and given the labels that people read, and no more."""
    graph = read("saite.ttl")
    ours = (SAITE, str(ONTOLOGY), "https://w3id.org/saite/contributors")
    for subject, predicate, value in graph:
        if isinstance(subject, rdflib.URIRef) and not str(subject).startswith(ours):
            assert predicate in (RDF.type, RDFS.label, RDFS.isDefinedBy), subject
            assert getattr(value, "language", None) in (None, *LANGUAGES), subject


def test_no_file_uses_a_derived_integer_datatype() -> None:
    """The store would rewrite them, so that a graph would not read back as it was written."""
    for path in sorted(resource("ontology").glob("*.[tj]*")):
        text = path.read_text(encoding="utf-8")
        used = set(re.findall(r"(?:xsd:|XMLSchema#)(\w+)", text))
        assert used & DERIVED_INTEGERS == set(), path.name


# -- examples --------------------------------------------------------------------------------------


def example_of(term: rdflib.URIRef) -> str:
    (example,) = read("saite.ttl").objects(term, SKOS.example)
    return str(example)


@pytest.mark.parametrize("name", [local(term) for term in own(OWL.Class, *PROPERTY_KINDS)])
def test_the_example_of_a_term_is_turtle_and_uses_it(name: str) -> None:
    term = rdflib.URIRef(SAITE + name)
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    text = f"@base <https://example.org/id/> .\n{head}{example_of(term)}"
    graph = rdflib.Graph().parse(data=text, format="turtle")
    used = {part for triple in graph for part in triple}
    assert used & {term, *own_domain(term)}
    declared = set(own(*KINDS))
    assert {part for part in used if str(part).startswith(SAITE)} <= declared
    concepts = set(read("concepts.ttl").subjects(RDF.type, SKOS.Concept))
    assert {part for part in used if str(part).startswith(CONCEPTS)} <= concepts


def own_domain(term: rdflib.URIRef) -> set[rdflib.term.Node]:
    """An abstract class is shown by a property that has it as its domain."""
    return set(read("saite.ttl").subjects(RDFS.domain, term))


@pytest.mark.parametrize("name", [local(term) for term in own(OWL.AnnotationProperty)])
def test_the_example_of_an_annotation_is_json_of_the_record_tables(name: str) -> None:
    example = json.loads(example_of(rdflib.URIRef(SAITE + name)))
    assert list(example) == [SAITE + name]


# -- use -------------------------------------------------------------------------------------------


def used_in_text(text: str) -> set[str]:
    return set(re.findall(rf"(?:\bsaite:|{re.escape(SAITE)})(\w+)", text))


def used() -> dict[str, set[str]]:
    """Find the terms of ours that each file uses."""
    ontology, queries = resource("ontology"), resource("queries")
    paths = [path for path in ontology.iterdir() if path.name not in ("saite.ttl", "README.md")]
    paths += [*queries.rglob("*.rq"), *Path(resource.__code__.co_filename).parent.rglob("*.py")]
    return {str(path): used_in_text(path.read_text(encoding="utf-8")) for path in sorted(paths)}


def test_every_term_that_a_file_uses_is_declared() -> None:
    declared = {local(term) for term in own(*KINDS)}
    assert {path: terms - declared for path, terms in used().items() if terms - declared} == {}


def test_every_declared_term_is_used_or_deliberately_abstract() -> None:
    declared = {local(term) for term in own(*KINDS)}
    assert declared - set().union(*used().values()) == ABSTRACT


FOREIGN_SUPERCLASSES = {
    rdflib.URIRef(PREFIXES["org"] + "Organization"): rdflib.URIRef(PREFIXES["foaf"] + "Agent"),
    rdflib.URIRef(PREFIXES["foaf"] + "Person"): rdflib.URIRef(PREFIXES["foaf"] + "Agent"),
}


def classes_of(node: rdflib.term.Node, data: rdflib.Graph) -> set[rdflib.term.Node]:
    """List the classes of a node and all above them; what a source states is a statement too."""
    found: set[rdflib.term.Node] = {OWL.Thing, RDFS.Resource, rdflib.URIRef(SAITE + "Statement")}
    for kind in data.objects(node, RDF.type):
        above = read("saite.ttl").transitive_objects(kind, RDFS.subClassOf)
        found |= {term for term in above if term is not None}
        found |= {FOREIGN_SUPERCLASSES.get(rdflib.URIRef(str(kind)), OWL.Thing)}
    return found


def test_the_data_that_the_shapes_take_fit_domains_and_ranges() -> None:
    cases = Path(__file__).parent / "cases" / "shapes"
    data = rdflib.Graph()
    for path in (cases / "context.ttl", *sorted(cases.glob("*/pass.ttl"))):
        data.parse(path)
    ontology, whole = read("saite.ttl"), data + read("concepts.ttl")
    ours = [triple for triple in data if str(triple[1]).startswith(SAITE)]
    assert len({term for _, term, _ in ours}) > 50
    for subject, term, value in ours:
        assert ontology.value(term, RDFS.domain) in classes_of(subject, whole), term
        if isinstance(value, rdflib.Literal):
            datatype = RDF.langString if value.language else value.datatype or XSD.string
            assert ontology.value(term, RDFS.range) == datatype, term
        else:
            assert ontology.value(term, RDFS.range) in classes_of(value, whole), term


# -- concepts --------------------------------------------------------------------------------------


def test_every_concept_belongs_to_its_scheme_both_ways() -> None:
    graph = read("concepts.ttl")
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        (scheme,) = graph.objects(concept, SKOS.inScheme)
        assert list(graph.objects(concept, SKOS.topConceptOf)) == [scheme]
        assert (scheme, SKOS.hasTopConcept, concept) in graph
        (notation,) = graph.objects(concept, SKOS.notation)
        assert str(concept) == f"{scheme}/{notation}"
    for scheme, concept in graph.subject_objects(SKOS.hasTopConcept):
        assert (concept, SKOS.inScheme, scheme) in graph


def test_an_alternative_label_is_no_preferred_label() -> None:
    graph = read("concepts.ttl")
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        preferred = set(graph.objects(concept, SKOS.prefLabel))
        assert preferred & set(graph.objects(concept, SKOS.altLabel)) == set()


def test_the_record_tables_and_the_schemes_agree() -> None:
    """Ties are derived and certainty is reckoned, so no column chooses from their schemes."""
    text = resource("ontology/records.csvw.json").read_text(encoding="utf-8")
    asked = set(re.findall(rf'"{re.escape(SAITE)}conceptScheme":\s*"([^"]+)"', text))
    schemes = set(load_concepts([resource("ontology/concepts.ttl")]).schemes)
    assert schemes - asked == {"certainty", "tie-kind"}
    assert asked <= schemes


@pytest.mark.parametrize(
    ("term", "lithuanian", "latvian"),
    [
        ("status", "teiginio statusas", "apgalvojuma statuss"),
        ("openList", "nebaigtinis sąrašas", "neizsmeļošs saraksts"),
        ("asWritten", "kaip parašyta šaltinyje", "kā rakstīts avotā"),
        ("earliest", "anksčiausia data", "agrākais datums"),
        ("latest", "vėliausia data", "vēlākais datums"),
        ("derivation", "išvedimo būdas", "atvasināšanas veids"),
        ("signatory", "pasirašęs asmuo", "parakstītājs"),
        ("inCapacity", "pasirašiusiojo pareigos", "parakstītāja amats"),
        ("concludedAt", "sudarytas renginyje", "noslēgta pasākumā"),
        (
            "EvidencedPartnership",
            "Įrodymais pagrįsta partnerystė",
            "Pierādījumos balstīta partnerība",
        ),
        ("participantCount", "nurodytas skaičius", "norādītais skaits"),
    ],
)
def test_the_labels_that_were_chosen_with_care_stay(
    term: str, lithuanian: str, latvian: str
) -> None:
    found = texts(read("saite.ttl"), rdflib.URIRef(SAITE + term), of=RDFS.label)
    assert (found["lt"], found["lv"]) == ([lithuanian], [latvian])
