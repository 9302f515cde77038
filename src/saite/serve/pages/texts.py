"""The words of the pages in three languages, and which of them a reader wants."""

import json
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("en", "lt", "lv")
FILE: Final = Path(__file__).resolve().parent / "strings.json"


@cache
def load_texts() -> dict[str, dict[str, str]]:
    """Load the texts: language -> name -> text."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def choose_language(chosen: str, accepted: str, default: str) -> str:
    """Choose the language of a page.

    :param chosen: what the address asks for; anything but one of ours is passed over
    :param accepted: value of the header Accept-Language
    :param default: where nothing of ours is asked for
    :source: RFC 9110, section 12.5.4

    >>> choose_language("", "de, lv;q=0.8, en;q=0.5", "en")
    'lv'
    """
    if chosen in LANGUAGES:
        return chosen
    wanted = sorted(
        (_quality(part) for part in accepted.split(",")[:50]), key=lambda each: -each[0]
    )
    found = (tag for quality, tag in wanted if quality > 0 and tag in LANGUAGES)
    return next(found, default if default in LANGUAGES else "en")


def _quality(part: str) -> tuple[float, str]:
    """Read one language range; a region is passed over (lt-LT is lt)."""
    tag, _, rest = part.strip().lower().partition(";")
    value = rest.strip().removeprefix("q=")
    try:
        quality = float(value) if rest.strip() else 1.0
    except ValueError:
        quality = 0.0
    return quality, tag.strip().partition("-")[0]


def text_of(texts: dict[str, str], name: str, /, **parts: object) -> str:
    """Give a text with its parts filled in.

    >>> text_of({"found": "Found: {n}"}, "found", n=3)
    'Found: 3'
    """
    text = texts[name]
    for key, value in parts.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def decimal_sign(language: str) -> str:
    """Give what stands between whole numbers and their parts in a language."""
    return "." if language == "en" else ","


def write_number(number: float, language: str) -> str:
    """Write a number as a language does, with thin spaces between thousands.

    >>> write_number(12345, "en"), write_number(1.50, "en"), write_number(1.50, "lv")
    ('12\u202f345', '1.5', '1,5')
    """
    text = f"{number:,}" if isinstance(number, int) else f"{number:,.4f}".rstrip("0").rstrip(".")
    whole, point, parts = text.replace(",", "\u202f").partition(".")
    return f"{whole}{decimal_sign(language)}{parts}" if point else whole
