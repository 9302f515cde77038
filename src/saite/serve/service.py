"""What every address of the server works with, and what it reads of a request."""

import asyncio
import hmac
import json
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from saite.serve.exploring.holder import Explorer
from saite.serve.formats import ENDINGS, HTML, JSON, choose
from saite.serve.hub import Hub
from saite.serve.problems import RefusedError
from saite.sparql import SavedQuery

ARRIVAL: Final = 15.0  # seconds that a body may take to arrive
LONGEST_UPDATE: Final = 32 << 20
FIELDS: Final = 100


class Pages(Protocol):
    """Makes the pages for people; without it there are only formats for programs."""

    async def start(self, request: Request) -> Response:
        """Make the first page."""
        ...

    async def query(self, request: Request) -> Response:
        """Make the page with the editor of queries."""
        ...

    async def saved(self, request: Request, query: SavedQuery | None) -> Response:
        """Make the page of a saved query, or of all of them."""
        ...

    async def explore(self, request: Request) -> Response:
        """Make the page of the explorer."""
        ...

    async def thing(self, request: Request, iri: str) -> Response:
        """Make the page of a thing; it is not known yet whether the graph has it."""
        ...

    async def search(self, request: Request) -> Response:
        """Make the page of what a search finds, or lead to it from another address."""
        ...

    async def refuse(self, request: Request, refusal: RefusedError) -> Response:
        """Tell why there is no page."""
        ...


@dataclass
class Service:
    """One server: its graph, who may write, and what makes its pages.

    :param token: what who writes has to show; empty if the server only reads
    """

    hub: Hub
    token: str = field(default="", repr=False)
    pages: Pages | None = None
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    explorer: Explorer = field(init=False)

    def __post_init__(self) -> None:
        self.explorer = Explorer(self.hub)

    async def close(self) -> None:
        """End everything."""
        try:
            await self.explorer.close()
        finally:
            await self.hub.close()

    @property
    def is_writable(self) -> bool:
        """Tell whether updates are taken."""
        return bool(self.token)

    def may_write(self, request: Request) -> bool:
        """Tell whether updates are taken, and a request shows the token."""
        shown = hmac.compare_digest(_token_of(request).encode(), self.token.encode())
        return self.is_writable and shown

    def check_token(self, request: Request) -> None:
        """Refuse who may not write.

        :raises RefusedError: if the server only reads, or the token is another one
        :source: RFC 6750, RFC 7617
        """
        if not self.is_writable:
            raise RefusedError(
                "forbidden", "this server only reads: who runs it can start it with --writable"
            )
        if not self.may_write(request):
            detail = "send it as: Authorization: Bearer TOKEN"
            raise RefusedError(
                "token", detail, headers={"WWW-Authenticate": 'Bearer realm="saite"'}
            )

    def choose_format(
        self,
        request: Request,
        offers: Sequence[str],
        aliases: dict[str, str] | None = None,
        *,
        ending: str = "",
    ) -> str:
        """Choose the format of an answer: by its ending, by ``format=``, or by ``Accept``.

        :raises RefusedError: if nothing on offer fits
        """
        offers = [*offers, HTML] if self.pages is not None else list(offers)
        wanted = ending or request.query_params.get("format", "")
        if wanted:
            found = ENDINGS.get(wanted.lower(), wanted)
            if found == "application/sparql-results+json" and found not in offers:
                found = "application/ld+json"
            return choose(found, offers, aliases)
        return choose(request.headers.get("accept", ""), offers, aliases)

    def prefers_page(self, request: Request) -> bool:
        """Tell whether a client would rather have a page than JSON; whoever takes neither not."""
        try:
            return self.choose_format(request, [JSON]) == HTML
        except RefusedError:
            return False


def _token_of(request: Request) -> str:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return b64decode(value, validate=True).decode("utf-8").partition(":")[2]
        except ValueError:
            return ""
    return value.strip() if scheme.lower() == "bearer" else ""


def read_fields(text: bytes) -> list[tuple[str, str]]:
    """Read the fields of a form, or of what follows the question mark of an address.

    :raises RefusedError: if they are not UTF-8, or too many
    """
    try:
        return parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FIELDS,
        )
    except ValueError as error:
        raise RefusedError("request", f"its fields cannot be read: {error}") from None


def values_of(fields: Sequence[tuple[str, str]], name: str) -> list[str]:
    """List the values of a field, in order."""
    return [value for each, value in fields if each == name]


async def read_body(request: Request, most: int) -> bytes:
    """Read the body of a request.

    :raises RefusedError: if it is longer than ``most`` bytes, or takes too long to arrive
    """
    declared = request.headers.get("content-length", "")
    body = bytearray()
    close = {"Connection": "close"}
    if declared.isdigit() and int(declared) > most:
        raise RefusedError("length", f"the body may have {most:,} bytes", headers=close)
    try:
        async with asyncio.timeout(ARRIVAL):
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise RefusedError("length", f"the body may have {most:,} bytes", headers=close)
    except TimeoutError:
        detail = f"the body did not arrive within {ARRIVAL:g} seconds"
        raise RefusedError("slow", detail, headers=close) from None
    except ClientDisconnect:
        raise RefusedError("request", "the body did not arrive whole", headers=close) from None
    return bytes(body)


def decode(body: bytes) -> str:
    """Read a text as UTF-8.

    :raises RefusedError: if it is not
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError("request", f"the text is not UTF-8: byte {error.start}") from None


def origin_of(request: Request) -> str:
    """Give scheme and host of a request as the client knows them."""
    return f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"


def is_text(value: object) -> bool:
    """Tell whether a value is a text, and no half of a letter is in it, as JSON can have them."""
    return isinstance(value, str) and value.encode("utf-8", "replace").decode() == value


def read_iris(body: bytes, *, most: int) -> list[str]:
    """Read a list of IRIs from JSON, each once.

    :raises RefusedError: if it is anything else, or has more than ``most``
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError("request", f"this is no JSON: {error}") from None
    if not isinstance(found, list) or not all(map(is_text, found)):
        raise RefusedError("request", "expected a list of IRIs")
    if len(found) > most:
        raise RefusedError("length", f"a list may have {most} IRIs")
    return list(dict.fromkeys(found))
