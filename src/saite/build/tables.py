"""The mapping run table by table, over those only that it was not run over before."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from saite.build.inputs import Inputs
from saite.build.keys import table_keys
from saite.build.parts import Parts
from saite.errors import MappingError
from saite.mapping.engine_duckdb import DuckDbEngine, enough_memory
from saite.mapping.materialize import materialize, materialize_each
from saite.store import write_sorted


@dataclass(frozen=True)
class Mapped:
    """What the mapping made.

    :param files: sorted N-Quads of each table that has a triples map
    :param anew: ``source/table`` of each that was mapped in this run, sorted
    :param kept: of each whose part was there already, sorted
    """

    files: tuple[Path, ...]
    anew: tuple[str, ...]
    kept: tuple[str, ...]


def map_tables(inputs: Inputs, parts: Parts, scratch: Path, *, base: str, full: bool) -> Mapped:
    """Run the mapping over each table of which there is no part, and make it one.

    :param scratch: an empty folder, on the disk of the parts; files of tables that cannot have a
        part stay there
    :param full: run it over all tables
    :raises MappingError: with all that is wrong with the records, as one run over all tells it
    """
    keys = table_keys(inputs.mapping, inputs.relations, inputs.records.connection, base=base)
    found = {name: None if full or not key else parts.find(key) for name, key in keys.items()}
    files = {name: path for name, path in found.items() if path}
    stale = [name for name in keys if name not in files]
    for name, lines in _map(inputs, stale, scratch, base).items():
        files[name] = parts.add(keys[name], lines) if keys[name] else lines
    told = {each.sql_name: f"{each.source}/{each.table}" for each in inputs.records.relations}
    return Mapped(
        tuple(files[name] for name in keys),
        anew=tuple(sorted(told[name] for name in stale)),
        kept=tuple(sorted(told[name] for name in keys if name not in stale)),
    )


def _map(inputs: Inputs, names: Sequence[str], scratch: Path, base: str) -> dict[str, Path]:
    """Map relations each for itself; give the sorted lines of each."""
    mapping, relations, connection = inputs.mapping, inputs.relations, inputs.records.connection
    made = {name: scratch / f"{number}.unsorted" for number, name in enumerate(names)}
    with enough_memory():
        try:
            materialize_each(mapping, relations, DuckDbEngine(connection), made, base=base)
        except MappingError:
            # The order in which mistakes are told is that of a run over all tables.
            materialize(mapping, relations, DuckDbEngine(connection), scratch / "all", base=base)
            raise
    for path in made.values():
        write_sorted([path], path.with_suffix(".nq"))
        path.unlink()
    return {name: path.with_suffix(".nq") for name, path in made.items()}
