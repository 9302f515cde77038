"""Which keys stand where, and their shortcuts.

Source: https://w3id.org/yarrrml/spec/#shortcuts
"""

from collections.abc import Mapping
from typing import Final

from saite.errors import nearest
from saite.mapping.yarrrml.nodes import Items, Keys, Place, Tell, Text, Yaml

SPEC: Final = "https://w3id.org/yarrrml/spec/#"

_SHORTCUTS: Final[dict[str, tuple[str, ...]]] = {
    "mappings": ("mapping", "m"),
    "subjects": ("subject", "s"),
    "predicates": ("predicate", "p"),
    "inversepredicates": ("inversepredicate", "iv", "i"),
    "objects": ("object", "o"),
    "predicateobjects": ("predicateobject", "po"),
    "graphs": ("graph", "g"),
    "conditions": ("condition", "c"),
    "targets": ("target", "t"),
    "authors": ("author", "a"),
    "function": ("fn", "f"),
    "parameters": ("pms",),
    "parameter": ("pm",),
    "value": ("v",),
}
# Extensions of single tools, which the specification does not have.
_ELSEWHERE: Final = (
    "authentications", "authentication", "changeDetection", "ldes", "security", "operationType",
    "contentType", "headers", "methodName", "rel",
)  # fmt: skip

_FUNCTION: Final = ("function", "parameters", "type", "datatype", "language")
_TERM: Final = ("value", *_FUNCTION, "targets", "conditions")

ROOT: Final = ("base", "prefixes", "authors", "external", "sources", "targets", "mappings")
MAPPING: Final = ("sources", "subjects", "predicateobjects", "graphs", "conditions")
PREDICATE_OBJECT: Final = (
    "predicates", "objects", "inversepredicates", "graphs", "conditions", "type", "datatype",
    "language",
)  # fmt: skip
TERM: Final = _TERM
LANGUAGE: Final = ("value", "targets")
OBJECT: Final = (*_TERM, "mapping")
FUNCTION: Final = ("function", "parameters", "mapping")
PARAMETER: Final = ("parameter", "value", "type", "from")
SOURCE: Final = (
    "access", "type", "referenceFormulation", "iterator", "delimiter", "encoding", "credentials",
    "query", "queryFormulation", "table",
)  # fmt: skip
CREDENTIALS: Final = ("username", "password")
TARGET: Final = ("access", "type", "serialization", "compression")
AUTHOR: Final = ("name", "email", "website")


class Opened:
    """The values of a collection by the full names of their keys.

    :param is_whole: whether all of its keys are known; else one that is missing may be misspelt
    """

    def __init__(self, values: Mapping[str, Yaml], place: Place, *, is_whole: bool) -> None:
        self._values = values
        self._is_whole = is_whole
        self.place = place

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def lacks(self, name: str) -> bool:
        """Tell whether a key is missing, and not likely to be misspelt."""
        return name not in self._values and self._is_whole

    def get(self, name: str) -> Yaml | None:
        """Give the value of a key, or None."""
        return self._values.get(name)


def open_keys(node: Keys, known: tuple[str, ...], tell: Tell, *, see: str) -> Opened:
    """Give the values of a collection by the full names of its keys.

    :param known: full names of the keys that may stand in it
    :param see: section of the specification that tells of them
    """
    names = _names(known)
    values: dict[str, Yaml] = {}
    is_whole = True
    for key, value in node.entries:
        name = names.get(key.value)
        if name is None:
            is_whole = False
            _tell_unknown(key, known, names, tell, see)
        elif name in values:
            message = f"is {name} by another name, expected it once"
            tell(key.place, message, value=key.value, see=SPEC + "shortcuts")
        else:
            values[name] = value
    return Opened(values, node.place, is_whole=is_whole)


def _names(known: tuple[str, ...]) -> dict[str, str]:
    names = {name: name for name in known}
    for name in known:
        for shortcut in _SHORTCUTS.get(name, ()):
            names.setdefault(shortcut, name)
    if "sources" in known:
        names.setdefault("source", "sources")
        names.setdefault("s", "sources")
    return names


def _tell_unknown(
    key: Text, known: tuple[str, ...], names: Mapping[str, str], tell: Tell, see: str
) -> None:
    if key.value in _ELSEWHERE:
        message = "is a key that is not read here"
        tell(key.place, message, value=key.value, see=SPEC + see)
        return
    message = f"is not a key that stands here, expected one of {', '.join(known)}"
    # What is most like a shortcut is told by its full name, as all that may stand here are.
    near = names.get(nearest(key.value, names), "")
    tell(key.place, message, value=key.value, near=near, see=SPEC + see)


def listed(node: Yaml | None) -> tuple[Yaml, ...]:
    """Give the items of a list; a single value is a list of one, and no value none."""
    if node is None or (isinstance(node, Text) and node.is_null):
        return ()
    return node.items if isinstance(node, Items) else (node,)


def text_of(node: Yaml | None, tell: Tell, what: str, *, see: str) -> Text | None:
    """Give a text; anything else is a problem, and so is nothing where ``node`` is there.

    :param what: what the text is, such as ``a path``
    """
    if node is None:
        return None
    if isinstance(node, Text) and not node.is_null:
        return node
    found = {Items: "a list", Keys: "keys", Text: "nothing"}[type(node)]
    tell(node.place, f"expected {what}, found {found}", see=SPEC + see)
    return None


def keys_of(node: Yaml | None, tell: Tell, what: str, *, see: str) -> Keys | None:
    """Give a collection of keys; anything else is a problem."""
    if node is None or isinstance(node, Keys):
        return node
    if isinstance(node, Items):
        found = "a list"
    else:
        found = "nothing" if node.is_null else f"the text {node.value!r}"
    tell(node.place, f"expected {what} as keys, found {found}", see=SPEC + see)
    return None
