"""Mappings to fuzz with: well-formed ones, graphs of RML's vocabulary, and texts with mistakes."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from hypothesis import strategies as st

from mapping_support import PREFIXES, says, simple
from saite.mapping.functions import FUNCTIONS
from support import ROOT

TABLES = ("t.csv", "u.csv")
NODES = ("<#a>", "<#b>", "_:c", "_:d", "_:e", "_:f")
PROPERTIES = (
    "logicalSource", "source", "path", "root", "encoding", "compression", "null", "iterator",
    "referenceFormulation", "subjectMap", "subject", "predicateObjectMap", "predicate",
    "predicateMap", "object", "objectMap", "graph", "graphMap", "class", "baseIRI", "template",
    "reference", "constant", "termType", "language", "languageMap", "datatype", "datatypeMap",
    "parentTriplesMap", "joinCondition", "child", "childMap", "parent", "parentMap", "condition",
    "functionExecution", "function", "functionMap", "input", "parameter", "parameterMap",
    "inputValue", "inputValueMap", "return", "returnMap",
)  # fmt: skip
NAMES = (
    "CSV", "JSONPath", "TriplesMap", "IRI", "URI", "UnsafeIRI", "BlankNode", "Literal", "UTF-8",
    "UTF-16", "gzip", "zip", "none", "defaultGraph", "RelativePathSource", "MappingDirectory",
)  # fmt: skip
LITERALS = (
    '"t.csv"', '"t.json"', '"$.items[*]"', '"id"', '"name"', '"x/{id}"', '"{"', '""', '"lt"',
    '"http://e/{name}"', "1", "true", '"a"@lt', '"2"^^<http://e/d>', '"\\u0000"', "<http://e/x>",
    "<x y>", "()", '("id")', "[]",
)  # fmt: skip

PROPERTY = st.sampled_from([f"rml:{each}" for each in PROPERTIES] + ["a", "ex:p"])
VALUE = (
    st.sampled_from(NODES)
    | st.sampled_from(LITERALS)
    | st.sampled_from([f"rml:{each}" for each in NAMES])
    | st.sampled_from([f"<{each}>" for each in sorted(FUNCTIONS)])
)
TRIPLE = st.tuples(st.sampled_from(NODES), PROPERTY, VALUE).map(" ".join)


def graphs() -> st.SearchStrategy[str]:
    """Draw graphs whose properties and names are RML's, and their shape anything."""
    return st.lists(TRIPLE, max_size=25).map(lambda lines: PREFIXES + " .\n".join([*lines, ""]))


def valid() -> list[str]:
    """Give mappings of the tests and of the workspace, one with every kind of term map."""
    found = [*ROOT.glob("tests/cases/mistakes/*/mapping.rml.ttl")]
    whole = ROOT / "ontology" / "mapping.rml.ttl"
    texts = [Path(each).read_text(encoding="utf-8") for each in found]
    # One map of the large one is enough to change: the reader of Turtle is not at stake.
    texts += ["\n\n".join(whole.read_text(encoding="utf-8").split("\n\n")[:3])]
    return [*texts, *_rich()]


def _rich() -> list[str]:
    items = 'rml:JSONPath ; rml:iterator "$.items[*]"'
    return [PREFIXES + rich(), PREFIXES + rich("t.json", items)]


