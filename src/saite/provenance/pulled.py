"""Where the statements of a file are from: told in a second file beside it, as JSON."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from saite import __version__

ENDING: Final = ".provenance.json"


@dataclass(frozen=True)
class Pulled:
    """Where the statements of a file are from.

    :param endpoint: address of the server
    :param graphs: IRIs of the graphs that were asked for; empty if a query was
    :param query: text of the CONSTRUCT or DESCRIBE; empty if graphs were asked for
    :param fetched: when, in UTC, as xsd:dateTime
    :param sha256: of the file
    :param statements: lines of the file
    :param software: what fetched it
    """

    endpoint: str
    graphs: tuple[str, ...]
    query: str
    fetched: str
    sha256: str
    statements: int
    software: str = f"Saite {__version__}"


def provenance_file(path: Path) -> Path:
    """Name the file that says where the statements of another one are from.

    >>> provenance_file(Path("pulled/x.nq")).name
    'x.nq.provenance.json'
    """
    return path.with_name(path.name + ENDING)


def read_provenance(path: Path) -> Pulled | None:
    """Read where the statements of a file are from; None if nothing says so.

    :raises ValueError: if what says so cannot be read
    """
    file = provenance_file(path)
    if not file.is_file():
        return None
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        found = Pulled(**{**data, "graphs": tuple(data["graphs"])})
        datetime.fromisoformat(found.fetched)
        for iri in (found.endpoint, *found.graphs):
            NamedNode(iri)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ValueError(str(error)) from error
    return found
