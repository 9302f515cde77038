"""Reasons of statements, told for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from saite.mapping.traced import Cell
from saite.namespaces import shorten
from saite.tracing import Citation, Reason, Reasons, Record, SourceRow

_SHOWN: Final = 20


def tell(reasons: Reasons) -> Iterator[str]:
    """Tell reasons in lines: each statement once, and each record, which has a number then."""
    before: tuple[str, ...] = ()
    numbers: dict[str, int] = {}
    for reason in reasons:
        if reason.terms != before:
            before = reason.terms
            yield " ".join(_term(each) for each in reason.terms if each)
        yield from (f"  {line}" for line in _reason(reason, numbers))
    if reasons.rest:
        yield f"and {reasons.rest} more (--limit)"


def _term(text: str) -> str:
    return shorten(text[1:-1]) if text.startswith("<") else text


def _reason(reason: Reason, numbers: dict[str, int]) -> Iterator[str]:
    if reason.rule:
        yield f"derived by the rule {reason.rule} (queries/derive/{reason.rule}.rq)"
        yield from _records(reason.rests_on[:_SHOWN], numbers)
        if len(reason.rests_on) > _SHOWN:
            yield f"and {len(reason.rests_on) - _SHOWN} more records"
    elif reason.quoted:
        yield f"cut from {_citation(reason.quoted)}"
    elif reason.pulled:
        yield f"brought in: {reason.pulled}"
    elif reason.triples_map:
        line = f", line {reason.line}" if reason.line else ""
        yield f"{reason.mapping}{line}: triples map {reason.triples_map}"
        for number, row in enumerate(reason.rows):
            joined = "joined with " if number else ""
            yield f"{joined}{row}: {_values(row.values)}"
    else:
        yield "not made by the records as they are now"


def _values(values: Mapping[str, Cell]) -> str:
    return ", ".join(f"{name} = {_cell(value)}" for name, value in values.items()) or "no column"


def _cell(value: Cell) -> str:
    if value is None:
        return "(none)"
    return repr(value) if isinstance(value, str) else "; ".join(map(repr, value)) or "(none)"


def _records(records: Sequence[Record], numbers: dict[str, int]) -> Iterator[str]:
    """Tell of new records all, of those that were told before their numbers."""
    known = [f"[{numbers[each.iri]}]" for each in records if each.iri in numbers]
    if known:
        yield f"rests on {', '.join(known)}"
    for record in records:
        if record.iri not in numbers:
            numbers[record.iri] = len(numbers) + 1
            yield f"rests on [{numbers[record.iri]}] <{record.iri}>{_at(record.source)}"
            yield from (f"  {_citation(each)}" for each in record.citations)


def _at(row: SourceRow | None) -> str:
    return f" ({row})" if row else ""


def _citation(citation: Citation) -> str:
    parts = [citation.document or f"<{citation.evidence}>"]
    if citation.section:
        parts.append(f"section {citation.section}")
    if citation.start is not None:
        parts.append(f"characters {citation.start} to {citation.end}")
    quote = f": {citation.quote!r}" if citation.quote else ""
    return f"{', '.join(parts)}{_at(citation.source)}{quote}"
