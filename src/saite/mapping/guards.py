"""Guards: what a plan asks of the columns of a frame, where something is made or used."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, TypeAlias


class Rule(Enum):
    """What a value must be, or the row is at fault; of its datatype it should be."""

    IRI = "a valid IRI"
    URI = "a valid URI (an IRI of ASCII letters)"
    LANGUAGE = "a language tag of BCP 47"
    DATATYPE = "a literal of its datatype"


class Test(Enum):
    """What a guard asks of a column, or of two."""

    FILLED = "is not NULL"
    EMPTY = "is NULL"
    TRUE = "is the text true"
    EQUAL = "are equal"
    DIFFERENT = "are different"
    KEEPS = "keeps a rule"


@dataclass(frozen=True)
class Guard:
    """A condition without which a statement is not made.

    :param rule: what ``Test.KEEPS`` asks of the column, behind the base
    """

    test: Test
    column: str
    other: str = ""
    rule: Rule | None = None
    base: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the columns that it asks about."""
        return (self.column, self.other) if self.other else (self.column,)

    def renamed(self, rename: Callable[[str], str]) -> "Guard":
        """Ask the same of columns by other names."""
        other = rename(self.other) if self.other else ""
        return replace(self, column=rename(self.column), other=other)


Uses: TypeAlias = tuple[tuple[Guard, ...], ...]
"""Where something is used: wherever all guards of one of the tuples hold."""

ALWAYS: Final[Uses] = ((),)
"""Used in every row."""


def uses_of(guards: Iterable[tuple[Guard, ...]]) -> Uses:
    """Put the guards of several uses together, each tuple once; without guards it is always.

    >>> uses_of([(Guard(Test.FILLED, "r.a"),), ()])
    ((),)
    """
    found = tuple(dict.fromkeys(guards))
    return ALWAYS if () in found else found
