"""What an assistant can call: names, what each is for, arguments with their types.

Each saved query is a tool of its own, ``ask-NAME``, with the parameters of its head.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from saite.concepts import Concepts
from saite.errors import UsageError, nearest
from saite.query import find_query, saved_queries
from saite.sparql import EXPECTATIONS, THINGS, Parameter, SavedQuery

ASK: Final = "ask-"
NAME: Final = re.compile(rf"{ASK}[\w-]+")
LONGEST_QUERY: Final = 16_384
LONGEST_TEXT: Final = 2_048
MOST_ROWS: Final = 500
ROWS: Final = 50
MOST_NAMED: Final = 40  # controlled values that a description lists
Schema = dict[str, Any]


def _text(description: str, *, longest: int = LONGEST_TEXT) -> Schema:
    return {"type": "string", "description": description, "minLength": 1, "maxLength": longest}


def _number(description: str, default: int, *, least: int = 1, most: int = MOST_ROWS) -> Schema:
    return {"type": "integer", "description": description, "default": default,
            "minimum": least, "maximum": most}  # fmt: skip


PAGING: Final[dict[str, Schema]] = {
    "limit": _number("Most rows to give.", ROWS),
    "offset": _number("Rows to pass over: next_offset of the answer before.", 0, least=0,
                      most=100_000),
}  # fmt: skip


@dataclass(frozen=True)
class Tool:
    """Something to call.

    :param arguments: name -> JSON Schema of its value
    :param query: the saved query that it is, or None
    """

    name: str
    title: str
    description: str
    arguments: Mapping[str, Schema] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    query: SavedQuery | None = None

    @property
    def schema(self) -> Schema:
        """Give the JSON Schema of all arguments."""
        return {
            "type": "object",
            "properties": dict(self.arguments),
            "required": list(self.required),
            "additionalProperties": False,
        }


OWN: Final = (
    Tool(
        "find",
        "Find things by name",
        "Find organisations, people, places, events … by a name or the beginnings of its words;"
        " case, accents and quotes do not matter, former and inflected names are known. Gives IRIs"
        " for the other tools.",
        {
            "name": _text("A name, or a part of it."),
            "kind": {"type": "string", "enum": [*THINGS, "any"], "default": "organisation",
                     "description": "What it is."},
            "limit": _number("Most things to give.", 20, most=100),
        },
        ("name",),
    ),
    Tool(
        "describe",
        "Describe a thing",
        "Tell what the graph says of a thing: facts, and the records that name it (memberships,"
        " participations, agreements …), each with its status (stated, implied …), its time as"
        " written, the document, section and quote that it cites, and the row of the records."
        " Ties are told by ask-partners and tie.",
        {
            "thing": _text("A name, an id or an IRI: in full, with a prefix, or behind the base."),
            "limit": _number("Most records to give.", 30, most=200),
            "offset": PAGING["offset"],
        },
        ("thing",),
    ),
    Tool(
        "tie",
        "Why two organisations are tied",
        "Tell how strongly two organisations are tied and everything that supports it: each event,"
        " project, agreement or membership, whether a source states it, and where it is written.",
        {
            "one": _text("An organisation: a name, an id or an IRI."),
            "other": _text("Another one."),
            "limit": _number("Most supports to give.", 50, most=200),
        },
        ("one", "other"),
    ),
    Tool(
        "ontology",
        "What the terms mean",
        "Tell what a class, a property or a controlled value means, and how much of it the graph"
        " has; without a term, list all classes, properties and schemes. Read this before writing"
        " SPARQL.",
        {"term": _text("Such as saite:Participation, org:memberOf, status, status/implied.")},
    ),
    Tool(
        "sparql",
        "Ask in SPARQL",
        "Run a read-only SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE) on the union of all"
        " graphs, for what no ask- tool answers. Declare every prefix. SERVICE and updates are"
        " refused; time, memory and rows are limited: use LIMIT.",
        {"query": _text("The query.", longest=LONGEST_QUERY), **PAGING},
        ("query",),
    ),
)  # fmt: skip


def tools(
    queries: Mapping[str, SavedQuery], *, language: str = "en", concepts: Concepts | None = None
) -> list[Tool]:
    """List all tools: ours, and one for each saved query.

    :param concepts: whose values descriptions list
    """
    return [*OWN, *(_of_query(each, language, concepts) for each in queries.values())]


def tool_of(name: str, folders: Any, *, language: str, concepts: Concepts) -> Tool:  # noqa: ANN401
    """Find a tool.

    :raises UsageError: if there is none of that name; the nearest is named
    """
    found = {each.name: each for each in OWN}
    # Only the query that is asked is read; what is no plain name could be a path.
    if name not in found and NAME.fullmatch(name):
        with suppress(UsageError):
            query = find_query(name.removeprefix(ASK), folders)
            assert isinstance(query, SavedQuery)
            return _of_query(query, language, concepts)
    if name not in found:
        known = tools(saved_queries(folders), language=language, concepts=concepts)
        found = {each.name: each for each in known}
    if name not in found:
        near = nearest(name, found)
        hint = f"; did you mean {near!r}?" if near else f"; there are: {', '.join(found)}"
        raise UsageError(f"there is no tool {name[:100]!r}{hint}")
    return found[name]


def _of_query(query: SavedQuery, language: str, concepts: Concepts | None) -> Tool:
    own = {each.name: _schema(each, language, concepts) for each in query.parameters}
    summary = text_in(query.summary, language) or query.name
    return Tool(
        f"{ASK}{query.name}",
        summary,
        " ".join(filter(None, (f"{summary}.", text_in(query.description, language)))),
        {**PAGING, **own},
        (),
        query,
    )


def text_in(texts: Mapping[str, str], language: str) -> str:
    """Give a text in a language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _schema(parameter: Parameter, language: str, concepts: Concepts | None) -> Schema:
    kinds = {"integer": "integer", "decimal": "number"}
    schema: Schema = {"type": kinds.get(parameter.type, "string")}
    if schema["type"] == "string":
        schema["maxLength"] = LONGEST_TEXT
    label = text_in(parameter.label, language) or parameter.name
    what = EXPECTATIONS.get(parameter.type, "")
    if parameter.type in THINGS:
        what = "a name, an id or an IRI"
    if parameter.scheme:
        what = f"a value of the scheme {parameter.scheme}, by notation or label"
        known = concepts.schemes.get(parameter.scheme, {}) if concepts else {}
        if 0 < len(known) <= MOST_NAMED:
            what = f"one of {', '.join(known)}"
    schema["description"] = f"{label}: {what}" if what else label
    if parameter.default is not None:
        default = parameter.default
        schema["default"] = int(default) if schema["type"] == "integer" else default
    return schema


