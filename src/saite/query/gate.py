"""What may not run at all: updates, and queries that would ask other servers."""

from typing import Final

from saite.errors import SavedQueryError, UsageError
from saite.sparql import asks_other_servers, query_problems, tokenize

_UPDATES: Final = frozenset(
    {"insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"}
)
_PROLOGUE: Final = frozenset({"prefix", "base", "version"})


def check_query(text: str, *, file: str = "query", base: str | None = None) -> None:
    """Refuse a text that is no query, or that would do more than read this graph.

    :param file: name of the query for the messages, as the user knows it
    :param base: what relative IRIs are relative to, where the query does not say
    :raises UsageError: if it is an update, or has a SERVICE in it
    :raises SavedQueryError: if it does not parse, located by line
    """
    update = update_form(text)
    if update:
        raise UsageError(
            f"{file}: {update} is an update, and queries only read: expected SELECT, ASK,"
            " CONSTRUCT or DESCRIBE. The graph changes with its records: edit these and build again"
        )
    problems = query_problems(text, file=file, base=base)
    if problems:
        raise SavedQueryError(problems)
    if asks_other_servers(text):
        raise UsageError(
            f"{file}: SERVICE would send parts of the query to another server and is not allowed."
            " Bring what you need from there in with saite pull, ask that server itself with"
            " --endpoint, or list it under [services] of saite.toml. (A prefix whose name has"
            " 'service' in it, or the word beside \\u escapes, is refused too: write it in another"
            " way)"
        )


def update_form(text: str) -> str:
    r"""Name the update that a text begins with, in capitals; empty if it begins with none.

    >>> update_form("PREFIX insert: <urn:x> # no\ndelete where { ?s ?p ?o }")
    'DELETE'
    """
    for token in tokenize(text):
        word = token.text.lower()
        if token.kind == "iri" or word in _PROLOGUE or word.endswith(":"):
            continue
        return token.text.upper() if word in _UPDATES else ""
    return ""
