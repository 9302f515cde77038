"""The ties that matter most in a dense network: its backbone, or the strongest of each.

Organisations stay, ties go; what was left out is counted, so that whoever shows the network can say
it.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import isfinite
from typing import Literal, TypedDict, TypeVar

import networkx as nx

from saite.errors import UsageError

Node = TypeVar("Node", bound=Hashable)


class Cut(TypedDict):
    """How ties were left out.

    ``value`` is the significance of ``"backbone"``, the number of ties of ``"top"``. ``ties`` is
    how many are left, then of how many.
    """

    rule: Literal["backbone", "top"]
    value: float
    ties: tuple[int, int]


@dataclass(frozen=True)
class Reduction:
    """Which ties of a network to keep; by default all.

    :param backbone: significance for ``keep_backbone``, which comes first
    :param top: how many ties each organisation keeps, for ``keep_top``
    :raises UsageError: if either is out of its range
    """

    backbone: float | None = None
    top: int | None = None

    def __post_init__(self) -> None:
        if self.backbone is not None:
            check_alpha(self.backbone)
        if self.top is not None:
            check_count(self.top)

    def apply(self, graph: "nx.Graph[Node]") -> "nx.Graph[Node]":
        """Leave ties out; the graph itself is returned if there is nothing to leave out."""
        if self.backbone is not None:
            graph = keep_backbone(graph, self.backbone)
        return graph if self.top is None else keep_top(graph, self.top)


def keep_backbone(graph: "nx.Graph[Node]", alpha: float) -> "nx.Graph[Node]":
    """Keep the ties that are too strong to be chance, for one of their two at least.

    If an organisation with k ties shared its strength out among them at random, a tie would get at
    least a share p with probability (1 - p)^(k - 1): this must be below ``alpha``. Who has a single
    tie has nothing to compare it with, so that the other end decides.

    :param alpha: significance, above 0 and below 1: 0.05 keeps little, 0.5 much
    :returns: a copy with all organisations; ``graph.graph["cut"]`` gains a ``Cut``
    :raises UsageError: if ``alpha`` is out of its range
    :source: Serrano, Boguñá and Vespignani 2009, doi:10.1073/pnas.0808904106

    >>> graph = nx.Graph()
    >>> graph.add_weighted_edges_from([("a", "b", 8.0), ("a", "c", 1.0), ("a", "d", 1.0)])
    >>> list(keep_backbone(graph, 0.05).edges)
    [('a', 'b')]
    """
    check_alpha(alpha)
    strength, degree = dict(graph.degree(weight="weight")), dict(graph.degree())

    def is_kept(one: Node, other: Node) -> bool:
        weight = graph.edges[one, other].get("weight", 1.0)
        return any(
            degree[end] > 1
            and strength[end] > 0
            and (1.0 - weight / strength[end]) ** (degree[end] - 1) < alpha
            for end in (one, other)
        )

    return _keep(graph, is_kept, rule="backbone", value=alpha)


def keep_top(graph: "nx.Graph[Node]", count: int) -> "nx.Graph[Node]":
    """Keep of each organisation its strongest ties: those among the first of either end.

    Of ties as strong as each other the one whose other end comes first is the stronger.

    :param count: how many each organisation keeps at least, from 1 on
    :returns: a copy with all organisations; ``graph.graph["cut"]`` gains a ``Cut``
    :raises UsageError: if ``count`` is below 1
    """
    check_count(count)

    def strongest(node: Node) -> list[Node]:
        near = graph.adj[node].items()
        ranked = sorted(near, key=lambda item: (-item[1].get("weight", 1.0), str(item[0])))
        return [other for other, _ in ranked[:count]]

    first = {frozenset((node, other)) for node in graph for other in strongest(node)}
    return _keep(
        graph, lambda one, other: frozenset((one, other)) in first, rule="top", value=count
    )


def check_alpha(alpha: float) -> None:
    """Refuse what is no significance.

    :raises UsageError: unless it is above 0 and below 1
    """
    if not isfinite(alpha) or not 0.0 < alpha < 1.0:
        raise UsageError(
            f"the significance of a backbone is above 0 and below 1, such as 0.05, not {alpha:g}"
        )


def check_count(count: int) -> None:
    """Refuse what is no number of ties.

    :raises UsageError: if it is below 1
    """
    if count < 1:
        raise UsageError(f"an organisation keeps at least 1 of its ties, not {count}")


def _keep(
    graph: "nx.Graph[Node]",
    is_kept: Callable[[Node, Node], bool],
    *,
    rule: Literal["backbone", "top"],
    value: float,
) -> "nx.Graph[Node]":
    kept = graph.__class__()
    kept.graph.update(graph.graph)
    kept.add_nodes_from((node, dict(data)) for node, data in graph.nodes(data=True))
    kept.add_edges_from(
        (one, other, data) for one, other, data in graph.edges(data=True) if is_kept(one, other)
    )
    cut: Cut = {
        "rule": rule,
        "value": value,
        "ties": (kept.number_of_edges(), graph.number_of_edges()),
    }
    kept.graph["cut"] = [*graph.graph.get("cut", []), cut]
    return kept


def cuts_of(graph: "nx.Graph[Node]") -> list[Cut]:
    """List how ties were left out of a network; empty for a part of one, which shares its facts."""
    cuts: list[Cut] = graph.graph.get("cut", [])
    return cuts if cuts and cuts[-1]["ties"][0] == graph.number_of_edges() else []
