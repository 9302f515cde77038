"""Pages made in a worker, under the limits of queries; see ``saite.serve.worker``."""

import json
from typing import Any, Final

from saite.errors import ProblemsError, UsageError
from saite.serve.answering import known_iri
from saite.serve.output import Output
from saite.serve.pages import completion, questions, start, things, vocabulary
from saite.serve.pages.exploring import explore_page
from saite.serve.pages.rendering import render
from saite.serve.pages.site import Site
from saite.serve.problems import RefusedError
from saite.serve.searching import search
from saite.serve.snapshot import Snapshot

HITS: Final = 50
FOR_SCRIPTS: Final = ("terms", "labels", "notes")  # answered as JSON


def site_of(snapshot: Snapshot, task: dict[str, Any]) -> Site:
    """Give the graph as a page sees it."""
    plan = snapshot.plan
    return Site(
        store=snapshot.store,
        concepts=snapshot.concepts,
        base=plan.base,
        title=task.get("title", ""),
        language=task["language"],
        is_chosen=task["is_chosen"],
        build=plan.build.name if plan.build else "",
        folders=plan.queries,
        kept=snapshot.kept,
        index=snapshot.index,
        origin=task.get("origin", ""),
        edits=task.get("edits", ""),
        gaps=snapshot.gaps,
    )


def write_page(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Write a page as HTML, or what a page's script asks for as JSON.

    :raises RefusedError: if there is no such thing, or what was asked for is wrong
    """
    site = site_of(snapshot, task)
    name = task["page"]
    try:
        page = collect_page(site, name, task, snapshot)
    except (UsageError, ProblemsError) as error:
        raise RefusedError("query", str(error)) from None
    if page is None:
        raise RefusedError("unknown", task.get("unknown", ""))
    if name in FOR_SCRIPTS:
        output.write(json.dumps(page, ensure_ascii=False, sort_keys=True).encode())
        return
    html = render(site, name, page, path=task["path"], query=task["query"])
    output.write(html.encode("utf-8", "replace"))


def collect_page(
    site: Site, name: str, task: dict[str, Any], snapshot: Snapshot
) -> dict[str, Any] | None:
    """Collect what a page shows; None if there is no such thing."""
    match name:
        case "start":
            return start.start_page(site, task["counts"])
        case "gaps":
            return start.gaps_page(site, task["kind"], task["first"])
        case "thing":
            return things.thing_page(site, known_iri(site.store, task["iri"]).value)
        case "records":
            iri = known_iri(site.store, task["iri"]).value
            return things.records_page(site, iri, task["kind"], task["first"])
        case "ontology":
            return vocabulary.ontology_page(site)
        case "term":
            return vocabulary.term_page(site, task["prefix"], task["name"], task["first"])
        case "concept":
            return vocabulary.concept_page(site, task["scheme"], task["notation"])
        case "queries":
            return questions.queries_page(site)
        case "saved":
            return questions.saved_page(site, task["name"], task["parameters"])
        case "query":
            return questions.query_page(site, task["text"])
        case "search":
            return _found(site, task, snapshot)
        case _:
            return _for_scripts(site, name, task)


def _for_scripts(site: Site, name: str, task: dict[str, Any]) -> dict[str, Any]:
    """Collect what only scripts show."""
    if name == "explore":
        return explore_page(site, task["iris"])
    if name == "notes":
        return {"notes": questions.empty_notes(site, task["asked"])}
    if name == "terms":
        return completion.terms(site, task["counts"])
    return completion.labels(site, task["iris"])


def _found(site: Site, task: dict[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    hits = []
    if task["text"].strip():
        kind = task["kind"]
        hits = search(snapshot, task["text"], language=site.language, kind=kind, most=HITS)
    return {"text": task["text"], "hits": hits, "most": HITS, "labels": {}}
