"""Answers cut to a size: so many rows and characters, and what was left out is told."""

import json
from collections.abc import Iterable
from typing import Any, Final

from saite.network.privacy import Privacy

MOST_CHARACTERS: Final = 40_000


def fit(items: Iterable[Any], *, most: int = MOST_CHARACTERS) -> tuple[list[Any], bool]:
    """Take items as long as they fit, at least one; tell whether some were left.

    >>> fit(["aaaa", "bbbb"], most=8)
    (['aaaa'], True)
    """
    taken: list[Any] = []
    size = 0
    for item in items:
        size += len(json.dumps(item, ensure_ascii=False)) + 2
        if taken and size > most:
            return taken, True
        taken.append(item)
    return taken, False


def fit_sources(sources: dict[str, Any], *, most: int) -> dict[str, Any]:
    """Take sources as long as they fit."""
    taken, _ = fit(sources.items(), most=max(most, 1))
    return dict(taken)


def redact(value: Any, privacy: Privacy) -> Any:  # noqa: ANN401 - what JSON has
    """Leave out of every text what must not be told."""
    match value:
        case str():
            return privacy.redact(value)
        case dict():
            return {name: redact(each, privacy) for name, each in value.items()}
        case list():
            return [redact(each, privacy) for each in value]
        case _:
            return value
