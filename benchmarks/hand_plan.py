"""The mapping planned by hand: ``python hand_plan.py FOLDER OUTPUT`` runs ``plan.sql``."""

import sys
from pathlib import Path

import duckdb

from scan import connect

# Letters beyond ASCII stay as they are in an IRI; whatever else is reserved is encoded. Nearly all
# values need no encoding and no escaping: one look at a value tells.
MACROS = (
    r"""CREATE MACRO enc(x) AS CASE
        WHEN regexp_full_match(x, '[A-Za-z0-9_.~\x{A0}-\x{D7FF}-]*') THEN x
        ELSE array_to_string(list_transform(string_split(x, ''), lambda c: CASE
            WHEN c BETWEEN chr(160) AND chr(55295) THEN c ELSE url_encode(c) END), '') END""",
    r"""CREATE MACRO lit(x) AS CASE WHEN regexp_matches(x, '["\\\n\r]') THEN
        replace(replace(replace(replace(x, '\', '\\'), '"', '\"'), chr(10), '\n'), chr(13), '\r')
        ELSE x END""",
)


def run(folder: Path, output: Path) -> None:
    """Write the graph of the tables of a folder."""
    with connect(folder) as connection:
        connection.execute("SET preserve_insertion_order = false")
        for macro in MACROS:
            connection.execute(macro)
        plan = (Path(__file__).parent / "plan.sql").read_text(encoding="utf-8")
        connection.execute(
            f"COPY ({plan}) TO '{output}' "
            "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"
        )


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"DuckDB {duckdb.__version__}")
