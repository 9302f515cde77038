"""Records: tables of CSV files and workbooks, checked whole and handed over as relations.

Everything comes from one declaration, W3C CSVW metadata: how a table is read, checked, described,
and what an empty one looks like.
"""

from saite.records.declaration import Column, Declaration, Table, load_declaration
from saite.records.description import describe_tables
from saite.records.reader import Source, read_records
from saite.records.relations import Records, Relation
from saite.records.template import write_csv_tables, write_template

__all__ = [
    "Column",
    "Declaration",
    "Records",
    "Relation",
    "Source",
    "Table",
    "describe_tables",
    "load_declaration",
    "read_records",
    "write_csv_tables",
    "write_template",
]
