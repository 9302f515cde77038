"""A plan as text of Spark SQL.

The engine keeps each relation as a view whose columns are named as those of a frame, ``r.`` and
their own name, so that no name can be empty or clash. Spark's ``concat`` is NULL if any of its
arguments is, and ``concat_ws`` passes over NULL: a statement that is not made is NULL.
"""
# ruff: noqa: S608 - writing SQL is what this module is for; every name and text in it is quoted.

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from saite.mapping.datatypes import LEXICAL_SPACES
from saite.mapping.guards import Guard, Rule, Test, Uses
from saite.mapping.lexical import IRI, LANGUAGE_TAG
from saite.mapping.parts import merged
from saite.mapping.plan import (
    Block,
    Concat,
    Encoding,
    Frame,
    Join,
    Lookup,
    Part,
    Parts,
    Statement,
    Step,
    Union,
    Unnest,
    Value,
)
from saite.mapping.spark_functions import (
    as_set,
    encode_blank,
    encode_iri,
    encode_uri,
    escape_text,
    escape_unsafe,
    is_whole,
    quote_name,
    quote_text,
    whole_iri,
)
from saite.mapping.spec import XSD_STRING

_PLACES: Final = ("_at", "_row")


def view_name(relation: str, *, is_numbered: bool = False) -> str:
    """Name the view of a relation: with the numbers of its rows, or without if they cost."""
    return f"saite_{'n' if is_numbered else 'r'}_{relation.encode().hex()}"


def lean(frame: Frame, needed: Iterable[str]) -> Frame:
    """Leave out the columns that tell where a row comes from, unless they are needed."""
    used = {*needed, *(column for step in frame.steps for column in _inputs(step))}
    kept = tuple(n for n in frame.columns if n not in _PLACES or f"r.{n}" in used)
    return replace(frame, columns=kept)


def _inputs(step: Step) -> list[str]:
    match step:
        case Unnest(column=column):
            return [column]
        case Concat(parts=parts):
            return _columns(parts)
        case Lookup(arguments=arguments):
            return [each for each in arguments if each is not None]
        case Join(on=on):
            return [own for own, _ in on]


def frame_sql(frame: Frame) -> str:
    """Give the query whose columns are those of a frame."""
    columns = [_own(f"r.{name}", is_list=name in frame.lists) for name in frame.columns]
    view = view_name(frame.relation, is_numbered="_row" in frame.columns)
    sql = f"SELECT {', '.join(columns) or '1 AS one'} FROM {view}"
    for step in frame.steps:
        sql = _step(step, sql)
    return sql


def _own(name: str, *, is_list: bool) -> str:
    column = quote_name(name)
    return f"{as_set(column)} AS {column}" if is_list else column


