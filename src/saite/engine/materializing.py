"""The whole of a run, from paths of mappings to files of statements."""

import re
from collections.abc import Callable, Iterable, Mapping
from math import inf
from pathlib import Path
from typing import Final

from saite.engine.cluster import open_cluster, part_files
from saite.engine.mappings import first_file, need_no_output, read_mappings
from saite.engine.running import Run, write_graph
from saite.errors import Problem, SaiteError, UsageError
from saite.mapping.registry import Own, known_functions
from saite.targets import NewFiles, Sender, check_targets

FORMATS: Final = ("nquads", "ntriples")
_MEMORY: Final = re.compile(r"(\d+(?:\.\d+)?) ?([KMGT]i?B|%)", re.IGNORECASE)
_ENDINGS: Final = {".nt": "ntriples", ".nq": "nquads"}


def materialize(
    *mappings: Path | str,
    output: Path | str | None = None,
    base: str = "",
    form: str = "",
    database: str = "",
    tell: Callable[[Problem], None] | None = None,
    memory: str = "",
    tables: Mapping[str, object] | None = None,
    functions: Iterable[Own] = (),
    written: Callable[[str, int], None] | None = None,
    engine: str = "duckdb",
    master: str = "",
    remark: Callable[[Problem], None] | None = None,
    strict_datatypes: bool = False,
) -> int:
    """Run mappings over the files and databases that they name and write the graph they make.

    The lines follow the order of the mapping and of its sources; none is there twice, and two
    runs write the same bytes. An existing file is replaced when all is done; a run that fails
    leaves it as it was. A statement whose term maps have logical targets goes to all of these, and
    not to the output; a quad that goes to two files is in both. On Spark the lines are in no order,
    and ``output`` is a folder of part files unless it is a path here that ends in ``.nq`` or
    ``.nt``.

    :param mappings: Turtle files in the vocabulary of RML or R2RML, or files of YARRRML, which end
        in ``.yml``, ``.yaml`` or ``.yarrrml``; relative paths in them are resolved
        against the folder of each
    :param output: file for the statements that have no logical target; it may be None if there
        are none
    :param base: absolute IRI that is put before relative ones, where a triples map has no
        ``rml:baseIRI``; by default that of the mapping's ``@base``
    :param form: ``nquads`` or ``ntriples``; by default what the ending of ``output`` says,
        ``.nq`` or ``.nt``, or N-Quads if it has none
    :param database: address of the database of logical tables that name none, as those of R2RML:
        ``sqlite:///path``, ``duckdb:///path``, ``postgresql://user@host/name``, or a file
    :param tell: takes what is wrong with values in the sources, if all mappings are in an older
        vocabulary: R2RML only leaves out the terms that are at fault, RML-Core has an error
    :param memory: how much of it tables may take, such as ``2GB``, ``512MiB`` or ``25%`` of the
        machine's; half of the machine's by default. What does not fit goes to files beside the
        output for as long as the run lasts
    :param tables: path of a logical source in ``rml:CSV`` -> the table in memory that it is, from
        pandas, polars, pyarrow, or anything else with ``__arrow_c_stream__``
    :param functions: functions of your own that the mappings may call, declared with
        ``saite.function``: the functions themselves, or paths of Python files, which are run
    :param written: takes each file that was written, the output first, and the number of its
        statements
    :param engine: ``duckdb``, or ``spark``, which the extra ``saite[spark]`` and Java bring
    :param master: address of the Spark cluster, such as ``local[4]`` or ``spark://host:7077``;
        empty for what ``spark-submit`` says, else ``local[*]``
    :param remark: takes what is no error but may be a slip: a reference that has no value in any
        row of a JSON or XML document, with the nearest that has; an iterator without rows; a join
        in which no rows agree; datatypes that XML Schema does not have, and values that are no
        literals of the datatype that they are given
    :param strict_datatypes: make errors of these last two: then nothing is written
    :returns: the number of statements in all files
    :raises UsageError: if the format, the ending of the output, the memory or the base is not
        understood, there is no mapping, no output for what has no target, what is in ``tables`` is
        no table or none that a logical source names, or the engine cannot be had
    :raises MappingError: with everything that is wrong with the mappings and their sources
    :raises SaiteError: if a file cannot be written, its format cannot say what is in it, or memory
        does not suffice
    """
    name = None if output is None else str(output)
    parts = part_files(name, engine)
    chosen = form or _format(name or "", is_folder=bool(parts))
    if chosen not in FORMATS:
        raise UsageError(f"{chosen!r} is not a format, expected one of {', '.join(FORMATS)}")
    if not mappings:
        raise UsageError("no mapping is given, expected at least one")
    limit = _limit(memory)
    own = list(functions)
    read, problems = read_mappings(
        [Path(each) for each in mappings], base, chosen, known_functions(own)
    )
    if name is None and not problems:
        need_no_output(read)
    place = None if name is None or parts else Path(name)
    code = [Path(each) for each in own if isinstance(each, Path | str)]
    problems += check_targets(read, place, database=database, functions=code)
    run = Run(
        read,
        base=base or read[0].base,
        database=database,
        tables=tables,
        limit=limit,
        problems=problems,
        tell=tell,
        remark=remark,
        is_strict=strict_datatypes,
    )
    prefixes = {key: iri for each in reversed(read) for key, iri in each.prefixes.items()}
    with open_cluster(engine, master, parts) as cluster, NewFiles() as files:
        sender = Sender(files, prefixes)
        made = files.new(place) if place else files.beside(first_file(read)) / "nothing.nq"
        try:
            count = write_graph(run, made, send=sender.send, cluster=cluster)
        except SaiteError as error:
            raise (files.told_of(error, place) if place else error) from None
        files.publish()
    counts = {} if name is None else {name: count}
    counts |= {str(target.file): number for target, number in sender.counts.items()}
    for path, number in counts.items():
        if written is not None:
            written(path, number)
    return sum(counts.values())


def _format(output: str, *, is_folder: bool) -> str:
    """Give the format that the ending of an output names; N-Quads where it has none.

    :param is_folder: whether it is one of part files: it may be called whatever one likes
    :raises UsageError: if a file's ending is that of something else

    >>> _format("graph.NT", is_folder=False), _format("/dev/stdout", is_folder=False)
    ('ntriples', 'nquads')
    """
    if is_folder:
        return _ENDINGS.get(Path(output.rstrip("/").removesuffix(".gz")).suffix.lower(), "nquads")
    ending = Path(output).suffix
    if ending and ending.lower() not in _ENDINGS and not Path(output).is_dir():
        raise UsageError(
            f"{output} has the ending {ending}, expected one of {', '.join(_ENDINGS)}, or a format "
            f"that is named, {' or '.join(FORMATS)}: --format, in Python form="
        )
    return _ENDINGS.get(ending.lower(), "nquads")


def _limit(memory: str) -> str:
    """Write a limit of memory as DuckDB wants it."""
    match = _MEMORY.fullmatch(memory.strip() or "50%")
    if not match or not 0 < float(match[1]) <= (100 if match[2] == "%" else inf):
        raise UsageError(
            f"{memory!r} is no amount of memory, expected one such as 2GB, 512MiB or 25%"
        )
    return f"{match[1]}{match[2].upper().replace('I', 'i')}"
