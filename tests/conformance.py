"""The official cases of RML, run as they are published: a table for each module.

``make conformance`` runs it, or ``python tests/conformance.py [--write] [--engine spark]
[CASE …]``. A case passes if every file that it makes holds the expected graph once blank nodes are
named canonically (RDFC-1.0), in the encoding and the archive that are asked for, or if it fails
for its own reason. Some negative cases of the older suite have an empty graph beside them: they
ask for an error.
"""

import argparse
import contextlib
import csv
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from conformance_graphs import UNPACKING_ERRORS, is_utf16, read_graph, unpacked, without_integers
from conformance_report import Outcome, Results, page, text_table, write_report
from databases import SERVER, VARIABLE, database
from saite.engine import ENGINES, materialize
from saite.errors import MappingError, Problem
from spark_support import spark_for_tests
from support import ROOT, SHARED
from yarrrml_oracle import report as yarrrml_report

TESTS = SHARED / "rml-tests"
PAGE = ROOT / "docs" / "conformance.md"


@dataclass(frozen=True)
class Module:
    """A suite of cases.

    :param base: IRI that the suite wants before relative ones, empty for that of the mappings
    :param is_complete: whether every case of it must pass, or be known as faulty
    :param names: pattern of the names of its cases, where a folder has two suites
    :param is_reported: whether it is part of the implementation report
    :param database: file of each case that is given to the run as its database, if any
    """

    folder: str
    title: str
    base: str
    is_complete: bool
    names: str = "R*"
    is_reported: bool = True
    database: str = ""


MODULES = (
    Module("rml-core", "RML-Core", "http://example.com/", is_complete=True),
    Module("legacy-rml", "older RML, CSV", "", is_complete=True, is_reported=False),
    Module("rml-fnml", "RML-FNML", "", is_complete=True),
    Module(
        "r2rml-sqlite",
        "R2RML on SQLite",
        "",
        is_complete=True,
        is_reported=False,
        database="resource.db",
    ),
    Module("rml-io", "RML-IO, sources", "", is_complete=True, names="RMLSTC*"),
    Module("rml-io", "RML-IO, targets", "", is_complete=True, names="RMLTTC*"),
)

# What the message of a negative case must say: it has to fail for its own reason.
REASONS = {
    "RMLTC0002c-CSV": "'IDs' is not a column of its source",
    "RMLTC0002e-CSV": "'student2.csv' does not exist, expected a file",
    "RMLTC0004b-CSV": "rml:Literal cannot be the type of a subject",
    "RMLTC0007h-CSV": "a blank node cannot be a constant",
    "RMLTC0012c-CSV": "expected exactly one rml:subjectMap or rml:subject, found 0",
    "RMLTC0012d-CSV": "expected exactly one rml:subjectMap or rml:subject, found 2",
    "RMLTC0015b-CSV": "'spanish' is not a language tag",
    # The older suite wants the rows without fault, RML-Core wants an error for any.
    "RMLTC0019b-CSV": "'Juan Daniel' is not a valid IRI",
    "RMLTC0020b-CSV": "'Emily Smith' is not a valid IRI",
    "RMLTC0002e-JSON": "'student2.json' does not exist, expected a file",
    "RMLTC0002g-JSON": "'$.students[*]]' is not JSONPath: expected . or [ at character 14",
    "RMLTC0004b-JSON": "rml:Literal cannot be the type of a subject",
    "RMLTC0007h-JSON": "rml:Literal cannot be the type of a graph",
    "RMLTC0012c-JSON": "expected exactly one rml:subjectMap or rml:subject, found 0",
    "RMLTC0012d-JSON": "expected exactly one rml:subjectMap or rml:subject, found 2",
    "RMLTC0015b-JSON": "'a-english' is not a language tag",
    "RMLTC0019b-JSON": "'Juan Daniel' is not a valid IRI",
    "RMLTC0023a-JSON": "the brace '{' at 20 has no partner",
    "RMLTC0023b-JSON": "not valid Turtle",
    "RMLTC0023c-JSON": "not valid Turtle",
    "RMLTC0023d-JSON": "the brace '{' at 22 has no partner",
    "RMLTC0023e-JSON": "not valid Turtle",
    "RMLTC0024a-JSON": '"School" cannot be a subject, expected an IRI',
    "RMLSTC0010a": "row 2: the row has 2 cells, expected 3 as in the header",
    "RMLSTC0010b": "row 2: the row has 2 cells, expected 3 as in the header",
    "RMLFNMLTC0101-CSV": "'name' is not a column of its source",
    "RMLFNMLTC0102-CSV": "'grel:unknown_func' is not a function known here",
    "RMLFNMLTC0103-CSV": "'grel:unknownParam' is not a parameter",
    "RMLFNMLTC0104-CSV": "'grel:unknownOut' is not an output",
    "R2RMLTC0002c": "'IDs' is not a column of its source, expected one of ID, Name (triples map "
    "<TriplesMap1>, rr:predicateObjectMap (ex:id), rr:objectMap; see "
    "https://www.w3.org/TR/r2rml/#from-column); did you mean 'ID'?",
    "R2RMLTC0002e": "'Students' is not a table of resource.db, expected one of Student "
    "(triples map <TriplesMap1>, rr:logicalTable, rr:tableName; see "
    "https://www.w3.org/TR/r2rml/#physical-tables); did you mean 'Student'?",
    "R2RMLTC0002g": "'THIS IS NOT A VALID SQL QUERY' is refused by SQLite",
    "R2RMLTC0002h": "'ID' is the name of two columns of the query",
    "R2RMLTC0003a": "is not a version of SQL known to R2RML, expected rr:SQL2008 or none, found "
    "rr:SQL1979",
    "R2RMLTC0004b": "rr:Literal cannot be the type of a subject, expected one of rr:IRI, "
    "rr:BlankNode",
    "R2RMLTC0007h": "rr:Literal cannot be the type of a graph",
    "R2RMLTC0012c": "expected exactly one rr:subjectMap or rr:subject, found 0",
    "R2RMLTC0012d": "expected exactly one rr:subjectMap or rr:subject, found 2",
    "R2RMLTC0015b": "'spanish' is not a language tag",
    "R2RMLTC0019b": "'Juan Daniel' is not a valid IRI",
    "R2RMLTC0020b": "'Emily Smith' is not a valid IRI",
    "RMLTC0025b-JSON": "column $.amounts: is an array, expected a text, a number or a truth",
}

