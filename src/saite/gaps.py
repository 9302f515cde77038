"""What the graph does not know, and what a coordinator can do about it.

Each kind of gap is a saved query in ``queries/gaps``: its summary names the gap, its description
says what to do next, both in three languages, and it answers ``?thing``, ``?row`` (the record's
row) and, where that helps, ``?detail``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from pyoxigraph import Literal, NamedNode

from saite.concepts import Concepts
from saite.errors import SaiteError
from saite.query import Askable, as_ask, find_labels
from saite.resources import resource
from saite.results import Ask, Results, Term
from saite.sparql import SavedQuery, read_saved_queries


@dataclass(frozen=True)
class Gap:
    """One thing that is not known.

    :param kind: name of the kind, as ``untied-organisations``
    :param title: what is missing, in the language asked for
    :param advice: what to do next, in the same language
    :param thing: what it is missing of
    :param detail: what tells it from others of the kind; None if nothing does
    :param file: file of the record, below its source; empty if it comes from no row
    :param row: its row, the header being 1; 0 if it comes from no row
    """

    kind: str
    title: str
    advice: str
    thing: Term
    detail: Term | None = None
    file: str = ""
    row: int = 0


@dataclass(frozen=True)
class Gaps:
    """All gaps of a graph, in the order of their kinds.

    :param titles: kind -> its title, for every kind that was looked for, found or not
    :param labels: IRI -> label of the things and details
    """

    gaps: tuple[Gap, ...]
    titles: dict[str, str]
    labels: dict[str, str]
    language: str

    def __len__(self) -> int:
        return len(self.gaps)

    def __iter__(self) -> Iterator[Gap]:
        return iter(self.gaps)

    def counts(self) -> dict[str, int]:
        """Count the gaps of each kind, those of which there are none too."""
        return {kind: sum(gap.kind == kind for gap in self.gaps) for kind in self.titles}

    def to_results(self) -> Results:
        """Lay the gaps out as rows: gap, thing, detail, next, file, row."""
        rows = (
            (
                Literal(gap.title, language=self.language),
                gap.thing,
                gap.detail,
                Literal(gap.advice, language=self.language),
                Literal(gap.file) if gap.file else None,
                Literal(gap.row) if gap.row else None,
            )
            for gap in self.gaps
        )
        variables = ("gap", "thing", "detail", "next", "file", "row")
        return Results(variables, tuple(rows), self.labels)


def find_gaps(store: Askable, *, language: str = "en", concepts: Concepts | None = None) -> Gaps:
    """Look for every kind of gap in a graph with its derived statements.

    :param language: of titles, advice and labels; English stands in for one that is missing
    :param concepts: controlled values, for their labels
    """
    ask = as_ask(store)
    queries = read_saved_queries(resource("queries/gaps"))
    gaps = tuple(gap for query in queries.values() for gap in _gaps_of(query, ask, language))
    terms = [term for gap in gaps for term in (gap.thing, gap.detail)]
    iris = {term.value for term in terms if isinstance(term, NamedNode)}
    labels = find_labels(ask, iris, language=language, concepts=concepts)
    titles = {_kind(query): _text(query.summary, language) for query in queries.values()}
    return Gaps(gaps, titles, labels, language)


def _gaps_of(query: SavedQuery, ask: Ask, language: str) -> Iterator[Gap]:
    answer = ask(query.text)
    if not isinstance(answer, Results) or not {"thing", "row"} <= set(answer.variables):
        raise SaiteError(f"{query.path} answers no ?thing and ?row: it finds no gaps")
    title, advice = _text(query.summary, language), _text(query.description, language)
    for terms in answer.terms:
        found = dict(zip(answer.variables, terms, strict=True))
        thing, detail, row = found["thing"], found.get("detail"), found["row"]
        if thing is not None:
            file, number = _place(getattr(row, "value", ""))
            # Grouping leaves an empty text where there was nothing to group.
            detail = None if detail == Literal("") else detail
            yield Gap(_kind(query), title, advice, thing, detail, file, number)


def _kind(query: SavedQuery) -> str:
    """Name a kind by its file, without the number that gives it its place."""
    return query.name.lstrip("0123456789").lstrip("-")


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en", "")


def _place(row: str) -> tuple[str, int]:
    """Read file and row out of the IRI of a row.

    >>> _place("https://example.org/id/source/reports/people.csv#row=12")
    ('reports/people.csv', 12)
    """
    address = urlsplit(row)
    _, is_row, path = address.path.partition("/source/")
    parts = dict(part.partition("=")[::2] for part in address.fragment.split("&"))
    number = parts.get("row", "")
    if not is_row or not number.isascii() or not number.isdigit():
        return "", 0
    sheet = parts.get("sheet", "")
    return unquote(f"{path}#{sheet}" if sheet else path), int(number)
