"""The official cases of RML, run as they are published: a table for each module.

``make conformance`` runs it, or ``python tests/conformance.py [CASE …]``. A case passes if the
graphs are the same once their blank nodes are named canonically (RDFC-1.0), or if it fails for
its own reason. Some negative cases of the older suite have an empty graph beside them: they ask
for an error.
"""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
    """

    folder: str
    title: str
    base: str
    is_complete: bool


MODULES = (
    Module("rml-core", "RML-Core", "http://example.com/", is_complete=True),
    Module("legacy-rml", "older RML, CSV", "", is_complete=True),
    Module("rml-fnml", "RML-FNML", "", is_complete=True),
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
    "RMLTC0025b-JSON": "column $.amounts: is an array, expected a text, a number or a truth",
}

# Of these, only what is at fault is left out, and told of.
PARTLY = ("RMLTC0019b-CSV", "RMLTC0020b-CSV")

# What is left out of the run, and why.
SKIPPED = {
    "RMLSTC0003": "asks a SPARQL endpoint",
    "RMLSTC0006a": "asks a database server",
}


def cases(module: Module) -> list[Path]:
    """Give the folders of a module's cases; none where the official cases are not at hand."""
    return sorted(path for path in (TESTS / module.folder).glob("RML*") if path.is_dir())


def fault(case: Path, module: Module, folder: Path) -> str:
    """Run a case; say what is wrong with what came out, or nothing."""
    output = folder / "output.nq"
    output.unlink(missing_ok=True)
    left_out: list[Problem] = []
    reason = REASONS.get(case.name)
    try:
        # A mapping may name the working directory as the root of its paths.
        with contextlib.chdir(case):
            materialize(case / "mapping.ttl", output=output, base=module.base, tell=left_out.append)
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
    made = output.read_text(encoding="utf-8")
    same = quads(made, lenient=True) == quads(expected, lenient=True)
    return "" if same else "another graph than expected"


def report(module: Module, wanted: list[str]) -> Iterator[tuple[str, str, str]]:
    """Run the cases of a module; give the name, the outcome and what is wrong of each."""
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(module):
            if wanted and case.name not in wanted:
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
