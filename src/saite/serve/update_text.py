"""What an update would write to, told from its text; and the dataset of the protocol put into it.

What is not understood is refused. Whatever is missed here still cannot change another graph: only
the graph of edits is taken over from what an update made.

Sources: SPARQL 1.1 Update, grammar rules 29 to 47; SPARQL 1.1 Protocol, section 2.2.3.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from saite.serve.problems import RefusedError
from saite.sparql import Token, asks_other_servers, tokenize


@dataclass
class Operation:
    """One operation of an update: its tokens, and its words outside of braces."""

    tokens: list[Token] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)

    @property
    def outer(self) -> list[Token]:
        """Give the tokens that stand in no braces, the opening ones included."""
        found, depth = [], 0
        for token in self.tokens:
            depth -= token.text == "}" and token.kind == "mark"
            if depth == 0:
                found.append(token)
            depth += token.text == "{" and token.kind == "mark"
        return found


def check_update(text: str, graph: str) -> None:
    """Refuse an update that asks other servers, or may write to another graph than one.

    :param graph: IRI of the only graph to write to; empty if all may be written
    :raises RefusedError: with what is wrong, and how to write it
    """
    if asks_other_servers(text):
        raise RefusedError("forbidden", "SERVICE would send parts of the update to another server")
    for operation in operations(text):
        words = [_word(token) for token in operation.outer]
        if words[:1] == ["LOAD"]:
            raise RefusedError(
                "forbidden", "LOAD would ask another server: send the statements themselves"
            )
        if not graph:
            continue
        for target in _targets(operation, words):
            if target != graph:
                raise RefusedError("forbidden", _only(graph, target))


def _only(graph: str, target: str) -> str:
    return (
        f"updates may only write to the graph <{graph}>, this one would write to"
        f" {target or 'the default graph'}: put GRAPH <{graph}> {{ }} around what is inside the"
        " braces of INSERT, DELETE or DATA. Everything else comes from the records"
    )


def operations(text: str) -> Iterator[Operation]:
    """Split an update into its operations, without their prologues."""
    prefixes: dict[str, str] = {}
    current, depth = Operation(prefixes=prefixes), 0
    waiting: list[str] = []
    for token in tokenize(text):
        depth += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        word = _word(token)
        if depth == 0 and token.kind == "mark" and token.text == ";":
            if current.tokens:
                yield current
            current = Operation(prefixes=prefixes)
        elif not current.tokens and (waiting or word in ("PREFIX", "BASE", "VERSION")):
            waiting.append(token.text)
            if waiting[0].upper() == "PREFIX" and len(waiting) == 3:
                prefixes[waiting[1].rstrip(":")] = waiting[2][1:-1]
            if len(waiting) == (3 if waiting[0].upper() == "PREFIX" else 2):
                waiting = []
        else:
            current.tokens.append(token)
    if current.tokens:
        yield current


def _targets(operation: Operation, words: Sequence[str]) -> Iterator[str]:
    """Give the graphs that an operation may write to; an empty text is the default graph."""
    outer = operation.outer
    match words[:1]:
        case ["WITH" | "INSERT" | "DELETE"]:
            default = _iri(outer[1], operation) if words[0] == "WITH" and outer[1:] else ""
            yield from _template_targets(operation, default)
        case ["CLEAR" | "DROP" | "CREATE"]:
            rest = [token for token in outer[1:] if _word(token) != "SILENT"]
            is_graph = len(rest) == 2 and _word(rest[0]) == "GRAPH"
            yield _iri(rest[1], operation) if is_graph else " ".join(t.text for t in rest)
        case ["ADD" | "COPY" | "MOVE"]:
            rest = [t for t in outer[1:] if _word(t) not in ("SILENT", "GRAPH", "TO")]
            yield from (_iri(t, operation) for t in (rest if words[0] == "MOVE" else rest[1:]))
        case _:
            yield " ".join(token.text for token in outer[:3])


def _template_targets(operation: Operation, default: str) -> Iterator[str]:
    """Give the graphs of what stands in the braces behind INSERT and DELETE."""
    depth, is_template, window = 0, False, ["", ""]
    graph: Token | None = None
    for token in operation.tokens:
        word = _word(token)
        if token.kind == "mark" and token.text == "{":
            if depth == 0:
                is_template = window[-1] in ("INSERT", "DELETE") or (
                    window[-1] in ("DATA", "WHERE") and window[-2] in ("INSERT", "DELETE")
                )
            depth += 1
        elif token.kind == "mark" and token.text == "}":
            depth -= 1
        elif is_template and depth == 1:
            if window[-1] == "GRAPH":
                graph = token
                yield _iri(graph, operation)
            elif word != "GRAPH" and token.text != ".":
                yield default
        window = [window[-1], word or token.text]


def _word(token: Token) -> str:
    return token.text.upper() if token.kind == "word" and ":" not in token.text else ""


def _iri(token: Token, operation: Operation) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, colon, name = token.text.partition(":")
    if colon and token.kind == "word" and prefix in operation.prefixes:
        return operation.prefixes[prefix] + name
    return token.text


def put_dataset(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Put the dataset of the protocol into each operation that has a pattern.

    :raises RefusedError: if an operation names a dataset of its own
    """
    if not default and not named:
        return text
    for iri in (*default, *named):
        if any(character in '<>"{}|^`\\' or character <= " " for character in iri):
            raise RefusedError("request", f"{iri!r} is no absolute IRI")
    for operation in operations(text):
        if _names_dataset(operation):
            raise RefusedError(
                "request",
                "USING and WITH cannot stand beside using-graph-uri, using-named-graph-uri",
            )
    return _put_using(text, default, named)


def put_union(text: str, graphs: Sequence[str]) -> str:
    """Let each pattern see all graphs together, as queries do, unless USING or WITH says otherwise.

    >>> put_union("INSERT { GRAPH <urn:e> { ?s a 1 } } WHERE { ?s ?p 2 }", ["urn:g"])
    'INSERT { GRAPH <urn:e> { ?s a 1 } }  USING <urn:g> USING NAMED <urn:g> WHERE { ?s ?p 2 }'
    """
    return _put_using(text, graphs, graphs) if "where" in text.lower() else text


def _put_using(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Put a dataset before each pattern, but for those of operations that name their own."""
    using = "".join(f" USING <{iri}>" for iri in default)
    using += "".join(f" USING NAMED <{iri}>" for iri in named)
    parts, done = [], 0
    for operation in operations(text):
        outer = operation.outer
        words = [_word(token) for token in outer]
        where = next((place for place, word in enumerate(words) if word == "WHERE"), None)
        if where is None or words[0] not in ("INSERT", "DELETE") or _names_dataset(operation):
            continue
        start = outer[where].start
        pattern = ""
        if words[:2] == ["DELETE", "WHERE"]:
            pattern = text[outer[where].end : operation.tokens[-1].end]
        parts += [text[done:start], pattern, using, " "]
        done = start
    return "".join([*parts, text[done:]])


def _names_dataset(operation: Operation) -> bool:
    return any(_word(token) in ("USING", "WITH") for token in operation.outer)
