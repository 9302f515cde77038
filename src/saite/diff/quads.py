"""The sorted graph of a build: read side by side with another, and looked up by subject."""

import mmap
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeAlias

import pyoxigraph as ox

from saite.diff.terms import EVIDENCE, SELECTOR, TYPE, WHEN
from saite.errors import BuildError

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Values: TypeAlias = Mapping[str, frozenset[Term]]

DERIVED: Final = "graph/derived"
# By what a record holds a part that has no row of its own, or that it shares.
HOLDERS: Final = frozenset(f"<{iri}>".encode() for iri in (EVIDENCE, SELECTOR, WHEN))


@dataclass(frozen=True)
class Node:
    """All that a graph says about a subject; nothing where it does not know it.

    :param said: property -> values, as the mapping made them
    :param derived: property -> values, as the rules made them
    :param graphs: names of the graphs that say so
    """

    said: Values
    derived: Values
    graphs: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.said or self.derived)

    def all(self, iri: str) -> frozenset[Term]:
        """Give the values of a property, said or derived."""
        return self.said.get(iri, frozenset()) | self.derived.get(iri, frozenset())

    def types(self) -> frozenset[str]:
        """Give the IRIs of the classes."""
        return frozenset(term.value for term in self.all(TYPE) if isinstance(term, ox.NamedNode))


class SortedQuads:
    """The file ``graph.nq`` of a build, open for reading.

    A subject is named by its token, the bytes that its lines begin with: ``<https://…>``. Because
    the lines are sorted, those of one subject stand together and are found by bisection.
    """

    def __init__(self, build: Path) -> None:
        self.path = build / "graph.nq"
        self._opened = ExitStack()
        try:
            self._stream = self._opened.enter_context(self.path.open("rb"))
            self._data: mmap.mmap | bytes = b""
            # An empty file cannot be mapped.
            if self._stream.read(1):
                mapped = mmap.mmap(self._stream.fileno(), 0, access=mmap.ACCESS_READ)
                self._data = self._opened.enter_context(mapped)
        except OSError as error:
            self._opened.close()
            reason = error.strerror or error
            raise BuildError(f"{build} is no build: graph.nq cannot be read ({reason})") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    def lines(self) -> Iterator[bytes]:
        """Give all lines in their order; one that is read through must end before the next begins.

        :raises BuildError: at the first line that is not sorted
        """
        previous = b""
        self._stream.seek(0)
        for number, line in enumerate(self._stream, start=1):
            if line < previous:
                raise BuildError(f"{self.path}, line {number}: is not sorted; build again")
            yield line
            previous = line

    def node(self, token: bytes) -> Node:
        """Collect what is said about a subject.

        :raises BuildError: if a line is not N-Quads
        """
        said: dict[str, set[Term]] = {}
        derived: dict[str, set[Term]] = {}
        graphs = set()
        try:
            for quad in ox.parse(self._about(token), format=ox.RdfFormat.N_QUADS):
                graph = getattr(quad.graph_name, "value", "")
                graphs.add(graph)
                values = derived if graph.endswith(DERIVED) else said
                values.setdefault(quad.predicate.value, set()).add(quad.object)
        except (SyntaxError, ValueError) as error:
            subject = token.decode("utf-8", errors="replace")
            message = f"{self.path}: what it says about {subject} is not N-Quads ({error})"
            raise BuildError(f"{message}; build again") from error
        return Node(_frozen(said), _frozen(derived), frozenset(graphs))

    def holders(self, wanted: Collection[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Find who holds some parts: pairs of the holder's and the part's token."""
        if not wanted:
            return
        for line in self.lines():
            words = line.split(b" ", 3)
            if len(words) > 2 and words[2] in wanted and words[1] in HOLDERS:
                yield words[0], words[2]

    def _about(self, token: bytes) -> bytes:
        prefix = token + b" "
        start = end = self._first(prefix)
        size = len(self._data)
        while end < size and self._data[end : end + len(prefix)] == prefix:
            end = self._end(end) + 1
        return self._data[start:end]

    def _first(self, prefix: bytes) -> int:
        """Find where the first line stands that does not come before a prefix."""
        low, high = 0, len(self._data)
        while low < high:
            start = self._data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._end(start)
            if self._data[start:end] < prefix:
                low = end + 1
            else:
                high = start
        return low

    def _end(self, start: int) -> int:
        end = self._data.find(b"\n", start)
        return len(self._data) if end < 0 else end


def differing_subjects(old: SortedQuads, new: SortedQuads) -> Iterator[bytes]:
    """Merge two graphs and give the token of each subject that has lines in one of them only.

    :raises BuildError: if one of them is not sorted, or a line that differs has no subject
    """
    old_lines, new_lines = old.lines(), new.lines()
    last = b""
    left, right = next(old_lines, None), next(new_lines, None)
    while left is not None or right is not None:
        if left == right:
            left, right = next(old_lines, None), next(new_lines, None)
            continue
        if right is None or (left is not None and left < right):
            graph, line, left = old, left or b"", next(old_lines, None)
        else:
            graph, line, right = new, right, next(new_lines, None)
        subject, space, _ = line.rstrip(b"\n").partition(b" ")
        if not subject or not space:
            shown = line[:60].decode("utf-8", errors="replace")
            raise BuildError(f"{graph.path}: {shown!r} is not N-Quads; build again")
        if subject != last:
            yield subject
            last = subject


def _frozen(values: Mapping[str, set[Term]]) -> Values:
    return {iri: frozenset(terms) for iri, terms in values.items()}
