"""Named graphs on a server: counted, read, replaced; by its graph store or by updates.

Source: SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/),
SPARQL 1.1 Update (https://www.w3.org/TR/sparql11-update/).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph as ox

from saite.errors import EndpointError
from saite.remote.address import address_name, check_address, with_parameter
from saite.remote.answers import GRAPH_FORMATS, Arrived, read_statements
from saite.remote.body import Deadline
from saite.remote.credentials import Credentials
from saite.remote.endpoint import Bounds, Endpoint
from saite.remote.requests import update_request
from saite.remote.retrying import Retries
from saite.remote.transport import Asked, Reply, Session
from saite.remote.wholeness import count_graph
from saite.results import Fetched

# A graph is as large as it is: only the deadline ends its reading.
LARGEST_GRAPH: Final = 64 * 1024**3
# What one INSERT DATA holds: Virtuoso compiles each statement, other servers keep all in memory.
PIECE_LINES: Final = 1_000
PIECE_BYTES: Final = 256 * 1024
_ACCEPT: Final = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
# What an address answers that is none of a graph store.
_NO_STORE: Final = (400, 404, 405, 406, 415, 501)
_USUAL: Final = (
    "a graph store is usually at …/store, …/rdf-graph-store or …/sparql-graph-crud; to a server"
    " that has none, saite push sends updates: --endpoint where it answers queries, --update where"
    " it takes updates"
)
_MODULUS: Final = 1 << 256


@dataclass(frozen=True)
class Digest:
    """How many statements a graph has, and a checksum that their order does not change.

    :param checksum: empty if it was not computed
    """

    count: int
    checksum: str = ""


def digest_lines(lines: Iterable[str]) -> Digest:
    """Count statements, each once and as a line of N-Triples, and add up their SHA-256.

    >>> digest_lines(["<a> <b> <c> .", "<d> <e> <f> ."]) == digest_lines(
    ...     ["<d> <e> <f> .", "<a> <b> <c> ."])
    True
    """
    count = total = 0
    for line in lines:
        count += 1
        total += int.from_bytes(hashlib.sha256(line.encode()).digest())
    return Digest(count, f"{total % _MODULUS:064x}")


class Graphs(Protocol):
    """The named graphs of a server."""

    name: str

    def digest(self, graph: str) -> Digest:
        """Tell what is in a graph; nothing if there is no such graph."""

    def replace(self, graph: str, statements: Path) -> None:
        """Put the statements of an N-Triples file in the place of all that a graph has."""

    def close(self) -> None:
        """Hang up."""


class StoredGraphs:
    """Graphs behind an address that speaks the Graph Store Protocol.

    :param query_url: where the server answers queries: there graphs are counted; if None they are
        read to be counted, and their checksums are known
    :param deadline: seconds that each request may take
    """

    def __init__(
        self,
        url: str,
        *,
        query_url: str | None = None,
        credentials: Credentials | None = None,
        deadline: float = 600.0,
        retries: Retries | None = None,
    ) -> None:
        check_address(url, credentials)
        self.name = address_name(url)
        self._url = url
        self._deadline = deadline
        self._session = Session(
            url, credentials=credentials, retries=retries, most_bytes=LARGEST_GRAPH
        )
        self._counter: Endpoint | None = None
        if query_url:
            bounds = Bounds(deadline)
            self._counter = Endpoint(
                query_url, credentials=credentials, bounds=bounds, retries=retries
            )

    def close(self) -> None:
        """Hang up."""
        self._session.close()
        if self._counter:
            self._counter.close()

    def expected(self, graph: str) -> int | None:
        """Ask how many statements a graph has; None if there is nobody to ask."""
        return count_graph(self._counter, graph) if self._counter else None

    def read(self, graph: str) -> Arrived:
        """Ask for a graph; its statements arrive while they are read.

        :raises EndpointError: if there is no such graph, with the status 404
        """
        url = with_parameter(self._url, "graph", graph)
        return _arrived(self._send(Asked("GET", url, {"Accept": _ACCEPT})))

    def _send(self, asked: Asked) -> Reply:
        try:
            return self._session.send(asked, Deadline(self._deadline))
        except EndpointError as error:
            is_missing = error.status == 404 and asked.method == "GET"  # there is no such graph
            if error.status not in _NO_STORE or is_missing:
                raise
            raise EndpointError(f"{error}; {_USUAL}", status=error.status) from None

    def digest(self, graph: str) -> Digest:
        """Tell what is in a graph, reading it; nothing if there is no such graph."""
        counted = self.expected(graph)
        if counted is not None:
            return Digest(counted)
        try:
            arrived = self.read(graph)
        except EndpointError as error:
            if error.status == 404:
                return Digest(0)
            raise
        if arrived.kind not in GRAPH_FORMATS:
            kind = arrived.kind or "without a content type"
            raise arrived.error(f"{kind}, expected RDF; {_USUAL}")
        return digest_lines(f"{quad.triple} ." for quad in read_statements(arrived))

    def replace(self, graph: str, statements: Path) -> None:
        """PUT a file in the place of a graph: the server does it wholly or not at all."""
        url = with_parameter(self._url, "graph", graph)
        headers = {"Content-Type": "application/n-triples", "Accept": "*/*"}
        asked = Asked("PUT", url, headers, statements, is_update=True)
        self._send(asked).body.read(-1)


class UpdatedGraphs:
    """Graphs of a server that takes updates only: counted by query, written by INSERT DATA.

    :param query_url: where queries are answered
    :param update_url: where updates are taken
    :param deadline: seconds that each request may take
    """

    def __init__(
        self,
        query_url: str,
        update_url: str,
        *,
        credentials: Credentials | None = None,
        deadline: float = 600.0,
        retries: Retries | None = None,
    ) -> None:
        check_address(update_url, credentials)
        self.name = address_name(update_url)
        self._url = update_url
        self._deadline = deadline
        self._session = Session(update_url, credentials=credentials)
        self._endpoint = Endpoint(
            query_url, credentials=credentials, bounds=Bounds(deadline), retries=retries
        )

    def close(self) -> None:
        """Hang up."""
        self._session.close()
        self._endpoint.close()

    def digest(self, graph: str) -> Digest:
        """Count what is in a graph; there is no checksum."""
        return Digest(count_graph(self._endpoint, graph))

    def replace(self, graph: str, statements: Path) -> None:
        """Put a file in the place of a graph, in pieces.

        A graph of several pieces is written beside, counted, and moved into its place at once, so
        that readers see the old one or the new one.

        :raises EndpointError: if the server took less than all, or something broke; what was
            written beside is thrown away by the next try
        """
        target = str(ox.NamedNode(graph))
        pieces = _pieces(statements)
        first, second = next(pieces, ""), next(pieces, "")
        if not second:
            # Servers differ about INSERT DATA of nothing.
            insert = f" ;\n{_insert(target, first)}" if first else ""
            self._update(f"DROP SILENT GRAPH {target}{insert}")
            return
        beside = f"{graph}#saite-push"
        staging = str(ox.NamedNode(beside))
        self._update(f"DROP SILENT GRAPH {staging}")
        count = 0
        for piece in (first, second, *pieces):
            self._update(_insert(staging, piece))
            count += piece.count("\n")
        found = self.digest(beside).count
        if found != count:
            self._update(f"DROP SILENT GRAPH {staging}")
            raise EndpointError(
                f"{self.name} took {found:,} of {count:,} statements of {graph}, which is as it was"
            )
        self._update(f"MOVE GRAPH {staging} TO GRAPH {target}")

    def _update(self, text: str) -> None:
        self._session.send(update_request(self._url, text), Deadline(self._deadline)).body.read(-1)


def open_graphs(
    endpoint: str,
    update: str | None = None,
    *,
    query: str | None = None,
    credentials: Credentials | None = None,
    deadline: float = 600.0,
    retries: Retries | None = None,
) -> Graphs:
    """Speak to a server as it is spoken to: by its graph store, or by updates.

    :param endpoint: its graph store; where it answers queries if ``update`` is given
    :param update: where it takes updates
    :param query: where the server of a graph store answers queries
    """
    if update is None:
        return StoredGraphs(
            endpoint, query_url=query, credentials=credentials, deadline=deadline, retries=retries
        )
    return UpdatedGraphs(
        endpoint, update, credentials=credentials, deadline=deadline, retries=retries
    )


def _insert(graph: str, lines: str) -> str:
    return f"INSERT DATA {{ GRAPH {graph} {{\n{lines}}} }}"


def _pieces(statements: Path) -> Iterator[str]:
    """Cut a file of N-Triples into pieces of whole lines.

    A blank node is another one in each request, so that all that is said of blank nodes is one
    piece, the last, however large it is.
    """
    held: list[str] = []
    blank: list[str] = []
    size = 0
    with statements.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            if _has_blank_node(line):
                blank.append(line)
                continue
            held.append(line)
            size += len(line.encode())
            if len(held) == PIECE_LINES or size > PIECE_BYTES:
                yield "".join(held)
                held, size = [], 0
    if held or blank:
        yield "".join([*held, *blank])


def _has_blank_node(line: str) -> bool:
    """Tell whether a line of N-Triples has a blank node, or a triple term: it may have one."""
    subject, _, rest = line.partition(" ")
    return subject.startswith(("_:", "<<")) or rest.partition(" ")[2].startswith(("_:", "<<"))


def _arrived(reply: Reply) -> Arrived:
    where = address_name(reply.url)
    fetched = Fetched(where, datetime.now(UTC).replace(microsecond=0))
    return Arrived(
        where,
        reply.head.kind,
        reply.body,
        reply.head.is_framed,
        fetched,
        may_be_cut=reply.head.is_virtuoso,
    )
