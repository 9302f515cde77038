"""Requests to one server over one line: kept alive, packed, bounded in time and size.

A request runs in a thread of its own, which is left behind when the time is over: looking up a
name, connecting, and servers that send a byte now and then cannot be interrupted otherwise.
"""

import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Final, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from urllib3 import PoolManager, ProxyManager, Timeout
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError
from urllib3.response import BaseHTTPResponse
from urllib3.util import make_headers, parse_url

from saite import __version__
from saite.controls import show_controls
from saite.errors import EndpointError
from saite.remote.address import address_name, check_address, is_loopback, redirected
from saite.remote.body import PACKED, Body, Deadline, Head, Pipe
from saite.remote.credentials import Credentials, DigestAnswers, basic_authorization
from saite.remote.retrying import BUSY, Retries, retry_after
from saite.remote.turns import AT_ONCE, TURNS

USER_AGENT: Final = f"saite/{__version__}"
LARGEST: Final = 256 * 1024 * 1024
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_MOST_HOPS: Final = 6
_ENCODINGS: Final = ("", "identity", *PACKED)
_BROKEN: Final = (NewConnectionError, ProtocolError, ConnectionError)


@dataclass(frozen=True)
class Asked:
    """A request.

    :param body: what is sent: bytes, or a file that is read as it goes
    :param is_update: whether it may change something there: such a one is never sent twice
    :param is_bare: whether it goes without the password
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Path | None = None
    is_update: bool = False
    is_bare: bool = False


@dataclass(frozen=True)
class Reply:
    """An answer whose body is still to be read."""

    url: str
    head: Head
    body: Body

    def refuse(self, message: str) -> EndpointError:
        """Close it and say what is wrong with it, with the beginning of what it says."""
        said = self.body.show_beginning()
        self.body.close()
        begins = f"; it begins: {said}" if said else ""
        return EndpointError(f"{address_name(self.url)} answered {message}{begins}")


class Session:
    """The line to one server, for any number of requests in a row, from any thread.

    :param url: any address of the server
    :param credentials: only over https, or to this machine itself
    :param retries: when a query is asked again; never an update, never after a silence
    :param most_bytes: that an answer may have, once unpacked
    :param at_once: requests that this process may have running there when another one begins
    :raises UsageError: if the address is none, or credentials would travel in the clear
    """

    def __init__(
        self,
        url: str,
        *,
        credentials: Credentials | None = None,
        retries: Retries | None = None,
        most_bytes: int = LARGEST,
        at_once: int = AT_ONCE,
    ) -> None:
        self._at_once = at_once
        self._address = check_address(url, credentials)
        self._credentials = credentials
        self._digest = DigestAnswers(credentials) if credentials else None
        self._retries = retries or Retries()
        self._most_bytes = most_bytes
        self._pool = _pool(self._address.scheme, self._address.hostname or "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._pool.clear()

    def send(self, asked: Asked, deadline: Deadline) -> Reply:
        """Send a request; the answer's body is read by the caller, before the same deadline.

        :raises EndpointError: if there is no answer, not in time, or it is a refusal
        """
        tries, waited = 0, 0.0
        while True:
            wish: float | None = None
            try:
                reply = self._follow(asked, deadline)
                if reply.head.part:
                    raise reply.refuse(f"in part only ({show_controls(reply.head.part)})")
                if reply.head.status < 300:
                    return reply
                failure, is_passing = _refusal(reply, tries), reply.head.status in BUSY
                wish = retry_after(reply.head.headers.get("retry-after", ""))
            except EndpointError as error:
                # Only what broke before the answer began: a silence is none of these.
                failure, is_passing = error, isinstance(error.__cause__, _BROKEN)
            wait = self._retries.wait(tries, waited=waited, asked=wish) if is_passing else None
            if wait is None or asked.is_update or wait >= deadline.left():
                raise failure
            time.sleep(wait)
            waited, tries = waited + wait, tries + 1

    def _follow(self, asked: Asked, deadline: Deadline) -> Reply:
        """Send a request to where redirects within the host lead, with the password if asked."""
        for _ in range(_MOST_HOPS):
            reply = self._send_once(asked, deadline)
            location = reply.head.headers.get("location", "")
            if reply.head.status == 401 and self._is_challenged(reply, asked, deadline):
                reply.body.close()
            elif reply.head.status in _REDIRECTS and location:
                status = reply.head.status
                reply.body.close()
                url = redirected(
                    asked.url, location, status, method=asked.method, is_update=asked.is_update
                )
                asked = replace(asked, url=url)
            else:
                break
        return reply

    def _send_once(self, asked: Asked, deadline: Deadline) -> Reply:
        where = address_name(asked.url)
        if not deadline.left():
            raise deadline.missed(where)
        host = urlsplit(asked.url).netloc
        if not TURNS.take(host, self._at_once, deadline):
            raise EndpointError(
                f"{where}: {self._at_once} requests to it were still running after"
                f" {deadline.seconds:.3g} seconds, and no more are sent at a time"
            )
        pipe = Pipe()
        work = threading.Thread(target=self._work, args=(asked, deadline, pipe, host), daemon=True)
        try:
            work.start()
        except RuntimeError:  # no more threads
            TURNS.give_back(host)
            raise
        head = pipe.get(deadline, where)
        assert isinstance(head, Head)
        reply = Reply(asked.url, head, Body(pipe, deadline, where, most=self._most_bytes))
        encoding = head.headers.get("content-encoding", "").strip().lower()
        if encoding not in _ENCODINGS:
            reply.body.close()
            raise EndpointError(
                f"{where} answered in the encoding {show_controls(encoding)}, never asked for"
            )
        return reply

    def _work(self, asked: Asked, deadline: Deadline, pipe: Pipe, host: str) -> None:
        try:
            with ExitStack() as stack:
                pipe.receive(self._receive(asked, deadline, stack))
        except (HTTPError, OSError, ValueError, zlib.error, EndpointError) as error:
            pipe.put(error)
        finally:
            TURNS.give_back(host)

    def _receive(self, asked: Asked, deadline: Deadline, stack: ExitStack) -> BaseHTTPResponse:
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **asked.headers}
        headers |= self._authorization(asked)
        body: bytes | IO[bytes] | None
        if isinstance(asked.body, Path):
            body = stack.enter_context(asked.body.open("rb"))
            headers["Content-Length"] = str(asked.body.stat().st_size)
        else:
            body = asked.body
        left = max(0.001, deadline.left())
        return self._pool.urlopen(
            asked.method,
            asked.url,
            body=body,
            headers=headers,
            timeout=Timeout(connect=left, read=left),
            retries=False,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )

    def _authorization(self, asked: Asked) -> dict[str, str]:
        if self._credentials is None or self._digest is None or asked.is_bare:
            return {}
        answer = self._digest.authorization(asked.method, asked.url)
        return {"Authorization": answer or basic_authorization(self._credentials)}

    def _is_challenged(self, reply: Reply, asked: Asked, deadline: Deadline) -> bool:
        """Tell whether a refused request can be sent again with an answer to a new challenge.

        Virtuoso refuses Basic without a word: what it wants, it says to who shows nothing.
        """
        if self._digest is None:
            return False
        header = reply.head.headers.get("www-authenticate", "")
        if not header and not self._digest.is_known:
            question = Asked("GET", asked.url, {"Accept": "*/*"}, is_bare=True)
            bare = self._send_once(question, deadline)
            bare.body.close()
            header = bare.head.headers.get("www-authenticate", "")
        return self._digest.learn(header)


def _refusal(reply: Reply, tries: int) -> EndpointError:
    """Say that a server refused, in its own words."""
    said = reply.body.show_beginning()
    reply.body.close()
    name, head = address_name(reply.url), reply.head
    asked = f" was asked {tries + 1} times and" if tries else ""
    message = f"{name}{asked} answered {head.status} {show_controls(head.reason)}".rstrip()
    return EndpointError(f"{message}: {said}" if said else message, status=head.status)


def _pool(scheme: str, host: str) -> PoolManager:
    """Make the pool of connections: direct, or through the proxy of the environment."""
    context = ssl.create_default_context() if scheme == "https" else None
    proxy = getproxies().get(scheme, "")
    # A proxy cannot reach this machine under the name that it has for itself.
    if not proxy or is_loopback(host) or proxy_bypass(host):
        return PoolManager(num_pools=2, maxsize=4, ssl_context=context)
    address = parse_url(proxy if "://" in proxy else f"http://{proxy}")
    headers = make_headers(proxy_basic_auth=address.auth) if address.auth else {}
    return ProxyManager(
        address.url, proxy_headers=headers, num_pools=2, maxsize=4, ssl_context=context
    )
