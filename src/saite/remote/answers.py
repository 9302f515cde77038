"""Answers read as they arrive: typed rows, statements, yes or no; and whether they are whole."""

import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Final, Protocol, TypeVar, cast

from pyoxigraph import (
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from saite.errors import EndpointError
from saite.results import Answer, Fetched, Results, Statements, Term, Truth

ROW_FORMATS: Final = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPH_FORMATS: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
# Formats without an end of their own: what is cut between two lines looks whole.
_ENDLESS: Final = (
    QueryResultsFormat.TSV,
    RdfFormat.TURTLE,
    RdfFormat.N_TRIPLES,
    RdfFormat.N_QUADS,
)
_XML_END: Final = re.compile(rb"</([\w.-]+:)?(sparql|RDF)\s*>|<([\w.-]+:)?(sparql|RDF)\b[^>]*/>")
Row = tuple[Term | None, ...]
Item = TypeVar("Item")


class Stream(Protocol):
    """A body that can be read like a file, and says how it ended."""

    tail: bytes

    def read(self, size: int = -1) -> bytes:
        """Read up to some bytes; none at the end."""

    def show_beginning(self) -> str:
        """Give the first characters on one line."""

    def close(self) -> None:
        """Want nothing more of it."""


@dataclass(frozen=True)
class Arrived:
    """An answer whose head is there.

    :param where: name of the endpoint, for messages
    :param kind: content type, in small letters, without parameters
    :param is_framed: whether the server says where its answer ends
    :param server_rows: rows after which the server stops; 0 if it does not say so
    :param may_be_cut: whether it comes from a server that cuts statements and does not say so
    :param keep: called once the whole answer was read and is fine
    """

    where: str
    kind: str
    body: Stream
    is_framed: bool
    fetched: Fetched
    server_rows: int = 0
    may_be_cut: bool = False
    keep: Callable[[], None] = lambda: None

    def error(self, message: str) -> EndpointError:
        """Say what is wrong with it and how it begins, and want nothing more of it."""
        begins = self.body.show_beginning()
        self.body.close()
        return EndpointError(f"{self.where} answered {message}; it begins: {begins}")


class RowStream:
    """Rows of an answer as they arrive: each a tuple of terms, None where unbound.

    :raises EndpointError: while it is read, if the answer is broken, late or too large
    """

    def __init__(self, variables: tuple[str, ...], rows: Generator[Row, None, None]) -> None:
        self.variables = variables
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def close(self) -> None:
        """Want no more of them."""
        self._rows.close()


def read_answer(arrived: Arrived, form: str, *, rows: int) -> Answer:
    """Read an answer, up to a number of rows or statements; it says if there are more."""
    if form not in {"select", "ask"}:
        triples, is_cut = _take(read_statements(arrived), rows)
        arrived.body.close()
        found = tuple(sorted({quad.triple for quad in triples}, key=str))
        return Statements(found, is_cut, fetched=arrived.fetched)
    stream = read_rows(arrived)
    if isinstance(stream, bool):
        return Truth(stream, fetched=arrived.fetched)
    taken, is_cut = _take(iter(stream), rows)
    arrived.body.close()
    is_cut = is_cut or 0 < arrived.server_rows <= len(taken)
    return Results(stream.variables, tuple(taken), is_cut=is_cut, fetched=arrived.fetched)


def read_rows(arrived: Arrived, *, is_whole: bool = False) -> RowStream | bool:
    """Begin to read rows, or read a yes or no.

    :param is_whole: whether it is an error if the server has given as many rows as it ever does
    """
    form = _format(arrived, ROW_FORMATS, "the results of a query")
    with_errors = _Guard(arrived)
    found = with_errors.run(lambda: parse_query_results(_file(arrived), format=form))
    if isinstance(found, QueryBoolean):
        is_true = bool(found)
        with_errors.finish(form)
        return is_true
    assert isinstance(found, QuerySolutions)
    variables = tuple(variable.value for variable in found.variables)
    most = arrived.server_rows if is_whole else 0
    return RowStream(variables, _rows(with_errors, found, variables, form, most=most))


def _rows(
    with_errors: "_Guard",
    solutions: QuerySolutions,
    variables: tuple[str, ...],
    form: object,
    *,
    most: int,
) -> Generator[Row, None, None]:
    each = with_errors.each(solutions)
    del solutions
    count = 0
    for solution in each:
        yield tuple(solution[name] for name in variables)
        count += 1
    with_errors.finish(form)
    if 0 < most <= count:
        raise EndpointError(
            f"{with_errors.where} gives {most:,} rows of an answer at most, and has given as many:"
            " there may be more"
        )


def read_statements(arrived: Arrived) -> Iterator[Quad]:
    """Read statements as they arrive, in their order and with their doubles."""
    form = _format(arrived, GRAPH_FORMATS, "RDF")
    with_errors = _Guard(arrived)
    yield from with_errors.each(
        with_errors.run(lambda: parse(_file(arrived), format=form, base_iri=arrived.where))
    )
    with_errors.finish(form)


class _Guard:
    """Turns what parsers raise into a sentence with the beginning of the answer."""

    def __init__(self, arrived: Arrived) -> None:
        self._arrived = arrived

    @property
    def where(self) -> str:
        """Whose answer it is."""
        return self._arrived.where

    def run(self, read: Callable[[], Item]) -> Item:
        try:
            return read()
        except (SyntaxError, ValueError, OSError) as error:
            raise self._broken(error) from error

    def each(self, items: Iterator[Item]) -> Iterator[Item]:
        """Give items of a parser, which may be dropped by no other thread: so it is let go here.

        The frames of an error would hold it until somebody's thread collects what is left.
        """
        held = [items]
        del items
        try:
            while True:
                try:
                    item = next(held[0])
                except StopIteration:
                    return
                except (SyntaxError, ValueError, OSError) as error:
                    raise self._broken(error) from error
                yield item
        finally:
            held.clear()

    def _broken(self, error: Exception) -> EndpointError:
        return self._arrived.error(f"broken {self._arrived.kind}: {error}")

    def finish(self, form: object) -> None:
        """Read to the very end, and see that it is one."""
        self.run(lambda: _finish(self._arrived, form))


def _format(arrived: Arrived, known: dict[str, Item], wanted: str) -> Item:
    if arrived.kind not in known:
        raise arrived.error(f"{arrived.kind or 'without a content type'}, expected {wanted}")
    form = known[arrived.kind]
    if not arrived.is_framed and form in _ENDLESS:
        raise arrived.error(
            f"{arrived.kind} without saying where it ends, so that nobody can tell if it is whole"
        )
    return form


def _finish(arrived: Arrived, form: object) -> None:
    """Read to the very end, and see that it is one."""
    while arrived.body.read(65_536):
        continue
    is_xml = form in (QueryResultsFormat.XML, RdfFormat.RDF_XML)
    if is_xml and not _XML_END.search(arrived.body.tail):
        raise SyntaxError("its end is missing")
    arrived.keep()


def _take(items: Iterator[Item], most: int) -> tuple[list[Item], bool]:
    taken = list(islice(items, most + 1))
    return taken[:most], len(taken) > most


def _file(arrived: Arrived) -> IO[bytes]:
    return cast("IO[bytes]", arrived.body)


def triples_of(quads: Iterator[Quad]) -> Iterator[Triple]:
    """Leave the names of graphs out."""
    return (quad.triple for quad in quads)
