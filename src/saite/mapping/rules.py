"""The rules that values of a relation are held to, and where terms are made of them."""

from collections.abc import Iterable
from typing import TypeAlias

from saite.mapping.guards import Guard, Rule, Test, uses_of
from saite.mapping.model import TermMap
from saite.mapping.plan import Check, Parts, Value
from saite.mapping.rows import Rows

_Checked: TypeAlias = tuple[str, Rule, str, tuple[Guard, ...]]


class Rules:
    """Rules for the columns of a relation and its steps, each once, with all their uses.

    :param rows: the rows that the terms are made of
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._term_maps: dict[_Checked, TermMap] = {}
        # The further guards of each use of what is checked.
        self._filled: dict[_Checked, dict[tuple[Guard, ...], None]] = {}

    def add(
        self,
        rule: Rule,
        column: str,
        iri: str,
        term_map: TermMap,
        *,
        guards: tuple[Guard, ...],
        text: Parts = (),
    ) -> None:
        """Have a column checked where the guards hold and the text of the literal is not NULL.

        :param iri: base that is put before a relative IRI, or the datatype that is asked for
        :param term_map: what the values are made by, for messages
        """
        checked = (column, rule, iri, guards)
        self._term_maps.setdefault(checked, term_map)
        columns = [self._rows.unsure(part.column) for part in text if isinstance(part, Value)]
        filled = tuple(Guard(Test.FILLED, each) for each in dict.fromkeys(columns) if each)
        self._filled.setdefault(checked, {})[filled] = None

    def checks(self, columns: Iterable[str]) -> list[Check]:
        """Give the rules for the columns that statements have, and for all that they are made of.

        What no statement uses is not looked up, so nothing can be asked about it.
        """
        used = set(columns)
        found = []
        for checked, term_map in self._term_maps.items():
            column, rule, iri, guards = checked
            uses = uses_of((*guards, *filled) for filled in self._filled[checked])
            uses = tuple(use for use in uses if used.issuperset(_looked_up(use)))
            is_used = column in used or used.issuperset(self._rows.parts(column))
            if is_used and uses:
                asked = [each for use in uses for guard in use for each in guard.columns]
                frame = self._rows.frame([column, *asked], located=True)
                found.append(Check(frame, column, rule, iri, uses, term_map))
        return found


def _looked_up(guards: Iterable[Guard]) -> list[str]:
    asked = [column for guard in guards for column in guard.columns]
    return [column for column in asked if not column.startswith("r.")]
