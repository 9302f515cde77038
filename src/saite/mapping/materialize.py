"""A mapping run over its relations: N-Quads in a file, or all that is wrong with the rows.

Nothing is written before every rule has been checked, so that no half of an output is left.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs, unquote

from duckdb import DuckDBPyConnection, IOException, OutOfMemoryException

from saite.errors import MappingError, Problem, SaiteError
from saite.mapping import ask_duckdb, emit_duckdb, spec
from saite.mapping.check import Relation, check_mapping
from saite.mapping.duckdb_functions import macros
from saite.mapping.functions import FUNCTIONS
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.plan import Check, Facts, Frame, Lookup, Plan, Question
from saite.mapping.planner import ask, make_plan
from saite.mapping.signature import Function

_Name = TypeVar("_Name")

_SHOWN: Final = 20
"""Rows that are told of one rule; of the others only the number is."""


def materialize(
    mapping: RmlMapping,
    relations: Mapping[str, Sequence[Relation]],
    connection: DuckDBPyConnection,
    output: Path,
    *,
    base: str,
    allow_unsafe: bool = False,
    tell: Callable[[Problem], None] | None = None,
    in_order: bool = True,
) -> int:
    """Run a mapping and write what it makes as N-Quads, UTF-8, no line twice.

    The lines are in an order that depends on mapping and rows alone: two runs write the same
    bytes, unless the caller sorts them anyway and says so. An existing file is overwritten; a run
    that fails writes nothing.

    :param relations: path of a logical source, as the mapping writes it -> its relations in
        ``connection``, one for each source that has the table; none for a table that is absent
    :param base: absolute IRI that is put before the relative IRIs that the mapping makes, where
        its triples map has no ``rml:baseIRI``
    :param allow_unsafe: let ``rml:UnsafeIRI`` make what is no IRI; what would end it early is
        escaped all the same
    :param tell: takes what is wrong with values of the rows; then only the statements are left out
        that would be made of them
    :param in_order: false if any order will do, which takes less time and memory
    :returns: the number of quads
    :raises MappingError: if the mapping refers to what is not there, or makes of a value a term
        that is none, with every such place; of one rule 20 rows at most
    :raises SaiteError: if the file cannot be written, or memory does not suffice
    """
    problems = check_mapping(mapping, relations)
    if problems:
        raise MappingError(problems)
    run = _Run(connection, allow_unsafe=allow_unsafe, tell=tell)
    try:
        return run.write(mapping, relations, output, base=base, in_order=in_order)
    finally:
        run.clean()


class _Run:
    def __init__(
        self,
        connection: DuckDBPyConnection,
        *,
        allow_unsafe: bool,
        tell: Callable[[Problem], None] | None,
    ) -> None:
        self._connection = connection
        self._tell = tell
        self._allow_unsafe = allow_unsafe
        self._tables: list[str] = []
        for statement in macros():
            connection.execute(statement)

    def clean(self) -> None:
        for table in self._tables:
            self._connection.execute(f"DROP TABLE IF EXISTS {table}")

    def write(
        self,
        mapping: RmlMapping,
        relations: Mapping[str, Sequence[Relation]],
        output: Path,
        *,
        base: str,
        in_order: bool,
    ) -> int:
        facts = {each.relation: self._facts(each) for each in ask(mapping, relations)}

        def planned(*, is_lenient: bool) -> Plan:
            return make_plan(
                mapping,
                relations,
                facts,
                base=base,
                allow_unsafe=self._allow_unsafe,
                is_lenient=is_lenient,
            )

        plan = planned(is_lenient=False)
        failed, broken = self._problems(plan)
        if failed or (broken and self._tell is None):
            raise MappingError([*failed, *broken])
        for problem in broken:
            assert self._tell is not None
            self._tell(problem)
        if broken:
            plan = planned(is_lenient=True)
        if not plan.outputs:
            output.write_bytes(b"")
            return 0
        try:
            statement = emit_duckdb.copy(plan.outputs, str(output), in_order=in_order)
            self._execute(statement, in_order=in_order)
        except (IOException, OutOfMemoryException) as error:
            output.unlink(missing_ok=True)
            raise SaiteError(f"{output} cannot be written: {error}") from None
        return _count_lines(output)

    def _execute(self, statement: str, *, in_order: bool) -> None:
        # To keep an order DuckDB holds back what is made too early.
        if not in_order:
            self._connection.execute("SET preserve_insertion_order = false")
        try:
            self._connection.execute(statement)
        finally:
            self._connection.execute("SET preserve_insertion_order = true")

    def _facts(self, question: Question) -> Facts:
        counts, *rest = [self._one(query) for query in ask_duckdb.facts(question)]
        found = iter(rest[0] if rest else ())

        def those(names: Sequence[str]) -> frozenset[str]:
            return frozenset(name for name, truth in _paired(names, found) if truth)

        return Facts(
            counts[0],
            dict(zip(question.columns, counts[1:], strict=True)),
            sets=those(question.lists),
            unreserved=those(question.encoded),
            unescaped=those(question.escaped),
            constants={n: v for n, v in _paired(question.constants, found) if v is not None},
            keys=tuple(frozenset(k) for k, is_key in _paired(question.keys, found) if is_key),
        )

    def _problems(self, plan: Plan) -> tuple[list[Problem], list[Problem]]:
        """Give what functions could not take, and what breaks a rule."""
        failed = [each for frame, lookup in plan.lookups for each in self._fill(frame, lookup)]
        # What a failed function left out breaks no rule of its own.
        checks = [check for check in plan.checks if not (failed and check.frame.steps)]
        return failed, [problem for check in checks for problem in self._broken(check)]

    def _fill(self, frame: Frame, lookup: Lookup) -> Iterator[Problem]:
        function = FUNCTIONS[lookup.function]
        rows = self._connection.execute(ask_duckdb.arguments(frame, lookup)).fetchall()
        filled: list[tuple[str | None, ...]] = []
        for row in rows:
            values = iter(row)
            given = tuple(None if each is None else next(values) for each in lookup.arguments)
            try:
                filled.append((*given, *_call(function, given)))
            except ValueError as error:
                yield from self._failed(frame, lookup, given, str(error))
        create, insert = ask_duckdb.lookup_table(lookup)
        self._tables.append(lookup.table)
        self._connection.execute(create)
        if filled:
            self._connection.execute(insert, [list(column) for column in zip(*filled, strict=True)])

    def _failed(
        self, frame: Frame, lookup: Lookup, given: tuple[str | None, ...], reason: str
    ) -> Iterator[Problem]:
        pairs = [
            (column, value)
            for column, value in zip(lookup.arguments, given, strict=True)
            if column is not None
        ]
        query = ask_duckdb.failed_rows(frame, [column for column, _ in pairs], limit=_SHOWN)
        names = [column.rpartition(".")[2] for column, _ in pairs if column[:2] in ("r.", "u.")]
        for at, row in self._connection.execute(query, [value for _, value in pairs]).fetchall():
            yield _located(
                at,
                row,
                relation=frame.relation,
                column=names[0] if names else "",
                value=given[0] or "",
                message=f"{reason} ({lookup.where}; see {spec.FUNCTION})",
            )

    def _broken(self, check: Check) -> Iterator[Problem]:
        # Nearly every value is seen to be right by a pattern much simpler than the rule.
        if not self._one(ask_duckdb.suspects(check))[0]:
            return
        (count,) = self._one(ask_duckdb.count_broken(check))
        if not count:
            return
        rule = f"is not {check.rule.value}"
        if check.base:
            rule += f", nor is <{check.base}> with it"
        where = f"{check.where}; see {spec.TERM_RULES}"
        query = ask_duckdb.broken_rows(check, limit=_SHOWN)
        for value, at, row in self._connection.execute(query).fetchall():
            yield _located(
                at,
                row,
                relation=check.frame.relation,
                column=check.reference,
                value=value,
                message=f"{rule} ({where})",
            )
        if count > _SHOWN:
            message = f"{count - _SHOWN} more rows have a value that {rule} ({where})"
            yield Problem(check.frame.relation, column=check.reference, message=message)

    def _one(self, query: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = self._connection.execute(query).fetchone()
        assert row is not None
        return row


def _paired(names: Sequence[_Name], found: Iterator[Any]) -> list[tuple[_Name, Any]]:
    return list(zip(names, islice(found, len(names)), strict=True))


def _call(function: Function, given: Sequence[str | None]) -> tuple[str | None, ...]:
    pairs = zip(function.parameters, given, strict=True)
    if any(value is None and name not in function.optional for name, value in pairs):
        return (None,) * len(function.outputs)
    return function.call(*given)


def _located(
    at: str | None, row: str | None, *, relation: str, column: str, value: str, message: str
) -> Problem:
    """Make a problem of a row, placed by what the relation says of where its rows come from."""
    if at is None:
        own = int(row) if row and row.isdigit() else 0
        return Problem(relation, row=own, column=column, value=value, message=message)
    address, _, fragment = at.partition("#")
    parts = parse_qs(fragment)
    number = parts.get("row", ["0"])[0]
    return Problem(
        unquote(address.removeprefix("source/")),
        sheet=parts.get("sheet", [""])[0],
        row=int(number) if number.isdigit() else 0,
        column=column,
        value=value,
        message=message,
    )


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
