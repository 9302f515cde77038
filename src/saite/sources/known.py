"""References that lead to something in a document, for who misspells one."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from lxml import etree

from saite.sources.jsonpath import Json

ROWS: Final = 20
"""First rows of a document whose references are known."""

_MOST: Final = 500
_DEEPEST: Final = 12
_NAME: Final = re.compile(r"[^\W\d][\w-]*")


def json_references(item: Json) -> list[str]:
    """Give references to what is in an item of JSON, NULL and empty arrays too.

    >>> json_references({"id": 1, "town": {"name": None}, "tags": ["a"]})
    ['id', 'town', 'town.name', 'tags', 'tags[*]']
    """
    return list(islice(_inside(item, "", _DEEPEST), _MOST))


def _inside(item: Json, path: str, depth: int) -> Iterator[str]:
    if not depth:
        return
    if isinstance(item, list):
        if path:
            yield f"{path}[*]"
            yield from _inside(item[0], f"{path}[*]", depth - 1) if item else ()
    elif isinstance(item, dict):
        for key, value in item.items():
            if _NAME.fullmatch(key):
                own = f"{path}.{key}" if path else key
                yield own
                yield from _inside(value, own, depth - 1)


def xml_references(element: etree._Element, namespaces: Mapping[str, str]) -> list[str]:
    """Give references to the elements and attributes in an element, each once.

    :param namespaces: prefix -> URL; what is in another namespace is left out

    >>> xml_references(etree.XML('<a id="1"><b/><b><c/></b></a>'), {})
    ['@id', 'b', 'b/c']
    """
    prefixes = {"": "", **{url: f"{prefix}:" for prefix, url in namespaces.items()}}
    return list(dict.fromkeys(islice(_below(element, "", prefixes, _DEEPEST), _MOST)))


def _below(
    element: etree._Element, path: str, prefixes: Mapping[str, str], depth: int
) -> Iterator[str]:
    for attribute in element.attrib:
        if name := _qualified(str(attribute), prefixes):
            yield f"{path}@{name}"
    for child in element.iterchildren(etree.Element):
        if name := _qualified(str(child.tag), prefixes):
            yield f"{path}{name}"
            if depth > 1:
                yield from _below(child, f"{path}{name}/", prefixes, depth - 1)


def _qualified(tag: str, prefixes: Mapping[str, str]) -> str:
    name = etree.QName(tag)
    prefix = prefixes.get(name.namespace or "")
    return "" if prefix is None else f"{prefix}{name.localname}"
