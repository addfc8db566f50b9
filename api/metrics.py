"""Figures about the running process in the form of Prometheus."""

from prometheus_client import (
    GC_COLLECTOR,
    PLATFORM_COLLECTOR,
    PROCESS_COLLECTOR,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool
from starlette.types import Scope

_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Counters of one application; each has its own registry, so that two in one process do not mix."""

    def __init__(self, engine: Engine) -> None:
        self.registry = CollectorRegistry()
        for collector in (GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR):
            self.registry.register(collector)
        self._requests = Counter(
            "jingge_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "jingge_request_seconds", "Time to answer", ["route"], buckets=_BUCKETS_S, registry=self.registry
        )
        self.sign_ins = Counter("jingge_sign_ins", "Sign-ins by outcome", ["outcome"], registry=self.registry)
        in_use = Gauge("jingge_database_connections_in_use", "Connections in use", registry=self.registry)
        pool = engine.pool
        in_use.set_function(lambda: float(pool.checkedout()) if isinstance(pool, QueuePool) else 0.0)

    def count(self, scope: Scope, *, status: int, seconds: float) -> None:
        """Count one answered request under its route's name, never under a path (of which there are too many)."""
        route = getattr(scope.get("route"), "name", "unknown")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All figures in the text form."""
        return generate_latest(self.registry)