def _step(step: Step, sql: str) -> str:
    if isinstance(step, Unnest):
        element = f"explode({quote_name(step.column)}) AS {quote_name(step.name)}"
        return f"SELECT *, {element} FROM ({sql})"
    if isinstance(step, Concat):
        return f"SELECT *, {_concat(step.parts)} AS {quote_name(step.name)} FROM ({sql})"
    if isinstance(step, Lookup):
        pairs = [
            f"p.{quote_name(column)} <=> f.a{number}"
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


def lines(outputs: Sequence[Block | Union]) -> str:
    """Give the query for all that is written.

    :returns: a query for a text, the number of statements in it, and the place in ``outputs`` of
        what it comes from
    """
    return " UNION ALL ".join(
        f"SELECT line, number, {place} AS place FROM "
        f"({_union_lines(each) if isinstance(each, Union) else _block_lines(each)})"
        for place, each in enumerate(outputs)
    )


def _union_lines(union: Union) -> str:
    blocks = " UNION ALL ".join(_block_lines(block) for block in union.blocks)
    return f"SELECT line, 1 AS number FROM (SELECT DISTINCT line FROM ({blocks}))"


def _block_lines(block: Block) -> str:
    names, source = _shared(block, _rows(block))
    texts: list[str] = []
    always: list[Part] = []
    counts: list[str] = []
    for each in block.statements:
        parts, condition = _line(each, names), _condition(block, each)
        if condition:
            texts.append(f"CASE WHEN {condition} THEN {_concat(parts)} END")
            counts.append(f"CASE WHEN {condition} THEN 1 ELSE 0 END")
        else:
            always += ["\n", *parts] if always else parts
    texts += [_concat(always)] * bool(always)
    line = texts[0] if len(texts) == 1 else f"concat_ws('\n', {', '.join(texts)})"
    number = " + ".join([*counts, str(len(block.statements) - len(counts))])
    made = f"SELECT {line} AS line, {number} AS number FROM ({source})"
    return made if always else f"SELECT * FROM ({made}) WHERE number > 0"


def _rows(block: Block) -> str:
    used = {column for each in block.statements for column in each.columns}
    frame = lean(block.frame, used)
    needed = sorted(_always(block) & block.nullable)
    where = f" WHERE {filled_sql(needed)}" if needed else ""
    if block.distinct is None:
        return f"SELECT * FROM ({frame_sql(frame)}){where}"
    columns = ", ".join(quote_name(each) for each in block.distinct)
    return f"SELECT DISTINCT {columns or '1 AS one'} FROM ({frame_sql(frame)}){where}"


def _always(block: Block) -> frozenset[str]:
    """Give the columns without which a row makes no statement at all."""
    return frozenset.intersection(*(_text_columns(each) for each in block.statements))


def _condition(block: Block, statement: Statement) -> str:
    """Give the condition on which a statement is made of a row; empty if always."""
    unsure = _text_columns(statement) & (block.nullable - _always(block))
    conditions = [test_sql(guard) for guard in statement.guards]
    return " AND ".join([*conditions, *([filled_sql(sorted(unsure))] if unsure else [])])


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
    texts = ", ".join(f"{_concat(parts)} AS {quote_name(name)}" for parts, name in names.items())
    return names, f"SELECT *, {texts} FROM ({source})"


def _line(statement: Statement, names: dict[Parts, str]) -> Parts:
    parts: list[Part] = []
    for term in statement.terms:
        name = names.get(term.parts)
        parts += (Value(name, Encoding.PLAIN),) if name else term.parts
        parts.append(" ")
    return (*parts, ".")


def _text_columns(statement: Statement) -> frozenset[str]:
    return frozenset(column for term in statement.terms for column in term.columns)


def _columns(parts: Parts) -> list[str]:
    return [part.column for part in parts if isinstance(part, Value)]


def filled_sql(columns: Iterable[str]) -> str:
    """Give the condition that no column is NULL."""
    return " AND ".join(f"{quote_name(each)} IS NOT NULL" for each in columns)


def test_sql(guard: Guard) -> str:
    """Give the condition of a guard, which is never NULL."""
    column, other = quote_name(guard.column), quote_name(guard.other)
    return {
        Test.FILLED: f"{column} IS NOT NULL",
        Test.EMPTY: f"{column} IS NULL",
        Test.TRUE: f"coalesce({column} = 'true', false)",
        Test.EQUAL: f"coalesce({column} = {other}, false)",
        Test.DIFFERENT: f"coalesce({column} <> {other}, false)",
        Test.KEEPS: f"coalesce({rule_sql(guard.rule, guard.column, guard.base)}, false)",
    }[guard.test]


def uses_sql(uses: Uses) -> str:
    """Give the condition that something is used, which is never NULL."""
    tests = [" AND ".join(test_sql(guard) for guard in guards) or "true" for guards in uses]
    return f"({' OR '.join(f'({each})' for each in tests)})"


def rule_sql(rule: Rule | None, column: str, iri: str) -> str:
    """Give the condition that a column keeps a rule, which is NULL where the column is.

    :param iri: base that is put before a relative IRI; of ``Rule.DATATYPE`` the datatype
    """
    value = quote_name(column)
    if rule is Rule.LANGUAGE:
        return f"({is_whole(value, LANGUAGE_TAG)})"
    if rule is Rule.DATATYPE:
        return f"({is_whole(value, LEXICAL_SPACES[iri])})"
    whole = f"({whole_iri(value, iri)})"
    ascii_only = f" AND {is_whole(whole, '[!-~]*')}" if rule is Rule.URI else ""
    return f"({is_whole(whole, IRI)}{ascii_only})"


def _concat(parts: Sequence[Part]) -> str:
    """Put a text together; NULL if one of its columns is."""
    whole = merged(tuple(parts))
    texts = [quote_text(part) if isinstance(part, str) else _value(part) for part in whole]
    if not texts:  # an empty constant
        return "''"
    return texts[0] if len(texts) == 1 else f"concat({', '.join(texts)})"


def _value(value: Value) -> str:
    column = quote_name(value.column)
    if value.is_plain:
        return column
    whole = f"({whole_iri(column, value.base)})"
    if value.encoding is Encoding.DATATYPE:
        is_text = f"{whole} = {quote_text(XSD_STRING)}"
        return f"CASE WHEN {is_text} THEN '' ELSE concat('^^<', {whole}, '>') END"
    if value.encoding is Encoding.PLAIN:
        return column
    encoders = {
        Encoding.IRI: encode_iri,
        Encoding.URI: encode_uri,
        Encoding.LITERAL: escape_text,
        Encoding.BLANK: encode_blank,
    }
    if value.encoding in encoders:
        return encoders[value.encoding](column)
    return escape_unsafe(whole) if value.encoding is Encoding.UNSAFE_IRI else whole
