"""Queries to SPARQL 1.1 endpoints of others, with a deadline for the whole answer.

SPARQLWrapper makes the request. Sending it is ours, because its own timeout starts anew with every
byte that arrives, and because it follows redirects to anywhere. No endpoint is asked twice.

Source: SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/).
"""

import io
import ipaddress
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, HTTPMessage, HTTPResponse
from itertools import islice
from typing import IO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results
from SPARQLWrapper import GET, JSON, POST, TURTLE, SPARQLWrapper

from saite import __version__
from saite.controls import show_controls
from saite.errors import EndpointError, UsageError
from saite.results import Answer, Ask, Results, Statements, Truth
from saite.sparql import query_form

USER_AGENT: Final = f"saite/{__version__}"
_LONGEST_GET: Final = 2_048  # characters of an address that every server can be trusted to take
_CHUNK: Final = 65_536
_SHOWN: Final = 500
_LARGEST: Final = 256 * 1024 * 1024
_ROW_FORMATS: Final = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
_GRAPH_FORMATS: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


@dataclass(frozen=True)
class Credentials:
    """A name and a password, sent as HTTP Basic; never shown."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class _Reply:
    kind: str
    body: bytes


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper as a maker of requests, told the form of the query by our own tokens."""

    def _parseQueryType(self, query: str) -> str:  # noqa: N802 - the library's name
        return query_form(query).upper()

    def to_request(self) -> Request:
        request: Request = self._createRequest()
        return request


def query_endpoint(
    url: str,
    text: str,
    *,
    deadline: float = 60.0,
    credentials: Credentials | None = None,
    rows: int = 100_000,
) -> Answer:
    """Send a query to an endpoint and read its answer, the terms as they came, without labels.

    The query goes by GET, or by POST where the address would be longer than 2,048 characters.

    :param url: http or https; parameters in it are sent along
    :param deadline: seconds from the start to the last byte of the answer
    :param credentials: only over https, or to this machine itself
    :param rows: rows or statements that are kept; the answer says if there were more
    :raises UsageError: if the address, the deadline or the text is none to send, or credentials
        would travel in the clear
    :raises EndpointError: if there was no answer, not in time, or not one that can be read
    """
    address = _check_address(url, credentials)
    form = query_form(text)
    if not form:
        raise UsageError("this is no query: expected SELECT, ASK, CONSTRUCT or DESCRIBE")
    if not deadline > 0:
        raise UsageError(f"the deadline is {deadline:g} seconds, expected more than 0")
    request = _request(address, text, credentials=credentials)
    reply = _exchange(request, deadline)
    return _read_answer(reply, form, where=_name(address), rows=rows)


def endpoint_ask(
    url: str,
    *,
    deadline: float = 60.0,
    credentials: Credentials | None = None,
    rows: int = 100_000,
) -> Ask:
    """Make an endpoint answer queries, several in a row, all before one deadline.

    It is what ``saite.query`` needs to look up names and labels there.

    :param deadline: seconds from now to the last byte of the last answer
    :raises EndpointError: from the calls, also where no time is left for another one
    """
    until = time.monotonic() + deadline

    def ask(text: str) -> Answer:
        left = until - time.monotonic()
        if left <= 0:
            raise EndpointError(f"{url} gave no whole answer within {deadline:.3g} seconds")
        return query_endpoint(url, text, deadline=left, credentials=credentials, rows=rows)

    return ask


def _check_address(url: str, credentials: Credentials | None) -> SplitResult:
    try:
        address = urlsplit(url)
        host, _ = address.hostname, address.port
    except ValueError as error:
        raise UsageError(f"{url!r} is no address of an endpoint: {error}") from None
    if address.username is not None or address.password is not None:
        raise UsageError(
            f"the address of {host} has a name and a password in it: give them apart from it"
        )
    if address.scheme not in {"http", "https"} or not host or not url.isprintable() or " " in url:
        raise UsageError(f"{url!r} is no address of an endpoint: expected http:// or https://")
    if credentials and address.scheme != "https" and not _is_loopback(host):
        raise UsageError(f"{_name(address)}: credentials are only sent over https")
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _name(address: SplitResult) -> str:
    return urlunsplit((address.scheme, address.netloc, address.path, "", ""))


def _request(address: SplitResult, text: str, *, credentials: Credentials | None) -> Request:
    wrapper = _Wrapper(_name(address), agent=USER_AGENT)
    wrapper.setOnlyConneg(onlyConneg=True)
    for name, value in parse_qsl(address.query, keep_blank_values=True):
        wrapper.addParameter(name, value)
    if credentials:
        wrapper.setCredentials(credentials.user, credentials.password)
    wrapper.setQuery(text)
    wrapper.setReturnFormat(JSON if query_form(text) in {"select", "ask"} else TURTLE)
    wrapper.setMethod(GET)
    request = wrapper.to_request()
    if len(request.full_url) > _LONGEST_GET:
        wrapper.setMethod(POST)
        request = wrapper.to_request()
    return request


