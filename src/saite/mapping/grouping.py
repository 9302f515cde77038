"""Which statements are written together, and how a quad is kept from being written twice.

Statements over the same rows are written together, one text a row. Whether a row can repeat a
quad is decided here: by a key, by the distinct values of columns, or, where statements of
different maps may meet, by the distinct quads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from saite.mapping.model import LogicalTarget, PredicateObjectMap, TriplesMap
from saite.mapping.overlap import may_overlap, told_columns
from saite.mapping.plan import Block, Statement, Term, Union
from saite.mapping.scope import Scope


@dataclass(frozen=True)
class Made:
    """A statement, the scope whose rows make it, and what of the mapping says so.

    :param pair: None if the subject map says it, with a class
    """

    statement: Statement
    scope: Scope
    triples_map: TriplesMap = field(compare=False)
    pair: PredicateObjectMap | None = field(compare=False)


def sent_to(made: Sequence[Made], target: LogicalTarget) -> list[Made]:
    """Give what goes to a target; there it matters no more what else goes where."""
    sent = [each for each in made if target in each.statement.targets]
    return list(dict.fromkeys(replace(m, statement=replace(m.statement, targets=())) for m in sent))


def outputs(made: Sequence[Made]) -> tuple[Block | Union, ...]:
    """Put together what is written to one file."""
    unions: list[Block | Union] = []
    alone: list[Made] = []
    for group in _groups(made):
        if len(group) == 1:
            alone += group
        else:
            unions.append(Union(tuple(_told_apart(each) for each in group)))
    return (*_blocks(alone), *unions)


def _groups(made: Sequence[Made]) -> list[list[Made]]:
    """Put together the statements that may make the same quad, directly or by way of others."""
    leader = list(range(len(made)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    seen: dict[str, list[int]] = {}
    for index, one in enumerate(made):
        predicate = _fixed_text(one.statement.predicate)
        others = [*seen.get(predicate, ()), *seen.get("", ())] if predicate else range(index)
        for other in others:
            if find(other) != find(index) and may_overlap(made[other].statement, one.statement):
                leader[find(index)] = find(other)
        seen.setdefault(predicate, []).append(index)
    groups: dict[int, list[Made]] = {}
    for index, one in enumerate(made):
        groups.setdefault(find(index), []).append(one)
    return list(groups.values())


def _fixed_text(term: Term) -> str:
    """Give the text of a term that is the same for every row; empty if it is not."""
    return "" if term.columns else "".join(part for part in term.parts if isinstance(part, str))


def _blocks(made: Sequence[Made]) -> list[Block | Union]:
    """Write together what comes from the same rows."""
    together: dict[tuple[int, tuple[str, ...], tuple[str, ...] | None], list[Made]] = {}
    apart: list[Block | Union] = []
    for each in made:
        scope, statement = each.scope, each.statement
        told = told_columns(statement)
        keys = scope.rows.keys(statement.columns)
        if any(key <= told for key in keys):
            steps = scope.rows.multiplying(statement.columns)
            together.setdefault((scope.rows.number, steps, None), []).append(each)
        elif statement.columns <= told:
            distinct = tuple(sorted(statement.columns))
            together.setdefault((scope.rows.number, (), distinct), []).append(each)
        else:
            apart.append(Union((_block(scope, [statement]),)))
    blocks: list[Block | Union] = []
    for (_, _, chosen), group in together.items():
        block = _block(group[0].scope, [each.statement for each in group])
        blocks.append(replace(block, distinct=chosen))
    return blocks + apart


def _told_apart(made: Made) -> Block:
    """Write a statement of the distinct values that tell it, if they do: texts are dearer."""
    block = _block(made.scope, [made.statement])
    columns = made.statement.columns
    is_told = columns <= told_columns(made.statement)
    return replace(block, distinct=tuple(sorted(columns))) if is_told else block


def _block(scope: Scope, statements: Sequence[Statement]) -> Block:
    columns = sorted({column for each in statements for column in each.columns})
    nullable = frozenset(column for column in columns if scope.rows.is_nullable(column))
    return Block(scope.rows.frame(columns), tuple(statements), None, nullable)
