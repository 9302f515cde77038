from saite.build import BuildSummary as BuildSummary
from saite.build import build_workspace as build_workspace
from saite.connection import RemoteGraph as RemoteGraph
from saite.connection import connect as connect
from saite.engine import materialize as materialize
from saite.errors import Problem as Problem
from saite.errors import ProblemsError as ProblemsError
from saite.errors import SaiteError as SaiteError
from saite.errors import UsageError as UsageError
from saite.graph import Graph as Graph
from saite.graph import open_graph as open  # noqa: A004
from saite.mapping.declared import function as function
from saite.results import Results as Results
from saite.tracing import Reason as Reason
from saite.tracing import Reasons as Reasons
from saite.tracing import why as why

__version__: str
__all__ = [
    "BuildSummary",
    "Graph",
    "Problem",
    "ProblemsError",
    "Reason",
    "Reasons",
    "RemoteGraph",
    "Results",
    "SaiteError",
    "UsageError",
    "__version__",
    "build_workspace",
    "connect",
    "function",
    "materialize",
    "open",
    "why",
]