def rich(path: str = "t.csv", formulation: str = "rml:CSV") -> str:
    """Give a mapping with every kind of term map, a join, a function and a condition."""
    body = " ; ".join(
        [
            says('rml:reference "name" ; rml:languageMap [ rml:reference "kind" ]'),
            says('rml:reference "name" ; rml:datatypeMap [ rml:template "http://e/{kind}" ]'),
            says('rml:reference "link" ; rml:termType rml:UnsafeIRI'),
            says('rml:reference "link" ; rml:language "lt"'),
            says('rml:template "{name}-{kind}" ; rml:termType rml:BlankNode'),
            says(
                'rml:parentTriplesMap <#u> ; rml:joinCondition [ rml:child "id" ; '
                'rml:parentMap [ rml:template "{id}" ] ]'
            ),
            says(
                "rml:functionExecution [ rml:function fn:date ; rml:input [ rml:parameter fn:text ;"
                ' rml:inputValueMap [ rml:reference "id" ] ] ] ; rml:return fn:edtf'
            ),
            says(
                'rml:constant "x" ; rml:condition [ rml:functionExecution [ rml:function '
                "fn:isNotNull ; rml:input [ rml:parameter fn:value ; rml:inputValueMap "
                '[ rml:reference "link" ] ] ] ]'
            ),
            (
                'rml:predicateObjectMap [ rml:predicateMap [ rml:template "http://e/{kind}" ] ; '
                'rml:object ex:o , 1 ; rml:graphMap [ rml:template "g/{id}" ] ]'
            ),
        ]
    )
    more = """<#u> a rml:TriplesMap ; rml:logicalSource [ rml:source "u.csv" ;
        rml:referenceFormulation rml:CSV ] ; rml:baseIRI <http://own/> ;
        rml:subjectMap [ rml:template "u/{id}" ; rml:class ex:C ; rml:graph ex:g ] ."""
    text = simple(body, more=more)
    return text.replace("t.csv", path).replace("rml:CSV", formulation, 1)


def _words(texts: Sequence[str]) -> list[str]:
    return sorted(set(chain.from_iterable(text.split() for text in texts)))


@st.composite
def mistakes(draw: st.DrawFn, texts: Sequence[str]) -> str:
    """Draw a mapping that was well formed until a few of its words were changed."""
    words = draw(st.sampled_from(texts)).split(" ")
    others = _words(texts) + [f"rml:{each}" for each in (*PROPERTIES, *NAMES)] + list(LITERALS)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(words) - 1))
        kind = draw(st.sampled_from(["change", "drop", "double", "swap", "cut", "text"]))
        if kind == "change":
            words[at] = draw(st.sampled_from(others))
        elif kind == "drop" and len(words) > 1:
            del words[at]
        elif kind == "double":
            words[at:at] = words[at : at + draw(st.integers(1, 12))]
        elif kind == "swap":
            other = draw(st.integers(0, len(words) - 1))
            words[at], words[other] = words[other], words[at]
        elif kind == "cut":
            words[at] = words[at][: draw(st.integers(0, 3))]
        else:
            words[at] += draw(st.text(max_size=4))
    return " ".join(words)


def any_turtle() -> st.SearchStrategy[str]:
    """Draw a text to be read as a mapping."""
    return graphs() | mistakes(valid()) | st.text(max_size=40)


YAML = (
    "mappings:", "  m:", "    s: ex:$(id)", "    po:", "      - [ex:p, $(name), lt~lang]", "{",
    "}", "    sources: [['t.csv~csv']]", "      - p: a", "        o: {value: $(x), type: iri}",
    "- ", "[", "]", "prefixes:", "  ex: http://e/", "    condition:", "      function: equal", "*a",
    "&a", "!!int 1", "      parameters: [[str1, $(id)], [str2, $(x)]]", "        mapping: m", "? ",
    "~iri", "\t",
)  # fmt: skip


def any_yarrrml() -> st.SearchStrategy[str]:
    """Draw a text to be read as YARRRML: lines of such mappings in any order, or with mistakes."""
    paths = sorted(ROOT.glob("tests/cases/yarrrml/*/*.yml"))
    lines = st.lists(st.sampled_from(YAML), max_size=20).map("\n".join)
    return mistakes([path.read_text(encoding="utf-8") for path in paths]) | lines


def runnable() -> st.SearchStrategy[str]:
    """Draw a mapping of the tables that are there, with a few mistakes or none."""
    return mistakes(_rich())


COLUMNS = ("id", "name", "kind", "link", "when", "language", "places")
TEXT = st.sampled_from(
    ["x", "ā b", "\\\\\\\\", "#?/", "é\u0301", "%41", "'", "\\\\{", "\U0001f600"]
)


@st.composite
def templates(draw: st.DrawFn, start: str = "") -> str:
    """Draw the template of a term, as written in Turtle, that has a reference at least."""
    parts = draw(st.lists(st.sampled_from(COLUMNS).map("{{{}}}".format) | TEXT, max_size=3))
    return f'"{start}{"".join(parts)}{{{draw(st.sampled_from(COLUMNS[:3]))}}}"'


IRI_TEXT = st.sampled_from(["x", "ā", "#", "/", "-", "?a="])


