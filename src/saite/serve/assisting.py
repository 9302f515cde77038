"""The tools of assistants on the graph that is served: in workers, within the limits of queries."""

import json
from typing import Any

from saite.assistant import Knowledge, answer
from saite.errors import ProblemsError, UsageError
from saite.query import Limits, store_ask
from saite.results import Ask
from saite.serve.output import Output
from saite.serve.problems import RefusedError
from saite.serve.searching import search
from saite.serve.snapshot import Snapshot


def assist(snapshot: Snapshot, task: dict[str, Any], _content: bytes, output: Output) -> None:
    """Answer the call of an assistant, as JSON.

    :raises RefusedError: if it is wrong, with the nearest right thing
    """
    plan = snapshot.plan
    language = task["language"] or plan.language

    def find(text: str, kind: str, most: int) -> list[dict[str, Any]]:
        return search(snapshot, text, language=language, kind=kind, most=most)

    def ask_rows(rows: int) -> Ask:
        return store_ask(snapshot.store, limits=Limits(rows=min(rows, plan.serving.rows)))

    knowledge = Knowledge(
        ask=store_ask(snapshot.store),
        ask_rows=ask_rows,
        find=find,
        concepts=snapshot.concepts,
        base=plan.base,
        language=language,
        folders=plan.queries,
    )
    try:
        found = answer(knowledge, task["tool"], task["arguments"], with_email=task["with_email"])
    except (UsageError, ProblemsError) as error:
        raise RefusedError("query", str(error)) from None
    found["graph"] = {"build": plan.build.name if plan.build else ""}
    output.write(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
