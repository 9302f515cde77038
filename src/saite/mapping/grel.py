"""The functions of GREL that mappings usually call; those over texts and truths are here.

Source: the General Refine Expression Language, described as functions of FnO at
http://users.ugent.be/~bjdmeest/function/grel.ttl
"""

import csv
import hashlib
import html
import io
import json
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import quote, unquote

from saite.mapping.grel_dates import DATE_FUNCTIONS
from saite.mapping.grel_numbers import NUMBER_FUNCTIONS
from saite.mapping.idlab import IDLAB_ALIASES, IDLAB_FUNCTIONS
from saite.mapping.signature import GREL, IDLAB, Function, Text, in_words, one_output

__all__ = ["ALIASES", "GREL", "GREL_FUNCTIONS", "IDLAB"]

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
        ("o_bool", "output_bool"),
        ("o_number", "output_number"),
        ("o_decimal", "output_decimal"),
        ("o_date", "output_date"),
        ("o_any", "output_any"),
        ("param_string_sub", "string_sub"),
        ("param_string_sep", "p_string_sep"),
        ("param_string_pattern", "p_string_pattern"),
        ("param_string_unit", "p_string_unit"),
        ("param_string_timeunit", "p_string_timeunit"),
        ("param_date_d", "p_date_d"),
        ("param_datetime_d", "p_datetime_d"),
        ("param_datetime_d2", "p_datetime_d2"),
        ("param_int_i_from", "p_int_i_from"),
        ("param_int_i_opt_to", "p_int_i_opt_to"),
        ("param_int_i", "p_int_i"),
        ("param_int_i2", "p_int_i2"),
        ("param_dec_n", "p_dec_n"),
        ("param_dec_n2", "param_n2"),
        ("param_dec_n_exp", "p_any_exp"),
        ("param_any_e", "p_any_e"),
        ("param_b", "bool_b"),
        ("bool_array_b", "param_rep_b"),
        ("param_true", "any_true"),
        ("param_false", "any_false"),
    )
} | IDLAB_ALIASES
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of what it may mean one day
            return re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from None


