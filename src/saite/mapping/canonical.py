"""Mappings as texts: two that say the same have one, wherever and under what name it is written.

A text leaves out what is for messages only, and what triples maps are called: names of those that
have none differ from one reading to the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import PurePath

from pyoxigraph import BlankNode, Literal, NamedNode

from saite.mapping.check import parent_paths
from saite.mapping.model import EachRow, Execution, ParentMap, TriplesMap
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.signature import Function


@dataclass(frozen=True)
class MappingPart:
    """All that a mapping says of the rows of one source.

    :param text: the same for the same triples maps, in whatever order they stand
    :param parents: paths of the sources that are joined, sorted
    :param has_row_nodes: whether blank nodes are made of rows, which are named by the place of
        the relation among all
    :param is_known: whether every function that is called travels with Saite: what the code of
        others gives may change without a trace
    """

    text: str
    parents: tuple[str, ...]
    has_row_nodes: bool
    is_known: bool


def mapping_part(mapping: RmlMapping, path: str) -> MappingPart:
    """Give all that a mapping says of the rows of a source.

    :param path: path of a logical source; of one that no triples map has, nothing is said
    """
    writer = _Writer({each.key: each for each in mapping.triples_maps})
    own = [each for each in mapping.triples_maps if each.source.path == path]
    parents = {parent for each in own for parent in parent_paths(mapping, each)}
    return MappingPart(
        "\n".join(sorted(writer.text(each) for each in own)),
        tuple(sorted(parents)),
        has_row_nodes=writer.has_row_nodes,
        is_known=writer.is_known,
    )


class _Writer:
    def __init__(self, by_key: Mapping[str, TriplesMap]) -> None:
        self._by_key = by_key
        self.has_row_nodes = False
        self.is_known = True

    def text(self, value: object) -> str:
        """Write a value of the model.

        :raises TypeError: if it is of a kind that is not known here: to leave it out could make
            one text of two mappings that differ
        """
        if isinstance(value, EachRow):
            self.has_row_nodes = True
        elif isinstance(value, Execution):
            self.is_known &= not value.function.origin
        elif isinstance(value, Function):
            return repr(value.iri)
        if isinstance(value, TriplesMap):
            return self._fields(value, {"key"})
        if isinstance(value, ParentMap):
            parent = self._by_key[value.triples_map]
            others = f"{self.text(parent.source)} {self.text(parent.subject)}"
            return f"{self._fields(value, {'triples_map'})} {others}"
        if is_dataclass(value):
            return self._fields(value, set())
        return self._plain(value)

    def _plain(self, value: object) -> str:
        if isinstance(value, Enum):
            return f"{type(value).__name__}.{value.name}"
        if isinstance(value, NamedNode | Literal | BlankNode):
            return repr(str(value))
        if value is None or isinstance(value, str | int | float | PurePath):
            return repr(value)
        if isinstance(value, tuple | list):
            return f"[{', '.join(self.text(each) for each in value)}]"
        if isinstance(value, Mapping):
            return self.text([(key, value[key]) for key in sorted(value)])
        if isinstance(value, set | frozenset):
            return f"{{{', '.join(sorted(self.text(each) for each in value))}}}"
        raise TypeError(f"{type(value).__name__} is not a part of a mapping known here")

    def _fields(self, value: object, left_out: set[str]) -> str:
        assert is_dataclass(value)
        names = [each.name for each in fields(value) if each.compare and each.name not in left_out]
        inside = ", ".join(f"{name}={self.text(getattr(value, name))}" for name in names)
        return f"{type(value).__name__}({inside})"
