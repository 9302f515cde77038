"""Why a statement is in the graph that was built in a workspace."""

from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from saite.concepts import Concepts
from saite.derivation import derived_graph
from saite.errors import RecordsError, UsageError
from saite.index import fold_name
from saite.mapping.lexical import escape_literal
from saite.mapping.parser import parse_mapping
from saite.mapping.registry import known_functions
from saite.mapping.spec import XSD_STRING
from saite.mapping.trace import Tracer
from saite.mapping.traced import Pattern, Trace, TracedRow
from saite.namespaces import expand, shorten
from saite.provenance import file_sha256, read_provenance
from saite.records import Records, Relation, load_declaration, read_records
from saite.sources.faults import shown
from saite.tracing.evidence import Citations, place
from saite.tracing.mapped import reason_of, values_of
from saite.tracing.model import Reason, Reasons, SourceRow
from saite.tracing.rules import Rules, statements_behind
from saite.tracing.terms import fits, read_pattern
from saite.workspace import Workspace

_MOST_NAMES: Final = 100_000


def why_built(
    workspace: Workspace,
    build: Path,
    store: ox.Store,
    *,
    asked: tuple[str, str | None, str | None],
    concepts: Concepts,
    limit: int = 20,
    whole: bool = False,
) -> Reasons:
    """Tell where statements of a build come from.

    :param build: folder of the build, whose store it is
    :param asked: subject; predicate and object may be None
    :param limit: most reasons to give; of the others only the number is
    :param whole: with every column of the rows
    :raises UsageError: if there is no such statement, with the nearest there is
    :raises ProblemsError: if the records or the mapping cannot be read any more
    """
    pattern = read_pattern(*asked, base=workspace.base, prefixes={})
    quads = _quads(store, pattern)
    if not quads:
        raise UsageError(_nothing(store, pattern, asked[0]))
    with closing(_Build(workspace, store, concepts, is_whole=whole)) as graph:
        found: list[Reason] = []
        rest = 0
        for quad in quads:
            if len(found) >= limit:
                rest += 1
                continue
            reasons, count = graph.reasons(quad, limit=limit - len(found))
            found += reasons
            rest += count - len(reasons)
    return Reasons(tuple(found), rest, tuple(_notes(workspace, build, found)))


def is_in_graph(store: ox.Store, text: str, *, base: str) -> bool:
    """Tell whether a text is the IRI of something in a graph, as a person writes it."""
    return bool(_quads(store, read_pattern(text, None, None, base=base, prefixes={})))


def _quads(store: ox.Store, pattern: Pattern) -> list[ox.Quad]:
    found: dict[ox.Quad, None] = {}
    for text in sorted(pattern.subject):
        node = _node(text)
        about = store.quads_for_pattern(node, None, None) if node else ()
        found |= dict.fromkeys(
            sorted((q for q in about if fits(pattern, texts(q)[:3])), key=lambda q: texts(q))
        )
    for text in sorted(pattern.subject) if not pattern.predicate else ():
        node = _node(text)
        pointing = store.quads_for_pattern(None, None, node) if node else ()
        found |= dict.fromkeys(sorted(pointing, key=lambda q: texts(q)))
    return list(found)


