"""Whether two files are the same graph: ``python compare.py OURS THEIRS`` prints JSON.

Lines are compared as a set, by their checksums: no file is sorted, however large. How a line ends
does not matter. Where lines differ, those are counted that a known habit of the other engine
explains.
"""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import duckdb

SHOWN = 3
MOST = 3_000_000
"""Differing lines that are looked at; of more, only the number is told."""
_IRI = re.compile(r"<[^<>]*>")
_BEYOND_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_EMPTY = re.compile(r"[/:]nan>$")


@dataclass(frozen=True)
class Verdict:
    """How a graph compares.

    :param count: distinct statements of the other graph
    :param checksum: of the set of its lines
    :param twice: lines that the file has more than once, beyond the first
    :param known: habit -> number of its lines that are as ours but for that
    :param missing: lines of ours that nothing explains
    :param more: lines of theirs that nothing explains
    :param shown: some of both
    """

    count: int
    checksum: str
    twice: int
    known: dict[str, int] = field(default_factory=dict)
    missing: int = 0
    more: int = 0
    shown: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.missing or self.more:
            told = f"differs: {self.missing:,} statements missing, {self.more:,} more"
        else:
            told = "the same but for" if self.known else "the same"
        habits = "".join(f" {count:,} {habit};" for habit, count in self.known.items())
        told += habits.rstrip(";") if told.endswith("for") else f";{habits}".rstrip(";")
        return told + (f"; {self.twice:,} lines twice" if self.twice else "")


def _letters(line: str) -> str:
    return _IRI.sub(lambda iri: _BEYOND_ASCII.sub(lambda run: unquote(run[0]), iri[0]), line)


def _addresses(line: str) -> str:
    return _IRI.sub(lambda iri: unquote(iri[0]) if "%2F%2F" in iri[0] else iri[0], line)


def _quotes(line: str) -> str:
    return line.replace("\\\\'", '\\"')


HABITS: dict[str, Callable[[str], str]] = {
    "with letters beyond ASCII percent-encoded": _letters,
    "with a whole IRI percent-encoded": _addresses,
    "with quotation marks changed": _quotes,
}
NAN = "of empty cells, written as nan"


def compare(ours: Path, theirs: Path) -> Verdict:
    """Compare the graphs of two files of N-Triples or N-Quads."""
    with TemporaryDirectory(dir=theirs.parent) as spill, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '6GB'; SET temp_directory = '{spill}'")
        for name, path in (("ours", ours), ("theirs", theirs)):
            connection.execute(f"CREATE VIEW {name}_lines AS {_lines(path)}")
            connection.execute(
                f"CREATE TABLE {name} AS SELECT DISTINCT md5_number(line) AS mark FROM {name}_lines"
            )
        count, checksum = connection.sql("SELECT count(*), bit_xor(mark) FROM theirs").fetchall()[0]
        (lines,) = connection.sql("SELECT count(*) FROM theirs_lines").fetchall()[0]
        more, missing = _only(connection, "theirs", "ours"), _only(connection, "ours", "theirs")
        verdict = Verdict(count, f"{checksum or 0:032x}", lines - count)
        if not isinstance(more, set) or not isinstance(missing, set):
            numbers = [each if isinstance(each, int) else len(each) for each in (missing, more)]
            return replace(verdict, missing=numbers[0], more=numbers[1])
        return _explained(verdict, missing, more)


def _lines(path: Path) -> str:
    return (
        f"SELECT regexp_replace(line, '\\s*\\.\\s*$', '') AS line FROM read_csv('{path}', "
        "header = false, auto_detect = false, columns = {'line': 'VARCHAR'}, delim = '\x01', "
        "quote = '', escape = '', strict_mode = false) WHERE line <> ''"
    )


def _only(connection: duckdb.DuckDBPyConnection, own: str, other: str) -> set[str] | int:
    """Give the lines that only one of the files has, or their number."""
    connection.execute(
        f"CREATE OR REPLACE TABLE apart AS SELECT mark FROM {own} ANTI JOIN {other} USING (mark)"
    )
    (number,) = connection.sql("SELECT count(*) FROM apart").fetchall()[0]
    if number > MOST:
        return int(number)
    found = connection.sql(
        f"SELECT DISTINCT line FROM {own}_lines WHERE md5_number(line) IN (SELECT mark FROM apart)"
    )
    return {line for (line,) in found.fetchall()}


def _explained(verdict: Verdict, missing: set[str], more: set[str]) -> Verdict:
    known: dict[str, int] = {}
    for habit, undo in HABITS.items():
        pairs = {line: undo(line) for line in more if undo(line) in missing}
        more = more - pairs.keys()
        missing = missing - set(pairs.values())
        if pairs:
            known[habit] = len(pairs)
    empty = {line for line in more if _EMPTY.search(line)}
    if empty:
        known[NAN] = len(empty)
        more = more - empty
    shown = [f"- {line}" for line in sorted(missing)[:SHOWN]]
    shown += [f"+ {line}" for line in sorted(more)[:SHOWN]]
    return replace(verdict, known=known, missing=len(missing), more=len(more), shown=tuple(shown))


if __name__ == "__main__":
    print(json.dumps(asdict(compare(Path(sys.argv[1]), Path(sys.argv[2])))))