# Of these, only what is at fault is left out, and told of.
PARTLY = ("RMLTC0019b-CSV", "RMLTC0020b-CSV", "R2RMLTC0019b", "R2RMLTC0020b")

XSD = "http://www.w3.org/2001/XMLSchema#"
INTEGERS = (r'"(\d+)" ', rf'"\1"^^<{XSD}integer> ')
DOUBLES = (r'"(\d\.\d+E\d)" ', rf'"\1"^^<{XSD}double> ')
NO_DATATYPE = "it has numbers without the datatypes of R2RML, section 10.2, which other cases have"
OTHER_ROWS = "it has the value of a row that is not in the case's database"

# Published graphs that are wrong: what is right instead (a pattern and its replacement), and why.
CORRECTIONS = {
    **dict.fromkeys(
        (
            "R2RMLTC0002a", "R2RMLTC0007c", "R2RMLTC0007d", "R2RMLTC0008b", "R2RMLTC0009d",
            "R2RMLTC0011a", "R2RMLTC0011b", "R2RMLTC0016a", "R2RMLTC0018a",
        ),
        (*INTEGERS, NO_DATATYPE),
    ),
    **dict.fromkeys(("R2RMLTC0005b", "R2RMLTC0016b"), (*DOUBLES, NO_DATATYPE)),
    "R2RMLTC0005a": (r'"(\d)0\.0"', rf'"\1.0E1"^^<{XSD}double>', NO_DATATYPE),
    "R2RMLTC0012a": (
        r'"(\d)0"\^\^<[^>]*>', rf'"\1.0E1"^^<{XSD}double>', "it has integers of a column of FLOAT"
    ),
    "R2RMLTC0020a": ("example.com%2Fcompany", "company.com", OTHER_ROWS),
    "R2RMLTC0020b": ("example.com/company", "company.com", OTHER_ROWS),
}  # fmt: skip

ON_SERVER = ("RMLSTC0006a",)

# What is left out of the run, and why.
SKIPPED = {
    "RMLSTC0003": "asks a SPARQL endpoint",
    "RMLSTC0006a": f"asks a database server, which {VARIABLE} would name",
    "R2RMLTC0002f": "wants an error for what R2RMLTC0002a, its equal, has a graph for",
}

