"""Saved queries as addresses: ``/q`` lists them, ``/q/NAME?PARAMETER=VALUE`` answers one."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from saite.errors import ProblemsError, nearest
from saite.query import saved_queries
from saite.serve.cache import etag_of, is_fickle
from saite.serve.formats import ENDINGS, GEOJSON, HTML, JSON, XLSX
from saite.serve.problems import RefusedError
from saite.serve.service import Service, read_fields
from saite.serve.streaming import WorkResponse, tagged, unchanged
from saite.sparql import SavedQuery, query_form

ROWS: Final = (
    "application/sparql-results+json", "text/csv", "text/tab-separated-values", XLSX, GEOJSON,
)  # fmt: skip
STATEMENTS: Final = (
    "text/turtle", "application/n-triples", "application/n-quads", "application/ld+json",
    "text/csv", "text/tab-separated-values", XLSX,
)  # fmt: skip
# Fields that are none of a query's parameters.
OWN: Final = ("format", "lang")


def formats_of(query: SavedQuery) -> tuple[str, ...]:
    """List the formats that the answer to a query can be had in, the first by default."""
    return ROWS if query_form(query.text) in ("select", "ask") else STATEMENTS


def find_saved(service: Service) -> dict[str, SavedQuery]:
    """Find all saved queries by name, as they are on the disk now.

    :raises RefusedError: if one of them is wrong
    """
    folders = service.hub.plan.queries
    try:
        files = [path for folder in folders for path in sorted(folder.glob("*.rq"))]
        state = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files)
        return _read(folders, state)
    except (ProblemsError, OSError) as error:
        raise RefusedError("server", str(error)) from error


@lru_cache(maxsize=4)
def _read(
    folders: tuple[Path, ...],
    _state: tuple[tuple[Path, int, int], ...],  # another one, other queries
) -> dict[str, SavedQuery]:
    return saved_queries(folders)


def describe_saved(query: SavedQuery, language: str) -> dict[str, Any]:
    """Describe a saved query for programs."""
    return {
        "name": query.name,
        "address": f"/q/{query.name}",
        "summary": _text(query.summary, language),
        "description": _text(query.description, language),
        "tags": list(query.tags),
        "formats": list(formats_of(query)),
        "parameters": [
            {
                "name": each.name,
                "type": each.type,
                "label": _text(each.label, language),
                "default": each.default,
            }
            for each in query.parameters
        ],
    }


def _text(texts: Any, language: str) -> str:  # noqa: ANN401 - a mapping of texts
    found = texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
    return str(found)


async def list_saved(request: Request) -> Response:
    """List the saved queries."""
    service: Service = request.app.state.service
    found = service.choose_format(request, [JSON])
    if found == HTML and service.pages is not None:
        return await service.pages.saved(request, None)
    language = _language(request) or service.hub.plan.language
    queries = [describe_saved(each, language) for each in find_saved(service).values()]
    return tagged(request, {"queries": queries})


async def answer_saved(request: Request) -> Response:
    """Answer a saved query."""
    service: Service = request.app.state.service
    name, ending = _name(request.path_params["name"])
    queries = find_saved(service)
    query = queries.get(name)
    if query is None:
        near = nearest(name, queries)
        hint = f"; did you mean {near!r}?" if near else " (all of them: /q)"
        raise RefusedError("unknown", f"there is no saved query {name!r}{hint}")
    aliases = {JSON: ROWS[0]}
    media_type = service.choose_format(request, formats_of(query), aliases, ending=ending)
    if media_type == HTML and service.pages is not None:
        return await service.pages.saved(request, query)
    parameters = _parameters(request)
    task = {
        "do": "saved",
        "name": name,
        "parameters": parameters,
        "language": _language(request),
        "form": media_type,
    }
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    if not is_fickle(query.text):
        asked = (query.text, sorted(parameters.items()), *task.values())
        headers["ETag"] = etag_of(service.hub.state, *asked)
        if found := unchanged(request, headers["ETag"]):
            return found
    if media_type in (XLSX, "text/csv", "text/tab-separated-values"):
        kind = next(each for each, value in ENDINGS.items() if value == media_type)
        headers["Content-Disposition"] = f"inline; {file_name(f'{name}.{kind}')}"
    return WorkResponse(service.hub, task, media_type=media_type, headers=headers)


def file_name(name: str) -> str:
    """Write the name of a file for a header, which has no letters beyond ASCII.

    :source: RFC 6266, section 4.3

    >>> print(file_name("ryšiai.csv"))
    filename="ry_iai.csv"; filename*=UTF-8''ry%C5%A1iai.csv
    """
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    whole = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'filename="{plain}"{whole}'


def _name(text: str) -> tuple[str, str]:
    """Part the name of a query from the ending that asks for a format."""
    name, dot, ending = text.rpartition(".")
    return (name, ending) if dot and ending.lower() in ENDINGS else (text, "")


def _parameters(request: Request) -> dict[str, str]:
    """Read the parameters; one that is left empty is not given, as in a form.

    :raises RefusedError: if one is given twice
    """
    found: dict[str, str] = {}
    for name, value in read_fields(request.url.query.encode()):
        if name in OWN:
            continue
        if name in found:
            fault = {"name": name, "detail": "is given twice", "nearest": ""}
            raise RefusedError("parameter", f"parameter {name} is given twice", [fault])
        found[name] = value
    return {name: value for name, value in found.items() if value}


def _language(request: Request) -> str:
    language = request.query_params.get("lang", "")
    if language and not (language.isascii() and language.replace("-", "").isalnum()):
        fault = {"name": "lang", "detail": "is no language tag", "nearest": "en"}
        raise RefusedError("parameter", f"{language!r} is no language tag, such as en", [fault])
    return language[:35]
