"""The server described for programs: an entry for each address and each saved query.

Source: OpenAPI 3.1.
"""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from saite import __version__
from saite.serve.formats import GRAPH_FORMATS, JSON, TABLE_FORMATS
from saite.serve.problems import MEDIA_TYPE
from saite.serve.saved import describe_saved, find_saved
from saite.serve.service import Service
from saite.serve.streaming import tagged
from saite.sparql import EXPECTATIONS, Parameter, SavedQuery

PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameters": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "detail", "nearest"],
                "properties": {
                    "name": {"type": "string"},
                    "detail": {"type": "string"},
                    "nearest": {"type": "string"},
                },
            },
        },
    },
}
LANGUAGE: Final = {"name": "lang", "in": "query", "schema": {"type": "string"},
                   "description": "Language of labels and texts, such as lt"}  # fmt: skip
YEAR: Final = {"type": "integer", "minimum": 1, "maximum": 9999}
CERTAINTY: Final = {"enum": ["possibly", "certainly"]}
HIDING: Final = ("hide-tie-kind", "hide-organisation-kind", "hide-place", "hide-status")
DATASET: Final = ("default-graph-uri", "named-graph-uri")


async def openapi(request: Request) -> Response:
    """Describe the server."""
    service: Service = request.app.state.service
    return tagged(request, document(service))


def document(service: Service) -> dict[str, Any]:
    """Make the document of a server."""
    workspace = service.hub.workspace
    language = service.hub.plan.language
    queries = find_saved(service)
    paths: dict[str, Any] = {
        "/sparql": _sparql(service),
        "/graphs": _graphs(service),
        "/thing": {"get": _operation("thing", "Describe a thing", _types(*GRAPH_FORMATS),
                                     _field("iri", "Its IRI", required=True))},
        "/search": {"get": _operation("search", "Find things by name", _types(JSON),
                                      *_search_fields())},
        "/q": {"get": _operation("queries", "List the saved queries", _types(JSON), LANGUAGE)},
        "/healthz": {"get": _operation("health", "Tell whether it works", _types(JSON))},
        "/metrics": {"get": _operation("metrics", "Numbers for Prometheus", _types("text/plain"))},
    }  # fmt: skip
    paths |= _exploring()
    paths |= {f"/q/{each.name}": {"get": _saved(each, language)} for each in queries.values()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": workspace.title if workspace and workspace.title else "Saite",
            "version": __version__,
            "description": "Records of who works with whom, as a graph that SPARQL asks.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Problem": PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(
    name: str, summary: str, answers: dict[str, Any], *parameters: dict[str, Any]
) -> dict[str, Any]:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    refusal = {"description": "Why there is no answer", "content": {MEDIA_TYPE: problem}}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        "responses": {
            "200": {"description": "The answer", "content": answers},
            "304": {"description": "Nothing has changed"},
            "4XX": refusal,
            "503": refusal,
        },
    }


def _types(*names: str) -> dict[str, Any]:
    return {name: {} for name in names}


def _field(
    name: str, text: str, *, required: bool = False, schema: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": text,
        "required": required,
        "schema": schema or {"type": "string"},
    }


def _sparql(service: Service) -> dict[str, Any]:
    answers = _types(*TABLE_FORMATS, *GRAPH_FORMATS)
    graphs = {"type": "array", "items": {"type": "string"}}
    fields = [_field("query", "SPARQL; without it the service describes itself")]
    fields += [_field(name, "A graph of the dataset", schema=graphs) for name in DATASET]
    get = _operation("query", "Ask a query", answers, *fields)
    post = _operation("queryByPost", "Ask a query, or send an update", answers)
    properties = {"query": {"type": "string"}, "update": {"type": "string"}}
    form = {"schema": {"type": "object", "properties": properties}}
    content = {"application/x-www-form-urlencoded": form}
    content["application/sparql-query"] = {"schema": {"type": "string"}}
    if service.is_writable:
        content["application/sparql-update"] = {"schema": {"type": "string"}}
        post["security"] = [{}, {"token": []}]
        post["responses"]["204"] = {"description": "The update was taken over"}
    post["requestBody"] = {"required": True, "content": content}
    return {"get": get, "post": post}


