"""The vocabulary of RML, and where its specification says what.

Sources: https://w3id.org/rml/core/spec, https://w3id.org/rml/io/spec, https://w3id.org/rml/fnml/spec
"""

from typing import Final

RML: Final = "http://w3id.org/rml/"
# Before RML had a namespace of its own: R2RML's, RML's first one, and those of its parts.
OLDER: Final = (
    "http://www.w3.org/ns/r2rml#",
    "http://semweb.mmlab.be/ns/rml#",
    "http://semweb.mmlab.be/ns/ql#",
    "http://semweb.mmlab.be/ns/rml-target#",
    "http://semweb.mmlab.be/ns/rml-compression#",
)
# Formats of graphs, which some write with the other scheme.
FORMATS: Final = ("http://www.w3.org/ns/formats/", "https://www.w3.org/ns/formats/")
CSVW: Final = "http://www.w3.org/ns/csvw#"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
XSD_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"
XSD_DOUBLE: Final = "http://www.w3.org/2001/XMLSchema#double"
LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
# Stands before relative IRIs of a mapping that has no base: they name things in it only.
RELATIVE_BASE: Final = "relative:/"
DEFAULT_GRAPH: Final = RML + "defaultGraph"

_CORE = "https://kg-construct.github.io/rml-core/spec/docs/#"
_IO = "https://kg-construct.github.io/rml-io/spec/docs/#"
_FNML = "https://kg-construct.github.io/rml-fnml/spec/docs/#"

VOCABULARY: Final = _CORE + "vocabulary"
BASE: Final = _CORE + "tooling"
LOGICAL_SOURCE: Final = _CORE + "logicalSource"
TRIPLES_MAP: Final = _CORE + "dfn-triples-map"
SUBJECT_MAP: Final = _CORE + "dfn-subject-map"
PREDICATE_OBJECT_MAP: Final = _CORE + "dfn-predicate-object-map"
CLASS: Final = _CORE + "dfn-class-iri"
EXPRESSION_MAP: Final = _CORE + "dfn-expression-map"
REFERENCE: Final = _CORE + "dfn-reference-expression"
TEMPLATE: Final = _CORE + "dfn-string-template"
TERM_MAP: Final = _CORE + "dfn-term-map"
CONSTANT: Final = _CORE + "dfn-constant-valued-term-map"
TERM_TYPE: Final = _CORE + "dfn-term-type"
LANGUAGE: Final = _CORE + "dfn-language-map"
DATATYPE: Final = _CORE + "dfn-datatype-map"
GRAPH: Final = _CORE + "dfn-graph-maps"
JOIN: Final = _CORE + "joins"
TERM_RULES: Final = _CORE + "dfn-term-generation-rules"
SOURCE: Final = _IO + "source-vocabulary"
TARGET: Final = _IO + "target-vocabulary"
LOGICAL_TARGET: Final = _IO + "logical-target-in-rml"
FUNCTION: Final = _FNML + "ontology"
CONDITION: Final = _FNML + "advanced"

SECTION_OF: Final[dict[str, str]] = {
    "rml:logicalSource": LOGICAL_SOURCE,
    "rml:source": SOURCE,
    "rml:path": SOURCE,
    "rml:root": SOURCE,
    "rml:encoding": SOURCE,
    "rml:compression": SOURCE,
    "rml:null": SOURCE,
    "rml:logicalTarget": LOGICAL_TARGET,
    "rml:target": TARGET,
    "rml:serialization": TARGET,
    "rml:iterator": LOGICAL_SOURCE,
    "rml:namespace": SOURCE,
    "rml:referenceFormulation": LOGICAL_SOURCE,
    "rml:subjectMap": SUBJECT_MAP,
    "rml:predicateMap": PREDICATE_OBJECT_MAP,
    "rml:predicateObjectMap": PREDICATE_OBJECT_MAP,
    "rml:objectMap": PREDICATE_OBJECT_MAP,
    "rml:class": CLASS,
    "rml:graphMap": GRAPH,
    "rml:languageMap": LANGUAGE,
    "rml:datatypeMap": DATATYPE,
    "rml:termType": TERM_TYPE,
    "rml:constant": CONSTANT,
    "rml:reference": REFERENCE,
    "rml:template": TEMPLATE,
    "rml:baseIRI": BASE,
    "rml:functionExecution": FUNCTION,
    "rml:function": FUNCTION,
    "rml:input": FUNCTION,
    "rml:parameter": FUNCTION,
    "rml:inputValueMap": FUNCTION,
    "rml:return": FUNCTION,
    "rml:condition": CONDITION,
    "rml:parentTriplesMap": JOIN,
    "rml:joinCondition": JOIN,
}
"""Property -> the section that defines it."""
