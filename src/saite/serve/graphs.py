"""Named graphs as documents: read, and with a token replaced, added to, removed.

Source: SPARQL 1.1 Graph Store HTTP Protocol.
"""

import uuid
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from saite.serve.cache import etag_of
from saite.serve.formats import GRAPH_ALIASES, GRAPH_FORMATS, HTML
from saite.serve.problems import RefusedError
from saite.serve.service import (
    LONGEST_UPDATE,
    Service,
    origin_of,
    read_body,
    read_fields,
    values_of,
)
from saite.serve.streaming import WorkResponse, unchanged
from saite.serve.writing import change

PATH: Final = "/graphs"
# What stands in an address as it is (RFC 3986, section 2), escapes among it.
WRITTEN: Final = ":/?#[]@!$&'()*+,;=%"


async def graphs(request: Request) -> Response:
    """Answer the address of a graph."""
    service: Service = request.app.state.service
    name = _name(request)
    if request.method in ("GET", "HEAD"):
        if name is None:
            raise RefusedError("request", "which graph? Expected ?graph=IRI or ?default")
        return await _read(request, service, name)
    service.check_token(request)
    only, created = service.hub.plan.graph, ""
    if name is None:
        if request.method != "POST":
            raise RefusedError("request", "which graph? Expected ?graph=IRI or ?default")
        name = created = only or f"{origin_of(request)}{PATH}/{uuid.uuid4()}"
    if only and name != only:
        detail = f"only the graph <{only}> may be written, and this is <{name}>"
        raise RefusedError("forbidden", detail)
    body = await read_body(request, LONGEST_UPDATE) if request.method != "DELETE" else b""
    task = {
        "do": "put",
        "graph": name,
        "method": request.method,
        "type": request.headers.get("content-type", ""),
        "base": name or f"{origin_of(request)}{PATH}",
    }
    facts = await change(service, task, body)
    if created:
        return Response(status_code=201, headers={"Location": quote(created, safe=WRITTEN)})
    return Response(status_code=201 if facts["created"] and request.method == "PUT" else 204)


def _name(request: Request) -> str | None:
    """Give the IRI of the graph, an empty text for the default one, None if none is named.

    :source: section 4, direct and indirect identification
    """
    path = request.scope["raw_path"].decode("ascii")
    fields = read_fields(request.url.query.encode())
    named = values_of(fields, "graph")
    if len(named) + len(values_of(fields, "default")) > 1:
        raise RefusedError("request", "expected one graph")
    if named:
        return named[0]
    if values_of(fields, "default"):
        return ""
    return f"{origin_of(request)}{path}" if path.startswith(f"{PATH}/") else None


async def _read(request: Request, service: Service, name: str) -> Response:
    media_type = service.choose_format(request, [*GRAPH_FORMATS], GRAPH_ALIASES)
    if media_type == HTML:
        raise RefusedError("format", f"a graph can be had as: {', '.join(GRAPH_FORMATS)}")
    task = {"do": "graph", "graph": name, "form": media_type}
    tag = etag_of(service.hub.state, *task.values())
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"}
    return unchanged(request, tag) or WorkResponse(
        service.hub, task, media_type=media_type, headers=headers
    )
