"""Saved queries by name: those that travel with Saite, and a workspace's own."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from saite.errors import UsageError, nearest
from saite.resources import resource
from saite.sparql import (
    SavedQuery,
    parse_saved_query,
    read_saved_queries,
    read_saved_query,
)

HEAD: Final = re.compile(r"^#\+", re.MULTILINE)


def saved_queries(folders: Iterable[Path] = ()) -> dict[str, SavedQuery]:
    """Read the questions that travel with Saite, and the queries of further folders.

    :param folders: a workspace's own; a query of theirs replaces one of the same name
    :returns: queries by name, sorted
    :raises SavedQueryError: with everything that is wrong in any of them
    """
    return read_saved_queries(resource("queries/questions"), *folders)


@lru_cache(maxsize=1)
def read_subjects() -> Mapping[str, Mapping[str, str]]:
    """Read the subjects of the questions that travel with Saite, in the order to list them.

    :returns: subject, which is the first tag of a question -> its title by language
    """
    text = resource("queries/subjects.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


def by_subject(queries: Iterable[SavedQuery]) -> dict[str, list[SavedQuery]]:
    """Group questions by their first tag: known subjects first, then others by name.

    Those without a tag come last, under an empty subject; inside a group the order stays.
    """
    groups: dict[str, list[SavedQuery]] = {}
    for query in queries:
        groups.setdefault((*query.tags, "")[0], []).append(query)
    order = list(read_subjects())
    place = {subject: number for number, subject in enumerate(order)}
    named = sorted(groups, key=lambda each: (not each, place.get(each, len(order)), each))
    return {subject: groups[subject] for subject in named}


def find_query(text: str, folders: Iterable[Path] = ()) -> SavedQuery | str:
    """Find what a person means by a query: its name, its file, or its text.

    What ends in ``.rq`` is a file, what has a brace or a space in it the text of a query (there is
    none without), with a head or not; all else is a name.

    :raises UsageError: if no saved query has that name; the nearest one is named
    :raises SavedQueryError: if the query cannot be read, or is wrong
    """
    if text.lower().endswith(".rq"):
        return read_saved_query(Path(text))
    if "{" in text or len(text.split()) > 1:
        return parse_saved_query(text) if HEAD.search(text) else text
    searched = (resource("queries/questions"), *folders)
    # Only the query that is asked is read: a mistake in another one is not in its way.
    for folder in reversed(searched):
        path = folder / f"{text}.rq"
        if path.name == f"{text}.rq" and path.is_file():
            return read_saved_query(path)
    near = nearest(text, {path.stem for folder in searched for path in folder.glob("*.rq")})
    hint = f"; did you mean {near!r}?" if near else ""
    raise UsageError(f"there is no saved query {text!r}{hint} (all of them: saite query --list)")
