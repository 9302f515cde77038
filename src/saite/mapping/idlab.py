"""The functions of IDLab that mappings usually call.

Those that would give something else in each run (``random``), read other files (``lookup``) or
keep a state are left out: the same input makes the same graph.

Source: the functions described at https://w3id.org/imec/idlab/function
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from saite.mapping.grel_dates import to_date
from saite.mapping.grel_numbers import number
from saite.mapping.lexical import is_absolute
from saite.mapping.signature import IDLAB, Function, Text, in_words, one_output

_MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "json": "application/json",
    "xml": "application/xml",
    "nt": "application/n-triples",
    "ttl": "text/turtle",
    "nq": "application/n-quads",
    "sql": "application/sql",
}

# Its own description names the inputs with an underscore, mappings without.
IDLAB_ALIASES: Final[dict[str, str]] = {
    IDLAB + older: IDLAB + name
    for older, name in (
        *((f"_{name}", name) for name in (
            "str", "strBoolean", "otherStr", "expectedStr", "result", "delimiter", "strDate",
            "pattern",
        )),
        *((f"_{name}", f"p_{name}") for name in ("test", "from", "to")),
        ("stringOut", "_stringOut"),
        ("o_boolOut", "_boolOut"),
    )
}  # fmt: skip


def _upper_address(text: str) -> str:
    # The scheme is put before an address that has none, and keeps its small letters.
    return text.upper() if is_absolute(text) else f"http://{text.upper()}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")


def _in_range(test: str, start: Text, end: Text) -> bool:
    value = number(test)
    after = start is None or value >= number(start)
    return after and (end is None or value < number(end))


def _if_true(truth: Text, value: Text) -> Text:
    return value if truth == "true" else None


def _decide(value: str, expected: str, result: str) -> Text:
    return result if value == expected else None


def _has_part(value: str, part: str, mark: str) -> bool:
    return part in (value.split(mark) if mark else list(value))


def _concat(one: str, other: str, mark: Text) -> str:
    return f"{one}{mark or ''}{other}"


def _media_type(name: str) -> Text:
    return _MEDIA_TYPES.get(name.rpartition(".")[2]) if "." in name else None


def _normal_date(text: str, pattern: str) -> Text:
    try:
        return to_date(text, pattern)
    except ValueError:
        return None


def _functions() -> Iterator[Function]:
    def text(name: str, parameters: str, call: Callable[..., Text], optional: str = "") -> Function:
        return one_output(IDLAB, name, parameters, "_stringOut", call, optional=optional)

    def truth(
        name: str, parameters: str, call: Callable[..., bool], optional: str = ""
    ) -> Function:
        return one_output(
            IDLAB, name, parameters, "_boolOut", lambda *given: in_words(value=call(*given)),
            optional=optional, datatype="boolean",
        )  # fmt: skip

    yield text("alwaysReturnsABC", "", lambda: "ABC")
    yield text("toUpperCaseURL", "str", _upper_address)
    yield truth("equal", "grel:valueParam grel:valueParam2", str.__eq__)
    yield truth("notEqual", "grel:valueParam grel:valueParam2", str.__ne__)
    yield truth("isNull", "str", lambda value: value is None, "str")
    yield text("trueCondition", "strBoolean str", _if_true, "strBoolean str")
    yield text("decide", "str expectedStr result", _decide)
    yield truth("stringContainsOtherString", "str otherStr delimiter", _has_part)
    yield text("concat", "str otherStr delimiter", _concat, "delimiter")
    yield truth("inRange", "p_test p_from p_to", _in_range, "p_from p_to")
    yield text("slugify", "str", _slug)
    yield text("getMIMEType", "str", _media_type)
    yield text("normalizeDate", "strDate pattern", _normal_date)


IDLAB_FUNCTIONS: Final[dict[str, Function]] = {each.iri: each for each in _functions()}
"""IRI -> function."""
