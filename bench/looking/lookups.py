"""Nearest covers over HTTP beside the statements that the server sends for them, asked by one client in turn."""

import json
import time
from collections.abc import Callable, Sequence

import httpx
import numpy as np
from sqlalchemy import text

from bench.tiling.clients import server
from bench.tiling.points import add_token
from registry import lookup
from registry.database import open_engine, reading

ASKED = 3_000
WARM = 300
SERVE = ["uvicorn", "api.server:application", "--factory", "--log-level", "warning", "--no-access-log"]
WEST, SOUTH, WIDTH, HEIGHT = 120.312, 36.037, 0.126, 0.101


def measure(url: str) -> dict[str, float]:
    """http_ms and sql_ms: how long all but the slowest hundredth took at most, over the same random places."""
    engine = open_engine(url, pool_size=1)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze registry.asset"))
    draw = np.random.default_rng(7)
    places = [(WEST + draw.random() * WIDTH, SOUTH + draw.random() * HEIGHT) for _ in range(WARM + ASKED)]
    key = add_token(url)
    ours = {"JINGGE_DATABASE_URL": url, "JINGGE_LOG_LEVEL": "WARNING"}
    with server(SERVE, ours, "/healthz") as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        client.headers["Authorization"] = f"Bearer {key}"

        def over_http(lon: float, lat: float) -> int:
            answer = client.get("/api/v1/assets/nearest", params={"lon": lon, "lat": lat, "limit": 10})
            return len(json.loads(answer.raise_for_status().content)["features"])

        def bare(lon: float, lat: float) -> int:
            with reading(engine) as conn:
                return len(lookup.nearest(conn, lon, lat, limit=10, areas=["370203"]))

        found = {"http_ms": _p99(over_http, places), "sql_ms": _p99(bare, places)}
    engine.dispose()
    return found


def _p99(ask: Callable[[float, float], int], places: Sequence[tuple[float, float]]) -> float:
    took = []
    for lon, lat in places:
        began = time.perf_counter()
        assert ask(lon, lat) > 0
        took.append(1000 * (time.perf_counter() - began))
    return float(np.percentile(took[WARM:], 99))