def _graphs(service: Service) -> dict[str, Any]:
    fields = [_field("graph", "IRI of a graph"), _field("default", "The default graph")]
    paths = {"get": _operation("graph", "Read a graph", _types(*GRAPH_FORMATS), *fields)}
    if service.is_writable:
        for method in ("put", "post", "delete"):
            operation = _operation(f"graph-{method}", f"{method.upper()} a graph", {}, *fields)
            operation["security"] = [{"token": []}]
            done = {"description": "It was taken over"}
            operation["responses"] |= {"201": done, "204": done}
            if method != "delete":
                content = {name: {"schema": {"type": "string"}} for name in GRAPH_FORMATS}
                operation["requestBody"] = {"required": True, "content": content}
            paths[method] = operation
    return paths


def _search_fields() -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    return [
        _field("q", "Words of a name", required=True),
        _field("type", "A class, such as org:Organization"),
        _field("limit", "How many", schema=number),
        LANGUAGE,
    ]


def _exploring() -> dict[str, Any]:
    """Describe the addresses below /explore."""
    many = {"type": "array", "items": {"type": "string"}}
    filters = [
        *(_field(name, "Key of what is left out", schema=many) for name in HIDING),
        _field("weight", "The least weight of a tie", schema={"type": "number", "minimum": 0}),
        _field(
            "backbone",
            "Keep ties that are less probable by chance than this, such as 0.05",
            schema={"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        ),
        _field("since", "First year", schema=YEAR),
        _field("until", "Last year", schema=YEAR),
        _field("certainty", "Whether a time may lie in the years, or all of it", schema=CERTAINTY),
        _field("undated", "Whether to give what has no date", schema={"enum": ["yes", "no"]}),
    ]
    operations: dict[str, tuple[str, list[dict[str, Any]]]] = {
        "overview": ("Groups of the network, kinds and years", filters),
        "neighbourhood": (
            "The strongest ties of an organisation",
            [*_ends("organisation"), *filters],
        ),
        "path": ("A shortest path", [*_ends("from", "to"), *filters]),
        "common": ("Partners of both", [*_ends("a", "b"), *filters]),
        "group": ("Members of a group", [_field("number", "From 0", required=True), *filters]),
        "search": ("Find organisations", [_field("text", "Part of a name", required=True)]),
        "things": (
            "Find people, agreements, projects and events",
            [_field("text", "Part of a name", required=True)],
        ),
        "thing": (
            "What is recorded of one of them, and the organisations that it joins",
            [_field("iri", "IRI of a person, agreement, project or event", required=True)],
        ),
        "organisation": ("What is recorded of an organisation", _ends("iri")),
        "tie": ("What a tie rests on", _ends("a", "b")),
        "gaps": ("What is missing", []),
    }
    return {
        f"/explore/{name}": {
            "get": _operation(f"explore-{name}", summary, _types(JSON), *fields)
            | {"tags": ["explorer"]}
        }
        for name, (summary, fields) in operations.items()
    }


def _ends(*names: str) -> list[dict[str, Any]]:
    return [_field(name, "IRI of an organisation", required=True) for name in names]


def _saved(query: SavedQuery, language: str) -> dict[str, Any]:
    told = describe_saved(query, language)
    fields = [
        _field(each.name, _describe(each, language), schema=_schema(each))
        for each in query.parameters
    ]
    operation = _operation(
        f"q-{query.name}", told["summary"], _types(*told["formats"]), *fields, LANGUAGE
    )
    return operation | {"description": told["description"], "tags": ["saved queries"]}


def _describe(parameter: Parameter, language: str) -> str:
    label = parameter.label.get(language) or parameter.label.get("en", parameter.name)
    if parameter.scheme:
        return f"{label}: a value of the scheme {parameter.scheme}, by notation or label"
    return f"{label}: {EXPECTATIONS.get(parameter.type, 'a label, an alias or an id')}"


def _schema(parameter: Parameter) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "integer": {"type": "integer"},
        "decimal": {"type": "number"},
        "date": {"type": "string", "format": "date"},
    }
    schema = dict(kinds.get(parameter.type, {"type": "string"}))
    if parameter.default is not None:
        is_number = parameter.type == "integer"
        schema["default"] = int(parameter.default) if is_number else parameter.default
    return schema
