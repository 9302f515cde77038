from saite.build import BuildSummary as BuildSummary
from saite.build import build_workspace as build_workspace
from saite.engine import materialize as materialize
from saite.errors import Problem as Problem
from saite.errors import ProblemsError as ProblemsError
from saite.errors import SaiteError as SaiteError
from saite.errors import UsageError as UsageError
from saite.graph import Graph as Graph
from saite.graph import open_graph as open  # noqa: A004
from saite.mapping.declared import function as function
from saite.results import Results as Results

__version__: str
__all__ = [
    "BuildSummary",
    "Graph",
    "Problem",
    "ProblemsError",
    "Results",
    "SaiteError",
    "UsageError",
    "__version__",
    "build_workspace",
    "function",
    "materialize",
    "open",
]
