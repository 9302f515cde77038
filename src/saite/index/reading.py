"""Asking the index: by name as written, by part of a name, by a name that is spelt nearly so."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from saite.errors import BuildError
from saite.index.folding import fold_name
from saite.index.names import Found, Name, Thing
from saite.index.writing import fill_index

# Letters of a part that the index of trigrams can find.
LEAST: Final = 3
# Names that share most trigrams with one that is not found, from which the nearest are chosen.
CANDIDATES: Final = 300
SHORT: Final = 7
# Longer texts are no names; only their beginning is looked for.
LONGEST: Final = 200


class LabelIndex:
    """The names of a graph, to be read only; threads may share it.

    :param database: with the tables of ``write_index``
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def search(self, text: str, *, of: str = "", limit: int = 20) -> list[Found]:
        """Find things by a part of a name, the best first.

        A name that is the text comes before one that begins with it, that before one with a word
        that begins with it, that before all else; shorter names before longer ones. Case, accents
        and marks do not count. Several words may stand anywhere in the name.

        :param of: IRI of a class; of any if empty
        :param limit: most things to give
        :returns: each thing once; nothing if the text has no letter or digit
        """
        folded = fold_name(text[:LONGEST])
        if not folded:
            return []
        words = folded.split()
        where, values = self._parts(words)
        query = f"""
            SELECT thing.iri, thing.class, thing.identifier, thing.kind,
                name.property, name.text, name.language,
                min(CASE WHEN name.folded = ? THEN 0 WHEN substr(name.folded, 1, ?) = ? THEN 1
                    WHEN instr(' ' || name.folded, ' ' || ?) THEN 2 ELSE 3 END * 1000
                    + min(length(name.folded), 900)
                    + 9 * (name.property <> 'skos:prefLabel')) AS place
            FROM name JOIN thing ON thing.number = name.thing
            WHERE {where} AND (? = '' OR thing.class = ?)
            GROUP BY thing.number ORDER BY place, name.folded, thing.iri, thing.class LIMIT ?
        """  # noqa: S608 - only conditions of ours
        ranks = (folded, len(folded), folded, folded)
        rows = self._database.execute(query, (*ranks, *values, of, of, 2 * limit)).fetchall()
        found: dict[str, Found] = {}
        for iri, kind, identifier, more, predicate, name, language, place in rows:
            thing = Thing(iri, kind, identifier, more)
            found.setdefault(iri, Found(thing, Name(predicate, name, language), place))
        return list(found.values())[:limit]

    @staticmethod
    def _parts(words: Sequence[str]) -> tuple[str, list[str]]:
        """Say that a name has all words in it: long ones by the index, short ones as beginnings."""
        long = [word for word in words if len(word) >= LEAST]
        short = [word for word in words if len(word) < LEAST]
        conditions = ["instr(' ' || name.folded, ' ' || ?)"] * len(short)
        values = list(short)
        if long:
            spelling = "SELECT rowid FROM spelling WHERE spelling MATCH ?"
            conditions.append(f"name.number IN ({spelling})")
            values.append(" AND ".join(_quoted(word) for word in long))
        return " AND ".join(conditions), values

    def things(self, text: str, of: str) -> dict[Thing, list[Name]]:
        """Give the things of a class that a text names, with all names of each.

        :param text: an IRI, an id, or a name, with or without case, accents and marks
        :param of: IRI of the class
        """
        query = """
            SELECT number FROM thing WHERE class = :of AND (iri = :text OR identifier = :text)
            UNION SELECT thing.number FROM name JOIN thing ON thing.number = name.thing
            WHERE class = :of AND (text = :text OR (:folded <> '' AND folded = :folded))
        """
        given = {"of": of, "text": text, "folded": fold_name(text)}
        return self._named(number for (number,) in self._database.execute(query, given))

    def alike(self, text: str, of: str) -> dict[Thing, list[Name]]:
        """Give things of a class whose names share most trigrams with a text, and all their names.

        A short text may share none with a name that differs in one letter: names of about its
        length are given too.
        """
        folded = fold_name(text[:LONGEST])
        parts = sorted({folded[n : n + LEAST] for n in range(len(folded) - LEAST + 1)})
        numbers = self._short(len(folded), of) if len(folded) <= SHORT else []
        if not parts:
            return self._named(numbers)
        query = """
            SELECT name.thing FROM spelling JOIN name ON name.number = spelling.rowid
            JOIN thing ON thing.number = name.thing
            WHERE spelling MATCH ? AND thing.class = ?
            ORDER BY rank, spelling.rowid LIMIT ?
        """
        match = " OR ".join(_quoted(part) for part in parts)
        rows = self._database.execute(query, (match, of, CANDIDATES))
        return self._named([*numbers, *(number for (number,) in rows)])

    def _short(self, length: int, of: str) -> list[int]:
        query = """
            SELECT name.thing FROM name JOIN thing ON thing.number = name.thing
            WHERE thing.class = ? AND length(name.folded) BETWEEN ? AND ? LIMIT ?
        """
        rows = self._database.execute(query, (of, length - 1, length + 1, 10 * CANDIDATES))
        return [number for (number,) in rows]

    def _named(self, numbers: Iterable[int]) -> dict[Thing, list[Name]]:
        found = {}
        for number in sorted(set(numbers)):
            row = self._database.execute(
                "SELECT iri, class, identifier, kind FROM thing WHERE number = ?", (number,)
            ).fetchone()
            names = self._database.execute(
                "SELECT property, text, language FROM name WHERE thing = ? ORDER BY number",
                (number,),
            )
            found[Thing(*row)] = [Name(*name) for name in names]
        return found


def _quoted(text: str) -> str:
    """Write a text as one of FTS5's: none of its words and marks mean anything in it."""
    return '"' + text.replace('"', '""') + '"'


def open_index(path: Path) -> LabelIndex:
    """Open the index of a build.

    :raises BuildError: if there is none, or it cannot be read
    """
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    try:
        database = sqlite3.connect(address, uri=True, check_same_thread=False)
        database.execute("SELECT 1 FROM name LIMIT 1")
    except sqlite3.Error as error:
        raise BuildError(f"the index of names {path} cannot be read: {error}") from error
    return LabelIndex(database)


def index_store(store: ox.Store) -> LabelIndex:
    """Make an index in memory, of a store that has no file of names."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    fill_index(database, store)
    return LabelIndex(database)
