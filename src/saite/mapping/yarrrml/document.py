"""A YARRRML document as the parser of mappings asks it: nodes of RML that know their lines."""

from collections import Counter
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

from saite.errors import MappingError, Problem
from saite.mapping.document import Document, Node
from saite.mapping.lexical import is_iri
from saite.mapping.model import Where
from saite.mapping.yarrrml.context import Context
from saite.mapping.yarrrml.graph import Graph
from saite.mapping.yarrrml.keys import (
    AUTHOR,
    ROOT,
    SPEC,
    Opened,
    keys_of,
    listed,
    open_keys,
    text_of,
)
from saite.mapping.yarrrml.mappings import Mappings
from saite.mapping.yarrrml.names import Names
from saite.mapping.yarrrml.nodes import Items, Keys, Place, YamlError, read_yaml
from saite.mapping.yarrrml.sources import Sources
from saite.mapping.yarrrml.targets import Targets
from saite.mapping.yarrrml.terms import Terms

_ROOT: Final = Place(1, 1)


class YarrrmlDocument(Document):
    """The graph of RML that a YARRRML document stands for.

    It means what RML meant before its own namespace, as the specification of YARRRML says: an
    empty cell of a table is NULL, and values that make no term are left out.

    :param path: a YAML file, UTF-8
    :param base: not asked: a document has a ``base`` of its own or none
    :raises MappingError: if the file cannot be read or is not YAML
    """

    def _parse(self, base: str) -> None:
        self._base = base
        self.is_older = True
        self._graph = Graph()
        self._nodes = self._graph.nodes
        self._titles: dict[Node, str] = {}
        self._counts: Counter[str] = Counter()
        self._spoilt: set[str] = set()
        try:
            root = read_yaml(self.text, self._tell)
        except YamlError as error:
            problem = Problem(str(self.path), line=error.line, message=str(error))
            raise MappingError([problem]) from None
        keys = keys_of(root, self._tell, "prefixes, sources, mappings", see="mappings")
        if root is None:
            self._tell(_ROOT, "is empty, expected mappings", see=SPEC + "mappings")
        if keys is not None:
            self._read(open_keys(keys, ROOT, self._tell, see="mappings"))
        self.problems.sort(key=lambda each: each.line)

    def _read(self, opened: Opened) -> None:
        prefixes = self._texts(opened, "prefixes", "prefixes-and-namespaces")
        names = Names(prefixes)
        self._prefixes = names.prefixes
        external = self._texts(opened, "external", "external-references")
        context = Context(self._graph, names, self._tell, external)
        self._check_base(opened)
        self._check_authors(opened)
        sources = Sources(context, opened.get("sources"))
        targets = Targets(context, opened.get("targets"))
        terms = Terms(context, targets.add)
        mappings = Mappings(context, terms, sources, self._declare, self._spoil)
        keys = keys_of(opened.get("mappings"), self._tell, "mappings by name", see="mappings")
        if keys is not None and keys.entries:
            mappings.read(keys)
        elif keys is not None or opened.lacks("mappings"):
            self._tell(_ROOT, "expected the key mappings, found none", see=SPEC + "mappings")

    def _texts(self, opened: Opened, name: str, see: str) -> dict[str, str]:
        keys = keys_of(opened.get(name), self._tell, "names and their values", see=see)
        given: dict[str, str] = {}
        for key, value in keys.entries if keys else ():
            text = text_of(value, self._tell, "a text", see=see)
            if text is not None and name == "prefixes" and not is_iri(text.value):
                message = "is not an IRI, expected one such as https://example.org/"
                self._tell(text.place, message, value=text.value, see=SPEC + see)
            elif text is not None:
                given[key.value] = text.value
        return given

    def _check_base(self, opened: Opened) -> None:
        text = text_of(opened.get("base"), self._tell, "an IRI", see="base-iri")
        if text is not None and not is_iri(text.value):
            message = "is not an absolute IRI, expected one such as https://example.org/"
            self._tell(text.place, message, value=text.value, see=SPEC + "base-iri")
        elif text is not None:
            self.base = text.value

    def _check_authors(self, opened: Opened) -> None:
        for author in listed(opened.get("authors")):
            if isinstance(author, Keys):
                open_keys(author, AUTHOR, self._tell, see="authors")
            elif isinstance(author, Items):
                message = "expected a name, or the keys name, email and website, found a list"
                self._tell(author.place, message, see=SPEC + "authors")

    def _declare(self, name: str) -> str:
        """Give the IRI of a new triples map, which differs from those of other files."""
        self._counts[name] += 1
        number = self._counts[name]
        suffix = f"-{number}" if number > 1 else ""
        iri = f"{self.path.absolute().as_uri()}#{quote(name, safe='')}{suffix}"
        title = f"{name} ({number})" if number > 1 else name
        self._titles[NamedNode(iri)] = title
        return iri

    def name(self, node: Node) -> str:
        """Name a triples map as its mapping, and any other node as it is in Turtle."""
        return self._titles.get(node) or super().name(node)

    def at(self, where: Where, node: Node) -> Where:
        """Give a place with the line and the keys of a node."""
        place = self._graph.places.get(node)
        return replace(where, line=place.line, key=str(place)) if place else where

    def line(self, triples_map: str, value: str = "", *, within: bool = False) -> int:
        """Give the line on which a mapping begins; 0 if there is no such mapping."""
        del value, within  # places know better
        lines = {self._titles[node]: self._graph.places[node].line for node in self._titles}
        return lines.get(triples_map, 0)

    def problem(
        self, where: Where, message: str, *, see: str = "", value: str = "", near: str = ""
    ) -> None:
        """Keep a problem, but not what only follows from one that is told already."""
        if where.key in self._spoilt or not self._titles:
            return
        super().problem(where, message, see=see, value=value, near=near)
        self.problems.sort(key=lambda each: each.line)

    def _spoil(self, place: Place) -> None:
        """Keep that what stands around a place is not whole."""
        for length in range(1, len(place.path) + 1):
            self._spoilt.add(str(replace(place, path=place.path[:length])))

    def _tell(
        self, place: Place, message: str, *, value: str = "", near: str = "", see: str
    ) -> None:
        """Keep a problem of the document itself."""
        self._spoil(place)
        problem = Problem(
            str(self.path),
            line=place.line,
            value=value,
            message=f"{message} ({place}; see {see})",
            nearest=near,
        )
        if problem not in self.problems:
            self.problems.append(problem)
