"""What of a thing can be put in time: itself, its records, and what they are about."""

from datetime import date
from typing import Any, Final

from saite.namespaces import expand
from saite.serve.pages.reading import MOST, Node, Reader

# What a record is about, whose time is the record's if it has none of its own.
ABOUT: Final = tuple(
    expand(name)
    for name in (
        "saite:inEvent", "saite:inProject", "saite:ofAgreement", "saite:ofProject",
        "saite:concludedAt", "schema:superEvent",
    )
)  # fmt: skip


def read_times(
    reader: Reader, node: Node, records: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """List what has a time, the earliest first, each with its place on the line in per cent."""
    found: dict[str, dict[str, Any]] = {}
    _add(reader, found, node.iri)
    for group in records.values():
        for record in group["records"]:
            itself = reader.node(record["iri"])
            about = [iri for name in ABOUT for iri in itself.iris(name)]
            for iri in [record["iri"]] if record["when"] else about:
                _add(reader, found, iri)
    items = sorted(found.values(), key=lambda item: (item["first"], item["last"], item["iri"]))
    return _place(items[:MOST]) if len(items) > 1 else []


def _add(reader: Reader, found: dict[str, dict[str, Any]], iri: str) -> None:
    when = reader.when(reader.node(iri))
    if when is None:
        return
    first, last = _day(when["earliest"]), _day(when["latest"])
    if first or last:
        ends = {"first": first or last, "last": last or first}
        is_open = {"open_start": first is None, "open_end": last is None}
        found[reader.name(iri)] = {"iri": iri, "when": when, **ends, **is_open}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _place(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each item where its bar begins and how long it is, of a hundred; open ends reach out."""
    start = min(item["first"] for item in items).replace(month=1, day=1)
    end = max(item["last"] for item in items).replace(month=12, day=31)
    days = (end - start).days or 1
    placed = []
    for item in items:
        left = 0.0 if item["open_start"] else (item["first"] - start).days / days * 100
        right = 100.0 if item["open_end"] else (item["last"] - start).days / days * 100
        bar = {"left": round(left, 2), "width": round(max(right - left, 0.8), 2)}
        bar["left"] = min(bar["left"], 99.2)
        years = {"from_year": start.year, "to_year": end.year}
        plain = {"first": item["first"].isoformat(), "last": item["last"].isoformat()}
        placed.append({**item, **bar, **years, **plain})
    return placed
