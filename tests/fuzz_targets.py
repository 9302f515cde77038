"""What is fuzzed: each target draws an example and runs it; only its own errors may come out.

To add one, write a function of an example, which is made of texts, numbers, lists and dicts (so
that a finding is kept as JSON), and put ``@target("name", strategy)`` before it. ``ours`` are the
errors that the code raises on purpose; whatever else it raises is a finding, a failed ``assert``
too.
"""

import contextlib
import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st
from rdflib.term import Node

import fuzz_mappings
from mapping_oracle import RML, Oracle, Rdf
from mapping_support import BASE, PREFIXES, Row, quads, run
from saite.engine import materialize
from saite.errors import MappingError, Problem, SaiteError
from saite.mapping.functions import FUNCTIONS
from saite.mapping.model import Reference
from saite.mapping.parser import parse_mapping
from saite.mapping.template import TemplateError, parse_template
from saite.sources.jsonpath import JsonPathError, parse_jsonpath

Example = Any
"""What JSON can hold."""


@dataclass(frozen=True)
class Target:
    """One thing to fuzz."""

    name: str
    strategy: st.SearchStrategy[Example]
    examine: Callable[[Example], None]


TARGETS: dict[str, Target] = {}


def target(
    name: str, strategy: st.SearchStrategy[Example], *, ours: tuple[type[Exception], ...] = ()
) -> Callable[[Callable[[Example], None]], Callable[[Example], None]]:
    """Register a function as a target."""

    def register(function: Callable[[Example], None]) -> Callable[[Example], None]:
        def examine(example: Example) -> None:
            with contextlib.suppress(SaiteError, *ours):
                function(example)

        TARGETS[name] = Target(name, strategy, examine)
        return function

    return register


def pieces(*words: str, most: int = 12) -> st.SearchStrategy[str]:
    """Draw texts made of words that mean something to the reader, and of anything between them."""
    piece = st.sampled_from(words) | st.text(max_size=4)
    return st.lists(piece, max_size=most).map("".join)


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Make a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="saite-fuzz-") as path:
        yield Path(path)


@target("template", pieces("{", "}", "\\", "{id}", "\\{", "\\\\", "ā"), ours=(TemplateError,))
def template(text: str) -> None:
    """Cut a template; written again it is cut the same way."""
    parts = parse_template(text).parts
    written = [
        f"{{{escaped(part.column)}}}" if isinstance(part, Reference) else escaped(part)
        for part in parts
    ]
    assert parse_template("".join(written)).parts == parts


def escaped(text: str) -> str:
    """Escape what means something in a template."""
    return text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")


DOCUMENT = {"a": [1, {"b": None, "a b": "x"}, [2, 3]], "b": {"a": {"a": True}}, "": "é", "1": []}
PATH = (
    "$", ".", "..", "[", "]", "*", "a", "b", "'a b'", '"a"', "'", '"', ":", "-1", "0", "1", ",",
    "?", "@", "[?@.a == 1]", "[?length(@) > 1]", " ", "\\u00e9", "\\ud800", "\\", "9" * 30,
)  # fmt: skip


@target("jsonpath", pieces(*PATH), ours=(JsonPathError,))
def jsonpath(text: str) -> None:
    """Read a path and follow it; twice it finds the same."""
    path = parse_jsonpath(text)
    assert path.find(DOCUMENT) == path.find(DOCUMENT)


def read_mapping(text: str, name: str) -> None:
    """Read a mapping, well formed or not; every problem stands on a line that the file has."""
    with folder() as place:
        path = place / name
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        problems: tuple[Problem, ...] = ()
        try:
            parse_mapping(path, base=BASE)
        except MappingError as error:
            problems = error.problems or (Problem("an error without a problem", line=-1),)
        lines = max(len(text.splitlines()), 1)  # whatever the language takes for the end of a line
        assert all(0 <= problem.line <= lines for problem in problems)
        assert all(str(problem) for problem in problems)


@target("mapping", fuzz_mappings.any_turtle())
def mapping(text: str) -> None:
    """Read a text as Turtle."""
    read_mapping(text, "mapping.ttl")


@target("yarrrml", fuzz_mappings.any_yarrrml())
def yarrrml(text: str) -> None:
    """Read a text as YARRRML."""
    read_mapping(text, "mapping.yml")


