"""The index of a store's names, written once."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox

from saite.errors import BuildError
from saite.index.folding import fold_name
from saite.index.names import INDEXES, OF_FORMS, OWN, SCHEMA
from saite.namespaces import expand


def write_index(path: Path, store: ox.Store) -> int:
    """Write the names of all things of a store into a new file.

    The same store, the same rows in the same order.

    :param path: must not exist yet
    :returns: how many names there are
    :raises BuildError: if the file cannot be written
    """
    try:
        with closing(sqlite3.connect(path)) as database:
            # Nobody reads it yet, and a build that breaks off is thrown away.
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            return fill_index(database, store)
    except sqlite3.OperationalError as error:
        raise BuildError(f"the index of names {path} cannot be written: {error}") from error


def fill_index(database: sqlite3.Connection, store: ox.Store) -> int:
    """Write the names of all things of a store into an empty database; give how many they are."""
    found = set(_names(store))
    things = sorted(_things(store, {iri for iri, *_ in found}))
    ids = {(iri, "dcterms:identifier", "", identifier) for iri, _, identifier, _ in things}
    names = sorted(found | {each for each in ids if each[-1]})
    numbers: dict[str, list[int]] = {}
    for number, (iri, *_) in enumerate(things):
        numbers.setdefault(iri, []).append(number)
    database.executescript(SCHEMA)
    with database:
        database.executemany(
            "INSERT INTO thing VALUES (?, ?, ?, ?, ?)",
            ((number, *thing) for number, thing in enumerate(things)),
        )
        count = database.executemany(
            "INSERT INTO name (thing, property, language, text, folded) VALUES (?, ?, ?, ?, ?)",
            (
                (number, name, language, text, fold_name(text))
                for iri, name, language, text in names
                for number in numbers.get(iri, ())
            ),
        ).rowcount
    database.executescript(INDEXES)
    return max(count, 0)


def _things(store: ox.Store, named: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each thing once for each class that it is of: IRI, class, id, kind."""
    kind, identifier, more = (
        ox.NamedNode(expand(name)) for name in ("rdf:type", "dcterms:identifier", "dcterms:type")
    )
    for iri in named:
        found: dict[ox.NamedNode, set[str]] = {kind: set(), identifier: set(), more: set()}
        for predicate, values in found.items():
            for quad in store.quads_for_pattern(ox.NamedNode(iri), predicate, None):
                if isinstance(quad.object, ox.NamedNode | ox.Literal):
                    values.add(quad.object.value)
        one, other = min(found[identifier], default=""), min(found[more], default="")
        yield from ((iri, each, one, other) for each in found[kind])


def _names(store: ox.Store) -> Iterator[tuple[str, str, str, str]]:
    """Yield each name: thing, property, language, text."""
    patterns = {name: f"?thing {_iri(name)} ?name" for name in OWN}
    of_form = f"?form {_iri('saite:nameOf')} ?thing ; "
    patterns |= {name: f"{of_form}{_iri(name)} ?name" for name in OF_FORMS}
    for name, pattern in patterns.items():
        for thing, text in _select(store, f"SELECT DISTINCT ?thing ?name {{ {pattern} }}"):
            if isinstance(thing, ox.NamedNode) and isinstance(text, ox.Literal):
                yield thing.value, name, text.language or "", text.value


def _select(store: ox.Store, query: str) -> Iterator[tuple[ox.NamedNode | ox.Literal | None, ...]]:
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    for row in found:
        yield tuple(term if isinstance(term, ox.NamedNode | ox.Literal) else None for term in row)


def _iri(name: str) -> str:
    return f"<{expand(name)}>"
