"""Things under their own addresses, and the search for them."""

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from saite.serve.cache import etag_of
from saite.serve.formats import GRAPH_ALIASES, GRAPH_FORMATS, HTML, JSON
from saite.serve.problems import RefusedError
from saite.serve.service import Service
from saite.serve.streaming import WorkResponse, unchanged

MOST_HITS: Final = 100
LONGEST: Final = 2_048


async def thing(request: Request) -> Response:
    """Describe the thing that ``iri`` names."""
    iri = request.query_params.get("iri", "")
    if not iri:
        raise RefusedError("request", "which thing? Expected ?iri=IRI")
    return await _describe(request, iri)


async def own_path(request: Request) -> Response:
    """Describe the thing whose IRI has the path of this request."""
    service: Service = request.app.state.service
    base = urlsplit(service.hub.plan.base)
    path = request.scope["raw_path"].decode("ascii")
    if not base.netloc or not path.startswith(base.path) or path == base.path:
        raise RefusedError(
            "unknown", f"{request.url.path[:200]!r} is no address of this server (see /)"
        )
    return await _describe(request, f"{base.scheme}://{base.netloc}{path}")


async def _describe(request: Request, iri: str) -> Response:
    service: Service = request.app.state.service
    if len(iri) > LONGEST:
        raise RefusedError("length", f"an IRI may have {LONGEST:,} characters")
    media_type = service.choose_format(request, [*GRAPH_FORMATS], GRAPH_ALIASES)
    if media_type == HTML and service.pages is not None:
        return await service.pages.thing(request, iri)
    task = {"do": "thing", "iri": iri, "form": media_type}
    tag = etag_of(service.hub.state, *task.values())
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"}
    return unchanged(request, tag) or WorkResponse(
        service.hub, task, media_type=media_type, headers=headers
    )


async def search(request: Request) -> Response:
    """Find things by what they are called; a browser that opens this is sent to the page."""
    service: Service = request.app.state.service
    if service.pages is not None and service.prefers_page(request):
        return await service.pages.search(request)
    asked = request.query_params
    text, most = asked.get("q", ""), asked.get("limit", "20")
    if not text.strip() or len(text) > LONGEST:
        raise RefusedError(
            "request", f"what to search for? Expected ?q=TEXT, up to {LONGEST:,} letters"
        )
    if not most.isascii() or not most.isdigit() or not 1 <= int(most[:9]) <= MOST_HITS:
        fault = {"name": "limit", "detail": f"is not from 1 to {MOST_HITS}", "nearest": "20"}
        raise RefusedError("parameter", "the limit is wrong", [fault])
    task = {
        "do": "search",
        "text": text,
        "language": asked.get("lang", "")[:35],
        "kind": asked.get("type", ""),
        "most": int(most),
    }
    tag = etag_of(service.hub.state, *task.values())
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"}
    return unchanged(request, tag) or WorkResponse(
        service.hub, task, media_type=JSON, headers=headers
    )


async def start(request: Request) -> Response:
    """Tell what there is."""
    service: Service = request.app.state.service
    found = service.choose_format(request, [JSON])
    if found == HTML and service.pages is not None:
        return await service.pages.start(request)
    workspace = service.hub.workspace
    addresses = {
        "title": workspace.title if workspace else "",
        "sparql": "/sparql",
        "queries": "/q",
        "thing": "/thing?iri={iri}",
        "search": "/search?q={text}",
        "graphs": "/graphs?graph={iri}",
        "openapi": "/openapi.json",
    }
    return JSONResponse(addresses, headers={"Vary": "Accept"})