CELLS = st.sampled_from(["1", "2", "a", "a b", "", "2018", "2019-05", "lt", "http://e/x", "ā"])
# Most ids are dates and most kinds languages: a mapping that takes them so gets to the end.
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["2018", "2019-05", "2020-02-29"]),
        CELLS | st.text(max_size=5),
        st.sampled_from(["lt", "lv", "en-GB"]),
        CELLS | st.text(max_size=5),
    ).map(list),
    max_size=4,
)
COLUMNS = ("id", "name", "kind", "link")


def csv_text(rows: list[list[str]]) -> str:
    """Write rows as CSV, under the header that all mappings here know."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows])
    return text.getvalue()


@target("engine", st.fixed_dictionaries({"mapping": fuzz_mappings.runnable(), "rows": ROWS}))
def engine(example: Example) -> None:
    """Run any mapping over files that are there; what it writes is N-Quads, no line twice."""
    with folder() as place:
        (place / "mapping.ttl").write_bytes(example["mapping"].encode("utf-8", "surrogatepass"))
        text = csv_text(example["rows"])
        for name in fuzz_mappings.TABLES:
            (place / name).write_bytes(text.encode("utf-8", "replace"))
        records = [dict(zip(COLUMNS, row, strict=True)) for row in example["rows"]]
        whole = json.dumps({"items": records, "a": 1})
        (place / "t.json").write_text(whole, encoding="utf-8")
        written(place)


def written(place: Path) -> str:
    """Run the mapping of a folder; give its output, which is checked."""
    output = place / "out.nq"
    try:
        count = materialize(place / "mapping.ttl", output=output, base=BASE)
    except SaiteError:
        assert not output.exists(), "a run that fails leaves nothing"
        raise
    text = output.read_bytes().decode("utf-8")
    lines = text.split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(set(lines)) == count
    list(ox.parse(text, ox.RdfFormat.N_QUADS, lenient=True))
    return text


def _rows() -> st.SearchStrategy[Example]:
    cells = st.none() | CELLS | st.text(max_size=5)
    columns = dict.fromkeys(("name", "kind", "link", "when", "language"), cells)
    lists = st.none() | st.lists(CELLS, max_size=3)
    row = st.fixed_dictionaries({"id": CELLS | st.none(), **columns, "places": lists})
    return st.lists(row, max_size=5)


@target(
    "terms",
    st.fixed_dictionaries({"mapping": fuzz_mappings.well_formed(), "t": _rows(), "u": _rows()}),
)
def terms(example: Example) -> None:
    """Run a well-formed mapping over any rows; the oracle makes the same graph, or refuses too."""
    shape = dict.fromkeys(("id", "name", "kind", "link", "when", "language"))
    tables = {
        f"{name}.csv": [[*example[name], {**shape, "places": ["p"]}]]  # a column of lists
        for name in ("t", "u")
    }
    with folder() as place:
        (place / "mapping.ttl").write_text(PREFIXES + example["mapping"], encoding="utf-8")
        oracle = _Lenient(place / "mapping.ttl", tables, BASE)
        expected = oracle.quads()
        try:
            made = quads(run(example["mapping"], tables, place))
        except MappingError:
            # It checks the terms, too, of rows without a subject.
            assert oracle.has_left_out or not takes_all(oracle)
            raise
        assert made == expected


class _Lenient(Oracle):
    """An oracle that leaves out what it can make no term of.

    The engine does so too, if nothing is made of the term: of a subject without an object.
    """

    has_left_out = False

    def terms(self, node: Node, row: Row, kind: str) -> list[Rdf]:
        """Make the terms of a term map."""
        try:
            return super().terms(node, row, kind)
        except ValueError:
            self.has_left_out = True
            return []


def takes_all(oracle: _Lenient) -> bool:
    """Tell whether every term of every row can be made, unless its condition leaves it out."""
    for node in oracle.maps():
        path = str(oracle.one(oracle.one(node, "logicalSource"), "source"))
        maps = [(each, "IRI") for each in oracle.each(node, "subject")]
        for parent in (maps[0][0], *oracle.graph.objects(node, RML.predicateObjectMap)):
            maps += [(each, "IRI") for each in oracle.each(parent, "graph")]
            maps += [(each, "IRI") for each in oracle.each(parent, "predicate")]
            maps += [(each, "") for each in oracle.each(parent, "object")]
        for row in (row for rows in oracle.tables[path] for row in rows):
            for each, kind in maps:
                oracle.terms(each, row, kind)
    return not oracle.has_left_out


BYTES = (
    "id,name\n", "1,a\n", '2,"b\nc"\n', ",", '"', '""', "\n", "\r", "\r\n", "\x00", "\\",
    "\t", ";", "1", "a", " ", "NULL", "#", "\xef\xbb\xbf", "\xc4\x81",
    "\xf0\x9f\x98\x80", "\xc2\x85", "\x0b",
)  # fmt: skip
BROKEN = st.sampled_from(["\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80"])
ANY = st.text(st.characters(max_codepoint=127), max_size=4)
CELL = st.sampled_from(
    [
        "1",
        "a b",
        "",
        '"a"',
        '"a""b"',
        '"a,b"',
        '"a\nb"',
        '"\r\n"',
        "a\rb",
        'a"b',
        '"a"b',
        " ",
        "\x00",
    ]
)
LINE_ENDS = st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n", ""])
LINES = st.lists(st.builds("{},{}{}".format, CELL, CELL | ANY, LINE_ENDS), max_size=6)
# One character a byte. Most are UTF-8: a table that is not is refused at once.
HOSTILE = (
    LINES.map("".join)
    | st.lists(st.sampled_from(BYTES) | ANY, max_size=12).map("".join)
    | st.lists(st.sampled_from(BYTES) | BROKEN, max_size=8).map("".join)
)


@target(
    "csv",
    st.fixed_dictionaries({"head": st.sampled_from([True, True, True, False]), "bytes": HOSTILE}),
)
def csv_bytes(example: Example) -> None:
    """Read any bytes as a table; its cells are those that Python's own reader of CSV finds."""
    given = (b"id,name\n" if example["head"] else b"") + example["bytes"].encode("latin-1")
    with folder() as place:
        (place / "t.csv").write_bytes(given)
        (place / "mapping.ttl").write_text(PREFIXES + _CSV, encoding="utf-8")
        made = {(quad.subject, quad.object) for quad in quads(written(place), lenient=True)}
        rows = _as_python_reads(given)
        assert rows is None or made == rows


