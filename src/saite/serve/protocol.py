"""The address for SPARQL: queries, updates, and what the service says of itself.

Source: SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/).
"""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from saite.serve.answering import form_of
from saite.serve.cache import etag_of, is_fickle
from saite.serve.description import describe_service
from saite.serve.formats import (
    GRAPH_ALIASES,
    GRAPH_FORMATS,
    HTML,
    ROW_ALIASES,
    TABLE_FORMATS,
    XLSX,
    media_type_of,
)
from saite.serve.problems import RefusedError
from saite.serve.service import (
    LONGEST_UPDATE,
    Service,
    decode,
    origin_of,
    read_body,
    read_fields,
    values_of,
)
from saite.serve.streaming import WorkResponse, unchanged
from saite.serve.update_text import check_update, put_dataset
from saite.serve.writing import change

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
LONGEST_FORM: Final = 65_536  # bytes of a form beside its query, of who may not write
Fields = Sequence[tuple[str, str]]


async def sparql(request: Request) -> Response:
    """Answer the address for SPARQL."""
    service: Service = request.app.state.service
    fields = read_fields(request.url.query.encode())
    if request.method != "POST":
        if values_of(fields, "update"):
            raise RefusedError("request", "updates are sent by POST, GET changes nothing")
        if not values_of(fields, "query"):
            return await _describe(request, service)
        return await _query(request, service, fields)
    kind = media_type_of(request.headers.get("content-type", ""))
    if kind == FORM:
        # Three bytes of a form may stand for one of the query.
        least = 3 * service.hub.plan.serving.query_length + LONGEST_FORM
        most = LONGEST_UPDATE if service.may_write(request) else least
        fields = [*fields, *read_fields(await read_body(request, most))]
        if values_of(fields, "update"):
            return await _update(request, service, fields)
        return await _query(request, service, fields)
    if kind == QUERY:
        # A quarter more: what is a little too long is told so by its own length.
        most = service.hub.plan.serving.query_length * 5 // 4
        text = decode(await read_body(request, most))
        return await _query(request, service, [*fields, ("query", text)])
    if kind == UPDATE:
        service.check_token(request)
        text = decode(await read_body(request, LONGEST_UPDATE))
        return await _update(request, service, [*fields, ("update", text)])
    raise RefusedError(
        "media", f"{kind or 'a body without a type'}: expected {QUERY}, {UPDATE} or {FORM}"
    )


def _only(fields: Fields, name: str) -> str:
    values = values_of(fields, name)
    others = [each for each in ("query", "update") if each != name and values_of(fields, each)]
    if len(values) != 1 or others:
        raise RefusedError(
            "request", f"expected one {name}, found {len(values)} {' '.join(others)}"
        )
    return values[0]


async def _query(request: Request, service: Service, fields: Fields) -> Response:
    hub, text = service.hub, _only(fields, "query")
    most = hub.plan.serving.query_length
    if len(text.encode("utf-8", "surrogatepass")) > most:
        raise RefusedError("length", f"a query may have {most:,} bytes")
    form = _form(text)
    is_table = form in ("select", "ask")
    formats = TABLE_FORMATS if is_table else tuple(GRAPH_FORMATS)
    media_type = service.choose_format(request, formats, ROW_ALIASES if is_table else GRAPH_ALIASES)
    if media_type == HTML and service.pages is not None:
        return await service.pages.query(request)
    task: dict[str, Any] = {
        "do": "query",
        "text": text,
        "base": f"{origin_of(request)}/sparql",
        "form": media_type,
        "default": values_of(fields, "default-graph-uri"),
        "named": values_of(fields, "named-graph-uri"),
    }
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    if not is_fickle(text):
        headers["ETag"] = etag_of(hub.state, *task.values())
        if found := unchanged(request, headers["ETag"]):
            return found
    if media_type == XLSX:
        headers["Content-Disposition"] = 'inline; filename="answer.xlsx"'
    return WorkResponse(hub, task, media_type=media_type, headers=headers)


@lru_cache(maxsize=256)
def _form(text: str) -> str:
    return form_of(text)


async def _update(request: Request, service: Service, fields: Fields) -> Response:
    service.check_token(request)
    text = _only(fields, "update")
    if not text.strip():
        raise RefusedError("query", "the update is empty")
    default, named = (
        values_of(fields, "using-graph-uri"),
        values_of(fields, "using-named-graph-uri"),
    )
    # In a thread: a long one takes seconds to read, and others ask meanwhile.
    graph = service.hub.plan.graph
    text = await asyncio.to_thread(_checked, text, graph, default, named)
    task = {"do": "update", "base": f"{origin_of(request)}/sparql"}
    await change(service, task, text.encode("utf-8"))
    return Response(status_code=204)


def _checked(text: str, graph: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Check what an update writes to; give it with the dataset of the protocol."""
    check_update(text, graph)
    return put_dataset(text, default, named)


async def _describe(request: Request, service: Service) -> Response:
    media_type = service.choose_format(request, [*GRAPH_FORMATS], GRAPH_ALIASES)
    if media_type == HTML and service.pages is not None:
        return await service.pages.query(request)
    address = f"{origin_of(request)}/sparql"
    tag = etag_of("service", service.hub.state, address, media_type)
    if found := unchanged(request, tag):
        return found
    counts = await service.hub.counts()
    body = describe_service(address, counts, service, GRAPH_FORMATS[media_type])
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(body, media_type=media_type, headers=headers)
