"""YAML as nodes that know where they stand.

Scalars are the text as written: ``no`` is no truth value and ``1.10`` no number. What makes YAML
dangerous or ambiguous is refused: tags, several documents, keys that are there twice, anchors
that contain themselves, and more nodes or a deeper nesting than any mapping has.

Source: YAML 1.1, https://yaml.org/spec/1.1/
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import yaml

_DEEPEST: Final = 60
_MOST: Final = 200_000
_NULL: Final = ("", "~", "null", "Null", "NULL")
_MERGE: Final = "<<"
# That of C takes a ? inside an address in a list, and is faster; not all systems have it.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SEE: Final = "https://yaml.org/spec/1.1/"


@dataclass(frozen=True)
class Place:
    """Where a node stands.

    :param line: the first is 1
    :param column: the first is 1
    :param path: keys from the root down to the node; numbers of list items begin at 1
    """

    line: int
    column: int
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " › ".join(self.path) or "the document"


@dataclass(frozen=True)
class Text:
    """A scalar.

    :param is_null: whether it stands for nothing: empty, ``~`` or ``null``, and not quoted
    """

    value: str
    is_null: bool
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Items:
    """A list."""

    items: "tuple[Yaml, ...]"
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Keys:
    """A collection of keys and their values, in the order of the file."""

    entries: "tuple[tuple[Text, Yaml], ...]"
    place: Place = field(compare=False)


Yaml: TypeAlias = Text | Items | Keys
# PyYAML's events have no common type for anchors, tags and marks.
_Event: TypeAlias = Any
Tell: TypeAlias = Callable[..., None]
"""Takes a place, a message, and by name ``value``, ``near`` and ``see``."""


class YamlError(ValueError):
    """A text is not YAML, or more than a mapping may be; the message says what."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"{message}; see {_SEE}")
        self.line = line


def read_yaml(text: str, tell: Tell) -> Yaml | None:
    """Read a text of YAML; None if it has no document.

    :param tell: takes what is wrong with single nodes
    :raises YamlError: if nothing of it can be read
    """
    try:
        return _Composer(text, tell).compose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        what = " ".join(part for part in (error.context, error.problem) if part)
        lines = text.splitlines()
        written = lines[line - 1] if 0 < line <= len(lines) else ""
        if written[column - 1 : column] == "\t" or "\t" in written[: _indent(written)]:
            what = "a tab cannot indent, expected blanks"
        # What is missing at the end is found behind the last line.
        at = min(line, max(len(lines), 1))
        raise YamlError(f"not valid YAML: {what}, column {column}", at) from None
    except yaml.reader.ReaderError as error:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 0
        what = f"the character {found[0]!r} is not allowed" if found else error.reason
        raise YamlError(f"not valid YAML: {what}", line) from None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


class _Composer:
    """Builds the nodes of a document from the events of the parser.

    Events, because PyYAML's own composer recurses as deep as the text does.
    """

    def __init__(self, text: str, tell: Tell) -> None:
        self._events: Iterator[_Event] = yaml.parse(text, Loader=_LOADER)
        self._tell = tell
        self._anchors: dict[str, list[_Event]] = {}
        self._open: list[str] = []
        self._count = 0

    def compose(self) -> Yaml | None:
        """Build the only document of the stream."""
        document: Yaml | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if document is not None:
                    raise YamlError("a second document begins, expected one", _line(event))
                taken = self._take(next(self._events))
                document = self._node(iter(taken), ())
        return document

    def _take(self, first: _Event) -> list[_Event]:
        """Give the events of one node; anchors in it are known afterwards."""
        taken = [first]
        starts: list[int] = []
        while True:
            event = taken[-1]
            self._refuse_tag(event)
            if isinstance(event, yaml.CollectionStartEvent):
                starts.append(len(taken) - 1)
            elif isinstance(event, yaml.CollectionEndEvent):
                start = starts.pop()
                self._keep(taken[start:])
            elif isinstance(event, yaml.ScalarEvent):
                self._keep([event])
            if len(starts) > _DEEPEST:
                raise YamlError(f"is nested deeper than {_DEEPEST} levels", _line(event))
            if not starts:
                return taken
            taken.append(next(self._events))

    def _keep(self, events: list[_Event]) -> None:
        if events[0].anchor:
            self._anchors[events[0].anchor] = events

    def _refuse_tag(self, event: _Event) -> None:
        if getattr(event, "tag", None):
            place = Place(_line(event), event.start_mark.column + 1)
            self._tell(
                place, "is a tag, expected plain YAML without tags", value=event.tag, see=_SEE
            )

    def _node(self, events: Iterator[_Event], path: tuple[str, ...]) -> Yaml:
        return self._from(next(events), events, path)

    def _from(self, event: _Event, events: Iterator[_Event], path: tuple[str, ...]) -> Yaml:
        self._count += 1
        if self._count > _MOST:
            raise YamlError(f"has more than {_MOST:,} nodes, aliases counted", _line(event))
        if len(path) > _DEEPEST:
            raise YamlError(f"is nested deeper than {_DEEPEST} levels", _line(event))
        place = Place(_line(event), event.start_mark.column + 1, path)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, place)
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style and event.value in _NULL
            return Text(event.value, plain, place)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Yaml] = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._from(event, events, (*path, str(len(items) + 1))))
            return Items(tuple(items), place)
        return self._keys(events, place)

    def _alias(self, event: _Event, place: Place) -> Yaml:
        name = event.anchor
        if name not in self._anchors or name in self._open:
            self._tell(place, "is an alias of no anchor before it", value=f"*{name}", see=_SEE)
            return Text("", is_null=True, place=place)
        self._open.append(name)
        node = self._node(iter(self._anchors[name]), place.path)
        self._open.pop()
        return node

    def _keys(self, events: Iterator[_Event], place: Place) -> Keys:
        entries: dict[str, tuple[Text, Yaml]] = {}
        merged: list[Yaml] = []
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._from(event, events, place.path)
            name = key.value if isinstance(key, Text) else "?"
            value = self._from(next(events), events, (*place.path, name))
            if not isinstance(key, Text):
                self._tell(key.place, "expected a text as key, found a list or keys", see=_SEE)
            elif name == _MERGE:
                merged += value.items if isinstance(value, Items) else (value,)
            elif name in entries:
                first = entries[name][0].place.line
                self._tell(
                    key.place, f"is there twice, first in line {first}: expected it once",
                    value=name, see=_SEE,
                )  # fmt: skip
            else:
                entries[name] = (key, value)
        for other in merged:
            if not isinstance(other, Keys):
                self._tell(other.place, "expected keys to merge", see=_SEE)
                continue
            for key, value in other.entries:
                entries.setdefault(key.value, (key, value))
        return Keys(tuple(entries.values()), place)


def _line(event: _Event) -> int:
    return int(event.start_mark.line) + 1
