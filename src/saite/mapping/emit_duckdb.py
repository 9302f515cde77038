r"""A plan as queries for DuckDB.

Text is put together by ``concat()`` with many arguments: a chain of ``||`` copies its growing
prefix at every step. ``concat()`` passes over NULL, so every column that may be NULL is guarded.
What is particular to DuckDB stays here, in ``expressions_duckdb`` and in ``duckdb_functions``.
"""
# ruff: noqa: S608 - writing SQL is what this module is for; every name and text in it is quoted.

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from saite.mapping.duckdb_functions import quote_name, quote_text
from saite.mapping.expressions_duckdb import (
    columns_of,
    concat_sql,
    filled_sql,
    guarded_sql,
    test_sql,
)
from saite.mapping.guards import Test
from saite.mapping.plan import (
    Block,
    Concat,
    Encoding,
    Frame,
    Join,
    Lookup,
    Parts,
    Statement,
    Step,
    Union,
    Unnest,
    Value,
)
from saite.mapping.plan import Part as TermPart


class Part(NamedTuple):
    """Some rows of a table, from one up to another that is not among them."""

    start: int
    stop: int


_NUMBER: Final = quote_name("r.")
"""Column of a frame with the number of each row of its table."""


def frame_sql(frame: Frame, part: Part | None = None, *, numbered: bool = False) -> str:
    """Give the query whose columns are those of a frame.

    :param part: the rows of the relation to take, which must be a table; all of them if None
    :param numbered: with the number of each row of the relation, which must be a table
    """
    columns = [f"{_own(name, frame.lists)} AS {quote_name(f'r.{name}')}" for name in frame.columns]
    columns += [f"rowid AS {_NUMBER}"] * numbered
    sql = f"SELECT {', '.join(columns) or '1 AS one'} FROM {quote_name(frame.relation)}"
    if part:
        sql += f" WHERE rowid >= {part.start} AND rowid < {part.stop}"
    for step in frame.steps:
        sql = _step(step, sql)
    return sql


def _own(name: str, lists: frozenset[str]) -> str:
    column = quote_name(name)
    return f"saite_set({column})" if name in lists else column


def _step(step: Step, sql: str) -> str:
    if isinstance(step, Unnest):
        return (
            f"SELECT *, unnest({quote_name(step.column)}) AS {quote_name(step.name)} FROM ({sql})"
        )
    if isinstance(step, Concat):
        text = guarded_sql(concat_sql(step.parts), filled_sql(columns_of(step.parts)), "NULL")
        return f"SELECT *, {text} AS {quote_name(step.name)} FROM ({sql})"
    if isinstance(step, Lookup):
        pairs = [
            f"p.{quote_name(column)} IS NOT DISTINCT FROM f.a{number}"
            for number, column in enumerate(step.arguments)
            if column is not None
        ]
        on = " AND ".join(pairs) or "true"
        return f"SELECT p.*, {_outputs(step)} FROM ({sql}) p LEFT JOIN {step.table} f ON {on}"
    theirs = [
        f"f.{quote_name(c)} AS {quote_name(f'{step.name}.{c}')}" for c in step.frame.all_columns
    ]
    on = " AND ".join(f"p.{quote_name(a)} = f.{quote_name(b)}" for a, b in step.on)
    inner = frame_sql(step.frame)
    return f"SELECT p.*, {', '.join(theirs)} FROM ({sql}) p JOIN ({inner}) f ON {on}"


def _outputs(lookup: Lookup) -> str:
    return ", ".join(
        f"f.o{number} AS {quote_name(lookup.output(number))}" for number in range(lookup.outputs)
    )


def copy(queries: Iterable[str], path: str) -> str:
    """Give the statement that writes the lines of queries to a file; there must be one."""
    # No character of a line is a quote or a delimiter of CSV: every control character is escaped.
    options = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01'"
    return f"COPY ({' UNION ALL '.join(queries)}) TO {quote_text(path)} ({options})"


def union_lines(union: Union, *, in_order: bool) -> str:
    """Give the query for the lines of a union, in one column.

    :param in_order: sort them, so that two runs agree
    """
    blocks = " UNION ALL ".join(block_lines(block) for block in union.blocks)
    order = " ORDER BY line" if in_order else ""
    return f"(SELECT DISTINCT line FROM ({blocks}){order})"


def distinct_rows(block: Block, *, in_order: bool, is_table: bool) -> str:
    """Give the query for the distinct rows of a block that wants them.

    :param in_order: so that two runs agree
    :param is_table: whether the relation is a table, whose order is then kept
    """
    assert block.distinct is not None
    columns = ", ".join(quote_name(each) for each in block.distinct) or "1 AS one"
    rows = f"SELECT {columns} FROM ({frame_sql(block.frame)}){_where(block)}"
    if not in_order or not block.distinct:
        return f"SELECT DISTINCT * FROM ({rows})"
    if not is_table:
        return f"SELECT DISTINCT * FROM ({rows}) ORDER BY ALL"
    source = f"FROM ({frame_sql(block.frame, numbered=True)}){_where(block)}"
    first = f"SELECT min({_NUMBER}) AS first {source} GROUP BY {columns}"
    if any(isinstance(step, Unnest | Join) for step in block.frame.steps):
        return f"SELECT {columns} {source} GROUP BY {columns} ORDER BY min({_NUMBER}), {columns}"
    return f"SELECT {columns} FROM (SELECT * {source}) WHERE {_NUMBER} IN ({first})"


