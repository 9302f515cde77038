from saite.serve.application import make_application as make_application
from saite.serve.hub import Hub as Hub
from saite.serve.hub import plan_of as plan_of
from saite.serve.hub import scratch_plan as scratch_plan
from saite.serve.metrics import Metrics as Metrics
from saite.serve.problems import RefusedError as RefusedError
from saite.serve.problems import refusal_response as refusal_response
from saite.serve.server import log_requests as log_requests
from saite.serve.server import make_server as make_server
from saite.serve.server import serve as serve
from saite.serve.service import Pages as Pages
from saite.serve.service import Service as Service

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
