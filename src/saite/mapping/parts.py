"""The parts of a term: texts and values by turns, before any value is known."""

import re
from typing import Final

from saite.mapping.lexical import SCHEME, is_absolute, is_iri
from saite.mapping.plan import Part, Parts

# Templates put values where any of these may stand; a port, for one, takes digits only.
_SAMPLES: Final = ("a", "%20\u0101", "0", ".~-_")


def resolved(parts: Parts, base: str) -> Parts | None:
    """Put the base before a template without a scheme; None if only its values can tell."""
    before = ""
    for part in parts:
        head, colon, _ = part.partition(":") if isinstance(part, str) else ("a", "", "")
        before += head
        if not colon and re.fullmatch(f"(?:{SCHEME})?", before):
            continue
        if colon and re.fullmatch(SCHEME, before):
            return parts if isinstance(parts[0], str) and is_absolute(parts[0]) else None
        return (base, *parts)
    return (base, *parts)


def is_sound(parts: Parts, *, is_uri: bool = False) -> bool:
    """Tell whether whatever encoded values stand in a template, it makes a valid IRI.

    :param is_uri: make it a URI, which is an IRI of ASCII letters
    """
    if is_uri and not all(part.isascii() for part in parts if isinstance(part, str)):
        return False
    return all(
        is_iri("".join(part if isinstance(part, str) else sample for part in parts))
        for sample in _SAMPLES
    )


def merged(parts: Parts) -> Parts:
    """Put neighbouring texts together, and leave empty ones out."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part:
            merged.append(part)
    return tuple(merged)
