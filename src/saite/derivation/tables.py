"""The rules run as SQL: the graph's files in a table for each predicate, and what is derived there.

The same statements as on the store, term by term; a query or a graph that SQL would answer in
another way is refused, and the store runs the rules then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import duckdb
import pyoxigraph as ox

from saite.derivation.patterns import Construction, Translation, predicates
from saite.derivation.rules import bound_rules, derived_graph
from saite.derivation.terms import SEPARATOR, Untranslated, macros, quoted
from saite.mapping.duckdb_functions import plain_path
from saite.sparql import SavedQuery

# Subject, predicate, object, graph of a line; IRIs have no space in them, and texts may.
LINE: Final = r"^(<[^ ]*>) (<[^ ]*>) (.+?)(?: (<[^ >]*>))? \.$"
# Literals that the store would write in another way: with escapes, of a datatype with a canonical
# form, or in a language whose tag is not in small letters.
UNSURE: Final = r'(\\|"\^\^<|"@.*[A-Z])'
# What a statement ends with that meets a value it is not made for.
_OTHERWISE: Final = (
    duckdb.InvalidInputException,
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
)


class Tables:
    """A graph as tables, for the rules and for the queries that count it.

    :param files: N-Quads
    :param queries: SELECT queries that ``select`` will be asked
    :param scratch: folder for what does not fit into memory
    :raises Untranslated: if a rule, a query or the graph is beyond what SQL answers alike
    """

    def __init__(
        self,
        files: Sequence[Path],
        rules: Mapping[str, SavedQuery],
        *,
        base: str,
        max_event_size: int,
        queries: Iterable[str],
        scratch: Path,
    ) -> None:
        self._rules = bound_rules(rules, base=base, max_event_size=max_event_size)
        self._graph = derived_graph(base).value
        texts = [*self._rules.values(), *queries]
        names = sorted({name for text in texts for name in predicates(text)})
        self._tables = {name: f"t{number}" for number, name in enumerate(names)}
        self._translation = Translation(self._source)
        self._database = duckdb.connect(
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "preserve_insertion_order": False,
                "temp_directory": str(scratch),
            }
        )
        # DuckDB writes one into notebooks and to standard output, unasked.
        self._database.execute("SET enable_progress_bar = false")
        try:
            self._read(files)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the tables."""
        self._database.close()

    def _source(self, predicate: str) -> str:
        return f"SELECT s, o FROM {self._tables[predicate]} WHERE is_seen"

    def _read(self, files: Sequence[Path]) -> None:
        for statement in macros():
            self._database.execute(statement)
        # Patterns come in the order in which they are joined; sizes are not known beforehand.
        self._database.execute("SET disabled_optimizers = 'join_order'")
        with _refused():
            self._database.execute(
                "CREATE TABLE lines (s VARCHAR, p VARCHAR, o VARCHAR, g VARCHAR)"
            )
            for file in files:
                # DuckDB takes a file without a line for one without columns.
                if file.stat().st_size:
                    self._database.execute(f"INSERT INTO lines {_lines_of(file)}")
            # Blank nodes and escapes in IRIs are not read, nor is what is no line.
            odd = "s = '' OR contains(s, '\\') OR contains(p, '\\') OR starts_with(o, '_') "
            odd += "OR (starts_with(o, '<') AND contains(o, '\\'))"
            if self._one(f"SELECT count(*) FROM lines WHERE {odd}"):
                raise Untranslated("the graph has blank nodes, or lines of another form")
            self._count_graphs()
            known = ", ".join(quoted(f"<{name}>") for name in self._tables)
            self._database.execute(f"DELETE FROM lines WHERE p NOT IN ({known})")
            self._write_canonically()
            for name, table in self._tables.items():
                self._database.execute(
                    f"CREATE TABLE {table} AS SELECT DISTINCT s, o, false AS is_derived, "
                    f"true AS is_seen FROM lines WHERE p = {quoted(f'<{name}>')}"
                )
            self._database.execute("DROP TABLE lines")

    def _count_graphs(self) -> None:
        # A file has each line once, and so has a graph, unless it is in several files.
        rows = self._database.execute(
            "SELECT g, count(*) FROM (SELECT DISTINCT * FROM lines) GROUP BY g"
        )
        self.graphs: dict[str, int] = {g[1:-1]: number for g, number in rows.fetchall() if g}

    def _one(self, query: str) -> int:
        row = self._database.execute(query).fetchone()
        return int(row[0]) if row else 0

    def _write_canonically(self) -> None:
        """Write literals as the store does: what rules take over must be the same text."""
        query = f"SELECT DISTINCT o FROM lines WHERE regexp_matches(o, {quoted(UNSURE)}, 's')"
        texts = [text for (text,) in self._database.execute(query).fetchall()]
        store = ox.Store()
        lines = "".join(f"<urn:n:{n}> <urn:p> {text} .\n" for n, text in enumerate(texts))
        store.bulk_load(lines.encode(), format=ox.RdfFormat.N_TRIPLES)
        others = []
        for quad in store:
            new, old = str(quad.object), texts[int(quad.subject.value[6:])]
            if "\\u" in new.replace("\\\\", "").lower() or SEPARATOR in new:
                raise Untranslated("a text has control characters in it")
            if new != old:
                others.append((old, new))
        if others:
            self._database.execute("CREATE TABLE canonical (old VARCHAR, new VARCHAR)")
            self._database.executemany("INSERT INTO canonical VALUES (?, ?)", others)
            self._database.execute("UPDATE lines SET o = new FROM canonical WHERE o = old")

    def derive(self) -> int:
        """Run the rules in the order of their names; give how many statements they made.

        :raises Untranslated: if the store would answer in another way
        """
        with _refused():
            for text in self._rules.values():
                self._apply(self._translation.construct(text))
            count = sum(
                self._one(f"SELECT count(*) FROM {table} WHERE is_derived")
                for table in self._tables.values()
            )
        if count:
            self.graphs[self._graph] = count
        return count

    def _apply(self, rule: Construction) -> None:
        names = {v.sql for _, *ends in rule.template for v in ends}
        shown = ", ".join(f"{sql} AS e{n}" for n, sql in enumerate(sorted(names)))
        number = {sql: f"e{n}" for n, sql in enumerate(sorted(names))}
        self._database.execute(
            f"CREATE OR REPLACE TEMP TABLE made AS SELECT {shown} FROM ({rule.pattern.sql}) found"
        )
        for predicate, subject, value in rule.template:
            self._add(self._tables[predicate], number[subject.sql], number[value.sql])

    def _add(self, table: str, subject: str, value: str) -> None:
        """Add what was made to a table: as derived, and as seen if it was not there."""
        found = (
            f"SELECT DISTINCT {subject} AS s, {value} AS o FROM made "
            f"WHERE {value} IS NOT NULL AND starts_with({subject}, '<')"
        )
        if not self._one(f"SELECT count(*) FROM {table}"):
            self._database.execute(f"INSERT INTO {table} SELECT s, o, true, true FROM ({found})")
            return
        same = f"SELECT 1 FROM {table} old WHERE old.s = new.s AND old.o = new.o"
        self._database.execute(
            f"INSERT INTO {table} SELECT s, o, true, NOT EXISTS ({same}) FROM ({found}) new "
            f"WHERE NOT EXISTS ({same} AND old.is_derived)"
        )

    def write(self, output: Path) -> None:
        """Write what was derived as N-Quads, sorted by code point.

        :raises OSError: if the disk refuses
        """
        parts = [
            f"SELECT s || {quoted(f' <{name}> ')} || o || {quoted(f' <{self._graph}> .')} AS line "
            f"FROM {table} WHERE is_derived"
            for name, table in self._tables.items()
        ]
        with _refused():
            self._database.execute(
                f"COPY (SELECT line FROM ({' UNION ALL '.join(parts)}) ORDER BY line) "
                f"TO {quoted(str(output))} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', "
                f"DELIMITER {quoted(SEPARATOR)})"
            )

    def select(self, query: str) -> list[list[str]]:
        """Answer a SELECT query: the text of each term, empty where nothing is bound."""
        with _refused():
            pattern = self._translation.select(query)
            shown = ", ".join(f"coalesce(saite_text(\"{name}\"), '')" for name in pattern.columns)
            rows = self._database.execute(f"SELECT {shown} FROM ({pattern.sql}) answer").fetchall()
        return [list(row) for row in rows]


def _lines_of(file: Path) -> str:
    parts = f"regexp_extract(line, {quoted(LINE)}, ['s', 'p', 'o', 'g'])"
    options = (
        f"columns = {{'line': 'VARCHAR'}}, delim = {quoted(SEPARATOR)}, quote = '', escape = '', "
        "header = false, auto_detect = false, new_line = '\\n', nullstr = 'no line', "
        "max_line_size = 100000000"
    )
    return f"SELECT unnest({parts}) FROM read_csv({quoted(plain_path(file))}, {options})"


@contextmanager
def _refused() -> Iterator[None]:
    """Take what SQL cannot compute for what is not translated.

    :raises OSError: if the disk refuses
    """
    try:
        yield
    except _OTHERWISE as error:
        raise Untranslated(str(error)) from error
    except duckdb.IOException as error:
        raise OSError(str(error)) from error
