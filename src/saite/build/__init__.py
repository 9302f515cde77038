"""A build: the calls of all stages in order, from a workspace's records to a published graph.

``inputs`` reads everything that a person wrote and tells every mistake at once; ``making`` calls
the stages; ``summary`` counts what came of it.
"""

from saite.build.making import build_loaded, build_workspace
from saite.build.summary import BuildSummary, GraphCounts, LargeEvent

__all__ = ["BuildSummary", "GraphCounts", "LargeEvent", "build_loaded", "build_workspace"]
