"""Synthetic records of cooperation: ``python records.py SIZE FOLDER`` writes nine CSV tables.

Nothing in them is about anybody. A few organisations take part in most of what happens, as among
real ones; places repeat all the time; dates are of three precisions; some cells are empty. The same
size gives the same bytes.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

Numbers: TypeAlias = NDArray[np.int64]
Texts: TypeAlias = NDArray[np.str_]
Columns: TypeAlias = dict[str, Texts]

# Rows that are made and written at a time: memory does not grow with the size.
CHUNK = 200_000
TOWNS = {
    "LT": ["Šilutė", "Kėdainiai", "Panevėžys", "Žagarė", "Ignalina"],
    "LV": ["Līvāni", "Krāslava", "Ķegums", "Baltinava", "Rūjiena", "Ludza"],
    "EE": ["Võru", "Jõgeva"],
    "PL": ["Białystok", "Sejny"],
    "SE": ["Växjö"],
}
PLACES = [(country, town) for country, towns in TOWNS.items() for town in towns]
SOUNDS = ["bal", "dru", "gai", "jo", "kal", "lau", "min", "nor", "pa", "ras", "sau", "tel", "vil"]
ENDINGS = ["as", "ė", "is", "ka", "ne", "ta", "us", "va"]


def counts(size: int) -> dict[str, int]:
    """Tell how many rows each table has, given the number of organisations."""
    return {
        "organisations": size,
        "people": 2 * size,
        "memberships": 5 * size,
        "events": 2 * size,
        "participations": 12 * size,
        "agreements": size,
        "parties": 5 * size // 2,
        "projects": max(size // 2, 1),
        "partners": 3 * size,
    }


class Maker:
    """Makes the columns of one chunk of a table.

    :param numbers: numbers of the rows
    :param rows: number of rows of each table
    """

    def __init__(
        self, generator: np.random.Generator, numbers: Numbers, rows: dict[str, int]
    ) -> None:
        self._generator = generator
        self.numbers = numbers
        self._rows = rows

    @property
    def count(self) -> int:
        """Tell how many rows there are."""
        return len(self.numbers)

    def own(self, prefix: str) -> Texts:
        """Name each row by its number."""
        return joined(prefix, self.numbers.astype(str))

    def one_of(self, values: Sequence[str]) -> Texts:
        """Choose among values, each as likely as the others."""
        return np.array(values)[self._generator.integers(0, len(values), self.count)]

    def any_of(self, prefix: str, table: str) -> Texts:
        """Refer to any row of a table."""
        picked = self._generator.integers(0, self._rows[table], self.count)
        return joined(prefix, picked.astype(str))

    def often(self, prefix: str, table: str) -> Texts:
        """Refer to a row of a table, to the first ones much more often than to the last."""
        total = self._rows[table]
        picked = (total * self._generator.power(0.4, self.count)).astype(np.int64)
        return joined(prefix, np.minimum(picked, total - 1).astype(str))

    def sometimes(self, share: float, values: Texts) -> Texts:
        """Leave out all but a share of the values."""
        kept: Texts = np.where(self._generator.random(self.count) < share, values, "")
        return kept

    def name(self, what: str) -> Texts:
        """Make up a name, which its number makes the only one of its kind."""
        word = joined(self.one_of(SOUNDS), joined(self.one_of(SOUNDS), self.one_of(ENDINGS)))
        return joined(joined(f"{what} ", np.char.capitalize(word)), self.own(" "))

    def date(self) -> Texts:
        """Make up a date: two thirds are days, the others months and years."""
        days = np.datetime64("2004-05-01") + self._generator.integers(0, 7_500, self.count)
        kind = self._generator.integers(0, 6, self.count)
        months, years = days.astype("datetime64[M]"), days.astype("datetime64[Y]")
        made: Texts = np.where(
            kind < 4, days.astype(str), np.where(kind < 5, months.astype(str), years.astype(str))
        )
        return made

    def place(self) -> Columns:
        """Choose a town with its country."""
        picked = self._generator.integers(0, len(PLACES), self.count)
        return {
            "town": np.array([town for _, town in PLACES])[picked],
            "country": np.array([country for country, _ in PLACES])[picked],
        }

    def amount(self) -> Texts:
        """Make up an amount of money."""
        return self._generator.integers(500, 750_000, self.count).astype(str)


def joined(first: Texts | str, second: Texts | str) -> Texts:
    """Put texts together."""
    return np.char.add(first, second)


def organisations(make: Maker) -> Columns:
    """Make organisations."""
    kinds = ["association", "foundation", "municipality", "school", "company", "network"]
    return {
        "id": make.own("o"),
        "name": make.name("Draugija"),
        "short": make.sometimes(0.3, make.name("D.")),
        "kind": make.one_of(kinds),
        "part_of": make.sometimes(0.15, make.often("o", "organisations")),
        **make.place(),
        "founded": make.date(),
        "web": joined(make.own("https://organisation"), ".example"),
        "mail": joined(make.own("mail@organisation"), ".example"),
    }


def people(make: Maker) -> Columns:
    """Make people."""
    return {"id": make.own("p"), "name": make.name("Asmuo")}


def memberships(make: Maker) -> Columns:
    """Make memberships: of people, and of organisations in others."""
    kind = make.one_of(["person", "person", "organisation"])
    people_, organisations_ = make.any_of("p", "people"), make.any_of("o", "organisations")
    return {
        "id": make.own("m"),
        "member": np.where(kind == "person", people_, organisations_),
        "member_kind": kind,
        "organisation": make.often("o", "organisations"),
        "role": make.one_of(["member", "chair", "board-member", "director", "partner"]),
        "since": make.date(),
        "until": make.sometimes(0.3, make.date()),
    }


def events(make: Maker) -> Columns:
    """Make events."""
    return {
        "id": make.own("e"),
        "title": make.name("Konferencija"),
        "kind": make.one_of(["conference", "seminar", "training", "meeting"]),
        "begins": make.date(),
        "ends": make.sometimes(0.4, make.date()),
        **make.place(),
        "project": make.sometimes(0.5, make.any_of("j", "projects")),
    }


def participations(make: Maker) -> Columns:
    """Make participations in events, some of which stand there twice."""
    return {
        "event": make.often("e", "events"),
        "organisation": make.often("o", "organisations"),
        "role": make.one_of(["organiser", "partner", "participant", "speaker", "funder"]),
    }


def agreements(make: Maker) -> Columns:
    """Make agreements."""
    return {
        "id": make.own("a"),
        "title": make.name('Sutartis "Kartu"'),
        "kind": make.one_of(["cooperation", "memorandum", "network"]),
        "signed": make.date(),
        "event": make.sometimes(0.3, make.any_of("e", "events")),
    }


def parties(make: Maker) -> Columns:
    """Make parties of agreements."""
    return {
        "agreement": make.any_of("a", "agreements"),
        "organisation": make.often("o", "organisations"),
        "person": make.sometimes(0.7, make.any_of("p", "people")),
    }


def projects(make: Maker) -> Columns:
    """Make projects."""
    return {
        "id": make.own("j"),
        "title": make.name("Projektas"),
        "number": make.own("2019-LT/"),
        "begins": make.date(),
        "ends": make.date(),
        "funder": make.often("o", "organisations"),
        "amount": make.amount(),
    }


def partners(make: Maker) -> Columns:
    """Make partners of projects."""
    return {
        "project": make.any_of("j", "projects"),
        "organisation": make.often("o", "organisations"),
        "role": make.one_of(["coordinator", "partner", "partner", "partner"]),
    }


TABLES: tuple[Callable[[Maker], Columns], ...] = (
    organisations, people, memberships, events, participations, agreements, parties, projects,
    partners,
)  # fmt: skip


def chunks(count: int) -> Iterator[Numbers]:
    """Cut the numbers of the rows into chunks."""
    for start in range(0, count, CHUNK):
        yield np.arange(start, min(start + CHUNK, count))


def write(size: int, folder: Path) -> None:
    """Write the tables of records of so many organisations."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = counts(size)
    for number, table in enumerate(TABLES):
        generator = np.random.default_rng([size, number])
        writer = None
        path = folder / f"{table.__name__}.csv"
        for numbers in chunks(rows[table.__name__]):
            made = table(Maker(generator, numbers, rows))
            batch = pa.table({name: pa.array(values) for name, values in made.items()})
            writer = writer or csv.CSVWriter(str(path), batch.schema)
            writer.write_table(batch)
        assert writer is not None
        writer.close()


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
