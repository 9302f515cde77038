"""A mapping run over its relations: N-Quads in a file, or all that is wrong with the rows.

Nothing is written before every rule has been checked, so that no half of an output is left.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote

from saite.errors import MappingError, Problem
from saite.mapping import spec
from saite.mapping.check import Relation, check_mapping
from saite.mapping.datatypes import prefixed, section
from saite.mapping.engine import Engine, Place
from saite.mapping.facts import Facts, Question
from saite.mapping.findings import Findings, find
from saite.mapping.guards import ALWAYS, Rule
from saite.mapping.model import LogicalTarget
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.plan import Call, Check, Lookup, Plan
from saite.mapping.planner import make_plan, make_plans
from saite.mapping.questions import ask
from saite.mapping.r2rml import reworded
from saite.mapping.routes import refused_targets
from saite.mapping.rows import reference
from saite.mapping.signature import Function

_SHOWN: Final = 20
"""Rows that are told of one rule; of the others only the number is."""


def materialize(
    mapping: RmlMapping,
    relations: Mapping[str, Sequence[Relation]],
    engine: Engine,
    output: Path,
    *,
    base: str,
    allow_unsafe: bool = False,
    tell: Callable[[Problem], None] | None = None,
    in_order: bool = True,
    send: Callable[[LogicalTarget, Callable[[Path], int]], None] | None = None,
    is_strict: bool = False,
    found: Callable[[Findings], None] | None = None,
) -> int:
    """Run a mapping and write what it makes as N-Quads, UTF-8, no line twice.

    The lines are in an order that depends on mapping and rows alone: two runs write the same
    bytes, unless the caller sorts them anyway and says so. An existing file is overwritten; a run
    that fails writes nothing.

    :param relations: path of a logical source, as the mapping writes it -> its relations in the
        engine, one for each source that has the table; none for a table that is absent
    :param base: absolute IRI that is put before the relative IRIs that the mapping makes, where
        its triples map has no ``rml:baseIRI``
    :param allow_unsafe: let ``rml:UnsafeIRI`` make what is no IRI; what would end it early is
        escaped all the same
    :param tell: takes what is wrong with values of the rows; then only the statements are left out
        that would be made of them
    :param in_order: false if any order will do
    :param send: takes each logical target, and what writes its quads to a file as N-Quads and
        gives their number; without it a mapping with targets is refused
    :param is_strict: let no value pass that is no literal of the datatype it is given
    :param found: takes what was found though nothing is wrong, when all is written
    :returns: the number of quads in the output
    :raises MappingError: if the mapping has targets that nothing takes, refers to what is not
        there, or makes of a value a term that is none, with every such place; of one rule 20
        rows at most
    :raises SaiteError: if the file cannot be written
    """
    try:
        problems = check_mapping(mapping, relations)
        problems += [] if send else refused_targets(mapping)
        if problems:
            raise MappingError(problems)
        facts = _counted(engine, ask(mapping, relations))

        def planned(*, is_lenient: bool) -> Plan:
            return make_plan(
                mapping,
                relations,
                facts,
                base=base,
                allow_unsafe=allow_unsafe,
                is_lenient=is_lenient,
            )

        plan = planned(is_lenient=False)
        faults = _Faults(engine)
        failed, broken = faults.of(plan)
        if is_strict:
            failed += faults.broken(plan.doubts)
        if mapping.is_r2rml:
            failed, broken = reworded(failed), reworded(broken)
        if failed or (broken and tell is None):
            raise MappingError([*failed, *broken])
        for problem in broken:
            assert tell is not None
            tell(problem)
        if broken:
            plan = planned(is_lenient=True)
        count = engine.write(plan.outputs, output, in_order=in_order)
        for target, outputs in plan.targets:
            assert send is not None
            send(target, partial(engine.write, outputs, in_order=in_order))
        if found is not None:
            found(find(engine, plan, facts))
        return count
    finally:
        engine.clean()


def materialize_each(
    mapping: RmlMapping,
    relations: Mapping[str, Sequence[Relation]],
    engine: Engine,
    outputs: Mapping[str, Path],
    *,
    base: str,
) -> None:
    """Run a mapping over some relations and write what it makes of each into a file of its own.

    All files together have the lines that ``materialize`` writes of these relations, each file its
    own lines once, in any order. Other relations are read where they are joined.

    :param outputs: name of a relation -> file to write
    :raises MappingError: as ``materialize`` does; nothing is written then
    :raises SaiteError: if a file cannot be written
    """
    try:
        problems = [*check_mapping(mapping, relations), *refused_targets(mapping)]
        if problems:
            raise MappingError(problems)
        facts = _counted(engine, ask(mapping, relations, outputs))
        plans = make_plans(mapping, relations, facts, outputs, base=base)
        calls = {each.lookup: each for plan in plans.values() for each in plan.calls}
        checks = dict.fromkeys(each for plan in plans.values() for each in plan.checks)
        failed, broken = _Faults(engine).of(Plan(tuple(calls.values()), tuple(checks), ()))
        if failed or broken:
            raise MappingError([*failed, *broken])
        for name, plan in plans.items():
            engine.write(plan.outputs, outputs[name], in_order=False)
    finally:
        engine.clean()


def _counted(engine: Engine, questions: Sequence[Question]) -> dict[str, Facts]:
    """Give what a plan must know of relations, by their names."""
    found = engine.facts(questions)
    return {each.relation: one for each, one in zip(questions, found, strict=True)}


class _Faults:
    """Runs the functions of a plan and finds the rows at fault."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, plan: Plan) -> tuple[list[Problem], list[Problem]]:
        """Give what functions could not take, and what breaks a rule."""
        refused = [(asked, self._fill(asked)) for asked in plan.calls]
        # Guards may need what is filled last.
        failed = {
            asked.lookup: list(self._failed(asked, reasons))
            for asked, reasons in refused
            if reasons
        }
        # What a failed function left out breaks no rule of its own.
        left_out = {lookup for lookup, problems in failed.items() if problems}
        checks = [check for check in plan.checks if left_out.isdisjoint(check.frame.steps)]
        told = [problem for problems in failed.values() for problem in problems]
        return told, self.broken(checks)

    def broken(self, checks: Iterable[Check]) -> list[Problem]:
        """Tell of the rows that break rules."""
        return [problem for check in checks for problem in self._broken(check)]

    def _fill(self, asked: Call) -> dict[tuple[str | None, ...], str]:
        """Run a function for all its arguments; give those that it could not take, and why."""
        lookup = asked.lookup
        filled: list[tuple[str | None, ...]] = []
        refused: dict[tuple[str | None, ...], str] = {}
        for row in self._engine.arguments(asked.frame, lookup):
            given = _given(lookup, row)
            try:
                filled.append((*given, *call(lookup.function, given)))
            except ValueError as error:
                refused[row] = str(error)
        self._engine.add_lookup(lookup, filled)
        return refused

    def _failed(
        self, asked: Call, refused: Mapping[tuple[str | None, ...], str]
    ) -> Iterator[Problem]:
        """Tell of the rows where a term would be made of what a function could not take."""
        lookup, rows = asked.lookup, list(refused)
        if asked.uses != ALWAYS:
            used = set(self._engine.arguments(asked.told, lookup, asked.uses))
            rows = [row for row in rows if row in used]
        for row in rows[:_SHOWN]:
            yield from self._failed_rows(asked, _given(lookup, row), refused[row])
        if len(rows) > _SHOWN:
            more = _more(len(rows) - _SHOWN, "value is", "values are")
            message = f"{more} refused by <{lookup.function.iri}>"
            yield Problem(asked.frame.relation, message=f"{message} ({lookup.where})")

    def _failed_rows(
        self, asked: Call, given: Sequence[str | None], reason: str
    ) -> Iterator[Problem]:
        lookup, relation = asked.lookup, asked.frame.relation
        pairs = [
            (column, value)
            for column, value in zip(lookup.arguments, given, strict=True)
            if column is not None
        ]
        names = [name for column, _ in pairs if (name := reference(column))]
        for place in self._engine.places(asked.told, pairs, asked.uses, limit=_SHOWN):
            yield _located(
                place,
                relation=relation,
                column=names[0] if names else "",
                value=given[0] or "",
                message=f"{reason} ({lookup.where}; see {spec.FUNCTION})",
            )

    def _broken(self, check: Check) -> Iterator[Problem]:
        count, shown = self._engine.broken(check, limit=_SHOWN)
        if not count:
            return
        rule = _say(check)
        see = section(check.iri) if check.rule is Rule.DATATYPE else spec.TERM_RULES
        where = f"{check.where}; see {see}"
        for value, place in shown:
            yield _located(
                place,
                relation=check.frame.relation,
                column=check.reference,
                value=value,
                message=f"{rule} ({where})",
            )
        if count > _SHOWN:
            more = _more(count - _SHOWN, "row has", "rows have")
            message = f"{more} a value that {rule} ({where})"
            yield Problem(check.frame.relation, column=check.reference, message=message)


