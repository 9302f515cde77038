"""JSONPath: names, numbers, wildcards, slices, unions, descendants, filters.

A path without ``$`` is one from the item itself: ``name`` is ``$.name``. One with a filter is
followed by the library ``jsonpath``, which is loaded when there is one.

Source: RFC 9535.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, Final, TypeAlias

_NAME: Final = re.compile(r"[^\s.\[\]'\"*,:?()@$](?:[^.\[\]'\"*,?()@$]*[^\s.\[\]'\"*,?()@$])?")
_QUOTED: Final = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_SLICE: Final = re.compile(r"(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?)?")
_INDEX: Final = re.compile(r"-?\d+")
_BLANK: Final = re.compile(r"\s*")

Json: TypeAlias = Any
Selector: TypeAlias = str | int | slice | None
"""A name, an index, a slice, or everything (None)."""


class JsonPathError(ValueError):
    """A path is not well formed; the message says what and where."""


@dataclass(frozen=True)
class Step:
    """The children that its selectors choose.

    :param is_deep: of every descendant too
    """

    selectors: tuple[Selector, ...]
    is_deep: bool = False

    @property
    def is_single(self) -> bool:
        """Tell whether it chooses at most one child."""
        return (
            not self.is_deep
            and len(self.selectors) == 1
            and isinstance(self.selectors[0], str | int)
        )


@dataclass(frozen=True)
class JsonPath:
    """A path, ready to be followed."""

    steps: tuple[Step, ...]

    @cached_property
    def _names(self) -> tuple[str, ...] | None:
        """Names that lead to the value, if it needs nothing else."""
        selectors = [step.selectors[0] for step in self.steps if step.is_single]
        names = tuple(each for each in selectors if isinstance(each, str))
        return names if len(names) == len(self.steps) else None

    def find(self, item: Json) -> list[Json]:
        """Give the values that it leads to, in the order of the document."""
        if self._names is not None:
            for name in self._names:
                if not isinstance(item, dict) or name not in item:
                    return []
                item = item[name]
            return [item]
        found = [item]
        for step in self.steps:
            found = [value for each in found for value in _follow(step, each)]
        return found


@dataclass(frozen=True)
class FilteredPath:
    """A path with filters, ready to be followed."""

    find: Callable[[Json], list[Json]]


def parse_jsonpath(text: str) -> JsonPath | FilteredPath:
    """Read a path.

    :raises JsonPathError: if it is not well formed

    >>> parse_jsonpath("$.people[*]['first name']").find({"people": [{"first name": "Ona"}]})
    ['Ona']
    """
    try:
        return _Parser(text).parse()
    except _FilterFound:
        return _filtered(text)


class _FilterFound(Exception):  # noqa: N818 - it is no error
    """A path has a filter, which another parser knows."""


def _filtered(text: str) -> FilteredPath:
    library = import_module("jsonpath")
    whole = text.strip()
    if not whole.startswith("$"):
        whole = f"${whole}" if whole.startswith(("[", ".")) else f"$.{whole}"
    try:
        path = library.JSONPathEnvironment(strict=True).compile(whole)
    except library.JSONPathError as error:
        raise JsonPathError(_reason(error, len(whole) - len(text.strip()))) from None

    def find(item: Json) -> list[Json]:
        try:
            return list(path.findall(item))
        except library.JSONPathError as error:
            raise JsonPathError(str(error).partition("\n")[0]) from None

    return FilteredPath(find)


def _reason(error: Exception, added: int) -> str:
    message = str(error).partition("\n")[0]
    index = getattr(getattr(error, "token", None), "index", None)
    return message if index is None else f"{message} at character {index + 1 - added}"


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def parse(self) -> JsonPath:
        self._skip()
        if self._take("$") or self._text.startswith(("[", "."), self._at):
            steps: list[Step] = []
        else:
            steps = [Step((self._name(),))]
        while self._at < len(self._text.rstrip()):
            self._skip()
            steps.append(self._step())
        return JsonPath(tuple(steps))

    def _step(self) -> Step:
        if self._take(".."):
            return Step(self._child(), is_deep=True)
        if self._take("."):
            return Step(self._child())
        if self._take("["):
            return Step(self._bracket())
        raise self._error("expected . or [")

    def _child(self) -> tuple[Selector, ...]:
        if self._take("*"):
            return (None,)
        if self._take("["):
            return self._bracket()
        return (self._name(),)

    def _name(self) -> str:
        match = self._match(_NAME)
        if match is None:
            raise self._error("expected a name")
        return match[0]

    def _bracket(self) -> tuple[Selector, ...]:
        selectors: list[Selector] = []
        while True:
            self._skip()
            selectors.append(self._selector())
            self._skip()
            if self._take("]"):
                return tuple(selectors)
            if not self._take(","):
                raise self._error("expected , or ]")

    def _selector(self) -> Selector:
        if self._take("*"):
            return None
        if match := self._match(_QUOTED):
            return _unquoted(match[1] if match[1] is not None else match[2])
        if match := self._match(_SLICE):
            start, stop, step = (int(each) if each else None for each in match.groups())
            return slice(start, stop, step)
        if match := self._match(_INDEX):
            return int(match[0])
        if self._text.startswith("?", self._at):
            raise _FilterFound
        raise self._error("expected a name in quotes, a number, a slice or *")

    def _skip(self) -> None:
        self._match(_BLANK)

    def _take(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        if match is not None:
            self._at = match.end()
        return match

    def _error(self, message: str) -> JsonPathError:
        return JsonPathError(f"{message} at character {self._at + 1}")


_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)")
_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _unquoted(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        escape = match[1]
        return chr(int(escape[1:], 16)) if len(escape) > 1 else _ESCAPES.get(escape, escape)

    # Two escapes may stand for one character beyond the first plane.
    whole = _ESCAPE.sub(plain, text)
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _follow(step: Step, item: Json) -> Iterator[Json]:
    for each in _descendants(item) if step.is_deep else (item,):
        for selector in step.selectors:
            yield from _chosen(selector, each)


def _descendants(item: Json) -> Iterator[Json]:
    todo = [item]
    while todo:
        each = todo.pop()
        yield each
        todo += reversed(_children(each))


def _children(item: Json) -> list[Json]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []


def _chosen(selector: Selector, item: Json) -> list[Json]:
    if selector is None:
        return _children(item)
    if isinstance(selector, str):
        return [item[selector]] if isinstance(item, dict) and selector in item else []
    if not isinstance(item, list):
        return []
    if isinstance(selector, slice):
        return item[selector] if selector.step != 0 else []
    return [item[selector]] if -len(item) <= selector < len(item) else []
