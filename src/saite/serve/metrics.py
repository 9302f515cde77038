"""What the server counts about itself, for Prometheus.

Source: Prometheus text format, by its own client.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest


class Metrics:
    """The numbers of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        registry = self.registry
        self.requests = Counter(
            "saite_requests", "Requests by address, method and status.",
            ["address", "method", "status"], registry=registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "saite_request_seconds", "Seconds from a request to the end of its answer.",
            ["address"], registry=registry,
            buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
        )  # fmt: skip
        self.ended = Counter(
            "saite_queries_ended", "Queries without an answer: time, died, busy, gone.",
            ["reason"], registry=registry,
        )  # fmt: skip
        self.answers = Counter(
            "saite_answers", "Answers by where they came from: worker, shared, cache, index.",
            ["source"], registry=registry,
        )  # fmt: skip
        self.cached = Gauge("saite_cache_bytes", "What the kept answers take.", registry=registry)
        self.workers = Gauge("saite_workers", "Processes that answer queries.", registry=registry)
        self.updates = Counter("saite_updates", "Updates that were taken over.", registry=registry)
        self.build = Info("saite_build", "The build that is served.", registry=registry)

    def text(self) -> bytes:
        """Write all numbers."""
        return generate_latest(self.registry)
