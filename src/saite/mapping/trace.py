"""Which row of which source makes a statement: the plan of a mapping, asked backwards."""
# ruff: noqa: S608 - every name and text is quoted or bound.

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from saite.mapping import ask_duckdb
from saite.mapping.check import Relation
from saite.mapping.duckdb_functions import macros, quote_name
from saite.mapping.emit_duckdb import frame_sql
from saite.mapping.expressions_duckdb import term_sql
from saite.mapping.facts import Facts
from saite.mapping.grouping import Made
from saite.mapping.materialize import call
from saite.mapping.model import Mapping as RmlMapping
from saite.mapping.plan import Frame, Join, Lookup
from saite.mapping.planner import made_statements
from saite.mapping.questions import ask
from saite.mapping.traced import Pattern, Question, Trace, may_make


@dataclass
class Tracer:
    """Finds the rows behind the statements of a mapping.

    What a function cannot take has no value here; a run would have told of it.

    :param relations: path of a logical source -> its relations, as a run takes them
    :param base: put before relative IRIs, as in the run
    :param is_whole: give all columns that the relations have, not only those that are used
    """

    mapping: RmlMapping
    relations: Mapping[str, Sequence[Relation]]
    connection: duckdb.DuckDBPyConnection
    base: str
    is_whole: bool = False
    _made: list[Made] = field(default_factory=list)
    _filled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for statement in macros():
            self.connection.execute(statement)
        facts = {
            question.relation: _nothing_known(question.columns)
            for question in ask(self.mapping, self.relations)
        }
        self._made = made_statements(self.mapping, self.relations, facts, base=self.base)

    def find(self, pattern: Pattern, *, limit: int) -> tuple[list[Trace], int]:
        """Find what makes the statements of a pattern, in the order of mapping and rows.

        :returns: as many as the limit allows, and how many there are
        """
        found: list[Trace] = []
        count = 0
        for made in self._made:
            if not may_make(made.statement, pattern):
                continue
            asked = Question(made, pattern, self._others(made) if self.is_whole else ())
            self._fill(made)
            room = limit - len(found)
            traces = asked.traces(self.connection, room + 1)
            found += traces[:room]
            # Only what does not fit is counted.
            count += len(traces) if len(traces) <= room else asked.count(self.connection)
        return found, count

    def nearest_subject(self, text: str) -> str:
        """Give the IRI or blank node of a subject that is spelt most like a text; or nothing."""
        best = (len(text) // 5 + 3, "")
        for term, made in {each.statement.subject: each for each in self._made}.items():
            self._fill(made)
            frame = made.scope.rows.frame(made.statement.columns)
            sql = (
                f"SELECT levenshtein(text, ?) AS distance, text FROM (SELECT DISTINCT "
                f"{term_sql(term)} AS text FROM ({frame_sql(frame)})) WHERE text IS NOT NULL "
                "ORDER BY ALL LIMIT 1"
            )
            best = min([best, *self.connection.execute(sql, [text]).fetchall()])
        return best[1]

    def _others(self, made: Made) -> tuple[str, ...]:
        relations = self.relations[made.triples_map.source.path]
        frame = made.scope.rows.frame(())
        columns = next(each.columns for each in relations if each.sql_name == frame.relation)
        there = self.connection.execute(f"DESCRIBE {quote_name(frame.relation)}").fetchall()
        return tuple(name for name, *_ in there if name in columns)

    def _fill(self, made: Made) -> None:
        """Run the functions that a statement needs, those of the rows that it joins too."""
        frame = made.scope.rows.frame(made.statement.columns)
        for inner, lookup in [*_joined_lookups(frame), *_own_lookups(made)]:
            if lookup.table not in self._filled:
                self._filled.add(lookup.table)
                self._run(inner, lookup)

    def _run(self, frame: Frame, lookup: Lookup) -> None:
        rows = self.connection.execute(ask_duckdb.arguments(frame, lookup)).fetchall()
        filled = []
        for row in rows:
            values = iter(row)
            given = tuple(None if each is None else next(values) for each in lookup.arguments)
            try:
                filled.append((*given, *call(lookup.function, given)))
            except ValueError:
                continue
        create, insert = ask_duckdb.lookup_table(lookup)
        self.connection.execute(f"DROP TABLE IF EXISTS {lookup.table}")
        self.connection.execute(create)
        if filled:
            self.connection.execute(insert, [list(column) for column in zip(*filled, strict=True)])


def _nothing_known(columns: Iterable[str]) -> Facts:
    # Two rows, of which one has a value: nothing is empty, constant, a key or never NULL.
    nothing: frozenset[str] = frozenset()
    return Facts(2, dict.fromkeys(columns, 1), nothing, nothing, nothing, {}, ())


def _own_lookups(made: Made) -> list[tuple[Frame, Lookup]]:
    wanted = made.scope.rows.frame(made.statement.columns).steps
    found = made.scope.rows.lookups(made.statement.columns)
    return [(frame, lookup) for frame, lookup in found if lookup in wanted]


def _joined_lookups(frame: Frame) -> Iterator[tuple[Frame, Lookup]]:
    """Give the lookups inside the frames that a frame is joined with, inner ones first."""
    for join in (step for step in frame.steps if isinstance(step, Join)):
        yield from _joined_lookups(join.frame)
        steps = join.frame.steps
        for number, step in enumerate(steps):
            if isinstance(step, Lookup):
                before = Frame(
                    join.frame.relation, join.frame.columns, join.frame.lists, steps[:number]
                )
                yield before, step
