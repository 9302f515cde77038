"""Who may ask, how often, under which name, from which pages; and the headers of every answer.

Sources: RFC 9110, section 7.2 (Host); Fetch standard (Origin, CORS); Fetch Metadata (Sec-Fetch-*).
"""

import ipaddress
import logging
import re
import time
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from saite.controls import show_for_terminal
from saite.serve.metrics import Metrics
from saite.serve.problems import RefusedError, refusal_response
from saite.serve.streaming import BrokenOffError
from saite.workspace import Serving

ACCESS: Final = logging.getLogger("saite.access")
POLICY: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
SECURITY: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ADDRESSES: Final = frozenset(
    {
        "",
        "sparql",
        "q",
        "thing",
        "search",
        "graphs",
        "openapi.json",
        "healthz",
        "metrics",
        "query",
        "find",
        "explore",
        "gaps",
        "ontology",
        "concepts",
        "static",
        "terms.json",
        "labels.json",
        "notes.json",
    }
)
# Addresses that take more than GET and HEAD.
TAKING: Final = {
    "sparql": "GET, HEAD, POST, OPTIONS",
    "explore/among": "POST, OPTIONS",
    "graphs": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    "labels.json": "POST, OPTIONS",
    "notes.json": "POST, OPTIONS",
}
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
CLIENTS: Final = 10_000
# A name or an address, and a port (RFC 9110, section 7.2): nothing that addresses can be made of.
HOST: Final = re.compile(r"(?:\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[^\s:/?#@\[\]]+))(?::[0-9]*)?")


