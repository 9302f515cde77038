"""Make the pages that are derived from declarations: docs/records.md and docs/queries.md.

Usage: python docs/generate.py
"""

from pathlib import Path

from saite.concepts import Concepts, load_concepts
from saite.query import saved_queries
from saite.records import Declaration, describe_tables, load_declaration
from saite.resources import resource
from saite.sparql import SavedQuery

HERE = Path(__file__).resolve().parent
LANGUAGES = {"en": "English", "lt": "Lithuanian", "lv": "Latvian"}


def records_page() -> str:
    """Describe the tables of records in English; the declaration holds all three languages."""
    head = (
        "# Records\n\nMade by `docs/generate.py` from `ontology/records.csvw.json`. A source is a"
        " folder of CSV files or a workbook with a sheet for each table; only the tables that you"
        " have records for are needed. Headers may be the names below or their titles in English,"
        " Lithuanian or Latvian. What a cell may hold where it is one of a list stands under"
        " [Controlled values](#controlled-values).\n\n"
    )
    declaration, concepts = load_declaration(), load_concepts([resource("ontology/concepts.ttl")])
    tables = describe_tables(declaration, "en").strip()
    for scheme in concepts.schemes:
        tables = tables.replace(f"one of: `{scheme}`", f"one of: [`{scheme}`](#{scheme})")
    return f"{head}{tables}\n\n{values_section(concepts, declaration)}"


def values_section(concepts: Concepts, declaration: Declaration) -> str:
    """List the values of each scheme that a column chooses from, with every name of a value."""
    columns = [column for table in declaration.tables.values() for column in table.columns]
    used = {column.scheme for column in columns if column.scheme}
    head = (
        "## Controlled values\n\nA cell holds the notation or a label in any language, whatever the"
        " language of the rest of the row; upper and lower case do not matter. In brackets: other"
        " labels that are read as the same value. A workspace may add values of its own, in files"
        " named under `concepts` in `saite.toml`.\n"
    )
    sections = [describe_scheme(scheme, concepts) for scheme in concepts.schemes if scheme in used]
    return head + "".join(sections)


def describe_scheme(scheme: str, concepts: Concepts) -> str:
    """Describe one scheme as a section: a row for each value, a column for each language."""
    title = concepts.titles[scheme]["en"]
    lines = ["", f"### `{scheme}`", "", f"{title[0].upper()}{title[1:]}.", ""]
    lines += [f"| Notation | {' | '.join(LANGUAGES.values())} |", "| --- " * 4 + "|"]
    for concept in concepts.schemes[scheme].values():
        names = []
        for language in LANGUAGES:
            others = ", ".join(concept.alt_labels.get(language, ()))
            names.append(concept.label(language) + (f" ({others})" if others else ""))
        lines.append(f"| `{concept.notation}` | {' | '.join(names)} |")
    return "\n".join([*lines, ""])


def queries_page() -> str:
    """Describe the saved queries and their parameters."""
    head = (
        "# Saved queries\n\nMade by `docs/generate.py` from the heads of `queries/questions/*.rq`."
        ' Ask one with `saite query NAME`, or `graph.select("NAME")` in Python. Every parameter'
        " may be left out; an organisation, person, place, event or project is named by a label,"
        " an alias or an id.\n"
    )
    return head + "".join(describe_query(query) for query in saved_queries().values())


def describe_query(query: SavedQuery) -> str:
    """Describe one saved query as a section."""
    lines = ["", f"## {query.name}", "", query.summary["en"]]
    if query.description.get("en"):
        lines += ["", query.description["en"].strip()]
    if query.parameters:
        lines.append("")
    for parameter in query.parameters:
        default = "" if parameter.default is None else f" Default: `{parameter.default}`."
        label = parameter.label.get("en", parameter.name)
        lines.append(f"- `--{parameter.name}` ({parameter.type}): {label}.{default}")
    return "\n".join([*lines, ""])


PAGES = {"records.md": records_page, "queries.md": queries_page}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
