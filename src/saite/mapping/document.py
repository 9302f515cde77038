"""A mapping document: Turtle, read once, asked for the properties of its nodes.

What is asked for and missing, or there twice, or misspelt, becomes a problem; none is raised
here, so that a mapping with five mistakes tells all five.
"""

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from saite.errors import MappingError, Problem, nearest
from saite.mapping.functions import SAITE_FUNCTIONS
from saite.mapping.grel import GREL, IDLAB
from saite.mapping.lines import statement_end
from saite.mapping.model import Where
from saite.mapping.r2rml import R2RML, RENAMED
from saite.mapping.registry import KnownFunctions
from saite.mapping.spec import (
    BASE,
    FORMATS,
    OLDER,
    RDF_TYPE,
    RELATIVE_BASE,
    RML,
    SECTION_OF,
    VOCABULARY,
)

# What a message names in its own words, whatever prefixes the file has.
_KNOWN: Final = {"rml": RML, "fn": SAITE_FUNCTIONS, "grel": GREL, "idlab-fn": IDLAB}

Node: TypeAlias = NamedNode | BlankNode
Value: TypeAlias = NamedNode | BlankNode | Literal | Triple


class Document:
    """The triples of a mapping file, by subject and property, in the order of the file.

    What is written in an older vocabulary is there in the current one, and ``is_older`` is true;
    ``is_r2rml`` is true if nothing but R2RML is.

    :param path: a Turtle file, UTF-8
    :param base: IRI that relative IRIs of the file are resolved against, unless it has its own
    :param functions: those that it may call; if None, without any of the user's own
    :raises MappingError: if the file cannot be read or is not Turtle
    """

    def __init__(self, path: Path, *, base: str, functions: KnownFunctions | None = None) -> None:
        self.path = path
        self.functions = functions or KnownFunctions()
        self.problems: list[Problem] = []
        self.is_older = False
        self.is_r2rml = False
        self.base = ""
        self.text = _read(path)
        self._nodes: dict[Node, dict[str, list[Value]]] = {}
        self._prefixes: dict[str, str] = {}
        self._parse(base)

    def _parse(self, base: str) -> None:
        try:
            parser = parse(self.text, RdfFormat.TURTLE, base_iri=base)
            spaces: set[str] = set()
            for quad in parser:
                if isinstance(quad.subject, Triple):  # RDF 1.2: no part of any mapping
                    continue
                properties = self._nodes.setdefault(quad.subject, {})
                predicate = _current(quad.predicate)
                self.is_older |= predicate != quad.predicate
                spaces.add(_space(quad.predicate))
                value = quad.object
                value = _current(value) if isinstance(value, NamedNode) else value
                properties.setdefault(predicate.value, []).append(value)
            self.is_r2rml = spaces - {""} == {R2RML}
            self._prefixes = dict(parser.prefixes)
            self._base = parser.base_iri or base
            self.base = self._base if self._base != base else ""
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 0
            message = f"not valid Turtle: {getattr(error, 'msg', None) or error}"
            see = "https://www.w3.org/TR/turtle/"
            problem = Problem(str(self.path), line=line, message=f"{message}; see {see}")
            raise MappingError([problem]) from None

    @property
    def known_prefixes(self) -> dict[str, str]:
        """Give all prefixes that names in the file may have."""
        return dict(self._prefixes)

    @property
    def prefixes(self) -> dict[str, str]:
        """Give the prefixes that the mapping makes terms with, if any of them go to a target."""
        if not any(self.has(node, "logicalTarget") for node in self._nodes):
            return {}
        own = (RML, *OLDER, *FORMATS, RELATIVE_BASE)
        values = [
            each for node in self._nodes.values() for found in node.values() for each in found
        ]
        texts = {each.value for each in values if isinstance(each, NamedNode | Literal)}
        return {
            prefix: namespace
            for prefix, namespace in self._prefixes.items()
            if not namespace.startswith(own) and any(text.startswith(namespace) for text in texts)
        }

    def nodes(self) -> Iterable[Node]:
        """Give the subjects of the file, in the order in which they appear."""
        return self._nodes

    def has(self, node: Node, name: str) -> bool:
        """Tell whether a node has a property of RML."""
        return RML + name in self._nodes.get(node, {})

    def values(self, node: Node, name: str) -> list[Value]:
        """Give the values of a property of RML, in the order of the file."""
        return self._nodes.get(node, {}).get(RML + name, [])

    def foreign(self, node: Node, iri: str) -> list[Value]:
        """Give the values of a property that is none of RML's, by its IRI."""
        return self._nodes.get(node, {}).get(iri, [])

    def is_a(self, node: Node, name: str) -> bool:
        """Tell whether a node is declared to be of a class of RML."""
        return NamedNode(RML + name) in self._nodes.get(node, {}).get(RDF_TYPE, [])

    def name(self, node: Node) -> str:
        """Name a node as the file does: by prefix, relative to its base, or in full."""
        if isinstance(node, BlankNode):
            return "[ ]"
        for prefix, namespace in {**_KNOWN, **self._prefixes}.items():
            local = node.value.removeprefix(_KNOWN.get(prefix, namespace))
            if local != node.value and re.fullmatch(r"[\w.-]*", local):
                return f"{prefix}:{local}"
        relative = node.value.removeprefix(self._base)
        return f"<{relative or node.value}>"

    def show(self, value: Value) -> str:
        """Show a term in a message: an IRI as the file names it, a quoted text."""
        return self.name(value) if isinstance(value, NamedNode | BlankNode) else str(value)

    def at(self, where: Where, node: Node) -> Where:
        """Give a place as that of a node, for a document that knows where its nodes stand."""
        del node  # Turtle is parsed without positions
        return where

    def problem(
        self, where: Where, message: str, *, see: str = "", value: str = "", near: str = ""
    ) -> None:
        """Keep a problem, with its place and the section of the standard.

        :param message: what is wrong and what was expected
        :param see: address of the section; by default that of the innermost property
        """
        step = where.path[-1].partition(" ")[0] if where.path else ""
        section = see or SECTION_OF.get(step, VOCABULARY)
        self.problems.append(
            Problem(
                str(self.path),
                line=where.line or self.line(where.triples_map, value or ""),
                value=value,
                message=f"{message} ({where}; see {section})",
                nearest=near,
            )
        )

    def line(self, triples_map: str, value: str = "", *, within: bool = False) -> int:
        """Find the line on which a triples map begins, or a value of it stands; 0 if not found.

        A text search: the parser gives no positions. It serves messages only.

        :param within: look for the value in the lines of the triples map only
        """
        start = re.search(rf"^[ \t]*{re.escape(triples_map)}(?=[\s;])", self.text, re.MULTILINE)
        if start is None:
            return 0
        at = start.start()
        if value:
            rest = self.text[at : statement_end(self.text, at) if within else len(self.text)]
            found = re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", rest)
            at += found.start() if found else 0
        return self.text.count("\n", 0, at) + 1

    def check_properties(self, node: Node, known: Collection[str], where: Where) -> None:
        """Keep a problem for every property of RML that a node of its kind does not have."""
        for predicate in self._nodes.get(node, {}):
            name = predicate.removeprefix(RML)
            if name != predicate and name not in known:
                near = nearest(name, known)
                self.problem(
                    where,
                    f"is not a property that stands here, expected one of "
                    f"{', '.join(f'rml:{each}' for each in sorted(known))}",
                    see=VOCABULARY,
                    value=f"rml:{name}",
                    near=f"rml:{near}" if near else "",
                )

    def one(self, node: Node, name: str, where: Where) -> Value | None:
        """Give the one value of a property; none and several are problems, and give None."""
        values = self.values(node, name)
        if len(values) == 1:
            return values[0]
        self.problem(where / f"rml:{name}", f"expected exactly one rml:{name}, found {len(values)}")
        return None

    def optional(self, node: Node, name: str, where: Where) -> Value | None:
        """Give the only value of a property, or None; several are a problem."""
        return self.one(node, name, where) if self.has(node, name) else None

    def node(self, value: Value | None, where: Where) -> Node | None:
        """Give a value that must be a node with properties; a literal is a problem."""
        if isinstance(value, NamedNode | BlankNode):
            return value
        if value is not None:
            self.problem(where, f"expected a node with properties, found {self.show(value)}")
        return None

    def check_absolute(self, iri: NamedNode, where: Where) -> None:
        """Keep a problem if an IRI of the graph is relative, and nothing says to what."""
        if iri.value.startswith(RELATIVE_BASE):
            self.problem(
                where,
                "is relative to nothing, expected an absolute IRI, or a mapping with @base",
                see=BASE,
                value=self.name(iri),
            )

    def one_text(self, node: Node, name: str, where: Where) -> str | None:
        """Give the one text of a property; anything else is a problem."""
        value = self.one(node, name, where)
        if isinstance(value, Literal):
            return value.value
        if value is not None:
            self.problem(where / f"rml:{name}", f"expected a text, found {self.show(value)}")
        return None

    def iri_of(self, node: Node, name: str, where: Where) -> str | None:
        """Give the IRI of a property or of the constant of its map: ``return``, ``returnMap``."""
        value = self.optional(node, name, where)
        if value is None and self.has(node, f"{name}Map"):
            inner = self.node(self.one(node, f"{name}Map", where), where)
            if inner is not None:
                value = self.one(inner, "constant", where / f"rml:{name}Map")
        if value is not None and not isinstance(value, NamedNode):
            self.problem(where / f"rml:{name}", f"expected an IRI, found {self.show(value)}")
            return None
        return value.value if value is not None else None


def _current(iri: NamedNode) -> NamedNode:
    """Give the term of the current vocabulary for one of an older; any other as it is."""
    for namespace in OLDER:
        local = iri.value.removeprefix(namespace)
        if local != iri.value:
            local = RENAMED.get(local, local) if namespace == R2RML else local
            return NamedNode(RML + local)
    return iri


def _space(iri: NamedNode) -> str:
    """Give the vocabulary of mappings that a term is of; empty for any other."""
    return next((each for each in (RML, *OLDER) if iri.value.startswith(each)), "")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = f"the mapping cannot be read: {error.strerror or error}"
    except UnicodeDecodeError as error:
        reason = f"the mapping is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}"
    raise MappingError([Problem(str(path), message=reason)])