_CSV = """<#t> a rml:TriplesMap ;
    rml:logicalSource [ rml:source [ a rml:RelativePathSource ; rml:path "t.csv" ] ;
        rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:reference "id" ; rml:termType rml:BlankNode ] ;
    rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "name" ] ] ."""
_CSV = _CSV.replace('rml:reference "id" ; rml:termType rml:BlankNode', "rml:constant ex:s")


def _as_python_reads(given: bytes) -> set[tuple[Any, Any]] | None:
    """Give the pairs of subject and object; None if that reader refuses the table."""
    try:
        text = io.StringIO(given.decode("utf-8-sig"), newline="")
        header, *rows = [row for row in csv.reader(text, strict=True) if row]
        place = header.index("name")
        return {(ox.NamedNode("http://example.org/s"), ox.Literal(row[place])) for row in rows}
    except (ValueError, IndexError, csv.Error):
        return None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "items", ""]), inner, max_size=3)
    ),
    max_leaves=12,
)


@target(
    "json",
    st.fixed_dictionaries(
        {
            "text": JSON.map(json.dumps) | HOSTILE,
            "iterator": st.sampled_from(["$", "$.items[*]", "$..*", "$[*]", "$.items"]),
            "reference": st.sampled_from(["name", "$.name", "name[*]", "$..id", "['']", "*"]),
        }
    ),
)
def json_text(example: Example) -> None:
    """Read any text as JSON, by several iterators and references."""
    with folder() as place:
        (place / "t.json").write_bytes(example["text"].encode("utf-8", "surrogatepass"))
        body = _CSV.replace("t.csv", "t.json").replace('"name"', f'"{example["reference"]}"')
        source = f'rml:JSONPath ; rml:iterator "{example["iterator"]}"'
        (place / "mapping.ttl").write_text(
            PREFIXES + body.replace("rml:CSV", source), encoding="utf-8"
        )
        written(place)


ARGUMENT = st.none() | CELLS | pieces("(", "[a-z]+", "|", "\\", "$1", "-1", "9", ",", '"', most=4)


@target(
    "functions",
    st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(ARGUMENT, min_size=6, max_size=6)),
    ours=(ValueError,),
)
def functions(example: Example) -> None:
    """Call a function with any texts; it gives a text, or nothing, for each of its outputs."""
    function = FUNCTIONS[example[0]]
    given = [
        "x" if value is None and name not in function.optional else value
        for name, value in zip(function.parameters, example[1], strict=False)
    ]
    made = function.call(*given)
    assert len(made) == len(function.outputs)
    assert all(value is None or isinstance(value, str) for value in made)
