"""What every part of a YARRRML document is read with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from saite.errors import nearest
from saite.mapping.lexical import is_iri
from saite.mapping.yarrrml.graph import Graph
from saite.mapping.yarrrml.keys import SPEC
from saite.mapping.yarrrml.names import Names
from saite.mapping.yarrrml.nodes import Tell, Text
from saite.mapping.yarrrml.values import Parsed, parse_value


@dataclass(frozen=True)
class Context:
    """What every part of a document is read with.

    :param external: values of external references
    :param tell: takes what is wrong
    """

    graph: Graph
    names: Names
    tell: Tell
    external: Mapping[str, str] = field(default_factory=dict)

    def value(self, text: Text, *, written: str = "", prefixed: bool = True) -> Parsed | None:
        """Split a value, its prefix expanded; None if it is not well formed.

        :param written: what of it is the value, if not all
        :param prefixed: whether a prefix in it is one
        """
        raw = written or text.value
        only = parse_quietly(raw, self.external)
        if only is not None and only.reference is not None:
            return only
        try:
            return parse_value(self.names.expand(raw) if prefixed else raw, self.external)
        except ValueError as error:
            self.tell(text.place, str(error), value=raw, see=SPEC + "template")
            return None

    def iri(self, text: Text, *, written: str = "") -> NamedNode | None:
        """Give the IRI that a constant stands for; what is none is a problem."""
        raw = written or text.value
        if not self.is_prefix_known(text, raw):
            return None
        parsed = self.value(text, written=raw)
        return self.named(text, parsed.constant or "", written=raw) if parsed else None

    def named(self, text: Text, iri: str, *, written: str = "") -> NamedNode | None:
        """Give the node of an IRI; what is none is a problem.

        :param written: what of the text stands for it, if not all
        """
        if is_iri(iri):
            return NamedNode(iri)
        message = "is not an IRI, expected one such as ex:name or https://example.org/name"
        value = written or text.value
        self.tell(text.place, message, value=value, see=SPEC + "prefixes-and-namespaces")
        return None

    def is_prefix_known(self, text: Text, raw: str) -> bool:
        """Tell whether the prefix of an IRI is declared; one that is not is a problem."""
        prefix = self.names.unknown(raw)
        if prefix:
            self.tell(
                text.place,
                f"has the prefix {prefix!r}, which is neither declared in prefixes nor a scheme; "
                "expected a known prefix, or \\: for a colon",
                value=raw,
                near=nearest(prefix, self.names.prefixes),
                see=SPEC + "prefixes-and-namespaces",
            )
        return not prefix


def parse_quietly(text: str, external: Mapping[str, str]) -> Parsed | None:
    """Split a value; None if it is not well formed."""
    try:
        return parse_value(text, external)
    except ValueError:
        return None
