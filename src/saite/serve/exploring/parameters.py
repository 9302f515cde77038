"""What is asked of the explorer: each parameter checked, all that is wrong told at once."""

import math
from collections.abc import Callable, Collection, Sequence
from typing import Final, Literal

from starlette.requests import Request

from saite.errors import nearest
from saite.explore import Filters, NetworkIndex
from saite.serve.problems import RefusedError
from saite.serve.service import read_fields, values_of

LONGEST: Final = 2_048
KINDS: Final = {
    "hide-tie-kind": "tie",
    "hide-organisation-kind": "organisation",
    "hide-place": "place",
    "hide-status": "status",
}
FILTERS: Final = (*KINDS, "weight", "backbone", "since", "until", "certainty", "undated")
FIRST_YEAR: Final = 1
LAST_YEAR: Final = 9_999


class Asked:
    """The parameters of a request; ``check`` refuses it if one of them is wrong.

    :param names: those that the address takes, besides the filters
    :param has_filters: whether it takes filters
    """

    def __init__(
        self,
        request: Request,
        index: NetworkIndex,
        names: Sequence[str],
        *,
        has_filters: bool = True,
    ) -> None:
        self._index = index
        self._fields = read_fields(request.url.query.encode())
        self._faults: list[dict[str, str]] = []
        known = (*names, *(FILTERS if has_filters else ()), "lang")
        for name in dict.fromkeys(name for name, _ in self._fields):
            if name not in known:
                takes = f"is not taken here; expected one of {', '.join(known)}"
                self.fault(name[:100], takes, nearest(name[:100], known) or "")
            elif name not in KINDS and len(values_of(self._fields, name)) > 1:
                self.fault(name, "is given twice, expected once")

    @property
    def last_group(self) -> int:
        """Give the number of the last group."""
        return max(0, len(self._index.head["groups"]) - 1)

    def fault(self, name: str, detail: str, near: str = "") -> None:
        """Note that a parameter is wrong."""
        self._faults.append({"name": name, "detail": detail, "nearest": near})

    def check(self) -> None:
        """Refuse the request if anything was wrong.

        :raises RefusedError: telling all of it
        """
        if self._faults:
            told = []
            for each in self._faults:
                hint = f"; did you mean {each['nearest']!r}?" if each["nearest"] else ""
                told.append(f"{each['name']} {each['detail']}{hint}")
            raise RefusedError("parameter", "; ".join(told), self._faults)

    def text(self, name: str, *, is_needed: bool = True) -> str:
        """Read a text."""
        value = next(iter(values_of(self._fields, name)), "")
        if is_needed and not value.strip():
            self.fault(name, "is missing, expected a text")
        if len(value) > LONGEST:
            self.fault(name, f"has {len(value):,} letters, expected up to {LONGEST:,}")
            return ""
        return value

    def whole(self, name: str, default: int | None, least: int, most: int) -> int:
        """Read a whole number; without a default it has to be given."""
        value = self.text(name, is_needed=default is None)
        if not value:
            return least if default is None else default
        if value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most:
            return int(value)
        near = str(most if value.isascii() and value.isdigit() else default or least)
        self.fault(name, f"is {value[:40]!r}, expected a whole number from {least} to {most}", near)
        return least

    def organisation(self, name: str) -> int:
        """Read the IRI of an organisation, whole or without the base, as its number."""
        value = self.text(name)
        if not value.strip():
            return 0
        number = self._index.number(value)
        if number is None:
            near = self._index.nearest(value)
            detail = f"is {value[:200]!r}, expected the IRI of an organisation of the network"
            self.fault(name, detail, near)
            return 0
        return number

    def filters(self) -> Filters:
        """Read the filters; what is not given leaves out nothing."""
        hidden = {name: self._keys(name, of) for name, of in KINDS.items()}
        certainty: Literal["possibly", "certainly"] = "possibly"
        if self._word("certainty", ("possibly", "certainly")) == "certainly":
            certainty = "certainly"
        return Filters(
            tie_kinds=hidden["hide-tie-kind"],
            organisation_kinds=hidden["hide-organisation-kind"],
            places=hidden["hide-place"],
            statuses=hidden["hide-status"],
            min_weight=self._real("weight", 0.0, lambda number: number >= 0, "from 0 on"),
            backbone=self._real(
                "backbone", 1.0, lambda number: 0 < number <= 1, "above 0 and up to 1, such as 0.05"
            ),
            since=self._year("since"),
            until=self._year("until"),
            certainty=certainty,
            with_undated=self._word("undated", ("yes", "no")) != "no",
        )

    def _keys(self, name: str, of: str) -> frozenset[str]:
        known = [kind["key"] for kind in self._index.head["kinds"][of]]
        values = dict.fromkeys(values_of(self._fields, name))
        for value in values:
            if value and value not in known:
                near = nearest(value[:LONGEST], known) or ""
                self.fault(name, f"is {value[:200]!r}, expected a key of {listed(known)}", near)
        return frozenset(values)

    def _word(self, name: str, words: Sequence[str]) -> str:
        value = self.text(name, is_needed=False)
        if value and value not in words:
            near = nearest(value[:100], words) or words[0]
            self.fault(name, f"is {value[:40]!r}, expected {' or '.join(words)}", near)
        return value

    def _year(self, name: str) -> int | None:
        if not values_of(self._fields, name):
            return None
        return self.whole(name, None, FIRST_YEAR, LAST_YEAR)

    def _real(
        self, name: str, default: float, is_allowed: Callable[[float], bool], range_: str
    ) -> float:
        """Read a number; what is not given is the default, which hides nothing."""
        value = self.text(name, is_needed=False)
        if not value:
            return default
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or not is_allowed(number):
            detail = f"is {value[:40]!r}, expected a number {range_}"
            self.fault(name, detail, f"{default:g}")
            return default
        return number


def listed(names: Collection[str]) -> str:
    """List the first names of many.

    >>> listed(["a", "b"])
    'a, b'
    """
    few = ", ".join(list(names)[:20]) or "none: there is nothing of this sort"
    return few if len(names) <= 20 else f"{few} …"
