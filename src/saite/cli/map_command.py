"""The command ``map``: any mapping over any files, with no workspace around it."""

import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from saite.cli import console
from saite.errors import Problem

PANEL = "Make"
STANDARD_OUTPUT = "-"


class GraphFormat(StrEnum):
    """Formats of a graph that a mapping makes."""

    NQUADS = "nquads"
    NTRIPLES = "ntriples"


class EngineName(StrEnum):
    """What runs a mapping."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    app.command(name="map", rich_help_panel=PANEL)(map_files)


def map_files(
    mappings: Annotated[
        list[Path],
        typer.Argument(
            metavar="MAPPING…",
            help="Mappings in RML (Turtle) or YARRRML (.yml); paths in them are relative to "
            "their folders.",
        ),
    ],
    *,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="File to write; - is standard output. Of Spark: a folder for part files, such "
            "as graph/, unless it ends in .nq or .nt.",
        ),
    ] = STANDARD_OUTPUT,
    base: Annotated[
        str,
        typer.Option(
            metavar="IRI",
            help="Put before relative IRIs, where a triples map has no rml:baseIRI.",
            show_default="@base of the first mapping",
        ),
    ] = "",
    database: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Database of logical tables that name none, as those of R2RML: sqlite:///PATH, "
            "duckdb:///PATH, postgresql://USER@HOST/NAME, or a file .db, .sqlite, .duckdb.",
            show_default=False,
        ),
    ] = "",
    form: Annotated[
        GraphFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="Format to write.",
            show_default="what the ending of --output says, else nquads",
        ),
    ] = None,
    memory: Annotated[
        str,
        typer.Option(
            metavar="AMOUNT",
            help="Memory that tables may take, such as 2GB or 25%; more goes to files.",
            show_default="half of the machine's",
        ),
    ] = "",
    functions: Annotated[
        list[Path] | None,
        typer.Option(
            "--functions",
            metavar="FILE.py",
            help="Python file with functions of your own (@saite.function); its code is run.",
        ),
    ] = None,
    strict_datatypes: Annotated[
        bool,
        typer.Option(
            "--strict-datatypes",
            help="Make an error of a value that is no literal of its datatype, not a note.",
        ),
    ] = False,
    engine: Annotated[
        EngineName, typer.Option(help="What runs the mapping: this machine, or a cluster.")
    ] = EngineName.DUCKDB,
    master: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Spark cluster, such as local[4], spark://host:7077, yarn.",
            show_default="what spark-submit says, else local[*]",
        ),
    ] = "",
) -> None:
    """Run mappings over the files that they name and write their graph, with no workspace.

    Statements with logical targets go to these, all others to the output.
    Every mistake in the mappings and the files is told at once; then nothing is written.
    """
    from saite.engine import materialize

    chosen = form.value if form else ""
    own = functions or []

    def tell(problem: Problem) -> None:
        console.note(f"Left out: {problem}")

    def remark(problem: Problem) -> None:
        console.note(f"Note: {problem}")

    def written(path: str, count: int) -> None:
        if path != str(made):
            shown = path if "://" in path else console.shown(Path(path))
            is_folder = "://" in path or Path(path).is_dir()
            where = " in a folder of part files" * is_folder
            console.note(f"Written: {shown} ({count:,} statements{where})")

    run = partial(
        materialize,
        *mappings,
        base=base,
        form=chosen,
        database=database,
        tell=tell,
        remark=remark,
        memory=memory,
        functions=own,
        written=written,
        engine=engine,
        master=master,
        strict_datatypes=strict_datatypes,
    )
    with tempfile.TemporaryDirectory(prefix="saite-") as folder:
        is_file = output != STANDARD_OUTPUT
        made = Path(folder) / "output.nq"
        place = output if is_file else str(made)
        # What own functions print must not get into the graph.
        with redirect_stdout(sys.stderr):
            run(output=place)
        if not is_file:
            sys.stdout.flush()
            with made.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer, 1 << 20)
            sys.stdout.buffer.flush()
