"""Why a statement is in a graph: the row, the rule or the text that it comes from.

What a mapping made is recomputed from its plan and its sources, so that the graph itself carries
nothing for it. What was derived is asked of the rules; a quote points at its evidence.
"""

from saite.tracing.built import is_in_graph, why_built
from saite.tracing.mapped import why
from saite.tracing.model import Citation, Reason, Reasons, Record, SourceRow

__all__ = [
    "Citation",
    "Reason",
    "Reasons",
    "Record",
    "SourceRow",
    "is_in_graph",
    "why",
    "why_built",
]
