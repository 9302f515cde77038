"""Betweenness from a sample of organisations, counted for many of them at once.

The numbers are those of ``networkx.betweenness_centrality(graph, k=sample, seed=seed)``; walking
from each of the sample alone takes it 35 s at 20,000 organisations. Here a step of all walks of a
block is one product of the ties' sparse matrix.
"""

from random import Random
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Numbers = NDArray[np.float64]

# A block of walks has about so many numbers.
BLOCK: Final = 1_000_000
MOST_WALKS: Final = 64
# In a network that is longer than this, nearly a chain, steps are many and each finds few.
LONGEST: Final = 250


def sampled_betweenness(graph: "nx.Graph[str]", sample: int, *, seed: int) -> dict[str, float]:
    """Estimate betweenness centrality from the shortest paths that start in a sample.

    :param sample: how many organisations paths start from; more than one, fewer than there are
    :returns: from 0 to 1 by organisation, normalised as networkx does, without the ends of paths
    :source: Brandes 2001, doi:10.1080/0022250X.2001.9990249; Brandes and Pich 2007,
        doi:10.1142/S0218127407018403, for the sample
    """
    size = len(graph)
    sources = np.array(Random(seed).sample(range(size), sample))  # noqa: S311
    ties = _ties(graph)
    found = np.zeros(size)
    width = max(1, min(MOST_WALKS, BLOCK // size))
    for first in range(0, sample, width):
        counted = _count(ties, sources[first : first + width])
        if counted is None:
            return dict(nx.betweenness_centrality(graph, k=sample, seed=seed))
        found += counted
    # Who is in the sample is no inner node of the paths that start there.
    starts = np.full(size, sample)
    starts[sources] = sample - 1
    found /= starts * (size - 2)
    return dict(zip(graph, found.tolist(), strict=True))


def _ties(graph: "nx.Graph[str]") -> csr_array:
    row = {node: number for number, node in enumerate(graph)}
    ends = np.array([(row[a], row[b]) for a, b in graph.edges if a != b]).reshape(-1, 2)
    one, other = np.vstack([ends, ends[:, ::-1]]).T
    return csr_array((np.ones(len(one)), (one, other)), shape=(len(row), len(row)))


def _count(ties: csr_array, sources: NDArray[np.intp]) -> Numbers | None:
    """Sum how much of the paths from some sources passes through each node.

    :returns: None if the paths are too long for this way of counting
    """
    walks = np.arange(len(sources))
    depth = np.full((ties.shape[0], len(sources)), -1, dtype=np.int16)
    depth[sources, walks] = 0
    paths = np.zeros(depth.shape)
    paths[sources, walks] = 1.0
    front, steps = paths, 0
    while True:
        reached = ties @ front
        front = np.where(depth < 0, reached, 0.0)
        if not front.any():
            break
        steps += 1
        if steps > LONGEST:
            return None
        depth[front > 0] = steps
        paths += front
    passed = np.zeros(depth.shape)
    for step in range(steps, 1, -1):
        ratio = np.divide(1.0 + passed, paths, where=depth == step, out=np.zeros(depth.shape))
        passed += np.where(depth == step - 1, paths * (ties @ ratio), 0.0)
    total: Numbers = passed.sum(axis=1)
    return total