# What is at fault itself, and the issue that says so. The natural datatype of a number of JSON is
# xsd:integer, as in the other cases of the same mapping and records: these expect a plain text.
UNTYPED = "https://github.com/kg-construct/rml-io/issues/151"
# An error is announced for a well-formed table, and the right graph stands beside it.
ANNOUNCED = "https://github.com/kg-construct/rml-io/issues/150"
FAULTY = {
    **dict.fromkeys(
        (
            "RMLTTC0004a", "RMLTTC0004c", "RMLTTC0004e", "RMLTTC0004f", "RMLTTC0004g",
            "RMLTTC0005b", "RMLTTC0006b", "RMLTTC0006c", "RMLTTC0006d", "RMLTTC0006e",
        ),
        UNTYPED,
    ),
    "RMLSTC0009a": ANNOUNCED,
}  # fmt: skip

OUTPUTS = ("output.nq", "default.nq", "dump*")


def cases(module: Module) -> list[Path]:
    """Give the folders of a module's cases; none where the official cases are not at hand."""
    found = (TESTS / module.folder).glob(module.names)
    return sorted(path for path in found if path.is_dir())


def fault(case: Path, module: Module, folder: Path, engine: str = "duckdb") -> str:
    """Run a case in a copy of its folder; say what is wrong with what came out, or nothing."""
    work = folder / case.name
    _copy(case, work)
    output = folder / f"{case.name}.nq"
    left_out: list[Problem] = []
    reason = REASONS.get(case.name)
    try:
        # A mapping may name the working directory as the root of its paths.
        with contextlib.chdir(work):
            materialize(
                "mapping.ttl", output=output, base=module.base, database=module.database,
                tell=left_out.append, engine=engine,
            )  # fmt: skip
    except MappingError as error:
        if reason is not None and case.name not in PARTLY:
            return "" if reason in str(error) and not output.exists() else f"wrong reason: {error}"
        return str(error.problems[0])
    if reason is not None and case.name not in PARTLY:
        return f"expected an error: {reason}"
    if bool(left_out) != bool(reason) or not all(str(reason) in str(each) for each in left_out):
        return f"expected to be told of: {reason}"
    return _difference(case, work, output)


def _copy(case: Path, work: Path) -> None:
    """Copy what is given to a mapping, and nothing of what it is to make."""
    outputs = {path for pattern in OUTPUTS for path in case.glob(pattern)}
    work.mkdir()
    for path in case.iterdir():
        if path not in outputs:
            shutil.copyfile(path, work / path.name)


def _difference(case: Path, work: Path, output: Path) -> str:
    """Say what is wrong with the files that a case made, or nothing."""
    expected = {path.name: path for path in case.glob("dump*")}
    made = {path.name: path for path in work.glob("dump*")}
    if expected.keys() != made.keys():
        return f"expected the files {sorted(expected)}, found {sorted(made)}"
    plain = [case / name for name in ("output.nq", "default.nq") if (case / name).exists()]
    plain = [_corrected(case, path, work) for path in plain[:1]]
    pairs = [(made[name], expected[name]) for name in sorted(made)]
    if not plain and output.read_bytes():
        return "expected no graph"
    issue = FAULTY.get(case.name)
    if issue == ANNOUNCED and "expected?** Yes" not in (case / "README.md").read_text("utf-8"):
        return "is at fault no more"
    is_untyped = issue == UNTYPED
    wrong = [_compared(*pair, is_untyped=False) for pair in [*pairs, *((output, e) for e in plain)]]
    if not is_untyped:
        return next((each for each in wrong if each), "")
    if not any(wrong):
        return "is at fault no more"
    again = (_compared(*pair, is_untyped=True) for pair in pairs)
    return next((each for each in again if each), "")


def _corrected(case: Path, expected: Path, work: Path) -> Path:
    """Give what is expected, without the faults that are known to be in it."""
    if case.name not in CORRECTIONS:
        return expected
    pattern, right, _ = CORRECTIONS[case.name]
    text, changes = re.subn(pattern, right, expected.read_text(encoding="utf-8"))
    assert changes, f"{case.name} needs no correction"
    corrected = work / "corrected.nq"
    corrected.write_text(text, encoding="utf-8", newline="\n")
    return corrected


def _compared(made: Path, expected: Path, *, is_untyped: bool) -> str:
    try:
        if is_utf16(unpacked(made)) != is_utf16(unpacked(expected)):
            return f"{expected.name}: another encoding than expected"
        graphs = [read_graph(path) for path in (made, expected)]
    except UNPACKING_ERRORS as error:
        return f"{expected.name}: {error}"
    if is_untyped:
        graphs = [without_integers(graph) for graph in graphs]
    return "" if graphs[0] == graphs[1] else f"{expected.name}: another graph than expected"


