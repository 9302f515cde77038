"""A run: sources read into DuckDB, what is wrong told, the plan handed to an engine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from saite.engine.cluster import Cluster
from saite.engine.doubts import unknown_datatypes
from saite.engine.remarks import remarks
from saite.errors import MappingError, Problem, UsageError
from saite.mapping.check import check_mapping
from saite.mapping.engine_duckdb import DuckDbEngine, enough_memory
from saite.mapping.findings import Findings
from saite.mapping.materialize import materialize
from saite.mapping.model import LogicalTarget
from saite.mapping.model import Mapping as RmlMapping
from saite.sources.reading import read_sources
from saite.sources.relation import labels


@dataclass(frozen=True)
class Run:
    """What is run, and how.

    :param base: put before relative IRIs
    :param database: address of the database of logical tables that name none
    :param tables: path of a logical source -> the table in memory that it is
    :param limit: of the memory that tables may take
    :param problems: what is known to be wrong already
    :param tell: takes what is wrong with values, if all mappings are older
    :param remark: takes what is no error but may be a slip
    :param is_strict: let no value pass that is no literal of the datatype it is given
    """

    mappings: Sequence[RmlMapping]
    base: str
    database: str
    tables: Mapping[str, object] | None
    limit: str
    problems: Sequence[Problem]
    tell: Callable[[Problem], None] | None
    remark: Callable[[Problem], None] | None
    is_strict: bool = False


def write_graph(
    run: Run,
    output: Path,
    *,
    send: Callable[[LogicalTarget, Callable[[Path], int]], None],
    cluster: Cluster | None,
) -> int:
    """Write what a run makes, as N-Quads.

    :param send: takes what goes to logical targets
    :param cluster: where it is run; None for DuckDB
    :returns: the number of statements in the output
    :raises MappingError: with everything that is wrong with the sources and their values
    :raises SaiteError: if the file cannot be written, or memory does not suffice
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": str(output.parent / "spill"),
        "memory_limit": run.limit,
    }
    with enough_memory(run.limit), duckdb.connect(config=config) as connection:
        # Standard output is for the graph.
        connection.execute("SET enable_progress_bar = false")
        try:
            read = read_sources(
                connection,
                run.mappings,
                database=run.database,
                tables=run.tables,
                elsewhere=cluster,
            )
        except UsageError:
            # A table that no source names may be named where the mapping is at fault.
            if run.problems:
                raise MappingError(run.problems) from None
            raise
        # What cannot be read is told of once: nothing more is asked about it.
        problems = [*run.problems, *read.problems]
        if run.is_strict:
            problems += [each for mapping in run.mappings for each in unknown_datatypes(mapping)]
        for mapping in read.mappings:
            readable = tuple(m for m in mapping.triples_maps if m.source.path in read.relations)
            problems += check_mapping(replace(mapping, triples_maps=readable), read.relations)
        if problems:
            raise MappingError(problems)
        maps = tuple(each for mapping in read.mappings for each in mapping.triples_maps)
        found = [each for relations in read.relations.values() for each in relations]
        engine = cluster.engine(connection, found, output) if cluster else DuckDbEngine(connection)
        findings: list[Findings] = []
        with _called(labels(read.relations.values()), run) as tell:
            # Who writes rml:UnsafeIRI asks for what may be no IRI.
            count = materialize(
                replace(read.mappings[0], triples_maps=maps),
                read.relations,
                engine,
                output,
                base=run.base,
                allow_unsafe=True,
                tell=tell,
                send=send,
                is_strict=run.is_strict,
                found=None if run.remark is None else findings.append,
            )
        if run.remark is not None:
            for written, placed in zip(run.mappings, read.mappings, strict=True):
                for each in remarks(written, placed, read.relations, findings[0]):
                    run.remark(each)
        return count


@contextmanager
def _called(names: Mapping[str, str], run: Run) -> Iterator[Callable[[Problem], None] | None]:
    """Have problems of rows tell of their files, and not of the relations that were made of them.

    Gives what takes those of values that are left out, if they may be.

    :param names: name of a relation -> what its source is called
    """

    def called(problem: Problem) -> Problem:
        return replace(problem, file=names.get(problem.file, problem.file))

    def tell(problem: Problem) -> None:
        assert run.tell is not None
        run.tell(called(problem))

    is_told = run.tell is not None and all(each.is_older for each in run.mappings)
    try:
        yield tell if is_told else None
    except MappingError as error:
        raise MappingError(map(called, error.problems)) from None
