"""The synthetic records as a workspace: ``python workspace.py SIZE FOLDER``.

The organisations, people, events, agreements and projects of ``records.py``, with half of what they
have to do with each other, in the tables that ``saite build`` reads.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

import duckdb

import records

SETTINGS: Final = """[workspace]
title = "Synthetic records"
base = "https://example.org/id/"

[[sources]]
name = "made"
path = "records"

[limits]
validate_triples = 0

[ties]
max_event_size = 12
"""
# Table -> what fills it. Each statement is stated, and rows are numbered where they have no id.
TABLES: Final = {
    "places": """
        SELECT 'l' || row_number() OVER (ORDER BY country, town) AS id, town AS name,
            'lt' AS language, 'town' AS kind, country
        FROM (SELECT DISTINCT town, country FROM organisations)
    """,
    "organisations": """
        SELECT o.id, o.name, 'lt' AS language,
            CASE o.kind WHEN 'school' THEN 'university' ELSE o.kind END AS kind,
            p.id AS places, mail AS email, web AS website, 'stated' AS status
        FROM organisations o JOIN places p ON p.name = o.town AND p.country = o.country
        ORDER BY CAST(o.id[2:] AS INTEGER)
    """,
    "names": """
        SELECT 'n' || row_number() OVER (ORDER BY CAST(id[2:] AS INTEGER)) AS id,
            id AS organisation, short AS text, 'lt' AS language, 'short' AS kind,
            'stated' AS status
        FROM organisations WHERE short IS NOT NULL
    """,
    "people": "SELECT id, name, 'lt' AS language, 'stated' AS status FROM people",
    "memberships": """
        SELECT id, CASE member_kind WHEN 'person' THEN member END AS person,
            CASE member_kind WHEN 'organisation' THEN member END AS member, organisation,
            CASE role WHEN 'board-member' THEN role ELSE 'member' END AS role,
            since AS "when", 'lt' AS language, 'stated' AS status
        FROM memberships WHERE member <> organisation AND rowid % 2 = 0
    """,
    "events": """
        SELECT e.id, title, 'lt' AS language, e.kind, begins AS "when", p.id AS places, project,
            'stated' AS status
        FROM events e JOIN places p ON p.name = e.town AND p.country = e.country
        ORDER BY CAST(e.id[2:] AS INTEGER)
    """,
    "participations": """
        SELECT 'r' || row_number() OVER () AS id, event, organisation, role, 'lt' AS language,
            CASE role WHEN 'speaker' THEN 'implied' ELSE 'stated' END AS status
        FROM participations WHERE rowid % 2 = 0
    """,
    "agreements": """
        SELECT id, title, 'lt' AS language,
            CASE kind WHEN 'cooperation' THEN 'cooperation-agreement'
                WHEN 'network' THEN 'network-agreement' ELSE kind END AS kind,
            signed AS "when", event, CASE WHEN event IS NOT NULL THEN 'stated' END AS event_status,
            'stated' AS status
        FROM agreements
    """,
    "parties": """
        SELECT 'y' || row_number() OVER () AS id, agreement, organisation, person AS signatory,
            'lt' AS language, 'stated' AS status
        FROM parties
    """,
    "projects": """
        SELECT id, title, 'lt' AS language, number, begins AS "when", 'stated' AS status
        FROM projects
    """,
    "project_participations": """
        SELECT 'q' || row_number() OVER () AS id, project, organisation,
            CASE role WHEN 'coordinator' THEN 'lead' ELSE role END AS role,
            'lt' AS language, 'stated' AS status
        FROM partners WHERE rowid % 2 = 0
    """,
    "funding": """
        SELECT 'f' || row_number() OVER () AS id, id AS project, funder, 'funds' AS kind, amount,
            'EUR' AS currency, 'lt' AS language, 'stated' AS status
        FROM projects
    """,
}


def write(size: int, folder: Path) -> None:
    """Write a workspace of so many organisations."""
    target = folder / "records"
    target.mkdir(parents=True, exist_ok=True)
    (folder / "saite.toml").write_text(SETTINGS, encoding="utf-8")
    # One thread: rows without an id are numbered in the order of the file.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": "1",
        "autoinstall_known_extensions": "false",
    }
    with tempfile.TemporaryDirectory() as made, duckdb.connect(config=settings) as connection:
        records.write(size, Path(made))
        for path in sorted(Path(made).glob("*.csv")):
            rows = connection.read_csv(str(path), all_varchar=True)
            connection.register(f"given_{path.stem}", rows)
            connection.execute(f'CREATE TABLE "{path.stem}" AS FROM "given_{path.stem}"')
        connection.execute(f"CREATE TABLE places AS {TABLES['places']}")
        for name, query in TABLES.items():
            connection.sql("FROM places" if name == "places" else query).write_csv(
                str(target / f"{name}.csv"), header=True
            )


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
