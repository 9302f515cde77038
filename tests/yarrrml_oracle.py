"""What YARRRML must come to: our graph and that of the reference parser, told in the same words.

The reference parser writes RML in the vocabulary from before its own namespace, functions as
triples maps of FNML, and conditions as a function around the value. Names of nodes and their order
do not count. Both graphs become nested tuples here, by code that shares nothing with the parser
of mappings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from saite.errors import MappingError
from saite.mapping.yarrrml.document import YarrrmlDocument

RML = "http://w3id.org/rml/"
OLDER = (
    "http://www.w3.org/ns/r2rml#",
    "http://semweb.mmlab.be/ns/rml#",
    "http://semweb.mmlab.be/ns/ql#",
    "http://semweb.mmlab.be/ns/rml-target#",
    "http://semweb.mmlab.be/ns/rml-compression#",
    "http://semweb.mmlab.be/ns/fnml#",
)
RENAMED = {"logicalTable": "logicalSource", "column": "reference", "targzip": "targz"}
FNO = "https://w3id.org/function/ontology#"
VOID = "http://rdfs.org/ns/void#dataDump"
DCAT = "http://www.w3.org/ns/dcat#dataDump"
CSVW = "http://www.w3.org/ns/csvw#"
D2RQ = "http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#"
DATABASE = ("jdbcDSN", "jdbcDriver", "username", "password")
IDLAB = "https://w3id.org/imec/idlab/function#"
GREL = "http://users.ugent.be/~bjdmeest/function/grel.ttl#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

Nodes = dict[Any, dict[str, list[Any]]]
Skeleton = Any


def read_turtle(path: Path) -> Nodes:
    """Read a graph, its terms of mappings in the current vocabulary."""
    nodes: Nodes = {}
    for quad in ox.parse(path.read_text(encoding="utf-8"), ox.RdfFormat.TURTLE):
        values = nodes.setdefault(quad.subject, {}).setdefault(current(quad.predicate.value), [])
        is_iri = isinstance(quad.object, ox.NamedNode)
        values.append(ox.NamedNode(current(quad.object.value)) if is_iri else quad.object)
    return nodes


def current(iri: str) -> str:
    for namespace in OLDER:
        if iri.startswith(namespace):
            local = iri.removeprefix(namespace)
            return RML + RENAMED.get(local, local)
    return iri


@dataclass(frozen=True)
class Sides:
    """The two maps of a join."""

    child: Skeleton
    parent: Skeleton


class Telling:
    """Tells a graph of RML as nested tuples."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes

    def all(self, node: Any, name: str) -> list[Any]:
        iri = name if ":" in name else RML + name
        return self.nodes.get(node, {}).get(iri, [])

    def one(self, node: Any, name: str) -> Any:
        return next(iter(self.all(node, name)), None)

    def text(self, node: Any, name: str) -> str:
        value = self.one(node, name)
        return "" if value is None else str(value.value)

    def mapping(self) -> Skeleton:
        """Tell all triples maps, each subject of them on its own."""
        maps = [
            node for node in self.nodes
            if ox.NamedNode(RML + "TriplesMap") in self.all(node, TYPE)
        ]  # fmt: skip
        return sorted(
            repr((self.source(source), self.subject(each), self.pairs(node, each)))
            for node in maps
            for source in [self.one(node, "logicalSource")]
            for each in self.all(node, "subjectMap")
        )

    def subject(self, node: Any) -> Skeleton:
        return self.term(node, "IRI"), self.terms(node, "graphMap", "IRI")

    def source(self, node: Any) -> Skeleton:
        if node is None:
            return "no source"
        inner = self.one(node, "source")
        dialect = self.one(inner, CSVW + "dialect")
        path = inner.value if isinstance(inner, ox.Literal) else self.text(inner, CSVW + "url")
        query = self.text(node, "query") + self.text(node, "sqlQuery")
        return (
            path,
            self.text(node, "referenceFormulation"),
            self.text(node, "iterator").replace(".[", "["),
            self.text(dialect, CSVW + "delimiter").replace("\\t", "\t"),
            " ".join(query.split()),
            self.text(node, "tableName"),
            *(self.text(inner, D2RQ + name) for name in DATABASE),
        )

    def pairs(self, triples_map: Any, subject: Any) -> Skeleton:
        told = {
            repr(((("constant", TYPE), "IRI"), (("constant", each.value), "IRI"), []))
            for each in self.all(subject, "class")
        }
        for node in self.all(triples_map, "predicateObjectMap"):
            graphs = self.terms(node, "graphMap", "IRI")
            for predicate in self.each(node, "predicateMap", "IRI"):
                for each in self.all(node, "objectMap"):
                    told.add(repr((predicate, self.object(each), graphs)))
        return sorted(told)

    def object(self, node: Any) -> Skeleton:
        parent = self.one(node, "parentTriplesMap")
        if parent is None:
            return self.term(node, "")
        source = self.source(self.one(parent, "logicalSource"))
        subjects = sorted(repr(self.term(each, "IRI")) for each in self.all(parent, "subjectMap"))
        joins = [
            repr(join) for each in self.all(node, "joinCondition") for join in self.joins(each)
        ]
        return "parent", source, subjects, sorted(joins)

    def joins(self, node: Any) -> list[Sides]:
        if self.one(node, "child") or self.one(node, "childMap"):
            return [Sides(self.side(node, "child"), self.side(node, "parent"))]
        function, given = self.call(node)
        if function == GREL + "boolean_and":
            return [join for _, value in given for join in self.joins(value)]
        sides = {self.is_parent(value): self.term(value, "Literal") for _, value in given}
        return [Sides(sides[False], sides[True])]

    def side(self, node: Any, name: str) -> Skeleton:
        written = self.text(node, name)
        if written:
            return ("reference", written), "Literal"
        return self.term(self.one(node, f"{name}Map"), "Literal")

    def is_parent(self, node: Any) -> bool:
        if self.one(node, "parentTermMap"):
            return True
        return self.has_call(node) and any(self.is_parent(value) for _, value in self.call(node)[1])

    def has_call(self, node: Any) -> bool:
        return bool(self.one(node, "functionValue") or self.one(node, "functionExecution"))

    def call(self, node: Any) -> tuple[str, list[tuple[str, Any]]]:
        execution = self.one(node, "functionExecution")
        if execution is not None:
            return self.text(execution, "function"), [
                (self.text(each, "parameter"), self.one(each, "inputValueMap"))
                for each in self.all(execution, "input")
            ]
        function, given = "", []
        for pair in self.all(self.one(node, "functionValue"), "predicateObjectMap"):
            name = self.text(self.one(pair, "predicateMap"), "constant")
            value = self.one(pair, "objectMap")
            if name == FNO + "executes":
                function = self.text(value, "constant")
            else:
                given.append((name, value))
        return function, given

    def each(self, node: Any, name: str, default: str) -> list[Skeleton]:
        short = self.all(node, name.removesuffix("Map"))
        told = [(("constant", each.value), default) for each in short]
        return told + [self.term(each, default) for each in self.all(node, name)]

    def terms(self, node: Any, name: str, default: str) -> Skeleton:
        return sorted(repr(each) for each in self.each(node, name, default))

    def term(self, node: Any, default: str) -> Skeleton:
        """Tell a term map: what makes it, its kind, and what it has besides."""
        node = self.one(node, "parentTermMap") or node
        extras: list[Skeleton] = []
        kind = self.text(node, "termType").removeprefix(RML)
        for name in ("language", "datatype"):
            if self.text(node, name):
                extras.append((name, ("constant", self.text(node, name))))
            for each in self.all(node, f"{name}Map"):
                extras += [(name, self.expression(each)), *self.targets(each)]
        extras += self.targets(node)
        extras += [("condition", self.told_call(each)) for each in self.all(node, "condition")]
        value = node
        if self.has_call(node):
            function, given = self.call(node)
            if function == IDLAB + "trueCondition":
                inputs = dict(given)
                extras.append(("condition", self.told_call(inputs[IDLAB + "strBoolean"])))
                value = inputs[IDLAB + "str"]
        expression = self.expression(value)
        if not kind:
            is_text = isinstance(self.one(value, "constant"), ox.Literal)
            literal = is_text or expression[0] in ("reference", "function")
            kind = default or ("Literal" if literal else "IRI")
        return (expression, kind, *sorted(extras, key=repr)) if extras else (expression, kind)

    def targets(self, node: Any) -> list[Skeleton]:
        told = []
        for each in self.all(node, "logicalTarget"):
            inner = self.one(each, "target")
            path = self.text(inner, VOID) or self.text(inner, DCAT) or self.text(inner, "path")
            packed = self.text(each, "compression").removeprefix(RML)
            form = self.text(each, "serialization")
            told.append(("target", path.removeprefix("file://"), form, packed))
        return told

    def told_call(self, node: Any) -> Skeleton:
        function, given = self.call(node)
        return "function", function, sorted(repr((n, self.term(v, "Literal"))) for n, v in given)

    def expression(self, node: Any) -> Skeleton:
        if self.has_call(node):
            return self.told_call(node)
        constant = self.one(node, "constant")
        if constant is not None:
            return "constant", constant.value
        if self.one(node, "reference") is not None:
            return "reference", self.text(node, "reference")
        if self.one(node, "template") is None:
            return "row", ""
        template = self.text(node, "template")
        return ("template" if re.search(r"(?<!\\)\{", template) else "constant"), template


