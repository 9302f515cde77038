"""The pages' addresses: what a request asks for, made in a worker, sent with a strict policy."""

import json
import mimetypes
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from saite.concepts import Concepts
from saite.serve.cache import etag_of, is_fickle
from saite.serve.formats import HTML, JSON
from saite.serve.hub import Hub
from saite.serve.pages.rendering import HEADERS, asset_file, render
from saite.serve.pages.site import Site
from saite.serve.pages.texts import choose_language
from saite.serve.problems import KINDS, RETRY, RefusedError
from saite.serve.service import Service, is_text, origin_of, read_body, read_iris
from saite.serve.streaming import unchanged, while_there
from saite.sparql import SavedQuery

LONGEST: Final = 65_536  # bytes of a list of things to be named
MOST_LABELS: Final = 500
MOST_EXPLORED: Final = 200
# Fields of an address that are no parameters of a query.
OWN: Final = frozenset({"lang", "format"})
# Fields of a search that its page takes too.
FINDING: Final = ("q", "type", "lang")
YEAR: Final = "public, max-age=31536000, immutable"


class HtmlPages:
    """Makes the pages of a server; see ``saite.serve.service.Pages``.

    :param hub: gives each request the graph that is current
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    @property
    def routes(self) -> list[Route]:
        """List the addresses that only pages have."""
        return [
            Route("/query", self.query),
            Route("/find", self.search),
            Route("/gaps", self.gaps),
            Route("/ontology", self.ontology),
            Route("/ontology/{prefix}/{name}", self.term),
            Route("/concepts", self.ontology),
            Route("/concepts/{scheme}", self.concept),
            Route("/concepts/{scheme}/{notation}", self.concept),
            Route("/terms.json", self.terms),
            Route("/labels.json", self.labels, methods=["GET", "POST"]),
            Route("/notes.json", self.notes, methods=["GET", "POST"]),
            Route("/static/{name}", self.static),
        ]

    async def start(self, request: Request) -> Response:
        """Make the first page."""
        return await self._page(request, "start", counts=await self._hub.counts(is_all=False))

    async def query(self, request: Request) -> Response:
        """Make the page with the editor of queries."""
        if request.url.path != "/query":
            fields = {"query": request.query_params.get("query", "")}
            found = {key: value for key, value in fields.items() if value}
            return RedirectResponse(f"/query?{urlencode(found)}" if found else "/query", 303)
        text = request.query_params.get("query", "")
        return await self._page(request, "query", is_kept=not is_fickle(text), text=text)

    async def saved(self, request: Request, query: SavedQuery | None) -> Response:
        """Make the page of a saved query, or of all of them."""
        if query is None:
            return await self._page(request, "queries")
        given = request.query_params.items()
        values = {name: value for name, value in given if name not in OWN and value.strip()}
        asked = {"name": query.name, "parameters": values, **self._cited(request)}
        return await self._page(request, "saved", is_kept=not is_fickle(query.text), **asked)

    async def thing(self, request: Request, iri: str) -> Response:
        """Make the page of a thing, or of the records of one class that name it."""
        if kind := request.query_params.get("records", "")[:500]:
            first = _first(request)
            return await self._page(
                request, "records", iri=iri, kind=kind, first=first, unknown=kind
            )
        return await self._page(request, "thing", iri=iri, unknown=iri, **self._cited(request))

    async def search(self, request: Request) -> Response:
        """Make the page of what a search finds, or lead to it from another address."""
        if request.url.path != "/find":
            fields = {each: request.query_params.get(each, "") for each in FINDING}
            found = {name: value for name, value in fields.items() if value}
            return RedirectResponse(f"/find?{urlencode(found)}" if found else "/find", 303)
        text, kind = (request.query_params.get(each, "")[:500] for each in ("q", "type"))
        return await self._page(request, "search", text=text, kind=kind)

    async def explore(self, request: Request) -> Response:
        """Make the page of the explorer, on the whole network or on some organisations."""
        given = request.query_params.getlist("organisation")
        iris = [each for each in dict.fromkeys(given) if is_iri(each)][:MOST_EXPLORED]
        return await self._page(request, "explore", iris=iris)

    async def gaps(self, request: Request) -> Response:
        """Make the page of what is missing, of all kinds or of one."""
        kind = request.query_params.get("kind", "")[:100]
        return await self._page(request, "gaps", kind=kind, first=_first(request))

    async def ontology(self, request: Request) -> Response:
        """Make the page of all terms."""
        return await self._page(request, "ontology")

    async def term(self, request: Request) -> Response:
        """Make the page of a class or a property."""
        prefix, name = request.path_params["prefix"], request.path_params["name"]
        first, unknown = _first(request), f"{prefix}:{name}"
        return await self._page(
            request, "term", prefix=prefix, name=name, first=first, unknown=unknown
        )

    async def concept(self, request: Request) -> Response:
        """Make the page of a controlled value, or of a scheme of them."""
        scheme, notation = request.path_params["scheme"], request.path_params.get("notation", "")
        return await self._page(
            request, "concept", scheme=scheme, notation=notation, unknown=request.url.path
        )

    async def terms(self, request: Request) -> Response:
        """Tell the editor what the graph has: classes, properties, values, saved queries."""
        task = self._task(request, "terms", counts=await self._hub.counts())
        tag = etag_of(self._hub.state, "terms", task["language"])
        if found := unchanged(request, tag):
            return found
        body = await self._collected(request, task)
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
        return Response(body, media_type=JSON, headers=headers)

    async def notes(self, request: Request) -> Response:
        """Tell why a query answers nothing: the query in, sentences out."""
        _check_post(request, "a query")
        asked = read_asked(await read_body(request, LONGEST))
        most = self._hub.plan.serving.query_length
        if len(asked["text"].encode("utf-8", "surrogatepass")) > most:
            raise RefusedError("length", f"a query may have {most:,} bytes")
        task = self._task(request, "notes", asked=asked)
        body = await self._collected(request, task, is_kept=not is_fickle(asked["text"]))
        return Response(body, media_type=JSON, headers={"Cache-Control": "no-store"})

    async def labels(self, request: Request) -> Response:
        """Tell what things are called: a list of IRIs in, names and addresses out."""
        _check_post(request, "a list of IRIs")
        listed = read_iris(await read_body(request, LONGEST), most=MOST_LABELS)
        iris = [each for each in listed if is_iri(each)]
        body = await self._collected(request, self._task(request, "labels", iris=iris))
        return Response(body, media_type=JSON, headers={"Cache-Control": "no-store"})

    async def static(self, request: Request) -> Response:
        """Give a style or a script of ours."""
        path = asset_file(request.path_params["name"])
        if path is None:
            raise RefusedError("unknown", request.url.path[:200])
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        is_versioned = "v" in request.query_params
        headers = {"Cache-Control": YEAR if is_versioned else "no-cache"}
        return Response(path.read_bytes(), media_type=kind, headers=headers)

    async def refuse(self, request: Request, refusal: RefusedError) -> Response:
        """Tell a refusal as a page."""
        status, title = KINDS[refusal.kind]
        site = self._bare_site(request)
        page = {"status": status, "kind": refusal.kind, "title": title, "detail": refusal.detail}
        html = render(site, "error", {**page, "labels": {}}, path="", query="")
        headers = {**HEADERS, "Cache-Control": "no-store", **refusal.headers}
        if refusal.kind in RETRY:
            headers.setdefault("Retry-After", str(RETRY[refusal.kind]))
        return Response(html.encode("utf-8", "replace"), status, headers, HTML)

    async def _page(
        self,
        request: Request,
        page: str,
        /,
        *,
        is_kept: bool = True,
        **asked: Any,  # noqa: ANN401
    ) -> Response:
        task = self._task(request, page, **asked)
        known = {key: value for key, value in task.items() if key != "counts"}
        tag = etag_of(self._hub.state, json.dumps(known, sort_keys=True)) if is_kept else ""
        headers = {**HEADERS, "Vary": "Accept, Accept-Language"}
        if tag and (found := unchanged(request, tag)):
            # A browser puts these headers in the place of those that it has kept.
            found.headers.update(headers)
            return found
        try:
            body = await self._collected(request, task, is_kept=is_kept)
        except RefusedError as refusal:
            return await self.refuse(request, refusal)
        headers |= {"Cache-Control": "no-cache", **({"ETag": tag} if tag else {})}
        return Response(body, 200, headers, HTML)

    async def _collected(
        self, request: Request, task: dict[str, Any], *, is_kept: bool = True
    ) -> bytes:
        return await while_there(request, self._hub, self._hub.collect(task, is_kept=is_kept))

    def _cited(self, request: Request) -> dict[str, Any]:
        """Tell what a citation needs beside the graph: the server's address, the state of edits."""
        return {"origin": origin_of(request), "edits": self._hub.edits}

    def _task(self, request: Request, page: str, /, **asked: Any) -> dict[str, Any]:  # noqa: ANN401
        language, is_chosen = self._language(request)
        fields = [each for each in parse_qsl(request.url.query) if each[0] not in OWN]
        title = self._hub.workspace.title if self._hub.workspace else ""
        return {
            "do": "page",
            "page": page,
            "title": title,
            "language": language,
            "is_chosen": is_chosen,
            # As it was sent: what stands for a mark of addresses in a name is none in a link.
            "path": request.scope["raw_path"].decode("ascii"),
            "query": urlencode(fields),
            **asked,
        }

    def _language(self, request: Request) -> tuple[str, bool]:
        chosen = request.query_params.get("lang", "")
        accepted = request.headers.get("accept-language", "")
        found = choose_language(chosen, accepted, self._hub.plan.language)
        return found, found == chosen

    def _bare_site(self, request: Request) -> Site:
        """Give a site without a graph, for a page that tells an error."""
        language, is_chosen = self._language(request)
        title = self._hub.workspace.title if self._hub.workspace else ""
        nothing = Concepts({})
        base = self._hub.plan.base
        return Site(ox.Store(), nothing, base, title, language=language, is_chosen=is_chosen)