def on_server(case: Path, module: Module, folder: Path, engine: str = "duckdb") -> str:
    """Run a case that asks a server, with its rows in a database there."""
    copy = folder / "given" / case.name
    shutil.copytree(case, copy, copy_function=shutil.copyfile)
    with (case / "Friends.csv").open(encoding="utf-8", newline="") as file:
        rows = [f"({row['id']}, '{row['name']}', {row['age']})" for row in csv.DictReader(file)]
    sql = 'CREATE TABLE "Friends" (id integer, name varchar(50), age integer);'
    sql += f'INSERT INTO "Friends" VALUES {", ".join(rows)};'
    mapping = copy / "mapping.ttl"
    with database("postgresql", sql, folder) as made:
        text = mapping.read_text(encoding="utf-8")
        given = {"$CONNECTIONDSN": made.dsn, "$USERNAME": made.user, "$PASSWORD": made.password}
        for name, value in given.items():
            text = text.replace(name, value)
        mapping.write_text(text, encoding="utf-8")
        return fault(copy, module, folder, engine)


def outcomes(module: Module, wanted: list[str], engine: str) -> Iterator[Outcome]:
    """Run the cases of a module."""
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(module):
            if wanted and case.name not in wanted:
                continue
            if case.name in ON_SERVER and SERVER:
                wrong = on_server(case, module, Path(folder), engine)
                yield Outcome(case.name, "failed" if wrong else "passed", wrong)
                continue
            if case.name in SKIPPED:
                yield Outcome(case.name, "skipped", SKIPPED[case.name])
                continue
            wrong = fault(case, module, Path(folder), engine)
            issue = FAULTY.get(case.name) or CORRECTIONS.get(case.name, ("", "", ""))[2]
            kind = "failed" if wrong else "faulty" if issue else "passed"
            yield Outcome(case.name, kind, wrong or issue)


def yarrrml(wanted: list[str], engine: str) -> Iterator[Outcome]:
    """Run the texts of the YARRRML parser, which no engine has a part in."""
    if engine != "duckdb":
        return
    for found in yarrrml_report(TESTS / "yarrrml-parser-tests", wanted):
        yield Outcome(*found)


@dataclass(frozen=True)
class Suite:
    """A row of the table.

    :param run: gives what came of each case, or of those that are named, on an engine
    :param is_complete: whether every case must pass, or be known as faulty
    :param is_reported: whether it is part of the implementation report
    """

    title: str
    run: Callable[[list[str], str], Iterable[Outcome]]
    is_complete: bool
    is_reported: bool = False


SUITES = (
    *(
        Suite(each.title, partial(outcomes, each), each.is_complete, each.is_reported)
        for each in MODULES
    ),
    Suite("YARRRML", yarrrml, is_complete=True),
)


def main(wanted: list[str], engine: str = "duckdb", *, is_written: bool = False) -> int:
    """Print a table for people; 1 if a module that must be complete is not.

    A run of all cases writes the implementation report.

    :param is_written: write the table into its page as well
    """
    if not TESTS.is_dir():
        print(f"The official cases of RML are not here: {TESTS}")
        return 0
    results = []
    for suite in SUITES:
        found = list(suite.run(wanted, engine))
        results.append(Results(suite.title, found, suite.is_reported))
        for each in found:
            if each.outcome != "passed":
                print(f"{each.case:20} {each.outcome:8} {each.note}")
    print(text_table(results))
    if not wanted and engine == "duckdb":
        write_report(results, ROOT / "out" / "conformance")
        print("The implementation report is in out/conformance.")
    if is_written and not wanted and engine == "duckdb":
        PAGE.write_text(page(results), encoding="utf-8", newline="\n")
    pairs = zip(SUITES, results, strict=True)
    return int(any(suite.is_complete and found.count("failed") for suite, found in pairs))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("cases", nargs="*", metavar="CASE")
    arguments.add_argument("--engine", choices=ENGINES, default="duckdb")
    arguments.add_argument("--write", action="store_true")
    chosen = arguments.parse_args()
    with spark_for_tests() if chosen.engine == "spark" else contextlib.nullcontext():
        sys.exit(main(chosen.cases, chosen.engine, is_written=chosen.write))
