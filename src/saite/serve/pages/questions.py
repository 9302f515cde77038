"""Saved queries as pages: all of them, and one with its form and its answer."""

import re
from collections.abc import Container, Mapping
from typing import Any, Final

import pyoxigraph as ox

from saite.errors import ProblemsError, UsageError
from saite.query import (
    Beside,
    Limits,
    ParameterError,
    by_subject,
    read_subjects,
    run_query,
    saved_queries,
)
from saite.results import Answer, Results, Statements, Truth
from saite.results.terms import listed_concepts
from saite.serve.pages.citing import cite_question
from saite.serve.pages.site import Site, redact
from saite.serve.pages.texts import decimal_sign, load_texts
from saite.sparql import SavedQuery, query_form

ROWS: Final = 500  # of an answer on a page; files have them all
NUMBERS: Final = ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")


def queries_page(site: Site) -> dict[str, Any]:
    """Collect all saved queries by their subjects, each with what it asks and can be given."""
    found = saved_queries(site.folders)
    groups = [
        {
            "subject": subject,
            "title": _title(site, subject),
            "queries": [brief(query, site.language, found) for query in queries],
        }
        for subject, queries in by_subject(found.values()).items()
    ]
    return {"groups": groups, "labels": {}}


def _title(site: Site, subject: str) -> str:
    """Give the title of a subject; one that is not ours is its own."""
    if not subject:
        return load_texts()[site.language]["queries.other"]
    return text_in(read_subjects().get(subject, {}), site.language) or subject


def brief(query: SavedQuery, language: str, names: Container[str]) -> dict[str, Any]:
    """Tell name, summary, description, parameters and tags of a saved query.

    :param names: of all saved queries; those that the description names become links
    """
    return {
        "name": query.name,
        "summary": text_in(query.summary, language) or query.name,
        "told": split_at_names(text_in(query.description, language), names, but=query.name),
        "asks": [text_in(each.label, language) or each.name for each in query.parameters],
        "tags": list(query.tags),
    }


NAME: Final = re.compile(r"(?<![\w-])\w+(?:-\w+)+(?![\w-])")


def split_at_names(text: str, names: Container[str], *, but: str = "") -> list[dict[str, str]]:
    """Split a text at the names of saved queries in it: parts with a ``name`` lead to one.

    A name without a hyphen is a word like any other.

    :param but: a name that is passed over: that of the query itself

    >>> split_at_names("See tie-evidence.", {"tie-evidence"})
    [{'text': 'See ', 'name': ''}, {'text': 'tie-evidence', 'name': 'tie-evidence'}, {'text': '.', 'name': ''}]
    """  # noqa: E501
    parts, end = [], 0
    for found in NAME.finditer(text):
        name = found[0]
        if name == but or name not in names:
            continue
        parts += [{"text": text[end : found.start()], "name": ""}, {"text": name, "name": name}]
        end = found.end()
    parts.append({"text": text[end:], "name": ""})
    return [part for part in parts if part["text"]]


def saved_page(site: Site, name: str, values: Mapping[str, str]) -> dict[str, Any] | None:
    """Collect a saved query with its form and its answer; None if there is no such query."""
    queries = saved_queries(site.folders)
    query = queries.get(name)
    if query is None:
        return None
    page: dict[str, Any] = {
        **brief(query, site.language, queries),
        "text": query.text,
        "form": [_field(site, each, values) for each in query.parameters],
        "is_rows": query_form(query.text) in ("select", "ask"),
        "faults": [],
        "labels": {},
    }
    try:
        answer = run_query(
            site.store,
            query,
            dict(values),
            language=site.language,
            limits=Limits(rows=ROWS),
            concepts=site.concepts,
            beside=Beside(site.index),
        )
    except ParameterError as error:
        page["faults"] = [
            {"name": fault.name, "text": fault.message, "nearest": fault.nearest}
            for fault in error.faults
        ]
        return page
    rows = answer if isinstance(answer, Results) else None
    page["citation"] = cite_question(site, page, values, rows)
    return {**page, "answer": shown_answer(answer, site.language)}


