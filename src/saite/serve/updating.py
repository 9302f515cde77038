"""What a worker does for updates: it changes its own copy of the graph and gives what came of it.

Nothing is changed for anybody else. The server takes the statements over, or leaves them.

Sources: SPARQL 1.1 Update; SPARQL 1.1 Graph Store HTTP Protocol, section 5.
"""

from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final

import pyoxigraph as ox

from saite.serve.answering import iri_of
from saite.serve.formats import GRAPH_ALIASES, GRAPH_FORMATS, media_type_of
from saite.serve.output import Output
from saite.serve.problems import RefusedError
from saite.serve.snapshot import Snapshot
from saite.serve.update_text import put_union

GENID: Final = ".well-known/genid/"


def update(
    snapshot: Snapshot, task: dict[str, Any], content: bytes, output: Output
) -> dict[str, Any]:
    """Run an update on the copy, and give the graph of edits as it is then."""
    others = _count_others(snapshot)
    text, base = content.decode("utf-8"), task["base"]
    try:
        snapshot.store.update(_with_union(snapshot, text), base_iri=base)
    except SyntaxError as error:
        told = _fault(text, base) or error
        raise RefusedError("query", f"the update cannot be run: {told}") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise RefusedError("query", f"the update cannot be run: {error}") from None
    if _count_others(snapshot) != others:
        raise RefusedError(
            "forbidden", f"updates may only write to the graph <{snapshot.plan.graph}>"
        )
    return _give(snapshot, output)


def _with_union(snapshot: Snapshot, text: str) -> str:
    """Let patterns see what queries see: all graphs of a build; a scratch store is as it is."""
    if snapshot.plan.build is None:
        return text
    graphs = snapshot.store.named_graphs()
    return put_union(text, sorted(g.value for g in graphs if isinstance(g, ox.NamedNode)))


def _fault(text: str, base: str) -> SyntaxError | None:
    """Tell where a text does not parse, as it was written; None if it does."""
    try:
        ox.Store().update(text, base_iri=base)
    except SyntaxError as error:
        return error
    except (OSError, RuntimeError, ValueError):
        return None
    return None


def put_graph(
    snapshot: Snapshot, task: dict[str, Any], content: bytes, output: Output
) -> dict[str, Any]:
    """Replace a graph (PUT), add to it (POST), or remove it (DELETE)."""
    store, name, do = snapshot.store, task["graph"], task["method"]
    graph = iri_of(name) if name else ox.DefaultGraph()
    is_there = any(True for _ in store.quads_for_pattern(None, None, None, graph))
    # An empty graph is one in a scratch store; that of the edits begins with its first statement.
    if name and not snapshot.plan.graph:
        is_there = is_there or store.contains_named_graph(graph)
    if do == "DELETE":
        if name and not is_there:
            raise RefusedError("unknown", f"there is no graph {graph}")
        _clear(store, graph)
    else:
        quads = _quads(task, content, graph)
        if do == "PUT":
            _clear(store, graph)
        if name:
            store.add_graph(graph)
        store.extend(quads)
    return _give(snapshot, output) | {"created": not is_there}


def _clear(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> None:
    if isinstance(graph, ox.NamedNode):
        store.remove_graph(graph)
    else:
        store.clear_graph(graph)


def _quads(
    task: dict[str, Any], content: bytes, graph: ox.NamedNode | ox.DefaultGraph
) -> list[ox.Quad]:
    parts = [(task["type"], content)]
    if media_type_of(task["type"]) == "multipart/form-data":
        head = f"Content-Type: {task['type']}\r\n\r\n".encode("latin-1")
        message = BytesParser(policy=HTTP).parsebytes(head + content)
        parts = [
            (part.get("Content-Type", ""), part.get_payload(decode=True) or b"")  # type: ignore[misc]
            for part in message.iter_parts()
        ]
    return [quad for kind, body in parts for quad in _parsed(kind, body, task["base"], graph)]


def _parsed(
    kind: str, body: bytes, base: str, graph: ox.NamedNode | ox.DefaultGraph
) -> list[ox.Quad]:
    name = media_type_of(kind)
    form = GRAPH_FORMATS.get(GRAPH_ALIASES.get(name, name))
    if form is None or name == "text/plain":
        raise RefusedError(
            "media", f"{kind!r} is no type of RDF: expected {', '.join(GRAPH_FORMATS)}"
        )
    try:
        found = ox.parse(
            body, format=form, base_iri=base, without_named_graphs=True, rename_blank_nodes=True
        )
        return [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in found]
    except (SyntaxError, ValueError) as error:
        raise RefusedError("request", f"the body is no {name}: {error}") from None


def _count_others(snapshot: Snapshot) -> int:
    """Count the statements that no update may change; 0 where it may change all."""
    plan, store = snapshot.plan, snapshot.store
    if not plan.graph:
        return 0
    edits = store.quads_for_pattern(None, None, None, ox.NamedNode(plan.graph))
    return len(store) - sum(1 for _ in edits)


def _give(snapshot: Snapshot, output: Output) -> dict[str, Any]:
    """Give what is to be taken over as sorted N-Quads: the edits, or all of a scratch store.

    Blank nodes of edits get IRIs: the builds that load them have none.

    :source: RDF 1.1 Concepts, section 3.5 (Skolem IRIs)
    """
    plan = snapshot.plan
    graph = ox.NamedNode(plan.graph) if plan.graph else None
    quads = snapshot.store.quads_for_pattern(None, None, None, graph)
    if graph is not None:
        quads = (_named(quad, plan.base) for quad in quads)
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    output.write(b"".join(sorted(text.splitlines(keepends=True))))
    return {}


def _named(quad: ox.Quad, base: str) -> ox.Quad:
    subject, value = (
        ox.NamedNode(f"{base}{GENID}{term.value}") if isinstance(term, ox.BlankNode) else term
        for term in (quad.subject, quad.object)
    )
    return ox.Quad(subject, quad.predicate, value, quad.graph_name)  # type: ignore[arg-type]