def _node(text: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(text[1:-1]) if text.startswith("<") else None
    except ValueError:
        return None


def texts(quad: ox.Quad) -> tuple[str, str, str, str]:
    """Give the terms of a statement as the mapping writes them; no graph is an empty text."""
    graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
    return str(quad.subject), str(quad.predicate), _text(quad.object), graph


def _text(term: object) -> str:
    if not isinstance(term, ox.Literal):
        return str(term)
    text = f'"{escape_literal(term.value)}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype.value == XSD_STRING else f"{text}^^{term.datatype}"


class _Build:
    """A build and what it was made of; the records are read when the first of them is asked for."""

    def __init__(
        self, workspace: Workspace, store: ox.Store, concepts: Concepts, *, is_whole: bool
    ) -> None:
        self._workspace = workspace
        self._store = store
        self._concepts = concepts
        self._is_whole = is_whole
        self._records: Records | None = None
        self._tracer: Tracer | None = None
        self._rules: Rules | None = None
        self._citations = Citations(store, workspace)

    def close(self) -> None:
        if self._records is not None:
            self._records.close()

    def reasons(self, quad: ox.Quad, *, limit: int) -> tuple[list[Reason], int]:
        """Give the reasons of a statement, and how many there are."""
        base = self._workspace.base
        if quad.graph_name == derived_graph(base):
            found = list(self._derived(quad))
        elif quad.graph_name == ox.NamedNode(f"{base}graph/quotes"):
            found = [Reason(*texts(quad), quoted=self._citations.of_quote(quad))]
        elif pulled := self._pulled(quad.graph_name):
            found = [Reason(*texts(quad), pulled=pulled)]
        else:
            return self._mapped(quad, limit=limit)
        return found[:limit], len(found)

    def _pulled(self, graph: object) -> str:
        """Tell which file a graph of statements is, and where that is from; empty of others."""
        graphs = f"{self._workspace.base}graph/"
        name = graph.value.removeprefix(graphs) if isinstance(graph, ox.NamedNode) else ""
        if name == "pulled":
            return "told of the sources of statements"
        path = {source.name: source.path for source in self._workspace.quads}.get(name)
        if path is None:
            return ""
        with suppress(ValueError):
            if told := read_provenance(path):
                return f"{shown(path)}, fetched {told.fetched} from {told.endpoint}"
        return shown(path)

    def _mapped(self, quad: ox.Quad, *, limit: int) -> tuple[list[Reason], int]:
        subject, predicate, value, graph = texts(quad)
        tracer = self._traced()
        one = Pattern(frozenset({subject}), frozenset({predicate}), frozenset({value}))
        # The same statement may stand in the graphs of several tables.
        traces, count = tracer.find(one, limit=max(limit, 1_000))
        here = [each for each in traces if each.terms[3] == graph]
        if not here:  # the records have changed since
            return [Reason(subject, predicate, value, graph)], 1
        reasons = [self._reason(each, tracer) for each in here[:limit]]
        return reasons, count - (len(traces) - len(here))

    def _reason(self, trace: Trace, tracer: Tracer) -> Reason:
        rows = tuple(_source_row(each, self._workspace) for each in trace.rows)
        return reason_of(trace, tracer.mapping, rows)

    def _derived(self, quad: ox.Quad) -> Iterator[Reason]:
        workspace = self._workspace
        if self._rules is None:
            self._rules = Rules(
                self._store, base=workspace.base, max_event_size=workspace.max_event_size
            )
        triple = ox.Triple(quad.subject, quad.predicate, quad.object)
        for derivation in self._rules.find(triple):
            nodes = self._grounds(quad, derivation.nodes)
            records = tuple(self._citations.record(each) for each in nodes)
            yield Reason(*texts(quad), rule=derivation.rule.name, rests_on=records)

    def _grounds(self, quad: ox.Quad, joined: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
        """List the records that a derived statement rests on."""
        subject = quad.subject
        assert isinstance(subject, ox.NamedNode)
        own = statements_behind(self._store, subject)
        if own:
            return own
        others = [each for each in joined if each not in (quad.subject, quad.object)]
        found: dict[ox.NamedNode, None] = {}
        for node in others:
            behind = statements_behind(self._store, node)
            found |= dict.fromkeys(behind or ([node] if self._is_record(node) else []))
        return sorted(found, key=str) or ([subject] if self._is_record(subject) else [])

    def _is_record(self, node: ox.NamedNode) -> bool:
        source = ox.NamedNode(expand("dcterms:source"))
        return next(iter(self._store.quads_for_pattern(node, source, None)), None) is not None

    def _traced(self) -> Tracer:
        if self._tracer is None:
            workspace, declaration = self._workspace, load_declaration()
            self._records, problems = read_records(
                workspace.sources, declaration, self._concepts, root=workspace.root
            )
            if problems:
                raise RecordsError(problems)
            known = known_functions(workspace.functions)
            mapping = parse_mapping(workspace.mapping, base=workspace.base, functions=known)
            relations: dict[str, list[Relation]] = {
                f"{name}.csv": [] for name in declaration.tables
            }
            for relation in self._records.relations:
                relations[f"{relation.table}.csv"].append(relation)
            self._tracer = Tracer(
                mapping, relations, self._records.connection, workspace.base,
                is_whole=self._is_whole,
            )  # fmt: skip
        return self._tracer


def _source_row(row: TracedRow, workspace: Workspace) -> SourceRow:
    found = place(row.at, workspace)
    return SourceRow(found.file, found.sheet, found.row, values_of(row))


def _notes(workspace: Workspace, build: Path, reasons: Iterable[Reason]) -> Iterator[str]:
    changed = list(_changed(workspace, build / "run.nq"))
    if changed:
        yield f"changed since the build: {', '.join(changed)}; build again to be sure"
    if any(not (each.triples_map or each.rule or each.quoted or each.pulled) for each in reasons):
        yield "a statement without a row is not made by the records as they are now: build again"


def _changed(workspace: Workspace, run: Path) -> Iterator[str]:
    """Name the files of the records and the mapping whose checksums are no longer the build's."""
    paths = {source.name: source.path for source in workspace.sources}
    checksum = ox.NamedNode(expand("saite:sha256"))
    for quad in sorted(ox.parse(run.read_bytes(), ox.RdfFormat.N_QUADS), key=str):
        if quad.predicate != checksum or not isinstance(quad.subject, ox.NamedNode):
            continue
        name = quad.subject.value.removeprefix(workspace.base)
        role, _, rest = name.partition("/")
        path = workspace.mapping if role == "mapping" else None
        if role == "source":
            folder = paths.get(rest.partition("/")[0])
            file = place(name, workspace).path
            path = file if folder is not None else None
        now = file_sha256(path) if path is not None and path.is_file() else ""
        if path is not None and isinstance(quad.object, ox.Literal) and now != quad.object.value:
            yield shown(path)


def _nothing(store: ox.Store, pattern: Pattern, text: str) -> str:
    subject = max(sorted(pattern.subject), key=len)
    about = [
        q for q in _quads(store, Pattern(subject=pattern.subject)) if str(q.subject) == subject
    ]
    if about:
        same = [q for q in about if fits(Pattern(predicate=pattern.predicate), texts(q)[:3])]
        if pattern.predicate and same:
            values = ", ".join(dict.fromkeys(texts(each)[2] for each in same[:5]))
            return f"this statement is not in the graph; with this predicate {subject} has {values}"
        predicates = ", ".join(dict.fromkeys(shorten(each.predicate.value) for each in about))
        return f"this statement is not in the graph; {subject} has statements of {predicates}"
    near = _nearest(store, text, subject[1:-1])
    hint = f"; did you mean {near}?" if near else ""
    return f"{subject} is not in the graph{hint}"


def _nearest(store: ox.Store, text: str, iri: str) -> str:
    """Name the thing of which the label or the IRI is like a text."""
    label = ox.NamedNode(expand("skos:prefLabel"))
    labelled = {
        fold_name(quad.object.value): f"<{quad.subject.value}> ({quad.object.value})"
        for quad in store.quads_for_pattern(None, label, None)
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode)
    }
    subjects: set[str] = set()
    for quad in store:
        if isinstance(quad.subject, ox.NamedNode):
            subjects.add(quad.subject.value)
        if len(subjects) >= _MOST_NAMES:
            break
    folded = fold_name(text)
    if folded in labelled:
        return labelled[folded]
    found = get_close_matches(iri, sorted(subjects), n=1, cutoff=0.9)
    if found:
        return f"<{found[0]}>"
    names = get_close_matches(folded, sorted(labelled), n=1, cutoff=0.75)
    return labelled[names[0]] if names else ""
