"""The mapping as templates of maplib: ``python with_maplib.py FOLDER OUTPUT [RECORDS]``.

maplib has no RML: it maps data frames by templates (stOTTR). Its users make the IRIs in the frames,
as here; a literal with a language is a pair of two texts.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
from maplib import Model

from shape import INTEGER, Cell, Constant, Object, Template, TriplesMap, load
from shape import encoded as percent_encoded

LANG = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
PLAIN = r"^[A-Za-z0-9_.~-]*$"


def encoded(frame: pl.DataFrame, column: str) -> pl.Expr:
    """Percent-encode a column, by a dictionary of the values that need it."""
    cells = frame.get_column(column)
    odd = cells.filter(cells.is_not_null() & ~cells.str.contains(PLAIN)).unique()
    if odd.is_empty():
        return pl.col(column)
    return pl.col(column).replace({each: percent_encoded(each) for each in odd})


def filled(frame: pl.DataFrame, template: Template) -> pl.Expr:
    """Make IRIs; NULL where a cell is."""
    pieces = template.text.replace("}", "{").split("{")
    texts = [
        encoded(frame, piece) if number % 2 else pl.lit(piece)
        for number, piece in enumerate(pieces)
        if piece
    ]
    return pl.concat_str(texts)


def value(frame: pl.DataFrame, given: Object) -> pl.Expr:
    """Make the column of an object."""
    if isinstance(given, Template):
        return filled(frame, given)
    assert isinstance(given, Cell)
    column = pl.col(given.column)
    if given.datatype == INTEGER:
        return column.cast(pl.Int64)
    if not given.language:
        return column
    pair = pl.struct(column.alias(f"<{LANG}>"), pl.lit(given.language).alias("l"))
    return pl.when(column.is_not_null()).then(pair)


def kind(given: Object) -> str:
    """Name the type of a parameter."""
    if isinstance(given, Template) or (isinstance(given, Cell) and given.is_iri):
        return "ottr:IRI"
    assert isinstance(given, Cell)
    if given.language:
        return f"<{LANG}>"
    return f"<{given.datatype or 'http://www.w3.org/2001/XMLSchema#string'}>"


def template(number: int, each: TriplesMap) -> str:
    """Write the template of a triples map."""
    varying = [(n, v) for n, (_, v) in enumerate(each.pairs) if not isinstance(v, Constant)]
    parameters = ", ".join(["ottr:IRI ?s"] + [f"? {kind(v)} ?o{n}" for n, v in varying])
    triples = ", ".join(
        f"ottr:Triple(?s, <{predicate}>, {f'<{v.iri}>' if isinstance(v, Constant) else f'?o{n}'})"
        for n, (predicate, v) in enumerate(each.pairs)
    )
    return (
        "@prefix ottr: <http://ns.ottr.xyz/0.4/> .\n"
        f"<https://example.org/template/{number}> [ {parameters} ] :: {{ {triples} }} ."
    )


def columns(frame: pl.DataFrame, each: TriplesMap) -> Iterator[pl.Expr]:
    """Make the columns that a template takes."""
    yield filled(frame, each.subject).alias("s")
    for number, (_, given) in enumerate(each.pairs):
        if not isinstance(given, Constant):
            yield value(frame, given).alias(f"o{number}")


def run(folder: Path, output: Path, maps: Sequence[TriplesMap]) -> None:
    """Write the graph of the tables of a folder."""
    model = Model()
    for number, each in enumerate(maps):
        path = folder / f"{each.table}.csv"
        frame = pl.read_csv(path, infer_schema=False, null_values="")
        made = frame.select(list(columns(frame, each)))
        model.add_template(template(number, each))
        model.map(f"https://example.org/template/{number}", made.filter(pl.col("s").is_not_null()))
    model.write(output, format="ntriples")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), load(sys.argv[3] if len(sys.argv) > 3 else ""))
