"""What a plan must know of relations: what is asked, and what was found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """What must be known of a relation before the plan is made.

    :param columns: columns whose values are counted
    :param lists: those of ``columns`` that hold lists
    :param encoded: those that are written into IRIs
    :param escaped: those that are written into literals
    :param constants: those that may have the same value in every row
    :param keys: sets of columns that may have no value twice
    """

    relation: str
    columns: tuple[str, ...]
    lists: tuple[str, ...]
    encoded: tuple[str, ...]
    escaped: tuple[str, ...]
    constants: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Facts:
    """What was found in a relation: counted, not believed.

    :param filled: column -> number of rows where it is not NULL
    :param sets: columns of lists without NULL or repetition, and none of them empty
    :param unreserved: columns whose values an IRI takes as they are
    :param unescaped: columns whose values a literal takes as they are
    :param constants: column -> its value, where every row has the same
    :param keys: sets of columns that have no value twice
    """

    rows: int
    filled: dict[str, int]
    sets: frozenset[str]
    unreserved: frozenset[str]
    unescaped: frozenset[str]
    constants: dict[str, str]
    keys: tuple[frozenset[str], ...]
