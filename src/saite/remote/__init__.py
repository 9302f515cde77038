"""SPARQL 1.1 servers of others: asked, filled with a build, taken from.

`transport` is the one line that everything goes over; `endpoint` asks queries, `cache` keeps their
answers; `push` puts a build's graphs on a server, `pull` brings graphs of one in.
"""

from saite.remote.body import Deadline
from saite.remote.cache import Cache
from saite.remote.credentials import Credentials
from saite.remote.endpoint import Bounds, Endpoint, endpoint_ask, query_endpoint
from saite.remote.retrying import Retries

__all__ = [
    "Bounds",
    "Cache",
    "Credentials",
    "Deadline",
    "Endpoint",
    "Retries",
    "endpoint_ask",
    "query_endpoint",
]
