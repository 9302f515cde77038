"""What the graph does not know, and what a coordinator can do about it.

Each kind of gap is a saved query in ``queries/gaps``: its summary names the gap, its description
says what to do next, both in three languages, and it answers ``?thing``, ``?row`` (the record's
row) and, where that helps, ``?detail``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from pyoxigraph import Literal, NamedNode

from saite.concepts import Concepts
from saite.errors import SaiteError, UsageError, nearest
from saite.query import Askable, as_ask, count_rows, find_labels
from saite.resources import resource
from saite.results import Results, Term
from saite.sparql import SavedQuery, read_saved_queries

# Thing, detail, row.
Place = tuple[Term, Term | None, Term | None]
_NOTHING: Final = Literal("")
EVERY: Final = 10_000_000
SORTED: Final = 30_000  # gaps of a kind that are put in order where only a part is wanted
BEGUN: Final = 500  # gaps of a kind that are kept where the first ones are asked for often


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
class Part:
    """Which gaps of a kind are wanted; all are counted.

    :param most: how many; None for all
    :param first: how many are passed over before them
    :param kind: the only kind to look for; empty for all kinds
    """

    most: int | None = None
    first: int = 0
    kind: str = ""

    def of(self, found: list[Place]) -> list[Place]:
        """Take this part of the gaps of a kind."""
        return found[self.first : None if self.most is None else self.first + self.most]


@dataclass(frozen=True)
class FirstGaps:
    """The first gaps of every kind, found once for a graph that stays as it is.

    :param places: kind -> the first of its gaps, in their order
    :param numbers: kind -> how many there are
    """

    places: dict[str, list[Place]]
    numbers: dict[str, int]

    def holds(self, kind: str, part: Part) -> bool:
        """Tell whether it has a part of the gaps of a kind whole."""
        kept, number = len(self.places[kind]), self.numbers[kind]
        return kept == number or (part.most is not None and part.first + part.most <= kept)


@dataclass(frozen=True)
class Gaps:
    """All gaps of a graph, in the order of their kinds.

    :param titles: kind -> its title, for every kind that was looked for, found or not
    :param labels: IRI -> label of the things and details
    :param numbers: kind -> how many there are, whatever part of them is here
    """

    gaps: tuple[Gap, ...]
    titles: dict[str, str]
    labels: dict[str, str]
    language: str
    numbers: dict[str, int]

    def __len__(self) -> int:
        return len(self.gaps)

    def __iter__(self) -> Iterator[Gap]:
        return iter(self.gaps)

    def counts(self) -> dict[str, int]:
        """Count all gaps of each kind, those of which there are none too."""
        return dict(self.numbers)

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


def find_first_gaps(store: Askable) -> FirstGaps:
    """Look for every kind of gap, and keep the first of each, to be told later in any language."""
    found = {kind: _places(query, store, Part(BEGUN)) for kind, query in _queries("").items()}
    return FirstGaps(
        {kind: places[:BEGUN] for kind, (places, _) in found.items()},
        {kind: number for kind, (_, number) in found.items()},
    )


def find_gaps(
    store: Askable,
    *,
    language: str = "en",
    concepts: Concepts | None = None,
    part: Part | None = None,
    first: FirstGaps | None = None,
) -> Gaps:
    """Look for every kind of gap in a graph with its derived statements.

    :param language: of titles, advice and labels; English stands in for one that is missing
    :param concepts: controlled values, for their labels
    :param part: which gaps to give; all if None
    :param first: of the same graph: what it holds is not looked for again
    :raises UsageError: if there is no such kind
    """
    told = find_gaps_in(store, (language,), concepts=concepts, part=part, first=first)
    return told[language]


def find_gaps_in(
    store: Askable,
    languages: Sequence[str],
    *,
    concepts: Concepts | None = None,
    part: Part | None = None,
    first: FirstGaps | None = None,
) -> dict[str, Gaps]:
    """Look for gaps once, and tell them in several languages: the n-th is the same in each.

    :raises UsageError: if there is no such kind
    """
    ask, part = as_ask(store), part or Part()
    queries = _queries(part.kind)
    found = {
        kind: (first.places[kind], first.numbers[kind])
        if first is not None and first.holds(kind, part)
        else _places(query, store, part)
        for kind, query in queries.items()
    }
    numbers = {kind: number for kind, (_, number) in found.items()}
    shown = {kind: part.of(places) for kind, (places, _) in found.items()}
    terms = [term for places in shown.values() for place in places for term in place[:2]]
    iris = {term.value for term in terms if isinstance(term, NamedNode)}
    told = {}
    for language in languages:
        gaps = [
            Gap(kind, *_texts(queries[kind], language), thing, detail, *_row(row))
            for kind, places in shown.items()
            for thing, detail, row in places
        ]
        titles = {kind: _text(query.summary, language) for kind, query in queries.items()}
        labels = find_labels(ask, iris, language=language, concepts=concepts)
        told[language] = Gaps(tuple(gaps), titles, labels, language, numbers)
    return told


def _queries(kind: str) -> dict[str, SavedQuery]:
    """Read the queries by the kinds that they find; all of them, or one."""
    queries = {
        _kind(query): query for query in read_saved_queries(resource("queries/gaps")).values()
    }
    if kind and kind not in queries:
        near = nearest(kind, queries)
        hint = f"; did you mean {near!r}?" if near else f"; there are: {', '.join(queries)}"
        raise UsageError(f"there is no kind of gap {kind!r}{hint}", nearest=near)
    return {kind: queries[kind]} if kind else queries


def _places(query: SavedQuery, store: Askable, part: Part) -> tuple[list[Place], int]:
    """Find the gaps of a kind, thing, detail and row, and tell how many there are.

    They are in the order of things and details, sorted here, as comparing terms takes the store
    longer than finding them. Where only a part of very many is wanted, they are in the order in
    which the store finds them.
    """
    most = EVERY if part.most is None else max(SORTED, part.first + part.most)
    answer, number = count_rows(store, query.text, most=most)
    if not {"thing", "row"} <= set(answer.variables):
        raise SaiteError(f"{query.path} answers no ?thing and ?row: it finds no gaps")
    columns = {name: place for place, name in enumerate(answer.variables)}
    thing, row, detail = columns["thing"], columns["row"], columns.get("detail")
    places = [
        # Grouping leaves an empty text where there was nothing to group.
        (found, None if other == _NOTHING else other, terms[row])
        for terms in answer.terms
        if (found := terms[thing]) is not None
        for other in (None if detail is None else terms[detail],)
    ]
    if number <= len(answer):
        places.sort(key=lambda place: [str(getattr(each, "value", "")) for each in place])
    return places, number


def _texts(query: SavedQuery, language: str) -> tuple[str, str]:
    return _text(query.summary, language), _text(query.description, language)


def _row(row: Term | None) -> tuple[str, int]:
    return _place(str(getattr(row, "value", "")))


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


def term_texts(term: Term | None, found: Mapping[str, Gaps]) -> dict[str, str]:
    """Give what a term of a gap is called in each language, or a text by its own; none without one.

    :param found: language -> the gaps in it
    """
    match term:
        case NamedNode():
            return {tag: gaps.labels.get(term.value, term.value) for tag, gaps in found.items()}
        case Literal():
            return {term.language or "": term.value}
        case _:
            return {}
