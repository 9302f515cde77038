"""What is fuzzed: each target draws an example and runs it; only its own errors may come out.

To add one, write a function of an example, which is made of texts, numbers, lists and dicts (so
that a finding is kept as JSON), and put ``@target("name", strategy)`` before it. ``ours`` are the
errors that the code raises on purpose; whatever else it raises is a finding, a failed ``assert``
too.
"""

import csv
import io
import json
from typing import Final

from hypothesis import strategies as st
from rdflib.term import Node

import fuzz_mappings
import fuzz_register
import fuzz_sources  # noqa: F401 - it registers targets
from fuzz_register import Example, folder, pieces, target, written
from mapping_oracle import RML, Oracle, Rdf
from mapping_support import BASE, PREFIXES, Row, quads, run
from saite.errors import MappingError, Problem
from saite.mapping.functions import FUNCTIONS
from saite.mapping.model import Reference
from saite.mapping.parser import parse_mapping
from saite.mapping.template import TemplateError, parse_template
from saite.sources.jsonpath import JsonPathError, parse_jsonpath

TARGETS: Final = fuzz_register.TARGETS


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
