"""The one SERVICE block that a query may have: asked first by us, joined by VALUES.

The store never sees the block, so that it never asks anybody.
"""

import re
from collections.abc import Mapping

from saite.errors import EndpointError
from saite.query.gate import check_query
from saite.results import Ask, Results
from saite.sparql import split_service


def check_federated(text: str, services: Mapping[str, Ask], *, file: str = "query") -> None:
    """Refuse a query whose SERVICE is not the one form that is asked, or whose rest may not run.

    :param services: servers that may be asked, by their addresses
    :raises SavedQueryError: if the block is none that is asked, or something does not parse
    :raises UsageError: if the rest is an update, or asks others too
    """
    block = split_service(text, services, file=file)
    check_query(block.join((), ()), file=file)
    check_query(block.query, file=f"{file}, SERVICE")


def join_service(text: str, services: Mapping[str, Ask], *, file: str = "query") -> str:
    """Ask the server that a query names, and give the query with its solutions in the place.

    :raises EndpointError: if it gave no whole answer, or one larger than the caller's limit
    """
    block = split_service(text, services, file=file)
    answer = services[block.url](block.query)
    if not isinstance(answer, Results):
        raise EndpointError(f"{block.url} answered no rows to a SELECT")
    if answer.is_cut:
        raise EndpointError(
            f"{block.url} has more than {len(answer):,} solutions for the SERVICE block: say more"
            " in the block itself, or bring them in with saite pull"
        )
    # Names that another server gives become a part of the query.
    strange = [name for name in answer.variables if not re.fullmatch(r"\w+", name)]
    if strange:
        raise EndpointError(f"{block.url} answered a variable of the name {strange[0][:40]!r}")
    return block.join(answer.variables, answer.terms)
