"""What a cell says: its text checked and put into the one form that a relation holds.

Lists become lists, controlled values their notation, truth ``true`` and ``false``, numbers their
shortest form. Texts and dates stay as written.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from saite.concepts import Concepts
from saite.dates import DateError, LanguageError, parse_date, read_language
from saite.errors import nearest
from saite.records.declaration import Column

Value: TypeAlias = str | list[str] | None

YES: Final = {"en": "yes", "lt": "taip", "lv": "jā"}
NO: Final = {"en": "no", "lt": "ne", "lv": "nē"}
_TRUTH: Final = {
    **dict.fromkeys([*YES.values(), "ja", "true", "1"], "true"),
    **dict.fromkeys([*NO.values(), "false", "0"], "false"),
}
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_IRI: Final = re.compile(r"[^\x00-\x20<>\"{}|\\^`\x7f-\x9f]+")
# Characters that XML, and so a workbook or GraphML, cannot hold; tabs and line breaks are not here.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ufffd]")


# How many permitted values a message lists: without a nearest one, and with it.
LISTED: Final = 20
LISTED_WITH_NEAREST: Final = 6
# Where all of them stand: the page, and the drop-down lists of the workbook.
ALL_STAND: Final = "see docs/records.md, or the lists of `saite template OUT.xlsx`"


class Fault(NamedTuple):
    """Why a cell cannot be what its column asks for, and the nearest that could."""

    message: str
    nearest: str = ""


_Reader: TypeAlias = Callable[[str], str | Fault]
EMPTY: Final = Fault("is empty, but required")


def read_column(
    column: Column,
    cells: Iterable[str],
    concepts: Concepts,
    languages: Sequence[str | None] = (),
    *,
    header_language: str = "",
) -> tuple[list[Value], dict[int, Fault]]:
    """Read the cells of a column, each distinct one once where they recur.

    :param languages: of each cell, for a column of dates; None where it is not known, so that
        the date is not looked at
    :param header_language: of the labels that a message lists; empty for notations
    :returns: the values, that of a faulty cell being its text, None where it is empty; and the
        place of each faulty cell
    """
    texts = [cell.strip() for cell in cells]
    if column.is_date:
        values, faults = _read_dates(texts, languages)
    elif column.is_source_language:
        values, faults = _read_distinct(column, texts, _read_language)
    elif column.scheme or column.separator or column.datatype != "string":
        read_one = _choose_reader(column, concepts, header_language)
        values, faults = _read_distinct(column, texts, read_one)
    else:
        values, faults = _read_texts(column, texts)
    if column.is_required:
        faults |= {place: EMPTY for place, text in enumerate(texts) if not text}
    if _CONTROL.search("\n".join(texts)):
        for place, text in enumerate(texts):
            if found := _CONTROL.search(text):
                faults[place] = Fault(f"has the character U+{ord(found[0]):04X}, which is no text")
    return values, faults


def _read_dates(
    texts: Sequence[str], languages: Sequence[str | None]
) -> tuple[list[Value], dict[int, Fault]]:
    pairs = list(zip(texts, languages, strict=True))
    wrong: dict[tuple[str, str | None], Fault] = {}
    for text, language in set(pairs):
        if text and language is not None:
            try:
                parse_date(text, language)
            except DateError as error:
                wrong[text, language] = Fault(str(error))
    places = enumerate(pairs) if wrong else ()
    return [text or None for text in texts], {
        at: wrong[pair] for at, pair in places if pair in wrong
    }


def _read_texts(column: Column, texts: Sequence[str]) -> tuple[list[Value], dict[int, Fault]]:
    faults: dict[int, Fault] = {}
    if column.pattern:
        matches = column.pattern.fullmatch
        wrong = {at: text for at, text in enumerate(texts) if text and not matches(text)}
        faults = {at: _say_mismatch(column.pattern, text) for at, text in wrong.items()}
    return [text or None for text in texts], faults


def _read_distinct(
    column: Column, texts: Sequence[str], read_one: _Reader
) -> tuple[list[Value], dict[int, Fault]]:
    values: dict[str, Value] = {"": None}
    wrong: dict[str, Fault] = {}
    for text in set(texts) - {""}:
        if column.separator:
            values[text], fault = _read_list(column, text, read_one)
        else:
            read = read_one(text)
            values[text], fault = (text, read) if isinstance(read, Fault) else (read, None)
        if fault:
            wrong[text] = fault
    places = enumerate(texts) if wrong else ()
    return [values[text] for text in texts], {
        at: wrong[text] for at, text in places if text in wrong
    }


def _read_list(
    column: Column, text: str, read_one: _Reader
) -> tuple[list[str] | None, Fault | None]:
    values: list[str] = []
    fault: Fault | None = None
    for part in filter(None, (part.strip() for part in text.split(column.separator))):
        value = read_one(part)
        if isinstance(value, Fault):
            fault = value._replace(message=f"{value.message} (in {part!r})")
            value = part
        elif value in values:
            fault = Fault(f"names {part!r} twice")
        values.append(value)
    return values or None, fault


def _choose_reader(column: Column, concepts: Concepts, language: str) -> _Reader:
    """Choose how one value of a column is read."""
    if column.scheme:
        return lambda text: _read_concept(column, text, concepts, language)
    if column.datatype == "boolean":
        return _read_truth
    if column.datatype in ("integer", "decimal"):
        return lambda text: _read_number(column, text)
    if column.datatype == "anyURI":
        return _read_address
    return lambda text: text


def _read_language(text: str) -> str | Fault:
    try:
        return read_language(text)
    except LanguageError as error:
        return Fault(str(error), error.near)


def _read_concept(column: Column, text: str, concepts: Concepts, language: str) -> str | Fault:
    concept = concepts.find(column.scheme, text)
    if concept:
        return concept.notation
    near = concepts.nearest(column.scheme, text)
    members = concepts.schemes.get(column.scheme, {}).values()
    names = [each.label(language) if language else each.notation for each in members]
    # Where the nearest is told, the others only show what kind of value is asked for.
    count = LISTED_WITH_NEAREST if near else LISTED
    more = f" and {len(names) - count} more, {ALL_STAND}" if len(names) > count else ""
    expected = ", ".join(names[:count]) + more
    return Fault(f"is no {column.scheme}, expected one of: {expected}", near)


def _read_truth(text: str) -> str | Fault:
    truth = _TRUTH.get(text.casefold())
    return truth or Fault("is neither yes (taip, jā) nor no (ne, nē)", nearest(text, _TRUTH))


def _read_number(column: Column, text: str) -> str | Fault:
    is_integer = column.datatype == "integer"
    if not (_INTEGER if is_integer else _DECIMAL).fullmatch(text):
        dotted = text.replace(",", ".")
        near = dotted if not is_integer and _DECIMAL.fullmatch(dotted) else ""
        kind = "a whole number" if is_integer else "a number with a decimal point"
        return Fault(f"is not {kind}", near)
    number = Decimal(text)
    if column.minimum is not None and number < column.minimum:
        return Fault(f"is below {column.minimum}")
    if column.maximum is not None and number > column.maximum:
        return Fault(f"is above {column.maximum}")
    shortest = f"{number:f}"
    shortest = shortest.rstrip("0").rstrip(".") if "." in shortest else shortest
    return "0" if shortest == "-0" else shortest


def _read_address(text: str) -> str | Fault:
    if _IRI.fullmatch(text):
        return text
    return Fault("is no address: a space or a character that an IRI cannot hold stands in it")


# Patterns of the declaration, in words.
_PATTERNS: Final = {
    "[A-Za-z0-9][A-Za-z0-9._-]*": (
        "is no id: Latin letters without diacritics, digits, dot, underscore and hyphen only, "
        "a letter or digit first"
    ),
    "[A-Z]{2}": "is no code of a country such as LT or LV (ISO 3166-1 alpha-2)",
    "[A-Z]{3}": "is no code of a currency such as EUR (ISO 4217)",
    "[0-9a-f]{64}": "is no SHA-256: 64 hexadecimal digits in lower case",
}


def _say_mismatch(pattern: re.Pattern[str], text: str) -> Fault:
    message = _PATTERNS.get(pattern.pattern, f"does not match {pattern.pattern}")
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")
    candidates = (text.upper(), text.lower(), slug)
    return Fault(message, next((each for each in candidates if pattern.fullmatch(each)), ""))
