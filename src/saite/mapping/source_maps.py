"""Reading logical sources: which file, how it is written, which of its parts are the rows."""

import codecs
import re
from dataclasses import replace
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from saite.mapping import spec
from saite.mapping.document import Document, Node, Value
from saite.mapping.file_access import read_compression, read_root
from saite.mapping.model import Formulation, LogicalSource, Where
from saite.mapping.table_maps import is_table, read_table

_LOGICAL_SOURCE: Final = ("source", "referenceFormulation", "iterator", "null")
_SOURCE: Final = ("path", "root", "encoding", "compression", "null")
_NAMESPACE: Final = ("namespacePrefix", "namespaceURL")
_PREFIX: Final = re.compile(r"[^\W\d][\w.\-]*")
# Of CSVW, what tells how the text of a table is split; the names are those of its dialects.
_URL: Final = spec.CSVW + "url"
_DIALECT: Final = spec.CSVW + "dialect"
_DELIMITER: Final = spec.CSVW + "delimiter"
_QUOTE: Final = spec.CSVW + "quoteChar"
_ENCODING: Final = spec.CSVW + "encoding"
_NULL: Final = spec.CSVW + "null"


def read_source(document: Document, node: Node, where: Where) -> LogicalSource | None:
    """Read the logical source of a triples map; None if it is not well formed.

    What is wrong goes to the document's problems.
    """
    here = where / "rml:logicalSource"
    source = document.node(document.one(node, "logicalSource", where), here)
    if source is None:
        return None
    here = document.at(here, source)
    if is_table(document, source):
        return read_table(document, source, here)
    document.check_properties(source, _LOGICAL_SOURCE, here)
    formulation, namespaces = _formulation(document, source, here)
    iterator = _iterator(document, source, formulation, here)
    reader = _SourceReader(document, here / "rml:source")
    value = document.one(source, "source", here)
    if value is None or formulation is None:
        return None
    nulls = reader.texts(source, "null")
    if document.is_older and formulation is Formulation.CSV:
        # Before there was rml:null, an empty cell was NULL.
        nulls = ("", *nulls)
    read = reader.read(value, formulation=formulation, iterator=iterator, nulls=nulls)
    return replace(read, namespaces=namespaces) if read else None


def _formulation(
    document: Document, source: Node, where: Where
) -> tuple[Formulation | None, tuple[tuple[str, str], ...]]:
    value = document.one(source, "referenceFormulation", where)
    if value is None:
        return None, ()
    known = {NamedNode(spec.RML + each.value): each for each in Formulation}
    if isinstance(value, NamedNode) and value in known:
        return known[value], ()
    if isinstance(value, NamedNode | BlankNode) and _is_xpath(document, value):
        return Formulation.XPATH, _namespaces(document, value, where / "rml:referenceFormulation")
    names = ", ".join(f"rml:{each.value}" for each in Formulation)
    document.problem(
        where / "rml:referenceFormulation",
        f"expected one of {names}, found {document.show(value)}",
    )
    return None, ()


def _is_xpath(document: Document, node: Node) -> bool:
    return document.is_a(node, "XPathReferenceFormulation") or document.has(node, "namespace")


def _namespaces(document: Document, node: Node, where: Where) -> tuple[tuple[str, str], ...]:
    """Read the prefixes that XPath may use, each with its URL."""
    document.check_properties(node, ("namespace",), where)
    here = where / "rml:namespace"
    found: dict[str, str] = {}
    for value in document.values(node, "namespace"):
        namespace = document.node(value, here)
        if namespace is None:
            continue
        document.check_properties(namespace, _NAMESPACE, here)
        prefix = document.one_text(namespace, "namespacePrefix", here)
        url = document.one_text(namespace, "namespaceURL", here)
        if prefix is None or not url:
            continue
        if not _PREFIX.fullmatch(prefix):
            document.problem(here, "is no prefix, expected a name without colon", value=prefix)
        elif found.setdefault(prefix, url) != url:
            document.problem(here, "has two URLs, expected one", value=prefix)
    return tuple(sorted(found.items()))


def _iterator(
    document: Document, source: Node, formulation: Formulation | None, where: Where
) -> str:
    if not document.has(source, "iterator"):
        if formulation not in (None, Formulation.CSV):
            document.one(source, "iterator", where)
        return ""
    if formulation is Formulation.CSV:
        document.problem(
            where, "rml:iterator has no place in a table, whose rows are its iterations",
            see=spec.LOGICAL_SOURCE,
        )  # fmt: skip
        return ""
    return document.one_text(source, "iterator", where) or ""


class _SourceReader:
    """Reads the file of a logical source.

    :param where: place of the source, for messages
    """

    def __init__(self, document: Document, where: Where) -> None:
        self._document = document
        self._where = where

    def read(
        self, value: Value, *, formulation: Formulation, iterator: str, nulls: tuple[str, ...]
    ) -> LogicalSource | None:
        """Read a source, which is a path or a node that has one."""
        if isinstance(value, Literal):
            return LogicalSource(value.value, formulation, iterator, nulls=nulls)
        node = self._document.node(value, self._where)
        if node is None:
            return None
        self._document.check_properties(node, _SOURCE, self._where)
        path = self._foreign(node, _URL) or self._document.one_text(node, "path", self._where)
        if not path:
            return None
        dialects = self._document.foreign(node, _DIALECT)
        found = [each for each in dialects if isinstance(each, NamedNode | BlankNode)]
        dialect = found[0] if found else node
        encoding = self._foreign(node, _ENCODING) or self._foreign(dialect, _ENCODING)
        written = (*self.texts(node, "null"), *self._foreigns(node, _NULL))
        return LogicalSource(
            path,
            formulation,
            iterator,
            root=read_root(self._document, node, self._where),
            encoding=self._encoding(node, encoding),
            compression=self._compression(node),
            nulls=tuple(dict.fromkeys((*nulls, *written))),
            delimiter=self._foreign(dialect, _DELIMITER),
            quote=self._foreign(dialect, _QUOTE) or '"',
        )

    def texts(self, node: Node, name: str) -> tuple[str, ...]:
        """Give the texts of a property that may have several, such as ``rml:null``."""
        values = self._document.values(node, name)
        for value in values:
            if not isinstance(value, Literal):
                shown = self._document.show(value)
                self._document.problem(
                    self._where / f"rml:{name}", f"expected a text, found {shown}"
                )
        return tuple(value.value for value in values if isinstance(value, Literal))

    def _foreigns(self, node: Node, iri: str) -> tuple[str, ...]:
        values = self._document.foreign(node, iri)
        return tuple(v.value for v in values if isinstance(v, Literal | NamedNode))

    def _foreign(self, node: Node, iri: str) -> str:
        return next(iter(self._foreigns(node, iri)), "")

    def _compression(self, node: Node) -> str:
        value = self._document.optional(node, "compression", self._where)
        return read_compression(self._document, value, self._where)

    def _encoding(self, node: Node, declared: str) -> str:
        value = self._document.optional(node, "encoding", self._where)
        name = declared
        if isinstance(value, NamedNode):
            name = value.value.removeprefix(spec.RML)
        elif isinstance(value, Literal):
            name = value.value
        try:
            "".encode(name or "utf-8")  # of bytes there are codecs too, such as base64
            return codecs.lookup(name or "utf-8").name
        except (LookupError, ValueError):
            self._document.problem(
                self._where / "rml:encoding",
                "is not an encoding known here, expected one such as rml:UTF-8 or rml:UTF-16",
                value=name,
            )
            return "utf-8"
