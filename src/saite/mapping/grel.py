"""The functions that mappings usually call: those of GREL over texts, and some of IDLab's.

Source: the General Refine Expression Language, described as functions of FnO at
http://users.ugent.be/~bjdmeest/function/grel.ttl and https://w3id.org/imec/idlab/function
"""

import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape as escape_xml

from saite.mapping.lexical import is_absolute
from saite.mapping.signature import Function, Text

GREL: Final = "http://users.ugent.be/~bjdmeest/function/grel.ttl#"
IDLAB: Final = "https://w3id.org/imec/idlab/function#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"

# Older descriptions name parameters and outputs by the property that a call has for them.
ALIASES: Final[dict[str, str]] = {
    GREL + older: GREL + name
    for older, name in (
        ("valueParameter", "valueParam"),
        ("valueParameter2", "valueParam2"),
        ("p_string_find", "param_find"),
        ("p_string_replace", "param_replace"),
        ("modeParameter", "modeParam"),
        ("stringOutput", "stringOut"),
    )
}
"""Older IRI -> the one that is meant."""


def _whole_number(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{name} is {text!r}, expected a whole number") from None


def _substring(text: str, start: str, end: Text) -> Text:
    first = _whole_number(start, "the start of a substring")
    last = len(text) if end is None else _whole_number(end, "the end of a substring")
    return text[first:last] if abs(first) <= len(text) else None


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from None


def _in_csv(text: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow([text])
    return buffer.getvalue()


_ESCAPES: Final[dict[str, Callable[[str], str]]] = {
    "html": lambda text: html.escape(text, quote=True),
    "xml": lambda text: escape_xml(text, {'"': "&quot;", "'": "&apos;"}),
    "csv": _in_csv,
    "url": lambda text: quote(text, safe=""),
    "javascript": lambda text: json.dumps(text)[1:-1],
}


def _escape(text: str, mode: str) -> str:
    if mode not in _ESCAPES:
        raise ValueError(f"{mode!r} is not a way to escape, expected one of {', '.join(_ESCAPES)}")
    return _ESCAPES[mode](text)


def _upper_address(text: str) -> str:
    # The scheme is put before an address that has none, and keeps its small letters.
    return text.upper() if is_absolute(text) else f"http://{text.upper()}"


def _checksum(name: str, text: str) -> str:
    return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


def _truth(*, value: bool) -> str:
    return "true" if value else "false"


def _functions() -> Iterator[Function]:
    def text(name: str, parameters: str, call: Callable[..., Text], optional: str = "") -> Function:
        return _function(GREL, name, parameters, "stringOut", call, optional=optional)

    def truth(name: str, parameters: str, call: Callable[..., bool]) -> Function:
        return _function(
            GREL, name, parameters, "output_bool",
            lambda *given: _truth(value=call(*given)), datatype="boolean",
        )  # fmt: skip

    yield text("toUpperCase", "valueParam", str.upper)
    yield text("toLowerCase", "valueParam", str.lower)
    yield text("toTitleCase", "valueParam", str.title)
    yield text("string_trim", "valueParam", str.strip)
    yield text("string_substring", "valueParam p_int_i_from p_int_i_opt_to", _substring,
               "p_int_i_opt_to")  # fmt: skip
    yield text("string_replace", "valueParam param_find param_replace", str.replace)
    yield text("string_replaceRegex", "valueParam param_find param_replace",
               lambda value, find, new: _pattern(find).sub(lambda _: new, value))  # fmt: skip
    yield text("escape", "valueParam modeParam", _escape)
    yield text("string_md5", "valueParam", lambda value: _checksum("md5", value))
    yield text("string_sha1", "valueParam", lambda value: _checksum("sha1", value))
    yield _function(GREL, "string_length", "valueParam", "output_number",
                    lambda value: str(len(value)), datatype="integer")  # fmt: skip
    yield truth("string_contains", "valueParam string_sub", lambda v, part: part in v)
    yield truth("string_startsWith", "valueParam string_sub", str.startswith)
    yield truth("string_endsWith", "valueParam string_sub", str.endswith)
    yield _function(IDLAB, "alwaysReturnsABC", "", "_stringOut", lambda: "ABC")
    yield _function(IDLAB, "toUpperCaseURL", "str", "_stringOut", _upper_address)
    for name, test in (("equal", str.__eq__), ("notEqual", str.__ne__)):
        yield Function(
            IDLAB + name,
            (GREL + "valueParam", GREL + "valueParam2"),
            (IDLAB + "_boolOut",),
            lambda one, other, test=test: (_truth(value=test(one, other)),),
            datatypes={IDLAB + "_boolOut": _XSD + "boolean"},
        )


def _function(
    namespace: str,
    name: str,
    parameters: str,
    output: str,
    call: Callable[..., Text],
    *,
    optional: str = "",
    datatype: str = "",
) -> Function:
    return Function(
        namespace + name,
        tuple(namespace + each for each in parameters.split()),
        (namespace + output,),
        lambda *given: (call(*given),),
        frozenset(namespace + each for each in optional.split()),
        {namespace + output: _XSD + datatype} if datatype else {},
    )


GREL_FUNCTIONS: Final[dict[str, Function]] = {each.iri: each for each in _functions()}
"""IRI -> function."""