def block_lines(block: Block, table: str = "", part: Part | None = None) -> str:
    """Give the query for what a block writes, a text for each row.

    :param table: name of the table that holds the block's distinct rows, if it wants them
    :param part: the rows to take
    """
    names, source = _shared(block, _rows(block, table, part))
    pieces = [(_line(each, names), _condition(block, each)) for each in block.statements]
    return _lines(pieces, source)


def statement_count(block: Block, table: str = "") -> str:
    """Give the query for the number of a block's statements."""
    conditions = [_condition(block, each) for each in block.statements]
    counts = [f"count(*) FILTER ({condition})" for condition in conditions if condition]
    counts.append(f"{conditions.count('')} * count(*)")
    return f"SELECT {' + '.join(counts)} FROM ({_rows(block, table, None)})"


def _rows(block: Block, table: str, part: Part | None) -> str:
    if not table:
        if block.distinct is not None:
            return distinct_rows(block, in_order=False, is_table=False)
        return f"SELECT * FROM ({frame_sql(block.frame, part)}){_where(block)}"
    rows = f" WHERE rowid >= {part.start} AND rowid < {part.stop}" if part else ""
    return f"SELECT * FROM {table}{rows}"


def _always(block: Block) -> frozenset[str]:
    """Give the columns without which a row makes no statement at all."""
    return frozenset.intersection(*(_text_columns(each) for each in block.statements))


def _where(block: Block) -> str:
    needed = sorted(_always(block) & block.nullable)
    return f" WHERE {filled_sql(needed)}" if needed else ""


def _condition(block: Block, statement: Statement) -> str:
    """Give the condition on which a statement is made of a row; empty if always."""
    conditions = [test_sql(guard) for guard in statement.guards]
    unsure = sorted(_text_columns(statement) & (block.nullable - _always(block)))
    filled = {guard.column for guard in statement.guards if guard.test is Test.FILLED}
    conditions += [f"{quote_name(c)} IS NOT NULL" for c in unsure if c not in filled]
    return " AND ".join(conditions)


def _lines(pieces: Sequence[tuple[Parts, str]], source: str) -> str:
    """Put the statements of a row together, each but the first with a line break before it."""
    # A statement that is always made comes first: then no line break has to be cut off.
    ordered = sorted(pieces, key=lambda piece: bool(piece[1]))
    has_first = not ordered[0][1]
    texts: list[str] = []
    plain: list[TermPart] = []
    for number, (parts, condition) in enumerate(ordered):
        whole = parts if number == 0 and has_first else ("\n", *parts)
        if condition:
            texts += [concat_sql(plain)] * bool(plain)
            texts.append(guarded_sql(concat_sql(whole), condition, "''"))
            plain = []
        else:
            plain += whole
    texts += [concat_sql(plain)] * bool(plain)
    line = texts[0] if len(texts) == 1 else f"concat({', '.join(texts)})"
    if has_first:
        return f"SELECT {line} AS line FROM ({source})"
    cut = f"SELECT substr({line}, 2) AS line FROM ({source})"
    return f"SELECT line FROM ({cut}) WHERE line <> ''"


def _shared(block: Block, source: str) -> tuple[dict[Parts, str], str]:
    """Compute the texts that several statements share, such as subjects, once a row."""
    count: dict[Parts, int] = {}
    for term in (term for each in block.statements for term in each.terms):
        if len(term.parts) > 1 and term.columns:
            count[term.parts] = count.get(term.parts, 0) + 1
    shared = [parts for parts, times in count.items() if times > 1]
    names = {parts: f"t.{number}" for number, parts in enumerate(shared)}
    if not names:
        return names, source
    texts = []
    for parts, name in names.items():
        text = guarded_sql(concat_sql(parts), filled_sql(_nullable(parts, block)), "NULL")
        texts.append(f"{text} AS {quote_name(name)}")
    return names, f"SELECT *, {', '.join(texts)} FROM ({source})"


def _nullable(parts: Parts, block: Block) -> list[str]:
    return [column for column in columns_of(parts) if column in block.nullable]


def _line(statement: Statement, names: dict[Parts, str]) -> Parts:
    parts: list[TermPart] = []
    for term in statement.terms:
        name = names.get(term.parts)
        parts += (Value(name, Encoding.PLAIN),) if name else term.parts
        parts.append(" ")
    return (*parts, ".")


def _text_columns(statement: Statement) -> frozenset[str]:
    return frozenset(column for term in statement.terms for column in term.columns)
