"""Terms as a person writes them on a command line, as patterns of statements."""

import re
from collections.abc import Mapping
from typing import Final

from saite.errors import UsageError
from saite.mapping.lexical import escape_iri, escape_literal, is_absolute
from saite.mapping.spec import RDF_TYPE
from saite.mapping.traced import Pattern
from saite.namespaces import PREFIXES

_LITERAL: Final = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^(?P<datatype>\S+))?', re.DOTALL
)
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_SHORT: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def read_pattern(
    subject: str,
    predicate: str | None,
    value: str | None,
    *,
    base: str = "",
    prefixes: Mapping[str, str],
) -> Pattern:
    """Read what a statement must be.

    :param subject: an IRI in full, with or without angle brackets, a prefixed name, what stands
        behind the base, or a blank node such as ``_:b0``
    :param value: the same, or a literal as Turtle writes it, or the bare text of one
    :param base: of relative IRIs; empty if there is none
    :param prefixes: prefixes besides those of Saite
    :raises UsageError: if an object is given and no predicate, or a term is empty
    """
    if value is not None and predicate is None:
        raise UsageError("a triple has three terms: name a predicate before the object")
    if not all(each is None or each.strip() for each in (subject, predicate)):
        raise UsageError("a term is empty, expected an IRI")
    known = {**PREFIXES, **prefixes}
    given = frozenset(_resources(predicate, base, known)) if predicate is not None else frozenset()
    if predicate == "a":
        given = frozenset({f"<{RDF_TYPE}>"})
    objects, literal = _objects(value, base, known) if value is not None else (frozenset(), "")
    return Pattern(frozenset(_resources(subject, base, known)), given, objects, literal)


def _resources(text: str, base: str, prefixes: Mapping[str, str]) -> set[str]:
    """Give every IRI or blank node that a text may stand for."""
    if text.startswith("_:"):
        return {text}
    inner = text[1:-1] if text.startswith("<") and text.endswith(">") else ""
    prefix, colon, local = text.partition(":")
    found = {inner or text} if is_absolute(inner or text) else {base + (inner or text)}
    if colon and prefix in prefixes and not inner:
        found.add(prefixes[prefix] + local)
    # An IRI stands in the output as it is; only rml:UnsafeIRI makes escapes in it.
    return {f"<{iri}>" for iri in found} | {f"<{escape_iri(iri)}>" for iri in found}


def _objects(text: str, base: str, prefixes: Mapping[str, str]) -> tuple[frozenset[str], str]:
    literal = _LITERAL.fullmatch(text)
    if literal:
        return frozenset({_written(literal, base, prefixes)}), ""
    if text.startswith(("<", "_:")):
        return frozenset(_resources(text, base, prefixes)), ""
    return frozenset(_resources(text, base, prefixes)), f'"{escape_literal(text)}"'


def _written(literal: re.Match[str], base: str, prefixes: Mapping[str, str]) -> str:
    text = f'"{escape_literal(_ESCAPE.sub(_unescaped, literal["text"]))}"'
    if literal["language"]:
        return f"{text}@{literal['language']}"
    if not literal["datatype"]:
        return text
    # A prefixed name can be read as an IRI of a scheme too: the longer reading is meant.
    datatype = max(_resources(literal["datatype"], base, prefixes), key=len)
    return text if datatype == f"<{PREFIXES['xsd']}string>" else f"{text}^^{datatype}"


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1]
    if len(code) > 1 and int(code[1:], 16) <= 0x10FFFF:
        return chr(int(code[1:], 16))
    return _SHORT.get(code, code)


def fits(pattern: Pattern, terms: tuple[str, str, str]) -> bool:
    """Tell whether a statement is one of a pattern."""
    subject, predicate, value = terms
    return (
        (not pattern.subject or subject in pattern.subject)
        and (not pattern.predicate or predicate in pattern.predicate)
        and (
            not (pattern.object or pattern.literal)
            or value in pattern.object
            or (bool(pattern.literal) and value.startswith(pattern.literal))
        )
    )
