"""XPath 1.0: expressions that give the rows of an XML document, and the values of each.

Source: W3C XML Path Language 1.0; libxml2, reached through lxml, follows them.
"""

import math
import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

from saite.errors import nearest
from saite.mapping.lexical import canonical_double
from saite.sources.relation import ExpressionError
from saite.sources.values import BOOLEAN, INTEGER, STRING, Typed
from saite.sources.values import DOUBLE as DOUBLE_TYPE

_NAME: Final = r"[^\W\d][\w.\-]*"
_LITERAL: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_PREFIX: Final = re.compile(rf"(?<![\w.\-])({_NAME}):(?=[^\W\d]|\*)")
_CHILDREN: Final = re.compile(rf"(?:/(?:{_NAME}:)?{_NAME})+")
_RELATIVE: Final = re.compile(rf"(?:{_NAME}:)?(?:{_NAME}|\*)\s*(?![\w.\-:(\s])")
# What looks at more than an element, what is inside it, and the attributes of what it is in.
_ATTRIBUTE_ABOVE: Final = re.compile(r"(?<![\w.)\]*])(?:\.\./)+@")
_BEYOND: Final = re.compile(
    r"\.\.|\$|(?:ancestor|ancestor-or-self|following|following-sibling|namespace|parent|preceding"
    r"|preceding-sibling)\s*::|(?<![\w.*)\]/])/|[\w.)\]]\s*\*|\bid\s*\("
)

_XML: Final = "http://www.w3.org/XML/1998/namespace"

Namespaces = Mapping[str, str]
"""Prefix -> URL."""


class Expression:
    """An expression, ready to be evaluated.

    :raises ExpressionError: if it is not XPath, or has a prefix that no namespace is declared for
    """

    def __init__(self, text: str, namespaces: Namespaces) -> None:
        self.text = text
        bare = _LITERAL.sub("''", text)
        for prefix in _PREFIX.findall(bare):
            if prefix not in (*namespaces, "xml"):
                known = ", ".join(namespaces) or "none"
                message = (
                    f"has the prefix {prefix!r}, which the mapping declares no rml:namespace for; "
                    f"declared: {known}"
                )
                near = nearest(prefix, namespaces)
                raise ExpressionError(message, value=text, near=near)
        self.stays_inside = not _BEYOND.search(_ATTRIBUTE_ABOVE.sub("@", bare))
        """Whether it looks at the element alone and the attributes of the ones around it."""
        try:
            self._compiled = etree.XPath(
                text, namespaces=dict(namespaces), smart_strings=False, regexp=False
            )
        except etree.XPathError as error:
            raise self._fault(error) from None
        except ValueError:
            # What XML cannot hold, XPath cannot either.
            message = "has a control character, so it is no XPath"
            raise ExpressionError(message, value=text) from None
        self.find(etree.Element("x"))

    def find(self, node: etree._Element) -> object:
        """Evaluate it."""
        try:
            return self._compiled(node)
        except etree.XPathError as error:
            raise self._fault(error) from None

    def values(self, node: etree._Element) -> list[Typed]:
        """Give the values that it finds: of an element its text with all that is inside.

        What is not a number gives no value.
        """
        found = self.find(node)
        if isinstance(found, list):
            return [(STRING, each if isinstance(each, str) else _text(each)) for each in found]
        if isinstance(found, bool):
            return [(BOOLEAN, "true" if found else "false")]
        if isinstance(found, float):
            return _number(found)
        return [(STRING, str(found))]

    def _fault(self, error: etree.XPathError) -> ExpressionError:
        message = str(error).partition("\n")[0].rstrip(". ")
        text = f"is not XPath 1.0: {message[:1].lower()}{message[1:]}"
        return ExpressionError(text, value=self.text)


def _number(value: float) -> list[Typed]:
    if math.isnan(value):
        return []
    if value.is_integer():
        return [(INTEGER, str(int(value)))]
    return [(DOUBLE_TYPE, canonical_double(value))]


_string_value: Final = etree.XPath("string()", smart_strings=False)


def _text(node: object) -> str:
    if isinstance(node, tuple):  # a namespace: its prefix and its URL
        return str(node[1])
    assert isinstance(node, etree._Element)  # noqa: SLF001 - lxml has no other name for it
    return (node.text or "") if len(node) == 0 else str(_string_value(node))


def rooted(text: str) -> str:
    """Give the path from the document, where an iterator begins with the name of an element."""
    stripped = text.strip()
    return f"/{stripped}" if _RELATIVE.match(stripped) else stripped


def child_tags(text: str, namespaces: Namespaces) -> list[str]:
    """Give the tags on the way to the elements of a path such as ``/a/b``; none for any other.

    >>> child_tags("/a/x:b", {"x": "http://example.org/"})
    ['a', '{http://example.org/}b']
    """
    if not _CHILDREN.fullmatch(text):
        return []
    pairs = [step.rpartition(":") for step in text[1:].split("/")]
    known = {"xml": _XML, **namespaces}
    return [f"{{{known[prefix]}}}{name}" if prefix else name for prefix, _, name in pairs]
