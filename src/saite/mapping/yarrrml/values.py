r"""Values of YARRRML: text with references, ``person/$(id)``, and the suffixes ``~iri`` and such.

A backslash takes the meaning from ``$(``, ``)``, ``(``, ``:``, ``~`` and ``\``; before the ``_`` of
a reference it says that a column is meant, no external reference. Any other one is itself.

Source: https://w3id.org/yarrrml/spec/#template
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from saite.mapping.model import Reference

_TOKEN: Final = re.compile(
    r"\\(?P<escaped>[\\():~]|\$(?=\())|(?P<open>\$\()|(?P<plain>.)", re.DOTALL
)
_INSIDE: Final = re.compile(r"\\(?P<escaped>[\\():~])|(?P<close>\))|(?P<plain>.)", re.DOTALL)
_SUFFIX: Final = re.compile(r"(?<!\\)~(?P<name>[A-Za-z]+)$")


@dataclass(frozen=True)
class Parsed:
    """A value, split into its text and its references by turns."""

    parts: tuple[str | Reference, ...]

    @property
    def constant(self) -> str | None:
        """Give the text of a value that has no reference."""
        texts = [part for part in self.parts if isinstance(part, str)]
        return "".join(texts) if len(texts) == len(self.parts) else None

    @property
    def reference(self) -> str | None:
        """Give the reference of a value that is nothing else."""
        only = self.parts[0] if len(self.parts) == 1 else ""
        return only.column if isinstance(only, Reference) else None

    @property
    def template(self) -> str:
        """Give the value as a template of RML."""
        return "".join(
            _braced(part) if isinstance(part, str) else f"{{{_braced(part.column)}}}"
            for part in self.parts
        )


def _braced(text: str) -> str:
    return re.sub(r"([\\{}])", r"\\\1", text)


def parse_value(text: str, external: Mapping[str, str]) -> Parsed:
    r"""Split a value; external references are replaced by what they stand for.

    :raises ValueError: if a reference is empty, or not closed

    >>> parse_value("$(_city)/$(id)", {"city": "Rīga"}).parts
    ('Rīga/', Reference(column='id'))
    """
    parts: list[str | Reference] = []
    buffer: list[str] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        assert token is not None, "the pattern takes any character"
        at = token.end()
        if token["open"] is None:
            buffer.append(token["escaped"] or token["plain"])
            continue
        name, at = _reference(text, at)
        known = name.startswith("_") and name[1:] in external
        if known:
            buffer.append(external[name[1:]])
            continue
        if buffer:
            parts.append("".join(buffer))
            buffer = []
        parts.append(Reference(name.removeprefix("\\") if name.startswith("\\_") else name))
    if buffer:
        parts.append("".join(buffer))
    return Parsed(tuple(parts))


def _reference(text: str, at: int) -> tuple[str, int]:
    start = at
    name: list[str] = []
    while at < len(text):
        token = _INSIDE.match(text, at)
        assert token is not None, "the pattern takes any character"
        at = token.end()
        if token["close"]:
            if not name:
                raise ValueError("has an empty reference, expected a name between $( and )")
            return "".join(name), at
        name.append(token["escaped"] or token["plain"])
    raise ValueError(f"has a reference at {start - 1} that is not closed, expected $(name)")


def split_suffix(text: str) -> tuple[str, str]:
    """Split off what follows the last ``~``, in small letters; empty where there is none.

    >>> split_suffix("$(website)~iri")
    ('$(website)', 'iri')
    """
    found = _SUFFIX.search(text)
    return (text[: found.start()], found["name"].lower()) if found else (text, "")