# What is left out of the run, and why: the beginning of the case's path.
SKIPPED = {
    "dynamic-target-test/": "targets that depend on the row are no part of the specification",
    "incrml-ldes/": "changes of data and event streams are no part of the specification",
    "target-http-request/": "targets of HTTP are no part of the specification",
    "target-single/sparql-update/": "a SPARQL endpoint as target is not written to",
    "target-single/dcat/mapping-dynamic.": "targets that depend on the row, as above",
    "target-single/local-file/mapping-dynamic": "targets that depend on the row, as above",
    "target-single/void/mapping-dynamic.": "targets that depend on the row, as above",
    "wot-": "a Web of Things source asks a server",
    "example5/": "its subject http://ex.com/{Ref} is no IRI, for $(Ref) is meant; the reference "
    "parser hands it on",
    "example8/": "not YAML: a double-quoted text has the unknown escape \\:",
    "prefix-expand/": "its sp: is declared nowhere; the reference parser makes sp:statement an IRI",
    "multiple-input-files/": "a document in two files is an option of the reference parser",
}

# What must be refused, and for which reason. Of those with RML, the rest must be the same.
REASONS = {
    "invalid/invalid_yaml.yml": "line 4: not valid YAML",
    "invalid/po-without-o.yml": "expected [predicate, object]",
    "trivial/null.yml": "is empty, expected mappings",
    "datatype-on-function/mapping.yarrrml": "expected the key sources",
    "graph/mapping.yml": "expected the key sources",
}