def _first(request: Request) -> int:
    """Read how many of a list are on the pages before; anything else is none."""
    first = request.query_params.get("from", "0")
    return int(first) if first.isascii() and first.isdigit() and len(first) < 9 else 0


def _check_post(request: Request, what: str) -> None:
    """Refuse another method; left to the routes, the address would be taken for a thing's."""
    if request.method != "POST":
        raise RefusedError("method", f"{what} is sent by POST", headers={"Allow": "POST"})


def read_asked(body: bytes) -> dict[str, Any]:
    """Read what was asked from JSON: the text of a query, or a saved one with its parameters.

    :raises RefusedError: if it is anything else
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError("request", f"this is no JSON: {error}") from None
    found = found if isinstance(found, dict) else {}
    values = found.get("parameters", {})
    asked = {"text": found.get("text", ""), "name": found.get("name", "")}
    texts = [*asked.values(), *(values.values() if isinstance(values, dict) else [None])]
    if not all(map(is_text, texts)) or not any(asked.values()):
        raise RefusedError("request", "expected {text}, or {name, parameters}")
    return {**asked, "parameters": {name: value for name, value in values.items() if value}}


def pages_of(service: Service) -> list[Route]:
    """Give a service its pages, and the addresses that come with them."""
    pages = HtmlPages(service.hub)
    service.pages = pages
    return pages.routes


def is_iri(text: str) -> bool:
    """Tell whether a text can be an IRI in a query.

    >>> is_iri("https://example.org/a"), is_iri("a> . }")
    (True, False)
    """
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
