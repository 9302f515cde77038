"""Answers to queries, and the files they are written to.

`model` holds the three kinds of answer, `cells` what a text may look like in a cell of a
spreadsheet or a terminal, `tables` the terminal, `writers` the formats of files.
"""

from saite.results.model import (
    Answer,
    Ask,
    Fetched,
    Results,
    Row,
    Statements,
    Truth,
)
from saite.results.tables import ResultsTable, to_table
from saite.results.terms import Iri, Term, Text, Value, to_value
from saite.results.writers import FORMATS, format_of, write_answer

__all__ = [
    "FORMATS",
    "Answer",
    "Ask",
    "Fetched",
    "Iri",
    "Results",
    "ResultsTable",
    "Row",
    "Statements",
    "Term",
    "Text",
    "Truth",
    "Value",
    "format_of",
    "to_table",
    "to_value",
    "write_answer",
]
