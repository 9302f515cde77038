"""The three kinds of answer: rows (SELECT), statements (CONSTRUCT, DESCRIBE), yes or no (ASK).

Every cell is at hand twice: as the RDF term that was answered, and as the Python value nearest
to it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html import escape
from typing import Any, Final, Self, overload

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from saite.namespaces import CONCEPTS, PREFIXES

Term = NamedNode | BlankNode | Literal | Triple

NOTEBOOK_ROWS: Final = 100  # of a longer answer a notebook shows the first ones

_XSD: Final = PREFIXES["xsd"]
_INTEGER = re.compile(r"[+-]?[0-9]{1,1000}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,1000}(\.[0-9]{0,1000})?|\.[0-9]{1,1000})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONCEPT: Final = rf"{re.escape(CONCEPTS)}[\w.-]+/[\w.-]+"
_CONCEPTS: Final = re.compile(rf"{_CONCEPT}( {_CONCEPT})*", re.ASCII)


class Iri(str):
    """An IRI, with the label it is shown by; it compares and sorts as the text of the IRI.

    >>> Iri("https://example.org/id/organisation/a", "A")
    Iri('https://example.org/id/organisation/a', 'A')
    """

    __slots__ = ("_label",)
    _label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make an IRI; without a label it shows itself."""
        made = super().__new__(cls, value)
        made._label = label
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self._label

    @property
    def label(self) -> str:
        """The label in the language asked for, or the IRI itself where it has none."""
        return self._label or str(self)

    def __repr__(self) -> str:
        return f"Iri({str(self)!r}, {self._label!r})"


class Text(str):
    """A text, with the tag of its language; it compares as the text alone.

    >>> Text("skyrius", "lt").language
    'lt'
    """

    __slots__ = ("_language",)
    _language: str

    def __new__(cls, value: str, language: str) -> Self:
        """Make a text of a language."""
        made = super().__new__(cls, value)
        made._language = language
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self._language

    @property
    def language(self) -> str:
        """BCP 47 tag, in lower case as the store keeps it."""
        return self._language

    def __repr__(self) -> str:
        return f"Text({str(self)!r}, {self._language!r})"


Value = Iri | Text | str | bool | int | float | Decimal | date | datetime | None


def _date_value(lexical: str) -> date | str:
    try:
        return date.fromisoformat(lexical) if _DATE.fullmatch(lexical) else lexical
    except ValueError:
        return lexical


def _moment_value(lexical: str) -> datetime | str:
    try:
        return datetime.fromisoformat(lexical)
    except ValueError:
        return lexical


def _float_value(lexical: str) -> float | str:
    try:
        return float(lexical)
    except ValueError:
        return lexical


def _literal_value(literal: Literal) -> Value:
    lexical = literal.value
    if literal.language:
        return Text(lexical, literal.language)
    match literal.datatype.value.removeprefix(_XSD):
        case "boolean" if lexical in {"true", "false", "1", "0"}:
            return lexical in {"true", "1"}
        case "integer" | "int" | "long" | "nonNegativeInteger" if _INTEGER.fullmatch(lexical):
            return int(lexical)
        case "decimal" if _DECIMAL.fullmatch(lexical):
            return Decimal(lexical)
        case "double" | "float":
            return _float_value(lexical)
        case "date":
            return _date_value(lexical)
        case "dateTime":
            return _moment_value(lexical)
        case _:
            return lexical


def listed_concepts(term: Term | None) -> list[str]:
    """List the concepts of a text that is nothing but their IRIs, as GROUP_CONCAT makes it.

    Only concepts are read so: a web address that a record writes stays the text that it is.

    >>> listed_concepts(Literal(f"{CONCEPTS}tie-kind/event {CONCEPTS}tie-kind/project"))[0][-5:]
    'event'
    """
    if isinstance(term, Literal) and not term.language and _CONCEPTS.fullmatch(term.value):
        return term.value.split(" ")
    return []


def to_value(term: Term | None, labels: Mapping[str, str] | None = None) -> Value:
    """Convert an RDF term to the nearest Python value; what has none stays text as written.

    An unbound variable is None. Blank nodes and triple terms become their N-Triples text. A list
    of concepts, their IRIs joined by spaces, is shown by their labels, joined by commas.

    :param labels: IRI -> label, for the IRIs that have one

    >>> to_value(Literal("2019-03-23", datatype=NamedNode(_XSD + "date")))
    datetime.date(2019, 3, 23)
    """
    match term:
        case None:
            return None
        case NamedNode(value=iri):
            return Iri(iri, (labels or {}).get(iri, ""))
        case Literal():
            known = labels or {}
            names = [known.get(iri, iri) for iri in listed_concepts(term)]
            return Iri(term.value, ", ".join(names)) if names else _literal_value(term)
        case _:
            return str(term)


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

    >>> results = Results(("n",), ((Literal(1),), (None,)))
    >>> [row["n"] for row in results]
    [1, None]
    """

    variables: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    is_cut: bool = False
    fetched: Fetched | None = field(default=None, compare=False)

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
        return f"<Results: {len(self)} rows of {', '.join(self.variables)}>"

    def _repr_html_(self) -> str:
        """Show the first rows in a notebook, by their labels."""
        shown = self[:NOTEBOOK_ROWS]
        head = "".join(f"<th>{escape(name)}" for name in self.variables)
        rows = ("".join(f"<td>{escape(_as_label(cell))}" for cell in row.values()) for row in shown)
        body = "".join(f"<tr>{row}" for row in rows)
        more = len(self) - len(shown)
        foot = f"<p>and {more} more rows</p>" if more else ""
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
    """

    triples: tuple[Triple, ...]
    is_cut: bool = False
    fetched: Fetched | None = field(default=None, compare=False)

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)

    def to_results(self) -> Results:
        """Lay the triples out as rows of subject, predicate and object."""
        rows = tuple((t.subject, t.predicate, t.object) for t in self.triples)
        return Results(("subject", "predicate", "object"), rows, is_cut=self.is_cut)


@dataclass(frozen=True)
class Truth:
    """What an ASK query answered.

    >>> bool(Truth(value=False))
    False
    """

    value: bool
    fetched: Fetched | None = field(default=None, compare=False)

    def __bool__(self) -> bool:
        return self.value

    def to_results(self) -> Results:
        """Lay the answer out as one row of one column."""
        return Results(("answer",), ((Literal(self.value),),))


Answer = Results | Statements | Truth
Ask = Callable[[str], Answer]
"""Anything that answers the text of a query: a store, or an endpoint."""
