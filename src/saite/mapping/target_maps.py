"""Reading logical targets: which file statements go to, and how it is written.

Source: RML-IO, logical targets (https://kg-construct.github.io/rml-io/spec/docs/#target-vocabulary)
"""

import sys
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from pyoxigraph import Literal, NamedNode

from saite.errors import nearest
from saite.mapping import spec
from saite.mapping.document import Document, Node, Value
from saite.mapping.file_access import read_compression, read_root
from saite.mapping.model import LogicalTarget, Serialization, Where

_WRITING: Final = ("serialization", "encoding", "compression")
_LOGICAL_TARGET: Final = ("target", *_WRITING)
_TARGET: Final = ("path", "root", *_WRITING)
# Other vocabularies say with an IRI where a dump is.
_LOCATIONS: Final = (
    "http://rdfs.org/ns/void#dataDump",
    "http://www.w3.org/ns/dcat#downloadURL",
    "http://www.w3.org/ns/dcat#accessURL",
)
_ENCODINGS: Final = {"UTF-8": "utf-8", "UTF-16": "utf-16"}
_FILES_ONLY: Final = (
    "is no file: expected rml:path, or void:dataDump or dcat:downloadURL with a file: IRI; "
    "to send the graph to a server, load the file that is written into it"
)


def read_targets(document: Document, node: Node, where: Where) -> tuple[LogicalTarget, ...]:
    """Read the logical targets of a term map, each once, in its order.

    What is wrong goes to the document's problems; such a target is left out.
    """
    here = where / "rml:logicalTarget"
    found = [_read(document, value, here) for value in document.values(node, "logicalTarget")]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _read(document: Document, value: Value, where: Where) -> LogicalTarget | None:
    node = document.node(value, where)
    if node is None:
        return None
    where = document.at(where, node)
    document.check_properties(node, _LOGICAL_TARGET, where)
    target = document.one(node, "target", where)
    here = where / "rml:target"
    inner = target if isinstance(target, NamedNode) or not isinstance(target, Literal) else None
    access = document.node(inner, here) if inner is not None else None
    if access is not None:
        document.check_properties(access, _TARGET, here)
    given = {name: _either(document, (node, access), name, where) for name in _WRITING}
    serialization = _serialization(document, given["serialization"], where)
    encoding = _encoding(document, given["encoding"], where)
    compression = read_compression(document, given["compression"], where)
    file = _file(document, target, access, here)
    if not file:
        return None
    return LogicalTarget(file, serialization, encoding, compression, where)


def _either(
    document: Document, nodes: tuple[Node, Node | None], name: str, where: Where
) -> Value | None:
    """Give the value of a property that the logical target may have, or its target."""
    both = [node for node in nodes if node is not None]
    found = dict.fromkeys(value for node in both for value in document.values(node, name))
    if len(found) > 1:
        document.problem(
            where / f"rml:{name}", f"expected at most one rml:{name}, found {len(found)}"
        )
    return next(iter(found), None)


def _file(document: Document, target: Value | None, access: Node | None, where: Where) -> str:
    """Give the path of the file, as it is reached from the working directory."""
    folder = document.path.parent
    if isinstance(target, Literal):
        return str(folder / target.value)
    if access is None:
        return ""
    locations = [value for iri in _LOCATIONS for value in document.foreign(access, iri)]
    if not locations and not document.has(access, "path"):
        document.problem(where, _FILES_ONLY, value=document.name(access))
        return ""
    if not locations:
        path = document.one_text(access, "path", where)
        root = read_root(document, access, where)
        return str((Path(root) if root else folder) / path) if path else ""
    text = locations[0].value if isinstance(locations[0], NamedNode | Literal) else ""
    parts = urlsplit(text)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or not parts.path:
        document.problem(where, _FILES_ONLY, value=text)
        return ""
    # In an IRI a slash stands before the letter of a drive.
    return unquote(parts.path).removeprefix("/" if sys.platform == "win32" else "")


def _serialization(document: Document, value: Value | None, where: Where) -> Serialization:
    if value is None:
        return Serialization.N_QUADS
    known = {each.value: each for each in Serialization}
    name = value.value if isinstance(value, NamedNode) else ""
    for namespace in spec.FORMATS:
        name = name.removeprefix(namespace)
    if name in known:
        return known[name]
    near = nearest(name, known)
    document.problem(
        where / "rml:serialization",
        f"expected one of {', '.join(f'formats:{each}' for each in known)}, found "
        f"{document.show(value)}",
        near=f"formats:{near}" if near else "",
    )
    return Serialization.N_QUADS


def _encoding(document: Document, value: Value | None, where: Where) -> str:
    if value is None:
        return "utf-8"
    text = value.value if isinstance(value, NamedNode | Literal) else ""
    name = text.removeprefix(spec.RML).upper()
    if name not in _ENCODINGS:
        # Only of these two can it be said beforehand that they take every text.
        names = ", ".join(f"rml:{each}" for each in _ENCODINGS)
        shown = document.show(value)
        document.problem(where / "rml:encoding", f"expected one of {names}, found {shown}")
    return _ENCODINGS.get(name, "utf-8")
