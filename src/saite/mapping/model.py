"""A mapping as values: what RML says, with no trace of how it is written or run.

The words are those of RML-Core and RML-FNML. ``where`` is for messages and takes no part in
equality: two function executions that say the same are one, and are run once.
"""

from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from saite.mapping.lines import find_path, find_reference
from saite.mapping.signature import Function


class TermType(Enum):
    """The kinds of term that a term map generates (``rml:termType``)."""

    IRI = "IRI"
    URI = "URI"
    UNSAFE_IRI = "UnsafeIRI"
    BLANK_NODE = "BlankNode"
    LITERAL = "Literal"

    @property
    def is_iri(self) -> bool:
        """Tell whether the term is an IRI of any of the three kinds."""
        return self in (TermType.IRI, TermType.URI, TermType.UNSAFE_IRI)


@dataclass(frozen=True)
class Where:
    """A place in a mapping.

    :param triples_map: name of the triples map, as its author wrote it where possible
    :param path: properties from the triples map down to the place, innermost last
    :param line: line of the file, where the reader of the file knows it; else 0
    :param key: path of keys down to the place, in a mapping that is written with keys
    """

    triples_map: str
    path: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)
    key: str = field(default="", compare=False)

    def __truediv__(self, step: str) -> "Where":
        return replace(self, path=(*self.path, step))

    def __str__(self) -> str:
        return self.key or ", ".join((f"triples map {self.triples_map}", *self.path))


@dataclass(frozen=True)
class Constant:
    """The same term for every row."""

    term: NamedNode | Literal


@dataclass(frozen=True)
class Reference:
    """The value, or each of the values, of one column."""

    column: str

    def __str__(self) -> str:
        return self.column


@dataclass(frozen=True)
class Template:
    """Text with the values of columns in it; no term where one of them is missing.

    :param parts: text and references by turns, unescaped
    """

    parts: tuple[str | Reference, ...]

    def __str__(self) -> str:
        return "".join(p if isinstance(p, str) else f"{{{p}}}" for p in self.parts)


@dataclass(frozen=True)
class Execution:
    """A function and what it is given.

    :param inputs: IRI of a parameter -> the map that makes its value; in the function's order
    """

    function: Function
    inputs: tuple[tuple[str, "TermMap"], ...]


@dataclass(frozen=True)
class FunctionValue:
    """One output of a function execution.

    :param output: IRI of the output
    """

    execution: Execution
    output: str


@dataclass(frozen=True)
class EachRow:
    """A blank node of its own for every row: a term map that has no expression.

    :param number: number of the triples map, so that no two of them share a node
    :param part: number of the object map in it, 0 for the subject map
    """

    number: int
    part: int = 0


Expression: TypeAlias = Constant | Reference | Template | FunctionValue | EachRow


class Serialization(Enum):
    """Formats of a graph, by their names among those of the W3C (``formats:``)."""

    N_QUADS = "N-Quads"
    N_TRIPLES = "N-Triples"
    TURTLE = "Turtle"
    TRIG = "TriG"
    N3 = "N3"
    JSON_LD = "JSON-LD"
    RDF_XML = "RDF_XML"
    RDF_JSON = "RDF_JSON"

    @property
    def has_graphs(self) -> bool:
        """Tell whether the format can name the graph of a statement."""
        return self in (Serialization.N_QUADS, Serialization.TRIG, Serialization.JSON_LD)


@dataclass(frozen=True)
class LogicalTarget:
    """A file that statements go to; two that say the same are one.

    :param file: path, as it is reached from the working directory
    :param encoding: ``utf-8`` or ``utf-16``
    :param compression: ``gzip``, ``zip``, ``targz`` or ``tarxz``; empty for none
    """

    file: str
    serialization: Serialization = Serialization.N_QUADS
    encoding: str = "utf-8"
    compression: str = ""
    where: Where = field(default=Where(""), compare=False)


@dataclass(frozen=True)
class TermMap:
    """How a term is made from a row.

    :param language: map of the language tag of a literal, if any
    :param datatype: map of the datatype of a literal, if any
    :param condition: a function value that must be true for a term to be made, if any
    :param base: IRI that is put before a relative one; empty for that of the run
    :param targets: where statements with the term go, besides the targets of its other maps
    """

    expression: Expression
    term_type: TermType
    language: "TermMap | None" = None
    datatype: "TermMap | None" = None
    condition: FunctionValue | None = None
    base: str = ""
    where: Where = field(default=Where(""), compare=False)
    targets: tuple[LogicalTarget, ...] = ()