def _say(check: Check) -> str:
    if check.rule is Rule.DATATYPE:
        return f"is no {prefixed(check.iri)}"
    base = f", nor is <{check.iri}> with it" if check.iri else ""
    return f"is not {check.rule.value}{base}"


def _more(count: int, one: str, several: str) -> str:
    return f"{count} more {one if count == 1 else several}"


def _given(lookup: Lookup, row: Sequence[str | None]) -> tuple[str | None, ...]:
    """Give an argument for each parameter, from those that a column gives."""
    values = iter(row)
    return tuple(None if each is None else next(values) for each in lookup.arguments)


def call(function: Function, given: Sequence[str | None]) -> tuple[str | None, ...]:
    """Run a function, unless one of its arguments is NULL that must not be.

    :raises ValueError: if it cannot take them
    """
    pairs = zip(function.parameters_of(len(given)), given, strict=True)
    if any(value is None and name not in function.optional for name, value in pairs):
        return (None,) * len(function.outputs)
    return function.call(*given)


def _located(place: Place, *, relation: str, column: str, value: str, message: str) -> Problem:
    """Make a problem of a row, placed by what the relation says of where its rows come from."""
    if place.at is None:
        own = int(place.row) if place.row and place.row.isdigit() else 0
        return Problem(relation, row=own, column=column, value=value, message=message)
    address, _, fragment = place.at.partition("#")
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
