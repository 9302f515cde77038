"""Statements of a server brought into a file, with a second one that says where they are from."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from saite.errors import EndpointError, UsageError
from saite.provenance import Pulled, provenance_file
from saite.remote.address import address_name
from saite.remote.answers import read_statements
from saite.remote.body import Deadline
from saite.remote.endpoint import Endpoint
from saite.remote.graphs import StoredGraphs
from saite.remote.wholeness import check_construct
from saite.sparql import query_form
from saite.store import write_sorted
from saite.store.durable import replace_text


def pull_graphs(source: StoredGraphs, graphs: Sequence[str], output: Path) -> Pulled:
    """Bring named graphs of a server into a file.

    :param output: ``.nq``, or ``.nt`` for a single graph, whose name is then left out
    :raises UsageError: if the file cannot hold them
    :raises EndpointError: if the server has no such graph, or does not give it whole
    """
    form = _format(output)
    if not graphs:
        raise UsageError("which graphs? Name them with --graph IRI")
    if form == "nt" and len(graphs) > 1:
        raise UsageError(f"{output} holds one graph only: write several to a file that ends in .nq")
    for graph in graphs:
        _check_iri(graph)

    def lines() -> Iterator[str]:
        for number, graph in enumerate(graphs):
            name = f" {ox.NamedNode(graph)}" if form == "nq" else ""
            # Each answer names its blank nodes for itself.
            mark = f"g{number}" if len(graphs) > 1 else ""
            arrived = source.read(graph)
            expected = source.expected(graph)
            if arrived.may_be_cut and expected is None:
                arrived.body.close()
                raise EndpointError(
                    f"{source.name} is a server that may cut graphs and not say so: tell where it"
                    " answers queries with --query URL, so that their statements are counted"
                )
            count = 0
            for quad in read_statements(arrived):
                count += 1
                yield f"{_apart(quad.triple, mark)}{name} .\n"
            if expected is not None and count != expected:
                raise EndpointError(
                    f"{source.name} gave {count:,} of the {expected:,} statements of {graph}"
                )

    return _write(output, lines(), endpoint=source.name, graphs=tuple(graphs))


def pull_construct(endpoint: Endpoint, text: str, output: Path, *, deadline: float) -> Pulled:
    """Bring what a CONSTRUCT or DESCRIBE makes of a server's statements into a file.

    :raises UsageError: if it is another kind of query
    :raises EndpointError: if the server does not answer it, and wholly
    """
    _format(output)
    if query_form(text) not in {"construct", "describe"}:
        raise UsageError("only CONSTRUCT and DESCRIBE give statements: expected such a query")
    arrived = endpoint.open(text, Deadline(deadline))
    check_construct(endpoint, text, arrived, deadline)
    lines = (f"{quad.triple} .\n" for quad in read_statements(arrived))
    return _write(output, lines, endpoint=address_name(endpoint.url), query=text)


def _apart(triple: ox.Triple, mark: str) -> ox.Triple:
    """Mark the names of a triple's blank nodes; without a mark they stay."""
    if not mark:
        return triple
    subject, value = triple.subject, triple.object
    if isinstance(subject, ox.BlankNode):
        subject = ox.BlankNode(mark + subject.value)
    if isinstance(value, ox.BlankNode):
        value = ox.BlankNode(mark + value.value)
    elif isinstance(value, ox.Triple):
        value = _apart(value, mark)
    return ox.Triple(subject, triple.predicate, value)


def _write(
    output: Path,
    lines: Iterable[str],
    *,
    endpoint: str,
    graphs: tuple[str, ...] = (),
    query: str = "",
) -> Pulled:
    """Write lines, sorted and each once, and beside them where they are from.

    The file is replaced once everything is there.
    """
    moment = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".saite-", dir=output.parent) as folder:
        arrived, ordered = Path(folder) / "arrived", Path(folder) / "sorted"
        with arrived.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
        count = write_sorted([arrived], ordered)
        with ordered.open("rb") as stream:
            checksum = hashlib.file_digest(stream, "sha256").hexdigest()
        pulled = Pulled(endpoint, graphs, query, moment, checksum, count)
        # The old statements beside the new word on them would be a lie; none is not.
        provenance_file(output).unlink(missing_ok=True)
        ordered.replace(output)
    text = json.dumps(asdict(pulled), ensure_ascii=False, indent=1) + "\n"
    replace_text(provenance_file(output), text)
    return pulled


def _format(output: Path) -> str:
    ending = output.suffix.lower().removeprefix(".")
    if ending not in {"nq", "nt"}:
        raise UsageError(f"{output} must end in .nq or .nt")
    return ending


def _check_iri(iri: str) -> None:
    try:
        ox.NamedNode(iri)
    except ValueError as error:
        raise UsageError(f"{iri!r} is no IRI of a graph: {error}") from None