@dataclass(frozen=True)
class ParentMap:
    """An object that is the subject of another triples map (a referencing object map).

    :param triples_map: key of the other triples map, the parent
    :param joins: a map over this source and one over the parent's, whose values must be equal;
        empty where both have the same source and the same row is meant
    :param name: what the file calls the other triples map
    """

    triples_map: str
    joins: tuple[tuple[TermMap, TermMap], ...] = ()
    name: str = field(default="", compare=False)
    where: Where = field(default=Where(""), compare=False)


@dataclass(frozen=True)
class PredicateObjectMap:
    """Each predicate with each object, in each graph.

    :param line: of the file, where it could be found, else 0
    """

    predicates: tuple[TermMap, ...]
    objects: tuple[TermMap | ParentMap, ...]
    graphs: tuple[TermMap, ...]
    line: int = field(default=0, compare=False)


class Formulation(Enum):
    """How a source is split into rows and how their values are referred to."""

    CSV = "CSV"
    JSON_PATH = "JSONPath"
    XPATH = "XPath"
    SQL_TABLE = "SQL2008Table"
    SQL_QUERY = "SQL2008Query"

    @property
    def is_sql(self) -> bool:
        """Tell whether the rows are those of a table or a query of a database."""
        return self in (Formulation.SQL_TABLE, Formulation.SQL_QUERY)


@dataclass(frozen=True)
class LogicalSource:
    """A table, or the parts of a document that an iterator finds.

    :param path: what the mapping calls it, such as ``people.csv``; the address of a database, empty
        for the one that the run is given
    :param iterator: path of the rows in a document; empty for a table; of a database the name of a
        table, or a query
    :param root: folder that the path is relative to; empty for that of the mapping
    :param encoding: name of the encoding, as Python knows it
    :param compression: ``gzip``, ``zip``, ``targz`` or ``tarxz``; empty for none
    :param nulls: texts that stand for no value
    :param delimiter: character between the cells of a table; empty for what the path says
    :param namespaces: prefixes of XPath and their URLs
    :param user: who the database is to know the run as; empty for what its address says
    """

    path: str
    formulation: Formulation = Formulation.CSV
    iterator: str = ""
    root: str = ""
    encoding: str = "utf-8"
    compression: str = ""
    nulls: tuple[str, ...] = ()
    delimiter: str = ""
    quote: str = '"'
    namespaces: tuple[tuple[str, str], ...] = ()
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class TriplesMap:
    """What is said of the thing that each row of a source stands for.

    :param key: IRI or blank node that names it in the mapping, unique there
    """

    key: str
    source: LogicalSource
    subject: TermMap
    classes: tuple[str, ...]
    graphs: tuple[TermMap, ...]
    predicate_object_maps: tuple[PredicateObjectMap, ...]
    where: Where = field(compare=False)


@dataclass(frozen=True)
class Mapping:
    """A whole mapping, read and checked but not yet held against its sources.

    :param path: file that it was read from
    :param base: IRI that the file says its relative IRIs are resolved against; empty if none
    :param is_older: whether it is written in a vocabulary from before RML's own namespace
    :param is_r2rml: whether it is written in R2RML alone, whose words its problems are told in
    :param lines: place -> line of the file, where it could be found
    :param prefixes: those that the file declares for what it says, not for how
    :param text: the file, which is searched for what a message tells of
    """

    path: Path
    triples_maps: tuple[TriplesMap, ...]
    base: str = ""
    is_older: bool = False
    lines: "dict[str, int]" = field(default_factory=dict, compare=False)
    is_r2rml: bool = False
    prefixes: "dict[str, str]" = field(default_factory=dict, compare=False)
    text: str = field(default="", compare=False, repr=False)

    def line(self, where: Where, reference: str = "") -> int:
        """Give the line of a place, or of its triples map; 0 if it is not known.

        :param reference: a reference that stands at the place, whose line is wanted
        """
        head = where.line or self.lines.get(where.triples_map, 0)
        if where.line or not reference:
            return head
        return find_reference(self.text, head, reference, where.path)

    def source_line(self, where: Where, path: str) -> int:
        """Give the line where a triples map names a source, or that of the triples map."""
        head = self.line(where)
        return find_path(self.text, head, path)
