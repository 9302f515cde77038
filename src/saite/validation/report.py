"""The report of a validation: a value that can be counted, told and written.

The same graph and shapes give the same bytes: results are sorted, blank nodes have no random
names.

Source: https://www.w3.org/TR/shacl/#validation-report
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

import pyoxigraph

from saite.namespaces import PREFIXES, shorten
from saite.validation.paths import PropertyPath

SEVERITIES: Final = ("violation", "warning", "info")
ROW: Final = re.compile(
    r"/source/(?P<source>[^/#]+)/(?P<file>[^#]+)#(?:sheet=(?P<sheet>[^&]*)&)?row=(?P<row>\d+)$"
)


@dataclass(frozen=True, order=True)
class RowReference:
    """The row of the records from which a node comes.

    :param row: the header being 1
    :param sheet: of a workbook, else empty
    """

    source: str
    file: str
    row: int
    sheet: str = ""

    def __str__(self) -> str:
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        return f"{self.source}/{self.file}{sheet}, row {self.row}"

    @classmethod
    def from_iri(cls, iri: str) -> "RowReference | None":
        """Read the IRI of a row; None if it is none.

        >>> print(RowReference.from_iri("https://e.org/source/reports/people.csv#row=12"))
        reports/people.csv, row 12
        """
        found = ROW.search(iri)
        if found is None:
            return None
        source, file, sheet = (unquote(found[name] or "") for name in ("source", "file", "sheet"))
        return cls(source, file, int(found["row"]), sheet)


@dataclass(frozen=True)
class Result:
    """One thing that breaks a shape.

    :param focus: the node, as N-Triples
    :param path: from the focus node to the value; None for a rule about the node itself
    :param value: what was met, as N-Triples; empty if the rule is about what is missing
    :param severity: ``violation``, ``warning``, ``info``, or the IRI of another severity
    :param component: IRI of the kind of constraint
    :param shape: the shape, as N-Triples
    :param messages: language -> message; the language is empty for an untagged message
    :param rows: the rows of the records that made the focus node
    :param others: where there are too many of something: rows of the others, the first few
    """

    focus: str
    path: PropertyPath | None
    value: str
    severity: str
    component: str
    shape: str
    messages: Mapping[str, str] = field(default_factory=dict, hash=False)
    rows: tuple[RowReference, ...] = ()
    others: tuple[RowReference, ...] = ()

    def message(self, language: str) -> str:
        """Give the message in a language, else in English, else in any."""
        for wanted in (language, "en", ""):
            if wanted in self.messages:
                return self.messages[wanted]
        return next(iter(self.messages.values()), "")

    def line(self, language: str) -> str:
        """Tell the result in one line, fit for a terminal whatever the data contain."""
        place = "; ".join(map(str, self.rows)) or _shown(self.focus)
        path = f" {self.path}" if self.path else ""
        value = _shown(self.value) if self.value and self.path else ""
        found = "; ".join([value] if value else map(str, self.others))
        met = f" Met: {found}" if found else ""
        node = f" {_shown(self.focus)}" if self.rows else ""
        name = self.severity if self.severity in SEVERITIES else _shown(f"<{self.severity}>")
        return _printable(f"{name}: {place}:{node}{path}: {self.message(language)}{met}")

    def sort_key(self) -> tuple[int, str, str, str, str, str]:
        """Order results by severity, then node, path, kind of constraint, shape and value."""
        known = self.severity in SEVERITIES
        rank = SEVERITIES.index(self.severity) if known else len(SEVERITIES)
        return rank, self.focus, str(self.path or ""), self.component, self.shape, self.value


@dataclass(frozen=True)
class Report:
    """What came of holding a graph against shapes.

    :param conforms: as SHACL has it: False with any result, a warning or info too; None if the
        graph was not validated
    :param results: sorted
    :param triples: of the graph, without the concepts
    :param shapes: number of shapes held against it
    :param skipped: why the graph was not validated; empty if it was
    """

    conforms: bool | None
    results: tuple[Result, ...] = ()
    triples: int = 0
    shapes: int = 0
    skipped: str = ""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Report":
        """Make a report of what ``dataclasses.asdict`` made of one.

        :raises KeyError: or ``TypeError``, if it is something else
        """
        results = [
            {
                **each,
                "path": PropertyPath.from_data(each["path"]) if each["path"] else None,
                "rows": tuple(RowReference(**row) for row in each["rows"]),
                "others": tuple(RowReference(**row) for row in each["others"]),
            }
            for each in data["results"]
        ]
        return cls(**{**data, "results": tuple(Result(**each) for each in results)})

    @property
    def violations(self) -> tuple[Result, ...]:
        """The results that are violations, not warnings or infos."""
        return tuple(result for result in self.results if result.severity == "violation")

    def counts(self) -> dict[str, int]:
        """Count results by severity: violation, warning and info always, others where met."""
        met = Counter(result.severity for result in self.results)
        return {name: met[name] for name in (*SEVERITIES, *sorted(set(met) - set(SEVERITIES)))}

    def lines(self, language: str = "en") -> Iterator[str]:
        """Tell the report in lines, each once; one line if the graph was not validated.

        One value may break several constraints of one shape, which then say the same.
        """
        if self.skipped:
            yield self.skipped
        yield from dict.fromkeys(result.line(language) for result in self.results)

    def to_json(self) -> str:
        """Write the report as JSON, with all messages."""
        data = {
            "conforms": self.conforms,
            "skipped": self.skipped or None,
            "triples": self.triples,
            "shapes": self.shapes,
            "counts": self.counts(),
            "results": [_as_json(result) for result in self.results],
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

    def to_turtle(self) -> str:
        """Write the report as a ``sh:ValidationReport``.

        A graph that was not validated has no report: the text is then a comment that says why.
        """
        if self.conforms is None:
            return f"# {_printable(self.skipped)}\n"
        head = f"@prefix sh: <{PREFIXES['sh']}> .\n\n"
        conforms = "true" if self.conforms else "false"
        results = " ,\n".join(_as_turtle(result) for result in self.results)
        also = f" ;\n    sh:result\n{results}" if results else ""
        return f"{head}[] a sh:ValidationReport ;\n    sh:conforms {conforms}{also} .\n"


def _as_json(result: Result) -> dict[str, object]:
    return {
        "severity": result.severity,
        "focus": result.focus,
        "path": str(result.path) if result.path else None,
        "value": result.value or None,
        "component": shorten(result.component),
        "shape": result.shape,
        "messages": dict(sorted(result.messages.items())),
        "rows": [_row_as_json(row) for row in result.rows],
        "others": [_row_as_json(row) for row in result.others],
    }


def _row_as_json(row: RowReference) -> dict[str, object]:
    return {"source": row.source, "file": row.file, "sheet": row.sheet or None, "row": row.row}


def _as_turtle(result: Result) -> str:
    severity = result.severity
    if severity in SEVERITIES:
        severity = f"{PREFIXES['sh']}{severity.capitalize()}"
    facts = [
        ("sh:focusNode", result.focus),
        ("sh:resultPath", result.path.turtle() if result.path else ""),
        ("sh:value", result.value),
        ("sh:resultSeverity", f"<{severity}>"),
        ("sh:sourceConstraintComponent", f"<{result.component}>"),
        ("sh:sourceShape", result.shape),
        *(
            ("sh:resultMessage", str(pyoxigraph.Literal(text, language=language or None)))
            for language, text in sorted(result.messages.items())
        ),
    ]
    body = "".join(f" ;\n            {name} {term}" for name, term in facts if term)
    return f"        [ a sh:ValidationResult{body} ]"


def _shown(term: str) -> str:
    """Shorten a term of N-Triples for reading."""
    return shorten(term[1:-1]) if term.startswith("<") else term


def _printable(text: str) -> str:
    """Escape what a terminal would obey or hide: control characters, marks of direction."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )
