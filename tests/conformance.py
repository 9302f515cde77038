"""The official cases of RML, run as they are published: a table for each module.

``make conformance`` runs it, or ``python tests/conformance.py [CASE …]``. A case passes if the
graphs are the same once their blank nodes are named canonically (RDFC-1.0), or if it fails for
its own reason. Some negative cases of the older suite have an empty graph beside them: they ask
for an error.
"""

import contextlib
import csv
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from databases import SERVER, VARIABLE, database
from mapping_support import quads
from saite.engine import materialize
from saite.errors import MappingError, Problem
from support import SHARED
from yarrrml_oracle import report as yarrrml_report

TESTS = SHARED / "rml-tests"


@dataclass(frozen=True)
class Module:
    """A suite of cases.

    :param base: IRI that the suite wants before relative ones, empty for that of the mappings
    :param is_complete: whether every case of it must pass
    :param database: file of each case that is given to the run as its database, if any
    """

    folder: str
    title: str
    base: str
    is_complete: bool
    database: str = ""


MODULES = (
    Module("rml-core", "RML-Core", "http://example.com/", is_complete=True),
    Module("legacy-rml", "older RML, CSV", "", is_complete=True),
    Module("rml-fnml", "RML-FNML", "", is_complete=True),
    Module("r2rml-sqlite", "R2RML on SQLite", "", is_complete=True, database="resource.db"),
    Module("rml-io", "RML-IO", "", is_complete=False),
)

# What the message of a negative case must say: it has to fail for its own reason.
REASONS = {
    "RMLTC0002c-CSV": "'IDs' is not a column of its source",
    "RMLTC0002e-CSV": "student2.csv: does not exist, expected a file",
    "RMLTC0004b-CSV": "rml:Literal cannot be the type of a subject",
    "RMLTC0007h-CSV": "a blank node cannot be a constant",
    "RMLTC0012c-CSV": "expected exactly one rml:subjectMap or rml:subject, found 0",
    "RMLTC0012d-CSV": "expected exactly one rml:subjectMap or rml:subject, found 2",
    "RMLTC0015b-CSV": "'spanish' is not a language tag",
    # The older suite wants the rows without fault, RML-Core wants an error for any.
    "RMLTC0019b-CSV": "'Juan Daniel' is not a valid IRI",
    "RMLTC0020b-CSV": "'Emily Smith' is not a valid IRI",
    "RMLTC0002e-JSON": "student2.json: does not exist, expected a file",
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


def cases(module: Module) -> list[Path]:
    """Give the folders of a module's cases; none where the official cases are not at hand."""
    return sorted(path for path in (TESTS / module.folder).glob("R*") if path.is_dir())


def fault(case: Path, module: Module, folder: Path) -> str:
    """Run a case; say what is wrong with what came out, or nothing."""
    output = folder / "output.nq"
    output.unlink(missing_ok=True)
    left_out: list[Problem] = []
    reason = REASONS.get(case.name)
    try:
        # A mapping may name the working directory as the root of its paths.
        with contextlib.chdir(case):
            materialize(
                case / "mapping.ttl", output=output, base=module.base, database=module.database,
                tell=left_out.append,
            )  # fmt: skip
    except MappingError as error:
        if reason is not None and case.name not in PARTLY:
            return "" if reason in str(error) and not output.exists() else f"wrong reason: {error}"
        return str(error.problems[0])
    if reason is not None and case.name not in PARTLY:
        return f"expected an error: {reason}"
    if bool(left_out) != bool(reason) or not all(str(reason) in str(each) for each in left_out):
        return f"expected to be told of: {reason}"
    found = [case / name for name in ("output.nq", "default.nq") if (case / name).exists()]
    expected = found[0].read_text(encoding="utf-8") if found else ""
    if case.name in CORRECTIONS:
        pattern, right, _ = CORRECTIONS[case.name]
        expected, changes = re.subn(pattern, right, expected)
        assert changes, f"{case.name} needs no correction"
    made = output.read_text(encoding="utf-8")
    same = quads(made, lenient=True) == quads(expected, lenient=True)
    return "" if same else "another graph than expected"


def on_server(case: Path, module: Module, folder: Path) -> str:
    """Run a case that asks a server, with its rows in a database there."""
    copy = folder / case.name
    shutil.copytree(case, copy)
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
        return fault(copy, module, folder)


def report(module: Module, wanted: list[str]) -> Iterator[tuple[str, str, str]]:
    """Run the cases of a module; give the name, the outcome and what is wrong of each."""
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(module):
            if wanted and case.name not in wanted:
                continue
            if case.name in ON_SERVER and SERVER:
                wrong = on_server(case, module, Path(folder))
                yield case.name, "failed" if wrong else "passed", wrong
                continue
            if case.name in SKIPPED:
                yield case.name, "skipped", SKIPPED[case.name]
                continue
            wrong = fault(case, module, Path(folder))
            yield case.name, "failed" if wrong else "passed", wrong


def main(wanted: list[str]) -> int:
    """Print a table for people; 1 if a module that must be complete is not."""
    if not TESTS.is_dir():
        print(f"The official cases of RML are not here: {TESTS}")
        return 0
    code = 0
    totals = []
    runs = [(each.title, list(report(each, wanted)), each.is_complete) for each in MODULES]
    runs += [("YARRRML", list(yarrrml_report(TESTS / "yarrrml-parser-tests", wanted)), True)]
    for title, outcomes, is_complete in runs:
        for name, outcome, wrong in outcomes:
            if outcome != "passed":
                print(f"{name:20} {outcome:8} {wrong}")
            elif name in CORRECTIONS:
                print(f"{name:20} {outcome:8} but for the published graph: {CORRECTIONS[name][2]}")
        kinds = [outcome for _, outcome, _ in outcomes]
        failures = kinds.count("failed")
        totals.append((title, kinds.count("passed"), failures, kinds.count("skipped")))
        code |= int(is_complete and failures > 0)
    print(f"{'module':20} {'passed':>8} {'failed':>8} {'skipped':>8}")
    for title, passed, failed, skipped in totals:
        print(f"{title:20} {passed:8} {failed:8} {skipped:8}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
