"""From a call to its answer: bounded, with the IRIs it speaks of and where they are written."""

from collections.abc import Mapping
from typing import Any, Final

import pyoxigraph as ox

from saite.assistant.bounding import MOST_CHARACTERS, fit, fit_sources, redact
from saite.assistant.cells import cell
from saite.assistant.citing import citations
from saite.assistant.describing import describe
from saite.assistant.knowledge import Knowledge
from saite.assistant.terms import explain_term, list_terms
from saite.assistant.tools import PAGING, Tool, check_arguments, tool_of
from saite.assistant.tying import explain_tie
from saite.errors import UsageError
from saite.network.privacy import Privacy
from saite.query import bind_parameters, check_query, label_answer, resolve_name
from saite.query.names import CLASSES
from saite.results import Answer, Results, Statements, Truth
from saite.sparql import SavedQuery

EMPTY: Final = (
    "Nothing fits. That the graph does not say it does not mean that it is not so; check names with"
    " find, and terms with ontology."
)


def answer(
    knowledge: Knowledge, name: str, arguments: Mapping[str, Any], *, with_email: bool = False
) -> dict[str, Any]:
    """Answer a call.

    :param with_email: whether e-mail addresses may be told
    :raises UsageError: if there is no such tool, an argument is wrong, or nothing is found where
        something was named; the nearest right thing is named
    :raises SavedQueryError: if a query does not parse
    """
    tool = tool_of(
        name, knowledge.folders, language=knowledge.language, concepts=knowledge.concepts
    )
    given = check_arguments(tool, arguments)
    found: dict[str, Any] = redact(_answer(knowledge, tool, given), Privacy(with_email=with_email))
    return found


def _answer(knowledge: Knowledge, tool: Tool, given: dict[str, Any]) -> dict[str, Any]:
    match tool.name:
        case "find":
            return _find(knowledge, given["name"], given["kind"], given["limit"])
        case "describe":
            return describe(knowledge, given["thing"], limit=given["limit"], offset=given["offset"])
        case "tie":
            return explain_tie(knowledge, given["one"], given["other"], limit=given["limit"])
        case "ontology":
            term = given.get("term", "")
            return explain_term(knowledge, term) if term else list_terms(knowledge)
        case "sparql":
            check_query(given["query"])
            return _ask(knowledge, given["query"], {}, given)
        case _:
            assert tool.query is not None
            own = {each.name for each in tool.query.parameters}
            paging = {name: schema["default"] for name, schema in PAGING.items()}
            paging |= {k: v for k, v in given.items() if k not in own}
            parameters = {k: v for k, v in given.items() if k in own}
            check_query(tool.query.text, file=tool.query.name)
            return _ask(knowledge, tool.query, parameters, paging)


def _find(knowledge: Knowledge, name: str, kind: str, limit: int) -> dict[str, Any]:
    class_ = "" if kind == "any" else CLASSES[kind]
    hits = knowledge.find(name, class_, limit)
    if not hits and class_:
        # What is spelt a little differently: an id, an abbreviation, or the nearest names.
        try:
            iri = resolve_name(
                knowledge.ask, kind, name, language=knowledge.language, concepts=knowledge.concepts
            ).value
        except UsageError as error:
            raise UsageError(f"{error}{_alike(knowledge, name)}") from None
        hits = [{"iri": iri, "label": knowledge.labels([iri]).get(iri, iri), "type": class_}]
    if not hits:
        raise UsageError(f"nothing is called {name[:200]!r}{_alike(knowledge, name)}")
    cut = {"cut": True, "note": "There may be more: say more of the name."}
    return {"found": hits, **(cut if len(hits) >= limit else {})}


def _alike(knowledge: Knowledge, name: str) -> str:
    """Name things that have one of the words of a name; empty if there are none."""
    words = sorted({word for word in name.split() if len(word) > 2}, key=len, reverse=True)
    hits = {hit["iri"]: hit for word in words[:4] for hit in knowledge.find(word, "", 3)}
    near = "; ".join(f"{hit['label']} <{hit['iri']}> ({hit['type']})" for hit in hits.values())
    return f"; one of its words have: {near}" if near else "; try fewer words, or kind any"


def _ask(
    knowledge: Knowledge,
    query: SavedQuery | str,
    parameters: dict[str, Any],
    paging: dict[str, Any],
) -> dict[str, Any]:
    limit, offset = paging["limit"], paging["offset"]
    text = query if isinstance(query, str) else bind_parameters(
        query, {name: str(value) for name, value in parameters.items()}, ask=knowledge.ask,
        language=knowledge.language, concepts=knowledge.concepts,
    )  # fmt: skip
    found = knowledge.ask_rows(offset + limit)(text)
    if isinstance(found, Truth):
        return {"boolean": found.value}
    labelled = label_answer(
        _as_rows(found), ask=knowledge.ask, language=knowledge.language, concepts=knowledge.concepts
    )
    assert isinstance(labelled, Results)
    return _rows(knowledge, labelled, offset)


def _as_rows(found: Answer) -> Answer:
    """Make rows of statements: subject, predicate, object."""
    if not isinstance(found, Statements):
        return found
    rows = tuple((each.subject, each.predicate, each.object) for each in found)
    return Results(("subject", "predicate", "object"), rows, is_cut=found.is_cut)


def _rows(knowledge: Knowledge, found: Results, offset: int) -> dict[str, Any]:
    written = (
        {name: cell(value) for name, value in row.items() if value is not None} for row in found
    )
    asked = [row for number, row in enumerate(written) if number >= offset]
    shown, is_short = fit(asked)
    told: dict[str, Any] = {"columns": list(found.variables), "rows": shown}
    if is_short or found.is_cut:
        told |= {
            "cut": True,
            "next_offset": offset + len(shown),
            "note": "There are more rows: ask again with this offset, or narrow the question.",
        }
    if not shown:
        told["note"] = EMPTY
    terms = found.terms[offset : offset + len(shown)]
    iris = {each.value for row in terms for each in row if isinstance(each, ox.NamedNode)}
    cited = citations(knowledge, iris)
    size = sum(len(str(row)) for row in shown)
    if cited:
        told["sources"] = fit_sources(cited, most=MOST_CHARACTERS - size // 2)
    return told