def _in_csv(text: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow([text])
    return buffer.getvalue()


_XML_ENTITIES: Final = {
    "amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "#39": "'",
}  # fmt: skip
_XML_ENTITY: Final = re.compile(f"&({'|'.join(_XML_ENTITIES)});")
_ESCAPES: Final[dict[str, Callable[[str], str]]] = {
    "html": lambda text: html.escape(text, quote=True),
    "xml": lambda text: (
        html.escape(text, quote=False).replace('"', "&quot;").replace("'", "&apos;")
    ),
    "csv": _in_csv,
    "url": lambda text: quote(text, safe=""),
    "javascript": lambda text: json.dumps(text)[1:-1],
}


def _escape(text: str, mode: str) -> str:
    if mode not in _ESCAPES:
        raise ValueError(f"{mode!r} is not a way to escape, expected one of {', '.join(_ESCAPES)}")
    return _ESCAPES[mode](text)


def _checksum(name: str, text: str) -> str:
    return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


_UNESCAPES: Final[dict[str, Callable[[str], str]]] = {
    "html": html.unescape,
    "xml": lambda text: _XML_ENTITY.sub(lambda found: _XML_ENTITIES[found[1]], text),
    "csv": lambda text: "".join(next(csv.reader([text]), [])[:1]),
    "url": lambda text: unquote(text, errors="strict"),
    "javascript": lambda text: str(json.loads(f'"{text}"')),
}


def _unescape(text: str, mode: str) -> str:
    if mode not in _UNESCAPES:
        known = ", ".join(_UNESCAPES)
        raise ValueError(f"{mode!r} is not a way to unescape, expected one of {known}")
    try:
        made = _UNESCAPES[mode](text)
        made.encode()  # half of a character (a lone surrogate) is none that a file could hold
    except (ValueError, csv.Error):
        raise ValueError(f"{text!r} is not a text that was escaped as {mode}") from None
    return made


def _replace_characters(text: str, found: str, new: str) -> str:
    if len(found) != len(new):
        raise ValueError(f"{found!r} and {new!r} differ in length: each character has its own")
    return text.translate(str.maketrans(found, new))


def _difference(one: str, other: str) -> str:
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return other[len(one) if same is None else same :]


def _is_true(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text.lower() == "true"


def _if(condition: str, when_true: Text, when_false: Text) -> Text:
    return when_true if _is_true(condition) else when_false


def _functions() -> Iterator[Function]:
    def text(name: str, parameters: str, call: Callable[..., Text], optional: str = "") -> Function:
        return one_output(GREL, name, parameters, "stringOut", call, optional=optional)

    def whole(name: str, parameters: str, call: Callable[..., int]) -> Function:
        return one_output(
            GREL, name, parameters, "output_number", lambda *given: str(call(*given)),
            datatype="integer",
        )  # fmt: skip

    def truth(name: str, parameters: str, call: Callable[..., bool]) -> Function:
        return one_output(
            GREL, name, parameters, "output_bool", lambda *given: in_words(value=call(*given)),
            datatype="boolean",
        )  # fmt: skip

    yield text("toUpperCase", "valueParam", str.upper)
    yield text("toLowerCase", "valueParam", str.lower)
    yield text("toTitleCase", "valueParam", str.title)
    yield text("string_toTitlecase", "valueParam", str.title)
    yield text("string_toString", "p_any_e", str)
    yield text("string_trim", "valueParam", str.strip)
    yield text("string_chomp", "valueParam p_string_sep", str.removesuffix)
    yield text("string_substring", "valueParam p_int_i_from p_int_i_opt_to", _substring,
               "p_int_i_opt_to")  # fmt: skip
    yield text("string_replace", "valueParam param_find param_replace", str.replace)
    yield text("string_replaceRegex", "valueParam param_find param_replace",
               lambda value, find, new: _pattern(find).sub(lambda _: new, value))  # fmt: skip
    yield text("string_replaceChars", "valueParam param_find param_replace", _replace_characters)
    yield text("string_diff", "valueParam valueParam2", _difference)
    yield text("escape", "valueParam modeParam", _escape)
    yield text("string_unescape", "valueParam modeParam", _unescape)
    yield text("string_md5", "valueParam", lambda value: _checksum("md5", value))
    yield text("string_sha1", "valueParam", lambda value: _checksum("sha1", value))
    yield whole("string_length", "valueParam", len)
    yield whole("string_indexOf", "valueParam string_sub", str.find)
    yield whole("string_lastIndexOf", "valueParam string_sub", str.rfind)
    yield truth("string_contains", "valueParam string_sub", lambda v, part: part in v)
    yield truth("string_startsWith", "valueParam string_sub", str.startswith)
    yield truth("string_endsWith", "valueParam string_sub", str.endswith)
    yield truth("boolean_not", "bool_b", lambda value: not _is_true(value))
    for name, call in (
        ("and", lambda *given: all(map(_is_true, given))),
        ("or", lambda *given: any(map(_is_true, given))),
        ("xor", lambda *given: sum(map(_is_true, given)) % 2 == 1),
    ):
        yield replace(truth(f"boolean_{name}", "param_rep_b", call), is_repeated=True)
    yield one_output(GREL, "controls_if", "bool_b any_true any_false", "output_any", _if,
                     optional="any_true any_false")  # fmt: skip
    coalesce = one_output(
        GREL, "other_coalesce", "p_any_rep_e", "output_any",
        lambda *given: next((each for each in given if each is not None), None),
        optional="p_any_rep_e",
    )  # fmt: skip
    yield replace(coalesce, is_repeated=True)


GREL_FUNCTIONS: Final[dict[str, Function]] = (
    {each.iri: each for each in _functions()} | NUMBER_FUNCTIONS | DATE_FUNCTIONS | IDLAB_FUNCTIONS
)
"""IRI -> function, those of IDLab among them."""