@st.composite
def iri_templates(draw: st.DrawFn) -> str:
    """Draw the template of an IRI: absolute or relative, with one reference at least."""
    start = draw(st.sampled_from(["http://e/", "urn:x:", "", "thing/"]))
    rest = st.lists(st.sampled_from(COLUMNS).map("{{{}}}".format) | IRI_TEXT, max_size=2)
    column = draw(st.sampled_from(COLUMNS))
    return f'"{start}{{{column}}}{"".join(draw(rest))}"'


CONDITION = st.builds(
    lambda name, column: (
        f" ; rml:condition [ rml:functionExecution [ rml:function fn:{name} ; rml:input [ "
        f'rml:parameter fn:value ; rml:inputValueMap [ rml:reference "{column}" ] ]'
        + (' , [ rml:parameter fn:other ; rml:inputValue "a" ]' if "qual" in name else "")
        + " ] ]"
    ),
    st.sampled_from(["isNull", "isNotNull", "equal", "notEqual"]),
    st.sampled_from(COLUMNS[:6]),
)
REFERENCE = st.sampled_from(COLUMNS).map('rml:reference "{}"'.format)
NODE = (
    iri_templates().map("rml:template {}".format)
    | st.builds("rml:template {} ; rml:termType rml:BlankNode".format, templates())
    | REFERENCE.map("{} ; rml:termType rml:IRI".format)
    | REFERENCE.map("{} ; rml:termType rml:BlankNode".format)
    | st.just("rml:constant ex:thing")
)
LITERAL = (
    REFERENCE
    | templates().map("rml:template {} ; rml:termType rml:Literal".format)
    | REFERENCE.map('{} ; rml:language "lv"'.format)
    | REFERENCE.map('{} ; rml:languageMap [ rml:reference "language" ]'.format)
    | REFERENCE.map("{} ; rml:datatype ex:type".format)
    | st.builds("{} ; rml:datatypeMap [ rml:template {} ]".format, REFERENCE, iri_templates())
    | st.sampled_from(['rml:constant "x"', 'rml:constant "a \\"b\\"\\n"', "rml:constant 5"])
    | st.builds(
        "rml:functionExecution [ rml:function fn:date ; rml:input [ rml:parameter fn:text ; "
        'rml:inputValueMap [ rml:reference "{}" ] ] ] ; rml:return fn:{}'.format,
        st.sampled_from(COLUMNS[:6]),
        st.sampled_from(["edtf", "earliest", "latest", "precision", "asWritten"]),
    )
)
GRAPH = st.sampled_from(["", "", " ; rml:graph ex:g", " ; rml:graph rml:defaultGraph"]) | (
    iri_templates().map(" ; rml:graphMap [ rml:template {} ]".format)
)


@st.composite
def _triples_map(draw: st.DrawFn, number: int) -> str:
    source = draw(st.sampled_from(TABLES))
    condition = draw(st.just("") | CONDITION)
    classes = draw(st.sampled_from(["", " ; rml:class ex:C", " ; rml:class ex:C , ex:D"]))
    subject = f"[ {draw(NODE)}{classes}{draw(GRAPH)}{condition} ]"
    pairs = []
    for _ in range(draw(st.integers(0, 3))):
        predicate = draw(
            st.just("rml:predicate ex:p")
            | st.just("rml:predicate ex:p , ex:q")
            | iri_templates().map("rml:predicateMap [ rml:template {} ]".format)
        )
        term = draw(NODE | LITERAL) + draw(st.just("") | CONDITION)
        pairs.append(
            f" ; rml:predicateObjectMap [ {predicate} ; rml:objectMap [ {term} ]{draw(GRAPH)} ]"
        )
    return (
        f'<#m{number}> a rml:TriplesMap ; rml:logicalSource [ rml:source "{source}" ; '
        f"rml:referenceFormulation rml:CSV ] ; rml:subjectMap {subject}{''.join(pairs)} .\n"
    )


@st.composite
def well_formed(draw: st.DrawFn) -> str:
    """Draw a mapping that keeps every rule, as the oracle knows them; prefixes come before it."""
    return "".join(draw(_triples_map(number)) for number in range(draw(st.integers(1, 3))))
