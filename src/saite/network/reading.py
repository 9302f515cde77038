"""Rows of the network's saved queries, as plain text.

The only file of this package that asks.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from saite.errors import NetworkError
from saite.namespaces import CONCEPTS, SAITE
from saite.query import Askable, as_ask
from saite.resources import resource
from saite.results import Results, Term

MARKS: Final = "#/"

# A variable's text; its language under the name with "@" before it. An unbound one is missing.
Row = Mapping[str, str]


def read_rows(store: Askable, name: str) -> list[Row]:
    """Run one of ``queries/network`` over all graphs of a store, or on an endpoint.

    :param name: name of the file, without ``.rq``
    :returns: one mapping a solution, sorted by the variables in their order, so that nothing
        depends on the order of the store
    :raises NetworkError: if the file asks for anything but rows
    """
    text = resource(f"queries/network/{name}.rq").read_text(encoding="utf-8")
    answer = as_ask(store)(text)
    if not isinstance(answer, Results):
        raise NetworkError(f"queries/network/{name}.rq is not a SELECT query")
    variables = answer.variables
    rows = [_read_solution(terms, variables) for terms in answer.terms]

    def order(row: Row) -> tuple[list[str], list[tuple[str, str]]]:
        return [row.get(variable, "") for variable in variables], sorted(row.items())

    return sorted(rows, key=order)


def _read_solution(terms: Iterable[Term | None], variables: Iterable[str]) -> dict[str, str]:
    row: dict[str, str] = {}
    for variable, term in zip(variables, terms, strict=True):
        if isinstance(term, ox.Literal):
            row[variable] = term.value
            row[f"@{variable}"] = term.language or ""
        elif isinstance(term, ox.NamedNode | ox.BlankNode):
            row[variable] = str(term.value)
    return row


def is_iri(row: Row, variable: str) -> bool:
    """Tell whether a variable stands for a thing: only literals come with a language."""
    return variable in row and f"@{variable}" not in row


def local_name(iri: str) -> str:
    """Return what stands behind the last mark of an IRI.

    >>> local_name("http://www.w3.org/ns/org#Membership")
    'Membership'
    """
    return iri[max(iri.rfind(mark) for mark in MARKS) + 1 :]


def concept_key(iri: str) -> str:
    """Shorten the IRI of a concept of ours; one of a user's own scheme stays whole.

    >>> concept_key("https://w3id.org/saite/concepts/tie-kind/event")
    'tie-kind/event'
    """
    return iri.removeprefix(CONCEPTS)


def choose_type(iris: Iterable[str]) -> str:
    """Choose the class that says most: ours, then ORG's and schema.org's, then any other.

    >>> choose_type(["http://www.w3.org/ns/prov#Entity", "https://w3id.org/saite/ns#Agreement"])
    'Agreement'
    """

    def rank(iri: str) -> tuple[int, str]:
        known = (SAITE, "http://www.w3.org/ns/org#", "https://schema.org/")
        return next((n for n, space in enumerate(known) if iri.startswith(space)), 9), iri

    return local_name(min(iris, key=rank, default=""))
