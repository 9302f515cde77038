"""Spans of texts: quotes cut by offset and checksum, and what must stand inside them.

Offsets are 0-based code points, the end exclusive, as in ``oa:TextPositionSelector`` of the Web
Annotation Data Model (https://www.w3.org/TR/annotation-model/#text-position-selector).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from saite.errors import Problem
from saite.provenance.rows import Row, Tables, items, problem, relocate, text
from saite.provenance.texts import DocumentText, TextFinding, find_texts

AS_WRITTEN: Final[Mapping[str, tuple[str, ...]]] = {
    "agreements": ("kind_as_written",),
    "documents": ("identifier",),
    "events": ("title", "event_count"),
    "funding": ("amount",),
    "names": ("text",),
    "organisations": ("address", "email", "website"),
    "participations": ("count",),
    "parties": ("capacity",),
    "people": ("email",),
    "projects": ("title", "number"),
}
"""Columns of a table whose cells are as the source writes them. Dates are so in every table."""

OF_OURS: Final = "title"  # the column that holds words of ours where a row is marked unnamed

SEARCHED: Final = 50_000_000  # code points hashed at most in search of a span that has moved
SEARCHED_IN_ALL: Final = 10 * SEARCHED  # and of all that have moved


@dataclass(frozen=True, order=True)
class Quote:
    """The words at which one evidence points, cut from the user's own copy.

    :param evidence: id of the evidence
    :param text: the words, code point by code point
    :param language: BCP 47 tag of the document; may be empty
    """

    evidence: str
    text: str
    language: str


@dataclass(frozen=True)
class TextCheck:
    """What the texts at hand say to the records.

    :param quotes: by id of the evidence, for every span whose text is at hand and right
    :param findings: documents whose text is absent or differs
    :param problems: spans and written forms that are not what the records say, located
    :param texts: number of documents whose text is at hand
    :param values: number of written forms and dates that were held against spans
    :param files: the files of those texts, which decide what the quotes are
    """

    quotes: tuple[Quote, ...] = ()
    findings: tuple[TextFinding, ...] = ()
    problems: tuple[Problem, ...] = ()
    texts: int = 0
    values: int = 0
    files: tuple[Path, ...] = ()

    @property
    def by_evidence(self) -> dict[str, Quote]:
        """Give the quotes by id of their evidence."""
        return {quote.evidence: quote for quote in self.quotes}


@dataclass
class Spans:
    """The spans of all evidence: those cut, and those that point at a place at all.

    :param left: code points that may still be hashed in search of spans that have moved
    """

    quotes: dict[str, Quote] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left: int = SEARCHED_IN_ALL

    def find_moved(self, content: str, length: int, wanted: str) -> str:
        """Find where in a text a span does stand, as long as that does not take minutes in all."""
        cost = search_cost(content, length)
        if cost > min(self.left, SEARCHED):
            return ""
        self.left -= cost
        return find_moved(content, length, wanted)

    def tell(self, row: Row, column: str, message: str, nearest: str = "") -> None:
        """Add a problem of a row of the table ``evidence``."""
        self.problems.append(problem(row, "evidence", column, message, nearest=nearest))


def check_texts(
    tables: Tables, folder: Path | None, *, sources: Mapping[str, Path] | None = None
) -> TextCheck:
    """Hold records against the texts of their documents.

    Of each document the checksum of the file, of each span its bounds and checksum, of each row
    that cites spans the forms as written (``AS_WRITTEN``) and the date, if it was not derived:
    they must occur, code point by code point, in at least one of the spans that the row cites.
    A row is left out if a text that it cites is not at hand.

    :param tables: name of the table -> rows, of all sources together; ``documents`` and
        ``evidence`` may be missing, then there is nothing to check. Cells are texts, lists of
        texts or None; ``_at``, the address of the row, places the problems.
    :param folder: folder of the user's copies; None if none is set
    :param sources: name of a source -> its folder or workbook, to name the files of problems as the
        user knows them
    :returns: quotes, findings and problems, each sorted
    """
    evidence = [row for row in tables.get("evidence", ()) if text(row, "start")]
    documents = list(tables.get("documents", ()))
    texts = find_texts(documents, {text(row, "document") for row in evidence}, folder)
    spans = Spans(rows={text(row, "id"): row for row in evidence})
    for row in evidence:
        if (document := texts.found.get(text(row, "document"))) is not None:
            cut(row, document, spans)
    values = 0
    problems = [*texts.problems, *spans.problems]
    for table in sorted(set(tables) - {"evidence"}):
        for row in documents if table == "documents" else tables[table]:
            for column in written_columns(table, row):
                missing = find_missing(row, table, column, spans)
                values += missing is not UNCHECKED
                problems += [missing] if isinstance(missing, Problem) else []
    return TextCheck(
        quotes=tuple(spans.quotes[key] for key in sorted(spans.quotes)),
        findings=texts.findings,
        problems=tuple(sorted(relocate(each, sources or {}) for each in problems)),
        texts=len(texts.found),
        values=values,
        files=tuple(sorted({each.path for each in texts.found.values()})),
    )


def cut_quotes(documents: Iterable[Row], evidence: Iterable[Row], folder: Path) -> TextCheck:
    """Cut the quotes of evidence, without any statement being held against them."""
    return check_texts({"documents": documents, "evidence": evidence}, folder)


def cut(row: Row, document: DocumentText, spans: Spans) -> None:
    """Cut one span, if it is the one that the records were made from; else say what is wrong."""
    start, end = text(row, "start"), text(row, "end")
    wanted = text(row, "sha256").lower()
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end)):
        spans.tell(row, "end", f"does not end a span that starts at {start}")
    elif int(end) > len(document.content):
        size = len(document.content)
        spans.tell(row, "end", f"is beyond the end of the text, which has {size} code points")
    elif not (wanted or document.is_verified):
        message = "is empty, and its document has none either: nothing shows which text is meant"
        spans.tell(row, "sha256", message)
    else:
        words = document.content[int(start) : int(end)]
        if wanted and checksum(words) != wanted:
            place = f"{start}–{end} of {document.path.name}"
            moved = spans.find_moved(document.content, len(words), wanted)
            spans.tell(row, "sha256", f"is not the SHA-256 of the span {place}", moved)
        else:
            key = text(row, "id")
            spans.quotes[key] = Quote(key, words, document.language)


def checksum(words: str) -> str:
    """Give the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(words.encode("utf-8")).hexdigest()


