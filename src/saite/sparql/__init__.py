"""Saved queries: their text, their head, their parameters, and the binding of these.

A saved query is valid SPARQL 1.1 as it stands, and works alike on the store, on rdflib and on any
endpoint.

Source: SPARQL 1.1 Query Language, section 19 (https://www.w3.org/TR/sparql11-query/#grammar).
"""

from saite.sparql.binding import Term, bind, declared_parameters, term_text
from saite.sparql.columns import spell_out
from saite.sparql.constants import Constant, constants
from saite.sparql.counting import counting
from saite.sparql.datasets import dataset_iris
from saite.sparql.parameters import EXPECTATIONS, THINGS, VALUES, Parameter, parameter_term
from saite.sparql.saved import (
    SavedQuery,
    parse_saved_query,
    read_saved_queries,
    read_saved_query,
)
from saite.sparql.service import ServiceBlock, split_service
from saite.sparql.syntax import query_problems
from saite.sparql.tokens import Token, asks_other_servers, is_update, query_form, tokenize

__all__ = [
    "EXPECTATIONS",
    "THINGS",
    "VALUES",
    "Constant",
    "Parameter",
    "SavedQuery",
    "ServiceBlock",
    "Term",
    "Token",
    "asks_other_servers",
    "bind",
    "constants",
    "counting",
    "dataset_iris",
    "declared_parameters",
    "is_update",
    "parameter_term",
    "parse_saved_query",
    "query_form",
    "query_problems",
    "read_saved_queries",
    "read_saved_query",
    "spell_out",
    "split_service",
    "term_text",
    "tokenize",
]
