"""The three kinds of answer: rows (SELECT), statements (CONSTRUCT, DESCRIBE), yes or no (ASK).

Every cell is at hand twice: as the RDF term that was answered, and as the Python value nearest
to it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import escape
from typing import Any, Final, overload

from pyoxigraph import Literal, NamedNode, Triple

from saite.results.terms import Iri, Term, Value, listed_concepts, to_value

NOTEBOOK_ROWS: Final = 100  # of a longer answer a notebook shows the first ones


@dataclass(frozen=True, slots=True)
class Row(Mapping[str, Value]):
    """One row of an answer: variable -> Python value, None where the variable is unbound."""

    _variables: tuple[str, ...]
    _values: tuple[Value, ...]

    def __getitem__(self, variable: str) -> Value:
        try:
            return self._values[self._variables.index(variable)]
        except ValueError:
            raise KeyError(variable) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)


@dataclass(frozen=True)
class Fetched:
    """Where the answer of another server comes from, and since when it is known.

    :param endpoint: its address
    :param at: when it was fetched
    :param is_kept: whether it was kept since then, and not asked for again

    >>> print(Fetched("https://example.org/sparql", datetime.fromisoformat("2021-05-01T12:00Z")))
    fetched 2021-05-01T12:00:00Z from https://example.org/sparql
    """

    endpoint: str
    at: datetime
    is_kept: bool = False

    def __str__(self) -> str:
        moment = self.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        kept = ", kept since then" if self.is_kept else ""
        return f"fetched {moment} from {self.endpoint}{kept}"


@dataclass(frozen=True, repr=False)
class Results:
    """Rows that a SELECT query answered, in the order that it gave them.

    :param variables: names of the columns, without question marks
    :param terms: one tuple a row, one RDF term (or None) a variable
    :param labels: IRI -> label to show it by
    :param is_cut: there were more rows than the caller's limit
    :param fetched: where another server's answer comes from; None for the graph at hand
    :param notes: why there is no row, as far as it is known

    >>> results = Results(("n",), ((Literal(1),), (None,)))
    >>> [row["n"] for row in results]
    [1, None]
    """

    variables: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    is_cut: bool = False
    fetched: Fetched | None = field(default=None, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __len__(self) -> int:
        return len(self.terms)

    @overload
    def __getitem__(self, number: int) -> Row: ...

    @overload
    def __getitem__(self, number: slice) -> "Results": ...

    def __getitem__(self, number: int | slice) -> "Row | Results":
        if isinstance(number, slice):
            return replace(self, terms=self.terms[number])
        return Row(
            self.variables, tuple(to_value(term, self.labels) for term in self.terms[number])
        )

    def __repr__(self) -> str:
        told = "".join(f"; {note}" for note in self.notes)
        return f"<Results: {len(self)} rows of {', '.join(self.variables)}{told}>"

    def _repr_html_(self) -> str:
        """Show the first rows in a notebook, by their labels."""
        shown = self[:NOTEBOOK_ROWS]
        head = "".join(f"<th>{escape(name)}" for name in self.variables)
        rows = ("".join(f"<td>{escape(_as_label(cell))}" for cell in row.values()) for row in shown)
        body = "".join(f"<tr>{row}" for row in rows)
        more = len(self) - len(shown)
        foot = f"<p>and {more} more rows</p>" if more else ""
        foot += "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<table><thead><tr>{head}<tbody>{body}</table>{foot}"

    def __iter__(self) -> Iterator[Row]:
        return (self[number] for number in range(len(self.terms)))

    def column(self, variable: str) -> list[Value]:
        """List the values of one variable, a value a row.

        :raises KeyError: if there is no such variable
        """
        return [row[variable] for row in self]

    def iris(self) -> set[str]:
        """Collect every IRI that stands in a cell, alone or in a list of concepts."""
        cells = {term for row in self.terms for term in row}
        alone = {term.value for term in cells if isinstance(term, NamedNode)}
        return alone.union(*map(listed_concepts, cells))

    def to_frame(self, *, labels: bool = False) -> Any:  # noqa: ANN401 - pandas is loaded late
        """Convert to a ``pandas.DataFrame``: a column for each variable, a row for each row.

        Whole numbers are ``Int64`` and truth values ``boolean``, where an unbound cell is
        ``pandas.NA``; in all other columns, of Python objects, it is None.

        :param labels: show IRIs by their labels, instead of :class:`Iri` values
        """
        import pandas as pd  # half a second to load, and only this needs it

        frame = {}
        for index, variable in enumerate(self.variables):
            cells = [to_value(row[index], self.labels) for row in self.terms]
            if labels:
                cells = [cell.label if isinstance(cell, Iri) else cell for cell in cells]
            frame[variable] = pd.Series(cells, dtype=_column_type(cells))
        return pd.DataFrame(frame, columns=list(self.variables))


def _as_label(cell: Value) -> str:
    if cell is None:
        return ""
    return cell.label if isinstance(cell, Iri) else str(cell)


def _column_type(cells: list[Value]) -> str:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int} and all(-(2**63) <= int(str(c)) < 2**63 for c in cells if c is not None):
        return "Int64"
    return "boolean" if kinds == {bool} else "object"


@dataclass(frozen=True)
class Statements:
    """Triples that a CONSTRUCT or DESCRIBE query answered: sorted, each once.

    :param is_cut: there were more than the caller's limit
    :param notes: why there is none, as far as it is known
    """

    triples: tuple[Triple, ...]
    is_cut: bool = False
    fetched: Fetched | None = field(default=None, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)

    def to_results(self) -> Results:
        """Lay the triples out as rows of subject, predicate and object."""
        rows = tuple((t.subject, t.predicate, t.object) for t in self.triples)
        names = ("subject", "predicate", "object")
        return Results(names, rows, is_cut=self.is_cut, notes=self.notes)


@dataclass(frozen=True)
class Truth:
    """What an ASK query answered.

    :param notes: why it is no, as far as it is known

    >>> bool(Truth(value=False))
    False
    """

    value: bool
    fetched: Fetched | None = field(default=None, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return self.value

    def to_results(self) -> Results:
        """Lay the answer out as one row of one column."""
        return Results(("answer",), ((Literal(self.value),),))


Answer = Results | Statements | Truth
Ask = Callable[[str], Answer]
"""Anything that answers the text of a query: a store, or an endpoint."""
