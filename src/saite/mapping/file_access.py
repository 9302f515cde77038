"""How a mapping says where a file is and how it is packed, of sources and of targets alike."""

from typing import Final

from pyoxigraph import Literal, NamedNode

from saite.mapping import spec
from saite.mapping.document import Document, Node, Value
from saite.mapping.model import Where

_COMPRESSIONS: Final = ("gzip", "zip", "targz", "tarxz")


def read_root(document: Document, node: Node, where: Where) -> str:
    """Read the folder that a path is relative to: empty for that of the mapping."""
    value = document.optional(node, "root", where)
    if value is None or value == NamedNode(spec.RML + "MappingDirectory"):
        return ""
    if value == NamedNode(spec.RML + "CurrentWorkingDirectory"):
        return "."
    if isinstance(value, Literal):
        return value.value
    document.problem(
        where / "rml:root",
        "expected rml:MappingDirectory, rml:CurrentWorkingDirectory or a path, found "
        f"{document.show(value)}",
    )
    return ""


def read_compression(document: Document, value: Value | None, where: Where) -> str:
    """Read what ``rml:compression`` says: empty for none."""
    known = {NamedNode(spec.RML + name): name for name in _COMPRESSIONS}
    if value is None or value == NamedNode(spec.RML + "none"):
        return ""
    if isinstance(value, NamedNode) and value in known:
        return known[value]
    names = ", ".join(f"rml:{name}" for name in ("none", *_COMPRESSIONS))
    document.problem(
        where / "rml:compression",
        f"expected one of {names}, found {document.show(value)}",
    )
    return ""
