"""The rows that a plan makes of one relation: its columns, and the steps that add to them.

A step is made once, however many terms need it; a frame has only the steps that its columns need.
"""

from collections.abc import Iterable, Iterator, Mapping

from saite.mapping.facts import Facts
from saite.mapping.guards import Guard, uses_of
from saite.mapping.model import ParentMap, Where
from saite.mapping.plan import (
    Call,
    Concat,
    Frame,
    Join,
    Joined,
    Lookup,
    Parts,
    Step,
    Term,
    Unnest,
    Value,
)
from saite.mapping.signature import Function


class Rows:
    """The columns of a relation and of the steps over it.

    :param number: number of the relation, unique in the plan
    :param relation: name of the relation
    :param columns: its columns, with their types; those that end in ``[]`` hold lists
    """

    def __init__(
        self, number: int, relation: str, columns: Mapping[str, str], facts: Facts
    ) -> None:
        self.number = number
        self.facts = facts
        self.relation = relation
        self._lists = {name for name, kind in columns.items() if kind.endswith("[]")}
        self._located = [name for name in ("_at", "_row") if name in columns]
        self._steps: dict[str, Step] = {}
        self._numbers: dict[object, int] = {}
        self._parents: dict[str, Rows] = {}
        # What statements use, by name of the step or column, with the guards of each use.
        self._uses: dict[str, dict[tuple[Guard, ...], None]] = {}

    @property
    def located(self) -> tuple[str, ...]:
        """Give the columns that tell where a row comes from, if the relation has any."""
        return tuple(f"r.{name}" for name in self._located)

    def value(self, name: str, role: str) -> str:
        """Give the column for a value of the relation; of a list, for each of its elements.

        :param role: elements are paired with those of other roles, each with each; it has no dot
        """
        column = f"r.{name}"
        if name not in self._lists:
            return column
        element = f"u.{role}.{name}"
        self._steps.setdefault(element, Unnest(element, column))
        return element

    def concat(self, parts: Parts) -> str:
        """Give the column for a text made of parts."""
        name = f"c.{self._number(parts)}"
        self._steps.setdefault(name, Concat(name, parts))
        return name

    def parts(self, column: str) -> list[str]:
        """Give the columns that a text is put together of; a column that is none is its own."""
        step = self._steps.get(column)
        return _inputs(step) if isinstance(step, Concat) else [column]

    def lookup(
        self, function: Function, arguments: tuple[str | None, ...], output: str, where: Where
    ) -> str:
        """Give the column for an output of a function, given a column for each parameter."""
        outputs = function.outputs
        name = f"f{self._number((function, arguments))}"
        made = Lookup(name, self.number, function, arguments, len(outputs), where)
        self._steps.setdefault(name, made)
        return made.output(outputs.index(output))

    def join(self, other: "Rows", on: Iterable[tuple[str, str]], taken: Iterable[str]) -> str:
        """Join the rows of another relation; give the prefix that its columns then have.

        :param on: a column of this one and one of the other, which must be equal
        :param taken: columns of the other that are wanted
        """
        pairs = tuple(on)
        columns = {*taken, *(theirs for _, theirs in pairs)}
        frame = other.frame(columns)
        name = f"j{self._number((frame, pairs))}"
        self._steps.setdefault(name, Join(name, frame, pairs))
        self._parents[name] = other
        return name

    def joined(self, prefix: str, parent_map: ParentMap) -> Joined | None:
        """Give what is joined, for questions about it; None if there are no values to agree.

        :param prefix: what ``join`` gave
        """
        step, other = self._steps[prefix], self._parents[prefix]
        assert isinstance(step, Join)
        own, theirs = [one for one, _ in step.on], [one for _, one in step.on]
        if any(map(self.is_empty, own)) or any(map(other.is_empty, theirs)):
            return None
        pairs = self.frame([*own, *(f"{prefix}.{each}" for each in theirs)])
        return Joined(self.frame(own), pairs, step, parent_map)

    def joined_columns(self, columns: Iterable[str]) -> Iterator[tuple[int, str]]:
        """Give the columns that come from another relation, as that calls them, and its number."""
        for column in columns:
            name = _step_name(column)
            if name in self._parents:
                yield self._parents[name].number, column.removeprefix(f"{name}.")

    def _number(self, key: object) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def frame(self, columns: Iterable[str], *, located: bool = False) -> Frame:
        """Give the smallest frame that has the columns.

        :param located: with the columns that tell where a row comes from, if the relation has any
        """
        needed = self._closure(columns)
        if located:
            needed |= set(self.located)
        steps = tuple(step for name, step in self._steps.items() if name in needed)
        own = sorted(name[2:] for name in needed if name.startswith("r."))
        lists = frozenset(self._lists.intersection(own) - self.facts.sets)
        return Frame(self.relation, tuple(own), lists, steps)

    def use_term(self, term: Term) -> None:
        """Take note that statements have a term, here and in the relations that it is joined from.

        What its guards ask is needed always; its text, and all that is made for it, only where
        they hold.
        """
        for column in term.columns:
            self.use(column, term.guards)
        for guard in term.guards:
            for column in guard.columns:
                self.use(column, ())

    def use(self, column: str, guards: tuple[Guard, ...]) -> None:
        """Take note that a column is used where guards hold, and all that it is made of."""
        join = self._steps.get(_step_name(column))
        if not isinstance(join, Join):
            for name in self._closure([column]):
                self._uses.setdefault(name, {})[guards] = None
            return
        # A term with columns of another relation has no others, nor have its guards.
        other, prefix = self._parents[join.name], f"{join.name}."
        theirs = tuple(each.renamed(lambda name: name.removeprefix(prefix)) for each in guards)
        other.use(column.removeprefix(prefix), theirs)
        for own, their in join.on:
            self.use(own, ())
            other.use(their, theirs)

    def calls(self) -> list[Call]:
        """Give the lookups that are used, inner ones first."""
        found = []
        for frame, lookup in self.lookups(self._uses):
            uses = uses_of(self._uses[lookup.name])
            asked = [column for use in uses for guard in use for column in guard.columns]
            told = self.frame([*_inputs(lookup), *asked], located=True)
            found.append(Call(frame, lookup, uses, told))
        return found

    def lookups(self, columns: Iterable[str]) -> list[tuple[Frame, Lookup]]:
        """Give the lookups behind the columns, inner ones first, each with its arguments' frame."""
        needed = self._closure(columns)
        steps = [step for name, step in self._steps.items() if name in needed]
        return [
            (self.frame(_inputs(step), located=True), step)
            for step in steps
            if isinstance(step, Lookup)
        ]

    def _closure(self, columns: Iterable[str]) -> set[str]:
        found: set[str] = set()
        todo = list(columns)
        while todo:
            name = _step_name(todo.pop())
            if name not in found:
                found.add(name)
                todo += _inputs(self._steps[name]) if name in self._steps else ()
        return found

    def multiplying(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Give the steps behind the columns that make several rows of one, by name."""
        steps = [self._steps.get(name) for name in sorted(self._closure(columns))]
        return tuple(step.name for step in steps if isinstance(step, Unnest | Join))

    def keys(self, columns: Iterable[str]) -> list[frozenset[str]]:
        """Give the sets of columns that tell the rows of a frame apart, if any are known."""
        keys = [frozenset(f"r.{name}" for name in key) for key in self.facts.keys]
        for name in self.multiplying(columns):
            step = self._steps[name]
            if isinstance(step, Unnest):
                keys = [key | {name} for key in keys]
            elif isinstance(step, Join):
                theirs = self._parents[name].keys(_made_of(step.frame))
                keys = [
                    key | {f"{name}.{each}" for each in their} for key in keys for their in theirs
                ]
        return keys

    def is_nullable(self, column: str) -> bool:
        """Tell whether a column of a frame may be NULL."""
        name = _step_name(column)
        step = self._steps.get(name)
        if isinstance(step, Concat):
            return any(self.is_nullable(each) for each in _inputs(step))
        if isinstance(step, Join):
            return self._parents[name].is_nullable(column.removeprefix(f"{name}."))
        if step is None:
            return self.facts.filled[column[2:]] < self.facts.rows
        return isinstance(step, Lookup)

    def unsure(self, column: str) -> str:
        """Give the column that is NULL where a column of a frame has no value; empty if none is.

        A list without elements gives no row at all: the list itself tells of them.
        """
        step = self._steps.get(column)
        if not isinstance(step, Unnest):
            return column if self.is_nullable(column) else ""
        is_set = step.column[2:] in self.facts.sets
        return "" if is_set and not self.is_nullable(step.column) else step.column

    def is_empty(self, column: str) -> bool:
        """Tell whether a column of a frame is known to be NULL in every row."""
        name = _step_name(column)
        step = self._steps.get(name)
        if step is None:
            return self.facts.filled[column[2:]] == 0
        if isinstance(step, Lookup):
            optional = step.function.optional
            pairs = zip(
                step.arguments, step.function.parameters_of(len(step.arguments)), strict=True
            )
            return any(a is not None and p not in optional and self.is_empty(a) for a, p in pairs)
        if isinstance(step, Join):
            return self._parents[name].is_empty(column.removeprefix(f"{name}."))
        return any(self.is_empty(each) for each in _inputs(step))


def reference(column: str) -> str:
    """Give what a column of a relation, or of its elements, is called in the mapping.

    >>> reference("r.town.name"), reference("u.object.names[*]"), reference("f0.0")
    ('town.name', 'names[*]', '')
    """
    kind, _, rest = column.partition(".")
    return {"r": rest, "u": rest.partition(".")[2]}.get(kind, "")


def _step_name(column: str) -> str:
    return column if column[:2] in ("r.", "u.", "c.") else column.partition(".")[0]


def _inputs(step: Step) -> list[str]:
    if isinstance(step, Unnest):
        return [step.column]
    if isinstance(step, Concat):
        return [part.column for part in step.parts if isinstance(part, Value)]
    if isinstance(step, Lookup):
        return [each for each in step.arguments if each is not None]
    return [own for own, _ in step.on]


def _made_of(frame: Frame) -> list[str]:
    rows = [step.name for step in frame.steps if isinstance(step, Unnest)]
    return [f"r.{name}" for name in frame.columns] + rows
