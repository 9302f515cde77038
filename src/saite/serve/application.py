"""The application: which address is answered by what."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from saite import __version__
from saite.serve.exploring.addresses import explore_routes
from saite.serve.formats import HTML
from saite.serve.graphs import graphs
from saite.serve.guard import Guard
from saite.serve.openapi import openapi
from saite.serve.problems import RefusedError, refusal_response
from saite.serve.protocol import sparql
from saite.serve.saved import answer_saved, list_saved
from saite.serve.service import Service
from saite.serve.sharing import LEVEL, PACKED_FROM
from saite.serve.things import own_path, search, start, thing

WRITING = ["GET", "HEAD", "POST", "PUT", "DELETE"]


def make_application(
    service: Service, *, host: str = "127.0.0.1", routes: list[Route] | None = None
) -> Starlette:
    """Make the application of a service, whose graph is opened apart from it.

    :param host: name or address that the server listens on
    :param routes: further addresses, such as those of pages; they come before things' own
    """
    hub = service.hub
    application = Starlette(
        routes=[
            Route("/", start),
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/sparql/", sparql, methods=["GET", "POST"]),
            Route("/q", list_saved),
            Route("/q/{name}", answer_saved),
            Route("/thing", thing),
            Route("/search", search),
            Route("/graphs", graphs, methods=WRITING),
            Route("/graphs/{path:path}", graphs, methods=WRITING),
            *explore_routes(),
            Route("/openapi.json", openapi),
            Route("/healthz", health),
            Route("/metrics", metrics),
            *(routes or []),
            Route("/{path:path}", own_path),
        ],
        middleware=[
            Middleware(Guard, hub.plan.serving, hub.metrics, host=host),
            Middleware(GZipMiddleware, minimum_size=PACKED_FROM, compresslevel=LEVEL),
        ],
        exception_handlers={RefusedError: _refuse, HTTPException: _refuse_http},
    )
    application.router.redirect_slashes = False
    application.state.service = service
    return application


async def health(request: Request) -> JSONResponse:
    """Tell that the server works, and on what."""
    service: Service = request.app.state.service
    hub = service.hub
    told = {"status": "ok", "version": __version__, "build": hub.state.rpartition("-")[0]}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


async def metrics(request: Request) -> Response:
    """Tell the numbers of the server."""
    service: Service = request.app.state.service
    return Response(service.hub.metrics.text(), media_type="text/plain; version=0.0.4")


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return await _told(request, error)


async def _told(request: Request, refusal: RefusedError) -> Response:
    """Tell a refusal as a page to a browser that opens one, and as data to all others."""
    service: Service = request.app.state.service
    is_page = request.method in ("GET", "HEAD") and HTML in request.headers.get("accept", "")
    if service.pages is not None and is_page:
        return await service.pages.refuse(request, refusal)
    return refusal_response(refusal)


async def _refuse_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = {404: "unknown", 405: "method"}.get(error.status_code, "request")
    phrase = HTTPStatus(error.status_code).phrase
    refusal = RefusedError(kind, f"{request.method}: {phrase}", headers=dict(error.headers or {}))
    return await _told(request, refusal)