def query_page(site: Site, text: str) -> dict[str, Any]:
    """Collect the page of a query that was written in it, answered where no script runs."""
    page: dict[str, Any] = {"text": text, "labels": {}, "fault": ""}
    if not text.strip():
        return page
    try:
        answer = run_query(
            site.store,
            text,
            language=site.language,
            limits=Limits(rows=ROWS),
            concepts=site.concepts,
            beside=Beside(site.index),
        )
    except (UsageError, ProblemsError) as error:
        return {**page, "fault": str(error)}
    return {**page, "answer": shown_answer(answer, site.language)}


def empty_notes(site: Site, asked: Mapping[str, Any]) -> list[str]:
    """Tell why a query that answered nothing did; empty if it does answer something.

    :param asked: its text, or the name of a saved query and its parameters
    """
    query: SavedQuery | str | None = asked["text"]
    if name := asked["name"]:
        query = saved_queries(site.folders).get(name)
    if not query:
        return []
    answer = run_query(
        site.store,
        query,
        asked["parameters"],
        language=site.language,
        limits=Limits(rows=1),
        concepts=site.concepts,
        beside=Beside(site.index),
    )
    return [redact(each) for each in answer.notes]


def _field(site: Site, parameter: Any, values: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401
    scheme = site.concepts.schemes.get(parameter.scheme, {}) if parameter.scheme else {}
    return {
        "name": parameter.name,
        "type": parameter.type.partition(":")[0],
        "label": text_in(parameter.label, site.language) or parameter.name,
        "default": parameter.default or "",
        "value": values.get(parameter.name, ""),
        "options": [
            {"value": each.notation, "label": each.label(site.language)} for each in scheme.values()
        ],
    }


def shown_answer(answer: Answer, language: str = "en") -> dict[str, Any]:
    """Give an answer as rows of cells, numbers with the decimal sign of a language."""
    if isinstance(answer, Truth):
        notes = list(map(redact, answer.notes))
        return {
            "truth": answer.value, "columns": [], "rows": [], "is_cut": False, "notes": notes,
        }  # fmt: skip
    if isinstance(answer, Statements):
        answer = answer.to_results()
    rows = [[_cell(term, answer.labels, language) for term in row] for row in answer.terms]
    return {
        "truth": None,
        "columns": _columns(answer),
        "rows": rows,
        "is_cut": answer.is_cut,
        "notes": list(map(redact, answer.notes)),
    }


def _columns(answer: Results) -> list[dict[str, Any]]:
    columns = []
    for place, name in enumerate(answer.variables):
        cells = [row[place] for row in answer.terms if row[place] is not None]
        numeric = bool(cells) and all(_is_number(term) for term in cells)
        columns.append({"name": name, "is_number": numeric})
    return columns


def _is_number(term: object) -> bool:
    datatype = term.datatype.value if isinstance(term, ox.Literal) else ""
    return datatype.rpartition("#")[2] in NUMBERS


def _cell(term: Any, labels: Mapping[str, str], tag: str) -> dict[str, Any]:  # noqa: ANN401 - any RDF term
    if term is None:
        return {"text": ""}
    if isinstance(term, ox.NamedNode):
        return {"iri": term.value, "text": redact(labels.get(term.value, term.value))}
    if listed := listed_concepts(term):
        return {"text": ", ".join(labels.get(iri, iri) for iri in listed)}
    if _is_number(term):
        return {"text": term.value.replace(".", decimal_sign(tag))}
    language = getattr(term, "language", None) or ""
    return {"text": redact(str(getattr(term, "value", term))), "language": language}


def text_in(texts: Mapping[str, str], language: str) -> str:
    """Choose among texts by language; English stands in, then any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
