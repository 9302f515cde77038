"""The addresses below ``/explore``: what they ask of the index or of a worker, as JSON."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from saite import explore
from saite.explore import STEPS, Left, NetworkIndex, sift
from saite.serve.cache import etag_of
from saite.serve.exploring.parameters import Asked
from saite.serve.formats import HTML, JSON
from saite.serve.service import Service, read_body, read_iris
from saite.serve.streaming import WorkResponse, kept_response, unchanged

LIMIT: Final = 60
MOST: Final = 500
HITS: Final = 20
MOST_HITS: Final = 100
LONGEST_LIST: Final = 65_536
MOST_LISTED: Final = 500
FORM: Final = 4  # of the answers; another one, another tag
# What every page asks first, and goes through the whole network: it is kept.
OVERVIEW: Final = "overview"

Question = Callable[[NetworkIndex, Left], dict[str, Any]]
Reading = Callable[[Asked], Question]


def explore_routes() -> list[Route]:
    """List the addresses."""
    questions: dict[str, tuple[Reading, tuple[str, ...]]] = {
        OVERVIEW: (_overview, ()),
        "neighbourhood": (_neighbourhood, ("organisation", "limit")),
        "group": (_group, ("number", "limit")),
        "path": (_path, ("from", "to", "steps")),
        "common": (_common, ("a", "b", "limit")),
    }
    return [
        Route("/explore", start),
        *(
            Route(
                f"/explore/{name}",
                partial(_answer, read=read, names=names, is_kept=name == OVERVIEW),
            )
            for name, (read, names) in questions.items()
        ),
        Route("/explore/among", among, methods=["POST"]),
        Route("/explore/search", search),
        Route("/explore/things", things),
        Route("/explore/thing", thing),
        Route("/explore/organisation", organisation),
        Route("/explore/tie", tie),
        Route("/explore/gaps", gaps),
    ]


async def start(request: Request) -> Response:
    """Tell what can be asked for; a browser gets the page."""
    service: Service = request.app.state.service
    if service.choose_format(request, [JSON]) == HTML and service.pages is not None:
        return await service.pages.explore(request)
    names = {route.path.rpartition("/")[2]: route.path for route in explore_routes()[1:]}
    return JSONResponse(names, headers={"Vary": "Accept"})


async def _answer(
    request: Request, *, read: Reading, names: tuple[str, ...], is_kept: bool
) -> Response:
    service: Service = request.app.state.service
    hub = service.hub
    index = await service.explorer.index()
    builds, moment = builds_of(service), hub.moment
    tag = etag_of(*builds.values(), FORM, request.url.path, request.url.query)
    asked = Asked(request, index, names)
    question, filters = read(asked), asked.filters()
    asked.check()
    if found := unchanged(request, tag):
        return found
    if is_kept and (kept := await kept_response(hub, request.headers, _headers(tag))) is not None:
        return kept

    def work() -> bytes:
        return written(question(index, sift(index, filters)), builds)

    body = await _made(service, work)
    if is_kept:
        hub.keep(tag, moment, body)
    return _response(body, tag)


def _overview(_asked: Asked) -> Question:
    return explore.overview


def _neighbourhood(asked: Asked) -> Question:
    number = asked.organisation("organisation")
    limit = asked.whole("limit", LIMIT, 1, MOST)
    return lambda index, left: explore.neighbourhood(index, left, number, limit)


def _group(asked: Asked) -> Question:
    number = asked.whole("number", None, 0, asked.last_group)
    limit = asked.whole("limit", LIMIT, 1, MOST)
    return lambda index, left: explore.group(index, left, number, limit)


def _path(asked: Asked) -> Question:
    start, end = asked.organisation("from"), asked.organisation("to")
    steps = asked.whole("steps", STEPS, 1, STEPS)
    return lambda index, left: explore.path(index, left, start, end, steps)


def _common(asked: Asked) -> Question:
    a, b = asked.organisation("a"), asked.organisation("b")
    limit = asked.whole("limit", LIMIT, 1, MOST)
    return lambda index, left: explore.common(index, left, a, b, limit)


async def among(request: Request) -> Response:
    """Give the organisations of a list, which is the body, with the ties between them.

    Those that are not in the network are passed over, and counted: a list comes from a query, or
    from a link that is older than the build.
    """
    service: Service = request.app.state.service
    iris = read_iris(await read_body(request, LONGEST_LIST), most=MOST_LISTED)
    index = await service.explorer.index()
    builds = builds_of(service)
    asked = Asked(request, index, ())
    filters = asked.filters()
    asked.check()

    def work() -> bytes:
        numbers = [number for iri in iris if (number := index.number(iri)) is not None]
        found = explore.among(index, sift(index, filters), numbers)
        return written({**found, "unknown": len(iris) - len(numbers)}, builds)

    body = await _made(service, work)
    return Response(body, media_type=JSON, headers={"Cache-Control": "no-store"})


async def search(request: Request) -> Response:
    """Find organisations by name."""
    service: Service = request.app.state.service
    index = await service.explorer.index()
    builds = builds_of(service)
    asked = Asked(request, index, ("text", "limit"), has_filters=False)
    text, limit = asked.text("text"), asked.whole("limit", HITS, 1, MOST_HITS)
    asked.check()
    tag = etag_of(*builds.values(), FORM, "search", text, limit)
    if found := unchanged(request, tag):
        return found

    def work() -> bytes:
        numbers = index.search(text, limit)
        degree = index.arrays["degree"]
        hits = [
            {**each, "iri": index.shorten(each["iri"]), "ties": int(degree[number])}
            for number, each in zip(numbers, index.texts(numbers), strict=True)
        ]
        return written({"text": text, "hits": hits}, builds)

    return _response(await _made(service, work), tag)


async def things(request: Request) -> Response:
    """Find people, agreements, projects and events by a part of a name."""
    service: Service = request.app.state.service
    index = await service.explorer.index()
    asked = Asked(request, index, ("text", "limit"), has_filters=False)
    text, limit = asked.text("text"), asked.whole("limit", HITS, 1, MOST_HITS)
    asked.check()
    task = {"do": "find-named", "text": text, "limit": limit, "base": index.base}
    return _worked(request, task)


async def thing(request: Request) -> Response:
    """Tell one of them with the organisations that it joins."""
    service: Service = request.app.state.service
    index = await service.explorer.index()
    asked = Asked(request, index, ("iri",), has_filters=False)
    iri = asked.text("iri")
    asked.check()
    whole = iri if ":" in iri.split("/", 1)[0] else index.base + iri
    return _worked(request, {"do": "named", "iri": whole, "base": index.base})


async def organisation(request: Request) -> Response:
    """Tell what is recorded of an organisation."""
    return await _details(request, ("iri",))


async def tie(request: Request) -> Response:
    """Tell what a tie rests on."""
    return await _details(request, ("a", "b"))


async def gaps(request: Request) -> Response:
    """Tell what is missing."""
    service: Service = request.app.state.service
    index = await service.explorer.index()
    Asked(request, index, (), has_filters=False).check()
    return _worked(request, {"do": "gaps", "base": index.base})


async def _details(request: Request, names: tuple[str, ...]) -> Response:
    service: Service = request.app.state.service
    index = await service.explorer.index()
    asked = Asked(request, index, names, has_filters=False)
    numbers = [asked.organisation(name) for name in names]
    asked.check()
    # A tie is looked for among those of the end that has fewer.
    iris = [index.texts([number])[0]["iri"] for number in sorted(numbers, reverse=True)]
    return _worked(request, {"do": "details", "iris": iris, "base": index.base})


def _worked(request: Request, task: dict[str, Any]) -> Response:
    """Let a worker answer, unless the client or the server has the answer already."""
    service: Service = request.app.state.service
    tag = etag_of(service.hub.state, FORM, json.dumps(task, sort_keys=True))
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    return unchanged(request, tag) or WorkResponse(
        service.hub, task, media_type=JSON, headers=headers
    )


def builds_of(service: Service) -> dict[str, str]:
    """Name the build that an answer is of, and the one that is served if that is a newer one."""
    explorer = service.explorer
    return {"build": explorer.build, **({"newer": explorer.newer} if explorer.newer else {})}


def written(found: dict[str, Any], builds: dict[str, str]) -> bytes:
    """Write an answer, with the build that it is of."""
    text = json.dumps({**builds, **found}, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


async def _made(service: Service, work: Callable[[], bytes]) -> bytes:
    """Make an answer from the index, in a thread, and count it."""
    body = await service.explorer.run(work)
    service.hub.metrics.answers.labels("index").inc()
    return body


def _response(body: bytes, tag: str) -> Response:
    return Response(body, headers=_headers(tag))


def _headers(tag: str) -> dict[str, str]:
    return {"content-type": JSON, "etag": tag, "cache-control": "no-cache"}
