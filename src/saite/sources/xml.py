"""XML documents as relations: a row for each element of an iterator, a column for each reference.

Nothing that a document could name is fetched or expanded: no DTD, no entity, no network.
"""

from collections.abc import Collection, Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import duckdb
from lxml import etree

from saite.mapping.model import LogicalSource
from saite.sources.known import ROWS, xml_references
from saite.sources.loading import Loader
from saite.sources.relation import ROW, ExpressionError, FileRelation, SourceError
from saite.sources.xpath import Expression, child_tags, rooted

_SAFE: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
}


def read_xml(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    source: LogicalSource,
    *,
    name: str,
    used: Collection[str],
) -> FileRelation:
    """Read what an iterator finds in an XML document into a relation.

    A reference to nothing is NULL; to an empty element or attribute, the empty text. Where the
    iterator is a plain path of children (``/a/b``) and no reference leaves the element but for
    attributes of those around it, one element is held at a time; else the whole document is.

    :param file: the document; UTF-8 if the mapping names an encoding, else in its own
    :param name: name of the relation
    :param used: references of the mapping
    :raises SourceError: if the file is not XML or declares entities, or a path is not XPath 1.0
    """
    namespaces = dict(source.namespaces)
    iterator = Expression(rooted(source.iterator), namespaces)
    paths = {each: Expression(each, namespaces) for each in sorted(used) if each != ROW}
    nulls = frozenset(source.nulls)
    loader = Loader(connection, name, paths, used=used)
    tags = child_tags(iterator.text, namespaces)
    encoding = None if source.encoding == "utf-8" else "utf-8"
    if tags and all(path.stays_inside for path in paths.values()):
        elements = _streamed(file, tags, encoding)
    else:
        elements = _found(file, iterator, encoding)
    known: dict[str, None] = {}
    try:
        with closing(elements):
            for number, element in enumerate(elements, start=1):
                if number <= ROWS:
                    known.update(dict.fromkeys(xml_references(element, namespaces)))
                cells = [path.values(element) for path in paths.values()]
                if nulls:
                    cells = [[pair for pair in cell if pair[1] not in nulls] for cell in cells]
                loader.add(number, cells)
    except etree.XMLSyntaxError as error:
        raise _fault(error) from None
    except (OSError, LookupError) as error:
        raise SourceError(f"cannot be read as XML: {error}") from None
    return replace(loader.finish(), known=tuple(known))


def _fault(error: etree.XMLSyntaxError) -> SourceError:
    line, column = error.position
    message = str(error.msg).partition(", line ")[0]
    if "amplification" in message:
        return SourceError("declares entities that grow when they are read, expected none")
    place = f", column {column}" if line else ""
    return SourceError(f"is not XML: {message}{place}", line=line)


def _found(
    file: Path, iterator: Expression, encoding: str | None
) -> Generator[etree._Element, None, None]:
    tree = etree.parse(file, etree.XMLParser(encoding=encoding, **_SAFE))
    if _refuse_entities(tree):
        _refuse_references(tree.getroot())
    found = iterator.find(tree)
    elements = found if isinstance(found, list) else [found]
    for element in elements:
        if not etree.iselement(element):
            what = "a text or an attribute" if isinstance(element, str) else "a single value"
            raise ExpressionError(f"finds {what}, expected elements", value=iterator.text)
    yield from elements


def _streamed(
    file: Path, tags: list[str], encoding: str | None
) -> Generator[etree._Element, None, None]:
    above = tags[-2::-1]
    has_dtd: bool | None = None
    with file.open("rb") as stream:
        events = etree.iterparse(stream, events=("end",), tag=tags[-1], encoding=encoding, **_SAFE)
        for _, element in events:
            if has_dtd is None:
                has_dtd = _refuse_entities(element.getroottree())
            if [each.tag for each in element.iterancestors()] != above:
                continue
            if has_dtd:
                _refuse_references(element)
            yield element
            _let_go(element)
        if has_dtd is None:
            _refuse_entities(events.root.getroottree())


def _let_go(element: etree._Element) -> None:
    """Free an element that has been read, and what stands before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def _refuse_entities(tree: etree._ElementTree) -> bool:
    """Refuse a document that declares entities; tell whether it has a DTD at all."""
    dtd = tree.docinfo.internalDTD
    names = sorted(entity.name for entity in dtd.iterentities()) if dtd is not None else []
    if names:
        shown = ", ".join(f"&{name};" for name in names[:5])
        raise SourceError(f"declares entities ({shown}), which are not read, expected none")
    return dtd is not None


def _refuse_references(element: etree._Element) -> None:
    reference = next(element.iter(etree.Entity), None)
    if reference is not None:
        message = "is an entity that is not read, expected its characters"
        raise SourceError(message, line=reference.sourceline or 0, value=str(reference))
