"""The graph over HTTP: SPARQL, saved queries, things, graphs; by default for reading only.

Every query runs in a process of its own that can be killed: it may take so much time and memory
and no more, and has no network.
"""

from saite.lazily import names_of

# Public name -> module that defines it, loaded when asked for (PEP 562): the process that holds the
# graph needs the workers, and nothing of HTTP.
_HOMES = {
    "Hub": "hub",
    "Metrics": "metrics",
    "Pages": "service",
    "RefusedError": "problems",
    "Service": "service",
    "log_requests": "server",
    "make_application": "application",
    "make_server": "server",
    "plan_of": "hub",
    "refusal_response": "problems",
    "scratch_plan": "hub",
    "serve": "server",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = names_of(__name__, _HOMES)