def check_arguments(tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Check arguments against what a tool takes, and fill in defaults of ours.

    :raises UsageError: with everything that is wrong, and the nearest right names
    """
    faults = []
    for name in sorted(arguments.keys() - tool.arguments.keys()):
        near = nearest(name, tool.arguments)
        hint = f"; did you mean {near!r}?" if near else f"; it takes: {', '.join(tool.arguments)}"
        faults.append(f"{tool.name} takes no argument {name[:100]!r}{hint}")
    given = {name: value for name, value in arguments.items() if value not in (None, "")}
    faults += [
        f"{tool.name} needs the argument {name!r}: {tool.arguments[name]['description']}"
        for name in tool.required
        if name not in given
    ]
    for name, value in given.items():
        fault = _fault(value, tool.arguments[name]) if name in tool.arguments else ""
        if fault:
            faults.append(f"argument {name!r} of {tool.name} {fault}")
    if faults:
        raise UsageError("\n".join(faults))
    # A saved query has its own defaults.
    own = set(tool.arguments) if tool.query is None else _paging(tool)
    defaults = {k: v["default"] for k, v in tool.arguments.items() if k in own and "default" in v}
    return {**defaults, **given}


def _paging(tool: Tool) -> set[str]:
    """Name the arguments that page through the rows, which parameters of that name are not."""
    assert tool.query is not None
    return set(PAGING) - {each.name for each in tool.query.parameters}


def _fault(value: object, schema: Schema) -> str:
    """Tell what is wrong with a value; empty if nothing is."""
    match schema["type"], value:
        case "string", str():
            if len(value) > (most := schema.get("maxLength", LONGEST_TEXT)):
                return f"has {len(value):,} characters, at most {most:,} are taken"
            if "enum" in schema and value not in schema["enum"]:
                near = nearest(value, schema["enum"])
                hint = f", did you mean {near!r}" if near else ""
                return f"is {value[:100]!r}, expected one of {', '.join(schema['enum'])}{hint}"
            return ""
        case "integer", bool():
            return "is a truth value, expected a whole number"
        case "integer", int():
            least, most = schema.get("minimum", value), schema.get("maximum", value)
            return "" if least <= value <= most else f"is {value}, expected {least} to {most}"
        case "number", bool():
            return "is a truth value, expected a number"
        case "number", int() | float():
            return ""
        # Numbers and texts that stand for one another are taken; the query's head checks them.
        case "integer" | "number", str() if "minimum" not in schema:
            return ""
        case kind, _:
            return f"is {type(value).__name__}, expected {kind}"
    return ""
