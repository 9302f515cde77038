"""Queries to SPARQL 1.1 endpoints of others: one line to each, a deadline for the whole answer.

SPARQLWrapper makes the requests (`requests`), `transport` sends them, `answers` reads what comes.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self
from urllib.parse import parse_qsl, urlsplit

from saite.errors import UsageError
from saite.remote.address import address_name, check_address, with_parameter
from saite.remote.answers import Arrived, RowStream, read_answer, read_rows
from saite.remote.body import Deadline
from saite.remote.cache import Cache
from saite.remote.credentials import Credentials
from saite.remote.requests import query_request
from saite.remote.retrying import Retries
from saite.remote.transport import LARGEST, Session
from saite.remote.turns import AT_ONCE
from saite.results import Answer, Ask, Fetched
from saite.sparql import query_form

ROWS: Final = 100_000
_COUNT: Final = re.compile("[0-9]{1,18}")


@dataclass(frozen=True)
class Bounds:
    """How much one query may take of us.

    :param deadline: seconds from the start to the last byte of the answer
    :param rows: rows or statements that are kept; the answer says if there were more
    :param most_bytes: that an answer may have, once unpacked
    :param at_once: requests to one host that this process may have running at a time
    """

    deadline: float = 60.0
    rows: int = ROWS
    most_bytes: int = LARGEST
    at_once: int = AT_ONCE


class Endpoint:
    """A SPARQL endpoint: one session for all queries to it.

    :param url: http or https; parameters in it are sent along
    :param credentials: only over https, or to this machine itself
    :param cache: where answers are kept and looked for; nowhere if None
    :param retries: when a query is asked again
    :param is_virtuoso: whether it is one, which is told when it ends a query: at our deadline; else
        that is found out from its first answer
    :raises UsageError: if the address is none, or credentials would travel in the clear
    """

    def __init__(
        self,
        url: str,
        *,
        credentials: Credentials | None = None,
        bounds: Bounds | None = None,
        cache: Cache | None = None,
        retries: Retries | None = None,
        is_virtuoso: bool = False,
    ) -> None:
        check_address(url, credentials)
        self.url = url
        self.bounds = bounds or Bounds()
        self._user = credentials.user if credentials else ""
        self._cache = cache
        self._is_virtuoso = is_virtuoso
        self._session = Session(
            url,
            credentials=credentials,
            retries=retries,
            most_bytes=self.bounds.most_bytes,
            at_once=self.bounds.at_once,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; a later query dials again."""
        self._session.close()

    def answer(
        self, text: str, *, deadline: Deadline | None = None, rows: int | None = None
    ) -> Answer:
        """Send a query and read its answer, the terms as they came, without labels.

        The query goes by GET, or by POST where the address would be longer than 2,048 characters.

        :param deadline: that of the bounds, from now, if None
        :param rows: as many as the bounds say if None
        :raises UsageError: if the text is no query
        :raises EndpointError: if there was no answer, not in time, or not one that can be read
        """
        form = _form(text)
        arrived = self.open(text, deadline or Deadline(self.bounds.deadline))
        return read_answer(arrived, form, rows=self.bounds.rows if rows is None else rows)

    @contextmanager
    def stream(self, text: str, *, deadline: Deadline | None = None) -> Iterator[RowStream]:
        """Send a SELECT query and give its rows while they arrive, however many there are.

        :raises UsageError: if it is another form of query
        :raises EndpointError: also while rows are read, which are then not all; at their end if the
            server stops there and says so
        """
        if _form(text) != "select":
            raise UsageError("rows are what SELECT answers: expected such a query")
        arrived = self.open(text, deadline or Deadline(self.bounds.deadline))
        try:
            rows = read_rows(arrived, is_whole=True)
            if isinstance(rows, bool):
                raise arrived.error("yes or no, expected rows")
            try:
                yield rows
            finally:
                rows.close()
        finally:
            arrived.body.close()

    @property
    def name(self) -> str:
        """The address as messages show it."""
        return address_name(self.url)

    def open(self, text: str, deadline: Deadline, *, default_graphs: Sequence[str] = ()) -> Arrived:
        """Send a query and wait until its answer begins, or find the answer kept.

        :param default_graphs: graphs that make up the default graph; the endpoint's own if empty
        """
        url = self.url
        for graph in default_graphs:
            url = with_parameter(url, "default-graph-uri", graph)
        kept = self._cache.find(url, text, user=self._user) if self._cache else None
        if kept is not None:
            return kept
        reply = self._session.send(query_request(self._limited(url, deadline), text), deadline)
        self._is_virtuoso = self._is_virtuoso or reply.head.is_virtuoso
        limit = reply.head.headers.get("x-sparql-maxrows", "")
        arrived = Arrived(
            where=address_name(reply.url),
            kind=reply.head.kind,
            body=reply.body,
            is_framed=reply.head.is_framed,
            fetched=Fetched(self.name, datetime.now(UTC).replace(microsecond=0)),
            server_rows=int(limit) if _COUNT.fullmatch(limit) else 0,
            may_be_cut=reply.head.is_virtuoso,
        )
        if self._cache:
            return self._cache.record(arrived, url, text, user=self._user)
        return arrived

    def _limited(self, url: str, deadline: Deadline) -> str:
        """Have Virtuoso end what nobody waits for any more; a limit of the address itself stands.

        :source: Virtuoso, Anytime Queries: milliseconds, at least 1,000
        """
        names = {name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
        if not self._is_virtuoso or "timeout" in names:
            return url
        return with_parameter(url, "timeout", str(max(1_000, round(deadline.left() * 1_000))))


def query_endpoint(
    url: str,
    text: str,
    *,
    deadline: float = 60.0,
    credentials: Credentials | None = None,
    rows: int = ROWS,
) -> Answer:
    """Send one query to an endpoint and read its answer: see ``Endpoint.answer``.

    :param deadline: seconds from the start to the last byte of the answer
    :param rows: rows or statements that are kept; the answer says if there were more
    """
    check_address(url, credentials)
    _form(text)
    bounds = Bounds(check_deadline(deadline), rows)
    with Endpoint(url, credentials=credentials, bounds=bounds) as endpoint:
        return endpoint.answer(text)


def endpoint_ask(
    url: str,
    *,
    deadline: float = 60.0,
    credentials: Credentials | None = None,
    rows: int = ROWS,
    cache: Cache | None = None,
    is_virtuoso: bool = False,
) -> Ask:
    """Make an endpoint answer queries, several in a row, all before one deadline.

    It is what ``saite.query`` needs to look up names and labels there.

    :param deadline: seconds from now to the last byte of the last answer
    :param is_virtuoso: see ``Endpoint``
    :raises EndpointError: from the calls, also where no time is left for another one
    """
    until = Deadline(check_deadline(deadline))
    bounds = Bounds(deadline, rows)
    endpoint = Endpoint(
        url, credentials=credentials, bounds=bounds, cache=cache, is_virtuoso=is_virtuoso
    )

    def ask(text: str) -> Answer:
        if not until.left():
            raise until.missed(address_name(url))
        return endpoint.answer(text, deadline=until)

    return ask


def check_deadline(seconds: float) -> float:
    """Give a deadline that is one.

    :raises UsageError: if it is not more than 0
    """
    if not seconds > 0:
        raise UsageError(f"the deadline is {seconds:g} seconds, expected more than 0")
    return seconds


def _form(text: str) -> str:
    form = query_form(text)
    if not form:
        raise UsageError("this is no query: expected SELECT, ASK, CONSTRUCT or DESCRIBE")
    return form
