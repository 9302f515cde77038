"""The words of R2RML: a mapping that is written in them is told of its mistakes in them.

Source: https://www.w3.org/TR/r2rml/
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from saite.errors import Problem
from saite.mapping import spec

R2RML: Final = "http://www.w3.org/ns/r2rml#"
RENAMED: Final = {"logicalTable": "logicalSource", "column": "reference"}
"""Property of R2RML -> that of RML which took its place; all others kept their names."""

_SAME: Final = (
    "tableName", "sqlQuery", "sqlVersion", "inverseExpression", "subjectMap", "subject", "class",
    "predicateObjectMap", "predicateMap", "predicate", "objectMap", "object", "graphMap", "graph",
    "constant", "template", "termType", "language", "datatype", "parentTriplesMap",
    "joinCondition", "child", "parent", "IRI", "BlankNode", "Literal", "defaultGraph", "SQL2008",
)  # fmt: skip
_NAMES: Final = {
    **{name: name for name in _SAME},
    **{new: old for old, new in RENAMED.items()},
    "languageMap": "language",
    "datatypeMap": "datatype",
}
# What messages list and R2RML does not have.
_LATER: Final = re.compile(
    r"rml:(?:URI|UnsafeIRI|baseIRI|condition|functionExecution|return|returnMap), "
    r"|(?:,| and) rml:functionExecution|, rml:(?:return|returnMap)\b"
)
_NAME: Final = re.compile(r"\brml:([A-Za-z0-9]+)\b")

_SPEC: Final = "https://www.w3.org/TR/r2rml/#"
TABLE: Final = _SPEC + "physical-tables"
VIEW: Final = _SPEC + "r2rml-views"
NATURAL: Final = _SPEC + "natural-mapping"

_SECTIONS: Final = {
    spec.LOGICAL_SOURCE: _SPEC + "logical-tables",
    spec.SOURCE: TABLE,
    spec.TRIPLES_MAP: _SPEC + "dfn-triples-map",
    spec.SUBJECT_MAP: _SPEC + "dfn-subject-map",
    spec.PREDICATE_OBJECT_MAP: _SPEC + "dfn-predicate-object-map",
    spec.CLASS: _SPEC + "typing",
    spec.EXPRESSION_MAP: _SPEC + "dfn-term-map",
    spec.REFERENCE: _SPEC + "from-column",
    spec.TEMPLATE: _SPEC + "from-template",
    spec.TERM_MAP: _SPEC + "dfn-term-map",
    spec.CONSTANT: _SPEC + "constant",
    spec.TERM_TYPE: _SPEC + "termtype",
    spec.LANGUAGE: _SPEC + "language-tags",
    spec.DATATYPE: _SPEC + "typed-literals",
    spec.GRAPH: _SPEC + "named-graphs",
    spec.JOIN: _SPEC + "foreign-key",
    spec.TERM_RULES: _SPEC + "generated-rdf-term",
    spec.BASE: _SPEC + "dfn-base-iri",
    spec.VOCABULARY: _SPEC + "dfn-r2rml-vocabulary",
}
# The longest first: one address may begin another.
_SECTION: Final = re.compile(
    "|".join(re.escape(each) for each in sorted(_SECTIONS, key=len, reverse=True))
)


def reworded(problems: Iterable[Problem]) -> list[Problem]:
    """Tell problems of a mapping in the words and the sections of R2RML.

    >>> reworded([Problem("m.ttl", message="found no rml:reference")])[0].message
    'found no rr:column'
    """
    return [
        replace(
            problem,
            message=_words(problem.message),
            value=_words(problem.value) if problem.value.startswith("rml:") else problem.value,
            nearest=_words(problem.nearest)
            if problem.nearest.startswith("rml:")
            else problem.nearest,
        )
        for problem in problems
    ]


def _words(text: str) -> str:
    text = _SECTION.sub(lambda match: _SECTIONS[match[0]], _LATER.sub("", text))
    return _NAME.sub(lambda match: f"rr:{_NAMES.get(match[1], match[1])}", text)
