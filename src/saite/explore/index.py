"""An index, opened: columns in memory, names on the disk; read by any number of threads."""

import difflib
import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from numpy.typing import NDArray

from saite.errors import BuildError
from saite.explore.store import read_arrays, read_head
from saite.index import fold_name

LONGEST: Final = 200  # letters of a search; longer texts are no names
LEAST: Final = 3  # letters that a search inside words needs
AROUND: Final = 30


class NetworkIndex:
    """The network of a build, numbered by importance.

    :param path: file that ``make_index`` made
    :raises BuildError: if it cannot be read
    """

    def __init__(self, path: Path) -> None:
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        try:
            self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
            self.head: dict[str, Any] = read_head(self._database)
            self.arrays: dict[str, NDArray[Any]] = dict(read_arrays(self._database))
        except (sqlite3.Error, ValueError) as error:
            raise BuildError(f"the index {path} cannot be read: {error}") from error
        self.lock = threading.Lock()
        self.kept: dict[object, object] = {}  # what was asked lately, by what was asked

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @property
    def organisations(self) -> int:
        """Give the number of organisations."""
        return int(self.head["organisations"])

    @property
    def ties(self) -> int:
        """Give the number of ties."""
        return int(self.head["ties"])

    @cached_property
    def base(self) -> str:
        """Give what the IRIs of organisations begin with, up to their class."""
        rows = self._database.execute("SELECT iri FROM organisation ORDER BY number LIMIT 1000")
        counts: dict[str, int] = {}
        for (iri,) in rows:
            base = _base_of(iri)
            counts[base] = counts.get(base, 0) + 1
        return min(counts, key=lambda each: (-counts[each], each), default="")

    def shorten(self, iri: str) -> str:
        """Leave the base out of an IRI, unless what remains looks like an IRI itself."""
        rest = iri[len(self.base) :] if self.base and iri.startswith(self.base) else iri
        return rest if rest and ":" not in rest.split("/", 1)[0] else iri

    def number(self, iri: str) -> int | None:
        """Give the number of an organisation by its IRI, whole or without the base."""
        query = "SELECT number FROM organisation WHERE iri = ?"
        for each in (iri, self.base + iri):
            row = self._database.execute(query, (each,)).fetchone()
            if row:
                return int(row[0])
        return None

    def nearest(self, text: str) -> str:
        """Find the IRI that somebody may have meant; empty if nothing is near."""
        found = self.search(text, 1) or self.search(text.rpartition("/")[2], 1)
        if found:
            return str(self.texts(found)[0]["iri"])
        whole = text if ":" in text else self.base + text
        query = """
            SELECT iri FROM (SELECT iri FROM organisation WHERE iri >= ? ORDER BY iri LIMIT ?)
            UNION SELECT iri FROM
                (SELECT iri FROM organisation WHERE iri < ? ORDER BY iri DESC LIMIT ?)
        """
        rows = self._database.execute(query, (whole, AROUND, whole, AROUND))
        near = difflib.get_close_matches(whole, [iri for (iri,) in rows], n=1, cutoff=0.8)
        return near[0] if near else ""

    def texts(self, numbers: Iterable[int]) -> list[dict[str, Any]]:
        """Give what organisations are called, in the order asked for."""
        wanted = list(numbers)
        found: dict[int, dict[str, Any]] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT * FROM organisation WHERE number IN ({marks})"  # noqa: S608 - only marks
            for row in self._database.execute(query, part):
                found[row[0]] = {
                    "iri": row[1],
                    "label": row[2],
                    "short": row[3],
                    "labels": json.loads(row[4]),
                    "names": json.loads(row[5]),
                    "unnamed": bool(row[6]),
                }
        return [found[number] for number in wanted]

    def search(self, text: str, limit: int) -> list[int]:
        """Find organisations by name, aliases and abbreviations, whatever the case and accents.

        First those that are called so, then those whose names have words that begin so, then those
        whose words have it inside; of each the better tied first.

        :returns: numbers; none if the text has no letter or digit
        """
        folded = fold_name(text[:LONGEST])
        words = folded.split()
        if not words:
            return []
        query = "SELECT number FROM exact WHERE folded = ? ORDER BY number LIMIT ?"
        found = [number for (number,) in self._database.execute(query, (folded, limit))]
        begin = " ".join(f'"{word}"*' for word in words)
        found += self._match("word", begin, limit)
        if len(set(found)) < limit and all(len(word) >= LEAST for word in words):
            found += self._match("inside", " ".join(f'"{word}"' for word in words), limit)
        return list(dict.fromkeys(found))[:limit]

    def _match(self, table: str, match: str, limit: int) -> Sequence[int]:
        query = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid LIMIT ?"  # noqa: S608
        return [number for (number,) in self._database.execute(query, (match, limit))]


def _base_of(iri: str) -> str:
    head, mark, _ = iri.rpartition("/organisation/")
    return f"{head}/" if mark else iri[: iri.rfind("/") + 1]