class Rates:
    """How many requests each client has left: a bucket of tokens that fills with time."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._buckets: dict[str, tuple[float, float]] = {}

    def rate(self, client: str) -> int:
        """Tell how many requests a second a client may send; 0 is no limit."""
        return self._serving.loopback_rate if _is_loopback(client) else self._serving.rate

    def take(self, client: str) -> float:
        """Take a token of a client; give the seconds to wait if there is none, else 0."""
        rate = self.rate(client)
        if not rate:
            return 0.0
        now, burst = time.monotonic(), float(self._serving.burst)
        if len(self._buckets) > CLIENTS:
            full = burst / rate
            self._buckets = {k: v for k, v in self._buckets.items() if now - v[1] < full}
        tokens, since = self._buckets.get(client, (burst, now))
        tokens = min(burst, tokens + (now - since) * rate)
        is_left = tokens >= 1
        self._buckets[client] = (tokens - 1 if is_left else tokens, now)
        return 0.0 if is_left else (1 - tokens) / rate


def _is_loopback(client: str) -> bool:
    try:
        return ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False


class Guard:
    """Stands before the application.

    :param host: name or address that the server listens on
    """

    def __init__(self, app: ASGIApp, serving: Serving, metrics: Metrics, *, host: str) -> None:
        self._app = app
        self._serving = serving
        self._metrics = metrics
        self._rates = Rates(serving)
        self._hosts = {"localhost", host.lower(), *(name.lower() for name in serving.hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, pass it on, and tell what became of it."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        began, told = time.monotonic(), {"status": 0, "bytes": 0}
        client = self._client(scope, headers)
        extra = self._shared(headers)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
                _add_headers(message, extra)
            elif message["type"] == "http.response.body":
                told["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            self._check(scope["method"], headers, client)
            if scope["method"] == "OPTIONS":
                await Response(status_code=204, headers=_options(scope["path"], headers))(
                    scope, receive, answer
                )
            else:
                await self._app(scope, receive, answer)
        except RefusedError as refusal:
            await refusal_response(refusal)(scope, receive, answer)
        except BrokenOffError as error:
            ACCESS.warning("The answer to %s broke off: %s", client, error)
        finally:
            self._tell(scope, client, told, time.monotonic() - began)

    def _client(self, scope: Scope, headers: Headers) -> str:
        """Tell who asks: whoever is connected, or whom a proxy of ours names."""
        client = scope["client"][0] if scope.get("client") else ""
        if client in self._serving.proxies:
            named = [each.strip() for each in headers.get("x-forwarded-for", "").split(",")]
            others = [each for each in named if each and each not in self._serving.proxies]
            return show_for_terminal(others[-1][:45]) if others else client
        return client

    def _check(self, method: str, headers: Headers, client: str) -> None:
        wait = self._rates.take(client)
        if wait:
            detail = f"one client may send {self._rates.rate(client)} a second"
            raise RefusedError("rate", detail, headers={"Retry-After": str(max(1, round(wait)))})
        if not self._knows(headers.getlist("host")):
            named = headers.get("host", "")[:100]
            detail = (
                f"it was asked as {named!r}; who runs it lists its names in saite.toml, [serve]"
            )
            raise RefusedError("host", detail)
        if not self._is_welcome(method, headers):
            detail = (
                "a page of another site asks: who runs the server lists the sites that may, in"
                " saite.toml, [serve] origins"
            )
            raise RefusedError("forbidden", detail)

    def _knows(self, hosts: list[str]) -> bool:
        """Tell whether the server is asked under a name of its own: others may be rebound to it."""
        if len(hosts) != 1:
            return False
        named = HOST.fullmatch(hosts[0].lower())
        if named is None:
            return False
        name = named["address"] or named["name"]
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in self._hosts
        return True

    def _is_welcome(self, method: str, headers: Headers) -> bool:
        """Tell whether a page may ask: one of ours, of a site that is listed, or a mere link."""
        origin, site = headers.get("origin", ""), headers.get("sec-fetch-site", "")
        if origin:
            is_own = origin.partition("://")[2] == headers.get("host", "")
            is_read = method in ("GET", "HEAD", "OPTIONS", "POST")
            is_open = "*" in self._serving.origins and is_read and "authorization" not in headers
            return is_own or is_open or origin in self._serving.origins
        if site in ("cross-site", "same-site"):
            is_link = headers.get("sec-fetch-mode") == "navigate" and method in ("GET", "HEAD")
            return is_link or "*" in self._serving.origins
        return True

    def _shared(self, headers: Headers) -> dict[str, str]:
        """Give the headers that let a page of another site read the answer, where it may."""
        origin, origins = headers.get("origin", ""), self._serving.origins
        if not origin or not ("*" in origins or origin in origins):
            return {"Cross-Origin-Resource-Policy": "same-origin"}
        return {
            "Access-Control-Allow-Origin": origin if origin in origins else "*",
            "Access-Control-Expose-Headers": "ETag, Retry-After, Location",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }

    def _tell(self, scope: Scope, client: str, told: Mapping[str, int], seconds: float) -> None:
        """Log a request, without what was asked and without credentials."""
        path = scope["path"]
        first = path.strip("/").partition("/")[0]
        address = f"/{first}" if first in ADDRESSES else "/…"
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        self._metrics.requests.labels(address, method, str(told["status"])).inc()
        self._metrics.seconds.labels(address).observe(seconds)
        if ACCESS.isEnabledFor(logging.INFO):
            ACCESS.info(
                "%s %s %s %d %d %.1fms",
                client, method, show_for_terminal(path[:200]),
                told["status"], told["bytes"], seconds * 1000,
            )  # fmt: skip


def _add_headers(message: Message, extra: Mapping[str, str]) -> None:
    headers = MutableHeaders(raw=message["headers"])
    for name, value in (SECURITY | dict(extra)).items():
        headers.setdefault(name, value)
    headers.add_vary_header("Origin")
    message["headers"] = headers.raw


def _options(path: str, headers: Headers) -> dict[str, str]:
    bare = path.strip("/")
    allowed = TAKING.get(bare) or TAKING.get(bare.partition("/")[0], "GET, HEAD, OPTIONS")
    if "access-control-request-method" not in headers:
        return {"Allow": allowed}
    return {
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": "Accept, Content-Type, Authorization, If-None-Match",
        "Access-Control-Max-Age": "600",
    }
