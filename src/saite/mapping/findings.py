"""What a run finds though nothing is wrong: ill-typed literals, and joins that no rows meet in.

RML writes a literal whatever its datatype says, and makes no statement where nothing agrees. Who
misspells a date or a name would not hear of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from saite.mapping.engine import Engine, Place
from saite.mapping.facts import Facts
from saite.mapping.model import ParentMap, TermMap
from saite.mapping.plan import Joined, Plan, Union


@dataclass(frozen=True)
class IllTyped:
    """Values that an object map makes literals of, and that are none of its datatype.

    :param relation: name of their relation
    :param count: number of rows with such a value
    :param value: the first of them
    :param place: where it stands
    """

    term_map: TermMap
    relation: str
    datatype: str
    count: int
    value: str
    place: Place


@dataclass(frozen=True)
class Unmatched:
    """A referencing object map of which no two rows agree.

    :param child: name of its own relation
    :param parent: name of that of the parent triples map
    :param first: the first values on its own side, one for each condition
    :param other: the first values on the side of the parent
    """

    parent_map: ParentMap
    child: str
    parent: str
    first: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """All that a run found.

    :param facts: name of a relation -> what was counted in it
    """

    facts: Mapping[str, Facts]
    ill_typed: tuple[IllTyped, ...]
    unmatched: tuple[Unmatched, ...]


def find(engine: Engine, plan: Plan, facts: Mapping[str, Facts]) -> Findings:
    """Look at what an engine has written of a plan.

    Values are held against their datatypes; rows are joined once more only where what was written
    leaves it open whether any agree.
    """
    return Findings(facts, tuple(_ill_typed(engine, plan)), tuple(_unmatched(engine, plan)))


def _ill_typed(engine: Engine, plan: Plan) -> Iterator[IllTyped]:
    for check in plan.doubts:
        count, shown = engine.broken(check, limit=1)
        for value, place in shown:
            relation = check.frame.relation
            yield IllTyped(check.term_map, relation, check.iri, count, value, place)


def _unmatched(engine: Engine, plan: Plan) -> Iterator[Unmatched]:
    outputs = engine.fruitless
    blocks = [b for each in outputs for b in (each.blocks if isinstance(each, Union) else (each,))]
    fruitless = {(block.frame.relation, step) for block in blocks for step in block.frame.steps}
    for joined in plan.joins:
        if (joined.frame.relation, joined.join) in fruitless:
            yield from _without_pair(engine, joined)


def _without_pair(engine: Engine, joined: Joined) -> Iterator[Unmatched]:
    join = joined.join
    own, theirs = [one for one, _ in join.on], [one for _, one in join.on]
    if engine.first_row(joined.frame, own) is not None:
        return
    first = engine.first_row(joined.child, own)
    other = engine.first_row(join.frame, theirs)
    if first is not None and other is not None:
        child, parent = joined.child.relation, join.frame.relation
        yield Unmatched(joined.parent_map, child, parent, first, other)
