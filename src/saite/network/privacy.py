"""What a network must not tell: people and e-mail addresses, unless they are asked for.

Leaving out the nodes of people is not enough, for notes and quotes name them too, in any case of
the noun. So every word of every recorded name of a person is looked for by its stem.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LEFT_OUT: Final = "[…]"

EMAIL: Final = re.compile(
    r"[^\s@<>()\[\]{},;:\"'„“”«»]+@[^\s@<>()\[\]{},;:\"'„“”«»]+\.[^\W\d_]{2,}"
)
LETTER: Final = r"[^\W\d_]"
WORD: Final = re.compile(rf"{LETTER}{{3,}}")
# How the last consonant of a stem changes before some endings, accents taken off (Petraitis,
# Petraičio; Lapsiņš, Lapsiņa; Briedis, Brieža).
CHANGES: Final = {"t": "[tcs]", "d": "(?:dz|d|z)"}
RUN: Final = re.compile(rf"{re.escape(LEFT_OUT)}(?:[\s-]+{re.escape(LEFT_OUT)})+")


@dataclass(frozen=True)
class Privacy:
    """What may be told.

    :param names: names of people, each as recorded; used only where people are left out
    """

    with_people: bool = True
    with_email: bool = False
    names: tuple[str, ...] = ()

    def redact(self, text: str) -> str:
        """Replace what must not be told by ``[…]``.

        >>> privacy = Privacy(with_people=False, names=("Ona Example",))
        >>> privacy.redact("Signed by Onos Examples (ona@example.org) online.")
        'Signed by […] ([…]) online.'
        """
        if not self.with_email and "@" in text:
            text = EMAIL.sub(LEFT_OUT, text)
        if self.with_people or not self.names:
            return text
        return leave_out_names(text, self.names)


def leave_out_names(text: str, names: Iterable[str]) -> str:
    """Replace every word of some names by ``[…]``, whatever its case ending.

    Only words with a capital are names, and accents are no part of a stem: Latvian changes them
    with the case (``Lācis``, ``Lāča``).

    >>> leave_out_names("Lāča kungs nelasīja laču.", ["Jānis Lācis"])
    '[…] kungs nelasīja laču.'
    """
    folded, stems = _fold(text), _stems(tuple(names))
    spans = sorted({match.span() for stem in stems for match in stem.finditer(folded)})
    parts: list[str] = []
    done = 0
    for start, end in spans:
        if start >= done:
            parts += [text[done:start], LEFT_OUT]
            done = end
    return RUN.sub(LEFT_OUT, "".join([*parts, text[done:]]))


# A network has thousands of texts, and all of them are looked through for the same names.
@lru_cache(maxsize=8)
def _stems(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    words = sorted({word for name in names for word in WORD.findall(_fold(name))})
    stems = sorted({word[:-2] if len(word) > 4 else word[:-1] for word in words})
    # Endings are up to four letters long; after a stem of two, four would hit too much.
    return tuple(
        re.compile(
            rf"(?<!{LETTER}){stem[0].upper()}(?i:{stem[1:-1]}{CHANGES.get(stem[-1], stem[-1])})"
            rf"{LETTER}{{0,{4 if len(stem) > 2 else 3}}}(?!{LETTER})"
        )
        for stem in stems
    )


def _fold(text: str) -> str:
    """Take accents off without moving a letter: every character stays one character."""
    return "".join(unicodedata.normalize("NFD", character)[0] for character in text)
