"""The official cases of SPARQL 1.1, put to a server over HTTP as they are published."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF

from serve_support import TOKEN, Reply, Running
from support import SHARED

SUITE = SHARED / "sparql-tests" / "sparql11"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
LABEL = rdflib.RDFS.label
BOOLEANS = ("application/sparql-results+json", "application/sparql-results+xml")
TURTLE_TYPES = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
Outcome = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """One case of a manifest."""

    name: str
    kind: str
    node: rdflib.term.Node
    graph: rdflib.Graph


def cases(manifest: Path) -> list[Case]:
    """Read the cases of a manifest and of those that it includes, in order."""
    graph = rdflib.Graph()
    graph.parse(manifest, format="turtle", publicID=manifest.as_uri())
    root = rdflib.URIRef(manifest.as_uri())
    found: list[Case] = []
    for listed in graph.objects(root, MF.include):
        for each in Collection(graph, listed):
            found += cases(local(each))
    for listed in graph.objects(root, MF.entries):
        for node in Collection(graph, listed):
            kinds = sorted(str(kind).rpartition("#")[2] for kind in graph.objects(node, RDF.type))
            found.append(Case(str(graph.value(node, MF.name)), kinds[0], node, graph))
    return found


def local(iri: object) -> Path:
    return Path(str(rdflib.URIRef(str(iri))).removeprefix("file://"))


# Requests as the manifests write them


def requests_of(case: Case) -> list[rdflib.term.Node]:
    action = case.graph.value(case.node, MF.action)
    listed = case.graph.value(action, HT.requests)
    return list(Collection(case.graph, listed)) if listed is not None else []


def send(running: Running, case: Case, request: rdflib.term.Node, path: str, body: str) -> Reply:
    graph = case.graph
    headers: list[tuple[str, str]] = []
    listed = graph.value(request, HT.headers)
    if listed is not None:
        for header in Collection(graph, listed):
            name, value = graph.value(header, HT.fieldName), graph.value(header, HT.fieldValue)
            headers.append((str(name), str(value)))
    content = graph.value(request, HT.body)
    encoding = str(graph.value(content, CNT.characterEncoding) or "UTF-8") if content else "UTF-8"
    data = body.encode(encoding) if content is not None else None
    method = str(graph.value(request, HT.methodName))
    # The protocol says nothing of who may write: every request shows the token.
    return running.ask(path, method, data, more={**dict(headers), **AUTHORIZED})


def body_of(case: Case, request: rdflib.term.Node) -> str:
    content = case.graph.value(request, HT.body)
    return str(case.graph.value(content, CNT.chars) or "") if content is not None else ""


def status_fits(case: Case, response: rdflib.term.Node | None, status: int) -> bool:
    names = {
        str(each).rpartition("#")[2] for each in case.graph.objects(response, MF.expectedStatus)
    }
    known = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404, "BadRequest": 400}
    return not names or any(
        known.get(name) == status or name == f"StatusCode{status // 100}xx" for name in names
    )


def protocol_fault(running: Running, case: Case) -> str:
    """Run a case of the protocol; say what is wrong, or nothing."""
    drop_all(running)
    for data in case.graph.objects(case.node, UT.graphData):
        file, name = case.graph.value(data, UT.graph), case.graph.value(data, LABEL)
        put(running, local(file), str(name))
    for request in requests_of(case):
        path = str(case.graph.value(request, HT.absolutePath))
        reply = send(running, case, request, path, body_of(case, request))
        response = case.graph.value(request, HT.resp)
        if not status_fits(case, response, reply.status):
            return f"{path[:60]} answered {reply.status}: {reply.text[-300:]}"
        expected = case.graph.value(response, MF.expectedBoolean)
        if expected is not None and truth(reply) != (str(expected) == "true"):
            return f"expected {expected}: {reply.text[-300:]}"
        form = case.graph.value(response, MF.expectedFormat)
        if form is not None and not format_fits(str(form), reply):
            return f"expected {form}, found {reply.headers.get('content-type')}"
    return ""


def truth(reply: Reply) -> bool | None:
    form = media_type(reply)
    if form not in BOOLEANS:
        return None
    parsed = ox.parse_query_results(
        reply.body, format=ox.QueryResultsFormat.from_media_type(form) or ox.QueryResultsFormat.JSON
    )
    return bool(parsed) if isinstance(parsed, ox.QueryBoolean) else None


def media_type(reply: Reply) -> str:
    return reply.headers.get("content-type", "").partition(";")[0]


def format_fits(form: str, reply: Reply) -> bool:
    kind = media_type(reply)
    if form == "RDF":
        return kind in ("text/turtle", "application/n-triples", "application/rdf+xml")
    return ox.QueryResultsFormat.from_media_type(kind) is not None


def store_fault(running: Running, case: Case) -> str:
    """Run a case of the Graph Store Protocol; say what is wrong, or nothing."""
    drop_all(running)
    host, location = f"127.0.0.1:{running.port}", ""

    def here(text: str) -> str:
        text = text.replace("$LOCATION$", quote(location, safe=""))
        text = text.replace(
            "http%3A%2F%2Fwww.example%2Fgsp", quote(f"http://{host}/graphs", safe="")
        )
        return text.replace("http://www.example/gsp", f"http://{host}/graphs")

    for request in requests_of(case):
        path = re.sub("^/gsp", "/graphs", here(str(case.graph.value(request, HT.absolutePath))))
        body = body_of(case, request).replace("$LOCATION$", location)
        reply = send(running, case, request, path, here(body))
        response = case.graph.value(request, HT.resp)
        if not status_fits(case, response, reply.status):
            return f"{path[:80]} answered {reply.status}: {reply.text[-300:]}"
        if case.graph.value(response, MF.expectedLocation) is not None:
            location = reply.headers.get("location", "")
        wanted = case.graph.value(response, HT.body) if response is not None else None
        if wanted is not None:
            text = here(str(case.graph.value(wanted, CNT.chars)).replace("$LOCATION$", location))
            if graph_of(text.encode(), "text/turtle", "http://x/") != graph_of(
                reply.body, media_type(reply), "http://x/"
            ):
                return f"{path[:80]} has another graph: {reply.text[-300:]}"
    return ""


# Evaluation


def drop_all(running: Running) -> None:
    reply = running.ask(
        "/sparql", "POST", b"DROP ALL", Content_Type="application/sparql-update", more=AUTHORIZED
    )
    assert reply.status == 204, reply.text


def put(running: Running, file: Path, name: str = "") -> None:
    path = f"/graphs?graph={quote(name, safe='')}" if name else "/graphs?default"
    kind = TURTLE_TYPES[file.suffix]
    # Relative IRIs of the data are relative to its file.
    quads = ox.parse(
        file.read_bytes(), format=ox.RdfFormat.from_media_type(kind), base_iri=file.as_uri()
    )
    triples = [quad.triple for quad in quads]
    body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    reply = running.ask(path, "POST", body, Content_Type="application/n-triples", more=AUTHORIZED)
    assert reply.status in (201, 204), reply.text


def graph_of(body: bytes, kind: str, base: str) -> set[ox.Triple]:
    form = ox.RdfFormat.from_media_type(kind)
    dataset = ox.Dataset(ox.Quad(*q.triple) for q in ox.parse(body, format=form, base_iri=base))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {quad.triple for quad in dataset}


def rows_of(found: ox.QuerySolutions, *, is_ordered: bool) -> object:
    names = sorted(variable.value for variable in found.variables)
    rows = [tuple((name, row[name]) for name in names if row[name] is not None) for row in found]
    return bag(rows, is_ordered=is_ordered)


def bag(rows: list[tuple[tuple[str, object], ...]], *, is_ordered: bool) -> object:
    """Make rows comparable: blank nodes named canonically over all rows, as one graph."""
    dataset = ox.Dataset()
    iri = ox.NamedNode
    for number, row in enumerate(rows):
        node = ox.BlankNode(f"row{number}")
        dataset.add(ox.Quad(node, iri("urn:is"), iri("urn:row")))
        if is_ordered:
            dataset.add(ox.Quad(node, iri("urn:at"), ox.Literal(number)))
        for name, value in row:
            dataset.add(ox.Quad(node, iri(f"urn:var:{name}"), plain(value)))  # type: ignore[arg-type]
    if any(isinstance(term, ox.BlankNode) for row in rows for _, term in row):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        return set(dataset)
    values = [tuple((name, str(plain(value))) for name, value in row) for row in rows]
    return values if is_ordered else Counter(values)


def plain(value: object) -> object:
    """Give a number one lexical form, whatever the one it was written in."""
    datatype = value.datatype.value if isinstance(value, ox.Literal) else ""
    kind = datatype.removeprefix("http://www.w3.org/2001/XMLSchema#")
    if isinstance(value, ox.Literal) and kind in ("integer", "decimal", "double", "float"):
        with suppress(ValueError, ArithmeticError):
            number = (
                f"{Decimal(value.value).normalize():f}"
                if kind in EXACT
                else repr(float(value.value))
            )
            return ox.Literal(number, datatype=value.datatype)
    return value


EXACT = ("integer", "decimal")


def expected_rows(file: Path, *, is_ordered: bool) -> object:
    form = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON,
            ".tsv": ox.QueryResultsFormat.TSV}.get(file.suffix)  # fmt: skip
    if form is not None:
        found = ox.parse_query_results(file.read_bytes(), format=form)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        return rows_of(found, is_ordered=is_ordered)
    graph = rdflib.Graph()
    graph.parse(file)
    result = graph.value(predicate=RDF.type, object=RS.ResultSet)
    truth_value = graph.value(result, RS.boolean)
    if truth_value is not None:
        return str(truth_value) == "true"
    solutions = sorted(
        graph.objects(result, RS.solution),
        key=lambda each: int(str(graph.value(each, RS["index"]))),
    )
    rows = []
    for solution in solutions:
        bindings = graph.objects(solution, RS.binding)
        pairs = ((graph.value(b, RS.variable), graph.value(b, RS.value)) for b in bindings)
        rows.append(tuple(sorted((str(name), term(value)) for name, value in pairs)))
    return bag(rows, is_ordered=is_ordered)  # type: ignore[arg-type]


def term(value: object) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(value, rdflib.URIRef):
        return ox.NamedNode(str(value))
    if isinstance(value, rdflib.BNode):
        return ox.BlankNode(str(value))
    assert isinstance(value, rdflib.Literal)
    if value.language:
        return ox.Literal(str(value), language=value.language)
    datatype = ox.NamedNode(str(value.datatype)) if value.datatype else None
    return ox.Literal(str(value), datatype=datatype)


def dataset_of(case: Case) -> Iterator[tuple[Path, str]]:
    action = case.graph.value(case.node, MF.action)
    for file in case.graph.objects(action, QT.data):
        yield local(file), ""
    for file in case.graph.objects(action, QT.graphData):
        yield local(file), local(file).as_uri()


def query_of(case: Case) -> Path:
    action = case.graph.value(case.node, MF.action)
    query = case.graph.value(action, QT.query)
    return local(query if query is not None else action)


def answer_over_http(running: Running, text: str) -> ox.QuerySolutions | ox.QueryBoolean | bytes:
    kind = "application/n-triples" if re.search(r"\b(CONSTRUCT|DESCRIBE)\b", text) else BOOLEANS[0]
    reply = running.ask(
        "/sparql", "POST", text.encode(), Content_Type="application/sparql-query", Accept=kind
    )
    if reply.status != 200:
        raise ValueError(f"{reply.status} {reply.text[-300:]}")
    if kind in BOOLEANS:
        return ox.parse_query_results(reply.body, format=ox.QueryResultsFormat.JSON)
    return reply.body


def answer_in_process(case: Case, text: str) -> ox.QuerySolutions | ox.QueryBoolean | bytes:
    store = ox.Store()
    for file, name in dataset_of(case):
        form = ox.RdfFormat.from_media_type(TURTLE_TYPES[file.suffix])
        graph = ox.NamedNode(name) if name else ox.DefaultGraph()
        store.load(path=file, format=form, base_iri=file.as_uri(), to_graph=graph)
    found = store.query(text)
    if isinstance(found, ox.QueryTriples):
        return ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
    return found


def evaluation_fault(running: Running | None, case: Case) -> str:
    """Run a case of query evaluation, over HTTP or in this process."""
    file = query_of(case)
    text = file.read_text(encoding="utf-8")
    base = f"BASE <{file.as_uri()}>\n"
    try:
        if running is not None:
            drop_all(running)
            for data, name in dataset_of(case):
                put(running, data, name)
            found = answer_over_http(running, base + text)
        else:
            found = answer_in_process(case, base + text)
        wanted = local(case.graph.value(case.node, MF.result))
        if isinstance(found, bytes):
            kind = TURTLE_TYPES[wanted.suffix]
            expected = graph_of(wanted.read_bytes(), kind, wanted.as_uri())
            same = graph_of(found, "application/n-triples", "") == expected
        elif wanted.suffix == ".csv":
            return "" if isinstance(found, ox.QuerySolutions) else "expected rows"
        elif isinstance(found, ox.QueryBoolean):
            same = expected_rows(wanted, is_ordered=False) == bool(found)
        else:
            is_ordered = "order by" in text.lower() and wanted.suffix != ".srx"
            same = rows_of(found, is_ordered=is_ordered) == expected_rows(
                wanted, is_ordered=is_ordered
            )
    except (ValueError, OSError, SyntaxError, AssertionError) as error:
        return str(error)[:200] or type(error).__name__
    return "" if same else "another answer than expected"


def syntax_fault(running: Running, case: Case) -> str:
    """Run a case of syntax: it is taken, or refused with a status that blames the query."""
    text = query_of(case).read_text(encoding="utf-8")
    is_update = "Update" in case.kind
    kind = "application/sparql-update" if is_update else "application/sparql-query"
    reply = running.ask("/sparql", "POST", text.encode(), Content_Type=kind, more=AUTHORIZED)
    is_taken = reply.status in (200, 204)
    is_wanted = "Positive" in case.kind
    return "" if is_taken == is_wanted else f"{reply.status} {reply.text[-300:]}"


def update_fault(running: Running, case: Case) -> str:
    """Run a case of update evaluation, and compare every graph afterwards."""
    graph, action = case.graph, case.graph.value(case.node, MF.action)
    drop_all(running)
    for file, name in state(graph, action):
        put(running, file, name)
    text = local(graph.value(action, UT.request)).read_text(encoding="utf-8")
    kind = "application/sparql-update"
    reply = running.ask("/sparql", "POST", text.encode(), Content_Type=kind, more=AUTHORIZED)
    if reply.status != 204:
        return f"{reply.status} {reply.text[-300:]}"
    wanted = {name: file for file, name in state(graph, graph.value(case.node, MF.result))}
    for name in {"", *wanted}:
        data = wanted.get(name)
        path = f"/graphs?graph={quote(name, safe='')}" if name else "/graphs?default"
        found = running.ask(path, Accept="application/n-triples")
        expected = (
            graph_of(data.read_bytes(), TURTLE_TYPES[data.suffix], data.as_uri()) if data else set()
        )
        # An empty graph and none at all are the same to the store of the tests.
        made = graph_of(found.body, "application/n-triples", "") if found.status == 200 else set()
        if made != expected:
            return f"another graph {name or 'by default'} than expected"
    return ""


def state(graph: rdflib.Graph, node: rdflib.term.Node | None) -> Iterable[tuple[Path, str]]:
    for file in graph.objects(node, UT.data):
        yield local(file), ""
    for data in graph.objects(node, UT.graphData):
        yield local(graph.value(data, UT.graph)), str(graph.value(data, LABEL))