def search_cost(content: str, length: int) -> int:
    """Tell how many code points are hashed at most to find a span of a length in a text."""
    return (len(content) - length + 1) * length


def find_moved(content: str, length: int, wanted: str) -> str:
    """Find where in the text a span of this length and checksum does stand; empty if nowhere."""
    starts = range(len(content) - length + 1)
    found = (start for start in starts if checksum(content[start : start + length]) == wanted)
    start = next(found, None)
    return "" if start is None else f"start {start}, end {start + length}"


UNCHECKED: Final = object()


def written_columns(table: str, row: Row) -> Iterator[str]:
    """Give the filled columns of a row whose cells must occur in its spans."""
    is_unnamed = text(row, "unnamed").casefold() in ("true", "yes")
    for column in AS_WRITTEN.get(table, ()):
        if text(row, column) and not (is_unnamed and column == OF_OURS):
            yield column
    if text(row, "when") and not text(row, "derivation"):
        yield "when"


def find_missing(row: Row, table: str, column: str, spans: Spans) -> Problem | object | None:
    """Give the problem of a cell that none of the row's spans holds.

    :returns: None if a span holds it; ``UNCHECKED`` if the row cites no span, or one that could
        not be cut
    """
    cited = [key for key in items(row, "evidence") if key in spans.rows]
    quotes = [spans.quotes[key] for key in cited if key in spans.quotes]
    value = text(row, column)
    if any(value in quote.text for quote in quotes):
        return None
    if not cited or len(quotes) < len(cited):
        return UNCHECKED
    near = next(filter(None, (find_alike(value, quote.text) for quote in quotes)), "")
    message = f"does not occur in any span that the row cites: {', '.join(cited)}"
    return problem(row, table, column, message, nearest=near)


def find_alike(value: str, words: str) -> str:
    """Find what differs from a value in letter case and white space only; empty if nothing does.

    >>> find_alike("baltā māja", "biedrība “Baltā  māja”")
    'Baltā  māja'
    """
    pattern = r"\s+".join(map(re.escape, value.split()))
    match = re.search(pattern, words, re.IGNORECASE) if pattern else None
    return match.group() if match else ""
