"""Whether two statements can make the same quad, and what a quad tells of its row.

Both questions are asked of the plan alone, before any row is read. Where no proof is found the
answer is the careful one: they may overlap, nothing is told.
"""

import re
from typing import Final

from saite.mapping.lexical import IUNRESERVED
from saite.mapping.plan import Encoding, Part, Statement, Term, Value

# A character that no percent-encoded value holds: it keeps two values apart.
_SEPARATOR: Final = re.compile(f"(?!{IUNRESERVED})[^%]")
_ENCODED: Final = frozenset({Encoding.IRI, Encoding.URI})
_WHOLE: Final = frozenset({Encoding.WHOLE_IRI, Encoding.UNSAFE_IRI, Encoding.DATATYPE})


def told_columns(statement: Statement) -> frozenset[str]:
    """Give the columns whose values can be read off a quad that the statement made."""
    return frozenset(column for term in statement.terms for column in _told_by(term))


def _told_by(term: Term) -> tuple[str, ...]:
    values = [part for part in term.parts if isinstance(part, Value)]
    if len(values) == 1:
        value = values[0]
        # "x" and the base with "x" behind it make one IRI: it does not tell which it was.
        return () if value.encoding in _WHOLE and value.base else (value.column,)
    if all(value.encoding in _ENCODED for value in values) and _kept_apart(term.parts):
        return tuple(value.column for value in values)
    if [value.encoding for value in values] == [Encoding.LITERAL, Encoding.PLAIN]:
        # A text and its language: the quotation mark between them is escaped inside the text.
        return tuple(value.column for value in values)
    return ()


def _kept_apart(parts: tuple[Part, ...]) -> bool:
    since: str | None = None
    for part in parts:
        if isinstance(part, str):
            since = None if since is None else since + part
            continue
        if since is not None and not _SEPARATOR.search(since):
            return False
        since = ""
    return True


def may_overlap(one: Statement, other: Statement) -> bool:
    """Tell whether two statements may make the same quad, from whatever rows."""
    if (one.graph is None) != (other.graph is None):
        return False
    pairs = zip(one.terms, other.terms, strict=True)
    return not any(_are_apart(a.parts, b.parts) for a, b in pairs)


def _are_apart(one: tuple[Part, ...], other: tuple[Part, ...]) -> bool:
    """Tell whether no values make the two texts equal."""
    if one == other:
        return False
    if not _fits(one, other):
        return True
    if not (_is_encoded(one) and _is_encoded(other)):
        return False
    # Encoded values hold no slash: the texts can only be equal segment by segment.
    segments, others = _segments(one), _segments(other)
    if len(segments) != len(others):
        return True
    return not all(_fits(a, b) for a, b in zip(segments, others, strict=True))


def _is_encoded(parts: tuple[Part, ...]) -> bool:
    return all(isinstance(part, str) or part.encoding in _ENCODED for part in parts)


def _segments(parts: tuple[Part, ...]) -> list[tuple[Part, ...]]:
    segments: list[list[Part]] = [[]]
    for part in parts:
        if isinstance(part, Value):
            segments[-1].append(part)
            continue
        first, *rest = part.split("/")
        segments[-1].append(first)
        segments += [[each] for each in rest]
    return [tuple(part for part in segment if part) for segment in segments]


def _fits(one: tuple[Part, ...], other: tuple[Part, ...]) -> bool:
    """Tell whether what stands before the first values, and behind the last, is compatible."""
    start, end = _ends(one)
    other_start, other_end = _ends(other)
    fixed, other_fixed = _is_fixed(one), _is_fixed(other)
    if fixed and other_fixed:
        return start == other_start
    if fixed or other_fixed:
        text, head, tail = (start, other_start, other_end) if fixed else (other_start, start, end)
        long_enough = len(text) >= len(head) + len(tail)
        return long_enough and text.startswith(head) and text.endswith(tail)
    heads = start.startswith(other_start) or other_start.startswith(start)
    return heads and (end.endswith(other_end) or other_end.endswith(end))


def _is_fixed(parts: tuple[Part, ...]) -> bool:
    return all(isinstance(part, str) for part in parts)


def _ends(parts: tuple[Part, ...]) -> tuple[str, str]:
    texts: tuple[list[str], list[str]] = ([], [])
    for texts_of_side, ordered in zip(texts, (parts, parts[::-1]), strict=True):
        for part in ordered:
            if isinstance(part, Value):
                break
            texts_of_side.append(part)
    return "".join(texts[0]), "".join(texts[1][::-1])