def cases(folder: Path) -> list[Path]:
    """Give all YARRRML of the reference parser's tests."""
    found = (path for path in folder.rglob("*") if path.suffix in (".yml", ".yaml", ".yarrrml"))
    return sorted(found)


def report(folder: Path, wanted: list[str]) -> Iterator[tuple[str, str, str]]:
    """Run the cases; give the name, the outcome and what is wrong of each."""
    for case in cases(folder):
        name = case.relative_to(folder).as_posix()
        if wanted and name not in wanted:
            continue
        reason = skipped(name)
        wrong = reason or fault(case, REASONS.get(name, ""))
        yield name, "skipped" if reason else "failed" if wrong else "passed", wrong


def skipped(name: str) -> str:
    """Give the reason for which a case is left out, empty if it is not."""
    return next((why for start, why in SKIPPED.items() if name.startswith(start)), "")


def fault(case: Path, reason: str) -> str:
    """Say what is wrong with what we make of a case, or nothing."""
    try:
        document = YarrrmlDocument(case, base="relative:/")
        problems = list(document.problems)
    except MappingError as error:
        document, problems = None, list(error.problems)
    unmeant = [str(each) for each in problems if not reason or reason not in str(each)]
    if reason and not any(reason in str(each) for each in problems):
        return f"expected an error: {reason}"
    expected = expected_path(case)
    if expected is None or document is None:
        return "" if reason else "\n".join(map(str, problems)) or "has no RML to compare with"
    return unmeant[0] if unmeant else difference(document._nodes, read_turtle(expected))


def expected_path(case: Path) -> Path | None:
    """Find the RML that the reference parser makes of a mapping."""
    stem = case.name.partition(".")[0]
    found = (case.parent / f"{stem}.{ending}" for ending in ("rml.ttl", "r2rml.ttl"))
    return next((path for path in found if path.exists()), None)


def difference(ours: Nodes, theirs: Nodes) -> str:
    """Say how two graphs of RML differ, empty if they mean the same."""
    found, expected = Telling(ours).mapping(), Telling(theirs).mapping()
    lacks = [each for each in expected if each not in found]
    more = [each for each in found if each not in expected]
    if found == expected:
        return ""
    return f"expected {' and '.join(lacks) or 'nothing'}, found {' and '.join(more) or 'nothing'}"