def _exchange(request: Request, deadline: float) -> _Reply:
    """Send a request from a thread of its own, which is left behind when the time is over.

    Looking up a name, connecting, and servers that send a byte now and then cannot be interrupted
    otherwise; the thread ends by itself with the next silence of the socket.
    """
    outcome: queue.SimpleQueue[_Reply | Exception] = queue.SimpleQueue()
    until = time.monotonic() + deadline

    def work() -> None:
        try:
            outcome.put(_send(request, until))
        except (OSError, HTTPException, ValueError, EndpointError) as error:
            outcome.put(error)

    threading.Thread(target=work, daemon=True).start()
    where = _name(urlsplit(request.full_url))
    late = f"{where} gave no whole answer within {deadline:.3g} seconds"
    try:
        found = outcome.get(timeout=deadline)
    except queue.Empty:
        raise EndpointError(late) from None
    match found:
        case _Reply():
            return found
        case EndpointError():
            raise found
        case TimeoutError() | URLError(reason=TimeoutError()):
            raise EndpointError(late) from found
        case URLError():
            raise EndpointError(f"{where} cannot be reached: {found.reason}") from found
        case _:
            what = str(found) or type(found).__name__
            raise EndpointError(f"{where} broke off its answer: {what}") from found


class _SameHost(HTTPRedirectHandler):
    """Follow redirects within one host only, and never in a way that loses the query."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        target = f"{_name(old)} redirects ({code}) to {_name(new)}"
        is_same = (old.scheme, old.hostname, old.port) == (new.scheme, new.hostname, new.port)
        is_safer = (old.scheme, new.scheme) == ("http", "https") and old.hostname == new.hostname
        refusal = ""
        if not (is_same or is_safer):
            refusal = "another host: ask that one if you trust it"
        elif req.data is not None:
            refusal = "and a long query would be lost on the way: ask that one"
        if refusal:
            fp.close()
            raise EndpointError(f"{target}, {refusal}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _send(request: Request, until: float) -> _Reply:
    host = urlsplit(request.full_url).hostname or ""
    # A proxy cannot reach this machine under the name that it has for itself.
    proxies = [ProxyHandler({})] if _is_loopback(host) else []
    opener = build_opener(_SameHost(), *proxies)
    where = _name(urlsplit(request.full_url))
    try:
        with opener.open(request, timeout=max(0.001, until - time.monotonic())) as response:
            encoding = response.headers.get("Content-Encoding", "identity").lower()
            if encoding != "identity":
                raise EndpointError(f"{where} answered in the encoding {encoding}, never asked for")
            return _Reply(_kind(response.headers), b"".join(_chunks(response, until)))
    except HTTPError as error:
        with error:
            said = _beginning(error.read(_CHUNK))
        message = f"{where} answered {error.code} {show_controls(error.reason)}"
        raise EndpointError(f"{message}: {said}" if said else message) from None


def _chunks(response: HTTPResponse, until: float) -> Iterator[bytes]:
    size = 0
    while chunk := response.read1(_CHUNK):
        size += len(chunk)
        if size > _LARGEST:
            raise EndpointError(f"the answer is larger than {_LARGEST:,} bytes: add a LIMIT")
        if time.monotonic() > until:
            raise TimeoutError
        yield chunk
    if response.length:
        raise EndpointError(f"the answer broke off: {response.length:,} bytes are missing")


def _kind(headers: Message) -> str:
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _beginning(body: bytes) -> str:
    text = " ".join(body.decode("utf-8", errors="replace").split())
    return show_controls(text[:_SHOWN])


def _read_answer(reply: _Reply, form: str, *, where: str, rows: int) -> Answer:
    is_table = form in {"select", "ask"}
    known = _ROW_FORMATS if is_table else _GRAPH_FORMATS
    begins = f"; it begins: {_beginning(reply.body)}"
    if reply.kind not in known:
        wanted = "the results of a query" if is_table else "RDF"
        raise EndpointError(
            f"{where} answered {reply.kind or 'without a content type'}, expected {wanted}{begins}"
        )
    try:
        if is_table:
            return _table(reply, rows)
        triples = (quad.triple for quad in parse(reply.body, format=_GRAPH_FORMATS[reply.kind]))
        taken = list(islice(triples, rows + 1))
        return Statements(tuple(sorted(set(taken[:rows]), key=str)), len(taken) > rows)
    except (SyntaxError, ValueError) as error:
        raise EndpointError(f"{where} answered broken {reply.kind}: {error}{begins}") from error


def _table(reply: _Reply, rows: int) -> Answer:
    found = parse_query_results(io.BytesIO(reply.body), format=_ROW_FORMATS[reply.kind])
    if isinstance(found, QueryBoolean):
        return Truth(bool(found))
    variables = tuple(variable.value for variable in found.variables)
    taken = [tuple(solution[name] for name in variables) for solution in islice(found, rows + 1)]
    return Results(variables, tuple(taken[:rows]), is_cut=len(taken) > rows)
