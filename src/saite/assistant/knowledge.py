"""What answers are made from: something that answers SPARQL, and how to name what it answers."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from saite.concepts import Concepts
from saite.errors import UsageError
from saite.namespaces import PREFIXES, expand
from saite.query import find_labels
from saite.results import Ask, Results

Hit = dict[str, Any]
CURIE: Final = re.compile(r"([A-Za-z][\w-]*):([^/\s][^\s]*)")


@dataclass(frozen=True)
class Knowledge:
    """A graph as the tools see it.

    :param ask: answers queries; all its graphs together are the default graph
    :param ask_rows: the same with so many rows or statements at most
    :param find: text, name of a class or nothing, most hits -> things of such a name, best first
    :param base: that the IRIs of things begin with; empty if that is not known
    :param language: of labels
    :param folders: of saved queries besides ours
    """

    ask: Ask
    ask_rows: Callable[[int], Ask]
    find: Callable[[str, str, int], list[Hit]]
    concepts: Concepts
    base: str = ""
    language: str = "en"
    folders: tuple[Path, ...] = ()

    def rows(self, text: str, *, most: int = 10_000) -> list[tuple[Any, ...]]:
        """Ask a query of ours; terms, None where a variable is unbound."""
        found = self.ask_rows(most)(text)
        return list(found.terms) if isinstance(found, Results) else []

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Find what to call IRIs; one that nothing names is left out."""
        return find_labels(self.ask, iris, language=self.language, concepts=self.concepts)

    def iri(self, text: str) -> str:
        """Read what stands for a thing: an IRI, a prefixed name, or what follows the base IRI.

        :raises UsageError: if it can be no IRI
        """
        bare = text.strip().removeprefix("<").removesuffix(">")
        curie = CURIE.fullmatch(bare)
        if curie and curie[1] in PREFIXES:
            bare = expand(bare)
        elif ":" not in bare.partition("/")[0] and self.base:
            bare = self.base + bare.removeprefix("/")
        try:
            return ox.NamedNode(bare).value
        except ValueError:
            raise UsageError(
                f"{text[:200]!r} is no IRI: give one in full, with a prefix (org:memberOf), or what"
                " follows the base IRI; find tells the IRIs of what has a name"
            ) from None


def node(iri: str) -> str:
    """Write an IRI for a query."""
    return str(ox.NamedNode(iri))


def values(iris: Iterable[str]) -> str:
    """Write IRIs as the values of a VALUES block."""
    return " ".join(node(each) for each in iris)
