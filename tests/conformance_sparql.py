"""The official cases of SPARQL 1.1, put to ``saite serve`` over HTTP: a table for each part.

``make conformance`` runs it, or ``python tests/conformance_sparql.py [PART …]``. Query evaluation
is run in this process too, by the engine alone: the server must not lose a case that it passes.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import sparql_oracle as oracle
from serve_support import Running, serving_scratch

Fault = Callable[[Running, oracle.Case], str]


def evaluation(case: oracle.Case) -> bool:
    return case.kind in ("QueryEvaluationTest", "CSVResultFormatTest")


def parts() -> Iterator[tuple[str, str, Callable[[oracle.Case], bool], Fault]]:
    """Name each part, its manifest, which of its cases count, and how one is run."""
    everything = lambda _case: True  # noqa: E731
    is_syntax = lambda case: "Syntax" in case.kind  # noqa: E731
    is_update = lambda case: case.kind == "UpdateEvaluationTest"  # noqa: E731
    yield "protocol", "protocol/manifest.ttl", everything, oracle.protocol_fault
    yield "graph store", "graph-store-protocol/manifest.ttl", everything, oracle.store_fault
    query, update = "manifest-sparql11-query.ttl", "manifest-sparql11-update.ttl"
    yield "query evaluation", query, evaluation, oracle.evaluation_fault
    yield "the same, in process", query, evaluation, lambda _r, c: oracle.evaluation_fault(None, c)
    yield "query syntax", query, is_syntax, oracle.syntax_fault
    yield "update evaluation", update, is_update, oracle.update_fault
    yield "update syntax", update, is_syntax, oracle.syntax_fault


def report(
    running: Running, manifest: Path, wanted: Callable[[oracle.Case], bool], fault: Fault
) -> list[tuple[str, str]]:
    """Run the cases of a part; give the name and what is wrong of each."""
    return [(case.name, fault(running, case)) for case in oracle.cases(manifest) if wanted(case)]


def main(names: list[str]) -> int:
    """Print a table for people; 1 if the server does less than it must."""
    if not oracle.SUITE.is_dir():
        print(f"The official cases of SPARQL are not here: {oracle.SUITE}")
        return 0
    passed: dict[str, tuple[int, int]] = {}
    with tempfile.TemporaryDirectory() as folder, serving_scratch(Path(folder)) as running:
        for name, manifest, wanted, fault in parts():
            if names and name not in names:
                continue
            outcomes = report(running, oracle.SUITE / manifest, wanted, fault)
            for case, wrong in outcomes:
                if wrong:
                    print(f"{name:22} {case[:50]:50} {' '.join(wrong.split())[:150]}")
            passed[name] = (sum(not wrong for _, wrong in outcomes), len(outcomes))
    print(f"{'SPARQL 1.1':22} {'passed':>8} {'of':>8}")
    for name, (good, total) in passed.items():
        print(f"{name:22} {good:8} {total:8}")
    http, process = passed.get("query evaluation"), passed.get("the same, in process")
    is_less = bool(http and process and http[0] < process[0])
    must = [passed[name] for name in ("protocol", "graph store") if name in passed]
    return int(is_less or any(good < total for good, total in must))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
