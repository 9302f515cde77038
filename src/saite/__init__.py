"""Saite: records of who works with whom, as a knowledge graph in which links show their evidence.

>>> import saite
>>> saite.__version__.count(".")
2
"""

from importlib import import_module

__version__ = "0.1.0"

# Public name -> where it is defined: loaded when asked for (PEP 562), so that importing is light.
_HOMES = {
    "BuildSummary": ("saite.build", "BuildSummary"),
    "Graph": ("saite.graph", "Graph"),
    "Problem": ("saite.errors", "Problem"),
    "ProblemsError": ("saite.errors", "ProblemsError"),
    "Reason": ("saite.tracing", "Reason"),
    "Reasons": ("saite.tracing", "Reasons"),
    "Results": ("saite.results", "Results"),
    "SaiteError": ("saite.errors", "SaiteError"),
    "UsageError": ("saite.errors", "UsageError"),
    "RemoteGraph": ("saite.connection", "RemoteGraph"),
    "build_workspace": ("saite.build", "build_workspace"),
    "function": ("saite.mapping.declared", "function"),
    "connect": ("saite.connection", "connect"),
    "materialize": ("saite.engine", "materialize"),
    "open": ("saite.graph", "open_graph"),
    "why": ("saite.tracing", "why"),
}

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


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'saite' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
