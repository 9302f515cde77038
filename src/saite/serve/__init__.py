"""The graph over HTTP: SPARQL, saved queries, things, graphs; by default for reading only.

Every query runs in a process of its own that can be killed: it may take so much time and memory
and no more, and has no network.
"""

from saite.serve.application import make_application
from saite.serve.hub import Hub, plan_of, scratch_plan
from saite.serve.metrics import Metrics
from saite.serve.problems import RefusedError, refusal_response
from saite.serve.server import log_requests, make_server, serve
from saite.serve.service import Pages, Service

__all__ = [
    "Hub",
    "Metrics",
    "Pages",
    "RefusedError",
    "Service",
    "log_requests",
    "make_application",
    "make_server",
    "plan_of",
    "refusal_response",
    "scratch_plan",
    "serve",
]
