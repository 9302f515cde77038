"""The saved queries, listed and explained for people or described for programs."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from saite.cli import console
from saite.errors import UsageError
from saite.sparql import Parameter, SavedQuery

# Over questions of a workspace's own that have no subject.
OTHER: Final = {"en": "Other questions", "lt": "Kiti klausimai", "lv": "Citi jautājumi"}


def list_queries(
    question: str | None, folders: tuple[Path, ...], *, lang: str | None, form: str | None
) -> None:
    """Print the saved queries, or explain one of them."""
    from saite.query import find_query, saved_queries

    language = lang or "en"
    if question is not None:
        found = find_query(question, folders)
        if isinstance(found, str):
            raise UsageError("--list explains saved queries, and this is the text of one")
        console.answer(explain(found, language))
        return
    queries = saved_queries(folders).values()
    if form == "json":
        console.write(json.dumps([describe(query) for query in queries], indent=2) + "\n", None)
        return
    for line in grouped(queries, language):
        console.answer(line)


def grouped(queries: Collection[SavedQuery], language: str) -> Iterator[str]:
    """Tell saved queries under their subjects, as the site's list has them."""
    from saite.query import by_subject, read_subjects

    width = max((len(query.name) for query in queries), default=0)
    titles = {"": OTHER, **read_subjects()}
    for number, (subject, same) in enumerate(by_subject(queries).items()):
        if number:
            yield ""
        yield by_language(titles.get(subject, {}), language) or subject
        for query in same:
            yield f"  {query.name:<{width}}  {by_language(query.summary, language)}"


def describe(query: SavedQuery) -> dict[str, object]:
    """Describe a saved query for a program."""
    return {
        "name": query.name,
        "summary": dict(query.summary),
        "description": dict(query.description),
        "tags": list(query.tags),
        "parameters": [
            {"name": parameter.name, "type": parameter.type, "label": dict(parameter.label)}
            for parameter in query.parameters
        ],
    }


def explain(query: SavedQuery, language: str) -> str:
    """Explain a saved query in words: what it answers, and its parameters."""
    lines = [query.name, f"  {by_language(query.summary, language)}"]
    if query.description:
        lines += ["", f"  {by_language(query.description, language)}"]
    if query.parameters:
        lines += ["", "  Parameters (each may be left out):"]
        lines += [explain_parameter(parameter, language) for parameter in query.parameters]
    return "\n".join([*lines, "", f"  {query.path}"])


def explain_parameter(parameter: Parameter, language: str) -> str:
    """Explain one parameter in a line."""
    default = "" if parameter.default is None else f" [default: {parameter.default}]"
    label = by_language(parameter.label, language)
    return f"    --{parameter.name} ({parameter.type})  {label}{default}"


def by_language(texts: object, language: str) -> str:
    """Choose the text in a language, else English, else any."""
    known = dict(texts) if isinstance(texts, dict) else {}
    return str(known.get(language) or known.get("en") or next(iter(known.values()), ""))
