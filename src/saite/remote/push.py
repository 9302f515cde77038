"""The graphs of a build put on a server, one by one, in the place of what was there.

Graphs that are not the build's are left alone, also those that an earlier build had.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from saite.errors import EndpointError, UsageError, nearest
from saite.remote.address import address_name
from saite.remote.graphs import Digest, Graphs, digest_lines
from saite.resources import resource
from saite.store import write_sorted
from saite.store.durable import replace_text

PUSHED: Final = "pushed"


@dataclass(frozen=True)
class PushedGraph:
    """What became of one graph.

    :param graph: its IRI
    :param count: statements that it has in the build
    :param before: statements that it had there
    :param is_same: whether it was there already, as it is in the build
    """

    graph: str
    count: int
    before: int
    is_same: bool

    def line(self, *, is_dry: bool = False) -> str:
        """Tell it in a line."""
        if self.is_same:
            return f"{self.graph}: there already ({self.count:,} statements)"
        done = "would be replaced" if is_dry else "replaced"
        return f"{self.graph}: {done} ({self.count:,} statements, before {self.before:,})"


@dataclass(frozen=True)
class Push:
    """What is pushed: graphs with where each of them comes from.

    :param store: the store of the build
    :param files: Turtle files of graphs that are not in the store: IRI -> files
    """

    store: ox.Store
    files: Mapping[str, Sequence[Path]]

    def graphs(self) -> tuple[str, ...]:
        """List the IRIs of all graphs, sorted."""
        names = {graph.value for graph in self.store.named_graphs()}
        return tuple(sorted(names | set(self.files)))

    def write(self, graph: str, path: Path) -> Digest:
        """Write a graph as N-Triples, sorted, each statement once."""
        unsorted = path.with_suffix(".unsorted")
        if graph in self.files:
            quads = ox.Dataset(quad for file in self.files[graph] for quad in ox.parse(path=file))
            # Parsers name blank nodes by chance: without this no two pushes would be the same.
            quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
            ox.serialize((quad.triple for quad in quads), unsorted, ox.RdfFormat.N_TRIPLES)
        else:
            name = ox.NamedNode(graph)
            self.store.dump(unsorted, ox.RdfFormat.N_TRIPLES, from_graph=name)
        write_sorted([unsorted], path)
        unsorted.unlink()
        with path.open(encoding="utf-8", newline="\n") as file:
            return digest_lines(line.rstrip("\n") for line in file)


def vocabulary(base: str, concepts: Sequence[Path]) -> dict[str, Sequence[Path]]:
    """Name the graphs of controlled values and of the ontology, which are in no build.

    Saite itself knows their labels; other programs that ask the server do not.
    """
    ontology = (resource("ontology/saite.ttl"),)
    return {f"{base}graph/concepts": concepts, f"{base}graph/ontology": ontology}


def choose_graphs(known: Sequence[str], wanted: Sequence[str], *, base: str) -> tuple[str, ...]:
    """Find the graphs that somebody names: by the whole IRI, or by what follows ``{base}graph/``.

    :param wanted: all graphs if empty
    :raises UsageError: if one is not the build's; the nearest is named
    """
    if not wanted:
        return tuple(known)
    short = {graph.removeprefix(f"{base}graph/"): graph for graph in known}
    chosen = []
    for name in wanted:
        found = short.get(name, name)
        if found not in known:
            near = nearest(name, [*short, *known])
            hint = f"; did you mean {near!r}?" if near else ""
            names = ", ".join(short)
            raise UsageError(f"{name!r} is no graph of the build, it has: {names}{hint}")
        chosen.append(found)
    return tuple(dict.fromkeys(chosen))


def push_graphs(
    push: Push,
    chosen: Sequence[str],
    graphs: Graphs,
    state: "PushState",
    *,
    is_dry: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Iterator[PushedGraph]:
    """Put graphs on a server and see that they are there, whole; each is told when it is done.

    What is there already is skipped, so that a push that broke off goes on where it was.

    :param is_dry: only tell what would be done
    :param tell: called with the graph that is next
    :raises EndpointError: if the server does not take a graph, or has another number of
        statements afterwards
    """
    with tempfile.TemporaryDirectory(prefix="saite-") as folder:
        for graph in chosen:
            if tell:
                tell(f"Pushing {graph}")
            path = Path(folder) / "graph.nt"
            ours = push.write(graph, path)
            theirs = graphs.digest(graph)
            is_same = theirs == ours or state.is_known(graph, ours, theirs)
            if not is_same and not is_dry:
                graphs.replace(graph, path)
                now = graphs.digest(graph)
                if now.count != ours.count:
                    raise EndpointError(
                        f"{graph} has {now.count:,} statements on {graphs.name} after it was"
                        f" replaced, expected {ours.count:,} (a server that cuts its answers can be"
                        " asked to count: --query URL)"
                    )
                state.note(graph, ours, now)
            yield PushedGraph(graph, ours.count, theirs.count, is_same)


class PushState:
    """What was pushed to a server and is not told from its answers alone, kept in a file.

    Servers may write terms in another way (``01`` as ``1``), or only count: what they had after a
    push of ours is what they have while nobody else writes there.
    """

    def __init__(self, output: Path, url: str) -> None:
        name = hashlib.sha256(url.encode()).hexdigest()[:16]
        self._path = output / PUSHED / f"{name}.json"
        self._url = address_name(url)
        self._graphs: dict[str, dict[str, dict[str, object]]] = {}
        with suppress(OSError, ValueError, KeyError, AttributeError, TypeError):
            known = json.loads(self._path.read_text(encoding="utf-8"))["graphs"]
            self._graphs = {str(graph): dict(entry) for graph, entry in known.items()}

    def is_known(self, graph: str, ours: Digest, theirs: Digest) -> bool:
        """Tell whether a graph was pushed as it is, and the server has what it had then."""
        entry = self._graphs.get(graph)
        return entry == {"ours": asdict(ours), "theirs": asdict(theirs)}

    def note(self, graph: str, ours: Digest, theirs: Digest) -> None:
        """Remember that a graph was pushed, and what the server has since."""
        self._graphs[graph] = {"ours": asdict(ours), "theirs": asdict(theirs)}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        content = {"endpoint": self._url, "graphs": dict(sorted(self._graphs.items()))}
        replace_text(self._path, json.dumps(content, indent=1) + "\n")

    def others(self, known: Iterable[str]) -> tuple[str, ...]:
        """List graphs that were pushed earlier and that the build has no more."""
        return tuple(sorted(set(self._graphs) - set(known)))
